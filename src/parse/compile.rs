//! Markdown → pieces of HTML with holes, in one pass over the parser's events.
//!
//! This file drives, cuts pieces and makes heading ids; [`blocks`] writes what stands on lines of its
//! own, [`inline`] what stands within them.

mod blocks;
mod collect;
mod fields;
mod inline;
mod questions;

pub(super) use fields::self_check;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;

use super::attributes::{self, Attributes};
use super::blocks::{Block, BlockKind};
use super::containers::Container;
use super::html::{Fill, Html, Interpolated, Mark, Slice};
use super::ids::{BlockId, ConditionId, WidgetId};
use super::mask::{Chunk, Masked, SENTINEL};
use super::{Document, Heading, InnerHeading, LEAD, MAX_DIAGNOSTICS, Section};
use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::digest::Digest;
use crate::load::{LayerId, PageSource};
use crate::project::Project;
use crate::words::Word;

fn options() -> Options {
    // Not `Options::all()`: that switches on the old footnotes. Alerts are done here, with titles.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
}

/// Everything known while a body is being compiled.
pub(super) struct Compiler<'a> {
    pub(super) project: &'a Project,
    pub(super) document: Document,
    /// Open `:::only`: index of the condition and of its hole.
    pub(super) conditions: Vec<(ConditionId, usize)>,
    /// Open `:::form`: index of the widget and of its hole.
    pub(super) forms: Vec<(WidgetId, usize)>,
    /// Open `:::fact`: index of the widget.
    pub(super) facts: Vec<WidgetId>,
    source: &'a PageSource,
    masked: &'a Masked<'a>,
    /// The layer of the file.
    layer: &'a LayerId,
    /// Whether raw HTML is passed on.
    trusted: bool,
    /// Which of the two bodies is being written: the notes inside a footnote's definition.
    in_note: bool,
    /// Block quotes, lists, tables and notes that are open.
    depth: usize,
    /// Containers that are open, and the depth each was opened at.
    containers: Vec<(&'static Container, usize, Span)>,
    piece: OpenPiece,
    ids: HashSet<Arc<str>>,
    id_counts: HashMap<String, u32>,
    blocks: blocks::State,
    inline: inline::State,
    collect: collect::State,
}

/// The piece that is being written.
struct OpenPiece {
    id: Arc<str>,
    level: u8,
    heading: Option<Heading>,
    /// Where its body begins in the HTML.
    mark: Mark,
    /// Its first block.
    blocks: BlockId,
    /// Where it begins in the body's text.
    start: usize,
    words: u32,
}

/// Compiles a body.
pub(super) fn compile(
    source: &PageSource,
    masked: Masked<'_>,
    project: &Project,
    layer: &LayerId,
) -> Document {
    let mut compiler = Compiler {
        project,
        document: Document::default(),
        conditions: Vec::new(),
        forms: Vec::new(),
        facts: Vec::new(),
        source,
        masked: &masked,
        layer,
        trusted: !matches!(layer, LayerId::Firm(_)),
        in_note: false,
        depth: 0,
        containers: Vec::new(),
        piece: OpenPiece {
            id: LEAD.into(),
            level: 0,
            heading: None,
            mark: Mark::default(),
            blocks: BlockId::new(0),
            start: 0,
            words: 0,
        },
        ids: HashSet::new(),
        id_counts: HashMap::new(),
        blocks: blocks::State::default(),
        inline: inline::State::default(),
        collect: collect::State::default(),
    };
    // Roughly what the HTML will take; saves growing it again and again.
    compiler.document.body.text.reserve(masked.text.len() + masked.text.len() / 8);
    let mut events = Parser::new_ext(&masked.text, options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let place = compiler.place_in_body(compiler.heading_line(&range));
                let id = id.filter(|id| compiler.is_plain(id, &place));
                let classes = classes
                    .iter()
                    .filter(|class| compiler.is_plain(class, &place))
                    .collect::<Vec<_>>();
                let words: Vec<_> = attrs
                    .iter()
                    .map(|(word, text)| {
                        (word.to_string(), text.as_deref().map(|text| compiler.written(text)))
                    })
                    .collect();
                let classes = classes.iter().map(ToString::to_string);
                let attributes = Attributes::read(
                    id.as_deref(),
                    classes,
                    words.into_iter(),
                    &place,
                    &mut compiler.document.diagnostics,
                );
                compiler.open_heading(attributes);
                for (event, inner) in events.by_ref() {
                    if matches!(event, Event::End(TagEnd::Heading(_))) {
                        break;
                    }
                    compiler.inline(event, inner);
                }
                compiler.close_heading(level_number(level), range);
            }
            Event::Start(tag) if blocks::is_block(&tag) => compiler.open_block(tag, range),
            Event::End(tag) if blocks::is_block_end(&tag) => compiler.close_block(tag, range),
            Event::Rule => {
                compiler.cancel_alert();
                let start = compiler.html().mark();
                compiler.html().push("<hr>\n");
                compiler.leaf(BlockKind::Rule, start);
            }
            Event::Html(_) => compiler.blocks.raw.push(range),
            Event::TaskListMarker(checked) => compiler.task(checked),
            event => compiler.inline(event, range),
        }
    }
    compiler.finish()
}

/// A line of Markdown as clean HTML, without a paragraph around it.
pub(super) fn inline_markdown(text: &str) -> String {
    let mut html = String::new();
    for event in
        Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION)
    {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                super::html::push_text(&mut html, &text)
            }
            Event::Code(code) => {
                html.push_str("<code>");
                super::html::push_text(&mut html, &code);
                html.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => html.push(' '),
            Event::Start(Tag::Emphasis) => html.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => html.push_str("</em>"),
            Event::Start(Tag::Strong) => html.push_str("<strong>"),
            Event::End(TagEnd::Strong) => html.push_str("</strong>"),
            Event::Start(Tag::Strikethrough) => html.push_str("<del>"),
            Event::End(TagEnd::Strikethrough) => html.push_str("</del>"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let leads_out =
                    crate::url::is_safe(&dest_url) && crate::url::scheme(&dest_url).is_some();
                html.push_str("<a href=\"");
                super::html::push_attribute(&mut html, if leads_out { &dest_url } else { "#" });
                html.push_str("\">");
            }
            Event::End(TagEnd::Link) => html.push_str("</a>"),
            // A value stands within a line: blocks give their text alone, with a space between them.
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => html.push(' '),
            _ => {}
        }
    }
    html.truncate(html.trim_end().len());
    html
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

impl<'a> Compiler<'a> {
    /// The file's path in its layer.
    pub(super) fn path(&self) -> &'a str {
        &self.source.path
    }

    /// Records a problem.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        // One more than will be told shows that there are more.
        if self.document.diagnostics.len() <= MAX_DIAGNOSTICS {
            self.document.diagnostics.push(diagnostic);
        }
    }

    /// Some bytes of the file.
    pub(super) fn place(&self, span: impl Into<Span>) -> Place {
        Place::at(&self.source.file, span)
    }

    fn place_in_body(&self, range: Range<usize>) -> Place {
        self.place(self.span(range))
    }

    /// A range of the body as a range of the file.
    fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.masked.offset)
    }

    /// The HTML that is being written.
    pub(super) fn html(&mut self) -> &mut Html {
        if self.in_note {
            &mut self.document.notes
        } else if self.collect.writes() {
            &mut self.document.special().extras
        } else {
            &mut self.document.body
        }
    }

    /// A block begins; recorded if it is the body's.
    pub(super) fn begin(&mut self, kind: BlockKind) {
        let in_body = !self.in_note && !self.collect.writes();
        let id = in_body.then(|| BlockId::new(self.document.blocks.len()));
        if id.is_some() {
            let html = self.document.body.since(self.document.body.mark());
            let end = BlockId::new(0);
            self.document.blocks.push(Block { kind, html, end });
        }
        self.blocks.open.push(id);
    }

    /// The innermost block, if it is one of the body.
    pub(super) fn block(&mut self) -> Option<&mut Block> {
        let id = (*self.blocks.open.last()?)?;
        self.document.blocks.get_mut(id.index())
    }

    /// The innermost block ends.
    pub(super) fn end(&mut self) {
        let Some(Some(id)) = self.blocks.open.pop() else { return };
        let end = BlockId::new(self.document.blocks.len());
        let mark = self.document.body.mark();
        let block = &mut self.document.blocks[id.index()];
        block.end = end;
        block.html.end = mark;
    }

    /// A block without others inside, written since a mark.
    pub(super) fn leaf(&mut self, kind: BlockKind, start: Mark) {
        self.begin(kind);
        if let Some(block) = self.block() {
            block.html.start = start;
        }
        self.end();
    }

    /// Writes HTML.
    pub(super) fn push(&mut self, html: &str) {
        self.html().push(html);
    }

    /// Writes a word of the interface.
    pub(super) fn word(&mut self, word: Word) {
        self.html().hole(Fill::Word(word));
    }

    /// Writes a container's attribute as text, with its variables.
    pub(super) fn phrase(&mut self, text: &str, span: Span) {
        let phrase = self.read_phrase(text, span);
        self.html().phrase(&phrase);
    }

    /// Whether an id or class is the same in every firm; a complaint if not.
    fn is_plain(&mut self, name: &str, place: &Place) -> bool {
        let plain = !name.contains(SENTINEL);
        if !plain {
            let message =
                "an id or class cannot hold a variable: it must be the same for every firm";
            self.report(
                Diagnostic::new(&checks::WRONG_TYPE, message)
                    .at(place.clone())
                    .help("write a word of your own"),
            );
        }
        plain
    }

    /// A heading's attribute as it was written; its variables count as used.
    fn written(&mut self, text: &str) -> String {
        let masked = self.masked;
        for word in masked.words(text) {
            if let Chunk::Use(number) = word {
                self.note_use(number);
            }
        }
        masked.restore(text).trim_matches('"').to_owned()
    }

    /// Only the first line of a heading's range is worth showing.
    fn heading_line(&self, range: &Range<usize>) -> Range<usize> {
        let text = &self.masked.original[range.clone()];
        let first = text.lines().next().unwrap_or_default().trim_end();
        range.start..range.start + first.len()
    }

    fn open_heading(&mut self, attributes: Attributes) {
        self.cancel_alert();
        let is_section = self.depth == 0 && self.containers.is_empty();
        if is_section {
            self.end_question();
        }
        // The piece before ends where this heading begins; its HTML goes between the two.
        let mark = if is_section { Some(self.html().mark()) } else { None };
        if mark.is_none() {
            // The id is not known before the text is; the tag is put in front of it afterwards.
            self.blocks.inner_heading_at = self.html().mark();
        }
        self.inline.heading = Some(inline::HeadingText {
            text: Interpolated::default(),
            mark: self.html().mark(),
            attributes,
        });
    }

    fn close_heading(&mut self, level: u8, range: Range<usize>) {
        let Some(open) = self.inline.heading.take() else { return };
        let line = self.heading_line(&range);
        let heading = Heading {
            html: self.html().since(open.mark),
            span: self.span(line),
            text: open.text,
            attributes: Some(open.attributes)
                .filter(|given| *given != Attributes::NONE)
                .map(Box::new),
        };
        let is_section = self.depth == 0 && self.containers.is_empty();
        let opens_page = level == 1
            && self.document.sections.is_empty()
            && self.piece.level == 0
            && self.document.heading.is_none()
            && open.mark == Mark::default();
        if is_section && opens_page {
            self.document.heading = Some(heading);
            self.piece.mark = self.html().mark();
            return;
        }
        let id = self.id(&heading);
        if attributes::look_like(&heading.text.text) {
            let message = "these braces are part of the heading: nothing may follow them";
            let help = "take away what stands after the brace at the end of the line";
            self.report(
                Diagnostic::new(&checks::UNKNOWN_KEY, message)
                    .at(self.place(heading.span))
                    .help(help),
            );
        }
        if is_section {
            self.end_piece(open.mark, range.start);
            let mark = self.html().mark();
            let is_for = |key: &str| heading.attributes().get(key).is_some();
            self.document.has_audiences |= is_for("audience") || is_for("for");
            self.piece = OpenPiece {
                id,
                level,
                heading: Some(heading),
                mark,
                blocks: BlockId::new(self.document.blocks.len()),
                start: range.start,
                words: 0,
            };
            self.begin_question();
        } else {
            self.inner_heading(&id, level, &heading);
        }
    }

    /// A heading's own id, or one made of its text; unique in the document either way.
    fn id(&mut self, heading: &Heading) -> Arc<str> {
        if let Some(id) = heading.attributes().id.clone() {
            if !self.ids.insert(id.clone()) && heading.attributes().operation.is_none() {
                self.report(
                    Diagnostic::new(
                        &checks::DUPLICATE_ID,
                        format!("the id `{id}` is used twice on this page"),
                    )
                    .at(self.place(heading.span))
                    .help("give one of the two sections another id"),
                );
            }
            return id;
        }
        let base = github_id(&heading.text.placeholder(&self.project.variables));
        let mut id: Arc<str> = base.as_str().into();
        while !self.ids.insert(id.clone()) {
            // Goes on from the last number of this text, so that equal headings cost no more than others.
            let count = self.id_counts.entry(base.clone()).or_insert(0);
            *count += 1;
            id = format!("{base}-{count}").into();
        }
        id
    }

    fn end_piece(&mut self, at: Mark, end: usize) {
        let start = self.piece.mark;
        let body = Slice { start, end: if at.text < start.text { start } else { at } };
        let written = &self.masked.original[self.piece.start..end];
        self.document.sections.push(Section {
            id: self.piece.id.clone(),
            level: self.piece.level,
            heading: self.piece.heading.take(),
            body,
            blocks: self.piece.blocks..BlockId::new(self.document.blocks.len()),
            source: Digest::of(written.as_bytes()),
            span: self.span(self.piece.start..end),
            words: self.piece.words,
        });
    }

    /// A heading in a container, quote or list: a link target, but no section.
    fn inner_heading(&mut self, id: &Arc<str>, level: u8, heading: &Heading) {
        let at = self.blocks.inner_heading_at.text as usize;
        let mut open = format!("<h{level} id=\"");
        super::html::push_attribute(&mut open, id);
        open.push_str("\">");
        let first_hole = self.blocks.inner_heading_at.holes as usize;
        let html = self.html();
        html.text.insert_str(at, &open);
        for hole in &mut html.holes[first_hole..] {
            hole.at += open.len() as u32;
        }
        html.push(&format!("</h{level}>\n"));
        let start = self.blocks.inner_heading_at;
        self.leaf(BlockKind::Heading, start);
        if heading.attributes().operation.is_some() {
            self.report(
                Diagnostic::new(
                    &checks::AMBIGUOUS_OVERRIDE,
                    "a heading inside a container, quote or list cannot change a section",
                )
                .at(self.place(heading.span))
                .help("move it out, to a line of its own"),
            );
        }
        if let Some(word) = heading.attributes().meant_for_a_section() {
            let message = format!("`{word}` does nothing here: this heading begins no section");
            self.report(
                Diagnostic::new(&checks::UNKNOWN_KEY, message)
                    .at(self.place(heading.span))
                    .help("move it out of the container, quote or list; a passage for some is `:::only {audience=…}`"),
            );
        }
        let conditions = self.conditions.iter().map(|(condition, _)| *condition).collect();
        let section = self.document.sections.len() as u32;
        self.document.inner_headings.push(InnerHeading { id: id.clone(), section, conditions });
    }

    fn finish(mut self) -> Document {
        while let Some((container, _, span)) = self.containers.pop() {
            (container.close)(&mut self);
            self.end();
            self.unclosed(container, span);
        }
        self.end_question();
        let end = self.document.body.mark();
        self.end_piece(end, self.masked.original.len());
        self.document.body.text.shrink_to_fit();
        self.document.uses.sort_by_key(|(_, span)| span.start);
        self.document
    }

    fn unclosed(&mut self, container: &Container, span: Span) {
        self.report(
            Diagnostic::new(
                &checks::CONTAINER_SYNTAX,
                format!("this `:::{}` is never closed", container.name),
            )
            .at(self.place(span))
            .help("put a line `:::` after its content"),
        );
    }
}

/// A heading's id as code hosts and editors make it: small letters, spaces to hyphens, punctuation
/// gone (<https://github.com/gjtorikian/html-pipeline>, `TableOfContentsFilter`).
pub(crate) fn github_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => id.push('-'),
            '-' | '_' => id.push(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => id.extend(c.to_lowercase()),
            _ => {}
        }
    }
    if id.is_empty() { "section".to_owned() } else { id }
}
