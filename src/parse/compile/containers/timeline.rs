//! `:::timeline`: the dates of a page of kind `timeline`.

use super::{Container, Opened, audience, shape};
use crate::parse::target::Target;
use crate::parse::widget::{TimelineShape, TimelineView, Widget};

const SHAPES: [(&str, TimelineShape); 3] = [
    ("table", TimelineShape::Table),
    ("strip", TimelineShape::Strip),
    ("calendars", TimelineShape::Calendars),
];

pub(super) const TIMELINE: Container =
    Container::new("timeline", &["from", "as", "for"], |cx, opening, _| {
        let view = TimelineView {
            // Without `from` the page itself is meant, which is what an empty address leads to.
            from: Target::of(opening.get("from").unwrap_or_default(), cx.path()),
            shape: shape(cx, opening, "this", &SHAPES),
            audience: audience(cx, opening),
            span: opening.span,
        };
        Opened::Widget(Widget::Timeline(view))
    });
