//! A page's body: the compiled sections with their holes filled for this edition.

mod bank;
mod collection;
mod cost;
mod curriculum;
mod digests;
mod fact;
mod form;
mod headings;
mod include;
mod links;
mod messages;
mod notes;
mod pages;
mod parts;
mod question;
mod scenario;
mod terms;
mod text;
mod timeline;
mod voice;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::texts::TrackedTexts;
use crate::date;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Shell;
use crate::link::PageId;
use crate::overlay::{Page, Role, Segment};
use crate::parse::Document;
use crate::parse::html::{Fill, Html, Mark, Region, Slice, push_attribute, push_text};
use crate::parse::ids::{NoteId, WidgetId};
use crate::parse::widget::Widget;
use crate::project::VarId;
use crate::url;
use crate::words::Word;
pub(super) use bank::graded;
pub(crate) use bank::{BankOption, BankQuestion};
use digests::SectionDigests;
use headings::HeadingAt;
use messages::{Outbox, SegmentText};
use scenario::{SceneNumbers, Staging};
use text::BodyText;

/// Pages included in each other deeper than this are cut off.
const MAX_INCLUDES: usize = 8;
/// Includes and collections shown on one page, those in each other counted.
const MAX_SHOWN: u32 = 2_000;

/// Answer keys on one page: each has the answers to all its questions.
const MAX_KEYS: u32 = 10;

/// A page's body and what stands in its contents.
#[derive(Default)]
pub(super) struct Body {
    pub(super) html: String,
    pub(super) contents: Vec<Listed>,
    /// The page's own heading, as HTML.
    pub(super) heading: String,
    /// Words of the page, for the reading time.
    pub(super) words: u32,
    /// Pages that its lists of pages lead to.
    pub(super) led_to: HashSet<PageId>,
    /// The digests of the text before the first heading and of each section in the contents, one
    /// after the other. A reader's browser tells by them what has changed.
    pub(super) digests: String,
}

/// An entry of a page's contents.
pub(super) struct Listed {
    pub(super) id: Arc<str>,
    pub(super) title: String,
    pub(super) level: u8,
}

/// Renders a page's body.
///
/// # Errors
/// `too-large` where what it shows makes it grow beyond all bounds.
pub(super) fn body(
    shell: &Shell,
    id: PageId,
    texts: &mut TrackedTexts<'_>,
) -> Result<Body, Box<Diagnostic>> {
    let page = texts.page(id);
    let mut writer = BodyWriter::new(shell, id, texts);

    if let Some((document, heading)) = page.own_heading() {
        writer.part(document, &document.body, heading.html);
    }
    // The heading may be a variable's that has no text for this firm.
    if writer.out.trim().is_empty() {
        writer.text(&shell.map.facts(id).title);
    }
    // Templates put it elsewhere, apart from the text.
    let heading = std::mem::take(&mut writer.out).into_string();
    let sections = page.segments.iter().map(|segment| page.section(segment).body.text().len());
    // A heading and its link take some more.
    writer.out.reserve(sections.map(|bytes| bytes + 160).sum());

    let mut contents = Vec::new();
    let mut digests = SectionDigests::default();
    // Its further terms stand below all its text, so it is kept until the next one begins.
    let mut term = None;
    let mut staging = Staging::of(page);
    let messages = shell.catalog.messages(id);
    let mut outbox = Outbox::of(messages);
    let order = match messages {
        Some(messages) => messages.order(page),
        None => (0..page.segments.len()).collect(),
    };
    for at in order {
        let segment = &page.segments[at];
        // Added text has no level of its own; it belongs to the term above it.
        if !matches!(segment.role, Role::Added | Role::Section { level: 3.. }) {
            writer.see_also(term.take());
        }

        let heading_at = writer.out.len();
        writer.scene_before(&mut staging, at);
        // What follows from a choice is nothing to be found before it.
        let is_scene = staging.is_inside(at);
        if !is_scene {
            writer.part_of(page, segment);
        }
        writer.heading(page, segment, HeadingAt::Home);
        writer.scene_after_heading(&mut staging, at);
        let listed = page.shown_heading(segment).filter(|_| !is_scene);
        if let (Some(heading), Some(id)) = (listed, &segment.id) {
            digests.end(&writer.out, heading_at);
            let title = writer.filled(&heading.text);
            let level = segment.level().unwrap_or(1);
            contents.push(Listed { id: id.clone(), title, level });
            term = term.or_else(|| shell.catalog.glossary.term(writer.id, id));
        }
        match outbox.text_of(segment) {
            SegmentText::Own => writer.segment_text(page, segment),
            SegmentText::Message(message) => writer.message(message),
            SegmentText::Within => {}
        }
    }
    writer.scene_before(&mut staging, page.segments.len());
    writer.see_also(term);
    digests.end(&writer.out, writer.out.len());
    writer.end_parts(0);
    writer.footnotes();

    if writer.is_full() {
        return Err(Box::new(writer.too_large(page)));
    }

    // Only now is it known where a term first stands: perhaps in a text shown from another page.
    let html = terms::link(shell, id, writer.out.into_string());
    Ok(Body {
        html,
        contents,
        heading,
        words: page.words(),
        led_to: writer.led_to,
        digests: digests.text,
    })
}

/// Fills holes.
struct BodyWriter<'t, 'e> {
    shell: &'t Shell,
    texts: &'t mut TrackedTexts<'e>,
    /// The page that is written: relative addresses start from it.
    id: PageId,
    out: BodyText,
    /// Footnotes referred to so far: document and number in it.
    notes: Vec<(Arc<Document>, NoteId)>,
    /// Their numbers.
    note_numbers: HashMap<(*const Document, NoteId), usize>,
    /// For each open link, whether its tag was written.
    open_links: Vec<bool>,
    /// Includes and collections so far.
    shown: u32,
    /// Pages being included, and the section that is shown.
    including: Vec<(PageId, Option<usize>)>,
    /// Which repetition of a form is being written.
    repetition: Option<u32>,
    /// Collections of rules to be filled in, so far.
    worksheets: u32,
    /// The numbers of the scenes of the scenario that is being written.
    scenes: SceneNumbers,
    /// Answer keys so far.
    keys: u32,
    /// Pages in lists of pages, so far.
    led_to: HashSet<PageId>,
    /// Whether a picture was written.
    has_picture: bool,
    /// Ids of headings that begin no section, so far.
    ids: HashSet<Arc<str>>,
    /// The last number that each of them got.
    id_counts: HashMap<Arc<str>, u32>,
    /// Levels of the home page's parts that are open.
    parts: Vec<u8>,
    /// Whether what is written goes where none of our files are: then it has no links, pictures and
    /// questions in it.
    stands_alone: bool,
}

impl<'t, 'e> BodyWriter<'t, 'e> {
    fn new(shell: &'t Shell, id: PageId, texts: &'t mut TrackedTexts<'e>) -> Self {
        Self {
            shell,
            texts,
            id,
            out: BodyText::default(),
            notes: Vec::new(),
            note_numbers: HashMap::new(),
            open_links: Vec::new(),
            shown: 0,
            including: Vec::new(),
            repetition: None,
            worksheets: 0,
            scenes: SceneNumbers::new(),
            keys: 0,
            led_to: HashSet::new(),
            has_picture: false,
            ids: HashSet::new(),
            id_counts: HashMap::new(),
            parts: Vec::new(),
            stands_alone: false,
        }
    }

    fn url(&self) -> &'t str {
        &self.shell.map.facts(self.id).url
    }

    /// The page of a document: what it links to is seen from there, wherever it is shown.
    fn home(&self, document: &Document) -> PageId {
        self.shell.map.find(&document.path).unwrap_or(self.id)
    }

    /// Whether the page is more than it may be: `body` refuses it, and whatever is still written
    /// of it is lost.
    fn is_full(&self) -> bool {
        self.out.is_cut() || self.shown > MAX_SHOWN || self.keys > MAX_KEYS
    }

    /// The complaint about a page that shows more than a page may.
    fn too_large(&self, page: &Page) -> Diagnostic {
        let (message, help) = if self.shown > MAX_SHOWN {
            (
                format!("this page shows other pages more than {MAX_SHOWN} times"),
                "show fewer pages here, and pages that show fewer others",
            )
        } else if self.keys > MAX_KEYS {
            (
                format!("this page shows its answer key more than {MAX_KEYS} times"),
                "keep one `:::answer-key`: it has the answers to all questions of the page",
            )
        } else {
            (
                "this page is larger than 12 MiB with all that it shows".to_owned(),
                "show less here: collections, includes and variables multiply text",
            )
        };
        let place = Place::file(&page.top().file);
        Diagnostic::new(&checks::TOO_LARGE, message).at(place).help(help)
    }

    /// Copies a part of some HTML and fills its holes.
    fn part(&mut self, document: &Arc<Document>, html: &Html, part: Slice) {
        if self.is_full() {
            return;
        }

        let end = part.text().end;
        let mut at = part.text().start;
        let mut hole = part.holes().start;
        while hole < part.holes().end {
            let next = html.holes[hole];
            self.out.push_str(&html.text[at..next.at as usize]);
            at = next.at as usize;
            hole += 1;

            let Fill::Open { region, end } = next.fill else {
                self.fill(document, next.fill);
                continue;
            };
            match region {
                // Its text is for these readers, so what follows the mark is copied as usual.
                Region::Only(id)
                    if self.shell.map.outline.holds(&document.conditions[id.index()]) =>
                {
                    continue;
                }
                Region::Only(_) => {}
                Region::Form(widget) => {
                    let inside = Slice {
                        start: Mark { text: next.at, holes: hole as u32 },
                        end: Mark { text: html.holes[end as usize].at, holes: end },
                    };
                    self.form(document, html, widget, inside);
                }
            }
            // A form has written what is in it, and what is for others is left out.
            at = html.holes[end as usize].at as usize;
            hole = end as usize + 1;
        }
        self.out.push_str(&html.text[at..end]);
    }

    /// Writes a section's text, where it is shown.
    fn segment_text(&mut self, page: &Page, segment: &Segment) {
        if segment.shows_text() {
            let document = page.document(segment);
            self.part(document, &document.body, page.section(segment).body);
        }
    }

    /// Writes some segments of a page elsewhere, `deeper` by so many levels as far as HTML goes,
    /// and one of them `without` its heading.
    fn passage(&mut self, page: &Page, range: Range<usize>, without: Option<usize>, deeper: i8) {
        let mut staging = Staging::of(page);
        for index in range.clone() {
            let segment = &page.segments[index];
            self.scene_before(&mut staging, index);
            if without != Some(index) {
                let level = segment.level().unwrap_or(1).saturating_add_signed(deeper).min(6);
                self.heading(page, segment, HeadingAt::Elsewhere { level });
            }
            self.scene_after_heading(&mut staging, index);
            self.segment_text(page, segment);
        }
        self.scene_before(&mut staging, page.segments.len());
    }

    fn fill(&mut self, document: &Arc<Document>, fill: Fill) {
        if self.is_full() {
            return;
        }
        match fill {
            Fill::Variable(id) => self.variable(id),
            Fill::Word(word) => self.word(word),
            Fill::LinkOpen(index) => self.link_open(document, index),
            Fill::LinkClose => {
                // A link that leads nowhere has no opening tag either: `link_open` took it back.
                if self.open_links.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
            }
            Fill::Image(index) => self.image(document, index),
            Fill::Addresses(index) => self.addresses(document, index),
            Fill::Quoted(id) => push_attribute(&mut self.out, self.shell.values().text(id)),
            Fill::Footnote(index) => self.footnote(document, index),
            Fill::Id(index) => self.inner_id(document, index),
            Fill::Widget(index) => self.widget(document, index),
            // `part` takes regions as a whole, from their beginning to their end.
            Fill::Open { .. } | Fill::Close => {}
        }
    }

    fn widget(&mut self, document: &Arc<Document>, id: WidgetId) {
        match &document.widgets[id.index()] {
            Widget::Question(_) | Widget::Branches(_) if self.stands_alone => {}
            Widget::Question(question) => self.question(document, question),
            Widget::Branches(branches) => self.branches(document, branches),
            Widget::Field(field) => self.field(document, field),
            Widget::SelfCheck(check) => self.self_check(document, check),
            Widget::Cost(cost) => self.cost(document, cost),
            Widget::Pages(list) => self.pages(document, list),
            Widget::Fact(fact) => self.fact(fact),
            Widget::Voice(voice) => self.voice(voice),
            Widget::Curriculum(view) => self.curriculum(view),
            Widget::Timeline(view) => self.timeline(document, view),
            Widget::AnswerKey => self.answer_key(),
            Widget::Include(include) => self.include(document, &include.from),
            Widget::Collection(collection) => self.collection(document, collection),
            // A form is a region, as its fields stand in Markdown.
            Widget::Form(_) => {}
        }
    }

    /// Writes text between tags, escaped.
    fn text(&mut self, text: &str) {
        push_text(&mut self.out, text);
    }

    /// Writes text between other things that stand there as HTML.
    fn text_in(&mut self, before: &str, text: &str, after: &str) {
        self.out.push_str(before);
        self.text(text);
        self.out.push_str(after);
    }

    /// Writes a word of the interface between HTML.
    fn word_in(&mut self, before: &str, word: Word, after: &str) {
        self.text_in(before, self.shell.word(word), after);
    }

    /// Writes a word of the interface.
    fn word(&mut self, word: Word) {
        self.text(self.shell.word(word));
    }

    /// A word of the interface with what stands in its braces.
    fn worded(&self, word: Word, values: &[(&str, &str)]) -> String {
        self.shell.words().with(word, values)
    }

    /// The items of a list, as they stand in a sentence.
    fn listed(&self, items: &[impl AsRef<str>]) -> String {
        let between = format!("{} ", self.shell.word(Word::Comma));
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(&between)
    }

    /// Writes a day as readers write it.
    pub(super) fn time(&mut self, day: &str) {
        self.out.push_str("<time");
        self.attribute("datetime", day);
        self.text_in(">", &date::written(day, self.shell.words()), "</time>");
    }

    /// `15 min`
    pub(super) fn minutes(&mut self, minutes: impl ToString) {
        self.text(&self.worded(Word::MinutesShort, &[("minutes", &minutes.to_string())]));
    }

    /// Heads of a table's columns.
    pub(super) fn column_heads(&mut self, words: &[Word]) {
        for word in words {
            self.word_in("<th scope=\"col\">", *word, "</th>");
        }
    }

    /// A part of some HTML as HTML of its own.
    fn apart(&mut self, document: &Arc<Document>, html: &Html, part: Slice) -> String {
        // Holes are filled into `out` and nowhere else, so the part is written there and taken out.
        let start = self.out.len();
        self.part(document, html, part);
        self.out.split_off(start)
    }

    /// Writes a part of a document's extras.
    fn extra(&mut self, document: &Arc<Document>, part: Slice) {
        self.part(document, &document.extras, part);
    }

    /// Writes a part of a document's extras between HTML.
    fn extra_in(&mut self, before: &str, document: &Arc<Document>, part: Slice, after: &str) {
        self.out.push_str(before);
        self.extra(document, part);
        self.out.push_str(after);
    }

    fn variable(&mut self, id: VarId) {
        // The check `missing-variable` tells of it; there is nothing to put in its place.
        let Some(value) = self.shell.values().get(id) else { return };
        match &value.html {
            // A link within a link is none.
            Some(html) if !self.open_links.contains(&true) => self.out.push_str(html),
            _ => push_text(&mut self.out, &value.text),
        }
    }

    /// Writes a link with a plain text.
    fn link(&mut self, address: &str, text: &str) {
        self.out.push_str("<a");
        self.attribute("href", address);
        self.text_in(">", text, "</a>");
    }

    /// The address of a section, seen from the page that is written.
    fn section_address(&self, page: PageId, section: &str) -> String {
        if page == self.id {
            return format!("#{}", url::fragment(section));
        }
        let section = url::fragment(section);
        format!("{}#{section}", url::relative(self.url(), &self.shell.map.facts(page).url))
    }

    fn attribute(&mut self, name: &str, value: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, " {name}=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
    }
}
