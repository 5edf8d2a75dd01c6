//! By paths, without following a link at their end where the system can be asked not to.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// A folder by its path: here none can be held open.
#[derive(Debug)]
pub(crate) struct OpenFolder;

impl OpenFolder {
    /// Takes a folder.
    pub(crate) fn open(path: &Path) -> io::Result<OpenFolder> {
        fs::metadata(path)?;
        Ok(OpenFolder)
    }

    /// Opens a regular file to read it; a pipe is not waited for.
    pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;
            options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
        }

        let file = options.open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(file)
    }

    /// Opens a folder to ask or change who may use it.
    pub(crate) fn folder(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    /// What lies there, a link as itself.
    pub(crate) fn look(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(path)
    }

    /// Opens a file that must not exist yet.
    pub(crate) fn create(&self, path: &Path) -> io::Result<File> {
        File::options().write(true).create_new(true).open(path)
    }

    /// Makes a folder that must not exist yet.
    pub(crate) fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    /// Gives a file a second name.
    pub(crate) fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    /// Makes a link with the text of another.
    #[cfg(unix)]
    pub(crate) fn copy_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(fs::read_link(from)?, to)
    }

    /// A link to a folder and one to a file are two things here, and which it was cannot be told
    /// for certain.
    #[cfg(not(unix))]
    pub(crate) fn copy_link(&self, _: &Path, _: &Path) -> io::Result<()> {
        let why = "it is a symbolic link and cannot be copied";
        Err(io::Error::new(io::ErrorKind::Unsupported, why))
    }

    /// Moves a file or a folder.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    /// Puts each of two in the place of the other. `false` where this cannot be done in one call.
    #[cfg(any(target_os = "android", target_vendor = "apple"))]
    pub(crate) fn exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts each of two in the place of the other: never in one call.
    #[cfg(not(any(target_os = "android", target_vendor = "apple")))]
    pub(crate) fn exchange(&self, _: &Path, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    /// Removes a file, or a link.
    pub(crate) fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}
