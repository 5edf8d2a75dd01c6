//! The navigation: a tree of pages, folders and links, and the layers' changes to it.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::Facts;
use super::addresses::Addresses;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::overlay::{EarlierPaths, HandbookOutline, PageId, in_folder};
use crate::project::{PatchAction, Spot};
use crate::url::{self, file_of, is_landing};

/// Index of an item of the navigation.
pub(crate) type ItemId = usize;

/// The navigation. Items are addressed by index; the first is the home page, its entries the top.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Nav {
    items: Vec<NavItem>,
    by_page: HashMap<PageId, ItemId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NavItem {
    entry: NavEntry,
    parent: Option<ItemId>,
    entries: Vec<ItemId>,
}

/// What an item of the navigation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavEntry {
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

    /// The navigation as the folders have it. Pages that ask to be hidden are left out, and what is
    /// in their folders with them.
    pub(super) fn of_folders(home: PageId, facts: &[Facts]) -> Self {
        let mut nav = Self::default();
        let mut open = vec![(nav.add(NavEntry::Page(home), None), home)];
        while let Some((item, page)) = open.pop() {
            for child in &facts[page.index()].children {
                if facts[child.index()].front().hidden == Some(true) {
                    continue;
                }
                let entry = nav.add(NavEntry::Page(*child), Some(item));
                nav.items[item].entries.push(entry);
                open.push((entry, *child));
            }
        }
        nav
    }

    /// What an item leads to.
    pub fn entry(&self, item: ItemId) -> &NavEntry {
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
        // One that was hidden is still among the items, but below none.
        let item = *self.by_page.get(&page)?;
        (item == Self::ROOT || self.items[item].parent.is_some()).then_some(item)
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// All pages of the navigation from top to bottom, folders before what is in them.
    pub fn reading_order(&self) -> Vec<PageId> {
        let mut order = Vec::with_capacity(self.items.len());
        let mut open = vec![Self::ROOT];
        while let Some(item) = open.pop() {
            let Some(item) = self.items.get(item) else { continue };
            if let NavEntry::Page(page) = item.entry {
                order.push(page);
            }
            open.extend(item.entries.iter().rev());
        }
        order
    }

    fn add(&mut self, entry: NavEntry, parent: Option<ItemId>) -> ItemId {
        let item = self.items.len();
        if let NavEntry::Page(page) = entry {
            self.by_page.insert(page, item);
        }
        self.items.push(NavItem { entry, parent, entries: Vec::new() });
        item
    }

    fn detach(&mut self, item: ItemId) {
        if let Some(parent) = self.items[item].parent.take() {
            self.items[parent].entries.retain(|entry| *entry != item);
        }
    }

    /// The item above an item, and the index at which it stands there.
    fn place_of(&self, item: ItemId) -> Option<(ItemId, usize)> {
        let parent = self.parent(item)?;
        let at = self.entries(parent).iter().position(|entry| *entry == item)?;
        Some((parent, at))
    }

    fn attach(&mut self, item: ItemId, parent: ItemId, at: usize) {
        self.items[item].parent = Some(parent);
        self.items[parent].entries.insert(at, item);
    }

    /// Whether `item` is `above` or stands below it.
    fn is_within(&self, item: ItemId, above: ItemId) -> bool {
        std::iter::successors(Some(item), |item| self.items[*item].parent)
            .any(|passed| passed == above)
    }
}

/// Makes the layers' changes; a title that only the navigation has goes to the page's facts.
pub(super) fn patch(
    nav: &mut Nav,
    outline: &HandbookOutline,
    addresses: &Addresses,
    facts: &mut [Facts],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let earlier = OnceCell::new();
    let mut scope = NavScope { nav, facts, addresses, outline, earlier, diagnostics };
    for patch in &outline.nav {
        // What cannot be done has been reported, or concerns a page that is not here.
        let _ = scope.patch(&patch.action, &patch.place);
    }
}

/// A navigation that is being changed, and what a change may name.
struct NavScope<'a> {
    nav: &'a mut Nav,
    facts: &'a mut [Facts],
    addresses: &'a Addresses,
    outline: &'a HandbookOutline,
    /// Made when a path is not known.
    earlier: OnceCell<EarlierPaths>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl NavScope<'_> {
    /// Makes one change; none where it cannot be made.
    fn patch(&mut self, action: &PatchAction, place: &Place) -> Option<()> {
        match action {
            PatchAction::Rename { path, title } => {
                let page = self.find(path, place)?;
                self.facts[page.index()].nav_title = title.as_str().into();
            }
            PatchAction::Hide { path } => {
                let item = self.item(path, place)?;
                self.nav.detach(item);
            }
            PatchAction::Move { path, to } => self.shift(path, to, place)?,
            PatchAction::Insert { title, url, to } => {
                if !url::is_safe(url) {
                    self.diagnostics.push(url::unsafe_url(url, place.clone()));
                    return None;
                }
                let (parent, at) = self.spot(to, place)?;
                let link = NavEntry::Link { title: title.clone(), url: url.clone() };
                let item = self.nav.add(link, None);
                self.nav.attach(item, parent, at);
            }
        }
        Some(())
    }

    /// Puts an item somewhere else.
    fn shift(&mut self, path: &str, to: &Spot, place: &Place) -> Option<()> {
        let item = self.item(path, place)?;
        let (parent, _) = self.spot(to, place)?;
        // Below itself it would be out of reach from the top.
        if self.nav.is_within(parent, item) {
            let message = format!("`{path}` cannot be moved into itself");
            self.diagnostics
                .push(Diagnostic::new(&checks::UNKNOWN_TARGET, message).at(place.clone()));
            return None;
        }

        let was = self.nav.place_of(item);
        self.nav.detach(item);
        // Looked up again: taking the item out may have moved the spot, or have been it.
        let (parent, at) = self.spot(to, place).or(was)?;
        self.nav.attach(item, parent, at);
        Some(())
    }

    /// The page of a path, or of a folder.
    fn find(&mut self, path: &str, place: &Place) -> Option<PageId> {
        let found = self.addresses.of_file_or_folder(path);
        // A change may be meant for the editions that have the page.
        if found.is_some() || self.is_excluded(path) {
            return found;
        }

        let outline = self.outline;
        let earlier = self
            .earlier
            .get_or_init(|| EarlierPaths::of(outline.pages.iter().chain(&outline.unpublished)));
        if let Some(renamed) = earlier.find(path) {
            self.diagnostics.push(renamed.told_in_line(path, place));
            return self.addresses.of_file_or_folder(&renamed.path);
        }

        let known = self.addresses.all();
        let known = known.filter(|path| !path.is_empty() && !is_landing(file_of(path)));
        let message = format!("there is no page or folder `{path}`");
        let help = "write its path as it is below content/base, such as `rules` or \
                    `rules/more.md`";
        let unknown = Diagnostic::new(&checks::UNKNOWN_TARGET, message).at(place.clone());
        let told = self.diagnostics.len();
        self.diagnostics.push(unknown.nearest_after(told, path, known).help(help));
        None
    }

    /// Whether a page or all of a folder was here in a layer below.
    fn is_excluded(&self, path: &str) -> bool {
        let excluded = &self.outline.excluded;
        excluded.contains_key(path) || in_folder(excluded, path).next().is_some()
    }

    fn item(&mut self, path: &str, place: &Place) -> Option<ItemId> {
        let page = self.find(path, place)?;
        // The home page is the tree's root: there is nothing beside it, and nowhere else to put it.
        self.nav.of(page).filter(|item| *item != Nav::ROOT)
    }

    /// The item under which, and the index at which, something goes.
    fn spot(&mut self, to: &Spot, place: &Place) -> Option<(ItemId, usize)> {
        let (path, after) = match to {
            Spot::Into(path) => {
                let page = self.find(path, place)?;
                let parent = self.nav.of(page)?;
                return Some((parent, self.nav.entries(parent).len()));
            }
            Spot::Before(path) => (path, 0),
            Spot::After(path) => (path, 1),
        };

        let item = self.item(path, place)?;
        let (parent, at) = self.nav.place_of(item)?;
        Some((parent, at + after))
    }
}
