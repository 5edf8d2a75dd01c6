//! How a run ends: the exit status, and what is said about it.

use std::fmt::Display;

use mentorbook::publish::{PublishError, PublishErrorKind, PublishSummary};
use mentorbook::{EditionResult, Origin, Outcome, Run, Severity, checks};

use crate::selection::SelectionArgs;
use crate::terminal::{complain, print_all, say};

/// The exit status. The worst of several is the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Exit {
    /// All is well.
    Fine = 0,
    /// There are problems in the content, or an edition could not be written.
    Problems = 1,
    /// The command or the configuration is of no use.
    Usage = 2,
    /// mentorbook itself failed.
    Internal = 3,
}

/// So many messages of one kind are printed.
const MOST_OF_A_KIND: usize = 100;

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is said after `error: `.
    pub(crate) message: String,
    pub(crate) exit: Exit,
}

impl Failure {
    /// The command or the configuration is of no use.
    pub(crate) fn usage(error: impl Display) -> Self {
        Self { message: error.to_string(), exit: Exit::Usage }
    }

    /// The output folder cannot be used.
    pub(crate) fn publish(error: &PublishError) -> Self {
        let exit = match error.kind() {
            PublishErrorKind::Config => Exit::Usage,
            _ => Exit::Problems,
        };
        Self { message: error.to_string(), exit }
    }
}

/// Prints what a run found, and says what became of each edition.
pub(crate) fn report(run: &Run, texts: &Origin, selection: &SelectionArgs) -> Exit {
    print_all(&run.report, &|file| texts.text(file), selection.format);

    let has_errors = run.report.count(Severity::Error) > 0;
    let has_warnings = run.report.count(Severity::Warning) > 0;
    // What belongs to no edition is a problem of the run all the same.
    let of_report =
        if has_errors || (selection.strict && has_warnings) { Exit::Problems } else { Exit::Fine };
    let of_editions = run.outcomes.iter().map(report_edition).fold(of_report, Exit::max);
    report_failures(&run.outcomes);
    of_editions
}

fn report_edition(outcome: &Outcome) -> Exit {
    let name = &outcome.name;
    let exit = match &outcome.result {
        EditionResult::Failed(error) => match error.kind() {
            PublishErrorKind::Internal => Exit::Internal,
            _ => Exit::Problems,
        },
        EditionResult::Refused => Exit::Problems,
        EditionResult::Published(published) => {
            report_published(name, published);
            Exit::Fine
        }
        EditionResult::Unchanged | EditionResult::Checked => Exit::Fine,
    };

    // A panic inside one edition is a diagnostic of that edition.
    let panicked = outcome.diagnostics.iter().any(|found| found.check == &checks::INTERNAL);
    if panicked { Exit::Internal } else { exit }
}

/// Names each edition that could not be written, and says why.
fn report_failures(outcomes: &[Outcome]) {
    let failed = outcomes.iter().filter_map(|outcome| match &outcome.result {
        EditionResult::Failed(error) => Some((&outcome.name, error)),
        _ => None,
    });

    let mut more = Vec::new();
    for (at, (name, error)) in failed.enumerate() {
        if at < MOST_OF_A_KIND {
            complain(&format!("{name} is not published: {error}"));
        } else {
            more.push(name.as_str());
        }
    }
    if !more.is_empty() {
        complain(&format!("nor are these {} published: {}", more.len(), more.join(", ")));
    }
}

/// Says what was found in the place of a published edition that was not as a build had left it.
fn report_published(name: &str, published: &PublishSummary) {
    let carried = published.carried.iter();
    note_each(
        carried
            .map(|path| format!("{name}/{path} is not from mentorbook; it was left where it is")),
    );

    if published.healed {
        say(&format!(
            "note: the record of {name} was lost or damaged, as by a power cut; its files were \
             compared with their digests, and the edition is whole again"
        ));
    }
    let why = match published.healed {
        true => "does not hold what mentorbook wrote",
        false => "had been changed by hand",
    };
    let backups = published.backups.iter();
    note_each(backups.map(|path| format!("a file of {name} {why}; it was kept as {path}")));
}

/// Notes of one kind, as many as anybody reads.
fn note_each(notes: impl ExactSizeIterator<Item = String>) {
    let more = notes.len().saturating_sub(MOST_OF_A_KIND);
    notes.take(MOST_OF_A_KIND).for_each(|note| say(&format!("note: {note}")));
    if more > 0 {
        say(&format!("note: … and {more} more"));
    }
}
