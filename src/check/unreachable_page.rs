//! `unreachable-page`: a page that readers cannot come to.

use std::collections::HashSet;

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::{PageId, Reference, Resolved};

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let map = &edition.shell.map;
    let listed: HashSet<PageId> = map.nav.reading_order().into_iter().collect();
    if listed.len() == map.len() {
        return;
    }

    // Dear, and nearly always there is nothing to look for.
    let linked = linked_pages(edition);
    for id in map.ids().filter(|id| !listed.contains(id) && !linked.contains(id)) {
        // The pages of a folder lead to its own page, at the top of each.
        if !map.facts(id).children.is_empty() {
            continue;
        }
        let message = "this page is not in the navigation, and no page links to it";
        let place = Place::file(map.facts(id).outline.file());
        let unreachable = Diagnostic::new(&checks::UNREACHABLE_PAGE, message).at(place);
        let help = "link to it, put it into the navigation, or hide it altogether";
        diagnostics.push(unreachable.help(help));
    }
}

/// All pages that another page links to.
fn linked_pages(edition: &Edition) -> HashSet<PageId> {
    let mut linked = HashSet::new();
    each_reference(edition, &mut |shown| {
        if matches!(shown.reference, Reference::Link(_) | Reference::Address(..))
            && let Resolved::Page(page, _) = shown.resolve()
            // A page's link to itself brings nobody to it.
            && page != shown.from
        {
            linked.insert(page);
        }
    });
    linked
}
