//! `:::cards` with `:::card {title="Before you start"}` inside: short texts in boxes side by side.

use super::{Container, Opened};
use crate::parse::html::Html;

pub(super) const CARDS: Container =
    Container::new("cards", &[], |_, _| Opened::tags("<div class=\"panels\">\n", "</div>\n"));

pub(super) const CARD: Container = Container::new("card", &["title"], |cx, opening| {
    let mut open = Html::default();
    open.push("<section class=\"panel\">");
    if let Some(title) = opening.get("title") {
        open.push("<p class=\"panel-title\">");
        open.interpolated(&cx.attribute(title, opening.span));
        open.push("</p>");
    }
    open.push("\n");
    Opened::Tags { open, foot: None, close: "</section>\n" }
});
