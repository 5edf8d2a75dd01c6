//! `heading-order`: a heading that skips a level.

use super::found;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        // The page's title is its level 1.
        let mut above = 1;
        for segment in &page.segments {
            let Some(heading) = page.shown_heading(segment) else { continue };
            let Some(level) = segment.level() else { continue };

            if level > above + 1 {
                let message = format!("this heading skips a level: {level} after {above}");
                let document = page.document(segment);
                let skips = found(&checks::HEADING_ORDER, document, heading.span, message);

                let [wanted, instead] = [above + 1, level].map(|level| "#".repeat(level.into()));
                let help = format!("begin it with `{wanted}` instead of `{instead}`");
                diagnostics.push(skips.help(help));
            }
            above = level;
        }
    }
}
