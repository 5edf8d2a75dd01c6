//! Stage 4: a [`HandbookOutline`] → [`SiteMap`]: addresses, titles, the navigation, and where
//! links lead.
//!
//! The site map is all that one page may know of another, and only this stage can make one. It is
//! given no texts, so editing the text of a page leaves the map equal.

mod addresses;
mod assets;
mod nav;
mod references;
mod resolve;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place, Spanned, checks};
use crate::overlay::{HandbookOutline, Outline};
use crate::parse::front_matter::{FrontMatter, PageKind};
use crate::url::{MANIFEST, is_landing};
use addresses::{Addresses, Paths, Taken};
use assets::Assets;
use nav::Navigation;

pub(crate) use crate::overlay::{PageId, Reference};
pub(crate) use assets::fingerprinted;
pub(crate) use nav::{ItemId, Nav, NavEntry};
pub(crate) use references::each_reference;
pub(crate) use resolve::{Broken, Resolved};

/// What other pages and templates may know of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Facts {
    /// The page without its text: its front matter, its files, what can be linked to.
    pub outline: Arc<Outline>,
    /// Root-relative address: `ground-rules/confidentiality/index.html`.
    pub url: Arc<str>,
    /// Title, with the firm's values.
    pub title: Arc<str>,
    /// Title in the navigation, where a firm renamed it; else the same.
    pub nav_title: Arc<str>,
    /// Description, with the firm's values.
    pub description: Arc<str>,
    /// Whether it is a folder's own page.
    pub is_landing: bool,
    /// The page of the folder it stands in; none for the home page.
    pub parent: Option<PageId>,
    /// For a folder's own page: the pages in the folder and the folders' own pages, in order.
    pub children: Vec<PageId>,
    /// The one before it in reading order.
    pub previous: Option<PageId>,
    /// The one after it.
    pub next: Option<PageId>,
}

impl Facts {
    /// Path inside the stack.
    pub fn path(&self) -> &Arc<str> {
        &self.outline.path
    }

    /// Its front matter.
    pub fn front(&self) -> &FrontMatter {
        &self.outline.front
    }

    /// What sort of page it is.
    pub fn kind(&self) -> PageKind {
        self.front().kind()
    }
}

/// Every page's facts, the navigation, and the addresses of assets.
#[derive(Debug, PartialEq, Eq)]
pub struct SiteMap {
    /// What it was made from.
    pub outline: Arc<HandbookOutline>,
    /// By [`PageId`].
    facts: Vec<Facts>,
    /// Pages that are not published, as their address is taken or too long; in order.
    refused: Vec<PageId>,
    paths: Paths,
    /// The home page.
    pub home: PageId,
    /// The navigation after the layers' changes.
    pub nav: Nav,
    /// Assets by path and their published addresses, with a fingerprint in the name.
    pub assets: Assets,
    /// The paths of the assets that somebody refers to, or looks for at their address.
    pub used_assets: HashSet<Arc<str>>,
    /// Earlier addresses and the pages they lead to.
    pub aliases: BTreeMap<String, PageId>,
}

/// Makes the map of an edition. `fixed` are the addresses of files that every edition has, unless a
/// layer brings its own.
pub fn link(outline: &Arc<HandbookOutline>, fixed: &[&str]) -> Checked<SiteMap> {
    let mut diagnostics = Vec::new();
    let mut taken = Taken::default();
    for address in fixed.iter().chain([&MANIFEST]) {
        taken.claim(address);
    }

    let addresses = addresses::of_pages(outline, &mut taken, &mut diagnostics);
    let titles: Vec<Arc<str>> =
        outline.pages.iter().map(|page| page.title.fill(&outline.values).into()).collect();
    let relations = relations(outline, &addresses, &titles);
    let Navigation { nav, renamed } =
        nav::navigation(outline, &addresses, &relations.children, &mut diagnostics);
    let neighbours = neighbours(&nav, titles.len());
    let aliases = aliases(outline, &addresses, &mut taken, &mut diagnostics);
    let published = assets::published(outline, fixed, &addresses, &mut taken, &mut diagnostics);

    let pages = outline.pages.iter().zip(addresses.urls).zip(titles).zip(relations.parents);
    let pages = pages.zip(relations.children).zip(neighbours).enumerate();
    let facts = pages.map(|(at, (((((page, url), title), parent), children), neighbours))| Facts {
        outline: page.clone(),
        url,
        nav_title: renamed.get(&PageId(at as u32)).unwrap_or(&title).clone(),
        title,
        description: description(page, outline),
        is_landing: is_landing(file_of(&page.path)),
        parent,
        children,
        previous: neighbours.previous,
        next: neighbours.next,
    });

    let map = SiteMap {
        outline: outline.clone(),
        facts: facts.collect(),
        refused: addresses.refused,
        paths: addresses.paths,
        home: addresses.home,
        nav,
        assets: published.assets,
        used_assets: published.used,
        aliases,
    };
    Checked::new(map, diagnostics)
}

/// The folder a path stands in; empty for the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn file_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

impl SiteMap {
    /// A page's facts.
    pub fn facts(&self, id: PageId) -> &Facts {
        &self.facts[id.index()]
    }

    /// All pages that are published.
    pub fn ids(&self) -> impl Iterator<Item = PageId> {
        let all = (0..self.facts.len() as u32).map(PageId);
        all.filter(|id| self.refused.binary_search(id).is_err())
    }

    /// The facts of all pages that are published.
    pub fn pages(&self) -> impl Iterator<Item = &Facts> {
        self.ids().map(|id| self.facts(id))
    }

    /// How many pages are published.
    pub fn len(&self) -> usize {
        self.facts.len() - self.refused.len()
    }

    /// Whether no page is published.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The page of a path.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.paths.of_file(path)
    }

    /// The page of a path as people write it: with or without `.md`, or a folder.
    pub fn page(&self, path: &str) -> Option<PageId> {
        self.paths.as_written(path)
    }
}

/// Which page stands in which page's folder, by page.
struct Relations {
    parents: Vec<Option<PageId>>,
    children: Vec<Vec<PageId>>,
}

/// Parents and children, in the order of weights and titles.
fn relations(outline: &HandbookOutline, addresses: &Addresses, titles: &[Arc<str>]) -> Relations {
    let parents: Vec<Option<PageId>> =
        outline.pages.iter().map(|page| addresses.paths.above(&page.path)).collect();
    let mut children = vec![Vec::new(); parents.len()];
    for (at, parent) in parents.iter().enumerate() {
        let id = PageId(at as u32);
        if let Some(parent) = parent.filter(|_| !addresses.refused.contains(&id)) {
            children[parent.index()].push(id);
        }
    }

    // Pages are in the order of their paths, which decides last.
    for children in &mut children {
        children.sort_by_cached_key(|child| {
            let weight = outline.pages[child.index()].front.weight;
            (weight.unwrap_or(i64::MAX), titles[child.index()].to_lowercase())
        });
    }
    Relations { parents, children }
}

/// The pages before and after a page.
#[derive(Clone, Copy, Default)]
struct Neighbours {
    previous: Option<PageId>,
    next: Option<PageId>,
}

/// Previous and next by page, as the navigation goes.
fn neighbours(nav: &Nav, pages: usize) -> Vec<Neighbours> {
    let mut neighbours = vec![Neighbours::default(); pages];
    for pair in nav.reading_order().windows(2) {
        neighbours[pair[0].index()].next = Some(pair[1]);
        neighbours[pair[1].index()].previous = Some(pair[0]);
    }
    neighbours
}

fn description(page: &Outline, outline: &HandbookOutline) -> Arc<str> {
    let description = page.front.description.as_ref();
    description.map(|text| text.fill(&outline.values)).unwrap_or_default().into()
}

/// Earlier addresses of pages, as far as they are free.
fn aliases(
    outline: &HandbookOutline,
    addresses: &Addresses,
    taken: &mut Taken,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, PageId> {
    let mut aliases = BTreeMap::new();
    for id in addresses.ids() {
        let page = &outline.pages[id.index()];
        for Spanned { value: alias, span } in &page.front.aliases {
            let is_file = alias.ends_with(".html");
            let url = if is_file { alias.clone() } else { format!("{alias}/index.html") };
            if *url == *addresses.urls[id.index()] || aliases.get(&url) == Some(&id) {
                continue;
            }
            if taken.claim(&url) {
                aliases.insert(url, id);
                continue;
            }

            let owner = addresses.owner(&url).or_else(|| aliases.get(&url).copied());
            let owner =
                owner.map_or("a file of the edition", |id| outline.pages[id.index()].file());
            let lists = page.says(|front| front.aliases.iter().any(|known| known.value == *alias));
            let file = &lists.unwrap_or_else(|| page.top()).file;
            diagnostics.push(
                Diagnostic::new(
                    &checks::DUPLICATE_URL,
                    format!("the address `/{alias}/` is taken by {owner}"),
                )
                .help("take the alias away, or give another one")
                .at(Place::at(file, *span)),
            );
        }
    }
    aliases
}
