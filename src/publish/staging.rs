//! An edition while it is being made: each file is compared, and staged if it changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::claim::Claim;
use super::commit::{PendingEdition, PublishSummary, SealedEdition};
use super::error::PublishError;
use super::files::{CopySource, FileIdentity};
use super::layout;
use super::previous::Previous;
use super::staging_dir::StagingDir;
use super::state_file::{NextEdition, PublishedFile, PublishedFiles, Record, StateFile};
use crate::digest::Digest;
use crate::path_set::PathSet;
use crate::sync::lock;
use crate::url::MANIFEST;

/// One edition being published. Threads share it and add files in any order.
///
/// [`seal`](Staging::seal) makes an edition of it that can be published. Dropped without, it leaves
/// the published edition as it was and nothing else behind.
#[derive(Debug)]
pub struct Staging {
    /// Before the claim, so that it is cleared away while the folder is still locked.
    dir: StagingDir,
    claim: Arc<Claim>,
    name: String,
    previous: Option<Previous>,
    /// The paths that this edition uses.
    paths: Mutex<PathSet>,
    files: Mutex<PublishedFiles>,
    /// Those of the files that are in the staging folder.
    written: Mutex<HashSet<String>>,
    /// A file could not be added, so the edition can never be whole.
    failed: AtomicBool,
}

impl Staging {
    pub(super) fn begin(claim: Arc<Claim>, name: &str) -> Result<Staging, PublishError> {
        let layout = &claim.layout;
        claim.check_places(&layout.places(name))?;
        let previous = Previous::find(&claim.folder, layout, name)?;
        let dir =
            StagingDir::new(Arc::clone(&claim.folder), layout.staging(name), layout.edition(name));

        // Nobody else may write it: it names the state that proves the edition ours.
        let mut paths = PathSet::default();
        paths.claim(MANIFEST);

        Ok(Staging {
            dir,
            claim,
            name: name.to_owned(),
            previous,
            paths: Mutex::new(paths),
            files: Mutex::default(),
            written: Mutex::default(),
            failed: AtomicBool::new(false),
        })
    }

    /// What the last finished build recorded, if the published files are still exactly what it
    /// wrote.
    ///
    /// If its inputs are those of today, there is nothing to do: drop this.
    pub fn recorded(&self) -> Option<&Record> {
        self.previous.as_ref()?.record()
    }

    /// What the last finished build said its files were made from, whatever became of them since.
    pub fn recorded_files(&self) -> &str {
        self.previous.as_ref().map_or("", |previous| &previous.state.record.made_from)
    }

    /// Adds the published file at a path, where it is as a build left it and holds what this digest
    /// says: says how large it is, or nothing where there is no such file.
    ///
    /// # Errors
    ///
    /// As [`put`](Staging::put), but for the disk.
    pub fn keep(&self, path: &str, digest: Digest) -> Result<Option<u64>, PublishError> {
        match self.published(path, digest) {
            Some(file) => self.add(path, || Ok(file)).map(|()| Some(file.identity.size)),
            None => Ok(None),
        }
    }

    /// Adds one file. `path` is relative to the edition, with `/` between its parts.
    ///
    /// # Errors
    ///
    /// An unsafe path, one that was added before, or a disk that does not take the file. Each of
    /// them bars [`seal`](Staging::seal).
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let digest = Digest::of(bytes);
        self.add(path, || self.take(path, digest, || self.dir.write(Path::new(path), bytes)))
    }

    /// Adds a file from the disk, which is read only if it changed, and never held in memory.
    ///
    /// # Errors
    ///
    /// As [`put`](Staging::put), and if the file no longer holds what its digest says.
    pub fn put_file(&self, path: &str, from: &CopySource<'_>) -> Result<(), PublishError> {
        let digest = from.digest;
        self.add(path, || self.take(path, digest, || self.dir.copy(Path::new(path), from)))
    }

    fn add(
        &self,
        path: &str,
        file: impl FnOnce() -> Result<PublishedFile, PublishError>,
    ) -> Result<(), PublishError> {
        let added = self.try_add(path, file);
        if added.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        added
    }

    fn try_add(
        &self,
        path: &str,
        file: impl FnOnce() -> Result<PublishedFile, PublishError>,
    ) -> Result<(), PublishError> {
        layout::check_path(path)?;

        // Before anything is written: of two threads with one path only the first may go on.
        if !lock(&self.paths).claim(path) {
            return Err(PublishError::wanted_twice(&self.dir.published(Path::new(path))));
        }

        let file = file()?;
        lock(&self.files).insert(path.to_owned(), file);
        Ok(())
    }

    /// The file of a digest: the published one, or one that is written now.
    fn take(
        &self,
        path: &str,
        digest: Digest,
        write: impl FnOnce() -> Result<FileIdentity, PublishError>,
    ) -> Result<PublishedFile, PublishError> {
        if let Some(file) = self.published(path, digest) {
            return Ok(file);
        }
        let identity = write()?;
        lock(&self.written).insert(path.to_owned());
        Ok(PublishedFile { digest, identity })
    }

    /// The published file at a path, where it holds what this digest says.
    fn published(&self, path: &str, digest: Digest) -> Option<PublishedFile> {
        self.previous.as_ref()?.intact(path, digest)
    }

    /// The digests of the files that were added, by path: what [`manifest`](super::manifest) lists.
    pub fn digests(&self) -> BTreeMap<String, Digest> {
        lock(&self.files).iter().map(|(path, file)| (path.clone(), file.digest)).collect()
    }

    /// Proves that the edition has the files that were `promised`, no more and no less, and
    /// prepares all but the exchange. `manifest` is its `manifest.json`.
    ///
    /// # Errors
    ///
    /// A file that is missing, that nobody promised, or that could not be added before; a disk that
    /// does not do what it is asked to. The edition is then as it was.
    pub fn seal(
        self,
        promised: &BTreeSet<String>,
        record: Record,
        manifest: &[u8],
    ) -> Result<SealedEdition, PublishError> {
        // Relaxed will do: a staging that is given away here is used by no other thread any more.
        if self.failed.load(Ordering::Relaxed) {
            return Err(PublishError::incomplete(self.dir.edition()));
        }

        // Taken, not cloned: a large edition has ten thousand of each.
        let files = std::mem::take(&mut *lock(&self.files));
        let written = std::mem::take(&mut *lock(&self.written));
        let mut paths = std::mem::take(&mut *lock(&self.paths));
        self.check(promised, &files)?;

        let work = PendingEdition {
            dir: self.dir,
            name: self.name,
            previous: self.previous,
            next: NextEdition { state: StateFile { record, files }, written },
            summary: PublishSummary::default(),
        };
        SealedEdition::prepare(work, self.claim, manifest, &mut paths)
    }

    fn check(
        &self,
        promised: &BTreeSet<String>,
        files: &PublishedFiles,
    ) -> Result<(), PublishError> {
        let refuse =
            |path: &str, what| Err(PublishError::not_as_promised(self.dir.edition(), path, what));
        if let Some(path) = promised.iter().find(|path| !files.contains_key(*path)) {
            return refuse(path, "was not made");
        }
        match files.keys().find(|path| !promised.contains(*path)) {
            Some(path) => refuse(path, "was made, and nobody had said that it would be"),
            None => Ok(()),
        }
    }
}
