//! The parts of the home page: each section in an element of its own, so that styles can place
//! them beside each other and a script can show those that are for one reader.

use super::BodyWriter;
use crate::overlay::{Page, Role, Segment};

/// How deep sections get elements of their own: what stands below belongs to the part.
const DEEPEST: u8 = 3;

impl BodyWriter<'_, '_> {
    /// Ends the parts that a section does not belong to and begins its own, on the home page.
    pub(super) fn part_of(&mut self, page: &Page, segment: &Segment) {
        let Role::Section { level: level @ 2..=DEEPEST } = segment.role else { return };
        if self.id != self.shell.map.home || page.shown_heading(segment).is_none() {
            return;
        }

        self.end_parts(level);
        self.out.push_str("<section class=\"part");
        let way = page.one_audience(segment).filter(|_| segment.id.is_some());
        match way {
            Some(audience) => {
                self.out.push_str(" way\"");
                self.attribute("data-role", audience);
            }
            None => self.out.push('"'),
        }
        self.out.push_str(">\n");
        self.parts.push(level);
    }

    /// Ends the parts from this level on.
    pub(super) fn end_parts(&mut self, level: u8) {
        while self.parts.pop_if(|open| *open >= level).is_some() {
            self.out.push_str("</section>\n");
        }
    }
}
