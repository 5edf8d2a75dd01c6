//! Sections and pages as Markdown: as one author would have written them into one file, from
//! whichever layers they come.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use crate::digest::Digest;
use crate::load::Origin;
use crate::overlay::{Page, Segment};
use crate::parse::attributes::Attributes;
use crate::parse::front_matter::GivenKey;
use crate::parse::{Document, LEAD, SourceText};
use crate::sync::lock;
use crate::text_digest::TextDigest;

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
    pub(super) fn of(&self, document: &Document) -> Option<Arc<str>> {
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
    let mut markdown = Markdown { page, texts, text: String::new() };
    markdown.segments(segments)?;
    Some(markdown.finish())
}

/// A whole page as Markdown: between the fences each key as the topmost file that gives it has it,
/// without the remarks around it; then the page's heading and all of its text.
pub fn page_markdown(page: &Page, texts: &SourceTexts<'_>) -> Option<String> {
    let mut markdown = Markdown { page, texts, text: String::new() };
    markdown.front_matter()?;
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
    text: String,
}

impl Markdown<'_> {
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
            let text = given_text(given, self.texts)?;
            self.text.push_str(&unindented(&text, given.whole.range()));
            self.text.push('\n');
        }
        self.text.push_str("---\n");
        Some(())
    }

    fn page_heading(&mut self) -> Option<()> {
        let Some((document, heading)) = self.page.own_heading() else { return Some(()) };
        let written = self.written(document, heading.source)?;
        let Attributes { id, .. } = heading.attributes();
        let mut words = heading.attributes().words();
        words.splice(0..0, id.iter().map(|id| format!("#{id}")));

        self.block(&heading_line(1, &written, &words));
        Some(())
    }

    fn segments(&mut self, segments: Range<usize>) -> Option<()> {
        let first = segments.start;
        for at in segments {
            let segment = &self.page.segments[at];
            if self.page.shown_heading(segment).is_some() {
                self.heading(segment, at == first)?;
            }
            if segment.shows_text() {
                let source = self.page.section(segment).source;
                let written = self.written(self.page.document(segment), source)?;
                self.block(without_blank_ends(&written));
            }
        }
        Some(())
    }

    fn heading(&mut self, segment: &Segment, is_first: bool) -> Option<()> {
        let Some(heading) = self.page.shown_heading(segment) else { return Some(()) };
        let written = self.written(self.page.document(segment), heading.source)?;

        // Whatever replaces the first one inherits the rest; the others have nothing below them.
        let mut words = if is_first {
            heading.attributes().words()
        } else {
            self.page.standing_attributes(segment).words()
        };
        // Always, so that links still lead here when the heading is reworded.
        words.insert(0, format!("#{}", segment.id.as_deref().unwrap_or(LEAD)));

        self.block(&heading_line(segment.level().unwrap_or(1), &written, &words));
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
