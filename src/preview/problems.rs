//! What is wrong, for the browser: in the words of the terminal.

use std::cmp::Reverse;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};

use super::state::{PreviewState, Problems};
use crate::diagnostic::Severity;
use crate::diagnostic::print::{Format, Screen, Texts, print};
use crate::diagnostic::report::{Finding, Lines, Position, Report, start};

/// More are not listed.
const MOST: usize = 200;
/// As wide as a terminal mostly is, in characters.
const SCREEN: Screen = Screen { color: false, width: 110 };

/// What is wrong, as seen from an edition, or from none.
pub(super) fn of(state: &PreviewState, edition: Option<&str>) -> Value {
    let (problems, ticks, snapshot) = (state.problems(), state.ticks(), state.snapshot());
    let (mut here, mut elsewhere): (Vec<&Finding>, Vec<&Finding>) =
        problems.report.findings.iter().partition(|finding| concerns(&problems, finding, edition));
    for findings in [&mut here, &mut elsewhere] {
        findings.sort_by_key(|finding| Reverse(finding.diagnostic.severity));
    }

    let text: Texts<'_> = &|file| Some(snapshot.text(file)?.to_string());
    let mut list: Vec<Value> = Vec::new();
    for (at, finding) in here.iter().chain(&elsewhere).take(MOST).enumerate() {
        let mut entry = entry(state, finding, problems.report.editions, text);
        entry["here"] = (at < here.len()).into();
        list.push(entry);
    }
    json!({
        "version": ticks.problems,
        "pending": problems.version != ticks.version,
        "trouble": problems.is_config_error,
        "errors": count(&here, Severity::Error),
        "warnings": count(&here, Severity::Warning),
        "elsewhere": counts(&elsewhere),
        "list": list,
    })
}

/// Whether a finding is one of an edition's, or of the handbook as a whole.
fn concerns(problems: &Problems, finding: &Finding, edition: Option<&str>) -> bool {
    problems.is_config_error
        || finding.editions.is_empty()
        || edition.is_some_and(|name| is_met_in(finding, name))
}

fn is_met_in(finding: &Finding, edition: &str) -> bool {
    finding.editions.iter().any(|met| met == edition)
}

fn count(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.diagnostic.severity == severity).count()
}

fn counts(findings: &[&Finding]) -> Value {
    json!({
        "errors": count(findings, Severity::Error),
        "warnings": count(findings, Severity::Warning),
    })
}

/// A finding in one of so many editions, for the browser's list.
fn entry(state: &PreviewState, finding: &Finding, editions: usize, text: Texts<'_>) -> Value {
    let diagnostic = &finding.diagnostic;
    let report = Report { findings: vec![finding.clone()], editions };
    let mut printed = Vec::new();
    // Writing to memory cannot fail.
    let _ = print(&report, Format::Human, text, SCREEN, &mut printed);

    let place = diagnostic.place.as_ref();
    let at = place.map(|place| start(place, text(&place.file).map(Lines::of).as_ref()));
    let at = at.unwrap_or(Position { line: 1, column: 1 });
    json!({
        "severity": diagnostic.severity,
        "check": diagnostic.check.name,
        "message": diagnostic.message,
        "text": String::from_utf8_lossy(&printed).trim_end(),
        "file": place.map(|place| &*place.file),
        "line": at.line,
        "column": at.column,
        "open": place.and_then(|place| state.editor.open(&state.root, &place.file, at)),
    })
}

/// How many errors and warnings each edition has, and how much work it all was so far.
pub(super) fn summary(state: &PreviewState) -> Value {
    let (problems, ticks, snapshot) = (state.problems(), state.ticks(), state.snapshot());
    let mut editions = Map::new();
    for name in snapshot.editions() {
        let findings = problems.report.findings.iter();
        let met: Vec<&Finding> = findings.filter(|finding| is_met_in(finding, name)).collect();
        editions.insert(name.to_owned(), counts(&met));
    }

    let work = &snapshot.counts;
    json!({
        "version": ticks.problems,
        "pending": problems.version != ticks.version,
        "editions": editions,
        "work": {
            "version": ticks.version,
            "parsed": work.parsed.load(Ordering::Relaxed),
            "rendered": work.rendered.load(Ordering::Relaxed),
            "outputs": work.outputs.load(Ordering::Relaxed),
        },
    })
}
