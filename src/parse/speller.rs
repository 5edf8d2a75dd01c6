//! How the text of a file is spelled while it is written.
//!
//! What is spelled is text that stands between tags, and headings and titles. Not code, what is
//! quoted, nor sections that no layer may change: there the very words count.

use std::borrow::Cow;

use super::html::Interpolated;
use crate::spelling::{Respelled, Spelling, ends_sentence};

/// Spells runs of text, in the order in which they stand in a file.
#[derive(Default)]
pub(crate) struct Speller<'a> {
    /// None where texts stay as they were written.
    spelling: Option<&'a Spelling>,
    /// Quotes that are open.
    quotes: usize,
    /// Whether quotation marks are open in the line that is written.
    in_quotation: bool,
    /// Whether the section that is read is locked.
    pub(super) is_locked: bool,
    /// What was replaced so far.
    replaced: Vec<Respelled>,
}

impl<'a> Speller<'a> {
    pub(super) fn new(spelling: Option<&'a Spelling>) -> Self {
        Self { spelling, ..Self::default() }
    }

    /// A line or a paragraph begins: quotation marks that were left open before end with it.
    pub(super) fn begin_line(&mut self) {
        self.in_quotation = false;
    }

    /// A quote of several lines begins.
    pub(super) fn open_quote(&mut self) {
        self.quotes += 1;
    }

    /// It ends.
    pub(super) fn close_quote(&mut self) {
        self.quotes -= 1;
    }

    /// A run of text as it is read. `before` is what stands before it in the file.
    pub(super) fn run<'t>(&mut self, text: &'t str, before: &str) -> Cow<'t, str> {
        match self.spelling {
            Some(spelling) if !self.is_locked && self.quotes == 0 => {
                self.outside_of_quotations(text, spelling, begins_sentence(before))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// A text with variables, which begins a sentence. The variables' values stay as they are.
    pub(super) fn phrase(&mut self, text: Interpolated) -> Interpolated {
        if self.spelling.is_none() {
            return text;
        }
        self.begin_line();
        text.map_runs(|run, is_first| {
            let before = if is_first { "" } else { "…a value" };
            self.run(run, before).into_owned()
        })
    }

    /// The value of an attribute that readers come to see, its variables not yet read.
    pub(super) fn value(&mut self, value: String) -> String {
        if self.spelling.is_none() {
            return value;
        }
        let mut spelled = String::with_capacity(value.len());
        for piece in value.split_inclusive("}}") {
            let (text, variable) = piece.split_at(piece.find("{{").unwrap_or(piece.len()));
            self.begin_line();
            spelled.push_str(&self.run(text, &spelled));
            spelled.push_str(variable);
        }
        spelled
    }

    /// All words that were replaced, sorted.
    pub(super) fn into_replaced(mut self) -> Vec<Respelled> {
        self.replaced.sort_unstable();
        self.replaced.dedup();
        self.replaced
    }

    fn outside_of_quotations<'t>(
        &mut self,
        text: &'t str,
        spelling: &Spelling,
        begins_sentence: bool,
    ) -> Cow<'t, str> {
        let marks = ['"', '“', '”'];
        if !self.in_quotation && !text.contains(marks) {
            return spelling.spelled(text, begins_sentence, &mut self.replaced);
        }

        let mut spelled = String::with_capacity(text.len());
        for piece in text.split_inclusive(marks) {
            let begins = if spelled.is_empty() { begins_sentence } else { ends_sentence(&spelled) };
            match self.in_quotation {
                true => spelled.push_str(piece),
                false => spelled.push_str(&spelling.spelled(piece, begins, &mut self.replaced)),
            }
            match piece.chars().next_back() {
                Some('“') => self.in_quotation = true,
                Some('”') => self.in_quotation = false,
                Some('"') => self.in_quotation = !self.in_quotation,
                _ => {}
            }
        }
        Cow::Owned(spelled)
    }
}

/// Whether a sentence, or what is written like one, begins behind this part of a file.
fn begins_sentence(before: &str) -> bool {
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    // Marks of lists, quotes, headings and cells, and numbers of items.
    let is_mark = |c: char| c.is_ascii_digit() || " \t#>-+*|.):_[\"“(".contains(c);
    if !line.chars().all(is_mark) {
        return line.trim_end().ends_with('|') || ends_sentence(line);
    }

    // The line begins with it. Where the line above belongs to it, a sentence may be under way.
    let line_above = above.rsplit('\n').next().unwrap_or_default().trim();
    let is_apart = line_above.is_empty() || line_above.starts_with(['#', ':', '|']);
    is_apart || !line.trim().is_empty() || ends_sentence(line_above)
}

#[cfg(test)]
mod tests {
    use super::begins_sentence;

    #[test]
    fn a_sentence_begins_after_another_and_after_the_marks_of_blocks() {
        for before in
            ["", "It is. ", "Why? **", "\n\n", "text\n\n- ", "text\n2. ", "## ", "> ", "| a | "]
        {
            assert!(begins_sentence(before), "{before:?}");
        }
        for before in ["the ", "of the\n", "the [", "the **", "the \u{201c}"] {
            assert!(!begins_sentence(before), "{before:?}");
        }
    }
}
