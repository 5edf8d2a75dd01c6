//! Hugo, with the themes that handbooks have.

use super::super::data::{self, at, entries, items, text_at};
use super::super::front::KeyUse;
use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, latest_first, of_folders, title_of};
use super::super::site::{
    Brand, Nav, Page, Settings, Site, is_opening, is_page, join, plain_address, stem_of, walked,
};
use super::super::tree::Tree;
use super::permalinks::{Parts, filled};
use super::{
    ELSEWHERE, NO_PAGE, NOT_SHOWN, OTHER_LANGUAGE, OUTSIDE, Order, Source, Texts, brand, dialects,
    first_of,
};
use crate::url::{self, folder_of};
use crate::yaml::{Value, YamlEntry};

pub(super) static SOURCE: Source = Source {
    name: "hugo",
    title: "Hugo",
    told_by: config,
    settings,
    texts: Texts::Markdown,
    no_page,
    place,
    addresses,
    order,
    keys: &[
        ("slug", KeyUse::Done),
        ("url", KeyUse::Done),
        ("linkTitle", KeyUse::Done),
        ("linktitle", KeyUse::Done),
        ("menu", KeyUse::Done),
        ("menus", KeyUse::Done),
        ("toc_hide", KeyUse::Is("hidden")),
        ("bookHidden", KeyUse::Is("hidden")),
        ("type", KeyUse::Theme),
        ("layout", KeyUse::Theme),
        ("toc", KeyUse::Theme),
        ("math", KeyUse::Theme),
        ("no_list", KeyUse::Theme),
        ("simple_list", KeyUse::Theme),
        ("hide_summary", KeyUse::Theme),
        ("hide_feedback", KeyUse::Theme),
        ("outputs", KeyUse::Theme),
        ("sitemap", KeyUse::Theme),
        ("chapter", KeyUse::Theme),
        ("bookToc", KeyUse::Theme),
        ("bookComments", KeyUse::Theme),
        ("bookSearchExclude", KeyUse::Theme),
        ("bookFlatSection", KeyUse::Theme),
        ("bookCollapseSection", KeyUse::Theme),
        ("geekdocCollapseSection", KeyUse::Theme),
        ("cascade", KeyUse::Theme),
    ],
    dialect: &dialects::HUGO,
    drops_numbers: false,
};

const ENDINGS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// The file of the settings. Those called `config` may be another tool's.
fn config(tree: &Tree) -> Option<String> {
    let own = ENDINGS.map(|ending| format!("hugo.{ending}"));
    let default = ENDINGS.map(|ending| format!("config/_default/hugo.{ending}"));
    let older = ENDINGS.map(|ending| format!("config/_default/config.{ending}"));

    let known = first_of(tree, &own).or_else(|| first_of(tree, &default));
    known.or_else(|| first_of(tree, &older)).or_else(|| {
        let file = first_of(tree, &ENDINGS.map(|ending| format!("config.{ending}")))?;
        let text = tree.text(&file, &mut Notes::default())?.to_lowercase();

        // Zola and others call theirs `config` too, with other keys in it.
        let is_hugo = text.contains("baseurl") || text.contains("languagecode");
        (is_hugo && tree.below("content").next().is_some()).then_some(file)
    })
}

/// All settings, with their keys in small letters, as Hugo reads them.
fn config_of(tree: &Tree, notes: &mut Notes) -> Value {
    let Some(file) = config(tree) else { return Value::Map(Vec::new()) };

    // Keys may be written in capitals or not, and are looked for in small letters.
    let mut all = small(&data::read(tree, &file, notes));

    let folder = folder_of(&file);
    let parts = ["languages", "menus", "menu", "params", "permalinks"];
    for part in parts.into_iter().filter(|_| !folder.is_empty()) {
        let names = ENDINGS.map(|ending| format!("{folder}/{part}.{ending}"));
        if let (Some(name), Value::Map(entries)) = (first_of(tree, &names), &mut all) {
            entries.push(data::entry(part, small(&data::read(tree, &name, notes))));
        }
    }
    all
}

fn small(value: &Value) -> Value {
    match value {
        Value::Map(pairs) => {
            let small = |pair: &YamlEntry| {
                data::entry(pair.key.to_lowercase(), self::small(&pair.value.value))
            };
            Value::Map(pairs.iter().map(small).collect())
        }
        Value::List(_) => data::list(items(value).map(small)),
        other => other.clone(),
    }
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = config_of(tree, notes);
    let file = self::config(tree).unwrap_or_default();

    let language = text_at(&config, "defaultcontentlanguage").unwrap_or_else(|| "en".to_owned());
    let of_language = |key: &str| text_at(&config, &format!("languages/{language}/{key}"));

    let wanted = of_language("contentdir").or_else(|| text_at(&config, "contentdir"));
    let wanted = wanted.unwrap_or_else(|| "content".to_owned());
    let docs = Some(&wanted).filter(|path| !path.starts_with('/'));
    let docs = docs.and_then(|path| walked("", path)).unwrap_or_else(|| {
        notes.look_at_file(&OUTSIDE, &file, &format!("contentDir: {wanted}"));
        "content".to_owned()
    });
    // Some keep their pages in a folder of the language without saying so.
    let of_tongue = join(&docs, &language);

    let others = at(&config, "languages").map(entries).unwrap_or_default().iter();
    let others: Vec<String> =
        others.map(|entry| entry.key.clone()).filter(|other| *other != language).collect();
    let is_folder = !others.is_empty() && tree.below(&of_tongue).next().is_some();
    for other in &others {
        let beside = text_at(&config, &format!("languages/{other}/contentdir"));
        let beside = beside.or_else(|| is_folder.then(|| join(&docs, other)));
        let folder = beside.and_then(|folder| walked("", &folder)).filter(|it| !it.is_empty());
        for path in folder.iter().flat_map(|folder| tree.below(folder)).filter(|it| is_page(it)) {
            notes.left_out(OTHER_LANGUAGE, path);
        }
    }

    let in_folder = at(&config, "defaultcontentlanguageinsubdir") == Some(&Value::Bool(true));
    let statics = at(&config, "staticdir").map(data::texts);
    let mut statics = statics.unwrap_or_else(|| vec!["static".to_owned()]);
    statics.push("assets".to_owned());

    let base = text_at(&config, "baseurl").map(|site| url::path_of_site(&site));
    let tongue = text_at(&config, "languagecode").or_else(|| of_language("languagecode"));
    Settings {
        title: of_language("title").or_else(|| text_at(&config, "title")),
        description: text_at(&config, "params/description"),
        language: tongue.or(Some(language.clone())),
        prefix: base.unwrap_or_default().trim_matches('/').to_owned(),
        route: if in_folder { language } else { String::new() },
        snippets: vec![String::new(), docs.clone()],
        docs: if is_folder { of_tongue } else { docs },
        statics: statics.iter().filter_map(|folder| walked("", folder)).collect(),
        has_html_addresses: at(&config, "uglyurls") == Some(&Value::Bool(true)),
        has_relative_aliases: true,
        other_languages: others,
        permalinks: patterns(&config),
        values: values(&config),
        brand: look(tree, &config, notes),
        ..Settings::default()
    }
}

/// The patterns of addresses, by section.
fn patterns(config: &Value) -> std::collections::BTreeMap<String, String> {
    let all = at(config, "permalinks").map(entries).unwrap_or_default().iter();
    let of_pages = at(config, "permalinks/page").map(entries).unwrap_or_default().iter();
    // Newer sites name the kind of page before the section.
    let all = all.chain(of_pages);
    all.filter_map(|entry| Some((entry.key.clone(), entry.value.value.scalar()?))).collect()
}

fn values(config: &Value) -> std::collections::BTreeMap<String, String> {
    let all = at(config, "params").map(entries).unwrap_or_default().iter();
    all.filter_map(|entry| Some((entry.key.clone(), entry.value.value.scalar()?))).collect()
}

fn look(tree: &Tree, config: &Value, notes: &mut Notes) -> Brand {
    let text =
        |keys: &[&str]| keys.iter().find_map(|key| text_at(config, &format!("params/{key}")));
    let logo = text(&["logo", "booklogo", "navbar/logo/path", "ui/logo", "site_logo"]);
    let icon = text(&["favicon", "faviconfile"]).unwrap_or_else(|| "favicon.ico".to_owned());
    let accent = text(&["accent", "accentcolor", "primarycolor", "color/primary", "themecolor"]);

    let tops = ["static", "assets", ""];
    Brand {
        logo: logo.and_then(|logo| brand::picture(tree, &logo, &tops, notes)),
        favicon: brand::icon(tree, &icon, &tops),
        accent: accent.and_then(|accent| brand::color(&accent, notes)),
        ..Brand::default()
    }
}

/// The name of a page without the language in it, and the language: `pairing.de`.
fn tongue<'n>(stem: &'n str, settings: &Settings) -> (&'n str, Option<&'n str>) {
    let Some((name, tongue)) = stem.rsplit_once('.') else { return (stem, None) };

    // The tag may say more than the name of a file does: `en-gb` and `.en`.
    let own = settings.language.as_deref().unwrap_or_default();
    let own = own.split('-').next().unwrap_or_default();
    let is_known = settings.other_languages.iter().any(|other| other == tongue);
    let is_own = tongue == own || settings.language.as_deref() == Some(tongue);
    if is_own || is_known { (name, Some(tongue)) } else { (stem, None) }
}

fn no_page(path: &str, settings: &Settings) -> Option<&'static str> {
    let (_, language) = tongue(stem_of(path), settings);

    let is_other = |name: &str| settings.other_languages.iter().any(|other| other == name);
    let first = path.split('/').next().unwrap_or_default();
    if language.is_some_and(is_other) || (path.contains('/') && is_other(first)) {
        return Some(OTHER_LANGUAGE);
    }
    (path == "404.md").then_some(NOT_SHOWN)
}

fn place(path: &str, settings: &Settings) -> String {
    let (name, language) = tongue(stem_of(path), settings);
    match language {
        Some(_) => {
            let ending = path.rsplit_once('.').map_or("md", |(_, ending)| ending);
            join(folder_of(path), &format!("{name}.{ending}"))
        }
        None => path.to_owned(),
    }
}

fn addresses(page: &Page, settings: &Settings) -> Vec<String> {
    let usual = address(page, settings);
    let route = &settings.route;
    vec![if route.is_empty() { usual } else { join(route, &usual) }]
}

fn address(page: &Page, settings: &Settings) -> String {
    if let Some(url) = page.front.text("url") {
        return url.trim_matches('/').to_owned();
    }

    let stem = stem_of(&page.path);
    let folder = folder_of(&page.path).to_lowercase().replace(' ', "-");
    let bundle = is_opening(stem) && stem != "_index";
    // A section is called as its folder is.
    let slug = page.front.text("slug").filter(|_| stem != "_index");
    let plain = plain_address(&page.path).to_lowercase().replace(' ', "-");
    let name = slug.clone().unwrap_or_else(|| crate::url::file_of(&plain).to_owned());

    let section = plain.split('/').next().unwrap_or_default().to_owned();
    let pattern = settings.permalinks.get(&section).filter(|_| stem != "_index");

    let date = page.front.text("date").unwrap_or_default();
    let parts = Parts {
        date: &date,
        name: &name,
        path: &plain,
        collection: &section,
        sections: &folder,
        ..Parts::default()
    };
    if let Some(address) = pattern.and_then(|pattern| filled(pattern, &parts)) {
        return address;
    }

    let folder = if bundle { folder_of(&folder).to_owned() } else { folder };
    let path = if slug.is_some() { join(&folder, &name) } else { plain };
    let is_html = settings.has_html_addresses && stem != "_index" && !path.is_empty();
    if is_html { format!("{path}.html") } else { path }
}

fn label(page: &Page) -> Option<String> {
    page.front.text("linkTitle").or_else(|| page.front.text("linktitle"))
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    // A weight of nought is none.
    let weight = |page: &Page| {
        let weight = page.front.number("weight").filter(|weight| *weight != 0)?;
        Some(weight as f64)
    };

    // Between equals Hugo puts the latest first, and then sorts by title.
    let name = |page: &Page| {
        let date = page.front.text("date");
        let title = label(page).or_else(|| title_of(page)).unwrap_or_default();
        Some(format!("{} {title} {}", latest_first(date.as_deref()), page.path))
    };

    let info = |folder: &str| {
        let own = site.opening(folder).map(|own| &site.pages[own]);
        FolderInfo { label: own.and_then(label), weight: None }
    };

    let ranking = Ranking { weight: &weight, name: &name, info: &info };
    let mut nav = of_folders(site, "", &ranking);
    super::super::site::each_page(&mut nav, &mut |page, shown| *shown = label(&site.pages[page]));

    let menu = Menu::read(tree, site, notes);
    Order { nav: menu.first(nav, site, notes), hides_others: false }
}

/// An entry of the menu.
#[derive(Clone, Debug)]
struct Entry {
    /// The name by which others lie below it.
    id: String,
    label: String,
    target: String,
    parent: String,
    weight: i64,
    /// The page that says so itself.
    page: Option<usize>,
}

/// What stands in the menu of the site.
struct Menu {
    entries: Vec<Entry>,
    file: String,
}

impl Menu {
    fn read(tree: &Tree, site: &Site, notes: &mut Notes) -> Self {
        let config = config_of(tree, notes);
        let lists = ["menus/main", "menu/main"].iter().filter_map(|path| at(&config, path));
        let mut all: Vec<Entry> = lists.flat_map(items).map(|item| entry(item, None)).collect();

        for (at, page) in site.pages.iter().enumerate() {
            for key in ["menu", "menus"] {
                // `menu: main`, `menu: [main]` or `menu: {main: {weight: 1}}`.
                let is_named = page.front.texts(key).iter().any(|name| name == "main");
                let of_page = page.front.get(&format!("{key}/main")).cloned();
                let own = of_page.or_else(|| is_named.then(|| Value::Map(Vec::new())));
                if let Some(own) = own {
                    let mut entry = entry(&small(&own), Some(at));
                    if entry.label.is_empty() {
                        entry.label = label(page).or_else(|| title_of(page)).unwrap_or_default();
                    }
                    all.push(entry);
                }
            }
        }

        // A weight of nought is none here, too.
        all.sort_by_key(|entry| if entry.weight == 0 { i64::MAX } else { entry.weight });
        Self { entries: all, file: self::config(tree).unwrap_or_default() }
    }

    /// The navigation with what the menu names before all else.
    fn first(&self, mut nav: Vec<Nav>, site: &Site, notes: &mut Notes) -> Vec<Nav> {
        let tops: Vec<&Entry> =
            self.entries.iter().filter(|entry| entry.parent.is_empty()).collect();
        let mut arranged = Vec::new();
        for entry in tops {
            let below = self.entries.iter().filter(|other| {
                !other.parent.is_empty() && [&entry.id, &entry.label].contains(&&other.parent)
            });
            let below: Vec<Nav> =
                below.filter_map(|entry| self.taken(entry, &mut nav, site, notes)).collect();

            let own = self.taken(entry, &mut nav, site, notes);
            arranged.extend(match (own, below.is_empty()) {
                (own, true) => own,
                (Some(Nav::Page { page, .. }), false) => {
                    Some(Nav::Group { label: entry.label.clone(), own: Some(page), items: below })
                }
                (Some(Nav::Group { label, own, mut items }), false) => {
                    items.splice(0..0, below);
                    Some(Nav::Group { label, own, items })
                }
                (None, false) => {
                    Some(Nav::Group { label: entry.label.clone(), own: None, items: below })
                }
            });
        }

        // The home page stays before all.
        let has_home = matches!(nav.first(), Some(Nav::Page { page, .. })
            if Some(*page) == site.opening(""));
        nav.splice(usize::from(has_home)..usize::from(has_home), arranged);
        nav
    }

    /// Takes what an entry names out of the navigation. A page further down stays where it is.
    fn taken(
        &self,
        entry: &Entry,
        nav: &mut Vec<Nav>,
        site: &Site,
        notes: &mut Notes,
    ) -> Option<Nav> {
        let target = entry.target.trim();
        if target.contains("://") || target.starts_with("mailto:") {
            notes.left_out(ELSEWHERE, format!("{}: {target}", entry.label));
            return None;
        }

        let path = target.split('#').next().unwrap_or_default().trim_matches('/');
        let named = || Some(path).filter(|path| !path.is_empty()).and_then(|path| site.meant(path));
        let page = entry.page.or_else(named);

        let is_meant = |item: &Nav| match item {
            Nav::Page { page: own, .. } => Some(*own) == page,
            Nav::Group { own: Some(own), .. } => Some(*own) == page,
            Nav::Group { own: None, items, .. } => items.iter().any(|item| {
                matches!(item, Nav::Page { page, .. }
                    if folder_of(&site.pages[*page].path) == path)
            }),
        };

        let Some(place) = nav.iter().position(is_meant) else {
            let is_nowhere = page.is_none() && !path.is_empty();
            if is_nowhere {
                notes.look_at_file(&NO_PAGE, &self.file, &format!("{}: {target}", entry.label));
            }
            return None;
        };

        // The home page is named by many menus, and is first anyway.
        if Some(place) == Some(0) && page.is_some() && page == site.opening("") {
            return None;
        }

        let mut item = nav.remove(place);
        if !entry.label.is_empty() {
            match &mut item {
                Nav::Page { label, .. } => *label = Some(entry.label.clone()),
                Nav::Group { label, .. } => label.clone_from(&entry.label),
            }
        }
        Some(item)
    }
}

fn entry(item: &Value, page: Option<usize>) -> Entry {
    let text = |key: &str| text_at(item, key).unwrap_or_default();
    let label = text("name");
    let id = text_at(item, "identifier").unwrap_or_else(|| label.clone());

    let target = text_at(item, "pageref").unwrap_or_else(|| text("url"));
    let weight = text("weight").parse().unwrap_or(0);
    Entry { id, label, target, parent: text("parent"), weight, page }
}
