//! Text and HTML with holes that each firm fills.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::diagnostic::{Diagnostic, Place};
use crate::project::{Values, VarId, Variables, variables};

/// Longer than any sensible `{{ name }}`; bounds the search for its end.
pub(super) const MAX_USE_BYTES: usize = 200;

/// HTML and the holes in it, by position.
#[derive(Debug, Default, Clone)]
pub struct Html {
    /// The HTML between the holes.
    pub text: String,
    /// Holes, in the order of the text.
    pub holes: Vec<Hole>,
}

/// A place in HTML where something of a firm's goes.
#[derive(Debug, Clone, Copy)]
pub struct Hole {
    /// Byte offset into the HTML.
    pub at: u32,
    /// What goes there.
    pub fill: Fill,
}

/// What goes into a hole. Numbers are indexes into the lists of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fill {
    /// A variable's value.
    Variable(VarId),
    /// `<a href=…>`; nothing where the target is hidden.
    LinkOpen(u32),
    /// `</a>`, likewise.
    LinkClose(u32),
    /// `<img …>`
    Image(u32),
    /// The number of a footnote, linked.
    Footnote(u32),
    /// Skip to the hole of this index unless the condition holds.
    Only {
        /// Which condition.
        condition: u32,
        /// The hole that ends the passage, once known.
        end: u32,
    },
    /// The end of a conditional passage.
    OnlyEnd,
    /// A section of another page.
    Include(u32),
    /// The sections of another page, as a list.
    Collection(u32),
    /// A question, a field, or something computed.
    Widget(u32),
    /// A form, which may be there several times; up to the hole of this index.
    Form {
        /// Which widget.
        widget: u32,
        /// The hole that ends it, once known.
        end: u32,
    },
    /// The end of a form.
    FormEnd,
}

/// A stretch of some [`Html`]: bytes and holes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slice {
    /// Bytes of the text.
    pub text: Range<u32>,
    /// Indexes of the holes.
    pub holes: Range<u32>,
}

impl Html {
    /// No text.
    pub const NONE: Self = Self { text: String::new(), holes: Vec::new() };

    /// Where the next byte goes.
    pub fn mark(&self) -> (u32, u32) {
        (self.text.len() as u32, self.holes.len() as u32)
    }

    /// Everything since a mark.
    pub fn since(&self, mark: (u32, u32)) -> Slice {
        let (text, holes) = self.mark();
        Slice { text: mark.0..text, holes: mark.1..holes }
    }

    /// Leaves a hole.
    pub fn hole(&mut self, fill: Fill) {
        self.holes.push(Hole { at: self.text.len() as u32, fill });
    }

    /// Appends HTML.
    pub fn push(&mut self, html: &str) {
        self.text.push_str(html);
    }

    /// Appends text between tags.
    pub fn text(&mut self, text: &str) {
        push_text(&mut self.text, text);
    }

    /// Appends a phrase between tags.
    pub fn phrase(&mut self, phrase: &Interpolated) {
        let mut at = 0;
        for (position, variable) in &phrase.uses {
            self.text(&phrase.text[at..*position as usize]);
            self.hole(Fill::Variable(*variable));
            at = *position as usize;
        }
        self.text(&phrase.text[at..]);
    }
}

/// Appends text between tags, escaped.
pub fn push_text(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(out, text);
}

/// Appends an attribute's value, escaped.
pub fn push_attribute(out: &mut String, text: &str) {
    let _ = escape_html(out, text);
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

    /// Reads `{{ name }}` out of a text; the span of a use in its file is unknown, so `place`
    /// stands for the whole.
    pub fn read(
        text: &str,
        variables: &Variables,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut phrase = Self::default();
        let mut rest = text;
        while let Some(open) = rest.find("{{") {
            phrase.text.push_str(&rest[..open]);
            rest = &rest[open..];
            let near = &rest[..rest.floor_char_boundary(MAX_USE_BYTES.min(rest.len()))];
            let inner = near.find("}}").map(|close| (rest[2..close].trim(), close + 2));
            match inner {
                Some(_) if phrase.text.ends_with('\\') => {
                    phrase.text.pop();
                    phrase.text.push_str("{{");
                    rest = &rest[2..];
                }
                Some((name, end)) if variables::is_name(name) => {
                    match variables.find(name) {
                        Some(id) => phrase.uses.push((phrase.text.len() as u32, id)),
                        None => {
                            diagnostics.push(variables.unknown(name, place.clone()));
                            phrase.text.push_str(&rest[..end]);
                        }
                    }
                    rest = &rest[end..];
                }
                _ => {
                    phrase.text.push_str("{{");
                    rest = &rest[2..];
                }
            }
        }
        phrase.text.push_str(rest);
        phrase
    }

    /// The text with a firm's values.
    pub fn fill(&self, values: &Values) -> Cow<'_, str> {
        self.fill_with(|id| values.text(id))
    }

    /// The text as it is in every firm: with what stands in for each variable.
    pub fn placeholder(&self, variables: &Variables) -> Cow<'_, str> {
        self.fill_with(|id| variables.placeholder(id))
    }

    fn fill_with<'v>(&self, value: impl Fn(VarId) -> &'v str) -> Cow<'_, str> {
        if self.uses.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut text = String::with_capacity(self.text.len() + 32);
        let mut at = 0;
        for (position, variable) in &self.uses {
            text.push_str(&self.text[at..*position as usize]);
            text.push_str(value(*variable));
            at = *position as usize;
        }
        text.push_str(&self.text[at..]);
        Cow::Owned(text)
    }
}
