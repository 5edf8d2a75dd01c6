//! Starlight, the documentation theme of Astro.

use super::super::data::{self, at, items, text_at};
use super::super::front::KeyUse;
use super::super::literal::after_key;
use super::super::notes::{Advice, Notes};
use super::super::order::{FolderInfo, Ranking, by_file, of_folders};
use super::super::site::{Brand, Nav, Page, Settings, Site, each_page, plain_address, walked};
use super::super::tree::Tree;
use super::{
    ELSEWHERE, NO_PAGE, NOT_SHOWN, Order, PROGRAM, Source, Texts, brand, dialects, first_of,
    in_its_place,
};
use crate::yaml::Value;

pub(super) static SOURCE: Source = Source {
    name: "starlight",
    title: "Starlight (Astro)",
    told_by,
    settings,
    texts: Texts::Markdown,
    no_page,
    place: in_its_place,
    addresses,
    order,
    keys: &[
        ("slug", KeyUse::Done),
        ("sidebar", KeyUse::Done),
        ("template", KeyUse::Theme),
        ("tableOfContents", KeyUse::Theme),
        ("editUrl", KeyUse::Theme),
        ("head", KeyUse::Theme),
        ("pagefind", KeyUse::Theme),
        ("prev", KeyUse::Theme),
        ("next", KeyUse::Theme),
    ],
    dialect: &dialects::MDX,
    drops_numbers: false,
};

static HERO: Advice = Advice {
    found: "Banners of home pages (`hero:`)",
    todo: "What they say is kept under `extra:`, and not shown. Write it into the page.",
};

const DOCS: &str = "src/content/docs";

fn told_by(tree: &Tree) -> Option<String> {
    let names = ["astro.config.mjs", "astro.config.js", "astro.config.ts", "astro.config.mts"];
    first_of(tree, &names).filter(|_| tree.below(DOCS).next().is_some())
}

fn no_page(path: &str, _: &Settings) -> Option<&'static str> {
    let is_part = path.split('/').any(|name| name.starts_with('_'));
    (is_part || path == "404.md").then_some(NOT_SHOWN)
}

fn script(tree: &Tree, notes: &mut Notes) -> String {
    told_by(tree).and_then(|file| tree.text(&file, notes)).unwrap_or_default()
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let script = script(tree, notes);
    let text = |key| after_key(&script, key).and_then(|value| value.scalar());
    Settings {
        docs: DOCS.to_owned(),
        title: text("title"),
        description: text("description"),
        language: text("defaultLocale").filter(|locale| locale != "root"),
        statics: vec!["public".to_owned()],
        brand: look(tree, &script, notes),
        prefix: text("base").unwrap_or_default().trim_matches('/').to_owned(),
        ..Settings::default()
    }
}

fn look(tree: &Tree, script: &str, notes: &mut Notes) -> Brand {
    let logo = after_key(script, "logo").unwrap_or(Value::Null);
    let icon = after_key(script, "favicon").and_then(|icon| icon.scalar());
    let icon = icon.unwrap_or_else(|| "favicon.svg".to_owned());
    let styles = after_key(script, "customCss").map(|list| data::texts(&list)).unwrap_or_default();
    let styles: Vec<String> = styles.iter().filter_map(|path| walked("", path)).collect();
    let accent = brand::of_styles(tree, &styles, &["--sl-color-accent"]);

    let tops = ["", "public"];
    let light = text_at(&logo, "src").or_else(|| text_at(&logo, "light"));
    let mut picture = |logo: String| brand::picture(tree, &logo, &tops, notes);
    Brand {
        logo: light.and_then(&mut picture),
        logo_dark: text_at(&logo, "dark").and_then(picture),
        favicon: brand::icon(tree, &icon, &tops),
        accent: accent.and_then(|accent| brand::color(&accent, notes)),
        accent_dark: None,
    }
}

fn slug_of(page: &Page) -> String {
    if let Some(slug) = page.front.text("slug") {
        return slug.trim_matches('/').to_owned();
    }
    plain_address(&page.path).to_lowercase().replace(' ', "-").replace('.', "")
}

fn addresses(page: &Page, _: &Settings) -> Vec<String> {
    vec![slug_of(page)]
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let file = told_by(tree).unwrap_or_default();
    for page in site.pages.iter().filter(|page| page.front.get("hero").is_some()) {
        let tagline = page.front.text("hero/tagline").unwrap_or_default();
        notes.look_at_file(&HERO, &page.from, &tagline);
    }

    let script = script(tree, notes);
    let sidebar = Sidebar { site, file: &file };
    match after_key(&script, "sidebar") {
        Some(list @ Value::List(_)) => {
            Order { nav: sidebar.items(&list, 0, notes), hides_others: true }
        }
        _ => {
            if script.contains("sidebar:") {
                notes.look_at_file(&PROGRAM, &file, "it is more than a list");
            }
            Order { nav: sidebar.folder(""), hides_others: false }
        }
    }
}

struct Sidebar<'s> {
    site: &'s Site,
    file: &'s str,
}

impl Sidebar<'_> {
    fn items(&self, list: &Value, depth: usize, notes: &mut Notes) -> Vec<Nav> {
        let mut nav = Vec::new();
        for item in items(list).filter(|_| depth < 40) {
            let label = text_at(item, "label");
            if let Some(folder) = text_at(item, "autogenerate/directory") {
                let items = self.folder(&walked("", &folder).unwrap_or_default());
                nav.extend(grouped(label, items));
            } else if let Some(list) = at(item, "items") {
                nav.extend(grouped(label, self.items(list, depth + 1, notes)));
            } else {
                nav.extend(self.page(item, label, notes));
            }
        }
        nav
    }

    fn page(&self, item: &Value, label: Option<String>, notes: &mut Notes) -> Option<Nav> {
        let named = item.scalar().or_else(|| text_at(item, "slug"));
        let target = named.or_else(|| text_at(item, "link")).unwrap_or_default();
        if target.contains("://") {
            let shown = format!("{}: {target}", label.unwrap_or_default());
            notes.left_out(ELSEWHERE, shown);
            return None;
        }
        let slug = target.trim_matches('/');
        let page = self.site.pages.iter().position(|page| slug_of(page) == slug);
        let Some(page) = page else {
            notes.look_at_file(&NO_PAGE, self.file, &target);
            return None;
        };
        let label = label.or_else(|| self.site.pages[page].front.text("sidebar/label"));
        Some(Nav::Page { page, label })
    }

    /// The order of a folder, by `sidebar: {order: …}` and then by name.
    fn folder(&self, folder: &str) -> Vec<Nav> {
        let weight = |page: &Page| page.front.text("sidebar/order")?.parse().ok();
        let ranking = Ranking { weight: &weight, name: &by_file, info: &|_| FolderInfo::default() };
        let mut nav = of_folders(self.site, folder, &ranking);
        each_page(&mut nav, &mut |page, label| {
            *label = self.site.pages[page].front.text("sidebar/label");
        });
        nav
    }
}

fn grouped(label: Option<String>, items: Vec<Nav>) -> Vec<Nav> {
    match label {
        Some(label) => vec![Nav::Group { label, own: None, items }],
        None => items,
    }
}
