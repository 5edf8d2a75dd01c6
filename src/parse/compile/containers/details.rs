//! `:::details {summary="More about this"}`: a passage that readers open when they want it.

use super::{Container, Opened};
use crate::parse::html::Fill;
use crate::words::Word;

pub(super) const DETAILS: Container = Container {
    title: Some("summary"),
    ..Container::new("details", &["summary", "open"], |cx, opening, out| {
        let is_open = opening.get("open").is_some();
        out.push(if is_open { "<details open><summary>" } else { "<details><summary>" });
        match opening.get("summary") {
            Some(summary) => out.interpolated(&cx.attribute(summary, opening.span)),
            None => out.hole(Fill::Word(Word::More)),
        }
        out.push("</summary>\n");
        Opened::Tags { foot: None, close: "</details>\n" }
    })
};
