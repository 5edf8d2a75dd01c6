//! What is computed from the whole edition: lists of pages, the curriculum, dates; and the feet of facts.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Filler;
use crate::catalog::{Milestone, Module, Term, Timeline};
use crate::date;
use crate::link::{PageId, Resolved};
use crate::parse::Document;
use crate::parse::widget::{Curriculum, Fact, PageList, TimelineShape, TimelineView};
use crate::render::outputs::calendar_name;
use crate::render::view;
use crate::url;
use crate::words::Word;

impl Filler<'_, '_> {
    /// Links to pages, with the time that reading them takes.
    pub(super) fn pages(&mut self, document: &Arc<Document>, list: &PageList) {
        let shell = self.shell;
        let start = self.out.len();
        self.out.push_str("<ul class=\"pages\">\n");
        let empty = self.out.len();
        for (text, link) in &list.items {
            let link = link.map(|link| document.link(link));
            let led = link.map(|link| shell.map.resolve(&link.target, self.home(document)));
            if matches!(led, Some(Resolved::Gone)) {
                continue;
            }
            self.out.push_str("<li>");
            self.extra(document, text);
            if let Some(Resolved::Page(page, _)) = led {
                let words = self.texts.page(page).words();
                self.out.push_str(" <span class=\"reading\">");
                self.minutes(view::minutes(shell, page, words));
                self.out.push_str("</span>");
            }
            self.out.push_str("</li>\n");
        }
        if self.out.len() == empty {
            self.out.truncate(start);
            return;
        }
        self.out.push_str("</ul>\n");
    }

    /// When a fact was true, who says so, and when somebody has to look again.
    pub(super) fn fact(&mut self, fact: &Fact) {
        let date = date::written(&fact.as_of, self.shell.language());
        self.out.push_str("<p class=\"fact-meta\">");
        self.text(&self.worded(Word::AsOf, &[("date", &date)]));
        let source = fact.source.fill(self.shell.values());
        if !source.is_empty() {
            self.out.push_str(" · ");
            self.text(&self.worded(Word::Source, &[("source", &source)]));
        }
        if let Some(day) = &fact.review_by {
            self.out.push_str(" · ");
            self.word(Word::LookedAtAgainBy);
            self.out.push(' ');
            self.time(day);
        }
        self.out.push_str("</p>\n");
    }

    fn time(&mut self, day: &str) {
        self.out.push_str("<time");
        self.attribute("datetime", day);
        self.out.push('>');
        let written = date::written(day, self.shell.language());
        self.text(&written);
        self.out.push_str("</time>");
    }

    /// The training modules.
    pub(super) fn curriculum(&mut self, view: &Curriculum) {
        let catalog = &self.shell.catalog;
        if catalog.modules.is_empty() {
            return;
        }
        let concerned = |name: &str| {
            catalog.modules.iter().any(|module| module.required_for.iter().any(|who| who == name))
        };
        let audiences: Vec<&str> = match &view.audience {
            Some(audience) => vec![audience],
            None => catalog
                .audiences
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| concerned(name))
                .collect(),
        };
        if view.hours {
            self.out.push_str("<dl class=\"hours\">\n");
            for audience in audiences {
                self.out.push_str("<dt>");
                self.text(&capitalized(catalog.label(audience)));
                self.out.push_str("</dt><dd>");
                self.duration(hours(&catalog.modules, audience));
                self.out.push_str("</dd>\n");
            }
            self.out.push_str("</dl>\n");
            return;
        }
        self.out.push_str("<div class=\"table\"><table class=\"curriculum\">\n<thead><tr>");
        self.column_heads(&[Word::Module, Word::Minutes, Word::NeededFirst]);
        for audience in &audiences {
            self.out.push_str("<th scope=\"col\">");
            self.text(&capitalized(catalog.label(audience)));
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for module in &catalog.modules {
            let required = |name: &str| module.required_for.iter().any(|who| who == name);
            if view.audience.is_none() || audiences.iter().any(|name| required(name)) {
                self.module_row(module, &audiences);
            }
        }
        self.out.push_str("</tbody>\n<tfoot><tr><th scope=\"row\" colspan=\"3\">");
        self.word(Word::RequiredInAll);
        self.out.push_str("</th>");
        for audience in &audiences {
            self.out.push_str("<td>");
            self.duration(hours(&catalog.modules, audience));
            self.out.push_str("</td>");
        }
        self.out.push_str("</tr></tfoot></table></div>\n");
    }

    fn module_row(&mut self, module: &Module, audiences: &[&str]) {
        self.out.push_str("<tr><th scope=\"row\">");
        self.page_link(module.page);
        let _ = write!(self.out, "</th><td>{}</td><td>", module.total());
        for (at, needed) in module.prerequisites.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.page_link(*needed);
        }
        if module.prerequisites.is_empty() {
            self.word(Word::NothingNeeded);
        }
        self.out.push_str("</td>");
        let shown = self.shell.map.facts(module.page).front().audience();
        for audience in audiences {
            let names = |list: &[String]| list.iter().any(|name| name == audience);
            let (class, word) = if names(&module.required_for) {
                ("required", self.shell.word(Word::Required))
            } else if shown.is_empty() || names(shown) {
                ("optional", self.shell.word(Word::Optional))
            } else {
                ("none", "–")
            };
            let _ = write!(self.out, "<td class=\"{class}\">{word}</td>");
        }
        self.out.push_str("</tr>\n");
    }

    fn page_link(&mut self, page: PageId) {
        let facts = self.shell.map.facts(page);
        self.out.push_str("<a");
        let address = url::relative(self.url(), &facts.url);
        self.attribute("href", &address);
        self.out.push('>');
        self.text(&facts.title);
        self.out.push_str("</a>");
    }

    /// Heads of a table's columns.
    pub(super) fn column_heads(&mut self, words: &[Word]) {
        for word in words {
            self.out.push_str("<th scope=\"col\">");
            self.word(*word);
            self.out.push_str("</th>");
        }
    }

    fn minutes(&mut self, minutes: impl ToString) {
        self.text(&self.worded(Word::MinutesShort, &[("minutes", &minutes.to_string())]));
    }

    /// `4 h 15 min`
    fn duration(&mut self, minutes: u32) {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let word = match (hours, rest) {
            (0, _) => Word::MinutesShort,
            (_, 0) => Word::HoursShort,
            _ => Word::HoursAndMinutes,
        };
        let values = [("hours", &*hours.to_string()), ("minutes", &*rest.to_string())];
        self.text(&self.worded(word, &values));
    }

    /// Dates, as a table, a strip or calendar files.
    pub(super) fn timeline(&mut self, document: &Document, view: &TimelineView) {
        let shell = self.shell;
        let led = shell.map.resolve(&view.from, self.home(document));
        let Resolved::Page(page, _) = led else { return };
        let Some(timeline) = shell.catalog.timeline(page) else { return };
        match view.shape {
            TimelineShape::Table => self.timeline_table(timeline, view.audience.as_deref()),
            TimelineShape::Strip => self.timeline_strip(timeline, view.audience.as_deref()),
            TimelineShape::Calendars => self.calendars(timeline, view.audience.as_deref()),
        }
    }

    fn milestone_link(&mut self, timeline: &Timeline, milestone: &Milestone) {
        let to = &self.shell.map.facts(timeline.page).url;
        let address =
            if timeline.page == self.id { String::new() } else { url::relative(self.url(), to) };
        self.out.push_str("<a");
        self.attribute("href", &format!("{address}#{}", milestone.id));
        self.out.push('>');
        self.text(&milestone.title);
        self.out.push_str("</a>");
    }

    fn timeline_table(&mut self, timeline: &Timeline, audience: Option<&str>) {
        let language = self.shell.language();
        self.out.push_str("<div class=\"table\"><table class=\"timeline\">\n<thead><tr>");
        self.column_heads(&[Word::Date, Word::What, Word::For]);
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for milestone in shown(timeline, audience) {
            let _ = write!(self.out, "<tr data-date=\"{}\"><td>", milestone.date);
            self.time(&milestone.date.to_string());
            if let Some((time, minutes)) = milestone.time {
                let (hour, minute) = (time.hour(), time.minute());
                let _ = write!(self.out, " <span class=\"hour\">{hour:02}:{minute:02}, ");
                self.minutes(minutes);
                self.out.push_str("</span>");
            }
            if let Some(because) = milestone.because.as_ref().filter(|_| milestone.is_moved()) {
                let nominal = date::written(&milestone.nominal.to_string(), language);
                self.out.push_str(" <span class=\"moved\">");
                let values = [("date", nominal.as_str()), ("reason", because)];
                self.text(&self.worded(Word::MovedFrom, &values));
                self.out.push_str("</span>");
            }
            self.out.push_str("</td><th scope=\"row\">");
            self.milestone_link(timeline, milestone);
            self.out.push_str("</th><td>");
            let catalog = &self.shell.catalog;
            let labels: Vec<&str> =
                milestone.audiences.iter().map(|name| catalog.label(name)).collect();
            if labels.is_empty() {
                self.word(Word::Everybody);
            } else {
                self.text(&labels.join(", "));
            }
            self.out.push_str("</td></tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn timeline_strip(&mut self, timeline: &Timeline, audience: Option<&str>) {
        self.out.push_str("<ol class=\"timeline-strip\">\n");
        for milestone in shown(timeline, audience) {
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
        let files = timeline.audiences.iter().map(String::as_str);
        let files: Vec<&str> =
            files.filter(|name| audience.is_none_or(|wanted| wanted == *name)).collect();
        // Dates that are all for everybody are in one file.
        for name in if timeline.audiences.is_empty() { vec![""] } else { files } {
            let to = calendar_name(&shell.map.facts(timeline.page).url, name);
            self.out.push_str("<li><a");
            let address = url::relative(self.url(), &to);
            self.attribute("href", &address);
            self.out.push_str(" download>");
            if name.is_empty() {
                self.word(Word::CalendarFile);
            } else {
                let audience = shell.catalog.label(name);
                self.text(&self.worded(Word::CalendarFileFor, &[("audience", audience)]));
            }
            self.out.push_str("</a></li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    /// Other terms of the glossary that belong to one.
    pub(super) fn see_also(&mut self, term: Option<&Term>) {
        let Some(term) = term.filter(|term| !term.see.is_empty()) else { return };
        self.out.push_str("<p class=\"see-also\">");
        self.word(Word::SeeAlso);
        self.out.push(' ');
        for (at, (id, title)) in term.see.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.out.push_str("<a");
            self.attribute("href", &format!("#{id}"));
            self.out.push('>');
            self.text(title);
            self.out.push_str("</a>");
        }
        self.out.push_str("</p>\n");
    }
}

/// The milestones that concern an audience.
fn shown<'t>(
    timeline: &'t Timeline,
    audience: Option<&str>,
) -> impl Iterator<Item = &'t Milestone> {
    timeline
        .milestones
        .iter()
        .filter(move |milestone| audience.is_none_or(|name| milestone.is_for(name)))
}

/// Minutes of the modules that an audience has to take.
fn hours(modules: &[Module], audience: &str) -> u32 {
    let required = |module: &&Module| module.required_for.iter().any(|name| name == audience);
    modules.iter().filter(required).map(Module::total).sum()
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
