//! The output folder, claimed: where it may be, proven ours, locked, and put right after a build
//! that was cut off.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, Durability};
use super::error::PublishError;
use super::files;
use super::layout::{Layout, OURS};
use crate::load::OpenFolder;

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
        check_folder(&out)?;

        let layout = Layout::of(&out);
        mark(&layout)?;
        // The lock lies in the marked folder. Only who has it may clean up: until then what is
        // there may be the work of a build that runs.
        let lock = lock(&layout)?;
        clean_up(&layout).map_err(|error| PublishError::io("clean up", &layout.ours(), error))?;
        let open = |error| PublishError::io("open", layout.out(), error);
        let folder = Arc::new(OpenFolder::open(layout.out()).map_err(open)?);
        let disk = Disk::of(layout.out(), durability).map_err(open)?;
        Ok(Claim { layout, folder, disk, lock })
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

fn check_folder(out: &Path) -> Result<(), PublishError> {
    let metadata = match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.map_err(|error| PublishError::io("look at", out, error))?,
    };

    if metadata.is_symlink() {
        return Err(refused(out, "it is a link, and may lead to a folder that is used otherwise"));
    }
    if !metadata.is_dir() {
        return Err(refused(out, "it is a file"));
    }

    if is_ours(out) || is_free(out).map_err(|error| PublishError::io("read", out, error))? {
        return Ok(());
    }
    Err(refused(out, "it has files in it that mentorbook did not write"))
}

/// By the marker, not through links.
fn is_ours(out: &Path) -> bool {
    let layout = Layout::of(out);
    is_real(&layout.ours())
        && is_real(&layout.marker())
        && fs::read(layout.marker()).is_ok_and(|text| text.starts_with(MARK.as_bytes()))
}

fn is_real(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_symlink())
}

/// Empty, or left by a build that ended before its marker was written.
fn is_free(out: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        // A link of that name may lead anywhere: it is no folder of ours.
        if entry.file_name() != OURS || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn mark(layout: &Layout) -> Result<(), PublishError> {
    if is_ours(layout.out()) {
        return Ok(());
    }
    fs::create_dir_all(layout.ours())
        .and_then(|()| write_marker(layout))
        .map_err(|error| PublishError::io("write in", layout.out(), error))
}

/// On the disk at once: after a power cut the editions are nobody's without it.
fn write_marker(layout: &Layout) -> io::Result<()> {
    let mut file = File::create(layout.marker())?;
    file.write_all(MARKER.as_bytes())?;
    file.sync_all()
}

fn lock(layout: &Layout) -> Result<File, PublishError> {
    let file = File::options()
        .create(true)
        // Another build may hold it, and what is in it says nothing.
        .truncate(false)
        .write(true)
        .open(layout.lock())
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
fn clean_up(layout: &Layout) -> io::Result<()> {
    for old in files::entries(&layout.all_old()) {
        let current = layout.out().join(old.file_name().unwrap_or_default());
        // Only where there is no other edition does the former one come back.
        match fs::symlink_metadata(&current) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(&old, &current)?,
            _ => {}
        }
    }

    files::remove_tree(&layout.all_old())?;
    files::remove_tree(&layout.all_staging())
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
