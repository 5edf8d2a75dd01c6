//! Footnotes: their numbers in the text, and what they say at its foot.

use std::fmt::Write as _;
use std::sync::Arc;

use super::BodyWriter;
use crate::parse::html::PARAGRAPH_END;
use crate::parse::ids::NoteId;
use crate::parse::{Document, Footnote};
use crate::words::Word;

impl BodyWriter<'_, '_> {
    /// Whether a footnote is for the readers of this edition.
    fn is_for_readers(&self, document: &Document, note: &Footnote) -> bool {
        let conditions = note.conditions.iter().map(|id| &document.conditions[id.index()]);
        self.shell.map.outline.all_hold(conditions)
    }

    pub(super) fn footnote(&mut self, document: &Arc<Document>, id: NoteId) {
        if !self.is_for_readers(document, &document.footnotes[id.index()]) {
            return;
        }

        // Notes are numbered by document. `notes` holds on to it, so that no other document can get
        // its address.
        let key = (Arc::as_ptr(document), id);
        let (number, first) = match self.note_numbers.get(&key) {
            Some(number) => (*number, false),
            None => {
                self.notes.push((document.clone(), id));
                self.note_numbers.insert(key, self.notes.len());
                (self.notes.len(), true)
            }
        };

        // The way back leads to the first mark. No heading's id has a dot in it.
        let id = if first { format!(" id=\"fnref.{number}\"") } else { String::new() };
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\"><a{id} href=\"#fn.{number}\">{number}</a></sup>"
        );
    }

    /// The notes at the foot of the page. A note may refer to a further one.
    pub(super) fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }

        self.out.push_str("<section class=\"footnotes\"");
        self.attribute("aria-label", self.shell.word(Word::Footnotes));
        self.out.push_str("><ol>\n");

        let mut number = 0;
        while let Some((document, id)) = self.notes.get(number).cloned() {
            number += 1;
            let _ = write!(self.out, "<li id=\"fn.{number}\">");
            let note = &document.footnotes[id.index()];
            self.part(&document, &document.notes, note.html);

            let label = self.shell.word(Word::BackToTheText);
            let _ = write!(
                self.out,
                " <a class=\"footnote-back\" href=\"#fnref.{number}\" aria-label=\"{label}\">↩</a>"
            );

            // The last paragraph was left open, so that the way back stands in it.
            if note.ends_in_paragraph {
                self.out.push_str(PARAGRAPH_END);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }
}
