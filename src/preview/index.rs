//! The list of editions.

use hyper::StatusCode;

use super::reply::{Reply, kind_of};
use super::state::PreviewState;
use crate::parse::html::{push_attribute, push_text};

pub(super) fn page(state: &PreviewState) -> Reply {
    let version = state.version();
    let (title, language) = version.handbook();
    let mut items = String::new();
    let mut count = 0;
    for name in version.editions() {
        let Some((firm, kind)) = version.firm(name) else { continue };
        count += 1;
        items.push_str("<li data-edition=\"");
        push_attribute(&mut items, name);
        items.push_str("\"><a href=\"/");
        push_attribute(&mut items, name);
        items.push_str("/\"><span class=\"firm\">");
        push_text(&mut items, &firm.name);
        items.push_str("</span>");
        if !kind.is_empty() {
            items.push_str(" <span class=\"kind\">");
            push_text(&mut items, kind);
            items.push_str("</span>");
        }
        items.push_str(" <code>");
        push_text(&mut items, name);
        items.push_str("</code></a> <span class=\"state\" hidden></span></li>\n");
    }
    let escaped = |text: &str| {
        let mut escaped = String::new();
        push_attribute(&mut escaped, text);
        escaped
    };
    let count = format!("{count} edition{}", if count == 1 { "" } else { "s" });
    let html = include_str!("assets/index.html");
    // Each mark once, and the text put in is not looked at again.
    let marks = [
        ("{{language}}", escaped(language)),
        ("{{title}}", escaped(title)),
        ("{{count}}", count),
        ("{{items}}", items),
    ];
    let mut page = String::with_capacity(html.len() + marks[3].1.len());
    let mut rest = html;
    while let Some(at) = rest.find("{{") {
        let mark = marks.iter().find(|(mark, _)| rest[at..].starts_with(mark));
        let (mark, text) = mark.map_or(("{{", "{{"), |(mark, text)| (mark, text.as_str()));
        page.push_str(&rest[..at]);
        page.push_str(text);
        rest = &rest[at + mark.len()..];
    }
    page.push_str(rest);
    Reply {
        status: StatusCode::OK,
        kind: kind_of("index.html"),
        body: page.into(),
        tag: None,
        more: Vec::new(),
    }
}
