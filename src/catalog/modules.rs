//! Training modules: how long they take, for whom, and what has to be taken before.

use std::collections::HashSet;
use std::sync::Arc;

use super::{filled, heading_place, title};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{PageId, Resolved, SiteMap};
use crate::overlay::{Exclusion, Handbook, Page};
use crate::parse::front_matter::{Minutes, ModuleKeys, PageKind, PassMark};
use crate::parse::target::Target;
use crate::parse::widget::Widget;
use crate::project::Project;

/// Longest part of a module, in minutes.
const MAX_PART: u32 = 600;
/// What has to be right where no module says: the usual mark.
const USUAL_PASS_MARK: u8 = 80;

/// A training module.
pub struct Module {
    /// Its page.
    pub page: PageId,
    /// How long it takes.
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
pub struct Part {
    /// The section.
    pub id: Arc<str>,
    /// Its title.
    pub title: String,
    /// How long it takes.
    pub minutes: u32,
}

impl Module {
    /// Minutes in all.
    pub fn total(&self) -> u32 {
        self.minutes.as_ref().map_or(0, Minutes::total)
    }
}

pub(super) fn read(
    pages: Vec<PageId>,
    handbook: &Handbook,
    map: &SiteMap,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Module> {
    let known: HashSet<PageId> = pages.iter().copied().collect();
    let mut modules = Vec::new();
    for id in in_order(&known, map).into_iter().chain(pages) {
        if modules.iter().all(|module: &Module| module.page != id) {
            modules.push(module(id, handbook, map, project, diagnostics));
        }
    }
    circles(&modules, map, diagnostics);
    modules
}

/// The pages that can be paged through, in that order.
fn in_order(known: &HashSet<PageId>, map: &SiteMap) -> Vec<PageId> {
    if known.is_empty() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let next = |id: &PageId| map.facts(*id).next.filter(|next| seen.insert(*next));
    std::iter::successors(Some(map.home), next).filter(|id| known.contains(id)).collect()
}

fn module(
    id: PageId,
    handbook: &Handbook,
    map: &SiteMap,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Module {
    let page = &map.facts(id).page;
    let none = ModuleKeys::default();
    let keys = page.front.module.as_deref().unwrap_or(&none);
    let outline = outline(page, handbook, project, diagnostics);
    adds_up(keys.minutes.as_ref(), &outline, diagnostics);
    let required_for = keys.required_for.clone().unwrap_or_default();
    let (shown, place) = (page.front.audience(), || Place::file(&page.top().file));
    if let Some(shut_out) =
        required_for.iter().find(|name| !shown.is_empty() && !shown.contains(name))
    {
        diagnostics.push(
            Diagnostic::new(
                &checks::MODULE_PLAN,
                format!("this module is required for `{shut_out}`, who is not in its audience"),
            )
            .at(place())
            .help("add them to `audience:`, or take them out of `required_for:`"),
        );
    }
    let prerequisites = keys.prerequisites.iter().flatten();
    let mut needed = Vec::new();
    for (target, place) in prerequisites {
        match map.resolve(target, id, handbook) {
            Resolved::Page(other, _) if map.facts(other).page.front.kind() == PageKind::Module => {
                needed.push(other)
            }
            Resolved::Page(other, _) => diagnostics.push(
                Diagnostic::new(
                    &checks::MODULE_PLAN,
                    format!("`{}` is no training module", map.facts(other).page.path),
                )
                .at(place.clone())
                .help("name a page with `kind: module`"),
            ),
            Resolved::Gone => diagnostics.push(hidden(page, place, target, handbook)),
            _ => diagnostics.push(
                Diagnostic::new(&checks::MODULE_PLAN, "there is no such module to be taken before")
                    .at(place.clone())
                    .help("write its path as in a link, seen from this file: `m1-essentials.md`"),
            ),
        }
    }
    let pass_mark = match keys.pass_mark {
        Some(PassMark::Percent(percent)) => Some(percent),
        Some(PassMark::Variable(variable)) => {
            let text = handbook.values.text(variable);
            let percent = text.parse().ok().filter(|percent| (1..=100).contains(percent));
            if percent.is_none() {
                let set = handbook.set_at.get(&variable).cloned();
                let name = &project.variables.declaration(variable).name;
                diagnostics.push(
                    Diagnostic::new(
                        &checks::MODULE_PLAN,
                        format!("`{name}: {text}` is no share of questions to pass with"),
                    )
                    .at(set.unwrap_or_else(place))
                    .help("give a whole percentage, from 1 to 100"),
                );
            }
            percent
        }
        None => None,
    };
    Module {
        page: id,
        minutes: keys.minutes.clone(),
        required_for,
        prerequisites: needed,
        pass_mark: pass_mark.unwrap_or(USUAL_PASS_MARK),
        outline,
        questions: questions(page),
    }
}

fn hidden(page: &Page, place: &Place, target: &Target, handbook: &Handbook) -> Diagnostic {
    let path = match target {
        Target::File(file) => file.path.as_str(),
        _ => "",
    };
    let diagnostic = Diagnostic::new(
        &checks::MODULE_PLAN,
        "this module needs one that this firm or edition does not have",
    )
    .at(place.clone())
    .help(format!(
        "hide `{}` as well, or give it other `prerequisites:` in an override of its own",
        page.path
    ));
    match handbook.excluded.get(path) {
        Some(Exclusion::Hidden(hidden)) => diagnostic.label(hidden.clone(), "hidden here"),
        _ => diagnostic,
    }
}

/// The sections that say how many minutes they take.
fn outline(
    page: &Page,
    handbook: &Handbook,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Part> {
    let mut outline = Vec::new();
    for (at, id) in page.sections() {
        let segment = &page.segments[at];
        let Some(text) = page.attribute(segment, "minutes") else { continue };
        let text = filled(text, &handbook.values, project);
        match text.trim().parse::<u32>().ok().filter(|minutes| (1..=MAX_PART).contains(minutes)) {
            Some(minutes) => {
                outline.push(Part {
                    id: id.clone(),
                    title: title(page, segment, &handbook.values),
                    minutes,
                });
            }
            None => diagnostics.push(
                Diagnostic::new(&checks::MODULE_PLAN, format!("`{text}` is no number of minutes"))
                    .at(heading_place(page, segment))
                    .help(format!("give whole minutes, from 1 to {MAX_PART}: `minutes=10`")),
            ),
        }
    }
    outline
}

fn adds_up(minutes: Option<&Minutes>, outline: &[Part], diagnostics: &mut Vec<Diagnostic>) {
    let sum: u32 = outline.iter().map(|part| part.minutes).sum();
    let Some(minutes) = minutes.filter(|_| !outline.is_empty()) else { return };
    let Some(said) = minutes.outline().filter(|said| *said != sum) else { return };
    let parts: Vec<String> =
        outline.iter().map(|part| format!("{} {}", part.id, part.minutes)).collect();
    diagnostics.push(
        Diagnostic::new(
            &checks::MODULE_PLAN,
            format!(
                "the parts of this module take {sum} minutes, the whole is said to take {said}"
            ),
        )
        .at(minutes.place.clone())
        .help("change `minutes:` here, or the `minutes=` of a section")
        .note(format!("its parts: {}", parts.join(", "))),
    );
}

/// Marked questions that the page shows.
fn questions(page: &Page) -> usize {
    let count = |document: &crate::parse::Document, section: &str| {
        let marked = |widget: &&Widget| matches!(widget, Widget::Question(question) if question.counts && *question.id == *section);
        document.widgets().iter().filter(marked).count()
    };
    let shown = page.segments.iter().filter(|segment| segment.shows_text());
    shown.map(|segment| count(page.document(segment), &page.section(segment).id)).sum()
}

/// Modules that need each other can never be taken.
fn circles(modules: &[Module], map: &SiteMap, diagnostics: &mut Vec<Diagnostic>) {
    let needs = |id: PageId| {
        modules
            .iter()
            .find(|module| module.page == id)
            .map_or(&[][..], |module| &module.prerequisites)
    };
    let mut told: HashSet<PageId> = HashSet::new();
    for module in modules {
        // Walk from the module until it is met again.
        let mut trail = vec![(module.page, 0)];
        let mut seen = HashSet::from([module.page]);
        while let Some((id, next)) = trail.last_mut() {
            let Some(needed) = needs(*id).get(*next).copied() else {
                trail.pop();
                continue;
            };
            *next += 1;
            if needed == module.page {
                let names: Vec<&str> = trail.iter().map(|(id, _)| &*map.facts(*id).title).collect();
                if !trail.iter().any(|(id, _)| told.contains(id)) {
                    diagnostics.push(circle(&map.facts(module.page).page, &names));
                }
                told.extend(trail.iter().map(|(id, _)| *id));
                break;
            }
            if seen.insert(needed) {
                trail.push((needed, 0));
            }
        }
    }
}

fn circle(page: &Page, names: &[&str]) -> Diagnostic {
    let place =
        page.front.module.as_ref().and_then(|keys| keys.prerequisites.as_ref()?.first().cloned());
    let trail = names.iter().chain(names.first()).copied().collect::<Vec<_>>().join(" → ");
    Diagnostic::new(&checks::MODULE_PLAN, "these modules need each other, so nobody can begin")
        .at(place.map_or_else(|| Place::file(&page.top().file), |(_, place)| place))
        .help("take one of the prerequisites away")
        .note(trail)
}
