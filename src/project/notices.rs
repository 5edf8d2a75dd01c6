//! What stands at the head and the foot of each page beside the handbook's own: `announce:` and
//! `feedback:`.

use super::grounds::Until;
use super::keys;
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::yaml::{Fields, Key, Value};

/// `announce:`: what all readers should know for some days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Announcement {
    /// May use variables.
    pub text: String,
    /// Where there is more.
    pub link: Option<NoticeLink>,
    /// The first day on which it is shown, `YYYY-MM-DD`; none means at once.
    pub from: Option<String>,
    /// The last one.
    pub until: Until,
    /// Where it is written.
    pub place: Place,
}

/// A link beside an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoticeLink {
    /// What it says; may use variables.
    pub title: String,
    /// A page of the handbook, or an address of the web.
    pub url: String,
    /// Where that is written.
    pub place: Place,
}

/// `feedback:`: where readers say what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FeedbackSetting {
    /// Nowhere.
    Off,
    /// Here.
    To {
        /// An e-mail address, or one of the web; may use variables.
        address: String,
        /// Where it is written.
        place: Place,
    },
}

impl Announcement {
    /// Reads the key `announce`.
    pub(super) fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let place = fields.entry(keys::ANNOUNCE).map(|entry| fields.place(entry.key_span))?;
        let mut given = fields.fields(keys::ANNOUNCE)?;
        let text = given.text(keys::ANNOUNCED);
        let link = link(&mut given);
        let until_at = given.entry(keys::LAST_DAY).map(|entry| given.place(entry.value.span));
        let (from, until) = (given.date(keys::FROM), given.date(keys::LAST_DAY));

        // A date that is wrong was told by itself.
        if text.is_none() || until_at.is_none() {
            let message = "an announcement has a `text`, and `until`, the last day it is shown";
            let help = "such as `announce: {text: The launch is on 11 May., until: 2027-05-11}`";
            let wanting = Diagnostic::new(&checks::WRONG_TYPE, message).at(place.clone());
            given.report(wanting.help(help));
        }
        if let (Some(from), Some(until), Some(at)) = (&from, &until, &until_at)
            && from > until
        {
            let message = format!("this announcement ends before it begins, on {from}");
            given.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(at.clone()));
        }

        let until = Until { day: until?.into(), place: until_at? };
        Some(Self { text: text?, link, from, until, place })
    }
}

fn link(announced: &mut Fields<'_>) -> Option<NoticeLink> {
    let place = announced.entry(keys::LINK).map(|entry| announced.place(entry.value.span))?;
    let mut link = announced.fields(keys::LINK)?;
    let (title, url) = (link.text(keys::LINK_TITLE), link.text(keys::LINK_URL));

    if let (Some(title), Some(url)) = (title, url) {
        return Some(NoticeLink { title, url, place });
    }
    let message = "a link has a `title` and a `url`, a page or an address of the web";
    announced.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place));
    None
}

impl FeedbackSetting {
    /// Reads the key of the handbook or of a firm.
    pub(super) fn read(key: &Key, fields: &mut Fields<'_>) -> Option<Self> {
        // YAML 1.1 readers take a bare `off` for false; take both.
        let is_off = fields.node(key).is_some_and(|node| match &node.value {
            Value::Text(text) => text == "off",
            value => *value == Value::Bool(false),
        });
        if is_off {
            return Some(Self::Off);
        }
        let Spanned { value: address, span } = fields.spanned_text(key)?;
        Some(Self::To { address, place: fields.place(span) })
    }
}
