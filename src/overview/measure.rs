//! What is counted of each layer.

use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, Severity};
use crate::drift::DriftState;

/// Something that may need somebody, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Variables that a firm must set and does not.
    MissingVariables,
    /// Links that lead nowhere.
    BrokenLinks,
    /// Other problems that keep an edition from being published.
    OtherErrors,
    /// Overrides whose target is gone.
    Orphaned,
    /// Overrides that were written against an older text.
    Drifted,
    /// The same of a layer in another language.
    TranslationsBehind,
    /// Additions to a text that has changed since.
    ContextChanged,
    /// Overrides past the day until which they were to hold.
    Expired,
    /// Pages that nobody has looked at for too long.
    OverdueReviews,
    /// Facts past the day until which they were known to be true.
    StaleFacts,
    /// Colours of a brand that cannot be read.
    LowContrast,
    /// Other problems that do not keep an edition from being published.
    OtherWarnings,
    /// Overrides that say what stands below them.
    Redundant,
    /// Overrides of which the lock knows nothing yet.
    New,
    /// Entries of the lock that nothing needs.
    Unused,
}

impl Measure {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 15] = [
        Self::MissingVariables,
        Self::BrokenLinks,
        Self::OtherErrors,
        Self::Orphaned,
        Self::Drifted,
        Self::TranslationsBehind,
        Self::ContextChanged,
        Self::Expired,
        Self::OverdueReviews,
        Self::StaleFacts,
        Self::LowContrast,
        Self::OtherWarnings,
        Self::Redundant,
        Self::New,
        Self::Unused,
    ];

    /// What so many are called, the number aside.
    pub fn noun(self, count: usize) -> &'static str {
        let (one, many) = match self {
            Self::MissingVariables => ("missing variable", "missing variables"),
            Self::BrokenLinks => ("broken link", "broken links"),
            Self::OtherErrors => ("other error", "other errors"),
            Self::Orphaned => ("orphaned override", "orphaned overrides"),
            Self::Drifted => ("drifted override", "drifted overrides"),
            Self::TranslationsBehind => ("translation behind", "translations behind"),
            Self::ContextChanged => ("changed context", "changed contexts"),
            Self::Expired => ("expired override", "expired overrides"),
            Self::OverdueReviews => ("overdue review", "overdue reviews"),
            Self::StaleFacts => ("stale fact", "stale facts"),
            Self::LowContrast => ("low contrast", "low contrasts"),
            Self::OtherWarnings => ("other warning", "other warnings"),
            Self::Redundant => ("redundant override", "redundant overrides"),
            Self::New => ("override not in a lock", "overrides not in a lock"),
            Self::Unused => ("unused entry", "unused entries"),
        };
        if count == 1 { one } else { many }
    }

    /// Its name for programs: `missing_variables`.
    pub fn key(self) -> String {
        self.noun(0).replace(' ', "_")
    }

    /// What the state of an override counts as.
    pub(super) fn of_state(state: DriftState) -> Option<Self> {
        match state {
            DriftState::Current => None,
            DriftState::New => Some(Self::New),
            DriftState::Unused => Some(Self::Unused),
            DriftState::Redundant => Some(Self::Redundant),
            DriftState::ContextChanged => Some(Self::ContextChanged),
            DriftState::Drifted => Some(Self::Drifted),
            DriftState::Orphaned => Some(Self::Orphaned),
        }
    }

    /// What a problem counts as. What is told of an override is counted by its state.
    pub(super) fn of_diagnostic(diagnostic: &Diagnostic) -> Option<Self> {
        let known = BY_CHECK.iter().find(|(check, _)| *check == diagnostic.check);
        match (known, diagnostic.severity) {
            (Some((_, measure)), _) => Some(*measure),
            (None, _) if OF_DRIFT.contains(&diagnostic.check) => None,
            (None, Severity::Error) => Some(Self::OtherErrors),
            (None, Severity::Warning) => Some(Self::OtherWarnings),
            (None, Severity::Notice) => None,
        }
    }
}

/// Checks that have a measure of their own.
static BY_CHECK: [(&Check, Measure); 7] = [
    (&checks::BROKEN_ANCHOR, Measure::BrokenLinks),
    (&checks::BROKEN_LINK, Measure::BrokenLinks),
    (&checks::EXPIRED_OVERRIDE, Measure::Expired),
    (&checks::LOW_CONTRAST, Measure::LowContrast),
    (&checks::MISSING_VARIABLE, Measure::MissingVariables),
    (&checks::OVERDUE_REVIEW, Measure::OverdueReviews),
    (&checks::STALE_FACT, Measure::StaleFacts),
];

/// Checks that tell of an override's state.
static OF_DRIFT: [&Check; 6] = [
    &checks::CHANGED_CONTEXT,
    &checks::DRIFTED_OVERRIDE,
    &checks::ORPHANED_OVERRIDE,
    &checks::REDUNDANT_OVERRIDE,
    &checks::UNLOCKED_OVERRIDE,
    &checks::UNUSED_ENTRY,
];
