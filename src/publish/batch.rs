//! Editions that are published together, because there is one wait for the disk for all of them.
//!
//! ```text
//! staged, staged, staged … ──► one wait ──► exchanged, one by one ──► one wait ──► cleared up
//! ```
//!
//! A batch holds names, sizes and digests, no pages, and is bounded: what waits in it takes up room
//! on the disk beside the editions that it will replace. One edition's error, or a panic, is its
//! own; an error of the disk is of all that waited for it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::claim::Claim;
use super::commit::{Exchanged, PublishSummary, SealedEdition};
use super::error::PublishError;
use crate::sync::caught;

/// A batch is published when so many files were written for it, …
const MOST_FILES: usize = 10_000;
/// … so many bytes, …
const MOST_BYTES: u64 = 256 << 20;
/// … or so many editions wait.
const MOST_EDITIONS: usize = 256;

/// What became of an edition.
#[derive(Debug)]
pub struct Published {
    /// The edition's name.
    pub name: String,
    /// What changed, or why it was not published.
    pub result: Result<PublishSummary, PublishError>,
}

/// Editions that are staged and whole.
#[derive(Default, Debug)]
pub(super) struct Batch {
    editions: Vec<SealedEdition>,
    files: usize,
    bytes: u64,
}

impl Batch {
    pub(super) fn add(&mut self, edition: SealedEdition) {
        self.files += edition.summary().written;
        self.bytes = self.bytes.saturating_add(edition.summary().bytes);
        self.editions.push(edition);
    }

    pub(super) fn is_full(&self) -> bool {
        self.files >= MOST_FILES || self.bytes >= MOST_BYTES || self.editions.len() >= MOST_EDITIONS
    }

    /// Publishes them all.
    pub(super) fn publish(self, claim: &Claim) -> Vec<Published> {
        let editions = self.editions.into_iter();
        if let Err(error) = wait(editions.as_slice(), claim) {
            return editions.map(|edition| without_disk(edition, &error)).collect();
        }

        let writes = editions.as_slice().iter().any(SealedEdition::writes);
        let exchanged: Vec<_> = editions.map(exchange).collect();
        let confirmed = if writes { confirm(claim) } else { Ok(()) };
        exchanged.into_iter().map(|tried| finish(tried, &confirmed)).collect()
    }
}

impl SealedEdition {
    /// Publishes it alone, and waits for the disk alone.
    ///
    /// # Errors
    ///
    /// A disk that does not do what it is asked to.
    pub fn publish(self) -> Result<PublishSummary, PublishError> {
        let claim = Arc::clone(self.claim());
        if let Err(error) = wait(std::slice::from_ref(&self), &claim) {
            return Err(self.fail(error));
        }

        let writes = self.writes();
        let tried = exchange(self);
        let confirmed = if writes { confirm(&claim) } else { Ok(()) };
        finish(tried, &confirmed).result
    }
}

/// An edition for which the disk did not take what was written; one that needs nothing of it is
/// fine.
fn without_disk(edition: SealedEdition, error: &io::Error) -> Published {
    if !edition.writes() {
        return finish(exchange(edition), &Ok(()));
    }
    let name = edition.name().to_owned();
    Published { name, result: Err(edition.fail(again(error))) }
}

/// Waits until all that was written for these editions is on the disk; not at all where nothing
/// was.
fn wait(editions: &[SealedEdition], claim: &Claim) -> io::Result<()> {
    let writing = editions.iter().filter(|edition| edition.writes());
    let trees: Vec<PathBuf> = writing.flat_map(SealedEdition::trees).collect();
    if trees.is_empty() { Ok(()) } else { claim.disk.wait_for_all(&trees) }
}

/// Waits until the exchanges are on the disk. Only then may the old editions go: until then a power
/// cut brings them back.
fn confirm(claim: &Claim) -> io::Result<()> {
    let layout = &claim.layout;
    let changed = [layout.out().to_path_buf(), layout.all_staging()];
    // Where nothing was staged there is no such folder.
    let there = changed.iter().filter(|folder| claim.folder.has_folder(folder));
    there.into_iter().try_for_each(|folder| claim.disk.wait_for_names(folder))
}

/// An edition after its exchange, or what kept it from it.
struct Tried {
    name: String,
    result: Result<Exchanged, PublishError>,
}

fn exchange(edition: SealedEdition) -> Tried {
    let name = edition.name().to_owned();
    let result = alone(|| edition.exchange());
    Tried { name, result }
}

/// Clears up after an edition. `confirmed` is how the wait ended that followed its exchange.
fn finish(Tried { name, result }: Tried, confirmed: &io::Result<()>) -> Published {
    let result = result.and_then(|exchanged| {
        let place = exchanged.place();
        let summary = alone(|| Ok(exchanged.clear_up()))?;
        match confirmed {
            Ok(()) => Ok(summary),
            Err(error) => Err(PublishError::unconfirmed(&place, again(error))),
        }
    });
    Published { name, result }
}

/// One edition's panic is not that of the others in its batch.
fn alone<T>(work: impl FnOnce() -> Result<T, PublishError>) -> Result<T, PublishError> {
    // What a panic leaves half done belongs to this edition, and goes with it.
    caught(work).unwrap_or_else(|said| {
        Err(PublishError::internal(format!("mentorbook failed while publishing it: {said}")))
    })
}

/// The same error once more: the system's own cannot be copied.
fn again(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}
