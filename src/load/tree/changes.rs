//! What is different on the disk, before anybody takes it over.

use std::collections::BTreeSet;

use super::{Known, Stamp, is_empty};

/// Where to look for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Everywhere.
    Everything,
    /// At these paths from the root, and what stands beside them.
    Paths(BTreeSet<String>),
}

/// What is different on the disk.
#[derive(Default)]
pub struct Changes {
    /// Files that are new or other than they were.
    pub(super) found: Vec<(String, Known)>,
    /// Files that are gone.
    pub(super) gone: Vec<String>,
    /// Files whose contents are as they were, and what the disk says of them now.
    pub(super) same: Vec<(String, Stamp)>,
    /// The folders below those that were looked at.
    pub(super) folders: Vec<(String, BTreeSet<String>)>,
    /// Whether a file is gone or has just become empty: many programs save in this way, and put the rest there
    /// in the next moment.
    pub doubtful: bool,
}

impl Default for Touched {
    fn default() -> Self {
        Self::Paths(BTreeSet::new())
    }
}

impl Touched {
    /// Whether there is nowhere to look.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Paths(paths) if paths.is_empty())
    }

    /// Whether somebody said to look at this very path.
    pub fn names(&self, path: &str) -> bool {
        matches!(self, Self::Paths(paths) if paths.contains(path))
    }
}

impl Changes {
    /// Whether any file is new, other or gone.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.gone.is_empty()
    }

    /// Puts off what may be half of a change: files that are gone, empty, or open. Gives their paths, to be looked at
    /// again.
    pub fn put_off(&mut self, is_open: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let is_half =
            |(file, known): &mut (String, Known)| is_empty(&known.contents) || is_open(file);
        let half = self.found.extract_if(.., is_half).map(|(file, _)| file);
        let half: BTreeSet<String> = half.collect();
        half.into_iter().chain(std::mem::take(&mut self.gone)).collect()
    }

    /// Whether another look found the very same.
    pub fn is_as(&self, other: &Self) -> bool {
        let found = |changes: &Self| -> Vec<(String, Stamp)> {
            changes.found.iter().map(|(file, known)| (file.clone(), known.stamp)).collect()
        };
        self.gone == other.gone && found(self) == found(other)
    }

    /// The files that are new or other.
    pub fn found(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(file, _)| file.as_str())
    }

    /// Of those, the ones that are empty.
    pub fn emptied(&self) -> impl Iterator<Item = &str> {
        self.found
            .iter()
            .filter(|(_, known)| is_empty(&known.contents))
            .map(|(file, _)| file.as_str())
    }

    /// The files that are new, other or gone, by path from the root.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<String> =
            self.found.iter().map(|(file, _)| file).chain(&self.gone).cloned().collect();
        files.sort();
        files
    }
}
