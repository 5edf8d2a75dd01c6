//! A handbook's files kept in memory and compared with the disk again and again, for the preview.
//!
//! Whoever watches the disk only says where to look ([`Touched`]); what counts is what is there. A file
//! is read again where its [`Stamp`] is another, and once more after it was read: a second change within
//! the file system's tick of time leaves length and times as they were.

mod changes;
mod look;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::PathBuf;
use std::sync::Arc;

use super::classify::{self, Slot};
use super::origin::{DEFAULT_THEME_FOLDER, TOPS, default_theme};
use super::read::{self, Contents};
use super::{Assembly, HANDBOOK, LayerFiles, LayerId, LoadError, Origin, Sources, ThemeFiles};
use crate::diagnostic::Diagnostic;
use look::Look;

pub use changes::{Changes, Touched};

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
            let nanoseconds =
                |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
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
            let since = metadata
                .modified()
                .ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
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
        let (Some(Slot::Page(..)), Ok(Contents::Page(new))) = (&known.slot, &known.contents) else {
            return None;
        };
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
        Look::at(self, touched)
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
                made.diagnostics
                    .iter()
                    .filter(|found| !diagnostics.contains(*found))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            let Some(layer) = &made.layer else { continue };
            // What a folder above says of all may stand beside a layer's own.
            match layers.iter_mut().find(|known| known.id == layer.id) {
                Some(known) => {
                    Arc::make_mut(known).diagnostics.extend(layer.diagnostics.iter().cloned())
                }
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

/// The folder whose files make one layer or theme: the part of a path that says so.
fn group_of(file: &str) -> &str {
    let parts =
        |count: usize| file.match_indices('/').nth(count - 1).map_or(file, |(at, _)| &file[..at]);
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
