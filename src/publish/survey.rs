//! One look at everything that lies in the published folder, just before it is replaced.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::PublishError;
use super::existing::{Condition, Existing, condition};
use super::layout::MANIFEST;

/// What is not a folder, by its path inside the edition. Links are among it, and never followed.
#[derive(Default)]
pub(super) struct Survey(HashMap<PathBuf, Found>);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Ours, and as we wrote it.
    Intact,
    /// Ours, but edited since.
    Edited,
    /// Not ours.
    Foreign,
}

impl Survey {
    pub(super) fn of(existing: &Existing) -> Result<Survey, PublishError> {
        let folder = &existing.folder;
        let mut survey = Survey::default();
        for entry in WalkDir::new(folder).follow_root_links(false) {
            let entry = entry.map_err(|error| unreadable(folder, error))?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                survey.0.insert(path.to_path_buf(), find(existing, entry.path(), &key(path)));
            }
        }
        Ok(survey)
    }

    pub(super) fn get(&self, path: &Path) -> Option<Found> {
        self.0.get(path).copied()
    }

    pub(super) fn is_intact(&self, path: &Path) -> bool {
        self.get(path) == Some(Found::Intact)
    }

    /// All paths, sorted: on a disk, neighbours lie near each other.
    pub(super) fn paths(&self) -> Vec<&Path> {
        let mut paths: Vec<_> = self.0.keys().map(PathBuf::as_path).collect();
        paths.sort_unstable();
        paths
    }

    /// The paths of one kind, sorted.
    pub(super) fn all(&self, kind: Found) -> Vec<&Path> {
        let mut paths = self.paths();
        paths.retain(|path| self.get(path) == Some(kind));
        paths
    }
}

fn find(existing: &Existing, full: &Path, key: &str) -> Found {
    if key == MANIFEST {
        // It was looked up by its digest: with a state it is as we wrote it.
        return if existing.manifest.is_some() { Found::Intact } else { Found::Edited };
    }
    match existing.state.files.get(key).map(|file| condition(full, file)) {
        None => Found::Foreign,
        Some(Condition::Spoiled) => Found::Edited,
        Some(Condition::Intact | Condition::Restamped(_)) => Found::Intact,
    }
}

/// The path as a state writes it. What is not Unicode cannot be ours; the mark in its place keeps it
/// from being found there.
pub(super) fn key(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn unreadable(folder: &Path, error: walkdir::Error) -> PublishError {
    let path = error.path().unwrap_or(folder).to_path_buf();
    PublishError::io("read", &path, error.into())
}
