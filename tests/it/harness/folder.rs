//! A folder to work in, mostly with a handbook in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::fixture::{Files, files};

/// A folder, gone at the end of the test, and room beside it.
pub(crate) struct Folder {
    dir: TempDir,
    root: PathBuf,
}

/// What tells a touched file or folder from an untouched one, by path.
pub(crate) type Traces = BTreeMap<PathBuf, Trace>;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trace {
    inode: u64,
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Folder {
    pub(crate) fn empty() -> Self {
        Self::named("book")
    }

    /// An empty folder with this path below a folder of the test's own.
    pub(crate) fn named(path: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join(path);
        fs::create_dir_all(&root).expect("made");
        Self { dir, root }
    }

    /// With the handbook of a string.
    pub(crate) fn with(text: &str) -> Self {
        Self::of(&files(text))
    }

    pub(crate) fn of(files: &Files) -> Self {
        let folder = Self::empty();
        folder.write(files);
        folder
    }

    pub(crate) fn is_empty(&self) -> bool {
        fs::read_dir(&self.root).expect("a folder").next().is_none()
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A path outside of the folder that is nevertheless gone with it.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a file, and makes the folders that it stands in.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    pub(crate) fn write(&self, files: &Files) {
        for (path, bytes) in files {
            self.put(path, bytes);
        }
    }
}

impl Trace {
    /// Whether it is the very file, not written to; another name for it may have come or gone.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        (self.inode, self.length, self.modified) == (other.inode, other.length, other.modified)
    }
}

/// The bytes of every file below a folder, by path there.
pub(crate) fn contents(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below");
            (path.to_str().expect("UTF-8").to_owned(), fs::read(entry.path()).expect("read"))
        })
        .collect()
}

/// The traces of everything below a folder, and of the folder itself.
pub(crate) fn traces(folder: &Path) -> Traces {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let of = entry.metadata().expect("there");
            let trace = Trace {
                inode: of.ino(),
                length: of.len(),
                modified: (of.mtime(), of.mtime_nsec()),
                changed: (of.ctime(), of.ctime_nsec()),
            };
            (entry.path().strip_prefix(folder).expect("below").to_path_buf(), trace)
        })
        .collect()
}
