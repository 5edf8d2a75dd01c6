//! The lines of a text, and stretches of them.

use std::borrow::Cow;
use std::ops::Range;

use super::kinds::{LineKind, kinds};
use crate::drift::words::Keys;
use crate::letters::composed;

/// A text by its lines, each of which ends in a line break.
pub(super) struct TextLines<'t> {
    text: &'t str,
    /// Where each line begins, and the end of the text.
    starts: Vec<usize>,
    /// The same for lines that say the same.
    pub(super) keys: Vec<u32>,
    kinds: Vec<LineKind>,
}

impl<'t> TextLines<'t> {
    pub(super) fn read(text: &'t str, keys: &mut Keys<Cow<'t, str>>) -> Self {
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        let kinds = kinds(&lines);

        let mut starts = vec![0];
        let mut end = 0;
        for line in &lines {
            end += line.len() + 1;
            starts.push(end);
        }
        let keys = lines.iter().zip(&kinds).map(|(line, kind)| keys.of(meaning(line, *kind)));
        Self { text, starts, keys: keys.collect(), kinds }
    }

    /// Whether there is nothing on some lines.
    pub(super) fn are_blank(&self, at: Range<usize>) -> bool {
        self.kinds[at].iter().all(|kind| *kind == LineKind::Blank)
    }

    /// Whether some lines are of paragraphs, or between them.
    pub(super) fn are_paragraphs(&self, at: Range<usize>) -> bool {
        self.kinds[at].iter().all(|kind| matches!(kind, LineKind::Blank | LineKind::Prose))
    }
}

/// What a line says: where white space is none of it, in words with one space between them.
fn meaning(line: &str, kind: LineKind) -> Cow<'_, str> {
    let line = line.trim_end();
    let marker = match kind {
        LineKind::Whole => return composed(line),
        LineKind::Single { marker } => marker.min(line.len()),
        LineKind::Blank | LineKind::Prose => 0,
    };
    if !line[marker..].contains("  ") && !line.contains(['\t', '\r']) {
        return composed(line);
    }

    let words: Vec<&str> = line[marker..].split_ascii_whitespace().collect();
    let line = format!("{}{}", &line[..marker], words.join(" "));
    Cow::Owned(composed(&line).into_owned())
}

/// Some lines of a text, one after the other.
#[derive(Clone)]
pub(super) struct LineSpan<'l, 't> {
    pub(super) lines: &'l TextLines<'t>,
    pub(super) at: Range<usize>,
}

impl<'l, 't> LineSpan<'l, 't> {
    pub(super) fn text(&self) -> &'t str {
        &self.lines.text[self.lines.starts[self.at.start]..self.lines.starts[self.at.end]]
    }

    pub(super) fn keys(&self) -> &'l [u32] {
        &self.lines.keys[self.at.clone()]
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.keys() == other.keys()
    }

    /// What the lines of a block are; blank ones go with paragraphs.
    pub(super) fn block_kind(&self) -> LineKind {
        match self.lines.kinds[self.at.start] {
            LineKind::Blank => LineKind::Prose,
            kind => kind,
        }
    }

    /// Its blocks: paragraphs with the blank lines around them, other lines that belong together,
    /// single lines.
    pub(super) fn blocks(&self) -> Vec<Self> {
        let kinds = &self.lines.kinds[self.at.clone()];
        let mut end = self.at.start;
        let blocks = kinds.chunk_by(|one, next| match (one, next) {
            (LineKind::Single { .. }, _) | (_, LineKind::Single { .. }) => false,
            (one, next) => (*one == LineKind::Whole) == (*next == LineKind::Whole),
        });

        blocks
            .map(|block| {
                let start = end;
                end += block.len();
                Self { lines: self.lines, at: start..end }
            })
            .collect()
    }
}
