//! What can be wrong with a handbook, said so that an editor can mend it.
//!
//! A stage never stops at the first problem: it returns [`Checked`], its value together with
//! every [`Diagnostic`] it met. Which severity a check has is decided in one place, at the end
//! ([`crate::check`]); printing lives in [`print`] alone.

pub mod checks;
pub mod print;
pub mod report;
mod shared_names;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use checks::Check;
pub(crate) use shared_names::SharedNames;

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Notice,
    /// Published all the same.
    Warning,
    /// Keeps the editions it touches from being published.
    Error,
}

/// Some bytes of a file, by their offsets: from `start` up to, not including, `end`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The same bytes in a file of which the text they were found in is only a part, `offset` bytes
    /// in.
    pub fn shifted(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte, as a position between two does.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// To take the bytes out of a text.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Self {
        Self { start, end }
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

/// A value and the bytes of its file that it was read from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value read from these bytes.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value made of it, from the same bytes.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: make(self.value), span: self.span }
    }
}

/// A file of the handbook and, where one is known, the bytes in it that are meant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the handbook's root, with `/` between folders.
    pub file: Arc<str>,
    /// The bytes of it; none where the file as a whole is meant.
    pub span: Option<Span>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: file.clone(), span: None }
    }

    /// Some bytes of a file.
    pub fn at(file: &Arc<str>, span: impl Into<Span>) -> Self {
        Self { file: file.clone(), span: Some(span.into()) }
    }
}

/// After so many complaints nobody reads on, and what each may have meant is not looked for.
pub(crate) const MOST_HELPED: usize = 100;

/// One problem, where it is, and what to do about it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Option<Place>,
    /// The check that found it.
    #[serde(deserialize_with = "checks::by_name")]
    pub check: &'static Check,
    /// Set by [`crate::check::levels`] from the check's level.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Other places that belong to it, each with a word of its own.
    pub labels: Vec<(Place, String)>,
    /// What to do.
    pub help: Vec<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A problem found by this check.
    pub fn new(check: &'static Check, message: impl Into<String>) -> Self {
        Self {
            place: None,
            check,
            // The worst until levels are set, so that a forgotten one stops and does not pass.
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Says where it is.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Points at another place that belongs to it.
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push((place, text.into()));
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds what else is worth knowing.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds `did you mean …?` where a candidate is near enough.
    pub fn nearest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, known) {
            Some(candidate) => self.help(format!("did you mean `{candidate}`?")),
            None => self,
        }
    }

    /// The same for one of many complaints: only the first few of them look for a candidate, which
    /// is compared with every name; `before` says how many there are already.
    pub(crate) fn nearest_after<'a>(
        self,
        before: usize,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        if before < MOST_HELPED { self.nearest(word, known) } else { self }
    }

    /// Says which words are known where there is another, and which of them is near it.
    pub fn none_of(self, word: &str, known: &[&str]) -> Self {
        let known_words = format!("there are: {}", known.join(", "));
        self.nearest(word, known.iter().copied()).note(known_words)
    }
}

/// A value together with every problem met while making it.
#[derive(Debug, Clone, Default)]
pub struct Checked<T> {
    /// The value, always there and as complete as the input allowed.
    pub value: T,
    /// What was wrong on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value and its problems.
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    /// Hands the problems to a collection and keeps the value.
    pub fn into(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// The candidate nearest to a word by Damerau–Levenshtein distance, if it is near enough to be
/// worth offering: at most a third of the word's letters differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Of those as near, the first by name, whatever order they came in.
    near(word, known).min().map(|(_, candidate)| candidate)
}

/// The candidates that are near enough to a word, each with its distance.
fn near<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    // The distance is quadratic in length; nobody mistypes a word of a thousand letters.
    let is_word = word.len() <= 200;
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter(move |candidate| is_word && may_be_near(word, candidate, limit))
        .map(move |candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(move |(distance, _)| *distance <= limit)
}

/// Rules out by length and letters what is too far, since nearly all candidates are and the
/// distance is dear.
fn may_be_near(word: &str, candidate: &str, limit: usize) -> bool {
    if candidate.len() > 300 {
        return false;
    }
    if !word.is_ascii() || !candidate.is_ascii() {
        // A letter has up to four bytes.
        return candidate.len().abs_diff(word.len()) <= limit * 4;
    }

    let mut counts = [0_i32; 128];
    word.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    candidate.bytes().for_each(|byte| counts[usize::from(byte)] -= 1);
    // Each step of the distance mends one surplus letter and one that is missing, at most.
    let surplus: i32 = counts.iter().filter(|count| **count > 0).sum();
    let missing: i32 = -counts.iter().filter(|count| **count < 0).sum::<i32>();
    surplus.max(missing) as usize <= limit
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_offers_only_what_is_near() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "tags"]), None);
    }
}
