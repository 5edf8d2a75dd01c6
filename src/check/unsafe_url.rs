//! `unsafe-url`: an address that could run script or leave the allowed schemes. Those written out
//! are noticed while parsing; here are those that a variable's value makes.

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::Edition;
use crate::link::{Broken, Reference, Resolved};
use crate::parse::target::Target;
use crate::url::unsafe_url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |id, document, reference| {
        let (target, span) = match reference {
            Reference::Link(link) => (&link.target, link.span),
            Reference::Image(image) => (&image.target, image.span),
            _ => return,
        };
        if !matches!(target, Target::Dynamic(_)) {
            return;
        }
        if let Resolved::Broken(Broken::Unsafe(address)) = edition.shell.map.resolve(target, id) {
            diagnostics.push(unsafe_url(&address, Place::at(&document.file, span)));
        }
    });
}
