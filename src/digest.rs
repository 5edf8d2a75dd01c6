//! Content digests: the identity of everything that is compared, remembered or fingerprinted.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// An xxh3 128-bit digest, displayed as 32 hex digits.
///
/// It tells changed bytes from unchanged ones; it is no protection against somebody who forges a
/// collision on purpose, and nothing here relies on that.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Debug)]
pub struct Digest(pub u128);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// The digest of a value that holds for this build of the program: how a value is hashed is the
    /// affair of its type and of the compiler.
    pub(crate) fn of_value(value: &impl Hash) -> Self {
        let mut hasher = Xxh3::new();
        value.hash(&mut hasher);
        Self(hasher.digest128())
    }

    /// What [`Display`](fmt::Display) wrote; none where it is no such text.
    pub fn read(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16).map(Self).ok()
    }

    /// The first eight hex digits: enough to tell the versions of one file apart in its name.
    pub fn short(self) -> String {
        format!("{:08x}", self.0 >> 96)
    }
}

/// Builds one digest from many parts. Each part is length-prefixed, so `["ab", "c"]` and
/// `["a", "bc"]` differ.
#[derive(Default)]
pub struct DigestBuilder(Xxh3);

impl DigestBuilder {
    /// Adds one part.
    pub fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.write_u64(bytes.len() as u64);
        self.0.update(bytes);
        self
    }

    /// Adds an earlier digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.part(&digest.0.to_le_bytes())
    }

    /// The digest of all parts so far.
    pub fn finish(&self) -> Digest {
        Digest(self.0.digest128())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom("no digest"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let one = DigestBuilder::default().part(b"ab").part(b"c").finish();
        let two = DigestBuilder::default().part(b"a").part(b"bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn what_is_written_reads_as_the_same() {
        let digest = Digest::of(b"leave");
        let written = serde_json::to_string(&digest).expect("writes");
        assert_eq!(serde_json::from_str::<Digest>(&written).expect("reads"), digest);
        assert!(digest.to_string().starts_with(&digest.short()));
    }
}
