//! What is shown at this moment: the snapshot of the handbook, its editions made ready, what was
//! found in them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::time::Duration;

use tokio::sync::watch;

use super::edition_cache::EditionCache;
use super::editor::Editor;
use super::locks::OwnLocks;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::Report;
use crate::engine::host::Snapshot;
use crate::sync::{current, lock, replace};

/// So many editions are kept ready; others are made ready again when they are asked for.
pub(super) const MOST_EDITIONS: usize = 16;

/// Which snapshot is shown, and which problems: browsers are told when either number grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Ticks {
    pub(super) version: u64,
    pub(super) problems: u64,
}

/// What was found wrong.
#[derive(Default)]
pub(super) struct Problems {
    pub(super) report: Report,
    /// Whether the handbook as a whole cannot be read, so that the last good snapshot is shown.
    pub(super) is_config_error: bool,
    /// The number of the snapshot it is about; 0 where nothing has been checked yet.
    pub(super) version: u64,
}

/// What there is to be checked.
pub(super) enum CheckTask {
    /// A snapshot that is shown now.
    Check(Arc<Snapshot>),
    /// Nothing: the handbook as a whole cannot be read, for these reasons.
    ConfigError(Vec<Diagnostic>),
    /// The program ends.
    End,
}

/// The preview's memory, which all its threads share.
pub(super) struct PreviewState {
    /// The handbook's folder, absolute.
    pub(super) root: PathBuf,
    pub(super) editor: Editor,
    pub(super) locks: OwnLocks,
    /// Tells one run of the program from another.
    pub(super) run: String,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Whether there is something newer on the disk that cannot be read.
    holds_last_good: AtomicBool,
    /// Those asked for, the last one at the end.
    editions: Mutex<Vec<EditionSlot>>,
    problems: RwLock<Arc<Problems>>,
    tasks: Sender<CheckTask>,
    ticks: watch::Sender<Ticks>,
    /// Wakes those who wait for another snapshot.
    shown: (Mutex<()>, Condvar),
}

impl PreviewState {
    /// Shows the first snapshot; `tasks` leads to whoever checks.
    pub(super) fn new(
        root: PathBuf,
        editor: Editor,
        run: String,
        snapshot: Arc<Snapshot>,
        tasks: Sender<CheckTask>,
    ) -> Self {
        Self {
            root,
            editor,
            locks: OwnLocks::default(),
            run,
            snapshot: RwLock::new(snapshot),
            holds_last_good: AtomicBool::new(false),
            editions: Mutex::default(),
            problems: RwLock::default(),
            tasks,
            ticks: watch::Sender::new(Ticks { version: 1, problems: 0 }),
            shown: Default::default(),
        }
    }

    /// Has something checked, or the checking ended.
    pub(super) fn check(&self, task: CheckTask) {
        // Nobody checks any more where the program ends.
        let _ = self.tasks.send(task);
    }

    /// The snapshot of this moment.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        current(&self.snapshot)
    }

    /// Shows another snapshot from now on.
    pub(super) fn show(&self, snapshot: Arc<Snapshot>) {
        let before = replace(&self.snapshot, snapshot.clone());
        self.holds_last_good.store(false, Ordering::Relaxed);

        // Editions that are still there stay, out of date as they are: the next ones take over
        // from them what has not changed.
        lock(&self.editions).retain(|slot| snapshot.inputs(&slot.name).is_some());

        // Told only now, so that whoever hears of it and asks gets the new snapshot.
        self.ticks.send_modify(|ticks| ticks.version += 1);
        self.shown.1.notify_all();
        // Thousands of pages take their time to go; nobody has to wait for it.
        drop(before);
    }

    /// Goes on showing this snapshot, as what is on the disk now cannot be read.
    pub(super) fn hold_last_good(&self) {
        self.holds_last_good.store(true, Ordering::Relaxed);
    }

    pub(super) fn holds_last_good(&self) -> bool {
        self.holds_last_good.load(Ordering::Relaxed)
    }

    /// Waits for another snapshot, but not longer than this. Whether it came is seen by looking.
    pub(super) fn wait_for_snapshot(&self, time: Duration) {
        drop(self.shown.1.wait_timeout(lock(&self.shown.0), time));
    }

    pub(super) fn problems(&self) -> Arc<Problems> {
        current(&self.problems)
    }

    /// Says what is wrong from now on; true where that is something else than before.
    pub(super) fn set_problems(&self, problems: Problems) -> bool {
        let problems = Arc::new(problems);
        let before = replace(&self.problems, problems.clone());
        let is_same =
            before.is_config_error == problems.is_config_error && before.report == problems.report;

        // That nothing is wrong is news, too, to who waits for the first check.
        let is_first = before.version == 0;
        if !is_same || is_first {
            self.ticks.send_modify(|ticks| ticks.problems += 1);
        }
        !is_same
    }

    pub(super) fn ticks(&self) -> Ticks {
        *self.ticks.borrow()
    }

    /// Hears of every change of the ticks.
    pub(super) fn listen(&self) -> watch::Receiver<Ticks> {
        self.ticks.subscribe()
    }

    /// An edition of this moment's snapshot, made ready if nobody has asked for it yet. None where
    /// there is no such edition.
    pub(super) fn edition(&self, name: &str) -> Option<Arc<EditionCache>> {
        // Before there is a slot for it: a name that is no edition's must not push out a real one.
        self.snapshot().inputs(name)?;
        let cell = cell_of(&mut lock(&self.editions), name);
        let mut ready = lock(&cell);

        // The newest snapshot there is: another thread may have waited here longer than this one.
        let snapshot = self.snapshot();
        let inputs = snapshot.inputs(name)?;
        if let Some(edition) = ready.as_ref().filter(|edition| edition.inputs == inputs) {
            return Some(edition.clone());
        }

        let before = ready.clone();
        let made = catch_unwind(AssertUnwindSafe(|| {
            EditionCache::new(&snapshot, name, before.as_deref())
        }));
        // After a panic, which is a mistake of ours, what was there before is better than nothing.
        if let Ok(made) = made {
            *ready = Some(Arc::new(made?));
        }

        // An edition takes its time to go, and whoever asked for the page need not wait for that.
        rayon::spawn(move || drop(before));
        ready.clone()
    }

    /// Whether an edition is kept ready, or may be.
    pub(super) fn is_hot(&self, name: &str) -> bool {
        let slots = lock(&self.editions);
        slots.iter().any(|slot| slot.name == name) || slots.len() < MOST_EDITIONS
    }

    /// What rendering found wrong in an edition, where that is ready.
    pub(super) fn found(&self, name: &str) -> Vec<Diagnostic> {
        // Whoever makes it ready may take long, and must not hold up those who ask for others.
        let known = lock(&self.editions)
            .iter()
            .find(|slot| slot.name == name)
            .map(|slot| slot.cell.clone());

        let edition = known.and_then(|cell| lock(&cell).clone());
        edition.map(|edition| edition.found()).unwrap_or_default()
    }
}

/// Where an edition stands once it is ready. Whoever makes it ready holds the lock, so that nobody
/// else begins with it.
type EditionCell = Arc<Mutex<Option<Arc<EditionCache>>>>;

/// An edition that is ready, or that somebody is making ready.
struct EditionSlot {
    name: String,
    cell: EditionCell,
}

/// The cell of an edition, new or known. Of too many, the one not used for the longest time goes.
fn cell_of(slots: &mut Vec<EditionSlot>, name: &str) -> EditionCell {
    let known = slots.iter().position(|slot| slot.name == name).map(|at| slots.remove(at));
    let cell = known.map(|slot| slot.cell).unwrap_or_default();
    slots.push(EditionSlot { name: name.to_owned(), cell: cell.clone() });

    if slots.len() > MOST_EDITIONS {
        slots.remove(0);
    }
    cell
}
