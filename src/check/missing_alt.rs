//! `missing-alt`: an image without words for those who do not see it.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::link::{Reference, each_reference};
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "missing-alt",
    level: Level::Warning,
    explanation: "An image has no text in its square brackets. Readers who do not see it are told nothing. Say in a few \
                  words what the image shows: `![The two roles, flipped](roles.svg)`.",
    fails: "//- base/index.md\n![](a.svg)\n//- base/a.svg\n<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    passes: "//- base/index.md\n![Two people](a.svg)\n//- base/a.svg\n<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        each_reference(&facts.page, subject.handbook, &mut |document, reference| {
            let Reference::Image(image) = reference else { return };
            if image.alt.fill(&subject.handbook.values).trim().is_empty() {
                diagnostics.push(
                    Diagnostic::new("missing-alt", "this image has no alternative text")
                        .at(Place::at(&document.file, image.span.clone()))
                        .help("say in the square brackets what it shows: `![The two roles, flipped](roles.svg)`"),
                );
            }
        });
    }
}
