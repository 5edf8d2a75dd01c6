//! GitBook, by what it keeps in a repository.

use super::super::data::{self, at, entries, text_at};
use super::super::front::KeyUse;
use super::super::notes::Notes;
use super::super::site::{Page, Settings, Site, plain_address, walked};
use super::super::tree::Tree;
use super::{OUTSIDE, Order, Source, Texts, dialects, in_its_place, summary};

pub(super) static SOURCE: Source = Source {
    name: "gitbook",
    title: "GitBook",
    told_by,
    settings,
    texts: Texts::Markdown,
    no_page: |_, _| None,
    place: in_its_place,
    addresses,
    order,
    keys: &[
        ("icon", KeyUse::Theme),
        ("cover", KeyUse::Theme),
        ("coverY", KeyUse::Theme),
        ("layout", KeyUse::Theme),
        ("metaLinks", KeyUse::Theme),
    ],
    dialect: &dialects::GITBOOK,
    drops_numbers: false,
};

const CONFIG: &str = ".gitbook.yaml";

fn told_by(tree: &Tree) -> Option<String> {
    let assets = || tree.below(".gitbook").next().map(|_| ".gitbook/".to_owned());
    let config = tree.has(CONFIG).then(|| CONFIG.to_owned());
    config.or_else(assets).or_else(|| tree.has("SUMMARY.md").then(|| "SUMMARY.md".to_owned()))
}

fn settings(tree: &Tree, notes: &mut Notes) -> Settings {
    let config = data::read_if_there(tree, CONFIG, notes);
    let wanted = text_at(&config, "root").unwrap_or_default();
    let docs = walked("", wanted.trim_start_matches('/')).unwrap_or_else(|| {
        notes.look_at_file(&OUTSIDE, CONFIG, &format!("root: {wanted}"));
        String::new()
    });

    let file = text_at(&config, "structure/summary").unwrap_or_else(|| "SUMMARY.md".to_owned());
    let file =
        walked(&docs, file.trim_start_matches("./")).unwrap_or_else(|| "SUMMARY.md".to_owned());
    let redirects = at(&config, "redirects").map(entries).unwrap_or_default().iter();
    let redirects = redirects.filter_map(|entry| {
        let page = walked("", entry.value.value.scalar()?.trim_start_matches("./"))?;
        Some((entry.key.trim_matches('/').to_owned(), page))
    });
    Settings { redirects: redirects.collect(), no_pages: vec![file], docs, ..Settings::default() }
}

fn addresses(page: &Page, _: &Settings) -> Vec<String> {
    vec![plain_address(&page.path).to_lowercase()]
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let file = site.settings.no_pages.first().filter(|file| tree.has(file));
    let Some(file) = file else { return Order::default() };
    Order { nav: summary::read(tree, file, site, notes), hides_others: true }
}
