//! Diagnostics as people and machines read them. The only code that knows terminals.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::report::{Finding, Lines, Report, start};
use super::{Place, Severity};
use crate::diagnostic::Span;

/// How diagnostics are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line, for programs.
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

/// People are shown this many findings of one check in one file; the others are counted.
const MOST: usize = 20;
/// At most this many bytes of a line are shown on each side of what is marked.
const AROUND: usize = 160;

/// Gives the text of a file, by its path relative to the root.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Prints a report. `color`: whether escape codes are wanted; `width`: of the terminal, in columns.
///
/// # Errors
/// What the writer says.
pub fn print(
    report: &Report,
    format: Format,
    texts: Texts<'_>,
    color: bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cache = Cache { texts, known: HashMap::new() };
    let mut seen: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for finding in &report.findings {
        let diagnostic = &finding.diagnostic;
        let file = diagnostic.place.as_ref().map(|place| &*place.file);
        let count = seen.entry((diagnostic.check.name, file)).or_insert(0);
        *count += 1;
        match format {
            Format::Human if *count > MOST => {}
            Format::Human => human(finding, report.editions, &mut cache, color, width, out)?,
            Format::Json => machine(finding, report.editions, &mut cache, out)?,
            Format::Github => github(finding, report.editions, &mut cache, out)?,
        }
    }
    let mut more: Vec<_> =
        seen.into_iter().filter(|(_, count)| format == Format::Human && *count > MOST).collect();
    more.sort_unstable();
    for ((check, file), count) in more {
        let of = file.map(|file| format!(" in {}", shown(file))).unwrap_or_default();
        writeln!(out, "… and {} more of `{check}`{of}\n", count - MOST)?;
    }
    Ok(())
}

/// Texts of files, each read once.
struct Cache<'a> {
    texts: Texts<'a>,
    known: HashMap<String, Option<Lines>>,
}

impl Cache<'_> {
    fn get(&mut self, file: &str) -> Option<&Lines> {
        let texts = self.texts;
        self.known.entry(file.to_owned()).or_insert_with(|| texts(file).map(Lines::of)).as_ref()
    }
}

/// A text without what a terminal would take for a command.
fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let escape =
        |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escape).collect())
}

fn human(
    finding: &Finding,
    editions: usize,
    cache: &mut Cache<'_>,
    color: bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::INFO.with_name("notice"),
    };
    let mut excerpts = Vec::new();
    let places = diagnostic
        .place
        .iter()
        .map(|place| (place, ""))
        .chain(diagnostic.labels.iter().map(|(place, label)| (place, label.as_str())));
    for (place, label) in places {
        let excerpt = place.span.and_then(|span| excerpt(cache.get(&place.file)?, span));
        excerpts.push((place, label, excerpt));
    }
    let mut group = Group::with_title(
        level.primary_title(shown(&diagnostic.message)).id(diagnostic.check.name),
    );
    for (at, (place, label, excerpt)) in excerpts.iter().enumerate() {
        let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = match excerpt {
            Some((line, text, span)) => {
                let mut annotation = kind.span(span.clone());
                if !label.is_empty() {
                    annotation = annotation.label(shown(label));
                }
                group.element(
                    Snippet::source(text.as_str())
                        .line_start(*line)
                        .path(shown(&place.file))
                        .annotation(annotation),
                )
            }
            None if label.is_empty() => group.element(Origin::path(shown(&place.file))),
            None => group,
        };
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(shown(help)));
    }
    // A label needs a line to stand at; one on a whole file becomes a note.
    let labelled =
        excerpts.iter().filter(|(_, label, excerpt)| excerpt.is_none() && !label.is_empty());
    let mut notes: Vec<String> =
        labelled.map(|(place, label, _)| format!("{label}: {}", place.file)).collect();
    notes.extend(diagnostic.notes.iter().cloned().chain(finding.where_met(editions)));
    for note in &notes {
        group = group.element(Level::NOTE.message(shown(note)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    writeln!(out, "{}\n", renderer.term_width(width).render(&[group]))
}

/// The line a span begins on: its number, its text around the span, and the span within it.
fn excerpt(lines: &Lines, span: Span) -> Option<(usize, String, Range<usize>)> {
    let text = &lines.text;
    let from = text.floor_char_boundary(span.start.min(text.len()));
    let to = text.floor_char_boundary(span.end.clamp(from, text.len()));
    let (number, begin) = lines.line(from);
    let line = text[begin..].lines().next().unwrap_or_default();
    let (from, to) = ((from - begin).min(line.len()), (to - begin).min(line.len()));
    let cut = line.floor_char_boundary(from.saturating_sub(AROUND));
    let end = line.ceil_char_boundary((to.min(from + AROUND) + AROUND).min(line.len()));
    // Tabs and the like would make the marks under the line go astray.
    let shown = line[cut..end].replace(|c: char| c.is_control() && c.len_utf8() == 1, " ");
    let shown = shown.replace(char::is_control, "\u{A0}");
    let span = from - cut..to.clamp(from, end) - cut;
    (shown.len() == end - cut).then_some((number + 1, shown, span))
}

fn machine(
    finding: &Finding,
    editions: usize,
    cache: &mut Cache<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    let mut place = |place: &Place| {
        let text = cache.get(&place.file);
        let start = start(place, text);
        let end = place.span.and_then(|span| Some(text?.position(span.end)));
        json!({"file": &*place.file, "line": start.line, "column": start.column, "end": end, "span": place.span})
    };
    let labels: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|(at, text)| json!({"place": place(at), "text": text}))
        .collect();
    let value = json!({
        "severity": diagnostic.severity,
        "check": diagnostic.check.name,
        "message": diagnostic.message,
        "place": diagnostic.place.as_ref().map(&mut place),
        "labels": labels,
        "help": diagnostic.help,
        "notes": diagnostic.notes,
        "editions": finding.editions,
        "of": editions,
    });
    // JSON leaves these as they are, and a terminal takes some of them for commands.
    let mut line = value.to_string();
    if line.contains(|c| matches!(c, '\u{7F}'..='\u{9F}')) {
        let escape = |c: char| match c {
            '\u{7F}'..='\u{9F}' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        line = line.chars().map(escape).collect();
    }
    writeln!(out, "{line}")
}

/// Source: GitHub's documentation, "Workflow commands for GitHub Actions".
fn github(
    finding: &Finding,
    editions: usize,
    cache: &mut Cache<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let diagnostic = &finding.diagnostic;
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let mut properties = format!("title={}", property(diagnostic.check.name));
    if let Some(place) = &diagnostic.place {
        let at = start(place, cache.get(&place.file));
        properties = format!(
            "file={},line={},col={},{properties}",
            property(&shown(&place.file)),
            at.line,
            at.column
        );
    }
    let mut message = shown(&diagnostic.message).into_owned();
    for (kind, lines) in [("help", &diagnostic.help), ("note", &diagnostic.notes)] {
        lines.iter().for_each(|line| message.push_str(&format!("\n{kind}: {}", shown(line))));
    }
    if let Some(met) = finding.where_met(editions) {
        message.push_str(&format!("\nnote: {met}"));
    }
    writeln!(out, "::{command} {properties}::{}", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
