//! `mentorbook changes`: what publishing now would change for readers.

mod told;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use mentorbook::changes::{ChangeReport, EditionState, changes, note};
use mentorbook::print::{Format, json_line};
use mentorbook::publish::PublishedFolder;
use mentorbook::{EditionResult, Engine, Origin, Severity, checks};

use crate::environment::start_threads;
use crate::exit::{Exit, Failure};
use crate::selection::{EditionArgs, failure_of, find_root};
use crate::terminal::{Stopwatch, complain, print_all, say};

/// Flags of `changes`.
#[derive(Args, Debug)]
pub(crate) struct ChangesArgs {
    /// Which editions
    #[command(flatten)]
    editions: EditionArgs,
    /// Compare with the editions in this folder instead of `public` in the handbook's folder
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    /// How the changes are told: for people; as a note to the readers of each edition; one JSON
    /// object a line
    #[arg(long, value_enum, default_value_t)]
    format: ChangesFormat,
}

/// How changes are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum ChangesFormat {
    #[default]
    Human,
    Markdown,
    Json,
}

/// Tells what publishing the editions asked for would change. That there are changes is no problem;
/// that an edition cannot be made is one.
pub(crate) fn run(args: ChangesArgs) -> Result<Exit, Failure> {
    let ChangesArgs { editions, since, format } = args;
    let is_json = format == ChangesFormat::Json;
    let problems = if is_json { Format::Json } else { Format::Human };
    let watch = Stopwatch::of(!is_json, false);
    start_threads(None);

    let root = find_root(editions.root.as_deref())?;
    let (published, place) = published(since, &root)?;
    let origin = Origin::Disk(root);
    let mut selection = editions.selection(false);
    // What the base changes is what firms may have overridden.
    if !selection.firms.is_empty() {
        selection.firms.push("base".to_owned());
    }
    let engine = Engine::load(origin.clone(), selection)
        .map_err(|error| failure_of(&error, &origin, problems))?;

    let mut report = changes(engine, &editions.firm, published.as_ref(), &watch);
    watch.finish();

    // Only what keeps an edition from being made: the rest is told by `check`.
    report.run.report.findings.retain(|found| found.diagnostic.severity == Severity::Error);
    print_all(&report.run.report, &|file| origin.text(file), problems);
    let exit = tell_failures(&report);

    let text = match format {
        ChangesFormat::Human => told::told(&report, &place),
        ChangesFormat::Markdown => {
            let notes = notes(&report);
            if notes.len() > 1 {
                say(
                    "note: this is a note for the readers of each edition; `--firm ID` gives that \
                     of one firm",
                );
            }
            notes.join("\n")
        }
        ChangesFormat::Json => lines(&report),
    };
    // The stream drops the escape codes where they are not wanted. A reader that goes away is no
    // problem of ours.
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(exit)
}

/// The folder that is compared with, and its name as people know it.
fn published(
    since: Option<PathBuf>,
    root: &Path,
) -> Result<(Option<PublishedFolder>, String), Failure> {
    let Some(since) = since else {
        let folder = PublishedFolder::open(&root.join("public"));
        return Ok((folder.map_err(|error| Failure::publish(&error))?, "public".to_owned()));
    };

    let place = since.display().to_string();
    let folder = PublishedFolder::open(&since).map_err(|error| Failure::publish(&error))?;
    let Some(folder) = folder else {
        return Err(Failure::usage(format!("there is no folder `{place}`")));
    };
    if !folder.has_editions() {
        let help = if folder.is_one_edition() {
            "it is an edition itself; name the folder that it is in"
        } else {
            "name a folder that `mentorbook build` has written to, or a copy of one"
        };
        return Err(Failure::usage(format!(
            "there are no published editions in `{place}`\n  = help: {help}"
        )));
    }
    Ok((Some(folder), place))
}

/// Says which editions could not be compared.
fn tell_failures(report: &ChangeReport) -> Exit {
    let has_errors = !report.run.report.findings.is_empty();
    let mut exit = if has_errors { Exit::Problems } else { Exit::Fine };

    for outcome in &report.run.outcomes {
        let name = &outcome.name;
        let panicked = outcome.diagnostics.iter().any(|found| found.check == &checks::INTERNAL);

        match &outcome.result {
            EditionResult::Failed(error) => {
                complain(&format!("{name} cannot be compared: {error}"));
                exit = exit.max(Exit::Problems);
            }
            EditionResult::Refused if panicked => exit = exit.max(Exit::Internal),
            EditionResult::Refused => exit = exit.max(Exit::Problems),
            _ => {}
        }
    }
    exit
}

/// A note for the readers of each edition; one where those of a firm would be the same.
fn notes(report: &ChangeReport) -> Vec<String> {
    let (loud, quiet): (Vec<_>, Vec<_>) =
        report.editions.iter().partition(|edition| !edition.is_nothing());
    // Where there is something to say, nobody is told that there is nothing.
    let told = if loud.is_empty() { &quiet[..quiet.len().min(1)] } else { &loud[..] };

    let mut told = told.to_vec();
    told.dedup_by(|next, edition| next.is_like(edition));
    told.into_iter().map(note).collect()
}

/// A line for each edition, and one for the run.
fn lines(report: &ChangeReport) -> String {
    let mut lines: Vec<String> =
        report.editions.iter().map(|edition| json_line(&json!(edition))).collect();

    let same = report.editions.iter().filter(|edition| edition.state == EditionState::Same);
    let rendered = report.run.counts.rendered.load(std::sync::atomic::Ordering::Relaxed);
    lines.push(json_line(&json!({
        "editions": report.run.outcomes.len(),
        "same": same.count(),
        "rendered": rendered,
        "compared": report.compared,
        "base_is_unknown": report.base_is_unknown,
    })));
    lines.iter().map(|line| format!("{line}\n")).collect()
}
