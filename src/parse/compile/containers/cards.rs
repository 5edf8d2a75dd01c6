//! `:::cards` with `:::card {title="Before you start"}` inside: short texts in boxes side by side.

use super::{Container, Opened};

pub(super) const CARDS: Container = Container::new("cards", &[], |_, _, out| {
    out.push("<div class=\"panels\">\n");
    Opened::Tags { foot: None, close: "</div>\n" }
});

pub(super) const CARD: Container = Container::new("card", &["title"], |cx, opening, out| {
    out.push("<section class=\"panel\">");
    if let Some(title) = opening.get("title") {
        out.push("<p class=\"panel-title\">");
        out.interpolated(&cx.attribute(title, opening.span));
        out.push("</p>");
    }
    out.push("\n");
    Opened::Tags { foot: None, close: "</section>\n" }
});
