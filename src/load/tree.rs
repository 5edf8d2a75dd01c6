//! A handbook's files kept in memory and compared with the disk again and again, for the preview.
//!
//! Whoever watches the disk only says where to look ([`Touched`]); what counts is what is there. A file
//! is read again where its [`Stamp`] is another, and once more after it was read: a second change within
//! the file system's tick of time leaves length and times as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::classify::{self, Slot};
use super::origin::{DEFAULT_THEME_FOLDER, MAX_DEPTH, Met, TOPS, default_theme, walk};
use super::read::{self, Contents};
use super::{Assembly, LayerFiles, LayerId, LoadError, Origin, Sources, ThemeFiles};
use crate::diagnostic::Diagnostic;

/// Where to look for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Everywhere.
    Everything,
    /// At these paths from the root, and what stands beside them.
    Paths(BTreeSet<String>),
}

/// What is different on the disk.
#[derive(Default)]
pub struct Changes {
    /// Files that are new or other than they were.
    found: Vec<(String, Known)>,
    /// Files that are gone.
    gone: Vec<String>,
    /// Files whose contents are as they were, and what the disk says of them now.
    same: Vec<(String, Stamp)>,
    /// The folders below those that were looked at.
    folders: Vec<(String, BTreeSet<String>)>,
    /// Whether a file is gone or has just become empty: many programs save in this way, and put the rest there
    /// in the next moment.
    pub doubtful: bool,
}

impl Default for Touched {
    fn default() -> Self {
        Self::Paths(BTreeSet::new())
    }
}

impl Touched {
    /// Whether there is nowhere to look.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Paths(paths) if paths.is_empty())
    }

    /// Whether somebody said to look at this very path.
    pub fn names(&self, path: &str) -> bool {
        matches!(self, Self::Paths(paths) if paths.contains(path))
    }
}

impl Changes {
    /// Whether any file is new, other or gone.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.gone.is_empty()
    }

    /// Puts off what may be half of a change: files that are gone, empty, or open. Gives their paths, to be looked at
    /// again.
    pub fn put_off(&mut self, is_open: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let is_half = |(file, known): &mut (String, Known)| is_empty(&known.contents) || is_open(file);
        let half = self.found.extract_if(.., is_half).map(|(file, _)| file);
        let half: BTreeSet<String> = half.collect();
        half.into_iter().chain(std::mem::take(&mut self.gone)).collect()
    }

    /// Whether another look found the very same.
    pub fn is_as(&self, other: &Self) -> bool {
        let found = |changes: &Self| -> Vec<(String, Stamp)> {
            changes.found.iter().map(|(file, known)| (file.clone(), known.stamp)).collect()
        };
        self.gone == other.gone && found(self) == found(other)
    }

    /// The files that are new or other.
    pub fn found(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(file, _)| file.as_str())
    }

    /// The files that are new, other or gone, by path from the root.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = self.found.iter().map(|(file, _)| file).chain(&self.gone).cloned().collect();
        files.sort();
        files
    }
}

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Stamp {
    bytes: u64,
    /// Times of the last changes to text and entry, and the file's number, as far as the system has them.
    when: [i128; 2],
    number: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
            Self {
                bytes: metadata.len(),
                when: [
                    nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
                    nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
                ],
                number: metadata.ino(),
            }
        }
        #[cfg(not(unix))]
        {
            let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            let when = since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(0));
            Self { bytes: metadata.len(), when: [when, 0], number: 0 }
        }
    }
}

/// A file as it was when it was last looked at.
#[derive(Clone)]
struct Known {
    slot: Option<Slot>,
    contents: Result<Contents, Diagnostic>,
    stamp: Stamp,
    /// Whether it was read again later and was the same.
    settled: bool,
}

/// Files that belong to one layer or theme, and what they make.
#[derive(Default)]
struct Group {
    files: BTreeMap<String, Known>,
    made: Option<Made>,
}

#[derive(Clone)]
struct Made {
    layer: Option<Arc<LayerFiles>>,
    theme: Option<(String, Arc<ThemeFiles>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    /// The same with another text of a page; none where more must be done. Saves going through thousands of files for
    /// what happens most.
    fn with(mut self, known: &Known) -> Option<Self> {
        let (Some(Slot::Page(..)), Ok(Contents::Page(new))) = (&known.slot, &known.contents) else { return None };
        let layer = Arc::make_mut(self.layer.as_mut()?);
        let at = layer.pages.binary_search_by(|page| page.path.cmp(&new.path)).ok()?;
        layer.pages[at] = new.clone();
        Some(self)
    }
}

/// All files of a handbook on disk.
pub struct Tree {
    root: PathBuf,
    origin: Origin,
    groups: BTreeMap<String, Group>,
    folders: BTreeSet<String>,
    default_theme: Arc<ThemeFiles>,
}

impl Tree {
    /// Nothing yet of the handbook in a folder.
    pub fn new(root: PathBuf) -> Self {
        let origin = Origin::Disk(root.clone());
        let mut assembly = Assembly::default();
        for file in default_theme() {
            if let Some(slot) = classify::slot(&file) {
                let (slot, contents) = read::contents(&Origin::memory(BTreeMap::new()), slot, file);
                assembly.place(&slot, contents);
            }
        }
        let default_theme = assembly.finish().themes.remove("default").unwrap_or_default().into();
        Self { root, origin, groups: BTreeMap::new(), folders: BTreeSet::new(), default_theme }
    }

    /// The folders of the handbook that are there, the tops first, for those who watch them.
    pub fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// The folders that will be there once these changes are taken over.
    pub fn folders_after(&self, changes: &Changes) -> BTreeSet<String> {
        let mut folders = self.folders.clone();
        update(&mut folders, &changes.folders);
        folders
    }

    /// Looks at the disk and says what is different; takes nothing over.
    pub fn compare(&self, touched: &Touched) -> Changes {
        let mut look = Look { tree: self, changes: Changes::default(), to_read: BTreeMap::new() };
        match touched {
            Touched::Everything => TOPS.iter().for_each(|top| look.folder(top, MAX_DEPTH)),
            Touched::Paths(paths) => look.paths(paths),
        }
        look.read()
    }

    /// Takes over what was found.
    pub fn apply(&mut self, changes: Changes) {
        update(&mut self.folders, &changes.folders);
        for (file, stamp) in changes.same {
            let group = self.groups.get_mut(group_of(&file));
            if let Some(known) = group.and_then(|group| group.files.get_mut(&file)) {
                (known.stamp, known.settled) = (stamp, true);
            }
        }
        for file in changes.gone {
            if let Some(group) = self.groups.get_mut(group_of(&file)) {
                group.files.remove(&file);
                group.made = None;
            }
        }
        for (file, known) in changes.found {
            let group = self.groups.entry(group_of(&file).to_owned()).or_default();
            group.made = group.made.take().and_then(|made| made.with(&known));
            group.files.insert(file, known);
        }
        self.groups.retain(|_, group| !group.files.is_empty());
    }

    /// The handbook's files, put together; layers and themes in which nothing changed are those of the last time.
    ///
    /// # Errors
    /// [`LoadError`] where there is no usable `content/handbook.yaml`.
    pub fn sources(&mut self) -> Result<Sources, LoadError> {
        let known = self.groups.get(TOPS[0]).and_then(|group| group.files.get(HANDBOOK));
        let handbook = match known.map(|known| known.contents.clone()) {
            Some(Ok(Contents::Text(text))) => text,
            Some(Err(diagnostic)) => return Err(LoadError::Handbook(Box::new(diagnostic))),
            _ => return Err(LoadError::NoHandbook { start: self.root.clone(), named: true }),
        };
        let mut layers: Vec<Arc<LayerFiles>> = Vec::new();
        let mut themes = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for group in self.groups.values_mut() {
            let files = &group.files;
            let made = group.made.get_or_insert_with(|| make(files));
            themes.extend(made.theme.clone());
            diagnostics.extend(
                made.diagnostics.iter().filter(|found| !diagnostics.contains(*found)).cloned().collect::<Vec<_>>(),
            );
            let Some(layer) = &made.layer else { continue };
            // What a folder above says of all may stand beside a layer's own.
            match layers.iter_mut().find(|known| known.id == layer.id) {
                Some(known) => Arc::make_mut(known).diagnostics.extend(layer.diagnostics.iter().cloned()),
                None => layers.push(layer.clone()),
            }
        }
        if !self.groups.contains_key(DEFAULT_THEME_FOLDER.trim_end_matches('/')) {
            themes.insert("default".to_owned(), self.default_theme.clone());
        }
        if layers.iter().all(|layer| layer.id != LayerId::Base) {
            layers.push(Arc::new(LayerFiles::new(LayerId::Base)));
        }
        layers.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Sources { origin: self.origin.clone(), handbook, layers, themes, diagnostics })
    }
}

/// Puts the folders that were met in the place of those that were known.
fn update(folders: &mut BTreeSet<String>, looked_at: &[(String, BTreeSet<String>)]) {
    for (folder, below) in looked_at {
        let inside = format!("{folder}/");
        folders.retain(|known| known != folder && !known.starts_with(&inside));
        folders.extend(below.iter().cloned());
    }
}

const HANDBOOK: &str = "content/handbook.yaml";

/// The folder whose files make one layer or theme: the part of a path that says so.
fn group_of(file: &str) -> &str {
    let parts = |count: usize| file.match_indices('/').nth(count - 1).map_or(file, |(at, _)| &file[..at]);
    if file.starts_with("content/base/") || file.starts_with("themes/") {
        parts(2)
    } else if file.starts_with("content/firms/") || file.starts_with("content/layers/") {
        parts(3)
    } else {
        parts(1)
    }
}

fn make(files: &BTreeMap<String, Known>) -> Made {
    let mut assembly = Assembly::default();
    for (file, known) in files {
        match (&known.slot, &known.contents) {
            (Some(slot), contents) => assembly.place(slot, contents.clone()),
            (None, Err(diagnostic)) => assembly.leave_out(None, file, diagnostic.clone()),
            (None, Ok(_)) => {}
        }
    }
    let Assembly { layers, themes, diagnostics } = assembly.finish();
    Made {
        layer: layers.into_iter().next().map(Arc::new),
        theme: themes.into_iter().next().map(|(name, files)| (name, Arc::new(files))),
        diagnostics,
    }
}

/// One look at the disk.
struct Look<'t> {
    tree: &'t Tree,
    changes: Changes,
    to_read: BTreeMap<String, Stamp>,
}

impl Look<'_> {
    fn known(&self, file: &str) -> Option<&Known> {
        self.tree.groups.get(group_of(file))?.files.get(file)
    }

    /// What is known at or below a path.
    fn known_below(&self, path: &str) -> Vec<String> {
        let inside = format!("{path}/");
        let groups = self.tree.groups.iter().filter(|(name, _)| group_of(path) == **name || name.starts_with(&inside));
        let below = groups.flat_map(|(_, group)| {
            let from = group.files.range(inside.clone()..).map(|(file, _)| file);
            let itself = group.files.get_key_value(path).map(|(file, _)| file);
            from.take_while(|file| file.starts_with(&inside)).chain(itself)
        });
        below.cloned().collect()
    }

    /// Looks at some paths, at what stands beside them, and at all below those that are folders.
    fn paths(&mut self, paths: &BTreeSet<String>) {
        let mut beside = BTreeSet::new();
        let mut whole: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            if self.tree.root.join(path).is_dir() {
                whole.insert(path);
            }
            if let Some((folder, _)) = path.rsplit_once('/') {
                beside.insert(folder);
            } else if TOPS.contains(&path.as_str()) {
                whole.insert(path);
            }
        }
        for path in &whole {
            let above = whole.iter().any(|other| path.strip_prefix(*other).is_some_and(|rest| rest.starts_with('/')));
            if !above {
                self.folder(path, MAX_DEPTH);
            }
        }
        for folder in beside {
            if !whole.iter().any(|path| folder == *path || folder.starts_with(&format!("{path}/"))) {
                self.folder(folder, 1);
            }
        }
        // A file that a watcher names is read whatever its stamp says.
        for path in paths {
            if let Some(known) = self.known(path)
                && (known.slot.is_some() || path == HANDBOOK)
                && !self.changes.gone.contains(path)
            {
                let stamp = known.stamp;
                self.to_read.entry(path.clone()).or_insert(stamp);
            }
        }
    }

    /// Compares a folder, so many levels deep, with what is known of it.
    fn folder(&mut self, folder: &str, levels: usize) {
        let mut met = BTreeSet::new();
        let mut folders = BTreeSet::new();
        let mut new_folders = Vec::new();
        let root = self.tree.root.clone();
        walk(&root, folder, levels, &mut |found| match found {
            Met::File(name, entry) => {
                let Some(slot) = classify::slot(&name).map(Some).or((name == HANDBOOK).then_some(None)) else { return };
                let Ok(metadata) = entry.metadata() else { return };
                let stamp = Stamp::of(&metadata);
                let is_same = self.known(&name).is_some_and(|known| {
                    known.settled && known.stamp == stamp && known.slot.is_some() == slot.is_some()
                });
                if !is_same {
                    self.to_read.insert(name.clone(), stamp);
                }
                met.insert(name);
            }
            Met::Folder(name) => {
                if levels == 1 && name != folder && !self.tree.folders.contains(&name) {
                    new_folders.push(name.clone());
                }
                folders.insert(name);
            }
            Met::Refused(name, reason) => {
                let diagnostic = read::skipped(&name.as_str().into(), &reason);
                let is_known = |known: &Known| matches!(&known.contents, Err(found) if *found == diagnostic);
                if !self.known(&name).is_some_and(is_known) {
                    let known = Known {
                        slot: classify::slot(&name),
                        contents: Err(diagnostic),
                        stamp: Stamp::default(),
                        settled: true,
                    };
                    self.changes.found.push((name.clone(), known));
                }
                met.insert(name);
            }
        });
        let prefix = format!("{folder}/");
        let is_direct = |path: &str| path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/'));
        if levels == 1 {
            // Those that stand in it and are still there were not looked into.
            for known in self.tree.folders.iter().filter(|known| is_direct(known)).cloned().collect::<Vec<_>>() {
                if !folders.contains(&known) {
                    self.lose(&known, &BTreeSet::new());
                    self.changes.folders.push((known, BTreeSet::new()));
                }
            }
            for file in self.known_below(folder).into_iter().filter(|file| is_direct(file)) {
                if !met.contains(&file) {
                    self.lose(&file, &BTreeSet::new());
                }
            }
            for new in new_folders {
                self.folder(&new, MAX_DEPTH);
            }
            if folders.is_empty() {
                self.changes.folders.push((folder.to_owned(), BTreeSet::new()));
            }
        } else {
            self.lose(folder, &met);
            self.changes.folders.push((folder.to_owned(), folders));
        }
    }

    /// Counts as gone what is known at or below a path and was not met.
    fn lose(&mut self, path: &str, met: &BTreeSet<String>) {
        let gone: Vec<String> = self.known_below(path).into_iter().filter(|file| !met.contains(file)).collect();
        self.changes.doubtful |= !gone.is_empty();
        self.changes.gone.extend(gone);
    }

    /// Reads what must be read, and says what became of it.
    fn read(mut self) -> Changes {
        let to_read: Vec<(String, Stamp)> = std::mem::take(&mut self.to_read).into_iter().collect();
        let read = |(file, stamp): (String, Stamp)| {
            let Some(slot) = classify::slot(&file) else {
                let contents = read::handbook(&self.tree.origin).map(Contents::Text);
                let contents = contents.map_err(|error| match error {
                    LoadError::Handbook(diagnostic) => *diagnostic,
                    other => Diagnostic::new("skipped-file", other.to_string()),
                });
                return (file, Known { slot: None, contents, stamp, settled: false });
            };
            let (slot, contents) = read::contents(&self.tree.origin, slot, file.clone());
            (file, Known { slot: Some(slot), contents, stamp, settled: false })
        };
        let read: Vec<(String, Known)> = to_read.into_par_iter().map(read).collect();
        for (file, new) in read {
            match self.known(&file) {
                Some(old) if same(&old.contents, &new.contents) => self.changes.same.push((file, new.stamp)),
                old => {
                    let emptied = old.is_none_or(|old| !is_empty(&old.contents)) && is_empty(&new.contents);
                    self.changes.doubtful |= emptied || vanished(&new.contents);
                    self.changes.found.push((file, new));
                }
            }
        }
        self.changes
    }
}

fn same(a: &Result<Contents, Diagnostic>, b: &Result<Contents, Diagnostic>) -> bool {
    match (a, b) {
        (Ok(Contents::Page(a)), Ok(Contents::Page(b))) => a.digest == b.digest,
        (Ok(Contents::Text(a)), Ok(Contents::Text(b))) => a.digest == b.digest,
        (Ok(Contents::Asset(a)), Ok(Contents::Asset(b))) => a == b,
        (Err(a), Err(b)) => a == b,
        _ => false,
    }
}

fn is_empty(contents: &Result<Contents, Diagnostic>) -> bool {
    match contents {
        Ok(Contents::Page(page)) => page.text.is_empty(),
        Ok(Contents::Text(text)) => text.text.is_empty(),
        Ok(Contents::Asset(asset)) => asset.bytes == 0,
        Err(_) => false,
    }
}

/// Whether a file was gone when it was to be read.
fn vanished(contents: &Result<Contents, Diagnostic>) -> bool {
    matches!(contents, Err(diagnostic) if diagnostic.message.ends_with("it is gone"))
}
