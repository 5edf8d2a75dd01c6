//! The HTML that a document is compiled to: three texts, and the blocks of the first.

use crate::parse::blocks::{Block, BlockKind};
use crate::parse::html::{Fill, Html, Mark, PARAGRAPH_END};
use crate::parse::ids::BlockId;

/// Which text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Stream {
    /// The document's body.
    #[default]
    Body,
    /// Its footnotes.
    Notes,
    /// Texts of its widgets.
    Extras,
}

/// The texts that are being written.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) body: Html,
    pub(crate) notes: Html,
    pub(crate) extras: Html,
    /// The blocks of the body.
    pub(crate) blocks: Vec<Block>,
    stream: Stream,
    /// Where the last paragraph ended.
    paragraph: Option<(Stream, Mark)>,
}

/// A block that is being written; only the body's have a number.
#[must_use]
pub(crate) struct OpenBlock(Option<BlockId>);

impl Writer {
    /// Which text is written.
    pub(crate) fn stream(&self) -> Stream {
        self.stream
    }

    /// Writes another text from here on. The answer is the one before, to go back to.
    pub(crate) fn switch(&mut self, stream: Stream) -> Stream {
        std::mem::replace(&mut self.stream, stream)
    }

    /// The text that is written.
    pub(crate) fn html(&mut self) -> &mut Html {
        match self.stream {
            Stream::Body => &mut self.body,
            Stream::Notes => &mut self.notes,
            Stream::Extras => &mut self.extras,
        }
    }

    /// Where the next byte goes.
    pub(crate) fn mark(&mut self) -> Mark {
        self.html().mark()
    }

    /// Writes HTML.
    pub(crate) fn push(&mut self, html: &str) {
        self.html().push(html);
    }

    /// Leaves a hole.
    pub(crate) fn hole(&mut self, fill: Fill) {
        self.html().hole(fill);
    }

    /// The number of the block that comes next.
    pub(crate) fn next_block(&self) -> BlockId {
        BlockId::new(self.blocks.len())
    }

    /// A block begins here.
    pub(crate) fn begin(&mut self, kind: BlockKind) -> OpenBlock {
        if self.stream != Stream::Body {
            return OpenBlock(None);
        }

        // Its place is before the blocks inside it, its end not yet known.
        let id = self.next_block();
        let html = self.body.since(self.body.mark());
        self.blocks.push(Block { kind, html, end: id });
        OpenBlock(Some(id))
    }

    /// A block ends here.
    pub(crate) fn end(&mut self, block: OpenBlock) {
        let Some(id) = block.0 else { return };
        let (end, mark) = (self.next_block(), self.body.mark());
        let block = &mut self.blocks[id.index()];
        block.end = end;
        block.html.end = mark;
    }

    /// A paragraph ends here.
    pub(crate) fn end_paragraph(&mut self, block: OpenBlock) {
        self.push(PARAGRAPH_END);
        self.end(block);
        self.paragraph = Some((self.stream, self.mark()));
    }

    /// Whether what was written last is a paragraph.
    pub(crate) fn is_after_paragraph(&mut self) -> bool {
        let here = (self.stream, self.mark());
        self.paragraph == Some(here)
    }
}
