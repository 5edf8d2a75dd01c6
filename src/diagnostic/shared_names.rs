//! Names that many editions have in common. Which of them are near to a word is worked out once for
//! all editions: each of a thousand firms has the dead links of the base.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::near;
use crate::sync::lock;

/// How many near names are remembered of a word: an edition may lack the nearest.
const MOST_NEAR: usize = 8;
/// How many words are remembered; what is near to others is worked out each time.
const MOST_WORDS: usize = 10_000;

/// Names that are the same for all editions, but that an edition may lack.
#[derive(Debug)]
pub(crate) struct SharedNames {
    /// Sorted.
    names: Vec<Arc<str>>,
    /// By word.
    near: Mutex<HashMap<String, Arc<NearNames>>>,
}

/// The names that are near to a word.
#[derive(Debug)]
struct NearNames {
    /// How far each is, and its place among the names; the nearest first.
    first: Vec<(usize, usize)>,
    /// Whether these are all.
    is_whole: bool,
}

impl SharedNames {
    pub(crate) fn new(names: impl Iterator<Item = Arc<str>>) -> Self {
        let mut names: Vec<Arc<str>> = names.collect();
        names.sort_unstable();
        Self { names, near: Mutex::default() }
    }

    /// The same as [`nearest`](super::nearest) says of the names that an edition `has` of these,
    /// and of its `own` beside them.
    pub(crate) fn nearest<'o>(
        &self,
        word: &str,
        has: impl Fn(&str) -> bool,
        own: impl Iterator<Item = &'o str>,
    ) -> Option<String> {
        let shared = self.nearest_shared(word, has);
        let own = near(word, own).min();
        shared.into_iter().chain(own).min().map(|(_, name)| name.to_owned())
    }

    fn nearest_shared(&self, word: &str, has: impl Fn(&str) -> bool) -> Option<(usize, &str)> {
        let known = self.near(word);
        let mut first = known.first.iter().map(|(distance, at)| (*distance, &*self.names[*at]));
        match first.find(|(_, name)| has(name)) {
            None if !known.is_whole => {
                near(word, self.names.iter().map(|name| &**name).filter(|name| has(name))).min()
            }
            found => found,
        }
    }

    fn near(&self, word: &str) -> Arc<NearNames> {
        if let Some(known) = lock(&self.near).get(word) {
            return known.clone();
        }

        // Without the lock: two threads that ask at once find the same.
        let all = self.names.iter().enumerate();
        let all = all.flat_map(|(at, name)| near(word, [&**name]).map(move |(far, _)| (far, at)));
        let mut first: Vec<(usize, usize)> = all.collect();
        first.sort_unstable();
        let is_whole = first.len() <= MOST_NEAR;
        first.truncate(MOST_NEAR);

        let found = Arc::new(NearNames { first, is_whole });
        let mut near = lock(&self.near);
        if near.len() < MOST_WORDS {
            near.insert(word.to_owned(), found.clone());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::SharedNames;
    use crate::diagnostic::nearest;

    #[test]
    fn an_edition_gets_what_it_would_find_alone() {
        let shared: Vec<String> = (0..40).map(|at| format!("page-{at:02}.md")).collect();
        let names = SharedNames::new(shared.iter().map(|name| name.as_str().into()));
        let own = ["page-7x.md", "other.md", "pace-07.md"];

        // Twice, as the second time all is remembered.
        for word in ["page-07.md", "page-07x.md", "page-99.md", "othr.md", "nothing"].repeat(2) {
            for lacking in 0..=40 {
                let has = |name: &str| shared.iter().skip(lacking).any(|known| known == name);
                let all = shared.iter().skip(lacking).map(String::as_str).chain(own);
                let got = names.nearest(word, has, own.into_iter());
                assert_eq!(got.as_deref(), nearest(word, all), "{word} without {lacking}");
            }
        }
    }
}
