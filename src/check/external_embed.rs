//! `external-embed`: what the base's HTML lets readers' browsers load from another host.

use super::each_reference;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::link::{Reference, Resolved};
use crate::parse::AddressUse;
use crate::parse::target::Target;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |shown| {
        if let Reference::Address(attribute, _) = shown.reference
            && attribute.used_for == AddressUse::Embed
            && let Resolved::External(address) = shown.resolve()
        {
            let (message, help) = match shown.target {
                // A firm's value is no word of whoever wrote the page.
                Target::Dynamic(_) => (
                    format!(
                        "this is left out: a variable's value leads to another host: {address}"
                    ),
                    "write the address itself, put a copy beside the page, or link to it",
                ),
                _ => (
                    format!("readers' browsers load this from another host: {address}"),
                    "put a copy of it beside the page and name that, or link to it: that host \
                     learns who reads this page",
                ),
            };
            diagnostics.push(shown.found(&checks::EXTERNAL_EMBED, message).help(help));
        }
    });
}
