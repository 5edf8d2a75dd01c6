//! Diagnostics as people and machines read them. The only code that knows terminals.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::report::{Finding, Lines, Report, start};
use super::{Place, Severity};

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

/// Where a report is printed.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Whether escape codes are wanted.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Prints a report.
///
/// # Errors
/// What the writer says.
pub fn print(
    report: &Report,
    format: Format,
    texts: Texts<'_>,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cache = Cache { texts, known: HashMap::new() };
    // By check and file: a mistake that is in every line of one must not hide the others.
    let mut seen: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for finding in &report.findings {
        let diagnostic = &finding.diagnostic;
        let file = diagnostic.place.as_ref().map(|place| &*place.file);
        let count = seen.entry((diagnostic.check.name, file)).or_insert(0);
        *count += 1;
        match format {
            Format::Human if *count > MOST => {}
            Format::Human => {
                let group = human(finding, report.editions, &mut cache);
                let renderer = if screen.color { Renderer::styled() } else { Renderer::plain() };
                writeln!(out, "{}\n", renderer.term_width(screen.width).render(&[group]))?;
            }
            Format::Json => writeln!(out, "{}", machine(finding, report.editions, &mut cache))?,
            Format::Github => writeln!(out, "{}", github(finding, report.editions, &mut cache))?,
        }
    }

    let more = seen.into_iter().filter(|(_, count)| format == Format::Human && *count > MOST);
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
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A line of a file and the part of it that is marked.
struct Excerpt {
    /// Counted from 1.
    line: usize,
    text: String,
    /// Bytes of the text.
    marked: Range<usize>,
}

fn human<'f>(finding: &'f Finding, editions: usize, cache: &mut Cache<'_>) -> Group<'f> {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::INFO.with_name("notice"),
    };
    let title = level.primary_title(shown(&diagnostic.message)).id(diagnostic.check.name);
    let mut group = Group::with_title(title);

    // A label needs a line to stand at; one on a whole file becomes a note.
    let mut notes: Vec<String> = Vec::new();
    if let Some(place) = &diagnostic.place {
        group = match excerpt(place, cache) {
            Some(excerpt) => group.element(snippet(place, excerpt, AnnotationKind::Primary, "")),
            None => group.element(Origin::path(shown(&place.file))),
        };
    }
    for (at, (place, label)) in diagnostic.labels.iter().enumerate() {
        let is_first = at == 0 && diagnostic.place.is_none();
        let kind = if is_first { AnnotationKind::Primary } else { AnnotationKind::Context };
        match excerpt(place, cache) {
            Some(excerpt) => group = group.element(snippet(place, excerpt, kind, label)),
            None => notes.push(format!("{label}: {}", place.file)),
        }
    }

    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(shown(help)));
    }
    notes.extend(diagnostic.notes.iter().cloned().chain(finding.where_met(editions)));
    for note in notes {
        group = group.element(Level::NOTE.message(shown(&note)));
    }
    group
}

fn snippet<'f>(
    place: &'f Place,
    excerpt: Excerpt,
    kind: AnnotationKind,
    label: &'f str,
) -> Snippet<'f, Annotation<'f>> {
    let mut annotation = kind.span(excerpt.marked);
    // The place itself has none: what is wrong with it stands above.
    if !label.is_empty() {
        annotation = annotation.label(shown(label));
    }

    Snippet::source(excerpt.text)
        .line_start(excerpt.line)
        .path(shown(&place.file))
        .annotation(annotation)
}

/// The line a place begins on, and its text around the place.
fn excerpt(place: &Place, cache: &mut Cache<'_>) -> Option<Excerpt> {
    let span = place.span?;
    let lines = cache.get(&place.file)?;
    let text = &lines.text;
    // The file was read again for this, and may have been saved since it was checked.
    let from = text.floor_char_boundary(span.start.min(text.len()));
    let to = text.floor_char_boundary(span.end.clamp(from, text.len()));
    let (number, begin) = lines.line(from);

    let line = text[begin..].lines().next().unwrap_or_default();
    let (from, to) = ((from - begin).min(line.len()), (to - begin).min(line.len()));
    let cut = line.floor_char_boundary(from.saturating_sub(AROUND));
    let end = line.ceil_char_boundary((to.min(from + AROUND) + AROUND).min(line.len()));

    // Tabs and the like would make the marks under the line go astray.
    let shown = line[cut..end].replace(|c: char| c.is_control() && c.len_utf8() == 1, " ");
    // As many bytes as before, so that the marked ones stay where they are.
    let shown = shown.replace(char::is_control, "\u{A0}");
    let marked = from - cut..to.clamp(from, end) - cut;
    (shown.len() == end - cut).then_some(Excerpt { line: number + 1, text: shown, marked })
}

fn machine(finding: &Finding, editions: usize, cache: &mut Cache<'_>) -> String {
    let diagnostic = &finding.diagnostic;
    let mut place = |place: &Place| {
        let text = cache.get(&place.file);
        let start = start(place, text);
        let end = place.span.and_then(|span| Some(text?.position(span.end)));
        json!({
            "file": &*place.file,
            "line": start.line,
            "column": start.column,
            "end": end,
            "span": place.span,
        })
    };
    let labels = diagnostic.labels.iter();
    let labels: Vec<_> =
        labels.map(|(at, text)| json!({"place": place(at), "text": text})).collect();

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
    for c in '\u{7F}'..='\u{9F}' {
        if line.contains(c) {
            line = line.replace(c, &format!("\\u{:04x}", u32::from(c)));
        }
    }
    line
}

/// Source: GitHub's documentation, "Workflow commands for GitHub Actions".
fn github(finding: &Finding, editions: usize, cache: &mut Cache<'_>) -> String {
    let diagnostic = &finding.diagnostic;
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };

    let mut properties = format!("title={}", property(diagnostic.check.name));
    if let Some(place) = &diagnostic.place {
        let at = start(place, cache.get(&place.file));
        let file = property(&shown(&place.file));
        properties = format!("file={file},line={},col={},{properties}", at.line, at.column);
    }

    let mut message = shown(&diagnostic.message);
    for (kind, lines) in [("help", &diagnostic.help), ("note", &diagnostic.notes)] {
        lines.iter().for_each(|line| message.push_str(&format!("\n{kind}: {}", shown(line))));
    }
    if let Some(met) = finding.where_met(editions) {
        message.push_str(&format!("\nnote: {met}"));
    }
    format!("::{command} {properties}::{}", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
