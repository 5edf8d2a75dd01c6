//! How a run ends: the exit status, and what is said about it.

use std::fmt::Display;

use mentorbook::publish::{PublishError, PublishErrorKind};
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
    run.outcomes.iter().map(report_edition).fold(of_report, Exit::max)
}

fn report_edition(outcome: &Outcome) -> Exit {
    let name = &outcome.name;
    let exit = match &outcome.result {
        EditionResult::Failed(error) => {
            complain(&format!("{name} is not published: {error}"));
            match error.kind() {
                PublishErrorKind::Internal => Exit::Internal,
                _ => Exit::Problems,
            }
        }
        EditionResult::Refused => Exit::Problems,
        EditionResult::Published(published) => {
            for path in &published.carried {
                say(&format!(
                    "note: {name}/{path} is not from mentorbook; it was left where it is"
                ));
            }
            for path in &published.backups {
                say(&format!(
                    "note: a file of {name} had been changed by hand; it was kept as {path}"
                ));
            }
            Exit::Fine
        }
        EditionResult::Unchanged | EditionResult::Checked => Exit::Fine,
    };

    // A panic inside one edition is a diagnostic of that edition.
    let panicked = outcome.diagnostics.iter().any(|found| found.check == &checks::INTERNAL);
    if panicked { Exit::Internal } else { exit }
}
