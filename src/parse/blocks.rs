//! What a document's text consists of: paragraphs, lists, tables, containers and so on, in the
//! order of the text, each with the HTML that it wrote.
//!
//! The HTML stays one flat text that each firm copies; the blocks are an index over it. Whoever
//! asks what a section holds asks them, and never searches HTML for tags. They cover a document's
//! body; footnotes and the texts of widgets are looked at only as wholes.

use super::html::Slice;
use super::ids::{BlockId, CollectionId, ConditionId, IncludeId, WidgetId};
use super::passage::{Condition, Include};
use super::{Document, Section};

/// A part of a document's body that stands on lines of its own.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// What it is.
    pub(super) kind: BlockKind,
    /// What it wrote, its tags included.
    pub(super) html: Slice,
    /// The first block after those inside it.
    pub(super) end: BlockId,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// An item of a list that begins with a box to tick. Other items are no blocks, to save room, and
    /// the text of an item that is not set apart by blank lines is no paragraph.
    Task,
    /// Terms and what they mean.
    Definitions,
    /// A quote.
    Quote,
    /// A note, tip or warning.
    Alert,
    /// A table.
    Table,
    /// A block of code.
    Code,
    /// A line across the page.
    Rule,
    /// A heading that begins no section, or the title of an alert.
    Heading,
    /// Raw HTML.
    Raw,
    /// `:::only`
    Only(ConditionId),
    /// A container that only puts tags around its content.
    Container,
    /// `:::form`
    Form(WidgetId),
    /// `:::include`
    Include(IncludeId),
    /// `:::collection`
    Collection(CollectionId),
    /// A question, a field, or something computed.
    Widget(WidgetId),
}

/// Blocks beside each other.
#[derive(Clone, Copy)]
pub(crate) struct Blocks<'d> {
    document: &'d Document,
    next: usize,
    end: usize,
}

/// A block in its document.
#[derive(Clone, Copy)]
pub(crate) struct BlockRef<'d> {
    document: &'d Document,
    id: usize,
}

impl Document {
    /// The blocks of a section, outermost ones only.
    pub(crate) fn blocks(&self, section: &Section) -> Blocks<'_> {
        Blocks {
            document: self,
            next: section.blocks.start.index(),
            end: section.blocks.end.index(),
        }
    }
}

impl<'d> Iterator for Blocks<'d> {
    type Item = BlockRef<'d>;

    fn next(&mut self) -> Option<BlockRef<'d>> {
        let id = self.next;
        if id >= self.end {
            return None;
        }

        self.next = self.document.blocks[id].end.index();
        Some(BlockRef { document: self.document, id })
    }
}

impl<'d> BlockRef<'d> {
    /// What it is.
    pub(crate) fn kind(self) -> BlockKind {
        self.document.blocks[self.id].kind
    }

    /// What it wrote into the document's body, its tags included.
    pub(crate) fn html(self) -> Slice {
        self.document.blocks[self.id].html
    }
}

impl<'d> Blocks<'d> {
    /// The first paragraph, those inside other blocks counted; passages whose condition does not
    /// hold are passed over.
    pub(crate) fn first_paragraph(self, holds: &dyn Fn(&Condition) -> bool) -> Option<Slice> {
        let mut at = self.next;
        while at < self.end {
            let block = &self.document.blocks[at];
            match block.kind {
                BlockKind::Paragraph => return Some(block.html),
                BlockKind::Only(id) if !holds(self.document.condition(id)) => {
                    at = block.end.index();
                }
                // The blocks inside one follow it in the list, so a step of one goes into it.
                _ => at += 1,
            }
        }
        None
    }

    /// The includes among them, at any depth, but for those in passages whose condition does not
    /// hold.
    pub(crate) fn includes(self, holds: &dyn Fn(&Condition) -> bool) -> Vec<&'d Include> {
        let mut includes = Vec::new();
        let mut at = self.next;
        while at < self.end {
            let block = &self.document.blocks[at];
            at += 1;
            match block.kind {
                BlockKind::Include(id) => includes.push(self.document.include(id)),
                BlockKind::Only(id) if !holds(self.document.condition(id)) => {
                    at = block.end.index();
                }
                _ => {}
            }
        }
        includes
    }

    /// The first list of definitions among them, those inside other blocks not counted.
    pub(crate) fn definitions(mut self) -> Option<BlockRef<'d>> {
        self.find(|block| block.kind() == BlockKind::Definitions)
    }

    /// Whether there is what the options of a question are made of, at any depth: a list with boxes
    /// to tick, or a table.
    pub(crate) fn has_options(self) -> bool {
        self.document.blocks[self.next..self.end]
            .iter()
            .any(|block| matches!(block.kind, BlockKind::Task | BlockKind::Table))
    }
}
