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
use super::existing::Existing;
use super::files;
use super::layout::MANIFEST;
use super::recycle::recycle;
use super::reuse::{Kept, reuse};
use super::staging::{NotedFiles, Staging};
use super::state::{Record, State};
use super::survey::{Found, Survey, key};
use crate::digest::Digest;
use crate::sync::lock;

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
        let noted: NotedFiles = std::mem::take(&mut *lock(&self.noted)).into_iter().collect();
        let files = noted.iter().map(|(path, noted)| (path.clone(), noted.file)).collect();
        let next = State { record, files };
        let mut published = self.tally(&noted);
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

    fn tally(&self, noted: &NotedFiles) -> Published {
        let written = || noted.values().filter(|noted| noted.written);
        Published {
            written: written().count(),
            kept: noted.len() - written().count(),
            removed: self.existing.as_ref().map_or(0, |existing| existing.gone(noted).count()),
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
        let known = |old: &Existing| !old.restamped && old.state == *next;
        if !self.existing.as_ref().is_some_and(known) {
            next.save(&path)?;
        }
        files::remove_others(&path);
        Ok(())
    }

    /// The order matters: a state must be there before the edition that it speaks for, and nothing
    /// may go that is not kept elsewhere.
    fn replace(
        &self,
        noted: &NotedFiles,
        next: &State,
        tool: &str,
        published: &mut Published,
    ) -> Result<(), PublishError> {
        let layout = &self.claim.layout;
        let survey = self.existing.as_ref().map_or_else(|| Ok(Survey::default()), Survey::of)?;
        self.tree.begin().map_err(|error| PublishError::io("write", &self.folder(), error))?;
        self.keep_unchanged(noted, &survey)?;
        let in_the_way = self.carry(&survey, published)?;
        let manifest = self.write_manifest(next, tool)?;
        next.save(&layout.state(&self.name, manifest))?;
        let mut aside = Aside::of(layout, &self.name);
        for path in survey.all(Found::Edited).into_iter().chain(in_the_way) {
            aside.keep(&self.place(path), path)?;
        }
        let old = self.exchange()?;
        files::remove_others(&layout.state(&self.name, manifest));
        let _ = files::remove_tree(&layout.spares(&self.name));
        if let Some(old) = old {
            let spare = layout.spare(&self.name, manifest);
            recycle(&old, &spare, noted, &survey, &mut aside);
        }
        published.kept_aside = aside.into_list();
        Ok(())
    }

    fn keep_unchanged(&self, noted: &NotedFiles, survey: &Survey) -> Result<(), PublishError> {
        let kept = noted.iter().filter(|(_, noted)| !noted.written);
        let mut kept: Vec<Kept<'_>> =
            kept.map(|(path, noted)| (Path::new(path), noted.file.stamp)).collect();
        if let Some((path, _)) = kept.iter().find(|(path, _)| !survey.is_intact(path)) {
            return Err(PublishError::changed_meanwhile(&self.place(path)));
        }
        if let Some(existing) = &self.existing
            && let Some(manifest) = existing.manifest
        {
            let spare = self.claim.layout.spare(&self.name, manifest);
            let changes = existing.changes(noted).chain(survey.all(Found::Foreign));
            kept = reuse(&spare, &self.tree, kept, changes);
        }
        for (path, _) in kept {
            let linked = self.tree.adopt(&self.place(path), path);
            linked.map_err(|error| self.cannot_write(path, error))?;
        }
        Ok(())
    }

    /// Takes over what others added. Returns what the new edition leaves no room for.
    fn carry<'a>(
        &self,
        survey: &'a Survey,
        published: &mut Published,
    ) -> Result<Vec<&'a Path>, PublishError> {
        let mut in_the_way = Vec::new();
        for path in survey.all(Found::Foreign) {
            if !lock(&self.claims).claim(&key(path)) {
                in_the_way.push(path);
                continue;
            }
            let adopted = self.tree.adopt(&self.place(path), path);
            adopted.map_err(|error| self.cannot_write(path, error))?;
            published.carried.push(path.display().to_string());
        }
        Ok(in_the_way)
    }

    fn write_manifest(&self, next: &State, tool: &str) -> Result<Digest, PublishError> {
        let bytes =
            manifest(next.files.iter().map(|(path, file)| (path.as_str(), file.digest)), tool)?;
        let path = Path::new(MANIFEST);
        self.write(path, |file| {
            file.write_all(&bytes).map_err(|error| self.cannot_write(path, error))
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
        old.map_err(|error| PublishError::io("publish", &current, error))
    }
}

/// The bytes of `manifest.json`: the same for the same edition, wherever and whenever it is built.
///
/// # Errors
/// [`PublishErrorKind::Internal`](super::PublishErrorKind::Internal), which nobody has met.
pub fn manifest<'a>(
    files: impl Iterator<Item = (&'a str, Digest)>,
    tool: &str,
) -> Result<Vec<u8>, PublishError> {
    #[derive(Serialize)]
    struct Manifest<'a> {
        tool: &'a str,
        files: BTreeMap<&'a str, Digest>,
    }
    serde_json::to_vec_pretty(&Manifest { tool, files: files.collect() })
        .map_err(|error| PublishError::internal(format!("the manifest cannot be written: {error}")))
}

/// An administrator may have opened the edition's folder to the web server alone.
fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    fs::set_permissions(to, fs::symlink_metadata(from)?.permissions())
}
