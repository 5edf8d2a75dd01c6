//! A handbook's files kept in memory and compared with the disk again and again, for the preview.
//!
//! Whoever watches the disk only says where to look ([`Hint`]); what counts is what is there. A
//! file is read again where its [`FileStamp`] is another, and once more after it was read: a second
//! change within the file system's tick of time leaves length and times as they were.

mod changes;
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::PathBuf;
use std::sync::Arc;

use super::classify::{self, FileSlot};
use super::origin::{DEFAULT_THEME_FOLDER, default_theme};
use super::read::{self, Contents};
use super::refusal::{ReadError, Refusal};
use super::{Assembly, HANDBOOK, LayerFiles, LayerId, LoadError, Origin, Sources, ThemeFiles};
use crate::diagnostic::Diagnostic;
use scan::Scan;

pub(crate) use changes::{Changes, Hint};

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct FileStamp {
    bytes: u64,
    /// Times of the last changes to text and entry, and the file's number, as far as the system has
    /// them.
    when: [i128; 2],
    number: u64,
}

impl FileStamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;

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
    fn of(metadata: &Metadata) -> Self {
        let since = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let when = since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(0));
        Self { bytes: metadata.len(), when: [when, 0], number: 0 }
    }
}

#[cfg(unix)]
fn nanoseconds(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}

/// A file as it was when it was last looked at.
#[derive(Clone)]
struct KnownFile {
    /// None for what was refused and would not have been read anyway, such as a link to a folder.
    slot: Option<FileSlot>,
    contents: Result<Contents, Refusal>,
    stamp: FileStamp,
    /// Whether it was read again later and was the same.
    settled: bool,
}

impl KnownFile {
    fn read(origin: &Origin, file: &str, stamp: FileStamp) -> Self {
        let slot = classify::slot(file);
        let contents = match &slot {
            Some(slot) => read::contents(origin, slot, file),
            None => Err(Refusal::Unreadable(ReadError::Gone)),
        };
        Self { slot, contents, stamp, settled: false }
    }

    fn is_same(&self, contents: &Result<Contents, Refusal>) -> bool {
        self.contents.as_ref().map(Contents::digest) == contents.as_ref().map(Contents::digest)
    }

    fn is_empty(&self) -> bool {
        self.contents.as_ref().is_ok_and(Contents::is_empty)
    }

    /// Whether it was gone when it was to be read.
    fn is_gone(&self) -> bool {
        matches!(self.contents, Err(Refusal::Unreadable(ReadError::Gone)))
    }
}

/// Files that belong to one layer or theme, and what they make.
#[derive(Default)]
struct Group {
    files: BTreeMap<String, KnownFile>,
    made: Option<Made>,
}

#[derive(Clone)]
struct Made {
    layer: Option<Arc<LayerFiles>>,
    theme: Option<(String, Arc<ThemeFiles>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    fn of(files: &BTreeMap<String, KnownFile>) -> Self {
        let mut assembly = Assembly::default();
        for (file, known) in files {
            match (&known.slot, &known.contents) {
                (Some(slot), contents) => assembly.place(file, slot, contents.clone()),
                (None, Err(refusal)) => assembly.leave_out(None, file, refusal.diagnostic(file)),
                (None, Ok(_)) => {}
            }
        }

        let Assembly { layers, themes, diagnostics } = assembly.finish();
        Self {
            layer: layers.into_iter().next().map(Arc::new),
            theme: themes.into_iter().next().map(|(name, files)| (name, Arc::new(files))),
            diagnostics,
        }
    }

    /// The same with another text of a page; none where more must be done. Saves going through
    /// thousands of files for what happens most.
    fn with(mut self, known: &KnownFile) -> Option<Self> {
        let Ok(Contents::Page(new)) = &known.contents else { return None };
        let layer = Arc::make_mut(self.layer.as_mut()?);
        let at = layer.pages.binary_search_by(|page| page.path.cmp(&new.path)).ok()?;
        layer.pages[at] = new.clone();
        Some(self)
    }
}

/// All files of a handbook on disk.
pub(crate) struct Vfs {
    root: PathBuf,
    origin: Origin,
    /// By the folder whose files they are ([`group_of`]).
    groups: BTreeMap<String, Group>,
    folders: BTreeSet<String>,
    /// The theme of a handbook that brings none of this name.
    default_theme: Arc<ThemeFiles>,
}

impl Vfs {
    /// Nothing yet of the handbook in a folder.
    pub(crate) fn new(root: PathBuf) -> Self {
        let built_in = Origin::memory(BTreeMap::new());
        let mut assembly = Assembly::default();
        for file in default_theme() {
            if let Some(slot) = classify::slot(&file) {
                assembly.place(&file, &slot, read::contents(&built_in, &slot, &file));
            }
        }

        let default_theme = assembly.finish().themes.remove("default").unwrap_or_default().into();

        let origin = Origin::Disk(root.clone());
        Self { root, origin, groups: BTreeMap::new(), folders: BTreeSet::new(), default_theme }
    }

    fn file(&self, path: &str) -> Option<&KnownFile> {
        self.groups.get(group_of(path))?.files.get(path)
    }

    /// The files known at or below a path.
    fn files_at(&self, path: &str) -> Vec<&String> {
        let inside = format!("{path}/");
        let mut files = Vec::new();
        for (name, group) in &self.groups {
            // A path lies in one group, or has whole groups below it, as `content/firms` has.
            if name == group_of(path) || name.starts_with(&inside) {
                let below = group.files.range(inside.clone()..).map(|(file, _)| file);
                files.extend(below.take_while(|file| file.starts_with(&inside)));
                files.extend(group.files.get_key_value(path).map(|(file, _)| file));
            }
        }
        files
    }

    /// The folders of the handbook that are there, the tops first, for those who watch them.
    pub(crate) fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// The folders that will be there once these changes are taken over.
    pub(crate) fn folders_after(&self, changes: &Changes) -> BTreeSet<String> {
        let mut folders = self.folders.clone();
        update(&mut folders, changes.folders.clone());
        folders
    }

    /// Looks at the disk and says what is different; takes nothing over.
    pub(crate) fn compare(&self, hint: &Hint) -> Changes {
        Scan::run(self, hint)
    }

    /// Takes over what was found.
    pub(crate) fn apply(&mut self, changes: Changes) {
        update(&mut self.folders, changes.folders);

        // Read twice and the same: from now on its stamp can be trusted.
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
            // The layer that was made is kept where only a page's text is another.
            let group = self.groups.entry(group_of(&file).to_owned()).or_default();
            group.made = group.made.take().and_then(|made| made.with(&known));
            group.files.insert(file, known);
        }

        self.groups.retain(|_, group| !group.files.is_empty());
    }

    /// The handbook's files, put together; layers and themes in which nothing changed are those of
    /// the last time.
    ///
    /// # Errors
    /// [`LoadError`] where there is no usable `content/handbook.yaml`.
    pub(crate) fn sources(&mut self) -> Result<Sources, LoadError> {
        let handbook = match self.file(HANDBOOK).map(|known| &known.contents) {
            Some(Ok(Contents::Text(text))) => text.clone(),
            Some(Err(refusal)) => return Err(LoadError::handbook(refusal)),
            _ => return Err(LoadError::NoHandbook { start: self.root.clone(), named: true }),
        };

        let mut layers: Vec<Arc<LayerFiles>> = Vec::new();
        let mut themes = BTreeMap::new();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for group in self.groups.values_mut() {
            let made = group.made.get_or_insert_with(|| Made::of(&group.files));
            themes.extend(made.theme.clone());
            for found in &made.diagnostics {
                if !diagnostics.contains(found) {
                    diagnostics.push(found.clone());
                }
            }

            let Some(layer) = &made.layer else { continue };
            // What a folder above says of all may stand beside a layer's own.
            match layers.iter_mut().find(|known| known.id == layer.id) {
                Some(known) => {
                    Arc::make_mut(known).diagnostics.extend(layer.diagnostics.iter().cloned());
                }
                None => layers.push(layer.clone()),
            }
        }

        // A theme of that name takes the place of the built-in one as a whole.
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
fn update(folders: &mut BTreeSet<String>, looked_at: BTreeMap<String, BTreeSet<String>>) {
    for (folder, below) in looked_at {
        let inside = format!("{folder}/");
        folders.retain(|known| *known != folder && !known.starts_with(&inside));
        folders.extend(below);
    }
}

/// The folder whose files make one layer or theme: the part of a path that says so.
fn group_of(file: &str) -> &str {
    let parts = if file.starts_with("content/base/") || file.starts_with("themes/") {
        2
    } else if file.starts_with("content/firms/") || file.starts_with("content/layers/") {
        3
    } else {
        1
    };
    file.match_indices('/').nth(parts - 1).map_or(file, |(at, _)| &file[..at])
}
