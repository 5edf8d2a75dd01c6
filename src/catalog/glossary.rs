//! The glossary: its terms, what else they are called, and how they are found in a text.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::Reader;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::PageId;
use crate::overlay::{Page, Segment};
use crate::parse::attributes;
use crate::parse::front_matter::PageKind;
use crate::parse::html::push_text;

/// A tooltip of more characters would cover the page.
const MAX_TOOLTIP: usize = 280;

/// Longer names are not looked for; many long ones that end alike would make the search slow.
const MAX_NAME_BYTES: usize = 100;

/// A term.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Term {
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
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Glossary {
    /// By page and place on it.
    pub terms: Vec<Term>,
    names: Names,
}

/// What terms are called.
#[derive(Debug, Default)]
struct Names {
    /// As they are written in a text.
    written: Vec<String>,
    /// For each, the index of its term.
    terms: Vec<usize>,
    /// Finds them, whatever their case.
    finder: Option<AhoCorasick>,
}

impl PartialEq for Names {
    /// The finder follows from what it finds.
    fn eq(&self, other: &Self) -> bool {
        (&self.written, &self.terms) == (&other.written, &other.terms)
    }
}

impl Eq for Names {}

impl Glossary {
    /// Names of terms in a run of HTML text, leftmost and longest first, that do not overlap: the
    /// term, and the bytes. Only whole words; `before` and `after` are the letters that the run
    /// touches.
    pub(crate) fn find(
        &self,
        text: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        // Overlapping ones as well: the longest may be part of a word where a shorter one is whole.
        let finder = self.names.finder.iter();
        for name in finder.flat_map(|finder| finder.find_overlapping_iter(text)) {
            let previous = text[..name.start()].chars().next_back().or(before);
            let next = text[name.end()..].chars().next().or(after);
            let is_part = previous.is_some_and(is_of_word) || next.is_some_and(is_of_word);
            if !is_part && !in_entity(text, name.start()) {
                found.push((self.names.terms[name.pattern().as_usize()], name.range()));
            }
        }

        // Of names that overlap the leftmost stands, of those that begin alike the longest.
        found.sort_by_key(|(_, range)| (range.start, Reverse(range.end)));
        let mut end = 0;
        found.retain(|(_, range)| {
            let free = range.start >= end;
            end = if free { range.end } else { end };
            free
        });
        found
    }

    /// The term of a section.
    pub(crate) fn term(&self, page: PageId, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.page == page && *term.id == *id)
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Glossary {
    let mut terms = Vec::new();
    let mut names = Names::default();
    let mut owners: HashMap<String, (usize, Place)> = HashMap::new();

    for id in reader.of_kind(PageKind::Glossary) {
        let page = reader.page(id);
        let sections = page.sections().filter(|(segment, _)| segment.level() == Some(2));
        for (segment, section) in sections {
            let aliases = reader.filled(page.attribute(segment, "aliases").unwrap_or_default());
            let own = reader.title(page, segment);
            let all = std::iter::once(own.as_str()).chain(attributes::items(&aliases));

            for name in all.map(str::trim).filter(|name| !name.is_empty()) {
                let owner = owners.entry(name.to_lowercase());
                let owner = owner.or_insert_with(|| (terms.len(), page.place(segment)));
                // A term may well give its own name again, in other letters.
                if owner.0 != terms.len() {
                    let twice = named_twice(name, &owner.1);
                    reader.report(page.place(segment), twice);
                    continue;
                }
                if page.attribute(segment, "link") != Some("no") && name.len() <= MAX_NAME_BYTES {
                    let written = as_written(name);
                    names.terms.extend(written.iter().map(|_| terms.len()));
                    names.written.extend(written);
                }
            }

            let see = see(reader, page, segment);
            let meaning = shortened(reader.first_paragraph(page, segment));
            terms.push(Term { page: id, id: section.clone(), meaning, see });
        }
    }

    if !names.written.is_empty() {
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(&names.written);
        // More names than it can hold leave a glossary without tooltips.
        names.finder = finder.ok();
    }
    Glossary { terms, names }
}

fn named_twice(name: &str, first: &Place) -> Diagnostic {
    let message = format!("`{name}` names two terms of the glossary");
    Diagnostic::new(&checks::GLOSSARY_TERM, message)
        .label(first.clone(), "and this one")
        .help("take it out of the `aliases=` of one of the two")
}

/// The other terms that a term sends its readers to: id and title.
fn see(reader: &mut Reader<'_>, page: &Page, segment: &Segment) -> Vec<(Arc<str>, String)> {
    let mut terms = Vec::new();
    for id in page.items(segment, "see") {
        let id = id.trim_start_matches('#');
        if let Some(at) = page.find(id) {
            let other = &page.segments[at];
            terms.extend(other.id.clone().map(|id| (id, reader.title(page, other))));
        } else if !page.outline().is_removed(id) {
            let message = format!("there is no term `{id}` to look at");
            let unknown = Diagnostic::new(&checks::GLOSSARY_TERM, message)
                .nearest(id, page.sections().map(|(_, id)| &**id))
                .help("`see=` takes ids of terms of the same page, with commas between");
            reader.report(page.place(segment), unknown);
        }
    }
    terms
}

/// A name as it may stand in a page's HTML: escaped, with either apostrophe.
fn as_written(name: &str) -> Vec<String> {
    // Smart punctuation has made the apostrophes of the text curly.
    let curly = name.replace('\'', "’");
    let mut written = vec![escaped(name)];
    if curly != name {
        written.push(escaped(&curly));
    }

    if !name.is_ascii() {
        // The finder folds ASCII letters only.
        let small = curly.to_lowercase();
        let mut letters = small.chars();
        let capital =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
        written.extend(capital.iter().chain([&small]).map(|name| escaped(name)));
    }
    written
}

fn escaped(name: &str) -> String {
    let mut html = String::new();
    push_text(&mut html, name);
    html
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// Whether an offset lies in something like `&quot;`.
fn in_entity(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.rfind('&').is_some_and(|open| {
        !before[open..].contains(';') && text[at..].contains(';') && at - open < 10
    })
}

fn shortened(text: String) -> String {
    if text.chars().count() <= MAX_TOOLTIP {
        return text;
    }
    let short: String = text.chars().take(MAX_TOOLTIP).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{} …", short[..end].trim_end_matches([',', ';', ':', ' ']))
}
