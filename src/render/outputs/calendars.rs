//! Calendar files: the dates of each timeline, one file for each audience that has dates of its
//! own.

use jiff::civil::Date;

use super::LazyOutput;
use crate::catalog::{Milestone, Timeline};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::DigestBuilder;
use crate::render::ics::{self, Event};
use crate::render::{Content, Frame};

/// The address of an audience's file, beside the page with the dates; of everybody's, where no
/// audience is named.
pub(in crate::render) fn name(page: &str, audience: &str) -> String {
    let name = if audience.is_empty() { "calendar" } else { audience };
    format!("{}{name}.ics", page.trim_end_matches("index.html"))
}

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let shell = &frame.shell;
    let mut outputs = Vec::new();
    for timeline in &shell.catalog.timelines {
        let everybody = timeline.audiences.is_empty().then_some("");
        for audience in timeline.audiences.iter().map(String::as_str).chain(everybody) {
            let path = name(&shell.map.facts(timeline.page).url, audience);

            // A layer may bring a file of its own there.
            if !shell.map.assets.values().any(|asset| *asset.url == *path) {
                outputs.push(LazyOutput::new(path, move || calendar(frame, timeline, audience)));
            }
        }
    }
    outputs
}

fn calendar(
    frame: &Frame,
    timeline: &Timeline,
    audience: &str,
) -> Result<Content, Box<Diagnostic>> {
    let shell = &frame.shell;
    let facts = shell.map.facts(timeline.page);
    let mine = timeline.milestones.iter().filter(|milestone| milestone.is_for(audience));
    let events: Vec<Event> = mine.map(|milestone| event(frame, timeline, milestone)).collect();

    let whose = if audience.is_empty() {
        String::new()
    } else {
        format!(" ({})", shell.catalog.label(audience))
    };
    let title = format!("{}: {}{whose}", shell.firm.name, facts.title);
    let calendar =
        ics::calendar(&title, &facts.description, &timeline.zone, stamp(timeline), &events);

    let text = calendar.map_err(|zone| {
        Diagnostic::new(&checks::TIMELINE_DATE, format!("there is no time zone `{}`", zone.0))
            .at(Place::file(facts.outline.file()))
    })?;
    Ok(Content::Bytes(text.into_bytes()))
}

/// The day a calendar is said to be made: the same whenever it is made.
fn stamp(timeline: &Timeline) -> Date {
    timeline.start
}

fn event(frame: &Frame, timeline: &Timeline, milestone: &Milestone) -> Event {
    let page = frame.shell.map.facts(timeline.page).path();
    let number = milestone.number.unwrap_or(0);
    let which = DigestBuilder::default()
        .part(page.as_bytes())
        .part(milestone.id.as_bytes())
        .part(&number.to_le_bytes())
        .finish();
    Event {
        // The same for the same milestone of a firm, whatever day it moves to.
        uid: format!("{}-{}@{}.mentorbook", milestone.id, which.short(), frame.shell.firm.id),
        summary: milestone.title.clone(),
        description: milestone.text.clone(),
        date: milestone.date,
        time: milestone.time,
        categories: milestone
            .audiences
            .iter()
            .map(|name| frame.shell.catalog.label(name).to_owned())
            .collect(),
    }
}
