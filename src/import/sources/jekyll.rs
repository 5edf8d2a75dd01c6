//! Jekyll, also as GitHub Pages runs it, and with Just the Docs.

use std::collections::BTreeMap;

use super::super::data::{self, at, entries, items, text_at};
use super::super::front::KeyUse;
use super::super::notes::{Advice, Notes};
use super::super::order::{FolderInfo, Ranking, latest_first, of_folders, title_of, titled};
use super::super::site::{Brand, Nav, Page, Settings, Site, is_opening, join, stem_of, walked};
use super::super::tree::Tree;
use super::permalinks::{Parts, dated, filled};
use super::{
    ELSEWHERE, NO_PAGE, NOT_SHOWN, OUTSIDE, Order, Source, Texts, brand, dialects, first_of,
};
use crate::url::{file_of, folder_of};
use crate::yaml::Value;

pub(super) static SOURCE: Source = Source {
    name: "jekyll",
    title: "Jekyll (GitHub Pages, Just the Docs)",
    told_by: config,
    settings,
    texts: Texts::Markdown,
    no_page,
    place,
    addresses,
    order,
    keys: &[
        ("permalink", KeyUse::Done),
        ("published", KeyUse::Done),
        ("nav_order", KeyUse::Done),
        ("parent", KeyUse::Done),
        ("grand_parent", KeyUse::Done),
        ("has_children", KeyUse::Done),
        ("nav_title", KeyUse::Done),
        ("slug", KeyUse::Done),
        ("nav_exclude", KeyUse::Is("hidden")),
        ("layout", KeyUse::Theme),
        ("nav_fold", KeyUse::Theme),
        ("has_toc", KeyUse::Theme),
        ("toc", KeyUse::Theme),
        ("sidebar", KeyUse::Theme),
        ("comments", KeyUse::Theme),
        ("classes", KeyUse::Theme),
    ],
    dialect: &dialects::JEKYLL,
    drops_numbers: false,
};

static HTML: Advice = Advice {
    found: "Pages written in HTML",
    todo: "They are not in the handbook. Write those that readers need in Markdown, in a file that \
           ends in `.md`.",
};

fn config(tree: &Tree) -> Option<String> {
    let names = ["_config.yml", "_config.yaml", "_config.toml"];

    // GitHub Pages publishes the folder `docs`, if it is told to.
    let in_docs = names.map(|name| format!("docs/{name}"));
    first_of(tree, &names).or_else(|| first_of(tree, &in_docs))
}

fn config_of(tree: &Tree, notes: &mut Notes) -> Value {
    config(tree).map_or(Value::Map(Vec::new()), |file| data::read(tree, &file, notes))
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = config_of(tree, notes);
    let file = self::config(tree).unwrap_or_default();
    let top = folder_of(&file);
    let wanted = text_at(&config, "source").unwrap_or_default();
    let docs = walked(top, wanted.trim_start_matches('/')).unwrap_or_else(|| {
        notes.look_at_file(&OUTSIDE, &file, &format!("source: {wanted}"));
        top.to_owned()
    });

    let text = |keys: &[&str]| keys.iter().find_map(|key| text_at(&config, key));
    Settings {
        title: text(&["title", "name"]),
        description: text(&["description", "tagline"]),
        language: text(&["lang", "locale"]).map(|tag| tag.replace('_', "-")),
        prefix: text(&["baseurl"]).unwrap_or_default().trim_matches('/').to_owned(),
        permalinks: patterns(&config),
        values: values(&config),
        snippets: vec![String::new()],
        brand: look(tree, &config, &docs, notes),
        docs,
        ..Settings::default()
    }
}

/// The pattern of each collection, of posts, and of all other pages, by the folder.
fn patterns(config: &Value) -> BTreeMap<String, String> {
    let mut patterns = BTreeMap::new();
    let all = text_at(config, "permalink").unwrap_or_else(|| "date".to_owned());
    patterns.insert(String::new(), all.clone());
    patterns.insert("_posts".to_owned(), of_posts(&all).to_owned());

    let collections = at(config, "collections");

    let named = collections.map(entries).unwrap_or_default().iter();
    let usual = "/:collection/:path:output_ext";
    for entry in named {
        let pattern = text_at(&entry.value.value, "permalink");
        patterns.insert(format!("_{}", entry.key), pattern.unwrap_or_else(|| usual.to_owned()));
    }
    for name in collections.into_iter().flat_map(items).filter_map(Value::scalar) {
        patterns.insert(format!("_{name}"), usual.to_owned());
    }
    // What is said of a folder by `defaults:` is said of its pages.
    for scope in at(config, "defaults").into_iter().flat_map(items) {
        let Some(pattern) = text_at(scope, "values/permalink") else { continue };
        match (text_at(scope, "scope/type"), text_at(scope, "scope/path")) {
            (Some(kind), _) => drop(patterns.insert(format!("_{kind}"), pattern)),
            (None, Some(path)) => {
                patterns.insert(path.trim_matches(['/', '*']).to_owned(), pattern);
            }
            (None, None) => {}
        }
    }
    patterns
}

/// The pattern of posts that one of Jekyll's own words means.
fn of_posts(word: &str) -> &str {
    match word {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    }
}

/// What the settings have to be shown, by its name in templates.
fn values(config: &Value) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for entry in entries(config) {
        if let Some(value) = entry.value.value.scalar() {
            values.insert(format!("site.{}", entry.key), value);
        }
        for inner in entries(&entry.value.value) {
            if let Some(value) = inner.value.value.scalar() {
                values.insert(format!("site.{}.{}", entry.key, inner.key), value);
            }
        }
    }
    values
}

fn look(tree: &Tree, config: &Value, docs: &str, notes: &mut Notes) -> Brand {
    let tops = [docs];
    let logo = text_at(config, "logo").or_else(|| text_at(config, "site_logo"));
    let icon = ["favicon_ico", "favicon"].iter().find_map(|key| text_at(config, key));
    let icon = icon.unwrap_or_else(|| "favicon.ico".to_owned());

    let styles: Vec<String> = tree
        .below(&join(docs, "_sass"))
        .filter(|path| path.ends_with("css"))
        .map(str::to_owned)
        .collect();
    let accent = brand::of_styles(tree, &styles, &["$link-color", "$brand-color"]);
    Brand {
        logo: logo.and_then(|logo| brand::picture(tree, &logo, &tops, notes)),
        favicon: brand::icon(tree, &icon, &tops),
        accent: accent.and_then(|accent| brand::color(&accent, notes)),
        ..Brand::default()
    }
}

/// The folder of a collection that a path goes through, and the rest of the way.
fn collected<'p>(path: &'p str, settings: &Settings) -> Option<(&'p str, &'p str)> {
    let mut at = 0;
    for name in path.split('/') {
        let known = name == "_drafts" || settings.permalinks.contains_key(name);
        if name.starts_with('_') && known {
            return Some((name, path.get(at + name.len() + 1..)?));
        }
        at += name.len() + 1;
    }
    None
}

fn no_page(path: &str, settings: &Settings) -> Option<&'static str> {
    let is_collected = collected(path, settings).is_some();
    let is_kept = path.split('/').any(|name| name.starts_with('_')) && !is_collected;
    let top = path.split('/').next().unwrap_or_default();
    let is_tool = path.contains('/') && ["vendor", "_site"].contains(&top);

    let stem = stem_of(path).to_lowercase();
    let is_about =
        !path.contains('/') && ["404", "license", "licence", "copying"].contains(&&*stem);
    (is_kept || is_tool || is_about).then_some(NOT_SHOWN)
}

/// Without the sign before a collection, of which readers know nothing.
fn place(path: &str, _: &Settings) -> String {
    let names = path.split('/').map(|name| name.strip_prefix('_').unwrap_or(name));
    names.collect::<Vec<_>>().join("/")
}

fn addresses(page: &Page, settings: &Settings) -> Vec<String> {
    if let Some(permalink) = page.front.text("permalink") {
        let parts = Parts { name: stem_of(&page.path), ending: ".html", ..Parts::default() };
        return vec![filled(&permalink, &parts).unwrap_or(permalink)];
    }
    let from = page.from.strip_prefix(settings.docs.as_str()).unwrap_or(&page.from);
    let from = from.trim_start_matches('/');
    if let Some(address) = of_collection(page, from, settings) {
        return vec![address];
    }

    let (folder, stem) = (folder_of(&page.path), stem_of(&page.path));

    let all = settings.permalinks.get("").map_or("date", String::as_str);
    if is_opening(stem) && stem != "home" {
        return vec![folder.to_owned()];
    }

    let is_pretty = all == "pretty" || all.ends_with('/');
    vec![join(folder, &if is_pretty { stem.to_owned() } else { format!("{stem}.html") })]
}

/// Where a page of a collection was, or a post.
fn of_collection(page: &Page, from: &str, settings: &Settings) -> Option<String> {
    let (folder, rest) = collected(from, settings)?;
    let pattern = settings.permalinks.get(folder)?;

    let stem = stem_of(rest);
    let (named, name) = dated(stem).map_or((None, stem), |(date, name)| (Some(date), name));
    let date = page.front.text("date").or_else(|| named.map(str::to_owned)).unwrap_or_default();
    let name = page.front.text("slug").unwrap_or_else(|| name.to_owned());

    let mut categories = page.front.texts("categories");
    categories.extend(page.front.text("category"));
    let categories: Vec<String> = categories.iter().map(|name| crate::url::segment(name)).collect();
    filled(
        pattern,
        &Parts {
            date: &date,
            name: &name,
            path: &join(folder_of(rest), stem),
            collection: folder.trim_start_matches('_'),
            categories: &categories.join("/"),
            ending: ".html",
            ..Parts::default()
        },
    )
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    tell_of_html(tree, site, notes);

    let is_tree = |page: &Page| {
        ["parent", "nav_order", "has_children"].iter().any(|key| page.front.get(key).is_some())
    };
    if site.pages.iter().any(is_tree) {
        return Order { nav: just_the_docs(tree, site, notes), hides_others: true };
    }

    let listed = listed(tree, site, notes);
    if !listed.is_empty() {
        return Order { nav: listed, hides_others: true };
    }

    let weight = |page: &Page| {
        let keys = ["order", "weight", "position", "sidebar_position"];
        keys.iter().find_map(|key| page.front.number(key)).map(|weight| weight as f64)
    };
    // The latest post first; all else by name.
    let name = |page: &Page| {
        let (date, rest) = dated(stem_of(&page.path))?;
        Some(format!("{} {rest}", latest_first(Some(date))))
    };

    let ranking = Ranking { weight: &weight, name: &name, info: &|_| FolderInfo::default() };
    Order { nav: of_folders(site, "", &ranking), hides_others: false }
}

fn tell_of_html(tree: &Tree, site: &Site, notes: &mut Notes) {
    for path in tree.below(&site.settings.docs).filter(|path| path.ends_with(".html")) {
        let is_kept = path.split('/').any(|name| name.starts_with(['_', '.']));
        let begins = || tree.bytes(path, 3).is_ok_and(|bytes| bytes == b"---");
        if !is_kept && file_of(path) != "404.html" && begins() {
            notes.look_at_file(&HTML, path, "a page");
        }
    }
}

/// The navigation of Just the Docs: the pages, then its collections, each under its name.
fn just_the_docs(tree: &Tree, site: &Site, notes: &mut Notes) -> Vec<Nav> {
    let config = config_of(tree, notes);
    let of = |page: &Page| {
        let below = page.from.strip_prefix(site.settings.docs.as_str()).unwrap_or(&page.from);
        let collection = collected(below.trim_start_matches('/'), &site.settings);
        collection.map(|(name, _)| name.to_owned())
    };

    let mut nav = Titles::of(site, &|page| of(page).is_none()).nav(notes);
    for entry in at(&config, "just_the_docs/collections").map(entries).unwrap_or_default() {
        let folder = format!("_{}", entry.key);
        let value = &entry.value.value;
        let label = text_at(value, "name").unwrap_or_else(|| titled(&entry.key));
        let is_out = at(value, "nav_exclude") == Some(&Value::Bool(true));
        let titles = Titles::of(site, &|page| !is_out && of(page).as_deref() == Some(&folder));
        let items = titles.nav(notes);
        if !items.is_empty() {
            nav.push(Nav::Group { label, own: None, items });
        }
    }
    nav
}

/// The place of a page in Just the Docs: by number, else by title.
#[derive(PartialEq, PartialOrd, Debug)]
struct Place {
    number: f64,
    word: String,
    title: String,
}

/// The tree of Just the Docs, in which pages name the title of the one above.
struct Titles<'s> {
    site: &'s Site,
    /// Pages by the title of the one above.
    below: BTreeMap<String, Vec<usize>>,
}

/// Pages below pages; nobody nests this deep.
const MAX_DEPTH: usize = 16;

impl<'s> Titles<'s> {
    fn of(site: &'s Site, is_in: &dyn Fn(&Page) -> bool) -> Self {
        let mut below: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, page) in site.pages.iter().enumerate() {
            let is_out = page.front.get("nav_exclude") == Some(&Value::Bool(true));
            // A page without a title is in no navigation there.
            if page.front.get("title").is_some() && !is_out && is_in(page) {
                let parent = page.front.text("parent").unwrap_or_default();
                below.entry(parent).or_default().push(at);
            }
        }

        for pages in below.values_mut() {
            let key = |at: &usize| Self::place(&site.pages[*at]);
            pages.sort_by(|a, b| {
                let order = key(a).partial_cmp(&key(b));
                order.unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        Self { site, below }
    }

    fn place(page: &Page) -> Place {
        let order = page.front.text("nav_order");
        let number = order.as_ref().and_then(|order| order.parse::<f64>().ok());
        let title = page.front.text("title").unwrap_or_default();
        Place {
            // Words come after numbers, and what says nothing comes last.
            number: number.unwrap_or(if order.is_some() { 1e300 } else { f64::MAX }),
            word: order.filter(|_| number.is_none()).unwrap_or_default(),
            title,
        }
    }

    fn nav(&self, notes: &mut Notes) -> Vec<Nav> {
        let nav = self.items("", "", 0);
        let titles: Vec<String> =
            self.site.pages.iter().filter_map(|page| page.front.text("title")).collect();

        // Else they would be in no navigation, and nobody would know why.
        for (parent, pages) in &self.below {
            if parent.is_empty() || titles.contains(parent) {
                continue;
            }
            for page in pages {
                let from = &self.site.pages[*page].from;
                notes.look_at_file(&NO_PAGE, from, &format!("parent: {parent}"));
            }
        }
        nav
    }

    /// What lies below a title; `above` is the title above that.
    fn items(&self, title: &str, above: &str, depth: usize) -> Vec<Nav> {
        let pages = self.below.get(title).map(Vec::as_slice).unwrap_or_default();
        let mut nav = Vec::new();
        for at in pages.iter().copied().filter(|_| depth < MAX_DEPTH) {
            let page = &self.site.pages[at];
            // Two pages of one title are told apart by what lies above them.
            let grand = page.front.text("grand_parent").unwrap_or_default();
            if !grand.is_empty() && grand != above {
                continue;
            }

            let own = page.front.text("title").unwrap_or_default();
            let label = page.front.text("nav_title");
            let items = if own == title { Vec::new() } else { self.items(&own, title, depth + 1) };
            nav.push(match items.is_empty() {
                true => Nav::Page { page: at, label },
                false => Nav::Group { label: label.unwrap_or(own), own: Some(at), items },
            });
        }
        nav
    }
}

/// The navigation that is kept as data, in the shapes that themes have for it.
fn listed(tree: &Tree, site: &Site, notes: &mut Notes) -> Vec<Nav> {
    let names = ["navigation", "nav", "toc", "sidebar", "docs", "menu", "sidebars"];
    let files = names.iter().flat_map(|name| {
        ["yml", "yaml", "json"]
            .map(|ending| join(&site.settings.docs, &format!("_data/{name}.{ending}")))
    });
    let files: Vec<String> = files.filter(|file| tree.has(file)).collect();
    if let Some(file) = files.first() {
        let value = data::read(tree, file, notes);

        let reader = DataReader { site, file };
        return match &value {
            Value::Map(lists) => {
                // Those with most in them are the sidebar; the others lead to parts of it.
                let mut lists: Vec<_> = lists.iter().map(|list| &list.value.value).collect();
                lists.sort_by_key(|list| {
                    std::cmp::Reverse(reader.list(list, 0, &mut Notes::default()).len())
                });
                lists.first().map(|list| reader.list(list, 0, notes)).unwrap_or_default()
            }
            list => reader.list(list, 0, notes),
        };
    }

    // Minima names pages one by one.
    let config = config_of(tree, notes);
    let pages = at(&config, "header_pages").into_iter().flat_map(items).filter_map(Value::scalar);
    let named: Vec<Nav> = pages
        .filter_map(|path| Some(Nav::Page { page: site.meant(&path)?, label: None }))
        .collect();
    named
}

struct DataReader<'s> {
    site: &'s Site,
    file: &'s str,
}

impl DataReader<'_> {
    fn list(&self, list: &Value, depth: usize, notes: &mut Notes) -> Vec<Nav> {
        let mut nav = Vec::new();
        for item in items(list).filter(|_| depth < MAX_DEPTH) {
            let text = |keys: &[&str]| keys.iter().find_map(|key| text_at(item, key));
            let label = text(&["title", "name", "text", "label"]);
            let target = text(&["url", "link", "href", "path", "page", "output", "doc"]);
            let target = target.or_else(|| item.scalar());
            let keys = [
                "children",
                "items",
                "pages",
                "links",
                "docs",
                "sublinks",
                "folderitems",
                "subfolderitems",
                "subfolders",
            ];
            let below = keys.iter().find_map(|key| at(item, key));
            let items = below.map(|list| self.list(list, depth + 1, notes)).unwrap_or_default();

            let page = target.and_then(|target| self.page(&target, label.as_deref(), notes));
            match (page, items.is_empty()) {
                (Some(page), true) => nav.push(Nav::Page { page, label }),
                (None, true) => {}
                (own, false) => {
                    let label = label.unwrap_or_else(|| {
                        own.and_then(|own| title_of(&self.site.pages[own])).unwrap_or_default()
                    });
                    nav.push(Nav::Group { label, own, items });
                }
            }
        }
        nav
    }

    fn page(&self, target: &str, label: Option<&str>, notes: &mut Notes) -> Option<usize> {
        if target.contains("://") || target.starts_with("mailto:") {
            notes.left_out(ELSEWHERE, format!("{}: {target}", label.unwrap_or("link")));
            return None;
        }

        let path = target.split('#').next().unwrap_or_default().trim_matches('/');
        let old = |page: &Page| page.aliases.iter().any(|alias| alias.trim_matches('/') == path);
        let page = self.site.meant(path).or_else(|| self.site.pages.iter().position(old));
        if page.is_none() {
            notes.look_at_file(&NO_PAGE, self.file, target);
        }
        page
    }
}
