//! From a hint to a new version, and from a version to what is wrong with it.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::live::{Live, Problems};
use super::watch::{Call, Watcher};
use super::{Observer, Rebuilt};
use crate::diagnostic::report::Report;
use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::engine::EngineError;
use crate::engine::workshop::{Version, Workshop};
use crate::load::{Changes, Touched};

/// Some changes are half of one: the files are looked at again after a pause, until nothing has happened for some
/// pauses.
const PAUSE: Duration = Duration::from_millis(15);
/// So many where a file vanished or became empty: many programs save in this way.
const VANISHED: usize = 20;
/// So many where a file is open and was written to.
const OPEN: usize = 60;
/// So many where nobody told of a change: perhaps it is just being made.
const UNTOLD: usize = 5;
/// Whatever happens, not more: then half a change is put off, and the others are shown.
const MOST_PAUSES: usize = 130;
/// The page that somebody waits for comes first.
const CHECK_AFTER: Duration = Duration::from_millis(25);

/// What there is to be checked.
pub(super) enum Task {
    Check(Arc<Version>),
    /// The handbook as a whole cannot be read.
    Trouble(Vec<Diagnostic>),
    /// The program ends.
    End,
}

/// Follows the disk until the program ends.
pub(super) fn follow(workshop: Workshop, watcher: Watcher, live: &Live, observer: &dyn Observer) {
    let mut follower = Follower { workshop, watcher, live, observer };
    let mut is_told = false;
    loop {
        let is_new = follower.watcher.follow(follower.workshop.tree().folders());
        if is_new && !follower.look(Touched::Everything) {
            return;
        }
        if let Some(reason) = follower.watcher.trouble.as_ref().filter(|_| !is_told) {
            observer
                .note(&format!("the folders cannot be watched ({reason}), so they are looked at four times a second"));
            is_told = true;
        }
        let touched = match follower.watcher.wait() {
            Call::Look(touched) => touched,
            Call::Quiet => Touched::Everything,
            Call::Stop => return,
        };
        if !follower.look(touched) {
            return;
        }
    }
}

/// Follows one handbook.
struct Follower<'a> {
    workshop: Workshop,
    watcher: Watcher,
    live: &'a Live,
    observer: &'a dyn Observer,
}

impl Follower<'_> {
    /// Looks at the disk and, where something is different, makes and shows a new version. False where the program
    /// ends.
    fn look(&mut self, touched: Touched) -> bool {
        let Some(changes) = self.settled(touched) else { return false };
        let is_new_day = self.workshop.set_today(self.observer.today());
        if changes.is_empty() && !is_new_day {
            self.workshop.note(changes);
            return true;
        }
        let (begun, files, before) = (self.observer.now(), changes.files(), self.parsed());
        let made = catch_unwind(AssertUnwindSafe(|| self.workshop.take(changes)));
        match made {
            Ok(Ok(version)) => {
                self.live.show(version.clone());
                let took = self.observer.now().saturating_sub(begun);
                self.observer.rebuilt(&Rebuilt { files: &files, parsed: self.parsed() - before, took });
                self.live.check(Task::Check(version));
            }
            Ok(Err(error)) => {
                self.live.keep();
                self.live.check(Task::Trouble(trouble(&error)));
            }
            Err(_) => self.observer.note(
                "mentorbook failed while reading the change; what is shown is how it was before. Please report this",
            ),
        }
        true
    }

    /// What is different on the disk, once it seems to be whole. None where the program ends.
    fn settled(&mut self, mut touched: Touched) -> Option<Changes> {
        let begun = self.observer.now();
        let mut changes = self.workshop.compare(&touched);
        if touched == Touched::Everything {
            self.watcher.pace(self.observer.now().saturating_sub(begun));
        }
        let (mut quiet, mut pauses) = (0, 0);
        loop {
            self.watcher.hear();
            if quiet >= self.pauses_needed(&changes, &touched) {
                return Some(changes);
            }
            if pauses == MOST_PAUSES {
                let half = changes.put_off(|file| self.watcher.is_open(file));
                self.watcher.look_again(half);
                return Some(changes);
            }
            pauses += 1;
            match self.watcher.wait_for_more(&mut touched, PAUSE) {
                Call::Look(_) => quiet = 0,
                Call::Quiet => quiet += 1,
                Call::Stop => return None,
            }
            // What is made now may be in folders that are new.
            self.watcher.follow(&self.workshop.tree().folders_after(&changes));
            let next = self.workshop.compare(&touched);
            if !next.is_as(&changes) {
                quiet = 0;
            }
            changes = next;
        }
    }

    /// How long nothing must happen until these changes are taken for whole, in pauses.
    fn pauses_needed(&self, changes: &Changes, touched: &Touched) -> usize {
        if changes.emptied().any(|file| self.watcher.is_open(file)) {
            // Its text is about to come, however long the disk takes.
            usize::MAX
        } else if changes.found().any(|file| self.watcher.is_open(file)) {
            OPEN
        } else if changes.doubtful {
            VANISHED
        } else if changes.found().any(|file| !touched.names(file)) {
            UNTOLD
        } else {
            0
        }
    }

    fn parsed(&self) -> usize {
        self.workshop.counts().parsed.load(Ordering::Relaxed)
    }
}

/// Why a handbook cannot be read, as diagnostics.
fn trouble(error: &EngineError) -> Vec<Diagnostic> {
    use crate::load::LoadError;
    let file = "content/handbook.yaml".into();
    let gone = |message: String| {
        let place = crate::diagnostic::Place::file(&file);
        vec![
            Diagnostic::new(&checks::SKIPPED_FILE, message)
                .at(place)
                .help("what is shown is the handbook as it was before"),
        ]
    };
    match error {
        EngineError::Project(diagnostics) => diagnostics.clone(),
        EngineError::Load(LoadError::Handbook(diagnostic)) => vec![(**diagnostic).clone()],
        EngineError::Load(LoadError::NoHandbook { .. }) => {
            gone("there is no handbook here any more".to_owned())
        }
        EngineError::UnknownFirm { name, .. } => {
            gone(format!("there is no firm `{name}` any more"))
        }
        EngineError::Publish(error) => gone(error.to_string()),
    }
}

/// Checks versions as they come, the newest only, until nobody sends any more.
pub(super) fn check(tasks: &Receiver<Task>, live: &Live, observer: &dyn Observer) {
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
            Task::End => return,
            Task::Trouble(diagnostics) => {
                let report = Report::merge([("handbook", diagnostics.as_slice())]);
                Some(Problems { report, trouble: true, version: live.ticks().version })
            }
            // What is shown is an earlier version; what is wrong with that has been said.
            Task::Check(_) if live.is_kept() => None,
            Task::Check(version) => {
                let number = live.ticks().version;
                let is_old = || {
                    next = tasks.try_recv().ok();
                    next.is_some()
                };
                let report = catch_unwind(AssertUnwindSafe(|| {
                    check_all(&version, live, &mut known, is_old)
                }));
                let report = report
                    .unwrap_or_else(|_| Some(Report::merge([("handbook", [failed()].as_slice())])));
                report.map(|report| Problems { report, trouble: false, version: number })
            }
        };
        if let Some(problems) = problems {
            let report = problems.report.clone();
            if live.find(problems) {
                observer.problems(&report, &|file| {
                    live.version().text(file).map(|text| text.to_string())
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
    live: &Live,
    known: &mut HashMap<String, (Digest, Vec<Diagnostic>)>,
    mut is_old: impl FnMut() -> bool,
) -> Option<Report> {
    known.retain(|name, _| version.inputs(name).is_some());
    let mut names: Vec<&str> = version.editions().collect();
    // Those that somebody looks at come first.
    names.sort_by_key(|name| !live.is_hot(name));
    for name in &names {
        let inputs = version.inputs(name)?;
        if known.get(*name).is_some_and(|(digest, _)| *digest == inputs) {
            continue;
        }
        let found = if live.is_hot(name) {
            live.edition(name)
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
        let more = live.found(name);
        all.push((
            name,
            if more.is_empty() { found.clone() } else { version.settled(found, &more) },
        ));
    }
    let mut report = Report::merge(all.iter().map(|(name, found)| (*name, found.as_slice())));
    report.add(version.stray().to_vec());
    Some(report)
}
