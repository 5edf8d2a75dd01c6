//! `broken-link`: a link that leads to no page, or an include or collection that finds nothing to
//! show; and `broken-anchor`: a link to a section that its page does not have.

use std::cell::LazyCell;
use std::sync::Arc;

use super::{ShownReference, each_reference, meant};
use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, MOST_HELPED, nearest};
use crate::edition::Edition;
use crate::link::{Broken, PageId, Reference, Resolved, SiteMap};
use crate::load::LayerId;
use crate::overlay::{Exclusion, Outline, Page};
use crate::parse::passage::Collection;
use crate::parse::target::{FileTarget, Target};
use crate::parse::{LEAD, heading_id};
use crate::url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_link(edition, diagnostics, |link, diagnostics| {
        diagnostics.extend(link.examine());
        if let Reference::Collection(collection) = link.shown.reference {
            diagnostics.extend(link.missing_items(collection));
        }
    });
}

/// A reader who follows such a link is on the right page, if not at the right place of it.
pub(super) fn anchors(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_link(edition, diagnostics, |link, diagnostics| {
        if !link.is_link() {
            return;
        }
        if let Resolved::Broken(Broken::Section(page, section)) = link.shown.resolve() {
            diagnostics.push(link.no_section(&checks::BROKEN_ANCHOR, page, &section));
        }
    });
}

/// Calls a function with each reference but pictures: one that is not there is a missing asset.
fn each_link(
    edition: &Edition,
    diagnostics: &mut Vec<Diagnostic>,
    call: impl Fn(&LinkIn<'_, '_>, &mut Vec<Diagnostic>),
) {
    let changed = LazyCell::new(|| changed_pages(edition));
    let changed = || changed.as_slice();
    each_reference(edition, &mut |shown| {
        if shown.is_picture() {
            return;
        }

        let helps = diagnostics.len() < MOST_HELPED;
        call(&LinkIn { shown, changed: &changed, helps }, diagnostics);
    });
}

/// The pages of an edition that are not as the base has them.
fn changed_pages(edition: &Edition) -> Vec<PageId> {
    let map = &edition.shell.map;
    map.ids().filter(|id| !edition.base.is_unchanged(&map.facts(*id).outline)).collect()
}

struct LinkIn<'a, 'c> {
    shown: ShownReference<'a>,
    /// The pages that are not as the base has them: among the others every edition finds the same.
    changed: &'c dyn Fn() -> &'c [PageId],
    /// Whether a candidate is looked for.
    helps: bool,
}

impl<'a> LinkIn<'a, '_> {
    fn map(&self) -> &'a SiteMap {
        &self.shown.edition.shell.map
    }

    fn examine(&self) -> Option<Diagnostic> {
        if self.is_link() && self.shown.is_empty() {
            let help = match self.shown.target {
                Target::Dynamic(_) => {
                    "give the variable a value, or put the link into a passage \
                                       that is there only where it has one: `:::only`"
                }
                _ => "write where it leads, or take the brackets away",
            };
            return Some(self.diagnostic("this link has no address").help(help));
        }
        match self.shown.resolve() {
            Resolved::Gone => self.own_link_to_hidden(),
            Resolved::Broken(Broken::Outside) => Some(
                self.diagnostic("this path leaves the handbook")
                    .help("link to files below the layer's folder, or to an address of the web"),
            ),
            Resolved::Broken(Broken::Path(target)) if is_page_path(&target.path) => {
                Some(self.no_page(&target))
            }
            Resolved::Broken(Broken::Section(page, section)) if !self.is_link() => {
                Some(self.no_section(&checks::BROKEN_LINK, page, &section))
            }
            Resolved::External(_) | Resolved::Asset(..) if !self.is_link() => Some(
                self.diagnostic("only a page of the handbook can be shown here")
                    .help("name a Markdown file: `{from=../shared/note.md}`"),
            ),
            // Of what is left, missing files and unsafe addresses have checks of their own.
            _ => None,
        }
    }

    fn is_link(&self) -> bool {
        matches!(self.shown.reference, Reference::Link(_) | Reference::Address(..))
    }

    /// Sections that a collection asks for and its page does not have.
    fn missing_items(&self, collection: &Collection) -> Vec<Diagnostic> {
        let Resolved::Page(id, _) = self.shown.resolve() else { return Vec::new() };
        let page = self.shown.edition.page(id);
        let missing = collection
            .only
            .iter()
            .filter(|section| page.find(section).is_none() && !page.outline().is_removed(section));
        missing.map(|section| self.no_section(&checks::BROKEN_LINK, id, section)).collect()
    }

    fn diagnostic(&self, message: impl Into<String>) -> Diagnostic {
        self.shown.found(&checks::BROKEN_LINK, message)
    }

    /// A firm that hides a page should not link to it; the layers below cannot know.
    fn own_link_to_hidden(&self) -> Option<Diagnostic> {
        let document = self.shown.document;
        let (Target::File(target), LayerId::Firm(_)) = (self.shown.target, &document.layer) else {
            return None;
        };
        // The same link is right in the edition for those audiences.
        let path = if target.path.is_empty() { &*document.path } else { target.path.as_str() };
        let page = self.map().page(path).map(|page| self.shown.edition.page(page));
        let excluded = &self.map().outline.excluded;
        let hides = |page: &Page, id: &str| page.hidden_sections.contains(id);
        if page.zip(target.section.as_deref()).is_some_and(|(page, id)| hides(page, id))
            || excluded.get(path) == Some(&Exclusion::Audience)
        {
            return None;
        }

        let diagnostic = self.diagnostic(format!("`{}` is left out of this edition", target.path));
        Some(match excluded.get(target.path.as_str()) {
            Some(Exclusion::Hidden(place)) => diagnostic.label(place.clone(), "hidden here"),
            Some(Exclusion::Draft) => diagnostic.note("it is a draft"),
            Some(Exclusion::Audience) | None => {
                diagnostic.note("one of this firm's overrides removes the section")
            }
        })
    }

    fn no_page(&self, target: &FileTarget) -> Diagnostic {
        let diagnostic = self.diagnostic(format!("no page `{}`", target.path));
        if !self.helps {
            return diagnostic;
        }

        if let Some(instead) = meant::instead_of(&self.shown, &target.path) {
            return diagnostic.help(instead);
        }
        let Some(candidate) = self.page_like(&target.path) else {
            return diagnostic
                .help("links are paths to Markdown files, seen from the file they stand in");
        };
        let way = url::relative(&self.shown.document.path, &candidate);
        let section =
            target.section.as_ref().map(|section| format!("#{section}")).unwrap_or_default();
        diagnostic.help(format!("did you mean `{way}{section}`?"))
    }

    /// The path of the page that is meant by one that is not there.
    fn page_like(&self, path: &str) -> Option<String> {
        let (map, base) = (self.map(), &self.shown.edition.base);
        let changed = || (self.changed)().iter().map(|id| &**map.facts(*id).path());
        let own = changed().filter(|path| !base.has_page(path));
        let is_here = |path: &str| map.find(path).is_some();
        if let Some(near) = base.page_paths().nearest(path, is_here, own) {
            return Some(near);
        }

        // Files are moved more often than renamed.
        let moved = base.of_file(url::file_of(path)).iter().map(|path| &**path);
        let moved = moved.filter(|path| is_here(path)).chain(changed());
        moved.filter(|known| url::file_of(known) == url::file_of(path)).min().map(str::to_owned)
    }

    /// The section of a page that is meant by one that is not there.
    fn section_like(&self, page: &Arc<Outline>, section: &str) -> Option<String> {
        let base = &self.shown.edition.base;
        if base.is_unchanged(page) {
            return base.anchors(page).nearest(section, |_| true, std::iter::empty());
        }
        nearest(section, page.anchors()).map(str::to_owned)
    }

    /// The first page that has such a section.
    fn page_with(&self, section: &str) -> Option<&'a str> {
        let (map, base) = (self.map(), &self.shown.edition.base);
        let unchanged = base.with_anchor(section).iter().filter_map(|path| map.find(path));
        let unchanged = unchanged.filter(|id| base.is_unchanged(&map.facts(*id).outline));
        let changed = (self.changed)().iter().copied();
        let changed = changed.filter(|id| map.facts(*id).outline.anchor(section).is_some());
        // Pages are in the order of their paths.
        unchanged.take(1).chain(changed).min().map(|id| &**map.facts(id).path())
    }

    fn no_section(&self, check: &'static Check, page: PageId, section: &str) -> Diagnostic {
        let facts = self.map().facts(page);
        let page = &facts.outline;
        let message = format!("the page `{}` has no section `{section}`", page.path);
        let diagnostic = self.shown.found(check, message);
        if !self.helps {
            return diagnostic;
        }

        // Other programs make ids with capitals, and of three letters each is a third.
        let folded = section.to_lowercase();
        if page.anchors().any(|id| id == folded) || heading_id(&facts.title) == folded {
            return diagnostic.help(format!("did you mean `#{folded}`?"));
        }
        if let Some(candidate) = self.section_like(page, section) {
            return diagnostic.help(format!("did you mean `#{candidate}`?"));
        }

        if let Some(elsewhere) = self.page_with(section) {
            let way = url::relative(&self.shown.document.path, elsewhere);
            return diagnostic.help(format!("did you mean `{way}#{section}`?"));
        }

        let listed = page.anchors().filter(|id| *id != LEAD).take(12);
        let listed: Vec<&str> = listed.collect();
        diagnostic.note(if listed.is_empty() {
            "it has none".to_owned()
        } else {
            format!("its sections: {}", listed.join(", "))
        })
    }
}

/// Whether a path means a page: a Markdown file, a folder, or a name without an ending.
pub(super) fn is_page_path(path: &str) -> bool {
    match url::file_of(path).rsplit_once('.') {
        // No usual file has so long an ending; there the dot is part of a page's name.
        Some((_, ending)) => {
            let pages = ["md", "html", "mdx"];
            pages.iter().any(|page| ending.eq_ignore_ascii_case(page)) || ending.len() > 5
        }
        None => true,
    }
}
