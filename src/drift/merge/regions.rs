//! Where two later versions of a sequence changed it: one of them, or both.
//!
//! Source: Khanna, Kunal and Pierce, A Formal Investigation of Diff3, 2007.

use std::ops::Range;

use super::Sides;
use crate::drift::words::Replacement;

/// A stretch of a sequence and of its two later versions.
pub(super) struct MergeRegion {
    pub(super) at: Sides<Range<usize>>,
    pub(super) changed: ChangedBy,
}

/// In which version it is not as it was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChangedBy {
    Nobody,
    Now,
    Firm,
    /// Maybe alike.
    Both,
}

/// Cuts a sequence into regions. Two changes that share something are in one region; so are those
/// that only touch, where `is_one` says so of the first and the second.
pub(super) fn regions(
    length: usize,
    now: &[Replacement],
    firm: &[Replacement],
    is_one: &dyn Fn(&Replacement, &Replacement) -> bool,
) -> Vec<MergeRegion> {
    let mut cutter = Cutter {
        now: ChangeCursor { changes: now, count: 0 },
        firm: ChangeCursor { changes: firm, count: 0 },
        done: Sides::default(),
        regions: Vec::new(),
    };

    while let Some((first, mut changed)) = cutter.next() {
        cutter.cut(first.before.start, ChangedBy::Nobody);
        cutter.take(changed);

        let mut last = first;
        while let Some((next, by)) = cutter.next() {
            let (end, start) = (last.before.end, next.before.start);
            if start > end || (start == end && !is_one(last, next)) {
                break;
            }
            cutter.take(by);
            changed = if by == changed { changed } else { ChangedBy::Both };
            last = if next.before.end >= end { next } else { last };
        }
        cutter.cut(last.before.end, changed);
    }

    cutter.cut(length, ChangedBy::Nobody);
    cutter.regions
}

/// What is done so far.
struct Cutter<'c> {
    now: ChangeCursor<'c>,
    firm: ChangeCursor<'c>,
    /// Where the last region ends.
    done: Sides<usize>,
    regions: Vec<MergeRegion>,
}

impl<'c> Cutter<'c> {
    /// The next change of either version.
    fn next(&self) -> Option<(&'c Replacement, ChangedBy)> {
        let now = self.now.next().map(|change| (change, ChangedBy::Now));
        let firm = self.firm.next().map(|change| (change, ChangedBy::Firm));
        now.into_iter()
            .chain(firm)
            .min_by_key(|(change, _)| (change.before.start, change.before.end))
    }

    fn take(&mut self, by: ChangedBy) {
        match by {
            ChangedBy::Now => self.now.count += 1,
            _ => self.firm.count += 1,
        }
    }

    /// Ends a region at a place in the sequence up to which all changes are taken.
    fn cut(&mut self, then: usize, changed: ChangedBy) {
        let end = Sides { then, now: self.now.place(then), firm: self.firm.place(then) };
        let Sides { then, now, firm } = self.done;
        let at = Sides { then: then..end.then, now: now..end.now, firm: firm..end.firm };
        self.done = end;
        self.regions.push(MergeRegion { at, changed });
    }
}

/// The changes of one version, and how many of them are in regions.
struct ChangeCursor<'c> {
    changes: &'c [Replacement],
    count: usize,
}

impl<'c> ChangeCursor<'c> {
    fn next(&self) -> Option<&'c Replacement> {
        self.changes.get(self.count)
    }

    /// Where that place of the sequence is in this version.
    fn place(&self, then: usize) -> usize {
        match self.changes[..self.count].last() {
            None => then,
            Some(last) => last.after.end + (then - last.before.end),
        }
    }
}
