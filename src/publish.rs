//! Publishes editions. The only stage that writes output.
//!
//! ```text
//! OutDir::open ─► OutDir::edition ─► Staging::put … ─► Staging::seal ─► OutDir::publish
//! proven ours,    what the last      compared, and      whole, as was    on the disk, then
//! locked          build left there   staged if changed  promised         exchanged in one call
//! ```
//!
//! An edition is never seen half written. Its changed files go to a staging folder, its unchanged
//! ones are linked beside them, and the finished folder takes the place of the old one in one call.
//! A process that ends anywhere on the way (an error, a panic, `kill -9`) leaves the old edition or
//! the new one; what it left behind under `.mentorbook/` is put right by the next [`OutDir::open`].
//! So does a power cut: all of an edition is on the disk before it is exchanged, for which a
//! [batch] of editions waits together.
//!
//! Invariant: nothing is deleted that this stage cannot prove it wrote. The proof is the state that
//! each build leaves beside the editions: the digest, size and time of each file. Where that is
//! lost, the digests in the manifest [prove](healing) as much. What somebody added to a published
//! edition is carried into the next one; what somebody edited there, or what nothing proves, is
//! backed up under `.mentorbook/kept/` before it is replaced.
//!
//! Not here: which editions to build, what their files hold, and how errors are printed.

mod access;
mod backup;
mod batch;
mod claim;
mod commit;
mod disk;
mod error;
mod files;
mod healing;
mod inventory;
mod layout;
mod manifest;
mod previous;
mod published;
mod spare;
mod staging;
mod staging_dir;
mod state_file;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::digest::Digest;
use crate::sync::lock;
use batch::Batch;
use claim::Claim;
use previous::Previous;

pub use batch::Published;
pub use commit::{PublishSummary, SealedEdition};
pub use disk::Durability;
pub use error::{PublishError, PublishErrorKind};
pub use files::CopySource;
pub use manifest::manifest;
pub use published::{Footprint, PublishedFolder};
pub(crate) use published::{PublishedEdition, Unreadable};
pub use staging::Staging;
pub use state_file::Record;

/// The output folder, proven ours and locked against a second build.
#[derive(Debug)]
pub struct OutDir {
    claim: Arc<Claim>,
    /// Editions that were begun, in lower case: some disks take `Acme` and `acme` for one folder.
    begun: Mutex<HashSet<String>>,
    /// Editions that wait for the disk.
    batch: Mutex<Batch>,
    /// What became of those before.
    done: Mutex<Vec<Published>>,
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
    pub fn open(
        out: &Path,
        root: &Path,
        sources: &[PathBuf],
        durability: Durability,
    ) -> Result<OutDir, PublishError> {
        let claim = Arc::new(Claim::new(out, root, sources, durability)?);
        Ok(OutDir {
            claim,
            begun: Mutex::default(),
            batch: Mutex::default(),
            done: Mutex::default(),
        })
    }

    /// What the last finished build of an edition recorded, if it had these inputs and the published
    /// files are still exactly what it wrote. A folder that is not ours has no such record, and is
    /// refused by [`edition`](OutDir::edition).
    pub fn recorded(&self, name: &str, inputs: Digest) -> Option<Record> {
        layout::check_edition(name).ok()?;
        let Claim { folder, layout, .. } = &*self.claim;
        self.claim.check_places(&layout.places(name)).ok()?;
        let previous = Previous::of_inputs(folder, layout, name, inputs)?;
        previous.record().cloned()
    }

    /// The editions that builds published here and that are still here, by name.
    pub fn published(&self) -> Vec<String> {
        let layout = &self.claim.layout;
        let mut names: Vec<String> = files::entries(&self.claim.folder, &layout.all_states())
            .filter_map(|entry| Some(entry.path.file_name()?.to_str()?.to_owned()))
            .filter(|name| self.claim.folder.has_folder(&layout.edition(name)))
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

    /// Takes an edition that is whole. It is published together with others, as soon as there are
    /// enough of them, or by [`settle`](OutDir::settle).
    pub fn publish(&self, edition: SealedEdition) {
        let batch = {
            let mut batch = lock(&self.batch);
            batch.add(edition);
            if !batch.is_full() {
                return;
            }
            std::mem::take(&mut *batch)
        };

        // Whoever filled it waits for the disk; the others begin the next one meanwhile.
        let published = batch.publish(&self.claim);
        lock(&self.done).extend(published);
    }

    /// Publishes the editions that still wait, and says what became of all that were taken.
    pub fn settle(&self) -> Vec<Published> {
        let batch = std::mem::take(&mut *lock(&self.batch));
        let published = batch.publish(&self.claim);

        let mut done = std::mem::take(&mut *lock(&self.done));
        done.extend(published);
        done
    }
}
