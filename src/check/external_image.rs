//! `external-image`: an image that readers' browsers would fetch from another host.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{Reference, Resolved, each_reference};

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for id in subject.map.ids() {
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let Reference::Image(image) = reference else { return };
                if let Resolved::External(address) =
                    subject.map.resolve(&image.target, id, subject.handbook)
                {
                    diagnostics.push(
                        Diagnostic::new(
                            &checks::EXTERNAL_IMAGE,
                            format!("this image lies on another host: {address}"),
                        )
                        .at(Place::at(&document.file, image.span))
                        .help("put a copy of it beside the page and name that, or link to it"),
                    );
                }
            },
        );
    }
}
