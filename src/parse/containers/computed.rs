//! What is computed from the whole edition: `:::curriculum`, `:::timeline`, `:::answer-key`.

use super::{Container, Opening, unknown_shape};
use crate::parse::compile::Compiler;
use crate::parse::target::Target;
use crate::parse::widget::{Curriculum, TimelineShape, TimelineView, Widget};

const SHAPES: [(&str, TimelineShape); 3] = [
    ("table", TimelineShape::Table),
    ("strip", TimelineShape::Strip),
    ("calendars", TimelineShape::Calendars),
];

/// The training modules: a table, or the hours alone.
pub(super) const CURRICULUM: Container = Container {
    name: "curriculum",
    attributes: &["as", "for"],
    open: |compiler, opening| {
        let word = opening.get("as").unwrap_or("table");
        if !["table", "hours"].contains(&word) {
            unknown_shape(compiler, opening, "this", word, &["table", "hours"]);
        }
        let audience = audience(compiler, opening);
        compiler.put_widget(Widget::Curriculum(Curriculum { hours: word == "hours", audience }));
    },
    close: |_| {},
};

/// The dates of a page of kind `timeline`.
pub(super) const TIMELINE: Container = Container {
    name: "timeline",
    attributes: &["from", "as", "for"],
    open: |compiler, opening| {
        let word = opening.get("as").unwrap_or("table");
        let shape = SHAPES.iter().find(|(name, _)| *name == word).map(|(_, shape)| *shape);
        if shape.is_none() {
            unknown_shape(compiler, opening, "this", word, &SHAPES.map(|(name, _)| name));
        }
        let from = Target::of(opening.get("from").unwrap_or_default(), compiler.path());
        let view = TimelineView {
            from,
            shape: shape.unwrap_or(TimelineShape::Table),
            audience: audience(compiler, opening),
            span: opening.span,
        };
        compiler.put_widget(Widget::Timeline(view));
    },
    close: |_| {},
};

/// The right answers to the questions of the page, for whoever leads the module.
pub(super) const ANSWER_KEY: Container = Container {
    name: "answer-key",
    attributes: &[],
    open: |compiler, _| {
        compiler.put_widget(Widget::AnswerKey);
    },
    close: |_| {},
};

fn audience(compiler: &mut Compiler<'_>, opening: &Opening) -> Option<String> {
    let name = opening.get("for")?;
    let place = compiler.place(opening.span);
    if let Some(diagnostic) = compiler.project.unknown_audience(name, place) {
        compiler.report(diagnostic);
    }
    Some(name.to_owned())
}
