//! What one edition may take: memory while it is made, and bytes when it is written.
//!
//! Without a bound the files of one firm could take all the memory of a machine, and then no firm's
//! edition would be published. An allocation that fails cannot be caught: so whatever may grow
//! beyond the text it is made from is counted before it is made.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that every edition may take.
const BASE: u64 = 64 << 20;
/// Bytes that it may write beyond, for each page. A page of the shipped handbook has 30 KiB.
const WRITTEN_PER_PAGE: u64 = 256 << 10;
/// Bytes that it may hold beyond, for each page. A page of the shipped handbook takes 1 KiB.
const HELD_PER_PAGE: u64 = 16 << 10;

/// The bounds of an edition, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    /// What of its pages is in memory as long as it is made: titles, navigations.
    pub(crate) held: u64,
    /// All its files together.
    pub(crate) written: u64,
}

impl Budget {
    /// The bounds of an edition with so many pages in the layers it is made of, and so many bytes
    /// of assets; `raised` are those that `handbook.yaml` gives every edition.
    pub(crate) fn new(pages: usize, assets: u64, raised: &RaisedLimits) -> Self {
        let pages = pages as u64;
        let held = BASE + pages * HELD_PER_PAGE;
        let written = BASE + pages * WRITTEN_PER_PAGE + assets;
        Self {
            held: raised.memory.map_or(held, |raised| raised.max(held)),
            written: raised.size.map_or(written, |raised| raised.max(written)),
        }
    }
}

/// The bounds that `handbook.yaml` sets, in bytes. A firm can set none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RaisedLimits {
    /// For what an edition holds in memory.
    pub memory: Option<u64>,
    /// For what an edition writes.
    pub size: Option<u64>,
}

/// What was taken so far of a bound, by several threads.
#[derive(Debug)]
pub(crate) struct Account {
    limit: u64,
    used: AtomicU64,
}

/// A bound that would be passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overdrawn {
    /// The bound, in bytes.
    pub(crate) limit: u64,
}

impl Account {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, used: AtomicU64::new(0) }
    }

    /// Takes so many bytes for good.
    ///
    /// # Errors
    /// [`Overdrawn`] where they are more than there are left.
    pub(crate) fn draw(&self, bytes: u64) -> Result<(), Overdrawn> {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.limit {
            return Err(Overdrawn { limit: self.limit });
        }
        Ok(())
    }
}
