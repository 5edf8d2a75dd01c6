//! Where files come from: a folder on disk, or, for tests and `init`, a map in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::TextFile;
use super::beneath::{Entry, Kind, OpenFolder, WalkError};
use super::read;
use super::refusal::{ReadError, Refusal};
use crate::digest::Digest;
use crate::io_error;

/// The theme a handbook gets without bringing one.
static DEFAULT_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
pub(super) const DEFAULT_THEME_FOLDER: &str = "themes/default/";
/// The folders that hold a handbook's files.
pub(crate) const TOPS: [&str; 2] = ["content", "themes"];
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

/// What lies below `content/` and `themes/`.
#[derive(Default)]
pub(super) struct Listing {
    /// Regular files, by path from the root.
    pub(super) files: Vec<String>,
    /// The others, with what is wrong with them.
    pub(super) refused: BTreeMap<String, Refusal>,
}

impl Origin {
    /// A handbook in memory.
    pub fn memory(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self::Memory(Arc::new(files))
    }

    /// All files below `content/` and `themes/`, in an order that no file system decides.
    pub(super) fn list(&self) -> Listing {
        let mut listing = Listing::default();
        match self {
            Self::Memory(files) => listing.files.extend(files.keys().cloned()),
            Self::Disk(root) => TOPS.iter().for_each(|top| {
                walk(root, top, MAX_DEPTH, &mut |met| match met {
                    Met::File(name) => listing.files.push(name),
                    Met::Refused(name, refusal) => {
                        listing.refused.insert(name, refusal);
                    }
                    Met::Folder(_) => {}
                });
            }),
        }

        // One file of that theme is enough: ours are never mixed with those of a handbook.
        if !listing.files.iter().any(|file| file.starts_with(DEFAULT_THEME_FOLDER)) {
            listing.files.extend(default_theme());
        }
        listing.files.sort();
        listing
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// What the file system says; `NotFound` for a path that is not of the listing.
    pub fn read(&self, file: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            // The limit is against large files on disk; what is in memory already is given whole.
            Self::Memory(files) => files
                .get(file)
                .cloned()
                .or_else(|| built_in(file))
                .ok_or(io::ErrorKind::NotFound.into()),
            Self::Disk(root) => match open(root, file).and_then(|file| read::bytes(file, limit)) {
                // The built-in theme is in the listing without being on the disk.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    built_in(file).ok_or(error)
                }
                other => other,
            },
        }
    }

    /// The path on disk of a file, where it has one; else its bytes are to be had by
    /// [`Origin::read`].
    pub fn on_disk(&self, file: &str) -> Option<PathBuf> {
        match self {
            Self::Memory(_) => None,
            Self::Disk(root) => is_there(root, file).then(|| root.join(file)),
        }
    }

    /// Opens a file that has a path on disk, to be read; none where it has not.
    pub(super) fn open(&self, file: &str) -> Option<io::Result<File>> {
        match self {
            Self::Memory(_) => None,
            Self::Disk(root) => self.on_disk(file).map(|_| open(root, file)),
        }
    }

    /// A file's text again, for an excerpt; none if it is gone or no text any more.
    pub fn text(&self, file: &str) -> Option<String> {
        String::from_utf8(self.read(file, super::MAX_PAGE_BYTES).ok()?).ok()
    }
}

/// Opens a file beneath the root: what was put in its place since the listing, or in that of a
/// folder on the way, is refused if it is a link or a pipe.
fn open(root: &Path, file: &str) -> io::Result<File> {
    OpenFolder::open(root)?.file(&root.join(file))
}

/// Whether there is anything at a path from the root. A link is, and so is what one leads to: whoever
/// opens it hears that it is one.
pub(super) fn is_there(root: &Path, file: &str) -> bool {
    match OpenFolder::open(root).and_then(|open| open.look(&root.join(file))) {
        Ok(_) => true,
        Err(error) => io_error::is_symlink(&error),
    }
}

/// What a walk through a folder comes upon, by its path from the root.
pub(super) enum Met {
    File(String),
    Folder(String),
    Refused(String, Refusal),
}

/// Walks through a folder and, so many levels down, those in it.
pub(super) fn walk(root: &Path, folder: &str, levels: usize, met: &mut dyn FnMut(Met)) {
    let start = root.join(folder);
    let Ok(open) = OpenFolder::open(root) else { return };
    // One in the place of `content` itself, for instance.
    if open.kind(&start) == Some(Kind::Link) {
        met(Met::Refused(folder.to_owned(), Refusal::Unreadable(ReadError::Symlink)));
        return;
    }

    let above = folder.matches('/').count();
    // A walk that begins further down ends where one from the top does.
    let levels = levels.min(MAX_DEPTH.saturating_sub(above));
    for entry in open.walk(&start, levels) {
        match entry {
            Ok(entry) => {
                if let Some(what) = meet(root, above, entry) {
                    met(what);
                }
            }
            Err(WalkError { path, cause }) => {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                met(Met::Refused(name, Refusal::UnreadableFolder(cause.into())));
            }
        }
    }
}

/// What an entry is. Of a folder whose name cannot be told, each file in it is refused.
fn meet(root: &Path, above: usize, entry: Entry) -> Option<Met> {
    let relative = entry.path.strip_prefix(root).ok()?;
    let Some(name) = relative.to_str() else {
        let lossy = relative.to_string_lossy().into_owned();
        let is_folder = entry.kind == Kind::Folder;
        return (!is_folder).then_some(Met::Refused(lossy, Refusal::NameNotUtf8));
    };

    let name = name.replace(std::path::MAIN_SEPARATOR, "/");
    Some(match entry.kind {
        Kind::Folder if above + entry.depth >= MAX_DEPTH => Met::Refused(name, Refusal::TooDeep),
        Kind::Folder => Met::Folder(name),
        Kind::File => Met::File(name),
        Kind::Link => Met::Refused(name, Refusal::Unreadable(ReadError::Symlink)),
        Kind::Other => Met::Refused(name, Refusal::NotRegular),
    })
}

/// The files of the built-in theme, by path.
pub(super) fn default_theme() -> Vec<String> {
    built_in_files(&DEFAULT_THEME)
}

/// The files of a folder of it and of those below.
fn built_in_files(folder: &Dir<'_>) -> Vec<String> {
    folder
        .files()
        .filter_map(|file| file.path().to_str())
        .map(|path| format!("{DEFAULT_THEME_FOLDER}{}", path.replace('\\', "/")))
        .chain(folder.dirs().flat_map(built_in_files))
        .collect()
}

/// The words of the built-in theme: the tag of a language in small letters, and its file.
pub(super) fn built_in_words() -> impl Iterator<Item = (String, TextFile)> {
    let files = DEFAULT_THEME.get_dir("words").into_iter().flat_map(Dir::files);
    files.filter_map(|file| {
        let language = file.path().file_stem()?.to_str()?.to_lowercase();
        let name = file.path().file_name()?.to_str()?;
        let text = file.contents_utf8()?;
        let (file, digest) =
            (format!("{DEFAULT_THEME_FOLDER}words/{name}"), Digest::of(text.as_bytes()));
        Some((language, TextFile { file: file.into(), text: text.into(), digest }))
    })
}

fn built_in(file: &str) -> Option<Vec<u8>> {
    let path = file.strip_prefix(DEFAULT_THEME_FOLDER)?;
    DEFAULT_THEME.get_file(path).map(|file| file.contents().to_vec())
}
