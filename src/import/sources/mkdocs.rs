//! MkDocs, Material for MkDocs and Zensical.

use std::collections::BTreeMap;

use super::super::data::{self, at, entries, items, text_at};
use super::super::front::KeyUse;
use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, by_file, of_folders};
use super::super::site::{
    Brand, Nav, Page, Settings, Site, each_page, is_opening, is_page, join, stem_of, walked,
};
use super::super::text::includes;
use super::super::tree::Tree;
use super::{
    ELSEWHERE, NO_FILE, OUTSIDE, Order, Source, Texts, brand, dialects, first_of, in_its_place,
};
use crate::url::{self, file_of, folder_of};
use crate::yaml::Value;

pub(super) static SOURCE: Source = Source {
    name: "mkdocs",
    title: "MkDocs (Material, Zensical)",
    told_by: config,
    settings,
    texts: Texts::Markdown,
    no_page: |_, _| None,
    place: in_its_place,
    addresses,
    order,
    keys: &[
        ("hide", KeyUse::Theme),
        ("icon", KeyUse::Theme),
        ("template", KeyUse::Theme),
        ("status", KeyUse::Theme),
        ("search", KeyUse::Theme),
    ],
    dialect: &dialects::PYTHON,
    drops_numbers: false,
};

fn config(tree: &Tree) -> Option<String> {
    first_of(tree, &["mkdocs.yml", "mkdocs.yaml", "zensical.toml"])
}

/// What the settings say; those of Zensical stand under `project`.
fn config_of(tree: &Tree, notes: &mut Notes) -> Value {
    let Some(file) = config(tree) else { return Value::Map(Vec::new()) };
    let value = data::read(tree, &file, notes);
    at(&value, "project").cloned().unwrap_or(value)
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = config_of(tree, notes);
    let file = self::config(tree).unwrap_or_default();

    let wanted = text_at(&config, "docs_dir").unwrap_or_else(|| "docs".to_owned());
    let is_inside = |path: &&String| !path.starts_with('/') && !path.contains(':');
    let docs = Some(&wanted).filter(is_inside).and_then(|path| walked("", path));
    let docs = docs.unwrap_or_else(|| {
        notes.look_at_file(&OUTSIDE, &file, &format!("docs_dir: {wanted}"));
        "docs".to_owned()
    });

    let prefix = text_at(&config, "site_url").map(|site| url::path_of_site(&site));
    Settings {
        title: text_at(&config, "site_name"),
        description: text_at(&config, "site_description"),
        language: text_at(&config, "theme/language"),
        prefix: prefix.unwrap_or_default().trim_matches('/').to_owned(),
        snippets: snippets(&config),
        brand: look(tree, &config, &docs, notes),
        redirects: redirects(&config),
        has_html_addresses: at(&config, "use_directory_urls") == Some(&Value::Bool(false)),
        docs,
        ..Settings::default()
    }
}

fn look(tree: &Tree, config: &Value, docs: &str, notes: &mut Notes) -> Brand {
    let tops = [docs];
    let logo = text_at(config, "theme/logo").or_else(|| text_at(config, "theme/icon/logo"));
    let icon = text_at(config, "theme/favicon").unwrap_or_else(|| "img/favicon.ico".to_owned());

    // One palette, or one for light pages and one for dark ones.
    let palette = at(config, "theme/palette");
    let listed = palette.into_iter().flat_map(items);
    let palettes: Vec<&Value> = palette.into_iter().chain(listed).collect();
    let is_dark = |palette: &&&Value| text_at(palette, "scheme").as_deref() == Some("slate");
    let named = |is_for_dark: bool, notes: &mut Notes| {
        let palette = palettes.iter().filter(|palette| is_dark(palette) == is_for_dark);
        let color = palette.filter_map(|palette| text_at(palette, "primary")).next()?;
        brand::color(&color, notes)
    };
    let styles = at(config, "extra_css").map(data::texts).unwrap_or_default();
    let styles: Vec<String> = styles.iter().filter_map(|path| walked(docs, path)).collect();
    let styled = || brand::of_styles(tree, &styles, &["--md-primary-fg-color"]);
    Brand {
        logo: logo.and_then(|logo| brand::picture(tree, &logo, &tops, notes)),
        favicon: brand::icon(tree, &icon, &tops),
        accent: named(false, notes).or_else(styled),
        accent_dark: named(true, notes),
        ..Brand::default()
    }
}

/// The settings of an extension or a plugin: items are names, or names with settings.
fn options<'v>(config: &'v Value, list: &str, name: &str) -> Option<&'v Value> {
    let list = at(config, list)?;
    at(list, name).or_else(|| items(list).find_map(|item| at(item, name)))
}

fn snippets(config: &Value) -> Vec<String> {
    let options = options(config, "markdown_extensions", "pymdownx.snippets");
    let paths = options.and_then(|options| at(options, "base_path")).map(data::texts);
    let paths = paths.unwrap_or_else(|| vec![".".to_owned()]);
    includes::folders("", &paths)
}

/// The pages that mkdocs-redirects leads to, by earlier address.
fn redirects(config: &Value) -> BTreeMap<String, String> {
    let maps = options(config, "plugins", "redirects").and_then(|it| at(it, "redirect_maps"));
    let pairs = maps.map(entries).unwrap_or_default().iter();
    let inside = pairs.filter_map(|entry| {
        let target = entry.value.value.scalar()?;
        let target = target.split('#').next().unwrap_or_default().to_owned();
        is_page(&target).then(|| (address_of(&entry.key, false), target))
    });
    inside.collect()
}

fn address_of(path: &str, is_html: bool) -> String {
    let (folder, stem) = (folder_of(path), stem_of(path));
    if is_opening(stem) {
        return folder.to_owned();
    }
    let ending = if is_html { ".html" } else { "" };
    join(folder, &format!("{stem}{ending}"))
}

fn addresses(page: &Page, settings: &Settings) -> Vec<String> {
    vec![address_of(&page.path, settings.has_html_addresses)]
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let config = config_of(tree, notes);
    if let Some(nav) = at(&config, "nav").filter(|nav| items(nav).next().is_some()) {
        let file = self::config(tree).unwrap_or_default();
        let reader = NavReader { tree, site, file };
        return Order { nav: reader.list(nav, "", 0, notes), hides_others: true };
    }
    Order { nav: folders(tree, site, "", notes), hides_others: false }
}

/// Reads the `nav:` of the settings, and of awesome-nav's files.
struct NavReader<'s> {
    tree: &'s Tree,
    site: &'s Site,
    file: String,
}

impl NavReader<'_> {
    fn list(&self, list: &Value, folder: &str, depth: usize, notes: &mut Notes) -> Vec<Nav> {
        let mut nav = Vec::new();
        for item in items(list).filter(|_| depth < 40) {
            match item {
                Value::Map(pairs) => {
                    for pair in pairs {
                        match &pair.value.value {
                            list @ Value::List(_) => {
                                let items = self.list(list, folder, depth + 1, notes);
                                nav.push(Nav::Group { label: pair.key.clone(), own: None, items });
                            }
                            one => {
                                let target = one.scalar().unwrap_or_default();
                                nav.extend(self.named(&target, Some(&pair.key), folder, notes));
                            }
                        }
                    }
                }
                one => {
                    let target = one.scalar().unwrap_or_default();
                    nav.extend(self.named(&target, None, folder, notes));
                }
            }
        }
        nav
    }

    /// What an entry names: a page, or all that is in a folder.
    fn named(
        &self,
        target: &str,
        label: Option<&str>,
        folder: &str,
        notes: &mut Notes,
    ) -> Vec<Nav> {
        if target.contains("://") || target.starts_with("mailto:") {
            let shown = format!("{}: {target}", label.unwrap_or("link"));
            notes.left_out(ELSEWHERE, shown);
            return Vec::new();
        }
        let path = walked(folder, target.trim_start_matches('/'));
        if let Some(page) = path.as_deref().and_then(|path| self.site.page(path)) {
            return vec![Nav::Page { page, label: label.map(str::to_owned) }];
        }

        let below = path.as_deref().map(|path| path.trim_end_matches(['*', '/']));
        let inside = below.filter(|below| {
            target.ends_with(['/', '*'])
                && self.site.pages.iter().any(|page| folder_of(&page.path) == *below)
        });
        if let Some(below) = inside {
            let items = folders(self.tree, self.site, below, notes);
            let Some(label) = label else { return items };
            let own = self.site.opening(below);
            return vec![Nav::Group { label: label.to_owned(), own, items }];
        }
        notes.look_at_file(&NO_FILE, &self.file, target);
        Vec::new()
    }
}

/// What awesome-pages says of folders, in their files `.pages` or `.nav.yml`.
#[derive(Default)]
struct Arranged {
    places: BTreeMap<String, f64>,
    /// Where those come that are not named.
    others: BTreeMap<String, f64>,
    labels: BTreeMap<String, String>,
}

impl Arranged {
    fn read(tree: &Tree, docs: &str, notes: &mut Notes) -> Self {
        let mut arranged = Self::default();
        let is_list = |path: &&str| [".pages", ".nav.yml"].contains(&file_of(path));
        let files: Vec<String> = tree.below(docs).filter(is_list).map(str::to_owned).collect();
        for file in files {
            let Some(text) = tree.text(&file, notes) else { continue };
            let Ok(value) = data::from_yaml(&text) else { continue };
            let folder = folder_of(&file).strip_prefix(docs).unwrap_or_default();
            arranged.add(folder.trim_matches('/'), &value);
        }
        arranged
    }

    fn add(&mut self, folder: &str, value: &Value) {
        if let Some(title) = text_at(value, "title") {
            self.labels.insert(folder.to_owned(), title);
        }
        let list = at(value, "nav").or_else(|| at(value, "arrange"));
        for (number, item) in list.iter().flat_map(|list| items(list)).enumerate() {
            let (label, name) = match item {
                Value::Map(pairs) => match pairs.first() {
                    Some(pair) => (Some(&pair.key), pair.value.value.scalar()),
                    None => continue,
                },
                one => (None, one.scalar()),
            };
            let Some(name) = name else { continue };
            if name.starts_with("...") || name == "*" {
                self.others.insert(folder.to_owned(), number as f64);
                continue;
            }
            let path = join(folder, name.trim_end_matches('/'));
            self.places.insert(path.clone(), number as f64);
            if let Some(label) = label {
                self.labels.insert(path, label.clone());
            }
        }
    }

    fn place(&self, path: &str, otherwise: f64) -> Option<f64> {
        let others = self.others.get(folder_of(path)).copied();
        Some(self.places.get(path).copied().or(others).unwrap_or(otherwise))
    }
}

/// The order without `nav:`: a folder's pages by name, then the folders in it, unless files of
/// awesome-pages say otherwise.
fn folders(tree: &Tree, site: &Site, folder: &str, notes: &mut Notes) -> Vec<Nav> {
    let arranged = Arranged::read(tree, &site.settings.docs, notes);
    let weight = |page: &Page| {
        // A page that opens its folder has the folder's place.
        let path = if is_opening(stem_of(&page.path)) { folder_of(&page.path) } else { &page.path };
        arranged.place(path, 1e300)
    };
    let info = |folder: &str| FolderInfo {
        label: arranged.labels.get(folder).cloned(),
        weight: arranged.place(folder, f64::MAX),
    };
    let mut nav =
        of_folders(site, folder, &Ranking { weight: &weight, name: &by_file, info: &info });
    each_page(&mut nav, &mut |page, label| {
        let known = arranged.labels.get(&site.pages[page].path);
        *label = known.cloned().or(label.take());
    });
    nav
}
