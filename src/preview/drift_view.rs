//! What became of the overrides of a page, for the bar: a mark beside each section, and the texts
//! word by word for who asks for them.

use serde_json::{Value, json};

use super::address::edition_and_file;
use super::state::PreviewState;
use crate::drift::merge::Sides;
use crate::drift::words::{WordRun, compare};
use crate::drift::{DriftState, OverridePart, OverrideStatus, SourceTexts, override_texts};
use crate::overlay::Page;
use crate::shell::quoted;

/// The overrides of a page of an edition that are not as they were written, with how the browser
/// asks for each again.
pub(super) fn of_page(overrides: &[OverrideStatus], page: &Page) -> Vec<Value> {
    let files: Vec<_> = page.documents.iter().map(|document| &document.path).collect();
    let concern = overrides.iter().enumerate().filter(|(_, status)| {
        status.state != DriftState::Current && files.contains(&&status.subject.path)
    });

    concern
        .map(|(at, status)| {
            json!({
                "at": at,
                "id": section(status),
                "title": status.subject.to_string(),
                "layer": status.layer.to_string(),
                "state": status.state.name(),
            })
        })
        .collect()
}

/// How many overrides of an edition somebody has to look at.
pub(super) fn count(overrides: &[OverrideStatus]) -> usize {
    let concern = [DriftState::ContextChanged, DriftState::Drifted, DriftState::Orphaned];
    overrides.iter().filter(|status| concern.contains(&status.state)).count()
}

/// The section of the page that an override concerns.
fn section(status: &OverrideStatus) -> Option<&str> {
    match &status.subject.part {
        OverridePart::Section(id, _) => Some(id),
        _ => None,
    }
}

/// The texts of an override, word by word; none where the edition at this address has no such one
/// any more.
pub(super) fn texts(state: &PreviewState, at: &str, number: &str, title: &str) -> Option<Value> {
    let (name, _) = edition_and_file(at)?;
    let ready = state.edition(&name)?;

    let status = ready.analysis.overrides.get(number.parse::<usize>().ok()?)?;
    // Numbers shift when a file changes, and then this is about another override.
    if status.subject.to_string() != title {
        return None;
    }

    let snapshot = state.snapshot();
    let texts = SourceTexts::new(&snapshot.engine.origin);
    let Sides { then, now, firm: own } = override_texts(status, &texts);

    let [layer, subject] = [status.layer.to_string(), status.subject.to_string()];
    let words = format!("{} {}", quoted(&layer), quoted(&subject));
    let merges = status.state == DriftState::Drifted && own.is_some();
    let merge = merges.then(|| format!("mentorbook drift merge {words} --write"));
    let accepts = !matches!(status.state, DriftState::Orphaned | DriftState::New);
    let accept = accepts.then(|| format!("mentorbook drift accept {words}"));
    let commands: Vec<String> = merge.into_iter().chain(accept).collect();

    Some(json!({
        "title": title,
        "layer": status.layer.to_string(),
        "state": status.state.name(),
        "below": then.as_deref().zip(now.as_deref()).map(|(then, now)| runs(then, now)),
        "now": now,
        "own": own.as_deref().map(|own| runs(now.as_deref().unwrap_or_default(), own)),
        "candidates": status.candidates,
        "commands": commands,
    }))
}

/// What the second of two texts has in the place of the first: `[kind, text]`, in order.
fn runs(before: &str, after: &str) -> Vec<Value> {
    let runs = compare(before, after).into_iter().map(|run| match run {
        WordRun::Kept(text) => json!(["kept", text]),
        WordRun::Deleted(text) => json!(["deleted", text]),
        WordRun::Inserted(text) => json!(["inserted", text]),
    });
    runs.collect()
}
