//! The glossary: its terms, what else they are called, and how they are found in a text.

use std::collections::HashMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{filled, first_paragraph, heading_place, title};
use crate::diagnostic::{Diagnostic, Place};
use crate::link::{PageId, SiteMap};
use crate::overlay::Handbook;
use crate::project::Project;

/// A tooltip of more characters would cover the page.
const MAX_TOOLTIP: usize = 280;

/// A term.
pub struct Term {
    /// The page it is explained on.
    pub page: PageId,
    /// Its section.
    pub id: Arc<str>,
    /// What it means, in a sentence or two of plain text.
    pub meaning: String,
    /// Other terms to look at: id and title.
    pub see: Vec<(Arc<str>, String)>,
}

/// All terms of an edition.
#[derive(Default)]
pub struct Glossary {
    /// By page and place on it.
    pub terms: Vec<Term>,
    /// Finds their names, whatever their case.
    finder: Option<AhoCorasick>,
    /// For each of the finder's names, its term.
    named: Vec<usize>,
}

impl Glossary {
    /// Names of terms in a text, leftmost and longest first: the term, and the bytes. Only whole words.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + 'a {
        let found = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        found.filter_map(move |found| {
            let inside = text[..found.start()].ends_with(is_word) || text[found.end()..].starts_with(is_word);
            (!inside).then(|| (self.named[found.pattern().as_usize()], found.range()))
        })
    }

    /// The term of a section.
    pub fn term(&self, page: PageId, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.page == page && *term.id == *id)
    }
}

pub(super) fn read(
    pages: Vec<PageId>,
    handbook: &Handbook,
    map: &SiteMap,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Glossary {
    let mut glossary = Glossary::default();
    let mut names: Vec<String> = Vec::new();
    let mut owners: HashMap<String, Place> = HashMap::new();
    for id in pages {
        let page = &map.facts(id).page;
        for (at, section) in page.sections().filter(|(at, _)| page.placed[*at].level == 2) {
            let placed = &page.placed[at];
            let place = heading_place(page, placed);
            let aliases = filled(page.attribute(placed, "aliases").unwrap_or_default(), &handbook.values, project);
            let own = title(page, placed, &handbook.values);
            let all = std::iter::once(own.as_str()).chain(crate::parse::attributes::items(&aliases));
            for name in all.map(str::trim).filter(|name| !name.is_empty()) {
                if let Some(first) = owners.insert(name.to_lowercase(), place.clone()) {
                    diagnostics.push(
                        Diagnostic::new("glossary-term", format!("`{name}` names two terms of the glossary"))
                            .at(place.clone())
                            .label(first, "and this one")
                            .help("take it out of the `aliases=` of one of the two"),
                    );
                    continue;
                }
                if page.attribute(placed, "link") != Some("no") {
                    names.push(name.to_owned());
                    glossary.named.push(glossary.terms.len());
                }
            }
            let see = see(page, placed, handbook, diagnostics);
            let meaning = shortened(first_paragraph(page, placed, &handbook.values));
            glossary.terms.push(Term { page: id, id: section.clone(), meaning, see });
        }
    }
    if !names.is_empty() {
        let builder =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&names);
        glossary.finder = builder.ok();
    }
    glossary
}

fn see(
    page: &crate::overlay::Page,
    placed: &crate::overlay::Placed,
    handbook: &Handbook,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, String)> {
    let mut terms = Vec::new();
    for id in page.items(placed, "see") {
        let id = id.trim_start_matches('#');
        if let Some(at) = page.find(id) {
            let other = &page.placed[at];
            let title = title(page, other, &handbook.values);
            terms.extend(other.id.clone().map(|id| (id, title)));
        } else if !page.removed.iter().any(|removed| **removed == *id) {
            diagnostics.push(
                Diagnostic::new("glossary-term", format!("there is no term `{id}` to look at"))
                    .at(heading_place(page, placed))
                    .nearest(id, page.sections().map(|(_, id)| &**id))
                    .help("`see=` takes ids of terms of the same page, with commas between"),
            );
        }
    }
    terms
}

fn shortened(text: String) -> String {
    if text.chars().count() <= MAX_TOOLTIP {
        return text;
    }
    let short: String = text.chars().take(MAX_TOOLTIP).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{} …", short[..end].trim_end_matches([',', ';', ':', ' ']))
}
