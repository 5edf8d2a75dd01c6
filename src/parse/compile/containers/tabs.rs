//! `:::tabs` with `:::tab {title="At a desk"}` inside: alternatives beside each other. Without
//! script they stand below each other, each under its title.

use super::{Container, Opened};
use crate::parse::html::Fill;
use crate::words::Word;

pub(super) const TABS: Container = Container::new("tabs", &[], |_, _, out| {
    out.push("<div class=\"tabs\">\n");
    Opened::Tags { foot: None, close: "</div>\n" }
});

pub(super) const TAB: Container = Container::new("tab", &["title"], |cx, opening, out| {
    out.push("<section class=\"tab\"><p class=\"tab-title\">");
    match opening.get("title") {
        Some(title) => out.interpolated(&cx.attribute(title, opening.span)),
        None => out.hole(Fill::Word(Word::Tab)),
    }
    out.push("</p>\n");
    Opened::Tags { foot: None, close: "</section>\n" }
});
