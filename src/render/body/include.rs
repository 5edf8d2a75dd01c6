//! `:::include`: what another page says, after overrides.

use super::headings::HeadingAt;
use super::{BodyWriter, MAX_INCLUDES};
use crate::link::Resolved;
use crate::parse::Document;
use crate::parse::target::Target;

impl BodyWriter<'_, '_> {
    /// A section of another page without its heading, or a whole page without its own.
    pub(super) fn include(&mut self, document: &Document, from: &Target) {
        let shell = self.shell;
        let home = self.home(document);
        let Resolved::Page(id, section) = shell.map.resolve(from, home) else {
            return;
        };

        self.shown += 1;
        let page = self.texts.page(id);
        let start = section.as_deref().and_then(|section| page.find(section));
        let here = (id, start);
        if self.including.len() == MAX_INCLUDES
            || self.including.contains(&here)
            || (id == self.id && section.is_none())
        {
            return;
        }

        let range = start.map_or(0..page.segments.len(), |start| page.extent(start));
        self.including.push(here);
        for index in range.clone() {
            let placed = &page.segments[index];
            let own_heading = start.is_some() && index == range.start;
            if !own_heading && let Some(heading) = page.shown_heading(placed) {
                let level = placed.level().unwrap_or(1);
                self.heading(page, placed, heading, HeadingAt::Elsewhere { level });
            }
            if placed.shows_text() {
                let document = page.document(placed);
                self.part(document, &document.body, page.section(placed).body);
            }
        }
        self.including.pop();
    }
}
