//! The navigation: rendered once for the pages of a folder, with the marks that differ spliced in.
//!
//! Each page repeats it, so what it shows has a bound: of a long list of pages, the part that the
//! page stands in. Pages of one part share one navigation.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use tera::Value;

use super::{Frame, view};
use crate::budget::{Account, Overdrawn};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Shell;
use crate::link::{ItemId, Nav, NavEntry, PageId};
use crate::words::Word;

/// Stands before a splice; no text holds this noncharacter.
const SPLICE: char = '\u{FDD0}';
/// Ends the number of a page.
const END: char = '\u{FDD1}';
/// How deep the navigation goes.
const MAX_DEPTH: usize = 3;
/// Up to this many items the whole tree is given to the template, not only the open branch.
const SMALL: usize = 300;
/// A list with more entries is shown in parts.
const LONG: usize = 200;
/// Entries of such a part.
const PART: usize = 60;

/// The navigation of one folder's pages, without each page's own marks.
pub(super) struct ChapterNav {
    text: String,
    /// Where in the text a mark goes, and which.
    splices: Vec<(usize, Splice)>,
}

enum Splice {
    /// The way to the root.
    Root,
    /// The mark of the current page, on this page only.
    Current(PageId),
}

/// A navigation, or why it cannot be made, once a page asked for it.
type NavCell = OnceLock<Result<ChapterNav, Box<Diagnostic>>>;

/// The navigations of an edition, each made when its first page is rendered.
pub(super) struct Navs {
    /// By page number, so that no map needs a lock; for a folder's own page, one for each part of
    /// its entries.
    parts: Vec<Box<[NavCell]>>,
    /// By item, the place among the entries that it stands with.
    positions: Vec<usize>,
    /// All that were made are kept.
    held: Account,
}

impl ChapterNav {
    /// Takes the marks out of what a template made.
    fn new(html: &str) -> Self {
        let (mut text, mut splices) = (String::with_capacity(html.len()), Vec::new());
        let mut pieces = html.split(SPLICE);
        text.push_str(pieces.next().unwrap_or_default());

        for piece in pieces {
            let mut rest = piece;
            if let Some(after) = piece.strip_prefix('R') {
                splices.push((text.len(), Splice::Root));
                rest = after;
            } else if let Some((number, after)) =
                piece.strip_prefix('C').and_then(|piece| piece.split_once(END))
            {
                // A template that changes the number loses the mark, and no more.
                let page = number.parse().ok().map(PageId);
                splices.extend(page.map(|page| (text.len(), Splice::Current(page))));
                rest = after;
            }
            text.push_str(rest);
        }
        Self { text, splices }
    }

    /// The navigation as one page shows it, or a file that is none.
    pub(super) fn html(&self, root: &str, page: Option<PageId>) -> String {
        let mut html =
            String::with_capacity(self.text.len() + self.splices.len() * root.len() + 20);
        let mut at = 0;
        for (end, splice) in &self.splices {
            html.push_str(&self.text[at..*end]);
            at = *end;
            match splice {
                Splice::Root => html.push_str(root),
                Splice::Current(current) if Some(*current) == page => {
                    html.push_str(" aria-current=\"page\"");
                }
                Splice::Current(_) => {}
            }
        }
        html.push_str(&self.text[at..]);
        html
    }
}

impl Navs {
    pub(super) fn new(shell: &Shell) -> Self {
        let map = &shell.map;
        let nav = &map.nav;
        let mut positions = vec![0; nav.len()];
        for item in 0..nav.len() {
            for (at, entry) in nav.entries(item).iter().enumerate() {
                positions[*entry] = at;
            }
        }

        let pages = (0..map.outline.pages.len() as u32).map(PageId);
        let parts = pages.map(|page| {
            let entries = nav.of(page).map_or(0, |item| nav.entries(item).len());
            let parts = if entries > LONG { entries.div_ceil(PART) } else { 1 };
            (0..parts).map(|_| OnceLock::new()).collect()
        });
        Self { parts: parts.collect(), positions, held: Account::new(shell.budget.held) }
    }

    /// The navigation that a page shows.
    pub(super) fn of<'n>(
        &'n self,
        frame: &Frame,
        page: PageId,
    ) -> &'n Result<ChapterNav, Box<Diagnostic>> {
        let map = &frame.shell.map;
        let facts = map.facts(page);
        let chapter = if facts.is_landing { page } else { facts.parent.unwrap_or(map.home) };

        let parts = &self.parts[chapter.index()];
        // A folder's own page, and one that is not in the navigation, shows the first part.
        let item = map.nav.of(page).filter(|_| chapter != page && parts.len() > 1);
        let part = item.map_or(0, |item| self.positions[item] / PART).min(parts.len() - 1);
        parts[part].get_or_init(|| {
            let nav = &map.nav;
            let path = std::iter::successors(nav.of(chapter), |item| nav.parent(*item)).collect();
            let shell = &frame.shell;
            let roles = if shell.has_my_page() { shell.roles() } else { Vec::new() };
            Chapter { navs: self, frame, page: chapter, path, part, roles }.render()
        })
    }
}

/// The complaint about the folder with whose navigation all of them are too much.
fn too_much_navigation(file: &Arc<str>, bytes: usize, overdrawn: Overdrawn) -> Diagnostic {
    let message = format!(
        "the navigation of this edition takes more than {} MiB; that of this folder {} KiB",
        overdrawn.limit >> 20,
        bytes >> 10
    );
    Diagnostic::new(&checks::TOO_LARGE, message)
        .at(Place::file(file))
        .help("give pages shorter titles, and `nav:` fewer and shorter entries")
}

/// A folder whose pages' navigation is made.
struct Chapter<'n> {
    navs: &'n Navs,
    frame: &'n Frame,
    /// Its own page.
    page: PageId,
    /// Its item, and those above it: these are open.
    path: Vec<ItemId>,
    /// Which part of its entries is shown, where they are many.
    part: usize,
    /// Whom readers may say to be.
    roles: Vec<&'n str>,
}

impl Chapter<'_> {
    fn render(&self) -> Result<ChapterNav, Box<Diagnostic>> {
        let mut context = self.frame.context();
        context.insert_value("items", Value::from(self.items(Nav::ROOT, 1)));
        context.insert_value("home", self.home());
        let html = self.frame.shell.theme.templates.render("nav.html", &context, 4_000)?;
        if let Err(overdrawn) = self.navs.held.draw(html.len() as u64) {
            let file = self.frame.shell.map.facts(self.page).outline.file();
            return Err(Box::new(too_much_navigation(file, html.len(), overdrawn)));
        }
        // Templates write text and nothing else, so there is nothing to lose here.
        let html = String::from_utf8(html)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(ChapterNav::new(&html))
    }

    /// The home page: it is no item, but stands above all of them.
    fn home(&self) -> Value {
        let map = &self.frame.shell.map;
        self.page(map.home, &map.facts(map.home).nav_title).view(false, Vec::new())
    }

    /// What is shown below an item.
    fn items(&self, above: ItemId, depth: usize) -> Vec<Value> {
        let entries = self.frame.shell.map.nav.entries(above);
        if entries.len() <= LONG {
            return entries.iter().map(|entry| self.item(*entry, depth)).collect();
        }

        let is_below = |item: &&ItemId| self.frame.shell.map.nav.parent(**item) == Some(above);
        let part = match self.path.iter().find(is_below) {
            Some(open) => self.navs.positions[*open] / PART,
            None if self.path.first() == Some(&above) => self.part,
            None => 0,
        };
        let shown = entries.chunks(PART).nth(part).unwrap_or_default();
        let shown = shown.iter().map(|entry| self.item(*entry, depth));
        shown.chain(self.all_of(above, entries.len())).collect()
    }

    fn item(&self, item: ItemId, depth: usize) -> Value {
        let map = &self.frame.shell.map;
        let nav = &map.nav;
        let open = self.path.contains(&item);
        // Each page repeats its folder's navigation: whole trees would make the output of a large
        // handbook grow with the square of its pages.
        let goes_on = depth < MAX_DEPTH && (open || nav.len() <= SMALL);
        let below = if goes_on { self.items(item, depth + 1) } else { Vec::new() };

        let shown = match nav.entry(item) {
            NavEntry::Page(page) => self.page(*page, &map.facts(*page).nav_title),
            NavEntry::Link { title, url } => Shown {
                title: plain(title),
                url: plain(url),
                href: plain(url),
                current: String::new(),
                is_external: true,
                roles: String::new(),
            },
        };
        shown.view(open, below)
    }

    fn page(&self, page: PageId, title: &str) -> Shown {
        let url = self.frame.shell.map.facts(page).url.to_string();
        Shown {
            title: plain(title),
            href: format!("{SPLICE}R{url}"),
            url,
            current: format!("{SPLICE}C{}{END}", page.0),
            is_external: false,
            roles: self.roles_of(page),
        }
    }

    /// Of those whom readers may say to be, whom a page is for, or who needs it as training. None
    /// where it is for all of them.
    fn roles_of(&self, page: PageId) -> String {
        let shell = &self.frame.shell;
        let audience = shell.map.facts(page).front().audience();
        let module = shell.catalog.module(page);
        let required = module.map_or(&[][..], |module| &module.required_for);
        let named: BTreeSet<&str> = audience.iter().chain(required).map(String::as_str).collect();
        let meant: Vec<&str> =
            self.roles.iter().copied().filter(|role| named.contains(role)).collect();
        if meant.len() == self.roles.len() { String::new() } else { meant.join(" ") }
    }

    /// The entry that leads to all entries of a list of which a part is shown: the page above them
    /// has them.
    fn all_of(&self, above: ItemId, count: usize) -> Option<Value> {
        let NavEntry::Page(page) = self.frame.shell.map.nav.entry(above) else { return None };
        let words = self.frame.shell.words();
        let title = words.with(Word::AllEntries, &[("count", &count.to_string())]);
        // The page is marked where it stands itself.
        let (current, roles) = (String::new(), String::new());
        let shown = Shown { current, roles, ..self.page(*page, &title) };
        Some(shown.view(false, Vec::new()))
    }
}

/// An item of the navigation as the template sees it, but for what stands below it.
struct Shown {
    title: String,
    url: String,
    /// With the mark for the way to the root.
    href: String,
    /// The mark for the attribute of the current page.
    current: String,
    is_external: bool,
    /// The names of those whom it is for, with spaces between.
    roles: String,
}

impl Shown {
    fn view(self, is_open: bool, below: Vec<Value>) -> Value {
        view::map([
            ("title", Value::from(self.title)),
            ("url", Value::from(self.url)),
            ("href", Value::from(self.href)),
            // An attribute takes the place of the mark: it must come out as it is.
            ("current", Value::from(self.current).mark_safe()),
            ("external", Value::from(self.is_external)),
            ("roles", Value::from(self.roles)),
            ("open", Value::from(is_open)),
            ("children", Value::from(below)),
        ])
    }
}

/// A text that a layer gave, without what marks a splice.
fn plain(text: &str) -> String {
    text.replace([SPLICE, END], "\u{FFFD}")
}
