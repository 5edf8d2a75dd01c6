//! What others ask of a document's text, in the order of the text: its first paragraph, what it
//! includes, its list of definitions, whether it holds options.
//!
//! The HTML stays one flat text that each firm copies; the blocks are an index over it. Whoever
//! asks what a section holds asks them, and never searches HTML for tags. They cover a document's
//! body; footnotes and the texts of widgets are looked at only as wholes.

use super::html::{Mark, Slice};
use super::ids::{ConditionId, WidgetId};
use super::passage::{Condition, Include};
use super::widget::Widget;
use super::{Document, Section};

/// A part of a document's body that stands on lines of its own. Lists, quotes, code and the like
/// are none, since nobody asks for them; nor is the text of an item without blank lines around it.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A paragraph, its tags included.
    Paragraph(Slice),
    /// Where a list of definitions begins that stands in no other block.
    Definitions(Mark),
    /// What the options of a question are made of: an item with a box to tick, or a table.
    Options,
    /// The start of an `:::only`.
    Only(ConditionId),
    /// The end of the innermost `:::only`.
    EndOnly,
    /// A question, a field, or something computed.
    Widget(WidgetId),
}

/// The blocks of a section, those inside others counted.
#[derive(Clone, Copy)]
pub(crate) struct Blocks<'d> {
    document: &'d Document,
    blocks: &'d [Block],
}

impl Document {
    /// The blocks of a section.
    pub(crate) fn blocks(&self, section: &Section) -> Blocks<'_> {
        Blocks { document: self, blocks: &self.blocks[section.blocks.clone()] }
    }
}

impl<'d> Blocks<'d> {
    /// Those that are not in a passage whose condition does not hold.
    fn shown(self, holds: &dyn Fn(&Condition) -> bool) -> impl Iterator<Item = &'d Block> {
        // How many passages are open, counted from the outermost that is left out.
        let mut left_out = 0_usize;
        self.blocks.iter().filter(move |block| {
            match block {
                Block::Only(id)
                    if left_out > 0 || !holds(&self.document.conditions[id.index()]) =>
                {
                    left_out += 1;
                }
                Block::EndOnly => left_out = left_out.saturating_sub(1),
                _ => {}
            }
            left_out == 0
        })
    }

    /// The first paragraph; passages whose condition does not hold are passed over.
    pub(crate) fn first_paragraph(self, holds: &dyn Fn(&Condition) -> bool) -> Option<Slice> {
        self.shown(holds).find_map(|block| match block {
            Block::Paragraph(html) => Some(*html),
            _ => None,
        })
    }

    /// The includes, but for those in passages whose condition does not hold.
    pub(crate) fn includes(
        self,
        holds: &dyn Fn(&Condition) -> bool,
    ) -> impl Iterator<Item = &'d Include> {
        self.shown(holds).filter_map(move |block| match block {
            Block::Widget(id) => match &self.document.widgets[id.index()] {
                Widget::Include(include) => Some(include),
                _ => None,
            },
            _ => None,
        })
    }

    /// Where the first list of definitions begins, those inside other blocks not counted.
    pub(crate) fn definitions(self) -> Option<Mark> {
        self.blocks.iter().find_map(|block| match block {
            Block::Definitions(start) => Some(*start),
            _ => None,
        })
    }

    /// Whether there is what the options of a question are made of: a list with boxes to tick, or a
    /// table.
    pub(crate) fn has_options(self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Options))
    }
}
