//! Calendar files: the dates of each timeline, one file for each audience that has dates of its own.

use jiff::civil::Date;

use crate::catalog::{Milestone, Timeline};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::DigestBuilder;
use crate::render::ics::{self, Event};
use crate::render::{Content, Frame, Output};

/// The address of an audience's file, beside the page with the dates; of everybody's, where no audience is named.
pub(in crate::render) fn name(page: &str, audience: &str) -> String {
    let name = if audience.is_empty() { "calendar" } else { audience };
    format!("{}{name}.ics", page.trim_end_matches("index.html"))
}

pub(super) fn make(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    let mut outputs = Vec::new();
    for timeline in &frame.shell.catalog.timelines {
        let everybody = timeline.audiences.is_empty().then_some("");
        for audience in timeline.audiences.iter().map(String::as_str).chain(everybody) {
            let path = name(&frame.shell.map.facts(timeline.page).url, audience);
            let content = Content::Bytes(calendar(frame, timeline, audience)?.into_bytes());
            // A layer may bring a file of its own there.
            if !frame.shell.map.assets.values().any(|asset| *asset.url == *path) {
                outputs.push(Output { path, content });
            }
        }
    }
    Ok(outputs)
}

fn calendar(frame: &Frame, timeline: &Timeline, audience: &str) -> Result<String, Box<Diagnostic>> {
    let facts = frame.shell.map.facts(timeline.page);
    let mine = timeline.milestones.iter().filter(|milestone| milestone.is_for(audience));
    let events: Vec<Event> = mine.map(|milestone| event(frame, timeline, milestone)).collect();
    let whose = if audience.is_empty() {
        String::new()
    } else {
        format!(" ({})", frame.shell.catalog.label(audience))
    };
    let title = format!("{}: {}{whose}", frame.shell.firm.name, facts.title);
    let calendar =
        ics::calendar(&title, &facts.description, &timeline.zone, stamp(timeline), &events);
    calendar.map_err(|zone| {
        Box::new(
            Diagnostic::new(&checks::TIMELINE_DATE, format!("there is no time zone `{}`", zone.0))
                .at(Place::file(facts.outline.file())),
        )
    })
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
