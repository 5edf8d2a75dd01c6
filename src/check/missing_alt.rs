//! `missing-alt`: an image without words for those who do not see it.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{Reference, each_reference};

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        each_reference(&facts.page, subject.handbook, &mut |document, reference| {
            let Reference::Image(image) = reference else { return };
            if image.alt.fill(&subject.handbook.values).trim().is_empty() {
                diagnostics.push(
                    Diagnostic::new(&checks::MISSING_ALT, "this image has no alternative text")
                        .at(Place::at(&document.file, image.span))
                        .help("say in the square brackets what it shows: `![The two roles, flipped](roles.svg)`"),
                );
            }
        });
    }
}
