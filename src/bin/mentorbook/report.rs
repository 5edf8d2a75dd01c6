//! `mentorbook report`: every firm on one screen, those first that need help most.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use mentorbook::overview::{self, Measure, Overview, OverviewRow};
use mentorbook::print::{Format, json_line, shown};
use mentorbook::{Engine, LayerId, Origin, Selection};

use crate::environment::{start_threads, today};
use crate::exit::{Exit, Failure};
use crate::html_file::HtmlFile;
use crate::selection::{failure_of, find_root};
use crate::table::Table;
use crate::terminal::{Stopwatch, say};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Only this firm, beside the base; may be given several times
    #[arg(long, value_name = "ID")]
    firm: Vec<String>,
    /// Write it as a page for the browser, too, in one file that needs no other
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// How the report is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum ReportFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object, for programs.
    Json,
}

/// More of a layer's id is not shown in the table, in characters.
const MOST_OF_AN_ID: usize = 28;
/// More overrides with a reason or an end are not listed.
const MOST_EXPLAINED: usize = 12;
/// No line of the table is longer, in characters.
const WIDTH: usize = 100;

/// Prints how all layers fare, and writes it where that is asked for. That somebody needs help is no
/// failure of this command.
pub(crate) fn run(args: &ReportArgs) -> Result<Exit, Failure> {
    let watch = Stopwatch::of(args.format == ReportFormat::Human, false);
    start_threads(None);
    let root = find_root(args.root.as_deref())?;
    // Before the work, not after it.
    let file = args.out.as_deref().map(|out| HtmlFile::at(out, &root)).transpose()?;

    let run = engine(args, &root)?.check(&watch);
    let known = engine(args, &root)?.overrides();
    watch.finish();
    let overview = Overview::new(&run, &known, &root.join("public"));

    for note in &overview.notes {
        say(&format!("note: {}", shown(note)));
    }
    let text = match args.format {
        ReportFormat::Human => table(&overview).text() + &explained(&overview),
        ReportFormat::Json => format!("{}\n", json_line(&value(&overview))),
    };
    // The stream drops the escape codes where they are not wanted. A reader that goes away is no
    // problem of ours.
    let _ = anstream::stdout().write_all(text.as_bytes());
    if let Some(file) = file {
        file.write(&overview::page(&overview, &today()))?;
    }
    Ok(Exit::Fine)
}

/// The handbook, loaded anew for each look at it: what was looked at is let go.
fn engine(args: &ReportArgs, root: &Path) -> Result<Engine, Failure> {
    let mut firms = args.firm.clone();
    // What a firm has from the base counts for the base.
    if !firms.is_empty() {
        firms.push("base".to_owned());
    }

    let selection = Selection { firms, today: Some(today()), ..Selection::default() };
    let origin = Origin::Disk(root.to_path_buf());
    Engine::load(origin.clone(), selection)
        .map_err(|error| failure_of(&error, &origin, Format::Human))
}

/// Why overrides are there and until when, of as many as anybody reads.
fn explained(overview: &Overview) -> String {
    let lines = overview.explained.iter().take(MOST_EXPLAINED);
    let lines = lines.map(|each| cut(&shown(&each.to_string()), WIDTH - 2));
    let lines: String = lines.map(|line| format!("  {line}\n")).collect();
    if lines.is_empty() {
        return lines;
    }

    let more = match overview.explained.len().saturating_sub(MOST_EXPLAINED) {
        0 => String::new(),
        more => format!("  … and {more} more; `--out FILE.html` has them all\n"),
    };
    format!("\nOverrides with a reason, or an end:\n{lines}{more}")
}

fn table(overview: &Overview) -> Table {
    let mut table = Table::new(&["layer", "errors", "warnings", "size", "changed on", "needs"]);
    let ids = overview.rows.iter().map(|row| cut(&row.layer.to_string(), MOST_OF_AN_ID));
    let ids: Vec<String> = ids.collect();
    let widest = ids.iter().map(|id| id.chars().count()).max().unwrap_or(0).max("layer".len());
    let room = WIDTH - widest - "  errors  warnings  1023.9 MiB  2026-11-30  ".len();

    for (row, id) in overview.rows.iter().zip(&ids) {
        let published = row.published.as_ref();
        let size = published.map_or_else(|| "–".to_owned(), |published| size(published.bytes));
        let day = published.map_or("–", |published| &published.day);
        let mut needs = wrapped(&needs(row), room).into_iter();
        let first = needs.next().unwrap_or_default();
        table.row([id, &row.errors.to_string(), &row.warnings.to_string(), &size, day, &first]);
        for line in needs {
            table.row(["", "", "", "", "", &line]);
        }
    }
    table
}

fn needs(row: &OverviewRow) -> Vec<String> {
    let needs: Vec<String> =
        row.needs().map(|(measure, count)| format!("{count} {}", measure.noun(count))).collect();
    if needs.is_empty() { vec!["nothing".to_owned()] } else { needs }
}

/// Things with commas between, as many on each line as it takes.
fn wrapped(things: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, thing) in things.iter().enumerate() {
        let comma = if at + 1 < things.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if line.len() + 1 + thing.len() + comma.len() <= room => {
                line.push_str(&format!(" {thing}{comma}"));
            }
            _ => lines.push(format!("{thing}{comma}")),
        }
    }
    lines
}

/// A text of no more than so many characters.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 10 {
        kibibytes @ 0..1024 => format!("{kibibytes} KiB"),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}

fn value(overview: &Overview) -> Value {
    let layers = overview.rows.iter().map(|row| {
        let counts = Measure::ALL.map(|measure| (measure.key(), row.get(measure).into()));
        let kind = match row.layer {
            LayerId::Base => "base",
            LayerId::Shared(_) => "shared",
            LayerId::Firm(_) => "firm",
        };

        let published = row
            .published
            .as_ref()
            .map(|it| json!({ "files": it.files, "bytes": it.bytes, "changed_on": it.day }));

        json!({
            "layer": row.layer.to_string(),
            "kind": kind,
            "name": row.name,
            "language": row.language,
            "errors": row.errors,
            "warnings": row.warnings,
            "overrides": row.overrides,
            "needs": serde_json::Map::from_iter(counts),
            "published": published,
        })
    });
    let explained = overview.explained.iter().map(|each| {
        json!({
            "layer": each.layer.to_string(),
            "override": each.subject,
            "until": each.until,
            "reason": each.reason,
        })
    });
    json!({
        "layers": layers.collect::<Vec<_>>(),
        "explained": explained.collect::<Vec<_>>(),
        "notes": overview.notes,
    })
}
