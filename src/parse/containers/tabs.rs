//! `:::tabs` with `:::tab {title="At a desk"}` inside: alternatives beside each other. Without
//! script they stand below each other, each under its title.

use super::Container;
use crate::words::Word;

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
        match opening.get("title") {
            Some(title) => compiler.phrase(title, opening.span),
            None => compiler.word(Word::Tab),
        }
        compiler.push("</p>\n");
    },
    close: |compiler| compiler.push("</section>\n"),
};
