//! The files of an index: words and sections in parts, so that a search loads those it needs.
//!
//! `themes/README.md` tells the format for whoever writes a search of their own.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use serde_json::json;

use super::postings::{InPhrase, Listed, PhraseWords, WEIGHTS};
use super::sections::Found;
use super::words;
use crate::edition::Shell;
use crate::link::PageId;
use crate::words::Word;

/// Ends a group of postings, and stands before the number of a list that was there before.
const END: char = '~';
/// Stands before the number of sections of a word that are not all listed.
const OF: char = '}';

/// The bodies of the files of one kind, and what each begins with.
pub(super) struct Shards<K> {
    pub(super) bodies: Vec<String>,
    pub(super) firsts: Vec<K>,
}

/// Names that mean the same, folded, the first with all others.
pub(super) type Same = Vec<(String, Vec<String>)>;

/// Cuts the words of an edition in so many parts of about one size.
pub(super) fn terms(
    forms: &[(Box<str>, usize)],
    lists: impl Iterator<Item = Listed>,
    same: &Same,
    parts: usize,
) -> Shards<String> {
    // Each list is gone when it is written: all of them are the most that an index takes.
    let postings: Vec<String> = lists.map(|list| encoded(&list)).collect();
    let sizes: Vec<usize> =
        forms.iter().map(|(form, list)| form.len() + 2 + postings[*list].len()).collect();

    let mut shards = Shards { bodies: Vec::new(), firsts: Vec::new() };
    // What stems alike stays together where it stands together.
    for part in cut(&sizes, parts, |at| forms[at].1 == forms[at + 1].1) {
        let first = if part.start == 0 { String::new() } else { forms[part.start].0.to_string() };
        let next = forms.get(part.end).map(|(form, _)| &**form);
        let here = same.iter().filter(|(name, _)| {
            let word = name.split(' ').next().unwrap_or_default();
            *first <= *word && next.is_none_or(|next| word < next)
        });
        shards.bodies.push(terms_body(&forms[part], &postings, here));
        shards.firsts.push(first);
    }
    shards.bodies.resize_with(parts, || terms_body(&[], &[], std::iter::empty()));
    shards
}

/// Cuts things of these sizes in so many parts of about one size, or fewer; `stays` tells whether
/// the next thing belongs to this one.
fn cut(sizes: &[usize], parts: usize, stays: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let total: usize = sizes.iter().sum();
    let mut ranges = Vec::new();
    let (mut start, mut written) = (0, 0);
    for (at, size) in sizes.iter().enumerate() {
        written += size;
        let is_last = at + 1 == sizes.len();
        let is_full = written * parts >= total * (ranges.len() + 1);
        if is_last || (is_full && ranges.len() + 1 < parts && !stays(at)) {
            ranges.push(start..at + 1);
            start = at + 1;
        }
    }
    ranges
}

fn terms_body<'s>(
    forms: &[(Box<str>, usize)],
    postings: &[String],
    same: impl Iterator<Item = &'s (String, Vec<String>)>,
) -> String {
    let mut written = String::new();
    // The lists of this part by their numbers in all.
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut lists = String::new();
    let mut before = ("", usize::MAX);
    for (form, list) in forms {
        if !written.is_empty() {
            written.push(' ');
        }
        let (units, shared) = shared(before.0, form);
        push_number(&mut written, units);
        written.push_str(&form[shared..]);

        let next = numbers.len();
        let number = *numbers.entry(*list).or_insert(next);
        if number == next {
            if next > 0 {
                lists.push(' ');
            }
            lists.push_str(&postings[*list]);
        } else {
            written.push(END);
            if *list != before.1 {
                push_number(&mut written, number as u32);
            }
        }
        before = (form, *list);
    }

    // No letter of a word or a list needs to be escaped.
    let mut body = format!("{{\"forms\":\"{written}\",\"postings\":\"{lists}\",\"same\":[");
    for (at, (name, others)) in same.enumerate() {
        if at > 0 {
            body.push(',');
        }
        push_texts(&mut body, std::iter::once(name).chain(others).map(String::as_str));
    }
    body.push_str("]}");
    body
}

/// How much two words share at their beginning: UTF-16 units, as one digit has them, and bytes.
fn shared(before: &str, form: &str) -> (u32, usize) {
    let (mut units, mut bytes) = (0, 0);
    let pairs = before.chars().zip(form.chars());
    for (c, _) in pairs.take_while(|(a, b)| a == b) {
        if units + c.len_utf16() as u32 >= LAST {
            break;
        }
        units += c.len_utf16() as u32;
        bytes += c.len_utf8();
    }
    (units, bytes)
}

/// The base of a number's last digit, which begin at `(`.
const LAST: u32 = 52;
/// That of the digits before, which begin at `]`.
const LEADING: u32 = 16;
/// The first sign of a phrase; there are sixteen.
const PHRASE: u32 = 109;

/// Writes a number in letters that no text has to escape.
fn push_number(out: &mut String, number: u32) {
    push_leading(out, number / LAST);
    out.push(digit(40 + number % LAST));
}

fn push_leading(out: &mut String, number: u32) {
    if number > 0 {
        push_leading(out, number / LEADING);
        out.push(digit(93 + number % LEADING));
    }
}

fn digit(code: u32) -> char {
    char::from(code as u8)
}

/// A list: for each level the sections, as distances, each with the phrases that have the word.
fn encoded(list: &Listed) -> String {
    let mut levels = [const { (String::new(), 0) }; WEIGHTS.len()];
    let mut phrases = list.phrases.iter().peekable();
    for posting in &list.postings {
        let (level, before) = &mut levels[usize::from(posting.level())];
        push_number(level, posting.section() - *before);
        *before = posting.section();
        while let Some(InPhrase { phrase, .. }) =
            phrases.next_if(|it| it.section == posting.section())
        {
            level.push(digit(PHRASE + u32::from(*phrase)));
        }
    }

    let mut out = String::new();
    let used = levels.iter().rposition(|(level, _)| !level.is_empty()).map_or(0, |last| last + 1);
    for (at, (level, _)) in levels[..used].iter().enumerate() {
        if at > 0 {
            out.push(END);
        }
        out.push_str(level);
    }
    if list.count > list.postings.len() {
        out.push(OF);
        push_number(&mut out, list.count as u32);
    }
    out
}

/// Cuts the sections of an edition in so many parts of about one size, none within a page.
pub(super) fn sections(shell: &Shell, found: &[Found], parts: usize) -> Shards<usize> {
    let sizes = found.iter().map(|it| it.heading.len() + it.excerpt.len() + it.phrases.len() + 40);
    let sizes: Vec<usize> = sizes.collect();

    let mut shards = Shards { bodies: Vec::new(), firsts: Vec::new() };
    for part in cut(&sizes, parts, |at| found[at].page == found[at + 1].page) {
        shards.firsts.push(part.start);
        shards.bodies.push(sections_body(shell, &found[part]));
    }
    shards.bodies.resize_with(parts, || sections_body(shell, &[]));
    shards
}

fn sections_body(shell: &Shell, found: &[Found]) -> String {
    let mut body = "{\"pages\":[".to_owned();
    for (at, sections) in found.chunk_by(|a, b| a.page == b.page).enumerate() {
        if at > 0 {
            body.push(',');
        }
        push_page(&mut body, shell, sections[0].page, sections.len());
    }

    // What is alike stands together: so it takes the least when it is sent.
    let ids = found.iter().map(|it| it.id.as_deref().unwrap_or_default());
    push_spaced(&mut body, "],\"ids\":", ids);
    body.push_str(",\"kinds\":\"");
    body.extend(found.iter().map(|it| it.kind.letter()));
    body.push_str("\",\"ups\":\"");
    for section in found {
        push_number(&mut body, section.up);
    }
    body.push_str("\",\"headings\":");
    push_texts(&mut body, found.iter().map(|it| &*it.heading));
    body.push_str(",\"excerpts\":");
    push_texts(&mut body, found.iter().map(|it| &*it.excerpt));
    let phrases: Vec<String> = found.iter().map(phrases).collect();
    push_spaced(&mut body, ",\"phrases\":", phrases.iter().map(String::as_str));
    body.push('}');
    body
}

/// A page: its address, its title, the titles above it, and how many sections it has.
fn push_page(body: &mut String, shell: &Shell, page: PageId, sections: usize) {
    let map = &shell.map;
    let facts = map.facts(page);
    body.push('[');
    push_text(body, &facts.url);
    body.push(',');
    push_text(body, &facts.title);
    body.push(',');
    let above = map.trail(page).into_iter().filter(|page| *page != map.home);
    push_texts(body, above.map(|page| &*map.facts(page).title));
    // Writing to a string cannot fail.
    let _ = write!(body, ",{sections}]");
}

/// Writes a name and texts in which there is no space.
fn push_spaced<'t>(body: &mut String, name: &str, texts: impl Iterator<Item = &'t str>) {
    body.push_str(name);
    push_text(body, &texts.collect::<Vec<_>>().join(" "));
}

/// More words that questions are made of no phrase is told to have.
const COMMON: u32 = 6;

/// How many words each phrase of a section has.
fn phrases(section: &Found) -> String {
    let mut written = String::new();
    for PhraseWords { telling, common } in &section.phrases {
        let common = u32::from(*common).min(COMMON - 1);
        push_number(&mut written, u32::from(*telling) * COMMON + common);
    }
    written
}

/// The dates of an edition, in the order of time.
pub(super) fn dates(shell: &Shell, found: &[Found]) -> String {
    let mut numbers: HashMap<(PageId, &str), usize> = HashMap::new();
    for (number, section) in found.iter().enumerate() {
        if let Some(id) = &section.id {
            numbers.insert((section.page, id), number);
        }
    }
    let all = shell.catalog.timelines.iter();
    let all = all.flat_map(|timeline| timeline.milestones.iter().map(|it| (timeline.page, it)));
    let mut all: Vec<_> =
        all.filter_map(|(page, it)| Some((it, *numbers.get(&(page, &*it.id))?))).collect();
    all.sort_by_key(|(milestone, number)| (milestone.date, milestone.time, *number));

    let mut body = "{\"dates\":[".to_owned();
    for (at, (milestone, number)) in all.into_iter().enumerate() {
        let _ = write!(body, "{}[\"{}\",{number},", if at > 0 { "," } else { "" }, milestone.date);
        push_text(&mut body, &milestone.title);
        let is_for_all = milestone.audiences.is_empty();
        match milestone.time {
            Some((time, minutes)) => {
                let (hour, minute) = (time.hour(), time.minute());
                let _ = write!(body, ",\"{hour:02}:{minute:02}\",{minutes}");
            }
            None if is_for_all => {}
            None => body.push_str(",\"\",0"),
        }
        if !is_for_all {
            body.push(',');
            push_texts(&mut body, milestone.audiences.iter().map(String::as_str));
        }
        body.push(']');
    }
    body.push_str("]}");
    body
}

/// What a search loads first.
pub(super) fn head(
    shell: &Shell,
    found: &[Found],
    terms: &Shards<String>,
    sections: &Shards<usize>,
) -> String {
    let mut pages = String::new();
    for page in found.chunk_by(|a, b| a.page == b.page) {
        push_number(&mut pages, page.len() as u32);
    }
    let common = words::all(shell.word(Word::SearchCommon));
    let has_dates = shell.catalog.timelines.iter().any(|timeline| !timeline.milestones.is_empty());
    let dates = if has_dates { words::all(shell.word(Word::SearchDates)) } else { Vec::new() };

    json!({
        "language": shell.language(),
        "count": found.len(),
        "pages": pages,
        "weights": WEIGHTS,
        "terms": terms.firsts,
        "sections": sections.firsts,
        "common": common,
        "dates": dates,
    })
    .to_string()
}

/// Writes a list of texts as JSON has it.
fn push_texts<'t>(out: &mut String, texts: impl Iterator<Item = &'t str>) {
    out.push('[');
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_text(out, text);
    }
    out.push(']');
}

/// Writes a text as JSON has it.
fn push_text(out: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        // A text can always be written.
        out.push_str(&serde_json::Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// The script that hands a body over, in a way that is the quickest to read for browsers.
pub(super) fn script(kind: &str, number: usize, version: &str, body: &str) -> String {
    let mut script = String::with_capacity(body.len() + body.len() / 50 + 80);
    let _ = write!(script, "handbook.search.take(\"{kind}\", {number}, \"{version}\", '");
    for c in body.chars() {
        match c {
            '\\' | '\'' => {
                script.push('\\');
                script.push(c);
            }
            // Ends of lines to some that read scripts.
            '\u{2028}' => script.push_str("\\u2028"),
            '\u{2029}' => script.push_str("\\u2029"),
            c => script.push(c),
        }
    }
    script.push_str("')\n");
    script
}
