//! Stage 5: a [`Handbook`] and its [`SiteMap`] → [`Catalog`]: what its pages of a kind mean together.
//!
//! A ground rule, a training module, a glossary term and a milestone are sections and pages like any other, so
//! firms change them like any other. Only here, after all layers, is it known which rules are fixed, how
//! long the training takes, what a word means and when a milestone falls.

mod glossary;
mod modules;
mod schedule;
mod timeline;
pub mod zones;

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::link::{PageId, Resolved, SiteMap};
use crate::overlay::{Handbook, Page, Segment};
use crate::parse::Document;
use crate::parse::front_matter::PageKind;
use crate::parse::html::{Fill, Filling, Interpolated};
use crate::parse::widget::Choice;
use crate::project::{Project, Values};

pub use glossary::{Glossary, Term};
pub use modules::{Module, Part};
pub use timeline::{Milestone, Timeline};

/// What an edition's rules, modules, terms and dates are.
#[derive(Default)]
pub struct Catalog {
    /// The audiences and what this firm calls them, in the order of `handbook.yaml`.
    pub audiences: Vec<(String, String)>,
    /// The rules that a pair may not drop, by page and id.
    pub fixed: HashSet<(PageId, Arc<str>)>,
    /// The training modules, in reading order.
    pub modules: Vec<Module>,
    /// The terms and where they are explained.
    pub glossary: Glossary,
    /// The timelines, by page.
    pub timelines: Vec<Timeline>,
}

/// Puts together what the pages of an edition say.
pub fn catalog(handbook: &Handbook, map: &SiteMap, project: &Project) -> Checked<Catalog> {
    let mut diagnostics = Vec::new();
    let mut catalog =
        Catalog { audiences: audiences(handbook, project, &mut diagnostics), ..Catalog::default() };
    let of_kind =
        |kind: PageKind| map.ids().filter(move |id| map.facts(*id).page.front.kind() == kind);
    for id in of_kind(PageKind::Rules) {
        let page = &map.facts(id).page;
        diagnostics.extend(bound_nobody(page, project));
        catalog.fixed.extend(page.fixed_rules().map(|rule| (id, rule.clone())));
    }
    let modules = of_kind(PageKind::Module).collect();
    catalog.modules = modules::read(modules, handbook, map, project, &mut diagnostics);
    catalog.glossary = glossary::read(
        of_kind(PageKind::Glossary).collect(),
        handbook,
        map,
        project,
        &mut diagnostics,
    );
    for id in of_kind(PageKind::Timeline) {
        catalog.timelines.extend(timeline::read(id, handbook, map, project, &mut diagnostics));
    }
    Checked::new(catalog, diagnostics)
}

impl Catalog {
    /// What this firm calls an audience.
    pub fn label<'a>(&'a self, audience: &'a str) -> &'a str {
        self.audiences
            .iter()
            .find(|(name, _)| name == audience)
            .map_or(audience, |(_, label)| label)
    }

    /// The module that a page is.
    pub fn module(&self, page: PageId) -> Option<&Module> {
        self.modules.iter().find(|module| module.page == page)
    }

    /// Whether an option links to a rule that a pair may not drop.
    pub fn is_fixed(
        &self,
        map: &SiteMap,
        handbook: &Handbook,
        document: &Document,
        choice: &Choice,
    ) -> bool {
        let links = choice.links.start.index()..choice.links.end.index();
        let from = map.find(&document.path).unwrap_or(map.home);
        document.links.get(links).unwrap_or_default().iter().any(|link| {
            match map.resolve(&link.target, from, handbook) {
                Resolved::Page(page, Some(rule)) => self.fixed.contains(&(page, Arc::from(&*rule))),
                _ => false,
            }
        })
    }

    /// The timeline that a page is.
    pub fn timeline(&self, page: PageId) -> Option<&Timeline> {
        self.timelines.iter().find(|timeline| timeline.page == page)
    }
}

/// Complaints about rules that bind somebody unheard of.
fn bound_nobody(page: &Page, project: &Project) -> Vec<Diagnostic> {
    let unknown = |segment: &Segment| {
        let names = page
            .items(segment, "applies")
            .into_iter()
            .filter(|name| !["pair", "firm"].contains(name));
        let place = heading_place(page, segment);
        names.filter_map(|name| project.unknown_audience(name, place.clone())).collect::<Vec<_>>()
    };
    let complain = |diagnostic: Diagnostic| {
        diagnostic.help("or write `applies=pair` for both, `applies=firm` for the firm")
    };
    page.sections().flat_map(|(at, _)| unknown(&page.segments[at])).map(complain).collect()
}

fn audiences(
    handbook: &Handbook,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String)> {
    let place = Place::file(&"content/handbook.yaml".into());
    let label = |text: &String| {
        let phrase = Interpolated::read(text, &project.variables, &place, diagnostics);
        phrase.fill(&handbook.values).into_owned()
    };
    project.audiences.iter().cloned().zip(project.audience_labels.iter().map(label)).collect()
}

/// A text of a heading's attributes, with the firm's values.
fn filled(text: &str, values: &Values, project: &Project) -> String {
    // What is wrong with its variables was said when the file was parsed.
    let place = Place::file(&"".into());
    Interpolated::read(text, &project.variables, &place, &mut Vec::new()).fill(values).into_owned()
}

/// Where a section's heading stands.
fn heading_place(page: &Page, segment: &Segment) -> Place {
    let file = &page.document(segment).file;
    match &page.section(segment).heading {
        Some(heading) => Place::at(file, heading.span),
        None => Place::file(file),
    }
}

/// A section's title.
fn title(page: &Page, segment: &Segment, values: &Values) -> String {
    page.section(segment)
        .heading
        .as_ref()
        .map_or_else(String::new, |heading| heading.text.fill(values).into_owned())
}

/// The first paragraph of a section as plain text; all its text where it has none.
pub fn first_paragraph(page: &Page, segment: &Segment, values: &Values) -> String {
    let (document, section) = (page.document(segment), page.section(segment));
    let paragraph = document.blocks(section).first_paragraph(&|_| true);
    document.body.plain_text(paragraph.unwrap_or(section.body), &|fill| match fill {
        Fill::Variable(id) => Filling::Plain(values.text(id)),
        _ => Filling::None,
    })
}
