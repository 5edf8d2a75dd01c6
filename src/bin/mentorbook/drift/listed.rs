//! The overrides that something became of, in lines for people.

use std::fmt::Write as _;

use mentorbook::print::shown;
use mentorbook::{DriftState, LayerId, Origin, OverridePart, OverrideStatus};

use crate::places::Places;
use crate::terminal::count;

/// Columns are no wider than this, in characters.
const WIDEST: usize = 60;

/// A line for each override that is not as it was, the worst first.
pub(super) fn table(overrides: &[&OverrideStatus], origin: &Origin) -> String {
    let mut places = Places::new(origin);
    let changed = overrides.iter().filter(|status| status.state != DriftState::Current);
    let rows: Vec<(&OverrideStatus, [String; 3])> = changed
        .map(|status| {
            let row = [status.layer.to_string(), subject(status), places.of(&status.place)];
            (*status, row.map(|cell| shown(&cell)))
        })
        .collect();

    // The places come last, and need no width.
    let layers = width(rows.iter().map(|(_, [layer, ..])| layer));
    let subjects = width(rows.iter().map(|(_, [_, subject, _])| subject));

    let mut table = String::new();
    for (status, [layer, subject, place]) in &rows {
        let state = colored(status.state);
        let _ = writeln!(table, "{state}  {layer:layers$}  {subject:subjects$}  {place}");
        if !status.candidates.is_empty() {
            let places = shown(&status.candidates.join("`, or `"));
            let _ = writeln!(table, "{:17}its text may be `{places}` by now", "");
        }
    }
    table
}

/// How wide a column of these cells is.
fn width<'c>(cells: impl Iterator<Item = &'c String>) -> usize {
    cells.map(|cell| cell.chars().count()).max().unwrap_or_default().min(WIDEST)
}

/// How many there are of each state, in a sentence.
pub(super) fn summary(overrides: &[&OverrideStatus]) -> String {
    if overrides.is_empty() {
        return "Nothing is overridden.".to_owned();
    }

    let counts = DriftState::ALL.map(|state| {
        let of_state = overrides.iter().filter(|status| status.state == state).count();
        (state, of_state)
    });
    let told: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    format!("{}: {}.", count(overrides.len(), "override"), told.join(", "))
}

pub(super) fn accepted(layer: &LayerId, accepted: usize) -> String {
    let counts = if accepted == 1 { "counts" } else { "count" };
    match accepted {
        0 => format!("Nothing of {layer} is to be accepted."),
        _ => format!(
            "{} of {layer} now {counts} as written against what is below today.",
            count(accepted, "override")
        ),
    }
}

pub(super) fn not_accepted(status: &OverrideStatus) -> String {
    let subject = shown(&status.subject.to_string());
    format!("note: not {subject}: nothing is below it that it could count as written against")
}

/// What is overridden, and how.
pub(super) fn subject(status: &OverrideStatus) -> String {
    let operation = match &status.subject.part {
        OverridePart::Page => "page",
        OverridePart::Hidden => "hide",
        OverridePart::Asset => "file",
        // The colon says that it is a key.
        OverridePart::Key(_) => return status.subject.to_string(),
        OverridePart::Section(_, operation) => operation.name(),
    };
    format!("{} ({operation})", status.subject)
}

/// A state in a column, in the colour of how bad it is.
fn colored(state: DriftState) -> String {
    let code = match state {
        DriftState::Orphaned => "1;31",
        DriftState::Drifted => "1;33",
        DriftState::ContextChanged | DriftState::Redundant => "36",
        DriftState::Unused | DriftState::New | DriftState::Current => "2",
    };
    format!("\u{1b}[{code}m{:15}\u{1b}[0m", state.name())
}
