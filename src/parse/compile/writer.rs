//! The HTML that a document is compiled to: three texts, and the blocks of the first.

use crate::parse::blocks::Block;
use crate::parse::html::{Fill, Html, Mark, PARAGRAPH_END};

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

    /// Notes down a block of the body. Nobody asks for those of the other texts.
    pub(crate) fn block(&mut self, block: Block) {
        if self.stream == Stream::Body {
            self.blocks.push(block);
        }
    }

    /// The paragraph that began there ends here.
    pub(crate) fn end_paragraph(&mut self, start: Mark) {
        self.push(PARAGRAPH_END);
        let html = self.html().since(start);
        self.block(Block::Paragraph(html));
        self.paragraph = Some((self.stream, html.end));
    }

    /// Whether what was written last is a paragraph.
    pub(crate) fn is_after_paragraph(&mut self) -> bool {
        let here = (self.stream, self.mark());
        self.paragraph == Some(here)
    }
}
