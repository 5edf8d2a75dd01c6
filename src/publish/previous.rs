//! The edition that is published now, as far as it can be proven to be ours.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::files::{self, FileIdentity};
use super::healing;
use super::layout::Layout;
use super::state_file::{NextEdition, PublishedFile, Record, StateFile};
use crate::digest::Digest;
use crate::load::OpenFolder;
use crate::url::MANIFEST;

/// A published edition with the state that belongs to it.
#[derive(Debug)]
pub(super) struct Previous {
    pub(super) folder: PathBuf,
    /// With the identities that the files have today.
    pub(super) state: StateFile,
    /// `None` if the manifest is missing or was edited.
    pub(super) manifest: Option<Digest>,
    /// Files that are missing or do not hold what we wrote.
    spoiled: HashSet<String>,
    /// The state on disk has other identities than `state`.
    pub(super) restamped: bool,
    pub(super) proof: Proof,
}

/// By what an edition is known to be ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    /// The state of a build.
    Record,
    /// The state is lost, but its manifest lists the files, and their digests hold.
    Listing,
    /// State and manifest are lost: a build was here, but which files it wrote nobody knows.
    Nothing,
}

/// How a file of ours is found.
pub(super) enum FileStatus {
    Intact,
    /// Another time, for instance after the folder was copied, but the same content.
    Restamped(FileIdentity),
    /// Edited, replaced by something else, or missing.
    Spoiled,
}

impl Previous {
    /// Finds the edition's folder. `None` if there is none, or an empty one. A full one that is not
    /// provably ours is an error.
    pub(super) fn find(
        open: &OpenFolder,
        layout: &Layout,
        name: &str,
    ) -> Result<Option<Previous>, PublishError> {
        let folder = layout.edition(name);
        if !is_there(open, &folder)? {
            return Ok(None);
        }

        let previous = by_manifest(open, layout, name, |_| true)
            .or_else(|| healing::heal(open, &layout.states(name), &folder));
        if previous.is_none() && !is_empty(open, &folder)? {
            return Err(not_ours(&folder));
        }
        Ok(previous)
    }

    /// The published edition, if its state says that it was made from these inputs. Of any other, no
    /// file is looked at.
    pub(super) fn of_inputs(
        open: &OpenFolder,
        layout: &Layout,
        name: &str,
        inputs: Digest,
    ) -> Option<Previous> {
        by_manifest(open, layout, name, |record| record.inputs == inputs)
    }

    /// What the last build recorded, if every file is still exactly as it was left.
    pub(super) fn record(&self) -> Option<&Record> {
        // With other times than recorded a build must go on to its commit, which saves them.
        let untouched = self.manifest.is_some() && self.spoiled.is_empty() && !self.restamped;
        untouched.then_some(&self.state.record)
    }

    /// The same, whatever times the files have by now: those of a copy are others.
    pub(super) fn proven_record(&self) -> Option<&Record> {
        let is_whole = self.manifest.is_some() && self.proof == Proof::Record;
        (is_whole && self.spoiled.is_empty()).then_some(&self.state.record)
    }

    /// The published file, if it holds what this digest says.
    pub(super) fn intact(&self, path: &str, digest: Digest) -> Option<PublishedFile> {
        let file = self.state.files.get(path).filter(|file| file.digest == digest)?;
        (!self.spoiled.contains(path)).then_some(*file)
    }

    /// The files that are missing or do not hold what we wrote.
    pub(super) fn spoiled(&self) -> impl Iterator<Item = &str> {
        self.spoiled.iter().map(String::as_str)
    }

    /// Whether a file of ours is missing or does not hold what we wrote.
    pub(super) fn is_spoiled(&self, path: &str) -> bool {
        self.spoiled.contains(path)
    }

    /// How many files are as we wrote them.
    pub(super) fn intact_files(&self) -> usize {
        self.state.files.len() - self.spoiled.len()
    }

    /// The files that the next edition does not have.
    pub(super) fn gone(&self, next: &NextEdition) -> impl Iterator<Item = &Path> {
        self.state.files.keys().filter(|path| !next.has(path)).map(Path::new)
    }

    /// Where the next edition differs.
    pub(super) fn changes<'a>(&'a self, next: &'a NextEdition) -> impl Iterator<Item = &'a Path> {
        next.written.iter().map(Path::new).chain(self.gone(next))
    }

    /// The edition as far as its files are those of a listing: each is read.
    pub(super) fn listed(
        open: &OpenFolder,
        folder: &Path,
        listing: BTreeMap<String, Digest>,
        manifest: Digest,
    ) -> Previous {
        let mut previous = Previous::unproven(folder);

        for (path, digest) in &listing {
            let full = folder.join(path);
            let found = open.look(&full).ok().filter(|found| !found.is_dir());
            let Some(found) = found else { continue };

            let file = PublishedFile { digest: *digest, identity: FileIdentity::of(&found) };
            if !found.is_file() || !files::holds(open, &full, *digest) {
                previous.spoiled.insert(path.clone());
            }
            previous.state.files.insert(path.clone(), file);
        }

        Previous { manifest: Some(manifest), proof: Proof::Listing, ..previous }
    }

    /// An edition of which nothing is known but that there was one.
    pub(super) fn unproven(folder: &Path) -> Previous {
        Previous {
            folder: folder.to_path_buf(),
            state: StateFile { record: Record::default(), files: BTreeMap::new() },
            manifest: None,
            spoiled: HashSet::new(),
            // No state on the disk is this one.
            restamped: true,
            proof: Proof::Nothing,
        }
    }

    /// The edition as far as its files are those of a state.
    pub(super) fn inspect(
        open: &OpenFolder,
        folder: &Path,
        mut state: StateFile,
        manifest: Option<Digest>,
    ) -> Previous {
        let mut spoiled = HashSet::new();
        let mut restamped = false;

        for (path, file) in &mut state.files {
            match status(open, &folder.join(path), file) {
                FileStatus::Intact => {}
                FileStatus::Restamped(identity) => {
                    file.identity = identity;
                    restamped = true;
                }
                FileStatus::Spoiled => {
                    spoiled.insert(path.clone());
                }
            }
        }

        let folder = folder.to_path_buf();
        Previous { folder, state, manifest, spoiled, restamped, proof: Proof::Record }
    }
}

/// Looks at one file of ours. Reads it only if its time alone has changed.
pub(super) fn status(open: &OpenFolder, path: &Path, file: &PublishedFile) -> FileStatus {
    let Ok(metadata) = open.look(path) else {
        return FileStatus::Spoiled;
    };
    let identity = FileIdentity::of(&metadata);

    if !metadata.is_file() || identity.size != file.identity.size {
        FileStatus::Spoiled
    } else if identity == file.identity {
        FileStatus::Intact
    } else if files::holds(open, path, file.digest) {
        FileStatus::Restamped(identity)
    } else {
        FileStatus::Spoiled
    }
}

/// The usual case: the published manifest names its state, whose record is one that is wanted.
fn by_manifest(
    open: &OpenFolder,
    layout: &Layout,
    name: &str,
    is_wanted: impl FnOnce(&Record) -> bool,
) -> Option<Previous> {
    let folder = layout.edition(name);
    let digest = Digest::of(&manifest_of(open, &folder)?);
    let state = StateFile::load(open, &layout.state(name, digest))?;
    if !is_wanted(&state.record) {
        return None;
    }
    Some(Previous::inspect(open, &folder, state, Some(digest)))
}

/// The bytes of a published manifest.
pub(super) fn manifest_of(open: &OpenFolder, folder: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    open.file(&folder.join(MANIFEST)).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn is_there(open: &OpenFolder, folder: &Path) -> Result<bool, PublishError> {
    match open.look(folder) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(PublishError::config(format!(
            "`{}` is a file or a link, and an edition needs a folder of this name. Nothing was \
             changed. Move it elsewhere and build again.",
            folder.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(PublishError::io("look at", folder, error)),
    }
}

fn is_empty(open: &OpenFolder, folder: &Path) -> Result<bool, PublishError> {
    let entries = open.list(folder).map_err(|error| PublishError::io("read", folder, error))?;
    Ok(entries.is_empty())
}

fn not_ours(folder: &Path) -> PublishError {
    PublishError::config(format!(
        "`{}` has files in it, and there is no record that mentorbook wrote them. Nothing was \
         changed. If you do not need them, delete the folder; otherwise move it elsewhere. Then \
         build again.",
        folder.display()
    ))
}
