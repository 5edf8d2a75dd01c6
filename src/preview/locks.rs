//! The locks of layers: the preview adds what is missing in them, as a build does, and does not
//! take its own writing for somebody's change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::digest::Digest;
use crate::drift::{LockReport, OverrideStatus};
use crate::engine::host::Snapshot;
use crate::load::Changes;
use crate::sync::lock;

/// What became of the locks that the preview wrote to.
#[derive(Default)]
pub(super) struct OwnLocks(Mutex<LockFates>);

#[derive(Default)]
struct LockFates {
    /// The digest of the text that was written, by file.
    written: BTreeMap<Arc<str>, Digest>,
    /// Those that cannot be written to, which is told once.
    failed: BTreeSet<Arc<str>>,
}

impl OwnLocks {
    /// Adds entries for overrides that have none; gives what there is to tell of it.
    pub(super) fn add(&self, snapshot: &Snapshot, overrides: &[OverrideStatus]) -> Vec<LockReport> {
        if overrides.iter().all(|status| status.entry.is_some()) {
            return Vec::new();
        }

        // Held while it is written: whoever sees the file change asks here whose change it was.
        let mut fates = lock(&self.0);
        let Some(store) = snapshot.lock_store() else { return Vec::new() };
        store.add(overrides, &snapshot.texts());

        let mut reports = store.into_reports();
        reports.retain(|report| match (&report.error, report.digest) {
            (Some(_), _) => fates.failed.insert(report.file.clone()),
            (None, digest) => {
                fates.written.extend(digest.map(|digest| (report.file.clone(), digest)));
                true
            }
        });
        reports
    }

    /// Whether changes are nothing but what was written here.
    pub(super) fn are_all(&self, changes: &Changes) -> bool {
        let fates = lock(&self.0);
        changes.all_hold(|file| fates.written.get(file).copied())
    }
}
