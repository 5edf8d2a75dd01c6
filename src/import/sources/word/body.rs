//! The text of a document, block by block.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::markup::Element;
use super::super::super::notes::{Advice, Notes};
use super::super::super::prose::{
    Block, BlockKind, Cell, Heading, Item, Row, Span, SpanKind, words as words_of,
};
use super::fields::Field;
use super::numbering::{Form, ItemMark, Numbering};
use super::package::{Package, Relations};
use super::runs::{AUTHOR, FieldLook};
use super::styles::{ListPlace, Role, Styles, list_place, switch, value};

static FORMULA: Advice = Advice {
    found: "Formulas",
    todo: "Their letters and signs are there as code. Put a picture in their place.",
};
static CHANGES: Advice = Advice {
    found: "Tracked changes",
    todo: "They were taken as if all were accepted: what was added is there, what was deleted is \
           not. Read the place once.",
};
static DRAWING: Advice = Advice {
    found: "Charts, drawings and diagrams",
    todo: "They are not there. Save each as a picture (PNG), and show it.",
};

/// What is told of the text of one document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    Formula,
    Change,
    Drawing,
}

/// What a document consists of, beside the part that is being read.
pub(super) struct Document<'d> {
    pub(super) package: &'d Package<'d>,
    pub(super) styles: &'d Styles,
    pub(super) file: &'d str,
}

/// Reads the text of a part.
pub(super) struct Reader<'r> {
    pub(super) document: &'r Document<'r>,
    pub(super) relations: &'r Relations,
    pub(super) notes: &'r mut Notes,
    pub(super) numbering: &'r mut Numbering,
    /// The pictures that are shown, by their parts, and what they are called.
    pub(super) pictures: &'r mut BTreeMap<String, String>,
    /// The paragraph that is being read, counted from 1.
    pub(super) at: usize,
    /// Fields that are open; they may go on in other paragraphs.
    pub(super) fields: Vec<Field>,
    /// Texts in frames, which stand beside the paragraph.
    pub(super) frames: Vec<Vec<Block>>,
    /// Names of places that were not given to a heading yet.
    pub(super) anchors: Vec<String>,
    /// Marks of notes in the order of the text.
    pub(super) marks: BTreeSet<String>,
}

/// A text, and the names of the place before its first heading.
#[derive(Default, Debug)]
pub(super) struct Text {
    pub(super) anchors: Vec<String>,
    /// The paragraph in the style of a title.
    pub(super) title: Option<String>,
    pub(super) blocks: Vec<Block>,
}

/// A block, or a paragraph of a list that is yet to be put into one.
enum Piece {
    Block(Block),
    Item { place: ListPlace, mark: ItemMark, blocks: Vec<Block> },
}

impl Piece {
    fn is_heading(&self) -> bool {
        matches!(self, Self::Block(Block { kind: BlockKind::Heading(_), .. }))
    }

    /// By what names links know a heading.
    fn anchors(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::Block(Block { kind: BlockKind::Heading(heading), .. }) => {
                Some(&mut heading.anchors)
            }
            Self::Block(_) | Self::Item { .. } => None,
        }
    }
}

impl Reader<'_> {
    /// The text of a part below its root.
    pub(super) fn text(&mut self, body: Element<'_>) -> Text {
        let mut text = Text::default();
        let mut pieces = Vec::new();
        let mut heading: Option<usize> = None;

        for element in body.elements() {
            let before = pieces.len();
            self.push(element, &mut pieces, &mut text.title);
            let last = pieces[before..].iter().rposition(Piece::is_heading);
            heading = last.map(|at| before + at).or(heading);

            // What comes between two blocks is the place of the next one; else it is that of the
            // heading above.
            if pieces.len() > before {
                let place = heading.and_then(|at| pieces[at].anchors());
                place.unwrap_or(&mut text.anchors).append(&mut self.anchors);
            }
        }
        text.blocks = grouped(pieces);
        text
    }

    /// What stands in a cell, a frame or a note.
    pub(super) fn blocks(&mut self, element: Element<'_>) -> Vec<Block> {
        let mut pieces = Vec::new();
        for inner in element.elements() {
            self.push(inner, &mut pieces, &mut None);
        }
        grouped(pieces)
    }

    /// Tells of something in the paragraph that is being read.
    pub(super) fn tell(&mut self, what: Told, words: &str) {
        let advice = match what {
            Told::Formula => &FORMULA,
            Told::Change => &CHANGES,
            Told::Drawing => &DRAWING,
        };

        self.notes.look(advice, self.document.file, self.at, words);
    }

    /// Says that something in the paragraph that is being read is left out.
    pub(super) fn leave(&mut self, why: &'static str, what: &str) {
        let told = format!("{}:{} {what}", self.document.file, self.at);
        self.notes.left_out(why, told.trim_end());
    }

    fn push(&mut self, element: Element<'_>, pieces: &mut Vec<Piece>, title: &mut Option<String>) {
        match element.name() {
            "w:p" => self.paragraph(element, pieces, title),
            "w:tbl" => pieces.extend(self.table(element).into_iter().map(Piece::Block)),
            "w:sdt" if is_contents(element) => {
                self.notes.converted("lists of contents, which the navigation replaces");
            }
            "w:sdt" if is_author(element) => self.leave(AUTHOR, ""),
            "w:sdt" | "w:sdtContent" | "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" => {
                element.elements().for_each(|inner| self.push(inner, pieces, title));
            }
            "mc:AlternateContent" => {
                if let Some(inner) = chosen(element) {
                    inner.elements().for_each(|inner| self.push(inner, pieces, title));
                }
            }
            "w:altChunk" => {
                self.leave(
                    "Other documents that are put in whole: copy their text into the document",
                    "",
                );
            }
            "w:bookmarkStart" => self.name_place(element),
            "m:oMathPara" => {
                let text = element.text();
                self.tell(Told::Formula, &text);
                let kind = BlockKind::Code { language: String::new(), text };
                pieces.push(Piece::Block(Block::new(kind, self.at)));
            }
            _ => {}
        }
    }

    fn paragraph(
        &mut self,
        element: Element<'_>,
        pieces: &mut Vec<Piece>,
        title: &mut Option<String>,
    ) {
        self.at += 1;
        let at = self.at;

        // A paragraph may be a heading by itself, whatever its style is.
        let properties = element.child("w:pPr");
        let style = properties.and_then(|properties| value(properties, "w:pStyle"));
        let outline = properties.and_then(|properties| value(properties, "w:outlineLvl"));
        let role = match outline.and_then(|level| level.parse::<usize>().ok()) {
            Some(level) if level < 9 => Role::Heading(level + 1),
            _ => self.document.styles.role(style),
        };
        if matches!(role, Role::Heading(_)) {
            self.end_fields();
        }
        let spans = self.line(element, style);
        // An instruction that does not end with its paragraph is damaged, and would hide the rest.
        self.fields.retain(|field| matches!(field, Field::Shown(_)));
        let frames = std::mem::take(&mut self.frames);

        let words = words_of(&spans);
        let has_words = !words.is_empty();
        match role {
            Role::Contents => {
                self.notes.converted("lines of lists of contents, which the navigation replaces");
            }
            Role::Title if has_words && title.is_none() => *title = Some(words),
            Role::Heading(level) if has_words => {
                let anchors = std::mem::take(&mut self.anchors);
                let heading = Heading { level, text: unmarked(spans), anchors, id: None };
                pieces.push(Piece::Block(Block::new(BlockKind::Heading(heading), at)));
            }
            Role::Quote => {
                let inner: Vec<Block> = Block::paragraph(spans, at).into_iter().collect();
                pieces.extend((!inner.is_empty()).then(|| quote(inner, at)));
            }
            Role::Code => {
                let text = raw(&spans);
                let kind = BlockKind::Code { language: String::new(), text };
                pieces.push(Piece::Block(Block::new(kind, at)));
            }
            Role::Caption => {
                let set = |mut span: Span| {
                    span.marks.emphasis = true;
                    span
                };
                let spans = spans.into_iter().map(set).collect();
                pieces.extend(Block::paragraph(spans, at).map(Piece::Block));
            }
            Role::Text | Role::Title | Role::Heading(_) => {
                let place = properties.and_then(list_place);
                let place = place.or_else(|| self.document.styles.list(style));
                // A heading without words, or a second title, is in no list.
                self.plain(spans, place.filter(|_| role == Role::Text), pieces);
            }
        }

        // A frame stands beside its paragraph; here it comes after.
        for blocks in frames {
            let kind = BlockKind::Boxed { kind: "note", title: String::new(), blocks };
            self.notes.converted("text boxes, into boxes");
            pieces.push(Piece::Block(Block::new(kind, at)));
        }
    }

    /// Ends all fields before a heading: no list of contents has one in it, so one that is open was
    /// never closed, and would hide all that follows.
    fn end_fields(&mut self) {
        if matches!(self.link_of_fields(), FieldLook::Nothing) {
            self.leave("Fields that never end, and what they show", "");
        }
        self.fields.clear();
    }

    /// A paragraph, or an item of a list.
    fn plain(&mut self, spans: Vec<Span>, place: Option<ListPlace>, pieces: &mut Vec<Piece>) {
        let Some(block) = Block::paragraph(spans, self.at) else { return };

        // By this number a paragraph says that it is in no list, where its style is.
        let place = place.filter(|place| place.list != "0");
        let mark = place.as_ref().and_then(|place| self.numbering.next(place));
        match (place, mark) {
            (Some(place), Some(mark)) if mark.form != Form::Nothing => {
                if mark.form == Form::Letters {
                    self.notes.converted("items by letters or Roman numbers, by numbers now");
                }
                pieces.push(Piece::Item { place, mark, blocks: vec![block] });
            }
            _ => pieces.push(Piece::Block(block)),
        }
    }

    fn table(&mut self, table: Element<'_>) -> Option<Block> {
        let at = self.at + 1;
        let mut rows: Vec<Row> = Vec::new();
        // The cell that each column was begun by: its row, and its place in the row.
        let mut open: BTreeMap<usize, (usize, usize)> = BTreeMap::new();

        for row in elements_of(table, "w:tr") {
            let properties = row.child("w:trPr");
            let is_on = |name| properties.is_some_and(|it| switch(it, name) == Some(true));
            if is_on("w:hidden") {
                self.leave("Hidden text", "a row of a table");
                continue;
            }
            if properties.is_some_and(|properties| properties.child("w:del").is_some()) {
                self.tell(Told::Change, "a row of a table was deleted");
                continue;
            }

            let mut made = Row::default();
            let mut column = 0;
            for cell in elements_of(row, "w:tc") {
                let properties = cell.child("w:tcPr");
                let span = properties.and_then(|it| value(it, "w:gridSpan"));
                let columns = span.and_then(|span| span.parse().ok()).unwrap_or(1);

                let merge = properties.and_then(|it| it.child("w:vMerge"));
                let goes_on = merge.is_some_and(|it| it.attribute("w:val") != Some("restart"));
                let blocks = self.blocks(cell);

                if let Some((row, place)) = open.get(&column).copied().filter(|_| goes_on) {
                    rows[row].cells[place].rows += 1;
                } else {
                    open.remove(&column);
                    if merge.is_some() {
                        // It may reach down into the rows that follow.
                        open.insert(column, (rows.len(), made.cells.len()));
                    }
                    made.cells.push(Cell { blocks, is_head: false, columns, rows: 1 });
                }
                column += usize::max(columns, 1);
            }
            rows.push(made);
        }

        let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
        // A frame around a text is no table.
        if cells == 1 {
            let cell = rows.into_iter().flat_map(|row| row.cells).next()?;
            let kind = BlockKind::Boxed { kind: "note", title: String::new(), blocks: cell.blocks };
            self.notes.converted("tables of one cell, into boxes");
            return Some(Block::new(kind, at));
        }
        if cells == 0 {
            return None;
        }

        self.notes.converted("tables");
        if rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1) {
            self.notes.converted("tables with merged cells, whose text is in each row now");
        }
        Some(Block::new(BlockKind::Table(rows), at))
    }

    /// Keeps the name of a place.
    pub(super) fn name_place(&mut self, bookmark: Element<'_>) {
        self.anchors.extend(bookmark.attribute("w:name").map(str::to_owned));
    }
}

/// The elements of a name in another, through what only marks a change or a control.
fn elements_of<'m>(element: Element<'m>, name: &str) -> Vec<Element<'m>> {
    let mut found = Vec::new();
    for inner in element.elements() {
        match inner.name() {
            inner_name if inner_name == name => found.push(inner),
            "w:sdt" | "w:sdtContent" | "w:ins" | "w:customXml" => {
                found.extend(elements_of(inner, name));
            }
            _ => {}
        }
    }
    found
}

/// Of content in several forms, the first.
pub(super) fn chosen(element: Element<'_>) -> Option<Element<'_>> {
    element.child("mc:Choice").or_else(|| element.child("mc:Fallback"))
}

/// Whether a part of a document is its list of contents.
fn is_contents(element: Element<'_>) -> bool {
    let properties = element.child("w:sdtPr");
    let part = properties.and_then(|it| it.child("w:docPartObj"));
    let gallery = part.and_then(|part| value(part, "w:docPartGallery"));
    gallery.is_some_and(|gallery| gallery.eq_ignore_ascii_case("table of contents"))
}

/// Whether a field of a cover page shows who made the document.
pub(super) fn is_author(element: Element<'_>) -> bool {
    let binding = element.child("w:sdtPr").and_then(|it| it.child("w:dataBinding"));
    let path = binding.and_then(|it| it.attribute("w:xpath")).unwrap_or_default();
    ["creator", "lastModifiedBy", "Manager"].iter().any(|name| path.contains(name))
}

fn quote(blocks: Vec<Block>, at: usize) -> Piece {
    Piece::Block(Block::new(BlockKind::Quote(blocks), at))
}

/// A heading is bold anyway.
fn unmarked(spans: Vec<Span>) -> Vec<Span> {
    let plain = |mut span: Span| {
        span.marks.strong = false;
        span
    };
    spans.into_iter().map(plain).collect()
}

/// The letters of a line of code.
fn raw(spans: &[Span]) -> String {
    let letters = spans.iter().map(|span| match &span.kind {
        SpanKind::Text(text) => text.as_str(),
        SpanKind::Break => "\n",
        SpanKind::Picture { .. } | SpanKind::Mark(_) => "",
    });
    letters.collect()
}

/// Blocks, with items in lists, and quotes and code in one piece.
fn grouped(pieces: Vec<Piece>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut items: Vec<FlatItem> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Item { place, mark, blocks } => items.push(FlatItem { place, mark, blocks }),
            Piece::Block(block) => {
                blocks.append(&mut lists(&std::mem::take(&mut items), 0));

                // Word has a paragraph for each line of code, and for each of a quotation.
                match (blocks.last_mut().map(|last| &mut last.kind), block.kind) {
                    (Some(BlockKind::Quote(before)), BlockKind::Quote(mut more)) => {
                        before.append(&mut more);
                    }
                    (
                        Some(BlockKind::Code { text: before, .. }),
                        BlockKind::Code { text: more, .. },
                    ) => {
                        before.push('\n');
                        before.push_str(&more);
                    }
                    (_, kind) => blocks.push(Block::new(kind, block.at)),
                }
            }
        }
    }

    blocks.append(&mut lists(&items, 0));
    blocks.retain(
        |block| !matches!(&block.kind, BlockKind::Code { text, .. } if text.trim().is_empty()),
    );
    blocks
}

/// An item that does not lie in a list yet.
struct FlatItem {
    place: ListPlace,
    mark: ItemMark,
    blocks: Vec<Block>,
}

/// Lists of items in a row: what is deeper lies in what comes before it.
fn lists(flat: &[FlatItem], level: usize) -> Vec<Block> {
    let mut lists: Vec<Block> = Vec::new();
    let mut at = 0;
    while let Some(first) = flat.get(at) {
        let is_counted = first.mark.form != Form::Dots;
        let mut items: Vec<Item> = Vec::new();
        let start = at;

        while let Some(item) = flat.get(at) {
            let is_same = (item.mark.form != Form::Dots) == is_counted
                && (item.place.list == first.place.list || !is_counted);
            if at > start && !is_same {
                break;
            }

            // Also where a level is left out between the two.
            let deeper = |below: &&FlatItem| below.place.level > item.place.level.max(level);
            let below = flat[at + 1..].iter().take_while(deeper).count();
            let mut blocks = item.blocks.clone();
            blocks.extend(lists_below(&flat[at + 1..at + 1 + below], level + 1));
            items.push(Item { is_done: None, blocks });
            at += 1 + below;
        }

        let begin = first.blocks.first().map_or(1, |block| block.at);
        let start = is_counted.then_some(first.mark.number);
        lists.push(Block::new(BlockKind::List { start, items }, begin));
    }
    lists
}

/// The same, for what lies in an item; there are nine levels, so it ends.
fn lists_below(flat: &[FlatItem], level: usize) -> Vec<Block> {
    if flat.is_empty() { Vec::new() } else { lists(flat, level) }
}
