//! The first use of each glossary term on a page becomes a link, with its meaning as a tooltip: in running
//! text only, never in headings, links, code, or what readers fill in.

use crate::link::PageId;
use crate::parse::html::push_attribute;
use crate::render::Edition;
use crate::url;

/// Elements whose text stays as it is.
const LEFT_ALONE: [&str; 17] = [
    "a",
    "button",
    "code",
    "dt",
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

/// Links the terms of a page's body.
pub(super) fn link(edition: &Edition<'_>, page: PageId, html: String) -> String {
    let glossary = &edition.program.glossary;
    if glossary.terms.is_empty() || glossary.terms.iter().any(|term| term.page == page) {
        return html;
    }
    let here = &edition.map.facts(page).url;
    let mut used = vec![false; glossary.terms.len()];
    let mut linked = String::new();
    // How many elements are open whose text stays as it is.
    let mut alone = 0_usize;
    let mut copied = 0;
    let mut at = 0;
    while at < html.len() {
        let end = html[at..].find('<').map_or(html.len(), |found| at + found);
        if alone == 0 && at < end {
            for (term, range) in glossary.find(&html[at..end]) {
                if std::mem::replace(&mut used[term], true) || in_entity(&html[at..end], range.start) {
                    continue;
                }
                let term = &glossary.terms[term];
                linked.push_str(&html[copied..at + range.start]);
                linked.push_str("<a class=\"term\" href=\"");
                url::push_relative(&mut linked, here, &edition.map.facts(term.page).url);
                linked.push('#');
                push_attribute(&mut linked, &term.id);
                linked.push_str("\" title=\"");
                push_attribute(&mut linked, &term.meaning);
                linked.push_str("\">");
                linked.push_str(&html[at + range.start..at + range.end]);
                linked.push_str("</a>");
                copied = at + range.end;
            }
        }
        let Some((name, closes, after)) = tag(&html, end) else { break };
        if LEFT_ALONE.contains(&name) {
            alone = if closes { alone.saturating_sub(1) } else { alone + 1 };
        }
        at = after;
    }
    if copied == 0 {
        return html;
    }
    linked.push_str(&html[copied..]);
    linked
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

/// Whether an offset lies in something like `&quot;`.
fn in_entity(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.rfind('&').is_some_and(|open| !before[open..].contains(';') && text[at..].contains(';') && at - open < 10)
}
