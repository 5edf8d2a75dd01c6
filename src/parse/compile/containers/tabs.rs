//! `:::tabs` with `:::tab {title="At a desk"}` inside: alternatives beside each other. Without
//! script they stand below each other, each under its title.

use super::{Container, Opened};
use crate::parse::html::{Fill, Html};
use crate::words::Word;

pub(super) const TABS: Container =
    Container::new("tabs", &[], |_, _| Opened::tags("<div class=\"tabs\">\n", "</div>\n"));

pub(super) const TAB: Container = Container::new("tab", &["title"], |cx, opening| {
    let mut open = Html::default();
    open.push("<section class=\"tab\"><p class=\"tab-title\">");
    match opening.get("title") {
        Some(title) => open.interpolated(&cx.attribute(title, opening.span)),
        None => open.hole(Fill::Word(Word::Tab)),
    }
    open.push("</p>\n");
    Opened::Tags { open, foot: None, close: "</section>\n" }
});
