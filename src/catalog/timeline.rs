//! Timelines: milestones as distances from a first day, and the days they fall on for a firm.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, Time};

use super::schedule::{self, Closed, Impossible, NotClosed};
use super::zones;
use super::{filled, first_paragraph, heading_place, title};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{PageId, SiteMap};
use crate::overlay::{Handbook, Page, Segment};
use crate::parse::front_matter::{Start, TimelineKeys};
use crate::project::{Project, VarId};

/// A series of more dates than this is a slip of the pen.
const MAX_TIMES: u32 = 200;
/// Longest session, in minutes: a day.
const MAX_MINUTES: u32 = 24 * 60;

/// The dates of a page of kind `timeline`.
pub struct Timeline {
    /// The page.
    pub page: PageId,
    /// IANA name of its time zone.
    pub zone: String,
    /// The first day.
    pub start: Date,
    /// In the order of time.
    pub milestones: Vec<Milestone>,
    /// The audiences of the edition that have dates of their own.
    pub audiences: BTreeSet<String>,
}

/// A date of a timeline.
pub struct Milestone {
    /// The section that says what happens.
    pub id: Arc<str>,
    /// Which of a series it is, counted from 1.
    pub number: Option<u32>,
    /// What happens.
    pub title: String,
    /// The same in a sentence or two.
    pub text: String,
    /// The day it falls on.
    pub date: Date,
    /// The day it would fall on if nothing were in the way.
    pub nominal: Date,
    /// What moved it.
    pub because: Option<String>,
    /// The hour it begins and the minutes it takes, where that is fixed.
    pub time: Option<(Time, u32)>,
    /// For whom it is; nobody named means everybody.
    pub audiences: Vec<String>,
}

impl Milestone {
    /// Whether it concerns an audience.
    pub fn is_for(&self, audience: &str) -> bool {
        self.audiences.is_empty() || self.audiences.iter().any(|name| name == audience)
    }

    /// Whether it was moved.
    pub fn is_moved(&self) -> bool {
        self.date != self.nominal
    }
}

/// What is needed to read milestones.
struct Reader<'a> {
    page: &'a Page,
    handbook: &'a Handbook,
    project: &'a Project,
    start: Date,
}

pub(super) fn read(
    id: PageId,
    handbook: &Handbook,
    map: &SiteMap,
    project: &Project,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Timeline> {
    let shown = &map.facts(id).page;
    // What one audience does not see may still move what it sees.
    let page = handbook.unfiltered.get(&shown.path).unwrap_or(shown);
    let says = |segment: &Segment| {
        ["at", "every", "times", "time", "for"]
            .iter()
            .any(|key| page.attribute(segment, key).is_some())
    };
    if !page.segments.iter().any(says) {
        return None;
    }
    let none = TimelineKeys::default();
    let keys = page.front.timeline.as_deref().unwrap_or(&none);
    let usual = |key: Option<VarId>, name: &str| key.or_else(|| project.variables.find(name));
    let start = match &keys.start {
        Some(Start::Day(_)) => None,
        Some(Start::Variable(variable)) => Some(*variable),
        None => project.variables.find("cohort.start"),
    };
    let place = |variable: Option<VarId>| {
        let set = variable.and_then(|id| handbook.set_at.get(&id).cloned());
        set.unwrap_or_else(|| Place::file(&page.top().file))
    };
    let setting = match &keys.start {
        Some(Start::Day(day)) => Some(day),
        _ => start.and_then(|start| handbook.values.get(start)?.items.first()),
    };
    let setting = setting.and_then(|day| day.parse::<Date>().ok());
    let Some(first) = setting else {
        diagnostics.push(
            Diagnostic::new(&checks::TIMELINE_DATE, "this timeline has no first day")
                .at(place(start))
                .help("name a variable of type `date` in its front matter, `start: cohort.start`, and give it a value"),
        );
        return None;
    };
    let mut closed = |variable: Option<VarId>, usual: &str| {
        let (days, problems) = closed_days(variable, usual, handbook);
        diagnostics.extend(problems.into_iter().map(|problem| problem.at(place(variable))));
        days
    };
    let (blackouts, holidays) =
        (usual(keys.blackouts, "calendar.blackouts"), usual(keys.holidays, "calendar.holidays"));
    let closed_weeks = closed(blackouts, "a period without dates");
    let free_days = closed(holidays, "a holiday");
    let timezone = usual(keys.timezone, "cohort.timezone");
    let zone = timezone.map_or("UTC", |zone| handbook.values.text(zone)).to_owned();
    if zones::find(&zone).is_none() {
        diagnostics.push(
            Diagnostic::new(&checks::TIMELINE_DATE, format!("there is no time zone `{zone}`"))
                .at(place(timezone))
                .nearest(&zone, zones::names().iter().map(String::as_str))
                .help("give its IANA name, such as `Europe/London` or `America/New_York`"),
        );
        return None;
    }
    let reader = Reader { page, handbook, project, start: first };
    let mut milestones = reader.milestones(diagnostics);
    let nominal: Vec<Date> = milestones.iter().map(|milestone| milestone.nominal).collect();
    match schedule::place(first, &nominal, &closed_weeks, &free_days) {
        Ok(planned) => {
            for (milestone, planned) in milestones.iter_mut().zip(planned) {
                milestone.date = planned.date;
                milestone.because = planned.because;
            }
        }
        Err(impossible) => diagnostics.push(no_place(impossible, place(blackouts))),
    }
    milestones.retain(|milestone| shown.find(&milestone.id).is_some());
    milestones.sort_by_key(|milestone| milestone.date);
    report_moved(&milestones, page, diagnostics);
    let audiences = milestones.iter().flat_map(|milestone| milestone.audiences.iter().cloned());
    let audiences =
        audiences.filter(|name| handbook.kind.shows(std::slice::from_ref(name))).collect();
    Some(Timeline { page: id, zone, start: first, milestones, audiences })
}

/// The closed days that a list variable names.
fn closed_days(
    variable: Option<VarId>,
    usual: &str,
    handbook: &Handbook,
) -> (Vec<Closed>, Vec<Diagnostic>) {
    let items =
        variable.and_then(|id| handbook.values.get(id)).map(|setting| setting.items.as_slice());
    let (mut days, mut problems) = (Vec::new(), Vec::new());
    for item in items.unwrap_or_default().iter().filter(|item| !item.trim().is_empty()) {
        match schedule::closed(item) {
            Ok(closed) if closed.label.is_empty() => {
                days.push(Closed { label: usual.to_owned(), ..closed })
            }
            Ok(closed) => days.push(closed),
            Err(error) => {
                let message = match error {
                    NotClosed::Form => {
                        format!("`{item}` does not say from when to when nothing takes place")
                    }
                    NotClosed::NoSuchDate(date) => format!("`{date}` is no date of the calendar"),
                    NotClosed::Backwards(from, to) => {
                        format!("this period ends ({to}) before it begins ({from})")
                    }
                };
                problems.push(Diagnostic::new(&checks::TIMELINE_DATE, message).help(
                    "write it as `2027-01-15 to 2027-03-31: Busy season`, or `2027-05-31: Holiday`",
                ));
            }
        }
    }
    (days, problems)
}

fn no_place(impossible: Impossible, place: Place) -> Diagnostic {
    match impossible {
        Impossible::NeverOpen { label, nominal } => Diagnostic::new(
            &checks::TIMELINE_DATE,
            format!("there is no free week for {nominal} within a year: {label}"),
        )
        .at(place)
        .help("shorten the period in which nothing takes place, or move the start of the cohort"),
        Impossible::OutOfRange => Diagnostic::new(
            &checks::TIMELINE_DATE,
            "a date of this timeline is beyond the year 9999",
        )
        .at(place)
        .help("look at the start of the cohort and the distances from it"),
    }
}

/// What moved is told, never silently done.
fn report_moved(milestones: &[Milestone], page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    let moved: Vec<&Milestone> =
        milestones.iter().filter(|milestone| milestone.is_moved()).collect();
    if moved.is_empty() {
        return;
    }
    let dates = if moved.len() == 1 { "date" } else { "dates" };
    let mut diagnostic = Diagnostic::new(
        &checks::MOVED_DATE,
        format!("{} {dates} of this timeline moved", moved.len()),
    )
    .at(Place::file(&page.documents[0].file));
    for milestone in moved {
        let because = milestone.because.as_deref().unwrap_or_default();
        diagnostic = diagnostic.note(format!(
            "{}: {} instead of {} ({because})",
            milestone.title, milestone.date, milestone.nominal
        ));
    }
    diagnostics.push(diagnostic);
}

impl Reader<'_> {
    fn milestones(&self, diagnostics: &mut Vec<Diagnostic>) -> Vec<Milestone> {
        let mut milestones = Vec::new();
        for (at, id) in self.page.sections() {
            let segment = &self.page.segments[at];
            let lost = ["every", "times", "time", "for"]
                .into_iter()
                .find(|key| self.page.attribute(segment, key).is_some());
            if let Some(key) = lost.filter(|_| self.page.attribute(segment, "at").is_none()) {
                diagnostics.push(
                    Diagnostic::new(
                        &checks::TIMELINE_DATE,
                        format!("this section has `{key}=`, and does not say when it is"),
                    )
                    .at(heading_place(self.page, segment))
                    .help("add weeks or days from the start: `at=-8w`, `at=0w`, `at=+3d`"),
                );
            }
            if self.page.attribute(segment, "at").is_some() {
                match self.series(segment, id) {
                    Ok(series) => milestones.extend(series),
                    Err(diagnostic) => {
                        diagnostics.push(diagnostic.at(heading_place(self.page, segment)))
                    }
                }
            }
        }
        milestones
    }

    fn value(&self, segment: &Segment, key: &str) -> Option<String> {
        let text = self.page.attribute(segment, key)?;
        Some(filled(text, &self.handbook.values, self.project))
            .filter(|text| !text.trim().is_empty())
    }

    /// A milestone, or all of a series.
    fn series(&self, segment: &Segment, id: &Arc<str>) -> Result<Vec<Milestone>, Diagnostic> {
        let wrong = |key: &str, text: &str, help: &str| {
            Diagnostic::new(&checks::TIMELINE_DATE, format!("`{key}={text}` cannot be used"))
                .help(help)
        };
        let at = self.value(segment, "at").unwrap_or_default();
        let offset = schedule::offset(&at).ok_or_else(|| {
            wrong("at", &at, "give weeks or days from the start: `at=-8w`, `at=0w`, `at=+3d`")
        })?;
        let every = match self.value(segment, "every") {
            Some(text) => schedule::offset(&text).filter(|days| *days > 0).ok_or_else(|| {
                wrong("every", &text, "give weeks or days, more than none: `every=4w`")
            })?,
            None => 0,
        };
        let times = match self.value(segment, "times") {
            Some(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|times| (1..=MAX_TIMES).contains(times))
                .ok_or_else(|| {
                    wrong("times", &text, &format!("give a number from 1 to {MAX_TIMES}"))
                })?,
            None => 1,
        };
        if times > 1 && every == 0 {
            return Err(Diagnostic::new(
                &checks::TIMELINE_DATE,
                "this milestone comes several times, and does not say how often",
            )
            .help("add `every=4w`"));
        }
        if every > 0 && self.page.attribute(segment, "times").is_none() {
            return Err(Diagnostic::new(
                &checks::TIMELINE_DATE,
                "this milestone says how often it comes, and not how many times",
            )
            .help("add `times=6`"));
        }
        let time = self.time(segment)?;
        let numbered = self.page.attribute(segment, "times").is_some();
        let name = title(self.page, segment, &self.handbook.values);
        let text = first_paragraph(self.page, segment, &self.handbook.values);
        let audiences = self.audiences(segment)?;
        let milestone = |index: u32| {
            let days = offset + every * i64::from(index);
            let date = self
                .start
                .checked_add(jiff::Span::new().days(days))
                .map_err(|_| no_place(Impossible::OutOfRange, Place::file(&self.page.path)))?;
            let number = numbered.then_some(index + 1);
            Ok(Milestone {
                id: id.clone(),
                number,
                title: number.map_or_else(|| name.clone(), |number| format!("{name} {number}")),
                text: text.clone(),
                date,
                nominal: date,
                because: None,
                time,
                audiences: audiences.clone(),
            })
        };
        (0..times).map(milestone).collect()
    }

    fn audiences(&self, segment: &Segment) -> Result<Vec<String>, Diagnostic> {
        let names: Vec<String> =
            self.page.items(segment, "for").into_iter().map(str::to_owned).collect();
        match names
            .iter()
            .find_map(|name| self.project.unknown_audience(name, heading_place(self.page, segment)))
        {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(names),
        }
    }

    fn time(&self, segment: &Segment) -> Result<Option<(Time, u32)>, Diagnostic> {
        let wrong = |message: String, help: &str| {
            Diagnostic::new(&checks::TIMELINE_DATE, message).help(help)
        };
        let Some(text) = self.value(segment, "time") else {
            let minutes = self.value(segment, "minutes");
            let alone = |minutes| {
                wrong(format!("`minutes={minutes}` needs an hour to begin at"), "add `time=10:00`")
            };
            return minutes.map_or(Ok(None), |minutes| Err(alone(minutes)));
        };
        // People write 7:00; without minutes it could be anything.
        let hour = if text.trim().find(':') == Some(1) { "0" } else { "" };
        let time =
            if text.contains(':') { format!("{hour}{}:00", text.trim()) } else { String::new() };
        let time: Time = time.parse().map_err(|_| {
            wrong(format!("`{text}` is no time of day"), "write it as `time=10:00`")
        })?;
        let minutes = self.value(segment, "minutes").unwrap_or_else(|| "60".to_owned());
        let minutes = minutes
            .trim()
            .parse()
            .ok()
            .filter(|minutes| (1..=MAX_MINUTES).contains(minutes))
            .ok_or_else(|| {
                wrong(
                    format!("`{minutes}` is no number of minutes"),
                    "give whole minutes, from 1 to 1440",
                )
            })?;
        Ok(Some((time, minutes)))
    }
}
