//! `:::collection {from=default-rules.md as=checklist}`: the sections of another page (ground
//! rules, glossary terms) in another shape, after overrides.

use super::{Container, Opened, shape, source};
use crate::diagnostic::Span;
use crate::parse::attributes::items;
use crate::parse::target::Target;

/// The level-2 sections of a page, shown elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Collection {
    /// The page.
    pub from: Target,
    /// How its sections are shown.
    pub shape: Shape,
    /// The ids wanted, in this order; empty for all, in the order of the page.
    pub only: Vec<String>,
    /// Whether only fixed rules are wanted.
    pub fixed: bool,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

/// How a collection is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Headings as a list, each a link to its section.
    List,
    /// The same with boxes to tick.
    Checklist,
    /// Each section with its text, in a box.
    Cards,
    /// Headings and texts in two columns.
    Table,
    /// Rules as the numbered clauses of an agreement.
    Clauses,
    /// Rules in short, on small cards to print and fold.
    Wallet,
    /// Rules to be kept, changed or dropped, with room for a pair's own words.
    Worksheet,
}

impl Shape {
    /// Whether it can show ground rules only.
    pub(crate) fn is_for_rules(self) -> bool {
        matches!(self, Self::Clauses | Self::Wallet | Self::Worksheet)
    }
}

const SHAPES: [(&str, Shape); 7] = [
    ("list", Shape::List),
    ("checklist", Shape::Checklist),
    ("cards", Shape::Cards),
    ("table", Shape::Table),
    ("clauses", Shape::Clauses),
    ("wallet", Shape::Wallet),
    ("worksheet", Shape::Worksheet),
];

pub(super) const COLLECTION: Container =
    Container::new("collection", &["from", "as", "only"], |cx, opening| {
        let Some(from) = source(cx, opening) else { return Opened::Nothing };
        let shape = shape(cx, opening, "a collection", &SHAPES);
        let fixed = opening.get("only") == Some("fixed");
        let only = opening.get("only").filter(|_| !fixed).unwrap_or_default();
        let only = items(only).map(str::to_owned).collect();
        Opened::Collection(Collection { from, shape, only, fixed, span: opening.span })
    });
