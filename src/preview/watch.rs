//! Hints that something on the disk may have changed.
//!
//! Whatever the system tells ([`notify`]) only says where to look, and when it is quiet enough to
//! look. A slow look at everything goes on beside it, so that nothing is missed for long; where the
//! system cannot watch, that is all there is, and it goes faster.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::load::{Hint, TOPS, is_input};

/// So long nothing may happen before somebody looks.
const QUIET: Duration = Duration::from_millis(3);
/// So often nothing may happen, for `QUIET` each, while a file is open for writing.
const PATIENCE: usize = 30;
/// A look is taken after so many hints even if they go on.
const MANY: usize = 4_000;
/// How often everything is looked at beside the hints, and without any.
const NET: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(250);

/// Systems that tell when a file that was written to is closed.
const TELLS_CLOSING: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// Systems on which each folder is watched by itself: `notify` loses what happens in new folders
/// otherwise.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What the system says of a path.
enum WatchHint {
    Touched(String),
    /// A file is open and was written to.
    Writing(String),
    /// It was closed, or is gone.
    Written(String),
    /// Hints were lost.
    Lost,
    /// The program ends.
    Stop,
}

/// Why somebody should look.
pub(super) enum Call {
    /// Something happened here.
    Look(Hint),
    /// Nothing happened for a while.
    Quiet,
    /// The program ends.
    Stop,
}

/// Watches a handbook.
pub(super) struct Watcher {
    root: PathBuf,
    native: Option<RecommendedWatcher>,
    hints: Receiver<WatchHint>,
    sender: Sender<WatchHint>,
    /// The folders that are watched, and the number the system gave to each.
    watched: BTreeMap<String, u64>,
    /// Folders to be watched anew: they may be others of the same name.
    anew: BTreeSet<String>,
    /// Files that are open and were written to.
    open: BTreeSet<String>,
    /// Of those, the ones that are still waited for.
    writing: BTreeSet<String>,
    /// What was heard of and not looked at yet.
    touched: Hint,
    is_stopped: bool,
    interval: Duration,
    /// Why the system does not watch, once it does not.
    pub(super) failure: Option<String>,
}

impl Watcher {
    /// Watches a folder; with `poll`, by looking alone.
    pub(super) fn new(root: &Path, poll: bool) -> Self {
        let (sender, hints) = channel();
        let mut watcher = Self {
            root: root.to_path_buf(),
            native: None,
            hints,
            sender,
            watched: BTreeMap::new(),
            anew: BTreeSet::new(),
            open: BTreeSet::new(),
            writing: BTreeSet::new(),
            touched: Hint::default(),
            is_stopped: false,
            interval: POLL,
            failure: None,
        };
        if poll {
            return watcher;
        }

        match native(root.to_path_buf(), watcher.sender.clone()) {
            Ok(native) => (watcher.native, watcher.interval) = (Some(native), NET),
            Err(error) => watcher.give_up(&error),
        }
        watcher
    }

    /// What ends its waiting.
    pub(super) fn stopper(&self) -> impl Fn() + use<> {
        let hints = self.sender.clone();
        // Where nobody waits any more, that is as good.
        move || drop(hints.send(WatchHint::Stop))
    }

    /// Looks at everything so seldom that a look of this length costs little.
    pub(super) fn pace(&mut self, look: Duration) {
        let usual = if self.native.is_some() { NET } else { POLL };
        self.interval = usual.max(look * 40);
    }

    /// Waits until there is a reason to look.
    pub(super) fn wait(&mut self) -> Call {
        self.wait_for(self.interval)
    }

    /// Waits for a reason to look, but not longer than this.
    pub(super) fn wait_for(&mut self, time: Duration) -> Call {
        // Of what was put off no further hint may come, so it is not waited for.
        if self.touched.is_nothing() && !self.is_stopped {
            match self.hints.recv_timeout(time) {
                Ok(hint) => self.take(hint),
                Err(_) => return Call::Quiet,
            }
        }
        self.gather()
    }

    /// Takes the hints that have come, without waiting; they are looked into later.
    pub(super) fn hear(&mut self) {
        while let Ok(hint) = self.hints.try_recv() {
            self.take(hint);
        }
    }

    /// Has these paths looked at the next time.
    pub(super) fn look_again(&mut self, paths: BTreeSet<String>) {
        add(&mut self.touched, Hint::Paths(paths));
    }

    /// Whether the system tells of changes, so that none is seen by looking alone.
    pub(super) fn is_told(&self) -> bool {
        self.native.is_some()
    }

    /// Whether a file is open and was written to.
    pub(super) fn is_open(&self, file: &str) -> bool {
        self.open.contains(file)
    }

    /// Notes a hint.
    fn take(&mut self, hint: WatchHint) {
        let path = match hint {
            WatchHint::Stop => return self.is_stopped = true,
            WatchHint::Lost => {
                // Perhaps the word that a file was closed is lost, too.
                self.open.clear();
                self.writing.clear();
                return self.touched = Hint::Everything;
            }
            WatchHint::Writing(path) => {
                self.open.insert(path.clone());
                self.writing.insert(path.clone());
                path
            }
            WatchHint::Written(path) => {
                self.open.remove(&path);
                self.writing.remove(&path);
                path
            }
            WatchHint::Touched(path) => path,
        };

        // A folder: perhaps it went, and another came in its place.
        if self.watched.contains_key(&path) {
            self.anew.insert(path.clone());
        }
        add(&mut self.touched, Hint::Paths(BTreeSet::from([path])));
    }

    /// Takes hints until it is quiet.
    fn gather(&mut self) -> Call {
        let mut patience = PATIENCE;
        for _ in 0..MANY {
            match self.hints.recv_timeout(QUIET) {
                Ok(hint) => self.take(hint),
                Err(_) if self.writing.is_empty() || patience == 0 => break,
                Err(_) => patience -= 1,
            }
        }

        if patience == 0 {
            // Some programs keep a file open: others' changes do not wait for it again.
            self.writing.clear();
        }

        if self.is_stopped {
            return Call::Stop;
        }
        Call::Look(std::mem::take(&mut self.touched))
    }

    /// Watches these folders and the root, and no others. True where one of them is watched only
    /// now, so that something may have happened there unseen.
    pub(super) fn follow(&mut self, folders: &BTreeSet<String>) -> bool {
        let Some(mut native) = self.native.take() else { return false };

        let numbers = self.numbers(folders);
        self.end_stale(&mut native, &numbers);
        match self.begin_new(&mut native, numbers) {
            Ok(is_new) => {
                self.native = Some(native);
                is_new
            }
            Err(error) => {
                self.give_up(&error);
                false
            }
        }
    }

    /// The folders to be watched, and the number the system gave to each.
    fn numbers(&self, folders: &BTreeSet<String>) -> BTreeMap<String, u64> {
        let folders = folders.iter().map(String::as_str);
        std::iter::once("")
            .chain(folders.filter(|folder| BY_FOLDER || !folder.contains('/')))
            .map(|folder| (folder.to_owned(), number(&self.root.join(folder))))
            .collect()
    }

    /// Ends the watches of folders that are gone, and of those that may be others of the same name.
    fn end_stale(&mut self, native: &mut RecommendedWatcher, numbers: &BTreeMap<String, u64>) {
        let anew = std::mem::take(&mut self.anew);

        self.watched.retain(|folder, known| {
            let is_stale = numbers.get(folder) != Some(known)
                || anew.iter().any(|path| is_at_or_below(folder, path));
            if is_stale {
                // Mostly the folder is gone, and the watch with it.
                let _ = native.unwatch(&self.root.join(folder));
            }
            !is_stale
        });
    }

    /// Watches the folders that are not watched yet; says whether there were any.
    fn begin_new(
        &mut self,
        native: &mut RecommendedWatcher,
        numbers: BTreeMap<String, u64>,
    ) -> notify::Result<bool> {
        let mut is_new = false;
        for (folder, number) in numbers {
            if self.watched.contains_key(&folder) {
                continue;
            }

            let mode = if BY_FOLDER || folder.is_empty() {
                RecursiveMode::NonRecursive
            } else {
                RecursiveMode::Recursive
            };

            match native.watch(&self.root.join(&folder), mode) {
                Ok(()) => {
                    self.watched.insert(folder, number);
                    is_new = true;
                }
                // It went a moment ago: the next look finds that.
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(is_new)
    }

    /// Goes on without the system's help.
    fn give_up(&mut self, error: &notify::Error) {
        self.native = None;
        self.watched.clear();
        self.interval = POLL;
        self.failure = Some(match error.kind {
            notify::ErrorKind::MaxFilesWatch => "the system watches no more folders".to_owned(),
            _ => error.to_string(),
        });
    }
}

/// Whether a folder is a path, or stands in it.
fn is_at_or_below(folder: &str, path: &str) -> bool {
    folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Adds to what is to be looked at.
pub(super) fn add(touched: &mut Hint, more: Hint) {
    match (touched, more) {
        (Hint::Paths(paths), Hint::Paths(more)) => paths.extend(more),
        (touched, Hint::Everything) => *touched = Hint::Everything,
        (Hint::Everything, _) => {}
    }
}

fn is_gone(error: &notify::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match &error.kind {
        notify::ErrorKind::Io(error) => matches!(error.kind(), NotFound | NotADirectory),
        kind => matches!(kind, notify::ErrorKind::PathNotFound),
    }
}

/// The number that the system gave to a folder; 0 where it gives none.
#[cfg(unix)]
fn number(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::symlink_metadata(folder).map_or(0, |metadata| metadata.ino())
}

/// Here the system gives no numbers.
#[cfg(not(unix))]
fn number(_: &Path) -> u64 {
    0
}

/// What the system offers to watch a folder with; it sends its hints from a thread of its own.
fn native(root: PathBuf, to: Sender<WatchHint>) -> notify::Result<RecommendedWatcher> {
    let config = Config::default().with_follow_symlinks(false);
    RecommendedWatcher::new(
        move |event| {
            for hint in hints_of(event, &root) {
                // Nobody listens any more where the program ends.
                let _ = to.send(hint);
            }
        },
        config,
    )
}

/// What an event means, for the paths that may be the handbook's.
fn hints_of(event: notify::Result<Event>, root: &Path) -> Vec<WatchHint> {
    let Some(event) = event.ok().filter(|event| !event.need_rescan()) else {
        return vec![WatchHint::Lost];
    };
    let hint: fn(String) -> WatchHint = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => WatchHint::Written,
        // Other systems do not tell that a file was closed: each change would wait for it in vain.
        EventKind::Modify(ModifyKind::Data(_)) | EventKind::Create(CreateKind::File)
            if TELLS_CLOSING =>
        {
            WatchHint::Writing
        }
        // After these no word may come that the file was closed, so it is not waited for.
        EventKind::Remove(RemoveKind::File) | EventKind::Modify(ModifyKind::Name(_)) => {
            WatchHint::Written
        }
        // Reading is no change.
        EventKind::Access(_) => return Vec::new(),
        _ => WatchHint::Touched,
    };

    let paths = event.paths.iter().filter_map(|path| path_in(root, path));
    // Nobody waits until a file that is no input is closed.
    paths.map(|path| if is_input(&path) { hint(path) } else { WatchHint::Touched(path) }).collect()
}

/// The path from the root of what may be the handbook's.
fn path_in(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    let top = path.split('/').next().unwrap_or_default();
    TOPS.contains(&top).then_some(path)
}
