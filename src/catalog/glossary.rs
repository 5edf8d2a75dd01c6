//! The glossary: its terms, what else they are called, and how they are found in a text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, Anchored, Input, Match, MatchKind, StartKind};

use super::CatalogReader;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::letters;
use crate::link::PageId;
use crate::overlay::{Page, Segment};
use crate::parse::attributes;
use crate::parse::front_matter::PageKind;
use crate::parse::html::push_text;

/// A tooltip of more characters would cover the page.
const MAX_TOOLTIP: usize = 280;

/// Longer names are not looked for: at each word the search may read as far as the longest.
const MAX_NAME_BYTES: usize = 100;

/// To build a finder takes the square of its names where they are many.
const NAMES_PER_FINDER: usize = 4_096;

/// The longest entity, `&CounterClockwiseContourIntegral;`, in bytes.
const MAX_ENTITY: usize = 33;

/// A term.
#[derive(Debug, PartialEq, Eq, Hash)]
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
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Glossary {
    /// By page and place on it.
    pub terms: Vec<Term>,
    /// The places of a page's terms in that list, by section.
    places: BTreeMap<PageId, BTreeMap<Arc<str>, usize>>,
    names: Names,
}

/// What terms are called.
#[derive(Debug, Default)]
struct Names {
    /// As they are written in a text.
    written: Vec<String>,
    /// For each, the index of its term.
    terms: Vec<usize>,
    /// Find them, whatever their case, so many each.
    finders: Vec<AhoCorasick>,
}

impl PartialEq for Names {
    /// The finders follow from what they find.
    fn eq(&self, other: &Self) -> bool {
        (&self.written, &self.terms) == (&other.written, &other.terms)
    }
}

impl Eq for Names {}

impl Hash for Names {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.written, &self.terms).hash(state);
    }
}

impl Glossary {
    /// Names of terms in a run of HTML text, leftmost and longest first, that do not overlap: the
    /// term, and the bytes. Only whole words; `before` and `after` are the letters that the run
    /// touches.
    pub(crate) fn find<'g>(
        &'g self,
        text: &'g str,
        before: Option<char>,
        after: Option<char>,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'g {
        let run = TextRun { text, before, after };
        let mut at = 0;
        // The next name of each finder.
        let mut next: Vec<Option<Match>> =
            self.names.finders.iter().map(|finder| run.next(finder, 0)).collect();
        std::iter::from_fn(move || {
            for (finder, next) in self.names.finders.iter().zip(&mut next) {
                if next.is_some_and(|name| name.start() < at) {
                    *next = run.next(finder, at);
                }
            }

            let names = next.iter().enumerate().filter_map(|(of, name)| Some((of, (*name)?)));
            let (of, name) = names.min_by_key(|(_, name)| (name.start(), Reverse(name.end())))?;
            at = name.end();
            let place = of * NAMES_PER_FINDER + name.pattern().as_usize();
            Some((self.names.terms[place], name.range()))
        })
    }

    /// Whether terms are explained on a page.
    pub(crate) fn is_explained_on(&self, page: PageId) -> bool {
        self.places.contains_key(&page)
    }

    /// The term of a section.
    pub(crate) fn term(&self, page: PageId, id: &str) -> Option<&Term> {
        self.places.get(&page)?.get(id).map(|at| &self.terms[*at])
    }
}

/// A run of HTML text, and the letters that it touches.
struct TextRun<'t> {
    text: &'t str,
    before: Option<char>,
    after: Option<char>,
}

impl TextRun<'_> {
    /// The next whole name of a finder.
    fn next(&self, finder: &AhoCorasick, mut at: usize) -> Option<Match> {
        loop {
            let name = finder.find(Input::new(self.text).span(at..self.text.len()))?;
            if let Some(name) = self.whole(finder, name) {
                return Some(name);
            }
            // No other name is whole that begins within the same word.
            at = self.word_end(name.start());
        }
    }

    /// The longest name that is whole where one was found: that one, or a shorter one.
    fn whole(&self, finder: &AhoCorasick, found: Match) -> Option<Match> {
        let start = found.start();
        let previous = self.text[..start].chars().next_back().or(self.before);
        let first = self.text[start..].chars().next();
        let goes_on = first.zip(previous).is_some_and(|(first, it)| letters::goes_on(first, it));
        if goes_on || in_entity(self.text, start) {
            return None;
        }

        let mut name = found;
        loop {
            if self.ends(name.end()) {
                return Some(name);
            }
            let shorter = Input::new(self.text).span(start..name.end() - 1);
            name = finder.find(shorter.anchored(Anchored::Yes))?;
        }
    }

    /// Whether a word ends before a place.
    fn ends(&self, at: usize) -> bool {
        let (before, rest) = self.text.split_at(at);
        let Some(last) = before.chars().next_back() else { return true };
        match self.after {
            Some(after) if rest.is_empty() => !letters::goes_on(last, after),
            _ => letters::ends(last, rest),
        }
    }

    /// Where the word ends that a letter begins or stands in; of any other sign, where it ends.
    fn word_end(&self, at: usize) -> usize {
        let mut rest = self.text[at..].chars();
        let Some(first) = rest.next() else { return at };
        if !letters::goes_on(first, first) {
            return at + first.len_utf8();
        }
        let within = rest.take_while(|letter| letters::goes_on(first, *letter));
        at + first.len_utf8() + within.map(char::len_utf8).sum::<usize>()
    }
}

pub(super) fn read(reader: &mut CatalogReader<'_>) -> Glossary {
    let mut terms = Vec::new();
    let mut names = Names::default();
    let mut places: BTreeMap<PageId, BTreeMap<Arc<str>, usize>> = BTreeMap::new();
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
            let meaning = shortened(reader.map.outline.first_paragraph(page, segment));
            places.entry(id).or_default().entry(section.clone()).or_insert(terms.len());
            terms.push(Term { page: id, id: section.clone(), meaning, see });
        }
    }

    // One that cannot be built leaves its names, and those after it, without tooltips.
    let finders = names.written.chunks(NAMES_PER_FINDER).map_while(|written| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Both)
            .build(written)
            .ok()
    });
    names.finders = finders.collect();
    Glossary { terms, places, names }
}

fn named_twice(name: &str, first: &Place) -> Diagnostic {
    let message = format!("`{name}` names two terms of the glossary");
    Diagnostic::new(&checks::GLOSSARY_TERM, message)
        .label(first.clone(), "and this one")
        .help("take it out of the `aliases=` of one of the two")
}

/// The other terms that a term sends its readers to: id and title.
fn see(reader: &mut CatalogReader<'_>, page: &Page, segment: &Segment) -> Vec<(Arc<str>, String)> {
    let mut terms = Vec::new();
    for id in page.items(segment, "see") {
        let id = id.trim_start_matches('#');
        if let Some(at) = page.find(id) {
            let other = &page.segments[at];
            terms.extend(other.id.clone().map(|id| (id, reader.title(page, other))));
        } else if !page.outline().is_removed(id) {
            let message = format!("there is no term `{id}` to look at");
            let known = page.sections().map(|(_, id)| &**id);
            let unknown = Diagnostic::new(&checks::GLOSSARY_TERM, message)
                .nearest_after(reader.diagnostics.len(), id, known)
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

/// Whether an offset lies in something like `&quot;`.
fn in_entity(text: &str, at: usize) -> bool {
    // Not further than an entity goes: a name may be found as often as the text has words.
    let (before, after) = text.as_bytes().split_at(at);
    let before = &before[at.saturating_sub(9)..];
    let after = &after[..after.len().min(MAX_ENTITY)];
    let sign = before.iter().rev().find(|byte| b"&;".contains(byte));
    sign == Some(&b'&') && after.contains(&b';')
}

fn shortened(text: String) -> String {
    if text.chars().count() <= MAX_TOOLTIP {
        return text;
    }
    let short: String = text.chars().take(MAX_TOOLTIP).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{} …", short[..end].trim_end_matches([',', ';', ':', ' ']))
}
