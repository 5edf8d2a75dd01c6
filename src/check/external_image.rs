//! `external-image`: an image that readers' browsers would fetch from another host.

use super::each_reference;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::link::Resolved;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |shown| {
        if shown.is_picture()
            && let Resolved::External(address) = shown.resolve()
        {
            let message = format!("this image lies on another host: {address}");
            let external = shown.found(&checks::EXTERNAL_IMAGE, message);
            let help = "put a copy of it beside the page and name that, or link to it";
            diagnostics.push(external.help(help));
        }
    });
}
