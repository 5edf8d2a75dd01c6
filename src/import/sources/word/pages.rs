//! Where a document is cut: its highest headings begin pages, and long ones are chapters.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::prose::anchors::PageText;
use super::super::super::prose::{
    Block, BlockKind, Heading, Span, SpanKind, each_span, words, written,
};
use super::super::super::site::join;
use super::body::Text;
use crate::url;

/// What is longer, in words, is a chapter, if it has headings to be cut at.
const LONG: usize = 700;
/// Neighbours are so far apart, so that a page can be put between two of them.
const STEP: i64 = 10;

/// A page of a document.
#[derive(Debug)]
pub(super) struct Cut {
    /// Its file in the handbook.
    pub(super) to: String,
    pub(super) weight: Option<i64>,
    pub(super) text: PageText,
}

/// A document as pages.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) title: Option<String>,
    pub(super) cuts: Vec<Cut>,
}

/// Cuts a document into pages, which lie in a folder. `path` is what links call the document.
pub(super) fn cut(mut text: Text, path: &str, folder: &str) -> Pages {
    let title = text.title.take().or_else(|| lone_title(&mut text));
    let top = levels(&text.blocks).into_iter().next();
    let mut sections = sections(text.blocks, top);
    let preface = sections.remove(0);

    let mut cutter = Cutter { path, cuts: Vec::new(), taken: BTreeSet::new() };
    let opens = title.clone().map(|title| Heading {
        level: 1,
        text: vec![Span::text(title)],
        ..Heading::default()
    });
    // A handbook without a word before its first heading opens with a list of its pages.
    if !preface.is_empty() || (!folder.is_empty() && opens.is_some()) {
        let at = preface.first().map_or(1, |block| block.at);
        let heading = opens.map(|heading| Block::new(BlockKind::Heading(heading), at));
        let blocks = heading.into_iter().chain(preface).collect();
        cutter.push(join(folder, "index.md"), None, text.anchors, blocks);
    } else if let Some(Block { kind: BlockKind::Heading(heading), .. }) =
        sections.first_mut().and_then(|section| section.first_mut())
    {
        heading.anchors.append(&mut text.anchors);
    }

    for (number, section) in sections.into_iter().enumerate() {
        cutter.section(section, folder, STEP * (number as i64 + 1));
    }
    Pages { title, cuts: cutter.cuts }
}

/// The only heading of the highest level, if it opens the document: that is what it is called.
fn lone_title(text: &mut Text) -> Option<String> {
    let levels = levels(&text.blocks);
    let top = *levels.first()?;
    let headings = text.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(heading) => Some(heading.level),
        _ => None,
    });
    let headings: Vec<usize> = headings.collect();
    let count = headings.iter().filter(|level| **level == top).count();
    if count != 1 || headings.len() < 2 || headings[0] != top {
        return None;
    }

    let at = text.blocks.iter().position(is_heading)?;
    let BlockKind::Heading(heading) = text.blocks.remove(at).kind else { return None };
    text.anchors.extend(heading.anchors);
    Some(words(&heading.text))
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

/// The levels that headings have, the highest first.
fn levels(blocks: &[Block]) -> BTreeSet<usize> {
    let levels = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(heading) => Some(heading.level),
        _ => None,
    });
    levels.collect()
}

/// What stands before the first heading of a level, and what begins with each.
fn sections(blocks: Vec<Block>, level: Option<usize>) -> Vec<Vec<Block>> {
    let mut sections = vec![Vec::new()];
    for block in blocks {
        let begins = matches!(&block.kind, BlockKind::Heading(it) if Some(it.level) == level);
        if begins {
            sections.push(Vec::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push(block);
        }
    }
    sections
}

struct Cutter<'c> {
    path: &'c str,
    cuts: Vec<Cut>,
    taken: BTreeSet<String>,
}

impl Cutter<'_> {
    /// A page, or a chapter with its pages.
    fn section(&mut self, section: Vec<Block>, folder: &str, weight: i64) {
        let mut levels = levels(&section).into_iter();
        let below = { levels.next() }.and_then(|_| levels.next());
        let parts = sections(section, below);
        let is_chapter = below.is_some() && parts.len() > 2 && is_long(&parts);
        let Some(opening) = parts.first() else { return };

        let stem = self.free(folder, opening);
        if !is_chapter {
            let blocks = parts.into_iter().flatten().collect();
            self.push(format!("{stem}.md"), Some(weight), Vec::new(), blocks);
            return;
        }

        // What stands before the first heading below opens the chapter.
        for (number, part) in parts.into_iter().enumerate() {
            let weight = if number == 0 { weight } else { STEP * number as i64 };
            let to = match number {
                0 => join(&stem, "index.md"),
                _ => format!("{}.md", self.free(&stem, &part)),
            };
            self.push(to, Some(weight), Vec::new(), part);
        }
    }

    /// A name after the heading that opens a page, which none has yet.
    fn free(&mut self, folder: &str, blocks: &[Block]) -> String {
        let name = blocks.first().map_or_else(String::new, |block| match &block.kind {
            BlockKind::Heading(heading) => url::slug(&words(&heading.text)),
            _ => String::new(),
        });
        let name = if name.is_empty() || name == "index" { "page".to_owned() } else { name };

        let wanted = join(folder, &name);
        let mut free = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(free.to_lowercase()) {
            free = format!("{wanted}-{number}");
            number += 1;
        }
        free
    }

    fn push(
        &mut self,
        to: String,
        weight: Option<i64>,
        anchors: Vec<String>,
        mut blocks: Vec<Block>,
    ) {
        raise(&mut blocks);
        let path = format!("{}/{}", self.path, self.cuts.len() + 1);
        let from = self.path.to_owned();
        self.cuts.push(Cut { to, weight, text: PageText { from, path, anchors, blocks } });
    }
}

fn is_long(parts: &[Vec<Block>]) -> bool {
    let mut count = 0;
    for line in parts.iter().flat_map(|part| written(part)) {
        count += line.text.split_whitespace().count();
    }
    count > LONG
}

/// Raises the headings of a page, so that the first is its title and none is left out between two.
fn raise(blocks: &mut [Block]) {
    let known: Vec<usize> = levels(blocks).into_iter().collect();
    // Without a title, the highest is right below it.
    let has_title = blocks.first().is_some_and(is_heading);
    for block in blocks {
        if let BlockKind::Heading(heading) = &mut block.kind {
            let rank = known.iter().position(|level| *level == heading.level).unwrap_or(0);
            heading.level = (rank + if has_title { 1 } else { 2 }).min(6);
        }
    }
}

/// Adds to each page the notes whose marks it has.
pub(super) fn add_notes(cuts: &mut [Cut], notes: &BTreeMap<String, Vec<Block>>) {
    for cut in cuts {
        let mut names: Vec<String> = Vec::new();
        each_span(&mut cut.text.blocks, &mut |span| {
            let SpanKind::Mark(name) = &span.kind else { return };
            match notes.contains_key(name) {
                true if names.contains(name) => {}
                true => names.push(name.clone()),
                // Of a note that is not there, the mark says nothing.
                false => span.kind = SpanKind::Text(String::new()),
            }
        });
        for name in names {
            let blocks = notes.get(&name).cloned().unwrap_or_default();
            let at = blocks.first().map_or(1, |block| block.at);
            cut.text.blocks.push(Block::new(BlockKind::Note { name, blocks }, at));
        }
    }
}
