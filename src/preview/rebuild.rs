//! From a hint to a new snapshot of the handbook.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::events::{PreviewEvents, Rebuilt};
use super::state::{CheckTask, PreviewState};
use super::watch::{Call, Watcher, add};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::engine::EngineError;
use crate::engine::host::Host;
use crate::load::{Changes, Hint, LoadError};

/// Some changes are half of one: the files are looked at again after a pause, until nothing has
/// happened for some pauses.
const PAUSE: Duration = Duration::from_millis(15);
/// So many where a file vanished or became empty: many programs save in this way.
const VANISHED: usize = 20;
/// So many where a file is open and was written to.
const OPEN: usize = 60;
/// So many where nobody told of a change: perhaps it is just being made.
const UNTOLD: usize = 5;
/// Whatever happens, not more: then half a change is put off, and the others are shown.
const MOST_PAUSES: usize = 130;
/// Of no more files each is looked at by itself, where a change of others would be told.
const FEW: usize = 100;

/// Follows the disk until the program ends.
pub(super) fn follow(
    host: Host,
    watcher: Watcher,
    state: &PreviewState,
    events: &dyn PreviewEvents,
) {
    let mut follower = Follower { host, watcher, state, events };
    let mut is_told = false;
    loop {
        let is_new = follower.watcher.follow(follower.host.vfs.folders());
        if is_new && !follower.look(Hint::Everything) {
            return;
        }

        if let Some(reason) = follower.watcher.failure.as_ref().filter(|_| !is_told) {
            events.note(&format!(
                "the folders cannot be watched ({reason}), so they are looked at \
                 four times a second"
            ));
            is_told = true;
        }

        let touched = match follower.watcher.wait() {
            Call::Look(touched) => touched,
            Call::Quiet => Hint::Everything,
            Call::Stop => return,
        };
        if !follower.look(touched) {
            return;
        }
    }
}

/// Follows one handbook.
pub(super) struct Follower<'a> {
    pub(super) host: Host,
    pub(super) watcher: Watcher,
    pub(super) state: &'a PreviewState,
    pub(super) events: &'a dyn PreviewEvents,
}

impl Follower<'_> {
    /// Looks at the disk and, where something is different, makes and shows a new snapshot. False
    /// where the program ends.
    fn look(&mut self, touched: Hint) -> bool {
        let Some(changes) = self.settled(touched) else { return false };

        // A new day alone is reason enough: reviews fall due without any change on the disk.
        let is_new_day = self.host.set_today(self.events.today());
        let is_ours = changes.is_empty() || self.state.locks.are_all(&changes);
        if is_ours && !is_new_day {
            self.host.vfs.apply(changes);
        } else {
            self.rebuild(changes);
        }
        true
    }

    /// Shows the handbook with these changes, or why it cannot be read.
    fn rebuild(&mut self, changes: Changes) {
        let (begun, parsed, files) = (self.events.now(), self.parsed(), changes.files());

        // A mistake of ours costs one change: what is shown stays, and the next one is tried again.
        match catch_unwind(AssertUnwindSafe(|| self.host.take(changes))) {
            Ok(Ok(snapshot)) => {
                self.state.show(snapshot.clone());
                self.events.rebuilt(&Rebuilt {
                    files: &files,
                    parsed: self.parsed() - parsed,
                    took: self.events.now().saturating_sub(begun),
                });
                // After it is shown: a check asks the state for editions of what is shown.
                self.state.check(CheckTask::Check(snapshot));
            }
            Ok(Err(error)) => {
                self.state.hold_last_good();
                self.state.check(CheckTask::ConfigError(config_error(error)));
            }
            Err(_) => self.events.note(
                "mentorbook failed while reading the change; what is shown is how it was before. \
                 Please report this",
            ),
        }
    }

    /// What is different on the disk, once it seems to be whole. None where the program ends.
    fn settled(&mut self, mut touched: Hint) -> Option<Changes> {
        // Where to look is narrowed down to what was found, which nobody need have told of.
        let mut told = match &touched {
            Hint::Paths(_) => touched.clone(),
            Hint::Everything => Hint::default(),
        };
        let mut changes = self.compare(&mut touched);

        let (mut quiet, mut pauses) = (0, 0);
        loop {
            self.watcher.hear();
            if quiet >= self.pauses_needed(&changes, &told) {
                return Some(changes);
            }
            if pauses == MOST_PAUSES {
                let half = changes.put_off(|file| self.watcher.is_open(file));
                self.watcher.look_again(half);
                return Some(changes);
            }

            pauses += 1;
            match self.watcher.wait_for(PAUSE) {
                Call::Look(more) => {
                    add(&mut told, more.clone());
                    add(&mut touched, more);
                    quiet = 0;
                }
                Call::Quiet => quiet += 1,
                Call::Stop => return None,
            }

            // What is made now may be in folders that are new.
            self.watcher.follow(&self.host.vfs.folders_after(&changes));
            let next = self.compare(&mut touched);
            if !next.is_as(&changes) {
                quiet = 0;
            }
            changes = next;
        }
    }

    /// Looks at the disk. What is no change is taken over at once: until the changes are whole
    /// there are many looks, and each would read every file again that has not been read twice.
    pub(super) fn compare(&mut self, touched: &mut Hint) -> Changes {
        let begun = self.events.now();
        let mut changes = self.host.vfs.compare(touched);
        if *touched != Hint::Everything {
            return changes;
        }

        // Only such a look shows how long one takes in this handbook.
        self.watcher.pace(self.events.now().saturating_sub(begun));
        self.host.vfs.apply(changes.take_unchanged());
        let files = changes.files();
        if self.watcher.is_told() && files.len() <= FEW {
            *touched = Hint::Paths(files.into_iter().collect());
        }
        changes
    }

    /// How long nothing must happen until these changes are taken for whole, in pauses; `told` is
    /// what somebody told of.
    fn pauses_needed(&self, changes: &Changes, told: &Hint) -> usize {
        if changes.emptied().any(|file| self.watcher.is_open(file)) {
            // Its text is about to come, however long the disk takes.
            usize::MAX
        } else if changes.found().any(|file| self.watcher.is_open(file)) {
            OPEN
        } else if changes.doubtful {
            VANISHED
        } else if changes.found().any(|file| !told.names(file)) {
            UNTOLD
        } else {
            0
        }
    }

    fn parsed(&self) -> usize {
        self.host.counts.parsed.load(Ordering::Relaxed)
    }
}

/// Why a handbook cannot be read, as diagnostics.
fn config_error(error: EngineError) -> Vec<Diagnostic> {
    match error {
        EngineError::Project(diagnostics) => diagnostics,
        EngineError::Load(LoadError::Handbook(diagnostic)) => vec![*diagnostic],
        EngineError::Load(LoadError::NoHandbook { .. }) => {
            vec![unreadable("there is no handbook here any more")]
        }
        EngineError::UnknownFirm { name, .. } => {
            vec![unreadable(&format!("there is no firm `{name}` any more"))]
        }
    }
}

/// A reason that stands in no line of a file.
fn unreadable(message: &str) -> Diagnostic {
    Diagnostic::new(&checks::SKIPPED_FILE, message)
        .at(Place::file(&"content/handbook.yaml".into()))
        .help("what is shown is the handbook as it was before")
}
