//! What is different on the disk, before anybody takes it over.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileStamp, KnownFile};
use crate::digest::Digest;
use crate::load::read::Contents;

/// Where to look for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Everywhere.
    Everything,
    /// At these paths from the root, and what stands beside them.
    Paths(BTreeSet<String>),
}

/// What is different on the disk, by path from the root.
#[derive(Default)]
pub(crate) struct Changes {
    /// Files that are new or other than they were.
    pub(super) found: BTreeMap<String, KnownFile>,
    /// Files that are gone.
    pub(super) gone: BTreeSet<String>,
    /// Files whose contents are as they were, and what the disk says of them now.
    pub(super) same: BTreeMap<String, FileStamp>,
    /// The folders that were looked at, with those that are there now: below, and itself.
    pub(super) folders: BTreeMap<String, BTreeSet<String>>,
    /// Whether a file is gone or has just become empty: many programs save in this way, and put the
    /// rest there in the next moment.
    pub doubtful: bool,
}

impl Default for Hint {
    fn default() -> Self {
        Self::Paths(BTreeSet::new())
    }
}

impl Hint {
    /// Whether there is nowhere to look.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Paths(paths) if paths.is_empty())
    }

    /// Whether somebody said to look at this very path.
    pub(crate) fn names(&self, path: &str) -> bool {
        matches!(self, Self::Paths(paths) if paths.contains(path))
    }
}

impl Changes {
    /// Whether any file is new, other or gone.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.gone.is_empty()
    }

    /// Whether no file is gone, and each that is new or other holds what is expected of it.
    pub(crate) fn all_hold(&self, expected: impl Fn(&str) -> Option<Digest>) -> bool {
        let holds = |(file, known): (&String, &KnownFile)| {
            let digest = known.contents.as_ref().ok().map(Contents::digest);
            digest.is_some() && digest == expected(file)
        };
        self.gone.is_empty() && self.found.iter().all(holds)
    }

    /// Puts off what may be half of a change: files that are gone, empty, or open. Gives their
    /// paths, to be looked at again.
    pub(crate) fn put_off(&mut self, is_open: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let mut half = std::mem::take(&mut self.gone);
        self.found.retain(|file, known| {
            let is_half = known.is_empty() || is_open(file);
            if is_half {
                half.insert(file.clone());
            }
            !is_half
        });
        half
    }

    /// Takes out what leaves all files as they are: what the disk says of them, and the folders.
    pub(crate) fn take_unchanged(&mut self) -> Self {
        let same = std::mem::take(&mut self.same);
        let folders = std::mem::take(&mut self.folders);
        Self { same, folders, ..Self::default() }
    }

    /// Whether another look found the very same.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.gone == other.gone && self.stamps().eq(other.stamps())
    }

    fn stamps(&self) -> impl Iterator<Item = (&str, FileStamp)> {
        self.found.iter().map(|(file, known)| (file.as_str(), known.stamp))
    }

    /// The files that are new or other.
    pub(crate) fn found(&self) -> impl Iterator<Item = &str> {
        self.found.keys().map(String::as_str)
    }

    /// Of those, the ones that are empty.
    pub(crate) fn emptied(&self) -> impl Iterator<Item = &str> {
        self.found.iter().filter(|(_, known)| known.is_empty()).map(|(file, _)| file.as_str())
    }

    /// The files that are new, other or gone.
    pub(crate) fn files(&self) -> Vec<String> {
        let files: BTreeSet<&String> = self.found.keys().chain(&self.gone).collect();
        files.into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Hint;
    use crate::load::Vfs;

    /// Until changes are whole there are many looks, each at every file not read twice yet.
    #[test]
    fn what_is_unchanged_is_read_twice_and_not_again() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("content")).expect("made");
        std::fs::write(folder.path().join("content/handbook.yaml"), "title: A\n").expect("written");
        let mut vfs = Vfs::new(folder.path().to_path_buf());
        let first = vfs.compare(&Hint::Everything);
        vfs.apply(first);

        let mut again = vfs.compare(&Hint::Everything);
        assert_eq!(again.same.len(), 1);
        vfs.apply(again.take_unchanged());
        assert!(vfs.compare(&Hint::Everything).same.is_empty());
    }
}
