//! Locks on the disk: the one file among the sources that is written without being named.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::lock::{LockEntry, OverridesLock, ReadLock, file_of};
use super::source::SourceTexts;
use super::state::{DriftState, OverrideStatus};
use super::subject::Subject;
use crate::digest::Digest;
use crate::io_error;
use crate::load::{LayerId, MAX_LOCK_BYTES, OpenFolder, TextFile};
use crate::sync::lock;

/// Why a lock was not written.
#[derive(Debug)]
pub enum LockError {
    /// What lies there cannot be used, so nothing is put in its place.
    Unusable(String),
    /// The file system said no.
    Io(PathBuf, io::Error),
}

impl LockError {
    /// What the file system said of a file.
    fn of(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::Io(path.to_owned(), error)
    }
}

impl std::fmt::Display for LockError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unusable(why) => f.write_str(why),
            Self::Io(path, error) => {
                write!(f, "cannot write {}: {}", path.display(), io_error::cause(error))
            }
        }
    }
}

impl std::error::Error for LockError {}

/// Changes a lock on the disk, as it is there at this moment, and gives the digest of its text
/// then. Where no entry changes, nothing is written; else the file keeps its line ends.
///
/// # Errors
/// Where the lock that is there cannot be used, or the file cannot be written. It is then as it
/// was.
pub(crate) fn update(
    root: &Path,
    file: &Arc<str>,
    change: &mut dyn FnMut(&mut OverridesLock),
) -> Result<Digest, LockError> {
    let path = root.join(&**file);
    let folder = OpenFolder::open(root).map_err(LockError::of(&path))?;

    // Until the new file stands there.
    let _held = folder.hold(&path).map_err(LockError::of(&path))?;

    let before = current(&folder, &path).map_err(LockError::of(&path))?;
    let mut entries = match &before {
        None => OverridesLock::default(),
        Some(text) => {
            let digest = Digest::of(text.as_bytes());
            let source = TextFile { file: file.clone(), text: text.as_str().into(), digest };
            let read = OverridesLock::read(&source);
            read.map_err(|broken| LockError::Unusable(format!("{file}: {}", broken.message)))?
        }
    };

    let known = entries.clone();
    change(&mut entries);

    // A person may have written remarks between them.
    if let Some(before) = before.as_ref().filter(|_| entries == known) {
        return Ok(Digest::of(before.as_bytes()));
    }

    let mut text = entries.written();
    if before.is_some_and(|before| before.contains("\r\n")) {
        text = text.replace('\n', "\r\n");
    }
    folder.replace(&path, text.as_bytes()).map_err(LockError::of(&path))?;
    Ok(Digest::of(text.as_bytes()))
}

/// The text that is there; none where there is no file.
fn current(folder: &OpenFolder, path: &Path) -> io::Result<Option<String>> {
    let file = match folder.file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    file.take(MAX_LOCK_BYTES).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Puts another text into a file of a layer.
///
/// # Errors
/// Where the file does not say any more what it said before, or cannot be written. It is then as it
/// was.
pub(super) fn rewrite(
    root: &Path,
    file: &Arc<str>,
    before: &str,
    after: &str,
) -> Result<(), LockError> {
    let path = root.join(&**file);
    let folder = OpenFolder::open(root).map_err(LockError::of(&path))?;
    let _held = folder.hold(&path).map_err(LockError::of(&path))?;

    if current(&folder, &path).map_err(LockError::of(&path))?.as_deref() != Some(before) {
        let why = format!("{file} has changed since it was read; run the command again");
        return Err(LockError::Unusable(why));
    }
    if before == after {
        return Ok(());
    }
    folder.replace(&path, after.as_bytes()).map_err(LockError::of(&path))
}

/// Adds entries to the lock of a layer, as far as it has none of these. Gives how many were added,
/// and the digest of the lock's text then.
///
/// # Errors
/// Where the lock that is there cannot be used, or the file cannot be written.
pub(crate) fn add(
    root: &Path,
    file: &Arc<str>,
    missing: &[(Subject, LockEntry)],
) -> Result<(usize, Digest), LockError> {
    let mut added = 0;
    let digest = update(root, file, &mut |lock| {
        for (subject, entry) in missing {
            if lock.get(subject).is_none() {
                lock.set(subject.clone(), entry.clone());
                added += 1;
            }
        }
    })?;
    Ok((added, digest))
}

/// Lets overrides of one layer count as written against what they stand over now, and takes the
/// entries out whose override is gone. Gives how many there were of either.
///
/// # Errors
/// Where the lock that is there cannot be used, or the file cannot be written; then nothing is
/// accepted.
pub fn accept(
    root: &Path,
    layer: &LayerId,
    overrides: &[&OverrideStatus],
    texts: &SourceTexts<'_>,
) -> Result<usize, LockError> {
    let (mut gone, mut entries) = (Vec::new(), Vec::new());
    let mut accepted = 0;

    for status in overrides {
        if status.state == DriftState::Unused {
            gone.push(&status.subject);
            accepted += 1;
        } else if let Some(entry) = status.entry_of_today(texts) {
            gone.extend(&status.kept_as);
            entries.push((&status.subject, entry));
            accepted += 1;
        }
    }

    update(root, &file_of(layer), &mut |lock| {
        gone.iter().for_each(|subject| lock.remove(subject));
        for (subject, entry) in entries.drain(..) {
            lock.set(Subject::clone(subject), entry);
        }
    })?;
    Ok(accepted)
}

/// What became of the lock of one layer in a run.
#[derive(Debug)]
pub struct LockReport {
    /// The layer.
    pub layer: LayerId,
    /// The lock's file, seen from the root.
    pub file: Arc<str>,
    /// Entries that were added.
    pub added: usize,
    /// Of the file's text by now; none where there is no file.
    pub digest: Option<Digest>,
    /// Why entries that are missing were not written.
    pub error: Option<LockError>,
}

impl std::fmt::Display for LockReport {
    /// What was added, as whoever wrote the overrides has to know it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { layer, file, added, .. } = self;
        let (overrides, count) =
            if *added == 1 { ("override", "counts") } else { ("overrides", "count") };
        write!(
            f,
            "{added} {overrides} of {layer} had no entry in {file}, and now {count} as written \
             against today's base; if the lock was lost, restore it first"
        )
    }
}

/// The locks of a run that adds what is missing in them.
pub(crate) struct LockStore {
    root: PathBuf,
    locks: BTreeMap<LayerId, Mutex<LockReport>>,
}

impl LockStore {
    /// The locks of these layers, of the handbook in this folder.
    pub(crate) fn new<'a>(
        root: PathBuf,
        locks: impl Iterator<Item = (&'a LayerId, &'a ReadLock)>,
    ) -> Self {
        let locks = locks.map(|(layer, lock)| (layer.clone(), Mutex::new(untouched(layer, lock))));
        Self { root, locks: locks.collect() }
    }

    /// Writes an entry for each override of these that has none. The texts are those of today.
    pub(crate) fn add(&self, overrides: &[OverrideStatus], texts: &SourceTexts<'_>) {
        let missing = overrides.iter().filter(|status| status.entry.is_none());
        for of_layer in missing.collect::<Vec<_>>().chunk_by(|one, other| one.layer == other.layer)
        {
            let entries = of_layer
                .iter()
                .filter_map(|status| Some((status.subject.clone(), status.entry_of_today(texts)?)));
            self.add_to(&of_layer[0].layer, entries.collect());
        }
    }

    fn add_to(&self, layer: &LayerId, missing: Vec<(Subject, LockEntry)>) {
        let Some(report) = self.locks.get(layer) else { return };
        // The editions of a firm, and all that share a layer, come here one after the other.
        let mut report = lock(report);
        // A folder that could not be written to is told once.
        if report.error.is_some() || missing.is_empty() {
            return;
        }

        match add(&self.root, &report.file, &missing) {
            Ok((added, now)) => {
                report.added += added;
                report.digest = Some(now);
            }
            Err(error) => report.error = Some(error),
        }
    }

    /// The digest of a lock's text by now; none where there is no file.
    pub(crate) fn digest(&self, layer: &LayerId) -> Option<Digest> {
        lock(self.locks.get(layer)?).digest
    }

    /// What became of those locks to which something was missing.
    pub(crate) fn into_reports(self) -> Vec<LockReport> {
        let reports = self.locks.into_values();
        let reports = reports.map(|lock| lock.into_inner().unwrap_or_else(PoisonError::into_inner));
        reports.filter(|report| report.added > 0 || report.error.is_some()).collect()
    }
}

/// The report of a lock to which nothing was added yet.
fn untouched(layer: &LayerId, lock: &ReadLock) -> LockReport {
    let (layer, file, digest) = (layer.clone(), lock.file.clone(), lock.digest);
    LockReport { layer, file, added: 0, digest, error: None }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_says_something_else_by_now_is_left_alone() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("page.md");
        fs::write(&path, "one").unwrap();
        let file = Arc::from("page.md");
        rewrite(top.path(), &file, "one", "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");

        let refused = rewrite(top.path(), &file, "one", "three").unwrap_err();
        assert!(refused.to_string().contains("has changed since it was read"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(top.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_written_through_and_a_file_keeps_who_may_read_it() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let top = tempfile::tempdir().unwrap();
        let path = |path: &str| top.path().join(path);
        fs::create_dir(path("in")).unwrap();
        fs::write(path("page.md"), "one").unwrap();
        fs::set_permissions(path("page.md"), PermissionsExt::from_mode(0o640)).unwrap();
        symlink("../page.md", path("in/page.md")).unwrap();
        symlink("in", path("link")).unwrap();

        for file in ["in/page.md", "link/page.md"] {
            rewrite(top.path(), &Arc::from(file), "one", "two").unwrap_err();
        }
        assert_eq!(fs::read_to_string(path("page.md")).unwrap(), "one");
        rewrite(top.path(), &Arc::from("page.md"), "one", "two").unwrap();
        assert_eq!(fs::metadata(path("page.md")).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
