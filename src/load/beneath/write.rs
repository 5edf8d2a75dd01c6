//! Writing a file as a whole: whoever reads it sees what was there or what is there now.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Kind, OpenFolder};

impl OpenFolder {
    /// Makes a folder and those that it is in, as far as they are not there.
    pub(crate) fn make_folders(&self, path: &Path) -> io::Result<()> {
        let made = self.make_folder(path);
        let error = match (made, path.parent()) {
            (Err(error), Some(above)) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folders(above)?;
                return self.make_folders(path);
            }
            (Err(error), _) => error,
            (Ok(()), _) => return Ok(()),
        };

        if error.kind() != io::ErrorKind::AlreadyExists {
            return Err(error);
        }
        match self.kind(path) {
            Some(Kind::Folder) => Ok(()),
            Some(Kind::Link) => {
                let words = "a symbolic link is in the place of a folder";
                Err(io::Error::new(error.kind(), words))
            }
            _ => Err(error),
        }
    }

    /// Puts a file with these bytes at a path, in the place of the one that may be there, whose
    /// permissions it keeps. It is written beside it first, under a hidden name, which is no input.
    /// Only for whoever holds the lock of the folder ([`OpenFolder::hold`]).
    ///
    /// # Errors
    /// What the file system says; what was there is then as it was.
    pub(crate) fn replace(&self, path: &Path, mut bytes: &[u8]) -> io::Result<()> {
        self.replace_from(path, &mut bytes)
    }

    /// The same with what is read from somewhere, which is never held as a whole.
    ///
    /// # Errors
    /// What the file system says, of either side; what was there is then as it was.
    pub(crate) fn replace_from(&self, path: &Path, from: &mut dyn Read) -> io::Result<()> {
        let beside = beside(path);
        // What a run left that was stopped; nobody else writes here as long as the folder is held.
        match self.remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }

        let mut file = self.create(&beside)?;
        let known = self.look(path).ok();
        let moved = known
            .map_or(Ok(()), |known| file.set_permissions(known.permissions()))
            .and_then(|()| io::copy(from, &mut file).map(drop))
            .and_then(|()| file.sync_all())
            .and_then(|()| self.rename(&beside, path));
        if moved.is_err() {
            // The first error is the one that matters.
            let _ = self.remove_file(&beside);
        }
        moved
    }

    /// Holds the folder of a file against all others who ask for it, as long as what is given is
    /// there: so that of two programs the later sees what the earlier wrote.
    pub(crate) fn hold(&self, path: &Path) -> io::Result<File> {
        let holder = self.folder(path.parent().unwrap_or(path))?;
        holder.lock()?;
        Ok(holder)
    }
}

/// Where a file is written before it is whole.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_or_not_at_all() {
        let top = tempfile::tempdir().unwrap();
        let folder = OpenFolder::open(top.path()).unwrap();
        let path = top.path().join("a/b/page.md");
        folder.make_folders(&top.path().join("a/b")).unwrap();
        // A run that was stopped.
        fs::write(beside(&path), "half").unwrap();
        folder.replace(&path, b"one").unwrap();
        folder.replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");

        fs::create_dir(beside(&path)).unwrap();
        assert!(folder.replace(&path, b"three").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn who_holds_a_folder_keeps_others_waiting() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("page.md");
        let [one, other] = [(); 2].map(|()| OpenFolder::open(top.path()).unwrap());
        let held = one.hold(&path).unwrap();
        let asked = other.folder(top.path()).unwrap();
        assert!(asked.try_lock().is_err());
        drop(held);
        assert!(asked.try_lock().is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_who_may_read_it_and_no_link_is_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let top = tempfile::tempdir().unwrap();
        let path = |path: &str| top.path().join(path);
        fs::create_dir(path("in")).unwrap();
        fs::create_dir(path("out")).unwrap();
        fs::write(path("in/page.md"), "one").unwrap();
        fs::set_permissions(path("in/page.md"), PermissionsExt::from_mode(0o640)).unwrap();
        symlink("../out", path("in/link")).unwrap();

        let folder = OpenFolder::open(&path("in")).unwrap();
        folder.replace(&path("in/page.md"), b"two").unwrap();
        let mode = fs::metadata(path("in/page.md")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(folder.replace(&path("in/link/page.md"), b"three").is_err());
        assert!(folder.make_folders(&path("in/link/a")).is_err());
        assert!(folder.hold(&path("in/link/page.md")).is_err());
        assert_eq!(fs::read_dir(path("out")).unwrap().count(), 0);
    }
}
