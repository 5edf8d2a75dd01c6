//! Settings of other tools as values of one kind: YAML, TOML, JSON.

use std::sync::Arc;

use super::literal;
use super::notes::{Advice, Notes};
use super::tree::Tree;
use crate::diagnostic::Span;
use crate::yaml::{self, Node, Value, YamlEntry};

static UNREADABLE: Advice = Advice {
    found: "Settings that could not be read",
    todo: "What they say is not in the handbook. Look at the file, and set by hand what you need.",
};

/// A key and its value, of no file.
pub(super) fn entry(key: impl Into<String>, value: Value) -> YamlEntry {
    let span = Span::default();
    YamlEntry { key: key.into(), key_span: span, value: Node { value, span } }
}

/// Values of no file as a list.
pub(super) fn list(values: impl IntoIterator<Item = Value>) -> Value {
    let span = Span::default();
    Value::List(values.into_iter().map(|value| Node { value, span }).collect())
}

/// A whole number of no file.
pub(super) fn number(number: i64) -> Value {
    Value::Integer(number, number.to_string())
}

/// The keys of a value; none where it has none.
pub(super) fn entries(value: &Value) -> &[YamlEntry] {
    match value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

/// The items of a value; none where it has none.
pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let items: &[Node] = match value {
        Value::List(items) => items,
        _ => &[],
    };
    items.iter().map(|item| &item.value)
}

/// The texts of a value: those of a list, or the one that it is.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::List(_) => items(value).filter_map(Value::scalar).collect(),
        one => one.scalar().into_iter().collect(),
    }
}

/// What stands under some keys, one within the other: `theme/language`.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('/').try_fold(value, |value, key| {
        let found = entries(value).iter().find(|entry| entry.key == key);
        found.map(|entry| &entry.value.value)
    })
}

/// The text under some keys.
pub(super) fn text_at(value: &Value, path: &str) -> Option<String> {
    at(value, path).and_then(Value::scalar).filter(|text| !text.trim().is_empty())
}

/// Reads YAML of another tool.
///
/// # Errors
/// What is wrong with it, in one line.
pub(super) fn from_yaml(text: &str) -> Result<Value, String> {
    let file: Arc<str> = "".into();
    yaml::parse_foreign(text, &file).map(|node| node.value).map_err(|problem| problem.message)
}

/// Reads TOML.
///
/// # Errors
/// What is wrong with it, in one line.
pub(super) fn from_toml(text: &str) -> Result<Value, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    Ok(of_toml(toml::Value::Table(table)))
}

fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Integer(whole) => number(whole),
        toml::Value::Float(real) => Value::Float(yaml::Real(real), real.to_string()),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::Text(date.to_string()),
        toml::Value::Array(values) => list(values.into_iter().map(of_toml)),
        toml::Value::Table(table) => {
            Value::Map(table.into_iter().map(|(key, value)| entry(key, of_toml(value))).collect())
        }
    }
}

/// The settings in a file that need not be there: then an empty group.
pub(super) fn read_if_there(tree: &Tree, path: &str, notes: &mut Notes) -> Value {
    if tree.has(path) { read(tree, path, notes) } else { Value::Map(Vec::new()) }
}

/// The settings in a file, by its ending; an empty group where it cannot be read, which is told.
pub(super) fn read(tree: &Tree, path: &str, notes: &mut Notes) -> Value {
    let empty = Value::Map(Vec::new());
    let Some(text) = tree.text(path, notes) else { return empty };

    let read = match path.rsplit('.').next() {
        Some("toml") => from_toml(&text),
        Some("json" | "json5" | "js" | "mjs" | "cjs" | "ts") => literal::read(&text)
            .ok_or_else(|| "it is a program, of which only plain lists are read".to_owned()),
        _ => from_yaml(&text),
    };
    read.or_else(|problem| {
        let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
        let plain = Some(without_anchors(&text)).filter(|plain| is_yaml && *plain != text);
        notes.look_at_file(&UNREADABLE, path, &problem);
        // What stands in their place elsewhere is missing, and all else is there.
        plain.ok_or(problem).and_then(|plain| from_yaml(&plain))
    })
    .unwrap_or(empty)
}

/// YAML without what it says by reference: one value named in many places could fill the machine.
fn without_anchors(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words = line.split_inclusive(' ').map(|word| {
            let name = word.trim_end().trim_end_matches([',', ']', '}']);
            let rest = &word[name.len()..];
            match name.trim_start_matches(['[', '{']) {
                mark if mark.len() > 1 && mark.starts_with('&') => {
                    format!("{}{rest}", &name[..name.len() - mark.len()])
                }
                mark if mark.len() > 1 && mark.starts_with('*') => {
                    format!("{}null{rest}", &name[..name.len() - mark.len()])
                }
                _ => word.to_owned(),
            }
        });
        words.collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\n")
}
