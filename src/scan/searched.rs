//! What was searched before: most of what a page holds stands in the same page of every firm, and
//! is searched in the first of them alone.
//!
//! A file is cut into chunks after some of its lines, by what these hold, so that two files that
//! differ in one place have the other chunks in common.

use std::io::BufRead;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64;

/// So many bytes before a chunk belong to it: a text that ends in it may begin there.
pub(super) const BEFORE: usize = 128;
/// A chunk ends after a line whose length this divides: one in four does.
const LINES: usize = 4;
/// So many chunks are remembered, in 8 MiB: those of some thousand pages.
const SLOTS: usize = 1 << 20;

/// Remembers chunks by their digests; of two that want one slot, the later.
pub(super) struct SearchedChunks {
    slots: Box<[AtomicU64]>,
}

/// What a chunk is known by.
#[derive(Clone, Copy)]
pub(super) struct ChunkKey(u64);

impl ChunkKey {
    /// The key of some bytes of a file, with those before them.
    pub(super) fn of(file: &[u8], chunk: &Range<usize>) -> Self {
        Self(xxh3_64(&file[chunk.start.saturating_sub(BEFORE)..chunk.end]))
    }

    /// The same in the editions of one firm.
    pub(super) fn within(self, firm: Self) -> Self {
        Self(self.0 ^ firm.0)
    }
}

impl SearchedChunks {
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect() }
    }

    pub(super) fn has(&self, ChunkKey(key): ChunkKey) -> bool {
        self.slot(key).load(Ordering::Relaxed) == key
    }

    pub(super) fn remember(&self, ChunkKey(key): ChunkKey) {
        self.slot(key).store(key, Ordering::Relaxed);
    }

    fn slot(&self, key: u64) -> &AtomicU64 {
        &self.slots[key as usize % SLOTS]
    }
}

/// Cuts a file into chunks.
pub(super) fn chunks(file: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut rest = file;
    std::iter::from_fn(move || {
        let start = file.len() - rest.len();
        // Reading from memory cannot fail.
        while let Ok(length @ 1..) = rest.skip_until(b'\n') {
            let end = file.len() - rest.len();
            // Calendars end their lines so, and fold them, which is no place to cut.
            if length % LINES == 0 && !file[..end].ends_with(b"\r\n") {
                break;
            }
        }
        let chunk = start..file.len() - rest.len();
        (!chunk.is_empty()).then_some(chunk)
    })
}
