//! What pages refer to: links, images, includes and collections that are shown in an edition.

use std::collections::HashSet;
use std::sync::Arc;

use super::resolve::holds;
use super::{PageId, Resolved, SiteMap};
use crate::overlay::{Handbook, Page};
use crate::parse::containers::{Collection, Include};
use crate::parse::html::{Fill, Html, Region};
use crate::parse::target::Target;
use crate::parse::widget::{TimelineView, Widget};
use crate::parse::{Document, Image, Link};

/// One reference of a page to something else.
pub enum Reference<'a> {
    /// A link.
    Link(&'a Link),
    /// An image.
    Image(&'a Image),
    /// `:::include`
    Include(&'a Include),
    /// `:::collection`
    Collection(&'a Collection),
    /// `:::timeline`
    Timeline(&'a TimelineView),
}

/// Calls a function with each reference that a page shows, passages for others left out.
pub fn each_reference<'a>(
    page: &'a Page,
    handbook: &Handbook,
    call: &mut dyn FnMut(&'a Arc<Document>, Reference<'a>),
) {
    for placed in &page.segments {
        let document = page.document(placed);
        let section = page.section(placed);
        if let Some(heading) = page.shown_heading(placed) {
            walk(document, &document.body, heading.html.holes(), handbook, call);
        }
        if placed.shows_text() {
            walk(document, &document.body, section.body.holes(), handbook, call);
        }
    }
    for document in &page.documents {
        walk(document, &document.notes, 0..document.notes.holes.len(), handbook, call);
    }
}

fn walk<'a>(
    document: &'a Arc<Document>,
    html: &'a Html,
    range: std::ops::Range<usize>,
    handbook: &Handbook,
    call: &mut dyn FnMut(&'a Arc<Document>, Reference<'a>),
) {
    let mut at = range.start;
    while at < range.end {
        let fill = html.holes[at].fill;
        at += 1;
        match fill {
            Fill::LinkOpen(index) => call(document, Reference::Link(document.link(index))),
            Fill::Image(index) => call(document, Reference::Image(document.image(index))),
            Fill::Include(index) => call(document, Reference::Include(document.include(index))),
            Fill::Collection(index) => {
                call(document, Reference::Collection(document.collection(index)))
            }
            Fill::Widget(index) => {
                let widget = document.widget(index);
                if let Widget::Timeline(view) = widget {
                    call(document, Reference::Timeline(view));
                }
                walk(document, document.extras(), widget.holes(), handbook, call);
            }
            Fill::Open { region: Region::Only(condition), end }
                if !holds(document.condition(condition), &handbook.values, &handbook.kind) =>
            {
                at = end as usize + 1;
            }
            _ => {}
        }
    }
}

/// The paths of all assets that a page or the brand refers to.
pub(super) fn used_assets(map: &SiteMap, handbook: &Handbook) -> HashSet<Arc<str>> {
    let brand = handbook.brand.iter().filter_map(|path| map.assets.get_key_value(path.as_str()));
    let mut used: HashSet<Arc<str>> = brand.map(|(path, _)| path.clone()).collect();
    if map.assets.is_empty() {
        return used;
    }
    for id in map.ids() {
        each_reference(&map.facts(id).page, handbook, &mut |_, reference| {
            let target = match reference {
                Reference::Link(link) if !is_page(&link.target) => &link.target,
                Reference::Image(image) => &image.target,
                _ => return,
            };
            if let Resolved::Asset(asset, _) = map.resolve(target, id, handbook) {
                used.insert(asset.path.clone());
            }
        });
    }
    used
}

/// The paths of assets that only pages, sections and passages which are left out refer to.
pub(super) fn withheld_assets(map: &SiteMap, handbook: &Handbook) -> Vec<Arc<str>> {
    let unused = |path: &str| map.assets.contains_key(path) && !map.used_assets.contains(path);
    if map.assets.keys().all(|path| map.used_assets.contains(path)) {
        return Vec::new();
    }
    let shown = map.pages.iter().map(|facts| &facts.page);
    let pages = shown.chain(handbook.unfiltered.values()).chain(&handbook.excluded_pages);
    let documents = pages.flat_map(|page| page.documents.iter());
    let targets = documents.flat_map(|document| {
        let links = document.links.iter().map(|link| &link.target);
        links
            .chain(document.images.iter().map(|image| &image.target))
            .map(move |target| (document, target))
    });
    let path = |(document, target): (&Arc<Document>, &Target)| match target {
        Target::File(file) => Some(file.path.clone()),
        Target::Dynamic(phrase) => match Target::of(&phrase.fill(&handbook.values), &document.path)
        {
            Target::File(file) => Some(file.path),
            _ => None,
        },
        _ => None,
    };
    targets.filter_map(path).filter(|path| unused(path)).map(Arc::from).collect()
}

/// Whether a target is a Markdown file, by its ending: most are, and no asset is.
fn is_page(target: &Target) -> bool {
    matches!(target, Target::File(file) if file.path.is_empty() || file.path.ends_with(".md"))
}

/// All pages that another page links to.
pub fn linked_pages(map: &SiteMap, handbook: &Handbook) -> HashSet<PageId> {
    let mut linked = HashSet::new();
    for id in map.ids() {
        each_reference(&map.facts(id).page, handbook, &mut |_, reference| {
            let Reference::Link(link) = reference else { return };
            if let Resolved::Page(page, _) = map.resolve(&link.target, id, handbook)
                && page != id
            {
                linked.insert(page);
            }
        });
    }
    linked
}
