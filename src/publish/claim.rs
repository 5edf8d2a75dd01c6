//! The output folder, claimed: where it may be, proven ours, locked, and put right after a build
//! that was cut off.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, Durability};
use super::error::PublishError;
use super::files;
use super::layout::Layout;
use crate::load::{Kind, OpenFolder};

/// How the marker begins. It is the proof that an output folder is ours.
const MARK: &str = "This folder belongs to mentorbook.";

/// What a person reads who wonders about the folder.
const MARKER: &str = "\
This folder belongs to mentorbook.

The folder that it is in was filled by `mentorbook build`: one folder for each edition of the
handbook. Publish those, but not this one. It holds what mentorbook needs to know which files it
wrote, so that it never deletes a file of yours.

kept/ has the files that somebody changed in a published edition, as they were before mentorbook
replaced them. Delete there what you do not need. Leave everything else as it is.

If you delete this folder, mentorbook no longer knows the published editions for its own and refuses
to touch them. Then delete the whole output folder and build again.
";

/// The right to write in the output folder. It ends with the last of its holders, and with the
/// process: the system frees the lock however that dies.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) layout: Layout,
    /// The output folder, held open: whatever is read or written in it is reached from here.
    pub(super) folder: Arc<OpenFolder>,
    pub(super) disk: Disk,
    lock: File,
}

impl Claim {
    /// Claims the folder `out`, which is away from `root` and all `sources`, and is new, empty or
    /// ours already.
    pub(super) fn new(
        out: &Path,
        root: &Path,
        sources: &[PathBuf],
        durability: Durability,
    ) -> Result<Claim, PublishError> {
        // Without `.` and trailing slashes, which would make the system follow a link.
        let out = or_here(out).components().collect::<PathBuf>();

        // All is decided before anything is touched.
        check_sources(&out, root, sources)?;
        let folder = Arc::new(open(&out)?);
        let layout = Layout::of(&out);
        check_folder(&folder, &layout)?;

        mark(&folder, &layout)?;
        // The lock lies in the marked folder. Only who has it may clean up: until then what is
        // there may be the work of a build that runs.
        let lock = lock(&folder, &layout)?;
        clean_up(&folder, &layout)
            .map_err(|error| PublishError::io("clean up", &layout.ours(), error))?;
        let disk = Disk::of(&folder, &out, durability);
        let disk = disk.map_err(|error| PublishError::io("open", &out, error))?;
        Ok(Claim { layout, folder, disk, lock })
    }

    /// Refuses a link or a file where a folder of ours is or will be.
    pub(super) fn check_places(&self, places: &[PathBuf]) -> Result<(), PublishError> {
        check_places(&self.folder, places)
    }
}

impl Drop for Claim {
    /// Closing the file would free the lock, too, but not while a process that was just started by
    /// another thread still has a copy of it.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

fn check_sources(out: &Path, root: &Path, sources: &[PathBuf]) -> Result<(), PublishError> {
    let real = resolve(out)?;
    // It may lie in the handbook's folder, as `public` does, but not around it: the editions
    // would be among what the next build reads.
    if resolve(root)?.starts_with(&real) {
        return Err(refused(out, "the handbook itself is in it"));
    }

    for source in sources {
        let source = resolve(source)?;
        if real.starts_with(&source) || source.starts_with(&real) {
            let why = format!("it would mix with the sources in `{}`", source.display());
            return Err(refused(out, &why));
        }
    }
    Ok(())
}

/// Opens the output folder, and makes it if there is none.
fn open(out: &Path) -> Result<OpenFolder, PublishError> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(out).map_err(|error| PublishError::io("make", out, error))?;
        }
        Err(error) => return Err(PublishError::io("look at", out, error)),
        Ok(found) if found.is_symlink() => {
            let why = "it is a link, and may lead to a folder that is used otherwise";
            return Err(refused(out, why));
        }
        Ok(found) if !found.is_dir() => return Err(refused(out, "it is a file")),
        Ok(_) => {}
    }
    OpenFolder::open_unlinked(out).map_err(|error| PublishError::io("open", out, error))
}

fn check_folder(folder: &OpenFolder, layout: &Layout) -> Result<(), PublishError> {
    let out = layout.out();
    // A file of this name is one of others' files, as any other is.
    if let Some(Kind::Link) = folder.kind(&layout.ours()) {
        return Err(PublishError::in_the_way(&layout.ours(), Kind::Link, "folder"));
    }
    check_places(folder, &layout.shared())?;
    for file in [layout.marker(), layout.lock()] {
        if let Some(found) = folder.kind(&file).filter(|found| *found != Kind::File) {
            return Err(PublishError::in_the_way(&file, found, "file"));
        }
    }

    let is_free = || is_free(folder, layout).map_err(|error| PublishError::io("read", out, error));
    if is_ours(folder, layout) || is_free()? {
        return Ok(());
    }
    Err(refused(out, "it has files in it that mentorbook did not write"))
}

fn check_places(folder: &OpenFolder, places: &[PathBuf]) -> Result<(), PublishError> {
    for place in places {
        if let Some(found) = folder.kind(place).filter(|found| *found != Kind::Folder) {
            return Err(PublishError::in_the_way(place, found, "folder"));
        }
    }
    Ok(())
}

/// By the marker.
fn is_ours(folder: &OpenFolder, layout: &Layout) -> bool {
    let mut start = [0; MARK.len()];
    let read = folder.file(&layout.marker()).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MARK.as_bytes()
}

/// Empty, or left by a build that ended before its marker was written.
fn is_free(folder: &OpenFolder, layout: &Layout) -> io::Result<bool> {
    let entries = folder.list(layout.out())?;
    Ok(entries.iter().all(|entry| entry.path == layout.ours() && entry.kind == Kind::Folder))
}

fn mark(folder: &OpenFolder, layout: &Layout) -> Result<(), PublishError> {
    if is_ours(folder, layout) {
        return Ok(());
    }
    folder
        .make_folders(&layout.ours())
        .and_then(|()| write_marker(folder, layout))
        .map_err(|error| PublishError::io("write in", layout.out(), error))
}

/// On the disk at once: after a power cut the editions are nobody's without it.
fn write_marker(folder: &OpenFolder, layout: &Layout) -> io::Result<()> {
    // What a build left that ended just then is not written in: it may have another name elsewhere.
    let _ = folder.remove_file(&layout.marker());
    let mut file = match folder.create(&layout.marker()) {
        // Another build was faster, and writes it. Who has the lock goes on.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        created => created?,
    };
    file.write_all(MARKER.as_bytes())?;
    file.sync_all()
}

fn lock(folder: &OpenFolder, layout: &Layout) -> Result<File, PublishError> {
    // Another build may hold it, and what is in it says nothing.
    let file = folder
        .open_or_create(&layout.lock())
        .map_err(|error| PublishError::io("lock", layout.out(), error))?;

    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(PublishError::io("lock", layout.out(), error)),
        Err(TryLockError::WouldBlock) => Err(PublishError::config(format!(
            "another build is writing to `{}` just now. Wait until it has finished and build \
             again.",
            layout.out().display()
        ))),
    }
}

/// Clears what a build left that was cut off. Only folders that nobody but builds writes to.
///
/// A staging folder may also be the old edition, if the process died after the exchange. All that
/// was not ours in it had been carried over or kept elsewhere by then.
fn clean_up(folder: &OpenFolder, layout: &Layout) -> io::Result<()> {
    let old = files::entries(folder, &layout.all_old());
    for old in old.filter(|entry| entry.kind == Kind::Folder) {
        let current = layout.out().join(old.path.file_name().unwrap_or_default());
        // Only where there is no other edition does the former one come back.
        match folder.look(&current) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                folder.rename(&old.path, &current)?;
            }
            _ => {}
        }
    }

    for all in [layout.all_old(), layout.all_staging()] {
        for entry in files::entries(folder, &all) {
            match entry.kind {
                Kind::Folder => files::remove_tree(folder, &entry.path)?,
                // Somebody put it there, and the edition of this name is refused for it.
                Kind::Link => {}
                Kind::File | Kind::Other => folder.remove_file(&entry.path)?,
            }
        }
        // Where a link is left, it stays.
        let _ = folder.remove_folder(&all);
    }
    Ok(())
}

/// The real path, links followed, also of a folder that is yet to be made.
fn resolve(path: &Path) -> Result<PathBuf, PublishError> {
    let path = or_here(path);
    let error = match path.canonicalize() {
        Ok(real) => return Ok(real),
        Err(error) => error,
    };
    if error.kind() != io::ErrorKind::NotFound {
        return Err(PublishError::io("find", path, error));
    }

    match (path.parent(), path.file_name()) {
        (Some(above), Some(name)) => Ok(resolve(above)?.join(name)),
        _ => Err(PublishError::config(format!("there is no folder `{}`.", path.display()))),
    }
}

/// The system knows no empty path.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

fn refused(out: &Path, why: &str) -> PublishError {
    PublishError::config(format!(
        "`{}` cannot be the output folder: {why}. Nothing was changed. Choose a new or empty \
         folder with `--out`, for example `public`.",
        out.display()
    ))
}
