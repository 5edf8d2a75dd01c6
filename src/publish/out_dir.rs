//! The output folder: claimed, locked, and put right after a build that was cut off.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::error::PublishError;
use super::exchange::restore;
use super::files;
use super::layout::Layout;
use super::names;
use super::place;
use super::staging::Staging;
use super::state::Record;
use crate::sync::lock;

/// The output folder, proven ours and locked against a second build.
#[derive(Debug)]
pub struct OutDir {
    claim: Arc<Claim>,
    /// Editions that were begun, in lower case: some disks take `Acme` and `acme` for one folder.
    begun: Mutex<HashSet<String>>,
}

/// The right to write in the output folder. It ends with the last of its holders, and with the
/// process: the system frees the lock however that dies.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) layout: Layout,
    lock: File,
}

impl Drop for Claim {
    /// Closing the file would free the lock, too, but not while a process that was just started by
    /// another thread still has a copy of it.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl OutDir {
    /// Opens the output folder, and makes it if need be.
    ///
    /// `root` is the folder of the handbook, `sources` are the folders that builds read.
    ///
    /// # Errors
    ///
    /// A folder that is, contains or lies in a source; that is or contains `root`; that has files in
    /// it and does not bear our mark; that is a link or a file; that cannot be written; or in which
    /// another build is at work.
    pub fn open(out: &Path, root: &Path, sources: &[PathBuf]) -> Result<OutDir, PublishError> {
        let layout = Layout::of(&place::check(out, root, sources)?);
        mark(&layout)?;
        let lock = lock_folder(&layout)?;
        heal(&layout)?;
        Ok(OutDir { claim: Arc::new(Claim { layout, lock }), begun: Mutex::default() })
    }

    /// What the last finished build of an edition recorded, if the published files are still exactly
    /// what it wrote. A folder that is not ours has no such record, and is refused by
    /// [`edition`](OutDir::edition).
    pub fn recorded(&self, name: &str) -> Option<Record> {
        names::check_edition(name).ok()?;
        Staging::begin(Arc::clone(&self.claim), name).ok()?.recorded().cloned()
    }

    /// The editions that builds published here and that are still here, by name.
    pub fn published(&self) -> Vec<String> {
        let layout = &self.claim.layout;
        let states = layout.states_of_all();
        let names =
            files::entries(&states).filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let mut names: Vec<String> = names.filter(|name| layout.edition(name).is_dir()).collect();
        names.sort();
        names
    }

    /// Begins an edition. Nothing on the disk changes until its first changed file.
    ///
    /// # Errors
    ///
    /// A name that cannot be a folder's or that was used before, in whatever case; a folder of this
    /// name that is not ours.
    pub fn edition(&self, name: &str) -> Result<Staging, PublishError> {
        names::check_edition(name)?;
        if !lock(&self.begun).insert(name.to_ascii_lowercase()) {
            let folder = self.claim.layout.edition(name);
            return Err(PublishError::config(format!(
                "two editions would be published in one folder, `{}`. Give one of the two another \
                 name: some disks do not tell capital letters from small ones.",
                folder.display()
            )));
        }
        Staging::begin(Arc::clone(&self.claim), name)
    }
}

fn mark(layout: &Layout) -> Result<(), PublishError> {
    let cannot = |error| PublishError::io("write in", layout.out(), error);
    if place::is_ours(layout.out()) {
        return Ok(());
    }
    fs::create_dir_all(layout.ours()).map_err(cannot)?;
    fs::write(layout.marker(), place::MARKER).map_err(cannot)
}

fn lock_folder(layout: &Layout) -> Result<File, PublishError> {
    let cannot = |error| PublishError::io("lock", layout.out(), error);
    let file = File::options().create(true).truncate(false).write(true).open(layout.lock());
    let file = file.map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
        Err(TryLockError::WouldBlock) => Err(PublishError::config(format!(
            "another build is writing to `{}` just now. Wait until it has finished and build again.",
            layout.out().display()
        ))),
    }
}

/// Clears what a build left that was cut off. Only folders that nobody but builds writes to.
///
/// A staging folder may also be the old edition, if the process died after the exchange. All that
/// was not ours in it had been carried over or set aside by then.
fn heal(layout: &Layout) -> Result<(), PublishError> {
    let cannot = |error| PublishError::io("clean up", &layout.ours(), error);
    for old in files::entries(&layout.old_of_all()) {
        let current = layout.out().join(old.file_name().unwrap_or_default());
        restore(&old, &current).map_err(cannot)?;
    }
    files::remove_tree(&layout.old_of_all()).map_err(cannot)?;
    files::remove_tree(&layout.staging_of_all()).map_err(cannot)
}
