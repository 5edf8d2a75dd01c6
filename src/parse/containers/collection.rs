//! `:::collection {from=default-rules.md as=checklist}`: the sections of another page (ground rules,
//! glossary terms) in another shape, after overrides.

use std::ops::Range;

use super::{Container, source};
use crate::diagnostic::Diagnostic;
use crate::parse::html::Fill;
use crate::parse::target::Target;

/// The level-2 sections of a page, shown elsewhere.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The page.
    pub from: Target,
    /// How its sections are shown.
    pub shape: Shape,
    /// The ids wanted, in this order; empty for all, in the order of the page.
    pub only: Vec<String>,
    /// Bytes of the file: the line that asks for it.
    pub span: Range<usize>,
}

/// How a collection is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Headings as a list, each a link to its section.
    List,
    /// The same with boxes to tick.
    Checklist,
    /// Each section with its text, in a box.
    Cards,
    /// Headings and texts in two columns.
    Table,
}

const SHAPES: [(&str, Shape); 4] =
    [("list", Shape::List), ("checklist", Shape::Checklist), ("cards", Shape::Cards), ("table", Shape::Table)];

pub(super) const COLLECTION: Container = Container {
    name: "collection",
    attributes: &["from", "as", "only"],
    open: |compiler, opening| {
        let Some(from) = source(compiler, opening) else { return };
        let word = opening.get("as").unwrap_or("list");
        let shape = SHAPES.iter().find(|(name, _)| *name == word).map(|(_, shape)| *shape);
        if shape.is_none() {
            let place = compiler.place(opening.span.clone());
            let message = format!("a collection cannot be shown as `{word}`");
            let names = SHAPES.iter().map(|(name, _)| *name);
            let help = "use `as=list`, `as=checklist`, `as=cards` or `as=table`";
            compiler.report(Diagnostic::new("container-syntax", message).at(place).nearest(word, names).help(help));
        }
        let only = opening.get("only").unwrap_or_default().split(',').map(str::trim).filter(|id| !id.is_empty());
        let index = compiler.document.collections.len() as u32;
        let collection = Collection {
            from,
            shape: shape.unwrap_or(Shape::List),
            only: only.map(str::to_owned).collect(),
            span: opening.span.clone(),
        };
        compiler.document.collections.push(collection);
        compiler.html().hole(Fill::Collection(index));
    },
    close: |_| {},
};
