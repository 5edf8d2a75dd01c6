//! `:::collection {from=default-rules.md as=checklist}`: the sections of another page (ground
//! rules, glossary terms) in another shape, after overrides.

use super::{Container, Opened, shape, source};
use crate::parse::attributes::items;
use crate::parse::passage::{Collection, Shape};
use crate::parse::widget::Widget;

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
    Container::new("collection", &["from", "as", "only"], |cx, opening, _| {
        let Some(from) = source(cx, opening) else { return Opened::Nothing };
        let shape = shape(cx, opening, "a collection", &SHAPES);
        // `only=fixed` asks for a kind of rule; any other word is the id of a section.
        let fixed = opening.get("only") == Some("fixed");
        let only = opening.get("only").filter(|_| !fixed).unwrap_or_default();
        let only = items(only).map(str::to_owned).collect();
        let span = opening.span;
        Opened::Widget(Widget::Collection(Collection { from, shape, only, fixed, span }))
    });
