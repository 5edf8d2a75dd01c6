//! Stage 6: a [`Handbook`] and its [`SiteMap`] → diagnostics.
//!
//! All checks are declared in [`checks`]. Most are made by the stage that has the file at hand; those that
//! need a whole edition are here, a file each and a line in the table of runners.

mod broken_link;
mod due;
mod external_image;
mod heading_order;
mod low_contrast;
mod misplaced_key;
mod missing_alt;
mod missing_asset;
mod required_section;
mod unreachable_page;
mod unsafe_url;
mod unused_asset;
mod widgets;

use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::diagnostic::checks::{self, Check, Level};
use crate::diagnostic::{Diagnostic, Severity};
use crate::link::SiteMap;
use crate::overlay::Handbook;
use crate::project::{Firm, Project};
use crate::theme::Theme;
use crate::theme::tokens::Colored;

/// What is examined: one edition.
pub struct Subject<'a> {
    /// `handbook.yaml`
    pub project: &'a Project,
    /// The firm.
    pub firm: &'a Firm,
    /// Whether it is the base's own edition, which no firm fills.
    pub is_base: bool,
    /// Its pages.
    pub handbook: &'a Handbook,
    /// Their addresses.
    pub map: &'a SiteMap,
    /// What they mean together.
    pub catalog: &'a Catalog,
    /// The day it is looked at, `YYYY-MM-DD`; none where nobody says.
    pub today: Option<&'a str>,
    /// How it looks.
    pub theme: &'a Theme,
    /// The theme's tokens in the firm's colours.
    pub colors: &'a Colored,
}

/// Looks for one thing in an edition.
type Runner = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// The checks that examine a whole edition; all others are reported by the stage that has the file at hand.
static RUNNERS: [(&Check, Runner); 16] = [
    (&checks::BROKEN_LINK, broken_link::run),
    (&checks::COLLECTION_KIND, widgets::collections),
    (&checks::EXTERNAL_IMAGE, external_image::run),
    (&checks::HEADING_ORDER, heading_order::run),
    (&checks::LOW_CONTRAST, low_contrast::run),
    (&checks::MISSING_ALT, missing_alt::run),
    (&checks::MISSING_ASSET, missing_asset::run),
    (&checks::OVERDUE_REVIEW, due::overdue_reviews),
    (&checks::QUESTION, widgets::questions),
    (&checks::REQUIRED_SECTION, required_section::run),
    (&checks::STALE_FACT, due::stale_facts),
    (&checks::UNKNOWN_KEY, misplaced_key::run),
    (&checks::UNREACHABLE_PAGE, unreachable_page::run),
    (&checks::UNSAFE_URL, unsafe_url::run),
    (&checks::UNUSED_ASSET, unused_asset::run),
    (&checks::WORKSHEET_FIELD, widgets::fields),
];

/// Runs the checks that examine a whole edition, but for those that are off.
pub fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    RUNNERS
        .par_iter()
        .filter(|(check, _)| level(check, subject.project) != Level::Off)
        .flat_map_iter(|(_, run)| {
            let mut diagnostics = Vec::new();
            run(subject, &mut diagnostics);
            diagnostics
        })
        .collect()
}

/// The level of a check: the handbook's choice, else its usual one.
fn level(check: &Check, project: &Project) -> Level {
    project.levels.get(check.name).map_or(check.level, |(level, _)| *level)
}

/// Gives each diagnostic the severity of its check's level; those that are off go.
pub fn levels(diagnostics: &mut Vec<Diagnostic>, project: &Project) {
    diagnostics.retain_mut(|diagnostic| {
        let level = level(diagnostic.check, project);
        diagnostic.severity = match level {
            Level::Warning => Severity::Warning,
            Level::Notice => Severity::Notice,
            Level::Error | Level::Off => Severity::Error,
        };
        level != Level::Off
    });
}

/// Complaints about levels set for checks that do not exist.
pub fn unknown_names(project: &Project) -> Vec<Diagnostic> {
    let unknown = project.levels.iter().filter(|(name, _)| checks::find(name).is_none());
    let complain = |(name, (_, place)): (&String, &(Level, crate::diagnostic::Place))| {
        Diagnostic::new(&checks::UNKNOWN_CHECK, format!("there is no check `{name}`"))
            .at(place.clone())
            .nearest(name, checks::CHECKS.iter().map(|check| check.name))
            .help("`mentorbook explain` lists them all")
    };
    unknown.map(complain).collect()
}
