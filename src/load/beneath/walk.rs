//! Going through a folder and all that it holds, and removing it.

use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

use super::OpenFolder;

/// What a folder holds: one thing of it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// In full.
    pub(crate) path: PathBuf,
    /// As it was when the folder was listed.
    pub(crate) kind: Kind,
    /// How many folders it is below the one where the walk began.
    pub(crate) depth: usize,
}

/// What a path leads to, without following a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Folder,
    File,
    Link,
    /// A pipe, socket or device.
    Other,
}

impl From<FileType> for Kind {
    fn from(found: FileType) -> Kind {
        if found.is_symlink() {
            Kind::Link
        } else if found.is_dir() {
            Kind::Folder
        } else if found.is_file() {
            Kind::File
        } else {
            Kind::Other
        }
    }
}

/// A folder that could not be listed.
#[derive(Debug)]
pub(crate) struct WalkError {
    pub(crate) path: PathBuf,
    pub(crate) cause: io::Error,
}

impl From<WalkError> for io::Error {
    fn from(error: WalkError) -> io::Error {
        error.cause
    }
}

/// A walk: a folder comes before what it holds, and is listed only after it was told.
struct Walk<'o> {
    open: &'o OpenFolder,
    levels: usize,
    /// Told last, and still to be listed.
    folder: Option<(PathBuf, usize)>,
    left: Vec<Entry>,
}

impl Iterator for Walk<'_> {
    type Item = Result<Entry, WalkError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((path, depth)) = self.folder.take() {
            match self.open.list(&path) {
                Ok(entries) => self.left.extend(
                    entries.into_iter().rev().map(|entry| Entry { depth: depth + 1, ..entry }),
                ),
                Err(cause) => return Some(Err(WalkError { path, cause })),
            }
        }

        let entry = self.left.pop()?;
        if entry.kind == Kind::Folder && entry.depth < self.levels {
            self.folder = Some((entry.path.clone(), entry.depth));
        }
        Some(Ok(entry))
    }
}

impl OpenFolder {
    /// What a path leads to. `None` where nothing is, or where a link or a file is on the way.
    pub(crate) fn kind(&self, path: &Path) -> Option<Kind> {
        self.look(path).ok().map(|found| found.file_type().into())
    }

    /// Whether a folder is there.
    pub(crate) fn has_folder(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::Folder)
    }

    /// A folder, what it holds, and so on, so many levels down. Nothing where there is no folder.
    pub(crate) fn walk<'o>(
        &'o self,
        path: &Path,
        levels: usize,
    ) -> impl Iterator<Item = Result<Entry, WalkError>> + use<'o> {
        let start = Entry { path: path.to_path_buf(), kind: Kind::Folder, depth: 0 };
        let start = self.has_folder(path).then_some(start);
        Walk { open: self, levels, folder: None, left: start.into_iter().collect() }
    }

    /// Removes a folder and all that it holds, of links only the links. Nothing where there is no
    /// folder.
    pub(crate) fn remove_tree(&self, path: &Path) -> io::Result<()> {
        let mut folders = Vec::new();
        for entry in self.walk(path, usize::MAX) {
            let entry = entry?;
            match entry.kind {
                Kind::Folder => folders.push(entry.path),
                _ => unless_gone(self.remove_file(&entry.path))?,
            }
        }
        // Each stands before those in it.
        folders.iter().rev().try_for_each(|folder| unless_gone(self.remove_folder(folder)))
    }
}

fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_walk_and_a_removal_do_not_leave_the_folder() {
        let top = tempfile::tempdir().unwrap();
        let path = |path: &str| top.path().join(path);
        fs::create_dir_all(path("in/a/b")).unwrap();
        fs::create_dir(path("out")).unwrap();
        fs::write(path("in/a/b/file"), "inside").unwrap();
        fs::write(path("out/file"), "outside").unwrap();
        symlink("../../out", path("in/a/link")).unwrap();
        symlink(".", path("in/a/loop")).unwrap();

        let open = OpenFolder::open(&path("in")).unwrap();
        let seen: Vec<_> = open
            .walk(&path("in/a"), usize::MAX)
            .map(|entry| entry.map(|it| (it.path, it.kind, it.depth)).unwrap())
            .collect();
        assert_eq!(
            seen,
            [
                (path("in/a"), Kind::Folder, 0),
                (path("in/a/b"), Kind::Folder, 1),
                (path("in/a/b/file"), Kind::File, 2),
                (path("in/a/link"), Kind::Link, 1),
                (path("in/a/loop"), Kind::Link, 1),
            ]
        );
        for link in ["in/a/link", "in/a/link/x", "in/a/loop"] {
            assert_eq!(open.walk(&path(link), usize::MAX).count(), 0);
            open.remove_tree(&path(link)).unwrap();
        }
        assert!(path("in/a/link").is_symlink());

        open.remove_tree(&path("in/a")).unwrap();
        assert!(!path("in/a").exists());
        assert_eq!(fs::read_to_string(path("out/file")).unwrap(), "outside");
    }

    #[test]
    fn a_folder_that_became_a_link_is_not_listed() {
        let top = tempfile::tempdir().unwrap();
        let path = |path: &str| top.path().join(path);
        fs::create_dir_all(path("in/a")).unwrap();
        fs::create_dir(path("out")).unwrap();
        fs::write(path("out/file"), "outside").unwrap();

        let open = OpenFolder::open(&path("in")).unwrap();
        let mut walk = open.walk(&path("in"), usize::MAX);
        walk.next();
        assert_eq!(walk.next().unwrap().unwrap().path, path("in/a"));
        fs::remove_dir(path("in/a")).unwrap();
        symlink("../out", path("in/a")).unwrap();
        assert!(walk.next().unwrap().is_err());
        assert!(walk.next().is_none());
    }
}
