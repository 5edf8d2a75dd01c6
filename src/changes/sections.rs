//! Two versions of a page, compared section by section.

use std::collections::HashMap;

use super::wording::{Wording, first_words, likeness, wording};
use super::{SectionChange, SectionNews};
use crate::parse::{ShownPage, ShownPart};

/// Texts that have less in common are two texts, in percent.
const ALIKE: usize = 50;

/// What changed on a page.
#[derive(Debug, Default)]
pub(super) struct PageDifference {
    /// The title it had, where it has another.
    pub(super) was_title: Option<String>,
    /// In the order of the page.
    pub(super) sections: Vec<SectionDifference>,
}

/// What changed about one section.
#[derive(Debug)]
pub(super) struct SectionDifference {
    pub(super) change: SectionChange,
    /// The text of one that is new, or gone: it may have come from another page, or gone there.
    pub(super) text: Option<String>,
    /// Where on the page it is told: after the sections of the new page before it.
    at: usize,
}

impl PageDifference {
    /// Compares two versions of a page.
    pub(super) fn of(old: &ShownPage, new: &ShownPage) -> Self {
        let is_other = old.title != new.title && !old.title.is_empty();
        let pairs = SectionPairs::of(&old.parts, &new.parts);
        let moved = pairs.moved();

        let mut sections = Vec::new();
        for (at, part) in new.parts.iter().enumerate() {
            let news = match pairs.old_of[at] {
                None => vec![SectionNews::New { begins: first_words(&part.text) }],
                Some(was) => stayed(&old.parts[was], part, moved[at]),
            };
            if !news.is_empty() {
                let text = pairs.old_of[at].is_none().then(|| part.text.clone());
                sections.push(SectionDifference::new(part, news, text, at));
            }
        }
        for (part, at) in pairs.gone(&old.parts) {
            let text = Some(part.text.clone());
            sections.push(SectionDifference::new(part, vec![SectionNews::Gone], text, at));
        }

        // Stable: what is gone comes after the section that it stood behind.
        sections.sort_by_key(|section| section.at);
        Self { was_title: is_other.then(|| old.title.clone()), sections }
    }

    /// Whether readers would see none.
    pub(super) fn is_none(&self) -> bool {
        self.was_title.is_none() && self.sections.is_empty()
    }
}

impl SectionDifference {
    /// All sections of a page, as new ones or as gone.
    pub(super) fn of_all(parts: Vec<ShownPart>, news: fn(&ShownPart) -> SectionNews) -> Vec<Self> {
        let all = parts.into_iter().enumerate().map(|(at, part)| {
            let news = vec![news(&part)];
            let ShownPart { id, title, text } = part;
            Self { change: SectionChange { id, title, news }, text: Some(text), at }
        });
        all.collect()
    }

    fn new(part: &ShownPart, news: Vec<SectionNews>, text: Option<String>, at: usize) -> Self {
        let change = SectionChange { id: part.id.clone(), title: part.title.clone(), news };
        Self { change, text, at }
    }
}

/// A section that both versions have.
fn stayed(old: &ShownPart, new: &ShownPart, is_moved: bool) -> Vec<SectionNews> {
    let mut news = Vec::new();
    if old.title != new.title {
        news.push(SectionNews::Renamed { was: old.title.clone() });
    }
    if is_moved {
        news.push(SectionNews::Moved);
    }
    match wording(&old.text, &new.text) {
        Wording::Same => {}
        Wording::Changed { shown, more } => news.push(SectionNews::Reworded { shown, more }),
        Wording::Rewritten => {
            news.push(SectionNews::Rewritten { begins: first_words(&new.text) });
        }
    }
    news
}

/// Which section of the old page is which of the new one.
struct SectionPairs {
    /// By section of the new page.
    old_of: Vec<Option<usize>>,
    /// By section of the old page.
    new_of: Vec<Option<usize>>,
}

impl SectionPairs {
    fn of(old: &[ShownPart], new: &[ShownPart]) -> Self {
        let mut pairs = Self { old_of: vec![None; new.len()], new_of: vec![None; old.len()] };
        pairs.join_equal(&keys(old), &keys(new));

        // A heading with other words has another id, if nobody gave it one.
        pairs.join_equal(&texts(old), &texts(new));
        pairs.join_neighbours(old, new);
        pairs
    }

    fn join(&mut self, old: usize, new: usize) {
        self.old_of[new] = Some(old);
        self.new_of[old] = Some(new);
    }

    /// Joins those that are left on both sides and have the same key.
    fn join_equal(&mut self, old: &[Key<'_>], new: &[Key<'_>]) {
        let mut left: HashMap<&(&str, usize), usize> = HashMap::new();
        for (at, key) in old.iter().enumerate().filter(|(at, _)| self.new_of[*at].is_none()) {
            if let Some(key) = key {
                left.entry(key).or_insert(at);
            }
        }
        for (at, key) in new.iter().enumerate() {
            let was = key.as_ref().filter(|_| self.old_of[at].is_none());
            if let Some(was) = was.and_then(|key| left.remove(key)) {
                self.join(was, at);
            }
        }
    }

    /// Joins those that are left behind the same section, if their texts are alike.
    fn join_neighbours(&mut self, old: &[ShownPart], new: &[ShownPart]) {
        for (at, part) in new.iter().enumerate() {
            if self.old_of[at].is_some() {
                continue;
            }
            let behind = match at.checked_sub(1) {
                Some(before) => self.old_of[before].map(|before| before + 1),
                None => Some(0),
            };
            let free = behind.filter(|was| self.new_of.get(*was) == Some(&None));
            if let Some(was) = free
                && likeness(&old[was].text, &part.text) >= ALIKE
            {
                self.join(was, at);
            }
        }
    }

    /// By section of the new page, whether it stands elsewhere among the others: all but the
    /// longest row of those that kept their order.
    fn moved(&self) -> Vec<bool> {
        // Patience sorting: `ends[n]` is the least end of a row of n + 1 (Fredman 1975).
        let mut ends: Vec<usize> = Vec::new();
        let mut before: Vec<Option<usize>> = vec![None; self.old_of.len()];
        for (at, was) in self.old_of.iter().enumerate() {
            if was.is_none() {
                continue;
            }
            let row = ends.partition_point(|end| self.old_of[*end] < *was);
            before[at] = row.checked_sub(1).map(|shorter| ends[shorter]);
            if row == ends.len() {
                ends.push(at);
            } else {
                ends[row] = at;
            }
        }

        let mut moved: Vec<bool> = self.old_of.iter().map(Option::is_some).collect();
        for at in std::iter::successors(ends.last().copied(), |at| before[*at]) {
            moved[at] = false;
        }
        moved
    }

    /// The sections that the new page does not have, each with the place at which it stood.
    fn gone<'p>(&self, old: &'p [ShownPart]) -> Vec<(&'p ShownPart, usize)> {
        let mut behind = 0;
        let mut gone = Vec::new();
        for (part, new) in old.iter().zip(&self.new_of) {
            match new {
                Some(new) => behind = *new,
                None => gone.push((part, behind)),
            }
        }
        gone
    }
}

/// By what sections are known again: a word, and how often it stood before; nothing by none.
type Key<'t> = Option<(&'t str, usize)>;

/// The texts of some sections.
fn texts(parts: &[ShownPart]) -> Vec<Key<'_>> {
    let texts = parts.iter().map(|part| part.text.as_str());
    texts.map(|text| (!text.is_empty()).then_some((text, 0))).collect()
}

/// The ids of some sections; the lead's is empty.
fn keys(parts: &[ShownPart]) -> Vec<Key<'_>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let keys = parts.iter().map(|part| {
        let id = part.id.as_deref().unwrap_or_default();
        let count = seen.entry(id).or_default();
        *count += 1;
        Some((id, *count))
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(parts: &[(&str, &str)]) -> ShownPage {
        let parts = parts.iter().map(|(id, text)| ShownPart {
            id: Some((*id).to_owned()),
            title: id.to_uppercase(),
            text: (*text).to_owned(),
        });
        ShownPage { title: "Page".to_owned(), parts: parts.collect() }
    }

    fn told(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let difference = PageDifference::of(&page(old), &page(new));
        let sections = difference.sections.iter().map(|section| &section.change);
        sections
            .map(|it| {
                let news = it.news.iter().map(|news| match news {
                    SectionNews::New { .. } => "new",
                    SectionNews::Gone => "gone",
                    SectionNews::Renamed { .. } => "renamed",
                    SectionNews::Moved => "moved",
                    SectionNews::Reworded { .. } => "reworded",
                    _ => "other",
                });
                format!("{} {}", it.title, news.collect::<Vec<_>>().join(" "))
            })
            .collect()
    }

    #[test]
    fn each_kind_of_change_is_told_once_and_in_order() {
        let old = [("a", "one"), ("b", "two"), ("c", "three"), ("d", "four")];
        assert_eq!(told(&old, &old), Vec::<String>::new());
        let new = [("a", "one"), ("x", "new"), ("c", "three more"), ("d", "four")];
        assert_eq!(told(&old, &new), ["B gone", "X new", "C reworded"]);
        let new = [("d", "four"), ("a", "one"), ("b", "two"), ("c", "three")];
        assert_eq!(told(&old, &new), ["D moved"], "not the three that stayed");
    }

    #[test]
    fn a_heading_with_other_words_is_the_same_section() {
        let old = [("a", "one"), ("b", "the very same text"), ("c", "three")];
        assert_eq!(
            told(&old, &[("a", "one"), ("z", "the very same text"), ("c", "three")]),
            ["Z renamed"]
        );
        assert_eq!(
            told(&old, &[("a", "one"), ("z", "the very same words"), ("c", "three")]),
            ["Z renamed reworded"]
        );
        assert_eq!(
            told(&old, &[("a", "one"), ("z", "nothing in common"), ("c", "three")]),
            ["B gone", "Z new"]
        );
    }
}
