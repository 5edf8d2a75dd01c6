//! Takes from the spare folder what the next edition has in common with it.
//!
//! On ext4, making and removing 10,000 folders takes many times as long as looking at them, so whole
//! folders are moved where nothing in them changed. A folder in which anything changed is made anew,
//! at the price of some moves: somebody may still be reading it as a part of an edition before.
//!
//! Invariant: a folder that was once published never gets another file, nor another version of one.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::files::Stamp;
use super::tree::Tree;

/// A file that stays as it is published.
pub(super) type Kept<'a> = (&'a Path, Stamp);

/// Moves kept files from `spare` to `tree`, and returns those that are not there. `changes` are all
/// paths in which the next edition differs from the published one.
pub(super) fn reuse<'a>(
    spare: &Path,
    tree: &Tree,
    kept: Vec<Kept<'a>>,
    changes: impl Iterator<Item = &'a Path>,
) -> Vec<Kept<'a>> {
    let (ready, mut missing): (Vec<_>, Vec<_>) =
        kept.into_iter().partition(|(path, stamp)| is_ready(&spare.join(path), *stamp));
    let changes = changes.chain(missing.iter().map(|(path, _)| *path));
    let changed: HashSet<&Path> = changes.flat_map(|path| path.ancestors().skip(1)).collect();
    let mut taken = HashMap::new();
    for (path, stamp) in ready {
        let top = unchanged_top(path, &changed);
        if !*taken.entry(top).or_insert_with(|| tree.take(spare, top).is_ok()) {
            missing.push((path, stamp));
        }
    }
    missing
}

fn is_ready(path: &Path, stamp: Stamp) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && Stamp::of(&found) == stamp)
}

/// The outermost folder of the path in which nothing changed, or the file itself.
fn unchanged_top<'a>(path: &'a Path, changed: &HashSet<&Path>) -> &'a Path {
    path.ancestors().take_while(|top| !changed.contains(top)).last().unwrap_or(path)
}
