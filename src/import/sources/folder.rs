//! A plain folder of Markdown, such as a repository whose pages are read on its web site.

use super::super::front::KeyUse;
use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, by_file, of_folders};
use super::super::site::{Page, Settings, Site, numbered, stem_of};
use super::super::tree::Tree;
use super::{Order, Source, Texts, dialects, in_its_place};
use crate::url::folder_of;

pub(super) static SOURCE: Source = Source {
    name: "folder",
    title: "a plain folder of Markdown",
    told_by: |_| None,
    settings,
    texts: Texts::Markdown,
    no_page: |_, _| None,
    place: in_its_place,
    addresses: |_, _| Vec::new(),
    order,
    keys: &[("sidebar_position", KeyUse::Done), ("nav_order", KeyUse::Done)],
    dialect: &dialects::ANY,
    drops_numbers: false,
};

fn settings(_: &Tree, _: &mut Notes) -> Settings {
    Settings::default()
}

/// Those of front matter, else numbers in names; where neither is, titles are as good an order.
fn order(_: &Tree, site: &Site, _: &mut Notes) -> Order {
    let weight = |page: &Page| {
        let keys = ["weight", "order", "sidebar_position", "nav_order"];
        keys.iter().find_map(|key| page.front.number(key)).map(|weight| weight as f64)
    };
    let has_number = |path: &str| path.split('/').any(|name| numbered(name).is_some());
    let is_ordered = |page: &Page| {
        weight(page).is_some()
            || has_number(folder_of(&page.path))
            || numbered(stem_of(&page.path)).is_some()
    };
    if !site.pages.iter().any(is_ordered) {
        return Order::default();
    }
    let nav = of_folders(
        site,
        "",
        &Ranking { weight: &weight, name: &by_file, info: &|_| FolderInfo::default() },
    );
    Order { nav, hides_others: false }
}
