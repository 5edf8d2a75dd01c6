//! What stands within a line: text, variables, links, images, code, inline HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::Compiler;
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::attributes::Attributes;
use crate::parse::blocks::BlockKind;
use crate::parse::html::{Fill, Interpolated, Mark};
use crate::parse::ids::{ImageId, LinkId};
use crate::parse::mask::Chunk;
use crate::parse::raw_html::{self, InlineTag};
use crate::parse::target::Target;
use crate::parse::{Image, Link};

/// What is known of the open inline elements.
#[derive(Default)]
pub(super) struct State {
    /// The heading that is being read.
    pub(super) heading: Option<HeadingText>,
    /// The first line of an alert, up to its end.
    pub(super) alert_title: Option<AlertTitle>,
    /// The image whose alternative text is being read, and the images nested in it.
    image: Option<(Image, usize)>,
    /// How many emphases and links are open: an alert's title does not end inside one.
    open: usize,
    /// A firm's open inline tags.
    tags: Vec<&'static str>,
}

pub(super) struct HeadingText {
    pub(super) text: Interpolated,
    pub(super) mark: Mark,
    pub(super) attributes: Attributes,
}

pub(super) struct AlertTitle {
    /// Whether `[!NOTE]` itself is still to come.
    pub(super) marker: bool,
}

impl Compiler<'_> {
    pub(super) fn inline(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.inline.image.is_some() {
            self.alternative(event);
            return;
        }
        match &event {
            // An image's end is not seen here.
            Event::Start(tag) if !matches!(tag, Tag::Image { .. }) => self.inline.open += 1,
            Event::End(_) => self.inline.open = self.inline.open.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                let code = self.masked.restore(&code).into_owned();
                self.push("<code>");
                self.html().text(&code);
                self.push("</code>");
                self.heading_text(&code);
            }
            Event::SoftBreak | Event::HardBreak
                if self.inline.alert_title.is_some() && self.inline.open == 0 =>
            {
                self.end_alert_title();
            }
            Event::SoftBreak => {
                self.push("\n");
                self.heading_text(" ");
            }
            Event::HardBreak => self.push("<br>\n"),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => self.footnote(&label),
            Event::Start(Tag::Emphasis) => self.push("<em>"),
            Event::End(TagEnd::Emphasis) => self.push("</em>"),
            Event::Start(Tag::Strong) => self.push("<strong>"),
            Event::End(TagEnd::Strong) => self.push("</strong>"),
            Event::Start(Tag::Strikethrough) => self.push("<del>"),
            Event::End(TagEnd::Strikethrough) => self.push("</del>"),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.open_link(link_type, &dest_url, &title, range)
            }
            Event::End(TagEnd::Link) => {
                self.html().hole(Fill::LinkClose);
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let target = self.target(&dest_url, &range);
                let title = self.written_phrase(&title);
                let span = self.span(range);
                self.inline.image =
                    Some((Image { target, alt: Interpolated::default(), title, span }, 0));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.blocks.code.is_some() {
            self.code_text(text, range);
            return;
        }
        let mut text = text;
        if let Some(title) = &mut self.inline.alert_title
            && title.marker
        {
            // `[`, `!NOTE`, `]` come as texts of their own or with what follows; the title begins after them.
            let Some(end) = text.find(']') else { return };
            title.marker = false;
            text = &text[end + 1..];
            if text.is_empty() {
                return;
            }
        }
        if self.inline.heading.is_none() {
            self.piece.words += words(text);
        }
        if text.contains("{{") {
            self.no_variable(&range);
        }
        if text.starts_with(['(', '^']) {
            self.no_link(text, &range);
        }
        let begins_title =
            self.inline.alert_title.is_some() && self.html().text.ends_with("alert-title\">");
        let text = if begins_title { text.trim_start() } else { text };
        let masked = self.masked;
        if masked.uses.is_empty() {
            self.html().text(text);
            self.heading_text(text);
            return;
        }
        for word in masked.words(text) {
            match word {
                Chunk::Plain(text) => {
                    self.html().text(text);
                    self.heading_text(text);
                }
                Chunk::Use(number) => self.variable(number),
            }
        }
    }

    /// What was meant as a link or a reference to a note, and is none to the parser.
    fn no_link(&mut self, text: &str, range: &Range<usize>) {
        let original = &self.masked.original;
        let (before, after) = (&original[..range.start], &original[range.end..]);
        let path = text
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map_or("", |(path, _)| path);
        let diagnostic = if before.ends_with(']') && path.contains(' ') && path.contains(".md") {
            Diagnostic::new(&checks::BROKEN_LINK, "this is no link: there is a blank in its path")
                .help(format!("put the path in angle brackets: `(<{path}>)`"))
        } else if let Some(label) = text.strip_prefix('^')
            && before.ends_with('[')
            && !label.contains(crate::parse::mask::SENTINEL)
            && after.starts_with(']')
            && !after.starts_with("]:")
        {
            Diagnostic::new(&checks::BROKEN_LINK, format!("there is no footnote `{label}`"))
                .help(format!("write it in a paragraph of its own: `[^{label}]: …`"))
        } else {
            return;
        };
        self.report(diagnostic.at(self.place_in_body(range.clone())));
    }

    /// Braces that begin a variable and are followed by none.
    fn no_variable(&mut self, range: &Range<usize>) {
        let original = &self.masked.original;
        let shown = |at: &usize| !original[..*at].ends_with('\\');
        let is_use = |at: &usize| self.masked.uses.iter().any(|used| used.span.start == *at);
        let opens = original[range.clone()].match_indices("{{").map(|(at, _)| range.start + at);
        let Some(at) = opens.filter(shown).find(|at| !is_use(at)) else { return };
        let diagnostic = Diagnostic::new(&checks::UNKNOWN_VARIABLE, "these braces begin a variable, and there is none")
            .at(self.place_in_body(at..at + 2))
            .help(
                "write a name between two pairs of braces, `{{ firm.name }}`; or `\\{{` to show the braces themselves",
            );
        self.report(diagnostic);
    }

    /// A use of a variable in text.
    fn variable(&mut self, number: usize) {
        let masked = self.masked;
        let used = &masked.uses[number];
        match used.variable {
            Some(id) => {
                self.html().hole(Fill::Variable(id));
                if let Some(heading) = &mut self.inline.heading {
                    heading.text.uses.push((heading.text.text.len() as u32, id));
                }
            }
            None => {
                let written = &masked.original[used.span.clone()];
                self.html().text(written);
                self.heading_text(written);
            }
        }
        self.note_use(number);
    }

    pub(super) fn note_use(&mut self, number: usize) {
        let masked = self.masked;
        let used = &masked.uses[number];
        let span = self.span(used.span.clone());
        match used.variable {
            Some(id) => self.document.uses.push((id, span)),
            None => {
                let diagnostic = self.project.variables.unknown(&used.name, self.place(span));
                self.report(diagnostic);
            }
        }
    }

    fn heading_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.inline.heading {
            heading.text.text.push_str(text);
        }
    }

    fn code_text(&mut self, text: &str, range: Range<usize>) {
        let variables = self.blocks.code.as_ref().is_some_and(|code| code.variables);
        let masked = self.masked;
        if !variables {
            let original =
                masked.original.get(range.clone()).filter(|original| original.len() == text.len());
            let written = original.map_or_else(|| masked.restore(text), Cow::Borrowed);
            self.html().text(&written);
            return;
        }
        // From the text as written, so that `:::` and the like stay, and `\{{` gives the braces.
        let mut at = range.start;
        for (number, used) in masked.uses.iter().enumerate() {
            if used.span.start < at || used.span.end > range.end {
                continue;
            }
            let before = masked.original[at..used.span.start].replace("\\{{", "{{");
            self.html().text(&before);
            self.variable(number);
            at = used.span.end;
        }
        let rest = masked.original[at..range.end].replace("\\{{", "{{");
        self.html().text(&rest);
    }

    fn end_alert_title(&mut self) {
        self.inline.alert_title = None;
        self.push("</p>\n");
        self.end();
        self.begin(BlockKind::Paragraph);
        self.push("<p>");
    }

    fn open_link(&mut self, kind: LinkType, address: &str, title: &str, range: Range<usize>) {
        // Show the address, not the words, where it can be found in what was written.
        let written = &self.masked.text[range.clone()];
        let opens = written.rmatch_indices('(').map(|(at, _)| at + 1);
        let begins = opens.map(|at| at + usize::from(written[at..].starts_with('<')));
        let found = begins
            .filter(|_| kind == LinkType::Inline)
            .find(|at| written[*at..].starts_with(address));
        let span =
            found.map_or(range.clone(), |at| range.start + at..range.start + at + address.len());
        let target = match kind {
            LinkType::Email => Target::of(&format!("mailto:{address}"), self.path()),
            _ => self.target(address, &span),
        };
        let title = (!title.is_empty()).then(|| Box::new(self.written_phrase(title)));
        let link = Link { target, title, span: self.span(span) };
        let id = LinkId::new(self.document.links.len());
        self.document.links.push(link);
        self.html().hole(Fill::LinkOpen(id));
    }

    /// An address, with its variables if it has any.
    fn target(&mut self, address: &str, range: &Range<usize>) -> Target {
        let masked = self.masked;
        let words = masked.words(address);
        if !words.iter().any(|word| matches!(word, Chunk::Use(_))) {
            let target = Target::of(address, self.path());
            if let Target::Unsafe(address) = &target {
                let diagnostic = crate::url::unsafe_url(address, self.place_in_body(range.clone()));
                self.report(diagnostic);
            }
            return target;
        }
        let phrase = self.written_phrase(address);
        Target::Dynamic(phrase)
    }

    /// A text of the parser's with its variables.
    fn written_phrase(&mut self, text: &str) -> Interpolated {
        let masked = self.masked;
        let mut phrase = Interpolated::default();
        for word in masked.words(text) {
            match word {
                Chunk::Plain(text) => phrase.text.push_str(text),
                Chunk::Use(number) => {
                    self.note_use(number);
                    match masked.uses[number].variable {
                        Some(id) => phrase.uses.push((phrase.text.len() as u32, id)),
                        None => {
                            phrase.text.push_str(&masked.original[masked.uses[number].span.clone()])
                        }
                    }
                }
            }
        }
        phrase
    }

    /// An event inside an image: its alternative text.
    fn alternative(&mut self, event: Event<'_>) {
        let masked = self.masked;
        if let Event::Text(text) | Event::Code(text) = &event {
            for word in masked.words(text) {
                if let Chunk::Use(number) = word {
                    self.note_use(number);
                }
            }
        }
        let Some((image, nested)) = &mut self.inline.image else { return };
        match event {
            Event::Text(text) | Event::Code(text) => {
                for word in masked.words(&text) {
                    match word {
                        Chunk::Plain(text) => image.alt.text.push_str(text),
                        Chunk::Use(number) => match masked.uses[number].variable {
                            Some(id) => image.alt.uses.push((image.alt.text.len() as u32, id)),
                            None => image
                                .alt
                                .text
                                .push_str(&masked.original[masked.uses[number].span.clone()]),
                        },
                    }
                }
            }
            Event::SoftBreak | Event::HardBreak => image.alt.text.push(' '),
            Event::Start(Tag::Image { .. }) => *nested += 1,
            Event::End(TagEnd::Image) if *nested > 0 => *nested -= 1,
            Event::End(TagEnd::Image) => {
                let Some((image, _)) = self.inline.image.take() else { return };
                let id = ImageId::new(self.document.images.len());
                self.document.images.push(image);
                self.html().hole(Fill::Image(id));
            }
            _ => {}
        }
    }

    fn footnote(&mut self, label: &str) {
        let index = self.footnote_index(label);
        self.html().hole(Fill::Footnote(index));
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if raw_html::is_comment(html) {
            return;
        }
        let original = &self.masked.original[range.clone()];
        if self.trusted {
            raw_html::ids(original, &mut self.document.raw_ids);
            self.push(original);
            return;
        }
        match raw_html::inline_tag(original) {
            InlineTag::Void(name) => self.push(&format!("<{name}>")),
            InlineTag::Open(name) => {
                self.inline.tags.push(name);
                self.push(&format!("<{name}>"));
            }
            InlineTag::Close(name) if self.inline.tags.last() == Some(&name) => {
                self.inline.tags.pop();
                self.push(&format!("</{name}>"));
            }
            _ => {
                self.html().text(original);
                self.raw_html_diagnostic("readers see this HTML as it is written here", range);
            }
        }
    }

    /// Closes what a firm's inline HTML leaves open, and an alert's title that nothing follows.
    pub(super) fn close_inline_tags(&mut self) {
        while let Some(name) = self.inline.tags.pop() {
            self.push(&format!("</{name}>"));
        }
        self.inline.alert_title = None;
    }
}

/// Words of a text, told by ASCII spaces: near enough for a reading time.
fn words(text: &str) -> u32 {
    let mut words = 0;
    let mut before = b' ';
    for byte in text.bytes() {
        words += u32::from(before == b' ' && byte != b' ');
        before = byte;
    }
    words
}
