//! `:::details {summary="More about this"}`: a passage that readers open when they want it.

use super::{Container, Opened};
use crate::parse::html::{Fill, Html};
use crate::words::Word;

pub(super) const DETAILS: Container =
    Container::new("details", &["summary", "open"], |cx, opening| {
        let is_open = opening.get("open").is_some();
        let mut open = Html::default();
        open.push(if is_open { "<details open><summary>" } else { "<details><summary>" });
        match opening.get("summary") {
            Some(summary) => open.interpolated(&cx.attribute(summary, opening.span)),
            None => open.hole(Fill::Word(Word::More)),
        }
        open.push("</summary>\n");
        Opened::Tags { open, foot: None, close: "</details>\n" }
    });
