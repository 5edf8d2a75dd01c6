//! `:::cards` with `:::card {title="Before you start"}` inside: short texts in boxes side by side.

use super::Container;

pub(super) const CARDS: Container = Container {
    name: "cards",
    attributes: &[],
    open: |compiler, _| compiler.push("<div class=\"panels\">\n"),
    close: |compiler| compiler.push("</div>\n"),
};

pub(super) const CARD: Container = Container {
    name: "card",
    attributes: &["title"],
    open: |compiler, opening| {
        compiler.push("<section class=\"panel\">");
        if let Some(title) = opening.get("title") {
            compiler.push("<p class=\"panel-title\">");
            compiler.phrase(title, opening.span);
            compiler.push("</p>");
        }
        compiler.push("\n");
    },
    close: |compiler| compiler.push("</section>\n"),
};
