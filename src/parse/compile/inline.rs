//! What stands within a line: text, variables, links, images, code, inline HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::events::{EventSpan, Events};
use super::foreign;
use super::raw::InlineHtml;
use super::{Compiler, WORD};
use crate::diagnostic::checks;
use crate::letters;
use crate::parse::html::{Fill, Interpolated};
use crate::parse::ids::{ImageId, LinkId};
use crate::parse::mask::{MaskedChunk, SENTINEL};
use crate::parse::raw_html;
use crate::parse::target::{DynamicTarget, Target};
use crate::parse::{Image, Link};

impl Compiler<'_> {
    /// Writes a line of text. What a firm's inline HTML leaves open is closed at its end.
    pub(super) fn inline(&mut self, events: &[EventSpan<'_>]) {
        let mut events = Events::new(events);
        let mut html = InlineHtml::default();
        self.cx.speller.begin_line();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Text(text) if html.in_script => self.script_text(text),
                Event::Text(text) => self.text(text, range),
                Event::Code(code) => {
                    let code = self.cx.masked.restore(code);
                    self.out.push("<code>");
                    self.out.html().text(&code);
                    self.out.push("</code>");
                }
                Event::SoftBreak => self.out.push("\n"),
                Event::HardBreak => self.out.push("<br>\n"),
                Event::InlineHtml(tag) => self.inline_html(tag, range, &mut html),
                Event::FootnoteReference(label) => self.note_mark(label, range),
                Event::TaskListMarker(checked) => self.task_box(*checked),

                Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                    self.open_link(*link_type, dest_url, title, range);
                }
                Event::End(TagEnd::Link) => self.out.hole(Fill::LinkClose),
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let alt = events.inside();
                    self.image(dest_url, title, alt, range);
                }
                Event::Start(Tag::Emphasis) => self.out.push("<em>"),
                Event::End(TagEnd::Emphasis) => self.out.push("</em>"),
                Event::Start(Tag::Strong) => self.out.push("<strong>"),
                Event::End(TagEnd::Strong) => self.out.push("</strong>"),
                Event::Start(Tag::Strikethrough) => self.out.push("<del>"),
                Event::End(TagEnd::Strikethrough) => self.out.push("</del>"),
                _ => {}
            }
        }

        while let Some(name) = html.open.pop() {
            self.out.push(&format!("</{name}>"));
        }
    }

    /// Writes a run of text.
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        self.section.words += words(text);

        // Whatever is a use of a variable is masked, so braces that are left here are none.
        if text.contains("{{") {
            self.no_variable(range);
        }
        // The parser cuts at brackets, so what is no link to it comes as a text that begins so.
        if text.starts_with(['(', '^']) {
            self.no_link(text, range);
        }
        if text.starts_with(" (") {
            self.spaced_link(text, range);
        }
        if text.contains('{') {
            self.single_braces(range);
        }

        let masked = self.cx.masked;
        let mut before = &masked.original[..range.start];
        if masked.is_plain(text) {
            let text = self.cx.speller.run(text, before);
            self.out.html().text(&text);
            return;
        }
        for chunk in masked.chunks(text) {
            match chunk {
                MaskedChunk::Plain(text) => {
                    let text = self.cx.speller.run(text, before);
                    self.out.html().text(&text);
                }
                MaskedChunk::Use(number) => {
                    self.variable(number);
                    before = &masked.original[..masked.uses[number].span.end];
                }
            }
        }
    }

    /// What was meant as a link or a reference to a note, and is none to the parser.
    fn no_link(&mut self, text: &str, range: &Range<usize>) {
        let original = &*self.cx.masked.original;
        let (before, after) = (&original[..range.start], &original[range.end..]);
        let path = text
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map_or("", |(path, _)| path);

        let (message, help) = if before.ends_with(']') && is_path_with_blank(path) {
            (
                "this is no link: there is a blank in its path".to_owned(),
                format!("put the path in angle brackets: `(<{path}>)`"),
            )
        } else if let Some(label) = text.strip_prefix('^')
            && before.ends_with('[')
            && !label.contains(SENTINEL)
            && after.starts_with(']')
            && !after.starts_with("]:")
        {
            (
                format!("there is no footnote `{label}`"),
                format!("write it in a paragraph of its own: `[^{label}]: …`"),
            )
        } else {
            return;
        };
        self.cx.problem(&checks::BROKEN_LINK, message, help, self.cx.span(range));
    }

    /// Braces that begin a variable and are followed by none.
    pub(super) fn no_variable(&mut self, range: &Range<usize>) {
        let masked = self.cx.masked;
        let mut opens = masked.written(range).match_indices("{{").map(|(at, _)| range.start + at);
        let stray = opens.find(|at| {
            let escaped = masked.original[..*at].ends_with('\\');
            let is_foreign = foreign::is_command(&masked.original[at + 2..]);
            !escaped
                && !is_foreign
                && masked.uses.binary_search_by_key(at, |used| used.span.start).is_err()
        });
        let Some(at) = stray else { return };

        let message = "these braces begin a variable, and there is none";
        let help = match meant_name(&masked.original[at + 2..]) {
            Some(name) => format!(
                "a name has no blanks and no capitals: declare `{name}` under `variables:` in \
                 handbook.yaml, and write `{{{{ {name} }}}}`; or `\\{{{{` to show the braces \
                 themselves"
            ),
            None => "write a name that `handbook.yaml` declares, in small letters, such as \
                     `{{ firm.name }}`; or `\\{{` to show the braces themselves"
                .to_owned(),
        };
        let span = self.cx.span(&(at..at + 2));
        self.cx.problem(&checks::UNKNOWN_VARIABLE, message, help, span);
    }

    /// A use of a variable in text.
    pub(super) fn variable(&mut self, number: usize) {
        let masked = self.cx.masked;
        let used = &masked.uses[number];
        match used.variable {
            Some(id) => self.out.hole(Fill::Variable(id)),
            None => self.out.html().text(masked.written(&used.span)),
        }
        self.cx.record_use(number);
    }

    fn open_link(&mut self, kind: LinkType, address: &str, title: &str, range: &Range<usize>) {
        let span = self.address_range(kind, address, range);
        let target = match kind {
            LinkType::Email => Target::of(&format!("mailto:{address}"), self.cx.path()),
            _ => self.target(address, &span),
        };
        let title = (!title.is_empty()).then(|| Box::new(self.cx.interpolated(title)));

        let link = Link { target, title, span: self.cx.span(&span) };
        let id = LinkId::of_added(link, &mut self.document.links);
        self.out.hole(Fill::LinkOpen(id));
    }

    /// Where a link's address was written; all of the link where it cannot be found.
    fn address_range(&self, kind: LinkType, address: &str, range: &Range<usize>) -> Range<usize> {
        if kind != LinkType::Inline {
            // A reference has its address elsewhere in the file, and `<…>` is all address.
            return range.clone();
        }

        // From the right: the text of the link may hold parentheses, too.
        let written = &self.cx.masked.text[range.clone()];
        let begins = written.rmatch_indices('(').map(|(at, _)| {
            let at = at + 1;
            at + usize::from(written[at..].starts_with('<'))
        });
        let found = begins.into_iter().find(|at| written[*at..].starts_with(address));
        found.map_or(range.clone(), |at| range.start + at..range.start + at + address.len())
    }

    /// An address, with its variables if it has any.
    pub(super) fn target(&mut self, address: &str, range: &Range<usize>) -> Target {
        if self.cx.masked.uses_in(address).next().is_some() {
            // Whether it is safe cannot be told before the values are known: they may be all of it.
            let address = self.cx.interpolated(address);
            let page = self.document.path.clone();
            return Target::Dynamic(DynamicTarget { address, page });
        }

        let target = Target::of(address, self.cx.path());
        if let Target::Unsafe(address) = &target {
            let place = self.cx.place(self.cx.span(range));
            self.cx.report(crate::url::unsafe_url(address, place));
        }
        target
    }

    /// An image; these events are its alternative text.
    fn image(
        &mut self,
        address: &str,
        title: &CowStr<'_>,
        events: &[EventSpan<'_>],
        range: &Range<usize>,
    ) {
        let target = self.target(address, range);
        let title = self.cx.interpolated(title);

        let mut alt = Interpolated::default();
        for (event, _) in events {
            match event {
                Event::Text(text) | Event::Code(text) => {
                    self.cx.masked.append(text, &mut alt);
                    self.cx.record_uses(text);
                }
                Event::SoftBreak | Event::HardBreak => alt.text.push(' '),
                Event::InlineHtml(tag) if raw_html::is_line_break(tag) => alt.text.push(' '),
                _ => {}
            }
        }

        let image = Image { target, alt, title, span: self.cx.span(range) };
        let id = ImageId::of_added(image, &mut self.document.images);
        self.out.hole(Fill::Image(id));
    }

    /// The text of a block of code.
    pub(super) fn code_text(&mut self, text: &str, range: &Range<usize>) {
        let masked = self.cx.masked;
        let original = masked.original.get(range.clone());
        // Where the parser left something out, the two have different lengths and only its text
        // fits.
        let written = original
            .filter(|original| original.len() == text.len())
            .map_or_else(|| masked.restore(text), Cow::Borrowed);
        self.out.html().text(&written);
    }

    /// The same where its fence asks for variables: read from the text as written, so that `:::`
    /// and the like stay, and `\{{` gives the braces.
    pub(super) fn code_with_variables(&mut self, range: &Range<usize>) {
        let masked = self.cx.masked;
        let mut at = range.start;
        for (number, used) in masked.uses.iter().enumerate() {
            if used.span.start < at || used.span.end > range.end {
                continue;
            }
            let before = masked.original[at..used.span.start].replace("\\{{", "{{");
            self.out.html().text(&before);
            self.variable(number);
            at = used.span.end;
        }

        let rest = masked.original[at..range.end].replace("\\{{", "{{");
        self.out.html().text(&rest);
    }
}

/// Whether this is the path of a file, but for a blank in it.
fn is_path_with_blank(path: &str) -> bool {
    let file = path.split(['#', '?']).next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    // What stands in two braces or `{%` is told as what it is.
    path.contains(' ')
        && !path.contains(['{', '"'])
        && (2..=5).contains(&ending.len())
        && ending.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Words of a text, by ASCII spaces: near enough for a reading time. In fifteenths of a word.
fn words(text: &str) -> u32 {
    if !text.is_ascii() {
        return words_of(text);
    }

    let mut words = 0;
    let mut before = b' ';
    for byte in text.bytes() {
        words += u32::from(before == b' ' && byte != b' ');
        before = byte;
    }
    words * WORD
}

/// The same where letters may be words.
fn words_of(text: &str) -> u32 {
    let mut words = 0;
    let mut is_within = false;
    for letter in text.chars() {
        let reading = letters::reading(letter, WORD);
        words += match (letter, reading) {
            (' ', _) => 0,
            (_, Some(part)) => part,
            (_, None) if is_within => 0,
            (_, None) => WORD,
        };
        is_within = letter != ' ' && reading.is_none();
    }
    words
}

/// The variable that the words between braces could be, as mail merges have them: `{{First Name}}`.
fn meant_name(after_braces: &str) -> Option<String> {
    let near = &after_braces[..after_braces.floor_char_boundary(60)];
    let (words, _) = near.split_once("}}")?;
    let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.split([' ', '_', '.']).filter(|word| !word.is_empty()).collect();
    let begins = words.first()?.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && words.iter().all(|word| is_word(word))).then(|| words.join(".").to_lowercase())
}
