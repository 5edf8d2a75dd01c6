//! `handbook.yaml`, `layer.yaml` and `firm.yaml` → [`Project`], [`LayerConfig`], [`Firm`].
//!
//! What they say is read here and nowhere else; whether the pages they name exist is seen later,
//! by the stages that know pages.

mod firm;
mod fonts;
mod grounds;
pub(crate) mod keys;
mod layer;
mod lms;
mod markdown;
mod notices;
mod spelling;
pub(crate) mod variables;

use std::collections::BTreeMap;

use crate::budget::RaisedLimits;
use crate::diagnostic::{Checked, Diagnostic, Place, Severity, Spanned, checks};
use crate::load::TextFile;
use crate::yaml::{self, Fields, Key, Value, YamlEntry};

pub(crate) use firm::{Brand, Firm};
pub(crate) use fonts::{FontCut, FontFile, TokenSetting};
pub(crate) use grounds::Grounds;
use keys::HANDBOOK;
pub(crate) use layer::{HiddenPath, LayerConfig, Patch, PatchAction, Spot};
pub(crate) use lms::{PackageLinks, Reporting};
pub(crate) use notices::{Announcement, FeedbackSetting, NoticeLink};
pub(crate) use spelling::spelling_of;
pub(crate) use variables::{Declaration, Values, VarId, VariableKind, Variables};

/// What readers call an audience.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AudienceLabel {
    /// One of them.
    pub one: String,
    /// Several of them.
    pub many: String,
}

/// What the handbook as a whole says of itself.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Project {
    /// The handbook's name.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// BCP 47 tag, such as `en` or `en-GB`.
    pub language: String,
    /// Where that is said; none where nobody does.
    pub language_place: Option<Place>,
    /// Folder name of the theme.
    pub theme: String,
    /// The declared variables.
    pub variables: Variables,
    /// The names usable in `audience:`.
    pub audiences: Vec<String>,
    /// What readers call each of them; may use variables.
    pub audience_labels: Vec<AudienceLabel>,
    /// What is published for each firm; at least one.
    pub editions: Vec<EditionKind>,
    /// Levels set, by name of the check.
    pub levels: BTreeMap<String, LevelSetting>,
    /// Firms whose own `theme/` is used.
    pub trusted_themes: Vec<String>,
    /// What every edition may take, where that is more than usual.
    pub limits: RaisedLimits,
    /// Whether editions are searched for other firms' texts.
    pub leak_scan: LeakScanSetting,
    /// Whether readers can search in an edition, where its firm does not say.
    pub has_search: bool,
    /// Where readers say what is wrong.
    pub feedback: Option<FeedbackSetting>,
    /// Whether readers may say who they are, where that is settled for all firms.
    pub my_page: Option<bool>,
}

/// Whether editions are searched for other firms' texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LeakScanSetting {
    /// They are not.
    Off,
    /// They are, but for these.
    On {
        /// Texts that may stand in any edition.
        allowed: Vec<String>,
    },
}

impl Default for LeakScanSetting {
    fn default() -> Self {
        Self::On { allowed: Vec::new() }
    }
}

/// The level that `handbook.yaml` sets for a check.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelSetting {
    /// The level; none where the check is off.
    pub level: Option<Severity>,
    /// Where it is set; there may be no such check.
    pub place: Place,
}

/// What is meant for somebody is compared with each of them.
const MAX_AUDIENCES: usize = 200;

/// One of the editions that every firm gets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct EditionKind {
    /// Empty for the first, which is published as `<firm>`; the others as `<firm>.<name>`.
    pub name: String,
    /// The audiences whose pages and passages it shows; none means everything.
    pub audiences: Option<Vec<String>>,
}

impl EditionKind {
    /// The edition's folder for a firm.
    pub fn folder(&self, firm: &str) -> String {
        if self.name.is_empty() { firm.to_owned() } else { format!("{firm}.{}", self.name) }
    }

    /// Whether something meant for one audience is shown.
    pub fn shows_one(&self, audience: &str) -> bool {
        let shown = self.audiences.as_ref();
        shown.is_none_or(|shown| shown.iter().any(|name| name == audience))
    }

    /// Whether something meant for these audiences is shown; for nobody named means for all.
    pub fn shows(&self, audiences: &[String]) -> bool {
        audiences.is_empty() || audiences.iter().any(|audience| self.shows_one(audience))
    }
}

impl Project {
    /// The language of an edition, by what its layers say, the base first: the topmost that names
    /// one, else the handbook's.
    pub(crate) fn language_of<'a>(
        &'a self,
        layers: impl DoubleEndedIterator<Item = &'a LayerConfig>,
    ) -> &'a str {
        let named = layers.rev().find_map(|config| config.language.as_ref());
        named.map_or(&self.language, |language| &language.value)
    }

    /// Reads `handbook.yaml`.
    pub fn read(source: &TextFile) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let Some(root) = yaml::parse_config(&source.text, &source.file, &mut diagnostics) else {
            return Checked::new(Self::default(), diagnostics);
        };

        let mut fields =
            Fields::of(&root, "handbook.yaml", HANDBOOK, &source.file, &mut diagnostics);
        let language = fields.spanned_text(keys::LANGUAGE);
        let language_place = language.as_ref().map(|language| fields.place(language.span));
        let language = language.map(|language| language.value);
        let mut project = Self {
            title: fields.text(keys::TITLE).unwrap_or_else(|| "Handbook".to_owned()),
            description: fields.text(keys::DESCRIPTION).unwrap_or_default(),
            language: language.unwrap_or_else(|| "en".to_owned()),
            language_place,
            theme: fields.text(keys::THEME).unwrap_or_else(|| "default".to_owned()),
            trusted_themes: names(fields.texts(keys::TRUSTED_THEMES)),
            ..Self::default()
        };

        project.variables = Variables::read(&mut fields, &project.title);
        project.read_audiences(&mut fields);
        project.read_levels(&mut fields);
        // After the audiences, which editions name.
        project.read_editions(&mut fields);
        project.limits = limits(&mut fields);
        project.leak_scan = leak_scan(&mut fields);
        project.has_search = fields.bool(keys::SHARED_SEARCH).unwrap_or(true);
        project.feedback = FeedbackSetting::read(keys::SHARED_FEEDBACK, &mut fields);
        project.my_page = fields.bool(keys::SHARED_MY_PAGE);

        Checked::new(project, diagnostics)
    }

    /// A list of names, or names with what readers call them.
    fn read_audiences(&mut self, fields: &mut Fields<'_>) {
        let named =
            fields.node(keys::AUDIENCES).is_some_and(|node| matches!(node.value, Value::Map(_)));
        (self.audiences, self.audience_labels) = if named {
            let entries = fields.map(keys::AUDIENCES).iter();
            entries.map(|entry| (entry.key.clone(), AudienceLabel::read(entry, fields))).unzip()
        } else {
            let listed = names(fields.texts(keys::AUDIENCES)).into_iter();
            listed.map(|name| (name.clone(), AudienceLabel::of(name))).unzip()
        };

        if self.audiences.len() > MAX_AUDIENCES
            && let Some(node) = fields.node(keys::AUDIENCES)
        {
            let message = format!("a handbook has at most {MAX_AUDIENCES} audiences");
            let wrong = Diagnostic::new(&checks::TOO_LARGE, message).at(fields.place(node.span));
            fields.report(wrong.help("list those that pages and sections name"));
            self.audiences.truncate(MAX_AUDIENCES);
            self.audience_labels.truncate(MAX_AUDIENCES);
        }
    }

    fn read_levels(&mut self, fields: &mut Fields<'_>) {
        for YamlEntry { key, key_span, value } in fields.map(keys::CHECKS) {
            let level = match &value.value {
                Value::Text(text) if text == "error" => Some(Severity::Error),
                Value::Text(text) if text == "warning" => Some(Severity::Warning),
                Value::Text(text) if text == "notice" => Some(Severity::Notice),
                // YAML 1.1 readers take a bare `off` for false; take both.
                Value::Text(text) if text == "off" => None,
                Value::Bool(false) => None,
                _ => {
                    let place = fields.place(value.span);
                    let message =
                        format!("the level of `{key}` is `error`, `warning`, `notice` or `off`");
                    fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place));
                    continue;
                }
            };
            let place = fields.place(*key_span);
            // The name is not looked up here: that there is no such check is a finding of its own.
            self.levels.insert(key.clone(), LevelSetting { level, place });
        }
    }

    fn read_editions(&mut self, fields: &mut Fields<'_>) {
        for (index, entry) in fields.map(keys::EDITIONS).iter().enumerate() {
            let place = fields.place(entry.key_span);
            // It becomes part of a folder's name, as a firm's id does.
            if !crate::load::is_firm_id(&entry.key) {
                let message = format!("`{}` cannot be the name of an edition", entry.key);
                let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(place);
                fields.report(wrong.help("use small letters, digits and hyphens"));
                continue;
            }

            let audiences = fields.member(entry, keys::EDITIONS).texts(keys::SHOWN);

            for name in &audiences {
                let unknown = self.unknown_audience(&name.value, fields.place(name.span));
                unknown.into_iter().for_each(|diagnostic| fields.report(diagnostic));
            }
            // The first keeps the address that a firm has while no editions are named.
            self.editions.push(EditionKind {
                name: if index == 0 { String::new() } else { entry.key.clone() },
                audiences: Some(names(audiences)),
            });
        }

        if self.editions.is_empty() {
            self.editions.push(EditionKind::default());
        }
    }

    /// The complaint about an audience that `handbook.yaml` does not list, if it does not.
    pub fn unknown_audience(&self, name: &str, place: Place) -> Option<Diagnostic> {
        if self.audiences.iter().any(|audience| audience == name) {
            return None;
        }

        let message = format!("there is no audience `{name}`");
        let known = self.audiences.iter().map(String::as_str);
        Some(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).nearest(name, known).help(
            "list it under `audiences:` in content/handbook.yaml, or take one of those listed \
             there",
        ))
    }
}

impl AudienceLabel {
    /// One that is the same for one of them and for several.
    fn of(label: String) -> Self {
        Self { one: label.clone(), many: label }
    }

    /// `sponsor`, or `{one: sponsor, many: sponsors}`.
    fn read<'a>(entry: &'a YamlEntry, fields: &mut Fields<'a>) -> Self {
        match &entry.value.value {
            Value::Map(_) => {}
            Value::List(_) => {
                let wanted = "what readers call one of them";
                fields.wrong::<()>(&entry.key, wanted, &entry.value);
                return Self::of(entry.key.clone());
            }
            value => return Self::of(value.scalar().unwrap_or_else(|| entry.key.clone())),
        }

        let mut label = fields.member(entry, keys::AUDIENCES);
        let one = label.text(keys::ONE).unwrap_or_else(|| entry.key.clone());
        let many = label.text(keys::MANY).unwrap_or_else(|| one.clone());
        Self { one, many }
    }
}

fn names(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// `leak_scan: off`, or `leak_scan: {allow: […]}`.
fn leak_scan(fields: &mut Fields<'_>) -> LeakScanSetting {
    let is_off = |value: &Value| match value {
        Value::Text(text) => text == "off",
        // YAML 1.1 readers take a bare `off` for false; take both.
        value => *value == Value::Bool(false),
    };
    if fields.node(keys::LEAK_SCAN).is_some_and(|node| is_off(&node.value)) {
        return LeakScanSetting::Off;
    }

    let Some(mut scan) = fields.fields(keys::LEAK_SCAN) else { return LeakScanSetting::default() };
    LeakScanSetting::On { allowed: names(scan.texts(keys::ALLOW)) }
}

/// Bounds that are higher than usual, for handbooks that need it.
fn limits(fields: &mut Fields<'_>) -> RaisedLimits {
    let Some(mut limits) = fields.fields(keys::LIMITS) else { return RaisedLimits::default() };
    RaisedLimits {
        memory: amount(keys::MEMORY, &mut limits),
        size: amount(keys::SIZE, &mut limits),
    }
}

fn amount(key: &Key, fields: &mut Fields<'_>) -> Option<u64> {
    let Spanned { value: text, span } = fields.spanned_text(key)?;
    let amount = bytes(&text);
    if amount.is_none() {
        let message = format!("`{}` is an amount such as `512 MiB` or `2 GiB`", key.name);
        let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span));
        fields.report(wrong);
    }
    amount
}

/// An amount of bytes as people write it: `512 MiB`.
fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.trim().split_once(' ')?;
    let shift = match unit.trim() {
        "MiB" => 20,
        "GiB" => 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}
