//! `heading-order`: a heading that skips a level.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        // The page's title is its level 1.
        let mut above = 1;
        for segment in &page.segments {
            let Some(heading) = page.shown_heading(segment) else { continue };
            let Some(level) = segment.level() else { continue };

            if level > above + 1 {
                diagnostics.push(
                    Diagnostic::new(
                        &checks::HEADING_ORDER,
                        format!("this heading skips a level: {level} after {above}"),
                    )
                    .at(Place::at(&page.document(segment).file, heading.span))
                    .help(format!(
                        "begin it with `{}` instead of `{}`",
                        "#".repeat(usize::from(above) + 1),
                        "#".repeat(level.into())
                    )),
                );
            }
            above = level;
        }
    }
}
