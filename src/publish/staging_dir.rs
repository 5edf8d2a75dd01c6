//! The staging folder: filled by several threads, then published or gone again.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::access::Access;
use super::error::PublishError;
use super::files::{self, CopyError, CopySource, FileIdentity};
use crate::load::OpenFolder;
use crate::sync::lock;

/// Begun when the first file is added, not before. Its errors name the place where the reader knows
/// the file, which is not here.
#[derive(Debug)]
pub(super) struct StagingDir {
    /// The output folder.
    open: Arc<OpenFolder>,
    root: PathBuf,
    /// The folder of the published edition.
    edition: PathBuf,
    /// Folders that exist for certain, the root as the empty path.
    made: Mutex<HashSet<PathBuf>>,
}

impl StagingDir {
    pub(super) fn new(open: Arc<OpenFolder>, root: PathBuf, edition: PathBuf) -> StagingDir {
        StagingDir { open, root, edition, made: Mutex::default() }
    }

    /// The output folder.
    pub(super) fn open(&self) -> &OpenFolder {
        &self.open
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the published edition.
    pub(super) fn edition(&self) -> &Path {
        &self.edition
    }

    /// Makes the root if no file has done so yet, and tells the access that new folders have.
    pub(super) fn begin(&self) -> Result<Access, PublishError> {
        self.make(Path::new(""))
            .and_then(|()| self.open.look(&self.root))
            .map(|found| Access::of(&found))
            .map_err(|error| PublishError::io("write", &self.edition, error))
    }

    /// Writes a new file.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<FileIdentity, PublishError> {
        self.create(path)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                self.finish(path, &file)
            })
            .map_err(|error| self.cannot_write(path, error))
    }

    /// Writes a new file with what `from` holds, which must be what `digest` says. It is never in
    /// memory as a whole.
    pub(super) fn copy(
        &self,
        path: &Path,
        from: &CopySource<'_>,
    ) -> Result<FileIdentity, PublishError> {
        let CopySource { root, path: from, digest } = *from;
        let mut file = self.create(path).map_err(|error| self.cannot_write(path, error))?;
        // Whatever stands there by now: it is neither waited for nor followed.
        let source = OpenFolder::open(root).and_then(|root| root.file(from));
        let mut source = source.map_err(|error| PublishError::io("read", from, error))?;

        match files::copy_digesting(&mut source, &mut file) {
            Ok(found) if found == digest => {}
            // The wrong bytes are in the staging folder by now, but an error bars its publication.
            Ok(_) => return Err(PublishError::changed_meanwhile(from)),
            Err(CopyError::Read(error)) => return Err(PublishError::io("read", from, error)),
            Err(CopyError::Write(error)) => return Err(self.cannot_write(path, error)),
        }

        self.finish(path, &file).map_err(|error| self.cannot_write(path, error))
    }

    /// Gives a file that is written the access of the one in whose place it will be.
    fn finish(&self, path: &Path, file: &File) -> io::Result<FileIdentity> {
        let published = self.open.look(&self.edition.join(path));
        if let Some(published) = published.ok().filter(|published| published.is_file()) {
            Access::of(&published).give(file)?;
        }
        Ok(FileIdentity::of(&file.metadata()?))
    }

    /// Gives a folder an access, if the edition has such a folder.
    pub(super) fn set_access(&self, path: &Path, access: &Access) -> Result<(), PublishError> {
        let folder = match self.open.folder(&self.root.join(path)) {
            Ok(folder) => folder,
            // It is gone, or a page by now.
            Err(_) => return Ok(()),
        };
        access.give(&folder).map_err(|error| self.cannot_write(path, error))
    }

    /// Adds the published file of this path, which stays where it is, too.
    pub(super) fn adopt(&self, path: &Path) -> Result<(), PublishError> {
        let (from, to) = (self.edition.join(path), self.root.join(path));
        self.make_parents(path)
            .and_then(|()| files::link_or_copy(&self.open, &from, &to))
            .map_err(|error| self.cannot_write(path, error))
    }

    /// [Adds](StagingDir::adopt) a published file of ours, if it is still the one that was
    /// compared.
    pub(super) fn adopt_ours(
        &self,
        path: &Path,
        identity: FileIdentity,
    ) -> Result<(), PublishError> {
        self.adopt(path)?;
        let found = self.open.look(&self.root.join(path));
        if found.is_ok_and(|found| found.is_file() && FileIdentity::of(&found) == identity) {
            return Ok(());
        }
        Err(PublishError::changed_meanwhile(&self.published(path)))
    }

    /// Moves a file or a folder here from the same path in another folder.
    pub(super) fn take(&self, other: &Path, path: &Path) -> io::Result<()> {
        self.make_parents(path)?;
        self.open.rename(&other.join(path), &self.root.join(path))
    }

    /// Where a file will be once it is published.
    pub(super) fn published(&self, path: &Path) -> PathBuf {
        self.edition.join(path)
    }

    fn cannot_write(&self, path: &Path, error: io::Error) -> PublishError {
        match error.kind() {
            // On a disk that does not tell capital letters from small ones.
            io::ErrorKind::AlreadyExists => PublishError::wanted_twice(&self.published(path)),
            _ => PublishError::io("write", &self.published(path), error),
        }
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        self.make_parents(path)?;
        self.open.create(&self.root.join(path))
    }

    fn make_parents(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), |folder| self.make(folder))
    }

    fn make(&self, folder: &Path) -> io::Result<()> {
        // Most files go into a folder that has one already: no call to the system for them.
        if lock(&self.made).contains(folder) {
            return Ok(());
        }

        match folder.parent() {
            Some(above) => self.make(above).and_then(|()| self.make_one(folder))?,
            None => self.open.make_folders(&self.root)?,
        }
        lock(&self.made).insert(folder.to_path_buf());
        Ok(())
    }

    /// The lock is not held meanwhile, so another thread may have been faster.
    fn make_one(&self, folder: &Path) -> io::Result<()> {
        match self.open.make_folder(&self.root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }
}

impl Drop for StagingDir {
    /// Once published, the folder is no longer at its old place.
    fn drop(&mut self) {
        if !lock(&self.made).is_empty() {
            // What cannot be removed now is removed by the next build.
            let _ = files::remove_tree(&self.open, &self.root);
        }
    }
}
