//! The navigation: a tree of pages, folders and links, and the layers' changes to it.

use std::collections::HashMap;

use super::{Facts, Known, PageId, file_of};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::project::{Patch, PatchAction, Spot};
use crate::url::is_landing;

/// Index of an item of the navigation.
pub type ItemId = usize;

/// The navigation. Items are addressed by index; the first is the home page, its entries the top.
#[derive(Debug, Default, Clone)]
pub struct Nav {
    items: Vec<Item>,
    by_page: HashMap<PageId, ItemId>,
}

#[derive(Debug, Clone)]
struct Item {
    entry: Entry,
    parent: Option<ItemId>,
    entries: Vec<ItemId>,
}

/// What an item of the navigation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A page; with entries below it, a folder's own.
    Page(PageId),
    /// An address given by a layer.
    Link {
        /// What it says.
        title: String,
        /// Where it leads.
        url: String,
    },
}

impl Nav {
    /// The item of the home page.
    pub const ROOT: ItemId = 0;

    /// What an item leads to.
    pub fn entry(&self, item: ItemId) -> &Entry {
        &self.items[item].entry
    }

    /// What stands below an item.
    pub fn entries(&self, item: ItemId) -> &[ItemId] {
        &self.items[item].entries
    }

    /// The item above an item.
    pub fn parent(&self, item: ItemId) -> Option<ItemId> {
        self.items.get(item)?.parent
    }

    /// The item of a page; none if it is not in the navigation.
    pub fn of(&self, page: PageId) -> Option<ItemId> {
        self.by_page
            .get(&page)
            .copied()
            .filter(|item| *item == Self::ROOT || self.items[*item].parent.is_some())
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All pages of the navigation from top to bottom, folders before what is in them.
    pub fn reading_order(&self) -> Vec<PageId> {
        let mut order = Vec::with_capacity(self.items.len());
        let mut open = vec![Self::ROOT];
        while let Some(item) = open.pop() {
            let Some(item) = self.items.get(item) else { continue };
            if let Entry::Page(page) = item.entry {
                order.push(page);
            }
            open.extend(item.entries.iter().rev());
        }
        order
    }

    fn add(&mut self, entry: Entry, parent: Option<ItemId>) -> ItemId {
        let item = self.items.len();
        if let Entry::Page(page) = entry {
            self.by_page.insert(page, item);
        }
        self.items.push(Item { entry, parent, entries: Vec::new() });
        item
    }

    fn detach(&mut self, item: ItemId) {
        if let Some(parent) = self.items[item].parent.take() {
            self.items[parent].entries.retain(|entry| *entry != item);
        }
    }

    fn attach(&mut self, item: ItemId, parent: ItemId, at: usize) {
        self.items[item].parent = Some(parent);
        self.items[parent].entries.insert(at, item);
    }

    /// Whether `item` is `above` or stands below it.
    fn is_within(&self, mut item: ItemId, above: ItemId) -> bool {
        loop {
            if item == above {
                return true;
            }
            match self.items[item].parent {
                Some(parent) => item = parent,
                None => return false,
            }
        }
    }
}

/// The navigation as the folders have it; pages that ask to be hidden are left out.
pub(super) fn build(pages: &[Facts], home: PageId) -> Nav {
    let mut nav = Nav::default();
    if pages.is_empty() {
        return nav;
    }
    let root = nav.add(Entry::Page(home), None);
    let mut open = vec![(root, home)];
    while let Some((item, page)) = open.pop() {
        for child in &pages[page.0 as usize].children {
            let child = *child;
            if pages[child.0 as usize].page.front.hidden == Some(true) {
                continue;
            }
            let entry = nav.add(Entry::Page(child), Some(item));
            nav.items[item].entries.push(entry);
            open.push((entry, child));
        }
    }
    nav
}

/// Makes one change to the navigation.
pub(super) fn patch(
    nav: &mut Nav,
    pages: &mut [Facts],
    patch: &Patch,
    known: &Known<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let place = &patch.place;
    match &patch.action {
        PatchAction::Rename { path, title } => {
            let Some(page) = find(path, known, place, diagnostics) else { return };
            pages[page.0 as usize].nav_title = title.as_str().into();
        }
        PatchAction::Hide { path } => {
            let Some(item) = item(nav, path, known, place, diagnostics) else { return };
            nav.detach(item);
        }
        PatchAction::Move { path, to } => {
            let Some(item) = item(nav, path, known, place, diagnostics) else { return };
            let Some((parent, _)) = spot(nav, to, known, place, diagnostics) else { return };
            if nav.is_within(parent, item) {
                let message = format!("`{path}` cannot be moved into itself");
                diagnostics
                    .push(Diagnostic::new(&checks::UNKNOWN_TARGET, message).at(place.clone()));
                return;
            }
            let above = nav.parent(item);
            let was =
                above.and_then(|above| nav.entries(above).iter().position(|entry| *entry == item));
            nav.detach(item);
            // Looked up again: taking the item out may have moved the spot, or have been it.
            match (spot(nav, to, known, place, diagnostics), above, was) {
                (Some((parent, at)), ..) => nav.attach(item, parent, at),
                (None, Some(above), Some(was)) => nav.attach(item, above, was),
                _ => {}
            }
        }
        PatchAction::Insert { title, url, to } => {
            if !crate::url::is_safe(url) {
                diagnostics.push(crate::url::unsafe_url(url, place.clone()));
                return;
            }
            let Some((parent, at)) = spot(nav, to, known, place, diagnostics) else { return };
            let item = nav.add(Entry::Link { title: title.clone(), url: url.clone() }, None);
            nav.attach(item, parent, at);
        }
    }
}

/// The page of a path, or of a folder.
fn find(
    path: &str,
    known: &Known<'_>,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PageId> {
    let found = known.pages.get(path).or_else(|| known.folders.get(path)).copied();
    let is_gone = || {
        let folder = format!("{path}/");
        known.excluded.keys().any(|excluded| **excluded == *path || excluded.starts_with(&folder))
    };
    if found.is_none() && !is_gone() {
        let mut candidates: Vec<&str> =
            known.pages.keys().chain(known.folders.keys()).map(|path| &**path).collect();
        candidates.retain(|path| !path.is_empty() && !is_landing(file_of(path)));
        diagnostics.push(
            Diagnostic::new(
                &checks::UNKNOWN_TARGET,
                format!("there is no page or folder `{path}`"),
            )
            .at(place.clone())
            .nearest(path, candidates)
            .help("write its path as it is below content/base, such as `rules` or `rules/more.md`"),
        );
    }
    found
}

fn item(
    nav: &Nav,
    path: &str,
    known: &Known<'_>,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ItemId> {
    nav.of(find(path, known, place, diagnostics)?).filter(|item| *item != Nav::ROOT)
}

/// The item under which, and the index at which, something goes.
fn spot(
    nav: &Nav,
    to: &Spot,
    known: &Known<'_>,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(ItemId, usize)> {
    let (path, after) = match to {
        Spot::Into(path) => {
            let parent = nav.of(find(path, known, place, diagnostics)?)?;
            return Some((parent, nav.entries(parent).len()));
        }
        Spot::Before(path) => (path, 0),
        Spot::After(path) => (path, 1),
    };
    let item = item(nav, path, known, place, diagnostics)?;
    let parent = nav.parent(item)?;
    let at = nav.entries(parent).iter().position(|entry| *entry == item)?;
    Some((parent, at + after))
}
