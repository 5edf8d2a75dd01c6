//! Waiting until what was written is on the disk, and not only in memory.
//!
//! Without it a power cut within half a minute of a build leaves files of length 0 under the names
//! of pages. The wait is long (as long as the disk needs for all of it), so there is one for many
//! editions.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::load::{Kind, OpenFolder};

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
    /// The output folder.
    open: Arc<OpenFolder>,
    /// Open from before the first write: the system tells an error of the disk only to who was
    /// there when it happened.
    #[cfg(target_os = "linux")]
    folder: std::fs::File,
}

impl Disk {
    /// `out` is the path of the folder that is open.
    pub(super) fn of(
        open: &Arc<OpenFolder>,
        out: &Path,
        durability: Durability,
    ) -> io::Result<Disk> {
        #[cfg(not(target_os = "linux"))]
        let _ = out;
        Ok(Disk {
            durability,
            open: Arc::clone(open),
            #[cfg(target_os = "linux")]
            folder: open.folder(out)?,
        })
    }

    /// Waits for everything that was written below these folders.
    pub(super) fn wait_for_all(&self, trees: &[PathBuf]) -> io::Result<()> {
        if self.durability == Durability::Unsynced || self.wait_for_disk()? {
            return Ok(());
        }
        for tree in trees {
            self.wait_for_tree(tree)?;
            // It may be new itself, and so may the folder that it is in.
            let above = tree.ancestors().skip(1).take(ABOVE);
            above.into_iter().try_for_each(|folder| wait_for_folder(&self.open, folder))?;
        }
        Ok(())
    }

    /// Waits for the names in one folder, as after an exchange.
    pub(super) fn wait_for_names(&self, folder: &Path) -> io::Result<()> {
        match self.durability {
            Durability::Synced => wait_for_folder(&self.open, folder),
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

    /// Waits for each file of a tree, and for each folder after what is in it.
    fn wait_for_tree(&self, tree: &Path) -> io::Result<()> {
        let mut folders = Vec::new();
        for entry in self.open.walk(tree, usize::MAX) {
            let entry = entry?;
            match entry.kind {
                Kind::Folder => folders.push(entry.path),
                Kind::File => self.open.file(&entry.path)?.sync_all()?,
                Kind::Link | Kind::Other => {}
            }
        }
        folders.iter().rev().try_for_each(|folder| wait_for_folder(&self.open, folder))
    }
}

#[cfg(unix)]
fn wait_for_folder(open: &OpenFolder, folder: &Path) -> io::Result<()> {
    match open.folder(folder)?.sync_all() {
        // Some network disks have no such call for folders, and keep names in order by themselves.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        waited => waited,
    }
}

/// Elsewhere a folder cannot be waited for; names are kept in order by the file system.
#[cfg(not(unix))]
fn wait_for_folder(_: &OpenFolder, _: &Path) -> io::Result<()> {
    Ok(())
}
