//! Hints that something on the disk may have changed.
//!
//! Whatever the system tells ([`notify`]) only says where to look, and when it is quiet enough to look. A slow
//! look at everything goes on beside it, so that nothing is missed for long; where the system cannot watch,
//! that is all there is, and it goes faster.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::load::{TOPS, Touched, is_input};

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
/// Systems on which each folder is watched by itself: `notify` loses what happens in new folders otherwise.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What the system says of a path.
enum FsEvent {
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
    Look(Touched),
    /// Nothing happened for a while.
    Quiet,
    /// The program ends.
    Stop,
}

/// Watches a handbook.
pub(super) struct Watcher {
    root: PathBuf,
    native: Option<RecommendedWatcher>,
    hints: Receiver<FsEvent>,
    sender: Sender<FsEvent>,
    /// The folders that are watched, and the number the system gave to each.
    watched: BTreeMap<String, u64>,
    /// Folders to be watched anew: they may be others of the same name.
    anew: BTreeSet<String>,
    /// Files that are open and were written to.
    open: BTreeSet<String>,
    /// Of those, the ones that are still waited for.
    writing: BTreeSet<String>,
    /// What was heard of and not looked at yet.
    touched: Touched,
    is_stopped: bool,
    interval: Duration,
    /// Why the system does not watch, once it does not.
    pub(super) trouble: Option<String>,
}

/// Ends a watcher's waiting.
pub(super) struct Stopper(Sender<FsEvent>);

impl Stopper {
    pub(super) fn stop(&self) {
        // Nobody waits any more: that is as good.
        let _ = self.0.send(FsEvent::Stop);
    }
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
            touched: Touched::default(),
            is_stopped: false,
            interval: POLL,
            trouble: None,
        };
        if !poll {
            let (root, to) = (root.to_path_buf(), watcher.sender.clone());
            let tell = move |event| {
                hints_of(event, &root).into_iter().for_each(|hint| drop(to.send(hint)))
            };
            match RecommendedWatcher::new(tell, Config::default().with_follow_symlinks(false)) {
                Ok(native) => (watcher.native, watcher.interval) = (Some(native), NET),
                Err(error) => watcher.give_up(&error),
            }
        }
        watcher
    }

    pub(super) fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
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

    fn wait_for(&mut self, time: Duration) -> Call {
        if self.touched.is_nothing() && !self.is_stopped {
            match self.hints.recv_timeout(time) {
                Ok(hint) => self.take(hint),
                Err(_) => return Call::Quiet,
            }
        }
        self.gather()
    }

    /// Waits a little longer, and adds what happens to what is to be looked at.
    pub(super) fn wait_for_more(&mut self, touched: &mut Touched, time: Duration) -> Call {
        let call = self.wait_for(time);
        if let Call::Look(more) = &call {
            add(touched, more.clone());
        }
        call
    }

    /// Takes the hints that have come, without waiting; they are looked into later.
    pub(super) fn hear(&mut self) {
        while let Ok(hint) = self.hints.try_recv() {
            self.take(hint);
        }
    }

    /// Has these paths looked at the next time.
    pub(super) fn look_again(&mut self, paths: BTreeSet<String>) {
        add(&mut self.touched, Touched::Paths(paths));
    }

    /// Whether a file is open and was written to.
    pub(super) fn is_open(&self, file: &str) -> bool {
        self.open.contains(file)
    }

    /// Notes a hint.
    fn take(&mut self, hint: FsEvent) {
        let path = match hint {
            FsEvent::Stop => return self.is_stopped = true,
            FsEvent::Lost => {
                // Perhaps the word that a file was closed is lost, too.
                self.open.clear();
                self.writing.clear();
                return self.touched = Touched::Everything;
            }
            FsEvent::Writing(path) => {
                self.open.insert(path.clone());
                self.writing.insert(path.clone());
                path
            }
            FsEvent::Written(path) => {
                self.open.remove(&path);
                self.writing.remove(&path);
                path
            }
            FsEvent::Touched(path) => path,
        };
        if self.watched.contains_key(&path) {
            self.anew.insert(path.clone());
        }
        add(&mut self.touched, Touched::Paths(BTreeSet::from([path])));
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

    /// Watches these folders and the root, and no others. True where one of them is watched only now, so that
    /// something may have happened there unseen.
    pub(super) fn follow(&mut self, folders: &BTreeSet<String>) -> bool {
        if self.native.is_none() {
            return false;
        }
        let root = String::new();
        let all: Vec<&String> = std::iter::once(&root)
            .chain(folders.iter().filter(|folder| BY_FOLDER || !folder.contains('/')))
            .collect();
        let anew = std::mem::take(&mut self.anew);
        let is_below = |folder: &str| {
            anew.iter().any(|path| {
                folder.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let numbers: BTreeMap<String, u64> = all
            .into_iter()
            .map(|folder| (folder.clone(), number(&self.root.join(folder))))
            .collect();
        let stale = |(folder, known): (&String, &u64)| {
            numbers.get(folder) != Some(known) || anew.contains(folder) || is_below(folder)
        };
        let stale: Vec<String> = self
            .watched
            .iter()
            .filter(|entry| stale(*entry))
            .map(|(folder, _)| folder.clone())
            .collect();
        let Some(native) = &mut self.native else { return false };
        for folder in stale {
            self.watched.remove(&folder);
            // Mostly the folder is gone, and the watch with it.
            let _ = native.unwatch(&self.root.join(&folder));
        }
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
                Err(error) if is_gone(&error) => {}
                Err(error) => {
                    self.give_up(&error);
                    return false;
                }
            }
        }
        is_new
    }

    /// Goes on without the system's help.
    fn give_up(&mut self, error: &notify::Error) {
        self.native = None;
        self.watched.clear();
        self.interval = POLL;
        self.trouble = Some(match error.kind {
            notify::ErrorKind::MaxFilesWatch => "the system watches no more folders".to_owned(),
            _ => error.to_string(),
        });
    }
}

fn add(touched: &mut Touched, more: Touched) {
    match (touched, more) {
        (Touched::Paths(paths), Touched::Paths(more)) => paths.extend(more),
        (touched, Touched::Everything) => *touched = Touched::Everything,
        (Touched::Everything, _) => {}
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
        }
        _ => false,
    }
}

/// The number that the system gave to a folder; 0 where it gives none.
fn number(folder: &Path) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(folder).map_or(0, |metadata| metadata.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        0
    }
}

/// What an event means, for the paths that may be the handbook's.
fn hints_of(event: notify::Result<Event>, root: &Path) -> Vec<FsEvent> {
    let event = match event {
        Ok(event) if event.need_rescan() => return vec![FsEvent::Lost],
        Ok(event) => event,
        Err(_) => return vec![FsEvent::Lost],
    };
    let paths = event.paths.iter().filter_map(|path| {
        let path = path.strip_prefix(root).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        let top = path.split('/').next().unwrap_or_default();
        TOPS.contains(&top).then_some(path)
    });
    let hint: fn(String) -> FsEvent = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => FsEvent::Written,
        EventKind::Modify(ModifyKind::Data(_)) | EventKind::Create(CreateKind::File)
            if TELLS_CLOSING =>
        {
            FsEvent::Writing
        }
        EventKind::Remove(RemoveKind::File) | EventKind::Modify(ModifyKind::Name(_)) => {
            FsEvent::Written
        }
        // Reading is no change.
        EventKind::Access(_) => return Vec::new(),
        _ => FsEvent::Touched,
    };
    let hint = |path: String| if is_input(&path) { hint(path) } else { FsEvent::Touched(path) };
    paths.map(hint).collect()
}
