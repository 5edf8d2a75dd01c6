//! `:::include`: what another page says, after overrides.

use super::{BodyWriter, MAX_INCLUDES};
use crate::link::Resolved;
use crate::parse::Document;
use crate::parse::target::Target;

impl BodyWriter<'_, '_> {
    /// A section of another page without its heading, or a whole page without its own.
    pub(super) fn include(&mut self, document: &Document, from: &Target) {
        let shell = self.shell;
        let home = self.home(document);
        let Resolved::Page(id, section) = shell.map.resolve(from, home) else { return };

        self.shown += 1;
        let page = self.texts.page(id);
        let start = section.as_deref().and_then(|section| page.find(section));
        let here = (id, start);
        // What shows itself would have no end; checks report it with the line.
        if self.including.len() == MAX_INCLUDES
            || self.including.contains(&here)
            || (id == self.id && section.is_none())
        {
            return;
        }

        let range = start.map_or(0..page.segments.len(), |start| page.extent(start));
        self.including.push(here);
        // The page that includes a section has its own heading for it.
        self.passage(page, range, start, 0);
        self.including.pop();
    }
}
