//! One look at the disk: what is there, compared with what is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;

use rayon::prelude::*;

use super::{Changes, FileStamp, Hint, KnownFile, Vfs};
use crate::load::OpenFolder;
use crate::load::classify;
use crate::load::origin::{MAX_DEPTH, Met, TOPS, walk};
use crate::load::refusal::Refusal;

/// One look at the disk.
pub(super) struct Scan<'v> {
    vfs: &'v Vfs,
    /// The handbook's folder, unless it is gone.
    open: Option<OpenFolder>,
    changes: Changes,
    to_read: BTreeMap<String, FileStamp>,
}

/// What a walk came upon, by path from the root.
#[derive(Default)]
struct Seen {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl<'v> Scan<'v> {
    /// Looks where something may have changed.
    pub(super) fn run(vfs: &'v Vfs, hint: &Hint) -> Changes {
        let open = OpenFolder::open(&vfs.root).ok();
        let mut scan = Scan { vfs, open, changes: Changes::default(), to_read: BTreeMap::new() };
        match hint {
            Hint::Everything => TOPS.iter().for_each(|top| scan.all_below(top)),
            Hint::Paths(paths) => scan.paths(paths),
        }
        scan.read()
    }

    /// What lies at a path, a link as itself. Nothing where a link is on the way.
    fn look(&self, path: &str) -> Option<Metadata> {
        self.open.as_ref()?.look(&self.vfs.root.join(path)).ok()
    }

    fn has_folder(&self, path: &str) -> bool {
        self.look(path).is_some_and(|found| found.is_dir())
    }

    /// Looks at some paths, at what stands beside them, and at all below those that are folders.
    fn paths(&mut self, paths: &BTreeSet<String>) {
        let mut whole: BTreeSet<&str> = BTreeSet::new();
        let mut beside: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            if TOPS.contains(&path.as_str()) || self.has_folder(path) {
                whole.insert(path);
            }
            if let Some((folder, _)) = path.rsplit_once('/') {
                beside.insert(folder);
            }
        }

        for path in &whole {
            if !whole.iter().any(|other| is_below(path, other)) {
                self.all_below(path);
            }
        }
        for folder in beside {
            if !whole.iter().any(|other| folder == *other || is_below(folder, other)) {
                self.directly_in(folder);
            }
        }

        // A file that a watcher names is read whatever its stamp says.
        for path in paths {
            if let Some(known) = self.vfs.file(path)
                && known.slot.is_some()
                && !self.changes.gone.contains(path)
            {
                // A stamp that the walk has just seen is newer than the known one.
                self.to_read.entry(path.clone()).or_insert(known.stamp);
            }
        }
    }

    /// Compares a folder, and all below it, with what is known of it.
    fn all_below(&mut self, folder: &str) {
        let seen = self.walk(folder, MAX_DEPTH);
        self.lose(folder, &seen.files);
        self.changes.folders.insert(folder.to_owned(), seen.folders);
    }

    /// Compares what stands in a folder with what is known to stand there. Looks only into those of
    /// its folders that are new.
    fn directly_in(&mut self, folder: &str) {
        let seen = self.walk(folder, 1);
        // A borrow of its own, since the changes grow while it is looked through.
        let vfs = self.vfs;

        let known = vfs.folders.iter().filter(|known| is_directly_in(known, folder));
        for gone in known.filter(|known| !seen.folders.contains(*known)) {
            self.lose(gone, &BTreeSet::new());
            self.changes.folders.insert(gone.clone(), BTreeSet::new());
        }
        for file in vfs.files_at(folder) {
            if is_directly_in(file, folder) && !seen.files.contains(file) {
                self.lose(file, &BTreeSet::new());
            }
        }

        if seen.folders.is_empty() {
            // Not even the folder itself.
            self.changes.folders.insert(folder.to_owned(), BTreeSet::new());
        }
        for new in seen.folders {
            if new != folder && !vfs.folders.contains(&new) {
                self.all_below(&new);
            }
        }
    }

    fn walk(&mut self, folder: &str, levels: usize) -> Seen {
        let mut seen = Seen::default();
        walk(&self.vfs.root, folder, levels, &mut |met| match met {
            Met::File(name) => {
                if self.meet_file(&name) {
                    seen.files.insert(name);
                }
            }
            Met::Folder(name) => {
                seen.folders.insert(name);
            }
            Met::Refused(name, refusal) => {
                self.meet_refused(&name, refusal);
                seen.files.insert(name);
            }
        });
        seen
    }

    /// Says whether a file is an input, and has it read unless it is known as it is.
    fn meet_file(&mut self, name: &str) -> bool {
        if !classify::is_input(name) {
            return false;
        }
        // It went away since the folder was listed.
        let Some(metadata) = self.look(name) else { return false };

        let stamp = FileStamp::of(&metadata);
        if self.vfs.file(name).is_none_or(|known| !known.settled || known.stamp != stamp) {
            self.to_read.insert(name.to_owned(), stamp);
        }
        true
    }

    fn meet_refused(&mut self, name: &str, refusal: Refusal) {
        let contents = Err(refusal);
        if self.vfs.file(name).is_some_and(|known| known.is_same(&contents)) {
            return;
        }

        let slot = classify::slot(name);
        // Nothing of it was read, so there is nothing to read again.
        let known = KnownFile { slot, contents, stamp: FileStamp::default(), settled: true };
        self.changes.found.insert(name.to_owned(), known);
    }

    /// Counts as gone what is known at or below a path and was not met.
    fn lose(&mut self, path: &str, met: &BTreeSet<String>) {
        for file in self.vfs.files_at(path) {
            if !met.contains(file) {
                self.changes.doubtful = true;
                self.changes.gone.insert(file.clone());
            }
        }
    }

    /// Reads what must be read, and says what became of it.
    fn read(mut self) -> Changes {
        let to_read = std::mem::take(&mut self.to_read);
        let read: Vec<KnownFile> = to_read
            .par_iter()
            .map(|(file, stamp)| KnownFile::read(&self.vfs.origin, file, *stamp))
            .collect();

        for (file, new) in to_read.into_keys().zip(read) {
            let old = self.vfs.file(&file);
            if old.is_some_and(|old| old.is_same(&new.contents)) {
                self.changes.same.insert(file, new.stamp);
                continue;
            }
            let emptied = new.is_empty() && old.is_none_or(|old| !old.is_empty());
            self.changes.doubtful |= emptied || new.is_gone();
            self.changes.found.insert(file, new);
        }
        self.changes
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn is_directly_in(path: &str, folder: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder)
}
