//! What pages refer to: links, images, includes and collections that are shown in an edition.

use std::sync::Arc;

use crate::overlay::{self, HandbookOutline, Page, Reference};
use crate::parse::Document;

/// Calls a function with each reference that a page shows in an edition, passages for others left
/// out.
pub(crate) fn each_reference<'a>(
    page: &'a Page,
    edition: &HandbookOutline,
    call: &mut dyn FnMut(&'a Arc<Document>, Reference<'a>),
) {
    overlay::each_reference(page, &mut |document, reference, conditions| {
        if edition.all_hold(conditions.iter().copied()) {
            call(document, reference);
        }
    });
}
