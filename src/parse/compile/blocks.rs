//! What stands on lines of its own: paragraphs, lists, tables, code, alerts, containers, raw HTML.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag, TagEnd};

use super::Compiler;
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::blocks::BlockKind;
use crate::parse::containers::{self, MAX_DEPTH, Opening};
use crate::parse::html::{Fill, Mark, Region, Slice};
use crate::parse::ids::{BlockId, NoteId};
use crate::parse::mask::Marker;
use crate::parse::raw_html;
use crate::words::Word;

/// GitHub's five alerts: word, class and title.
const ALERTS: [(&str, &str, Word); 5] = [
    ("NOTE", "note", Word::Note),
    ("TIP", "tip", Word::Tip),
    ("IMPORTANT", "important", Word::Important),
    ("WARNING", "warning", Word::Warning),
    ("CAUTION", "caution", Word::Caution),
];

/// What is known of the open blocks.
#[derive(Default)]
pub(super) struct State {
    /// Lines of the raw HTML block that is open.
    pub(super) raw: Vec<Range<usize>>,
    /// Where an inner heading's tag will go.
    pub(super) inner_heading_at: Mark,
    /// Blocks that are open, outermost first; none stands for one that is not recorded.
    pub(super) open: Vec<Option<BlockId>>,
    /// Columns of the open table, and the cell that comes next.
    columns: Vec<Alignment>,
    cell: usize,
    in_table_head: bool,
    /// The open code block, and whether its fence asks for variables.
    pub(super) code: Option<Code>,
    /// Where the last `<li>` was written.
    item: usize,
    /// A block quote that may turn out to be an alert: where its tag was written.
    maybe_alert: Option<usize>,
    /// For each open block quote, whether it is an alert.
    quotes: Vec<bool>,
    note: Option<(NoteId, Mark)>,
    /// Footnotes by label; a reference may come before its definition.
    labels: HashMap<String, NoteId>,
}

pub(super) struct Code {
    pub(super) variables: bool,
}

pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

pub(super) fn is_block_end(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

impl Compiler<'_> {
    pub(super) fn open_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::Paragraph) {
            self.cancel_alert();
        }
        if self.collect_open(&tag, &range) {
            return;
        }
        match tag {
            Tag::Paragraph => self.open_paragraph(&range),
            Tag::BlockQuote(_) => {
                self.depth += 1;
                self.blocks.maybe_alert = Some(self.html().text.len());
                self.blocks.quotes.push(false);
                self.begin(BlockKind::Quote);
                self.push("<blockquote>\n");
            }
            Tag::CodeBlock(kind) => self.open_code(&kind),
            Tag::List(start) => {
                self.depth += 1;
                self.begin(BlockKind::List { ordered: start.is_some(), tasks: false });
                match start {
                    Some(1) => self.push("<ol>\n"),
                    Some(start) => self.push(&format!("<ol start=\"{start}\">\n")),
                    None => self.push("<ul>\n"),
                }
            }
            Tag::Item => {
                self.depth += 1;
                self.blocks.item = self.html().text.len();
                self.begin(BlockKind::Item);
                self.push("<li>");
            }
            Tag::DefinitionList => {
                self.begin(BlockKind::Definitions);
                self.nest("<dl>\n");
            }
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(columns) => {
                self.blocks.columns = columns;
                self.begin(BlockKind::Table);
                self.nest("<div class=\"table\"><table>\n");
            }
            Tag::TableHead => {
                self.blocks.in_table_head = true;
                self.blocks.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.blocks.cell = 0;
                self.push("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            Tag::FootnoteDefinition(label) => {
                self.depth += 1;
                self.in_note = true;
                let mark = self.document.notes.mark();
                self.blocks.note = Some((self.footnote_index(&label), mark));
            }
            _ => {}
        }
    }

    pub(super) fn close_block(&mut self, tag: TagEnd, range: Range<usize>) {
        if self.collect_close(&tag, &range) {
            return;
        }
        match tag {
            TagEnd::Paragraph => {
                self.close_inline_tags();
                self.push("</p>\n");
                self.end();
            }
            TagEnd::BlockQuote(_) => {
                self.cancel_alert();
                self.close_containers();
                let alert = self.blocks.quotes.pop().unwrap_or(false);
                self.unnest(if alert { "</div>\n" } else { "</blockquote>\n" });
                self.end();
            }
            TagEnd::CodeBlock => {
                self.blocks.code = None;
                self.push("</code></pre>\n");
                self.end();
            }
            TagEnd::List(ordered) => {
                self.unnest(if ordered { "</ol>\n" } else { "</ul>\n" });
                self.end();
            }
            TagEnd::Item => {
                self.close_inline_tags();
                self.close_containers();
                self.unnest("</li>\n");
                self.end();
            }
            TagEnd::DefinitionList => {
                self.unnest("</dl>\n");
                self.end();
            }
            TagEnd::DefinitionListTitle => {
                self.close_inline_tags();
                self.push("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.close_inline_tags();
                self.push("</dd>\n");
            }
            TagEnd::Table => {
                self.unnest("</tbody></table></div>\n");
                self.end();
            }
            TagEnd::TableHead => {
                self.blocks.in_table_head = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.close_inline_tags();
                let end = if self.blocks.in_table_head { "</th>" } else { "</td>" };
                self.push(end);
            }
            TagEnd::FootnoteDefinition => self.close_note(),
            TagEnd::HtmlBlock => self.raw_block(range),
            _ => {}
        }
    }

    fn nest(&mut self, html: &str) {
        self.depth += 1;
        self.push(html);
    }

    fn unnest(&mut self, html: &str) {
        self.depth -= 1;
        self.push(html);
    }

    fn open_paragraph(&mut self, range: &Range<usize>) {
        if let Some(at) = self.blocks.maybe_alert.take() {
            let line = self.masked.original[range.clone()].lines().next().unwrap_or_default();
            if let Some((class, default, own_title)) = alert(line) {
                self.html().text.truncate(at);
                self.push(&format!(
                    "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"
                ));
                if !own_title {
                    self.word(default);
                }
                if let Some(quote) = self.blocks.quotes.last_mut() {
                    *quote = true;
                }
                if let Some(block) = self.block() {
                    block.kind = BlockKind::Alert;
                }
                // The title; what follows it on further lines is a paragraph of its own.
                self.begin(BlockKind::Heading);
                self.inline.alert_title = Some(super::inline::AlertTitle { marker: true });
                return;
            }
            self.no_alert(line, range);
        }
        self.begin(BlockKind::Paragraph);
        self.push("<p>");
    }

    /// A quote that begins as an alert does, and is none.
    fn no_alert(&mut self, line: &str, range: &Range<usize>) {
        let word = line
            .trim_start()
            .strip_prefix("[!")
            .and_then(|rest| rest.split_once(']'))
            .map_or("", |(word, _)| word);
        if word.is_empty()
            || !word.chars().all(|c| c.is_ascii_alphabetic())
            || !line.contains(&format!("[!{word}]"))
        {
            return;
        }
        let span = self.span(range.start..range.start + line.trim_end().len());
        let names = ALERTS.iter().map(|(name, ..)| *name);
        let known: Vec<&str> = names.clone().collect();
        self.report(
            Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("there is no alert `{word}`"))
                .at(self.place(span))
                .nearest(&word.to_uppercase(), names)
                .note(format!("there are: {}", known.join(", "))),
        );
    }

    /// Something other than an alert's first paragraph began.
    pub(super) fn cancel_alert(&mut self) {
        self.blocks.maybe_alert = None;
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'_>) {
        let mut words = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().map(str::to_owned).collect(),
            CodeBlockKind::Indented => Vec::new(),
        };
        let variables = words.iter().skip(1).any(|word| word == "variables");
        self.begin(BlockKind::Code);
        self.push("<pre><code");
        if !words.is_empty() {
            let mut class = " class=\"language-".to_owned();
            crate::parse::html::push_attribute(
                &mut class,
                &self.masked.restore(&words.swap_remove(0)),
            );
            class.push('"');
            self.push(&class);
        }
        self.push(">");
        self.blocks.code = Some(Code { variables });
    }

    fn open_cell(&mut self) {
        let class = match self.blocks.columns.get(self.blocks.cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.blocks.cell += 1;
        let tag = if self.blocks.in_table_head { "<th scope=\"col\"" } else { "<td" };
        self.push(&format!("{tag}{class}>"));
    }

    /// A task's box. Its marker comes after the item's tag, which then becomes a task's.
    pub(super) fn task(&mut self, checked: bool) {
        if self.collect_task(checked) {
            return;
        }
        let open = &mut self.blocks.open.iter().rev().flatten();
        let list = open
            .map(|id| id.index())
            .find(|id| matches!(self.document.blocks[*id].kind, BlockKind::List { .. }));
        if let Some(list) = list
            && let BlockKind::List { tasks, .. } = &mut self.document.blocks[list].kind
        {
            *tasks = true;
        }
        let item = self.blocks.item;
        let html = self.html();
        if html.text[item..].starts_with("<li>") {
            html.text.insert_str(item + 3, " class=\"task\"");
        }
        let (checked, label) = if checked { (" checked", Word::Done) } else { ("", Word::ToDo) };
        html.push(&format!("<input type=\"checkbox\"{checked} disabled aria-label=\""));
        html.hole(Fill::Word(label));
        html.push("\"> ");
    }

    fn close_note(&mut self) {
        self.close_containers();
        self.depth -= 1;
        self.in_note = false;
        let Some((index, mark)) = self.blocks.note.take() else { return };
        self.document.footnotes[index.index()] = self.document.notes.since(mark);
    }

    /// The number that stands for a footnote's label.
    pub(super) fn footnote_index(&mut self, label: &str) -> NoteId {
        // The parser takes labels for equal whatever their case.
        let label = label.to_lowercase();
        if let Some(index) = self.blocks.labels.get(&label) {
            return *index;
        }
        let index = NoteId::new(self.document.footnotes.len());
        self.blocks.labels.insert(label, index);
        self.document.footnotes.push(Slice::default());
        index
    }

    /// A block of raw HTML: a container's line, a comment, or HTML.
    fn raw_block(&mut self, range: Range<usize>) {
        let lines = std::mem::take(&mut self.blocks.raw);
        let masked = self.masked;
        if let Some(marker) = lines.first().and_then(|line| masked.markers.get(&line.start)) {
            self.marker(marker, &range);
            return;
        }
        let html: String = lines.into_iter().map(|line| &masked.original[line]).collect();
        if raw_html::is_comment(&html) {
            return;
        }
        if self.trusted {
            raw_html::ids(&html, &mut self.document.raw_ids);
            self.begin(BlockKind::Raw);
            self.push(&html);
            self.end();
            return;
        }
        let (cleaned, lost) = raw_html::clean(&html);
        self.begin(BlockKind::Raw);
        self.push(&cleaned);
        self.end();
        if lost {
            self.raw_html_diagnostic("part of this HTML is left out", range);
        }
    }

    pub(super) fn raw_html_diagnostic(&mut self, what: &str, range: Range<usize>) {
        let line = self.heading_line(&range);
        self.report(
            Diagnostic::new(&checks::RAW_HTML, format!("{what}: a firm may use simple formatting only"))
                .at(self.place_in_body(line))
                .help("write it in Markdown, or ask the handbook's keeper to put it into the base or the theme"),
        );
    }

    fn marker(&mut self, marker: &Marker, range: &Range<usize>) {
        match marker {
            Marker::Close => self.close_marker(range),
            Marker::Open { name, attributes, span } => {
                let span = *span;
                let opening = Opening { attributes: attributes.clone(), span };
                let Some(container) = containers::find(name) else {
                    self.report(containers::unknown(name, self.place(span)));
                    // Its closing line must not close another.
                    self.containers.push((&UNKNOWN, self.depth, span));
                    self.begin(BlockKind::Container);
                    return;
                };
                if self.containers.len() == MAX_DEPTH {
                    let message = format!("containers are nested more than {MAX_DEPTH} deep");
                    self.report(
                        Diagnostic::new(&checks::CONTAINER_SYNTAX, message).at(self.place(span)),
                    );
                }
                self.begin(BlockKind::Container);
                if self.containers.len() >= MAX_DEPTH {
                    self.containers.push((&UNKNOWN, self.depth, span));
                    return;
                }
                self.check_attributes(container, &opening);
                let holes = self.html().holes.len();
                (container.open)(self, &opening);
                let embeds = self.html().holes.get(holes).map(|hole| hole.fill);
                let kind = match embeds {
                    Some(Fill::Open { region: Region::Only(id), .. }) => BlockKind::Only(id),
                    Some(Fill::Open { region: Region::Form(id), .. }) => BlockKind::Form(id),
                    Some(Fill::Include(id)) => BlockKind::Include(id),
                    Some(Fill::Collection(id)) => BlockKind::Collection(id),
                    Some(Fill::Widget(id)) => BlockKind::Widget(id),
                    _ => BlockKind::Container,
                };
                if let Some(block) = self.block() {
                    block.kind = kind;
                }
                self.containers.push((container, self.depth, span));
            }
        }
    }

    fn close_marker(&mut self, range: &Range<usize>) {
        if self.containers.last().is_some_and(|(_, depth, _)| *depth == self.depth) {
            if let Some((container, ..)) = self.containers.pop() {
                (container.close)(self);
                self.end();
            }
            return;
        }
        let line = self.heading_line(range);
        self.report(
            Diagnostic::new(&checks::CONTAINER_SYNTAX, "this `:::` closes nothing")
                .at(self.place_in_body(line))
                .help(
                    "take it away, or open a container before it, in the same list item or quote",
                ),
        );
    }

    fn check_attributes(&mut self, container: &containers::Container, opening: &Opening) {
        if container.name == "only" {
            return;
        }
        for (key, _) in &opening.attributes {
            if container.attributes.contains(&key.as_str()) {
                continue;
            }
            let message = format!("`:::{}` has no attribute `{key}`", container.name);
            self.report(
                Diagnostic::new(&checks::UNKNOWN_KEY, message)
                    .at(self.place(opening.span))
                    .nearest(key, container.attributes.iter().copied()),
            );
        }
    }

    /// Closes what a list item or quote leaves open.
    pub(super) fn close_containers(&mut self) {
        while self.containers.last().is_some_and(|(_, depth, _)| *depth >= self.depth) {
            let Some((container, _, span)) = self.containers.pop() else { return };
            (container.close)(self);
            self.end();
            self.unclosed(container, span);
        }
    }
}

/// Stands for a container that is not written.
static UNKNOWN: containers::Container =
    containers::Container { name: "unknown", attributes: &[], open: |_, _| {}, close: |_| {} };

/// Class and title of `[!NOTE]`, and whether a title of its own follows.
fn alert(line: &str) -> Option<(&'static str, Word, bool)> {
    let (word, rest) = line.trim_start().strip_prefix("[!")?.split_once(']')?;
    let (_, class, title) = ALERTS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word))?;
    if rest.starts_with(['(', '[', ':']) {
        return None;
    }
    Some((class, *title, !rest.trim().is_empty()))
}
