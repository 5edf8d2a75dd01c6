//! Where a text may be by now that an override was written against: by its id, and by its words.

use std::collections::HashMap;
use std::sync::Arc;

use super::lock::LockEntry;
use super::source::{SourceTexts, page_markdown, section_markdown};
use super::subject::{OverridePart, Subject};
use crate::overlay::Handbook;
use crate::url;

/// So many places are named for one override.
const MOST_NAMED: usize = 3;
/// In larger handbooks only the first pages are looked through.
const MOST_PAGES: usize = 2_000;
/// Two texts of which fewer words are the same have little to do with each other: the share of
/// words in common (Sørensen–Dice), in percent.
const LEAST_LIKE: usize = 50;

/// For so many overrides of an edition it is looked for.
const MOST_LOOKED_FOR: usize = 12;

/// Looks through the sections of a handbook.
pub(super) struct Finder<'a> {
    handbook: &'a Handbook,
    texts: &'a SourceTexts<'a>,
    /// Each place and its words; made when the first text is looked for.
    sections: Option<Vec<(Arc<str>, Bag)>>,
    pages: Option<Vec<(Arc<str>, Bag)>>,
    /// How many more are looked for.
    left: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn new(handbook: &'a Handbook, texts: &'a SourceTexts<'a>) -> Self {
        Self { handbook, texts, sections: None, pages: None, left: MOST_LOOKED_FOR }
    }

    /// The likeliest places, as they are written on the command line.
    pub(super) fn find(&mut self, subject: &Subject, entry: &LockEntry) -> Vec<Arc<str>> {
        if self.left == 0 {
            return Vec::new();
        }
        self.left -= 1;

        let mut places = match &subject.part {
            OverridePart::Section(id, _) => self.of_id(id),
            _ => self.moved_page(&subject.path),
        };

        let text = entry.text.as_deref().unwrap_or_default();
        let known = match &subject.part {
            OverridePart::Section(..) => {
                let (handbook, texts) = (self.handbook, self.texts);
                self.sections.get_or_insert_with(|| sections(handbook, texts))
            }
            OverridePart::Page | OverridePart::Hidden => {
                let (handbook, texts) = (self.handbook, self.texts);
                self.pages.get_or_insert_with(|| pages(handbook, texts))
            }
            OverridePart::Key(_) | OverridePart::Asset => return places,
        };
        for place in likest(&Bag::of(text), known) {
            if !places.contains(&place) {
                places.push(place);
            }
        }

        places.truncate(MOST_NAMED);
        places
    }

    /// Sections of this id on other pages.
    fn of_id(&self, id: &str) -> Vec<Arc<str>> {
        let pages = self.handbook.pages().iter().filter(|page| page.find(id).is_some());
        pages.map(|page| format!("{}#{id}", page.path).into()).take(MOST_NAMED).collect()
    }

    /// The page that has become a chapter, or the other way round: its address is the same.
    fn moved_page(&self, path: &str) -> Vec<Arc<str>> {
        let stem = address(path);
        let pages = self.handbook.pages().iter().filter(|page| address(&page.path) == stem);
        pages.map(|page| page.path.clone()).take(1).collect()
    }
}

/// A page's path without what its file is called: `a/b.md` and `a/b/index.md` are both `a/b`.
fn address(path: &str) -> &str {
    match url::is_landing(url::file_of(path)) {
        true => url::folder_of(path),
        false => url::without_ending(path),
    }
}

fn sections(handbook: &Handbook, texts: &SourceTexts<'_>) -> Vec<(Arc<str>, Bag)> {
    let mut sections = Vec::new();
    for page in handbook.pages().iter().take(MOST_PAGES) {
        for (at, segment) in page.segments.iter().enumerate() {
            let Some(id) = &segment.id else { continue };
            let text = section_markdown(page, page.extent(at), texts);
            let place = format!("{}#{id}", page.path).into();
            sections.extend(text.map(|text| (place, Bag::of(&text))));
        }
    }
    sections
}

fn pages(handbook: &Handbook, texts: &SourceTexts<'_>) -> Vec<(Arc<str>, Bag)> {
    let mut bags = Vec::new();
    for page in handbook.pages().iter().take(MOST_PAGES) {
        let text = page_markdown(page, texts);
        bags.extend(text.map(|text| (page.path.clone(), Bag::of(&text))));
    }
    bags
}

/// The places whose words are most like these, the likest first.
fn likest(bag: &Bag, places: &[(Arc<str>, Bag)]) -> Vec<Arc<str>> {
    let mut like: Vec<(usize, &Arc<str>)> =
        places.iter().map(|(place, other)| (bag.likeness(other), place)).collect();
    like.retain(|(likeness, _)| *likeness >= LEAST_LIKE);
    like.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    like.into_iter().map(|(_, place)| place.clone()).take(MOST_NAMED).collect()
}

/// The words of a text, with how often each is there.
#[derive(Default)]
struct Bag {
    words: HashMap<String, usize>,
    size: usize,
}

impl Bag {
    fn of(text: &str) -> Self {
        let mut bag = Self::default();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *bag.words.entry(word.to_lowercase()).or_default() += 1;
            bag.size += 1;
        }
        bag
    }

    /// The share of words in common, in percent.
    fn likeness(&self, other: &Self) -> usize {
        let common: usize = self
            .words
            .iter()
            .filter_map(|(word, count)| Some(*count.min(other.words.get(word)?)))
            .sum();
        200 * common / (self.size + other.size).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_words_in_common() {
        let bag = Bag::of("What is said here stays here.");
        assert_eq!(bag.likeness(&Bag::of("what is SAID here, stays here")), 100);
        assert_eq!(bag.likeness(&Bag::of("What was said there goes on")), 33);
        assert_eq!(bag.likeness(&Bag::of("")), 0);
    }

    #[test]
    fn a_page_that_became_a_chapter_has_its_address() {
        assert_eq!(address("a/b.md"), address("a/b/index.md"));
        assert_ne!(address("a/b.md"), address("a/c.md"));
    }
}
