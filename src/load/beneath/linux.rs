//! With the calls that Linux has for it.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, RenameFlags, ResolveFlags};
use rustix::io::Errno;

use super::{Entry, Kind};

/// A folder that is held open.
#[derive(Debug)]
pub(crate) struct OpenFolder {
    path: PathBuf,
    folder: OwnedFd,
}

/// The folder in which something is made, moved or removed, and its name there.
struct Seat<'a> {
    folder: OwnedFd,
    name: &'a OsStr,
}

impl OpenFolder {
    /// Opens a folder. Links on the way to it are followed: it lies where it was said to lie.
    pub(crate) fn open(path: &Path) -> io::Result<OpenFolder> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(OpenFolder { path: path.to_path_buf(), folder })
    }

    /// Opens a folder that is no link itself.
    pub(crate) fn open_unlinked(path: &Path) -> io::Result<OpenFolder> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(OpenFolder { path: path.to_path_buf(), folder })
    }

    /// Opens a regular file to read it; a pipe is not waited for.
    pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
        let file = File::from(self.at(path, OFlags::RDONLY | OFlags::NONBLOCK)?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(file)
    }

    /// Opens a folder to ask or change who may use it.
    pub(crate) fn folder(&self, path: &Path) -> io::Result<File> {
        Ok(File::from(self.at(path, OFlags::RDONLY | OFlags::DIRECTORY)?))
    }

    /// What lies there, a link as itself.
    pub(crate) fn look(&self, path: &Path) -> io::Result<Metadata> {
        File::from(self.at(path, OFlags::PATH)?).metadata()
    }

    /// Opens a file that must not exist yet.
    pub(crate) fn create(&self, path: &Path) -> io::Result<File> {
        Ok(File::from(self.at(path, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL)?))
    }

    /// Opens a regular file to write in it or to lock it, and makes it if need be.
    pub(crate) fn open_or_create(&self, path: &Path) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NONBLOCK;
        let file = File::from(self.at(path, flags)?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(file)
    }

    /// What a folder holds, by name.
    pub(crate) fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let folder = self.at(path, OFlags::RDONLY | OFlags::DIRECTORY)?;
        let mut entries = Vec::new();

        let mut listing = Dir::new(folder)?;
        while let Some(found) = listing.read() {
            let found = found?;
            let name = found.file_name();
            if name == c"." || name == c".." {
                continue;
            }

            let mut kind = found.file_type();
            // Some file systems do not say it in the listing.
            if kind == FileType::Unknown {
                match rustix::fs::statat(listing.fd()?, name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) => kind = FileType::from_raw_mode(stat.st_mode),
                    Err(Errno::NOENT) => continue,
                    Err(error) => return Err(error.into()),
                }
            }
            let path = path.join(OsStr::from_bytes(name.to_bytes()));
            entries.push(Entry { path, kind: kind_of(kind), depth: 0 });
        }

        // They lie in one folder, so their bytes are in the order of their names.
        entries.sort_unstable_by(|one, other| one.path.as_os_str().cmp(other.path.as_os_str()));
        Ok(entries)
    }

    /// Lets the owner of a folder list and change it.
    pub(crate) fn unlock(&self, path: &Path) -> io::Result<()> {
        let folder = self.at(path, OFlags::PATH | OFlags::DIRECTORY)?;
        // A folder that may not be read can be held, but not changed by what holds it: only so is
        // it this very folder, whatever stands at the path by now.
        let held = format!("/proc/self/fd/{}", folder.as_raw_fd());
        Ok(rustix::fs::chmod(held, Mode::from_raw_mode(0o700))?)
    }

    /// Makes a folder that must not exist yet.
    pub(crate) fn make_folder(&self, path: &Path) -> io::Result<()> {
        let seat = self.seat(path)?;
        Ok(rustix::fs::mkdirat(&seat.folder, seat.name, Mode::from_raw_mode(0o777))?)
    }

    /// Gives a file, or a link, a second name.
    pub(crate) fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (self.seat(from)?, self.seat(to)?);
        let flags = AtFlags::empty();
        Ok(rustix::fs::linkat(&from.folder, from.name, &to.folder, to.name, flags)?)
    }

    /// Makes a link with the text of another.
    pub(crate) fn copy_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (self.seat(from)?, self.seat(to)?);
        let target = rustix::fs::readlinkat(&from.folder, from.name, Vec::new())?;
        Ok(rustix::fs::symlinkat(target, &to.folder, to.name)?)
    }

    /// Moves a file or a folder.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (self.seat(from)?, self.seat(to)?);
        Ok(rustix::fs::renameat(&from.folder, from.name, &to.folder, to.name)?)
    }

    /// Puts each of two in the place of the other. `false` where this cannot be done in one call.
    pub(crate) fn exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        let (one, other) = (self.seat(one)?, self.seat(other)?);
        let flags = RenameFlags::EXCHANGE;
        match rustix::fs::renameat_with(&one.folder, one.name, &other.folder, other.name, flags) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a file, or a link.
    pub(crate) fn remove_file(&self, path: &Path) -> io::Result<()> {
        let seat = self.seat(path)?;
        Ok(rustix::fs::unlinkat(&seat.folder, seat.name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let seat = self.seat(path)?;
        Ok(rustix::fs::unlinkat(&seat.folder, seat.name, AtFlags::REMOVEDIR)?)
    }

    /// The part of a path that is beneath the folder.
    fn beneath<'a>(&self, path: &'a Path) -> io::Result<&'a Path> {
        let inside = path.strip_prefix(&self.path).map_err(|_| Errno::XDEV)?;
        Ok(if inside.as_os_str().is_empty() { Path::new(".") } else { inside })
    }

    fn seat<'a>(&self, path: &'a Path) -> io::Result<Seat<'a>> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(Errno::INVAL.into());
        };
        Ok(Seat { folder: self.at(above, OFlags::PATH | OFlags::DIRECTORY)?, name })
    }

    fn at(&self, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
        let inside = self.beneath(path)?;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        // A link is no folder, but that it is a link says more.
        let asked =
            if flags.contains(OFlags::DIRECTORY) { flags | OFlags::CLOEXEC } else { with(flags) };
        match rustix::fs::openat2(&self.folder, inside, asked, mode(flags), resolve) {
            // An old kernel has no such call; some sandboxes forbid what they do not know.
            Err(Errno::NOSYS | Errno::PERM) => self.step_by_step(inside, flags),
            opened => Ok(opened?),
        }
    }

    /// Opens folder after folder, each from the one before.
    fn step_by_step(&self, inside: &Path, flags: OFlags) -> io::Result<OwnedFd> {
        let mut folder = None;
        let mut steps = inside.components().peekable();
        while let Some(step) = steps.next() {
            let name = match step {
                Component::Normal(name) => name,
                Component::CurDir => OsStr::new("."),
                // It would lead out of what is open.
                _ => return Err(Errno::XDEV.into()),
            };

            let from = folder.as_ref().map_or(self.folder.as_fd(), OwnedFd::as_fd);
            if steps.peek().is_none() {
                return step_to(from, name, flags);
            }
            folder = Some(step_to(from, name, OFlags::PATH | OFlags::DIRECTORY)?);
        }
        Err(Errno::NOENT.into())
    }
}

fn kind_of(found: FileType) -> Kind {
    match found {
        FileType::Directory => Kind::Folder,
        FileType::RegularFile => Kind::File,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    }
}

fn step_to(folder: BorrowedFd<'_>, name: &OsStr, flags: OFlags) -> io::Result<OwnedFd> {
    let error = match rustix::fs::openat(folder, name, with(flags), mode(flags)) {
        Ok(opened) => return Ok(opened),
        Err(error) => error,
    };
    // A link in the place of a folder is told like any other one.
    let found = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
    let is_link =
        found.is_ok_and(|found| FileType::from_raw_mode(found.st_mode) == FileType::Symlink);
    let is_followed = error == Errno::NOTDIR && is_link;
    Err(if is_followed { Errno::LOOP } else { error }.into())
}

/// Never through a link at the end, never handed on to another program.
fn with(flags: OFlags) -> OFlags {
    flags | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// That of new files, of which the system takes what the user does not want.
fn mode(flags: OFlags) -> Mode {
    Mode::from_raw_mode(if flags.contains(OFlags::CREATE) { 0o666 } else { 0 })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::io_error::is_symlink;

    /// `in/a/b/file`, `out/file`, and in `in` links that lead to both.
    fn folders() -> (tempfile::TempDir, OpenFolder) {
        let top = tempfile::tempdir().unwrap();
        let path = |path: &str| top.path().join(path);
        fs::create_dir_all(path("in/a/b")).unwrap();
        fs::create_dir(path("out")).unwrap();
        fs::write(path("in/a/b/file"), "inside").unwrap();
        fs::write(path("out/file"), "outside").unwrap();
        symlink("../out", path("in/to-out")).unwrap();
        symlink("a", path("in/to-a")).unwrap();
        symlink("../../../out/file", path("in/a/b/link")).unwrap();
        let folder = OpenFolder::open(&path("in")).unwrap();
        (top, folder)
    }

    #[test]
    fn both_ways_open_the_same_and_nothing_else() {
        let (_top, folder) = folders();
        let read = OFlags::RDONLY;
        let text = |opened: io::Result<OwnedFd>| {
            let mut text = String::new();
            File::from(opened?).read_to_string(&mut text).map(|_| text)
        };
        for (path, right) in [
            ("a/b/file", Ok("inside")),
            ("a/b/none", Err(Errno::NOENT)),
            ("a/b/file/x", Err(Errno::NOTDIR)),
            ("to-out/file", Err(Errno::LOOP)),
            ("to-a/b/file", Err(Errno::LOOP)),
            ("a/b/link", Err(Errno::LOOP)),
            ("../out/file", Err(Errno::XDEV)),
        ] {
            let at_once = text(folder.at(&folder.path.join(path), read));
            let by_steps = text(folder.step_by_step(Path::new(path), read));
            for found in [at_once, by_steps] {
                let found = found.map_err(|error| error.raw_os_error());
                let right = right.map(str::to_owned);
                assert_eq!(found, right.map_err(|error| Some(error.raw_os_error())), "{path}");
            }
        }
    }

    #[test]
    fn nothing_is_made_moved_or_removed_through_a_link() {
        let (top, folder) = folders();
        let path = |path: &str| folder.path.join(path);
        let file = path("a/b/file");
        for refused in [
            folder.create(&path("to-out/new")).map(drop),
            folder.make_folder(&path("to-out/new")),
            folder.link(&file, &path("to-out/new")),
            folder.link(&path("to-out/file"), &path("new")),
            folder.rename(&file, &path("to-out/new")),
            folder.rename(&path("to-out/file"), &path("new")),
            folder.exchange(&path("to-out/file"), &file).map(drop),
            folder.remove_file(&path("to-out/file")),
            folder.look(&path("to-out/file")).map(drop),
            folder.folder(&path("to-out")).map(drop),
            folder.list(&path("to-out")).map(drop),
            folder.unlock(&path("to-out")),
            folder.open_or_create(&path("to-out/new")).map(drop),
            folder.open_or_create(&path("a/b/link")).map(drop),
        ] {
            assert!(refused.is_err_and(|error| is_symlink(&error)));
        }
        assert_eq!(fs::read_dir(top.path().join("out")).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(&file).unwrap(), "inside");
        assert!(folder.look(&path("to-out")).unwrap().is_symlink());
    }
}
