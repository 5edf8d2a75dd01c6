//! `:::tabs` with `:::tab {title="At a desk"}` inside: alternatives beside each other. Without
//! script they stand below each other, each under its title.

use super::Container;

pub(super) const TABS: Container = Container {
    name: "tabs",
    attributes: &[],
    open: |compiler, _| compiler.push("<div class=\"tabs\">\n"),
    close: |compiler| compiler.push("</div>\n"),
};

pub(super) const TAB: Container = Container {
    name: "tab",
    attributes: &["title"],
    open: |compiler, opening| {
        compiler.push("<section class=\"tab\"><p class=\"tab-title\">");
        compiler.phrase(opening.get("title").unwrap_or("Tab"), opening.span);
        compiler.push("</p>\n");
    },
    close: |compiler| compiler.push("</section>\n"),
};
