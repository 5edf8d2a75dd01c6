//! Stage 5: a [`Handbook`] and its [`SiteMap`] → [`Catalog`]: what its pages of a kind mean
//! together.
//!
//! A ground rule, a training module, a glossary term and a milestone are sections and pages like
//! any other, so firms change them like any other. Only here, after all layers, is it known which
//! rules are fixed, how long the training takes, what a word means and when a milestone falls.

mod glossary;
mod messages;
mod modules;
mod notices;
mod schedule;
mod timeline;
pub(crate) mod zones;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::link::{PageId, SiteMap};
use crate::overlay::{Handbook, Page, Segment};
use crate::parse::front_matter::PageKind;
use crate::parse::html::Interpolated;
use crate::project::{AudienceLabel, Firm, Project, Values, VarId};

pub(crate) use glossary::{Glossary, Term};
pub(crate) use messages::{Message, MessagePage};
pub(crate) use modules::Module;
pub(crate) use notices::{Feedback, Notice};
pub(crate) use timeline::{Milestone, Timeline};

/// What an edition's rules, modules, terms and dates are.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Catalog {
    /// The audiences and what this firm calls them, in the order of `handbook.yaml`.
    pub audiences: Vec<(String, AudienceLabel)>,
    /// The rules that a pair may not drop, by page and id.
    pub fixed: BTreeSet<(PageId, Arc<str>)>,
    /// The training modules, in reading order.
    pub modules: Vec<Module>,
    /// Their places in that list, by page.
    module_places: BTreeMap<PageId, usize>,
    /// The terms and where they are explained.
    pub glossary: Glossary,
    /// The timelines, in the order of their pages.
    pub timelines: Vec<Timeline>,
    /// The pages of messages, in the order of their pages.
    pub messages: Vec<MessagePage>,
    /// What stands at the head of each page for some days.
    pub notice: Option<Notice>,
    /// Where readers say what is wrong.
    pub feedback: Option<Feedback>,
}

/// Puts together what the pages of an edition say.
pub(crate) fn catalog(
    handbook: &Handbook,
    map: &SiteMap,
    project: &Project,
    firm: &Firm,
) -> Checked<Catalog> {
    let mut reader = CatalogReader { handbook, map, project, diagnostics: Vec::new() };
    let (audiences, fixed) = (reader.audiences(), reader.fixed_rules());
    let modules = modules::read(&mut reader);
    let timelines = timeline::read(&mut reader);
    let catalog = Catalog {
        audiences,
        fixed,
        module_places: modules.iter().map(|module| module.page).zip(0..).collect(),
        modules,
        glossary: glossary::read(&mut reader),
        messages: messages::read(&mut reader, &timelines, firm),
        timelines,
        notice: notices::notice(&mut reader, firm),
        feedback: notices::feedback(&mut reader, firm),
    };
    Checked::new(catalog, reader.diagnostics)
}

/// Reads the pages of an edition.
struct CatalogReader<'a> {
    handbook: &'a Handbook,
    map: &'a SiteMap,
    project: &'a Project,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> CatalogReader<'a> {
    /// The pages of a kind.
    fn of_kind(&self, kind: PageKind) -> impl Iterator<Item = PageId> + use<'a> {
        let map = self.map;
        map.ids().filter(move |id| map.facts(*id).kind() == kind)
    }

    fn page(&self, id: PageId) -> &'a Page {
        self.handbook.page(id)
    }

    fn values(&self) -> &'a Values {
        &self.map.outline.values
    }

    fn report(&mut self, place: Place, problem: Diagnostic) {
        self.diagnostics.push(problem.at(place));
    }

    /// Where a variable that a page uses is set; the page where no layer sets it.
    fn set_at(&self, variable: Option<VarId>, page: &Page) -> Place {
        let set = variable.and_then(|id| self.handbook.set_at.get(&id).cloned());
        set.unwrap_or_else(|| Place::file(&page.top().file))
    }

    /// A text of a heading's attributes, with the firm's values.
    fn filled(&self, text: &str) -> String {
        Interpolated::filled(text, &self.project.variables, self.values(), usize::MAX)
            .unwrap_or_default()
    }

    /// A section's title.
    fn title(&self, page: &Page, segment: &Segment) -> String {
        let heading = page.section(segment).heading.as_ref();
        heading.map_or_else(String::new, |heading| heading.text.fill(self.values()).into_owned())
    }

    fn audiences(&mut self) -> Vec<(String, AudienceLabel)> {
        let project = self.project;
        let labels = project.audience_labels.iter().map(|label| AudienceLabel {
            one: self.audience_label(&label.one),
            many: self.audience_label(&label.many),
        });
        let labels: Vec<_> = labels.collect();
        project.audiences.iter().cloned().zip(labels).collect()
    }

    fn audience_label(&mut self, text: &str) -> String {
        let place = Place::file(&"content/handbook.yaml".into());
        let variables = &self.project.variables;
        let label = Interpolated::read(text, variables, &place, &mut self.diagnostics);
        label.fill(&self.map.outline.values).into_owned()
    }

    fn fixed_rules(&mut self) -> BTreeSet<(PageId, Arc<str>)> {
        let mut fixed = BTreeSet::new();
        for id in self.of_kind(PageKind::Rules) {
            let page = self.page(id);
            self.diagnostics.extend(bound_nobody(page, self.project));
            fixed.extend(page.fixed_rules().map(|rule| (id, rule.clone())));
        }
        fixed
    }
}

impl Catalog {
    /// What this firm calls an audience.
    pub(crate) fn label<'a>(&'a self, audience: &'a str) -> &'a str {
        let known = self.audiences.iter().find(|(name, _)| name == audience);
        known.map_or(audience, |(_, label)| &label.one)
    }

    /// What this firm calls several of an audience.
    pub(crate) fn plural<'a>(&'a self, audience: &'a str) -> &'a str {
        let known = self.audiences.iter().find(|(name, _)| name == audience);
        known.map_or(audience, |(_, label)| &label.many)
    }

    /// The module that a page is.
    pub(crate) fn module(&self, page: PageId) -> Option<&Module> {
        self.module_places.get(&page).map(|at| &self.modules[*at])
    }

    /// The timeline that a page is.
    pub(crate) fn timeline(&self, page: PageId) -> Option<&Timeline> {
        let at = self.timelines.binary_search_by_key(&page, |timeline| timeline.page).ok()?;
        Some(&self.timelines[at])
    }

    /// The messages that a page holds.
    pub(crate) fn messages(&self, page: PageId) -> Option<&MessagePage> {
        let at = self.messages.binary_search_by_key(&page, |messages| messages.page).ok()?;
        Some(&self.messages[at])
    }
}

/// Complaints about rules that bind somebody unheard of.
fn bound_nobody(page: &Page, project: &Project) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (segment, _) in page.sections() {
        let names = page.items(segment, "applies").into_iter();
        for name in names.filter(|name| !["pair", "firm"].contains(name)) {
            let unknown = project.unknown_audience(name, page.place(segment));
            diagnostics.extend(unknown.map(|diagnostic| {
                diagnostic.help("or write `applies=pair` for both, `applies=firm` for the firm")
            }));
        }
    }
    diagnostics
}
