//! Passages that are not for every page as they stand: those under a condition, and those that come
//! from another page.

use super::target::Target;
use crate::diagnostic::Span;
use crate::project::VarId;

/// When a passage is shown: every test must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Condition(pub Vec<Test>);

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// What is compared.
    pub operand: Operand,
    /// With what.
    pub value: String,
    /// Whether they must differ.
    pub negated: bool,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The edition's audiences.
    Audience,
    /// A variable's value, or one of its items.
    Variable(VarId),
}

/// What is shown here too.
#[derive(Debug, Clone)]
pub(crate) struct Include {
    /// The page and, where one is named, the section.
    pub from: Target,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

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
