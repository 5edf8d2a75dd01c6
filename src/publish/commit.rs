//! The last step: what is staged becomes the published edition.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use serde::Serialize;

use super::aside::Aside;
use super::error::PublishError;
use super::exchange::{exchange, first};
use super::layout::MANIFEST;
use super::staging::{Noted, Staging};
use super::state::{self, Record, State};
use super::survey::Survey;
use super::tree::locked;
use crate::digest::Digest;

/// What publishing an edition did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Published {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that stayed as they were.
    pub kept: usize,
    /// Files of the last build that this one does not have.
    pub removed: usize,
    /// The size of the written files.
    pub bytes: u64,
    /// Files that somebody added to the published edition, and that are still in it.
    ///
    /// Told only when the edition changed; otherwise nobody looked.
    pub carried: Vec<String>,
    /// Files that somebody edited in the published edition, or that were in the way of the new one:
    /// where they are kept, as paths in the output folder.
    pub kept_aside: Vec<String>,
}

impl Staging {
    /// Publishes the edition, with a `manifest.json` that names `tool` and each file's digest.
    ///
    /// An edition in which no file changed is left alone to the last time stamp; only the record of
    /// it, which is not part of the edition, is brought up to date.
    ///
    /// # Errors
    ///
    /// A file that could not be added before, or a disk that does not do what it is asked to. The
    /// edition is then as it was.
    pub fn commit(self, record: Record, tool: &str) -> Result<Published, PublishError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(self.incomplete());
        }
        let noted: BTreeMap<_, _> = std::mem::take(&mut *locked(&self.noted))
            .into_iter()
            .collect();
        let mut published = self.tally(&noted);
        let next = State {
            record,
            files: noted.iter().map(|(p, n)| (p.clone(), n.file)).collect(),
        };
        match self.unchanged(&published) {
            Some(manifest) => self.refresh(&next, manifest)?,
            None => self.replace(&noted, &next, tool, &mut published)?,
        }
        Ok(published)
    }

    fn incomplete(&self) -> PublishError {
        PublishError::internal(format!(
            "`{}` was not published: one of its files could not be added. What was published before \
             is unchanged.",
            self.folder().display()
        ))
    }

    fn tally(&self, noted: &BTreeMap<String, Noted>) -> Published {
        let written = || noted.values().filter(|noted| noted.written);
        let before = self
            .existing
            .iter()
            .flat_map(|existing| existing.state.files.keys());
        Published {
            written: written().count(),
            kept: noted.len() - written().count(),
            removed: before.filter(|path| !noted.contains_key(*path)).count(),
            bytes: written().map(|noted| noted.file.stamp.size).sum(),
            ..Published::default()
        }
    }

    /// The digest of the published manifest, if it can stay.
    fn unchanged(&self, published: &Published) -> Option<Digest> {
        let same = published.written == 0 && published.removed == 0;
        self.existing.as_ref().filter(|_| same)?.manifest
    }

    /// Nothing to publish, but what led here may have changed: a comment in a source, say.
    fn refresh(&self, next: &State, manifest: Digest) -> Result<(), PublishError> {
        let path = self.claim.layout.state(&self.name, manifest);
        if !self
            .existing
            .as_ref()
            .is_some_and(|old| !old.restamped && old.state == *next)
        {
            next.save(&path)?;
        }
        state::remove_others(&path);
        Ok(())
    }

    /// The order matters: the state must be there before the edition that it speaks for, and nothing
    /// may go that is not kept elsewhere.
    fn replace(
        &self,
        noted: &BTreeMap<String, Noted>,
        next: &State,
        tool: &str,
        published: &mut Published,
    ) -> Result<(), PublishError> {
        let layout = &self.claim.layout;
        let survey = self
            .existing
            .as_ref()
            .map(Survey::of)
            .transpose()?
            .unwrap_or_default();
        self.tree
            .begin()
            .map_err(|error| PublishError::io("write", &self.folder(), error))?;
        self.link_unchanged(noted, &survey)?;
        let state = layout.state(&self.name, self.write_manifest(next, tool)?);
        let in_the_way = self.carry(&survey, published)?;
        next.save(&state)?;
        let mut aside = Aside::of(layout, &self.name);
        for path in survey.edited.iter().chain(&in_the_way) {
            aside.keep(&self.place(path), path)?;
        }
        if let Some(old) = self.exchange()? {
            discard(&old, &survey, &mut aside);
        }
        state::remove_others(&state);
        published.kept_aside = aside.into_list();
        Ok(())
    }

    fn link_unchanged(
        &self,
        noted: &BTreeMap<String, Noted>,
        survey: &Survey,
    ) -> Result<(), PublishError> {
        for path in noted
            .iter()
            .filter(|(_, noted)| !noted.written)
            .map(|(path, _)| path)
        {
            let from = self.place(Path::new(path));
            if !survey.intact.contains(path) {
                return Err(PublishError::changed_meanwhile(&from));
            }
            self.adopt(Path::new(path))
                .map_err(|error| self.cannot_write(Path::new(path), error))?;
        }
        Ok(())
    }

    /// Takes over what others added. Returns what the new edition leaves no room for.
    fn carry(
        &self,
        survey: &Survey,
        published: &mut Published,
    ) -> Result<Vec<PathBuf>, PublishError> {
        let mut in_the_way = Vec::new();
        for path in &survey.foreign {
            match self.adopt(path) {
                Ok(()) => published.carried.push(path.display().to_string()),
                Err(error) if taken(&error) => in_the_way.push(path.clone()),
                Err(error) => return Err(self.cannot_write(path, error)),
            }
        }
        Ok(in_the_way)
    }

    fn adopt(&self, path: &Path) -> io::Result<()> {
        self.tree.adopt(&self.place(path), path)
    }

    fn write_manifest(&self, next: &State, tool: &str) -> Result<Digest, PublishError> {
        let bytes = manifest(next, tool)?;
        let path = Path::new(MANIFEST);
        self.write(path, |file| {
            file.write_all(&bytes)
                .map_err(|error| self.cannot_write(path, error))
        })?;
        Ok(Digest::of(&bytes))
    }

    /// Returns where the old edition is now.
    fn exchange(&self) -> Result<Option<PathBuf>, PublishError> {
        let (new, current) = (self.tree.root(), self.folder());
        let old = match &self.existing {
            None => first(new, &current).map(|()| None),
            Some(_) => keep_permissions(&current, new)
                .and_then(|()| exchange(new, &current, &self.claim.layout.old(&self.name)))
                .map(Some),
        };
        let old = old.map_err(|error| PublishError::io("publish", &current, error))?;
        self.tree.release();
        Ok(old)
    }
}

/// The bytes of `manifest.json`: the same for the same edition, wherever and whenever it is built.
fn manifest(state: &State, tool: &str) -> Result<Vec<u8>, PublishError> {
    #[derive(Serialize)]
    struct Manifest<'a> {
        tool: &'a str,
        files: BTreeMap<&'a str, Digest>,
    }
    let files = state
        .files
        .iter()
        .map(|(path, file)| (path.as_str(), file.digest))
        .collect();
    serde_json::to_vec_pretty(&Manifest { tool, files })
        .map_err(|error| PublishError::internal(format!("the manifest cannot be written: {error}")))
}

/// Whether an entry could not be made because the new edition has the place.
fn taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory
    )
}

/// An administrator may have opened the edition's folder to the web server alone.
fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    fs::set_permissions(to, fs::symlink_metadata(from)?.permissions())
}

/// Removes the old edition: the files that were seen in it, each of which is ours, in the new edition
/// or kept aside. What came in since is kept aside, too.
///
/// The new edition is published, so nothing here is an error any more. What cannot be removed is
/// tried again by the next build.
fn discard(old: &Path, survey: &Survey, aside: &mut Aside<'_>) {
    for path in &survey.files {
        let _ = fs::remove_file(old.join(path));
    }
    for path in survey.folders.iter().rev() {
        let _ = fs::remove_dir(old.join(path));
    }
    if fs::remove_dir(old).is_err_and(|error| error.kind() == io::ErrorKind::DirectoryNotEmpty) {
        let _ = aside.take_rest(old);
    }
}
