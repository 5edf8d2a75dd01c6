//! Where a file defines what is used elsewhere in it: the targets of links, and footnotes.
//!
//! Asked only by whoever takes a part of a file to another one, so it is not among what is kept of
//! each document.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::mask::{self, Masked};
use super::{compile, front_matter};
use crate::diagnostic::Span;
use crate::load::PageSource;
use crate::project::Project;

/// What a label means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    /// `[label]: target`
    Link(String),
    /// `[^label]: text`
    Footnote(String),
}

/// A label at a place of a file.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    /// As it is compared: in small letters.
    pub(crate) label: Label,
    /// Bytes of the file.
    pub(crate) span: Span,
}

/// The labels of a file.
#[derive(Default, Debug)]
pub(crate) struct References {
    /// Where they are used, by the order of the text.
    pub(crate) uses: Vec<Labelled>,
    /// What they mean, each with all of its text.
    pub(crate) definitions: Vec<Labelled>,
}

/// A link.
#[derive(Debug)]
pub(crate) struct LinkSpans {
    /// Bytes of the file: all of it.
    pub(crate) whole: Span,
    /// Bytes of the file: its text.
    pub(crate) text: Span,
}

/// The links of a file, by the order of the text.
pub(crate) fn links(source: &PageSource, project: &Project) -> Vec<LinkSpans> {
    let body = front_matter::body_start(&source.text);
    let masked = masked(source, body, project);
    let mut links: Vec<LinkSpans> = Vec::new();
    let mut open = false;
    for (event, range) in Parser::new_ext(&masked.text, compile::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. }) => {
                let whole = Span::from(range).shifted(body);
                // Not where its first event begins: a backslash before a sign is in none.
                let text = Span::from(whole.start + 1..whole.start + 1);
                links.push(LinkSpans { whole, text });
                open = true;
            }
            Event::End(TagEnd::Link) => open = false,
            _ => {
                // Links stand in no other links.
                if let Some(link) = links.last_mut().filter(|_| open) {
                    link.text.end = link.text.end.max(range.end + body);
                }
            }
        }
    }
    links
}

/// A file's body as it is compiled. What is wrong with it is told there.
fn masked<'t>(source: &'t PageSource, body: usize, project: &Project) -> Masked<'t> {
    mask::mask(source, body, &project.variables, compile::container_syntax, &mut Vec::new())
}

/// Reads the labels of a file.
pub(crate) fn references(source: &PageSource, project: &Project) -> References {
    let body = front_matter::body_start(&source.text);
    let masked = masked(source, body, project);
    let parser = Parser::new_ext(&masked.text, compile::options());
    let labelled = |label, range: &Range<usize>| Labelled {
        label,
        span: Span::from(range.clone()).shifted(body),
    };

    let defined = parser.reference_definitions().iter();
    let links = defined.map(|(label, link)| labelled(Label::link(label), &link.span));
    let mut found = References { uses: Vec::new(), definitions: links.collect() };
    // The parser keeps them in no order.
    found.definitions.sort_by_key(|definition| definition.span);

    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::FootnoteReference(label) => {
                found.uses.push(labelled(Label::footnote(&label), &range));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                found.definitions.push(labelled(Label::footnote(&label), &range));
            }
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                let by_label = [LinkType::Reference, LinkType::Collapsed, LinkType::Shortcut];
                if by_label.contains(&link_type) {
                    found.uses.push(labelled(Label::link(&id), &range));
                }
            }
            _ => {}
        }
    }
    found
}

impl Label {
    fn link(label: &str) -> Self {
        let words: Vec<&str> = label.split_whitespace().collect();
        Self::Link(words.join(" ").to_lowercase())
    }

    fn footnote(label: &str) -> Self {
        Self::Footnote(label.to_lowercase())
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Link(label) => write!(f, "[{label}]"),
            Self::Footnote(label) => write!(f, "[^{label}]"),
        }
    }
}
