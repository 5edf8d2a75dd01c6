//! Sections and pages as Markdown: as one author would have written them into one file, from
//! whichever layers they come.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use crate::digest::Digest;
use crate::load::Origin;
use crate::overlay::{Page, Role, Segment};
use crate::parse::attributes;
use crate::parse::front_matter::GivenKey;
use crate::parse::{Document, LEAD, SourceText};
use crate::sync::lock;
use crate::text_digest::TextDigest;

/// The key of a heading by which it says what it is found by.
const SEARCH: &str = "search";
/// What the heading of an override of the lead says, which is not shown.
const LEAD_LABEL: &str = "Before the first heading";

/// A remark that parts two texts, and that nobody sees.
const NOTHING: &str = "<!-- -->";

/// The texts of a handbook's files, each read again once.
pub struct SourceTexts<'o> {
    origin: &'o Origin,
    /// By the file's path; none for one that is gone or no text any more.
    read: Mutex<HashMap<Arc<str>, Option<FileText>>>,
}

/// A file's text, and what it was when it was read.
#[derive(Clone)]
struct FileText {
    text: Arc<str>,
    digest: Digest,
}

impl<'o> SourceTexts<'o> {
    /// The texts of the handbook that is read from here.
    pub fn new(origin: &'o Origin) -> Self {
        Self { origin, read: Mutex::default() }
    }

    /// The text that a document was made of; none where its file holds another one by now.
    pub(crate) fn of(&self, document: &Document) -> Option<Arc<str>> {
        // What stands in for a file was made of what that held before.
        let file = self.file(&document.file).filter(|_| !document.stands_in)?;
        (file.digest == document.digest).then_some(file.text)
    }

    fn file(&self, path: &Arc<str>) -> Option<FileText> {
        if let Some(known) = lock(&self.read).get(path) {
            return known.clone();
        }

        // Read without the lock in hand, so that threads do not wait for each other's disk.
        let file = self
            .origin
            .text(path)
            .map(|text| FileText { digest: Digest::of(text.as_bytes()), text: text.into() });
        lock(&self.read).insert(path.clone(), file.clone());
        file
    }
}

/// Some segments of a page, the extent of a section, as Markdown: each heading with its level on
/// the page, its id and what is said of it, but without an operation. Of the lead, its text alone.
/// None where a file is not any more what the page was made of.
pub fn section_markdown(
    page: &Page,
    segments: Range<usize>,
    texts: &SourceTexts<'_>,
) -> Option<String> {
    let mut markdown = Markdown::new(page, texts);
    markdown.segments(segments)?;
    Some(markdown.finish())
}

/// The heading with which a section's override begins.
pub(crate) struct OverrideHeading<'a> {
    /// How many `#` it has.
    pub(crate) level: u8,
    /// What is done to the section, to stand in braces after its id.
    pub(crate) operation: Vec<String>,
    /// What stands below it instead of the section's text, if anything does.
    pub(crate) instead: Option<&'a str>,
}

/// The same as an override of it: with an operation in the first heading, and its levels counted
/// from there.
pub(crate) fn override_markdown(
    page: &Page,
    segments: Range<usize>,
    texts: &SourceTexts<'_>,
    opening: &OverrideHeading<'_>,
) -> Option<String> {
    let mut markdown = Markdown { opening: Some(opening), ..Markdown::new(page, texts) };
    let first = &page.segments[segments.start];

    // A lead has no heading that could say what is done to it.
    if first.role == Role::Lead {
        let words = [&[format!("#{LEAD}")], &*opening.operation].concat();
        markdown.block(&heading_line(opening.level, LEAD_LABEL, &words));
    }

    match opening.instead {
        None => markdown.segments(segments)?,
        Some(text) => {
            markdown.heading(first, segments.start)?;
            markdown.block(text);
        }
    }
    Some(markdown.finish())
}

/// A whole page as Markdown: between the fences each key as the topmost file that gives it has it,
/// without the remarks around it; then the page's heading and all of its text.
pub fn page_markdown(page: &Page, texts: &SourceTexts<'_>) -> Option<String> {
    let mut markdown = Markdown::new(page, texts);
    markdown.front_matter()?;
    markdown.page_heading()?;
    markdown.segments(0..page.segments.len())?;
    Some(markdown.finish())
}

/// A whole page as an override of it: of the front matter what would not be inherited, and for the
/// fixed rules on it the reason why they are worded anew.
pub(crate) fn page_override_markdown(
    page: &Page,
    texts: &SourceTexts<'_>,
    reason: Option<&str>,
) -> Option<String> {
    let mut markdown = Markdown { is_whole: true, reason, ..Markdown::new(page, texts) };
    markdown.text.push_str("---\noverride: page\n");
    // A page with a heading takes its title from there, if it has none of its own.
    if let Some(given) = page.front.gives("title").filter(|_| page.own_heading().is_some()) {
        markdown.key(given)?;
    }
    markdown.text.push_str("---\n");

    markdown.page_heading()?;
    markdown.segments(0..page.segments.len())?;
    Some(markdown.finish())
}

/// The value of a key of a page's front matter, as YAML; none where no file gives it, or the file
/// is not any more what the page was made of.
pub fn front_value(page: &Page, key: &str, texts: &SourceTexts<'_>) -> Option<String> {
    let given = page.front.gives(key)?;
    given_text(given, texts).map(|text| unindented(&text, given.value.range()))
}

/// The text of the file that gives a key, if the key has the same value there still.
fn given_text(given: &GivenKey, texts: &SourceTexts<'_>) -> Option<Arc<str>> {
    let text = texts.file(&given.file)?.text;
    let value = text.get(given.value.range())?;
    (TextDigest::of(value).digest() == given.source).then_some(text)
}

/// A text that is being put together.
struct Markdown<'a> {
    page: &'a Page,
    texts: &'a SourceTexts<'a>,
    /// Where it is an override of a section.
    opening: Option<&'a OverrideHeading<'a>>,
    /// Whether it is an override of the page.
    is_whole: bool,
    /// Why the fixed rules on that are worded anew.
    reason: Option<&'a str>,
    text: String,
}

impl<'a> Markdown<'a> {
    fn new(page: &'a Page, texts: &'a SourceTexts<'a>) -> Self {
        Self { page, texts, opening: None, is_whole: false, reason: None, text: String::new() }
    }

    fn finish(self) -> String {
        let mut text = self.text;
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn front_matter(&mut self) -> Option<()> {
        self.text.push_str("---\n");
        for given in &self.page.front.given {
            self.key(given)?;
        }
        self.text.push_str("---\n");
        Some(())
    }

    fn key(&mut self, given: &GivenKey) -> Option<()> {
        let text = given_text(given, self.texts)?;
        self.text.push_str(&unindented(&text, given.whole.range()));
        self.text.push('\n');
        Some(())
    }

    fn page_heading(&mut self) -> Option<()> {
        let Some((document, heading)) = self.page.own_heading() else { return Some(()) };
        let written = self.written(document, heading.source)?;
        let attributes = heading.attributes();
        let mut words = attributes.words();
        words.splice(0..0, attributes.id.iter().map(|id| format!("#{id}")));
        // A heading over another is found by that one's words; one on a page of its own is not.
        let found_by = self.page.heading_attribute(SEARCH);
        let inherited = found_by.filter(|_| attributes.get(SEARCH).is_none());
        words.extend(inherited.map(|search| format!("{SEARCH}=\"{search}\"")));

        self.block(&heading_line(1, &written, &words));
        Some(())
    }

    fn segments(&mut self, segments: Range<usize>) -> Option<()> {
        let first = segments.start;
        for at in segments {
            let segment = &self.page.segments[at];
            self.heading(segment, first)?;

            if segment.shows_text() {
                // As one text, a list would go on in the next one.
                if segment.role == Role::Added && at > first && self.is_override() {
                    self.block(NOTHING);
                }
                let source = self.page.section(segment).source;
                let written = self.written(self.page.document(segment), source)?;
                self.block(without_blank_ends(&written));
            }
        }
        Some(())
    }

    /// Whether it has to come out like the page to the byte.
    fn is_override(&self) -> bool {
        self.is_whole || self.opening.is_some()
    }

    /// The heading that a segment shows, among those from `first` on.
    fn heading(&mut self, segment: &Segment, first: usize) -> Option<()> {
        let Some(heading) = self.page.shown_heading(segment) else { return Some(()) };
        let written = self.written(self.page.document(segment), heading.source)?;
        let first = &self.page.segments[first];
        let is_first = std::ptr::eq(segment, first);

        let mut words = match self.opening {
            // What only adds to a section or takes it away says nothing of it.
            Some(OverrideHeading { instead: Some(_), .. }) => Vec::new(),
            // Whatever replaces the first one inherits the rest; the others have nothing below them.
            Some(_) if is_first => heading.attributes().words_of_its_own(),
            _ => self.page.standing_attributes(segment).words(),
        };
        if self.page.fixed_rule(segment).is_some() {
            words.extend(self.reason.map(|reason| attributes::spelled("reason", reason)));
        }

        let mut level = segment.level().unwrap_or(1);
        if let Some(opening) = self.opening {
            let below_first = level - first.level().unwrap_or(level);
            level = (opening.level + below_first).min(6);
            if is_first {
                words.splice(0..0, opening.operation.iter().cloned());
            }
        }

        // Always, so that links still lead here when the heading is reworded.
        words.insert(0, format!("#{}", segment.id.as_deref().unwrap_or(LEAD)));
        self.block(&heading_line(level, &written, &words));
        Some(())
    }

    /// A text of a document as its file has it, with line feeds.
    fn written(&self, document: &Document, source: SourceText) -> Option<String> {
        let text = self.texts.of(document)?;
        text.get(source.span.range()).map(with_line_feeds)
    }

    /// Adds something after an empty line.
    fn block(&mut self, block: &str) {
        if block.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(block);
        self.text.push('\n');
    }
}

/// A heading on one line, with these words in its braces.
fn heading_line(level: u8, text: &str, words: &[String]) -> String {
    let mut line = "#".repeat(usize::from(level));
    // One that is underlined may go over several lines.
    for line_of_text in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        line.push(' ');
        line.push_str(line_of_text);
    }

    if !words.is_empty() {
        line.push_str(&format!(" {{{}}}", words.join(" ")));
    }
    line
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A text without the empty lines before it and the white space after it.
fn without_blank_ends(text: &str) -> &str {
    let text = text.trim_end();
    // Not the blanks of its first line, which may begin a block of code.
    let blank = text.len() - text.trim_start().len();
    text[..blank].rfind('\n').map_or(text, |end| &text[end + 1..])
}

/// A part of a YAML text as far to the left as it can stand: the blanks before its first line are
/// taken off all others.
fn unindented(text: &str, part: Range<usize>) -> String {
    let line = text[..part.start].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..part.start];
    let indent = if before.trim().is_empty() { before } else { "" };

    let part = with_line_feeds(text[part].trim_end());
    let lines = part.split('\n').map(|line| line.strip_prefix(indent).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}
