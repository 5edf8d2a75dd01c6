//! Entries of a lock that were written when what they are about had other names.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::lock::{LockEntry, OverridesLock};
use super::subject::{OverridePart, Subject};
use crate::overlay::{EarlierPaths, Handbook, Page};
use crate::parse::attributes::Operation;

/// What an override is about, as it is called at present.
pub(super) enum Meant {
    Page(Arc<Page>),
    /// What `hide:` names.
    Path(Arc<str>),
    /// It is not there.
    Gone,
}

/// Finds what a lock knows of overrides under earlier names.
pub(super) struct EarlierNames<'a> {
    handbook: &'a Handbook,
    lock: &'a OverridesLock,
    /// The shared layers between, of which the entries must be.
    under: &'a [Arc<str>],
    renamed: OnceCell<EarlierPaths>,
    /// Paths in the lock, by those that they have become.
    paths: OnceCell<HashMap<Arc<str>, Vec<&'a Arc<str>>>>,
    /// The page or folder that was asked for last, and its entries by what they are called now.
    last: Option<(Arc<str>, HashMap<OverridePart, &'a Subject>)>,
}

impl<'a> EarlierNames<'a> {
    pub(super) fn new(
        handbook: &'a Handbook,
        lock: &'a OverridesLock,
        under: &'a [Arc<str>],
    ) -> Self {
        let (renamed, paths) = (OnceCell::new(), OnceCell::new());
        Self { handbook, lock, under, renamed, paths, last: None }
    }

    /// The entry of an override that has none under its own name.
    pub(super) fn find(
        &mut self,
        subject: &Subject,
        meant: &Meant,
    ) -> Option<(&'a Subject, &'a LockEntry)> {
        let (path, page) = match meant {
            Meant::Page(page) => (&page.path, Some(&**page)),
            Meant::Path(path) => (path, None),
            Meant::Gone => return None,
        };

        // Without any entry there is none to be found.
        self.lock.entries().next()?;

        // The overrides of a page come one after the other.
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            self.last = Some((path.clone(), self.entries(subject, path, page)));
        }
        let (_, entries) = self.last.as_ref()?;
        self.lock.known(entries.get(&called_now(&subject.part, page))?)
    }

    /// What a path in `hide:` means, by one of the pages that it hides: a page or a folder.
    pub(super) fn path_of(&self, hidden: &str, page: &Page) -> Arc<str> {
        let is_inside = page.path.strip_prefix(hidden).is_some_and(|rest| rest.starts_with('/'));
        if is_inside || *page.path == *hidden {
            return hidden.into();
        }

        let renamed = self.renamed().find(hidden);
        renamed.map_or(hidden, |renamed| renamed.now(hidden)).into()
    }

    fn renamed(&self) -> &EarlierPaths {
        let outline = &self.handbook.outline;
        self.renamed
            .get_or_init(|| EarlierPaths::of(outline.pages.iter().chain(&outline.unpublished)))
    }

    /// Entries of a page or folder; of two that have become one, the first.
    fn entries(
        &self,
        subject: &Subject,
        path: &Arc<str>,
        page: Option<&Page>,
    ) -> HashMap<OverridePart, &'a Subject> {
        let earlier = self.paths.get_or_init(|| self.paths());
        let mut paths = BTreeSet::from([&subject.path, path]);
        paths.extend(earlier.get(path).into_iter().flatten());

        let mut entries = HashMap::new();
        for known in paths.into_iter().flat_map(|path| self.lock.subjects_at(path)) {
            if known.under == self.under {
                entries.entry(called_now(&known.part, page)).or_insert(known);
            }
        }
        entries
    }

    fn paths(&self) -> HashMap<Arc<str>, Vec<&'a Arc<str>>> {
        let mut paths: HashMap<Arc<str>, Vec<&Arc<str>>> = HashMap::new();
        let mut last = None;

        for (Subject { path, .. }, _) in self.lock.entries() {
            // Those of a path stand together.
            if last.replace(path) != Some(path)
                && let Some(renamed) = self.renamed().find(path)
            {
                paths.entry(renamed.now(path).into()).or_default().push(path);
            }
        }
        paths
    }
}

/// A part of a page, by the ids that its sections have now.
fn called_now(part: &OverridePart, page: Option<&Page>) -> OverridePart {
    let (OverridePart::Section(id, operation), Some(page)) = (part, page) else {
        return part.clone();
    };
    let now = match operation {
        // It is the layer's own section that has the id.
        Operation::Before(_) | Operation::After(_) => id,
        _ => page.renamed(id).unwrap_or(id),
    };

    let beside = operation.beside().map(|id| &**page.renamed(id).unwrap_or(id));
    let operation = Operation::named(operation.name(), beside);
    operation
        .map_or_else(|| part.clone(), |operation| OverridePart::Section(now.clone(), operation))
}
