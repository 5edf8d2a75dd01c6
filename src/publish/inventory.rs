//! One look at everything that lies in the published folder, just before it is replaced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::access::Access;
use super::error::PublishError;
use super::previous::{FileStatus, Previous, Proof, status};
use crate::load::{Kind, OpenFolder};
use crate::url::MANIFEST;

/// What lies there, by its path inside the edition.
#[derive(Default, Debug)]
pub(super) struct Inventory {
    /// What is not a folder. Links are among it, and never followed.
    files: BTreeMap<PathBuf, Provenance>,
    /// The folders that somebody gave another access than new ones have; the edition's own has the
    /// empty path.
    folders: BTreeMap<PathBuf, Access>,
}

/// Whose a file in the published folder is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Provenance {
    /// Ours, and as we wrote it.
    Intact,
    /// Ours, but edited since; or it cannot be told whose it is.
    Edited,
    /// Not ours.
    Foreign,
}

impl Inventory {
    /// `usual` is the access of a new folder.
    pub(super) fn of(
        open: &OpenFolder,
        previous: &Previous,
        usual: &Access,
    ) -> Result<Inventory, PublishError> {
        let folder = &previous.folder;
        // It was a folder when the build began.
        if !open.has_folder(folder) {
            return Err(PublishError::changed_meanwhile(folder));
        }

        let mut inventory = Inventory::default();
        for entry in open.walk(folder, usize::MAX) {
            let entry =
                entry.map_err(|error| PublishError::io("read", &error.path, error.cause))?;
            let path = entry.path.strip_prefix(folder).unwrap_or(&entry.path);
            if entry.kind == Kind::Folder {
                let found = open.look(&entry.path);
                let found = found.map_err(|error| PublishError::io("read", &entry.path, error))?;
                let access = Access::of(&found);
                if access != *usual {
                    inventory.folders.insert(path.to_path_buf(), access);
                }
            } else {
                let provenance = provenance(open, previous, &entry.path, &key(path));
                inventory.files.insert(path.to_path_buf(), provenance);
            }
        }

        Ok(inventory)
    }

    pub(super) fn get(&self, path: &Path) -> Option<Provenance> {
        self.files.get(path).copied()
    }

    /// The folders of unusual access, those that are in others before these.
    pub(super) fn unusual_folders(&self) -> impl Iterator<Item = (&Path, &Access)> {
        self.folders.iter().rev().map(|(path, access)| (path.as_path(), access))
    }

    /// Whether a file lies in a folder of unusual access, that of the edition aside.
    pub(super) fn is_in_unusual(&self, path: &Path) -> bool {
        let above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        !self.folders.is_empty() && above.into_iter().any(|above| self.folders.contains_key(above))
    }

    pub(super) fn is_intact(&self, path: &Path) -> bool {
        self.get(path) == Some(Provenance::Intact)
    }

    /// All paths, sorted: on a disk, neighbours lie near each other.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// The paths of one provenance, sorted.
    pub(super) fn all(&self, provenance: Provenance) -> impl Iterator<Item = &Path> {
        let all = self.files.iter().filter(move |(_, found)| **found == provenance);
        all.map(|(path, _)| path.as_path())
    }
}

fn provenance(open: &OpenFolder, previous: &Previous, full: &Path, key: &str) -> Provenance {
    if key == MANIFEST {
        // It was looked up by its digest: with a state it is as we wrote it.
        return if previous.manifest.is_some() { Provenance::Intact } else { Provenance::Edited };
    }
    // What was not proven when the build began is not looked at again.
    if previous.is_spoiled(key) || previous.proof == Proof::Nothing {
        return Provenance::Edited;
    }
    match previous.state.files.get(key).map(|file| status(open, full, file)) {
        None => Provenance::Foreign,
        Some(FileStatus::Spoiled) => Provenance::Edited,
        Some(FileStatus::Intact | FileStatus::Restamped(_)) => Provenance::Intact,
    }
}

/// The path as a state writes it. What is not Unicode cannot be ours; the mark in its place keeps
/// it from being found there.
pub(super) fn key(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
