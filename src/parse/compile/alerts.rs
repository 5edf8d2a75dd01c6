//! Notes, tips and warnings: quotes that begin with `[!NOTE]`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Compiler;
use super::context::Context;
use super::events::{EventSpan, Events};
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::html::{Fill, PARAGRAPH_END};
use crate::words::Word;

/// GitHub's five alerts: word, class and title.
const ALERTS: [(&str, &str, Word); 5] = [
    ("NOTE", "note", Word::Note),
    ("TIP", "tip", Word::Tip),
    ("IMPORTANT", "important", Word::Important),
    ("WARNING", "warning", Word::Warning),
    ("CAUTION", "caution", Word::Caution),
];

/// A kind of alert.
pub(super) struct Alert {
    class: &'static str,
    /// Its title; none where it has one of its own.
    title: Option<Word>,
}

/// The alert that a quote is, judged by its first line; a word that names none is reported.
pub(super) fn find(cx: &mut Context<'_>, quote: &Events<'_>) -> Option<Alert> {
    let Some((Event::Start(Tag::Paragraph), range)) = quote.peek() else { return None };
    let masked = cx.masked;
    // From the text as written: the parser makes several texts of `[!NOTE]`.
    let line = masked.written(range).lines().next().unwrap_or_default();
    let (word, rest) = line.trim_start().strip_prefix("[!")?.split_once(']')?;

    let known = ALERTS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word));
    match known {
        // Followed by one of these signs, the brackets are a link or the definition of one.
        Some((_, class, title)) if !rest.starts_with(['(', '[', ':']) => {
            Some(Alert { class, title: rest.trim().is_empty().then_some(*title) })
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

fn unknown(cx: &mut Context<'_>, word: &str, line: Range<usize>) {
    let known = ALERTS.map(|(name, ..)| name);
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

    pub(super) fn alert(&mut self, alert: &Alert, events: &mut Events<'_>) {
        self.out.push(&format!("<div class=\"alert {}\" role=\"note\">\n", alert.class));

        // The first paragraph: its first line is the title.
        events.next();
        let (title, text) = first_line(events.inside());
        self.alert_title(alert, title);
        if let Some(text) = text {
            self.paragraph(text);
        }

        self.within("", events, "</div>\n");
    }

    fn alert_title(&mut self, alert: &Alert, events: &[EventSpan<'_>]) {
        self.out.push("<p class=\"alert-title\">");
        if let Some(title) = alert.title {
            self.out.hole(Fill::Word(title));
        }

        // `[`, `!NOTE`, `]` come as texts of their own or with what follows.
        let mut rest = Events::new(events);
        while let Some((event, range)) = rest.next() {
            let Event::Text(text) = event else { continue };
            let Some((_, after)) = text.split_once(']') else { continue };
            if !after.is_empty() {
                self.text(after.trim_start(), range);
            } else if let Some((Event::Text(next), range)) = rest.peek() {
                rest.next();
                self.text(next.trim_start(), range);
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
