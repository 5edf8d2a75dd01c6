//! What can be found in an edition: its sections as the firm has them, each with its text.
//!
//! A section's text is that of its own page: what a page shows of another one is found where it is
//! written. Questions' options, answers and what is said to them are no text of a section, nor are
//! fields to fill in.

use std::collections::HashSet;
use std::sync::Arc;

use super::cache::{DocumentText, SectionText, TextCache};
use super::postings::PhraseWords;
use crate::edition::Edition;
use crate::link::{Facts, PageId};
use crate::overlay::{Page, Scenario, Segment};
use crate::parse::attributes;
use crate::parse::front_matter::PageKind;

/// Characters of a text that are shown below its heading.
const EXCERPT: usize = 90;
/// A first sentence that is shorter is shown with what follows it.
const SENTENCE: usize = 50;
/// Characters of a text that is shown as an answer.
const ANSWER: usize = 1_200;
/// The same where it is a list.
const LIST: usize = 420;
/// The same of a section that says itself what it answers: whole sentences, where there are some.
const PARAGRAPH: usize = 100;

/// A section as searching shows it.
pub(super) struct Found {
    pub(super) page: PageId,
    /// None for the page as a whole, with the text before its first heading.
    pub(super) id: Option<Arc<str>>,
    /// How many sections before this one its parent's heading stands; 0 directly below the page.
    pub(super) up: u32,
    /// 0 for the page as a whole.
    pub(super) level: u8,
    /// Empty for the page as a whole, which has the page's title.
    pub(super) heading: String,
    pub(super) kind: FoundKind,
    /// How its text begins; of what answers a question, all of it or its first sentences.
    pub(super) excerpt: String,
    /// What else it is called.
    pub(super) names: Vec<String>,
    /// The names of these that a browser compares with a query: those of terms, and phrases. A
    /// single word of `search=` says as much by its weight as a posting.
    pub(super) phrases: Vec<PhraseWords>,
}

/// What a section is for those who search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundKind {
    /// A page as a whole.
    Page,
    /// A ground rule.
    Rule,
    /// A term of the glossary.
    Term,
    /// What takes place at a date.
    Date,
    /// It says itself what it answers, with `search=`.
    Answer,
    /// A question of a knowledge check.
    Question,
    /// Any other.
    Section,
}

/// What a section says.
pub(super) enum Text<'c> {
    /// In this edition.
    Own(String),
    /// In all editions that show its document.
    Shared(&'c DocumentText, &'c SectionText),
}

impl Text<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Own(text) => text,
            Self::Shared(_, section) => &section.text,
        }
    }
}

impl FoundKind {
    /// As it stands in the index.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Page => "p",
            Self::Rule => "r",
            Self::Term => "t",
            Self::Date => "d",
            Self::Answer => "a",
            Self::Question => "q",
            Self::Section => "s",
        }
    }
}

/// Whether a page can be found by searching.
pub(super) fn is_searched(facts: &Facts) -> bool {
    let front = facts.front();
    front.search != Some(false) && front.hidden != Some(true) && front.draft != Some(true)
}

/// Hands on each section of a page with its text, in the order of the page; none where the text is
/// longer than `most` bytes. Texts that are in the cache are taken from there.
pub(super) fn of_page<'c>(
    edition: &Edition,
    cache: Option<&'c TextCache>,
    id: PageId,
    most: usize,
    mut take: impl FnMut(Found, Option<&Text<'c>>),
) {
    let page = edition.page(id);
    let timeline = edition.shell.catalog.timeline(id);
    let dated = timeline.iter().flat_map(|timeline| &timeline.milestones).map(|it| &*it.id);
    let reader = SectionReader { edition, cache, id, page, dated: dated.collect() };
    // The levels of the headings above, and how far back they stand.
    let mut above: Vec<(u8, u32)> = Vec::new();
    let mut at = 0;

    // The page comes first, even where its text begins with a heading.
    let mut end = reader.end(0);
    if page.segments.first().is_some_and(|first| reader.begins(first)) {
        end = 0;
    }
    let names = reader.page_names(most);
    let text = reader.text(0..end, most).filter(|_| names.is_some());
    let said = text.as_ref().map(Text::as_str);
    take(reader.whole(names.unwrap_or_default(), said), text.as_ref());

    let scenarios = page.scenarios();
    let mut number = 1;
    at += end;
    while at < page.segments.len() {
        let end = reader.end(at);
        let level = page.segments[at].level().unwrap_or(1);
        while above.last().is_some_and(|(other, _)| *other >= level) {
            above.pop();
        }
        let up = above.last().map_or(0, |(_, parent)| number - parent);
        above.push((level, number));

        let names = reader.names(at, most);
        let text = reader.text(at..end, most).filter(|_| names.is_some());
        let said = text.as_ref().map_or("", Text::as_str);
        take(reader.section(at, up, names.unwrap_or_default(), said), text.as_ref());
        number += 1;
        // What follows from a choice is nothing to be found before it.
        let scenario = Scenario::at(&scenarios, at);
        at = scenario.map_or(end, |scenario| scenario.segments.end);
    }
}

/// Reads the sections of one page.
struct SectionReader<'e, 'c> {
    edition: &'e Edition,
    cache: Option<&'c TextCache>,
    id: PageId,
    page: &'e Page,
    /// The ids of the sections that are dates.
    dated: HashSet<&'e str>,
}

impl<'c> SectionReader<'_, 'c> {
    /// Whether a segment begins a section of its own.
    fn begins(&self, segment: &Segment) -> bool {
        segment.id.is_some() && self.page.shown_heading(segment).is_some()
    }

    /// Where the section ends that begins at a segment.
    fn end(&self, start: usize) -> usize {
        let rest = self.page.segments.iter().skip(start + 1);
        start + 1 + rest.take_while(|segment| !self.begins(segment)).count()
    }

    /// The text of some segments; none where it would be longer than this.
    fn text(&self, range: std::ops::Range<usize>, most: usize) -> Option<Text<'c>> {
        let segments = self.page.segments.get(range).unwrap_or_default();
        let mut shown = segments.iter().filter(|segment| segment.shows_text());
        if let (Some(only), None, Some(cache)) = (shown.next(), shown.next(), self.cache)
            && let Some((document, section)) =
                cache.section(self.page.document(only), only.origin.section)
        {
            return Some(Text::Shared(document, section));
        }

        let outline = &self.edition.shell.map.outline;
        let mut text = String::new();
        for segment in segments.iter().filter(|segment| segment.shows_text()) {
            let (document, section) = (self.page.document(segment), self.page.section(segment));
            // Counted before it is made: variables make a text longer than what is written.
            if text.len() + outline.most_bytes(document, section.body) > most {
                return None;
            }

            let part = outline.plain_text(document, section.body);
            // What has no text of its own leaves nothing behind, not even a space.
            if !text.is_empty() && !part.is_empty() {
                text.push(' ');
            }
            text.push_str(&part);
        }
        Some(Text::Own(text))
    }

    /// The page as a whole.
    fn whole(&self, names: Vec<String>, text: Option<&str>) -> Found {
        let facts = self.edition.shell.map.facts(self.id);
        let described = if facts.description.is_empty() { text } else { Some(&*facts.description) };
        Found {
            page: self.id,
            id: None,
            up: 0,
            level: 0,
            heading: String::new(),
            kind: FoundKind::Page,
            excerpt: beginning(described.unwrap_or_default()),
            names,
            phrases: Vec::new(),
        }
    }

    /// What readers may type who look for the page; none where that would be longer than this.
    fn page_names(&self, most: usize) -> Option<Vec<String>> {
        let words = self.page.heading_attribute("search").unwrap_or_default();
        Some(items(&self.edition.shell.filled(words, most)?))
    }

    /// What the section is also called that begins at a segment; none where that would be longer
    /// than this.
    fn names(&self, at: usize, most: usize) -> Option<Vec<String>> {
        let (page, shell) = (self.page, &self.edition.shell);
        let segment = &page.segments[at];
        let is_of_glossary = page.front.kind() == PageKind::Glossary;
        let keys =
            ["search", "aliases"].into_iter().filter(|key| *key == "search" || is_of_glossary);

        let mut names = Vec::new();
        for words in keys.filter_map(|key| page.attribute(segment, key)) {
            names.extend(items(&shell.filled(words, most)?));
        }
        Some(names)
    }

    /// The section that begins at a segment.
    fn section(&self, at: usize, up: u32, names: Vec<String>, text: &str) -> Found {
        let (page, shell) = (self.page, &self.edition.shell);
        let segment = &page.segments[at];
        let heading = page.shown_heading(segment);
        let heading = heading.map(|heading| heading.text.fill(shell.values()).into_owned());

        let kind = self.kind(segment, !names.is_empty());
        Found {
            page: self.id,
            id: segment.id.clone(),
            up,
            level: segment.level().unwrap_or(1),
            heading: heading.unwrap_or_default(),
            kind,
            excerpt: self.excerpt(at, kind, text),
            names,
            phrases: Vec::new(),
        }
    }

    fn kind(&self, segment: &Segment, answers: bool) -> FoundKind {
        let (page, catalog) = (self.page, &self.edition.shell.catalog);
        let id = segment.id.as_deref().unwrap_or_default();
        match page.front.kind() {
            PageKind::Rules if segment.level() == Some(2) => FoundKind::Rule,
            PageKind::Glossary if catalog.glossary.term(self.id, id).is_some() => FoundKind::Term,
            PageKind::Timeline if self.dated.contains(id) => FoundKind::Date,
            _ if page.attribute(segment, "question").is_some() => FoundKind::Question,
            _ if answers => FoundKind::Answer,
            _ => FoundKind::Section,
        }
    }

    /// What is shown of a section's text.
    fn excerpt(&self, at: usize, kind: FoundKind, text: &str) -> String {
        let shell = &self.edition.shell;
        let (page, outline) = (self.page, &shell.map.outline);
        let segment = &page.segments[at];
        match kind {
            FoundKind::Rule if text.len() <= ANSWER * 4 => {
                let parts = page.rule_parts(at);
                let parts: Vec<String> =
                    parts.map(|(document, part)| outline.plain_text(document, part)).collect();
                cut(parts.join(" ").trim(), ANSWER)
            }
            FoundKind::Rule => cut(text, ANSWER),
            FoundKind::Term => {
                let id = segment.id.as_deref().unwrap_or_default();
                let term = shell.catalog.glossary.term(self.id, id);
                term.map(|term| term.meaning.clone()).unwrap_or_default()
            }
            FoundKind::Answer if text.len() <= ANSWER * 4 => {
                // Of the section as it stands, however it is divided among files.
                let shown = page.segments[at..self.end(at)].iter().filter(|it| it.shows_text());
                let said = shown.filter_map(|it| outline.paragraph(page, it)).next();
                let said = said.unwrap_or_else(|| text.to_owned());
                // The answer is the list that it announces.
                if !said.ends_with(':') {
                    return sentences(&said, PARAGRAPH);
                }
                let all = outline.listed_text(page.document(segment), page.section(segment).body);
                cut(&all.replace(": · ", ": "), LIST)
            }
            _ => beginning(text),
        }
    }
}

/// The items of a list that are not empty.
fn items(list: &str) -> Vec<String> {
    let items = attributes::items(list).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

/// The sentences of a text that fit into so many characters, or what fits of the first.
fn sentences(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let last = ends(&text[..end], text).last();
    last.map_or_else(|| cut(text, most), |end| text[..end].to_owned())
}

/// Where sentences end in the beginning of a text.
fn ends(within: &str, text: &str) -> impl Iterator<Item = usize> {
    let signs = within.match_indices(['.', '!', '?', '。', '؟']);
    // Not the dot of `e.g.` at its beginning, nor of `1.5`.
    signs.map(|(at, sign)| at + sign.len()).filter(move |end| {
        *end >= SENTENCE && text[*end..].chars().next().is_none_or(char::is_whitespace)
    })
}

/// The first sentence of a text, or what fits of it.
fn beginning(text: &str) -> String {
    let within = text.char_indices().nth(EXCERPT).map_or(text, |(end, _)| &text[..end]);
    let end = ends(within, text).next();
    end.map_or_else(|| cut(text, EXCERPT), |end| text[..end].to_owned())
}

/// A text of so many characters at most.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let short = &text[..end];
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{} …", short[..end].trim_end_matches([',', ';', ':', ' ']))
}
