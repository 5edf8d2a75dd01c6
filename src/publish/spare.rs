//! The spare folder: what is left of an edition that was replaced, for the one that will follow.
//!
//! On ext4, making and removing 10,000 folders takes many times as long as looking at them, so
//! whole folders are moved where nothing in them changed. A folder in which anything changed is
//! made anew, at the price of some moves: somebody may still be reading it as a part of an edition
//! before.
//!
//! Invariant: a folder that was once published never gets another file, nor another version of one.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::backup::Backup;
use super::files::{self, FileIdentity};
use super::inventory::Inventory;
use super::staging_dir::StagingDir;
use super::state_file::NextEdition;
use crate::load::{Kind, OpenFolder};

/// A file that stays as it is published, and may lie in the spare folder.
pub(super) struct Reusable<'a> {
    pub(super) path: &'a Path,
    pub(super) identity: FileIdentity,
}

impl<'a> Reusable<'a> {
    fn is_in(&self, open: &OpenFolder, spare: &Path) -> bool {
        open.look(&spare.join(self.path))
            .is_ok_and(|found| found.is_file() && FileIdentity::of(&found) == self.identity)
    }

    /// The outermost folder on the way to it in which nothing changed, or the file itself.
    fn unchanged_top(&self, changed: &HashSet<&Path>) -> &'a Path {
        let unchanged = self.path.ancestors().take_while(|top| !changed.contains(top));
        unchanged.last().unwrap_or(self.path)
    }
}

/// Moves files from `spare` to the staging folder, and returns those that are not there. `changes`
/// are all paths in which the next edition differs from the published one.
pub(super) fn reuse<'a>(
    spare: &Path,
    dir: &StagingDir,
    wanted: Vec<Reusable<'a>>,
    changes: impl Iterator<Item = &'a Path>,
) -> Vec<Reusable<'a>> {
    let (ready, mut missing): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|file| file.is_in(dir.open(), spare));

    // A folder that lacks a file would get it only now, and one that was published gets no other.
    let changes = changes.chain(missing.iter().map(|file| file.path));
    let changed: HashSet<&Path> = changes.flat_map(|path| path.ancestors().skip(1)).collect();

    // A folder is moved for the first of its files, and all the others are then there with it.
    let mut moved = HashMap::new();
    for file in ready {
        let top = file.unchanged_top(&changed);
        if !*moved.entry(top).or_insert_with(|| dir.take(spare, top).is_ok()) {
            missing.push(file);
        }
    }
    missing
}

/// Makes the spare folder of the old edition: its folders, with those of its files that are also in
/// the new one, as links. The next build [reuses](reuse) them.
///
/// The new edition is published, so nothing here is an error any more: without a spare folder the
/// next build has more to do, that is all, and what cannot be removed it tries to remove again.
pub(super) fn recycle(
    open: &OpenFolder,
    old: &Path,
    spare: &Path,
    next: &NextEdition,
    inventory: &Inventory,
    backup: &mut Backup,
) {
    keep_late_comers(open, old, inventory, backup);

    // Everything that goes here is ours, in the new edition, or backed up.
    let mut gone = inventory.paths().filter(|path| !is_shared(path, next, inventory));
    let removed = gone.try_for_each(|path| files::remove_with_folders(open, old, path));

    // With a file that should be gone, a folder of it would bring that back to an edition.
    let kept = removed
        .and_then(|()| spare.parent().map_or(Ok(()), |above| open.make_folders(above)))
        .and_then(|()| open.rename(old, spare));
    if kept.is_err() {
        let _ = files::remove_tree(open, old);
    }
}

/// Backs up what somebody put there between our last look and the exchange.
fn keep_late_comers(open: &OpenFolder, old: &Path, inventory: &Inventory, backup: &mut Backup) {
    let walk = open.walk(old, usize::MAX).flatten();
    for entry in walk.filter(|entry| entry.kind != Kind::Folder) {
        let path = entry.path.strip_prefix(old).unwrap_or(&entry.path);
        if inventory.get(path).is_none() && backup.keep(&entry.path, path).is_ok() {
            let _ = files::remove_with_folders(open, old, path);
        }
    }
}

/// Whether the new edition has the very same file. In a folder of unusual access nothing is kept:
/// what somebody allows or forbids there later would not reach the spare one.
fn is_shared(path: &Path, next: &NextEdition, inventory: &Inventory) -> bool {
    inventory.is_intact(path)
        && !inventory.is_in_unusual(path)
        && path.to_str().is_some_and(|path| next.keeps(path))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::sync::Arc;

    use super::super::layout::Layout;
    use super::super::state_file::{Record, StateFile};
    use super::*;

    #[test]
    fn what_nobody_had_seen_before_the_exchange_is_backed_up() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(folder.path());
        let (old, spare) = (layout.staging("acme"), layout.spares("acme"));
        fs::create_dir_all(old.join("rules")).unwrap();
        fs::write(old.join("rules/late.txt"), "late").unwrap();
        let state = StateFile { record: Record::default(), files: BTreeMap::new() };
        let next = NextEdition { state, written: HashSet::new() };

        let open = Arc::new(OpenFolder::open(folder.path()).unwrap());
        let mut backup = Backup::of(open.clone(), &layout, "acme");
        recycle(&open, &old, &spare, &next, &Inventory::default(), &mut backup);
        assert_eq!(backup.into_list(), [".mentorbook/kept/acme/1/rules/late.txt"]);
        assert!(spare.exists() && !spare.join("rules").exists() && !old.exists());
    }
}
