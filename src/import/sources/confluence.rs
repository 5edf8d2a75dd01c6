//! Confluence, by its export as HTML: a folder, or the ZIP file that Confluence gives.
//!
//! `index.html` has the tree of the pages. A page's own text is its `#main-content`; what else is
//! on it are names of people, comments and the frame.

mod blocks;
mod macros;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::front::Front;
use super::super::markup::{Element, html};
use super::super::notes::{Advice, Notes};
use super::super::prose::anchors::{self, PageText};
use super::super::prose::{Block, BlockKind, Heading, Item, Span, written};
use super::super::site::{Page, Settings, join};
use super::super::tree::Tree;
use super::{Order, Source, Texts, dialects, in_its_place};
use crate::load;
use crate::url::{self, file_of, folder_of};
use blocks::Reader;

pub(super) static SOURCE: Source = Source {
    name: "confluence",
    title: "an export of Confluence as HTML",
    told_by,
    texts: Texts::Made { read: pages, kinds: "`.html` files beside an `index.html`" },
    settings,
    no_page: |_, _| None,
    place: in_its_place,
    addresses: |page, _| vec![page.path.clone()],
    // The tree of the index is in the pages' files already.
    order: |_, _, _| Order::default(),
    keys: &[],
    dialect: &dialects::OURS,
    drops_numbers: false,
};

/// So much of an index tells what it is, in bytes.
const INDEX_HEAD: u64 = 1 << 20;
/// Pages within pages; nobody nests this deep.
const MAX_DEPTH: usize = 24;
/// Neighbours are so far apart, so that a page can be put between two of them.
const STEP: i64 = 10;
/// So much of an attachment is looked at, to see that it is what its name says, in bytes.
const ATTACHMENT_HEAD: u64 = 4 << 20;

static CUT: Advice = Advice {
    found: "Pages that nest too deep",
    todo: "The end of the page is missing. Make its lists and tables simpler, and export it again.",
};

/// The index, in the folder itself or in the only one that has one.
fn told_by(tree: &Tree) -> Option<String> {
    let is_index = |path: &&str| {
        file_of(path) == "index.html" && !folder_of(path).contains('/') && is_confluence(tree, path)
    };
    tree.below("").find(is_index).map(str::to_owned)
}

fn is_confluence(tree: &Tree, path: &str) -> bool {
    // Each page says below who made it, and the classes of its elements do.
    let bytes = tree.bytes(path, INDEX_HEAD).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.to_ascii_lowercase().contains("confluence") && text.contains("main-content")
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let Some(index) = told_by(tree) else { return Settings::default() };
    let text = tree.text(&index, notes).unwrap_or_default();
    let page = html::read(&text);
    let document = page.markup.document();

    // A table says what the space is called; so does the title, after the space's key.
    let named = document.descendants().into_iter().find_map(|row| {
        let mut cells = (row.name() == "tr").then(|| row.elements())?;
        let is_name = words::plain(cells.next()?) == "Name";
        is_name.then(|| cells.next().map(words::plain)).flatten()
    });
    let title = || {
        let title = document.first(|found| found.name() == "title").map(words::plain)?;
        let name = title.split_once(" (").and_then(|(_, name)| name.strip_suffix(')'));
        Some(name.unwrap_or(&title).to_owned())
    };
    let title = named.or_else(title).filter(|title| !title.is_empty());

    let docs = folder_of(&index).to_owned();
    let frame = ["images", "styles", "attachments/thumbnails"].map(|own| join(&docs, own));
    let frame = frame.into_iter().chain([index]).collect();
    Settings { docs, title, frame, ..Settings::default() }
}

/// A page of the export.
struct Exported {
    from: String,
    path: String,
    title: String,
    text: PageText,
}

/// What the pages of an export have in common.
#[derive(Debug)]
struct Space {
    docs: String,
    title: String,
    /// The files of pages, by the number that Confluence has for each.
    by_number: BTreeMap<String, String>,
    /// The attachments that may be published, by their paths from the folder of the pages.
    attachments: BTreeSet<String>,
}

fn pages(tree: &mut Tree, settings: &mut Settings, notes: &mut Notes) -> Vec<Page> {
    let tree = &*tree;
    let space = space(tree, settings, notes);
    let paths: Vec<&str> =
        tree.below(&settings.docs).filter(|path| is_page(path, settings)).collect();
    let read = paths.par_iter().map(|from| {
        let mut notes = Notes::default();
        let page = tree.text(from, &mut notes);
        (page.and_then(|text| exported(from, &text, &space, &mut notes)), notes)
    });
    let read: Vec<_> = read.collect();

    let mut all = Vec::with_capacity(read.len());
    for (page, of_page) in read {
        all.extend(page);
        notes.add(of_page);
    }

    // Where a page goes depends on the titles of all.
    let places = places(tree, &all, settings, notes);

    let mut texts = Vec::with_capacity(all.len());
    let mut heads = Vec::with_capacity(all.len());
    for Exported { from, path, title, text } in all {
        heads.push((from, path, title));
        texts.push(text);
    }

    anchors::settle(&mut texts, notes);
    let made = heads.into_iter().zip(texts).map(|((from, path, title), text)| {
        let place = places.get(&path);
        Page {
            from,
            front: Front::default(),
            body: with_title(&title, &text.blocks),
            to: place.map(|place| place.to.clone()).unwrap_or_default(),
            weight: place.map(|place| place.weight),
            label: None,
            hidden: false,
            aliases: Vec::new(),
            path,
        }
    });
    made.collect()
}

/// The lines of a page below its title.
fn with_title(title: &str, blocks: &[Block]) -> Vec<super::super::lines::Line> {
    let heading = Heading { level: 1, text: vec![Span::text(title)], ..Heading::default() };
    let mut all = vec![Block::new(BlockKind::Heading(heading), 1)];
    all.extend_from_slice(blocks);
    written(&all)
}

/// Whether a file is a page: what is attached to pages lies in folders.
fn is_page(path: &str, settings: &Settings) -> bool {
    let is_html = path.ends_with(".html") || path.ends_with(".htm");
    is_html && folder_of(path) == settings.docs && file_of(path) != "index.html"
}

fn space(tree: &Tree, settings: &mut Settings, notes: &mut Notes) -> Space {
    let mut by_number = BTreeMap::new();
    let pages = tree.below(&settings.docs).filter(|path| is_page(path, settings));
    for page in pages.map(file_of) {
        let stem = url::without_ending(page);
        let number = stem.rsplit('_').next().unwrap_or(stem);
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            by_number.insert(number.to_owned(), page.to_owned());
        }
    }

    let mut attachments = BTreeSet::new();
    let folder = join(&settings.docs, "attachments");
    for path in tree.below(&folder) {
        let below = path.strip_prefix(&settings.docs).unwrap_or(path).trim_start_matches('/');
        let head = tree.bytes(path, ATTACHMENT_HEAD).unwrap_or_default();
        if load::is_harmless_asset(path, &head) {
            attachments.insert(below.to_owned());
        } else {
            notes.left_out(
                "Attachments that are not what their names say, or could run something in a \
                 browser, such as HTML",
                path,
            );
            settings.frame.push(path.to_owned());
        }
    }
    Space {
        docs: settings.docs.clone(),
        title: settings.title.clone().unwrap_or_default(),
        by_number,
        attachments,
    }
}

/// What stands on a page.
fn exported(from: &str, text: &str, space: &Space, notes: &mut Notes) -> Option<Exported> {
    let page = html::read(text);
    let document = page.markup.document();
    let Some(content) = by_id(document, "main-content") else {
        notes.left_out("HTML files that are no pages", from);
        return None;
    };
    if !page.is_whole {
        notes.look_at_file(&CUT, from, "the page was cut");
    }
    if by_id(document, "comments").is_some() {
        notes.left_out("Comments below pages, with who wrote them", from);
    }

    let heading = by_id(document, "title-text").map(words::plain).unwrap_or_default();
    // The name of the space comes first, which may have such a sign in it.
    let own = heading.strip_prefix(&space.title).and_then(|rest| rest.strip_prefix(" : "));
    let own = own.or_else(|| heading.split_once(" : ").map(|(_, own)| own));
    let title = own.unwrap_or(&heading).to_owned();

    let path = from.strip_prefix(&space.docs).unwrap_or(from).trim_start_matches('/').to_owned();
    let mut reader = Reader::new(from, space, notes);
    let mut blocks = reader.page(content);
    let (anchors, used) = reader.finish();
    // What is only attached is listed at the end, as Confluence does.
    blocks.extend(attached(document, space, &used));

    let title = if title.is_empty() {
        super::super::order::titled(url::without_ending(&path))
    } else {
        title
    };
    let text = PageText { from: from.to_owned(), path: path.clone(), anchors, blocks };
    Some(Exported { from: from.to_owned(), path, title, text })
}

fn by_id<'m>(document: Element<'m>, id: &str) -> Option<Element<'m>> {
    document.first(|found| found.attribute("id") == Some(id))
}

/// The attachments that the text of the page does not show, as a list at its end.
fn attached(document: Element<'_>, space: &Space, used: &BTreeSet<String>) -> Vec<Block> {
    let Some(heading) = by_id(document, "attachments") else { return Vec::new() };
    let at = heading.line();

    let mut known = used.clone();
    let mut items = Vec::new();
    for link in document.descendants().into_iter().filter(|found| found.name() == "a") {
        let path = words::file(link.attribute("href").unwrap_or_default());
        // On the page itself links come before the list, and are known.
        if space.attachments.contains(&path) && known.insert(path.clone()) {
            let words = words::plain(link);
            let words = if words.is_empty() { file_of(&path).to_owned() } else { words };
            let span = Span { link: Some(path), ..Span::text(words) };
            let block = Block::new(BlockKind::Paragraph(vec![span]), link.line());
            items.push(Item { is_done: None, blocks: vec![block] });
        }
    }
    if items.is_empty() {
        return Vec::new();
    }

    let words = words::plain(heading).trim_end_matches(':').to_owned();
    let heading = Heading { level: 2, text: vec![Span::text(words)], ..Heading::default() };
    vec![
        Block::new(BlockKind::Heading(heading), at),
        Block::new(BlockKind::List { start: None, items }, at),
    ]
}

/// Where a page is to be.
#[derive(PartialEq, Eq, Debug)]
struct Place {
    to: String,
    weight: i64,
}

/// The place of each page, by the tree of the index. Pages that are not in it come after.
fn places(
    tree: &Tree,
    all: &[Exported],
    settings: &Settings,
    notes: &mut Notes,
) -> BTreeMap<String, Place> {
    let index = join(&settings.docs, "index.html");
    let text = tree.text(&index, notes).unwrap_or_default();
    let page = html::read(&text);
    let titles: BTreeMap<&str, &str> =
        all.iter().map(|page| (page.path.as_str(), page.title.as_str())).collect();
    let mut placer = Placer { titles, places: BTreeMap::new(), taken: BTreeSet::new() };

    let mut roots = Vec::new();
    let lists =
        page.markup.document().descendants().into_iter().filter(|found| found.name() == "ul");
    // The tree is the first list in which pages are named.
    if let Some(list) = { lists }.find(|list| !placer.entries(*list, 0).is_empty()) {
        roots = placer.entries(list, 0);
    }
    placer.place_home(roots);

    let mut weight = STEP * (placer.places.len() as i64 + 1);
    for page in all {
        if !placer.places.contains_key(&page.path) {
            placer.put(&page.path, "", weight, false);
            weight += STEP;
        }
    }
    placer.places
}

/// A page in the tree of the index.
struct Entry {
    path: String,
    below: Vec<Entry>,
}

struct Placer<'p> {
    titles: BTreeMap<&'p str, &'p str>,
    places: BTreeMap<String, Place>,
    taken: BTreeSet<String>,
}

impl Placer<'_> {
    /// The entries of a list and of those in it.
    fn entries(&self, list: Element<'_>, depth: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for item in list.elements() {
            let link = item.child("a").and_then(|link| link.attribute("href"));
            let path = link.map(words::file).filter(|path| self.titles.contains_key(path.as_str()));

            let inner = item.elements().filter(|found| found.name() == "ul");
            let below: Vec<Entry> = match depth < MAX_DEPTH {
                true => inner.flat_map(|list| self.entries(list, depth + 1)).collect(),
                false => Vec::new(),
            };

            match path {
                Some(path) => entries.push(Entry { path, below }),
                // What is below a page that is gone keeps its place.
                None => entries.extend(below),
            }
        }
        entries
    }

    /// The first page is the home page, and what is below it are the chapters.
    fn place_home(&mut self, mut roots: Vec<Entry>) {
        if roots.is_empty() {
            return;
        }
        let home = roots.remove(0);
        self.taken.insert(String::new());
        self.places.insert(home.path, Place { to: "index.md".to_owned(), weight: STEP });
        let tops = home.below.into_iter().chain(roots).collect();
        self.place(tops, "");
    }

    fn place(&mut self, entries: Vec<Entry>, folder: &str) {
        for (at, entry) in entries.into_iter().enumerate() {
            let weight = STEP * (at as i64 + 1);
            if let Some(stem) = self.put(&entry.path, folder, weight, !entry.below.is_empty()) {
                self.place(entry.below, &stem);
            }
        }
    }

    /// Gives a page its place, unless it has one; gives where those below it go.
    fn put(&mut self, path: &str, folder: &str, weight: i64, is_chapter: bool) -> Option<String> {
        if self.places.contains_key(path) {
            return None;
        }
        let title = self.titles.get(path).copied().unwrap_or_default();
        let name = Some(url::slug(title)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| url::segment(url::without_ending(path)));
        let wanted = join(folder, &name);

        let mut stem = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(stem.to_lowercase()) {
            stem = format!("{wanted}-{number}");
            number += 1;
        }

        let to = if is_chapter { join(&stem, "index.md") } else { format!("{stem}.md") };
        self.places.insert(path.to_owned(), Place { to, weight });
        Some(stem)
    }
}
