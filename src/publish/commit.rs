//! The last step: what is staged becomes the published edition.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::backup::Backup;
use super::error::PublishError;
use super::files;
use super::inventory::{Inventory, Provenance, key};
use super::layout::Layout;
use super::previous::Previous;
use super::spare::{Reusable, recycle, reuse};
use super::staging_dir::StagingDir;
use super::state_file::NextEdition;
use crate::digest::Digest;
use crate::path_set::PathSet;
use crate::url::MANIFEST;

/// What publishing an edition did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PublishSummary {
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
    pub backups: Vec<String>,
}

/// An edition on its way from the staging folder to its place.
pub(super) struct Commit<'a> {
    pub(super) layout: &'a Layout,
    pub(super) name: &'a str,
    pub(super) dir: &'a StagingDir,
    pub(super) previous: Option<&'a Previous>,
    pub(super) next: &'a NextEdition,
    /// The bytes of its `manifest.json`.
    pub(super) manifest: &'a [u8],
}

impl Commit<'_> {
    /// Publishes it. `paths` are those of its files.
    pub(super) fn run(&self, paths: &mut PathSet) -> Result<PublishSummary, PublishError> {
        let mut published = self.tally();
        match self.unchanged(&published) {
            Some(manifest) => self.refresh(manifest)?,
            None => self.replace(paths, &mut published)?,
        }
        Ok(published)
    }

    fn tally(&self) -> PublishSummary {
        let written = self.next.written.len();
        PublishSummary {
            written,
            kept: self.next.state.files.len() - written,
            removed: self.previous.map_or(0, |previous| previous.gone(self.next).count()),
            bytes: self.next.written_bytes(),
            ..PublishSummary::default()
        }
    }

    /// The digest of the published manifest, if it can stay.
    fn unchanged(&self, published: &PublishSummary) -> Option<Digest> {
        // A manifest that was edited or lost is published anew, even where no file changed.
        let same = published.written == 0 && published.removed == 0;
        self.previous.filter(|_| same)?.manifest
    }

    /// Nothing to publish, but what led here may have changed: a comment in a source, say.
    fn refresh(&self, manifest: Digest) -> Result<(), PublishError> {
        let path = self.layout.state(self.name, manifest);
        let is_known = self
            .previous
            .is_some_and(|previous| !previous.restamped && previous.state == self.next.state);
        if !is_known {
            self.next.state.save(&path)?;
        }

        // Where a manifest is lost, a state proves the edition ours only if it is alone there.
        files::remove_others(&path);
        Ok(())
    }

    /// The order matters: a state must be there before the edition that it speaks for, and nothing
    /// may go that is not kept elsewhere.
    fn replace(
        &self,
        paths: &mut PathSet,
        published: &mut PublishSummary,
    ) -> Result<(), PublishError> {
        let inventory = self.previous.map(Inventory::of).transpose()?.unwrap_or_default();

        // An edition may consist of files that are published already, and of none that is written.
        self.dir.begin()?;
        self.link_unchanged(&inventory)?;
        let in_the_way = self.carry(&inventory, paths, published)?;
        self.dir.write(Path::new(MANIFEST), self.manifest)?;

        let manifest = Digest::of(self.manifest);
        let state = self.layout.state(self.name, manifest);
        self.next.state.save(&state)?;

        let mut backup = Backup::of(self.layout, self.name);
        for path in inventory.all(Provenance::Edited).chain(in_the_way) {
            backup.keep(&self.dir.published(path), path)?;
        }

        let old = self.exchange()?;

        // The edition is published: from here on nothing is an error any more.
        files::remove_others(&state);
        // What could be reused was taken; the rest is of an edition that is now replaced.
        let _ = files::remove_tree(&self.layout.spares(self.name));
        if let Some(old) = old {
            let spare = self.layout.spare(self.name, manifest);
            recycle(&old, &spare, self.next, &inventory, &mut backup);
        }
        published.backups = backup.into_list();
        Ok(())
    }

    /// Gives the staging folder the files that stay as they are published.
    fn link_unchanged(&self, inventory: &Inventory) -> Result<(), PublishError> {
        let mut unchanged = Vec::new();
        for (path, file) in self.next.kept() {
            // Since the file was compared, somebody may have edited it.
            if !inventory.is_intact(path) {
                return Err(PublishError::changed_meanwhile(&self.dir.published(path)));
            }
            unchanged.push(Reusable { path, identity: file.identity });
        }

        if let Some(previous) = self.previous
            && let Some(manifest) = previous.manifest
        {
            let spare = self.layout.spare(self.name, manifest);
            // Others' files change a folder, too: one that was published gets no further file.
            let changes = previous.changes(self.next).chain(inventory.all(Provenance::Foreign));
            unchanged = reuse(&spare, self.dir, unchanged, changes);
        }

        unchanged.iter().try_for_each(|file| self.dir.adopt(file.path))
    }

    /// Takes over what others added. Returns what the new edition leaves no room for.
    fn carry<'a>(
        &self,
        inventory: &'a Inventory,
        paths: &mut PathSet,
        published: &mut PublishSummary,
    ) -> Result<Vec<&'a Path>, PublishError> {
        let mut in_the_way = Vec::new();
        for path in inventory.all(Provenance::Foreign) {
            // Where a new file has this path, or a folder of it, the old one cannot stay there.
            if !paths.claim(&key(path)) {
                in_the_way.push(path);
                continue;
            }

            self.dir.adopt(path)?;
            published.carried.push(path.display().to_string());
        }
        Ok(in_the_way)
    }

    /// Returns where the old edition is now.
    fn exchange(&self) -> Result<Option<PathBuf>, PublishError> {
        let (new, current) = (self.dir.root(), self.dir.edition());
        let old = match self.previous {
            None => first(new, current).map(|()| None),
            Some(_) => keep_permissions(current, new)
                .and_then(|()| exchange(new, current, &self.layout.old(self.name)))
                .map(Some),
        };
        old.map_err(|error| PublishError::io("publish", current, error))
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

/// Puts the folder `new` in the place of the folder `current`, and returns where the former is now.
///
/// One call, so at every moment there is a whole edition. Where the platform or the disk has no
/// such call (Windows, NFS, some FUSE), two renames by way of `old`: between them there is none. A
/// process that ends just there leaves `old` alone, and the next [claim](super::claim) undoes its
/// half.
fn exchange(new: &Path, current: &Path, old: &Path) -> io::Result<PathBuf> {
    if swap(new, current)? {
        return Ok(new.to_path_buf());
    }
    two_renames(new, current, old)?;
    Ok(old.to_path_buf())
}

/// Publishes an edition for the first time, perhaps in an empty folder that somebody made for it.
fn first(new: &Path, current: &Path) -> io::Result<()> {
    // Only an empty folder can be removed so; for any other the rename fails.
    let _ = fs::remove_dir(current);
    fs::rename(new, current)
}

/// `false` if this cannot be done here.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(new: &Path, current: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, current, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

fn two_renames(new: &Path, current: &Path, old: &Path) -> io::Result<()> {
    old.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::rename(current, old)?;
    fs::rename(new, current).inspect_err(|_| {
        // Where this fails, too, the next claim does it.
        let _ = fs::rename(old, current);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two editions and the place for the former one.
    fn editions(folder: &Path) -> [PathBuf; 3] {
        let places = ["new", "current", "ours/old"].map(|name| folder.join(name));
        for place in &places[..2] {
            fs::create_dir(place).unwrap();
            fs::write(place.join("page"), place.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        places
    }

    fn page(folder: &Path) -> String {
        fs::read_to_string(folder.join("page")).unwrap()
    }

    #[test]
    fn both_ways_end_alike() {
        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        let former = exchange(&new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&former)), ("new".into(), "current".into()));

        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        two_renames(&new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&old)), ("new".into(), "current".into()));
        assert!(!new.exists());
    }

    #[test]
    fn two_renames_that_fail_half_way_are_undone() {
        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        fs::remove_dir_all(&new).unwrap();
        two_renames(&new, &current, &old).unwrap_err();
        assert_eq!(page(&current), "current");
    }
}
