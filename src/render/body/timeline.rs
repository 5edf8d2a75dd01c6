//! `:::timeline`: the dates of a page of kind `timeline`, as a table, a strip or calendar files; the
//! days of messages as a table.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::BodyWriter;
use crate::catalog::{Milestone, Timeline};
use crate::date;
use crate::link::Resolved;
use crate::parse::Document;
use crate::parse::widget::{TimelineShape, TimelineView};
use crate::render::outputs::calendar_name;
use crate::url;
use crate::words::Word;

impl BodyWriter<'_, '_> {
    /// The dates, in the shape that is asked for.
    pub(super) fn timeline(&mut self, document: &Document, view: &TimelineView) {
        let shell = self.shell;
        let led = shell.map.resolve(&view.from, self.home(document));
        let Resolved::Page(page, _) = led else { return };
        let audience = view.audience.as_deref();
        if let Some(messages) = shell.catalog.messages(page) {
            return self.messages_table(messages, audience);
        }
        // The check `collection-kind` tells of a page that is neither.
        let Some(timeline) = shell.catalog.timeline(page) else { return };

        match view.shape {
            TimelineShape::Table => self.timeline_table(timeline, audience),
            TimelineShape::Strip => self.timeline_strip(timeline, audience),
            TimelineShape::Calendars => self.calendars(timeline, audience),
        }
    }

    fn milestone_link(&mut self, timeline: &Timeline, milestone: &Milestone) {
        let address = self.section_address(timeline.page, &milestone.id);
        self.link(&address, &milestone.title);
    }

    fn timeline_table(&mut self, timeline: &Timeline, audience: Option<&str>) {
        self.out.push_str("<div class=\"table\"><table class=\"timeline\">\n<thead><tr>");
        self.column_heads(&[Word::Date, Word::What, Word::For]);
        self.out.push_str("</tr></thead>\n<tbody>\n");

        for milestone in shown(timeline, audience) {
            if self.is_full() {
                return;
            }
            let _ = write!(self.out, "<tr data-date=\"{}\"><td>", milestone.date);
            self.when(milestone);
            self.out.push_str("</td><th scope=\"row\">");
            self.milestone_link(timeline, milestone);
            self.out.push_str("</th><td>");

            let names = milestone.audiences.iter();
            let labels: Vec<&str> = names.map(|name| self.shell.catalog.plural(name)).collect();
            if labels.is_empty() {
                self.word(Word::Everybody);
            } else {
                self.text(&self.listed(&labels));
            }
            self.out.push_str("</td></tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    /// Day and time of a milestone, and from which day it was moved.
    fn when(&mut self, milestone: &Milestone) {
        self.time(&milestone.date.to_string());
        if let Some((time, minutes)) = milestone.time {
            let (hour, minute) = (time.hour(), time.minute());
            let _ = write!(self.out, " <span class=\"hour\">{hour:02}:{minute:02}");
            self.word_in("", Word::Comma, " ");
            self.minutes(minutes);
            self.out.push_str("</span>");
        }

        self.moved_from(milestone.date, milestone.nominal, milestone.because.as_deref());
    }

    /// From which day a date was moved, and why; nothing where it was not.
    pub(super) fn moved_from(&mut self, date: Date, nominal: Date, because: Option<&str>) {
        let Some(because) = because.filter(|_| date != nominal) else { return };
        let nominal = date::written(&nominal.to_string(), self.shell.words());
        let values = [("date", nominal.as_str()), ("reason", because)];
        let moved = self.worded(Word::MovedFrom, &values);
        self.text_in(" <span class=\"moved\">", &moved, "</span>");
    }

    fn timeline_strip(&mut self, timeline: &Timeline, audience: Option<&str>) {
        self.out.push_str("<ol class=\"timeline-strip\">\n");
        for milestone in shown(timeline, audience) {
            if self.is_full() {
                return;
            }
            let _ = write!(self.out, "<li data-date=\"{}\">", milestone.date);
            self.time(&milestone.date.to_string());
            self.out.push(' ');
            self.milestone_link(timeline, milestone);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n");
    }

    fn calendars(&mut self, timeline: &Timeline, audience: Option<&str>) {
        let shell = self.shell;
        self.out.push_str("<ul class=\"calendars\">\n");
        for name in timeline.calendars() {
            // Everybody's dates concern each audience, too.
            if name.zip(audience).is_some_and(|(name, wanted)| name != wanted) {
                continue;
            }

            let to = calendar_name(&shell.map.facts(timeline.page).url, name);
            self.out.push_str("<li><a");
            self.attribute("href", &url::relative(self.url(), &to));
            self.out.push_str(" download>");

            match name.map(|name| shell.catalog.label(name)) {
                None => self.word(Word::CalendarFile),
                Some(label) => {
                    self.text(&self.worded(Word::CalendarFileFor, &[("audience", label)]));
                }
            }
            self.out.push_str("</a></li>\n");
        }
        self.out.push_str("</ul>\n");
    }
}

/// The milestones that concern an audience.
fn shown<'t>(
    timeline: &'t Timeline,
    audience: Option<&str>,
) -> impl Iterator<Item = &'t Milestone> {
    let milestones = timeline.milestones.iter();
    milestones.filter(move |milestone| audience.is_none_or(|name| milestone.is_for(name)))
}
