//! Pages: from the files of the source to the files of the handbook.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::drafts::{Draft, DraftState};
use super::front::{self, COMMON, Ours};
use super::lines::{Line, heading, lines};
use super::links::LinkTable;
use super::notes::Notes;
use super::order::titled;
use super::site::{Page, Settings, Site, is_page, stem_of};
use super::sources::{Source, Texts};
use super::text::{Context, DIAGRAM, convert};
use super::tree::Tree;
use crate::url::{file_of, folder_of};

/// Reads all pages of a source that has them in Markdown.
pub(super) fn read(
    tree: &Tree,
    source: &Source,
    settings: &Settings,
    notes: &mut Notes,
) -> Vec<Page> {
    tell_of_others(tree, settings, notes);
    let mut paths = Vec::new();
    for path in tree.below(&settings.docs).filter(|path| is_page(path)) {
        let below = path.strip_prefix(settings.docs.as_str()).unwrap_or(path);
        let below = below.trim_start_matches('/');
        if settings.no_pages.iter().any(|other| other == path) {
            notes.left_out("Files that were the navigation, which is in the pages now", path);
        } else if below.split('/').any(|part| part.starts_with('.')) {
            notes.left_out("Pages in hidden folders, which no tool shows", path);
        } else if let Some(why) = (source.no_page)(below, settings) {
            notes.left_out(why, path);
        } else {
            paths.push((path, (source.place)(below, settings)));
        }
    }

    let read = paths.par_iter().map(|(from, path)| {
        let mut notes = Notes::default();
        let page = tree.text(from, &mut notes).map(|text| page(from, path, &text, &mut notes));
        (page, notes)
    });
    let read: Vec<_> = read.collect();

    let mut pages = Vec::with_capacity(read.len());
    for (page, of_page) in read {
        pages.extend(page);
        notes.add(of_page);
    }
    pages
}

/// Tells of Markdown that lies elsewhere in the source, so that nobody misses it unawares.
fn tell_of_others(tree: &Tree, settings: &Settings, notes: &mut Notes) {
    let others = tree.below("").filter(|path| is_page(path) && !settings.docs.is_empty());
    for path in others.filter(|path| !path.starts_with(&format!("{}/", settings.docs))) {
        let is_hidden = path.split('/').any(|name| name.starts_with(['.', '_']));
        let is_told = notes.left.values().any(|told| told.contains(path));
        if !is_hidden && !is_told {
            let why = "Texts outside of the folder of the pages, shown where a page includes them";
            notes.left_out(why, path);
        }
    }
}

fn page(from: &str, path: &str, text: &str, notes: &mut Notes) -> Page {
    let (front, body, first) = front::split(text, from, notes);
    Page {
        from: from.to_owned(),
        path: path.to_owned(),
        front,
        body: lines(body, first),
        to: String::new(),
        weight: None,
        label: None,
        hidden: false,
        aliases: Vec::new(),
    }
}

/// What the site is called, by its first page.
pub(super) fn title(site: &Site) -> Option<String> {
    let opening = site.pages.iter().position(|page| page.to == "index.md");
    let page = &site.pages[opening.or_else(|| site.opening(""))?];
    page.front.text("title").or_else(|| heading(&page.body))
}

/// Sees to it that there is a home page, be it a list of the others.
pub(super) fn open_home(site: &mut Site) {
    if site.pages.iter().any(|page| page.to == "index.md") {
        return;
    }
    let title = site.settings.title.clone().unwrap_or_default();
    let mut home = Page::made("index.md".to_owned(), &title, None);

    let is_top = |page: &&Page| {
        let folder = folder_of(&page.to);
        let opens = file_of(&page.to) == "index.md";
        !page.hidden && (folder.is_empty() || (opens && !folder.contains('/')))
    };
    let mut tops: Vec<&Page> = site.pages.iter().filter(is_top).collect();
    tops.sort_by_key(|page| (page.weight.unwrap_or(i64::MAX), page.to.clone()));
    for page in tops {
        let line = format!("- [{}](<{}>)", title_of(page), page.to);
        home.body.push(Line::new(line, 1));
    }
    site.pages.push(home);
}

/// What a page is called.
fn title_of(page: &Page) -> String {
    let own = page.label.clone().or_else(|| page.front.text("title"));
    own.or_else(|| heading(&page.body)).unwrap_or_else(|| titled(stem_of(&page.to)))
}

/// A page in the words of the handbook, with what was told on the way.
pub(super) struct Made {
    pub(super) draft: Draft,
    /// The files of the source that it shows or links to.
    pub(super) used: BTreeSet<String>,
    pub(super) notes: Notes,
}

/// Converts one page.
pub(super) fn draft(
    page: &Page,
    tree: &Tree,
    source: &Source,
    site: &Site,
    table: &LinkTable<'_>,
) -> Made {
    let mut context = Context {
        tree,
        settings: &site.settings,
        dialect: source.dialect,
        file: &page.from,
        notes: Notes::default(),
        depth: 0,
        including: Vec::new(),
    };
    // What the import made is written in our words already.
    let mut body = match page.from.is_empty() || matches!(source.texts, Texts::Made { .. }) {
        true => page.body.clone(),
        false => convert(&page.body, &mut context),
    };
    let mut notes = context.notes;
    tell_of_diagrams(page, &mut notes);
    let used = table.rewrite(page, &mut body, &mut notes);

    // A title was the page's heading, too; the navigation may call it otherwise.
    let titled = page.front.text("title").filter(|title| page.label.as_ref() != Some(title));
    if let (Some(title), Some(_), None) = (titled, &page.label, heading(&page.body)) {
        let at = body.first().map_or(1, |line| line.at);
        body.splice(0..0, [Line::new(format!("# {title}"), at), Line::new("", at)]);
    }
    let front = front_matter(page, source, &mut notes);
    let draft = Draft {
        from: page.from.clone(),
        to: page.to.clone(),
        front,
        body,
        state: DraftState::Whole,
    };
    Made { draft, used, notes }
}

fn tell_of_diagrams(page: &Page, notes: &mut Notes) {
    for line in &page.body {
        let text = line.text.trim_start();
        let info = text.trim_start_matches(['`', '~']);
        let is_fence = text.starts_with("```") || text.starts_with("~~~");
        let kinds = ["mermaid", "plantuml", "math", "katex", "dot", "graphviz", "{mermaid}"];
        let is_diagram = is_fence && kinds.iter().any(|kind| info.trim() == *kind);
        if is_diagram || text.trim_end() == "$$" {
            notes.look(&DIAGRAM, &page.from, line.at, text);
        }
    }
}

fn front_matter(page: &Page, source: &Source, notes: &mut Notes) -> Ours {
    let mut front = Ours::of(&page.front, [source.keys, COMMON], notes);
    if let Some(label) = &page.label {
        let own = page.front.text("title").or_else(|| heading(&page.body));
        // What the page calls itself need not be said twice.
        if own.as_ref() != Some(label) {
            front.set_text("title", label);
        }
    }
    if let Some(weight) = page.weight {
        front.set("weight", weight.to_string());
    }
    if !page.aliases.is_empty() {
        let aliases: Vec<String> = page.aliases.iter().map(|alias| quoted(alias)).collect();
        front.set("aliases", format!("[{}]", aliases.join(", ")));
    }
    if page.hidden {
        front.set("hidden", "true".to_owned());
    }
    if is_unpublished(page) {
        front.set("draft", "true".to_owned());
    }
    front
}

/// Whether a page is not published yet: it says so, or lies where Jekyll keeps those.
fn is_unpublished(page: &Page) -> bool {
    let is_draft = page.from.split('/').any(|name| name == "_drafts");
    is_draft || page.front.get("published") == Some(&crate::yaml::Value::Bool(false))
}

fn quoted(alias: &str) -> String {
    crate::yaml::scalar_text(&format!("/{alias}/"))
}

/// Whether a file lies where the pages lie, or where the tool takes files from.
pub(super) fn is_beside_pages(path: &str, site: &Site) -> bool {
    let settings = &site.settings;
    let tops = settings.statics.iter().chain([&settings.docs]);
    let mut inside = tops.map(|top| top.is_empty() || path.starts_with(&format!("{top}/")));
    // What begins so is the tool's own.
    let is_of_tool = path.split('/').any(|part| part.starts_with(['.', '_']));
    inside.any(|is_inside| is_inside) && !is_of_tool
}
