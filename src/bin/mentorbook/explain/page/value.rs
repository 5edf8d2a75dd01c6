//! Where a page comes from, for programs.

use serde_json::{Value, json};

use mentorbook::explain::{
    ExplainedChange, ExplainedPage, ExplainedSection, ExplainedSpelling, ExplainedVariable,
    RemovedSection, SetBy,
};
use mentorbook::{DriftState, Place};

use crate::places::Places;

/// All that is known of a page.
pub(super) fn of(page: &ExplainedPage, places: &mut Places<'_>) -> Value {
    json!({
        "firm": &*page.firm,
        "path": &*page.path,
        "title": page.title,
        "address": page.address.as_deref(),
        "draft": page.is_draft,
        "audience": page.audience,
        "changes": list(&page.changes, |it| change(it, places)),
        "sections": list(&page.sections, |it| section(it, places)),
        "removed": list(&page.removed, |it| removed(it, places)),
        "lost": list(&page.lost, |it| change(it, places)),
        "variables": list(&page.variables, |it| variable(it, places)),
        "spelling": page.spelling.as_ref().map(|it| spelling(it, places)),
    })
}

fn spelling(spelling: &ExplainedSpelling, places: &mut Places<'_>) -> Value {
    json!({
        "list": spelling.list,
        "place": place(&spelling.place, places),
        "words": list(&spelling.words, |(written, spelled)| json!([written, spelled])),
    })
}

fn list<T>(items: &[T], value: impl FnMut(&T) -> Value) -> Value {
    items.iter().map(value).collect()
}

fn section(section: &ExplainedSection, places: &mut Places<'_>) -> Value {
    json!({
        "id": section.id.as_deref(),
        "title": section.title,
        "level": section.level,
        "layer": section.layer.to_string(),
        "place": place(&section.place, places),
        "over": list(&section.over, |layer| layer.to_string().into()),
        "part_of": section.part_of.as_deref(),
        "audience": section.audience,
        "changes": list(&section.changes, |it| change(it, places)),
    })
}

fn removed(section: &RemovedSection, places: &mut Places<'_>) -> Value {
    json!({
        "id": &*section.id,
        "title": section.title,
        "layer": section.layer.to_string(),
        "change": change(&section.change, places),
    })
}

fn change(change: &ExplainedChange, places: &mut Places<'_>) -> Value {
    json!({
        "layer": change.layer.to_string(),
        "operation": change.operation,
        "place": place(&change.place, places),
        "state": change.state.map(DriftState::name),
        "override": change.subject.as_ref().map(ToString::to_string),
        "reason": change.grounds.reason.as_deref(),
        "until": change.grounds.until.as_ref().map(|until| &*until.day),
    })
}

fn variable(variable: &ExplainedVariable, places: &mut Places<'_>) -> Value {
    let (set_by, set_at) = match &variable.set_by {
        SetBy::Layer(place) => ("layer", Some(place)),
        SetBy::Firm(place) => ("firm", place.as_ref()),
        SetBy::Default(place) => ("default", place.as_ref()),
        SetBy::Nobody(place) => ("nobody", place.as_ref()),
    };
    json!({
        "name": variable.name,
        "value": variable.value,
        "set_by": set_by,
        "place": set_at.map(|at| place(at, places)),
    })
}

fn place(place: &Place, places: &mut Places<'_>) -> Value {
    json!({ "file": &*place.file, "line": places.line(place) })
}
