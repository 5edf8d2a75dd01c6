//! An edition while it is being made: each file is compared, and staged if it changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::error::PublishError;
use super::existing::Existing;
use super::files::{self, CopyError, Stamp};
use super::layout::MANIFEST;
use super::names;
use super::out_dir::Claim;
use super::state::{FileState, Record};
use super::tree::Tree;
use crate::digest::Digest;
use crate::path_set::PathSet;
use crate::sync::lock;

/// One edition being published. Threads share it and add files in any order.
///
/// [`commit`](Staging::commit) publishes it. Dropped without, it leaves the published edition as it
/// was and nothing else behind.
#[derive(Debug)]
pub struct Staging {
    /// Before the claim, so that it is cleared away while the folder is still locked.
    pub(super) tree: Tree,
    pub(super) claim: Arc<Claim>,
    pub(super) name: String,
    pub(super) existing: Option<Existing>,
    /// The paths that this edition uses.
    pub(super) claims: Mutex<PathSet>,
    pub(super) noted: Mutex<Vec<(String, Noted)>>,
    /// A file could not be added, so the edition can never be whole.
    pub(super) failed: AtomicBool,
}

/// A file of the next edition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noted {
    pub(super) file: FileState,
    /// It is in the staging folder. Otherwise it is published already.
    pub(super) written: bool,
}

/// By path.
pub(super) type NotedFiles = BTreeMap<String, Noted>;

impl Staging {
    pub(super) fn begin(claim: Arc<Claim>, name: &str) -> Result<Staging, PublishError> {
        let existing = Existing::find(&claim.layout, name)?;
        let tree = Tree::at(claim.layout.staging(name));
        let mut claims = PathSet::default();
        claims.claim(MANIFEST);
        Ok(Staging {
            tree,
            claim,
            name: name.to_owned(),
            existing,
            claims: Mutex::new(claims),
            noted: Mutex::default(),
            failed: AtomicBool::new(false),
        })
    }

    /// What the last finished build recorded, if the published files are still exactly what it wrote.
    ///
    /// If its inputs are those of today, there is nothing to do: drop this.
    pub fn recorded(&self) -> Option<&Record> {
        self.existing.as_ref()?.record()
    }

    /// Adds one file. `path` is relative to the edition, with `/` between its parts.
    ///
    /// # Errors
    ///
    /// An unsafe path, one that was added before, or a disk that does not take the file. Each of them
    /// bars [`commit`](Staging::commit).
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.add(path, Digest::of(bytes), |file| {
            file.write_all(bytes).map_err(|error| self.cannot_write(Path::new(path), error))
        })
    }

    /// Adds a file from the disk, which is read only if it changed, and never held in memory.
    ///
    /// # Errors
    ///
    /// As [`put`](Staging::put), and if `from` no longer holds what `digest` says.
    pub fn put_file(&self, path: &str, from: &Path, digest: Digest) -> Result<(), PublishError> {
        self.add(path, digest, |file| {
            let cannot_read = |error| PublishError::io("read", from, error);
            // Whatever stands there by now: it is neither waited for nor followed.
            let mut source = crate::load::open(from).map_err(cannot_read)?;
            match files::copy_digesting(&mut source, file) {
                Ok(found) if found == digest => Ok(()),
                Ok(_) => Err(PublishError::changed_meanwhile(from)),
                Err(CopyError::Read(error)) => Err(cannot_read(error)),
                Err(CopyError::Write(error)) => Err(self.cannot_write(Path::new(path), error)),
            }
        })
    }

    fn add(
        &self,
        path: &str,
        digest: Digest,
        fill: impl FnOnce(&mut File) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        let added = self.try_add(path, digest, fill);
        if added.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        added
    }

    fn try_add(
        &self,
        path: &str,
        digest: Digest,
        fill: impl FnOnce(&mut File) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        names::check_path(path)?;
        if !lock(&self.claims).claim(path) {
            return Err(PublishError::wanted_twice(&self.place(Path::new(path))));
        }
        let published = self.existing.as_ref().and_then(|edition| edition.intact(path, digest));
        let noted = match published {
            Some(file) => Noted { file, written: false },
            None => {
                let stamp = self.write(Path::new(path), fill)?;
                Noted { file: FileState { digest, stamp }, written: true }
            }
        };
        lock(&self.noted).push((path.to_owned(), noted));
        Ok(())
    }

    /// Writes a file into the staging folder.
    pub(super) fn write(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut File) -> Result<(), PublishError>,
    ) -> Result<Stamp, PublishError> {
        let mut file = self.tree.create(path).map_err(|error| self.cannot_write(path, error))?;
        fill(&mut file)?;
        let metadata = file.metadata().map_err(|error| self.cannot_write(path, error))?;
        Ok(Stamp::of(&metadata))
    }

    /// An error in the staging folder, told of the place where the reader knows the file.
    pub(super) fn cannot_write(&self, path: &Path, error: io::Error) -> PublishError {
        match error.kind() {
            // On a disk that does not tell capital letters from small ones.
            io::ErrorKind::AlreadyExists => PublishError::wanted_twice(&self.place(path)),
            _ => PublishError::io("write", &self.place(path), error),
        }
    }

    /// Where a file will be once it is published.
    pub(super) fn place(&self, path: &Path) -> PathBuf {
        self.folder().join(path)
    }

    /// Where the edition will be.
    pub(super) fn folder(&self) -> PathBuf {
        self.claim.layout.edition(&self.name)
    }
}
