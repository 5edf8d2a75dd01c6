//! `heading-order`: a heading that skips a level.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "heading-order",
    level: Level::Warning,
    explanation: "A heading is more than one level below the one before it, such as `####` after `##`. People who read \
                  with a screen reader move by headings and take the gap for missing text.",
    fails: "//- base/index.md\n## Rules\n#### Detail\n",
    passes: "//- base/index.md\n## Rules\n### Detail\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        let page = &facts.page;
        let mut above = 1;
        for placed in page.placed.iter().filter(|placed| placed.heading) {
            let level = placed.level;
            if level > above + 1
                && let Some(heading) = &page.piece(placed).heading
            {
                let hashes = |count: u8| "#".repeat(count.into());
                diagnostics.push(
                    Diagnostic::new(
                        "heading-order",
                        format!("this heading skips a level: {level} after {above}"),
                    )
                    .at(Place::at(&page.document(placed).file, heading.span.clone()))
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
