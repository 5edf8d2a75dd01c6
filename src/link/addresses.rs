//! Which addresses of an edition are taken, and by which page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::MadeFiles;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::mail;
use crate::overlay::{HandbookOutline, Outline, PageId, SourceFile};
use crate::parse::front_matter::PageKind;
use crate::path_set::PathSet;
use crate::url::{self, file_of, folder_of, is_landing, without_ending};

/// Longer addresses are refused, in bytes: with the output folder before it a path must stay below
/// what systems take, 4,096 on Linux and 1,024 on macOS.
pub(super) const MAX_BYTES: usize = 900;

/// Where the pages of an edition are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addresses {
    /// Root-relative, by page.
    pub(super) urls: Vec<Arc<str>>,
    /// Pages that are not published, as their address is taken or too long; in order.
    pub(super) refused: Vec<PageId>,
    /// Published pages by their paths.
    pub(super) by_file: HashMap<Arc<str>, PageId>,
    /// Folders and their own pages; the root is the empty name.
    by_folder: HashMap<Arc<str>, PageId>,
}

impl Addresses {
    /// All pages that are published.
    pub(super) fn ids(&self) -> impl Iterator<Item = PageId> {
        let all = (0..self.urls.len() as u32).map(PageId);
        all.filter(|id| self.refused.binary_search(id).is_err())
    }

    /// The pages that are published, by address.
    pub(super) fn owners(&self) -> HashMap<&str, PageId> {
        self.ids().map(|id| (&*self.urls[id.index()], id)).collect()
    }

    /// The page of a file, or a folder's own page.
    pub(super) fn of_file_or_folder(&self, path: &str) -> Option<PageId> {
        self.by_file.get(path).or_else(|| self.by_folder.get(path)).copied()
    }

    /// The page of a path as people write it: with or without `.md`, or a folder.
    pub(super) fn as_written(&self, path: &str) -> Option<PageId> {
        if let Some(page) = self.by_file.get(path) {
            return Some(*page);
        }
        if is_landing(file_of(path)) {
            // `README.md` and `index.md` mean the same page.
            return self.by_folder.get(folder_of(path)).copied();
        }

        let folder = path.trim_end_matches('/');
        self.by_folder
            .get(folder)
            .or_else(|| self.by_file.get(format!("{folder}.md").as_str()))
            .copied()
    }

    /// The page of the folder that a file stands in; for a folder's own page, that of the folder
    /// above.
    pub(super) fn above(&self, path: &str) -> Option<PageId> {
        let folder = folder_of(path);
        if !is_landing(file_of(path)) {
            return self.by_folder.get(folder).copied();
        }
        if folder.is_empty() { None } else { self.by_folder.get(folder_of(folder)).copied() }
    }

    /// All files and folders.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.by_file.keys().chain(self.by_folder.keys()).map(|path| &**path)
    }
}

/// Gives every page its address.
pub(super) fn of_pages(
    outline: &HandbookOutline,
    taken: &mut Taken,
    diagnostics: &mut Vec<Diagnostic>,
) -> Addresses {
    let slugs = slugs(outline.pages.iter().map(|page| &**page), outline);
    let count = outline.pages.len();
    let (mut urls, mut refused) = (Vec::with_capacity(count), Vec::new());
    let (mut by_file, mut by_folder) = (HashMap::with_capacity(count), HashMap::new());
    let mut elsewhere = Vec::new();
    let mut owners: HashMap<Arc<str>, &Arc<str>> = HashMap::with_capacity(count);

    for (at, page) in outline.pages.iter().enumerate() {
        let id = PageId(at as u32);
        let url: Arc<str> = address(page, &slugs).into();
        // Before anything is refused, so that an id is an index into the addresses.
        urls.push(url.clone());
        if url.len() > MAX_BYTES {
            diagnostics.push(too_long(page.file()));
            refused.push(id);
            continue;
        }
        if let Some(other) = owners.insert(url.clone(), page.file()) {
            diagnostics.push(same_address(&url, page, other));
            refused.push(id);
            continue;
        }

        // Only what every edition has was claimed before.
        if !taken.claim(&url) {
            diagnostics.push(made_for_all(&url, page));
            refused.push(id);
            continue;
        }
        by_file.insert(page.path.clone(), id);
        let others = page.files.iter().filter(|file| file.path != page.path);
        elsewhere.extend(others.map(|file| (file.path.clone(), id)));
        if let Some(folder) = outline.folder_of(&page.path) {
            by_folder.insert(folder.into(), id);
        }
    }

    // A file at an earlier path of its page stands for this page, if for no other.
    for (path, id) in elsewhere {
        by_file.entry(path).or_insert(id);
    }
    Addresses { urls, refused, by_file, by_folder }
}

/// Claims the addresses of the files beside pages: calendars of timelines, drafts of messages.
/// Whose dates there are and which sections are messages is not known yet, so all names are
/// claimed.
pub(super) fn of_files_beside(
    outline: &HandbookOutline,
    addresses: &Addresses,
    calendars: &[String],
    taken: &mut Taken,
) -> BTreeMap<String, PageId> {
    let mut beside = BTreeMap::new();
    for id in addresses.ids() {
        let page = &outline.pages[id.index()];
        let names = match page.front.kind() {
            PageKind::Timeline => calendars.to_vec(),
            PageKind::Messages => page.sections().map(mail::file_name).collect(),
            _ => continue,
        };
        let folder = addresses.urls[id.index()].trim_end_matches("index.html");
        for name in names {
            // Pages have folders without dots, so none is in the way.
            let file = format!("{folder}{name}");
            taken.claim(&file);
            beside.insert(file, id);
        }
    }
    beside
}

/// The addresses of pages that are not published, if they were.
pub(super) fn would_be(outline: &HandbookOutline, pages: &[&Outline]) -> Vec<String> {
    let published = outline.pages.iter().map(|page| &**page);
    // What is published has the last word on a folder's address.
    let slugs = slugs(pages.iter().copied().chain(published), outline);
    pages.iter().map(|page| address(page, &slugs)).collect()
}

/// The last part of each folder's address, where the folder has a page of its own.
fn slugs<'p>(
    pages: impl Iterator<Item = &'p Outline>,
    outline: &HandbookOutline,
) -> HashMap<&'p str, String> {
    let slugs = pages.filter_map(|page| {
        let folder = outline.folder_of(&page.path)?;
        let name = folder.rsplit('/').next().unwrap_or_default();
        Some((folder, page.front.slug(name)))
    });
    slugs.collect()
}

/// The address of a page: its folders' slugs and its own, as folders.
fn address(page: &Outline, slugs: &HashMap<&str, String>) -> String {
    let (folder, file) = (folder_of(&page.path), file_of(&page.path));
    // Room for `/index.html`.
    let mut address = String::with_capacity(page.path.len() + 12);
    let whole = (!folder.is_empty()).then_some(folder.len());
    for end in folder.match_indices('/').map(|(at, _)| at).chain(whole) {
        let below = &folder[..end];
        match slugs.get(below) {
            Some(slug) => address.push_str(slug),
            None => address.push_str(&url::segment(below.rsplit('/').next().unwrap_or_default())),
        }
        address.push('/');
    }

    if !is_landing(file) {
        address.push_str(&page.front.slug(without_ending(file)));
        address.push('/');
    }
    address.push_str("index.html");
    address
}

fn same_address(url: &str, page: &Outline, other: &Arc<str>) -> Diagnostic {
    let SourceFile { file, front, .. } = page.top();
    let shown = url.strip_suffix("index.html").unwrap_or(url);
    let message = format!("two pages would have the address `/{shown}`: {file} and {other}");
    Diagnostic::new(&checks::DUPLICATE_URL, message)
        .at(Place { file: file.clone(), span: front.slug.as_ref().map(|slug| slug.span) })
        .label(Place::file(other), "the other page")
        .help("rename one of the files, or give it another `slug:`")
}

/// The complaint about a page at the address of a file that every edition has.
fn made_for_all(url: &str, page: &Outline) -> Diagnostic {
    let SourceFile { file, front, .. } = page.top();
    let shown = url.strip_suffix("index.html").unwrap_or(url);
    let message = format!("the address `/{shown}` is taken by a file that every edition has");
    Diagnostic::new(&checks::DUPLICATE_URL, message)
        .at(Place { file: file.clone(), span: front.slug.as_ref().map(|slug| slug.span) })
        .help("rename the file, or give it another `slug:`")
}

/// The complaint about a file whose address no file system would take.
pub(super) fn too_long(file: &Arc<str>) -> Diagnostic {
    let message =
        format!("this file is left out: its address would have more than {MAX_BYTES} bytes");
    Diagnostic::new(&checks::SKIPPED_FILE, message)
        .at(Place::file(file))
        .help("shorten its name, or those of its folders")
}

/// The addresses that are given away, as disks see them that fold case and accents.
pub(super) struct Taken {
    paths: PathSet,
    /// The folder of the theme's files.
    theme: &'static str,
    /// How the addresses of the index begin.
    index: &'static str,
}

impl Taken {
    pub(super) fn of(made: &MadeFiles) -> Self {
        Self { paths: PathSet::default(), theme: made.theme, index: made.index }
    }

    /// Takes an address; false where it is taken already, or stands in the way of another.
    pub(super) fn claim(&mut self, url: &str) -> bool {
        self.paths.claim(&folded(url))
    }

    /// Takes an address that somebody chose; false where it is the theme's, or may be one of the
    /// index, whose files are as many as there is text.
    pub(super) fn claim_own(&mut self, url: &str) -> bool {
        let folded = folded(url);
        let below = folded.strip_prefix(self.index).filter(|_| !self.index.is_empty());
        let is_of_index = below.is_some_and(|file| file.ends_with(".js"));
        let is_of_theme = folded.split('/').next() == Some(self.theme);
        !is_of_index && !is_of_theme && self.paths.claim(&folded)
    }
}

/// An address as disks see it that fold case and accents.
fn folded(url: &str) -> String {
    // Nearly all are ASCII, and for these the long way would give the same.
    if url.is_ascii() {
        url.to_ascii_lowercase()
    } else {
        url.nfc().collect::<String>().to_lowercase()
    }
}
