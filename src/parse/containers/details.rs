//! `:::details {summary="More about this"}`: a passage that readers open when they want it.

use super::Container;
use crate::words::Word;

pub(super) const DETAILS: Container = Container {
    name: "details",
    attributes: &["summary", "open"],
    open: |compiler, opening| {
        compiler.push(if opening.get("open").is_some() {
            "<details open><summary>"
        } else {
            "<details><summary>"
        });
        match opening.get("summary") {
            Some(summary) => compiler.phrase(summary, opening.span),
            None => compiler.word(Word::More),
        }
        compiler.push("</summary>\n");
    },
    close: |compiler| compiler.push("</details>\n"),
};
