//! Headings of sections, and the ids of those that begin none.

use std::fmt::Write as _;

use super::BodyWriter;
use crate::overlay::{Anchor, Page, RIGHT_END, Segment};
use crate::parse::Document;
use crate::parse::front_matter::PageKind;
use crate::parse::ids::InnerId;
use crate::url;
use crate::words::Word;

/// Where a section's heading is shown.
#[derive(Clone, Copy)]
pub(super) enum HeadingAt {
    /// On the page of the section, where it has an id and a link to itself.
    Home,
    /// On another page, or in another shape: at this level.
    Elsewhere { level: u8 },
}

impl BodyWriter<'_, '_> {
    /// A section's heading, where it has one that is shown.
    pub(super) fn heading(&mut self, page: &Page, segment: &Segment, at: HeadingAt) {
        let Some(heading) = page.shown_heading(segment) else { return };
        let (level, linked) = match at {
            HeadingAt::Home => (segment.level().unwrap_or(1), true),
            HeadingAt::Elsewhere { level } => (level, false),
        };
        let _ = write!(self.out, "<h{level}");

        // An id stands but once on a page, and links lead to where the section lives.
        let id = segment.id.as_ref().filter(|_| linked);
        if let Some(id) = id {
            self.attribute("id", id);
        }
        // Which end of a scenario is right, its scene says.
        let is_scene = !self.scenes.is_empty();
        let classes = heading.attributes().classes.iter().map(String::as_str);
        let classes: Vec<&str> = classes.filter(|name| !is_scene || *name != RIGHT_END).collect();
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        for (key, value) in &heading.attributes().data {
            let name = if key == "question" { "data-question" } else { key };
            // What no name of an attribute can be would end the tag.
            if name.starts_with("data-")
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            {
                self.attribute(&name.to_lowercase(), value);
            }
        }
        self.out.push('>');
        if linked {
            for earlier in page.kept_ids(segment) {
                self.out.push_str("<span");
                self.attribute("id", earlier);
                self.out.push_str("></span>");
            }
        }

        let document = page.document(segment);
        let title = self.filled(&heading.text);
        let text = self.out.len();
        self.part(document, &document.body, heading.html);
        if page.front.kind() == PageKind::Rules {
            self.set_off_code(text, rule_code(&title));
        }
        if let Some(id) = id {
            // The contents lead to each heading as well: one stop for the Tab key is enough.
            self.out.push_str("<a class=\"anchor\" tabindex=\"-1\"");
            self.attribute("href", &format!("#{}", url::fragment(id)));
            self.attribute("aria-label", &self.worded(Word::LinkToSection, &[("title", &title)]));
            self.out.push_str("></a>");
        }

        let _ = writeln!(self.out, "</h{level}>");
        if linked {
            self.rule_meta(page, segment);
        }
    }

    /// The text of a section's heading, where it has one.
    pub(super) fn heading_text(&mut self, page: &Page, segment: &Segment) {
        if let Some(heading) = &page.section(segment).heading {
            let document = page.document(segment);
            self.part(document, &document.body, heading.html);
        }
    }

    /// Marks the code that a heading, written from a position on, begins with: people remember a
    /// rule by its number.
    fn set_off_code(&mut self, heading: usize, code: &str) {
        let html = self.out.split_off(heading);
        match html.strip_prefix(code).filter(|_| !code.is_empty()) {
            Some(rest) => {
                let _ = write!(self.out, "<span class=\"code\">{code}</span>{rest}");
            }
            None => self.out.push_str(&html),
        }
    }

    /// The id of a heading that begins no section. The page's own headings keep theirs; one that is
    /// shown from elsewhere, or for a second time, gets a number where they have its id.
    pub(super) fn inner_id(&mut self, document: &Document, id: InnerId) {
        let wanted = &document.inner_headings[id.index()].id;
        let page = &self.shell.map.facts(self.id).outline;
        let is_own = match page.anchor(wanted) {
            Some(Anchor::Inner(..)) => self.including.is_empty(),
            Some(_) => false,
            None => true,
        };

        let mut id = wanted.clone();
        if !is_own || self.ids.contains(&id) {
            // It goes on from the last number: to begin at 1 costs the square of the repetitions.
            let count = self.id_counts.entry(wanted.clone()).or_insert(0);
            loop {
                *count += 1;
                id = format!("{wanted}-{count}").into();
                if page.anchor(&id).is_none() && !self.ids.contains(&id) {
                    break;
                }
            }
        }
        self.attribute("id", &id);
        self.ids.insert(id);
    }
}

/// The code that a rule's title begins with, as in `GR-01 Sessions are moved`; empty without one.
fn rule_code(title: &str) -> &str {
    let Some((code, _)) = title.split_once(' ') else { return "" };
    let Some((letters, number)) = code.split_once('-') else { return "" };
    let is_code = !letters.is_empty()
        && letters.chars().all(|c| c.is_ascii_uppercase())
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit());
    if is_code { code } else { "" }
}
