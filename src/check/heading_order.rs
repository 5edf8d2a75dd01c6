//! `heading-order`: a heading that skips a level.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        let page = &facts.page;
        let mut above = 1;
        for segment in &page.segments {
            let Some(heading) = page.shown_heading(segment) else { continue };
            let Some(level) = segment.level() else { continue };
            if level > above + 1 {
                let hashes = |count: u8| "#".repeat(count.into());
                diagnostics.push(
                    Diagnostic::new(
                        &checks::HEADING_ORDER,
                        format!("this heading skips a level: {level} after {above}"),
                    )
                    .at(Place::at(&page.document(segment).file, heading.span))
                    .help(format!(
                        "begin it with `{}` instead of `{}`",
                        hashes(above + 1),
                        hashes(level)
                    )),
                );
            }
            above = level;
        }
    }
}
