//! What is almost Markdown, and is shown as it is written; and text that Markdown leaves out.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::Compiler;
use super::alerts::Alert;
use super::events::EventSpan;
use crate::diagnostic::checks;

/// Longer names are nobody's, in bytes.
const MAX_NAME: usize = 100;

impl Compiler<'_> {
    /// Tells of lines in a paragraph that were meant as something else: headings and alerts.
    pub(super) fn almost_markup(&mut self, line: &[EventSpan<'_>]) {
        let mut begins = true;
        for (event, range) in line {
            if begins && let Event::Text(text) = event {
                if text.starts_with('#') {
                    self.almost_heading(range.start, line.len() == 1);
                } else if text.starts_with('[') {
                    self.late_alert(range.start);
                }
            }
            begins = matches!(event, Event::SoftBreak | Event::HardBreak);
        }
    }

    /// `##Rules`, or with a blank behind the signs that is none to Markdown.
    fn almost_heading(&mut self, at: usize, is_alone: bool) {
        let line = self.line_at(at);
        let text = line.trim_start_matches('#');
        let signs = line.len() - text.len();
        let Some(first) = text.chars().next().filter(|_| (1..=6).contains(&signs)) else { return };

        let (what, name) = match first {
            '\u{a0}' | '\u{3000}' | '\u{2007}' | '\u{202f}' | '\u{200b}' => {
                ("the blank behind its signs is none that Markdown knows", text)
            }
            // `#topic` is a word to many, and a line of its own seldom is.
            _ if signs == 1 && !(is_alone && first.is_uppercase()) => return,
            _ if first.is_alphanumeric() => ("there is no blank behind its signs", text),
            _ => return,
        };
        let name: String = name.trim_start_matches(|c: char| !c.is_alphanumeric()).into();
        let help = format!("write `{} {}`", "#".repeat(signs), shortened(&name));
        let message = format!("this is no heading: {what}");
        let span = self.cx.span(&(at..at + line.len()));
        self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
    }

    /// `[!TIP]` in a quote, where that is not its first line.
    fn late_alert(&mut self, at: usize) {
        let line = self.line_at(at);
        let word = line.strip_prefix("[!").and_then(|rest| rest.split_once(']'));
        let Some((word, _)) = word.filter(|(word, _)| Alert::of(word).is_some()) else { return };

        let before = &self.cx.masked.original[..at];
        let is_quote = before.lines().next_back().is_some_and(|start| start.contains('>'));
        let (message, help) = match is_quote {
            true => (
                format!("`[!{word}]` begins an alert only on the first line of a quote"),
                "put it there, or put a blank line before this one, without a `>`".to_owned(),
            ),
            false => (
                format!("`[!{word}]` begins an alert only in a quote"),
                format!("put `> ` before it and before each line of its text: `> [!{word}]`"),
            ),
        };
        let span = self.cx.span(&(at..at + line.len()));
        self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
    }

    /// A line of the body from a place on, if no backslash stands before it.
    fn line_at(&self, at: usize) -> String {
        let (before, rest) = self.cx.masked.original.split_at(at);
        let line = rest.lines().next().unwrap_or_default().trim_end();
        if before.ends_with('\\') { String::new() } else { line.to_owned() }
    }

    /// `[text] (page.md)`
    pub(super) fn spaced_link(&mut self, text: &str, range: &Range<usize>) {
        let before = &self.cx.masked.original[..range.start];
        let address = text.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
        let Some((address, _)) = address.filter(|_| before.ends_with(']')) else { return };
        let leads = address.contains("://")
            || ["mailto:", "../", "./", "#"].iter().any(|begin| address.starts_with(begin))
            || address.split('#').next().is_some_and(|path| path.ends_with(".md"));
        if !leads || address.contains(char::is_whitespace) {
            return;
        }

        let message = "this is no link: there is a blank between the brackets";
        let help = format!("take the blank away: `]({})`", shortened(address));
        let span = self.cx.span(range);
        self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
    }

    /// `{firm.name}`
    pub(super) fn single_braces(&mut self, range: &Range<usize>) {
        let masked = self.cx.masked;
        let written = masked.written(range);
        for (at, _) in written.match_indices('{') {
            let start = range.start + at;
            // No name is longer, and a text may be full of braces.
            let near = &written[at + 1..written.floor_char_boundary(at + MAX_NAME)];
            let Some((name, _)) = near.split_once('}') else { continue };
            let before = &masked.original[..start];
            if name.starts_with("to=") && !before.ends_with('\\') {
                let message = format!("`{{{name}}}` is shown as it is written: it leads nowhere");
                let help = "choices of a scenario are a list of their own, outside of quotes and \
                            containers, and each of them ends in its braces";
                let span = self.cx.span(&(start..start + name.len() + 2));
                self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
                continue;
            }
            let is_own = before.ends_with(['{', '\\', '$']) || name.starts_with('{');
            if is_own || self.cx.project.variables.find(name.trim()).is_none() {
                continue;
            }

            let message = format!("`{{{name}}}` is shown as it is written");
            let help = format!("for the value of the variable write `{{{{ {} }}}}`", name.trim());
            let span = self.cx.span(&(start..start + name.len() + 2));
            self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
        }
    }

    /// A block of code that is never closed, and goes on to the end of what it stands in.
    pub(super) fn open_fence(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let CodeBlockKind::Fenced(_) = kind else { return };
        let mut lines = self.cx.masked.written(range).lines();
        let signs = |line: &str| -> String {
            let line = line.trim_start_matches([' ', '\t', '>']);
            let sign = line.chars().next().filter(|sign| "`~".contains(*sign));
            line.chars().take_while(|c| Some(*c) == sign).collect()
        };
        let opening = signs(lines.next().unwrap_or_default());
        let last = lines.rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        let is_closed = signs(last).starts_with(&opening)
            && last.trim_end().ends_with(&opening)
            && !opening.is_empty();
        if is_closed {
            return;
        }

        let message = "this block of code is never closed: all that follows is part of it";
        let help = "put a line with the same signs, and nothing else, behind it";
        let span = self.cx.line(range);
        self.cx.problem(&checks::SHOWN_MARKUP, message, help, span);
    }

    /// A row of a table with more cells than there are columns: Markdown leaves the last ones out.
    pub(super) fn lost_cells(&mut self, columns: usize, range: &Range<usize>) {
        let row = self.cx.masked.written(range).lines().next().unwrap_or_default();
        let row = row.trim().trim_start_matches('>').trim();
        let row = row.strip_prefix('|').unwrap_or(row);
        let ends = row.match_indices('|').filter(|(at, _)| !row[..*at].ends_with('\\'));
        let Some((end, _)) = columns.checked_sub(1).and_then(|last| ends.clone().nth(last)) else {
            return;
        };
        let mut lost = row[end + 1..].split('|').map(str::trim);
        let Some(first) = lost.find(|cell| !cell.is_empty()) else { return };
        let message = format!(
            "this row has more cells than the table has columns: `{}` is left out",
            shortened(first)
        );
        let help = "write a sign that stands in a cell as `\\|`, or give the table one more column";
        let span = self.cx.line(range);
        self.cx.problem(&checks::LOST_TEXT, message, help, span);
    }
}

/// The beginning of a text, as a message repeats it.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
