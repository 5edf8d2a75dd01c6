//! Footnotes: what they say, and whether all who see their marks may see them.

use std::collections::HashSet;
use std::ops::Range;

use super::events::Events;
use super::writer::Stream;
use super::{Compiler, WORD};
use crate::diagnostic::checks;
use crate::parse::html::{Fill, PARAGRAPH_END};
use crate::parse::ids::{ConditionId, NoteId};
use crate::parse::{Document, Footnote};

/// A reference to a footnote.
pub(super) struct NoteMark {
    note: NoteId,
    /// The conditions around it.
    conditions: Vec<ConditionId>,
    range: Range<usize>,
}

impl Compiler<'_> {
    pub(super) fn note(&mut self, label: &str, range: &Range<usize>, events: &mut Events<'_>) {
        let id = self.note_id(label);
        let is_second = self.note_words.contains_key(&id);
        if is_second {
            let message = format!("`[^{label}]:` is written twice: readers see the first");
            let help = "give one of the two notes another label";
            let span = self.cx.line(range);
            self.cx.problem(&checks::LOST_TEXT, message, help, span);
        }
        self.note_places.entry(id).or_insert_with(|| range.clone());

        let before = self.out.switch(Stream::Notes);
        let start = self.out.mark();
        let words = self.section.words;
        self.within("", events, "");
        // A footnote may stand anywhere; it is read where its mark is.
        let of_note = std::mem::replace(&mut self.section.words, words) - words;
        self.note_words.entry(id).or_insert(of_note);

        let mut html = self.out.html().since(start);
        // The way back to the text goes into the last paragraph.
        let ends_in_paragraph = self.out.is_after_paragraph();
        if ends_in_paragraph {
            html.end.text -= PARAGRAPH_END.len() as u32;
        }

        if !is_second {
            self.document.footnotes[id.index()] =
                Footnote { html, ends_in_paragraph, conditions: self.conditions.clone() };
        }
        self.out.switch(before);
    }

    /// A reference to a footnote.
    pub(super) fn note_mark(&mut self, label: &str, range: &Range<usize>) {
        let note = self.note_id(label);
        self.out.hole(Fill::Footnote(note));
        let conditions = self.conditions.clone();
        self.note_marks.push(NoteMark { note, conditions, range: range.clone() });
    }

    /// The number of a footnote; a reference may come before its definition.
    fn note_id(&mut self, label: &str) -> NoteId {
        // The parser takes labels for equal whatever their case.
        let notes = &mut self.document.footnotes;
        let id = self.note_ids.entry(label.to_lowercase());
        *id.or_insert_with(|| NoteId::of_added(Footnote::default(), notes))
    }

    /// Counts the words of each footnote for the section of its first mark.
    pub(super) fn count_notes(&mut self) {
        let sections = &mut self.document.sections;
        for mark in &self.note_marks {
            let Some(words) = self.note_words.remove(&mark.note) else { continue };
            let at = self.cx.span(&mark.range).start;
            let next = sections.partition_point(|section| section.span.start <= at);
            if let Some(section) = next.checked_sub(1).and_then(|at| sections.get_mut(at)) {
                section.words += words.div_ceil(WORD);
            }
        }
    }

    /// Reports footnotes that no mark leads to.
    pub(super) fn check_marks(&mut self) {
        let marked: HashSet<NoteId> = self.note_marks.iter().map(|mark| mark.note).collect();
        let places = std::mem::take(&mut self.note_places).into_iter();
        for (_, range) in places.filter(|(note, _)| !marked.contains(note)) {
            let message = "no mark leads to this footnote, so readers do not see it";
            let help = "put its label where it belongs, `[^label]`, or take the note out";
            let span = self.cx.line(&range);
            self.cx.problem(&checks::LOST_TEXT, message, help, span);
        }
    }

    /// Reports references to a footnote that some readers of the reference may not see.
    pub(super) fn check_notes(&mut self) {
        for mark in std::mem::take(&mut self.note_marks) {
            if mark.is_for_all_it_may(&self.document) {
                continue;
            }
            let message =
                "this footnote is for some editions only, and its mark is for others, too";
            let help = "write the note outside of `:::only`, or put the mark into a passage with \
                        the same condition";
            let span = self.cx.span(&mark.range);
            self.cx.problem(&checks::CONTAINER_SYNTAX, message, help, span);
        }
    }
}

impl NoteMark {
    /// Whether whoever sees the mark may see the note: what must hold for the note holds for the
    /// mark. The sections they stand in do not matter, since notes stand at the end of a file.
    fn is_for_all_it_may(&self, document: &Document) -> bool {
        document.footnotes[self.note.index()].conditions.iter().all(|wanted| {
            let mut around = self.conditions.iter();
            around.any(|around| {
                document.conditions[around.index()] == document.conditions[wanted.index()]
            })
        })
    }
}
