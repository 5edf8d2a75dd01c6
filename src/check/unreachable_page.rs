//! `unreachable-page`: a page that readers cannot come to.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::link::linked_pages;
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "unreachable-page",
    level: Level::Warning,
    explanation: "A page is not in the navigation (`hidden: true`, or a `hide:` under `nav:`) and no other page links to \
                  it. Link to it, put it into the navigation, or hide it altogether.",
    fails: "//- base/index.md\nText\n//- base/secret.md\n---\nhidden: true\n---\nText\n",
    passes: "//- base/index.md\n[A link](secret.md)\n//- base/secret.md\n---\nhidden: true\n---\nText\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
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
                "unreachable-page",
                "this page is not in the navigation, and no page links to it",
            )
            .at(Place::file(&document.file))
            .help("link to it, put it into the navigation, or hide it altogether"),
        );
    }
}
