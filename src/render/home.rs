//! What the home page's template sees beside what all pages see: whom the handbook is for, and
//! their dates and modules.
//!
//! Which date is next, nobody knows when the page is made: the theme's script picks by the reader's
//! clock. All of it is known without the text of any page.

use tera::{Context, Value};

use super::outputs::calendar_name;
use super::view::{labels, linked, list, map, text};
use crate::catalog::{Milestone, Module, Timeline};
use crate::edition::Shell;
use crate::link::PageId;
use crate::url;

/// Adds `roles`, `dates`, `modules` and `calendars`.
pub(super) fn extend(context: &mut Context, shell: &Shell) {
    let names = shell.roles();
    let catalog = &shell.catalog;
    context.insert_value("roles", list(names.iter().map(|name| role(shell, name))));
    // Without anybody to sort them by, the pages that they stand on tell them better.
    if names.is_empty() {
        return;
    }

    let dated = catalog.timelines.iter().flat_map(|timeline| {
        timeline.milestones.iter().map(move |milestone| (timeline, milestone))
    });
    let mut dated: Vec<(&Timeline, &Milestone)> = dated.collect();
    // Stable: what falls on one day stays in the order of the pages.
    dated.sort_by_key(|(_, milestone)| milestone.date);
    let dates = dated.into_iter().map(|(timeline, milestone)| date(shell, timeline, milestone));
    context.insert_value("dates", list(dates));
    context.insert_value("modules", list(catalog.modules.iter().map(|one| module(shell, one))));
    context.insert_value(
        "calendars",
        list(catalog.timelines.iter().flat_map(|timeline| {
            timeline.calendars().into_iter().map(|audience| calendar(shell, timeline, audience))
        })),
    );
}

/// A role, and the section of the home page that is for it.
fn role(shell: &Shell, name: &str) -> Value {
    let ways = &shell.map.facts(shell.map.home).outline.ways;
    let way = ways.iter().find(|way| way.audience == name);
    let label = shell.catalog.label(name);
    let title = way.map(|way| way.title.fill(shell.values()));

    map([
        ("name", text(name)),
        ("label", text(label)),
        ("title", text(title.as_deref().unwrap_or(label))),
        ("section", way.map(|way| text(&way.id)).into()),
    ])
}

fn date(shell: &Shell, timeline: &Timeline, milestone: &Milestone) -> Value {
    let (time, minutes) = milestone.time.unzip();
    let time = time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
    let needs = milestone.needs.as_ref().map(|needed| {
        map([
            ("title", text(&shell.map.facts(needed.page).nav_title)),
            ("href", text(&address(shell, needed.page, needed.section.as_deref()))),
        ])
    });

    map([
        ("date", text(&milestone.date.to_string())),
        ("time", time.into()),
        ("minutes", minutes.into()),
        ("title", text(&milestone.title)),
        ("href", text(&address(shell, timeline.page, Some(&milestone.id)))),
        ("audiences", here(shell, &milestone.audiences)),
        ("audience_labels", labels(shell, &milestone.audiences)),
        ("needs", needs.into()),
    ])
}

fn module(shell: &Shell, module: &Module) -> Value {
    map([
        ("page", linked(shell, shell.map.home, module.page)),
        ("minutes", module.total().into()),
        ("required_for", here(shell, &module.required_for)),
    ])
}

fn calendar(shell: &Shell, timeline: &Timeline, audience: Option<&str>) -> Value {
    let facts = shell.map.facts(timeline.page);
    map([
        ("role", audience.map(text).into()),
        ("label", audience.map(|name| text(shell.catalog.label(name))).into()),
        ("href", text(&from_home(shell, &calendar_name(&facts.url, audience)))),
        ("page", linked(shell, shell.map.home, timeline.page)),
    ])
}

/// Those audiences that the edition is for: it names no others.
fn here(shell: &Shell, audiences: &[String]) -> Value {
    let names = audiences.iter().filter(|name| shell.kind().shows_one(name));
    list(names.map(|name| text(name)))
}

/// The address of a section, seen from the home page.
fn address(shell: &Shell, page: PageId, section: Option<&str>) -> String {
    let page = from_home(shell, &shell.map.facts(page).url);
    match section {
        Some(section) => format!("{page}#{section}"),
        None => page,
    }
}

fn from_home(shell: &Shell, to: &str) -> String {
    url::relative(&shell.map.facts(shell.map.home).url, to)
}
