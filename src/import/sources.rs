//! The table of tools whose sites are brought over. Each has a file: how it is told, where its
//! pages are, in what order, at which addresses they were, and how its texts are written.

mod brand;
mod confluence;
mod dialects;
mod docusaurus;
mod folder;
mod gitbook;
mod hugo;
mod jekyll;
mod mdbook;
mod mkdocs;
mod permalinks;
mod starlight;
mod summary;
mod wiki;
mod word;
mod zola;

use super::front::KeyMap;
use super::notes::{Advice, Notes};
use super::site::{Nav, Page, Settings, Site};
use super::text::Dialect;
use super::tree::Tree;

/// A tool whose sites are brought over.
#[derive(Debug)]
pub(super) struct Source {
    /// Its name as `--from` takes it.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    pub(super) texts: Texts,
    /// The file by which it is told, if it is there.
    pub(super) told_by: fn(&Tree) -> Option<String>,
    pub(super) settings: fn(&Tree, &mut Notes) -> Settings,
    /// Why a file, by its path from the folder of the pages, is no page of the site; none if it
    /// is one.
    pub(super) no_page: fn(&str, &Settings) -> Option<&'static str>,
    /// Where a file lies to those who read the site: without the sign of a collection, or the
    /// language in its name.
    pub(super) place: fn(&str, &Settings) -> String,
    /// Where a page was published, the usual address first.
    pub(super) addresses: fn(&Page, &Settings) -> Vec<String>,
    pub(super) order: fn(&Tree, &Site, &mut Notes) -> Order,
    /// What its keys of front matter are here, beside those that all tools have.
    pub(super) keys: &'static KeyMap,
    pub(super) dialect: &'static Dialect,
    /// Whether numbers at the beginning of names are places, and not in addresses.
    pub(super) drops_numbers: bool,
}

/// What the pages of a tool are.
#[derive(Debug)]
pub(super) enum Texts {
    /// Files in Markdown.
    Markdown,
    /// Made of something else. What is packed in it may come into the tree only then, and what the
    /// site is called may stand in it.
    Made {
        read: fn(&mut Tree, &mut Settings, &mut Notes) -> Vec<Page>,
        /// What it is made of, for people.
        kinds: &'static str,
    },
}

/// The order of a site's pages.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) nav: Vec<Nav>,
    /// Whether pages that are not in it are in no navigation.
    pub(super) hides_others: bool,
}

/// All of them, in the order in which they are looked for: a plain folder is what is left.
pub(super) static SOURCES: [&Source; 12] = [
    &mkdocs::SOURCE,
    &docusaurus::SOURCE,
    &starlight::SOURCE,
    &mdbook::SOURCE,
    &zola::SOURCE,
    &hugo::SOURCE,
    &jekyll::SOURCE,
    &gitbook::SOURCE,
    &wiki::SOURCE,
    &confluence::SOURCE,
    &word::SOURCE,
    &folder::SOURCE,
];

/// Why files are no pages.
const NOT_SHOWN: &str = "Files that the tool does not show as pages";
const OTHER_LANGUAGE: &str = "Pages in other languages than the handbook's";

/// What is left out of the navigation, since it leads to no page.
const ELSEWHERE: &str = "Links to elsewhere in the navigation";

static OUTSIDE: Advice = Advice {
    found: "Settings that lead out of the folder",
    todo: "Nothing outside of it is read. Import the folder in which the pages lie.",
};
static NO_FILE: Advice = Advice {
    found: "Entries of the navigation without a page",
    todo: "There is no such file, so nothing is shown for it. Write the page, or forget the entry.",
};
static NO_PAGE: Advice = Advice {
    found: "Entries of the navigation without a page",
    todo: "There is no such page, so nothing is shown for it. Write it, or forget the entry.",
};
static PROGRAM: Advice = Advice {
    found: "Sidebars that are made by a program",
    todo: "Nothing is run, so the order is that of the folders. Look at the navigation, and set \
           `weight:` where it is not right.",
};

/// The place of a file where tools show it as it lies.
fn in_its_place(path: &str, _: &Settings) -> String {
    path.to_owned()
}

/// The first of some files that is there.
fn first_of(tree: &Tree, names: &[impl AsRef<str>]) -> Option<String> {
    let mut names = names.iter().map(AsRef::as_ref);
    names.find(|name| tree.has(name)).map(str::to_owned)
}

/// The tool of a name.
pub(super) fn named(name: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.name == name).copied()
}

/// The tool that a folder is told to be of, and the file by which.
pub(super) fn told(tree: &Tree) -> (&'static Source, Option<String>) {
    let mut all = SOURCES.iter();
    let found = all.find_map(|source| (source.told_by)(tree).map(|file| (*source, Some(file))));
    found.unwrap_or((&folder::SOURCE, None))
}
