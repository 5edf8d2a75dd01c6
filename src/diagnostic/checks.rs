//! Every check that there is, declared once: its name, its usual level, what it means, and a handbook that
//! fails and one that passes it.
//!
//! They stand on the ground floor, since any stage may report one: a misspelt check does not compile. Those
//! that examine a whole edition have their code in `check/`, a file each.

mod kinds;
mod layers;
mod pages;
mod yaml;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use kinds::*;
pub(crate) use layers::*;
pub(crate) use pages::*;
pub(crate) use yaml::*;

/// A named examination of the content.
#[derive(Debug)]
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
}

/// What becomes of a check's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not mentioned.
    Off,
    /// Told after a build, and no problem.
    Notice,
    /// Mentioned.
    Warning,
    /// Keeps the edition from being published.
    Error,
}

/// The check of a name.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.name == name)
}

// A check is its name.

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Check {}

impl PartialOrd for Check {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Check {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for Check {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// Reads a check by its name, from the report of an earlier build.
pub(super) fn by_name<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Check, D::Error> {
    let name = String::deserialize(from)?;
    let known = CHECKS.iter().copied().chain([&INTERNAL]).find(|check| check.name == name);
    known.ok_or_else(|| serde::de::Error::custom(format!("no check `{name}`")))
}

/// Every check, by name.
pub static CHECKS: [&Check; 41] = [
    &AMBIGUOUS_OVERRIDE,
    &BROKEN_LINK,
    &CHANGED_RULE,
    &COLLECTION_KIND,
    &CONTAINER_SYNTAX,
    &DUPLICATE_ID,
    &DUPLICATE_KEY,
    &DUPLICATE_URL,
    &EMPTY_HANDBOOK,
    &EXTERNAL_IMAGE,
    &FIXED_RULE,
    &GLOSSARY_TERM,
    &HEADING_ORDER,
    &LOCKED_SECTION,
    &LOW_CONTRAST,
    &MISSING_ALT,
    &MISSING_ASSET,
    &MISSING_FIRM_FILE,
    &MISSING_VARIABLE,
    &MODULE_PLAN,
    &MOVED_DATE,
    &OVERDUE_REVIEW,
    &QUESTION,
    &RAW_HTML,
    &REQUIRED_SECTION,
    &SKIPPED_FILE,
    &STALE_FACT,
    &TEMPLATE_ERROR,
    &TIMELINE_DATE,
    &UNKNOWN_CHECK,
    &UNKNOWN_KEY,
    &UNKNOWN_TARGET,
    &UNKNOWN_VARIABLE,
    &UNREACHABLE_PAGE,
    &UNSAFE_ASSET,
    &UNSAFE_URL,
    &UNTRUSTED_THEME,
    &UNUSED_ASSET,
    &WORKSHEET_FIELD,
    &WRONG_TYPE,
    &YAML_SYNTAX,
];

/// A mistake of ours, which no handbook is to blame for: none of [`CHECKS`], since nobody sets its level.
pub static INTERNAL: Check = Check {
    name: "internal",
    level: Level::Error,
    explanation: "mentorbook failed where it should not have. Please report it.",
    fails: "",
    passes: "",
};
