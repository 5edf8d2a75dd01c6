//! The changes of one edition, once all its files were compared: what is gone, what moved, and all
//! of it in the order of reading.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use super::compared::Differences;
use super::order::{Rank, ReadingOrder};
use super::sections::{PageDifference, SectionDifference};
use super::wording::{first_words, likeness};
use super::{
    FileChange, FileNews, HandEdit, HandEditNow, PageChange, PageNews, ReaderChanges,
    SectionChange, SectionNews,
};
use crate::digest::Digest;
use crate::engine::Whole;
use crate::link::PageId;
use crate::parse::{ShownPage, shown_page};
use crate::publish::{PublishedEdition, Unreadable};
use crate::theme::statics::FOLDER;

/// Sections with the same id on two pages are one only if they have so much in common, in percent:
/// many pages have a `summary`.
const ALIKE: usize = 60;
/// A text of fewer words says nothing about where it came from.
const LEAST_WORDS: usize = 6;

/// Puts together what changes for the readers of an edition.
pub(super) fn assemble(
    published: &PublishedEdition<'_>,
    whole: &Whole<'_>,
    found: Differences,
) -> ReaderChanges {
    let shell = &whole.edition.shell;
    let mut pages = PagesToTell { order: ReadingOrder::of(&shell.map), told: Vec::new() };
    let edited = published.edited().into_iter();
    let mut by_hand: BTreeMap<String, HandEditNow> =
        edited.map(|file| (file.to_owned(), HandEditNow::Other)).collect();
    by_hand.extend(found.by_hand);

    let mut new_pages = found.new_pages;
    let mut gone = gone_pages(published, whole, &found.lead_on, &mut by_hand);
    for (was, page, id) in moved_pages(whole, &pages.order, &mut gone, &mut new_pages) {
        pages.moved(&was, page, id);
    }
    let hidden = LazyCell::new(|| shell.map.left_out());
    for (url, page) in gone {
        let news = match shell.map.aliases.get(&url) {
            Some(target) => PageNews::Gone { leads_to: Some(pages.order.title(*target)) },
            None if hidden.contains(url.as_str()) => PageNews::Hidden,
            None => PageNews::Gone { leads_to: None },
        };
        pages.vanished(url, page, news);
    }
    for (url, page) in new_pages {
        pages.appeared(&url, page, whole);
    }
    for (url, difference) in found.pages {
        pages.reworded(&url, difference);
    }

    let files = Files::of(published, whole, &found.copies);
    let was_made_by = published.tool.as_deref().filter(|tool| *tool != env!("CARGO_PKG_VERSION"));
    ReaderChanges {
        title: shell.project.title.clone(),
        pages: pages.finish(),
        calendar: found.calendar || files.calendar,
        files: files.changes,
        look: found.look,
        was_made_by: was_made_by.map(str::to_owned),
        only_in_form: found.only_in_form,
        edited_by_hand: by_hand.into_iter().map(|(file, now)| HandEdit { file, now }).collect(),
        overridden: Vec::new(),
    }
}

/// The published pages that the edition does not have, by address. What cannot be read is told.
fn gone_pages(
    published: &PublishedEdition<'_>,
    whole: &Whole<'_>,
    lead_on: &[String],
    by_hand: &mut BTreeMap<String, HandEditNow>,
) -> BTreeMap<String, ShownPage> {
    let missing = published.files().filter(|file| !whole.files.contains(*file));
    let pages = missing.filter(|file| file.ends_with(".html"));

    let aliases = &whole.edition.shell.map.aliases;
    let lead_on = lead_on.iter().filter(|url| aliases.contains_key(*url)).map(String::as_str);

    let mut gone = BTreeMap::new();
    for url in pages.chain(lead_on) {
        match published.page(url) {
            // One without a text led on itself.
            Ok(html) => gone.extend(shown_page(&html).map(|page| (url.to_owned(), page))),
            Err(Unreadable::Gone) => {
                by_hand.insert(url.to_owned(), HandEditNow::Gone);
            }
            Err(Unreadable::Refused(why)) => {
                by_hand.insert(url.to_owned(), HandEditNow::Unread { why });
            }
        }
    }
    gone
}

/// A page at its two addresses.
struct MovedPage {
    was: ShownPage,
    now: ShownPage,
}

/// Takes the pages out that are gone at one address and new at another: those whose address leads
/// on, or whose text, or title, is that of one new page alone.
fn moved_pages(
    whole: &Whole<'_>,
    order: &ReadingOrder<'_>,
    gone: &mut BTreeMap<String, ShownPage>,
    new: &mut BTreeMap<String, ShownPage>,
) -> Vec<(String, MovedPage, PageId)> {
    let map = &whole.edition.shell.map;
    let aliases = gone.keys().filter_map(|url| {
        let target = map.facts(*map.aliases.get(url)?).url.to_string();
        Some((url.clone(), target))
    });
    let mut pairs: Vec<(String, String)> = aliases.collect();
    pairs.extend(same_by(gone, new, |page| Some(text_digest(page))));
    pairs.extend(same_by(gone, new, |page| {
        (!page.title.is_empty()).then(|| Digest::of(page.title.as_bytes()))
    }));

    let mut moved = Vec::new();
    for (from, to) in pairs {
        // One that was joined already is in neither any more.
        let Some(id) = order.page(&to).filter(|_| gone.contains_key(&from)) else { continue };
        let Some(now) = new.remove(&to) else { continue };
        if let Some(was) = gone.remove(&from) {
            moved.push((from, MovedPage { was, now }, id));
        }
    }
    moved
}

/// The addresses of pages that are gone and new with the same key, which no other of them has.
fn same_by(
    gone: &BTreeMap<String, ShownPage>,
    new: &BTreeMap<String, ShownPage>,
    key: impl Fn(&ShownPage) -> Option<Digest>,
) -> Vec<(String, String)> {
    let mut by_key: HashMap<Digest, [Vec<&str>; 2]> = HashMap::new();
    for (side, pages) in [gone, new].into_iter().enumerate() {
        for (url, page) in pages {
            if let Some(key) = key(page) {
                by_key.entry(key).or_default()[side].push(url);
            }
        }
    }

    let mut pairs: Vec<(String, String)> = by_key
        .into_values()
        .filter_map(|[gone, new]| match (gone.as_slice(), new.as_slice()) {
            ([gone], [new]) => Some((String::from(*gone), String::from(*new))),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

fn text_digest(page: &ShownPage) -> Digest {
    let mut digest = crate::digest::DigestBuilder::default();
    for part in &page.parts {
        digest.part(part.title.as_bytes()).part(part.text.as_bytes());
    }
    digest.finish()
}

/// A page that changes, and where it is told.
struct PageToTell {
    rank: Rank,
    change: PageChange,
    sections: Vec<SectionDifference>,
}

/// The pages of an edition that change.
struct PagesToTell<'m> {
    order: ReadingOrder<'m>,
    told: Vec<PageToTell>,
}

impl PagesToTell<'_> {
    fn tell(&mut self, id: PageId, url: &str, news: PageNews, sections: Vec<SectionDifference>) {
        let change = PageChange {
            chapter: self.order.chapter_title(id),
            title: self.order.title(id),
            address: url.to_owned(),
            news,
            sections: Vec::new(),
        };
        self.told.push(PageToTell { rank: self.order.rank(id), change, sections });
    }

    fn moved(&mut self, from: &str, MovedPage { was, now }: MovedPage, id: PageId) {
        let difference = PageDifference::of(&was, &now);
        let was_chapter = self.order.chapter_of_address(from);
        let was_chapter = was_chapter.and_then(|chapter| self.order.chapter_title(chapter));
        let news = PageNews::Moved { was_title: was.title, was_chapter };
        let url = self.order.url(id).to_owned();
        self.tell(id, &url, news, difference.sections);
    }

    fn vanished(&mut self, url: String, page: ShownPage, news: PageNews) {
        let rank = self.order.rank_of_address(&url);
        let chapter = self.order.chapter_of_address(&url);
        let change = PageChange {
            chapter: chapter.and_then(|chapter| self.order.chapter_title(chapter)),
            title: page.title,
            address: url,
            news,
            sections: Vec::new(),
        };
        let sections = SectionDifference::of_all(page.parts, |_| SectionNews::Gone);
        self.told.push(PageToTell { rank, change, sections });
    }

    fn appeared(&mut self, url: &str, page: ShownPage, whole: &Whole<'_>) {
        // The page for addresses that there are not has a text, too.
        let Some(id) = self.order.page(url) else { return };
        let description = &whole.edition.shell.map.facts(id).description;
        let first = page.parts.iter().map(|part| first_words(&part.text));
        let about = if description.is_empty() {
            first.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        } else {
            description.to_string()
        };
        let sections = SectionDifference::of_all(page.parts, |part| SectionNews::New {
            begins: first_words(&part.text),
        });
        self.tell(id, url, PageNews::New { about }, sections);
    }

    fn reworded(&mut self, url: &str, difference: PageDifference) {
        let Some(id) = self.order.page(url) else { return };
        let news = PageNews::Reworded { was_title: difference.was_title };
        self.tell(id, url, news, difference.sections);
    }

    /// The changes in the order of reading, with those sections joined that went from one page to
    /// another. Of pages that are new, or gone, no others are told.
    fn finish(mut self) -> Vec<PageChange> {
        self.told.sort_by(|one, other| one.rank.cmp(&other.rank));
        join_sections(&mut self.told);

        let pages = self.told.into_iter().map(|told| {
            let is_whole =
                !matches!(told.change.news, PageNews::Reworded { .. } | PageNews::Moved { .. });
            let sections = told.sections.into_iter().map(|section| section.change);
            let sections: Vec<SectionChange> =
                sections.filter(|section| !is_whole || is_moved(section)).collect();
            PageChange { sections, ..told.change }
        });
        pages.collect()
    }
}

fn is_moved(section: &SectionChange) -> bool {
    section
        .news
        .iter()
        .any(|news| matches!(news, SectionNews::MovedFrom { .. } | SectionNews::MovedTo { .. }))
}

/// Where a section is told: the page, and which of its sections.
type SectionAt = (usize, usize);

/// Finds the sections that are gone on one page and new on another: of the same id and alike, or
/// of the very same text.
fn join_sections(told: &mut [PageToTell]) {
    let mut by_id: HashMap<&str, SectionAt> = HashMap::new();
    let mut by_text: HashMap<&str, SectionAt> = HashMap::new();
    for (spot, section, text) in open_sections(told, |news| *news == SectionNews::Gone) {
        if text.split_whitespace().count() >= LEAST_WORDS {
            by_text.insert(text, spot);
        }
        by_id.extend(section.id.as_deref().map(|id| (id, spot)));
    }

    let mut joined: Vec<(SectionAt, SectionAt)> = Vec::new();
    for (spot, section, text) in open_sections(told, |news| matches!(news, SectionNews::New { .. }))
    {
        let same_id = section.id.as_deref().and_then(|id| by_id.get(id));
        let same_id = same_id.filter(|(page, at)| {
            let was = told[*page].sections[*at].text.as_deref().unwrap_or_default();
            likeness(was, text) >= ALIKE
        });
        let from = same_id.or_else(|| by_text.get(text)).filter(|from| from.0 != spot.0);
        joined.extend(from.map(|from| (*from, spot)));
    }

    for (from, to) in joined {
        let (from_page, to_page) = (title(told, from.0), title(told, to.0));
        told[from.0].sections[from.1].change.news = vec![SectionNews::MovedTo { page: to_page }];
        told[to.0].sections[to.1].change.news = vec![SectionNews::MovedFrom { page: from_page }];
    }
}

fn title(told: &[PageToTell], page: usize) -> String {
    told[page].change.title.clone()
}

/// The sections of which this is told, with their texts.
fn open_sections(
    told: &[PageToTell],
    is_it: fn(&SectionNews) -> bool,
) -> impl Iterator<Item = (SectionAt, &SectionChange, &str)> {
    let pages = told.iter().enumerate();
    let all = pages.flat_map(|(page, told)| {
        let sections = told.sections.iter().enumerate();
        sections.map(move |(at, section)| ((page, at), section))
    });
    all.filter_map(move |(spot, section)| {
        let text = section.text.as_deref()?;
        section.change.news.iter().any(is_it).then_some((spot, &section.change, text))
    })
}

/// Pictures and other files that differ.
struct Files {
    changes: Vec<FileChange>,
    calendar: bool,
}

impl Files {
    fn of(
        published: &PublishedEdition<'_>,
        whole: &Whole<'_>,
        copies: &[(String, Digest)],
    ) -> Self {
        let missing = published.files().filter(|file| !whole.files.contains(*file));
        // What a draft says stands on the page with the messages, too.
        let is_other = |file: &&str| {
            !file.starts_with(FOLDER) && !file.ends_with(".html") && !file.ends_with(".eml")
        };
        let missing = missing.filter(is_other);
        let (calendars, missing): (Vec<_>, Vec<_>) =
            missing.partition(|file| file.ends_with(".ics"));
        // A file of another content has another address, but for what tells its versions apart.
        let mut gone: BTreeMap<String, &str> =
            missing.into_iter().map(|file| (plain_name(file), file)).collect();

        let mut changes = Vec::new();
        for (file, digest) in copies {
            let name = plain_name(file);
            let was = gone.remove(&name).or(published.has(file).then_some(file.as_str()));
            let change = match was {
                None => FileNews::New,
                Some(was) if published.digest(was) == Some(*digest) && was != file => continue,
                Some(_) => FileNews::Changed,
            };
            changes.push(FileChange { name, change });
        }
        let gone = gone.into_keys().map(|name| FileChange { name, change: FileNews::Gone });
        changes.extend(gone);
        changes.sort_unstable();
        changes.dedup();
        Self { changes, calendar: !calendars.is_empty() }
    }
}

/// `img/figure.3f2a9c1d.svg` → `img/figure.svg`.
fn plain_name(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let mut parts: Vec<&str> = name.split('.').collect();
    // Before the ending, or last where there is none.
    let at = parts.len().saturating_sub(2).max(1);
    if parts.get(at).is_some_and(|part| is_fingerprint(part)) {
        parts.remove(at);
    }
    let name = parts.join(".");
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

/// Whether this part of a file's name tells its versions apart.
fn is_fingerprint(part: &str) -> bool {
    part.len() == 8 && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_without_what_tells_its_versions_apart() {
        for (file, plain) in [
            ("img/figure.3f2a9c1d.svg", "img/figure.svg"),
            ("figure.3f2a9c1d", "figure"),
            ("figure.svg", "figure.svg"),
            ("deadbeef.svg", "deadbeef.svg"),
            ("a.b.3f2a9c1d.pdf", "a.b.pdf"),
            ("figure", "figure"),
        ] {
            assert_eq!(plain_name(file), plain, "{file}");
        }
    }
}
