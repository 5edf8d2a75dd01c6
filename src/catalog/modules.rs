//! Training modules: how long they take, for whom, and what has to be taken before.

use std::collections::HashMap;
use std::sync::Arc;

use super::CatalogReader;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{PageId, Resolved, SiteMap};
use crate::overlay::{Exclusion, Page, Scenario};
use crate::parse::front_matter::{Minutes, ModuleKeys, PageKind, PassMark};
use crate::parse::target::Target;

/// Longest part of a module, in minutes.
const MAX_PART: u32 = 600;
/// What has to be right where no module says: the usual mark.
const USUAL_PASS_MARK: u8 = 80;

/// A training module.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Module {
    pub page: PageId,
    pub minutes: Option<Minutes>,
    /// The audiences that have to take it.
    pub required_for: Vec<String>,
    /// What has to be taken before.
    pub prerequisites: Vec<PageId>,
    /// The share of questions that has to be right, in percent.
    pub pass_mark: u8,
    /// Its parts that take time.
    pub outline: Vec<Part>,
    /// How many questions are marked.
    pub questions: usize,
}

/// A part of a module.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    /// The section.
    pub id: Arc<str>,
    pub title: String,
    pub minutes: u32,
}

impl Module {
    /// Minutes in all.
    pub(crate) fn total(&self) -> u32 {
        self.minutes.as_ref().map_or(0, Minutes::total)
    }
}

pub(super) fn read(reader: &mut CatalogReader<'_>) -> Vec<Module> {
    let mut pages: Vec<PageId> = reader.of_kind(PageKind::Module).collect();
    if pages.is_empty() {
        return Vec::new();
    }

    // Those outside of the navigation come last.
    let order: HashMap<PageId, usize> =
        reader.map.nav.reading_order().into_iter().zip(0..).collect();
    pages.sort_by_key(|id| order.get(id).copied().unwrap_or(usize::MAX));
    let modules: Vec<Module> = pages.into_iter().map(|id| module(reader, id)).collect();
    circles(&modules, reader);
    modules
}

fn module(reader: &mut CatalogReader<'_>, id: PageId) -> Module {
    let page = reader.page(id);
    let keys = &page.front.module;
    let outline = outline(reader, page);
    reader.diagnostics.extend(adds_up(keys.minutes.as_ref(), &outline));

    let required_for = keys.required_for.clone().unwrap_or_default();
    let shown = page.front.audience();
    if let Some(shut_out) =
        required_for.iter().find(|name| !shown.is_empty() && !shown.contains(name))
    {
        let message =
            format!("this module is required for `{shut_out}`, who is not in its audience");
        let help = "add them to `audience:`, or take them out of `required_for:`";
        reader.report(Place::file(&page.top().file), plan_problem(message).help(help));
    }

    Module {
        page: id,
        minutes: keys.minutes.clone(),
        required_for,
        prerequisites: prerequisites(reader, id, keys),
        pass_mark: pass_mark(reader, page, keys).unwrap_or(USUAL_PASS_MARK),
        outline,
        questions: questions(page),
    }
}

/// The modules to be taken before one.
fn prerequisites(reader: &mut CatalogReader<'_>, id: PageId, keys: &ModuleKeys) -> Vec<PageId> {
    let map = reader.map;
    let mut needed = Vec::new();
    for (target, place) in keys.prerequisites.iter().flatten() {
        let problem = match map.resolve(target, id) {
            Resolved::Page(other, _) if map.facts(other).kind() == PageKind::Module => {
                needed.push(other);
                continue;
            }
            Resolved::Page(other, _) => {
                plan_problem(format!("`{}` is no training module", map.facts(other).path()))
                    .help("name a page with `kind: module`")
            }
            Resolved::Gone => hidden(map, id, target),
            _ => plan_problem("there is no such module to be taken before")
                .help("write its path as in a link, seen from this file: `m1-essentials.md`"),
        };
        reader.report(place.clone(), problem);
    }
    needed
}

fn pass_mark(reader: &mut CatalogReader<'_>, page: &Page, keys: &ModuleKeys) -> Option<u8> {
    let variable = match keys.pass_mark? {
        PassMark::Percent(percent) => return Some(percent),
        PassMark::Variable(variable) => variable,
    };
    let text = reader.values().text(variable);
    let percent = text.parse().ok().filter(|percent| (1..=100).contains(percent));

    if percent.is_none() {
        let name = &reader.project.variables.declaration(variable).name;
        let message = format!("`{name}: {text}` is no share of questions to pass with");
        let problem = plan_problem(message).help("give a whole percentage, from 1 to 100");
        reader.report(reader.set_at(Some(variable), page), problem);
    }
    percent
}

fn hidden(map: &SiteMap, page: PageId, target: &Target) -> Diagnostic {
    let diagnostic = plan_problem("this module needs one that this firm or edition does not have")
        .help(format!(
            "hide `{}` as well, or give it other `prerequisites:` in an override of its own",
            map.facts(page).path()
        ));
    if let Target::File(file) = target
        && let Some(Exclusion::Hidden(place)) = map.outline.excluded.get(file.path.as_str())
    {
        return diagnostic.label(place.clone(), "hidden here");
    }
    diagnostic
}

/// The sections that say how many minutes they take.
fn outline(reader: &mut CatalogReader<'_>, page: &Page) -> Vec<Part> {
    let mut outline = Vec::new();
    for (segment, id) in page.sections() {
        let Some(text) = page.attribute(segment, "minutes") else { continue };

        let text = reader.filled(text);
        match text.trim().parse::<u32>().ok().filter(|minutes| (1..=MAX_PART).contains(minutes)) {
            Some(minutes) => {
                outline.push(Part { id: id.clone(), title: reader.title(page, segment), minutes });
            }
            None => {
                let help = format!("give whole minutes, from 1 to {MAX_PART}: `minutes=10`");
                let problem = plan_problem(format!("`{text}` is no number of minutes"));
                reader.report(page.place(segment), problem.help(help));
            }
        }
    }
    outline
}

/// Something wrong with what a module says of itself.
fn plan_problem(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&checks::MODULE_PLAN, message)
}

fn adds_up(minutes: Option<&Minutes>, outline: &[Part]) -> Option<Diagnostic> {
    let sum: u32 = outline.iter().map(|part| part.minutes).sum();
    // A module need not say how its time is divided.
    let minutes = minutes.filter(|_| !outline.is_empty())?;
    let said = minutes.outline().filter(|said| *said != sum)?;
    let parts: Vec<String> =
        outline.iter().map(|part| format!("{} {}", part.id, part.minutes)).collect();
    let message =
        format!("the parts of this module take {sum} minutes, the whole is said to take {said}");
    let help = "change `minutes:` here, or the `minutes=` of a section";
    let problem = plan_problem(message).at(minutes.place.clone()).help(help);
    Some(problem.note(format!("its parts: {}", parts.join(", "))))
}

/// Marked questions that the page shows, and scenarios that count as one.
fn questions(page: &Page) -> usize {
    let scenarios = page.scenarios().into_iter().filter(Scenario::counts);
    page.questions().filter(|(.., question)| question.counts).count() + scenarios.count()
}

/// Reports modules that need each other: they can never be taken. Of circles that have a module in
/// common one is told.
fn circles(modules: &[Module], reader: &mut CatalogReader<'_>) {
    let mut walk = ModuleWalk::new(modules);
    for start in 0..modules.len() {
        walk.enter(start);
        while let Some(step) = walk.trail.last_mut() {
            let Some(before) = modules[step.module].prerequisites.get(step.followed) else {
                walk.leave();
                continue;
            };
            step.followed += 1;
            let Some(before) = walk.places.get(before).copied() else { continue };
            if let Some(pages) = walk.enter(before) {
                let circle = circle(reader, &pages);
                reader.diagnostics.push(circle);
            }
        }
    }
}

/// A walk from module to module, by what each needs; no module is walked through twice.
struct ModuleWalk<'m> {
    modules: &'m [Module],
    /// By page, the place in that list.
    places: HashMap<PageId, usize>,
    trail: Vec<ModuleStep>,
    /// By module, what was met of it.
    visits: Vec<Visit>,
}

/// A module on the trail.
struct ModuleStep {
    module: usize,
    /// How many of its prerequisites were followed.
    followed: usize,
    /// The last place on the trail, up to here, of a module whose circle was told.
    told: Option<usize>,
}

#[derive(Clone, Copy)]
enum Visit {
    NotYet,
    /// It is on the trail, at this place.
    Now(usize),
    Past,
}

impl<'m> ModuleWalk<'m> {
    fn new(modules: &'m [Module]) -> Self {
        let places = modules.iter().map(|module| module.page).zip(0..).collect();
        Self { modules, places, trail: Vec::new(), visits: vec![Visit::NotYet; modules.len()] }
    }

    /// Goes on to a module, where it is new; the circle that ends there, where it is another one
    /// than those before.
    fn enter(&mut self, module: usize) -> Option<Vec<PageId>> {
        match self.visits[module] {
            Visit::NotYet => {
                self.visits[module] = Visit::Now(self.trail.len());
                let told = self.trail.last().and_then(|step| step.told);
                self.trail.push(ModuleStep { module, followed: 0, told });
                None
            }
            Visit::Now(from) => self.circle(from),
            Visit::Past => None,
        }
    }

    fn leave(&mut self) {
        if let Some(step) = self.trail.pop() {
            self.visits[step.module] = Visit::Past;
        }
    }

    fn circle(&mut self, from: usize) -> Option<Vec<PageId>> {
        if self.trail.last()?.told >= Some(from) {
            return None;
        }

        for (place, step) in (from..).zip(&mut self.trail[from..]) {
            step.told = Some(place);
        }
        let mut circle: Vec<usize> = self.trail[from..].iter().map(|step| step.module).collect();
        // It is told of the first in reading order, wherever the walk came upon it.
        let first = (0..circle.len()).min_by_key(|at| circle[*at])?;
        circle.rotate_left(first);
        Some(circle.into_iter().map(|module| self.modules[module].page).collect())
    }
}

fn circle(reader: &CatalogReader<'_>, pages: &[PageId]) -> Diagnostic {
    let page = reader.page(pages[0]);
    let ids = pages.iter().chain(pages.first());
    let titles: Vec<&str> = ids.map(|id| &*reader.map.facts(*id).title).collect();
    let prerequisites = page.front.module.prerequisites.as_ref();
    let place = prerequisites.and_then(|prerequisites| Some(prerequisites.first()?.1.clone()));
    plan_problem("these modules need each other, so nobody can begin")
        .at(place.unwrap_or_else(|| Place::file(&page.top().file)))
        .help("take one of the prerequisites away")
        .note(titles.join(" → "))
}
