//! Order: the navigation of the tool as folders and weights, which are the navigation here.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::heading;
use super::notes::Notes;
use super::site::{Nav, Page, Site, is_opening, join, numbered, stem_of};
use crate::url::{self, file_of, folder_of};

/// Neighbours are so far apart, so that a page can be put between two of them.
const STEP: i64 = 10;

/// Puts pages where the navigation has them. What it does not have is in no navigation here either,
/// where `hides_others` says so.
pub(super) fn apply(site: &mut Site, nav: &[Nav], hides_others: bool, notes: &mut Notes) {
    let mut placer = Placer {
        pages: &mut site.pages,
        folders: BTreeSet::new(),
        placed: BTreeSet::new(),
        made: Vec::new(),
        named: BTreeSet::new(),
        notes,
    };
    placer.name(nav);
    placer.place(nav, "");
    let (placed, mut made) = (placer.placed, placer.made);

    if hides_others && !placed.is_empty() {
        for (at, page) in site.pages.iter_mut().enumerate() {
            if !placed.contains(&at) && page.to != "index.md" {
                page.hidden = true;
                notes.converted("pages that were in no navigation, hidden from it here");
            }
        }
    }
    if hides_others {
        made_hidden(&site.pages, &mut made);
    }
    // A folder whose page is there all the same needs none.
    let there: BTreeSet<String> = site.pages.iter().map(|page| page.to.clone()).collect();
    site.pages.extend(made.into_iter().filter(|page| !there.contains(&page.to)));
}

/// Hides the folders in which all pages are hidden, which would be empty chapters.
fn made_hidden(pages: &[Page], made: &mut Vec<Page>) {
    let mut all = BTreeSet::new();
    let mut shown = BTreeSet::new();
    for page in pages.iter().chain(&*made) {
        let mut folder = folder_of(&page.to);
        while !folder.is_empty() {
            all.insert(folder.to_owned());
            if !page.hidden {
                shown.insert(folder.to_owned());
            }
            folder = folder_of(folder);
        }
    }
    for folder in all.difference(&shown) {
        let mut page = Page::made(join(folder, "index.md"), &titled(file_of(folder)), None);
        page.hidden = true;
        made.push(page);
    }
}

struct Placer<'s> {
    pages: &'s mut Vec<Page>,
    /// Folders that a group has.
    folders: BTreeSet<String>,
    placed: BTreeSet<usize>,
    made: Vec<Page>,
    /// All that the navigation names.
    named: BTreeSet<usize>,
    notes: &'s mut Notes,
}

impl Placer<'_> {
    fn name(&mut self, items: &[Nav]) {
        for item in items {
            match item {
                Nav::Page { page, .. } => drop(self.named.insert(*page)),
                Nav::Group { own, items, .. } => {
                    self.named.extend(own);
                    self.name(items);
                }
            }
        }
    }

    /// The page that opens a folder and that the navigation does not name. Hidden, it would hide
    /// the whole chapter.
    fn unnamed_opening(&self, folder: &str) -> Option<usize> {
        let file = join(folder, "index.md");
        let page = self.pages.iter().position(|page| page.to == file)?;
        (!self.named.contains(&page)).then_some(page)
    }

    fn place(&mut self, items: &[Nav], folder: &str) {
        for (at, item) in items.iter().enumerate() {
            let weight = STEP * (at as i64 + 1);
            match item {
                Nav::Page { page, label } => self.page(*page, label.as_deref(), folder, weight),
                Nav::Group { label, own, items } => {
                    let below = self.folder_of_group(label, *own, items, folder);
                    let own = own.or_else(|| self.opening_among(items, &below));
                    let own = own.or_else(|| self.unnamed_opening(&below));
                    match own.filter(|own| self.placed.insert(*own)) {
                        Some(own) => {
                            let to = join(&below, "index.md");
                            self.put(own, to, weight);
                            self.pages[own].label = Some(label.clone());
                        }
                        None => {
                            let to = join(&below, "index.md");
                            self.made.push(Page::made(to, label, Some(weight)));
                        }
                    }
                    self.place(items, &below);
                }
            }
        }
    }

    fn page(&mut self, page: usize, label: Option<&str>, folder: &str, weight: i64) {
        if !self.placed.insert(page) {
            // Named twice; its first place is its place.
            return;
        }
        let to = self.pages[page].to.clone();
        let opens = is_opening(stem_of(&to));
        let here = folder_of(&to);
        let is_here = here == folder && (folder.is_empty() || !opens);
        // The only page of a folder that is named is that folder's, seen from here.
        let is_below = opens && folder_of(here) == folder && !here.is_empty();
        let to = if is_here || is_below {
            to
        } else if opens && !here.is_empty() {
            join(folder, &format!("{}.md", file_of(here)))
        } else {
            join(folder, file_of(&to))
        };
        self.put(page, to, weight);
        if let Some(label) = label {
            self.pages[page].label = Some(label.to_owned());
        }
    }

    fn put(&mut self, page: usize, to: String, weight: i64) {
        let page = &mut self.pages[page];
        if page.to != to {
            self.notes.converted("pages put where the navigation had them");
            page.to = to;
        }
        page.weight = Some(weight);
    }

    /// The folder of a group: the one in which its pages lie, or one by its name.
    fn folder_of_group(
        &mut self,
        label: &str,
        own: Option<usize>,
        items: &[Nav],
        above: &str,
    ) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let own_folder = own.map(|own| folder_of(&self.pages[own].to));
        for folder in items.iter().filter_map(|item| self.lies_in(item)).chain(own_folder) {
            *counts.entry(folder).or_default() += 1;
        }
        // A group that consists of groups lies where those do.
        if counts.is_empty() {
            for page in items.iter().filter_map(first_page) {
                *counts.entry(folder_of(folder_of(&self.pages[page].to))).or_default() += 1;
            }
        }

        let fits = |folder: &str| {
            !folder.is_empty() && folder_of(folder) == above && !self.folders.contains(folder)
        };
        let found =
            counts.iter().filter(|(folder, _)| fits(folder)).max_by_key(|(_, count)| **count);
        let folder = found.map(|(folder, _)| (*folder).to_owned()).unwrap_or_else(|| {
            let name = own.map(|own| {
                let to = &self.pages[own].to;
                if is_opening(stem_of(to)) { file_of(folder_of(to)) } else { stem_of(to) }
            });
            let name = name.filter(|name| !name.is_empty()).unwrap_or(label);
            self.free_folder(&join(above, &url::segment(name)))
        });
        self.folders.insert(folder.clone());
        folder
    }

    /// The folder in which an entry lies: for a page that opens one, where that folder lies.
    fn lies_in(&self, item: &Nav) -> Option<&str> {
        match item {
            Nav::Page { page, .. } => Some(folder_of(&self.pages[*page].to)),
            Nav::Group { own, .. } => own.map(|own| {
                let to = &self.pages[own].to;
                let folder = folder_of(to);
                if is_opening(stem_of(to)) { folder_of(folder) } else { folder }
            }),
        }
    }

    /// A folder by this name that nobody has.
    fn free_folder(&self, wanted: &str) -> String {
        let is_free = |folder: &str| {
            let inside = format!("{folder}/");
            let is_page = |page: &Page| page.to.starts_with(&inside);
            !self.folders.contains(folder) && !self.pages.iter().any(is_page)
        };
        let numbered = (2..1_000).map(|number| format!("{wanted}-{number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(|name| is_free(name)).unwrap_or_else(|| wanted.to_owned())
    }

    /// Of the pages of a group, the one that opens its folder.
    fn opening_among(&self, items: &[Nav], folder: &str) -> Option<usize> {
        let file = join(folder, "index.md");
        items.iter().find_map(|item| match item {
            Nav::Page { page, .. } if self.pages[*page].to == file => Some(*page),
            _ => None,
        })
    }
}

fn first_page(nav: &Nav) -> Option<usize> {
    match nav {
        Nav::Page { page, .. } => Some(*page),
        Nav::Group { own, items, .. } => own.or_else(|| items.iter().find_map(first_page)),
    }
}

/// What a tool knows of a folder: its name and its place among its neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct FolderInfo {
    pub(super) label: Option<String>,
    pub(super) weight: Option<f64>,
}

/// How a tool puts pages and folders in order.
pub(super) struct Ranking<'r> {
    /// The place of a page, and of the folder that it opens.
    pub(super) weight: &'r dyn Fn(&Page) -> Option<f64>,
    /// What decides between those of one place; none for the number in their names, and the names.
    pub(super) name: &'r dyn Fn(&Page) -> Option<String>,
    pub(super) info: &'r dyn Fn(&str) -> FolderInfo,
}

/// For tools that sort by the names of files alone.
pub(super) fn by_file(_: &Page) -> Option<String> {
    None
}

/// The order of dates as names: the latest first, and what has none last.
pub(super) fn latest_first(date: Option<&str>) -> String {
    let digits: String =
        date.into_iter().flat_map(str::chars).filter(char::is_ascii_digit).collect();
    let day: u32 = digits.get(..8).and_then(|day| day.parse().ok()).unwrap_or(0);
    format!("{:08}", 99_999_999 - day)
}

/// What is put in order: pages and folders, by their paths from the folder of the pages.
#[derive(PartialEq, PartialOrd, Debug)]
struct Rank {
    /// Those without a place come last.
    weight: f64,
    number: i64,
    name: String,
}

/// The navigation of a tool that makes it of the folders: by the places that pages and folders
/// have,
/// then by numbers in their names, then by name.
pub(super) fn of_folders(site: &Site, folder: &str, ranking: &Ranking<'_>) -> Vec<Nav> {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, page) in site.pages.iter().enumerate() {
        if page.hidden {
            continue;
        }
        let mut here = folder_of(&page.path);
        folders.entry(here).or_default().push(at);
        // Folders that hold only folders are there, too.
        while !here.is_empty() {
            here = folder_of(here);
            folders.entry(here).or_default();
        }
    }
    Folders { site, folders, ranking }.nav(folder, 0)
}

struct Folders<'s> {
    site: &'s Site,
    folders: BTreeMap<&'s str, Vec<usize>>,
    ranking: &'s Ranking<'s>,
}

impl Folders<'_> {
    fn nav(&self, folder: &str, depth: usize) -> Vec<Nav> {
        let mut ranked: Vec<(Rank, Nav)> = Vec::new();
        let opening = self.site.opening(folder);
        for at in self.folders.get(folder).into_iter().flatten() {
            let page = &self.site.pages[*at];
            // A folder's own page stands for the folder; at the top it is the first of all.
            if Some(*at) == opening && !folder.is_empty() {
                continue;
            }
            let name = stem_of(&page.path);
            let weight =
                if Some(*at) == opening { Some(f64::MIN) } else { (self.ranking.weight)(page) };
            let rank = rank(name, weight, (self.ranking.name)(page));
            ranked.push((rank, Nav::Page { page: *at, label: None }));
        }

        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        // In a map by name, those below come right after.
        for (below, _) in self.folders.range(inside.as_str()..) {
            let Some(name) = below.strip_prefix(inside.as_str()) else { break };
            if name.is_empty() || name.contains('/') || depth > 60 {
                continue;
            }
            let own = self.site.opening(below);
            let info = (self.ranking.info)(below);
            let page = own.map(|own| &self.site.pages[own]);
            let of_page = || page.and_then(|own| (self.ranking.weight)(own));
            let items = self.nav(below, depth + 1);
            let title = || page.and_then(title_of);
            let label = info.label.or_else(title).unwrap_or_else(|| titled(name));
            let by_name = page.and_then(|own| (self.ranking.name)(own));
            let rank = rank(name, info.weight.or_else(of_page), by_name);
            ranked.push((rank, Nav::Group { label, own, items }));
        }

        ranked.sort_by(|(one, _), (other, _)| {
            one.weight
                .total_cmp(&other.weight)
                .then(one.number.cmp(&other.number))
                .then_with(|| one.name.cmp(&other.name))
        });
        ranked.into_iter().map(|(_, nav)| nav).collect()
    }
}

fn rank(file: &str, weight: Option<f64>, name: Option<String>) -> Rank {
    let number = match name {
        Some(_) => i64::MAX,
        None => numbered(file).map_or(i64::MAX, |(number, _)| number),
    };
    let name = name.unwrap_or_else(|| file.to_owned()).to_lowercase();
    Rank { weight: weight.unwrap_or(f64::MAX), number, name }
}

/// What a page calls itself, in its front matter or its first heading.
pub(super) fn title_of(page: &Page) -> Option<String> {
    page.front.text("title").or_else(|| heading(&page.body))
}

/// A name as a title: `02-first-steps` is `First steps`.
pub(super) fn titled(name: &str) -> String {
    let name = numbered(name).map_or(name, |(_, rest)| rest).replace(['-', '_'], " ");
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
