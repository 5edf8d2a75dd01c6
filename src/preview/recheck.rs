//! From a snapshot of the handbook to what is wrong with it, while the snapshot is shown.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::STACK_BYTES;
use super::events::PreviewEvents;
use super::state::{CheckTask, PreviewState, Problems};
use crate::diagnostic::report::Report;
use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::engine::Analysis;
use crate::engine::host::Snapshot;

/// The page that somebody waits for comes first.
const CHECK_AFTER: Duration = Duration::from_millis(25);

/// The threads that editions are checked on. Pages and changes of the disk have those of the whole
/// program to themselves: whoever waits for them must not wait for a check.
pub(super) fn threads() -> io::Result<ThreadPool> {
    let threads = rayon::current_num_threads().div_ceil(2);
    let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES).build();
    pool.map_err(io::Error::other)
}

/// Checks snapshots as they come, the newest only, until nobody sends any more.
pub(super) fn check(
    tasks: &Receiver<CheckTask>,
    threads: &ThreadPool,
    state: &PreviewState,
    events: &dyn PreviewEvents,
) {
    let mut checker = Checker { tasks, next: None, threads, state, events, known: HashMap::new() };
    while let Some(task) = checker.wait() {
        // Taken before the work: what is shown in the meantime is then still to be checked.
        let version = state.ticks().version;
        let problems = match task {
            CheckTask::End => return,
            CheckTask::ConfigError(diagnostics) => {
                let report = of_handbook(&diagnostics);
                Some(Problems { report, is_config_error: true, version })
            }
            // What is shown is an earlier snapshot; what is wrong with that has been said.
            CheckTask::Check(_) if state.holds_last_good() => None,
            CheckTask::Check(snapshot) => {
                let checked = catch_unwind(AssertUnwindSafe(|| checker.check(&snapshot)));
                let report = checked.unwrap_or_else(|_| Some(of_handbook(&[failed()])));
                report.map(|report| Problems { report, is_config_error: false, version })
            }
        };

        if problems.is_some_and(|problems| state.set_problems(problems)) {
            let snapshot = state.snapshot();
            events
                .problems(&state.problems().report, &|file| Some(snapshot.text(file)?.to_string()));
        }
    }
}

/// A report on the handbook as a whole.
fn of_handbook(diagnostics: &[Diagnostic]) -> Report {
    Report::merge([("handbook", diagnostics)])
}

/// A mistake of ours.
fn failed() -> Diagnostic {
    Diagnostic::new(&checks::INTERNAL, "mentorbook failed while looking for problems")
        .help("please report this")
}

/// Checks snapshots; of editions that are the same as before it knows what was found.
struct Checker<'a> {
    tasks: &'a Receiver<CheckTask>,
    /// One that came while another was under way.
    next: Option<CheckTask>,
    threads: &'a ThreadPool,
    state: &'a PreviewState,
    events: &'a dyn PreviewEvents,
    /// By edition: the digest of its inputs, and what checking it found.
    known: HashMap<String, (Digest, Vec<Diagnostic>)>,
}

impl Checker<'_> {
    /// Waits for a task, and then for newer ones until none comes for a moment. None where nobody
    /// sends any more.
    fn wait(&mut self) -> Option<CheckTask> {
        let mut task = self.next.take().or_else(|| self.tasks.recv().ok())?;
        loop {
            match self.tasks.recv_timeout(CHECK_AFTER) {
                Ok(newer) => task = newer,
                Err(RecvTimeoutError::Timeout) => return Some(task),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Whether another task has come since.
    fn has_newer(&mut self) -> bool {
        self.next = self.tasks.try_recv().ok();
        self.next.is_some()
    }

    /// What is wrong with all editions; none where something newer came.
    fn check(&mut self, snapshot: &Snapshot) -> Option<Report> {
        self.known.retain(|name, _| snapshot.inputs(name).is_some());
        let mut names: Vec<&str> = snapshot.editions().collect();
        // Those that somebody looks at come first.
        names.sort_by_key(|name| !self.state.is_hot(name));

        for name in names {
            let inputs = snapshot.inputs(name)?;
            if self.known.get(name).is_some_and(|(digest, _)| *digest == inputs) {
                continue;
            }
            let found = self.check_edition(snapshot, name, inputs);
            if self.has_newer() {
                return None;
            }
            self.known.insert(name.to_owned(), (inputs, found?));
        }
        self.report(snapshot)
    }

    /// What checking an edition finds; none where another snapshot is shown by now.
    fn check_edition(
        &self,
        snapshot: &Snapshot,
        name: &str,
        inputs: Digest,
    ) -> Option<Vec<Diagnostic>> {
        // Made ready, it would push out an edition that somebody looks at.
        if !self.state.is_hot(name) {
            return Some(self.check_analysis(snapshot, &snapshot.analyze(name, None)?));
        }

        let ready = self.state.edition(name).filter(|ready| ready.inputs == inputs)?;
        Some(self.check_analysis(snapshot, &ready.analysis))
    }

    fn check_analysis(&self, snapshot: &Snapshot, analysis: &Analysis) -> Vec<Diagnostic> {
        for report in self.state.locks.add(snapshot, &analysis.overrides) {
            match &report.error {
                Some(error) => self.events.note(&error.to_string()),
                None => self.events.note(&report.to_string()),
            }
        }
        self.threads.install(|| snapshot.check(analysis))
    }

    /// What checking found in each edition, and what rendering found so far.
    fn report(&self, snapshot: &Snapshot) -> Option<Report> {
        let mut all: Vec<(&str, Vec<Diagnostic>)> = Vec::new();
        for name in snapshot.editions() {
            let (_, found) = self.known.get(name)?;
            all.push((name, snapshot.settled(found, &self.state.found(name))));
        }

        let mut report = Report::merge(all.iter().map(|(name, found)| (*name, found.as_slice())));
        report.add(snapshot.engine.stray.clone());
        Some(report)
    }
}
