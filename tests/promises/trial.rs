//! What came of trying a promise.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Whether a promise could be tried here.
pub(crate) enum Outcome {
    Tried(Trial),
    /// With the reason, for people.
    NotTried(String),
}

/// How often a promise was tried, and where it did not hold.
#[derive(Default)]
pub(crate) struct Trial {
    pub(crate) tried: usize,
    pub(crate) failures: Vec<String>,
    /// The figure that the target is about, where it is about one.
    pub(crate) measured: Option<String>,
}

impl Trial {
    pub(crate) fn count(&mut self, result: Result<(), String>) {
        self.tried += 1;
        self.failures.extend(result.err());
    }

    /// Tries all of some things, on all processors, and tells how far it is.
    pub(crate) fn of<T: Sync>(
        all: &[T],
        attempt: impl Fn(&T) -> Result<(), String> + Sync,
    ) -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let step = all.len().div_ceil(4).max(1);

        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(one) = all.get(at) else { return };
                        if at > 0 && at.is_multiple_of(step) {
                            eprintln!("  {at} of {}", all.len());
                        }
                        let failure = safely(|| attempt(one)).err();
                        failures.lock().expect("whole").extend(failure);
                    }
                });
            }
        });

        let failures = failures.into_inner().expect("whole");
        Self { tried: all.len(), failures, measured: None }
    }

    pub(crate) fn measured(self, measured: impl Into<String>) -> Self {
        Self { measured: Some(measured.into()), ..self }
    }
}

impl From<Trial> for Outcome {
    fn from(trial: Trial) -> Self {
        Self::Tried(trial)
    }
}

/// What the panics since the last look said, and where they were.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what panics say, instead of printing it.
pub(crate) fn listen_for_panics() {
    panic::set_hook(Box::new(|panic| {
        PANICS.lock().expect("whole").push(panic.to_string());
    }));
}

/// What panics have said since this was last asked.
pub(crate) fn panics() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().expect("whole"))
}

/// Does something whose assertions may fail.
pub(crate) fn safely(work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(text.unwrap_or_else(|| "a panic without words".to_owned()))
    })
}

/// A complaint where something is not as it must be.
pub(crate) fn must(holds: bool, complaint: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(complaint()) }
}
