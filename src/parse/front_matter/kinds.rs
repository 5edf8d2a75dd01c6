//! The keys that pages of some kinds have beside the usual ones.

use super::keys::{self, MODULE, TIMELINE};
use super::{PageKind, wrong};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::load::PageSource;
use crate::parse::target::Target;
use crate::project::{Project, VarId, VariableKind};
use crate::yaml::{Fields, Key, Keys, Value, YamlEntry};

/// The keys by the kind of page that they say something on.
pub(super) const KEYS: [(PageKind, &Keys); 2] =
    [(PageKind::Module, MODULE), (PageKind::Timeline, TIMELINE)];

/// The complaint about a key of a kind that the page is not of, if it is one.
pub(super) fn stray(entry: &YamlEntry) -> Option<Diagnostic> {
    let is_it = |keys: &Keys| keys.iter().any(|key| key.name == entry.key);
    let (kind, _) = KEYS.iter().find(|(_, keys)| is_it(keys))?;
    let message =
        format!("`{}` says something on pages of `kind: {}` alone", entry.key, kind.name());
    let stray = Diagnostic::new(&checks::UNKNOWN_KEY, message);
    Some(stray.help("give the page this kind, or take the line away"))
}

/// No module takes longer than this, in minutes: ten hours.
const MAX_MINUTES: i64 = 600;

/// What a training module says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ModuleKeys {
    /// How long it takes.
    pub minutes: Option<Minutes>,
    /// The audiences that have to take it.
    pub required_for: Option<Vec<String>>,
    /// The modules to be taken before it.
    pub prerequisites: Option<Vec<(Target, Place)>>,
    /// The share of questions that has to be right.
    pub pass_mark: Option<PassMark>,
    /// What learning systems know it by.
    pub id: Option<ModuleId>,
}

/// The name by which learning systems know a module: 1 to 64 small letters, digits and hyphens,
/// the first of them no hyphen. It makes file names and identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(String);

impl ModuleId {
    /// The id that is written like this; none where none can be.
    pub fn of(text: &str) -> Option<Self> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_id = (1..=64).contains(&text.len())
            && text.bytes().all(|c| is_plain(c) || c == b'-')
            && text.bytes().next().is_some_and(is_plain);
        is_id.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ModuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How long a module takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Minutes {
    /// Alone.
    pub alone: Option<u32>,
    /// With a facilitator, instead of alone.
    pub live: Option<u32>,
    /// As a pair, beside the time alone.
    pub together: Option<u32>,
    /// Where it is said.
    pub place: Place,
}

impl Minutes {
    /// What it takes in all, for somebody who works alone where that is possible.
    pub fn total(&self) -> u32 {
        let own = self.alone.unwrap_or(0) + self.together.unwrap_or(0);
        if own > 0 { own } else { self.live.unwrap_or(0) }
    }

    /// What the parts of the page add up to.
    pub fn outline(&self) -> Option<u32> {
        self.together.or(self.alone).or(self.live)
    }
}

/// The share of questions that has to be right, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassMark {
    /// The same for all firms.
    Percent(u8),
    /// As a variable says.
    Variable(VarId),
}

/// The first day of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Start {
    /// This day, `YYYY-MM-DD`.
    Day(String),
    /// As a variable says.
    Variable(VarId),
}

/// Which variables a timeline is computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TimelineKeys {
    /// The first day.
    pub start: Option<Start>,
    /// The name of a time zone.
    pub timezone: Option<VarId>,
    /// When nothing takes place.
    pub blackouts: Option<VarId>,
    /// Single days on which nothing takes place.
    pub holidays: Option<VarId>,
}

impl ModuleKeys {
    pub(super) fn overridden_by(self, over: Self) -> Self {
        Self {
            minutes: over.minutes.or(self.minutes),
            required_for: over.required_for.or(self.required_for),
            prerequisites: over.prerequisites.or(self.prerequisites),
            pass_mark: over.pass_mark.or(self.pass_mark),
            id: over.id.or(self.id),
        }
    }
}

impl TimelineKeys {
    pub(super) fn overridden_by(self, over: Self) -> Self {
        Self {
            start: over.start.or(self.start),
            timezone: over.timezone.or(self.timezone),
            blackouts: over.blackouts.or(self.blackouts),
            holidays: over.holidays.or(self.holidays),
        }
    }
}

pub(super) fn module(
    fields: &mut Fields<'_>,
    source: &PageSource,
    project: &Project,
) -> ModuleKeys {
    // A list that is empty takes away what the page below asks for; a missing key leaves it.
    let prerequisites = fields.entry(keys::PREREQUISITES).is_some();

    ModuleKeys {
        minutes: minutes(fields),
        required_for: super::audience(keys::REQUIRED_FOR, fields, project),
        prerequisites: prerequisites.then(|| {
            let texts = fields.texts(keys::PREREQUISITES).into_iter();
            texts
                .map(|text| (Target::of(&text.value, &source.path), fields.place(text.span)))
                .collect()
        }),
        pass_mark: pass_mark(fields, project),
        id: module_id(fields),
    }
}

fn module_id(fields: &mut Fields<'_>) -> Option<ModuleId> {
    let Spanned { value: text, span } = fields.spanned_text(keys::MODULE_ID)?;
    let id = ModuleId::of(&text);
    if id.is_none() {
        let message = format!("`module_id: {text}` cannot be the name of a module");
        let help = "use small letters, digits and hyphens, at most 64: `module_id: m1-essentials`";
        wrong(fields, message, help, span);
    }
    id
}

fn minutes(fields: &mut Fields<'_>) -> Option<Minutes> {
    let entry = fields.entry(keys::MINUTES)?;
    let place = fields.place(entry.key_span);
    if let Some(text) = entry.value.value.scalar() {
        // `minutes: 25` is short for somebody who works alone.
        let alone = length(text.parse().ok());
        if alone.is_none() {
            let message = format!("`minutes: {text}` is no length of a module");
            let help = "write `minutes: 25`, or `minutes: {self: 25, live: 45}`, or \
                        `minutes: {self: 20, together: 60}`";
            fields.report(Diagnostic::new(&checks::MODULE_PLAN, message).at(place).help(help));
            return None;
        }
        return Some(Minutes { alone, live: None, together: None, place });
    }

    let mut inner = fields.fields(keys::MINUTES)?;
    Some(Minutes {
        alone: part(&mut inner, keys::ALONE, &place),
        live: part(&mut inner, keys::LIVE, &place),
        together: part(&mut inner, keys::TOGETHER, &place),
        place,
    })
}

/// A part of a module's length.
fn part(fields: &mut Fields<'_>, key: &Key, place: &Place) -> Option<u32> {
    let minutes = fields.integer(key)?;
    let known = length(Some(minutes));
    if known.is_none() {
        let message = format!("`{}: {minutes}` is no length of a module", key.name);
        fields.report(
            Diagnostic::new(&checks::MODULE_PLAN, message)
                .at(place.clone())
                .help(format!("give whole minutes, from 1 to {MAX_MINUTES}")),
        );
    }
    known
}

/// Minutes that a module may take.
fn length(minutes: Option<i64>) -> Option<u32> {
    let minutes = minutes.filter(|minutes| (1..=MAX_MINUTES).contains(minutes))?;
    u32::try_from(minutes).ok()
}

fn pass_mark(fields: &mut Fields<'_>, project: &Project) -> Option<PassMark> {
    let node = fields.node(keys::PASS_MARK)?;
    match &node.value {
        Value::Integer(percent @ 1..=100, _) => u8::try_from(*percent).ok().map(PassMark::Percent),
        Value::Text(_) => {
            variable(keys::PASS_MARK, VariableKind::Number, fields, project).map(PassMark::Variable)
        }
        _ => {
            let help = "write `pass_mark: 80`, or the name of a variable that is a number";
            let message = "`pass_mark` takes a percentage from 1 to 100".to_owned();
            wrong(fields, message, help, node.span);
            None
        }
    }
}

pub(super) fn timeline(fields: &mut Fields<'_>, project: &Project) -> TimelineKeys {
    // What is no day goes on to be a variable, whose complaint names both ways to write it.
    let day = fields
        .node(keys::START)
        .and_then(|node| node.value.scalar())
        .filter(|text| crate::yaml::is_date(text));

    TimelineKeys {
        start: match day {
            Some(day) => Some(Start::Day(day)),
            None => variable(keys::START, VariableKind::Date, fields, project).map(Start::Variable),
        },
        timezone: variable(keys::TIMEZONE, VariableKind::Text, fields, project),
        blackouts: variable(keys::BLACKOUTS, VariableKind::List, fields, project),
        holidays: variable(keys::HOLIDAYS, VariableKind::List, fields, project),
    }
}

/// The variable that a key names, if it is of the kind that is wanted.
fn variable(
    key: &Key,
    kind: VariableKind,
    fields: &mut Fields<'_>,
    project: &Project,
) -> Option<VarId> {
    let Spanned { value: text, span } = fields.spanned_text(key)?;
    // Whoever knows variables from prose writes `{{ name }}` here, too.
    let name = text.trim_start_matches("{{").trim_end_matches("}}").trim();

    let problem = match project.variables.find(name) {
        None => unknown(key.name, kind, name, project),
        Some(id) => {
            let declared = project.variables.declaration(id).kind;
            if declared == kind {
                return Some(id);
            }
            let message = format!(
                "`{name}` is a variable of type {}, and this takes one of type {}",
                declared.name(),
                kind.name()
            );
            Diagnostic::new(&checks::WRONG_TYPE, message)
        }
    };
    fields.report(problem.at(fields.place(span)));
    None
}

fn unknown(key: &str, kind: VariableKind, name: &str, project: &Project) -> Diagnostic {
    let fitting = project.variables.iter().filter(|(_, known)| known.kind == kind);
    let date = if key == keys::START.name { "a date like 2026-11-30, or " } else { "" };
    let message =
        format!("`{key}` takes {date}the name of a variable of type {}, not `{name}`", kind.name());
    let help = format!(
        "declare such a variable under `variables:` in content/handbook.yaml, and name it here: \
         `{key}: …`"
    );

    Diagnostic::new(&checks::WRONG_TYPE, message)
        .nearest(name, fitting.map(|(_, known)| &*known.name))
        .help(help)
}
