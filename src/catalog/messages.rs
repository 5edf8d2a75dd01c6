//! Messages that a coordinator sends: when each is due, to whom it goes, and what it says.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::CatalogReader;
use super::schedule::{self, Planned};
use super::timeline::{Milestone, Timeline, no_place};
use crate::diagnostic::{Diagnostic, checks};
use crate::link::{PageId, Resolved};
use crate::mail::{self, HeaderText};
use crate::overlay::{Page, Segment};
use crate::parse::front_matter::PageKind;
use crate::parse::html::Interpolated;
use crate::parse::target::Target;
use crate::project::{Firm, Project};
use crate::url;

/// Messages of an edition.
const MAX_MESSAGES: usize = 200;
/// Longest title, subject or day, in bytes.
const MAX_VALUE: usize = 2_000;
/// Longest text, in bytes: a message is no chapter.
const MAX_TEXT: usize = 20_000;
/// Longest address that stands behind the words of a link, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// What makes a section a message.
const KEYS: [&str; 3] = ["at", "to", "subject"];
/// How `at=` is written.
const HOW_AT: &str = "give weeks or days from the launch (`at=-6w`), or the id of a milestone, with or \
                      without a distance from it: `at=closing`, `at=\"closing -1w\"`";

/// The messages of a page of kind `messages`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct MessagePage {
    pub page: PageId,
    /// In the order in which they are sent; those without a day come last.
    pub messages: Vec<Message>,
}

/// A message that a coordinator sends.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Message {
    /// Its section.
    pub id: Arc<str>,
    /// What those call it who send it.
    pub title: String,
    /// The day on which it goes out; none where it is sent when it is needed.
    pub date: Option<Planned>,
    /// The audiences that it goes to; at least one.
    pub to: Vec<String>,
    pub subject: HeaderText,
    pub text: String,
}

impl MessagePage {
    /// The message of a section.
    pub(crate) fn find(&self, section: &str) -> Option<&Message> {
        self.messages.iter().find(|message| *message.id == *section)
    }

    /// The segments of its page in the order in which they are read: where messages stand, the one
    /// that is sent first comes first.
    pub(crate) fn order(&self, page: &Page) -> Vec<usize> {
        let starts = self.messages.iter().filter_map(|message| page.find(&message.id));
        let mut by_date = starts.map(|start| page.extent(start));
        let mut extents: Vec<Range<usize>> = by_date.clone().collect();
        extents.sort_unstable_by_key(|extent| extent.start);

        let mut order = Vec::with_capacity(page.segments.len());
        let mut at = 0;
        while at < page.segments.len() {
            match extents.binary_search_by_key(&at, |extent| extent.start) {
                Ok(place) => {
                    order.extend(by_date.next().into_iter().flatten());
                    at = extents[place].end;
                }
                Err(_) => {
                    order.push(at);
                    at += 1;
                }
            }
        }
        order
    }
}

impl Message {
    /// The address of the file that mail programs open, beside the page with the messages.
    pub(crate) fn file(&self, page: &str) -> String {
        format!("{}{}", page.trim_end_matches("index.html"), mail::file_name(&self.id))
    }
}

pub(super) fn read(
    reader: &mut CatalogReader<'_>,
    timelines: &[Timeline],
    firm: &Firm,
) -> Vec<MessagePage> {
    let pages: Vec<PageId> = reader.of_kind(PageKind::Messages).collect();
    let mut left = MAX_MESSAGES;
    let pages = pages.into_iter().map(|id| {
        let page = reader.page(id);
        let mut messages = Vec::new();
        for (segment, _) in page.sections() {
            let is_message = KEYS.iter().any(|key| page.attribute(segment, key).is_some());
            if !is_message {
                continue;
            }
            if left == 0 {
                reader.report(page.place(segment), too_many());
                break;
            }
            left -= 1;
            let read = MessageReader { id, page, segment, reader, timelines, firm }.read();
            match read {
                Ok(message) => messages.push(message),
                Err(problem) => reader.report(page.place(segment), problem),
            }
        }
        // Stable: what goes out on one day stays in the order of the page.
        messages.sort_by_key(|message| message.date.as_ref().map_or(Date::MAX, |due| due.date));
        MessagePage { page: id, messages }
    });
    pages.collect()
}

/// Reads a message.
struct MessageReader<'r, 'a> {
    id: PageId,
    page: &'a Page,
    segment: &'a Segment,
    reader: &'r CatalogReader<'a>,
    timelines: &'r [Timeline],
    firm: &'r Firm,
}

impl<'a> MessageReader<'_, 'a> {
    fn read(&self) -> Result<Message, Diagnostic> {
        let Some(id) = self.segment.id.as_ref().filter(|_| self.segment.level() == Some(2)) else {
            let help = "begin it with `##`; what stands below a `###` heading in it is for those who \
                        send it, and is not sent";
            return Err(problem("a message is a section of its own").help(help));
        };
        let date = self.value("at")?.map(|at| self.date(&at)).transpose()?;
        Ok(Message {
            id: id.clone(),
            title: self.title()?,
            date,
            to: self.to()?,
            subject: self.subject()?,
            text: self.text()?,
        })
    }

    fn title(&self) -> Result<String, Diagnostic> {
        let values = self.reader.values();
        let heading = self.page.section(self.segment).heading.as_ref();
        if heading.is_some_and(|heading| heading.text.filled_len(values) > MAX_VALUE) {
            let message = format!("the title of this message has more than {MAX_VALUE} bytes");
            return Err(Diagnostic::new(&checks::TOO_LARGE, message).help("shorten it"));
        }
        Ok(self.reader.title(self.page, self.segment))
    }

    /// What its heading says, with the firm's values; none where that is nothing.
    fn value(&self, key: &str) -> Result<Option<String>, Diagnostic> {
        let Some(text) = self.page.attribute(self.segment, key) else { return Ok(None) };
        let (variables, values) = (&self.reader.project.variables, self.reader.values());
        // Counted before it is made: variables make a text longer than what is written.
        let filled = Interpolated::filled(text, variables, values, MAX_VALUE);
        let filled = filled.ok_or_else(|| {
            let message = format!("the `{key}=` of this message has more than {MAX_VALUE} bytes");
            Diagnostic::new(&checks::TOO_LARGE, message).help("shorten it")
        })?;
        Ok(Some(filled).filter(|text| !text.trim().is_empty()))
    }

    fn to(&self) -> Result<Vec<String>, Diagnostic> {
        let Project { audiences, .. } = self.reader.project;
        let names = self.page.items(self.segment, "to");
        if names.is_empty() {
            let one = audiences.first().map_or("…", String::as_str);
            let mut missing = problem("this message does not say to whom it goes")
                .help(format!("name one audience or several: `to={one}`"));
            if !audiences.is_empty() {
                missing = missing.note(format!("there are: {}", audiences.join(", ")));
            }
            return Err(missing);
        }

        let known = names.into_iter().map(|name| {
            let place = self.page.place(self.segment);
            self.reader.project.unknown_audience(name, place).map_or(Ok(name.to_owned()), Err)
        });
        known.collect()
    }

    fn subject(&self) -> Result<HeaderText, Diagnostic> {
        let subject = self.value("subject")?.ok_or_else(|| {
            problem("this message has no subject")
                .help("write one, with variables if you like: `subject=\"{{ cohort.name }}: …\"`")
        })?;
        Ok(HeaderText::of(&subject))
    }

    fn date(&self, at: &str) -> Result<Planned, Diagnostic> {
        if let Some(days) = schedule::offset(at) {
            return self.only_timeline()?.course.place_beside(days).map_err(no_place);
        }

        let (milestone, distance) = at.trim().split_once(' ').unwrap_or((at.trim(), "0d"));
        let (timeline, milestone) = self.milestone(at, milestone)?;
        let days = schedule::offset(distance).ok_or_else(|| unusable(at).help(HOW_AT))?;
        timeline.course.place_near(milestone.date, days).map_err(no_place)
    }

    /// The timeline whose first day distances are counted from.
    fn only_timeline(&self) -> Result<&Timeline, Diagnostic> {
        match self.timelines {
            [timeline] => Ok(timeline),
            [] => {
                let help = "its days are counted from the launch that a page of `kind: timeline` \
                            has; write one, or leave `at=` out";
                Err(problem("this message has a day, and the handbook has no timeline").help(help))
            }
            [..] => {
                let help = "count from a milestone by its id: `at=\"launch -6w\"`";
                let message = "this handbook has several timelines, so it is not said whose launch \
                               is meant";
                Err(problem(message).help(help))
            }
        }
    }

    /// A milestone by its id, the first of a series, and its timeline.
    fn milestone(&self, at: &str, id: &str) -> Result<(&Timeline, &Milestone), Diagnostic> {
        let milestones = || {
            let timelines = self.timelines.iter();
            timelines.flat_map(|it| it.milestones.iter().map(move |milestone| (it, milestone)))
        };
        let is_it = |(timeline, milestone): &(&Timeline, &Milestone)| {
            let now = self.reader.page(timeline.page).renamed(id);
            *milestone.id == *now.map_or(id, |now| now)
        };
        let by_nominal = milestones().filter(is_it).min_by_key(|(_, first)| first.nominal);
        by_nominal.ok_or_else(|| {
            unusable(at).nearest(id, milestones().map(|(_, known)| &*known.id)).help(HOW_AT)
        })
    }

    /// Its own text and what layers added to it, not that of sections in it.
    fn text(&self) -> Result<String, Diagnostic> {
        let segments = &self.page.segments;
        let start = self.segment.id.as_ref().and_then(|id| self.page.find(id)).unwrap_or_default();
        let more = segments[start + 1..].iter().take_while(|segment| segment.id.is_none());

        let outline = &self.reader.map.outline;
        let shown = std::iter::once(self.segment).chain(more).filter(|it| it.shows_text());
        let mut text = String::new();
        for segment in shown {
            let (document, section) = (self.page.document(segment), self.page.section(segment));
            if text.len() + outline.most_bytes(document, section.body) > MAX_TEXT {
                let message = format!("this message has more than {MAX_TEXT} bytes");
                return Err(Diagnostic::new(&checks::TOO_LARGE, message).help("shorten it"));
            }
            let part = outline.letter_text(document, section.body, &|target| self.address(target));
            if !text.is_empty() && !part.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&part);
        }
        if text.is_empty() {
            let help = "write what it says below its heading";
            return Err(problem("this message says nothing").help(help));
        }
        Ok(text)
    }

    /// What whoever gets the message can open of a link in it.
    fn address(&self, target: &Target) -> Option<String> {
        let map = self.reader.map;
        let address = match map.resolve(target, self.id) {
            Resolved::External(address) => in_words(&address),
            Resolved::Page(page, section) => {
                // Published at that address is the first edition.
                let first = self.reader.project.editions.first()?;
                let is_there = first.shows(map.facts(page).front().audience());
                let site = self.firm.url.as_deref().filter(|_| is_there)?.trim_end_matches('/');
                let section = section
                    .map_or_else(String::new, |section| format!("#{}", url::fragment(&section)));
                format!("{site}/{}{section}", map.facts(page).url)
            }
            _ => return None,
        };
        Some(address).filter(|address| address.len() <= MAX_ADDRESS)
    }
}

/// An address as people read it: of a mail address, nothing but that.
fn in_words(address: &str) -> String {
    let plain = address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:"));
    plain.map_or_else(
        || address.to_owned(),
        |plain| url::decode(plain.split('?').next().unwrap_or_default()),
    )
}

/// Something wrong with a message.
fn problem(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&checks::MESSAGE, message)
}

fn unusable(at: &str) -> Diagnostic {
    problem(format!("`at={at}` cannot be used"))
}

fn too_many() -> Diagnostic {
    let message = format!("an edition has at most {MAX_MESSAGES} messages");
    Diagnostic::new(&checks::TOO_LARGE, message).help("take those away that are no longer sent")
}
