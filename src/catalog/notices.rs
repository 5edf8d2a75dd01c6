//! The announcement, and where readers say what is wrong, with a firm's values.

use super::CatalogReader;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::DigestBuilder;
use crate::link::Resolved;
use crate::parse::html::Interpolated;
use crate::parse::target::Target;
use crate::project::{Announcement, FeedbackSetting, Firm, NoticeLink};
use crate::url;

/// Longest text of an announcement or a link beside it, in bytes, with its values: every page
/// repeats it.
const MAX_TEXT: usize = 500;

/// An announcement as it is shown.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Notice {
    pub text: String,
    pub link: Option<NoticeTarget>,
    /// The first day on which it is shown, `YYYY-MM-DD`; none means at once.
    pub from: Option<String>,
    /// The last one.
    pub until: String,
    /// By it a browser knows the one that its reader has dismissed.
    pub name: String,
}

/// A link beside an announcement.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct NoticeTarget {
    pub title: String,
    /// Complete, or counted from the edition's top.
    pub url: String,
    pub is_outside: bool,
}

/// Where readers say what is wrong.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum Feedback {
    /// By a letter to this address.
    Mail(String),
    /// On a page of the web; `{path}` in its address is the file of the page that is meant.
    Web(String),
}

pub(super) fn notice(reader: &mut CatalogReader<'_>, firm: &Firm) -> Option<Notice> {
    let Announcement { text, link, from, until, place } = firm.announcement.as_ref()?;
    let text = filled(reader, text, place);
    let link = link.as_ref().and_then(|link| target(reader, link));

    let mut name = DigestBuilder::default();
    name.part(text.as_bytes()).part(until.day.as_bytes());
    if let Some(link) = &link {
        name.part(link.url.as_bytes());
    }
    let (name, until) = (name.finish().short(), until.day.to_string());
    Some(Notice { text, link, from: from.clone(), until, name })
}

fn target(reader: &mut CatalogReader<'_>, link: &NoticeLink) -> Option<NoticeTarget> {
    let title = filled(reader, &link.title, &link.place);
    let map = reader.map;
    let target = Target::of(&link.url, "index.md");
    let inside = |url: String| NoticeTarget { title: title.clone(), url, is_outside: false };
    match map.resolve(&target, map.home) {
        Resolved::External(url) => {
            Some(NoticeTarget { title, url: url.into_owned(), is_outside: true })
        }
        Resolved::Asset(_, url) => Some(inside(url.to_owned())),
        Resolved::Page(page, section) => {
            let section = section.map(|section| format!("#{}", url::fragment(&section)));
            let section = section.unwrap_or_default();
            Some(inside(format!("{}{section}", map.facts(page).url)))
        }
        // What this edition leaves out is no mistake: another of the firm's may have it.
        Resolved::Gone => None,
        Resolved::Broken(_) if matches!(target, Target::Unsafe(_)) => {
            reader.diagnostics.push(url::unsafe_url(&link.url, link.place.clone()));
            None
        }
        Resolved::Broken(_) => {
            let message = format!("the announcement links to `{}`, which is not there", link.url);
            let broken = Diagnostic::new(&checks::BROKEN_LINK, message);
            reader.report(link.place.clone(), broken.help("write a page's path from the top"));
            None
        }
    }
}

pub(super) fn feedback(reader: &mut CatalogReader<'_>, firm: &Firm) -> Option<Feedback> {
    let setting = firm.feedback.as_ref().or(reader.project.feedback.as_ref())?;
    let FeedbackSetting::To { address, place } = setting else { return None };
    let address = filled(reader, address, place);

    let is_web = ["https://", "http://"].iter().any(|start| address.starts_with(start));
    let has_blank = address.contains(|c: char| c.is_whitespace() || c.is_control());
    if address.is_empty() {
        None
    } else if is_web && url::is_safe(&address) && !has_blank {
        Some(Feedback::Web(address))
    } else if !is_web && address.contains('@') && !address.contains(':') && !has_blank {
        Some(Feedback::Mail(address))
    } else {
        let message =
            format!("`feedback` takes an e-mail address, or one of the web, not `{address}`");
        let help = "such as `mentoring@firm.example` or `https://git.example/edit/main/{path}`";
        let wrong = Diagnostic::new(&checks::WRONG_TYPE, message);
        reader.report(place.clone(), wrong.help(help));
        None
    }
}

/// A text with its variables; none of it where that is too long.
fn filled(reader: &mut CatalogReader<'_>, text: &str, place: &Place) -> String {
    let variables = &reader.project.variables;
    let text = Interpolated::read(text, variables, place, &mut reader.diagnostics);
    // Counted before it is made: a few uses of a long variable could take all memory.
    if text.filled_len(reader.values()) > MAX_TEXT {
        let message = format!("what stands on each page has at most {MAX_TEXT} bytes here");
        let long = Diagnostic::new(&checks::TOO_LARGE, message);
        reader.report(place.clone(), long.help("say it on a page, and link to that"));
        return String::new();
    }
    text.fill(reader.values()).into_owned()
}
