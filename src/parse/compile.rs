//! A body's Markdown → HTML with holes, and the blocks it consists of.
//!
//! The events of the Markdown parser are read by functions that call each other as the blocks stand
//! in each other: [`blocks`] for what stands on lines of its own, [`headings`] for the sections,
//! [`inline`] for what stands within a line, [`items`] for lists that a widget is made of. What
//! they know of the file is the [`Context`], what they write the [`Writer`].

mod alerts;
mod almost;
mod blocks;
mod containers;
mod context;
mod cost;
mod events;
mod foreign;
mod headings;
mod inline;
mod items;
mod markup;
mod nesting;
mod notes;
mod question;
mod raw;
mod scenario;
mod writer;

pub(super) use containers::{KnownContainer, all as containers, syntax as container_syntax};
pub(crate) use headings::github_id;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Options, Parser, Tag};

use super::Document;
use super::ids::{ConditionId, NoteId, WidgetId};
use super::mask::Masked;
use super::speller::Speller;
use crate::diagnostic::{Span, checks};
use crate::load::PageSource;
use crate::project::Project;
use containers::Container;
use context::{Context, FieldNames};
use cost::Excess;
use events::{EventSpan, Events};
use headings::{HeadingIds, OpenSection};
use items::{Apart, ListItem};
use markup::{HtmlProblem, MOST_READINGS, Markup};
use notes::NoteMark;
use question::OpenQuestion;
use raw::OpenHtml;
use writer::{Stream, Writer};

/// What counts as one word of a text: letters of some scripts are a part of one.
const WORD: u32 = 15;

/// Containers may be nested this deep.
const MAX_DEPTH: usize = 32;

pub(super) fn options() -> Options {
    // Not `Options::all()`: that switches on the old footnotes. Alerts are done here, with titles.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
}

/// A body that is being compiled.
struct Compiler<'a> {
    cx: Context<'a>,
    out: Writer,
    /// What is found: sections, links, images and so on.
    document: Document,
    /// The question whose section is read.
    question: Option<OpenQuestion>,
    section: OpenSection,
    ids: HeadingIds,
    /// The conditions of the `:::only` that are open.
    conditions: Vec<ConditionId>,
    /// Containers that are open.
    containers: usize,
    /// Lists, quotes and the like that are open.
    depth: usize,
    /// Footnotes by label.
    note_ids: HashMap<String, NoteId>,
    note_marks: Vec<NoteMark>,
    /// Where each footnote is written.
    note_places: BTreeMap<NoteId, Range<usize>>,
    /// How many words each footnote has.
    note_words: HashMap<NoteId, u32>,
    /// Where a `<` in a block of HTML begins text.
    as_text: HashSet<usize>,
    /// The elements that a firm has opened, and not closed in the same block of HTML.
    open_html: OpenHtml,
}

/// What a block stands in.
enum Inside<'c> {
    /// Nothing: headings begin sections.
    Page,
    /// A quote, a list, a definition or a note.
    Block,
    /// What is said about an item: its quotes need no marks.
    Remark,
    /// A container, directly.
    Container(&'c OpenContainer),
}

/// A container that is open.
struct OpenContainer {
    container: &'static Container,
    span: Span,
    /// The widget it is.
    widget: Option<WidgetId>,
    /// Whether it stands where quotes need no marks.
    has_bare_quotes: bool,
}

impl Inside<'_> {
    fn has_bare_quotes(&self) -> bool {
        match self {
            Self::Remark => true,
            Self::Container(open) => open.has_bare_quotes,
            Self::Page | Self::Block => false,
        }
    }
}

/// Why no more blocks are read.
#[derive(PartialEq, Eq)]
enum Stop {
    /// What they stand in ends.
    End,
    /// A line closes their container.
    Closed,
}

/// A body as the parser reads it.
struct Reading<'e> {
    events: Vec<EventSpan<'e>>,
    /// Where a `<` in a block of HTML begins text.
    as_text: HashSet<usize>,
    problems: Vec<HtmlProblem>,
    /// Why it was not read.
    excess: Option<Excess>,
}

/// Compiles the body of a document, of which all else is known.
pub(super) fn compile(
    source: &PageSource,
    mut masked: Masked<'_>,
    project: &Project,
    speller: Speller<'_>,
    document: Document,
) -> Document {
    let is_trusted = context::is_trusted(&document.layer);
    let excess = cost::excess(&masked.text);
    let mut problems = Vec::new();
    let mut readings = 1;
    loop {
        // None where reading it would take more memory than a page may.
        let text = if excess.is_some() { "" } else { &*masked.text };
        // As a list, since a heading, an alert and an option are known by what comes later.
        let mut events = events::room();
        events.extend(Parser::new_ext(text, options()).into_offset_iter());

        let markup = Markup::of(&events, &masked, is_trusted, &problems);
        problems.extend(markup.mended);
        if markup.mends.is_empty() || readings == MOST_READINGS {
            problems.extend(markup.problems);
            markup::make_texts(&mut events, &markup.texts);
            let reading = Reading { events, as_text: markup.as_text, problems, excess };
            return written(source, &masked, project, speller, document, reading);
        }
        events::keep_room(events);
        masked.mend(&markup.mends);
        readings += 1;
    }
}

/// The document of a body that was read.
fn written(
    source: &PageSource,
    masked: &Masked<'_>,
    project: &Project,
    speller: Speller<'_>,
    document: Document,
    reading: Reading<'_>,
) -> Document {
    let layer = document.layer.clone();
    let mut cx = Context {
        project,
        masked,
        names: FieldNames::new(&layer),
        speller,
        uses: Vec::new(),
        diagnostics: Vec::new(),
        source,
    };
    if let Some(Excess { line, message, help }) = reading.excess {
        let span = cx.line(&line);
        cx.problem(&checks::TOO_LARGE, message, help, span);
    }
    for HtmlProblem { check, message, help, range, .. } in reading.problems {
        let span = cx.span(&range);
        cx.problem(check, message, help, span);
    }
    foreign::language_in_name(&mut cx);
    foreign::find(&mut cx, &reading.events);

    let mut compiler = Compiler {
        cx,
        out: Writer::default(),
        document,
        question: None,
        section: OpenSection::lead(),
        ids: HeadingIds::default(),
        conditions: Vec::new(),
        containers: 0,
        depth: 0,
        note_ids: HashMap::new(),
        note_marks: Vec::new(),
        note_places: BTreeMap::new(),
        note_words: HashMap::new(),
        as_text: reading.as_text,
        open_html: OpenHtml::default(),
    };
    // Roughly what the HTML will take; saves growing it again and again.
    compiler.out.body.text.reserve(masked.text.len() + masked.text.len() / 8);
    compiler.blocks(&mut Events::new(&reading.events), &Inside::Page);
    let document = compiler.finish();
    events::keep_room(reading.events);
    document
}

impl Compiler<'_> {
    /// Reads a block that is no text but a part of a widget, if it is one.
    fn widget_block(
        &mut self,
        tag: &Tag<'_>,
        range: &Range<usize>,
        events: &mut Events<'_>,
        inside: &Inside<'_>,
    ) -> bool {
        match (inside, tag) {
            (Inside::Page, _) => {
                self.question_block(tag, range, events) || self.branches(tag, range, events)
            }
            (Inside::Container(open), Tag::List(_)) if self.out.stream() == Stream::Body => {
                let Some(read) = open.container.list else { return false };
                read(self, events, open.widget);
                true
            }
            _ => false,
        }
    }

    fn finish(mut self) -> Document {
        // The last question and section end with the file.
        self.end_question();
        let end = self.out.body.mark();
        self.end_section(end, self.cx.masked.original.len());

        // Only at the end are all footnotes known: a mark may come long before its note.
        self.count_notes();
        self.check_marks();
        self.check_notes();

        let mut document = self.document;
        document.body = self.out.body;
        document.notes = self.out.notes;
        document.extras = self.out.extras;
        document.blocks = self.out.blocks;
        document.uses.extend(self.cx.uses);
        // The quotes of an item are read after its other blocks, so these are out of order.
        document.uses.sort_by_key(|(_, span)| span.start);
        document.diagnostics.extend(self.cx.diagnostics);
        document.respelled = self.cx.speller.into_replaced();

        // There are as many documents as files, for as long as the program runs.
        document.body.text.shrink_to_fit();
        document.body.holes.shrink_to_fit();
        document.blocks.shrink_to_fit();
        document.sections.shrink_to_fit();
        document.links.shrink_to_fit();
        document.uses.shrink_to_fit();
        document
    }
}
