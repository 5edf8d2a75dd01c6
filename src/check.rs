//! Stage 6: a [`Handbook`] and its [`SiteMap`] → diagnostics.
//!
//! [`CHECKS`] is the table of everything that can be complained about, whichever stage notices it:
//! its name, its usual level, what it means, and a handbook that fails and one that passes it. Each
//! check is a file of its own and a line in the table; `mentorbook explain` and the tests read it.

mod broken_link;
mod due;
mod external_image;
mod heading_order;
mod low_contrast;
mod misplaced_key;
mod missing_alt;
mod missing_asset;
mod noticed_early;
mod required_section;
mod unreachable_page;
mod unsafe_url;
mod unused_asset;
mod widgets;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::link::SiteMap;
use crate::overlay::Handbook;
use crate::program::Program;
use crate::project::{Firm, Level, Project};
use crate::theme::Theme;
use crate::theme::tokens::Colored;

/// A named examination of the content.
pub struct Check {
    /// As it stands in brackets after `error` or `warning`, and in `handbook.yaml`.
    pub name: &'static str,
    /// The level where `handbook.yaml` sets none.
    pub level: Level,
    /// What it means and what to do, for `mentorbook explain`.
    pub explanation: &'static str,
    /// A handbook that fails it: files in one text, each after a line `//- path`, paths from `content/`.
    pub fails: &'static str,
    /// A handbook that passes it.
    pub passes: &'static str,
    /// Looks for it; none where an earlier stage notices it.
    pub run: Option<fn(&Subject<'_>, &mut Vec<Diagnostic>)>,
}

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
    pub program: &'a Program,
    /// The day it is looked at, `YYYY-MM-DD`; none where nobody says.
    pub today: Option<&'a str>,
    /// How it looks.
    pub theme: &'a Theme,
    /// The theme's tokens in the firm's colours.
    pub colors: &'a Colored,
}

/// Every check, by name.
pub static CHECKS: [&Check; 41] = [
    &noticed_early::AMBIGUOUS_OVERRIDE,
    &broken_link::CHECK,
    &noticed_early::CHANGED_RULE,
    &widgets::COLLECTION_KIND,
    &noticed_early::CONTAINER_SYNTAX,
    &noticed_early::DUPLICATE_ID,
    &noticed_early::DUPLICATE_KEY,
    &noticed_early::DUPLICATE_URL,
    &noticed_early::EMPTY_HANDBOOK,
    &external_image::CHECK,
    &noticed_early::FIXED_RULE,
    &noticed_early::GLOSSARY_TERM,
    &heading_order::CHECK,
    &noticed_early::LOCKED_SECTION,
    &low_contrast::CHECK,
    &missing_alt::CHECK,
    &missing_asset::CHECK,
    &noticed_early::MISSING_FIRM_FILE,
    &noticed_early::MISSING_VARIABLE,
    &noticed_early::MODULE_PLAN,
    &noticed_early::MOVED_DATE,
    &due::OVERDUE_REVIEW,
    &widgets::QUESTION,
    &noticed_early::RAW_HTML,
    &required_section::CHECK,
    &noticed_early::SKIPPED_FILE,
    &due::STALE_FACT,
    &noticed_early::TEMPLATE_ERROR,
    &noticed_early::TIMELINE_DATE,
    &noticed_early::UNKNOWN_CHECK,
    &noticed_early::UNKNOWN_KEY,
    &noticed_early::UNKNOWN_TARGET,
    &noticed_early::UNKNOWN_VARIABLE,
    &unreachable_page::CHECK,
    &noticed_early::UNSAFE_ASSET,
    &unsafe_url::CHECK,
    &noticed_early::UNTRUSTED_THEME,
    &unused_asset::CHECK,
    &widgets::WORKSHEET_FIELD,
    &noticed_early::WRONG_TYPE,
    &noticed_early::YAML_SYNTAX,
];

/// The check of a name.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.name == name)
}

/// Runs the checks that no earlier stage makes.
pub fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let runs = |check: &&&Check| {
        subject.project.levels.get(check.name).is_none_or(|(level, _)| *level != Level::Off)
    };
    let run = |check: &&Check| {
        let mut diagnostics = Vec::new();
        if let Some(run) = check.run {
            run(subject, &mut diagnostics);
        }
        diagnostics
    };
    CHECKS.par_iter().filter(runs).flat_map_iter(run).collect()
}

/// Gives each diagnostic the severity of its check's level; those that are off go.
pub fn levels(diagnostics: &mut Vec<Diagnostic>, project: &Project) {
    diagnostics.retain_mut(|diagnostic| {
        let usual = find(&diagnostic.check).map_or(Level::Error, |check| check.level);
        let level = project.levels.get(&diagnostic.check).map_or(usual, |(level, _)| *level);
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
    let unknown = project.levels.iter().filter(|(name, _)| find(name).is_none());
    let complain = |(name, (_, place)): (&String, &(Level, crate::diagnostic::Place))| {
        Diagnostic::new("unknown-check", format!("there is no check `{name}`"))
            .at(place.clone())
            .nearest(name, CHECKS.iter().map(|check| check.name))
            .help("`mentorbook explain` lists them all")
    };
    unknown.map(complain).collect()
}
