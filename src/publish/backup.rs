//! What people changed in a published edition, kept when it is replaced.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::PublishError;
use super::files;
use super::layout::Layout;
use crate::load::OpenFolder;

/// The folder `.mentorbook/kept/<edition>/<n>/`, made when there is something to keep. `n` counts
/// up: what was kept once is never touched again.
#[derive(Debug)]
pub(super) struct Backup {
    folder: Arc<OpenFolder>,
    out: PathBuf,
    /// `.mentorbook/kept/<edition>/`
    all: PathBuf,
    current: Option<PathBuf>,
    listed: Vec<String>,
}

impl Backup {
    pub(super) fn of(folder: Arc<OpenFolder>, layout: &Layout, edition: &str) -> Backup {
        Backup {
            folder,
            out: layout.out().to_path_buf(),
            all: layout.backups(edition),
            current: None,
            listed: Vec::new(),
        }
    }

    /// The folder of all that is kept of this edition, if anything was just kept.
    pub(super) fn place(&self) -> Option<&Path> {
        self.current.as_ref().map(|_| self.all.as_path())
    }

    /// Keeps a file of the published edition, which stays in its place until the edition goes.
    pub(super) fn keep(&mut self, from: &Path, path: &Path) -> Result<(), PublishError> {
        self.try_keep(from, path).map_err(|error| PublishError::io("keep a copy of", from, error))
    }

    fn try_keep(&mut self, from: &Path, path: &Path) -> io::Result<()> {
        let current = match &mut self.current {
            Some(current) => current,
            none => none.insert(next_folder(&self.folder, &self.all)?),
        };
        let to = current.join(path);

        to.parent().map_or(Ok(()), |above| self.folder.make_folders(above))?;
        files::link_or_copy(&self.folder, from, &to)?;
        let listed = to.strip_prefix(&self.out).unwrap_or(&to);
        self.listed.push(listed.display().to_string());
        Ok(())
    }

    /// What was kept, as paths in the output folder.
    pub(super) fn into_list(self) -> Vec<String> {
        self.listed
    }
}

fn next_folder(folder: &OpenFolder, all: &Path) -> io::Result<PathBuf> {
    folder.make_folders(all)?;
    // What has another name is somebody else's, and no number of ours.
    let listed = folder.list(all)?;
    let names = listed.iter().filter_map(|entry| entry.path.file_name()?.to_str());
    let last = names.filter_map(|name| name.parse().ok()).max().unwrap_or(0_u64);

    let next = all.join((last + 1).to_string());
    folder.make_folder(&next)?;
    Ok(next)
}
