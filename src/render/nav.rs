//! The navigation: rendered once for the pages of a folder, with the marks that differ spliced in.

use tera::{Context, Value};

use super::{Frame, view};
use crate::diagnostic::Diagnostic;
use crate::link::{ItemId, Nav, NavEntry, PageId, SiteMap};

/// Stands before a splice; no text holds this noncharacter.
const SPLICE: char = '\u{FDD0}';
/// Ends the number of a page.
const END: char = '\u{FDD1}';
/// How deep the navigation goes.
const MAX_DEPTH: usize = 3;
/// Up to this many items the whole tree is given to the template, not only the open branch.
const SMALL: usize = 300;

/// The navigation of one folder's pages, cut where each page's own marks go.
pub(super) struct ChapterNav(Vec<Cut>);

enum Cut {
    Text(String),
    /// The way to the root.
    Root,
    /// The mark of the current page, on this page only.
    Current(PageId),
}

impl ChapterNav {
    /// The navigation as one page shows it, or a file that is none.
    pub(super) fn html(&self, root: &str, page: Option<PageId>) -> String {
        let mut html = String::with_capacity(self.0.len() * 48);
        for cut in &self.0 {
            match cut {
                Cut::Text(text) => html.push_str(text),
                Cut::Root => html.push_str(root),
                Cut::Current(current) if Some(*current) == page => {
                    html.push_str(" aria-current=\"page\"")
                }
                Cut::Current(_) => {}
            }
        }
        html
    }
}

/// Renders the navigation for the pages of a folder.
pub(super) fn chapter(frame: &Frame, chapter: PageId) -> Result<ChapterNav, Box<Diagnostic>> {
    let nav = &frame.shell.map.nav;
    // From the chapter's own item up to the root: these are open.
    let mut path = Vec::new();
    let mut item = nav.of(chapter);
    while let Some(at) = item {
        path.push(at);
        item = nav.parent(at);
    }

    let items = items(&frame.shell.map, nav.entries(Nav::ROOT), &path, 1);
    let mut context = Context::new();
    context.insert_value("site", frame.site.clone());
    context.insert_value("items", Value::from(items));
    let html = frame.shell.theme.templates.render("nav.html", &context, 4_000)?;
    // Templates write text and nothing else, so there is nothing to lose here.
    Ok(ChapterNav(cut(&String::from_utf8_lossy(&html))))
}

fn items(map: &SiteMap, entries: &[ItemId], path: &[ItemId], depth: usize) -> Vec<Value> {
    entries.iter().map(|entry| item(map, *entry, path, depth)).collect()
}

fn item(map: &SiteMap, item: ItemId, path: &[ItemId], depth: usize) -> Value {
    let nav = &map.nav;
    let open = path.contains(&item);
    // Each page repeats its folder's navigation: whole trees would make the output of a large
    // handbook grow with the square of its pages.
    let goes_on = depth < MAX_DEPTH && (open || nav.len() <= SMALL);
    let below = if goes_on { nav.entries(item) } else { &[] };

    let (title, address, href, current) = match nav.entry(item) {
        NavEntry::Page(page) => {
            let facts = map.facts(*page);
            let href = format!("{SPLICE}R{}", facts.url);
            let current = format!("{SPLICE}C{}{END}", page.0);
            (plain(&facts.nav_title), facts.url.to_string(), href, current)
        }
        NavEntry::Link { title, url } => (plain(title), plain(url), plain(url), String::new()),
    };

    view::map([
        ("title", Value::from(title)),
        ("url", Value::from(address)),
        ("href", Value::from(href)),
        // An attribute takes the place of the mark: it must come out as it is.
        ("current", Value::from(current).mark_safe()),
        ("external", Value::from(matches!(nav.entry(item), NavEntry::Link { .. }))),
        ("open", Value::from(open)),
        ("children", Value::from(items(map, below, path, depth + 1))),
    ])
}

/// A text that a layer gave, without what marks a splice.
fn plain(text: &str) -> String {
    text.replace([SPLICE, END], "\u{FFFD}")
}

fn cut(html: &str) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(SPLICE) {
        cuts.push(Cut::Text(rest[..at].to_owned()));
        rest = &rest[at + SPLICE.len_utf8()..];

        if let Some(after) = rest.strip_prefix('R') {
            cuts.push(Cut::Root);
            rest = after;
        } else if let Some((number, after)) =
            rest.strip_prefix('C').and_then(|rest| rest.split_once(END))
        {
            // A template that changes the number loses the mark, and no more.
            cuts.extend(number.parse().ok().map(|number| Cut::Current(PageId(number))));
            rest = after;
        }
    }
    cuts.push(Cut::Text(rest.to_owned()));
    cuts
}
