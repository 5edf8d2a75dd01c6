//! Where files come from: a folder on disk, or, for tests and `init`, a map in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use super::LoadError;

/// The theme a handbook gets without bringing one.
static DEFAULT_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
const DEFAULT_THEME_FOLDER: &str = "themes/default/";
/// Deeper folders than this are refused, links to an ancestor included.
const MAX_DEPTH: usize = 64;

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
                if !root.join("content/handbook.yaml").exists() {
                    return Err(LoadError::NoHandbook { start: root.clone(), named: true });
                }
                let mut listing = (Vec::new(), Vec::new());
                walk(root, "content", &mut listing);
                walk(root, "themes", &mut listing);
                listing
            }
        };
        if !good.iter().any(|file: &String| file.starts_with(DEFAULT_THEME_FOLDER)) {
            good.extend(built_in_files(&DEFAULT_THEME));
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
            Self::Memory(files) => {
                files.get(file).cloned().or_else(|| built_in(file)).ok_or(io::ErrorKind::NotFound.into())
            }
            Self::Disk(root) => match super::read::bytes(&root.join(file), limit) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => built_in(file).ok_or(error),
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

fn walk(root: &Path, folder: &str, (good, refused): &mut Listing) {
    let start = root.join(folder);
    if !start.is_dir() {
        return;
    }
    for entry in WalkDir::new(&start).follow_links(false).follow_root_links(false).max_depth(MAX_DEPTH) {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                let at_limit = kind.is_dir() && entry.depth() == MAX_DEPTH;
                if kind.is_dir() && !at_limit {
                    continue;
                }
                let Ok(relative) = entry.path().strip_prefix(root) else { continue };
                let Some(name) = relative.to_str() else {
                    let lossy = relative.to_string_lossy().into_owned();
                    refused.push((lossy, "its name is not valid UTF-8; rename it".to_owned()));
                    continue;
                };
                let name = name.replace(std::path::MAIN_SEPARATOR, "/");
                if kind.is_file() {
                    good.push(name);
                } else if at_limit {
                    refused
                        .push((name, format!("folders are nested more than {MAX_DEPTH} deep; move this one higher")));
                } else if kind.is_symlink() {
                    refused.push((name, "it is a symbolic link; put a copy of the file here".to_owned()));
                } else {
                    refused.push((name, "it is a pipe, socket or device, not a regular file; delete it, or put a regular file in its place".to_owned()));
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(&start);
                let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), super::read::plain);
                refused.push((name, format!("this folder cannot be read: {reason}")));
            }
        }
    }
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
