//! `unsafe-url`: an address that could run script or leave the allowed schemes. Those written out
//! are noticed while parsing; here are those that a variable's value makes.

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::Edition;
use crate::link::{Broken, Reference, Resolved};
use crate::parse::target::Target;
use crate::url::unsafe_url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |shown| {
        let is_address = matches!(
            shown.reference,
            Reference::Link(_) | Reference::Image(_) | Reference::Address(..)
        );
        if is_address
            && matches!(shown.target, Target::Dynamic(_))
            && let Resolved::Broken(Broken::Unsafe(address)) = shown.resolve()
        {
            let place = Place::at(&shown.document.file, shown.span);
            diagnostics.push(unsafe_url(&address, place));
        }
    });
}
