//! What a firm's packages for learning systems report and hold.

use super::keys;
use crate::diagnostic::{Diagnostic, Spanned, checks};
use crate::yaml::{Fields, Key};

/// What `lms:` says.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct LearningSystem {
    /// What the learning system is told of a learner.
    pub report: Reporting,
    /// An address of the firm's own that begins the identities of its modules, without a slash at
    /// its end.
    pub id: Option<String>,
    /// Where links lead, where the firm says so.
    pub links: Option<PackageLinks>,
}

/// What the learning system is told of a learner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Reporting {
    /// That the module was passed.
    #[default]
    Completion,
    /// With the best score.
    Score,
    /// With each answer, too.
    Answers,
}

/// Where the links of a package lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PackageLinks {
    /// To the published handbook.
    Site,
    /// To the handbook as it lies in the package.
    Carry,
}

/// What can be reported, by name.
pub(crate) const REPORTS: [(&str, Reporting); 3] = [
    ("completion", Reporting::Completion),
    ("score", Reporting::Score),
    ("answers", Reporting::Answers),
];

/// Where links can lead, by name.
pub(crate) const LINKS: [(&str, PackageLinks); 2] =
    [("site", PackageLinks::Site), ("carry", PackageLinks::Carry)];

impl Reporting {
    /// As it is written.
    pub fn name(self) -> &'static str {
        REPORTS.iter().find(|(_, report)| *report == self).map_or("completion", |(name, _)| name)
    }
}

impl LearningSystem {
    pub(super) fn read(mut fields: Fields<'_>) -> Self {
        Self {
            report: word(&mut fields, keys::REPORT, &REPORTS).unwrap_or_default(),
            id: identity(&mut fields),
            links: word(&mut fields, keys::LMS_LINKS, &LINKS),
        }
    }
}

/// What one of some words means.
fn word<T: Copy>(fields: &mut Fields<'_>, key: &Key, known: &[(&str, T)]) -> Option<T> {
    let Spanned { value: text, span } = fields.spanned_text(key)?;
    let found = known.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{}` takes {}, not `{text}`", key.name, names.join(" or "));
        fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span)));
    }
    found.map(|(_, meaning)| *meaning)
}

fn identity(fields: &mut Fields<'_>) -> Option<String> {
    let Spanned { value: id, span } = fields.spanned_text(keys::LMS_ID)?;
    // What else an IRI may be no learning system was seen to take.
    let is_address = id.starts_with("https://")
        && id.len() > "https://".len()
        && id.is_ascii()
        && !id.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    if is_address {
        return Some(id.trim_end_matches('/').to_owned());
    }
    let message = format!("`{id}` cannot begin the identities of modules");
    let help = "give an address of the firm's own, such as `https://training.firm.example/mentoring`; \
                nothing need be there";
    let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span));
    fields.report(wrong.help(help));
    None
}
