//! Digests of texts as people read them: how lines are broken makes no difference.
//!
//! The digest of two texts after each other follows from their own, so the same words have the
//! same digest whichever files they come from. It is a polynomial in the words (R. M. Karp and
//! M. O. Rabin, *Efficient randomized pattern-matching algorithms*, 1987).

use unicode_normalization::{UnicodeNormalization, is_nfc};
use xxhash_rust::xxh3::xxh3_64;

use crate::digest::{Digest, DigestBuilder};

/// The prime 2⁶¹ − 1, by which a product of two words is reduced with a shift and a sum.
const PRIME: u64 = (1 << 61) - 1;
/// Where the polynomial is taken; any large number will do.
const BASE: u64 = 0x0F3C_96A5_5D1B_72E9;

/// The digest of a text's words. White space, the ends of lines and the Unicode form of a letter
/// do not count.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct TextDigest {
    value: u64,
    words: u32,
}

impl TextDigest {
    /// The digest of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut digest = Self::default();
        for word in text.split_whitespace() {
            digest.push(hash(word));
        }
        digest
    }

    /// The digest of a word that no text holds: of what stands between texts.
    pub(crate) fn mark(digest: Digest) -> Self {
        let mut mark = Self::default();
        mark.push(xxh3_64(&digest.0.to_le_bytes()));
        mark
    }

    /// The digest of this text with another behind it.
    pub(crate) fn then(self, next: Self) -> Self {
        let shifted = product(self.value, power(BASE, next.words));
        Self { value: sum(shifted, next.value), words: self.words.wrapping_add(next.words) }
    }

    /// The same as a digest of the usual kind.
    pub(crate) fn digest(self) -> Digest {
        DigestBuilder::default()
            .part(&self.value.to_le_bytes())
            .part(&self.words.to_le_bytes())
            .finish()
    }

    fn push(&mut self, word: u64) {
        self.value = sum(product(self.value, BASE), word % PRIME);
        self.words = self.words.wrapping_add(1);
    }
}

/// The hash of a word, whatever its Unicode form.
fn hash(word: &str) -> u64 {
    // Nearly every word is composed already, and most are plain letters.
    if word.is_ascii() || is_nfc(word) {
        return xxh3_64(word.as_bytes());
    }
    xxh3_64(word.nfc().collect::<String>().as_bytes())
}

/// A sum by the prime of two numbers below it.
fn sum(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// A product by the prime of two numbers below it.
fn product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let (low, high) = (product as u64 & PRIME, (product >> 61) as u64);
    sum(low, high)
}

/// A power by the prime, by squaring.
fn power(mut base: u64, mut exponent: u32) -> u64 {
    let mut power = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = product(power, base);
        }
        base = product(base, base);
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_text_is_broken_into_lines_does_not_count() {
        let digest = TextDigest::of("What is said here stays here.");
        assert_eq!(digest, TextDigest::of("  What is said\r\nhere stays\n\there.\n\n"));
        assert_ne!(digest, TextDigest::of("What is said here stays her e."));
        assert_ne!(digest, TextDigest::of("What is said here stays there."));
    }

    #[test]
    fn how_a_letter_is_written_does_not_count() {
        assert_eq!(TextDigest::of("a caf\u{e9} here"), TextDigest::of("a cafe\u{301} here"));
        assert_ne!(TextDigest::of("caf\u{e9}"), TextDigest::of("cafe"));
    }

    #[test]
    fn the_parts_of_a_text_make_its_digest() {
        let words = "one two three four five six seven";
        for (at, _) in words.match_indices(' ') {
            let (start, end) = words.split_at(at);
            assert_eq!(TextDigest::of(start).then(TextDigest::of(end)), TextDigest::of(words));
        }
        assert_ne!(TextDigest::of("one two"), TextDigest::of("two one"));

        let mark = TextDigest::mark(Digest::of(b"end"));
        let parted = |start, end| TextDigest::of(start).then(mark).then(TextDigest::of(end));
        assert_ne!(parted("one two", "three"), parted("one", "two three"));
    }

    #[test]
    fn a_product_is_reduced_by_the_prime() {
        let largest = PRIME - 1;
        assert_eq!(product(largest, largest), 1);
        assert_eq!(sum(largest, 1), 0);
        assert_eq!(power(3, 4), 81);
    }
}
