//! Single files: creating, linking, comparing, removing. Nothing here follows a symbolic link that
//! it is given.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::digest::Digest;

/// What a look at a file tells without reading it. Equal ones are taken for equal content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct FileIdentity {
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    mtime: i64,
}

impl FileIdentity {
    pub(super) fn of(metadata: &Metadata) -> FileIdentity {
        FileIdentity { size: metadata.len(), mtime: mtime(metadata) }
    }
}

/// 0 where the platform keeps no such time; the size alone has to do there.
fn mtime(metadata: &Metadata) -> i64 {
    let Ok(time) = metadata.modified() else {
        return 0;
    };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

/// Opens a file that must not exist yet, so that neither a second output nor a link is ever written
/// through.
pub(super) fn create(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// Which end of a copy failed.
pub(super) enum CopyError {
    Read(io::Error),
    Write(io::Error),
}

/// Copies what can be read to `to` and returns its digest, with only a small part in memory.
pub(super) fn copy_digesting(
    from: &mut impl Read,
    to: &mut impl Write,
) -> Result<Digest, CopyError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut hasher = Xxh3::new();

    loop {
        let part = match from.read(&mut buffer) {
            Ok(0) => return Ok(Digest(hasher.digest128())),
            Ok(count) => &buffer[..count],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(CopyError::Read(error)),
        };

        hasher.update(part);
        to.write_all(part).map_err(CopyError::Write)?;
    }
}

/// Whether a file that is known to be a regular one holds what the digest says.
pub(super) fn holds(path: &Path, digest: Digest) -> bool {
    let read = File::open(path).map(|mut file| copy_digesting(&mut file, &mut io::sink()));
    matches!(read, Ok(Ok(found)) if found == digest)
}

/// Gives the file a second name. Where links are not possible, whatever the reason, a copy does as
/// well, and if it fails, too, its error is the one that matters.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| copy(from, to))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        return copy_symlink(from, to);
    }

    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it is not a regular file and cannot be copied",
        ));
    }

    // `fs::copy` would write through a link that stands there.
    let mut copy = create(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.set_permissions(metadata.permissions())?;
    // With the same time the copy is as good as the link would have been.
    metadata.modified().map_or(Ok(()), |time| copy.set_modified(time))
}

#[cfg(unix)]
fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Elsewhere a link to a folder and one to a file are two things, and which it was cannot be told
/// for certain.
#[cfg(not(unix))]
fn copy_symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "it is a symbolic link and cannot be copied"))
}

/// Removes a file, and those of its folders up to `root` that are empty then.
pub(super) fn remove_with_folders(root: &Path, path: &Path) {
    if fs::remove_file(root.join(path)).is_err() {
        return;
    }
    for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        // It holds something, and so do all that it is in.
        if fs::remove_dir(root.join(folder)).is_err() {
            return;
        }
    }
}

/// Removes whatever is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|_| remove_tree(path))
}

/// Removes everything beside this entry. What stays does no harm: nothing names it any more.
pub(super) fn remove_others(current: &Path) {
    let folder = current.parent().into_iter();
    for path in folder.flat_map(entries).filter(|path| path != current) {
        let _ = remove(&path);
    }
}

/// What a folder holds, as far as it can be read.
pub(super) fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

/// Removes a tree, or nothing if there is none.
pub(super) fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_identity_and_the_digest() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "x".repeat(200_000)).unwrap();
        File::options().write(true).open(&from).unwrap().set_modified(UNIX_EPOCH).unwrap();
        copy(&from, &to).unwrap();
        let identity = |path: &Path| FileIdentity::of(&fs::metadata(path).unwrap());
        assert_eq!(identity(&from), identity(&to));
        assert!(holds(&to, Digest::of(&fs::read(&from).unwrap())));
        assert_eq!(copy(&from, &to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[cfg(unix)]
    #[test]
    fn a_copied_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::os::unix::fs::symlink("/etc/passwd", &from).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_link(&to).unwrap(), Path::new("/etc/passwd"));
    }
}
