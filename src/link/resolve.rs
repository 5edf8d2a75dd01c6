//! Where a link or image leads in an edition.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Facts, PageId, SiteMap, folder_of};
use crate::load::AssetSource;
use crate::overlay::{Anchor, Exclusion, Handbook, Page};
use crate::parse::containers::{Condition, Subject};
use crate::parse::target::{FileTarget, Target};
use crate::project::{EditionKind, Values};

/// Where a target leads.
#[derive(Debug)]
pub enum Resolved<'a> {
    /// An address outside of the handbook.
    External(Cow<'a, str>),
    /// A page, and a section of it.
    Page(PageId, Option<Cow<'a, str>>),
    /// A file that is copied: its source and published address.
    Asset(&'a Arc<AssetSource>, &'a str),
    /// A page or section that this firm or edition leaves out.
    Gone,
    /// Nowhere.
    Broken(Broken<'a>),
}

/// Why a target leads nowhere.
#[derive(Debug)]
pub enum Broken<'a> {
    /// No page or asset of that path.
    Path(Cow<'a, FileTarget>),
    /// The page is there, the section is not.
    Section(PageId, String),
    /// The path climbs out of the handbook.
    Outside,
    /// The address may not be published.
    Unsafe(String),
}

impl SiteMap {
    /// Where a target leads, as seen from a page.
    pub fn resolve<'a>(
        &'a self,
        target: &'a Target,
        from: PageId,
        handbook: &'a Handbook,
    ) -> Resolved<'a> {
        match target {
            Target::External(address) => Resolved::External(Cow::Borrowed(address)),
            Target::Unsafe(address) => Resolved::Broken(Broken::Unsafe(address.clone())),
            Target::File(file) => self.file(Cow::Borrowed(file), from, handbook),
            Target::Dynamic(phrase) => {
                let address = phrase.fill(&handbook.values);
                match Target::of(&address, &self.facts(from).page.path) {
                    Target::External(address) => Resolved::External(Cow::Owned(address)),
                    Target::Unsafe(address) => Resolved::Broken(Broken::Unsafe(address)),
                    Target::File(file) => self.file(Cow::Owned(file), from, handbook),
                    Target::Dynamic(_) => Resolved::Broken(Broken::Outside),
                }
            }
        }
    }

    fn file<'a>(
        &'a self,
        target: Cow<'a, FileTarget>,
        from: PageId,
        handbook: &'a Handbook,
    ) -> Resolved<'a> {
        if target.outside {
            return Resolved::Broken(Broken::Outside);
        }
        let page = if target.path.is_empty() { Some(from) } else { self.page(&target.path) };
        if let Some(page) = page {
            return self.section(page, target, handbook);
        }
        if let Some(asset) = self.assets.get(target.path.as_str()) {
            return Resolved::Asset(&asset.source, &asset.url);
        }
        if is_excluded(&target.path, handbook) {
            return Resolved::Gone;
        }
        Resolved::Broken(Broken::Path(target))
    }

    /// The page of a path as people write it: with or without `.md`, or a folder.
    pub fn page(&self, path: &str) -> Option<PageId> {
        if let Some(page) = self.by_path.get(path) {
            return Some(*page);
        }
        let folder = path.trim_end_matches('/');
        if crate::url::is_landing(super::file_of(path)) {
            // `README.md` and `index.md` mean the same page.
            return self.by_folder.get(folder_of(path)).copied();
        }
        self.by_folder
            .get(folder)
            .or_else(|| self.by_path.get(format!("{folder}.md").as_str()))
            .copied()
    }

    fn section<'a>(
        &'a self,
        id: PageId,
        target: Cow<'a, FileTarget>,
        handbook: &'a Handbook,
    ) -> Resolved<'a> {
        let section = match target {
            Cow::Borrowed(target) => target.section.as_deref().map(Cow::Borrowed),
            Cow::Owned(target) => target.section.map(Cow::Owned),
        };
        let Some(section) = section.filter(|section| !section.is_empty()) else {
            return Resolved::Page(id, None);
        };
        let page = &self.facts(id).page;
        match page.anchor(&section) {
            Some(Anchor::Inner(document, inner)) => {
                let document = &page.documents[document as usize];
                let conditions = &document.inner_headings[inner as usize].conditions;
                let shown = conditions.iter().all(|condition| {
                    holds(document.condition(*condition), &handbook.values, &handbook.kind)
                });
                if shown { Resolved::Page(id, Some(section)) } else { Resolved::Gone }
            }
            Some(_) => Resolved::Page(id, Some(section)),
            None if page.removed.iter().any(|removed| **removed == *section) => Resolved::Gone,
            None if is_page_heading(page, &section, self.facts(id)) => Resolved::Page(id, None),
            None => Resolved::Broken(Broken::Section(id, section.into_owned())),
        }
    }
}

/// Code hosts give the page's own heading an id too.
fn is_page_heading(page: &Page, section: &str, facts: &Facts) -> bool {
    let own = page.own_heading().and_then(|(_, heading)| heading.attributes().id.as_deref());
    let made = || crate::parse::heading_id(&facts.title);
    let written =
        || page.own_heading().map(|(_, heading)| crate::parse::heading_id(&heading.text.text));
    own == Some(section)
        || made() == section
        || written().as_deref() == Some(section)
        // A layer that renames a page does not break the links of those below it.
        || page.former_ids.iter().any(|id| **id == *section)
}

fn is_excluded(path: &str, handbook: &Handbook) -> bool {
    let folder = path.trim_end_matches('/');
    let candidates = [
        path.to_owned(),
        format!("{folder}/index.md"),
        format!("{folder}/_index.md"),
        format!("{folder}/README.md"),
        format!("{folder}.md"),
    ];
    candidates.iter().any(|path| {
        matches!(
            handbook.excluded.get(path.as_str()),
            Some(Exclusion::Hidden(_) | Exclusion::Draft | Exclusion::Audience)
        )
    })
}

/// Whether a passage is shown.
pub fn holds(condition: &Condition, values: &Values, kind: &EditionKind) -> bool {
    condition.0.iter().all(|test| {
        let equal = match test.subject {
            Subject::Audience => kind.shows(std::slice::from_ref(&test.value)),
            Subject::Variable(id) => {
                values.get(id).is_some_and(|setting| setting.items.contains(&test.value))
            }
        };
        equal != test.negated
    })
}
