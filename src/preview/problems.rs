//! What is wrong, for the browser: in the words of the terminal.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::state::PreviewState;
use crate::diagnostic::Severity;
use crate::diagnostic::print::{Format, print};
use crate::diagnostic::report::{Finding, Lines, Position, Report, start};

/// More are not listed.
const MOST: usize = 200;
/// As wide as a terminal mostly is.
const WIDTH: usize = 110;

/// What is wrong, as seen from an edition.
pub(super) fn of(state: &PreviewState, edition: Option<&str>) -> Value {
    let (problems, ticks, version) = (state.problems(), state.ticks(), state.version());
    let is_here = |finding: &Finding| {
        problems.trouble
            || finding.editions.is_empty()
            || edition.is_some_and(|name| finding.editions.iter().any(|met| met == name))
    };
    let text = |file: &str| version.text(file).map(|text| text.to_string());
    let count = |severity: Severity, here: bool| {
        let findings = problems.report.findings.iter();
        findings
            .filter(|finding| finding.diagnostic.severity == severity && is_here(finding) == here)
            .count()
    };
    let mut findings: Vec<&Finding> = problems.report.findings.iter().collect();
    findings
        .sort_by_key(|finding| (!is_here(finding), std::cmp::Reverse(finding.diagnostic.severity)));
    let list = findings.into_iter().take(MOST).map(|finding| {
        let diagnostic = &finding.diagnostic;
        let one = Report { findings: vec![finding.clone()], editions: problems.report.editions };
        let mut said = Vec::new();
        // Writing to memory cannot fail.
        let _ = print(&one, Format::Human, &text, false, WIDTH, &mut said);
        let place = diagnostic.place.as_ref();
        let at = place.map(|place| start(place, text(&place.file).map(Lines::of).as_ref()));
        let at = at.unwrap_or(Position { line: 1, column: 1 });
        json!({
            "severity": diagnostic.severity,
            "check": diagnostic.check.name,
            "message": diagnostic.message,
            "text": String::from_utf8_lossy(&said).trim_end(),
            "file": place.map(|place| &*place.file),
            "line": at.line,
            "column": at.column,
            "open": place.and_then(|place| state.editor.open(&state.root, &place.file, at)),
            "here": is_here(finding),
        })
    });
    json!({
        "version": ticks.problems,
        "pending": problems.version != ticks.version,
        "trouble": problems.trouble,
        "errors": count(Severity::Error, true),
        "warnings": count(Severity::Warning, true),
        "elsewhere": {"errors": count(Severity::Error, false), "warnings": count(Severity::Warning, false)},
        "list": list.collect::<Vec<_>>(),
    })
}

/// How many errors and warnings each edition has, and how much work it all was so far.
pub(super) fn summary(state: &PreviewState) -> Value {
    let (problems, ticks, version) = (state.problems(), state.ticks(), state.version());
    let of = |name: &str| {
        let count = |severity: Severity| {
            let findings = problems.report.findings.iter();
            findings
                .filter(|finding| {
                    finding.diagnostic.severity == severity
                        && finding.editions.iter().any(|met| met == name)
                })
                .count()
        };
        json!({"errors": count(Severity::Error), "warnings": count(Severity::Warning)})
    };
    let editions: serde_json::Map<String, Value> =
        version.editions().map(|name| (name.to_owned(), of(name))).collect();
    let counts = version.counts();
    let (parsed, rendered) =
        (counts.parsed.load(Ordering::Relaxed), counts.rendered.load(Ordering::Relaxed));
    json!({
        "version": ticks.problems,
        "pending": problems.version != ticks.version,
        "editions": editions,
        "work": {"version": ticks.version, "parsed": parsed, "rendered": rendered},
    })
}
