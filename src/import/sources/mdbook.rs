//! mdBook, the tool of the Rust books.

use super::super::data::{self, at, entries, text_at};
use super::super::notes::Notes;
use super::super::site::{Brand, Page, Settings, Site, is_opening, join, stem_of, walked};
use super::super::tree::Tree;
use super::{OUTSIDE, Order, Source, Texts, brand, dialects, in_its_place, summary};
use crate::url::folder_of;

pub(super) static SOURCE: Source = Source {
    name: "mdbook",
    title: "mdBook",
    told_by: |tree| tree.has(CONFIG).then(|| CONFIG.to_owned()),
    settings,
    texts: Texts::Markdown,
    no_page: |_, _| None,
    place: in_its_place,
    addresses,
    order,
    keys: &[],
    dialect: &dialects::MDBOOK,
    drops_numbers: false,
};

const CONFIG: &str = "book.toml";

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = data::read_if_there(tree, CONFIG, notes);
    let wanted = text_at(&config, "book/src").unwrap_or_else(|| "src".to_owned());
    let docs =
        Some(&wanted).filter(|path| !path.starts_with('/')).and_then(|path| walked("", path));
    let docs = docs.unwrap_or_else(|| {
        notes.look_at_file(&OUTSIDE, CONFIG, &format!("src = {wanted}"));
        "src".to_owned()
    });

    let redirects = at(&config, "output/html/redirect").map(entries).unwrap_or_default().iter();
    let redirects = redirects.filter_map(|entry| {
        let target = entry.value.value.scalar().filter(|target| !target.contains("://"))?;
        let from = entry.key.trim_matches('/').to_owned();
        // It leads on from the earlier address, as a link there would.
        let page = walked(folder_of(&from), target.trim_start_matches('/'))?;
        Some((from, page))
    });
    Settings {
        no_pages: vec![join(&docs, "SUMMARY.md")],
        title: text_at(&config, "book/title"),
        description: text_at(&config, "book/description"),
        language: text_at(&config, "book/language"),
        redirects: redirects.collect(),
        has_html_addresses: true,
        brand: Brand {
            favicon: ["svg", "png"]
                .iter()
                .find_map(|end| brand::icon(tree, &format!("theme/favicon.{end}"), &[""])),
            ..Brand::default()
        },
        docs,
        ..Settings::default()
    }
}

fn addresses(page: &Page, _: &Settings) -> Vec<String> {
    let (folder, stem) = (folder_of(&page.path), stem_of(&page.path));
    let is_readme = is_opening(stem) && !stem.eq_ignore_ascii_case("home");
    vec![if is_readme { folder.to_owned() } else { join(folder, &format!("{stem}.html")) }]
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let file = join(&site.settings.docs, "SUMMARY.md");
    let nav = summary::read(tree, &file, site, notes);
    Order { nav, hides_others: true }
}
