//! Single files: linking, comparing, removing. Nothing here follows a symbolic link that
//! it is given.

use std::fs::Metadata;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::access::Access;
use crate::digest::Digest;
use crate::load::{Entry, Kind, OpenFolder};

/// What a look at a file tells without reading it. Equal ones are taken for equal content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct FileIdentity {
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) mtime: i64,
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

/// A file that is copied from elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct CopySource<'a> {
    /// The folder out of which nothing is read.
    pub root: &'a Path,
    /// The file in it, in full.
    pub path: &'a Path,
    /// What it holds.
    pub digest: Digest,
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

/// Whether a file holds what the digest says.
pub(super) fn holds(folder: &OpenFolder, path: &Path, digest: Digest) -> bool {
    let read = folder.file(path).map(|mut file| copy_digesting(&mut file, &mut io::sink()));
    matches!(read, Ok(Ok(found)) if found == digest)
}

/// Gives the file a second name. Where links are not possible, whatever the reason, a copy does as
/// well, and if it fails, too, its error is the one that matters.
pub(super) fn link_or_copy(folder: &OpenFolder, from: &Path, to: &Path) -> io::Result<()> {
    folder.link(from, to).or_else(|_| copy(folder, from, to))
}

fn copy(folder: &OpenFolder, from: &Path, to: &Path) -> io::Result<()> {
    let metadata = folder.look(from)?;
    if metadata.is_symlink() {
        return folder.copy_link(from, to);
    }

    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it is not a regular file and cannot be copied",
        ));
    }

    let mut copy = folder.create(to)?;
    io::copy(&mut folder.file(from)?, &mut copy)?;
    Access::of(&metadata).give(&copy)?;
    // With the same time the copy is as good as the link would have been.
    metadata.modified().map_or(Ok(()), |time| copy.set_modified(time))
}

/// Removes a file below `top`, and those of its folders up to there that are empty then.
pub(super) fn remove_with_folders(folder: &OpenFolder, top: &Path, path: &Path) -> io::Result<()> {
    match folder.remove_file(&top.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for above in path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
        // It holds something, and so do all that it is in.
        if folder.remove_folder(&top.join(above)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Removes everything beside this entry. What stays does no harm: nothing names it any more.
pub(super) fn remove_others(folder: &OpenFolder, current: &Path) {
    let here = current.parent().into_iter();
    let entries = here.flat_map(|here| entries(folder, here));
    for Entry { path, .. } in entries.filter(|entry| entry.path != current) {
        let _ = folder.remove_file(&path).or_else(|_| remove_tree(folder, &path));
    }
}

/// What a folder holds, as far as it can be read.
pub(super) fn entries(folder: &OpenFolder, path: &Path) -> impl Iterator<Item = Entry> + use<> {
    folder.list(path).into_iter().flatten()
}

/// Removes a tree, or nothing if there is none.
pub(super) fn remove_tree(folder: &OpenFolder, path: &Path) -> io::Result<()> {
    match folder.remove_tree(path) {
        // Somebody may have locked a folder of a published edition, of which this is the old one.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            unlock(folder, path);
            folder.remove_tree(path)
        }
        removed => removed,
    }
}

/// Lets us empty the folders of a tree, as far as they are ours.
fn unlock(folder: &OpenFolder, tree: &Path) {
    let entries = folder.walk(tree, usize::MAX).flatten();
    for entry in entries.filter(|entry| entry.kind == Kind::Folder) {
        // Each is told before it is listed.
        let _ = folder.unlock(&entry.path);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_copy_has_the_identity_and_the_digest() {
        let top = tempfile::tempdir().unwrap();
        let folder = OpenFolder::open(top.path()).unwrap();
        let (from, to) = (top.path().join("from"), top.path().join("to"));
        fs::write(&from, "x".repeat(200_000)).unwrap();
        fs::File::options().write(true).open(&from).unwrap().set_modified(UNIX_EPOCH).unwrap();
        copy(&folder, &from, &to).unwrap();
        let identity = |path: &Path| FileIdentity::of(&fs::metadata(path).unwrap());
        assert_eq!(identity(&from), identity(&to));
        assert!(holds(&folder, &to, Digest::of(&fs::read(&from).unwrap())));
        assert_eq!(copy(&folder, &from, &to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[cfg(unix)]
    #[test]
    fn a_copied_link_stays_a_link() {
        let top = tempfile::tempdir().unwrap();
        let folder = OpenFolder::open(top.path()).unwrap();
        let (from, to) = (top.path().join("from"), top.path().join("to"));
        std::os::unix::fs::symlink("/etc/passwd", &from).unwrap();
        copy(&folder, &from, &to).unwrap();
        assert_eq!(fs::read_link(&to).unwrap(), Path::new("/etc/passwd"));
    }
}
