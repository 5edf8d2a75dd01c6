//! Where everything lies in the output folder.
//!
//! ```text
//! public/
//!   acme/                        a published edition: all that a web server needs
//!   .mentorbook/
//!     about.txt                  the marker: this output folder is ours
//!     lock                       held while a build runs
//!     staging/acme/              the next edition while it is being written
//!     old/acme/                  the last one, for a moment, where folders cannot be exchanged in one call
//!     state/acme/<digest>.json   what a build wrote; <digest> is that of the manifest.json it published
//!     kept/acme/1/…              what people had changed in a published edition
//! ```
//!
//! A state is named after the manifest it belongs to, so the published folder itself says which state is its own.
//! No moment exists in which the two disagree.

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
        Layout {
            out: out.to_path_buf(),
        }
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

    pub(super) fn old_of_all(&self) -> PathBuf {
        self.ours().join("old")
    }

    pub(super) fn old(&self, name: &str) -> PathBuf {
        self.old_of_all().join(name)
    }

    pub(super) fn states(&self, name: &str) -> PathBuf {
        self.ours().join("state").join(name)
    }

    pub(super) fn state(&self, name: &str, manifest: Digest) -> PathBuf {
        self.states(name).join(format!("{manifest}.json"))
    }

    pub(super) fn kept(&self, name: &str) -> PathBuf {
        self.ours().join("kept").join(name)
    }
}
