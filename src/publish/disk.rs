//! Waiting until what was written is on the disk, and not only in memory.
//!
//! Without it a power cut within half a minute of a build leaves files of length 0 under the names
//! of pages. The wait is long (as long as the disk needs for all of it), so there is one for many
//! editions.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// So many folders are above the trees of an edition, the output folder among them:
/// `public/.mentorbook/state/acme`.
const ABOVE: usize = 3;

/// Whether editions are on the disk for certain before they are published.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Durability {
    /// They are, so that even a power cut leaves the old edition or the new one.
    #[default]
    Synced,
    /// They need not be: for output that is thrown away, or made again at once.
    Unsynced,
}

/// The disk that an output folder is on.
#[derive(Debug)]
pub(super) struct Disk {
    durability: Durability,
    /// Open from before the first write: the system tells an error of the disk only to who was
    /// there when it happened.
    #[cfg(target_os = "linux")]
    folder: File,
}

impl Disk {
    pub(super) fn of(out: &Path, durability: Durability) -> io::Result<Disk> {
        #[cfg(not(target_os = "linux"))]
        let _ = out;
        Ok(Disk {
            durability,
            #[cfg(target_os = "linux")]
            folder: File::open(out)?,
        })
    }

    /// Waits for everything that was written below these folders.
    pub(super) fn wait_for_all(&self, trees: &[PathBuf]) -> io::Result<()> {
        if self.durability == Durability::Unsynced || self.wait_for_disk()? {
            return Ok(());
        }
        for tree in trees {
            wait_for_tree(tree)?;
            // It may be new itself, and so may the folder that it is in.
            tree.ancestors().skip(1).take(ABOVE).try_for_each(wait_for_folder)?;
        }
        Ok(())
    }

    /// Waits for the names in one folder, as after an exchange.
    pub(super) fn wait_for_names(&self, folder: &Path) -> io::Result<()> {
        match self.durability {
            Durability::Synced => wait_for_folder(folder),
            Durability::Unsynced => Ok(()),
        }
    }

    /// Waits for all that the system holds back for this disk: one call, whatever the number of
    /// files. `false` where there is no such call.
    #[cfg(target_os = "linux")]
    fn wait_for_disk(&self) -> io::Result<bool> {
        match rustix::fs::syncfs(&self.folder) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::NOSYS) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn wait_for_disk(&self) -> io::Result<bool> {
        Ok(false)
    }
}

/// Waits for each file of a tree, and for each folder after what is in it.
fn wait_for_tree(tree: &Path) -> io::Result<()> {
    for entry in WalkDir::new(tree).follow_root_links(false).contents_first(true) {
        let entry = entry?;
        let kind = entry.file_type();
        if kind.is_dir() {
            wait_for_folder(entry.path())?;
        } else if kind.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn wait_for_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network disks have no such call for folders, and keep names in order by themselves.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        waited => waited,
    }
}

/// Elsewhere a folder cannot be waited for; names are kept in order by the file system.
#[cfg(not(unix))]
fn wait_for_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
