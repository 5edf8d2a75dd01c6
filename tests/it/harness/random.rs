//! Numbers by chance that are the same for the same seed, on every machine.

/// Xorshift: <https://www.jstatsoft.org/article/view/v008i14>.
pub(crate) struct Random(u64);

impl Random {
    /// Any seed but 0, which would stay 0.
    pub(crate) fn new(seed: u64) -> Self {
        assert_ne!(seed, 0, "a seed");
        Self(seed)
    }

    /// From 0 on, less than `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}
