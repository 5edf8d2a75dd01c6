//! By paths, without following a link at their end where the system can be asked not to.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::Entry;

/// A folder by its path: here none can be held open.
#[derive(Debug)]
pub(crate) struct OpenFolder;

impl OpenFolder {
    /// Takes a folder.
    pub(crate) fn open(path: &Path) -> io::Result<OpenFolder> {
        fs::metadata(path)?;
        Ok(OpenFolder)
    }

    /// Takes a folder that is no link itself.
    pub(crate) fn open_unlinked(path: &Path) -> io::Result<OpenFolder> {
        check_folder(path)?;
        Ok(OpenFolder)
    }

    /// Opens a regular file to read it; a pipe is not waited for.
    pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
        open_regular(OpenOptions::new().read(true), path)
    }

    /// Opens a regular file to write in it or to lock it, and makes it if need be.
    pub(crate) fn open_or_create(&self, path: &Path) -> io::Result<File> {
        open_regular(OpenOptions::new().write(true).create(true).truncate(false), path)
    }

    /// What a folder holds, by name.
    pub(crate) fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        check_folder(path)?;
        let mut entries = Vec::new();
        for found in fs::read_dir(path)? {
            let found = found?;
            entries.push(Entry { path: found.path(), kind: found.file_type()?.into(), depth: 0 });
        }

        entries.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        Ok(entries)
    }

    /// Lets the owner of a folder list and change it.
    #[cfg(unix)]
    pub(crate) fn unlock(&self, path: &Path) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        check_folder(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    }

    /// Lets the owner of a folder list and change it: here nothing keeps him from it.
    #[cfg(not(unix))]
    pub(crate) fn unlock(&self, _: &Path) -> io::Result<()> {
        Ok(())
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

fn open_regular(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
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

/// Refuses a link in the place of a folder.
fn check_folder(path: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.is_symlink() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a symbolic link"));
    }
    if found.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
