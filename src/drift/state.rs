//! What became of each override since it was written.

use std::fmt;
use std::sync::Arc;

use super::content::Overridable;
use super::lock::LockEntry;
use super::source::SourceTexts;
use super::subject::{OverridePart, Subject};
use crate::diagnostic::Place;
use crate::load::LayerId;
use crate::parse::attributes::Operation;
use crate::project::Grounds;

/// What became of an override, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DriftState {
    /// What it was written against is still there, as it was.
    Current,
    /// Nothing is known of what it was written against.
    New,
    /// The lock knows of it, but no layer says it any more.
    Unused,
    /// It says what the text below says by now.
    Redundant,
    /// The text that it adds to has changed.
    ContextChanged,
    /// The text that it stands for has changed.
    Drifted,
    /// What it was written against is not there any more.
    Orphaned,
}

impl DriftState {
    /// Every state, the worst first.
    pub const ALL: [Self; 7] = [
        Self::Orphaned,
        Self::Drifted,
        Self::ContextChanged,
        Self::Redundant,
        Self::Unused,
        Self::New,
        Self::Current,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::New => "new",
            Self::Unused => "unused",
            Self::Redundant => "redundant",
            Self::ContextChanged => "context changed",
            Self::Drifted => "drifted",
            Self::Orphaned => "orphaned",
        }
    }

    /// What the lock and the texts say of an override whose target is there.
    pub(super) fn of(
        part: &OverridePart,
        entry: Option<&LockEntry>,
        below: &Overridable,
        own: Option<&Overridable>,
    ) -> Self {
        let now = below.digest();

        // The two are one text by now, whatever was there before. What goes beside or into a
        // section may be as it is: it is there twice then.
        let stands_for = matches!(
            part,
            OverridePart::Page
                | OverridePart::Key(_)
                | OverridePart::Asset
                | OverridePart::Section(_, Operation::Replace)
        );
        if stands_for && own.is_some_and(|own| own.digest() == now) {
            return Self::Redundant;
        }

        match (entry, part) {
            (None, _) => Self::New,
            (Some(entry), _) if entry.digest == now => Self::Current,
            (Some(_), OverridePart::Section(_, operation)) => match operation {
                Operation::Append | Operation::Prepend => Self::ContextChanged,
                // What stands beside a section says nothing of its text.
                Operation::Before(_)
                | Operation::After(_)
                | Operation::MoveBefore(_)
                | Operation::MoveAfter(_) => Self::Current,
                Operation::Replace | Operation::Remove => Self::Drifted,
            },
            (Some(_), _) => Self::Drifted,
        }
    }
}

impl fmt::Display for DriftState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An override, and what became of it.
#[derive(Debug, Clone)]
pub struct OverrideStatus {
    /// The layer that overrides.
    pub layer: LayerId,
    /// What it overrides.
    pub subject: Subject,
    /// Where it says so; the lock, where nothing says it any more.
    pub place: Place,
    /// Why, and until when.
    pub grounds: Grounds,
    /// What became of it.
    pub state: DriftState,
    /// What it was written against, as far as its layer's lock knows.
    pub entry: Option<LockEntry>,
    /// What it is called there, if that is an earlier name.
    pub kept_as: Option<Subject>,
    /// What it stands over; none where that is not there.
    pub below: Option<Overridable>,
    /// What it puts there; none where it only takes away or moves.
    pub own: Option<Overridable>,
    /// Where the text may be by now that it was written against, the likeliest first.
    pub candidates: Vec<Arc<str>>,
}

impl OverrideStatus {
    /// What its entry in the lock is to be, if it is written against what is there today. None where
    /// nothing is there, and where a file has changed since it was read.
    pub(crate) fn entry_of_today(&self, texts: &SourceTexts<'_>) -> Option<LockEntry> {
        let below = self.below.as_ref()?;
        let text = below.text(texts);
        if text.is_none() && !matches!(below, Overridable::Asset(_)) {
            return None;
        }
        Some(LockEntry::new(below.digest(), text))
    }
}
