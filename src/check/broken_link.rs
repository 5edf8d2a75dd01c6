//! `broken-link`: a link, include or collection that leads to no page or no section.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, Span, checks, nearest};
use crate::link::{Broken, PageId, Reference, Resolved, each_reference};
use crate::load::LayerId;
use crate::overlay::Exclusion;
use crate::parse::Document;
use crate::parse::target::{FileTarget, Target};

/// Looking for candidates compares with every page; after so many findings nobody reads on.
const MOST_HELPED: usize = 200;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for id in subject.map.ids() {
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let (target, span) = match reference {
                    Reference::Link(link) => (&link.target, link.span),
                    Reference::Include(include) => (&include.from, include.span),
                    Reference::Collection(collection) => (&collection.from, collection.span),
                    Reference::Timeline(view) => (&view.from, view.span),
                    // An image that is not there is a missing asset.
                    Reference::Image(_) => return,
                };
                let helps = diagnostics.len() < MOST_HELPED;
                let link = LinkIn { subject, document, target, span, helps };
                diagnostics.extend(link.examine(id, &reference));
                diagnostics.extend(link.missing_items(id, &reference));
            },
        );
    }
}

struct LinkIn<'a> {
    subject: &'a Subject<'a>,
    document: &'a Document,
    target: &'a Target,
    span: Span,
    /// Whether a candidate is looked for.
    helps: bool,
}

impl LinkIn<'_> {
    fn examine(&self, from: PageId, reference: &Reference<'_>) -> Option<Diagnostic> {
        match self.subject.map.resolve(self.target, from, self.subject.handbook) {
            Resolved::Gone => self.own_link_to_hidden(),
            Resolved::Broken(Broken::Outside) => Some(
                self.diagnostic("this path leaves the handbook")
                    .help("link to files below the layer's folder, or to an address of the web"),
            ),
            Resolved::Broken(Broken::Path(target)) if is_page_path(&target.path) => {
                Some(self.no_page(&target))
            }
            Resolved::Broken(Broken::Section(page, section)) => {
                Some(self.no_section(page, &section))
            }
            Resolved::External(_) | Resolved::Asset(..)
                if !matches!(reference, Reference::Link(_)) =>
            {
                Some(
                    self.diagnostic("only a page of the handbook can be shown here")
                        .help("name a Markdown file: `{from=../shared/note.md}`"),
                )
            }
            _ => None,
        }
    }

    /// Sections that a collection asks for and its page does not have.
    fn missing_items(&self, from: PageId, reference: &Reference<'_>) -> Vec<Diagnostic> {
        let Reference::Collection(collection) = reference else { return Vec::new() };
        let map = self.subject.map;
        let Resolved::Page(id, _) = map.resolve(self.target, from, self.subject.handbook) else {
            return Vec::new();
        };
        let page = &map.facts(id).page;
        let known = |id: &&String| {
            page.find(id).is_some() || page.removed.iter().any(|removed| **removed == ***id)
        };
        collection
            .only
            .iter()
            .filter(|id| !known(id))
            .map(|section| self.no_section(id, section))
            .collect()
    }

    fn diagnostic(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&checks::BROKEN_LINK, message).at(Place::at(&self.document.file, self.span))
    }

    /// A firm that hides a page should not link to it; the layers below cannot know.
    fn own_link_to_hidden(&self) -> Option<Diagnostic> {
        let (Target::File(target), LayerId::Firm(_)) = (self.target, &self.document.layer) else {
            return None;
        };
        // The same link is right in the edition for those audiences.
        let path = if target.path.is_empty() { &*self.document.path } else { target.path.as_str() };
        let page = self.subject.map.page(path).map(|page| &self.subject.map.facts(page).page);
        let is_withheld = |section: &String| {
            page.and_then(|page| page.hidden_sections.as_ref())
                .is_some_and(|ids| ids.iter().any(|id| **id == **section))
        };
        if target.section.as_ref().is_some_and(is_withheld) || self.is_for_others(path) {
            return None;
        }
        let diagnostic = self.diagnostic(format!("`{}` is left out of this edition", target.path));
        Some(match self.subject.handbook.excluded.get(target.path.as_str()) {
            Some(Exclusion::Hidden(place)) => diagnostic.label(place.clone(), "hidden here"),
            Some(Exclusion::Draft) => diagnostic.note("it is a draft"),
            Some(Exclusion::Audience) | None => {
                diagnostic.note("one of this firm's overrides removes the section")
            }
        })
    }

    fn is_for_others(&self, path: &str) -> bool {
        self.subject.handbook.excluded.get(path) == Some(&Exclusion::Audience)
    }

    fn no_page(&self, target: &FileTarget) -> Diagnostic {
        let map = self.subject.map;
        let diagnostic = self.diagnostic(format!("no page `{}`", target.path));
        if !self.helps {
            return diagnostic;
        }
        let paths = || map.pages.iter().map(|facts| &*facts.page.path);
        let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let same_name = || paths().find(|path| file(path) == file(&target.path));
        let candidate = nearest(&target.path, paths()).or_else(same_name);
        let Some(candidate) = candidate else {
            return diagnostic
                .help("links are paths to Markdown files, seen from the file they stand in");
        };
        let way = crate::url::relative(&self.document.path, candidate);
        let section =
            target.section.as_ref().map(|section| format!("#{section}")).unwrap_or_default();
        diagnostic.help(format!("did you mean `{way}{section}`?"))
    }

    fn no_section(&self, page: PageId, section: &str) -> Diagnostic {
        let map = self.subject.map;
        let facts = map.facts(page);
        let ids = || facts.page.anchors.iter().map(|(id, _)| &**id);
        let diagnostic =
            self.diagnostic(format!("the page `{}` has no section `{section}`", facts.page.path));
        if !self.helps {
            return diagnostic;
        }
        if let Some(candidate) = nearest(section, ids()) {
            return diagnostic.help(format!("did you mean `#{candidate}`?"));
        }
        let elsewhere = map.pages.iter().find(|facts| facts.page.anchor(section).is_some());
        if let Some(elsewhere) = elsewhere {
            let way = crate::url::relative(&self.document.path, &elsewhere.page.path);
            return diagnostic.help(format!("did you mean `{way}#{section}`?"));
        }
        let listed: Vec<&str> = ids().filter(|id| *id != crate::parse::LEAD).take(12).collect();
        diagnostic.note(if listed.is_empty() {
            "it has none".to_owned()
        } else {
            format!("its sections: {}", listed.join(", "))
        })
    }
}

/// Whether a path means a page: a Markdown file, a folder, or a name without an ending.
pub(super) fn is_page_path(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    match file.rsplit_once('.') {
        Some((_, ending)) => ending.eq_ignore_ascii_case("md") || ending.len() > 5,
        None => true,
    }
}
