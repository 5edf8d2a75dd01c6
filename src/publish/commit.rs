//! The last steps: what is staged becomes the published edition.
//!
//! ```text
//! Staging ──seal──► SealedEdition ──exchange──► Exchanged ──clear_up──► PublishSummary
//!                   every file is there         seen by readers
//! ```

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backup::Backup;
use super::claim::Claim;
use super::error::PublishError;
use super::files;
use super::inventory::{Inventory, Provenance, key};
use super::previous::{Previous, Proof};
use super::spare::{Reusable, recycle, reuse};
use super::staging_dir::StagingDir;
use super::state_file::{NextEdition, StateFile};
use crate::digest::Digest;
use crate::load::OpenFolder;
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
    /// The record of the published edition was lost, or only a part of it had reached the disk, so
    /// its files were proven by their digests. What could not be proven is among `backups`.
    pub healed: bool,
}

/// An edition of which every file is made.
///
/// There is no other way to one than [`Staging::seal`](super::Staging::seal), which compares what
/// was made with what was promised. So an edition that lacks a page cannot be published.
#[derive(Debug)]
pub struct SealedEdition {
    /// Before the claim, so that it is cleared away while the folder is still locked.
    work: PendingEdition,
    claim: Arc<Claim>,
    left: Left,
}

/// An edition on its way from the staging folder to its place.
#[derive(Debug)]
pub(super) struct PendingEdition {
    pub(super) dir: StagingDir,
    pub(super) name: String,
    pub(super) previous: Option<Previous>,
    pub(super) next: NextEdition,
    pub(super) summary: PublishSummary,
}

/// What is left to be done of it.
#[derive(Debug)]
enum Left {
    Nothing {
        state: PathBuf,
    },
    /// Nothing to publish, but what led here has changed: a comment in a source, say.
    Record {
        state: PathBuf,
    },
    Exchange {
        manifest: Digest,
        inventory: Inventory,
        backup: Backup,
    },
}

/// An edition that is published, beside which the old one still lies.
#[derive(Debug)]
pub(super) struct Exchanged {
    sealed: SealedEdition,
    old: Option<PathBuf>,
}

impl SealedEdition {
    /// Prepares everything short of the exchange. `paths` are those of its files.
    pub(super) fn prepare(
        mut work: PendingEdition,
        claim: Arc<Claim>,
        manifest: &[u8],
        paths: &mut PathSet,
    ) -> Result<SealedEdition, PublishError> {
        work.summary = work.tally();
        let left = match work.unchanged() {
            Some(digest) => work.prepare_record(&claim, digest)?,
            None => work.prepare_exchange(&claim, manifest, paths)?,
        };
        Ok(SealedEdition { work, claim, left })
    }

    pub(super) fn claim(&self) -> &Arc<Claim> {
        &self.claim
    }

    pub(super) fn name(&self) -> &str {
        &self.work.name
    }

    /// What publishing it does, as far as that is known by now.
    pub(super) fn summary(&self) -> &PublishSummary {
        &self.work.summary
    }

    /// Whether anything was written that the disk must hold before it is published.
    pub(super) fn writes(&self) -> bool {
        !matches!(self.left, Left::Nothing { .. })
    }

    /// The folders in which something was written, which may be new themselves.
    pub(super) fn trees(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let layout = &self.claim.layout;
        let mut trees = vec![layout.states(&self.work.name)];
        if let Left::Exchange { backup, .. } = &self.left {
            trees.push(self.work.dir.root().to_path_buf());
            trees.extend(backup.place().map(Path::to_path_buf));
        }
        trees.into_iter()
    }

    /// It was not published, as the disk did not take it.
    pub(super) fn fail(self, error: io::Error) -> PublishError {
        PublishError::io("write", self.work.dir.edition(), error)
    }

    /// Puts it in its place: one call, so at every moment there is a whole edition.
    pub(super) fn exchange(self) -> Result<Exchanged, PublishError> {
        let old = match &self.left {
            Left::Nothing { .. } => None,
            Left::Record { state } => {
                StateFile::put_in_place(&self.claim.folder, state)?;
                None
            }
            Left::Exchange { .. } => self.work.exchange(&self.claim)?,
        };
        Ok(Exchanged { sealed: self, old })
    }
}

impl Exchanged {
    /// The folder of the published edition.
    pub(super) fn place(&self) -> PathBuf {
        self.sealed.work.dir.edition().to_path_buf()
    }

    /// The edition is published: from here on nothing is an error any more.
    pub(super) fn clear_up(self) -> PublishSummary {
        let SealedEdition { work, claim, left } = self.sealed;
        let mut summary = work.summary;
        match left {
            // Also where nothing changed: a build that was cut off may have left another.
            Left::Nothing { state } | Left::Record { state } => {
                files::remove_others(&claim.folder, &state)
            }
            Left::Exchange { manifest, inventory, mut backup } => {
                let layout = &claim.layout;
                files::remove_others(&claim.folder, &layout.state(&work.name, manifest));
                // What could be reused was taken; the rest is of an edition that is now replaced.
                let _ = files::remove_tree(&claim.folder, &layout.spares(&work.name));
                if let Some(old) = self.old {
                    let spare = layout.spare(&work.name, manifest);
                    recycle(&claim.folder, &old, &spare, &work.next, &inventory, &mut backup);
                }
                summary.backups = backup.into_list();
            }
        }
        summary
    }
}

impl PendingEdition {
    fn tally(&self) -> PublishSummary {
        let written = self.next.written.len();
        let previous = self.previous.as_ref();
        PublishSummary {
            written,
            kept: self.next.state.files.len() - written,
            removed: previous.map_or(0, |previous| previous.gone(&self.next).count()),
            bytes: self.next.written_bytes(),
            healed: previous.is_some_and(|previous| previous.proof != Proof::Record),
            ..PublishSummary::default()
        }
    }

    /// The digest of the published manifest, if it can stay.
    fn unchanged(&self) -> Option<Digest> {
        // A manifest that was edited or lost is published anew, even where no file changed.
        let same = self.summary.written == 0 && self.summary.removed == 0;
        self.previous.as_ref().filter(|_| same)?.manifest
    }

    fn prepare_record(&self, claim: &Claim, manifest: Digest) -> Result<Left, PublishError> {
        let state = claim.layout.state(&self.name, manifest);
        let is_known = self
            .previous
            .as_ref()
            .is_some_and(|previous| !previous.restamped && previous.state == self.next.state);
        if is_known {
            return Ok(Left::Nothing { state });
        }
        self.next.state.write_beside(&claim.folder, &state)?;
        Ok(Left::Record { state })
    }

    /// The order matters: a state must be there before the edition that it speaks for, and nothing
    /// may go that is not kept elsewhere.
    fn prepare_exchange(
        &mut self,
        claim: &Claim,
        manifest: &[u8],
        paths: &mut PathSet,
    ) -> Result<Left, PublishError> {
        // An edition may consist of files that are published already, and of none that is written.
        let usual = self.dir.begin()?;
        let inventory = match &self.previous {
            Some(previous) => Inventory::of(&claim.folder, previous, &usual)?,
            None => Inventory::default(),
        };
        self.link_unchanged(claim, &inventory)?;
        let carrying = self.carry(&inventory, paths)?;
        self.dir.write(Path::new(MANIFEST), manifest)?;

        let digest = Digest::of(manifest);
        let state = claim.layout.state(&self.name, digest);
        self.next.state.write_beside(&claim.folder, &state)?;
        StateFile::put_in_place(&claim.folder, &state)?;

        let mut backup = Backup::of(Arc::clone(&claim.folder), &claim.layout, &self.name);
        for path in inventory.all(Provenance::Edited).chain(carrying.in_the_way) {
            backup.keep(&self.dir.published(path), path)?;
        }

        // Last: where only few may write, nobody else may any more.
        for (path, access) in inventory.unusual_folders() {
            self.dir.set_access(path, access)?;
        }

        self.summary.carried = carrying.carried;
        Ok(Left::Exchange { manifest: digest, inventory, backup })
    }

    /// Gives the staging folder the files that stay as they are published.
    fn link_unchanged(&self, claim: &Claim, inventory: &Inventory) -> Result<(), PublishError> {
        let mut unchanged = Vec::new();
        for (path, file) in self.next.kept() {
            // Since the file was compared, somebody may have edited it.
            if !inventory.is_intact(path) {
                return Err(PublishError::changed_meanwhile(&self.dir.published(path)));
            }
            unchanged.push(Reusable { path, identity: file.identity });
        }

        if let Some(previous) = &self.previous
            && let Some(manifest) = previous.manifest
        {
            let spare = claim.layout.spare(&self.name, manifest);
            // Others' files change a folder, too: one that was published gets no further file.
            let changes = previous.changes(&self.next).chain(inventory.all(Provenance::Foreign));
            unchanged = reuse(&spare, &self.dir, unchanged, changes);
        }

        unchanged.iter().try_for_each(|file| self.dir.adopt_ours(file.path, file.identity))
    }

    /// Takes over what others added.
    fn carry<'a>(
        &self,
        inventory: &'a Inventory,
        paths: &mut PathSet,
    ) -> Result<Carrying<'a>, PublishError> {
        let mut carrying = Carrying::default();
        for path in inventory.all(Provenance::Foreign) {
            // Where a new file has this path, or a folder of it, the old one cannot stay there.
            if !paths.claim(&key(path)) {
                carrying.in_the_way.push(path);
                continue;
            }

            self.dir.adopt(path)?;
            carrying.carried.push(path.display().to_string());
        }
        Ok(carrying)
    }

    /// Returns where the old edition is now.
    fn exchange(&self, claim: &Claim) -> Result<Option<PathBuf>, PublishError> {
        let (new, current) = (self.dir.root(), self.dir.edition());
        let old = match self.previous {
            None => first(&claim.folder, new, current).map(|()| None),
            Some(_) => {
                let old = claim.layout.old(&self.name);
                exchange(&claim.folder, new, current, &old).map(Some)
            }
        };
        old.map_err(|error| PublishError::io("publish", current, error))
    }
}

/// What becomes of files that others added.
#[derive(Default)]
struct Carrying<'a> {
    /// They are in the new edition, too.
    carried: Vec<String>,
    /// The new edition leaves no room for them.
    in_the_way: Vec<&'a Path>,
}

/// Puts the folder `new` in the place of the folder `current`, and returns where the former is now.
///
/// One call, so at every moment there is a whole edition. Where the platform or the disk has no
/// such call (Windows, NFS, some FUSE), two renames by way of `old`: between them there is none. A
/// process that ends just there leaves `old` alone, and the next [claim](super::claim) undoes its
/// half.
fn exchange(open: &OpenFolder, new: &Path, current: &Path, old: &Path) -> io::Result<PathBuf> {
    if open.exchange(new, current)? {
        return Ok(new.to_path_buf());
    }
    two_renames(open, new, current, old)?;
    Ok(old.to_path_buf())
}

/// Publishes an edition for the first time, perhaps in an empty folder that somebody made for it.
fn first(open: &OpenFolder, new: &Path, current: &Path) -> io::Result<()> {
    // Only an empty folder can be removed so; for any other the rename fails.
    let _ = open.remove_folder(current);
    open.rename(new, current)
}

fn two_renames(open: &OpenFolder, new: &Path, current: &Path, old: &Path) -> io::Result<()> {
    old.parent().map_or(Ok(()), |above| open.make_folders(above))?;
    open.rename(current, old)?;
    open.rename(new, current).inspect_err(|_| {
        // Where this fails, too, the next claim does it.
        let _ = open.rename(old, current);
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        let open = OpenFolder::open(folder.path()).unwrap();
        let former = exchange(&open, &new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&former)), ("new".into(), "current".into()));

        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        let open = OpenFolder::open(folder.path()).unwrap();
        two_renames(&open, &new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&old)), ("new".into(), "current".into()));
        assert!(!new.exists());
    }

    #[test]
    fn two_renames_that_fail_half_way_are_undone() {
        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        fs::remove_dir_all(&new).unwrap();
        let open = OpenFolder::open(folder.path()).unwrap();
        two_renames(&open, &new, &current, &old).unwrap_err();
        assert_eq!(page(&current), "current");
    }
}
