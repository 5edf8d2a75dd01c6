//! Headings: the sections they begin, and their ids.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;

use super::context::Context;
use super::events::EventSpan;
use super::{Compiler, Inside, WORD};
use crate::diagnostic::{Span, checks};
use crate::parse::attributes::{self, Attributes};
use crate::parse::html::{Fill, Interpolated, Mark, Slice};
use crate::parse::ids::InnerId;
use crate::parse::mask::Masked;
use crate::parse::raw_html;
use crate::parse::{Heading, InnerHeading, LEAD, Section};

/// The section that is being written.
#[derive(Default)]
pub(super) struct OpenSection {
    pub(super) id: Arc<str>,
    pub(super) heading: Option<Heading>,
    /// Its words, each counted as [`WORD`].
    pub(super) words: u32,
    /// The level of the locked heading it stands under, or is itself.
    locked: Option<u8>,
    level: u8,
    /// Where its text begins in the HTML.
    mark: Mark,
    /// Its first block.
    blocks: usize,
    /// Where it begins in the body as written.
    start: usize,
    /// Where what follows its heading begins there.
    text: usize,
}

impl OpenSection {
    /// The text before the first heading.
    pub(super) fn lead() -> Self {
        Self { id: LEAD.into(), ..Self::default() }
    }
}

/// Ids of headings, each of which is there once.
#[derive(Default)]
pub(super) struct HeadingIds {
    taken: HashSet<Arc<str>>,
    counts: HashMap<String, u32>,
}

impl HeadingIds {
    /// An id made of a heading's text.
    fn unique(&mut self, text: &str) -> Arc<str> {
        let base = github_id(text);
        let mut id: Arc<str> = base.as_str().into();
        while !self.taken.insert(id.clone()) {
            // From the last number of this text on, so that equal headings cost no more than
            // others.
            let count = self.counts.entry(base.clone()).or_insert(0);
            *count += 1;
            id = format!("{base}-{count}").into();
        }
        id
    }
}

impl Compiler<'_> {
    /// A heading, whose text these events are.
    pub(super) fn heading(
        &mut self,
        tag: &Tag<'_>,
        text: &[EventSpan<'_>],
        range: &Range<usize>,
        inside: &Inside<'_>,
    ) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        let span = self.cx.line(range);
        let id = id.as_deref().filter(|id| self.cx.is_plain(id, span));
        let classes = classes.iter().filter(|class| self.cx.is_plain(class, span));
        let classes = classes.map(ToString::to_string).collect();
        let words = attrs.iter().map(|(word, value)| {
            let value = value.as_deref().map(|value| self.cx.written(value));
            let is_text = attributes::TEXTS.contains(&&**word);
            let value = value.map(|value| match is_text {
                true => self.cx.speller.value(value),
                false => value,
            });
            (word.to_string(), value)
        });
        let words = words.collect();

        let place = self.cx.place(span);
        let attributes = Attributes::read(id, classes, words, &place, &mut self.cx.diagnostics);
        match inside {
            Inside::Page => self.section_heading(*level as u8, attributes, text, range),
            _ => self.inner_heading(*level as u8, &attributes, text, range),
        }
    }

    fn section_heading(
        &mut self,
        level: u8,
        attributes: Attributes,
        events: &[EventSpan<'_>],
        range: &Range<usize>,
    ) {
        self.close_html();
        self.end_question();
        let start = self.out.mark();
        let written = plain_text(self.cx.masked, events);
        if self.section.locked.is_none_or(|locked| level <= locked) {
            self.section.locked = self.is_locked(&attributes, &written, events).then_some(level);
        }
        self.cx.speller.is_locked = self.section.locked.is_some();
        self.heading_line(events);

        let text = self.cx.speller.phrase(written.clone());
        let heading = Heading {
            html: self.out.html().since(start),
            span: self.cx.line(range),
            source: self.cx.source_text(&text_range(&self.cx, range, level, events)),
            attributes: (attributes != Attributes::default()).then(|| Box::new(attributes.clone())),
            text,
        };

        // Only where nothing stands before it is a level-1 heading the page's own.
        let opens_page = level == 1
            && self.document.sections.is_empty()
            && self.section.level == 0
            && self.document.heading.is_none()
            && start == Mark::default();
        if opens_page {
            let typed = typed_text(&self.cx, &written, events);
            self.document.heading_id = Some(github_id(&typed).into());
            self.document.heading = Some(heading);
            // The lead begins after it, so that the heading is in no section.
            self.section.mark = self.out.mark();
            self.section.text = range.end;
            return;
        }

        let span = heading.span;
        let id = self.heading_id(&written, events, &attributes, span);

        // The line is written already; the last section ends before it, the next begins after it.
        self.end_section(start, range.start);

        let is_for = |key: &str| attributes.get(key).is_some();
        self.document.has_audiences |= is_for("audience") || is_for("for");
        self.cx.names.enter(&id, attributes.operation.as_ref());
        self.section = OpenSection {
            id: id.clone(),
            heading: Some(heading),
            words: 0,
            locked: self.section.locked,
            level,
            mark: self.out.mark(),
            blocks: self.out.blocks.len(),
            start: range.start,
            text: range.end,
        };

        check_audiences(&mut self.cx, &attributes, span);
        self.begin_question(&id, &attributes, span);
    }

    /// A heading in a container, quote or list: a link target, but no section.
    fn inner_heading(
        &mut self,
        level: u8,
        attributes: &Attributes,
        events: &[EventSpan<'_>],
        range: &Range<usize>,
    ) {
        let span = self.cx.line(range);
        let text = plain_text(self.cx.masked, events);
        let id = self.heading_id(&text, events, attributes, span);

        // The section it stands in is written, but not yet among the others.
        let section = self.document.sections.len() as u32;
        let heading = InnerHeading { id, section, conditions: self.conditions.clone() };
        let id = InnerId::of_added(heading, &mut self.document.inner_headings);

        // A page may show it beside another of its id, so each page writes the id.
        self.out.push(&format!("<h{level}"));
        self.out.hole(Fill::Id(id));
        self.out.push(">");
        self.heading_line(events);
        self.out.push(&format!("</h{level}>\n"));

        if attributes.operation.is_some() {
            let message = "a heading inside a container, quote or list cannot change a section";
            let help = "move it out, to a line of its own";
            self.cx.problem(&checks::AMBIGUOUS_OVERRIDE, message, help, span);
        }
        if let Some(word) = attributes.meant_for_a_section() {
            let message = format!("`{word}` does nothing here: this heading begins no section");
            let help = "move it out of the container, quote or list; a passage for some is \
                        `:::only {audience=…}`";
            self.cx.problem(&checks::UNKNOWN_KEY, message, help, span);
        }
    }

    /// Whether no layer may change the section of a heading.
    fn is_locked(
        &self,
        attributes: &Attributes,
        text: &Interpolated,
        events: &[EventSpan<'_>],
    ) -> bool {
        let locked = &self.document.front.locked;
        let is_named = || match &attributes.id {
            Some(id) => locked.contains_key(&**id),
            None => locked.contains_key(&github_id(&typed_text(&self.cx, text, events))),
        };
        attributes.locked.is_some() || !locked.is_empty() && is_named()
    }

    /// Writes a heading's text; its words do not count as the section's.
    fn heading_line(&mut self, events: &[EventSpan<'_>]) {
        let words = self.section.words;
        self.inline(events);
        self.section.words = words;
    }

    /// A heading's own id, or one made of its text; unique in the document either way.
    fn heading_id(
        &mut self,
        text: &Interpolated,
        events: &[EventSpan<'_>],
        attributes: &Attributes,
        span: Span,
    ) -> Arc<str> {
        if attributes::look_like(&text.text) {
            let message = "these braces are part of the heading: nothing may follow them";
            let help = "take away what stands after the brace at the end of the line";
            self.cx.problem(&checks::UNKNOWN_KEY, message, help, span);
        }

        let Some(id) = &attributes.id else {
            return self.ids.unique(&typed_text(&self.cx, text, events));
        };

        // Operations may share an id, as `prepend` and `append` can; `policy` tells which clash.
        if !self.ids.taken.insert(id.clone()) && attributes.operation.is_none() {
            let message = format!("the id `{id}` is used twice on this page");
            let help = "give one of the two sections another id";
            self.cx.problem(&checks::DUPLICATE_ID, message, help, span);
        }
        id.clone()
    }

    /// The section ends: here in the HTML, and there in the body as written.
    pub(super) fn end_section(&mut self, at: Mark, end: usize) {
        let (start, section) = (self.section.mark, &mut self.section);
        let source = self.cx.source_text(&(section.text..end));

        self.document.sections.push(Section {
            id: section.id.clone(),
            level: section.level,
            heading: section.heading.take(),
            body: Slice { start, end: at },
            blocks: section.blocks..self.out.blocks.len(),
            source,
            span: Span::from(section.start..end).shifted(self.cx.masked.offset),
            words: section.words.div_ceil(WORD),
        });
    }
}

/// Reports what a section's heading says wrongly about whom it is for.
fn check_audiences(cx: &mut Context<'_>, attributes: &Attributes, span: Span) {
    for audience in attributes.list("audience") {
        if let Some(diagnostic) = cx.project.unknown_audience(audience, cx.place(span)) {
            cx.report(diagnostic);
        }
    }

    let audiences = &cx.project.audiences;
    if let Some(class) = attributes.classes.iter().find(|class| audiences.contains(*class)) {
        let message = format!("`.{class}` does not say for whom this section is");
        let help = format!("write `audience={class}`");
        cx.problem(&checks::UNKNOWN_KEY, message, help, span);
    }

    if attributes.get("audience").is_some_and(|text| text.trim().is_empty()) {
        let help = "name an audience: `audience=facilitator`";
        let message = "`audience=` does not say for whom this section is";
        cx.problem(&checks::WRONG_TYPE, message, help, span);
    }
}

/// Where a heading's text stands in the body, without the marks around it and what is in braces.
fn text_range(
    cx: &Context<'_>,
    range: &Range<usize>,
    level: u8,
    events: &[EventSpan<'_>],
) -> Range<usize> {
    let written = cx.masked.written(range);
    let trimmed = written.trim_start();
    // Of a heading that is underlined the text stands first, and may itself begin with a `#`.
    let after = trimmed.trim_start_matches('#');
    let is_marked = trimmed.len() - after.len() == usize::from(level)
        && after.chars().next().is_none_or(char::is_whitespace);
    let text = if is_marked { after.trim_start() } else { trimmed };

    // Not where the first event begins: a backslash before a sign is in none.
    let start = range.start + written.len() - text.len();
    let end = events.iter().map(|(_, range)| range.end).max();
    start..end.unwrap_or(start).max(start)
}

/// The words of a heading, without images and notes.
fn plain_text(masked: &Masked<'_>, events: &[EventSpan<'_>]) -> Interpolated {
    let mut text = Interpolated::default();
    let mut images = 0;
    // Whether a line ended, for which a blank stands.
    let mut breaks = false;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ if images > 0 => {}
            Event::Text(run) => {
                let run = if breaks { run.trim_start() } else { run };
                masked.append(run, &mut text);
                breaks &= run.is_empty();
            }
            Event::Code(code) => {
                text.text.push_str(&masked.restore(code));
                breaks = false;
            }
            Event::SoftBreak | Event::HardBreak => breaks = end_line(&mut text.text),
            Event::InlineHtml(tag) if raw_html::is_line_break(tag) => {
                breaks = end_line(&mut text.text);
            }
            _ => {}
        }
    }
    text
}

/// Puts a blank where a line ends. The answer is that one did.
fn end_line(text: &mut String) -> bool {
    if !text.ends_with(' ') {
        text.push(' ');
    }
    true
}

/// The same as it was typed, with what stands in for each variable: code hosts make ids of that.
/// Of what the parser prints in another way, only hyphens matter to an id.
fn typed_text(cx: &Context<'_>, text: &Interpolated, events: &[EventSpan<'_>]) -> String {
    let variables = &cx.project.variables;
    if !text.text.contains(['–', '—']) {
        return text.placeholder(variables).into_owned();
    }

    let mut typed: Vec<EventSpan<'_>> = events.to_vec();
    for (event, range) in &mut typed {
        let source = cx.masked.written(range);
        let is_dash = !source.is_empty() && source.bytes().all(|byte| byte == b'-');
        if is_dash && matches!(event, Event::Text(_)) {
            *event = Event::Text(source.into());
        }
    }
    plain_text(cx.masked, &typed).placeholder(variables).into_owned()
}

/// A heading's id as code hosts and editors make it: small letters, spaces to hyphens, punctuation
/// gone (<https://github.com/gjtorikian/html-pipeline>, `TableOfContentsFilter`).
pub(crate) fn github_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => id.push('-'),
            '-' | '_' => id.push(c),
            // An accent may be typed as a character of its own, and belongs to its letter.
            c if c.is_alphanumeric() || is_combining_mark(c) => id.extend(c.to_lowercase()),
            _ => {}
        }
    }

    // A heading of nothing but signs must have an address all the same.
    if id.is_empty() { "section".to_owned() } else { id }
}
