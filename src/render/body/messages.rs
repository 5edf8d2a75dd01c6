//! Messages: when each goes out and to whom, and its text as it is sent. Without a script it is
//! copied by hand, or opened as a draft; with it, the theme adds a button.

use super::BodyWriter;
use crate::catalog::{Message, MessagePage};
use crate::mail;
use crate::overlay::Segment;
use crate::url;
use crate::words::Word;

/// Addresses of so many bytes are cut off by some mail programs and browsers.
const TOO_LONG: usize = 1_800;

/// The messages of a page whose segments are written one after the other.
pub(super) struct Outbox<'c> {
    page: Option<&'c MessagePage>,
    is_within: bool,
}

/// What is written of a segment.
pub(super) enum SegmentText<'c> {
    /// Its text as it stands.
    Own,
    /// The message that it begins.
    Message(&'c Message),
    /// Nothing: it is a part of the message before.
    Within,
}

impl<'c> Outbox<'c> {
    pub(super) fn of(page: Option<&'c MessagePage>) -> Self {
        Self { page, is_within: false }
    }

    /// What is written of the next segment.
    pub(super) fn text_of(&mut self, segment: &Segment) -> SegmentText<'c> {
        let Some(id) = &segment.id else {
            return if self.is_within { SegmentText::Within } else { SegmentText::Own };
        };
        let message = self.page.and_then(|page| page.find(id));
        self.is_within = message.is_some();
        message.map_or(SegmentText::Own, SegmentText::Message)
    }
}

impl BodyWriter<'_, '_> {
    pub(super) fn message(&mut self, message: &Message) {
        self.out.push_str("<div class=\"message\">\n<dl class=\"message-head\">\n");
        self.message_row(Word::Date, |it| it.due(message));
        self.message_row(Word::MessageTo, |it| it.receivers(message));
        self.message_row(Word::MessageSubject, |it| it.text(message.subject.as_str()));
        self.out.push_str("</dl>\n<div class=\"message-text\">");
        self.text(&message.text);

        self.out.push_str("</div>\n<p class=\"message-ways\"><a");
        let draft = message.file(self.url());
        self.attribute("href", &url::relative(self.url(), &draft));
        self.word_in(" download>", Word::MessageDraft, "</a>");
        let address = mail::letter("", message.subject.as_str(), &message.text);
        if address.len() < TOO_LONG {
            self.out.push_str(" <a");
            self.attribute("href", &address);
            self.word_in(">", Word::MessageWrite, "</a>");
        }
        self.out.push_str("</p>\n</div>\n");
    }

    /// The messages of a page by their days; those for one audience, where one is named.
    pub(super) fn messages_table(&mut self, page: &MessagePage, audience: Option<&str>) {
        self.out.push_str("<div class=\"table\"><table class=\"timeline\">\n<thead><tr>");
        self.column_heads(&[Word::Date, Word::What, Word::MessageTo]);
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for message in &page.messages {
            if self.is_full() {
                return;
            }
            let is_for = |wanted| message.to.iter().any(|name| name == wanted);
            if !audience.is_none_or(is_for) {
                continue;
            }

            self.out.push_str("<tr");
            if let Some(due) = &message.date {
                self.attribute("data-date", &due.date.to_string());
            }
            self.out.push_str("><td>");
            self.due(message);
            self.out.push_str("</td><th scope=\"row\">");
            let address = self.section_address(page.page, &message.id);
            self.link(&address, &message.title);
            self.out.push_str("</th><td>");
            self.receivers(message);
            self.out.push_str("</td></tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    /// The day on which a message goes out.
    fn due(&mut self, message: &Message) {
        match &message.date {
            Some(due) => {
                self.time(&due.date.to_string());
                self.moved_from(due.date, due.nominal, due.because.as_deref());
            }
            None => self.word(Word::MessageWhenNeeded),
        }
    }

    /// Whom a message goes to.
    fn receivers(&mut self, message: &Message) {
        let to = message.to.iter().map(|name| self.shell.catalog.plural(name));
        let to = self.listed(&to.collect::<Vec<_>>());
        self.text(&to);
    }

    fn message_row(&mut self, name: Word, value: impl FnOnce(&mut Self)) {
        self.word_in("<div><dt>", name, "</dt><dd>");
        value(self);
        self.out.push_str("</dd></div>\n");
    }
}
