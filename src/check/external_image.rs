//! `external-image`: an image that readers' browsers would fetch from another host.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::link::{Reference, Resolved, each_reference};
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "external-image",
    level: Level::Warning,
    explanation: "An image lies on another host. An edition asks no other host for anything, so that nobody outside learns \
                  who reads it; the image's text is shown instead. Put a copy of the image beside the page.",
    fails: "//- base/index.md\n![A badge](https://example.com/badge.svg)\n",
    passes: "//- base/index.md\n[A badge](https://example.com/badge.svg)\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
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
                            "external-image",
                            format!("this image lies on another host: {address}"),
                        )
                        .at(Place::at(&document.file, image.span.clone()))
                        .help("put a copy of it beside the page and name that, or link to it"),
                    );
                }
            },
        );
    }
}
