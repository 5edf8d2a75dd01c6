//! Calendar files: the dates of each timeline, one file for each audience that has dates of its
//! own.

use super::LazyOutput;
use crate::catalog::{Milestone, Timeline};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::DigestBuilder;
use crate::project::Project;
use crate::render::ics::{self, Event};
use crate::render::{Content, Frame};

/// The address of an audience's file, beside the page with the dates; of everybody's, where no
/// audience is named.
pub(in crate::render) fn name(page: &str, audience: Option<&str>) -> String {
    format!("{}{}", page.trim_end_matches("index.html"), file_name(audience))
}

fn file_name(audience: Option<&str>) -> String {
    format!("{}.ics", audience.unwrap_or("calendar"))
}

/// The names that the files beside a timeline may have.
pub(super) fn file_names(project: &Project) -> Vec<String> {
    let audiences = project.audiences.iter().map(|audience| Some(audience.as_str()));
    audiences.chain([None]).map(file_name).collect()
}

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let shell = &frame.shell;
    let mut outputs = Vec::new();
    if shell.catalog.timelines.is_empty() {
        return outputs;
    }

    let brought = super::brought(frame);
    for timeline in &shell.catalog.timelines {
        for audience in timeline.calendars() {
            let path = name(&shell.map.facts(timeline.page).url, audience);
            if !brought.contains(path.as_str()) {
                outputs.push(LazyOutput::new(path, move || calendar(frame, timeline, audience)));
            }
        }
    }
    outputs
}

fn calendar(
    frame: &Frame,
    timeline: &Timeline,
    audience: Option<&str>,
) -> Result<Content, Box<Diagnostic>> {
    let shell = &frame.shell;
    let facts = shell.map.facts(timeline.page);
    let mine = timeline.milestones.iter().filter(|milestone| match audience {
        Some(audience) => milestone.is_for(audience),
        None => milestone.audiences.is_empty(),
    });

    let events: Vec<Event<'_>> = mine.map(|milestone| event(frame, timeline, milestone)).collect();

    let whose = audience.map(|audience| format!(" ({})", shell.catalog.label(audience)));
    let title = format!("{}: {}{}", shell.firm.name, facts.title, whose.unwrap_or_default());

    // The day it is said to be made: the same whenever it is made.
    let stamp = timeline.start;
    let calendar = ics::calendar(&title, &facts.description, &timeline.zone, stamp, &events);
    let text = calendar.ok_or_else(|| {
        let message = format!("there is no time zone `{}`", timeline.zone);
        // Timelines are made with time zones that there are.
        Diagnostic::new(&checks::INTERNAL, message).at(Place::file(facts.outline.file()))
    })?;
    Ok(Content::Bytes(text.into_bytes()))
}

fn event<'f>(frame: &'f Frame, timeline: &Timeline, milestone: &'f Milestone) -> Event<'f> {
    let page = frame.shell.map.facts(timeline.page).path();
    let audiences = milestone.audiences.iter();
    let categories = audiences.map(|name| frame.shell.catalog.label(name));

    let number = milestone.number.unwrap_or(0);
    let which = DigestBuilder::default()
        .part(page.as_bytes())
        .part(milestone.id.as_bytes())
        .part(&number.to_le_bytes())
        .finish();

    Event {
        // The same for the same milestone of a firm, whatever day it moves to.
        uid: format!("{}-{}@{}.mentorbook", milestone.id, which.short(), frame.shell.firm.id),
        summary: &milestone.title,
        description: &milestone.text,
        date: milestone.date,
        time: milestone.time,
        categories: categories.collect(),
    }
}
