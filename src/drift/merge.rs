//! Three versions of a text become one: what the base said then, what it says now, and what a firm
//! made of it. By lines; and where both changed the same lines, by the words of a paragraph.
//!
//! Nothing is guessed: what both changed is a conflict, unless they changed it alike.

mod kinds;
mod lines;
mod prose;
mod regions;

use std::borrow::Cow;
use std::collections::HashSet;

use self::kinds::LineKind;
use self::lines::{LineSpan, TextLines};
use self::prose::{merge_line, merge_paragraphs};
use self::regions::{ChangedBy, regions};
use super::words::{Keys, Replacement, replacements};

pub(super) use self::kinds::heading_lines;

/// Something of each of the three versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides<T> {
    /// Of the text of the base that the firm's was written against.
    pub then: T,
    /// Of the text of the base today.
    pub now: T,
    /// Of the firm's text.
    pub firm: T,
}

impl<T> Sides<T> {
    /// The same of each.
    pub(super) fn map<'s, U>(&'s self, mut make: impl FnMut(&'s T) -> U) -> Sides<U> {
        Sides { then: make(&self.then), now: make(&self.now), firm: make(&self.firm) }
    }

    /// Each with that of the other.
    fn with<'s, U, V>(&'s self, other: Sides<U>, mut make: impl FnMut(&'s T, U) -> V) -> Sides<V> {
        Sides {
            then: make(&self.then, other.then),
            now: make(&self.now, other.now),
            firm: make(&self.firm, other.firm),
        }
    }

    /// Whether something holds for all.
    pub(super) fn all(&self, is: impl FnMut(&T) -> bool) -> bool {
        [&self.then, &self.now, &self.firm].into_iter().all(is)
    }

    /// Whether something holds for one of them.
    fn any(&self, is: impl FnMut(&T) -> bool) -> bool {
        [&self.then, &self.now, &self.firm].into_iter().any(is)
    }
}

/// A merged text, or as much of it as could be merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merge {
    parts: Vec<MergePart>,
}

/// A stretch of a merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergePart {
    /// What it says.
    Clean(String),
    /// What it could say: base and firm changed it, each in another way.
    Conflict(Sides<String>),
}

impl Merge {
    /// All stretches, in order.
    pub fn parts(&self) -> &[MergePart] {
        &self.parts
    }

    /// Whether there is no conflict.
    pub fn is_clean(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, MergePart::Clean(_)))
    }

    /// The merged text, where there is no conflict.
    pub fn text(&self) -> Option<String> {
        let texts = self.parts.iter().map(|part| match part {
            MergePart::Clean(text) => Some(text.as_str()),
            MergePart::Conflict(_) => None,
        });
        texts.collect()
    }

    pub(super) fn clean(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(MergePart::Clean(last)) => last.push_str(text),
            _ => self.parts.push(MergePart::Clean(text.to_owned())),
        }
    }

    fn conflict(&mut self, texts: Sides<&str>) {
        self.parts.push(MergePart::Conflict(texts.map(|text| (*text).to_owned())));
    }

    pub(super) fn append(&mut self, other: Self) {
        for part in other.parts {
            match part {
                MergePart::Clean(text) => self.clean(&text),
                MergePart::Conflict(_) => self.parts.push(part),
            }
        }
    }

    /// Ends lines as this text does, and the last one, too.
    fn ended_like(mut self, text: &str) -> Self {
        if !text.is_empty()
            && !text.ends_with('\n')
            && let Some(MergePart::Clean(last)) = self.parts.last_mut()
            && last.ends_with('\n')
        {
            last.pop();
        }

        let breaks = text.matches('\n').count();
        if text.matches("\r\n").count() * 2 > breaks {
            for part in &mut self.parts {
                match part {
                    MergePart::Clean(text) => *text = text.replace('\n', "\r\n"),
                    MergePart::Conflict(texts) => {
                        *texts = texts.map(|text| text.replace('\n', "\r\n"));
                    }
                }
            }
        }
        self
    }
}

/// Takes over into a firm's text what changed in the base.
///
/// Lines end as they do in the firm's text. In a paragraph a line break is white space, so one side
/// may wrap its lines anew while the other changes words. The words of a heading, an item or a row
/// are merged with those of the same line alone, and code, HTML and what is in containers by whole
/// lines.
pub fn merge(texts: Sides<&str>) -> Merge {
    let ended = texts.map(|text| ended(text));
    let mut keys = Keys::default();
    let lines = ended.map(|text| TextLines::read(text, &mut keys));

    let regions = regions(
        lines.then.keys.len(),
        &line_changes(&lines.then, &lines.now),
        &line_changes(&lines.then, &lines.firm),
        &|one, next| are_one(&lines.then, one, next),
    );

    let mut merge = Merge::default();
    for region in regions {
        let at = lines.with(region.at, |lines, at| LineSpan { lines, at });
        match region.changed {
            ChangedBy::Now => merge.clean(at.now.text()),
            ChangedBy::Nobody | ChangedBy::Firm => merge.clean(at.firm.text()),
            ChangedBy::Both => merge.append(merge_blocks(&at)),
        }
    }
    merge.ended_like(texts.firm)
}

/// Whether two changes of lines that touch are one. As for git, changes are apart where an unchanged
/// line is between them; but so they are where a blank line is, which one of them may have taken
/// with it.
fn are_one(then: &TextLines<'_>, one: &Replacement, next: &Replacement) -> bool {
    let at = next.before.start;
    let is_between = one.before.is_empty() || next.before.is_empty();
    is_between || !(then.are_blank(at - 1..at) || then.are_blank(at..at + 1))
}

/// What changed by lines. Blank lines alone do not part two changes of paragraphs: where one is
/// gone and another is wrapped anew, nothing else is left that is alike, although it is not the same
/// blank line.
fn line_changes(then: &TextLines<'_>, version: &TextLines<'_>) -> Vec<Replacement> {
    let mut joined: Vec<Replacement> = Vec::new();
    let mut was_prose = false;

    for change in replacements(&then.keys, &version.keys) {
        let is_prose = then.are_paragraphs(change.before.clone())
            && version.are_paragraphs(change.after.clone());

        match joined.last_mut() {
            Some(last)
                if is_prose
                    && was_prose
                    && then.are_blank(last.before.end..change.before.start) =>
            {
                last.before.end = change.before.end;
                last.after.end = change.after.end;
            }
            _ => joined.push(change),
        }
        was_prose = is_prose;
    }
    joined
}

/// A text whose lines, also the last one, end in the same way.
fn ended(text: &str) -> Cow<'_, str> {
    let mut text = match text.contains("\r\n") {
        true => Cow::Owned(text.replace("\r\n", "\n")),
        false => Cow::Borrowed(text),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.to_mut().push('\n');
    }
    text
}

/// Merges lines that both changed: blocks of the same kinds in the same order, each by itself.
fn merge_blocks(at: &Sides<LineSpan<'_, '_>>) -> Merge {
    let mut merge = Merge::default();
    if at.now.is_like(&at.firm) {
        merge.clean(at.firm.text());
        return merge;
    }

    let blocks = at.map(LineSpan::blocks);
    let paired = if has_moved(&blocks) { Vec::new() } else { pairings(&blocks) };
    match paired.iter().find_map(Paired::merge) {
        Some(merged) => merge.append(merged),
        None => merge.conflict(at.map(LineSpan::text)),
    }
    merge
}

/// Blocks that belong together, and those that one version has before or after them.
struct Paired<'b, 'l, 't> {
    before: &'b [LineSpan<'l, 't>],
    blocks: Sides<&'b [LineSpan<'l, 't>]>,
    after: &'b [LineSpan<'l, 't>],
}

impl Paired<'_, '_, '_> {
    /// Merges each by itself, unless there is a doubt.
    fn merge(&self) -> Option<Merge> {
        let mut merge = Merge::default();
        self.before.iter().for_each(|block| merge.clean(block.text()));
        for each in 0..self.blocks.then.len() {
            merge.append(merge_block(&self.blocks.map(|of| &of[each]))?);
        }
        self.after.iter().for_each(|block| merge.clean(block.text()));
        Some(merge)
    }
}

/// Which blocks may belong together: all, one after the other, if no version has other ones; if one
/// version has more, it may have put them after the rest or before.
fn pairings<'b, 'l, 't>(blocks: &'b Sides<Vec<LineSpan<'l, 't>>>) -> Vec<Paired<'b, 'l, 't>> {
    let Sides { then, now, firm } = blocks.map(Vec::as_slice);
    let count = then.len();
    if count == 0 || now.len().min(firm.len()) != count {
        return Vec::new();
    }
    if now.len() == firm.len() {
        return vec![Paired { before: &[], blocks: Sides { then, now, firm }, after: &[] }];
    }

    let longer = if firm.len() > count { firm } else { now };
    let (first, after) = longer.split_at(count);
    let (before, last) = longer.split_at(longer.len() - count);
    let [first, last] = [first, last].map(|paired| match firm.len() > count {
        true => Sides { then, now, firm: paired },
        false => Sides { then, now: paired, firm },
    });

    vec![Paired { before: &[], blocks: first, after }, Paired { before, blocks: last, after: &[] }]
}

/// Whether a single line may have come from another place, or have gone to one.
fn has_moved(blocks: &Sides<Vec<LineSpan<'_, '_>>>) -> bool {
    let then = &blocks.then;
    let known: HashSet<&[u32]> = then.iter().map(LineSpan::keys).collect();
    [&blocks.now, &blocks.firm].into_iter().any(|version| {
        let own: HashSet<&[u32]> = version.iter().map(LineSpan::keys).collect();
        let mut changed = then.iter().zip(version).filter(|(one, other)| !one.is_like(other));
        changed.any(|(one, other)| known.contains(other.keys()) || own.contains(one.keys()))
    })
}

/// Merges a block, unless there is a doubt.
fn merge_block(blocks: &Sides<&LineSpan<'_, '_>>) -> Option<Merge> {
    let Sides { then, now, firm } = blocks;
    let kind = then.block_kind();
    if !blocks.all(|block| block.block_kind() == kind) {
        return None;
    }

    let mut merge = Merge::default();
    if now.is_like(then) || now.is_like(firm) {
        merge.clean(firm.text());
        return Some(merge);
    }
    if firm.is_like(then) {
        merge.clean(now.text());
        return Some(merge);
    }

    let texts = blocks.map(|block| block.text());
    match kind {
        LineKind::Blank | LineKind::Prose => merge_paragraphs(&texts),
        LineKind::Single { marker } => merge_line(&texts, marker),
        LineKind::Whole => None,
    }
}
