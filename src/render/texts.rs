//! The texts of pages, and which of them a page is made from.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use crate::digest::{Digest, DigestBuilder};
use crate::edition::{Edition, Shell};
use crate::link::PageId;
use crate::overlay::Page;

/// The only way from rendering to the text of a page, its own included. Whatever is looked at is
/// recorded, so that nobody has to know what a rendered page depends on.
pub(super) struct TrackedTexts<'e> {
    edition: &'e Edition,
    seen: BTreeSet<PageId>,
}

impl<'e> TrackedTexts<'e> {
    pub(super) fn new(edition: &'e Edition) -> Self {
        Self { edition, seen: BTreeSet::new() }
    }

    /// A page with its text.
    pub(super) fn page(&mut self, id: PageId) -> &'e Arc<Page> {
        self.seen.insert(id);
        self.edition.page(id)
    }

    /// What was looked at.
    pub(super) fn dependencies(self) -> Dependencies {
        let texts = self.seen.into_iter().map(|id| (id, self.edition.page(id).clone()));
        Dependencies { shell: Arc::downgrade(&self.edition.shell), texts: texts.collect() }
    }
}

/// What a rendered page was made from.
#[derive(Debug, Clone)]
pub(crate) struct Dependencies {
    /// Whoever keeps a page does not keep what all pages have in common.
    shell: Weak<Shell>,
    texts: Vec<(PageId, Arc<Page>)>,
}

impl Dependencies {
    /// The pages whose texts were looked at.
    pub(crate) fn pages(&self) -> impl Iterator<Item = PageId> {
        self.texts.iter().map(|(id, _)| *id)
    }

    /// Whether a page made from this would be made the same from another version of the edition.
    /// Versions that are equal but for their texts have one and the same shell.
    pub(crate) fn hold_in(&self, edition: &Edition) -> bool {
        // Even a weak reference keeps another shell from getting the address of the first.
        std::ptr::eq(self.shell.as_ptr(), Arc::as_ptr(&edition.shell))
            && self.texts.iter().all(|(id, page)| has_same_text(page, edition.page(*id)))
    }
}

/// Whether two pages of the same outline, in two versions of an edition, read the same.
fn has_same_text(a: &Arc<Page>, b: &Arc<Page>) -> bool {
    if Arc::ptr_eq(a, b) {
        return true;
    }

    let mut documents = a.documents.iter().zip(&b.documents);
    a.segments == b.segments
        && a.documents.len() == b.documents.len()
        && documents.all(|(a, b)| {
            // What stands in for a file that cannot be read has the digest of that, not its text.
            Arc::ptr_eq(a, b) || (a.digest == b.digest && !a.stands_in && !b.stands_in)
        })
}

/// A digest that is the same where two pages of the same outline read the same, in whichever run of
/// the program; none where what stands in for a file has not the digest of its text.
pub(crate) fn text_digest(page: &Page) -> Option<Digest> {
    let mut text = DigestBuilder::default();
    text.digest(Digest::of_value(&page.segments));
    for document in &page.documents {
        if document.stands_in {
            return None;
        }
        text.part(document.file.as_bytes()).digest(document.digest);
    }
    Some(text.finish())
}
