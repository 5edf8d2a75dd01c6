//! `:::details {summary="More about this"}`: a passage that readers open when they want it.

use super::Container;

pub(super) const DETAILS: Container = Container {
    name: "details",
    attributes: &["summary", "open"],
    open: |compiler, opening| {
        let summary = opening.get("summary").unwrap_or("More");
        compiler.push(if opening.get("open").is_some() {
            "<details open><summary>"
        } else {
            "<details><summary>"
        });
        compiler.phrase(summary, opening.span);
        compiler.push("</summary>\n");
    },
    close: |compiler| compiler.push("</details>\n"),
};
