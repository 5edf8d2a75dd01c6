//! Text and HTML with holes that each firm fills.

mod letter;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark_escape::{StrWrite, escape_html, escape_html_body_text};

use super::ids::{AttributeId, ConditionId, ImageId, InnerId, LinkId, NoteId, WidgetId};
use crate::diagnostic::{Diagnostic, Place};
use crate::project::{Values, VarId, Variables, variables};
use crate::words::Word;

/// How a paragraph ends.
pub(crate) const PARAGRAPH_END: &str = "</p>\n";

/// Elements that may begin and end within a word.
const WITHIN_WORDS: [&str; 12] =
    ["a", "b", "code", "del", "em", "i", "small", "span", "strong", "sub", "sup", "wbr"];

/// Elements whose text is for browsers, not for readers, and in which nothing is a tag.
const SCRIPTS: [&str; 2] = ["script", "style"];

/// Longer than any sensible `{{ name }}`; bounds the search for its end.
const MAX_USE_BYTES: usize = 200;

/// HTML and the holes in it, by position.
#[derive(Debug, Default, Clone)]
pub(crate) struct Html {
    /// The HTML between the holes.
    pub text: String,
    /// Holes, in the order of the text.
    pub holes: Vec<Hole>,
}

/// A place in HTML where something of a firm's goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hole {
    /// Byte offset into the HTML.
    pub at: u32,
    /// What goes there.
    pub fill: Fill,
}

/// What goes into a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fill {
    /// A variable's value.
    Variable(VarId),
    /// The same within the quotes of an attribute.
    Quoted(VarId),
    /// A word of the interface, in the edition's language.
    Word(Word),
    /// `<a href=…>`; nothing where the target is hidden.
    LinkOpen(LinkId),
    /// `</a>`, likewise.
    LinkClose,
    /// `<img …>`
    Image(ImageId),
    /// An attribute of raw HTML, ` src=…`; nothing where what it names is not there.
    Addresses(AttributeId),
    /// The number of a footnote, linked.
    Footnote(NoteId),
    /// ` id=…` of a heading that begins no section.
    Id(InnerId),
    /// A question, a field, something computed or of another page.
    Widget(WidgetId),
    /// The start of a passage that is not simply copied.
    Open {
        /// What is done with it.
        region: Region,
        /// Index of the hole that ends it.
        end: u32,
    },
    /// The end of the innermost such passage.
    Close,
}

/// A passage that some editions leave out, or have several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Region {
    /// `:::only`: there if the condition holds.
    Only(ConditionId),
    /// `:::form`: as often as the form says.
    Form(WidgetId),
}

/// A passage that is open: the index of the hole that opened it.
#[must_use]
pub(super) struct Passage(usize);

/// A position in some [`Html`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Bytes before it.
    pub text: u32,
    /// Holes before it.
    pub holes: u32,
}

/// A stretch of some [`Html`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Slice {
    /// Where it begins.
    pub start: Mark,
    /// Where it ends.
    pub end: Mark,
}

impl Slice {
    /// Its bytes.
    pub(crate) fn text(self) -> Range<usize> {
        self.start.text as usize..self.end.text as usize
    }

    /// Indexes of its holes.
    pub(crate) fn holes(self) -> Range<usize> {
        self.start.holes as usize..self.end.holes as usize
    }

    /// Whether nothing was written.
    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of it before a position in it.
    pub(crate) fn before(self, end: Mark) -> Self {
        Self { end, ..self }
    }
}

impl Html {
    /// Where the next byte goes.
    pub(crate) fn mark(&self) -> Mark {
        Mark { text: self.text.len() as u32, holes: self.holes.len() as u32 }
    }

    /// Everything since a mark.
    pub(crate) fn since(&self, start: Mark) -> Slice {
        Slice { start, end: self.mark() }
    }

    /// The holes of a slice.
    pub(crate) fn holes_of(&self, slice: Slice) -> &[Hole] {
        &self.holes[slice.holes()]
    }

    /// A slice as text without tags, its spaces single. `fill` gives the words for a hole; where a
    /// passage opens, whether it is there. `item` stands before each item of a list.
    pub(crate) fn plain_text<'v>(
        &self,
        slice: Slice,
        item: &str,
        fill: &dyn Fn(Fill) -> Filling<'v>,
    ) -> String {
        // Only then, since a hole may stand within a tag.
        let html = self.filled_html(slice, fill);
        let mut text = String::with_capacity(html.len());
        for token in tokens(&html) {
            match token {
                HtmlToken::Text(run) => text.push_str(&html[run]),
                HtmlToken::Tag(tag) if tag.name == "li" && !tag.closes => text.push_str(item),
                // Two cells of a table are two words, however close they stand.
                HtmlToken::Tag(tag) if !tag.is_within_words() => text.push(' '),
                HtmlToken::Tag(_) => {}
            }
        }

        let mut single = String::with_capacity(text.len());
        for word in unescaped(&text).split_whitespace() {
            if !single.is_empty() {
                single.push(' ');
            }
            single.push_str(word);
        }
        single
    }

    /// A slice with the words that `fill` gives.
    fn filled_html<'v>(&self, slice: Slice, fill: &dyn Fn(Fill) -> Filling<'v>) -> Cow<'_, str> {
        if slice.holes().is_empty() {
            return Cow::Borrowed(&self.text[slice.text()]);
        }

        let mut html = String::new();
        let mut at = slice.start.text;
        let mut hole = slice.start.holes;
        while hole < slice.end.holes {
            let next = self.holes[hole as usize];
            html.push_str(&self.text[at as usize..next.at as usize]);
            at = next.at;
            hole += 1;

            match (fill(next.fill), next.fill) {
                (Filling::Plain(text), _) => push_text(&mut html, text),
                (Filling::LinkTo(address), _) => {
                    html.push_str("<a href=\"");
                    push_attribute(&mut html, &address);
                    html.push_str("\">");
                }
                (_, Fill::LinkClose) => html.push_str("</a>"),
                (Filling::LeftOut, Fill::Open { end, .. }) => {
                    at = self.holes[end as usize].at;
                    hole = end + 1;
                }
                _ => {}
            }
        }
        html.push_str(&self.text[at as usize..slice.end.text as usize]);
        Cow::Owned(html)
    }

    /// Leaves a hole.
    pub(crate) fn hole(&mut self, fill: Fill) {
        self.holes.push(Hole { at: self.text.len() as u32, fill });
    }

    /// Appends HTML.
    pub(crate) fn push(&mut self, html: &str) {
        self.text.push_str(html);
    }

    /// Appends text between tags.
    pub(crate) fn text(&mut self, text: &str) {
        push_text(&mut self.text, text);
    }

    /// Appends text with variables between tags.
    pub(super) fn interpolated(&mut self, text: &Interpolated) {
        let mut at = 0;
        for (position, variable) in &text.uses {
            self.text(&text.text[at..*position as usize]);
            self.hole(Fill::Variable(*variable));
            at = *position as usize;
        }
        self.text(&text.text[at..]);
    }

    /// Opens a passage that is not simply copied.
    pub(super) fn open(&mut self, region: Region) -> Passage {
        let passage = Passage(self.holes.len());
        self.hole(Fill::Open { region, end: 0 });
        passage
    }

    /// Closes it.
    pub(super) fn close(&mut self, Passage(opened): Passage) {
        let closed = self.holes.len() as u32;
        self.hole(Fill::Close);
        // Whoever skips the passage jumps from the hole that opens it to the one that closes it.
        if let Fill::Open { end, .. } = &mut self.holes[opened].fill {
            *end = closed;
        }
    }
}

/// What stands between the braces that a text begins with, and where they end.
pub(super) fn in_braces(text: &str) -> Option<(&str, usize)> {
    // A file full of `{{` would else be searched to its end for each of them.
    let near = &text[..text.floor_char_boundary(MAX_USE_BYTES.min(text.len()))];
    let close = near.find("}}")?;
    Some((&text[2..close], close + 2))
}

/// Appends text between tags, escaped.
pub(crate) fn push_text<W: StrWrite>(out: &mut W, text: &str) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(out, text);
}

/// Appends an attribute's value, escaped.
pub(crate) fn push_attribute<W: StrWrite>(out: &mut W, text: &str) {
    let _ = escape_html(out, text);
}

/// What stands for a hole where a slice is read as text.
pub(crate) enum Filling<'v> {
    /// Some text.
    Plain(&'v str),
    /// The start of a link with this address.
    LinkTo(String),
    /// Nothing of its own.
    None,
    /// Nothing, and the passage that opens here is left out.
    LeftOut,
}

/// Text as it was before [`push_text`] and [`push_attribute`] escaped it.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    // Last, or `&amp;lt;` would become a bracket that nobody wrote.
    Cow::Owned(text.replace("&amp;", "&"))
}

/// HTML cut at its tags.
pub(crate) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0 }
}

/// The runs of text and the tags of some HTML, in turn; scripts and stylesheets are passed over.
#[derive(Clone)]
pub(crate) struct Tokens<'h> {
    html: &'h str,
    at: usize,
}

/// A run of text or a tag, by bytes of the HTML.
pub(crate) enum HtmlToken<'h> {
    Text(Range<usize>),
    Tag(Tag<'h>),
}

/// A tag, or a comment, which has no name.
pub(crate) struct Tag<'h> {
    /// The element's name, as written.
    pub(crate) name: &'h str,
    /// Whether it is the element's end.
    pub(crate) closes: bool,
    /// Its bytes, brackets included.
    pub(crate) bytes: Range<usize>,
    /// What it is made of.
    written: &'h str,
}

impl Tag<'_> {
    /// Whether a word may go on behind it: `term` does in `<em>term</em>inal`.
    pub(crate) fn is_within_words(&self) -> bool {
        WITHIN_WORDS.contains(&self.name)
    }

    /// Its classes.
    pub(crate) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// The value of an attribute, escaped as it is written.
    fn attribute(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.written.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = HtmlToken<'h>;

    fn next(&mut self) -> Option<HtmlToken<'h>> {
        let (start, rest) = (self.at, &self.html[self.at..]);
        if rest.is_empty() {
            return None;
        }
        if !rest.starts_with('<') {
            self.at += rest.find('<').unwrap_or(rest.len());
            return Some(HtmlToken::Text(start..self.at));
        }

        // What never ends is no tag, and nothing after it is text.
        let length = tag_length(rest);
        self.at += length.unwrap_or(rest.len());
        length?;

        let inside = &rest[1..];
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let tag = Tag { name, closes, bytes: start..self.at, written: &self.html[start..self.at] };

        if !closes && SCRIPTS.iter().any(|script| script.eq_ignore_ascii_case(name)) {
            let rest = &self.html[self.at..];
            self.at += end_tag(rest, name).map_or(rest.len(), |end| end.start);
        }
        Some(HtmlToken::Tag(tag))
    }
}

/// The length of the tag or comment that a text begins with; none where it does not end.
fn tag_length(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }

    // A `>` may stand in a quoted attribute. A quote is one only where a value begins.
    let mut quote = None;
    let mut begins_value = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if begins_value => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        begins_value = byte == b'=' || (begins_value && byte.is_ascii_whitespace());
    }
    None
}

/// The bytes of the first end tag of an element.
pub(super) fn end_tag(html: &str, name: &str) -> Option<Range<usize>> {
    html.match_indices("</").find_map(|(at, _)| {
        let after = html.get(at + 2..at + 2 + name.len())?;
        let rest = &html[at + 2 + name.len()..];
        let ends = rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let is_it = after.eq_ignore_ascii_case(name) && ends;
        is_it.then(|| at..at + 2 + name.len() + rest.find('>').map_or(rest.len(), |end| end + 1))
    })
}

/// Plain text with uses of variables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Interpolated {
    /// The text without the uses.
    pub text: String,
    /// Byte offsets into the text and what goes there.
    pub uses: Vec<(u32, VarId)>,
}

impl Interpolated {
    /// Text without variables.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), uses: Vec::new() }
    }

    /// Whether it has no words, whatever the values of variables.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.uses.is_empty()
    }

    /// Reads `{{ name }}` out of a text; the span of a use in its file is unknown, so `place`
    /// stands for the whole.
    pub fn read(
        text: &str,
        variables: &Variables,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut read = Self::default();
        let mut rest = text;
        while let Some(open) = rest.find("{{") {
            read.text.push_str(&rest[..open]);
            rest = &rest[open..];

            // A backslash escapes only braces that close; elsewhere it is a character like others.
            let used = in_braces(rest).map(|(name, end)| (name.trim(), end));
            let escaped = used.is_some() && read.text.ends_with('\\');
            let named = used.filter(|(name, _)| !escaped && variables::is_name(name));
            let Some((name, end)) = named else {
                // The braces themselves.
                if escaped {
                    read.text.pop();
                }
                read.text.push_str("{{");
                rest = &rest[2..];
                continue;
            };

            match variables.find(name) {
                Some(id) => read.uses.push((read.text.len() as u32, id)),
                None => {
                    diagnostics.push(variables.unknown(name, place.clone(), diagnostics.len()));
                    read.text.push_str(&rest[..end]);
                }
            }
            rest = &rest[end..];
        }
        read.text.push_str(rest);
        read
    }

    /// A text that was read before, with a firm's values; none where it would have more bytes than
    /// this.
    pub(crate) fn filled(
        text: &str,
        variables: &Variables,
        values: &Values,
        most: usize,
    ) -> Option<String> {
        // What is wrong with its variables was said when the file was parsed.
        let (place, mut reported) = (Place::file(&"".into()), Vec::new());
        let read = Self::read(text, variables, &place, &mut reported);
        (read.filled_len(values) <= most).then(|| read.fill(values).into_owned())
    }

    /// The text with a firm's values.
    pub fn fill(&self, values: &Values) -> Cow<'_, str> {
        self.fill_with(|id| Cow::Borrowed(values.text(id)))
    }

    /// The text with a firm's values, each written in a way of its own.
    pub fn fill_as(&self, values: &Values, write: fn(&str) -> String) -> Cow<'_, str> {
        self.fill_with(|id| Cow::Owned(write(values.text(id))))
    }

    /// The length of the text with a firm's values, in bytes.
    pub fn filled_len(&self, values: &Values) -> usize {
        let used = self.uses.iter().map(|(_, variable)| values.text(*variable).len());
        self.text.len() + used.sum::<usize>()
    }

    /// The text as it is in every firm: with what stands in for each variable.
    pub fn placeholder(&self, variables: &Variables) -> Cow<'_, str> {
        self.fill_with(|id| Cow::Borrowed(variables.placeholder(id)))
    }

    /// The same text with each run between the uses replaced; it is said which run is the first.
    pub(super) fn map_runs(self, mut replace: impl FnMut(&str, bool) -> String) -> Self {
        let mut mapped = Self::default();
        let mut at = 0;
        for (position, variable) in self.uses {
            let end = position as usize;
            let is_first = mapped.uses.is_empty();
            mapped.text.push_str(&replace(&self.text[at..end], is_first));
            mapped.uses.push((mapped.text.len() as u32, variable));
            at = end;
        }
        let is_first = mapped.uses.is_empty();
        mapped.text.push_str(&replace(&self.text[at..], is_first));
        mapped
    }

    fn fill_with<'v>(&self, value: impl Fn(VarId) -> Cow<'v, str>) -> Cow<'_, str> {
        if self.uses.is_empty() {
            return Cow::Borrowed(&self.text);
        }

        let mut text = String::with_capacity(self.text.len() + 32);
        let mut at = 0;
        for (position, variable) in &self.uses {
            text.push_str(&self.text[at..*position as usize]);
            text.push_str(&value(*variable));
            at = *position as usize;
        }
        text.push_str(&self.text[at..]);
        Cow::Owned(text)
    }
}
