//! Diagnostics as people and machines read them. The only code that knows terminals.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::report::{Finding, Lines, Report, start};
use super::{Diagnostic, Place, Severity};

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

/// So many findings of one kind are shown to people with all that is known of them; of more, only
/// where they are.
const MOST_IN_FULL: usize = 20;
/// More of one kind are counted.
const MOST: usize = 100;
/// So many of the files are named in which the same is told.
const MOST_NAMED: usize = 3;
/// Programs are given no more lines than these; the last one says how many there are beyond.
const MOST_LINES: usize = 100_000;
/// More of a message is not repeated where others like it are listed, in characters.
const MOST_OF_A_MESSAGE: usize = 120;
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

impl Screen {
    fn write(self, group: Group<'_>, out: &mut dyn Write) -> io::Result<()> {
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        writeln!(out, "{}\n", renderer.term_width(self.width).render(&[group]))
    }
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
    if format == Format::Json {
        return json_lines(report, &mut cache, out);
    }

    let mut folds = folds(report);
    let mut kinds: BTreeMap<Likeness<'_>, Alike<'_>> = BTreeMap::new();
    for finding in &report.findings {
        if finding.diagnostic.check.is_folded() {
            // The first one tells of all, and none of the others is left to be told.
            let Some(places) = folds.remove(&Fold::of(finding)) else { continue };
            let note = everywhere(&places, &mut cache);
            match format {
                Format::Human => {
                    screen.write(human(finding, report.editions, note, &mut cache), out)?;
                }
                _ => writeln!(out, "{}", github(finding, report.editions, note, &mut cache))?,
            }
            continue;
        }

        let alike = kinds.entry(Likeness::of(finding)).or_insert_with(|| Alike::first(finding));
        alike.count += 1;
        match format {
            Format::Human if alike.count > MOST_IN_FULL => {
                let place = finding.diagnostic.place.as_ref().filter(|_| alike.count <= MOST);
                alike.places.extend(place.map(|place| location(place, &mut cache)));
            }
            Format::Human => {
                screen.write(human(finding, report.editions, None, &mut cache), out)?;
            }
            _ if alike.count > MOST => {}
            _ => writeln!(out, "{}", github(finding, report.editions, None, &mut cache))?,
        }
    }

    for alike in kinds.into_values() {
        alike.print_more(format, out)?;
    }
    Ok(())
}

/// All findings, a line each, and how many there are beyond the last.
fn json_lines(report: &Report, cache: &mut Cache<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.iter().take(MOST_LINES) {
        writeln!(out, "{}", machine(finding, report.editions, cache))?;
    }
    match report.findings.len().saturating_sub(MOST_LINES) {
        0 => Ok(()),
        more => writeln!(out, "{}", json!({ "more": more })),
    }
}

/// Findings of a folded check that say the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fold<'f> {
    check: &'static str,
    severity: Severity,
    message: &'f str,
}

impl<'f> Fold<'f> {
    fn of(finding: &'f Finding) -> Self {
        let Diagnostic { check, severity, message, .. } = &finding.diagnostic;
        Self { check: check.name, severity: *severity, message }
    }
}

/// Where each of them is said, by what is said.
fn folds(report: &Report) -> BTreeMap<Fold<'_>, Vec<&Place>> {
    let mut folds: BTreeMap<Fold<'_>, Vec<&Place>> = BTreeMap::new();
    let folded = report.findings.iter().filter(|finding| finding.diagnostic.check.is_folded());
    for finding in folded {
        folds.entry(Fold::of(finding)).or_default().extend(&finding.diagnostic.place);
    }
    folds
}

/// How many files there are, and the first of them beside the one that is shown; none where there
/// is no other.
fn everywhere(places: &[&Place], cache: &mut Cache<'_>) -> Option<String> {
    let mut first_of_file = places.to_vec();
    first_of_file.dedup_by(|a, b| a.file == b.file);
    let others = first_of_file.get(1..).filter(|others| !others.is_empty())?;

    let named: Vec<String> =
        others.iter().take(MOST_NAMED).map(|place| location(place, cache)).collect();
    let named = named.join(", ");
    let count = grouped(first_of_file.len());
    Some(match others.len().saturating_sub(MOST_NAMED) {
        0 => format!("{count} files have it; also {named}"),
        more => format!("{count} files have it; also {named} and {} more", grouped(more)),
    })
}

/// What findings have in common that differ in names and places alone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'f> {
    check: &'f str,
    severity: Severity,
    /// The message without its names.
    wording: String,
}

impl<'f> Likeness<'f> {
    fn of(finding: &'f Finding) -> Self {
        let Diagnostic { check, severity, message, .. } = &finding.diagnostic;
        // What stands between backticks is a name, and so is a word with a slash or a digit.
        let parts = message.split('`').enumerate().map(|(at, part)| {
            let words = part.split(' ').map(|word| {
                let is_name = at % 2 == 1 || word.contains(|c: char| c == '/' || c.is_numeric());
                if is_name { "_" } else { word }
            });
            let mut words: Vec<&str> = words.collect();
            // A name may be of several words.
            words.dedup();
            words.join(" ")
        });
        Self { check: check.name, severity: *severity, wording: parts.collect() }
    }
}

/// The findings of one kind.
struct Alike<'f> {
    first: &'f Diagnostic,
    count: usize,
    /// Where those are that are not shown in full.
    places: Vec<String>,
}

impl<'f> Alike<'f> {
    fn first(finding: &'f Finding) -> Self {
        Self { first: &finding.diagnostic, count: 0, places: Vec::new() }
    }

    /// Says where those are that were not shown in full, and how many more there are.
    fn print_more(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        let check = self.first.check.name;
        let told = match format {
            Format::Human => MOST_IN_FULL + self.places.len(),
            Format::Json | Format::Github => MOST,
        };
        let more = self.count.saturating_sub(told);
        if format == Format::Github {
            let line = format!("::notice title={check}::and {} more of `{check}`", grouped(more));
            return if more > 0 { writeln!(out, "{line}") } else { Ok(()) };
        }
        if self.count <= MOST_IN_FULL {
            return Ok(());
        }

        let message: String = shown(&self.first.message).chars().take(MOST_OF_A_MESSAGE).collect();
        writeln!(out, "… more of `{check}`, like “{message}”:")?;
        for place in &self.places {
            writeln!(out, "  {place}")?;
        }
        if more > 0 {
            writeln!(out, "  and {} more", grouped(more))?;
        }
        writeln!(out)
    }
}

/// Where a place begins, as editors understand it.
fn location(place: &Place, cache: &mut Cache<'_>) -> String {
    let at = start(place, cache.get(&place.file));
    format!("{}:{}:{}", shown(&place.file), at.line, at.column)
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
pub fn shown(text: &str) -> String {
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

fn human<'f>(
    finding: &'f Finding,
    editions: usize,
    everywhere: Option<String>,
    cache: &mut Cache<'_>,
) -> Group<'f> {
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
    notes.extend(diagnostic.notes.iter().cloned());
    notes.extend(everywhere.into_iter().chain(finding.where_met(editions)));
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
    json_line(&value)
}

/// A value as one line of JSON, without what a terminal would take for a command.
pub fn json_line(value: &serde_json::Value) -> String {
    // JSON leaves these as they are.
    let mut line = value.to_string();
    let is_command = |c: char| ('\u{7F}'..='\u{9F}').contains(&c);
    if !line.contains(is_command) {
        return line;
    }
    for c in '\u{7F}'..='\u{9F}' {
        line = line.replace(c, &format!("\\u{:04x}", u32::from(c)));
    }
    line
}

/// Source: GitHub's documentation, "Workflow commands for GitHub Actions".
fn github(
    finding: &Finding,
    editions: usize,
    everywhere: Option<String>,
    cache: &mut Cache<'_>,
) -> String {
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
    for note in everywhere.into_iter().chain(finding.where_met(editions)) {
        message.push_str(&format!("\nnote: {note}"));
    }
    format!("::{command} {properties}::{}", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
