//! `include-cycle`: an `:::include` that shows, by way of others or not, the text it stands in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::found;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::link::{PageId, Resolved};
use crate::parse::Document;
use crate::parse::passage::Include;

/// What an include shows: a page, or the section of it that begins at a segment.
type Included = (PageId, Option<usize>);

/// An include, and what it shows.
struct Inclusion<'a> {
    document: &'a Arc<Document>,
    include: &'a Include,
    shows: Included,
}

/// A passage on the way that is followed, and the includes in it.
struct IncludeStep<'a> {
    passage: Included,
    includes: Vec<Inclusion<'a>>,
    /// How many of them were followed; the last one leads to the next step.
    followed: usize,
}

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    // One for all pages: what was followed from one of them leads nowhere new from another.
    let mut seen = HashSet::new();
    for page in edition.shell.map.ids() {
        follow(edition, (page, None), &mut seen, diagnostics);
    }
}

/// Follows the includes of a passage, of what these show, and so on.
fn follow(
    edition: &Edition,
    from: Included,
    seen: &mut HashSet<Included>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut way: Vec<IncludeStep<'_>> = Vec::new();
    // Where on the way each passage stands.
    let mut places: HashMap<Included, usize> = HashMap::new();
    let mut next = Some(from);

    // By hand instead of by recursion: a chain of includes may be deeper than a stack.
    loop {
        if let Some(passage) = next.take()
            && seen.insert(passage)
        {
            places.insert(passage, way.len());
            way.push(IncludeStep { passage, includes: includes(edition, passage), followed: 0 });
        }

        let Some(step) = way.last_mut() else { return };
        let Some(inclusion) = step.includes.get(step.followed) else {
            places.remove(&step.passage);
            way.pop();
            continue;
        };
        step.followed += 1;
        let shows = inclusion.shows;
        match places.get(&shows) {
            Some(first) => diagnostics.extend(cycle(edition, &way[*first..])),
            None => next = Some(shows),
        }
    }
}

/// The includes that a passage shows in this edition, one for each passage that they show.
fn includes(edition: &Edition, (id, start): Included) -> Vec<Inclusion<'_>> {
    let map = &edition.shell.map;
    let page = edition.page(id);
    let range = start.map_or(0..page.segments.len(), |start| page.extent(start));

    let mut found: Vec<Inclusion<'_>> = Vec::new();
    let mut met = HashSet::new();
    for segment in page.segments[range].iter().filter(|segment| segment.shows_text()) {
        let document = page.document(segment);
        let home = map.find(&document.path).unwrap_or(id);
        let blocks = document.blocks(page.section(segment));
        for include in blocks.includes(&|condition| map.outline.holds(condition)) {
            let Resolved::Page(other, section) = map.resolve(&include.from, home) else { continue };
            let start = section.and_then(|section| edition.page(other).find(&section));
            let shows = (other, start);
            if met.insert(shows) {
                found.push(Inclusion { document, include, shows });
            }
        }
    }
    found
}

fn cycle(edition: &Edition, steps: &[IncludeStep<'_>]) -> Option<Diagnostic> {
    let first = steps.first()?;
    let Inclusion { document, include, .. } = first.includes.get(first.followed.checked_sub(1)?)?;
    let way: Vec<String> =
        steps.iter().chain([first]).map(|step| name(edition, step.passage)).collect();

    let message = "what is included here includes this text again";
    let cycle = found(&checks::INCLUDE_CYCLE, document, include.span, message);
    let help = "take one of the includes away, or let one name a section: `{from=page.md#section}`";
    Some(cycle.help(help).note(way.join(" → ")))
}

/// `page.md`, or `page.md#section`.
fn name(edition: &Edition, (id, start): Included) -> String {
    let page = edition.page(id);
    match start.and_then(|start| page.segments[start].id.as_ref()) {
        Some(section) => format!("{}#{section}", page.path),
        None => page.path.to_string(),
    }
}
