//! `missing-alt`: an image without words for those who do not see it.

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::Reference;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let values = edition.shell.values();
    each_reference(edition, &mut |_, document, reference| {
        let Reference::Image(image) = reference else { return };
        if image.alt.fill(values).trim().is_empty() {
            diagnostics.push(
                Diagnostic::new(&checks::MISSING_ALT, "this image has no alternative text")
                    .at(Place::at(&document.file, image.span))
                    .help(
                        "say in the square brackets what it shows: \
                         `![The two roles, flipped](roles.svg)`",
                    ),
            );
        }
    });
}
