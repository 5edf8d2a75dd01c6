//! Docusaurus, from its second version.

use std::collections::BTreeMap;

use super::super::data::{self, at, entries, items, text_at};
use super::super::front::KeyUse;
use super::super::literal::after_key;
use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, by_file, of_folders};
use super::super::site::{
    Brand, Nav, Page, Settings, Site, each_page, is_opening, join, numbered, stem_of, walked,
};
use super::super::tree::Tree;
use super::{
    ELSEWHERE, NO_PAGE, NOT_SHOWN, Order, PROGRAM, Source, Texts, brand, dialects, first_of,
    in_its_place,
};
use crate::url::{file_of, folder_of};
use crate::yaml::Value;

pub(super) static SOURCE: Source = Source {
    name: "docusaurus",
    title: "Docusaurus",
    told_by,
    settings,
    texts: Texts::Markdown,
    no_page: |path, _| path.split('/').any(|name| name.starts_with('_')).then_some(NOT_SHOWN),
    place: in_its_place,
    addresses,
    order,
    keys: &[
        ("id", KeyUse::Done),
        ("slug", KeyUse::Done),
        ("sidebar_position", KeyUse::Done),
        ("sidebar_label", KeyUse::Done),
        ("unlisted", KeyUse::Is("hidden")),
        ("hide_title", KeyUse::Theme),
        ("hide_table_of_contents", KeyUse::Theme),
        ("toc_min_heading_level", KeyUse::Theme),
        ("toc_max_heading_level", KeyUse::Theme),
        ("pagination_next", KeyUse::Theme),
        ("pagination_prev", KeyUse::Theme),
        ("pagination_label", KeyUse::Theme),
        ("custom_edit_url", KeyUse::Theme),
        ("displayed_sidebar", KeyUse::Theme),
        ("sidebar_class_name", KeyUse::Theme),
    ],
    dialect: &dialects::MDX,
    drops_numbers: true,
};

fn told_by(tree: &Tree) -> Option<String> {
    let endings = ["js", "ts", "mjs", "cjs"];
    first_of(tree, &endings.map(|ending| format!("docusaurus.config.{ending}")))
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let script = told_by(tree).and_then(|file| tree.text(&file, notes)).unwrap_or_default();
    let text = |key| after_key(&script, key).and_then(|value| value.scalar());
    let base = text("baseUrl").unwrap_or_default();
    let route = text("routeBasePath").unwrap_or_else(|| "docs".to_owned());

    let path = text("path").and_then(|path| walked("", &path));
    let is_folder = |path: &String| tree.below(path).next().is_some();
    Settings {
        docs: path.filter(is_folder).unwrap_or_else(|| "docs".to_owned()),
        title: text("title"),
        description: text("tagline"),
        language: text("defaultLocale"),
        statics: vec!["static".to_owned()],
        prefix: base.trim_matches('/').to_owned(),
        route: route.trim_matches('/').to_owned(),
        brand: look(tree, &script, notes),
        ..Settings::default()
    }
}

fn look(tree: &Tree, script: &str, notes: &mut Notes) -> Brand {
    let logo = after_key(script, "logo").unwrap_or(Value::Null);
    let icon = after_key(script, "favicon").and_then(|icon| icon.scalar());
    let styles = ["src/css/custom.css".to_owned(), "src/css/custom.scss".to_owned()];
    let accent = brand::of_styles(tree, &styles, &["--ifm-color-primary"]);

    let tops = ["static"];
    let mut picture =
        |key| text_at(&logo, key).and_then(|logo| brand::picture(tree, &logo, &tops, notes));
    Brand {
        logo: picture("src"),
        logo_dark: picture("srcDark"),
        favicon: icon.and_then(|icon| brand::icon(tree, &icon, &tops)),
        accent: accent.and_then(|accent| brand::color(&accent, notes)),
        accent_dark: None,
    }
}

/// A path without the numbers before its names.
fn plain(path: &str) -> String {
    let names = path.split('/').map(|name| numbered(name).map_or(name, |(_, rest)| rest));
    names.collect::<Vec<_>>().join("/")
}

/// The name that a page has in sidebars and, for lack of another, in its address.
fn id_of(page: &Page) -> String {
    let stem = page.front.text("id").unwrap_or_else(|| plain(stem_of(&page.path)));
    join(&plain(folder_of(&page.path)), &stem)
}

fn addresses(page: &Page, settings: &Settings) -> Vec<String> {
    let folder = plain(folder_of(&page.path));
    let stem = plain(stem_of(&page.path));
    let path = match page.front.text("slug") {
        Some(slug) if slug.starts_with('/') => slug.trim_matches('/').to_owned(),
        Some(slug) => walked(&folder, &slug).unwrap_or(slug),
        None if is_opening(&stem) || file_of(&folder) == stem => folder,
        None => id_of(page),
    };
    vec![join(&settings.route, &path)]
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let ids = site.pages.iter().enumerate().map(|(at, page)| (id_of(page), at)).collect();
    let sidebars = Sidebars { tree, site, ids };
    let names = ["sidebars.js", "sidebars.ts", "sidebars.json", "sidebars.cjs", "sidebars.mjs"];
    let Some(file) = first_of(tree, &names) else {
        return Order { nav: sidebars.folder("", notes), hides_others: false };
    };

    let script = tree.text(&file, notes).unwrap_or_default();
    let Some(value) = super::super::literal::read(&script) else {
        notes.look_at_file(&PROGRAM, &file, "it is more than a list");
        return Order { nav: sidebars.folder("", notes), hides_others: false };
    };
    let all = entries(&value);
    let mut nav = Vec::new();
    for sidebar in all {
        let items = sidebars.items(&sidebar.value.value, &file, 0, notes);
        match all.len() {
            1 => nav.extend(items),
            _ => nav.push(Nav::Group {
                label: super::super::order::titled(&sidebar.key),
                own: None,
                items,
            }),
        }
    }
    Order { nav, hides_others: true }
}

/// Reads what the sidebars list.
struct Sidebars<'s> {
    tree: &'s Tree,
    site: &'s Site,
    /// Pages by their ids.
    ids: BTreeMap<String, usize>,
}

impl Sidebars<'_> {
    fn items(&self, list: &Value, file: &str, depth: usize, notes: &mut Notes) -> Vec<Nav> {
        // A group of keys is short for categories.
        let shorthand = |list: &Value, notes: &mut Notes| {
            let categories = entries(list).iter();
            let groups = categories.map(|category| Nav::Group {
                label: category.key.clone(),
                own: None,
                items: self.items(&category.value.value, file, depth + 1, notes),
            });
            groups.collect::<Vec<_>>()
        };
        if depth > 40 {
            return Vec::new();
        }
        if matches!(list, Value::Map(_)) {
            return shorthand(list, notes);
        }

        let mut nav = Vec::new();
        for item in items(list) {
            match text_at(item, "type").as_deref() {
                None if matches!(item, Value::Map(_)) => nav.extend(shorthand(item, notes)),
                None => {
                    nav.extend(self.page(&item.scalar().unwrap_or_default(), None, file, notes))
                }
                Some("doc" | "ref") => {
                    let id = text_at(item, "id").unwrap_or_default();
                    nav.extend(self.page(&id, text_at(item, "label"), file, notes));
                }
                Some("category") => nav.push(self.category(item, file, depth, notes)),
                Some("autogenerated") => {
                    let folder = text_at(item, "dirName").unwrap_or_default();
                    let folder = walked("", &folder).unwrap_or_default();
                    nav.extend(self.folder(&folder, notes));
                }
                Some(_) => {
                    let label = text_at(item, "label").unwrap_or_default();
                    let target = text_at(item, "href").unwrap_or_default();
                    let shown = format!("{label}: {target}");
                    notes.left_out(ELSEWHERE, shown);
                }
            }
        }
        nav
    }

    fn category(&self, item: &Value, file: &str, depth: usize, notes: &mut Notes) -> Nav {
        let label = text_at(item, "label").unwrap_or_default();
        let own = text_at(item, "link/id").and_then(|id| self.ids.get(&id).copied());
        let empty = Value::Null;
        let list = at(item, "items").unwrap_or(&empty);
        Nav::Group { label, own, items: self.items(list, file, depth + 1, notes) }
    }

    fn page(&self, id: &str, label: Option<String>, file: &str, notes: &mut Notes) -> Option<Nav> {
        let page = self.ids.get(id).copied().or_else(|| self.site.meant(id));
        let Some(page) = page else {
            notes.look_at_file(&NO_PAGE, file, id);
            return None;
        };
        let label = label.or_else(|| self.site.pages[page].front.text("sidebar_label"));
        Some(Nav::Page { page, label })
    }

    /// The order of a folder, by `sidebar_position` and `_category_.json`.
    fn folder(&self, folder: &str, notes: &mut Notes) -> Vec<Nav> {
        let infos = categories(self.tree, &self.site.settings.docs, notes);
        let weight = |page: &Page| position(page.front.get("sidebar_position"));
        let info = |folder: &str| infos.get(folder).cloned().unwrap_or_default();
        let ranking = Ranking { weight: &weight, name: &by_file, info: &info };
        let mut nav = of_folders(self.site, folder, &ranking);
        each_page(&mut nav, &mut |page, label| {
            *label = self.site.pages[page].front.text("sidebar_label");
        });
        nav
    }
}

fn position(value: Option<&Value>) -> Option<f64> {
    value?.scalar()?.parse().ok()
}

/// What `_category_.json` and `_category_.yml` say, by folder.
fn categories(tree: &Tree, docs: &str, notes: &mut Notes) -> BTreeMap<String, FolderInfo> {
    let is_category = |path: &&str| file_of(path).starts_with("_category_.");
    let files: Vec<String> = tree.below(docs).filter(is_category).map(str::to_owned).collect();
    let mut infos = BTreeMap::new();
    for file in files {
        let value = data::read(tree, &file, notes);
        let folder = folder_of(&file).strip_prefix(docs).unwrap_or_default();
        let info = FolderInfo {
            label: text_at(&value, "label"),
            weight: position(at(&value, "position")),
        };
        infos.insert(folder.trim_matches('/').to_owned(), info);
    }
    infos
}
