//! Notes, tips and warnings: quotes that begin with `[!NOTE]`. `containers/alert.rs` has the other
//! way to write them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Compiler;
use super::context::Context;
use super::events::{EventSpan, Events};
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::html::{Fill, Html, PARAGRAPH_END};
use crate::words::Word;

/// GitHub's five alerts, and two that other tools have beside them.
static ALERTS: [Alert; 7] = [
    Alert { word: "NOTE", class: "note", title: Word::Note },
    Alert { word: "TIP", class: "tip", title: Word::Tip },
    Alert { word: "IMPORTANT", class: "important", title: Word::Important },
    Alert { word: "WARNING", class: "warning", title: Word::Warning },
    Alert { word: "CAUTION", class: "caution", title: Word::Caution },
    Alert { word: "INFO", class: "note", title: Word::Note },
    Alert { word: "DANGER", class: "caution", title: Word::Caution },
];

/// A kind of alert.
pub(super) struct Alert {
    word: &'static str,
    class: &'static str,
    title: Word,
}

impl Alert {
    /// The alert of a word, in capitals or not.
    pub(super) fn of(word: &str) -> Option<&'static Self> {
        ALERTS.iter().find(|alert| alert.word.eq_ignore_ascii_case(word))
    }

    /// Opens it, and the paragraph of its title.
    pub(super) fn open(&self, out: &mut Html) {
        let class = self.class;
        out.push(&format!("<div class=\"alert {class}\" role=\"note\">\n"));
        out.push("<p class=\"alert-title\">");
    }

    /// The title of one that has none of its own.
    pub(super) fn usual_title(&self, out: &mut Html) {
        out.hole(Fill::Word(self.title));
    }
}

/// The alert that a quote is.
pub(super) struct QuotedAlert {
    alert: &'static Alert,
    has_title: bool,
}

/// The alert that a quote is, judged by its first line; a word that names none is reported.
pub(super) fn find(cx: &mut Context<'_>, quote: &Events<'_>) -> Option<QuotedAlert> {
    let Some((Event::Start(Tag::Paragraph), range)) = quote.peek() else { return None };
    let masked = cx.masked;
    // From the text as written: the parser makes several texts of `[!NOTE]`.
    let line = masked.written(range).lines().next().unwrap_or_default();
    let (word, rest) = line.trim_start().strip_prefix("[!")?.split_once(']')?;

    match Alert::of(word) {
        // Followed by one of these signs, the brackets are a link or the definition of one.
        Some(alert) if !rest.starts_with(['(', '[', ':']) => {
            Some(QuotedAlert { alert, has_title: !without_fold(rest).trim().is_empty() })
        }
        _ => {
            // Only a single word of letters is likely to be meant as an alert.
            if !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()) {
                unknown(cx, word, range.start..range.start + line.trim_end().len());
            }
            None
        }
    }
}

/// What follows `[!NOTE]` without the sign by which Obsidian tells that the alert is folded.
fn without_fold(rest: &str) -> &str {
    rest.strip_prefix(['-', '+']).unwrap_or(rest)
}

fn unknown(cx: &mut Context<'_>, word: &str, line: Range<usize>) {
    let known = ALERTS.each_ref().map(|alert| alert.word);
    cx.report(
        Diagnostic::new(&checks::CONTAINER_SYNTAX, format!("there is no alert `{word}`"))
            .at(cx.place(cx.span(&line)))
            .none_of(&word.to_uppercase(), &known),
    );
}

impl Compiler<'_> {
    /// Whether a quote is meant as an alert.
    pub(super) fn is_alert(&self, range: &Range<usize>) -> bool {
        let quote = self.cx.masked.written(range);
        quote.trim_start_matches(['>', ' ', '\t']).starts_with("[!")
    }

    pub(super) fn alert(&mut self, quoted: &QuotedAlert, events: &mut Events<'_>) {
        quoted.alert.open(self.out.html());

        // The first paragraph: its first line is the title.
        events.next();
        let (title, text) = first_line(events.inside());
        self.alert_title(quoted, title);
        if let Some(text) = text {
            self.paragraph(text);
        }

        self.within("", events, "</div>\n");
    }

    fn alert_title(&mut self, quoted: &QuotedAlert, events: &[EventSpan<'_>]) {
        if !quoted.has_title {
            quoted.alert.usual_title(self.out.html());
            self.out.push(PARAGRAPH_END);
            return;
        }

        // `[`, `!NOTE`, `]` come as texts of their own or with what follows.
        let mut rest = Events::new(events);
        while let Some((event, range)) = rest.next() {
            let Event::Text(text) = event else { continue };
            let Some((_, after)) = text.split_once(']') else { continue };
            if !after.is_empty() {
                self.text(without_fold(after).trim_start(), range);
            } else if let Some((Event::Text(next), range)) = rest.peek() {
                rest.next();
                self.text(without_fold(next).trim_start(), range);
            }
            break;
        }
        self.inline(rest.inline());

        self.out.push(PARAGRAPH_END);
    }
}

/// A paragraph cut at its first line break, which may not stand within an emphasis or a link.
fn first_line<'e>(
    events: &'e [EventSpan<'e>],
) -> (&'e [EventSpan<'e>], Option<&'e [EventSpan<'e>]>) {
    let mut open = 0;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::SoftBreak | Event::HardBreak if open == 0 => {
                return (&events[..at], Some(&events[at + 1..]));
            }
            _ => {}
        }
    }
    (events, None)
}
