//! `missing-alt`: an image without words for those who do not see it.

use super::each_reference;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::link::Reference;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let values = edition.shell.values();
    each_reference(edition, &mut |shown| {
        let Reference::Image(image) = shown.reference else { return };
        if image.alt.fill(values).trim().is_empty() {
            let missing = shown.found(&checks::MISSING_ALT, "this image has no alternative text");
            diagnostics.push(missing.help(
                "say in the square brackets what it shows: `![The two roles, flipped](roles.svg)`",
            ));
        }
    });
}
