//! Stage 4: a [`Handbook`] → [`SiteMap`]: addresses, titles, the navigation, and where links lead.
//!
//! The site map is all that one page may know of another, and only this stage can make one. Editing
//! the text of a page leaves it equal.

mod addresses;
mod nav;
mod references;
mod resolve;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place, Span, Spanned, checks};
use crate::overlay::{Handbook, Page};
use crate::parse::Document;
use crate::url::{self, is_landing};
use addresses::{Assets, Taken};

pub use addresses::{FIXED, PublishedAsset, fingerprinted};
pub use nav::{Entry, ItemId, Nav};
pub use references::{Reference, each_reference, linked_pages};
pub use resolve::{Broken, Resolved, holds};

/// Index of a page in [`SiteMap::pages`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PageId(pub u32);

/// What other pages and templates may know of a page.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The page itself.
    pub page: Arc<Page>,
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

/// Every page's facts, the navigation, and the addresses of assets.
#[derive(Clone)]
pub struct SiteMap {
    /// By path of the page's file.
    pub pages: Vec<Facts>,
    /// The home page.
    pub home: PageId,
    /// The navigation after the layers' changes.
    pub nav: Nav,
    /// Assets by path and their published addresses, with a fingerprint in the name.
    pub assets: Assets,
    /// The paths of the assets that pages refer to.
    pub used_assets: HashSet<Arc<str>>,
    /// Earlier addresses and the pages they lead to.
    pub aliases: BTreeMap<String, PageId>,
    by_path: HashMap<Arc<str>, PageId>,
    /// Folders and their own pages; the root is the empty name.
    by_folder: HashMap<Arc<str>, PageId>,
}

/// Makes the map of an edition.
pub fn link(handbook: &Handbook) -> Checked<SiteMap> {
    let mut diagnostics = Vec::new();
    let mut map = SiteMap {
        pages: Vec::with_capacity(handbook.pages.len()),
        home: PageId(0),
        nav: Nav::default(),
        assets: addresses::fingerprints(handbook, &mut diagnostics),
        used_assets: HashSet::new(),
        aliases: BTreeMap::new(),
        by_path: HashMap::with_capacity(handbook.pages.len()),
        by_folder: HashMap::new(),
    };
    let mut taken = Taken::default();
    for fixed in FIXED {
        taken.claim(fixed);
    }
    map.add_pages(handbook, &mut taken, &mut diagnostics);
    map.relate();
    map.nav = nav::build(&map.pages, map.home);
    for patch in &handbook.nav {
        let known =
            Known { pages: &map.by_path, folders: &map.by_folder, excluded: &handbook.excluded };
        nav::patch(&mut map.nav, &mut map.pages, patch, &known, &mut diagnostics);
    }
    map.read_in_order();
    map.add_aliases(&mut taken, &mut diagnostics);
    map.used_assets = references::used_assets(&map, handbook);
    for path in references::withheld_assets(&map, handbook) {
        map.assets.remove(&path);
    }
    addresses::own_names(&mut map.assets, &map.used_assets, &mut taken, &mut diagnostics);
    Checked::new(map, diagnostics)
}

/// What a change to the navigation may name.
pub(crate) struct Known<'a> {
    pub(crate) pages: &'a HashMap<Arc<str>, PageId>,
    pub(crate) folders: &'a HashMap<Arc<str>, PageId>,
    pub(crate) excluded: &'a HashMap<Arc<str>, crate::overlay::Exclusion>,
}

/// The folder a path stands in; empty for the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn file_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

impl SiteMap {
    /// The same map with the pages of another version of the handbook, in which no outline changed: nothing but words.
    pub fn with_pages_of(&self, handbook: &Handbook) -> Self {
        let mut map = self.clone();
        // Both are sorted by path; folders without a page of their own are in the map alone.
        let mut pages = handbook.pages.values().peekable();
        for facts in &mut map.pages {
            // Nearly all pages are the very same: they need not even be looked at.
            if pages.next_if(|page| Arc::ptr_eq(page, &facts.page)).is_some() {
                continue;
            }
            while pages.next_if(|page| page.path < facts.page.path).is_some() {}
            if let Some(page) = pages.next_if(|page| page.path == facts.page.path) {
                facts.page = page.clone();
            }
        }
        map
    }

    /// A page's facts.
    pub fn facts(&self, id: PageId) -> &Facts {
        &self.pages[id.0 as usize]
    }

    /// All pages by id.
    pub fn ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len() as u32).map(PageId)
    }

    /// The page of a path.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// Gives every page its address; folders without a page of their own get an empty one.
    fn add_pages(
        &mut self,
        handbook: &Handbook,
        taken: &mut Taken,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut pages: BTreeMap<Arc<str>, Arc<Page>> =
            handbook.pages.iter().map(|(path, page)| (path.clone(), page.clone())).collect();
        for path in landing_pages_missing(handbook) {
            let title = if path.contains('/') {
                crate::overlay::title_of(&path)
            } else {
                "Home".to_owned()
            };
            let page = Page::new(&Arc::new(Document::synthetic(path.as_str().into(), &title)));
            pages.insert(path.into(), Arc::new(page));
        }
        let mut slugs: HashMap<&str, String> = HashMap::new();
        for (path, page) in pages.iter().filter(|(path, _)| is_landing(file_of(path))) {
            let folder = folder_of(path);
            let name = folder.rsplit('/').next().unwrap_or_default();
            slugs.insert(folder, page.front.slug.clone().unwrap_or_else(|| url::slug(name)));
        }
        let mut owners: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for (path, page) in &pages {
            let url: Arc<str> = address(path, page, &slugs).into();
            if url.len() > addresses::MAX_BYTES {
                diagnostics.push(addresses::too_long(&page.top().file));
                continue;
            }
            if let Some(other) = owners.insert(url.clone(), page.top().file.clone()) {
                diagnostics.push(same_address(&url, page, &other));
                continue;
            }
            taken.claim(&url);
            let id = PageId(self.pages.len() as u32);
            self.by_path.insert(path.clone(), id);
            if is_landing(file_of(path)) {
                self.by_folder.insert(folder_of(path).into(), id);
            }
            self.pages.push(facts(page, url, handbook));
        }
        self.home = self.by_folder.get("").copied().unwrap_or(PageId(0));
    }

    /// Parents and children, in the order of weights and titles.
    fn relate(&mut self) {
        for id in self.ids() {
            let path = self.facts(id).page.path.clone();
            let folder = folder_of(&path);
            let parent = if !self.facts(id).is_landing {
                self.by_folder.get(folder).copied()
            } else if folder.is_empty() {
                None
            } else {
                self.by_folder.get(folder_of(folder)).copied()
            };
            self.pages[id.0 as usize].parent = parent;
            if let Some(parent) = parent {
                self.pages[parent.0 as usize].children.push(id);
            }
        }
        for id in self.ids() {
            let mut children = std::mem::take(&mut self.pages[id.0 as usize].children);
            children.sort_by_cached_key(|child| {
                let facts = self.facts(*child);
                (
                    facts.page.front.weight.unwrap_or(i64::MAX),
                    facts.title.to_lowercase(),
                    facts.page.path.clone(),
                )
            });
            self.pages[id.0 as usize].children = children;
        }
    }

    /// Previous and next, as the navigation goes.
    fn read_in_order(&mut self) {
        let order = self.nav.reading_order();
        for pair in order.windows(2) {
            self.pages[pair[0].0 as usize].next = Some(pair[1]);
            self.pages[pair[1].0 as usize].previous = Some(pair[0]);
        }
    }

    fn add_aliases(&mut self, taken: &mut Taken, diagnostics: &mut Vec<Diagnostic>) {
        for id in self.ids() {
            let page = self.facts(id).page.clone();
            for Spanned { value: alias, span } in &page.front.aliases {
                let is_file = alias.ends_with(".html");
                let url = if is_file { alias.clone() } else { format!("{alias}/index.html") };
                if *url == *self.facts(id).url || self.aliases.get(&url) == Some(&id) {
                    continue;
                }
                if taken.claim(&url) {
                    self.aliases.insert(url, id);
                    continue;
                }
                let place = Place::at(&alias_file(&page, alias), *span);
                diagnostics.push(self.alias_taken(alias, &url).at(place));
            }
        }
    }

    fn alias_taken(&self, alias: &str, url: &str) -> Diagnostic {
        let by_page = self.pages.iter().find(|facts| *facts.url == *url).map(|facts| &facts.page);
        let other = by_page.or_else(|| self.aliases.get(url).map(|id| &self.facts(*id).page));
        let owner = other
            .map_or_else(|| "a file of the edition".to_owned(), |page| page.top().file.to_string());
        Diagnostic::new(
            &checks::DUPLICATE_URL,
            format!("the address `/{alias}/` is taken by {owner}"),
        )
        .help("take the alias away, or give another one")
    }
}

/// The file whose front matter lists an alias: the topmost that has it.
fn alias_file(page: &Page, alias: &str) -> Arc<str> {
    let has =
        |document: &&Arc<Document>| document.front.aliases.iter().any(|known| known.value == alias);
    page.documents.iter().rev().find(has).unwrap_or_else(|| page.top()).file.clone()
}

/// `index.md` of each folder that has pages, but none of its own.
fn landing_pages_missing(handbook: &Handbook) -> Vec<String> {
    let mut folders: std::collections::BTreeSet<&str> = std::collections::BTreeSet::from([""]);
    let mut have = std::collections::HashSet::new();
    for path in handbook.pages.keys() {
        let mut folder = folder_of(path);
        if is_landing(file_of(path)) {
            have.insert(folder);
        }
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder_of(folder);
        }
    }
    let missing = folders.into_iter().filter(|folder| !have.contains(folder));
    missing
        .map(
            |folder| {
                if folder.is_empty() { "index.md".to_owned() } else { format!("{folder}/index.md") }
            },
        )
        .collect()
}

/// The address of a page: its folders' slugs and its own, as folders.
fn address(path: &str, page: &Page, slugs: &HashMap<&str, String>) -> String {
    let folder = folder_of(path);
    let mut address = String::with_capacity(path.len() + 12);
    for (end, _) in
        folder.match_indices('/').chain((!folder.is_empty()).then_some((folder.len(), "")))
    {
        let below = &folder[..end];
        let name = below.rsplit('/').next().unwrap_or_default();
        match slugs.get(below) {
            Some(slug) => address.push_str(slug),
            None => address.push_str(&url::slug(name)),
        }
        address.push('/');
    }
    if !is_landing(file_of(path)) {
        let file = file_of(path);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        match &page.front.slug {
            Some(slug) => address.push_str(slug),
            None => address.push_str(&url::slug(stem)),
        }
        address.push('/');
    }
    address.push_str("index.html");
    address
}

fn facts(page: &Arc<Page>, url: Arc<str>, handbook: &Handbook) -> Facts {
    let title: Arc<str> = page.title().fill(&handbook.values).into();
    let description = page.front.description.as_ref().map(|phrase| phrase.fill(&handbook.values));
    Facts {
        is_landing: is_landing(file_of(&page.path)),
        page: page.clone(),
        url,
        nav_title: title.clone(),
        title,
        description: description.unwrap_or_default().into(),
        parent: None,
        children: Vec::new(),
        previous: None,
        next: None,
    }
}

fn same_address(url: &str, page: &Page, other: &Arc<str>) -> Diagnostic {
    let document = page.top();
    let span: Option<Span> = document.front.spans.slug.clone();
    let place =
        span.map_or_else(|| Place::file(&document.file), |span| Place::at(&document.file, span));
    let shown = url.strip_suffix("index.html").unwrap_or(url);
    Diagnostic::new(
        &checks::DUPLICATE_URL,
        format!("two pages would have the address `/{shown}`: {} and {other}", document.file),
    )
    .at(place)
    .label(Place::file(other), "the other page")
    .help("rename one of the files, or give it another `slug:`")
}
