//! Why a layer changes what is below it, and until when: `reason` and `until`, wherever it says so.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::yaml::{self, Fields, Key};

/// Why something is overridden, and until when, as far as a layer says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Grounds {
    /// For whoever looks after the handbook; readers do not see it.
    pub reason: Option<Arc<str>>,
    /// The last day on which it is meant to hold.
    pub until: Option<Until>,
}

/// A day up to which an override is meant to hold. Nothing changes when it has passed: somebody is
/// reminded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Until {
    /// `YYYY-MM-DD`
    pub day: Arc<str>,
    /// Where it is said.
    pub place: Place,
}

impl Grounds {
    /// Reads the two keys.
    pub(crate) fn read(reason: &Key, until: &Key, fields: &mut Fields<'_>) -> Self {
        let reason = fields.text(reason);
        let place = fields.entry(until).map(|entry| fields.place(entry.value.span));
        let day = fields.date(until);
        Self {
            reason: reason.as_deref().and_then(reason_of),
            until: day.zip(place).map(|(day, place)| Until { day: day.into(), place }),
        }
    }

    /// Reads `reason="…"` and `until=…` of a heading; false where the key is another one.
    pub(crate) fn set(
        &mut self,
        key: &str,
        value: &str,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        match key {
            "reason" => self.reason = reason_of(value),
            "until" => match yaml::date_fault("until=", value) {
                Some(fault) => {
                    let wrong = Diagnostic::new(&checks::WRONG_TYPE, fault).at(place.clone());
                    diagnostics.push(wrong);
                }
                None => self.until = Some(Until { day: value.into(), place: place.clone() }),
            },
            _ => return false,
        }
        true
    }

    /// These, and where they do not say, what is said of something larger.
    pub fn or(&self, larger: &Self) -> Self {
        Self {
            reason: self.reason.as_ref().or(larger.reason.as_ref()).cloned(),
            until: self.until.as_ref().or(larger.until.as_ref()).cloned(),
        }
    }
}

/// A reason, unless it is blank.
fn reason_of(text: &str) -> Option<Arc<str>> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(Arc::from)
}
