//! Where files come from: a folder on disk, or, for tests and `init`, a map in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use walkdir::{DirEntry, WalkDir};

use super::LoadError;

/// The theme a handbook gets without bringing one.
static DEFAULT_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
pub(super) const DEFAULT_THEME_FOLDER: &str = "themes/default/";
/// The folders that hold a handbook's files.
pub const TOPS: [&str; 2] = ["content", "themes"];
/// Deeper folders than this are refused, links to an ancestor included.
pub(super) const MAX_DEPTH: usize = 64;

/// A handbook's root: where its files are read from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A folder.
    Disk(PathBuf),
    /// Root-relative paths and their bytes.
    Memory(Arc<BTreeMap<String, Vec<u8>>>),
}

/// Regular files, and the others with what is wrong with them; both by path.
pub(super) type Listing = (Vec<String>, Vec<(String, String)>);

impl Origin {
    /// A handbook in memory.
    pub fn memory(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self::Memory(Arc::new(files))
    }

    /// All files below `content/` and `themes/`, in an order that no file system decides.
    pub(super) fn list(&self) -> Result<Listing, LoadError> {
        let (mut good, mut refused) = match self {
            Self::Memory(files) => (files.keys().cloned().collect(), Vec::new()),
            Self::Disk(root) => {
                if !root.join(super::HANDBOOK).exists() {
                    return Err(LoadError::NoHandbook { start: root.clone(), named: true });
                }
                let mut listing = (Vec::new(), Vec::new());
                for top in TOPS {
                    walk(root, top, MAX_DEPTH, &mut |met| match met {
                        Met::File(name, _) => listing.0.push(name),
                        Met::Refused(name, reason) => listing.1.push((name, reason)),
                        Met::Folder(..) => {}
                    });
                }
                listing
            }
        };
        if !good.iter().any(|file: &String| file.starts_with(DEFAULT_THEME_FOLDER)) {
            good.extend(default_theme());
        }
        good.sort();
        refused.sort();
        Ok((good, refused))
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// What the file system says; `NotFound` for a path that is not of the listing.
    pub fn read(&self, file: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Memory(files) => files
                .get(file)
                .cloned()
                .or_else(|| built_in(file))
                .ok_or(io::ErrorKind::NotFound.into()),
            Self::Disk(root) => match super::read::bytes(&root.join(file), limit) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    built_in(file).ok_or(error)
                }
                other => other,
            },
        }
    }

    /// The path on disk of a file, where it has one; else its bytes are to be had by [`Origin::read`].
    pub fn on_disk(&self, file: &str) -> Option<PathBuf> {
        match self {
            Self::Memory(_) => None,
            Self::Disk(root) => Some(root.join(file)).filter(|path| path.exists()),
        }
    }

    /// A file's text again, for an excerpt; none if it is gone or no text any more.
    pub fn text(&self, file: &str) -> Option<String> {
        String::from_utf8(self.read(file, super::MAX_PAGE_BYTES).ok()?).ok()
    }
}

/// What a walk through a folder comes upon, by its path from the root.
pub(super) enum Met {
    File(String, DirEntry),
    Folder(String),
    /// Something that is left out, and why.
    Refused(String, String),
}

/// Walks through a folder and, so many levels down, those in it.
pub(super) fn walk(root: &Path, folder: &str, levels: usize, met: &mut dyn FnMut(Met)) {
    let start = root.join(folder);
    if !start.is_dir() {
        return;
    }
    let above = folder.matches('/').count();
    let levels = levels.min(MAX_DEPTH.saturating_sub(above));
    for entry in WalkDir::new(&start).follow_links(false).follow_root_links(false).max_depth(levels)
    {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                let Ok(relative) = entry.path().strip_prefix(root) else { continue };
                let Some(name) = relative.to_str() else {
                    if !kind.is_dir() {
                        let lossy = relative.to_string_lossy().into_owned();
                        met(Met::Refused(
                            lossy,
                            "its name is not valid UTF-8; rename it".to_owned(),
                        ));
                    }
                    continue;
                };
                let name = name.replace(std::path::MAIN_SEPARATOR, "/");
                met(if kind.is_dir() && above + entry.depth() >= MAX_DEPTH {
                    Met::Refused(
                        name,
                        format!(
                            "folders are nested more than {MAX_DEPTH} deep; move this one higher"
                        ),
                    )
                } else if kind.is_dir() {
                    Met::Folder(name)
                } else if kind.is_file() {
                    Met::File(name, entry)
                } else if kind.is_symlink() {
                    Met::Refused(
                        name,
                        "it is a symbolic link; put a copy of the file here".to_owned(),
                    )
                } else {
                    Met::Refused(name, "it is a pipe, socket or device, not a regular file; delete it, or put a regular file in its place".to_owned())
                });
            }
            Err(error) => {
                let path = error.path().unwrap_or(&start);
                let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), super::read::plain);
                met(Met::Refused(name, format!("this folder cannot be read: {reason}")));
            }
        }
    }
}

/// The files of the built-in theme, by path.
pub(super) fn default_theme() -> Vec<String> {
    built_in_files(&DEFAULT_THEME)
}

fn built_in_files(folder: &Dir<'_>) -> Vec<String> {
    let here = folder.files().filter_map(|file| file.path().to_str());
    let mut files: Vec<String> =
        here.map(|path| format!("{DEFAULT_THEME_FOLDER}{}", path.replace('\\', "/"))).collect();
    files.extend(folder.dirs().flat_map(built_in_files));
    files
}

fn built_in(file: &str) -> Option<Vec<u8>> {
    let path = file.strip_prefix(DEFAULT_THEME_FOLDER)?;
    DEFAULT_THEME.get_file(path).map(|file| file.contents().to_vec())
}
