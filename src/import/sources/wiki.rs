//! A wiki of GitHub, as it is checked out: pages side by side, and lists of links around them.

use std::collections::BTreeMap;

use super::super::notes::Notes;
use super::super::order::{FolderInfo, Ranking, by_file, of_folders, title_of};
use super::super::site::{Nav, Page, Settings, Site, stem_of};
use super::super::text::spans::gollum;
use super::super::tree::Tree;
use super::{NOT_SHOWN, Order, Source, Texts, dialects, in_its_place, summary};

pub(super) static SOURCE: Source = Source {
    name: "wiki",
    title: "a wiki of GitHub",
    told_by,
    settings,
    texts: Texts::Markdown,
    no_page,
    place: in_its_place,
    addresses: |_, _| Vec::new(),
    order,
    keys: &[],
    dialect: &dialects::WIKI,
    drops_numbers: false,
};

const SIDEBAR: &str = "_Sidebar.md";

fn told_by(tree: &Tree) -> Option<String> {
    super::first_of(tree, &[SIDEBAR, "Home.md", "_Footer.md"])
}

fn settings(_: &Tree, _: &mut Notes) -> Settings {
    Settings { no_pages: vec![SIDEBAR.to_owned()], ..Settings::default() }
}

/// What stands around all pages is of none.
fn no_page(path: &str, _: &Settings) -> Option<&'static str> {
    let around = ["_sidebar", "_footer", "_header"];
    around.contains(&stem_of(path).to_lowercase().as_str()).then_some(NOT_SHOWN)
}

/// A page is called as its file is.
fn label(page: &Page) -> Option<String> {
    let name = stem_of(&page.path).replace('-', " ");
    title_of(page).is_none().then_some(name)
}

fn order(tree: &Tree, site: &Site, notes: &mut Notes) -> Order {
    let ranking = Ranking { weight: &|_| None, name: &by_file, info: &|_| FolderInfo::default() };

    let mut all = of_folders(site, "", &ranking);
    super::super::site::each_page(&mut all, &mut |page, shown| *shown = label(&site.pages[page]));
    if !tree.has(SIDEBAR) {
        return Order { nav: all, hides_others: false };
    }

    let text = tree.text(SIDEBAR, notes).unwrap_or_default();

    let mut nav = summary::of_text(&listed(&text, site), SIDEBAR, site, notes);
    if nav.is_empty() {
        return Order { nav: all, hides_others: false };
    }

    // A wiki begins with its home page, also where the sidebar does not name it.
    let home = site.opening("");
    let is_home = |nav: &Nav| matches!(nav, Nav::Page { page, .. } if Some(*page) == home);
    if let Some(page) = home.filter(|_| !nav.iter().any(is_home)) {
        nav.insert(0, Nav::Page { page, label: None });
    }
    Order { nav, hides_others: true }
}

/// The sidebar with its links as Markdown has them, and its bold lines as headings.
fn listed(text: &str, site: &Site) -> String {
    let names = Names::of(site);
    let mut listed = String::new();
    for line in text.lines() {
        // What stands for a heading in most sidebars.
        let bold = line.trim().strip_prefix("**").and_then(|line| line.strip_suffix("**"));
        match bold.filter(|bold| !bold.contains("**") && !bold.contains('[')) {
            Some(bold) => listed.push_str(&format!("## {}", bold.trim_end_matches(':'))),
            None => listed.push_str(&linked(line, &names)),
        }
        listed.push('\n');
    }
    listed
}

fn linked(line: &str, names: &Names<'_>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, inner)) = rest.split_once("[[") {
        let Some((link, after)) = inner.split_once("]]") else { break };
        out.push_str(before);

        let link = gollum(link);
        match link.split_once("](<wiki:") {
            Some((words, page)) => {
                let page = page.trim_end_matches(">)");
                out.push_str(&format!("{words}](<{}>)", names.file(page)));
            }
            None => out.push_str(&link),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Files of pages by their names, whatever the letters and blanks of those.
struct Names<'s> {
    by_name: BTreeMap<String, &'s str>,
}

impl<'s> Names<'s> {
    fn of(site: &'s Site) -> Self {
        let named = site.pages.iter().map(|page| (plain(stem_of(&page.path)), page.path.as_str()));
        Self { by_name: named.collect() }
    }

    fn file<'n>(&'n self, name: &'n str) -> &'n str {
        self.by_name.get(&plain(name)).copied().unwrap_or(name)
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace([' ', '_'], "-")
}
