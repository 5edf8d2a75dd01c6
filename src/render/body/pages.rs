//! `:::pages`: links to pages, with the time that each takes.

use std::sync::Arc;

use super::BodyWriter;
use crate::link::Resolved;
use crate::parse::Document;
use crate::parse::widget::PageItem;

impl BodyWriter<'_, '_> {
    /// A list of links to pages; a page that this edition does not have drops out, and so does a
    /// list of none.
    pub(super) fn pages(&mut self, document: &Arc<Document>, items: &[PageItem]) {
        // Whether the list has anything in it shows only when all of it is resolved.
        let start = self.out.len();
        self.out.push_str("<ul class=\"pages\">\n");
        let empty = self.out.len();

        for (text, link) in items {
            let link = link.map(|link| &document.links[link.index()]);
            let target = link.map(|link| self.shell.map.resolve(&link.target, self.home(document)));
            if matches!(target, Some(Resolved::Gone)) {
                continue;
            }

            self.out.push_str("<li>");
            self.extra(document, *text);
            if let Some(Resolved::Page(page, _)) = target {
                self.led_to.insert(page);
                let words = self.texts.page(page).words();
                // Bound to the word before it: alone on a line of its own it would read as nothing.
                self.out.push_str("&nbsp;<span class=\"reading\">");
                self.minutes(self.shell.minutes(page, words));
                self.out.push_str("</span>");
            }
            self.out.push_str("</li>\n");
        }

        if self.out.len() == empty {
            self.out.truncate(start);
        } else {
            self.out.push_str("</ul>\n");
        }
    }
}
