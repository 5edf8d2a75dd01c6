//! Addresses: which file of the handbook each page becomes, and where it was published before.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::{Advice, Notes};
use super::site::{Site, is_opening, is_page, join, numbered, stem_of};
use crate::digest::Digest;
use crate::file_name::{NameFault, portable};
use crate::url::{self, file_of, folder_of};

static MOVED: Advice = Advice {
    found: "Pages whose address another page has",
    todo: "The page has another name now. Look whether both are needed.",
};

/// Longer addresses are shortened, in bytes.
const MAX_ADDRESS: usize = 800;

/// Gives each page its file in the handbook: the one it has, as far as that can be. The numbers
/// before names go where the tool takes them for places.
pub(super) fn assign(site: &mut Site, drops_numbers: bool, notes: &mut Notes) {
    let mut folders: BTreeSet<String> = BTreeSet::new();
    for page in &site.pages {
        let mut folder = folder_of(&page.path);
        while !folder.is_empty() {
            folders.insert(folder.to_owned());
            folder = folder_of(folder);
        }
    }

    let mut files = Vec::with_capacity(site.pages.len());
    for page in &site.pages {
        // Some tools say themselves where a page is to be.
        if !page.to.is_empty() {
            files.push(clean(&page.to, drops_numbers));
            continue;
        }
        let (folder, stem) = (folder_of(&page.path), stem_of(&page.path));
        let below = join(folder, stem);
        let path = if is_opening(stem) {
            let opening = site.opening(folder).map(|at| site.pages[at].path.as_str());
            let is_first = opening == Some(page.path.as_str());
            join(folder, if is_first { "index.md" } else { "read-me.md" })
        } else if folders.contains(&below) && site.opening(&below).is_none() {
            notes.converted("pages beside a folder of their name, into its opening page");
            join(&below, "index.md")
        } else {
            format!("{below}.md")
        };
        files.push(clean(&path, drops_numbers));
    }
    for (page, to) in site.pages.iter_mut().zip(files) {
        page.to = to;
    }
}

/// A path that can be one of the handbook: no hidden names, none that Windows refuses.
pub(super) fn clean(path: &str, drops_numbers: bool) -> String {
    let parts = path.split('/').map(|part| {
        let part = if drops_numbers { numbered(part).map_or(part, |(_, rest)| rest) } else { part };
        let plain = part.trim_start_matches(['.', '#', '~']).trim_end_matches(['~', '#']);
        let plain =
            plain.strip_suffix(".tmp").or_else(|| plain.strip_suffix(".swp")).unwrap_or(plain);
        portable(if plain.is_empty() { "file" } else { plain })
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The address at which a file of the handbook is published, without slashes at its ends.
pub(super) fn of_file(file: &str) -> String {
    let folder = folder_of(file).split('/').filter(|part| !part.is_empty());
    let mut parts: Vec<String> = folder.map(url::segment).collect();
    if !url::is_landing(file_of(file)) {
        parts.push(url::segment(stem_of(file)));
    }
    parts.join("/")
}

/// Sees to it that no two pages have one address, once all have their places.
pub(super) fn settle(site: &mut Site, notes: &mut Notes) {
    let mut taken = BTreeSet::new();
    for page in &mut site.pages {
        let mut address = of_file(&page.to);
        if address.len() > MAX_ADDRESS {
            let short = Digest::of(page.to.as_bytes()).short();
            page.to = format!("{}-{short}.md", url::segment(&stem_of(&page.to).to_lowercase()));
            address = of_file(&page.to);
            notes.look_at_file(&MOVED, &page.from, "its address was too long");
        }

        let mut number = 2;
        let wanted = page.to.clone();
        while !taken.insert(address.clone()) {
            page.to = join(folder_of(&wanted), &format!("{}-{number}.md", stem_of(&wanted)));
            address = of_file(&page.to);
            number += 1;
        }
        if page.to != wanted {
            notes.look_at_file(&MOVED, &page.from, &format!("now {}", page.to));
        }
    }
}

/// Keeps of the earlier addresses those that are not those of pages now.
pub(super) fn keep_aliases(site: &mut Site, notes: &mut Notes) {
    let now: BTreeSet<String> = site.pages.iter().map(|page| of_file(&page.to)).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for page in &mut site.pages {
        let own = of_file(&page.to);
        let mut kept = Vec::new();
        for alias in std::mem::take(&mut page.aliases) {
            let alias = tidy(&alias);
            // To a file system that folds case these are one.
            let folded = alias.to_lowercase();
            if alias.is_empty() || folded == own {
                continue;
            }
            if !is_alias(&alias) {
                notes.left_out("Earlier addresses that no file can have", format!("/{alias}"));
            } else if now.contains(&folded) {
                notes
                    .left_out("Earlier addresses that are another page's now", format!("/{alias}"));
            } else if taken.insert(folded) {
                kept.push(alias);
            }
        }
        if !kept.is_empty() {
            notes.converted("pages with an earlier address, which leads to them (`aliases:`)");
        }
        page.aliases = kept;
    }
}

/// An address without what surrounds its path.
pub(super) fn tidy(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = url::decode(path);
    let path = path.trim_matches('/');
    let path = path.strip_suffix("/index.html").unwrap_or(path);
    if path == "index.html" { String::new() } else { path.to_owned() }
}

/// Whether front matter takes an earlier address.
fn is_alias(path: &str) -> bool {
    let is_allowed = |part: &str| {
        !part.is_empty()
            && part.len() <= 200
            && part.chars().all(|c| c.is_alphanumeric() || "-_.~".contains(c))
            && !part.starts_with('.')
            && NameFault::of(part).is_none()
    };
    path.len() <= MAX_ADDRESS && path.split('/').all(is_allowed)
}

/// The files of the source that are no pages, and what they are in the handbook.
pub(super) fn of_assets(
    paths: impl Iterator<Item = String>,
    site: &Site,
) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut files = BTreeMap::new();
    for path in paths.filter(|path| !is_page(path)) {
        let settings = &site.settings;
        let tops = std::iter::once(&settings.docs).chain(&settings.statics);
        let below = tops
            .filter(|top| !top.is_empty())
            .find_map(|top| path.strip_prefix(top.as_str())?.strip_prefix('/'));
        let wanted = clean(below.unwrap_or(&path), false);

        let mut file = wanted.clone();
        let mut number = 2;
        while !taken.insert(file.to_lowercase()) {
            let ending = wanted.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
            let name = format!("{}-{number}.{ending}", stem_of(&wanted));
            file = join(folder_of(&wanted), name.trim_end_matches('.'));
            number += 1;
        }
        files.insert(path, file);
    }
    files
}
