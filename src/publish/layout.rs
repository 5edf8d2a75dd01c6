//! Where everything lies in the output folder.
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
//! `<digest>` is that of the manifest.json of the edition that a state or a spare folder belongs to.
//! So the published folder itself says which of them is its own, and there is no moment in which
//! they disagree.

use std::path::{Path, PathBuf};

use crate::digest::Digest;

/// The folder of ours inside the output folder.
pub(super) const OURS: &str = ".mentorbook";
/// The file that lists an edition's files with their digests.
pub(super) const MANIFEST: &str = "manifest.json";

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

    pub(super) fn staging_of_all(&self) -> PathBuf {
        self.ours().join("staging")
    }

    pub(super) fn staging(&self, name: &str) -> PathBuf {
        self.staging_of_all().join(name)
    }

    pub(super) fn spares(&self, name: &str) -> PathBuf {
        self.ours().join("spare").join(name)
    }

    pub(super) fn spare(&self, name: &str, manifest: Digest) -> PathBuf {
        self.spares(name).join(manifest.to_string())
    }

    pub(super) fn old_of_all(&self) -> PathBuf {
        self.ours().join("old")
    }

    pub(super) fn old(&self, name: &str) -> PathBuf {
        self.old_of_all().join(name)
    }

    pub(super) fn states_of_all(&self) -> PathBuf {
        self.ours().join("state")
    }

    pub(super) fn states(&self, name: &str) -> PathBuf {
        self.states_of_all().join(name)
    }

    pub(super) fn state(&self, name: &str, manifest: Digest) -> PathBuf {
        self.states(name).join(format!("{manifest}.json"))
    }

    pub(super) fn kept(&self, name: &str) -> PathBuf {
        self.ours().join("kept").join(name)
    }
}
