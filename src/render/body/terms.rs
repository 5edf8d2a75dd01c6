//! The first use of each glossary term on a page becomes a link, with its meaning as a tooltip: in
//! running text only, never in headings, links, code, questions, or what readers fill in.

use std::borrow::Cow;
use std::collections::HashSet;

use super::BodyWriter;
use crate::catalog::Term;
use crate::edition::Shell;
use crate::link::PageId;
use crate::parse::html::{self, HtmlToken, Tag, push_attribute};
use crate::url;
use crate::words::Word;

/// Classes of elements whose text stays as it is: titles, questions, and what is computed.
const LEFT_ALONE: [&str; 13] = [
    "alert-title",
    "answer-key",
    "calendars",
    "clause-title",
    "curriculum",
    "message",
    "panel-title",
    "question",
    "rule-meta",
    "tab-title",
    "timeline",
    "timeline-strip",
    "wallet",
];

impl BodyWriter<'_, '_> {
    /// Other terms of the glossary that belong to one.
    pub(super) fn see_also(&mut self, term: Option<&Term>) {
        let Some(term) = term.filter(|term| !term.see.is_empty()) else { return };
        self.word_in("<p class=\"see-also\">", Word::SeeAlso, " ");

        for (at, (id, title)) in term.see.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.link(&format!("#{}", url::fragment(id)), title);
        }
        self.out.push_str("</p>\n");
    }
}

/// Links the terms of a page's body.
pub(super) fn link(shell: &Shell, page: PageId, html: String) -> String {
    let glossary = &shell.catalog.glossary;
    if glossary.terms.is_empty() || glossary.is_explained_on(page) {
        return html;
    }

    let here = &shell.map.facts(page).url;
    let mut used = HashSet::new();
    let mut linked = String::new();
    // The elements that are open whose text stays as it is, and those of the same name in them.
    let mut alone: Vec<&str> = Vec::new();
    let mut copied = 0;
    let mut before = None;

    let mut tokens = html::tokens(&html);
    while let Some(token) = tokens.next() {
        let run = match token {
            HtmlToken::Text(run) => run,
            HtmlToken::Tag(tag) => {
                let inside = alone.last() == Some(&tag.name);
                if tag.closes && inside {
                    alone.pop();
                } else if !tag.closes && (inside || stays(&tag)) {
                    alone.push(tag.name);
                }
                // The letter before a tag that may stand within a word.
                let within = tag.is_within_words();
                before = html[..tag.bytes.start].chars().next_back().filter(|_| within);
                continue;
            }
        };
        if !alone.is_empty() {
            continue;
        }

        // A word may go on behind a tag: `term` is not found in `<em>term</em>inal`.
        let after = match tokens.clone().next() {
            Some(HtmlToken::Tag(tag)) if tag.is_within_words() => {
                html[tag.bytes.end..].chars().next()
            }
            _ => None,
        };
        // Where a line ends in the file is nothing that readers see.
        let text = match html[run.clone()].contains('\n') {
            true => Cow::Owned(html[run.clone()].replace('\n', " ")),
            false => Cow::Borrowed(&html[run.clone()]),
        };
        for (term, range) in glossary.find(&text, before, after) {
            if !used.insert(term) {
                continue;
            }

            let term = &glossary.terms[term];
            let found = run.start + range.start..run.start + range.end;
            linked.push_str(&html[copied..found.start]);
            linked.push_str("<a class=\"term\" href=\"");
            url::push_relative(&mut linked, here, &shell.map.facts(term.page).url);
            linked.push('#');
            push_attribute(&mut linked, &url::fragment(&term.id));
            if !term.meaning.is_empty() {
                linked.push_str("\" title=\"");
                push_attribute(&mut linked, &term.meaning);
            }
            linked.push_str("\">");
            linked.push_str(&html[found.clone()]);
            linked.push_str("</a>");
            copied = found.end;
        }
    }

    // No term is used here: the text as it came saves a copy.
    if copied == 0 {
        return html;
    }
    linked.push_str(&html[copied..]);
    linked
}

/// Whether the text of the element that a tag opens stays as it is.
fn stays(tag: &Tag<'_>) -> bool {
    match tag.name {
        "a" | "button" | "code" | "dt" | "fieldset" | "figcaption" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "label" | "legend" | "pre" | "summary" | "textarea" | "th" => true,
        _ => tag.classes().any(|class| LEFT_ALONE.contains(&class)),
    }
}
