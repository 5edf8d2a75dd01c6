//! One look at the disk: what is there, compared with what is known.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Changes, Known, Stamp, Touched, Tree, group_of, is_empty, same, vanished};
use crate::diagnostic::{Diagnostic, checks};
use crate::load::classify;
use crate::load::origin::{MAX_DEPTH, Met, TOPS, walk};
use crate::load::read::{self, Contents};
use crate::load::{HANDBOOK, LoadError};

/// One look at the disk.
pub(super) struct Look<'t> {
    tree: &'t Tree,
    changes: Changes,
    to_read: BTreeMap<String, Stamp>,
}

impl<'t> Look<'t> {
    /// Looks where something may have changed.
    pub(super) fn at(tree: &'t Tree, touched: &Touched) -> Changes {
        let mut look = Look { tree, changes: Changes::default(), to_read: BTreeMap::new() };
        match touched {
            Touched::Everything => TOPS.iter().for_each(|top| look.folder(top, MAX_DEPTH)),
            Touched::Paths(paths) => look.paths(paths),
        }
        look.read()
    }

    fn known(&self, file: &str) -> Option<&Known> {
        self.tree.groups.get(group_of(file))?.files.get(file)
    }

    /// What is known at or below a path.
    fn known_below(&self, path: &str) -> Vec<String> {
        let inside = format!("{path}/");
        let groups = self
            .tree
            .groups
            .iter()
            .filter(|(name, _)| group_of(path) == **name || name.starts_with(&inside));
        let below = groups.flat_map(|(_, group)| {
            let from = group.files.range(inside.clone()..).map(|(file, _)| file);
            let itself = group.files.get_key_value(path).map(|(file, _)| file);
            from.take_while(|file| file.starts_with(&inside)).chain(itself)
        });
        below.cloned().collect()
    }

    /// Looks at some paths, at what stands beside them, and at all below those that are folders.
    fn paths(&mut self, paths: &BTreeSet<String>) {
        let mut beside = BTreeSet::new();
        let mut whole: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            if self.tree.root.join(path).is_dir() {
                whole.insert(path);
            }
            if let Some((folder, _)) = path.rsplit_once('/') {
                beside.insert(folder);
            } else if TOPS.contains(&path.as_str()) {
                whole.insert(path);
            }
        }
        for path in &whole {
            let above = whole
                .iter()
                .any(|other| path.strip_prefix(*other).is_some_and(|rest| rest.starts_with('/')));
            if !above {
                self.folder(path, MAX_DEPTH);
            }
        }
        for folder in beside {
            if !whole.iter().any(|path| folder == *path || folder.starts_with(&format!("{path}/")))
            {
                self.folder(folder, 1);
            }
        }
        // A file that a watcher names is read whatever its stamp says.
        for path in paths {
            if let Some(known) = self.known(path)
                && (known.slot.is_some() || path == HANDBOOK)
                && !self.changes.gone.contains(path)
            {
                let stamp = known.stamp;
                self.to_read.entry(path.clone()).or_insert(stamp);
            }
        }
    }

    /// Compares a folder, so many levels deep, with what is known of it.
    fn folder(&mut self, folder: &str, levels: usize) {
        let mut met = BTreeSet::new();
        let mut folders = BTreeSet::new();
        let mut new_folders = Vec::new();
        let root = self.tree.root.clone();
        walk(&root, folder, levels, &mut |found| match found {
            Met::File(name, entry) => {
                let Some(slot) =
                    classify::slot(&name).map(Some).or((name == HANDBOOK).then_some(None))
                else {
                    return;
                };
                let Ok(metadata) = entry.metadata() else { return };
                let stamp = Stamp::of(&metadata);
                let is_same = self.known(&name).is_some_and(|known| {
                    known.settled && known.stamp == stamp && known.slot.is_some() == slot.is_some()
                });
                if !is_same {
                    self.to_read.insert(name.clone(), stamp);
                }
                met.insert(name);
            }
            Met::Folder(name) => {
                if levels == 1 && name != folder && !self.tree.folders.contains(&name) {
                    new_folders.push(name.clone());
                }
                folders.insert(name);
            }
            Met::Refused(name, reason) => {
                let diagnostic = read::skipped(&name.as_str().into(), &reason);
                let is_known =
                    |known: &Known| matches!(&known.contents, Err(found) if *found == diagnostic);
                if !self.known(&name).is_some_and(is_known) {
                    let known = Known {
                        slot: classify::slot(&name),
                        contents: Err(diagnostic),
                        stamp: Stamp::default(),
                        settled: true,
                    };
                    self.changes.found.push((name.clone(), known));
                }
                met.insert(name);
            }
        });
        let prefix = format!("{folder}/");
        let is_direct =
            |path: &str| path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/'));
        if levels == 1 {
            // Those that stand in it and are still there were not looked into.
            for known in self
                .tree
                .folders
                .iter()
                .filter(|known| is_direct(known))
                .cloned()
                .collect::<Vec<_>>()
            {
                if !folders.contains(&known) {
                    self.lose(&known, &BTreeSet::new());
                    self.changes.folders.push((known, BTreeSet::new()));
                }
            }
            for file in self.known_below(folder).into_iter().filter(|file| is_direct(file)) {
                if !met.contains(&file) {
                    self.lose(&file, &BTreeSet::new());
                }
            }
            for new in new_folders {
                self.folder(&new, MAX_DEPTH);
            }
            if folders.is_empty() {
                self.changes.folders.push((folder.to_owned(), BTreeSet::new()));
            }
        } else {
            self.lose(folder, &met);
            self.changes.folders.push((folder.to_owned(), folders));
        }
    }

    /// Counts as gone what is known at or below a path and was not met.
    fn lose(&mut self, path: &str, met: &BTreeSet<String>) {
        let gone: Vec<String> =
            self.known_below(path).into_iter().filter(|file| !met.contains(file)).collect();
        self.changes.doubtful |= !gone.is_empty();
        self.changes.gone.extend(gone);
    }

    /// Reads what must be read, and says what became of it.
    fn read(mut self) -> Changes {
        let to_read: Vec<(String, Stamp)> = std::mem::take(&mut self.to_read).into_iter().collect();
        let read = |(file, stamp): (String, Stamp)| {
            let Some(slot) = classify::slot(&file) else {
                let contents = read::handbook(&self.tree.origin).map(Contents::Text);
                let contents = contents.map_err(|error| match error {
                    LoadError::Handbook(diagnostic) => *diagnostic,
                    other => Diagnostic::new(&checks::SKIPPED_FILE, other.to_string()),
                });
                return (file, Known { slot: None, contents, stamp, settled: false });
            };
            let (slot, contents) = read::contents(&self.tree.origin, slot, file.clone());
            (file, Known { slot: Some(slot), contents, stamp, settled: false })
        };
        let read: Vec<(String, Known)> = to_read.into_par_iter().map(read).collect();
        for (file, new) in read {
            match self.known(&file) {
                Some(old) if same(&old.contents, &new.contents) => {
                    self.changes.same.push((file, new.stamp))
                }
                old => {
                    let emptied =
                        old.is_none_or(|old| !is_empty(&old.contents)) && is_empty(&new.contents);
                    self.changes.doubtful |= emptied || vanished(&new.contents);
                    self.changes.found.push((file, new));
                }
            }
        }
        self.changes
    }
}
