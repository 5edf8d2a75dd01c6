//! Publishes editions. The only stage that writes output.
//!
//! ```text
//! OutDir::open ──► OutDir::edition ──► Staging::put … ──► Staging::commit
//! proven ours,     what the last       compared, and       exchanged
//! locked           build left there    staged if changed   in one call
//! ```
//!
//! An edition is never seen half written. Its changed files go to a staging folder, its unchanged
//! ones are linked beside them, and the finished folder takes the place of the old one in one call.
//! A process that ends anywhere on the way (an error, a panic, `kill -9`) leaves the old edition or
//! the new one; what it left behind under `.mentorbook/` is put right by the next [`OutDir::open`].
//!
//! Invariant: nothing is deleted that this stage cannot prove it wrote. The proof is the state that
//! each build leaves beside the editions: the digest, size and time of each file. What somebody
//! added to a published edition is carried into the next one; what somebody edited there is backed
//! up under `.mentorbook/kept/` before it is replaced.
//!
//! Not here: which editions to build, what their files hold, and how errors are printed. Power cuts
//! are not covered: nothing waits for the disk, so after one an edition may have to be built again.

mod backup;
mod claim;
mod commit;
mod error;
mod files;
mod inventory;
mod layout;
mod previous;
mod spare;
mod staging;
mod staging_dir;
mod state_file;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::sync::lock;
use claim::Claim;

pub use commit::{PublishSummary, manifest};
pub use error::{PublishError, PublishErrorKind};
pub use staging::Staging;
pub use state_file::Record;

/// The output folder, proven ours and locked against a second build.
#[derive(Debug)]
pub struct OutDir {
    claim: Arc<Claim>,
    /// Editions that were begun, in lower case: some disks take `Acme` and `acme` for one folder.
    begun: Mutex<HashSet<String>>,
}

impl OutDir {
    /// Opens the output folder, and makes it if need be.
    ///
    /// `root` is the folder of the handbook, `sources` are the folders that builds read.
    ///
    /// # Errors
    ///
    /// A folder that is, contains or lies in a source; that is or contains `root`; that has files
    /// in it and does not bear our mark; that is a link or a file; that cannot be written; or in
    /// which another build is at work.
    pub fn open(out: &Path, root: &Path, sources: &[PathBuf]) -> Result<OutDir, PublishError> {
        let claim = Arc::new(Claim::new(out, root, sources)?);
        Ok(OutDir { claim, begun: Mutex::default() })
    }

    /// What the last finished build of an edition recorded, if the published files are still
    /// exactly what it wrote. A folder that is not ours has no such record, and is refused by
    /// [`edition`](OutDir::edition).
    pub fn recorded(&self, name: &str) -> Option<Record> {
        layout::check_edition(name).ok()?;
        // Dropped at once: a staging without a file has made nothing on the disk.
        Staging::begin(Arc::clone(&self.claim), name).ok()?.recorded().cloned()
    }

    /// The editions that builds published here and that are still here, by name.
    pub fn published(&self) -> Vec<String> {
        let layout = &self.claim.layout;
        let mut names: Vec<String> = files::entries(&layout.all_states())
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .filter(|name| layout.edition(name).is_dir())
            .collect();
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
        layout::check_edition(name)?;
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
