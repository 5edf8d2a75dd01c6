//! The text of a page, element by element.

use std::collections::BTreeSet;

use super::super::super::markup::{Child, Element};
use super::super::super::notes::{Advice, Notes};
use super::super::super::prose::{
    Block, BlockKind, Cell, Heading, Item, Marks, Row, Span, SpanKind, words as words_of,
};
use super::{Space, macros, words};
use crate::url;

static MENTION: Advice = Advice {
    found: "Mentions of people",
    todo: "Names of people are not published: the page says \"someone\". Write the role that is \
           meant, or a variable such as `contact.name`.",
};
static FAR_PICTURE: Advice = Advice {
    found: "Pictures of other sites",
    todo: "Nothing is fetched, so there is a link in its place. Save the picture beside the page, \
           and show it from there.",
};

/// Elements that stand by themselves; all others stand in a line.
const BLOCKS: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
    "li",
];

/// Reads the text of one page.
pub(super) struct Reader<'r> {
    pub(super) file: &'r str,
    pub(super) space: &'r Space,
    pub(super) notes: &'r mut Notes,
    /// How much further down headings are here, below the title of the page.
    shift: usize,
    /// Names of places since the last heading.
    anchors: Vec<String>,
    /// Names of the place before the first heading.
    top: Vec<String>,
    used: BTreeSet<String>,
}

/// How a stretch is set, and where it leads.
#[derive(Clone, Default)]
struct Look {
    marks: Marks,
    link: Option<String>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(file: &'r str, space: &'r Space, notes: &'r mut Notes) -> Self {
        Self {
            file,
            space,
            notes,
            shift: 1,
            anchors: Vec::new(),
            top: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// All blocks of a page.
    pub(super) fn page(&mut self, content: Element<'_>) -> Vec<Block> {
        let levels = content.descendants().into_iter().filter_map(|found| level(found.name()));
        // The first level of the text comes right below the title.
        self.shift = 2 - levels.min().unwrap_or(2).min(2);
        let mut blocks = self.blocks(content);

        // Names that stand before the first heading or after the last one are of what they are in.
        let mut last: Option<&mut Heading> = None;
        for block in &mut blocks {
            if let BlockKind::Heading(heading) = &mut block.kind {
                last = Some(heading);
            }
        }

        match last {
            Some(heading) => heading.anchors.append(&mut self.anchors),
            None => self.top.append(&mut self.anchors),
        }
        blocks
    }

    /// The names of the place before the first heading, and the attachments that are shown.
    pub(super) fn finish(self) -> (Vec<String>, BTreeSet<String>) {
        (self.top, self.used)
    }

    /// What stands in an element, as blocks.
    pub(super) fn blocks(&mut self, element: Element<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<Span> = Vec::new();
        let mut at = element.line();

        // What stands between two blocks is a paragraph, with or without a `p` around it.
        for child in element.children() {
            match child {
                Child::Text(text) => push_text(&mut line, text, &Look::default()),
                Child::Element(inner) if self.is_passed_over(inner) => {}
                Child::Element(inner) if is_block(inner) => {
                    blocks.extend(Block::paragraph(std::mem::take(&mut line), at));
                    at = inner.line();
                    self.push_block(inner, &mut blocks);
                }
                Child::Element(inner) => {
                    if line.is_empty() {
                        at = inner.line();
                    }
                    self.inline(inner, &Look::default(), &mut line);
                }
            }
        }
        blocks.extend(Block::paragraph(line, at));
        blocks
    }

    fn push_block(&mut self, element: Element<'_>, blocks: &mut Vec<Block>) {
        if let Some(made) = macros::read(self, element) {
            blocks.extend(made);
            return;
        }

        self.name_place(element);
        let at = element.line();
        let name = element.name();
        match name {
            "p" | "dd" | "address" => blocks.extend(self.blocks(element)),
            "ul" | "ol" => blocks.extend(self.list(element)),
            "table" => blocks.extend(self.table(element)),
            "hr" => blocks.push(Block::new(BlockKind::Rule, at)),
            "dt" => {
                let look = Look { marks: Marks { strong: true, ..Marks::default() }, link: None };
                let spans = self.line(element, &look);
                blocks.extend(Block::paragraph(spans, at));
            }
            "pre" => {
                let text = element.text();
                blocks.push(Block::new(BlockKind::Code { language: language(element), text }, at));
            }
            "blockquote" => {
                let inner = self.blocks(element);
                blocks.push(Block::new(BlockKind::Quote(inner), at));
            }
            "details" => {
                let summary = element.child("summary").map(words::plain).unwrap_or_default();
                let inner = self.blocks(element);
                blocks.push(Block::new(BlockKind::Details { summary, blocks: inner }, at));
            }
            _ => match level(name) {
                Some(level) => blocks.extend(self.heading(element, level)),
                None => blocks.extend(self.blocks(element)),
            },
        }
    }

    fn heading(&mut self, element: Element<'_>, level: usize) -> Option<Block> {
        let at = element.line();
        let text = self.line(element, &Look::default());
        // A picture alone is no title of anything.
        if words_of(&text).is_empty() {
            return Block::paragraph(text, at);
        }

        // A heading is bold anyway.
        let plain = |mut span: Span| {
            span.marks.strong = false;
            span
        };
        let text = text.into_iter().map(plain).collect();

        let level = (level + self.shift).min(6);
        let anchors = std::mem::take(&mut self.anchors);
        Some(Block::new(BlockKind::Heading(Heading { level, text, anchors, id: None }), at))
    }

    fn list(&mut self, list: Element<'_>) -> Option<Block> {
        let is_tasks = list.has_class("inline-task-list");
        let mut items: Vec<Item> = Vec::new();
        for element in list.elements() {
            if self.is_passed_over(element) {
                continue;
            }

            let is_item = element.name() == "li";
            let mut blocks = Vec::new();
            if is_item {
                self.name_place(element);
                blocks = self.blocks(element);
            } else {
                self.push_block(element, &mut blocks);
            }

            // Lists stand in lists without an item around them, too.
            match items.last_mut().filter(|_| !is_item) {
                Some(last) => last.blocks.append(&mut blocks),
                None if blocks.is_empty() => {}
                None => {
                    let is_done = is_tasks.then(|| element.has_class("checked"));
                    items.push(Item { is_done, blocks });
                }
            }
        }
        if is_tasks {
            self.notes.converted("task lists");
        }

        let first = list.attribute("start").and_then(|start| start.parse().ok());
        let start = (list.name() == "ol").then(|| first.unwrap_or(1));
        (!items.is_empty()).then(|| Block::new(BlockKind::List { start, items }, list.line()))
    }

    fn table(&mut self, table: Element<'_>) -> Vec<Block> {
        let at = table.line();
        let mut rows = Vec::new();
        let mut blocks = Vec::new();
        for part in table.elements() {
            match part.name() {
                "tr" => rows.extend(self.row(part)),
                "thead" | "tbody" | "tfoot" => {
                    let inner: Vec<_> = part.elements().filter(|row| row.name() == "tr").collect();
                    rows.extend(inner.into_iter().filter_map(|row| self.row(row)));
                }
                "caption" => {
                    let look = Marks { emphasis: true, ..Marks::default() };
                    let spans = self.line(part, &Look { marks: look, link: None });
                    blocks.extend(Block::paragraph(spans, at));
                }
                _ => {}
            }
        }

        match &mut rows[..] {
            [] => {}
            // A frame around a text is no table.
            [row] if row.cells.len() == 1 => blocks.append(&mut row.cells[0].blocks),
            _ => {
                self.notes.converted("tables");
                if rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .any(|cell| cell.rows > 1 || cell.columns > 1)
                {
                    self.notes.converted("tables with merged cells, whose text is in each row now");
                }
                blocks.push(Block::new(BlockKind::Table(rows), at));
            }
        }
        blocks
    }

    fn row(&mut self, row: Element<'_>) -> Option<Row> {
        if self.is_passed_over(row) {
            return None;
        }

        let is_cell = |found: &Element<'_>| ["td", "th"].contains(&found.name());
        let cells: Vec<Element<'_>> = row.elements().filter(is_cell).collect();
        let count = |cell: Element<'_>, key| {
            cell.attribute(key).and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(1)
        };

        let cells = cells.into_iter().map(|cell| Cell {
            blocks: self.blocks(cell),
            is_head: cell.name() == "th",
            columns: count(cell, "colspan"),
            rows: count(cell, "rowspan"),
        });
        Some(Row { cells: cells.collect() }).filter(|row| !row.cells.is_empty())
    }

    /// What stands in an element, as one line.
    fn line(&mut self, element: Element<'_>, look: &Look) -> Vec<Span> {
        let mut spans = Vec::new();
        self.push_inner(element, look, &mut spans);
        spans
    }

    fn push_inner(&mut self, element: Element<'_>, look: &Look, spans: &mut Vec<Span>) {
        for child in element.children() {
            match child {
                Child::Text(text) => push_text(spans, text, look),
                Child::Element(inner) if self.is_passed_over(inner) => {}
                Child::Element(inner) => self.inline(inner, look, spans),
            }
        }
    }

    fn inline(&mut self, element: Element<'_>, look: &Look, spans: &mut Vec<Span>) {
        let mut look = look.clone();
        if element.has_class("status-macro") || element.has_class("aui-lozenge") {
            self.notes.converted("status marks, into bold words");
            look.marks.strong = true;
        }
        // Of colours and sizes nothing is kept but what says that words do not hold any more.
        let style = element.attribute("style").unwrap_or_default();
        look.marks.struck |= style.contains("line-through");
        self.name_place(element);

        match element.name() {
            "b" | "strong" => look.marks.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => look.marks.emphasis = true,
            "s" | "del" | "strike" => look.marks.struck = true,
            "code" | "tt" | "kbd" | "samp" => look.marks.code = true,
            "sup" => look.marks.raised = true,
            "sub" => look.marks.lowered = true,
            "br" => {
                let span = Span { kind: SpanKind::Break, marks: look.marks, link: look.link };
                spans.push(span);
                return;
            }
            "img" => {
                spans.extend(self.picture(element, look));
                return;
            }
            "a" if is_person(element) => {
                self.notes.look(&MENTION, self.file, element.line(), "a mention");
                push_text(spans, "someone", &look);
                return;
            }
            "a" => look.link = self.link(element),
            _ => {}
        }
        self.push_inner(element, &look, spans);
    }

    /// Where a link leads; none where that is not published.
    fn link(&mut self, element: Element<'_>) -> Option<String> {
        let address = element.attribute("href").filter(|address| !address.is_empty())?;

        // Some links lead to Confluence itself, by the number of a page that was exported, too.
        let number = words::page_number(address);
        if let Some(page) = number.and_then(|number| self.space.by_number.get(number)) {
            let fragment = address.find('#').map_or("", |at| &address[at..]);
            return Some(format!("{page}{fragment}"));
        }

        let file = words::file(address);
        if file.starts_with("attachments/") {
            return self.attachment(file);
        }
        Some(address.to_owned())
    }

    /// An attachment that may be published.
    fn attachment(&mut self, file: String) -> Option<String> {
        let found = self.space.attachments.get(&file)?.clone();
        self.used.insert(file);
        Some(found)
    }

    fn picture(&mut self, element: Element<'_>, look: Look) -> Option<Span> {
        let alt = element.attribute("alt").unwrap_or_default();
        let is_sign = element.has_class("emoticon") || element.has_class("emoji");
        if is_sign {
            let sign = element.attribute("data-emoji-fallback").unwrap_or(alt);
            return Some(Span {
                kind: SpanKind::Text(sign.to_owned()),
                marks: look.marks,
                link: look.link,
            });
        }

        // What is shown may be a smaller picture than the one that is attached.
        let sources =
            ["data-image-src", "src"].map(|key| element.attribute(key).unwrap_or_default());
        let name = element.attribute("data-linked-resource-default-alias").map(url::without_ending);
        let alt = if alt.is_empty() { name.unwrap_or_default() } else { alt }.to_owned();

        let own = sources.iter().find_map(|source| self.attachment(words::file(source)));
        if let Some(target) = own {
            let kind = SpanKind::Picture { target, alt };
            return Some(Span { kind, marks: Marks::default(), link: look.link });
        }

        let source = sources.iter().find(|source| !source.is_empty())?;
        if words::file(source).starts_with("images/") {
            // A sign of Confluence's own.
            return None;
        }
        if url::scheme(source).is_some_and(|scheme| scheme == "http" || scheme == "https") {
            self.notes.look(&FAR_PICTURE, self.file, element.line(), source);
            let words = if alt.is_empty() { (*source).to_owned() } else { alt };
            return Some(Span { link: Some((*source).to_owned()), ..Span::text(words) });
        }

        self.notes
            .left_out("Pictures that are not in the export", format!("{}: {source}", self.file));
        (!alt.is_empty()).then(|| Span::text(alt))
    }

    /// What is not published: told, and passed over.
    fn is_passed_over(&mut self, element: Element<'_>) -> bool {
        let what = match element.name() {
            "script" => "Scripts",
            "style" | "link" | "meta" => return true,
            "iframe" | "object" | "embed" | "frame" | "applet" => "Pages and players within a page",
            "button" | "input" | "select" | "textarea" => "Fields and buttons",
            "noscript" | "template" | "head" | "title" | "summary" => return true,
            _ if words::is_hidden(element) => "Passages that are hidden",
            _ => return false,
        };

        let source = element.attribute("src").unwrap_or_default();
        let line = element.line();
        let told = format!("{}:{line} {source}", self.file);
        self.notes.left_out(what, told.trim_end());
        true
    }

    /// Keeps by what name links know the place of an element.
    fn name_place(&mut self, element: Element<'_>) {
        let is_named = element.name() == "a";
        let names = [element.attribute("id"), element.attribute("name").filter(|_| is_named)];
        let is_heading = level(element.name()).is_some();
        let is_place = is_heading || is_named || element.has_class("confluence-anchor-link");
        if is_place {
            self.anchors.extend(names.into_iter().flatten().map(str::to_owned));
        }
    }
}

/// Whether a link is a mention of a person.
fn is_person(element: Element<'_>) -> bool {
    let classes = ["user-mention", "confluence-userlink", "userLink"];
    let address = element.attribute("href").unwrap_or_default();
    let addresses = ["/display/~", "/wiki/people/", "viewuserprofile"];
    addresses.iter().any(|part| address.contains(part))
        || classes.iter().any(|class| element.has_class(class))
        || ["data-username", "data-account-id"].iter().any(|key| element.attribute(key).is_some())
}

fn push_text(spans: &mut Vec<Span>, text: &str, look: &Look) {
    let text = words::collapsed(text);
    if !text.is_empty() {
        let kind = SpanKind::Text(text);
        spans.push(Span { kind, marks: look.marks, link: look.link.clone() });
    }
}

/// The level of a heading.
fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Whether an element stands by itself, or has such an element in it.
fn is_block(element: Element<'_>) -> bool {
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        if BLOCKS.contains(&element.name()) {
            return true;
        }
        open.extend(element.elements());
    }
    false
}

/// The language of a piece of code: `brush: java; gutter: false`.
fn language(element: Element<'_>) -> String {
    let settings = element.attribute("data-syntaxhighlighter-params").unwrap_or_default();
    let brush = settings.split(';').find_map(|part| part.trim().strip_prefix("brush:"));
    brush.map(|brush| brush.trim().to_owned()).unwrap_or_default()
}
