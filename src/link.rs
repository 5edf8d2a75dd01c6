//! Stage 4: a [`HandbookOutline`] → [`SiteMap`]: addresses, titles, the navigation, and where
//! links lead.
//!
//! The site map is all that one page may know of another, and only this stage can make one. It is
//! given no texts, so editing the text of a page leaves the map equal.

mod addresses;
mod assets;
mod nav;
mod resolve;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::iter::successors;
use std::sync::Arc;

use crate::collation::Collation;
use crate::diagnostic::{Checked, Diagnostic, Place, Spanned, checks};
use crate::overlay::{HandbookOutline, Outline, SourceFile};
use crate::parse::front_matter::{FrontMatter, PageKind};
use crate::url::{MANIFEST, file_of, folder_of, is_landing};
use addresses::{Addresses, Taken};
use assets::Assets;

pub(crate) use crate::overlay::{PageId, Reference};
pub(crate) use assets::{PublishedAsset, fingerprinted};
pub(crate) use nav::{ItemId, Nav, NavEntry};
pub(crate) use resolve::{Broken, Resolved};

/// What other pages and templates may know of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteMap {
    /// What it was made from.
    pub outline: Arc<HandbookOutline>,
    /// The files that have addresses beside the pages.
    made: MadeFiles,
    /// By [`PageId`].
    facts: Vec<Facts>,
    addresses: Addresses,
    /// The home page.
    pub home: PageId,
    /// The navigation after the layers' changes.
    pub nav: Nav,
    /// Assets by path and their published addresses, with a fingerprint in the name.
    pub assets: Assets,
    /// Earlier addresses and the pages they lead to.
    pub aliases: BTreeMap<String, PageId>,
}

/// The addresses of the files that are made for an edition, beside its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct MadeFiles {
    /// Those that every edition has, unless a layer brings its own.
    pub(crate) fixed: Vec<&'static str>,
    /// The names that files beside a timeline may have; a layer may bring its own.
    pub(crate) calendars: Vec<String>,
    /// The folder of the theme's files.
    pub(crate) theme: &'static str,
    /// How the addresses of the search index begin.
    pub(crate) index: &'static str,
}

/// Makes the map of an edition. Here is decided who has which address: whatever is published is at
/// one that was claimed.
pub fn link(outline: &Arc<HandbookOutline>, made: MadeFiles) -> Checked<SiteMap> {
    let mut diagnostics = Vec::new();
    let mut taken = Taken::of(&made);
    // Before all others, so that no alias takes the address of a file every edition has.
    for address in made.fixed.iter().chain([&MANIFEST]) {
        taken.claim(address);
    }

    let addresses = addresses::of_pages(outline, &mut taken, &mut diagnostics);
    let beside = addresses::of_files_beside(outline, &addresses, &made.calendars, &mut taken);
    let pages = outline.pages.iter().zip(&addresses.urls);
    // Pages that were refused have facts, too, so that an id stays an index.
    let mut facts: Vec<Facts> =
        pages.map(|(page, url)| facts_of(page, url, outline, &addresses)).collect();
    let collation = Collation::of(&outline.language);
    add_children(&mut facts, &addresses.refused, &collation);

    // Overlay has made a home page where there was none; only a refused one is missing.
    let home = addresses.as_written("").unwrap_or(PageId(0));
    let mut nav = Nav::of_folders(home, &facts);
    nav::patch(&mut nav, outline, &addresses, &mut facts, &mut diagnostics);

    // Readers turn pages by the navigation they see, not by the folders.
    for pair in nav.reading_order().windows(2) {
        facts[pair[0].index()].next = Some(pair[1]);
        facts[pair[1].index()].previous = Some(pair[0]);
    }

    // Whoever comes first has an address: pages, the files beside them, then aliases, then assets.
    let mut claims = Claims { addresses: &addresses, beside, taken, fixed: &made.fixed };
    let aliases = aliases(outline, &mut claims, &mut diagnostics);
    let assets = assets::published(outline, &mut claims, &mut diagnostics);

    let outline = outline.clone();
    let map = SiteMap { outline, made, facts, addresses, home, nav, assets, aliases };
    Checked::new(map, diagnostics)
}

impl Hash for SiteMap {
    /// All of it follows from what it was made from.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.outline, &self.made).hash(state);
    }
}

impl SiteMap {
    /// Whether it would come out the same if it was made of these.
    pub(crate) fn is_of(&self, outline: &Arc<HandbookOutline>, made: &MadeFiles) -> bool {
        self.outline == *outline && self.made == *made
    }

    /// A page's facts.
    pub fn facts(&self, id: PageId) -> &Facts {
        &self.facts[id.index()]
    }

    /// All pages that are published.
    pub fn ids(&self) -> impl Iterator<Item = PageId> {
        self.addresses.ids()
    }

    /// The facts of all pages that are published.
    pub fn pages(&self) -> impl Iterator<Item = &Facts> {
        self.ids().map(|id| self.facts(id))
    }

    /// The addresses that pages would have which are left out: hidden, drafts, or for others.
    pub(crate) fn left_out(&self) -> BTreeSet<String> {
        let excluded = &self.outline.excluded;
        let pages = self.outline.unpublished.iter();
        let pages: Vec<&Outline> =
            pages.filter(|page| excluded.contains_key(&page.path)).map(|page| &**page).collect();
        addresses::would_be(&self.outline, &pages).into_iter().collect()
    }

    /// The map as a page sees it that stands alone at the top of a package: all others begin with
    /// `elsewhere`, a folder beside it or the address they are published at.
    pub(crate) fn packaged(&self, page: PageId, elsewhere: &str) -> Self {
        let mut packaged = self.clone();
        for facts in &mut packaged.facts {
            facts.url = format!("{elsewhere}{}", facts.url).into();
        }
        packaged.facts[page.index()].url = "index.html".into();
        packaged
    }

    /// How many pages are published.
    pub(crate) fn len(&self) -> usize {
        self.facts.len() - self.addresses.refused.len()
    }

    /// The page of a path.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.addresses.by_file.get(path).copied()
    }

    /// The page of an address: that of its file, or of its folder with or without a slash.
    pub(crate) fn at(&self, address: &str) -> Option<PageId> {
        let address = address.trim_end_matches('/');
        let landing = format!("{address}/index.html");
        self.ids().find(|id| {
            let url = &*self.facts(*id).url;
            url == address || url == landing
        })
    }

    /// The pages above a page, from the home page down.
    pub(crate) fn trail(&self, page: PageId) -> Vec<PageId> {
        let above = successors(self.facts(page).parent, |page| self.facts(*page).parent);
        let mut trail: Vec<PageId> = above.collect();
        trail.reverse();
        trail
    }

    /// The page of a path as people write it: with or without `.md`, or a folder.
    pub fn page(&self, path: &str) -> Option<PageId> {
        self.addresses.as_written(path)
    }
}

/// What a page's facts are before its neighbours are known.
fn facts_of(
    page: &Arc<Outline>,
    url: &Arc<str>,
    outline: &HandbookOutline,
    addresses: &Addresses,
) -> Facts {
    let title: Arc<str> = page.title_in(&outline.values).into();
    let description = page.front.description.as_ref();
    Facts {
        outline: page.clone(),
        url: url.clone(),
        nav_title: title.clone(),
        title,
        description: description.map(|text| text.fill(&outline.values)).unwrap_or_default().into(),
        is_landing: outline.folder_of(&page.path).is_some(),
        parent: addresses.above(&page.path),
        children: Vec::new(),
        previous: None,
        next: None,
    }
}

/// Puts the published pages below their parents, in the order of weights, of the numbers that the
/// names of their files begin with, and of titles.
fn add_children(facts: &mut [Facts], refused: &[PageId], collation: &Collation) {
    let mut children = vec![Vec::new(); facts.len()];
    for (at, page) in facts.iter().enumerate() {
        let id = PageId(at as u32);
        if let Some(parent) = page.parent.filter(|_| refused.binary_search(&id).is_err()) {
            children[parent.index()].push(id);
        }
    }

    // Pages are in the order of their paths, which decides last.
    for (at, mut children) in children.into_iter().enumerate() {
        children.sort_by_cached_key(|child| {
            let Facts { outline, title, .. } = &facts[child.index()];
            // Pages without a weight come after those that have one, and so with numbers.
            let numbers = numbers(name_of(&outline.path));
            let weight = outline.front.weight.unwrap_or(i64::MAX);
            (weight, numbers.is_empty(), numbers, collation.key(title))
        });
        facts[at].children = children;
    }
}

/// What a page's file is called; of a folder's own page, the folder.
fn name_of(path: &str) -> &str {
    let file = file_of(path);
    if is_landing(file) { file_of(folder_of(path)) } else { file }
}

/// The numbers that a name begins with: of `02-sooner.md`, 2, and of `2026-11-30-news.md`, three.
fn numbers(name: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut rest = name;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix(['-', '_', '.', ' ']) else { return numbers };
        let Ok(number) = digits.parse() else { return numbers };
        numbers.push(number);
        rest = after;
    }
}

/// Who has claimed an address so far.
struct Claims<'a> {
    addresses: &'a Addresses,
    /// The files that are made beside pages, and those pages.
    beside: BTreeMap<String, PageId>,
    taken: Taken,
    fixed: &'a [&'static str],
}

impl Claims<'_> {
    /// Whether the file that a layer brings takes the place of one that would be made.
    fn replaces(&self, path: &str) -> bool {
        self.fixed.contains(&path) || self.beside.contains_key(path)
    }
}

/// Whose addresses are, for those who want one that is taken.
struct Owners<'a> {
    pages: HashMap<&'a str, PageId>,
    /// In small letters, as disks may see them.
    beside: HashMap<String, PageId>,
}

impl<'a> Owners<'a> {
    fn of(addresses: &'a Addresses, beside: &BTreeMap<String, PageId>) -> Self {
        let beside = beside.iter().map(|(url, page)| (url.to_ascii_lowercase(), *page));
        Self { pages: addresses.owners(), beside: beside.collect() }
    }

    /// Whether the address is that of a page that stands in no file.
    fn made(&self, url: &str, outline: &HandbookOutline) -> bool {
        self.pages.get(url).is_some_and(|page| outline.pages[page.index()].is_made)
    }

    /// Who has an address, as people are told.
    fn of_address(&self, url: &str, outline: &HandbookOutline) -> Option<String> {
        let file = |page: &PageId| outline.pages[page.index()].file();
        if let Some(page) = self.pages.get(url) {
            return Some(file(page).to_string());
        }

        // It is a file, so an address below it is taken as well.
        let url = url.to_ascii_lowercase();
        let above = url.match_indices('/').map(|(end, _)| &url[..end]);
        let page = above.chain([url.as_str()]).find_map(|path| self.beside.get(path))?;
        let what = match outline.pages[page.index()].front.kind() {
            PageKind::Messages => "a message",
            _ => "a calendar",
        };
        Some(format!("{what} of {}", file(page)))
    }
}

/// Earlier addresses of pages, as far as they are free.
fn aliases(
    outline: &HandbookOutline,
    claims: &mut Claims<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, PageId> {
    let mut aliases: BTreeMap<String, PageId> = BTreeMap::new();
    let Claims { addresses, beside, taken, .. } = claims;
    // Seldom asked for.
    let owners = LazyCell::new(|| Owners::of(addresses, beside));
    for id in addresses.ids() {
        let page = &outline.pages[id.index()];
        let files = LazyCell::new(|| files_by_alias(page));
        for Spanned { value: alias, span } in &page.front.aliases {
            let is_file = alias.ends_with(".html");
            let url = if is_file { alias.clone() } else { format!("{alias}/index.html") };
            // Saying twice what is so already does no harm.
            if *url == *addresses.urls[id.index()] || aliases.get(&url) == Some(&id) {
                continue;
            }
            if taken.claim_own(&url) {
                aliases.insert(url, id);
                continue;
            }

            // A page nobody wrote: a layer has pages of its own where the folder was before.
            if owners.made(&url, outline) {
                continue;
            }

            let other = aliases.get(&url).map(|id| outline.pages[id.index()].file().to_string());
            let owner = owners.of_address(&url, outline).or(other);
            let owner = owner.as_deref().unwrap_or("a file of the edition");
            // The page's front matter is that of all its layers; one of them has this line.
            let lists = files.get(alias.as_str()).copied();
            let file = &lists.unwrap_or_else(|| page.top()).file;
            let message = format!("the address `/{alias}/` is taken by {owner}");
            let taken = Diagnostic::new(&checks::DUPLICATE_URL, message).at(Place::at(file, *span));
            diagnostics.push(taken.help("take the alias away, or give another one"));
        }
    }
    aliases
}

/// The topmost of a page's files that lists each earlier address.
fn files_by_alias(page: &Outline) -> HashMap<&str, &SourceFile> {
    let listed = page
        .files
        .iter()
        .flat_map(|file| file.front.aliases.iter().map(move |alias| (alias.value.as_str(), file)));
    listed.collect()
}
