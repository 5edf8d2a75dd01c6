//! Merging by words.

use std::ops::Range;

use super::kinds::{are_paragraphs, is_single};
use super::regions::{ChangedBy, MergeRegion, regions};
use super::{Merge, Sides};
use crate::drift::words::{Keys, Replacement, WordAt, keys_of, word_changes, words};

/// Merges paragraphs that both changed.
pub(super) fn merge_paragraphs(texts: &Sides<&str>) -> Option<Merge> {
    // Blank lines after them part them from what follows, whatever their last word is.
    let ends = texts.map(|text| blank_end(text));
    let own = texts.with(ends, |text, end| &text[..text.len() - end.len()]);
    let mut merge = Prose::read(&own).merge();
    merge.clean(if ends.firm == ends.then { ends.now } else { ends.firm });

    // A word that is one where it stood may begin a list where it stands now.
    let is_sound = merge.text().is_none_or(|text| are_paragraphs(&text));
    is_sound.then_some(merge)
}

/// The blank lines at the end of a text.
fn blank_end(text: &str) -> &str {
    let words = text.trim_end();
    let rest = &text[words.len()..];
    if words.is_empty() { rest } else { rest.split_once('\n').map_or("", |(_, blank)| blank) }
}

/// Merges a heading, an item or a row that both changed, but neither beyond recognition.
pub(super) fn merge_line(texts: &Sides<&str>, marker: usize) -> Option<Merge> {
    let mark = &texts.then[..marker];
    let prose = Prose::read(&texts.map(|text| &text[marker..]));
    if !texts.all(|text| text.starts_with(mark)) || !prose.is_recognized() {
        return None;
    }

    let mut merge = Merge::default();
    merge.clean(mark);
    merge.append(prose.merge());

    // A `|` among the words of one side would be one more cell.
    let is_sound = merge.text().is_none_or(|line| {
        is_single(&line, marker) && texts.all(|text| cells(text) == cells(&line))
    });
    is_sound.then_some(merge)
}

/// How many marks of cells there are in a row.
fn cells(row: &str) -> usize {
    row.matches('|').count()
}

/// Three versions of some text, by words.
struct Prose<'t> {
    versions: Sides<Version<'t>>,
    now: Vec<Replacement>,
    firm: Vec<Replacement>,
}

/// One of them.
struct Version<'t> {
    text: &'t str,
    words: Vec<WordAt>,
}

impl<'t> Prose<'t> {
    fn read(texts: &Sides<&'t str>) -> Self {
        let mut keys = Keys::default();
        let versions = texts.map(|text| Version { text, words: words(text, &mut keys) });
        let now = word_changes(&versions.then.words, &versions.now.words);
        let firm = word_changes(&versions.then.words, &versions.firm.words);
        Self { versions, now, firm }
    }

    /// Whether base and firm both left half of what was there.
    fn is_recognized(&self) -> bool {
        let then = &self.versions.then.words;
        [&self.now, &self.firm].into_iter().all(|changes| {
            let gone = changes.iter().map(|change| length(&then[change.before.clone()]));
            gone.sum::<usize>() * 2 <= length(then)
        })
    }

    fn merge(&self) -> Merge {
        let mut written = Written { merge: Merge::default(), is_line_start: true };

        let length = self.versions.then.words.len();
        for MergeRegion { at, changed } in regions(length, &self.now, &self.firm, &depend_on_order)
        {
            let phrases = self.versions.with(at, Version::phrase);
            let Sides { then, now, firm } = &phrases;
            match changed {
                ChangedBy::Now => written.copy(now, then, firm),
                ChangedBy::Both if keys_of(now.words) != keys_of(firm.words) => {
                    written.conflict(&phrases);
                }
                _ => written.copy(firm, then, now),
            }
        }
        written.finish()
    }
}

/// How many bytes some words have.
fn length(words: &[WordAt]) -> usize {
    words.iter().map(|word| word.span.len()).sum()
}

impl Version<'_> {
    fn phrase(&self, at: Range<usize>) -> Phrase<'_> {
        Phrase { text: self.text, words: &self.words[at] }
    }
}

/// Some words of a version.
struct Phrase<'v> {
    text: &'v str,
    words: &'v [WordAt],
}

impl<'v> Phrase<'v> {
    /// The white space before one of its words, counted from 0.
    fn space(&self, at: usize) -> Option<&'v str> {
        self.words.get(at).map(|word| word.space(self.text))
    }

    /// As it is written, without white space around it.
    fn trimmed(&self) -> &'v str {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => self.text[first.span.start..last.span.end].trim(),
            _ => "",
        }
    }
}

/// Whether of two changes that touch it must be known which comes first. Where words stand in the
/// place of others, this place says it, unless there are more of them than before.
fn depend_on_order(one: &Replacement, next: &Replacement) -> bool {
    // Where nothing stood before, words are only put between others.
    match (one.before.is_empty(), next.before.is_empty()) {
        (false, false) => false,
        (true, true) => true,
        (true, false) => !is_in_place(next),
        (false, true) => !is_in_place(one),
    }
}

/// Whether words have the place of at least as many others.
fn is_in_place(change: &Replacement) -> bool {
    (1..=change.before.len()).contains(&change.after.len())
}

/// What is merged so far.
struct Written {
    merge: Merge,
    /// Whether what comes next begins a line after a blank one, or the first line.
    is_line_start: bool,
}

impl Written {
    /// Writes what one version has. White space that it left as it was then is the other's, which
    /// may have wrapped its lines anew.
    fn copy(&mut self, phrase: &Phrase<'_>, then: &Phrase<'_>, other: &Phrase<'_>) {
        for (at, word) in phrase.words.iter().enumerate() {
            let own = word.space(phrase.text);
            let space = if then.space(at) == Some(own) { other.space(at) } else { None };
            self.write(space.unwrap_or(own), word, phrase.text);
        }
    }

    fn write(&mut self, space: &str, word: &WordAt, text: &str) {
        if word.is_break() {
            // The first line break ends a line, if one is to be ended; only the next is a blank one.
            let is_whole = self.is_line_start || space.matches('\n').count() > 1;
            self.merge.clean(if is_whole { space } else { "\n\n" });
            self.is_line_start = true;
            return;
        }

        self.space(space);
        self.merge.clean(word.word(text));
    }

    /// What is between a word and what stands before it.
    fn space(&mut self, space: &str) {
        match (self.is_line_start, space) {
            (true, _) => {}
            (false, "") => self.merge.clean(" "),
            (false, space) => self.merge.clean(space),
        }
        self.is_line_start = false;
    }

    /// Blank lines around a conflict are shown, although it may be that they are a part of it.
    fn conflict(&mut self, phrases: &Sides<Phrase<'_>>) {
        if phrases.any(|phrase| phrase.words.first().is_some_and(WordAt::is_break)) {
            self.end_paragraph();
        }

        self.space("");
        self.merge.conflict(phrases.map(Phrase::trimmed));

        if phrases.any(|phrase| phrase.words.last().is_some_and(WordAt::is_break)) {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        if !self.is_line_start {
            self.merge.clean("\n\n");
            self.is_line_start = true;
        }
    }

    /// Ends the last line.
    fn finish(mut self) -> Merge {
        if !self.is_line_start {
            self.merge.clean("\n");
        }
        self.merge
    }
}
