//! `external-image`: an image that readers' browsers would fetch from another host.

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::{Reference, Resolved};

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |id, document, reference| {
        let Reference::Image(image) = reference else { return };
        let target = edition.shell.map.resolve(&image.target, id);
        let Resolved::External(address) = target else { return };
        diagnostics.push(
            Diagnostic::new(
                &checks::EXTERNAL_IMAGE,
                format!("this image lies on another host: {address}"),
            )
            .at(Place::at(&document.file, image.span))
            .help("put a copy of it beside the page and name that, or link to it"),
        );
    });
}
