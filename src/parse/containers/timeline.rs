//! `:::timeline`: the dates of a page of kind `timeline`.

use super::{Container, Opened, audience, shape};
use crate::diagnostic::Span;
use crate::parse::target::Target;
use crate::parse::widget::Widget;

/// Dates of a timeline.
#[derive(Debug, Clone)]
pub(crate) struct TimelineView {
    /// The page of kind `timeline`.
    pub from: Target,
    /// How they are shown.
    pub shape: TimelineShape,
    /// The one audience that is meant; all of them where none is named.
    pub audience: Option<String>,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

/// How dates are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimelineShape {
    /// In a table.
    Table,
    /// As a short list, for a home page.
    Strip,
    /// As links to calendar files.
    Calendars,
}

const SHAPES: [(&str, TimelineShape); 3] = [
    ("table", TimelineShape::Table),
    ("strip", TimelineShape::Strip),
    ("calendars", TimelineShape::Calendars),
];

pub(super) const TIMELINE: Container =
    Container::new("timeline", &["from", "as", "for"], |cx, opening| {
        let view = TimelineView {
            from: Target::of(opening.get("from").unwrap_or_default(), cx.path()),
            shape: shape(cx, opening, "this", &SHAPES),
            audience: audience(cx, opening),
            span: opening.span,
        };
        Opened::Widget(Widget::Timeline(view))
    });
