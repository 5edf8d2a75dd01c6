//! What changed below an override, and what it says itself, word by word in a terminal.

use std::fmt::Write as _;
use std::io;

use anstream::{AutoStream, ColorChoice};

use mentorbook::print::shown;
use mentorbook::{
    DriftState, OverridePart, OverrideStatus, Sides, SourceTexts, WordRun, compare, override_texts,
};

use super::listed;
use super::{DriftFormat, LayerOverrides, machine, print};
use crate::exit::{Exit, Failure};
use crate::places::Places;
use crate::terminal::count;
use mentorbook::shell::quoted;

/// Of a stretch that did not change, so many lines are shown at each end.
const LINES_AROUND: usize = 3;

/// Shows the overrides that were named.
pub(super) fn show(overrides: &LayerOverrides, format: DriftFormat) -> Result<Exit, Failure> {
    let origin = &overrides.book.known.origin;
    let texts = SourceTexts::new(origin);
    let mut places = Places::new(origin);

    for status in overrides.meant() {
        let sides = override_texts(status, &texts);
        print(&match format {
            DriftFormat::Json => machine::texts(status, &sides, &mut places),
            DriftFormat::Human => told(status, &sides, &mut places),
        });
    }
    Ok(Exit::Fine)
}

/// All there is to say of an override.
fn told(status: &OverrideStatus, sides: &Sides<Option<String>>, places: &mut Places<'_>) -> String {
    let mut text = String::new();
    let (layer, subject) = (&status.layer, shown(&listed::subject(status)));
    let _ = writeln!(text, "{}", bold(&format!("{layer}  {subject}: {}", status.state)));
    let _ = writeln!(text, "  {}", shown(&places.of(&status.place)));
    if let Some(reason) = &status.grounds.reason {
        let _ = writeln!(text, "  because: {}", shown(reason));
    }

    let marks = Marks::of_terminal();
    for TextComparison { title, before, after } in comparisons(status, sides) {
        let _ = writeln!(text, "\n{}\n", bold(&shown(&title)));
        text.push_str(&match before {
            Some(before) => marks.marked(&compare(before, after)),
            None => indented(&shown_lines(after)),
        });
    }
    text.push('\n');
    for line in advice(status) {
        let _ = writeln!(text, "  = help: {line}");
    }
    text.push('\n');
    text
}

/// Two texts to be shown as one, or one alone.
pub(super) struct TextComparison<'s> {
    pub(super) title: String,
    pub(super) before: Option<&'s str>,
    pub(super) after: &'s str,
}

/// What is to be shown of the three texts of an override.
pub(super) fn comparisons<'s>(
    status: &OverrideStatus,
    sides: &'s Sides<Option<String>>,
) -> Vec<TextComparison<'s>> {
    let layer = &status.layer;
    let (then, now, own) = (sides.then.as_deref(), sides.now.as_deref(), sides.firm.as_deref());
    let mut all = Vec::new();

    match (then, now) {
        (Some(then), Some(now)) if status.state == DriftState::Current || then == now => {
            all.push(TextComparison { title: "Below it:".to_owned(), before: None, after: now });
        }
        (then, Some(now)) => {
            let title = match then {
                Some(_) => "What changed below it since it was written:",
                None => "Below it, today; what was there when it was written is not known:",
            };
            all.push(TextComparison { title: title.to_owned(), before: then, after: now });
        }
        (Some(then), None) => {
            let title = "What it was written for, and is gone:".to_owned();
            all.push(TextComparison { title, before: None, after: then });
        }
        (None, None) => {}
    }

    if all.is_empty() && own.is_none() {
        let title = "There is no text to show: a file has other bytes.".to_owned();
        all.push(TextComparison { title, before: None, after: "" });
    }
    if let Some(own) = own {
        let before = then.or(now).filter(|_| stands_for_text(status));
        let title = match before {
            Some(_) => format!("What {layer} made of it:"),
            None => format!("What {layer} says:"),
        };
        all.push(TextComparison { title, before, after: own });
    }
    all
}

/// What can be done about it.
pub(super) fn advice(status: &OverrideStatus) -> Vec<String> {
    let [layer, subject] = [status.layer.to_string(), status.subject.to_string()];
    let words = shown(&format!("{} {}", quoted(&layer), quoted(&subject)));
    let accept = format!("`mentorbook drift accept {words}`");

    match status.state {
        DriftState::Drifted => vec![
            format!("`mentorbook drift merge {words}` merges the two"),
            format!("{accept} says that yours stays as it is"),
        ],
        DriftState::ContextChanged => vec![format!("{accept} says that yours stays as it is")],
        DriftState::Unused => vec![format!("{accept} takes the entry out")],
        DriftState::Redundant => {
            vec!["take it away, and the text below comes through".to_owned()]
        }
        DriftState::Orphaned => {
            let candidates = status.candidates.iter();
            let mut advice: Vec<String> = candidates
                .map(|place| format!("its text may be `{}` by now", shown(place)))
                .collect();
            advice.push("name the section or page that has its place, or take it away".to_owned());
            advice
        }
        DriftState::New => {
            vec!["`mentorbook build` takes down what it is written against".to_owned()]
        }
        DriftState::Current => Vec::new(),
    }
}

pub(super) fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

/// Whether an override has a text in the place of the one below it.
fn stands_for_text(status: &OverrideStatus) -> bool {
    match &status.subject.part {
        OverridePart::Page | OverridePart::Key(_) => true,
        OverridePart::Section(_, operation) => operation.name() == "replace",
        OverridePart::Hidden | OverridePart::Asset => false,
    }
}

/// How words that changed are marked.
pub(super) struct Marks {
    deleted: Delimiters,
    inserted: Delimiters,
}

/// What stands around a stretch.
#[derive(Clone, Copy)]
struct Delimiters {
    open: &'static str,
    close: &'static str,
    /// Whether it is for a line alone, so that a pager shows each line as it is meant.
    by_line: bool,
}

impl Marks {
    /// In colour where there is one, else as `wdiff` has it.
    pub(super) fn of_terminal() -> Self {
        match AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => Self {
                deleted: Delimiters { open: "[-", close: "-]", by_line: false },
                inserted: Delimiters { open: "{+", close: "+}", by_line: false },
            },
            _ => Self {
                deleted: Delimiters { open: "\u{1b}[31;9m", close: "\u{1b}[0m", by_line: true },
                inserted: Delimiters { open: "\u{1b}[32;4m", close: "\u{1b}[0m", by_line: true },
            },
        }
    }

    /// A text with what changed in it; of long stretches that did not, the ends.
    pub(super) fn marked(&self, runs: &[WordRun<'_>]) -> String {
        let mut text = String::new();
        for (at, run) in runs.iter().enumerate() {
            match run {
                WordRun::Kept(kept) => {
                    let ends = Ends { begins: at > 0, ends: at + 1 < runs.len() };
                    text.push_str(&folded(&shown_lines(kept), &ends));
                }
                WordRun::Deleted(deleted) => {
                    self.deleted.around(&shown_lines(deleted), &mut text);
                    // Else what is gone and what stays would be one word.
                    let next = runs.get(at + 1);
                    if let Some(WordRun::Kept(kept)) = next
                        && !kept.starts_with(char::is_whitespace)
                    {
                        text.push(' ');
                    }
                }
                WordRun::Inserted(inserted) => {
                    self.inserted.around(&shown_lines(inserted), &mut text);
                }
            }
        }
        indented(&text)
    }
}

impl Delimiters {
    /// The white space around a stretch is no part of it.
    fn around(self, stretch: &str, text: &mut String) {
        let words = stretch.trim();
        let begin = stretch.len() - stretch.trim_start().len();
        text.push_str(&stretch[..begin]);

        for (at, line) in words.split('\n').enumerate() {
            let is_marked = !line.is_empty() && (self.by_line || at == 0);
            text.push_str(if at > 0 { "\n" } else { "" });
            text.push_str(if is_marked { self.open } else { "" });
            text.push_str(line);
            text.push_str(if is_marked && self.by_line { self.close } else { "" });
        }
        if !self.by_line && !words.is_empty() {
            text.push_str(self.close);
        }
        text.push_str(&stretch[(begin + words.len()).min(stretch.len())..]);
    }
}

/// Whether something that changed stands before and after a stretch.
struct Ends {
    begins: bool,
    ends: bool,
}

/// A stretch without the lines that are far from what changed.
fn folded(stretch: &str, ends: &Ends) -> String {
    let lines: Vec<&str> = stretch.split('\n').collect();
    let first = if ends.begins { LINES_AROUND } else { 0 };
    let last = if ends.ends { LINES_AROUND } else { 0 };
    let between = lines.len().saturating_sub(first + last);
    // To say that a line or two are left out takes as much room as they do.
    if between <= 3 {
        return stretch.to_owned();
    }

    let left_out = format!("⋮ {} that did not change", count(between, "line"));
    let lines = [&lines[..first], &[left_out.as_str()], &lines[lines.len() - last..]];
    lines.concat().join("\n")
}

/// A text whose control characters are shown, but for line ends.
pub(super) fn shown_lines(text: &str) -> String {
    text.replace("\r\n", "\n").split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

pub(super) fn indented(text: &str) -> String {
    let lines = text.trim_end_matches('\n').split('\n');
    lines
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect()
}
