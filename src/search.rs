//! What readers find when they search an edition: an index of its sections, made of what the
//! edition shows, and the same by letter.
//!
//! The index is a set of scripts, since pages that are opened from a disk may load nothing else.
//! How many there are, and their addresses, follow from what pages have in common; what is in them,
//! from the texts.

mod cache;
mod letters;
mod postings;
mod sections;
mod shards;
mod stem;
mod words;

use crate::budget::{Account, Overdrawn};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::DigestBuilder;
use crate::edition::{Edition, Shell};
use crate::link::PageId;
use crate::words::Word;
use postings::{Fields, Postings};
use sections::{Found, FoundKind, Text};
use shards::Same;

pub(crate) use cache::TextCache;
pub(crate) use letters::{Entry, Letter};
pub use words::all as search_words;

/// How the addresses of all files begin.
pub(crate) const FOLDER: &str = "search/";
/// The address of the file that a search loads first.
pub(crate) const HEAD: &str = "search/index.js";
/// The address of the dates.
pub(crate) const DATES: &str = "search/dates.js";
/// The address of the page with headings and terms by letter.
pub(crate) const LETTERS: &str = "search/a-z/index.html";

/// Sections for which there is one more file with words, and with sections: each has some 12 KB
/// when it is sent.
const SECTIONS_PER_TERMS: usize = 250;
const SECTIONS_PER_FILE: usize = 300;
/// Files of each kind.
const MOST_FILES: usize = 1_000;

/// Bytes of one section's text. Variables multiply text.
const MAX_TEXT: usize = 12 << 20;

/// A file of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchFile {
    Head,
    Dates,
    Terms(usize),
    Sections(usize),
}

impl SearchFile {
    /// Its address.
    pub(crate) fn address(self) -> String {
        match self {
            Self::Head => HEAD.to_owned(),
            Self::Dates => DATES.to_owned(),
            Self::Terms(number) => format!("search/terms-{number}.js"),
            Self::Sections(number) => format!("search/sections-{number}.js"),
        }
    }
}

/// The files of an edition's index.
pub(crate) fn files(shell: &Shell) -> Vec<SearchFile> {
    let Parts { terms, sections } = Parts::of(shell);
    let terms = (0..terms).map(SearchFile::Terms);
    let sections = (0..sections).map(SearchFile::Sections);
    [SearchFile::Head, SearchFile::Dates].into_iter().chain(terms).chain(sections).collect()
}

/// In how many files the words and the sections of an edition are.
struct Parts {
    terms: usize,
    sections: usize,
}

impl Parts {
    /// From what is known without texts, so that the files are known before they are made.
    fn of(shell: &Shell) -> Self {
        let searched = shell.map.pages().filter(|facts| sections::is_searched(facts));
        let count: usize = searched.map(|facts| 1 + facts.outline.section_count()).sum();
        Self {
            terms: count.div_ceil(SECTIONS_PER_TERMS).clamp(1, MOST_FILES),
            sections: count.div_ceil(SECTIONS_PER_FILE).clamp(1, MOST_FILES),
        }
    }
}

/// All that searching needs of an edition.
pub(crate) struct SearchIndex {
    /// Differs where anything else in it does.
    version: String,
    head: String,
    dates: String,
    terms: Vec<String>,
    sections: Vec<String>,
    pub(crate) letters: Vec<Letter>,
}

impl SearchIndex {
    /// Reads an edition's texts; those that it shares with others, from the cache.
    ///
    /// # Errors
    /// `too-large` where the index takes more than an edition may hold.
    pub(crate) fn of(
        edition: &Edition,
        cache: Option<&TextCache>,
    ) -> Result<Self, Box<Diagnostic>> {
        let shell = &*edition.shell;
        let mut reader = IndexReader {
            edition,
            cache,
            postings: Postings::of(shell.language(), shell.word(Word::SearchCommon)),
            found: Vec::new(),
            held: Account::new(shell.budget.held),
        };
        let searched = shell.map.ids().filter(|id| sections::is_searched(shell.map.facts(*id)));
        for page in searched {
            reader.page(page)?;
        }
        Ok(reader.finish())
    }

    /// A file of it.
    pub(crate) fn file(&self, file: SearchFile) -> String {
        let (kind, number, body) = match file {
            SearchFile::Head => ("head", 0, &self.head),
            SearchFile::Dates => ("dates", 0, &self.dates),
            SearchFile::Terms(number) => ("terms", number, &self.terms[number]),
            SearchFile::Sections(number) => ("sections", number, &self.sections[number]),
        };
        shards::script(kind, number, &self.version, body)
    }
}

/// Reads one page after the other.
struct IndexReader<'e> {
    edition: &'e Edition,
    cache: Option<&'e TextCache>,
    postings: Postings<'e>,
    found: Vec<Found>,
    held: Account,
}

impl<'e> IndexReader<'e> {
    fn page(&mut self, page: PageId) -> Result<(), Box<Diagnostic>> {
        let edition = self.edition;
        let mut result = Ok(());
        sections::of_page(edition, self.cache, page, MAX_TEXT, |found, text| {
            if result.is_ok() {
                result = match text {
                    Some(text) => self.section(found, text),
                    None => Err(self.too_long(page)),
                };
            }
        });
        result
    }

    fn section(&mut self, mut found: Found, text: &Text<'e>) -> Result<(), Box<Diagnostic>> {
        let facts = self.edition.shell.map.facts(found.page);
        let number = self.found.len();
        let mut above = Vec::new();
        let mut up = found.up as usize;
        let mut child = number;
        while up > 0 {
            child -= up;
            let parent = &self.found[child];
            above.push(parent.heading.as_str());
            up = parent.up as usize;
        }

        let is_page = found.kind == FoundKind::Page;
        if !is_page {
            above.push(&facts.title);
        } else if !facts.description.is_empty() {
            above.push(&facts.description);
        }
        let fields = Fields {
            title: if is_page { &facts.title } else { "" },
            heading: &found.heading,
            names: &found.names,
            is_term: found.kind == FoundKind::Term,
            above: &above,
            text,
        };
        let taken = self.postings.add(number as u32, &fields);
        found.phrases = taken.phrases;

        // A word of a phrase is held by the section, and as one of that phrase.
        let names: usize = found.names.iter().map(|name| name.len() * 5).sum();
        let held = taken.words * 8 + found.excerpt.len() + found.heading.len() + names;
        let drawn = self.held.draw(held as u64);
        drawn.map_err(|overdrawn| self.too_much(found.page, overdrawn))?;
        self.found.push(found);
        Ok(())
    }

    fn too_long(&self, page: PageId) -> Box<Diagnostic> {
        let message = "a section of this page is longer than 12 MiB";
        self.too_large(page, message.to_owned())
    }

    fn too_much(&self, page: PageId, overdrawn: Overdrawn) -> Box<Diagnostic> {
        let limit = overdrawn.limit >> 20;
        self.too_large(
            page,
            format!("the search index of this edition takes more than {limit} MiB"),
        )
    }

    fn too_large(&self, page: PageId, message: String) -> Box<Diagnostic> {
        let file = self.edition.shell.map.facts(page).outline.file();
        let diagnostic = Diagnostic::new(&checks::TOO_LARGE, message).at(Place::file(file));
        Box::new(diagnostic.help("shorten the text, or the variables in it"))
    }

    /// What the terms of the glossary are called, each name with those that mean the same.
    fn same(&self) -> Same {
        let mut same = Vec::new();
        for term in self.found.iter().filter(|found| found.kind == FoundKind::Term) {
            let own = words::all(&term.heading).join(" ");
            // What has the same lists is found as it is, such as a plural.
            let lists = self.postings.lists(&own);
            let others = term.names.iter().map(|name| words::all(name).join(" "));
            let mut others: Vec<String> = others
                .filter(|name| !name.is_empty() && self.postings.lists(name) != lists)
                .collect();
            others.dedup();
            if own.is_empty() || others.is_empty() {
                continue;
            }
            same.extend(others.iter().map(|other| (other.clone(), vec![own.clone()])));
            same.push((own, others));
        }
        same.sort();
        same
    }

    fn finish(self) -> SearchIndex {
        let shell = &*self.edition.shell;
        let parts = Parts::of(shell);
        let same = self.same();
        let found = self.found;

        let (forms, lists) = self.postings.finish(found.len());
        let terms = shards::terms(&forms, lists, &same, parts.terms);
        let sections = shards::sections(shell, &found, parts.sections);
        let head = shards::head(shell, &found, &terms, &sections);
        let dates = shards::dates(shell, &found);

        let mut version = DigestBuilder::default();
        version.part(head.as_bytes()).part(dates.as_bytes());
        for body in terms.bodies.iter().chain(&sections.bodies) {
            version.part(body.as_bytes());
        }
        SearchIndex {
            version: version.finish().to_string()[..16].to_owned(),
            letters: letters::of(shell, &found),
            head,
            dates,
            terms: terms.bodies,
            sections: sections.bodies,
        }
    }
}
