//! What an edition leaves out: drafts, and pages and sections for other audiences.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::page::{Page, Segment};
use super::{Exclusion, Stacked};
use crate::parse::front_matter::PageKind;
use crate::project::EditionKind;

impl Stacked {
    /// Leaves out drafts, unless they are wanted, and what is for other audiences.
    pub(super) fn filter(&mut self, kind: &EditionKind, drafts: bool) {
        let pages = self.pages.values();
        let excluded =
            pages.filter_map(|page| Some((page.path.clone(), exclusion(page, kind, drafts)?)));
        for (path, exclusion) in excluded.collect::<Vec<_>>() {
            self.exclude(&path, exclusion);
        }

        for (path, page) in &mut self.pages {
            // Parsing noted which files speak of audiences, so most pages are not searched again.
            if page.documents.iter().any(|document| document.has_audiences)
                && let Some(shown) = for_audiences(page, kind)
            {
                let unfiltered = std::mem::replace(page, Arc::new(shown));
                self.unfiltered.insert(path.clone(), unfiltered);
            }
        }
    }

    /// Takes a page out of the edition.
    pub(super) fn exclude(&mut self, path: &Arc<str>, exclusion: Exclusion) {
        // Kept, as only the page can say which assets must not be published either.
        self.excluded_pages.extend(self.pages.remove(path));
        self.excluded.insert(path.clone(), exclusion);
    }
}

fn exclusion(page: &Page, kind: &EditionKind, drafts: bool) -> Option<Exclusion> {
    if page.front.draft == Some(true) && !drafts {
        return Some(Exclusion::Draft);
    }
    (!kind.shows(page.front.audience())).then_some(Exclusion::Audience)
}

/// A page without the sections that are for other audiences; none where it has no such section.
fn for_audiences(page: &Page, kind: &EditionKind) -> Option<Page> {
    let mut hidden = vec![false; page.segments.len()];
    for (at, segment) in page.segments.iter().enumerate() {
        if is_for_others(page, segment, kind) {
            // What stands below it goes with it, though it names no audience itself.
            hidden[page.extent(at)].fill(true);
        }
    }
    // Nearly every page is for all; those stay the very same.
    if !hidden.contains(&true) {
        return None;
    }

    let shown = page.segments.iter().zip(hidden).filter(|(_, hidden)| !hidden);
    let segments = shown.map(|(segment, _)| segment).cloned().collect();
    let filtered = page.remade(page.documents.clone(), segments);
    // Among the removed are those that layers took away; the whole page lacks these, too.
    let hidden = filtered.removed.iter().filter(|id| page.anchor(id).is_some()).cloned();
    let hidden: BTreeSet<Arc<str>> = hidden.collect();
    Some(Page { hidden_sections: hidden, ..filtered })
}

fn is_for_others(page: &Page, segment: &Segment, kind: &EditionKind) -> bool {
    // A milestone is for those whose date it is.
    let is_timeline = page.front.kind() == PageKind::Timeline;
    let keys = if is_timeline { &["audience", "for"][..] } else { &["audience"] };
    keys.iter().any(|key| {
        let names = page.items(segment, key).into_iter();
        !kind.shows(&names.map(str::to_owned).collect::<Vec<_>>())
    })
}
