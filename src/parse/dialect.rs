//! The words that mean something on a page, for tests that try each of them: what is added to a
//! table of the parser is tried without anybody remembering.

use super::attributes;
use super::compile::{KnownContainer, containers};
use super::front_matter;

/// The words, by what they are.
#[derive(Debug)]
pub struct Dialect {
    /// What may stand after `:::`.
    pub containers: Vec<KnownContainer>,
    /// What `kind:` may be.
    pub kinds: Vec<&'static str>,
    /// What may stand before `=` in the braces of a heading.
    pub heading_keys: Vec<&'static str>,
}

/// All words of the dialect.
pub fn dialect() -> Dialect {
    Dialect {
        containers: containers(),
        kinds: front_matter::KINDS.iter().map(|(name, _)| *name).collect(),
        heading_keys: attributes::KEYS.iter().map(|(key, _)| *key).collect(),
    }
}
