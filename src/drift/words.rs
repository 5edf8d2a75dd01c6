//! Two versions of a Markdown text compared word by word: for people to read, and for merging.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::letters::composed;

/// A stretch that has more words, or lines, than this on both sides together and is not alike at
/// its ends is taken as changed as a whole. By number, not by time, so that the same texts compare
/// the same on every machine.
const MOST_COMPARED: usize = 40_000;
/// The end of a `{{ name }}` is looked for so far, in bytes.
const LONGEST_VARIABLE: usize = 120;
/// Stands for whatever blank lines are between two paragraphs.
const BREAK: u32 = 0;

/// A stretch of two versions of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordRun<'t> {
    /// In both, as it is written in the later one.
    Kept(&'t str),
    /// Only in the earlier one.
    Deleted(&'t str),
    /// Only in the later one.
    Inserted(&'t str),
}

/// Compares two versions of a text: their paragraphs, then the words of those that changed.
///
/// White space and the Unicode form of letters are no change. What is kept and what is inserted are
/// together the later version, byte for byte; each stretch begins with the white space before its
/// first word. Where a text is very long and very different, whole paragraphs are told.
pub fn compare<'t>(before: &'t str, after: &'t str) -> Vec<WordRun<'t>> {
    let mut keys = Keys::default();
    let (old, new) = (words(before, &mut keys), words(after, &mut keys));

    let mut runs = Runs { before, after, runs: Vec::new(), shown: 0 };
    let mut kept = 0;
    for paragraphs in changed_paragraphs(&old, &new) {
        runs.keep(&new[kept..paragraphs.after.start]);
        kept = paragraphs.after.end;

        let (old, new) = (&old[paragraphs.before], &new[paragraphs.after]);
        let mut kept = 0;
        for change in word_changes(old, new) {
            runs.keep(&new[kept..change.after.start]);
            kept = change.after.end;
            runs.replace(&old[change.before], &new[change.after]);
        }
        runs.keep(&new[kept..]);
    }

    runs.keep(&new[kept..]);
    runs.finish()
}

/// Numbers for what is compared, the same for equal things.
pub(super) struct Keys<T> {
    known: HashMap<T, u32>,
}

impl<T> Default for Keys<T> {
    fn default() -> Self {
        Self { known: HashMap::new() }
    }
}

impl<T: Hash + Eq> Keys<T> {
    /// Never [`BREAK`].
    pub(super) fn of(&mut self, thing: T) -> u32 {
        let next = self.known.len() as u32 + 1;
        *self.known.entry(thing).or_insert(next)
    }
}

/// A word of a text, or the blank lines between two paragraphs. The words of a text follow each
/// other without a gap.
#[derive(Debug, Clone)]
pub(super) struct WordAt {
    pub(super) key: u32,
    /// Bytes of the text: the word with the white space before it.
    pub(super) span: Range<usize>,
    /// So many of them are white space.
    pub(super) space: usize,
}

impl WordAt {
    pub(super) fn is_break(&self) -> bool {
        self.key == BREAK
    }

    pub(super) fn space<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.start..self.span.start + self.space]
    }

    pub(super) fn word<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.start + self.space..self.span.end]
    }
}

/// Cuts a text into words; white space at its end belongs to none, unless it is blank lines.
pub(super) fn words<'t>(text: &'t str, keys: &mut Keys<Cow<'t, str>>) -> Vec<WordAt> {
    let mut found = Vec::new();
    let mut at = 0;

    while at < text.len() {
        let begin = at + leading(&text[at..], |byte| byte.is_ascii_whitespace());
        let end = begin + word_length(&text[begin..]);

        let blank = text[at..begin].bytes().filter(|byte| *byte == b'\n').count();
        let is_break = blank > usize::from(at > 0);
        if is_break {
            found.push(WordAt { key: BREAK, span: at..begin, space: begin - at });
        }
        if end > begin {
            let from = if is_break { begin } else { at };
            let key = keys.of(composed(&text[begin..end]));
            found.push(WordAt { key, span: from..end, space: begin - from });
        }
        at = end;
    }
    found
}

/// So many bytes at the start of a text are of a kind.
pub(super) fn leading(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| is(*byte)).count()
}

/// How long the word is that a text begins with. A `{{ name }}` is in one piece.
fn word_length(text: &str) -> usize {
    let mut length = leading(text, |byte| !byte.is_ascii_whitespace());

    // White space in such braces ends no word.
    while let Some(open) = text[..length].rfind("{{")
        && !text[open..length].contains("}}")
    {
        let most = text.floor_char_boundary(open + LONGEST_VARIABLE).max(length);
        let Some(close) = text[length..most].find("}}").map(|close| length + close + 2) else {
            break;
        };
        length = close + leading(&text[close..], |byte| !byte.is_ascii_whitespace());
    }
    length
}

/// A stretch of a sequence, and what stands in its place in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

/// What changed between two sequences, in order; between two changes something is kept.
///
/// Myers' algorithm with the bounds of Git's, by the crate `similar`.
pub(super) fn replacements(before: &[u32], after: &[u32]) -> Vec<Replacement> {
    let head = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let ends = before[head..].iter().rev().zip(after[head..].iter().rev());
    let tail = ends.take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (before.len() - tail, after.len() - tail);
    if old_end - head + new_end - head > MOST_COMPARED {
        return vec![Replacement { before: head..old_end, after: head..new_end }];
    }

    let mut changes: Vec<Replacement> = Vec::new();
    for step in capture_diff_slices(Algorithm::Myers, before, after) {
        if matches!(step, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (step.old_range(), step.new_range());
        match changes.last_mut() {
            Some(last) if last.before.end == old.start && last.after.end == new.start => {
                last.before.end = old.end;
                last.after.end = new.end;
            }
            _ => changes.push(Replacement { before: old, after: new }),
        }
    }
    changes
}

/// What changed between two stretches of words. What stands between two changes and is shorter than
/// both is no sign that anything was kept: when a sentence is written anew, `the` is in both.
///
/// Source: "semantic cleanup" in Neil Fraser, Diff Strategies, 2006.
pub(super) fn word_changes(old: &[WordAt], new: &[WordAt]) -> Vec<Replacement> {
    let (old_weights, new_weights) = (Weights::of(old), Weights::of(new));
    let mut settled: Vec<Replacement> = Vec::new();
    for mut change in replacements(&keys_of(old), &keys_of(new)) {
        while let Some(last) = settled.last() {
            let between = last.before.end..change.before.start;
            let kept = old_weights.letters(&between);
            let is_kept = [last, &change].into_iter().any(|changed| {
                let before = old_weights.letters(&changed.before);
                kept > before.max(new_weights.letters(&changed.after))
            });
            if is_kept || old_weights.has_break(&between) {
                break;
            }

            change.before.start = last.before.start;
            change.after.start = last.after.start;
            settled.pop();
        }
        settled.push(change);
    }
    settled
}

pub(super) fn keys_of(words: &[WordAt]) -> Vec<u32> {
    words.iter().map(|word| word.key).collect()
}

/// How much there is in any stretch of words, without counting it again.
struct Weights {
    /// Bytes of words and number of breaks before each word, and in all.
    sums: Vec<(usize, usize)>,
}

impl Weights {
    fn of(words: &[WordAt]) -> Self {
        let mut sum = (0, 0);
        let mut sums = vec![sum];
        for word in words {
            sum.0 += word.span.len() - word.space;
            sum.1 += usize::from(word.is_break());
            sums.push(sum);
        }
        Self { sums }
    }

    fn letters(&self, range: &Range<usize>) -> usize {
        self.sums[range.end].0 - self.sums[range.start].0
    }

    fn has_break(&self, range: &Range<usize>) -> bool {
        self.sums[range.end].1 > self.sums[range.start].1
    }
}

/// Which paragraphs changed, as ranges of words; each begins with the blank lines before it.
fn changed_paragraphs(old: &[WordAt], new: &[WordAt]) -> Vec<Replacement> {
    let mut keys = Keys::default();
    let (old, new) = (Paragraphs::of(old, &mut keys), Paragraphs::of(new, &mut keys));

    let changes = replacements(&old.keys, &new.keys).into_iter();
    changes
        .map(|change| Replacement {
            before: old.starts[change.before.start]..old.starts[change.before.end],
            after: new.starts[change.after.start]..new.starts[change.after.end],
        })
        .collect()
}

/// The paragraphs of a text.
struct Paragraphs {
    /// The first word of each, and the number of all.
    starts: Vec<usize>,
    keys: Vec<u32>,
}

impl Paragraphs {
    fn of(words: &[WordAt], keys: &mut Keys<Vec<u32>>) -> Self {
        let mut paragraphs = Self { starts: vec![0], keys: Vec::new() };
        let mut at = 0;
        for paragraph in words.chunk_by(|_, next| !next.is_break()) {
            at += paragraph.len();
            // Blank lines at the very beginning make no other paragraph of the first one.
            let own = paragraph.iter().filter(|word| !word.is_break());
            paragraphs.starts.push(at);
            paragraphs.keys.push(keys.of(own.map(|word| word.key).collect()));
        }
        paragraphs
    }
}

/// What [`compare`] tells, as it is put together.
struct Runs<'t> {
    before: &'t str,
    after: &'t str,
    runs: Vec<WordRun<'t>>,
    /// So many bytes of the later version are told.
    shown: usize,
}

impl<'t> Runs<'t> {
    fn keep(&mut self, words: &[WordAt]) {
        let Some(last) = words.last() else { return };
        let text = &self.after[self.shown..last.span.end];
        self.shown = last.span.end;

        // One stretch, although it was found in several: a paragraph, and words of the next.
        if let Some(WordRun::Kept(known)) = self.runs.last_mut() {
            let from = self.shown - text.len() - known.len();
            *known = &self.after[from..self.shown];
        } else {
            self.runs.push(WordRun::Kept(text));
        }
    }

    fn replace(&mut self, old: &[WordAt], new: &[WordAt]) {
        if let (Some(first), Some(last)) = (old.first(), old.last()) {
            self.runs.push(WordRun::Deleted(&self.before[first.span.start..last.span.end]));
        }
        if let Some(last) = new.last() {
            self.runs.push(WordRun::Inserted(&self.after[self.shown..last.span.end]));
            self.shown = last.span.end;
        }
    }

    /// With the white space at the end.
    fn finish(mut self) -> Vec<WordRun<'t>> {
        let rest = &self.after[self.shown..];
        if rest.is_empty() {
            return self.runs;
        }

        match self.runs.last_mut() {
            Some(WordRun::Kept(last) | WordRun::Inserted(last)) => {
                *last = &self.after[self.shown - last.len()..];
            }
            _ => self.runs.push(WordRun::Kept(rest)),
        }
        self.runs
    }
}
