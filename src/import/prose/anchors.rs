//! Links to places within pages: each leads to a heading, by a name that the heading has here.

use std::collections::{BTreeMap, BTreeSet};

use super::super::notes::{Advice, Notes};
use super::{Block, BlockKind, each_block, each_span, words};
use crate::url;

static GONE: Advice = Advice {
    found: "Links to places that are not there",
    todo: "The words are there without the link. Write where it should lead, such as \
           `(page.md#section)`.",
};

/// A page, and what stands on it.
#[derive(Debug)]
pub(in super::super) struct PageText {
    /// Its file in the source.
    pub(in super::super) from: String,
    /// What links call it: its path from the folder of the pages.
    pub(in super::super) path: String,
    /// Names of the place before its first heading.
    pub(in super::super) anchors: Vec<String>,
    pub(in super::super) blocks: Vec<Block>,
}

/// The page and the heading on it that a name means, counted from 0; none for the page as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Place {
    page: usize,
    heading: Option<usize>,
}

/// Lets all links to places lead to headings, and gives those headings a name. Links to places that
/// are nowhere are taken away, and told.
pub(in super::super) fn settle(pages: &mut [PageText], notes: &mut Notes) {
    let table = Table::of(pages);
    let mut wanted: BTreeSet<Place> = BTreeSet::new();
    let mut found: Vec<Vec<Option<Place>>> = Vec::with_capacity(pages.len());
    for (at, page) in pages.iter_mut().enumerate() {
        let mut places = Vec::new();
        each_span(&mut page.blocks, &mut |span| {
            let place = span.link.as_deref().and_then(|link| table.place(at, link));
            wanted.extend(place);
            places.push(place);
        });
        found.push(places);
    }

    // Only headings that somebody links to get a name: the others have that of their words.
    let mut ids: BTreeMap<Place, String> = BTreeMap::new();
    for (at, page) in pages.iter_mut().enumerate() {
        name(at, page, &wanted, &mut ids);
    }

    let paths: Vec<String> = pages.iter().map(|page| page.path.clone()).collect();
    for (at, (page, places)) in pages.iter_mut().zip(found).enumerate() {
        let mut places = places.into_iter();
        let from = &page.from;
        each_span(&mut page.blocks, &mut |span| {
            let Some(place) = places.next().flatten() else {
                let gone = span.link.take_if(|link| link.starts_with('#') && *link != "#top");
                if let Some(gone) = gone.filter(|gone| gone.len() > 1) {
                    notes.look_at_file(&GONE, from, &gone);
                }
                return;
            };
            let id = ids.get(&place).map_or_else(String::new, |id| format!("#{id}"));
            let is_own = place.page == at && !id.is_empty();
            span.link = Some(if is_own { id } else { format!("/{}{id}", paths[place.page]) });
        });
    }
}

/// Names the headings of a page that links lead to.
fn name(
    at: usize,
    page: &mut PageText,
    wanted: &BTreeSet<Place>,
    ids: &mut BTreeMap<Place, String>,
) {
    let mut slugs: BTreeMap<String, usize> = BTreeMap::new();
    each_heading(&mut page.blocks, &mut |_, heading| {
        *slugs.entry(url::slug(&words(&heading.text))).or_default() += 1;
    });

    let mut taken: BTreeSet<String> = BTreeSet::new();
    each_heading(&mut page.blocks, &mut |number, heading| {
        let place = Place { page: at, heading: Some(number) };
        // The title stands for the page.
        if heading.level < 2 || !wanted.contains(&place) {
            return;
        }

        let plain = url::slug(&words(&heading.text));
        let is_alone = slugs.get(&plain) == Some(&1);
        let mut id = if is_alone { plain.clone() } else { format!("{plain}-{}", number + 1) };
        while !taken.insert(id.clone()) || (!is_alone && slugs.contains_key(&id)) {
            id.push_str("-x");
        }

        heading.id = Some(id.clone());
        ids.insert(place, id);
    });
}

/// Calls a function with each heading of a page and its number.
fn each_heading(blocks: &mut [Block], call: &mut dyn FnMut(usize, &mut super::Heading)) {
    let mut number = 0;
    each_block(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind {
            call(number, heading);
            number += 1;
        }
    });
}

/// All places by their names.
struct Table {
    pages: BTreeMap<String, usize>,
    by_page: BTreeMap<(usize, String), Place>,
    /// For names that are looked for on every page.
    anywhere: BTreeMap<String, Place>,
}

impl Table {
    fn of(pages: &mut [PageText]) -> Self {
        let mut table =
            Self { pages: BTreeMap::new(), by_page: BTreeMap::new(), anywhere: BTreeMap::new() };
        for (at, page) in pages.iter_mut().enumerate() {
            table.pages.insert(page.path.clone(), at);

            let top = Place { page: at, heading: None };
            page.anchors.iter().for_each(|anchor| table.add(anchor, top));
            each_heading(&mut page.blocks, &mut |number, heading| {
                let place = Place { page: at, heading: Some(number) };
                heading.anchors.iter().for_each(|anchor| table.add(anchor, place));
            });
        }
        table
    }

    fn add(&mut self, anchor: &str, place: Place) {
        // Of places with one name, browsers go to the first.
        self.by_page.entry((place.page, anchor.to_owned())).or_insert(place);
        self.anywhere.entry(anchor.to_owned()).or_insert(place);
    }

    /// The place that a link on a page leads to, if it is one that is known.
    fn place(&self, page: usize, link: &str) -> Option<Place> {
        let (path, anchor) = link.split_once('#')?;
        let decoded = url::decode(anchor);
        let anchor = if decoded.is_empty() { anchor } else { &decoded };

        // In a document of Word a name means its place on whatever page that is now.
        if path.is_empty() {
            let own = self.by_page.get(&(page, anchor.to_owned()));
            return own.or_else(|| self.anywhere.get(anchor)).copied();
        }

        let page = *self.pages.get(&*url::decode(path))?;
        let known = self.by_page.get(&(page, anchor.to_owned())).copied();
        // Where the place is gone, the page is still the right one.
        Some(known.unwrap_or(Place { page, heading: None }))
    }
}
