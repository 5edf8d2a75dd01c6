//! What is shown at this moment: the version of the handbook, its editions made ready, what was found in them.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::time::Duration;

use tokio::sync::watch;

use super::edition_cache::EditionCache;
use super::editor::Editor;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::Report;
use crate::engine::workshop::Version;
use crate::sync::lock;

/// So many editions are kept ready; others are made ready again when they are asked for.
pub(super) const MOST_EDITIONS: usize = 16;

/// Which version is shown, and which problems: browsers are told when either grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Ticks {
    pub(super) version: u64,
    pub(super) problems: u64,
}

/// What was found wrong.
#[derive(Default)]
pub(super) struct Problems {
    pub(super) report: Report,
    /// Whether the handbook as a whole cannot be read, so that an earlier version is shown.
    pub(super) trouble: bool,
    /// The version it is about.
    pub(super) version: u64,
}

/// What there is to be checked.
pub(super) enum CheckTask {
    Check(Arc<Version>),
    /// The handbook as a whole cannot be read.
    Report(Vec<Diagnostic>),
    /// The program ends.
    End,
}

/// The preview's memory.
pub(super) struct PreviewState {
    pub(super) root: PathBuf,
    pub(super) editor: Editor,
    /// Tells one run of the program from another.
    pub(super) run: String,
    version: RwLock<Arc<Version>>,
    problems: RwLock<Arc<Problems>>,
    ticks: watch::Sender<Ticks>,
    tasks: Sender<CheckTask>,
    /// Whether there is a newer version that cannot be read.
    holds_last_good: AtomicBool,
    ready: Mutex<HashMap<String, EditionSlot>>,
    clock: AtomicU64,
    /// Wakes those who wait for another version.
    news: (Mutex<()>, Condvar),
}

/// An edition that is ready, or that somebody is making ready.
struct EditionSlot {
    shown: Arc<Mutex<Option<Arc<EditionCache>>>>,
    used: u64,
}

impl PreviewState {
    pub(super) fn new(
        root: PathBuf,
        editor: Editor,
        run: String,
        version: Arc<Version>,
        tasks: Sender<CheckTask>,
    ) -> Self {
        Self {
            root,
            editor,
            run,
            version: RwLock::new(version),
            problems: RwLock::default(),
            ticks: watch::Sender::new(Ticks { version: 1, problems: 0 }),
            tasks,
            holds_last_good: AtomicBool::new(false),
            ready: Mutex::default(),
            clock: AtomicU64::new(0),
            news: Default::default(),
        }
    }

    /// Has something checked, or the checking ended.
    pub(super) fn check(&self, task: CheckTask) {
        // Nobody checks any more where the program ends.
        let _ = self.tasks.send(task);
    }

    /// The version of this moment.
    pub(super) fn version(&self) -> Arc<Version> {
        self.version.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Shows another version from now on.
    pub(super) fn show(&self, version: Arc<Version>) {
        let mut shown = self.version.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = std::mem::replace(&mut *shown, version);
        drop(shown);
        self.holds_last_good.store(false, Ordering::Relaxed);
        lock(&self.ready).retain(|name, _| self.version().inputs(name).is_some());
        self.ticks.send_modify(|ticks| ticks.version += 1);
        self.news.1.notify_all();
        // Thousands of pages take their time to go; nobody has to wait for it.
        drop(before);
    }

    /// Goes on showing this version, as the newer one cannot be read.
    pub(super) fn hold_last_good(&self) {
        self.holds_last_good.store(true, Ordering::Relaxed);
    }

    pub(super) fn holds_last_good(&self) -> bool {
        self.holds_last_good.load(Ordering::Relaxed)
    }

    /// Waits for another version, but not longer than this.
    pub(super) fn wait_for_version(&self, time: Duration) {
        // Whether it came is seen by looking.
        drop(self.news.1.wait_timeout(lock(&self.news.0), time));
    }

    pub(super) fn problems(&self) -> Arc<Problems> {
        self.problems.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Says what is wrong from now on; true where that is something else than before.
    pub(super) fn set_problems(&self, problems: Problems) -> bool {
        let before = self.problems();
        let same = before.trouble == problems.trouble
            && before.report.findings.len() == problems.report.findings.len()
            && before.report.editions == problems.report.editions
            && before
                .report
                .findings
                .iter()
                .zip(&problems.report.findings)
                .all(|(a, b)| a.diagnostic == b.diagnostic && a.editions == b.editions);
        let is_first = before.version == 0;
        *self.problems.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Arc::new(problems);
        if !same || is_first {
            self.ticks.send_modify(|ticks| ticks.problems += 1);
        }
        !same
    }

    pub(super) fn ticks(&self) -> Ticks {
        *self.ticks.borrow()
    }

    /// Hears of every change of the ticks.
    pub(super) fn listen(&self) -> watch::Receiver<Ticks> {
        self.ticks.subscribe()
    }

    /// An edition of the version of this moment, made ready if nobody has asked for it yet. None where there is
    /// no such edition.
    pub(super) fn edition(&self, name: &str) -> Option<Arc<EditionCache>> {
        self.version().inputs(name)?;
        let cell = {
            let mut ready = lock(&self.ready);
            let used = self.clock.fetch_add(1, Ordering::Relaxed);
            let cell = ready
                .entry(name.to_owned())
                .or_insert_with(|| EditionSlot { shown: Arc::default(), used });
            cell.used = used;
            let cell = cell.shown.clone();
            while ready.len() > MOST_EDITIONS {
                let Some(oldest) =
                    ready.iter().min_by_key(|(_, ready)| ready.used).map(|(name, _)| name.clone())
                else {
                    break;
                };
                ready.remove(&oldest);
            }
            cell
        };
        let mut slot = lock(&cell);
        // The newest version there is: another thread may have waited here longer than this one.
        let version = self.version();
        let inputs = version.inputs(name)?;
        if let Some(shown) = slot.as_ref().filter(|shown| shown.inputs == inputs) {
            return Some(shown.clone());
        }
        let before = slot.clone();
        let made =
            catch_unwind(AssertUnwindSafe(|| EditionCache::new(&version, name, before.as_deref())));
        match made {
            Ok(Some(shown)) => *slot = Some(Arc::new(shown)),
            Ok(None) => return None,
            // A mistake of ours: what was there before is better than nothing.
            Err(_) => {}
        }
        rayon::spawn(move || drop(before));
        slot.clone()
    }

    /// Whether an edition is kept ready, or may be.
    pub(super) fn is_hot(&self, name: &str) -> bool {
        let ready = lock(&self.ready);
        ready.contains_key(name) || ready.len() < MOST_EDITIONS
    }

    /// What rendering found wrong in the editions that are ready.
    pub(super) fn found(&self, name: &str) -> Vec<Diagnostic> {
        let cell = lock(&self.ready).get(name).map(|ready| ready.shown.clone());
        let shown = cell.and_then(|cell| lock(&cell).clone());
        shown.map(|shown| shown.found()).unwrap_or_default()
    }
}
