//! From a version of the handbook to what is wrong with it, while the version is shown.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::events::Events;
use super::state::{CheckTask, PreviewState, Problems};
use crate::diagnostic::report::Report;
use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::engine::workshop::Version;

/// The page that somebody waits for comes first.
const CHECK_AFTER: Duration = Duration::from_millis(25);

/// Checks versions as they come, the newest only, until nobody sends any more.
pub(super) fn check(tasks: &Receiver<CheckTask>, state: &PreviewState, events: &dyn Events) {
    let mut known: HashMap<String, (Digest, Vec<Diagnostic>)> = HashMap::new();
    let mut next = tasks.recv().ok();
    while let Some(task) = next.take() {
        match tasks.recv_timeout(CHECK_AFTER) {
            Ok(newer) => {
                next = Some(newer);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let problems = match task {
            CheckTask::End => return,
            CheckTask::Report(diagnostics) => {
                let report = Report::merge([("handbook", diagnostics.as_slice())]);
                Some(Problems { report, trouble: true, version: state.ticks().version })
            }
            // What is shown is an earlier version; what is wrong with that has been said.
            CheckTask::Check(_) if state.holds_last_good() => None,
            CheckTask::Check(version) => {
                let number = state.ticks().version;
                let is_old = || {
                    next = tasks.try_recv().ok();
                    next.is_some()
                };
                let report = catch_unwind(AssertUnwindSafe(|| {
                    check_all(&version, state, &mut known, is_old)
                }));
                let report = report
                    .unwrap_or_else(|_| Some(Report::merge([("handbook", [failed()].as_slice())])));
                report.map(|report| Problems { report, trouble: false, version: number })
            }
        };
        if let Some(problems) = problems {
            let report = problems.report.clone();
            if state.set_problems(problems) {
                events.problems(&report, &|file| {
                    state.version().text(file).map(|text| text.to_string())
                });
            }
        }
        next = next.or_else(|| tasks.recv().ok());
    }
}

/// A mistake of ours.
fn failed() -> Diagnostic {
    Diagnostic::new(&checks::INTERNAL, "mentorbook failed while looking for problems")
        .help("please report this")
}

/// What is wrong with all editions; none where something newer came.
fn check_all(
    version: &Version,
    state: &PreviewState,
    known: &mut HashMap<String, (Digest, Vec<Diagnostic>)>,
    mut is_old: impl FnMut() -> bool,
) -> Option<Report> {
    known.retain(|name, _| version.inputs(name).is_some());
    let mut names: Vec<&str> = version.editions().collect();
    // Those that somebody looks at come first.
    names.sort_by_key(|name| !state.is_hot(name));
    for name in &names {
        let inputs = version.inputs(name)?;
        if known.get(*name).is_some_and(|(digest, _)| *digest == inputs) {
            continue;
        }
        let found = if state.is_hot(name) {
            state
                .edition(name)
                .filter(|shown| shown.inputs == inputs)
                .map(|shown| version.check(&shown.prepared))
        } else {
            version.prepare(name, None).map(|prepared| version.check(&prepared))
        };
        if is_old() {
            return None;
        }
        known.insert((*name).to_owned(), (inputs, found?));
    }
    let mut all: Vec<(&str, Vec<Diagnostic>)> = Vec::new();
    for name in version.editions() {
        let (_, found) = known.get(name)?;
        let more = state.found(name);
        all.push((
            name,
            if more.is_empty() { found.clone() } else { version.settled(found, &more) },
        ));
    }
    let mut report = Report::merge(all.iter().map(|(name, found)| (*name, found.as_slice())));
    report.add(version.stray().to_vec());
    Some(report)
}
