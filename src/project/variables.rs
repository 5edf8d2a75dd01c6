//! Variables: declared once in `handbook.yaml`, set by layers, used in prose.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{keys, markdown};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::yaml::{self, Fields, Node, Value, YamlEntry};

/// Index of a declared variable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VarId(pub u16);

/// What a variable may hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum VariableKind {
    /// Any text; shown as it is.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A web address (`https`, `http`, `mailto`, `tel`).
    Url,
    /// `YYYY-MM-DD`.
    Date,
    /// A number.
    Number,
    /// Several texts; shown with commas between.
    List,
    /// Text with Markdown in it, shown formatted, within a line.
    Markdown,
}

/// The kinds by name.
pub(super) const KINDS: [(&str, VariableKind); 7] = [
    ("text", VariableKind::Text),
    ("email", VariableKind::Email),
    ("url", VariableKind::Url),
    ("date", VariableKind::Date),
    ("number", VariableKind::Number),
    ("list", VariableKind::List),
    ("markdown", VariableKind::Markdown),
];

impl VariableKind {
    /// The type's name.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("text", |(name, _)| name)
    }
}

/// One declared variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Declaration {
    /// Dotted name, such as `contact.email`.
    pub name: Arc<str>,
    /// What it may hold.
    pub kind: VariableKind,
    /// For the people who set it.
    pub description: String,
    /// Used where no layer sets it; for a required one, in the base edition only.
    pub default: Option<VariableValue>,
    /// Whether each firm must set it.
    pub required: bool,
    /// Where it is declared; none for the built-in ones.
    pub place: Option<Place>,
}

/// A value, checked against the kind of its variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct VariableValue {
    /// As it is shown where nothing is formatted.
    pub text: Arc<str>,
    /// As HTML, where it is Markdown.
    pub(crate) html: Option<Arc<str>>,
    /// Its items where it is a list, else itself: what `:::only` compares.
    pub items: Vec<String>,
    /// The places of a list's items in the order of their texts, to find one.
    order: Vec<u32>,
}

impl VariableValue {
    /// A text that is shown as it is.
    pub(super) fn plain(text: String) -> Self {
        Self { text: text.as_str().into(), items: vec![text], ..Self::default() }
    }

    fn list(items: Vec<String>) -> Self {
        let mut order: Vec<u32> = (0..items.len() as u32).collect();
        order.sort_unstable_by_key(|at| &items[*at as usize]);
        Self { text: items.join(", ").into(), html: None, items, order }
    }

    fn markdown(text: String) -> Self {
        let html = Some(markdown::html(&text).into());
        Self { text: markdown::plain(&text).into(), html, items: vec![text], order: Vec::new() }
    }

    /// Whether it is this text, or has it among its items.
    pub(crate) fn has(&self, text: &str) -> bool {
        if self.order.is_empty() {
            return self.items.iter().any(|item| item == text);
        }
        let item = |at: &u32| self.items[*at as usize].as_str();
        self.order.binary_search_by(|at| item(at).cmp(text)).is_ok()
    }
}

/// All declared variables.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Variables {
    declarations: Vec<Declaration>,
    by_name: BTreeMap<Arc<str>, VarId>,
}

/// The values of all variables for one firm: index by [`VarId`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Values(Vec<Option<VariableValue>>);

impl Values {
    /// A variable's value; none if required and not set.
    pub fn get(&self, id: VarId) -> Option<&VariableValue> {
        self.0.get(id.0 as usize)?.as_ref()
    }

    /// Sets a value.
    pub fn set(&mut self, id: VarId, setting: VariableValue) {
        self.0[id.0 as usize] = Some(setting);
    }

    /// A variable's text, empty if not set.
    pub fn text(&self, id: VarId) -> &str {
        self.get(id).map_or("", |setting| &setting.text)
    }
}

impl Variables {
    /// Reads the declarations. `firm.id` and `firm.name` exist without one.
    pub(super) fn read(fields: &mut Fields<'_>, title: &str) -> Self {
        let mut variables = Self::default();
        for entry in fields.map(keys::DECLARED) {
            variables.add(declaration(entry, fields));
        }

        // A declaration of one's own comes first: it may describe them, or make them required.
        for (name, default, description) in [
            ("firm.id", "base", "the firm's folder name"),
            ("firm.name", title, "the firm's name, from firm.yaml"),
        ] {
            if variables.find(name).is_none() {
                variables.add(Declaration {
                    name: name.into(),
                    description: description.to_owned(),
                    default: Some(VariableValue::plain(default.to_owned())),
                    ..Declaration::default()
                });
            }
        }
        variables
    }

    fn add(&mut self, declaration: Declaration) {
        // More than this many variables would be a file of a megabyte and more; the rest stays
        // unknown.
        let Ok(id) = u16::try_from(self.declarations.len()) else { return };
        // Of two with one name the first is used, as the message on the second says.
        if !self.by_name.contains_key(&declaration.name) {
            self.by_name.insert(declaration.name.clone(), VarId(id));
            self.declarations.push(declaration);
        }
    }

    /// The variable of a name.
    pub fn find(&self, name: &str) -> Option<VarId> {
        self.by_name.get(name).copied()
    }

    /// What was declared.
    pub fn declaration(&self, id: VarId) -> &Declaration {
        &self.declarations[id.0 as usize]
    }

    /// All declared variables, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (VarId, &Declaration)> {
        (0..).map(VarId).zip(&self.declarations)
    }

    /// All declared names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.declarations.iter().map(|declaration| &*declaration.name)
    }

    /// The values before any layer sets one.
    pub fn defaults(&self) -> Values {
        Values(self.declarations.iter().map(|declaration| declaration.default.clone()).collect())
    }

    /// What stands in for a variable where text must be the same in every firm, as in heading ids.
    pub fn placeholder(&self, id: VarId) -> &str {
        let declaration = self.declaration(id);
        declaration.default.as_ref().map_or(&declaration.name, |setting| &setting.text)
    }

    /// The complaint about a name that nobody declared; so many were made already.
    pub fn unknown(&self, name: &str, place: Place, told: usize) -> Diagnostic {
        Diagnostic::new(&checks::UNKNOWN_VARIABLE, format!("there is no variable `{name}`"))
            .at(place)
            .nearest_after(told, name, self.names())
            .help(
                "declare it under `variables:` in content/handbook.yaml, or write `\\{{` to show \
                 the braces themselves",
            )
    }

    /// Reads what a layer sets: flat dotted names or nested groups, which `prefix` names.
    pub(super) fn settings(
        &self,
        prefix: &str,
        entries: &[YamlEntry],
        fields: &mut Fields<'_>,
    ) -> Vec<(VarId, VariableValue, Place)> {
        let mut settings = Vec::new();
        for entry in entries {
            let name = format!("{prefix}{}", entry.key);
            // A line to be filled in.
            if entry.value.value == Value::Null && self.find(&name).is_some() {
                continue;
            }

            let place = fields.place(entry.key_span);
            match (self.find(&name), &entry.value.value) {
                (Some(id), _) => {
                    let kind = self.declaration(id).kind;
                    let value = setting(&name, kind, &entry.value, fields);
                    settings.extend(value.map(|value| (id, value, place)));
                }
                (None, Value::Map(inner)) => {
                    settings.extend(self.settings(&format!("{name}."), inner, fields));
                }
                (None, _) => fields.report(self.unknown(&name, place, fields.told())),
            }
        }
        settings
    }
}

fn declaration<'a>(entry: &'a YamlEntry, fields: &mut Fields<'a>) -> Declaration {
    let place = fields.place(entry.key_span);
    let mut declared = Declaration {
        name: entry.key.as_str().into(),
        place: Some(place.clone()),
        ..Declaration::default()
    };
    if !is_name(&entry.key) {
        let message = format!("`{}` cannot be the name of a variable", entry.key);
        let help = "use letters, digits, `_` and `-`, with dots between the parts: `contact.email`";
        // It is declared all the same, so that a layer that sets it is not blamed, too.
        fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).help(help));
    }

    // `name: value` is short for a text with that default.
    if !matches!(entry.value.value, Value::Map(_)) {
        return Declaration {
            default: setting(&entry.key, declared.kind, &entry.value, fields),
            ..declared
        };
    }

    let mut inner = fields.member(entry, keys::DECLARED);
    if let Some(Spanned { value: word, span }) = inner.spanned_text(keys::TYPE) {
        match KINDS.iter().find(|(name, _)| *name == word) {
            Some((_, kind)) => declared.kind = *kind,
            None => {
                let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
                let message =
                    format!("there is no variable type `{word}`; there are {}", names.join(", "));
                let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, message);
                inner.report(diagnostic.at(inner.place(span)).nearest(&word, names));
            }
        }
    }

    declared.description = inner.text(keys::ABOUT).unwrap_or_default();
    declared.required = inner.bool(keys::REQUIRED).unwrap_or(false);
    let default = inner.node(keys::DEFAULT).cloned();

    declared.default = default.and_then(|node| setting(&entry.key, declared.kind, &node, fields));
    // Whoever need not set it may use it all the same: it is empty.
    if declared.default.is_none() && !declared.required {
        declared.default = Some(VariableValue::default());
    }
    declared
}

/// A value as the kind of its variable takes it; none where it does not, which is told.
fn setting(
    name: &str,
    kind: VariableKind,
    node: &Node,
    fields: &mut Fields<'_>,
) -> Option<VariableValue> {
    value(name, kind, node)
        .map_err(|message| {
            let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, message);
            fields.report(diagnostic.at(fields.place(node.span)));
        })
        .ok()
}

/// Longest value, in bytes: a page may use one as often as it likes.
const MAX_TEXT: usize = 4 << 10;
/// Longest value with Markdown in it.
const MAX_MARKDOWN: usize = 64 << 10;
/// Longest list, all its items together.
const MAX_LIST: usize = 256 << 10;

/// A value as its kind takes it, or what is wrong with it.
fn value(name: &str, kind: VariableKind, node: &Node) -> Result<VariableValue, String> {
    let value = unbounded_value(name, kind, node)?;
    let limit = match kind {
        VariableKind::List => MAX_LIST,
        VariableKind::Markdown => MAX_MARKDOWN,
        _ => MAX_TEXT,
    };
    let length = value.html.as_ref().map_or(value.text.len(), |html| html.len());
    if length > limit {
        return Err(format!(
            "the value of `{name}` has {} KiB; the limit is {} KiB",
            length.div_ceil(1 << 10),
            limit >> 10
        ));
    }
    Ok(value)
}

fn unbounded_value(name: &str, kind: VariableKind, node: &Node) -> Result<VariableValue, String> {
    if kind == VariableKind::List {
        let Value::List(items) = &node.value else {
            return Err(format!("`{name}` takes a list"));
        };
        let items: Option<Vec<String>> = items.iter().map(|item| item.value.scalar()).collect();
        let items = items.ok_or_else(|| format!("`{name}` takes a list of texts"))?;
        return Ok(VariableValue::list(items));
    }

    let text = match &node.value {
        Value::Null => String::new(),
        other => other.scalar().ok_or_else(|| format!("`{name}` takes a single value"))?,
    };
    match kind {
        VariableKind::Number if !matches!(node.value, Value::Integer(..) | Value::Float(..)) => {
            Err(format!("`{name}` takes a number"))
        }
        VariableKind::Markdown => Ok(VariableValue::markdown(text)),
        // A line to be filled in.
        _ if text.is_empty() => Ok(VariableValue::plain(text)),
        VariableKind::Email if !is_email(&text) => {
            Err(format!("`{name}` takes an e-mail address, such as mentoring@example.com"))
        }
        VariableKind::Url if !is_web_address(&text) => Err(format!(
            "`{name}` takes a web address that begins with https://, http://, mailto: or tel:"
        )),
        VariableKind::Date if !yaml::is_written_as_date(&text) => {
            Err(format!("`{name}` takes a date like 2026-11-30"))
        }
        VariableKind::Date if !yaml::is_date(&text) => {
            Err(format!("`{text}` is no day of the calendar"))
        }
        _ => Ok(VariableValue::plain(text)),
    }
}

fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains('.'))
        // Some of these would add recipients or headers to a `mailto:`.
        && !text.contains(|c: char| c.is_whitespace() || "<>\"'?&,;:".contains(c))
}

fn is_web_address(text: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| text.starts_with(scheme))
        && !text.contains(char::is_whitespace)
}

/// Names that prose can use: parts of letters, digits, `_` and `-`, with dots between.
pub(crate) fn is_name(name: &str) -> bool {
    name.split('.').all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    })
}
