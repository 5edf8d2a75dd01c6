//! `unreachable-page`: a page that readers cannot come to.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::linked_pages;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let map = subject.map;
    let listed: std::collections::HashSet<_> = map.nav.reading_order().into_iter().collect();
    if listed.len() == map.pages.len() {
        return;
    }
    let linked = linked_pages(map, subject.handbook);
    for id in map.ids().filter(|id| !listed.contains(id) && !linked.contains(id)) {
        // The pages of a folder lead to its own page, at the top of each.
        if !map.facts(id).children.is_empty() {
            continue;
        }
        let document = map.facts(id).page.top();
        diagnostics.push(
            Diagnostic::new(
                &checks::UNREACHABLE_PAGE,
                "this page is not in the navigation, and no page links to it",
            )
            .at(Place::file(&document.file))
            .help("link to it, put it into the navigation, or hide it altogether"),
        );
    }
}
