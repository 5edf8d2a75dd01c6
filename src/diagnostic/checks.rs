//! Every check that there is, declared once: its name and its usual level. What it means stands in
//! `checks.md`, with a handbook that fails it and one that passes it.
//!
//! They are on the ground floor, since any stage may report one: a misspelt check does not compile.
//! Those that examine a whole edition have their code in `check/`, a file each.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Severity;

/// A named examination of the content. No two have one name, so checks are in order by it.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Check {
    /// As it stands in brackets after `error` or `warning`, and in `handbook.yaml`.
    pub name: &'static str,
    /// The level where `handbook.yaml` sets none.
    pub level: Severity,
}

/// Declares checks and lists them.
macro_rules! checks {
    ($($check:ident $name:literal $level:ident)*) => {
        $(pub(crate) static $check: Check = Check { name: $name, level: Severity::$level };)*

        /// Every check, by name.
        pub static CHECKS: &[&Check] = &[$(&$check),*];
    };
}

checks! {
    AMBIGUOUS_OVERRIDE "ambiguous-override" Error
    BRAND_FONT "brand-font" Error
    BROKEN_ANCHOR "broken-anchor" Warning
    BROKEN_LINK "broken-link" Error
    CHANGED_CONTEXT "changed-context" Notice
    CHANGED_RULE "changed-rule" Notice
    COLLECTION_KIND "collection-kind" Error
    COMMON_CANARY "common-canary" Notice
    CONTAINER_SYNTAX "container-syntax" Error
    DRIFTED_OVERRIDE "drifted-override" Warning
    DUPLICATE_ID "duplicate-id" Error
    DUPLICATE_KEY "duplicate-key" Error
    DUPLICATE_URL "duplicate-url" Error
    EMPTY_HANDBOOK "empty-handbook" Error
    EXPIRED_ANNOUNCEMENT "expired-announcement" Warning
    EXPIRED_OVERRIDE "expired-override" Warning
    EXTERNAL_EMBED "external-embed" Warning
    EXTERNAL_IMAGE "external-image" Warning
    FIXED_RULE "fixed-rule" Error
    FOREIGN_KEY "foreign-key" Warning
    FOREIGN_SYNTAX "foreign-syntax" Warning
    GLOSSARY_TERM "glossary-term" Error
    HEADING_ORDER "heading-order" Warning
    INCLUDE_CYCLE "include-cycle" Error
    LMS_PROMISE "lms-promise" Warning
    LOCKED_SECTION "locked-section" Error
    LOGO_TEXT "logo-text" Warning
    LOST_TEXT "lost-text" Warning
    LOW_CONTRAST "low-contrast" Warning
    MESSAGE "message" Error
    MISSING_ALT "missing-alt" Warning
    MISSING_ASSET "missing-asset" Error
    MISSING_FIRM_FILE "missing-firm-file" Error
    MISSING_LOCK "missing-lock" Warning
    MISSING_VARIABLE "missing-variable" Error
    MISSING_WORDS "missing-words" Warning
    MODULE_PLAN "module-plan" Error
    MOVED_DATE "moved-date" Notice
    ORPHANED_OVERRIDE "orphaned-override" Error
    OVERDUE_REVIEW "overdue-review" Warning
    OVERRIDES_LOCK "overrides-lock" Error
    QUESTION "question" Error
    QUESTION_CRAFT "question-craft" Warning
    RAW_HTML "raw-html" Warning
    REDUNDANT_OVERRIDE "redundant-override" Notice
    RENAMED_TARGET "renamed-target" Notice
    REQUIRED_SECTION "required-section" Error
    SECOND_INDEX "second-index" Warning
    SHOWN_MARKUP "shown-markup" Warning
    SKIPPED_FILE "skipped-file" Error
    STALE_FACT "stale-fact" Warning
    TEMPLATE_ERROR "template-error" Error
    TIMELINE_DATE "timeline-date" Error
    TOO_LARGE "too-large" Error
    UNCLOSED_HTML "unclosed-html" Error
    UNKNOWN_CHECK "unknown-check" Error
    UNKNOWN_KEY "unknown-key" Error
    UNKNOWN_TARGET "unknown-target" Error
    UNKNOWN_VARIABLE "unknown-variable" Error
    UNLOCKED_OVERRIDE "unlocked-override" Error
    UNREACHABLE_PAGE "unreachable-page" Warning
    UNREADABLE_PICTURE "unreadable-picture" Warning
    UNSAFE_ASSET "unsafe-asset" Error
    UNSAFE_URL "unsafe-url" Error
    UNTRUSTED_THEME "untrusted-theme" Error
    UNUSED_ASSET "unused-asset" Warning
    UNUSED_ENTRY "unused-entry" Notice
    WORKSHEET_FIELD "worksheet-field" Error
    WRONG_TYPE "wrong-type" Error
    YAML_SYNTAX "yaml-syntax" Error
}

/// A mistake of ours, which no handbook is to blame for: none of [`CHECKS`], since nobody sets its
/// level.
pub static INTERNAL: Check = Check { name: "internal", level: Severity::Error };

/// One firm's text in what was to leave for another: such a mistake, too.
pub(crate) static FOREIGN_TEXT: Check = Check { name: "foreign-text", level: Severity::Error };

/// The check of a name.
pub fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.name == name)
}

/// What a check means, and an example of either kind.
#[derive(Debug, Default)]
pub struct Explanation {
    /// What it means and what to do.
    pub text: String,
    /// A handbook that fails it: files in one text, each after a line `//- path`, paths from
    /// `content/`.
    pub fails: &'static str,
    /// A handbook that passes it.
    pub passes: &'static str,
}

impl Check {
    /// Whether it reports that something cannot be made, or cannot be told from what nobody may
    /// read. No level makes up for that, so it is always an error.
    pub fn is_fatal(&self) -> bool {
        [&TEMPLATE_ERROR, &TOO_LARGE, &UNCLOSED_HTML].contains(&self)
    }

    /// Whether people are told once what it finds in many files. Who brings a handbook over from
    /// another tool has the same on each page.
    pub fn is_folded(&self) -> bool {
        [&FOREIGN_KEY, &FOREIGN_SYNTAX].contains(&self)
    }

    /// Its chapter of `checks.md`; a test sees to it that every check has one.
    pub fn explanation(&self) -> Explanation {
        self.chapter().unwrap_or_default()
    }

    fn chapter(&self) -> Option<Explanation> {
        let heading = format!("\n## {}\n", self.name);
        let (_, chapter) = include_str!("checks.md").split_once(&heading)?;

        let (text, examples) = chapter.split_once("\nFails:\n")?;
        let (fails, passes) = examples.split_once("\nPasses:\n")?;
        Some(Explanation {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            fails: fenced(fails)?,
            passes: fenced(passes)?,
        })
    }
}

/// The text in a fence.
fn fenced(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("~~~~text\n")?;
    Some(rest.split_once("~~~~\n")?.0)
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// Reads a check by its name, from the report of an earlier build.
pub(super) fn by_name<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Check, D::Error> {
    let name = String::deserialize(from)?;
    let of_ours = || [&INTERNAL, &FOREIGN_TEXT].into_iter().find(|check| check.name == name);
    find(&name)
        .or_else(of_ours)
        .ok_or_else(|| serde::de::Error::custom(format!("no check `{name}`")))
}
