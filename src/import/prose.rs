//! Prose: a text of a program that is no Markdown, as blocks and stretches of words, until it is
//! written down as Markdown of ours.

pub(super) mod anchors;
mod inline;
mod markdown;
mod table;

pub(super) use markdown::written;

/// A block, and the line or paragraph of the source that it was made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) at: usize,
}

/// What a block is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum BlockKind {
    Heading(Heading),
    Paragraph(Vec<Span>),
    /// By numbers from `start` on, or by dots where there is none.
    List {
        start: Option<u64>,
        items: Vec<Item>,
    },
    Quote(Vec<Block>),
    Code {
        language: String,
        text: String,
    },
    Table(Vec<Row>),
    /// A box, such as `note`.
    Boxed {
        kind: &'static str,
        title: String,
        blocks: Vec<Block>,
    },
    Details {
        summary: String,
        blocks: Vec<Block>,
    },
    /// The text of a note below the page, by what its mark is called.
    Note {
        name: String,
        blocks: Vec<Block>,
    },
    Rule,
}

/// A heading, and all by which links know the place.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Heading {
    /// From 1, for the title of a page.
    pub(super) level: usize,
    pub(super) text: Vec<Span>,
    /// What the source calls the place.
    pub(super) anchors: Vec<String>,
    /// What it is called here; none where nobody links to it.
    pub(super) id: Option<String>,
}

/// An item of a list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Item {
    /// Whether it is done, where it is a task.
    pub(super) is_done: Option<bool>,
    pub(super) blocks: Vec<Block>,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Cell {
    pub(super) blocks: Vec<Block>,
    pub(super) is_head: bool,
    /// How many columns it takes; none counts as one.
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A stretch of a paragraph that looks the same throughout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub(super) kind: SpanKind,
    pub(super) marks: Marks,
    /// Where it leads.
    pub(super) link: Option<String>,
}

/// What a stretch is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SpanKind {
    Text(String),
    Picture {
        target: String,
        alt: String,
    },
    /// A new line within a paragraph.
    Break,
    /// The mark of a note.
    Mark(String),
}

/// How a stretch is set.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Marks {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) struck: bool,
    pub(super) code: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
}

impl Block {
    pub(super) fn new(kind: BlockKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// A paragraph; none where it would be empty.
    pub(super) fn paragraph(spans: Vec<Span>, at: usize) -> Option<Self> {
        let is_shown = spans.iter().any(Span::is_shown);
        is_shown.then(|| Self::new(BlockKind::Paragraph(spans), at))
    }
}

impl Span {
    /// Plain words.
    pub(super) fn text(words: impl Into<String>) -> Self {
        Self { kind: SpanKind::Text(words.into()), marks: Marks::default(), link: None }
    }

    /// Whether anything of it is seen.
    fn is_shown(&self) -> bool {
        match &self.kind {
            SpanKind::Text(words) => !words.trim().is_empty(),
            SpanKind::Picture { .. } | SpanKind::Mark(_) => true,
            SpanKind::Break => false,
        }
    }
}

/// The words of some stretches, without what they look like.
pub(super) fn words(spans: &[Span]) -> String {
    let mut words = String::new();
    for span in spans {
        match &span.kind {
            SpanKind::Text(text) => words.push_str(text),
            SpanKind::Break => words.push(' '),
            SpanKind::Picture { .. } | SpanKind::Mark(_) => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Calls a function with each block, those within others included.
pub(super) fn each_block(blocks: &mut [Block], call: &mut dyn FnMut(&mut Block)) {
    for block in blocks {
        call(block);

        match &mut block.kind {
            BlockKind::List { items, .. } => {
                items.iter_mut().for_each(|item| each_block(&mut item.blocks, call));
            }
            BlockKind::Table(rows) => {
                let cells = rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| each_block(&mut cell.blocks, call));
            }
            BlockKind::Quote(blocks)
            | BlockKind::Boxed { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Note { blocks, .. } => each_block(blocks, call),
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Code { .. }
            | BlockKind::Rule => {}
        }
    }
}

/// Calls a function with each stretch of some blocks.
pub(super) fn each_span(blocks: &mut [Block], call: &mut dyn FnMut(&mut Span)) {
    each_block(blocks, &mut |block| match &mut block.kind {
        BlockKind::Heading(heading) => heading.text.iter_mut().for_each(&mut *call),
        BlockKind::Paragraph(spans) => spans.iter_mut().for_each(&mut *call),
        _ => {}
    });
}
