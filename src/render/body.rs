//! A page's body: the compiled sections with their holes filled for this edition.

mod collection;
mod curriculum;
mod fact;
mod form;
mod pages;
mod question;
mod terms;
mod timeline;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::texts::Texts;
use crate::date;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Shell;
use crate::link::{PageId, Resolved};
use crate::overlay::{Anchor, Page, Role, Segment};
use crate::parse::html::{
    Fill, Html, Interpolated, Mark, PARAGRAPH_END, Region, Slice, push_attribute, push_text,
};
use crate::parse::ids::{ImageId, InnerId, LinkId, NoteId, WidgetId};
use crate::parse::target::Target;
use crate::parse::widget::Widget;
use crate::parse::{Document, Footnote, Heading};
use crate::project::VarId;
use crate::url;
use crate::words::Word;

/// Pages included in each other deeper than this are cut off.
const MAX_INCLUDES: usize = 8;
/// Bytes of one page's body; includes of includes could multiply without end.
const MAX_BODY_BYTES: usize = 12 << 20;
/// Includes and collections shown on one page, those in each other counted.
const MAX_SHOWN: u32 = 2_000;

/// A page's body and what stands in its contents.
#[derive(Default)]
pub(super) struct Body {
    pub(super) html: String,
    pub(super) contents: Vec<Listed>,
    /// The page's own heading, as HTML.
    pub(super) heading: String,
    /// Words of the page, for the reading time.
    pub(super) words: u32,
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
/// `container-syntax` where includes of includes make it grow beyond all bounds.
pub(super) fn body(
    shell: &Shell,
    id: PageId,
    texts: &mut Texts<'_>,
) -> Result<Body, Box<Diagnostic>> {
    let page = texts.page(id);
    let mut filler = Filler {
        shell,
        texts,
        id,
        out: String::with_capacity(estimate(page)),
        notes: Vec::new(),
        note_numbers: HashMap::new(),
        open_links: Vec::new(),
        shown: 0,
        including: Vec::new(),
        repetition: None,
        worksheets: 0,
        ids: HashSet::new(),
        id_counts: HashMap::new(),
    };
    let heading = match page.own_heading() {
        Some((document, heading)) => {
            filler.part(document, &document.body, heading.html);
            std::mem::take(&mut filler.out)
        }
        None => {
            let mut heading = String::new();
            push_text(&mut heading, &page.title().fill(shell.values()));
            heading
        }
    };
    let mut contents = Vec::new();
    let mut term = None;
    for placed in &page.segments {
        // Added text has no level of its own; it belongs to the term above it.
        if !matches!(placed.role, Role::Added | Role::Section { level: 3.. }) {
            filler.see_also(term.take());
        }
        if let Some(heading) = page.shown_heading(placed) {
            filler.heading(page, placed, heading, HeadingAt::Home);
            if let Some(id) = &placed.id {
                let title = heading.text.fill(shell.values()).into_owned();
                contents.push(Listed { id: id.clone(), title, level: placed.level().unwrap_or(1) });
                term = term.or_else(|| shell.catalog.glossary.term(filler.id, id));
            }
        }
        if placed.shows_text() {
            let document = page.document(placed);
            filler.part(document, &document.body, page.section(placed).body);
        }
    }
    filler.see_also(term);
    filler.footnotes();
    if filler.shown > MAX_SHOWN || filler.out.len() > MAX_BODY_BYTES {
        return Err(Box::new(
            Diagnostic::new(&checks::CONTAINER_SYNTAX, "this page shows too much of other pages")
                .at(Place::file(&page.top().file))
                .help("show fewer pages here, and pages that show fewer others"),
        ));
    }
    let html = terms::link(shell, id, filler.out);
    Ok(Body { html, contents, heading, words: page.words() })
}

fn estimate(page: &Page) -> usize {
    page.segments.iter().map(|placed| page.section(placed).body.text().len() + 160).sum::<usize>()
        + 512
}

/// Where an address leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Led {
    Within,
    Out,
    Nowhere,
}

/// Where a section's heading is shown.
#[derive(Clone, Copy)]
enum HeadingAt {
    /// On the page of the section, where it has an id and a link to itself.
    Home,
    /// On another page, or in another shape: at this level.
    Elsewhere { level: u8 },
}

/// Fills holes.
struct Filler<'t, 'e> {
    shell: &'t Shell,
    texts: &'t mut Texts<'e>,
    /// The page that is written: relative addresses start from it.
    id: PageId,
    out: String,
    /// Footnotes referred to so far: document and number in it.
    notes: Vec<(Arc<Document>, NoteId)>,
    /// Their numbers.
    note_numbers: HashMap<(*const Document, NoteId), usize>,
    /// For each open link, whether its tag was written.
    open_links: Vec<bool>,
    /// Includes and collections so far.
    shown: u32,
    /// Pages being included, and the placed section.
    including: Vec<(PageId, Option<usize>)>,
    /// Which repetition of a form is being written.
    repetition: Option<u32>,
    /// Collections of rules to be filled in, so far.
    worksheets: u32,
    /// Ids of headings that begin no section, so far.
    ids: HashSet<Arc<str>>,
    /// The last number that each of them got.
    id_counts: HashMap<Arc<str>, u32>,
}

impl<'t> Filler<'t, '_> {
    fn url(&self) -> &'t str {
        &self.shell.map.facts(self.id).url
    }

    /// The page of a document: what it links to is seen from there, wherever it is shown.
    fn home(&self, document: &Document) -> PageId {
        self.shell.map.find(&document.path).unwrap_or(self.id)
    }

    /// Copies a part of some HTML and fills its holes.
    fn part(&mut self, document: &Arc<Document>, html: &Html, part: Slice) {
        if self.out.len() > MAX_BODY_BYTES || self.shown > MAX_SHOWN {
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
            let skip_to = match next.fill {
                Fill::Open { region: Region::Only(condition), end } => {
                    let shown = self.shell.map.outline.holds(document.condition(condition));
                    Some(end).filter(|_| !shown)
                }
                Fill::Open { region: Region::Form(widget), end } => {
                    let inside = Slice {
                        start: Mark { text: next.at, holes: hole as u32 },
                        end: Mark { text: html.holes[end as usize].at, holes: end },
                    };
                    self.form(document, html, widget, inside);
                    Some(end)
                }
                fill => {
                    self.fill(document, fill);
                    None
                }
            };
            if let Some(last) = skip_to {
                // What is left out may reach beyond the part.
                at = (html.holes[last as usize].at as usize).min(end);
                hole = last as usize + 1;
            }
        }
        self.out.push_str(&html.text[at..end]);
    }

    fn fill(&mut self, document: &Arc<Document>, fill: Fill) {
        match fill {
            Fill::Variable(id) => self.variable(id),
            Fill::Word(word) => self.word(word),
            Fill::LinkOpen(index) => self.link_open(document, index),
            Fill::LinkClose => {
                if self.open_links.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
            }
            Fill::Image(index) => self.image(document, index),
            Fill::Footnote(index) => self.footnote(document, index),
            Fill::Id(index) => self.inner_id(document, index),
            Fill::Include(index) => self.include(document, &document.include(index).from),
            Fill::Collection(index) => self.collection(document, document.collection(index)),
            Fill::Widget(index) => self.widget(document, index),
            Fill::Open { .. } | Fill::Close => {}
        }
    }

    fn widget(&mut self, document: &Arc<Document>, id: WidgetId) {
        match document.widget(id) {
            Widget::Question(question) => self.question(document, question),
            Widget::Field(field) => self.field(document, field),
            Widget::SelfCheck(check) => self.self_check(document, check),
            Widget::Pages(list) => self.pages(document, list),
            Widget::Fact(fact) => self.fact(fact),
            Widget::Curriculum(view) => self.curriculum(view),
            Widget::Timeline(view) => self.timeline(document, view),
            Widget::AnswerKey => self.answer_key(),
            Widget::Form(_) => {}
        }
    }

    /// Writes text between tags, escaped.
    fn text(&mut self, text: &str) {
        push_text(&mut self.out, text);
    }

    /// Writes a word of the interface.
    fn word(&mut self, word: Word) {
        self.text(self.shell.word(word));
    }

    /// A word of the interface with what stands in its braces.
    fn worded(&self, word: Word, values: &[(&str, &str)]) -> String {
        word.with(self.shell.language(), values)
    }

    /// Writes a day as readers write it.
    pub(super) fn time(&mut self, day: &str) {
        self.out.push_str("<time");
        self.attribute("datetime", day);
        self.out.push('>');
        let written = date::written(day, self.shell.language());
        self.text(&written);
        self.out.push_str("</time>");
    }

    /// `15 min`
    pub(super) fn minutes(&mut self, minutes: impl ToString) {
        self.text(&self.worded(Word::MinutesShort, &[("minutes", &minutes.to_string())]));
    }

    /// Heads of a table's columns.
    pub(super) fn column_heads(&mut self, words: &[Word]) {
        for word in words {
            self.out.push_str("<th scope=\"col\">");
            self.word(*word);
            self.out.push_str("</th>");
        }
    }

    /// Writes a part of a document's extras.
    fn extra(&mut self, document: &Arc<Document>, part: Slice) {
        self.part(document, document.extras(), part);
    }

    fn variable(&mut self, id: VarId) {
        let Some(value) = self.shell.values().get(id) else { return };
        match &value.html {
            // A link within a link is none.
            Some(html) if !self.open_links.contains(&true) => self.out.push_str(html),
            _ => push_text(&mut self.out, &value.text),
        }
    }

    fn link_open(&mut self, document: &Arc<Document>, id: LinkId) {
        let link = document.link(id);
        let at = self.out.len();
        self.out.push_str("<a href=\"");
        let led = self.address(document, &link.target);
        self.open_links.push(led != Led::Nowhere);
        if led == Led::Nowhere {
            self.out.truncate(at);
            return;
        }
        self.out.push('"');
        if led == Led::Out {
            self.out.push_str(" class=\"external\"");
        }
        if let Some(title) = &link.title {
            self.tooltip(title);
        }
        self.out.push('>');
    }

    fn tooltip(&mut self, title: &Interpolated) {
        let title = title.fill(self.shell.values());
        if !title.is_empty() {
            self.attribute("title", &title);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
    }

    /// Writes the address of a target.
    fn address(&mut self, document: &Document, target: &Target) -> Led {
        let map = &self.shell.map;
        let here = self.url();
        match map.resolve(target, self.home(document)) {
            Resolved::External(address) => {
                push_attribute(&mut self.out, &address);
                return Led::Out;
            }
            Resolved::Page(page, section) => {
                let to = &map.facts(page).url;
                // A section of this page needs no path; the page itself does.
                if page != self.id || section.is_none() {
                    url::push_relative(&mut self.out, here, to);
                }
                if let Some(section) = section {
                    self.out.push('#');
                    push_attribute(&mut self.out, &section);
                }
            }
            Resolved::Asset(_, to) => url::push_relative(&mut self.out, here, to),
            Resolved::Gone | Resolved::Broken(_) => return Led::Nowhere,
        }
        Led::Within
    }

    fn image(&mut self, document: &Arc<Document>, id: ImageId) {
        let image = document.image(id);
        let alt = image.alt.fill(self.shell.values()).into_owned();
        let at = self.out.len();
        self.out.push_str("<img src=\"");
        // Nor is another host asked for an image.
        if self.address(document, &image.target) != Led::Within {
            self.out.truncate(at);
            push_text(&mut self.out, &alt);
            return;
        }
        self.out.push('"');
        self.attribute("alt", &alt);
        self.tooltip(&image.title);
        self.out.push_str(" loading=\"lazy\">");
    }

    /// Whether a footnote is for the readers of this edition.
    fn is_for_readers(&self, document: &Document, note: &Footnote) -> bool {
        let conditions = note.conditions.iter().map(|id| document.condition(*id));
        self.shell.map.outline.all_hold(conditions)
    }

    /// The id of a heading that begins no section. The page's own headings keep theirs; one that is shown
    /// from elsewhere, or for a second time, gets a number where they have its id.
    fn inner_id(&mut self, document: &Document, id: InnerId) {
        let wanted = &document.inner_heading(id).id;
        let page = &self.shell.map.facts(self.id).outline;
        let is_own = match page.anchor(wanted) {
            Some(Anchor::Inner(..)) => self.including.is_empty(),
            Some(_) => false,
            None => true,
        };

        let mut id = wanted.clone();
        if !is_own || self.ids.contains(&id) {
            let count = self.id_counts.entry(wanted.clone()).or_insert(0);
            loop {
                *count += 1;
                id = format!("{wanted}-{count}").into();
                if page.anchor(&id).is_none() && !self.ids.contains(&id) {
                    break;
                }
            }
        }
        self.attribute("id", &id);
        self.ids.insert(id);
    }

    fn footnote(&mut self, document: &Arc<Document>, id: NoteId) {
        if !self.is_for_readers(document, document.footnote(id)) {
            return;
        }

        let key = (Arc::as_ptr(document), id);
        let (number, first) = match self.note_numbers.get(&key) {
            Some(number) => (*number, false),
            None => {
                self.notes.push((document.clone(), id));
                self.note_numbers.insert(key, self.notes.len());
                (self.notes.len(), true)
            }
        };
        let id = if first { format!(" id=\"fnref-{number}\"") } else { String::new() };
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\"><a{id} href=\"#fn-{number}\">{number}</a></sup>"
        );
    }

    /// The notes at the foot of the page. A note may refer to a further one.
    fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\"");
        self.attribute("aria-label", self.shell.word(Word::Footnotes));
        self.out.push_str("><ol>\n");
        let mut number = 0;
        while let Some((document, id)) = self.notes.get(number).cloned() {
            number += 1;
            let _ = write!(self.out, "<li id=\"fn-{number}\">");
            let note = document.footnote(id);
            self.part(&document, &document.notes, note.html);
            let label = self.shell.word(Word::BackToTheText);
            let _ = write!(
                self.out,
                " <a class=\"footnote-back\" href=\"#fnref-{number}\" aria-label=\"{label}\">↩</a>"
            );
            if note.ends_in_paragraph {
                self.out.push_str(PARAGRAPH_END);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }

    /// A section's heading.
    fn heading(&mut self, page: &Page, placed: &Segment, heading: &Heading, at: HeadingAt) {
        let (level, linked) = match at {
            HeadingAt::Home => (placed.level().unwrap_or(1), true),
            HeadingAt::Elsewhere { level } => (level, false),
        };
        let _ = write!(self.out, "<h{level}");
        let id = placed.id.as_ref().filter(|_| linked);
        if let Some(id) = id {
            self.attribute("id", id);
        }
        if !heading.attributes().classes.is_empty() {
            self.attribute("class", &heading.attributes().classes.join(" "));
        }
        for (key, value) in &heading.attributes().data {
            let name = if key == "question" { "data-question" } else { key };
            if name.starts_with("data-")
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            {
                self.attribute(&name.to_lowercase(), value);
            }
        }
        self.out.push('>');
        let document = page.document(placed);
        self.part(document, &document.body, heading.html);
        if let Some(id) = id {
            let title = heading.text.fill(self.shell.values()).into_owned();
            self.out.push_str("<a class=\"anchor\" href=\"#");
            push_attribute(&mut self.out, id);
            self.out.push('"');
            self.attribute("aria-label", &self.worded(Word::LinkToSection, &[("title", &title)]));
            self.out.push_str("></a>");
        }
        let _ = writeln!(self.out, "</h{level}>");
        if linked {
            self.rule_meta(page, placed);
        }
    }

    /// A section of another page without its heading, or a whole page without its own.
    fn include(&mut self, document: &Document, from: &Target) {
        let shell = self.shell;
        let home = self.home(document);
        let Resolved::Page(id, section) = shell.map.resolve(from, home) else {
            return;
        };
        self.shown += 1;
        let page = self.texts.page(id);
        let start = section.as_deref().and_then(|section| page.find(section));
        let here = (id, start);
        if self.including.len() == MAX_INCLUDES
            || self.including.contains(&here)
            || (id == self.id && section.is_none())
        {
            return;
        }
        let range = start.map_or(0..page.segments.len(), |start| page.extent(start));
        self.including.push(here);
        for index in range.clone() {
            let placed = &page.segments[index];
            let own_heading = start.is_some() && index == range.start;
            if !own_heading && let Some(heading) = page.shown_heading(placed) {
                let level = placed.level().unwrap_or(1);
                self.heading(page, placed, heading, HeadingAt::Elsewhere { level });
            }
            if placed.shows_text() {
                let document = page.document(placed);
                self.part(document, &document.body, page.section(placed).body);
            }
        }
        self.including.pop();
    }
}
