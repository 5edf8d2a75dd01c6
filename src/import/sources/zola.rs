//! Zola, whose sites are told from those of Hugo by their `base_url`.

use super::super::data::{self, at, entries, text_at};
use super::super::front::KeyUse;
use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, latest_first, of_folders, title_of};
use super::super::site::{Brand, Page, Settings, Site, is_opening, join, plain_address, stem_of};
use super::super::tree::Tree;
use super::permalinks::dated;
use super::{NOT_SHOWN, OTHER_LANGUAGE, Order, Source, Texts, brand, dialects, first_of};
use crate::url::{self, file_of, folder_of};
use crate::yaml::Value;

pub(super) static SOURCE: Source = Source {
    name: "zola",
    title: "Zola",
    told_by: config,
    settings,
    texts: Texts::Markdown,
    no_page,
    place,
    addresses,
    order,
    keys: &[
        ("slug", KeyUse::Done),
        ("path", KeyUse::Done),
        ("sort_by", KeyUse::Done),
        ("in_search_index", KeyUse::Is("search")),
        ("taxonomies", KeyUse::Is("tags")),
        ("template", KeyUse::Theme),
        ("page_template", KeyUse::Theme),
        ("paginate_by", KeyUse::Theme),
        ("paginate_path", KeyUse::Theme),
        ("insert_anchor_links", KeyUse::Theme),
        ("generate_feed", KeyUse::Theme),
        ("generate_feeds", KeyUse::Theme),
        ("transparent", KeyUse::Theme),
    ],
    dialect: &dialects::ZOLA,
    drops_numbers: false,
};

/// The file of the settings; Hugo's may have the same name, and no `base_url`.
fn config(tree: &Tree) -> Option<String> {
    let file = first_of(tree, &["zola.toml", "config.toml"])?;
    let text = tree.text(&file, &mut Notes::default())?;

    let is_zola = text.lines().any(|line| line.trim_start().starts_with("base_url"));
    (is_zola || file == "zola.toml").then_some(file)
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = config(tree).map_or(Value::Map(Vec::new()), |file| data::read(tree, &file, notes));
    let language = text_at(&config, "default_language");
    let others = at(&config, "languages").map(entries).unwrap_or_default().iter();
    let others = others.map(|entry| entry.key.clone());
    let others = others.filter(|other| Some(other) != language.as_ref()).collect();

    let base = text_at(&config, "base_url").map(|site| url::path_of_site(&site));
    Settings {
        docs: "content".to_owned(),
        title: text_at(&config, "title"),
        description: text_at(&config, "description"),
        language,
        statics: vec!["static".to_owned()],
        prefix: base.unwrap_or_default().trim_matches('/').to_owned(),
        other_languages: others,
        snippets: vec![String::new(), "content".to_owned()],
        brand: look(tree, &config, notes),
        ..Settings::default()
    }
}

fn look(tree: &Tree, config: &Value, notes: &mut Notes) -> Brand {
    let text = |keys: &[&str]| keys.iter().find_map(|key| text_at(config, &format!("extra/{key}")));
    let tops = ["static", ""];

    let icon = text(&["favicon"]).unwrap_or_else(|| "favicon.ico".to_owned());
    let logo = text(&["logo", "logo_src", "logo_path"]);
    let accent = text(&["accent", "accent_color", "theme_color", "primary_color"]);
    Brand {
        logo: logo.and_then(|logo| brand::picture(tree, &logo, &tops, notes)),
        favicon: brand::icon(tree, &icon, &tops),
        accent: accent.and_then(|accent| brand::color(&accent, notes)),
        ..Brand::default()
    }
}

/// Whether a page is in another language: `pairing.fr.md`.
fn no_page(path: &str, settings: &Settings) -> Option<&'static str> {
    let language = stem_of(path).rsplit_once('.').map(|(_, language)| language);

    let is_other = |tongue: &str| settings.other_languages.iter().any(|other| other == tongue);
    if language.is_some_and(is_other) {
        return Some(OTHER_LANGUAGE);
    }
    (path == "404.md").then_some(NOT_SHOWN)
}

/// The day before a name is not in the address.
fn place(path: &str, _: &Settings) -> String {
    match dated(file_of(path)) {
        Some((_, name)) => join(folder_of(path), name),
        None => path.to_owned(),
    }
}

fn addresses(page: &Page, _: &Settings) -> Vec<String> {
    if let Some(path) = page.front.text("path") {
        return vec![path.trim_matches('/').to_owned()];
    }

    let slugs = plain_address(&page.path);
    // The home page has none.
    let names = slugs.split('/').filter(|name| !name.is_empty());
    let slugs = names.map(url::segment).collect::<Vec<_>>().join("/");
    let slug = page.front.text("slug").filter(|_| stem_of(&page.path) != "_index");
    vec![match slug {
        Some(slug) => join(folder_of(&slugs), &slug),
        None => slugs,
    }]
}

/// The day of a page: in its front matter, or before the name of its file.
fn date_of(page: &Page) -> Option<String> {
    let named = || dated(stem_of(&page.from)).map(|(date, _)| date.to_owned());
    page.front.text("date").or_else(named)
}

fn order(_: &Tree, site: &Site, _: &mut Notes) -> Order {
    let sorted = |page: &Page| {
        let opening = site.opening(folder_of(&page.path)).map(|at| &site.pages[at]);
        opening.and_then(|section| section.front.text("sort_by")).unwrap_or_default()
    };
    let is_section = |page: &Page| is_opening(stem_of(&page.path));

    // Sections are in the order of their weights, whatever their pages are sorted by.
    let weight = |page: &Page| {
        let own = page.front.number("weight").map(|weight| weight as f64);
        match (is_section(page), sorted(page).as_str()) {
            (true, _) | (false, "weight") => own,
            // Pages that are sorted by something else come before the sections.
            _ => Some(-1e300),
        }
    };

    let name = |page: &Page| {
        let title = title_of(page).unwrap_or_default();
        Some(match sorted(page).as_str() {
            "date" | "update_date" if !is_section(page) => {
                format!("{} {title}", latest_first(date_of(page).as_deref()))
            }
            "title" | "title_bytes" => title,
            _ => page.path.clone(),
        })
    };

    let ranking = Ranking { weight: &weight, name: &name, info: &|_| FolderInfo::default() };
    Order { nav: of_folders(site, "", &ranking), hides_others: false }
}
