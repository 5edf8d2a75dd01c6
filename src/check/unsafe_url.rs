//! `unsafe-url`: an address that could run script or leave the allowed schemes. Those written out are
//! noticed while parsing; here are those that a variable's value makes.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place};
use crate::link::{Broken, Reference, Resolved, each_reference};
use crate::parse::target::Target;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for id in subject.map.ids() {
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let (target, span) = match reference {
                    Reference::Link(link) => (&link.target, link.span),
                    Reference::Image(image) => (&image.target, image.span),
                    _ => return,
                };
                if !matches!(target, Target::Dynamic(_)) {
                    return;
                }
                if let Resolved::Broken(Broken::Unsafe(address)) =
                    subject.map.resolve(target, id, subject.handbook)
                {
                    diagnostics
                        .push(crate::url::unsafe_url(&address, Place::at(&document.file, span)));
                }
            },
        );
    }
}
