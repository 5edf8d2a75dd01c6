//! Where a link or image leads in an edition.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Facts, PageId, SiteMap};
use crate::load::AssetSource;
use crate::parse::target::{FileTarget, Target};

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
    pub fn resolve<'a>(&'a self, target: &'a Target, from: PageId) -> Resolved<'a> {
        match target {
            Target::External(address) => Resolved::External(Cow::Borrowed(address)),
            Target::Unsafe(address) => Resolved::Broken(Broken::Unsafe(address.clone())),
            Target::File(file) => self.file(Cow::Borrowed(file), from),
            Target::Dynamic(dynamic) => match dynamic.fill(&self.outline.values) {
                Target::External(address) => Resolved::External(Cow::Owned(address)),
                Target::Unsafe(address) => Resolved::Broken(Broken::Unsafe(address)),
                Target::File(file) => self.file(Cow::Owned(file), from),
                Target::Dynamic(_) => Resolved::Broken(Broken::Outside),
            },
        }
    }

    fn file<'a>(&'a self, target: Cow<'a, FileTarget>, from: PageId) -> Resolved<'a> {
        if target.outside {
            return Resolved::Broken(Broken::Outside);
        }

        // A bare `#section` stands on the page itself.
        let page = if target.path.is_empty() { Some(from) } else { self.page(&target.path) };
        // Pages before assets, the order by which `assets::used` tells what is shown.
        if let Some(page) = page {
            return self.section(page, target);
        }
        if let Some(asset) = self.assets.get(target.path.as_str()) {
            return Resolved::Asset(&asset.source, &asset.url);
        }
        if let Some(page) = self.page_as_elsewhere(&target.path) {
            return self.section(page, target);
        }
        if self.is_excluded(&target.path) {
            return Resolved::Gone;
        }
        Resolved::Broken(Broken::Path(target))
    }

    /// The page of a path with the ending that it has as a published file, or in other programs.
    fn page_as_elsewhere(&self, path: &str) -> Option<PageId> {
        let stem = path.strip_suffix(".html").or_else(|| path.strip_suffix(".markdown"))?;
        self.page(&format!("{stem}.md"))
    }

    fn section<'a>(&'a self, id: PageId, target: Cow<'a, FileTarget>) -> Resolved<'a> {
        let section = match target {
            Cow::Borrowed(target) => target.section.as_deref().map(Cow::Borrowed),
            Cow::Owned(target) => target.section.map(Cow::Owned),
        };
        let Some(section) = section.filter(|section| !section.is_empty()) else {
            return Resolved::Page(id, None);
        };

        let facts = self.facts(id);
        let page = &facts.outline;
        // By an earlier id as by the one that the section has now.
        let section = page.renamed(&section).map_or(section, |now| Cow::Borrowed(now));
        // Code hosts know a page's own heading by an id, too; there it leads to the top.
        match page.anchor(&section) {
            Some(anchor) if self.outline.all_hold(page.conditions(anchor)) => {
                Resolved::Page(id, Some(section))
            }
            Some(_) => Resolved::Gone,
            None if page.is_removed(&section) => Resolved::Gone,
            None if is_page_heading(facts, &section) || is_top(&section) => {
                Resolved::Page(id, None)
            }
            None => Resolved::Broken(Broken::Section(id, section.into_owned())),
        }
    }

    /// Whether a path means a page of a lower layer that this edition leaves out.
    fn is_excluded(&self, path: &str) -> bool {
        let folder = path.trim_end_matches('/');
        let candidates = [
            path.to_owned(),
            format!("{folder}/index.md"),
            format!("{folder}/_index.md"),
            format!("{folder}/README.md"),
            format!("{folder}.md"),
        ];
        candidates.iter().any(|path| self.outline.excluded.contains_key(path.as_str()))
    }
}

/// Whether a section is the top of a page as browsers know it. Source: HTML Standard, "Scrolling to
/// a fragment".
fn is_top(section: &str) -> bool {
    section.eq_ignore_ascii_case("top")
}

/// Whether an id means the page as a whole.
fn is_page_heading(facts: &Facts, section: &str) -> bool {
    facts.outline.page_ids.iter().any(|id| **id == *section)
        || crate::parse::heading_id(&facts.title) == section
}
