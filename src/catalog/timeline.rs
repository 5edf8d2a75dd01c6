//! Timelines: milestones as distances from a first day, and the days they fall on for a firm.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, Time};

use super::schedule::{self, Closed, Course, Impossible};
use super::{CatalogReader, zones};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{PageId, Resolved};
use crate::overlay::{Page, Segment};
use crate::parse::front_matter::{PageKind, Start, TimelineKeys};
use crate::parse::html::Fill;
use crate::project::VarId;

/// A series of more dates than this is a slip of the pen.
const MAX_TIMES: u32 = 200;
/// Dates of all timelines of an edition.
const MAX_DATES: usize = 5_000;
/// Longest title of a milestone, in bytes: each date of a series repeats it.
const MAX_TITLE: usize = 1_000;
/// What calendars say of a milestone is cut after so many bytes.
const MAX_TEXT: usize = 4_000;
/// Longest session, in minutes: a day.
const MAX_MINUTES: u32 = 24 * 60;

/// What a milestone's heading may say, beside `at=` and how long it takes.
const KEYS: [&str; 4] = ["every", "times", "time", "for"];

/// The dates of a page of kind `timeline`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Timeline {
    pub page: PageId,
    /// IANA name of its time zone.
    pub zone: String,
    /// The first day.
    pub start: Date,
    /// What its dates follow from.
    pub(super) course: Course,
    /// In the order of time.
    pub milestones: Vec<Milestone>,
    /// The audiences of the edition that have dates of their own.
    pub audiences: BTreeSet<String>,
}

/// A date of a timeline.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Milestone {
    /// The section that says what happens.
    pub id: Arc<str>,
    /// Which of a series it is, counted from 1.
    pub number: Option<u32>,
    /// What happens.
    pub title: String,
    /// The same in a sentence or two; all dates of a series share it.
    pub text: Arc<str>,
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
    /// What is to be read or filled in by then; all dates of a series share it.
    pub needs: Option<Arc<Needed>>,
}

/// The first place in another page that a milestone's text leads to.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Needed {
    pub page: PageId,
    /// The section, where one is named.
    pub section: Option<String>,
}

impl Timeline {
    /// Whose calendar files there are: each audience's, or one of everybody's where no audience has
    /// dates of its own.
    pub(crate) fn calendars(&self) -> Vec<Option<&str>> {
        if self.audiences.is_empty() {
            return vec![None];
        }
        self.audiences.iter().map(|audience| Some(audience.as_str())).collect()
    }
}

impl Milestone {
    /// Whether it concerns an audience.
    pub(crate) fn is_for(&self, audience: &str) -> bool {
        self.audiences.is_empty() || self.audiences.iter().any(|name| name == audience)
    }

    /// Whether it was moved.
    pub(crate) fn is_moved(&self) -> bool {
        self.date != self.nominal
    }
}

pub(super) fn read(reader: &mut CatalogReader<'_>) -> Vec<Timeline> {
    let pages: Vec<PageId> = reader.of_kind(PageKind::Timeline).collect();
    let mut timelines = Vec::new();
    let mut dates_left = MAX_DATES;
    for id in pages {
        // What one audience does not see may still move what it sees.
        let page = reader.handbook.unfiltered(id);
        timelines.extend(TimelineReader { page, reader, dates_left: &mut dates_left }.read(id));
    }
    timelines
}

/// Reads the timeline of one page.
struct TimelineReader<'r, 'a> {
    page: &'a Page,
    reader: &'r mut CatalogReader<'a>,
    /// How many more dates the edition may have.
    dates_left: &'r mut usize,
}

impl TimelineReader<'_, '_> {
    fn read(&mut self, id: PageId) -> Option<Timeline> {
        let page = self.page;
        let mut dated = page.segments.iter().flat_map(|segment| {
            KEYS.iter().chain(&["at"]).filter_map(|key| page.attribute(segment, key))
        });
        // A page of this kind that is still empty needs no first day.
        dated.next()?;

        let keys = &page.front.timeline;
        let start = self.start(keys)?;

        let blackouts = self.usual(keys.blackouts, "calendar.blackouts");
        let holidays = self.usual(keys.holidays, "calendar.holidays");
        let closed_weeks = self.closed_days(blackouts, "a period without dates");
        let free_days = self.closed_days(holidays, "a holiday");
        let zone = self.zone(keys)?;

        let mut milestones = self.milestones(start);
        let course = Course {
            start,
            nominal: milestones.iter().map(|milestone| milestone.nominal).collect(),
            blackouts: closed_weeks,
            holidays: free_days,
        };
        match course.place() {
            Ok(planned) => {
                for (milestone, planned) in milestones.iter_mut().zip(planned) {
                    milestone.date = planned.date;
                    milestone.because = planned.because;
                }
            }
            Err(impossible) => {
                // The nominal dates stay, so that everything else on the page is still examined.
                self.report_setting(blackouts, no_place(impossible));
            }
        }

        // Only now, after all of them had their say, do those of other audiences go.
        let shown = self.reader.page(id);
        milestones.retain(|milestone| shown.find(&milestone.id).is_some());
        // Stable: what falls on one day stays in the order of the page.
        milestones.sort_by_key(|milestone| milestone.date);
        self.reader.diagnostics.extend(moved(&milestones, page));
        self.skipped(&mut milestones, &zone);

        let kind = &self.reader.map.outline.kind;
        let audiences = milestones.iter().flat_map(|milestone| milestone.audiences.iter());
        // An audience that this edition is not for gets no calendar file in it.
        let audiences = audiences.filter(|name| kind.shows_one(name));
        let audiences = audiences.cloned().collect();
        Some(Timeline { page: id, zone, start, course, milestones, audiences })
    }

    /// Puts dates that begin in an hour which clocks skip to when they begin, and says so.
    fn skipped(&mut self, milestones: &mut [Milestone], zone: &str) {
        let Some(rules) = zones::find(zone) else { return };
        let mut notes = Vec::new();
        for milestone in milestones {
            let Some((time, _)) = &mut milestone.time else { continue };
            let given = milestone.date.to_datetime(*time);
            let shown = zones::existing(&rules, given);
            if shown == given {
                continue;
            }
            notes.push(format!(
                "{}: {} at {} instead of {}",
                milestone.title,
                shown.date(),
                shown.time().strftime("%H:%M"),
                time.strftime("%H:%M")
            ));
            (milestone.date, *time) = (shown.date(), shown.time());
        }
        if notes.is_empty() {
            return;
        }

        let message = format!("clocks are put forward, and skip when these begin in {zone}");
        let place = Place::file(&self.page.documents[0].file);
        let skipped = Diagnostic { notes, ..Diagnostic::new(&checks::MOVED_DATE, message) };
        self.reader.diagnostics.push(skipped.at(place));
    }

    /// The variable that the front matter names, else the usual one.
    fn usual(&self, key: Option<VarId>, name: &str) -> Option<VarId> {
        key.or_else(|| self.reader.project.variables.find(name))
    }

    /// Reports what is wrong with a variable's value, where that is set.
    fn report_setting(&mut self, variable: Option<VarId>, problem: Diagnostic) {
        self.reader.report(self.reader.set_at(variable, self.page), problem);
    }

    /// The first day.
    fn start(&mut self, keys: &TimelineKeys) -> Option<Date> {
        let variable = match keys.start {
            Some(Start::Day(_)) => None,
            Some(Start::Variable(variable)) => Some(variable),
            None => self.usual(None, "cohort.start"),
        };
        let day = match &keys.start {
            Some(Start::Day(day)) => Some(day),
            _ => variable.and_then(|id| self.reader.values().get(id)?.items.first()),
        };

        let start = day.and_then(|day| day.parse::<Date>().ok());
        if start.is_none() {
            let problem = date_problem("this timeline has no first day").help(
                "name a variable of type `date` in its front matter, `start: cohort.start`, and \
                 give it a value",
            );
            self.report_setting(variable, problem);
        }
        start
    }

    /// The name of the time zone.
    fn zone(&mut self, keys: &TimelineKeys) -> Option<String> {
        let variable = self.usual(keys.timezone, "cohort.timezone");
        let zone = variable.map_or("UTC", |zone| self.reader.values().text(zone)).to_owned();
        if zones::find(&zone).is_some() {
            return Some(zone);
        }

        self.report_setting(
            variable,
            date_problem(format!("there is no time zone `{zone}`"))
                .nearest(&zone, zones::names().iter().map(String::as_str))
                .help("give its IANA name, such as `Europe/London` or `America/New_York`"),
        );
        None
    }

    /// The closed days that a list variable names.
    fn closed_days(&mut self, variable: Option<VarId>, usual: &str) -> Vec<Closed> {
        let value = variable.and_then(|id| self.reader.values().get(id));
        let items = value.map(|value| value.items.as_slice()).unwrap_or_default();
        let mut days = Vec::new();
        for item in items.iter().filter(|item| !item.trim().is_empty()) {
            match schedule::closed(item, usual) {
                Ok(closed) => days.push(closed),
                Err(message) => {
                    let help = "write it as `2027-01-15 to 2027-03-31: Busy season`, or \
                                `2027-05-31: Holiday`";
                    self.report_setting(variable, date_problem(message).help(help));
                }
            }
        }
        days
    }

    fn milestones(&mut self, start: Date) -> Vec<Milestone> {
        let page = self.page;
        let mut milestones = Vec::new();
        for (segment, id) in page.sections() {
            match self.series(segment, id, start) {
                Ok(series) if series.len() > *self.dates_left => {
                    // One more could only say the same.
                    let diagnostic = too_many_dates().at(page.place(segment));
                    self.reader.diagnostics.push(diagnostic);
                    break;
                }
                Ok(series) => {
                    *self.dates_left -= series.len();
                    milestones.extend(series);
                }
                Err(problem) => self.reader.report(page.place(segment), problem),
            }
        }
        milestones
    }

    fn value(&self, segment: &Segment, key: &str) -> Option<String> {
        let text = self.reader.filled(self.page.attribute(segment, key)?);
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// A milestone, or all of a series; none where the section is neither.
    fn series(
        &self,
        segment: &Segment,
        id: &Arc<str>,
        start: Date,
    ) -> Result<Vec<Milestone>, Diagnostic> {
        if self.page.attribute(segment, "at").is_none() {
            let mut keys = KEYS.iter().filter(|key| self.page.attribute(segment, key).is_some());
            let Some(key) = keys.next() else { return Ok(Vec::new()) };
            let message = format!("this section has `{key}=`, and does not say when it is");
            let help = "add weeks or days from the start: `at=-8w`, `at=0w`, `at=+3d`";
            return Err(date_problem(message).help(help));
        }

        let at = self.value(segment, "at").unwrap_or_default();
        let offset = schedule::offset(&at).ok_or_else(|| {
            unusable("at", &at, "give weeks or days from the start: `at=-8w`, `at=0w`, `at=+3d`")
        })?;
        let (times, every) = self.repetition(segment)?;

        let numbered = self.page.attribute(segment, "times").is_some();
        let name = self.reader.title(self.page, segment);
        if name.len() > MAX_TITLE {
            let message = format!("the title of a date has more than {MAX_TITLE} bytes");
            return Err(date_problem(message).help("shorten it; there is room for more below it"));
        }
        let text: Arc<str> =
            cut(self.reader.map.outline.first_paragraph(self.page, segment)).into();
        let time = self.time(segment)?;
        let audiences = self.audiences(segment)?;
        let needs = self.needs(segment).map(Arc::new);

        let mut series = Vec::new();
        for index in 0..times {
            // This cannot overflow: `offset` bounds both distances, and `MAX_TIMES` the index.
            let days = offset + every * i64::from(index);
            let date = schedule::days_from(start, days).map_err(no_place)?;
            let number = numbered.then_some(index + 1);
            series.push(Milestone {
                id: id.clone(),
                number,
                title: number.map_or_else(|| name.clone(), |number| format!("{name} {number}")),
                text: text.clone(),
                date,
                nominal: date,
                because: None,
                time,
                audiences: audiences.clone(),
                needs: needs.clone(),
            });
        }
        Ok(series)
    }

    /// The first place in another page that a section's text links to.
    fn needs(&self, segment: &Segment) -> Option<Needed> {
        let (page, map) = (self.page, self.reader.map);
        let (document, section) = (page.document(segment), page.section(segment));
        let from = map.find(&document.path)?;

        let holes = document.body.holes_of(section.body).iter();
        let links = holes.filter_map(|hole| match hole.fill {
            Fill::LinkOpen(link) => Some(&document.links[link.index()].target),
            _ => None,
        });
        links.into_iter().find_map(|target| match map.resolve(target, from) {
            Resolved::Page(to, section) if to != from => {
                Some(Needed { page: to, section: section.map(Cow::into_owned) })
            }
            _ => None,
        })
    }

    /// How many times a milestone comes, and the days between two.
    fn repetition(&self, segment: &Segment) -> Result<(u32, i64), Diagnostic> {
        let every = match self.value(segment, "every") {
            Some(text) => schedule::offset(&text).filter(|days| *days > 0).ok_or_else(|| {
                unusable("every", &text, "give weeks or days, more than none: `every=4w`")
            })?,
            None => 0,
        };

        let times = match self.value(segment, "times") {
            Some(text) => {
                let times = text.trim().parse().ok();
                times.filter(|times| (1..=MAX_TIMES).contains(times)).ok_or_else(|| {
                    unusable("times", &text, &format!("give a number from 1 to {MAX_TIMES}"))
                })?
            }
            None => 1,
        };

        if times > 1 && every == 0 {
            let message = "this milestone comes several times, and does not say how often";
            return Err(date_problem(message).help("add `every=4w`"));
        }
        // A `times=` whose variable a firm left empty means once, so only its absence is wrong.
        if every > 0 && self.page.attribute(segment, "times").is_none() {
            let message = "this milestone says how often it comes, and not how many times";
            return Err(date_problem(message).help("add `times=6`"));
        }
        Ok((times, every))
    }

    fn audiences(&self, segment: &Segment) -> Result<Vec<String>, Diagnostic> {
        let (page, project) = (self.page, self.reader.project);
        let names = page.items(segment, "for").into_iter();
        let known = names.map(|name| match project.unknown_audience(name, page.place(segment)) {
            Some(unknown) => Err(unknown),
            None => Ok(name.to_owned()),
        });
        known.collect()
    }

    /// The hour a milestone begins, and the minutes it takes.
    fn time(&self, segment: &Segment) -> Result<Option<(Time, u32)>, Diagnostic> {
        let minutes = self.value(segment, "minutes");
        let Some(text) = self.value(segment, "time") else {
            return match minutes {
                Some(minutes) => {
                    let message = format!("`minutes={minutes}` needs an hour to begin at");
                    Err(date_problem(message).help("add `time=10:00`"))
                }
                None => Ok(None),
            };
        };

        // People write 7:00; without minutes it could be anything.
        let hour = if text.trim().find(':') == Some(1) { "0" } else { "" };
        let time =
            if text.contains(':') { format!("{hour}{}:00", text.trim()) } else { String::new() };
        let time: Time = time.parse().map_err(|_| {
            date_problem(format!("`{text}` is no time of day")).help("write it as `time=10:00`")
        })?;

        // A calendar needs an end; an hour is what most meetings take.
        let minutes = minutes.unwrap_or_else(|| "60".to_owned());
        let given = minutes.trim().parse().ok();
        let given =
            given.filter(|minutes| (1..=MAX_MINUTES).contains(minutes)).ok_or_else(|| {
                date_problem(format!("`{minutes}` is no number of minutes"))
                    .help("give whole minutes, from 1 to 1440")
            })?;
        Ok(Some((time, given)))
    }
}

/// A text that is not too long for a calendar.
fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        text.push('…');
    }
    text
}

fn too_many_dates() -> Diagnostic {
    let message = format!("the timelines of this edition have more than {MAX_DATES} dates");
    Diagnostic::new(&checks::TOO_LARGE, message).help("repeat fewer of them: lower `times=`")
}

/// Something wrong with a timeline.
fn date_problem(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&checks::TIMELINE_DATE, message)
}

fn unusable(key: &str, text: &str, help: &str) -> Diagnostic {
    date_problem(format!("`{key}={text}` cannot be used")).help(help)
}

pub(super) fn no_place(impossible: Impossible) -> Diagnostic {
    match impossible {
        Impossible::NeverOpen { label, nominal } => date_problem(format!(
            "there is no free week for {nominal} within a year: {label}"
        ))
        .help("shorten the period in which nothing takes place, or move the start of the cohort"),
        Impossible::OutOfRange => date_problem("a date of this timeline is beyond the year 9999")
            .help("look at the start of the cohort and the distances from it"),
    }
}

/// What moved is told, never silently done.
fn moved(milestones: &[Milestone], page: &Page) -> Option<Diagnostic> {
    let moved = milestones.iter().filter(|milestone| milestone.is_moved());
    let notes = moved.map(|Milestone { title, date, nominal, because, .. }| {
        let because = because.as_deref().unwrap_or_default();
        format!("{title}: {date} instead of {nominal} ({because})")
    });
    let notes: Vec<String> = notes.collect();
    if notes.is_empty() {
        return None;
    }

    let dates = if notes.len() == 1 { "date" } else { "dates" };
    let message = format!("{} {dates} of this timeline moved", notes.len());
    let place = Place::file(&page.documents[0].file);
    Some(Diagnostic { notes, ..Diagnostic::new(&checks::MOVED_DATE, message).at(place) })
}
