//! Drift for programs: one JSON object a line.

use serde_json::{Value, json};

use mentorbook::print::json_line;
use mentorbook::{
    LayerId, Merge, MergePart, Origin, OverridePart, OverrideStatus, Sides, WordRun, compare,
};

use crate::places::Places;

/// A line for each override.
pub(super) fn lines(overrides: &[&OverrideStatus], origin: &Origin) -> String {
    let mut places = Places::new(origin);
    let lines = overrides.iter().map(|status| line(&overridden(status, &mut places)));
    lines.collect()
}

/// A line with the three texts of an override, and what changed from the first to the others.
pub(super) fn texts(
    status: &OverrideStatus,
    texts: &Sides<Option<String>>,
    places: &mut Places<'_>,
) -> String {
    let mut value = overridden(status, places);
    let then = texts.then.as_deref();
    value["then"] = json!(texts.then);
    value["now"] = json!(texts.now);
    value["own"] = json!(texts.firm);
    value["changed_below"] = json!(changes(then, texts.now.as_deref()));
    value["changed_here"] = json!(changes(then, texts.firm.as_deref()));
    line(&value)
}

/// What changed from one text to another, where both are known.
fn changes(before: Option<&str>, after: Option<&str>) -> Option<Vec<Value>> {
    Some(runs(before?, after?))
}

/// What became of carrying over what changed below an override.
pub(super) enum CarryOutcome<'m> {
    Merged { merge: &'m Merge, written: bool },
    Left { why: &'m str },
}

/// A line with what came of a merge.
pub(super) fn merged(
    status: &OverrideStatus,
    outcome: &CarryOutcome<'_>,
    places: &mut Places<'_>,
) -> String {
    let mut value = overridden(status, places);
    match outcome {
        CarryOutcome::Left { why } => value["left"] = json!(why),
        CarryOutcome::Merged { merge, written } => {
            value["clean"] = json!(merge.is_clean());
            value["written"] = json!(written);
            value["text"] = json!(merge.text());
            value["parts"] = merge.parts().iter().map(part).collect();
        }
    }
    line(&value)
}

/// The line of `accept`.
pub(super) fn accepted(layer: &LayerId, accepted: usize, left: usize) -> String {
    line(&json!({ "layer": layer.to_string(), "accepted": accepted, "left": left }))
}

fn line(value: &Value) -> String {
    json_line(value) + "\n"
}

/// What is known of an override without reading any text.
fn overridden(status: &OverrideStatus, places: &mut Places<'_>) -> Value {
    let (kind, section, operation) = match &status.subject.part {
        OverridePart::Page => ("page", None, None),
        OverridePart::Hidden => ("hide", None, None),
        OverridePart::Asset => ("file", None, None),
        OverridePart::Key(key) => ("key", Some(&**key), None),
        OverridePart::Section(id, operation) => ("section", Some(&**id), Some(operation)),
    };
    let until = status.grounds.until.as_ref().map(|until| &*until.day);

    json!({
        "layer": status.layer.to_string(),
        "override": status.subject.to_string(),
        "path": &*status.subject.path,
        "kind": kind,
        "name": section,
        "operation": operation.map(|operation| operation.name()),
        "beside": operation.and_then(|operation| operation.beside()).map(|id| &**id),
        "state": status.state.name(),
        "file": &*status.place.file,
        "line": places.line(&status.place),
        "reason": status.grounds.reason.as_deref(),
        "until": until,
        "candidates": status.candidates.iter().map(|place| &**place).collect::<Vec<_>>(),
    })
}

fn runs(before: &str, after: &str) -> Vec<Value> {
    let runs = compare(before, after).into_iter().map(|run| match run {
        WordRun::Kept(text) => json!({ "kept": text }),
        WordRun::Deleted(text) => json!({ "deleted": text }),
        WordRun::Inserted(text) => json!({ "inserted": text }),
    });
    runs.collect()
}

fn part(part: &MergePart) -> Value {
    match part {
        MergePart::Clean(text) => json!({ "merged": text }),
        MergePart::Conflict(Sides { then, now, firm }) => {
            json!({ "then": then, "now": now, "own": firm })
        }
    }
}
