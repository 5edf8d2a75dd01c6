//! What a build wrote, remembered for the next one.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::PublishError;
use super::files::FileIdentity;
use crate::digest::Digest;
use crate::load::OpenFolder;

/// What the caller wants to find again when it next publishes this edition.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The digest of all inputs of the edition.
    pub inputs: Digest,
    /// What the build had to say, in whatever form the caller likes.
    pub report: String,
    /// What its files were made from, in the same way.
    // States of older builds do not say.
    #[serde(default)]
    pub made_from: String,
}

/// One finished edition: the proof of which files are ours.
#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct StateFile {
    pub(super) record: Record,
    /// Without the manifest, whose digest is the name of the state's own file.
    pub(super) files: PublishedFiles,
}

/// By path.
pub(super) type PublishedFiles = BTreeMap<String, PublishedFile>;

/// A file as a build left it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct PublishedFile {
    pub(super) digest: Digest,
    // The states that lie on disks call it so.
    #[serde(rename = "stamp")]
    pub(super) identity: FileIdentity,
}

/// An edition of which every file is made.
#[derive(Debug)]
pub(super) struct NextEdition {
    pub(super) state: StateFile,
    /// The paths of its files that are in the staging folder. The others are published already.
    pub(super) written: HashSet<String>,
}

impl NextEdition {
    pub(super) fn has(&self, path: &str) -> bool {
        self.state.files.contains_key(path)
    }

    /// Whether a file stays as it is published.
    pub(super) fn keeps(&self, path: &str) -> bool {
        self.has(path) && !self.written.contains(path)
    }

    /// Its files that stay as they are published.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&Path, &PublishedFile)> {
        let kept = self.state.files.iter().filter(|(path, _)| !self.written.contains(*path));
        kept.map(|(path, file)| (Path::new(path), file))
    }

    /// The size of its files that are written, in bytes.
    pub(super) fn written_bytes(&self) -> u64 {
        let written = self.written.iter().filter_map(|path| self.state.files.get(path));
        written.map(|file| file.identity.size).sum()
    }
}

impl StateFile {
    /// `None` where there is no such file, and just as well where it cannot be understood: a proof
    /// that cannot be read proves nothing.
    pub(super) fn load(folder: &OpenFolder, path: &Path) -> Option<StateFile> {
        let mut bytes = Vec::new();
        folder.file(path).ok()?.read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Writes it beside its place, so that there it is never seen half written.
    pub(super) fn write_beside(
        &self,
        folder: &OpenFolder,
        path: &Path,
    ) -> Result<(), PublishError> {
        write(folder, &half(path), self).map_err(|error| PublishError::io("write", path, error))
    }

    /// Moves what was written beside this place to it.
    pub(super) fn put_in_place(folder: &OpenFolder, path: &Path) -> Result<(), PublishError> {
        folder.rename(&half(path), path).map_err(|error| PublishError::io("write", path, error))
    }
}

fn half(path: &Path) -> PathBuf {
    path.with_extension("half")
}

fn write(folder: &OpenFolder, path: &Path, state: &StateFile) -> io::Result<()> {
    path.parent().map_or(Ok(()), |above| folder.make_folders(above))?;
    // A build that was cut off may have left one, and a new file is never written through a link.
    let _ = folder.remove_file(path);
    folder.create(path)?.write_all(&serde_json::to_vec(state)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_replaced_and_not_rewritten() {
        let top = tempfile::tempdir().unwrap();
        let folder = OpenFolder::open(top.path()).unwrap();
        let path = top.path().join("states/0.json");
        let state = |report: &str| {
            let record = Record { report: report.to_owned(), ..Record::default() };
            StateFile { record, files: BTreeMap::new() }
        };
        let save = |state: StateFile| {
            state.write_beside(&folder, &path).unwrap();
            StateFile::put_in_place(&folder, &path).unwrap();
        };
        save(state("first"));
        let mut reader = std::fs::File::open(&path).unwrap();
        save(state("second"));
        let mut seen = String::new();
        reader.read_to_string(&mut seen).unwrap();
        assert!(seen.contains("first"), "who reads it meanwhile, or dies, sees it whole: {seen}");
        assert_eq!(StateFile::load(&folder, &path), Some(state("second")));
    }
}
