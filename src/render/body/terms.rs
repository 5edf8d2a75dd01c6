//! The first use of each glossary term on a page becomes a link, with its meaning as a tooltip: in running
//! text only, never in headings, links, code, questions, or what readers fill in.

use crate::link::PageId;
use crate::parse::html::push_attribute;
use crate::render::Edition;
use crate::url;

/// Elements whose text stays as it is.
const LEFT_ALONE: [&str; 18] = [
    "a",
    "button",
    "code",
    "dt",
    "fieldset",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "label",
    "legend",
    "pre",
    "summary",
    "textarea",
    "th",
];

/// Elements that may begin and end within a word.
const WITHIN_WORDS: [&str; 11] =
    ["a", "b", "code", "del", "em", "i", "small", "span", "strong", "sub", "sup"];
/// Classes whose elements stay as they are: titles, questions, and what is computed.
const CLASSES_LEFT_ALONE: [&str; 12] = [
    "alert-title",
    "answer-key",
    "calendars",
    "clause-title",
    "curriculum",
    "panel-title",
    "question",
    "rule-meta",
    "tab-title",
    "timeline",
    "timeline-strip",
    "wallet",
];

/// Links the terms of a page's body.
pub(super) fn link(edition: &Edition, page: PageId, html: String) -> String {
    let glossary = &edition.catalog.glossary;
    if glossary.terms.is_empty() || glossary.terms.iter().any(|term| term.page == page) {
        return html;
    }
    let here = &edition.map.facts(page).url;
    let mut used = vec![false; glossary.terms.len()];
    let mut linked = String::new();
    // The elements that are open whose text stays as it is, and those of the same name in them.
    let mut alone: Vec<&str> = Vec::new();
    let mut copied = 0;
    let mut before = None;
    let mut at = 0;
    while at < html.len() {
        let end = html[at..].find('<').map_or(html.len(), |found| at + found);
        if alone.is_empty() && at < end {
            let touches = tag(&html, end).filter(|(name, ..)| WITHIN_WORDS.contains(name));
            let after = touches.and_then(|(_, _, after)| html[after..].chars().next());
            for (term, range) in glossary.find(&html[at..end], before, after) {
                if std::mem::replace(&mut used[term], true) {
                    continue;
                }
                let term = &glossary.terms[term];
                linked.push_str(&html[copied..at + range.start]);
                linked.push_str("<a class=\"term\" href=\"");
                url::push_relative(&mut linked, here, &edition.map.facts(term.page).url);
                linked.push('#');
                push_attribute(&mut linked, &term.id);
                if !term.meaning.is_empty() {
                    linked.push_str("\" title=\"");
                    push_attribute(&mut linked, &term.meaning);
                }
                linked.push_str("\">");
                linked.push_str(&html[at + range.start..at + range.end]);
                linked.push_str("</a>");
                copied = at + range.end;
            }
        }
        let Some((name, closes, after)) = tag(&html, end) else { break };
        let inside = alone.last() == Some(&name);
        if closes && inside {
            alone.pop();
        } else if !closes && (inside || stays(name, &html[end..after])) {
            alone.push(name);
        }
        // The letter before a tag that may stand within a word.
        before = html[..end].chars().next_back().filter(|_| WITHIN_WORDS.contains(&name));
        at = after;
    }
    if copied == 0 {
        return html;
    }
    linked.push_str(&html[copied..]);
    linked
}

/// Whether an element's text stays as it is, by its name and the tag that opens it.
fn stays(name: &str, tag: &str) -> bool {
    let class =
        tag.split("class=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    LEFT_ALONE.contains(&name) || class.split(' ').any(|class| CLASSES_LEFT_ALONE.contains(&class))
}

/// The tag that begins at an offset: its name, whether it closes, and where it ends.
fn tag(html: &str, start: usize) -> Option<(&str, bool, usize)> {
    let rest = html.get(start + 1..)?;
    let closes = rest.starts_with('/');
    let name = rest.trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    // A `>` may stand in a quoted attribute.
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some((name, closes, start + 1 + at + 1)),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}
