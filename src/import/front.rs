//! Front matter of other tools: read whatever its dialect, told in our keys, and the rest kept.

use super::data::{self, at, entries, items};
use super::notes::{Advice, Notes};
use crate::yaml::{Value, YamlEntry, is_date, scalar_text};

/// The keys before a text, as they were written.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) entries: Vec<YamlEntry>,
}

/// What becomes of a key of another tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum KeyUse {
    /// It is this key of ours.
    Is(&'static str),
    /// The order, the addresses or the navigation were made from it.
    Done,
    /// It says how the tool's own theme shows the page, which says nothing here.
    Theme,
}

/// A key of another tool, and what becomes of it. All others are kept under `extra:`.
pub(super) type KeyMap = [(&'static str, KeyUse)];

/// What nearly all tools have.
pub(super) const COMMON: &KeyMap = &[
    ("title", KeyUse::Is("title")),
    ("description", KeyUse::Is("description")),
    ("summary", KeyUse::Is("description")),
    ("tags", KeyUse::Is("tags")),
    ("draft", KeyUse::Is("draft")),
    ("owner", KeyUse::Is("owner")),
    ("updated", KeyUse::Is("updated")),
    ("lastmod", KeyUse::Is("updated")),
    ("last_updated", KeyUse::Is("updated")),
    ("lastUpdated", KeyUse::Is("updated")),
    ("reviewed", KeyUse::Is("reviewed")),
    ("last_reviewed_on", KeyUse::Is("reviewed")),
    ("aliases", KeyUse::Done),
    ("redirect_from", KeyUse::Done),
    ("weight", KeyUse::Done),
    ("order", KeyUse::Done),
];

static MENDED: Advice = Advice {
    found: "Front matter that could not be read",
    todo: "It was read line by line, each value as text. See that it says what was meant.",
};

/// Cuts a file into its front matter and its body. The number is the line on which the body begins.
pub(super) fn split<'t>(text: &'t str, file: &str, notes: &mut Notes) -> (Front, &'t str, usize) {
    let first = text.lines().next().unwrap_or_default().trim_end();
    if !["---", "+++"].contains(&first) {
        return (Front::default(), text, 1);
    }

    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    let begin = at;
    for (number, line) in text[begin..].split_inclusive('\n').enumerate() {
        let end = at + line.len();
        if line.trim_end() == first {
            let front = read(&text[begin..at], first == "+++", file, notes);
            return (front, &text[end..], number + 3);
        }
        at = end;
    }
    // A line across the page, and no front matter.
    (Front::default(), text, 1)
}

fn read(text: &str, is_toml: bool, file: &str, notes: &mut Notes) -> Front {
    let read = if is_toml { data::from_toml(text) } else { data::from_yaml(text) };
    if let Ok(value) = read {
        if is_toml {
            notes.converted("TOML front matter, into YAML");
        }
        return Front { entries: entries(&value).to_vec() };
    }

    notes.look(&MENDED, file, 1, text);
    let lines = text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-']));
    let pairs = lines.filter_map(|line| line.split_once(if is_toml { '=' } else { ':' }));
    let mended = pairs.map(|(key, value)| {
        let value = value.trim().trim_matches(['"', '\'']);
        data::entry(key.trim(), Value::Text(value.to_owned()))
    });
    Front { entries: mended.collect() }
}

impl Front {
    /// The value of a key; keys within others are joined by `/`.
    pub(super) fn get(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let found = self.entries.iter().find(|entry| entry.key == first)?;
        if rest.is_empty() { Some(&found.value.value) } else { at(&found.value.value, rest) }
    }

    /// The text of a key.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        let text = self.get(path)?.scalar()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The whole number of a key; others are cut.
    pub(super) fn number(&self, path: &str) -> Option<i64> {
        match self.get(path)? {
            Value::Integer(number, _) => Some(*number),
            // Docusaurus takes 2.5 between 2 and 3; a thousandth is fine enough for all of these.
            Value::Float(real, _) => Some(real.0 as i64),
            other => other.scalar()?.trim().parse().ok(),
        }
    }

    /// The texts of a key: a list, or one.
    pub(super) fn texts(&self, path: &str) -> Vec<String> {
        self.get(path).map(data::texts).unwrap_or_default()
    }
}

/// What stands in the front matter of a page of the handbook.
#[derive(Debug, Default)]
pub(super) struct Ours {
    lines: Vec<(&'static str, String)>,
    extra: Vec<YamlEntry>,
}

/// Our keys, in the order in which they are written.
const ORDER: [&str; 12] = [
    "title",
    "description",
    "weight",
    "slug",
    "aliases",
    "draft",
    "hidden",
    "search",
    "tags",
    "owner",
    "updated",
    "reviewed",
];

impl Ours {
    /// Tells the keys of another tool in ours.
    pub(super) fn of(front: &Front, maps: [&KeyMap; 2], notes: &mut Notes) -> Self {
        let mut ours = Self::default();
        for entry in &front.entries {
            let uses = maps.iter().flat_map(|map| map.iter()).find(|(key, _)| *key == entry.key);
            match uses.map(|(_, uses)| *uses) {
                Some(KeyUse::Is(key)) if ours.takes(key, &entry.value.value) => {
                    if key != entry.key {
                        notes.converted("keys of front matter, into ours");
                    }
                }
                Some(KeyUse::Done) => notes.converted("keys of front matter, into ours"),
                Some(KeyUse::Theme) => {
                    notes.left_out("Keys that are for the tool's own theme", entry.key.as_str());
                }
                Some(KeyUse::Is(_)) | None => {
                    // Zola has a group of this name itself.
                    let inner = entries(&entry.value.value);
                    let kept = if entry.key == "extra" && !inner.is_empty() {
                        inner
                    } else {
                        std::slice::from_ref(entry)
                    };
                    for entry in kept {
                        let is_known = ours.extra.iter().any(|known| known.key == entry.key);
                        if !is_known {
                            notes.converted(
                                "keys of front matter that we do not have, under `extra:`",
                            );
                            ours.extra.push(entry.clone());
                        }
                    }
                }
            }
        }
        ours
    }

    /// Takes a value for a key of ours, where it is one that the key can have and the key has none.
    fn takes(&mut self, key: &'static str, value: &Value) -> bool {
        if self.has(key) {
            return false;
        }
        let written = match key {
            "tags" => {
                // Zola has them among other lists of words.
                let only = entries(value).len() == 1;
                let inner = at(value, "tags").filter(|_| only);
                let tags = data::texts(inner.unwrap_or(value));
                let tags: Vec<String> = tags.iter().map(|tag| scalar_text(tag)).collect();
                (!tags.is_empty()).then(|| format!("[{}]", tags.join(", ")))
            }
            "draft" | "hidden" | "search" => match value {
                Value::Bool(truth) => Some(truth.to_string()),
                _ => None,
            },
            "updated" | "reviewed" => value
                .scalar()
                .and_then(|date| date.get(..10).map(str::to_owned))
                .filter(|day| is_date(day)),
            _ => value
                .scalar()
                .map(|text| one_line(&text))
                .filter(|text| !text.is_empty())
                .map(|text| scalar_text(&escaped(&text))),
        };
        let is_taken = written.is_some();
        self.lines.extend(written.map(|written| (key, written)));
        is_taken
    }

    /// Whether a key is given.
    pub(super) fn has(&self, key: &str) -> bool {
        self.lines.iter().any(|(known, _)| *known == key)
    }

    /// Gives a key a text, in the place of the one it has.
    pub(super) fn set_text(&mut self, key: &'static str, text: &str) {
        self.set(key, scalar_text(&escaped(&one_line(text))));
    }

    /// Gives a key a value as YAML has it, in the place of the one it has.
    pub(super) fn set(&mut self, key: &'static str, yaml: String) {
        self.lines.retain(|(known, _)| *known != key);
        self.lines.push((key, yaml));
    }

    /// Takes a key away.
    pub(super) fn remove(&mut self, key: &str) {
        self.lines.retain(|(known, _)| *known != key);
    }

    /// The front matter with the lines around it; nothing where it says nothing.
    pub(super) fn written(&self) -> String {
        if self.lines.is_empty() && self.extra.is_empty() {
            return String::new();
        }

        let mut text = String::from("---\n");
        for key in ORDER {
            let given = self.lines.iter().filter(|(known, _)| *known == key);
            given.for_each(|(_, value)| text.push_str(&format!("{key}: {value}\n")));
        }
        if !self.extra.is_empty() {
            text.push_str("extra:\n");
            for entry in &self.extra {
                let value = flow(&entry.value.value);
                text.push_str(&format!("  {}: {value}\n", scalar_text(&entry.key)));
            }
        }
        text.push_str("---\n");
        text
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in which no braces name a variable.
fn escaped(text: &str) -> String {
    text.replace("{{", "\\{{")
}

/// A value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Integer(..) => value.scalar().unwrap_or_default(),
        Value::Float(..) | Value::Text(_) => {
            let text = value.scalar().unwrap_or_default();
            // Numbers such as `.inf` are kept as the text that they were.
            let is_number = matches!(value, Value::Float(real, _) if real.0.is_finite());
            if is_number { text } else { scalar_text(&text) }
        }
        Value::List(_) => {
            let values: Vec<String> = items(value).map(flow).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Map(entries) => {
            let mut known: Vec<&str> = Vec::new();
            let mut pairs = Vec::new();
            for entry in entries {
                if !known.contains(&entry.key.as_str()) {
                    known.push(&entry.key);
                    let value = flow(&entry.value.value);
                    pairs.push(format!("{}: {value}", scalar_text(&entry.key)));
                }
            }
            format!("{{{}}}", pairs.join(", "))
        }
    }
}
