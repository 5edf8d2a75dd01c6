//! The staging folder: filled by several threads, then published or gone again.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::files;
use crate::sync::lock;

/// Begun when the first file is added, not before.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    /// Folders that exist for certain, the root as the empty path.
    made: Mutex<HashSet<PathBuf>>,
}

impl Tree {
    pub(super) fn at(root: PathBuf) -> Tree {
        Tree { root, made: Mutex::default() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the root if no file has done so yet.
    pub(super) fn begin(&self) -> io::Result<()> {
        self.make(Path::new(""))
    }

    /// Opens a new file, its folders made.
    pub(super) fn create(&self, path: &Path) -> io::Result<File> {
        self.make_parents(path)?;
        files::create(&self.root.join(path))
    }

    /// Adds a file that exists already, without moving it.
    pub(super) fn adopt(&self, from: &Path, path: &Path) -> io::Result<()> {
        self.make_parents(path)?;
        files::link_or_copy(from, &self.root.join(path))
    }

    /// Moves a file or a folder here from the same path in another tree.
    pub(super) fn take(&self, other: &Path, path: &Path) -> io::Result<()> {
        self.make_parents(path)?;
        fs::rename(other.join(path), self.root.join(path))
    }

    fn make_parents(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), |folder| self.make(folder))
    }

    fn make(&self, folder: &Path) -> io::Result<()> {
        if lock(&self.made).contains(folder) {
            return Ok(());
        }
        match folder.parent() {
            Some(above) => self.make(above).and_then(|()| self.make_one(folder))?,
            None => fs::create_dir_all(&self.root)?,
        }
        lock(&self.made).insert(folder.to_path_buf());
        Ok(())
    }

    /// The lock is not held meanwhile, so another thread may have been faster.
    fn make_one(&self, folder: &Path) -> io::Result<()> {
        match fs::create_dir(self.root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }
}

impl Drop for Tree {
    /// Once published, the folder is no longer at its old place.
    fn drop(&mut self) {
        if !lock(&self.made).is_empty() {
            // What cannot be removed now is removed by the next build.
            let _ = files::remove_tree(&self.root);
        }
    }
}
