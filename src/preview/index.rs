//! The list of editions.

use super::reply::{Reply, kind_of};
use super::state::PreviewState;
use crate::parse::html::{push_attribute, push_text};

/// The page with a link to each edition.
pub(super) fn page(state: &PreviewState) -> Reply {
    let snapshot = state.snapshot();
    let (title, language) = snapshot.handbook();
    let count = snapshot.editions().count();

    let mut items = String::new();
    for name in snapshot.editions() {
        if let Some((firm, kind)) = snapshot.firm(name) {
            push_item(&mut items, name, &firm.name, kind);
        }
    }

    let page = filled(
        include_str!("assets/index.html"),
        &[
            ("{{language}}", &escaped(language)),
            ("{{title}}", &escaped(title)),
            ("{{count}}", &format!("{count} edition{}", if count == 1 { "" } else { "s" })),
            ("{{items}}", &items),
        ],
    );
    Reply::new(&kind_of("index.html"), page)
}

/// One edition's line. The first of a firm's editions has no `kind`.
fn push_item(html: &mut String, name: &str, firm: &str, kind: &str) {
    html.push_str("<li data-edition=\"");
    push_attribute(html, name);
    html.push_str("\"><a href=\"/");
    push_attribute(html, name);
    html.push_str("/\"><span class=\"firm\">");
    push_text(html, firm);
    html.push_str("</span>");

    if !kind.is_empty() {
        html.push_str(" <span class=\"kind\">");
        push_text(html, kind);
        html.push_str("</span>");
    }

    html.push_str(" <code>");
    push_text(html, name);
    html.push_str("</code></a> <span class=\"state\" hidden></span></li>\n");
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    push_attribute(&mut escaped, text);
    escaped
}

/// A text with its marks replaced. What is put in is not looked through again: a title may hold
/// `{{`.
fn filled(template: &str, marks: &[(&str, &str)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        // Braces that are no mark stand for themselves.
        let mark = marks.iter().find(|(mark, _)| rest[at..].starts_with(mark));
        let (mark, text) = mark.copied().unwrap_or(("{{", "{{"));
        page.push_str(&rest[..at]);
        page.push_str(text);
        rest = &rest[at + mark.len()..];
    }
    page.push_str(rest);
    page
}
