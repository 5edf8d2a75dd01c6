//! What people see: lines, diagnostics, how far a run is.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use mentorbook::print::{Format, Screen, Texts, print, shown};
use mentorbook::report::{Lines, Report, start};
use mentorbook::{Diagnostic, Observer, Origin, Severity};

use crate::selection::SelectionArgs;

/// A line for people.
pub(crate) fn say(text: &str) {
    // Where nobody can be told, there is nobody to tell of it either.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A line for people about what cannot be done.
pub(crate) fn complain(text: &str) {
    // The stream drops the escape codes where they are not wanted.
    let _ = writeln!(anstream::stderr(), "\u{1b}[1;31merror\u{1b}[0m: {text}");
}

/// Whether somebody sits there who could answer a question.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// What is answered to a question; none where that is nothing.
pub(crate) fn ask(question: &str) -> Option<String> {
    say(question);
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
}

/// For people on standard error, for programs on standard output.
pub(crate) fn print_all(report: &Report, texts: Texts<'_>, format: Format) {
    // A reader that goes away is no problem of ours.
    let _ = match format {
        Format::Human => {
            // Always in colour: the stream drops the escape codes where they are not wanted.
            let screen = Screen { color: true, width: terminal_width() };
            print(report, format, texts, screen, &mut anstream::stderr().lock())
        }
        Format::Json | Format::Github => {
            let screen = Screen { color: false, width: 0 };
            print(report, format, texts, screen, &mut io::stdout().lock())
        }
    };
}

fn terminal_width() -> usize {
    // Wide enough for any sentence where nobody wraps it.
    terminal_size::terminal_size_of(io::stderr())
        .map(|(columns, _)| usize::from(columns.0))
        .filter(|columns| *columns > 40)
        .unwrap_or(140)
}

/// What a report amounts to, such as `2 errors and 1 warning`.
pub(crate) fn verdict(report: &Report) -> String {
    match (report.count(Severity::Error), report.count(Severity::Warning)) {
        (0, 0) => "All is well".to_owned(),
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => {
            format!("{} and {}", count(errors, "error"), count(warnings, "warning"))
        }
    }
}

/// What to do first: the check that found most errors, and the first place where it did.
pub(crate) fn first_step(report: &Report, texts: &Origin) -> Option<String> {
    let errors = report.findings.iter().map(|finding| &finding.diagnostic);
    let errors = errors.filter(|diagnostic| diagnostic.severity == Severity::Error);
    let mut by_check: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for error in errors {
        by_check.entry(error.check.name).or_default().push(error);
    }

    // Of those that found as many, the first by name.
    let (check, found) = by_check.iter().rev().max_by_key(|(_, found)| found.len())?;
    let place = found.iter().find_map(|error| error.place.as_ref())?;
    let lines = texts.text(&place.file).map(Lines::of);
    let line = start(place, lines.as_ref()).line;
    let all: usize = by_check.values().map(Vec::len).sum();
    let share = match found.len() {
        _ if all == 1 => "the one error is".to_owned(),
        most if most == all => format!("all {all} errors are"),
        most => format!("{most} of the {all} errors are"),
    };
    Some(format!(
        "Begin with {}:{line}: {share} `{check}`; `mentorbook explain {check}` says more.",
        shown(&place.file)
    ))
}

pub(crate) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Measures a run, and shows how far it is.
pub(crate) struct Stopwatch {
    begun: Instant,
    timings: bool,
    bar: ProgressBar,
    stages: Mutex<Vec<(&'static str, Duration)>>,
    parts: Mutex<BTreeMap<&'static str, Duration>>,
}

impl Stopwatch {
    pub(crate) fn new(args: &SelectionArgs) -> Self {
        Self::of(args.format == Format::Human, args.timings)
    }

    /// `has_bar` is whether people are shown how far the run is.
    pub(crate) fn of(has_bar: bool, timings: bool) -> Self {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} pages")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        // Only on a terminal, and there only at a rate that people can see.
        let target = if has_bar {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };

        Self {
            begun: Instant::now(),
            timings,
            bar: ProgressBar::with_draw_target(Some(0), target).with_style(style),
            stages: Mutex::default(),
            parts: Mutex::default(),
        }
    }

    /// Ends the run and takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
        // No stage begins after the last one, so its end must be told here.
        self.stage("end");
    }

    pub(crate) fn elapsed(&self) -> String {
        seconds(self.begun.elapsed())
    }

    /// Says how long each stage took, where that was asked for.
    pub(crate) fn print(&self) {
        if !self.timings {
            return;
        }

        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        // A stage is told of when it begins, so it lasts until the next.
        let (mut name, mut begun) = ("load", Duration::ZERO);
        for (next, at) in stages.iter() {
            say(&format!("  {name:10} {}", seconds(at.saturating_sub(begun))));
            (name, begun) = (next, *at);
        }

        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, time) in parts.iter() {
            say(&format!("    {name:8} {} over all threads", seconds(*time)));
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

impl Observer for Stopwatch {
    fn stage(&self, name: &'static str) {
        if let Ok(mut stages) = self.stages.lock() {
            stages.push((name, self.begun.elapsed()));
        }
    }

    fn will_render(&self, pages: usize) {
        self.bar.inc_length(pages as u64);
    }

    fn rendered(&self) {
        self.bar.inc(1);
    }

    fn now(&self) -> Option<Duration> {
        self.timings.then(|| self.begun.elapsed())
    }

    fn took(&self, part: &'static str, time: Duration) {
        if let Ok(mut parts) = self.parts.lock() {
            *parts.entry(part).or_default() += time;
        }
    }
}
