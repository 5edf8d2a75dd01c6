//! One look at everything that lies in the published folder, just before it is replaced.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::PublishError;
use super::existing::{Condition, Existing, condition};
use super::layout::MANIFEST;

/// All entries by their paths inside the edition. Each file is in `files` and in one of the others.
#[derive(Default)]
pub(super) struct Survey {
    /// What is not a folder: also links, which are never followed.
    pub(super) files: Vec<PathBuf>,
    /// Parents before their children.
    pub(super) folders: Vec<PathBuf>,
    /// Ours, and as we wrote them.
    pub(super) intact: HashSet<String>,
    /// Ours, but edited since.
    pub(super) edited: Vec<PathBuf>,
    /// Not ours.
    pub(super) foreign: Vec<PathBuf>,
}

impl Survey {
    pub(super) fn of(existing: &Existing) -> Result<Survey, PublishError> {
        let mut survey = Survey::default();
        let walk = WalkDir::new(&existing.folder).min_depth(1);
        for entry in walk.follow_root_links(false) {
            let entry = entry.map_err(|error| unreadable(&existing.folder, error))?;
            let path = inside(&existing.folder, entry.path());
            if entry.file_type().is_dir() {
                survey.folders.push(path);
            } else {
                survey.sort_in(existing, entry.path(), &path);
                survey.files.push(path);
            }
        }
        survey.edited.sort_unstable();
        survey.foreign.sort_unstable();
        Ok(survey)
    }

    fn sort_in(&mut self, existing: &Existing, full: &Path, path: &Path) {
        let key = key(path);
        if key == MANIFEST {
            // It is looked up by its digest, so with a state it is as we wrote it.
            if existing.manifest.is_none() {
                self.edited.push(path.to_path_buf());
            }
            return;
        }
        match existing.state.files.get(&key) {
            None => self.foreign.push(path.to_path_buf()),
            Some(file) => match condition(full, file) {
                Condition::Spoiled => self.edited.push(path.to_path_buf()),
                Condition::Intact | Condition::Restamped(_) => drop(self.intact.insert(key)),
            },
        }
    }
}

/// The path as the state writes it. One that is not Unicode cannot be ours, and with the replacement
/// character in it, it is not found.
fn key(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn inside(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_path_buf()
}

fn unreadable(folder: &Path, error: walkdir::Error) -> PublishError {
    let path = error.path().unwrap_or(folder).to_path_buf();
    PublishError::io("read", &path, error.into())
}
