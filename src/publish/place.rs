//! Where the output folder may be. Everything is decided before anything is touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::layout::{Layout, OURS};

/// How the marker begins. It is the proof that an output folder is ours.
const MARK: &str = "This folder belongs to mentorbook.";

/// What a person reads who wonders about the folder.
pub(super) const MARKER: &str = "\
This folder belongs to mentorbook.

The folder that it is in was filled by `mentorbook build`: one folder for each edition of the
handbook. Publish those, but not this one. It holds what mentorbook needs to know which files it
wrote, so that it never deletes a file of yours.

kept/ has the files that somebody changed in a published edition, as they were before mentorbook
replaced them. Delete there what you do not need. Leave everything else as it is.

If you delete this folder, mentorbook no longer knows the published editions for its own and refuses
to touch them. Then delete the whole output folder and build again.
";

/// Accepts an output folder that is away from all sources and is new, empty or ours already.
///
/// Returns it without `.` and trailing slashes, which would make the system follow a link.
pub(super) fn check(out: &Path, root: &Path, sources: &[PathBuf]) -> Result<PathBuf, PublishError> {
    let out = or_here(out).components().collect::<PathBuf>();
    check_sources(&out, root, sources)?;
    check_folder(&out)?;
    Ok(out)
}

fn check_sources(out: &Path, root: &Path, sources: &[PathBuf]) -> Result<(), PublishError> {
    let real = resolve(out)?;
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
    if is_ours(out) || is_free(out)? {
        return Ok(());
    }
    Err(refused(out, "it has files in it that mentorbook did not write"))
}

/// By the marker, not through links.
pub(super) fn is_ours(out: &Path) -> bool {
    let layout = Layout::of(out);
    let real =
        |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_symlink());
    real(&layout.ours())
        && real(&layout.marker())
        && fs::read(layout.marker()).is_ok_and(|text| text.starts_with(MARK.as_bytes()))
}

/// Empty, or left by a build that ended before its marker was written.
fn is_free(out: &Path) -> Result<bool, PublishError> {
    let cannot_read = |error| PublishError::io("read", out, error);
    for entry in fs::read_dir(out).map_err(cannot_read)? {
        let entry = entry.map_err(cannot_read)?;
        if entry.file_name() != OURS || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            return Ok(false);
        }
    }
    Ok(true)
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
        "`{}` cannot be the output folder: {why}. Nothing was changed. Choose a new or empty folder \
         with `--out`, for example `public`.",
        out.display()
    ))
}
