//! Where a page stands in its edition, as readers go through it.

use std::collections::HashMap;

use crate::link::{Nav, NavEntry, PageId, SiteMap};

/// A page's place among the others: that of its chapter's pages, then its address.
pub(super) type Rank = (usize, String);

/// The pages of an edition in the order of reading.
pub(super) struct ReadingOrder<'m> {
    map: &'m SiteMap,
    by_url: HashMap<&'m str, PageId>,
    at: HashMap<PageId, usize>,
    /// The place behind the last page of each chapter.
    ends: HashMap<PageId, usize>,
}

impl<'m> ReadingOrder<'m> {
    pub(super) fn of(map: &'m SiteMap) -> Self {
        let by_url = map.ids().map(|id| (&*map.facts(id).url, id)).collect();
        let order = map.nav.reading_order();
        let at = order.into_iter().enumerate().map(|(at, page)| (page, 2 * at)).collect();

        let mut this = Self { map, by_url, at, ends: HashMap::new() };
        let chapters = this.at.iter().filter_map(|(page, at)| Some((this.chapter(*page)?, *at)));
        let mut ends: HashMap<PageId, usize> = HashMap::new();
        for (chapter, at) in chapters {
            let end = ends.entry(chapter).or_default();
            *end = (*end).max(at + 1);
        }
        this.ends = ends;
        this
    }

    /// The page at an address.
    pub(super) fn page(&self, url: &str) -> Option<PageId> {
        self.by_url.get(url).copied()
    }

    /// The title of the chapter that a page stands in, as the navigation has it; none for the home
    /// page, and what stands beside the chapters.
    pub(super) fn chapter_title(&self, page: PageId) -> Option<String> {
        self.chapter(page).map(|chapter| self.map.facts(chapter).nav_title.to_string())
    }

    pub(super) fn url(&self, page: PageId) -> &str {
        &self.map.facts(page).url
    }

    pub(super) fn title(&self, page: PageId) -> String {
        self.map.facts(page).title.to_string()
    }

    /// The place of a page. One that is not in the navigation comes after its chapter's others.
    pub(super) fn rank(&self, page: PageId) -> Rank {
        let own = self.at.get(&page).copied();
        let at = own.or_else(|| self.end(self.chapter(page)?));
        (at.unwrap_or(usize::MAX), self.map.facts(page).url.to_string())
    }

    /// The chapter in which an address would be that no page has.
    pub(super) fn chapter_of_address(&self, url: &str) -> Option<PageId> {
        let (first, _) = url.split_once('/')?;
        self.page(&format!("{first}/index.html"))
    }

    /// The place of a page that is no more: at the end of its chapter.
    pub(super) fn rank_of_address(&self, url: &str) -> Rank {
        let chapter = self.chapter_of_address(url);
        let end = chapter.and_then(|chapter| self.end(chapter));
        (end.unwrap_or(usize::MAX), url.to_owned())
    }

    /// The place behind the last page of a chapter.
    fn end(&self, chapter: PageId) -> Option<usize> {
        self.ends.get(&chapter).copied()
    }

    /// The page directly below the home page under which a page stands: in the navigation, or else
    /// in the folders. One with nothing below it is no chapter.
    fn chapter(&self, page: PageId) -> Option<PageId> {
        let nav = &self.map.nav;
        let item = nav.of(page).filter(|item| *item != Nav::ROOT);
        let top = match item {
            Some(item) => {
                let up = std::iter::successors(Some(item), |item| nav.parent(*item));
                let top = up.take_while(|item| *item != Nav::ROOT).last()?;
                match nav.entry(top) {
                    NavEntry::Page(page) => *page,
                    NavEntry::Link { .. } => return None,
                }
            }
            None => {
                let up = std::iter::successors(Some(page), |page| self.map.facts(*page).parent);
                up.take_while(|page| *page != self.map.home).last()?
            }
        };
        let facts = self.map.facts(top);
        (top != page || facts.is_landing).then_some(top)
    }
}
