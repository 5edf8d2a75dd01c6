//! The moment in which an edition changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Puts the folder `new` in the place of the folder `current`, and returns where the former is now.
///
/// One call, so at every moment there is a whole edition. Where the platform or the disk has no such
/// call (Windows, NFS, some FUSE), two renames by way of `old`: between them there is none. A process
/// that ends just there leaves `old` alone, and [`restore`] undoes its half.
pub(super) fn exchange(new: &Path, current: &Path, old: &Path) -> io::Result<PathBuf> {
    if swap(new, current)? {
        return Ok(new.to_path_buf());
    }
    two_renames(new, current, old)?;
    Ok(old.to_path_buf())
}

/// Publishes an edition for the first time, perhaps in an empty folder that somebody made for it.
pub(super) fn first(new: &Path, current: &Path) -> io::Result<()> {
    // Only an empty folder can be removed so; for any other the rename fails.
    let _ = fs::remove_dir(current);
    fs::rename(new, current)
}

/// Brings back the former edition if there is no other.
pub(super) fn restore(old: &Path, current: &Path) -> io::Result<()> {
    match fs::symlink_metadata(current) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(old, current),
        _ => Ok(()),
    }
}

/// `false` if this cannot be done here.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(new: &Path, current: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, new, CWD, current, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

fn two_renames(new: &Path, current: &Path, old: &Path) -> io::Result<()> {
    old.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::rename(current, old)?;
    fs::rename(new, current).inspect_err(|_| {
        let _ = fs::rename(old, current);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two editions and the place for the former one.
    fn editions(folder: &Path) -> [PathBuf; 3] {
        let places = ["new", "current", "ours/old"].map(|name| folder.join(name));
        for place in &places[..2] {
            fs::create_dir(place).unwrap();
            fs::write(place.join("page"), place.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        places
    }

    fn page(folder: &Path) -> String {
        fs::read_to_string(folder.join("page")).unwrap()
    }

    #[test]
    fn both_ways_end_alike() {
        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        let former = exchange(&new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&former)), ("new".into(), "current".into()));

        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        two_renames(&new, &current, &old).unwrap();
        assert_eq!((page(&current), page(&old)), ("new".into(), "current".into()));
        assert!(!new.exists());
    }

    #[test]
    fn two_renames_that_fail_half_way_are_undone() {
        let folder = tempfile::tempdir().unwrap();
        let [new, current, old] = editions(folder.path());
        fs::remove_dir_all(&new).unwrap();
        two_renames(&new, &current, &old).unwrap_err();
        assert_eq!(page(&current), "current");
    }
}
