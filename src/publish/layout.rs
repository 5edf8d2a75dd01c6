//! Where everything lies in the output folder, and which names may lie there.
//!
//! ```text
//! public/
//!   acme/                      a published edition: all that a web server needs
//!   .mentorbook/
//!     about.txt                the marker: this output folder is ours
//!     lock                     held while a build runs
//!     staging/acme/            the next edition while it is being written
//!     old/acme/                the last one, for a moment, where no one call can exchange folders
//!     spare/acme/<digest>/     folders for the next edition, with links to files of this one
//!     state/acme/<digest>.json what a build wrote
//!     kept/acme/1/…            what people had changed in a published edition
//! ```
//!
//! `<digest>` is that of the manifest.json of the edition that a state or a spare folder belongs
//! to. So the published folder itself says which of them is its own, and there is no moment in
//! which they disagree.

use std::path::{Component, Path, PathBuf};

use super::error::PublishError;
use crate::digest::Digest;
use crate::url::MANIFEST;

/// The folder of ours inside the output folder.
pub(super) const OURS: &str = ".mentorbook";

/// The longest path inside an edition, in bytes: short of what systems take (4,096 on Linux, with
/// the folders above the edition).
const LONGEST: usize = 3_000;

/// The paths of one output folder. Where a method takes a `name`, it is that of an edition.
#[derive(Debug)]
pub(super) struct Layout {
    out: PathBuf,
}

impl Layout {
    pub(super) fn of(out: &Path) -> Layout {
        Layout { out: out.to_path_buf() }
    }

    pub(super) fn out(&self) -> &Path {
        &self.out
    }

    pub(super) fn ours(&self) -> PathBuf {
        self.out.join(OURS)
    }

    pub(super) fn marker(&self) -> PathBuf {
        self.ours().join("about.txt")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.ours().join("lock")
    }

    /// The published edition.
    pub(super) fn edition(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// The folders that the editions share.
    pub(super) fn shared(&self) -> [PathBuf; 5] {
        let (staging, old, spares) = (self.all_staging(), self.all_old(), self.all_spares());
        [staging, old, spares, self.all_states(), self.all_backups()]
    }

    /// The folders of one edition beside its published one.
    pub(super) fn places(&self, name: &str) -> [PathBuf; 5] {
        let (staging, old, spares) = (self.staging(name), self.old(name), self.spares(name));
        [staging, old, spares, self.states(name), self.backups(name)]
    }

    pub(super) fn all_staging(&self) -> PathBuf {
        self.ours().join("staging")
    }

    pub(super) fn staging(&self, name: &str) -> PathBuf {
        self.all_staging().join(name)
    }

    fn all_spares(&self) -> PathBuf {
        self.ours().join("spare")
    }

    pub(super) fn spares(&self, name: &str) -> PathBuf {
        self.all_spares().join(name)
    }

    pub(super) fn spare(&self, name: &str, manifest: Digest) -> PathBuf {
        self.spares(name).join(manifest.to_string())
    }

    pub(super) fn all_old(&self) -> PathBuf {
        self.ours().join("old")
    }

    pub(super) fn old(&self, name: &str) -> PathBuf {
        self.all_old().join(name)
    }

    pub(super) fn all_states(&self) -> PathBuf {
        self.ours().join("state")
    }

    pub(super) fn states(&self, name: &str) -> PathBuf {
        self.all_states().join(name)
    }

    pub(super) fn state(&self, name: &str, manifest: Digest) -> PathBuf {
        self.states(name).join(format!("{manifest}.json"))
    }

    fn all_backups(&self) -> PathBuf {
        self.ours().join("kept")
    }

    pub(super) fn backups(&self, name: &str) -> PathBuf {
        self.all_backups().join(name)
    }
}

/// Accepts a path inside an edition: relative, `/` between its parts, no part that leaves the
/// folder, is empty or means something to this tool.
///
/// This is the last door before the disk. Earlier stages report unsafe slugs, aliases and firm ids
/// with file and line; what is refused here got past them.
pub(super) fn check_path(path: &str) -> Result<(), PublishError> {
    let why = if !stays_inside(path) {
        "it does not name a place inside the edition's folder"
    } else if path.len() > LONGEST {
        "it is too long"
    } else if path.contains(|c: char| c.is_control() || c == '\\') {
        "it has a control character or a backslash in it"
    } else if path.split('/').any(|part| part.eq_ignore_ascii_case(OURS)) {
        // In any case of letters, as some disks do not tell them apart.
        "the name `.mentorbook` marks mentorbook's own folder"
    } else if path.eq_ignore_ascii_case(MANIFEST) {
        "mentorbook writes this file itself"
    } else {
        return Ok(());
    };

    Err(PublishError::internal(format!(
        "`{}` cannot be a file of an edition: {why}. The edition was not published.",
        path.escape_debug()
    )))
}

/// Asks the platform how it reads the path: it must find a plain name wherever we see one. That
/// covers `..`, `/x`, `a//b`, `a/` and the empty path, on Windows `C:x`, too.
fn stays_inside(path: &str) -> bool {
    let mut read = Path::new(path).components();
    path.split('/').all(|part| read.next() == Some(Component::Normal(part.as_ref())))
        && read.next().is_none()
}

/// Accepts the name of an edition, which is also that of its folder: letters, digits, `-`, `_`, and
/// dots inside.
pub(super) fn check_edition(name: &str) -> Result<(), PublishError> {
    let marks = ['-', '_', '.'];
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(&c));
    if is_plain && !name.is_empty() && !name.starts_with(marks) && !name.ends_with(marks) {
        return Ok(());
    }

    Err(PublishError::config(format!(
        "`{}` cannot be the name of an edition's folder. Use letters a to z, digits and hyphens, \
         such as `acme` or `acme.facilitators`.",
        name.escape_debug()
    )))
}
