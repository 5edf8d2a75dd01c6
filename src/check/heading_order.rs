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
                // As written: a file that changes a page may count its levels from another one.
                let section = page.section(segment).level;
                let written = |level_here: u8| (section + level_here).saturating_sub(level).max(1);
                let [is, before, wanted] = [level, above, above + 1].map(written);

                let message = format!("this heading skips a level: {is} after {before}");
                let document = page.document(segment);
                let skips = found(&checks::HEADING_ORDER, document, heading.span, message);
                let [wanted, instead] = [wanted, is].map(|level| "#".repeat(level.into()));
                let help = format!("begin it with `{wanted}` instead of `{instead}`");
                diagnostics.push(skips.help(help));
            }
            above = level;
        }
    }
}
