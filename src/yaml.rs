//! The one door to `serde_yaml`: limits first, spans in everything that comes out.
//!
//! `serde_yaml` is unmaintained, quadratic in nested brackets, expands aliases without a useful
//! bound, and knows no position of a key. So a text passes [`guard`] before it is parsed, and the
//! positions come from [`locate`], which reads the same text line by line.
//!
//! This module knows nothing of handbooks; [`Fields`] is how the others read their keys.

mod fields;
mod guard;
mod locate;

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Diagnostic, Place, Span, checks};

pub(crate) use fields::Fields;
pub(crate) use fields::{is_date, is_written_as_date};
pub(crate) use guard::{MAX_CONFIG_BYTES, MAX_FRONT_MATTER_BYTES};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it says.
    pub value: Value,
    /// Bytes of the file it takes; the key's own bytes where the value could not be told apart.
    pub span: Span,
}

/// A number that is not whole. Equal to itself whatever it is, so that whatever holds it can be
/// compared.
#[derive(Clone, Copy, Debug)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

/// What YAML can say here: no anchors, no tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing after the colon, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, and as it is written.
    Integer(i64, String),
    /// Any other number, and as it is written.
    Float(Real, String),
    /// Text, quoted or not.
    Text(String),
    /// `- item` lines or `[a, b]`.
    List(Vec<Node>),
    /// `key: value` lines or `{key: value}`, in the order of the file, duplicates included.
    Map(Vec<YamlEntry>),
}

/// One `key: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlEntry {
    /// The key, as text.
    pub key: String,
    /// Bytes of the key in the file.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Value {
    /// What a value is, as an editor would call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Integer(..) | Self::Float(..) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a group of keys",
        }
    }

    /// A single value as text: numbers and truth values as they are written.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Integer(_, written) | Self::Float(_, written) => Some(written.clone()),
            Self::Text(value) => Some(value.clone()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// Whether front matter or a configuration file could not be read at all, by what was found in it.
pub(crate) fn is_unreadable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.check == &checks::YAML_SYNTAX)
}

/// Parses YAML that stands at `offset` in `file`. An empty text is an empty map.
///
/// # Errors
/// A diagnostic `yaml-syntax` with the position, when the text is too large, too deep, uses
/// anchors, aliases or tags, or is no YAML.
pub(crate) fn parse(
    text: &str,
    offset: usize,
    file: &Arc<str>,
    limit: usize,
) -> Result<Node, Diagnostic> {
    // Some editors begin a file with a byte order mark.
    let mark = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let (text, offset) = (&text[mark..], offset + mark);
    guard::guard(text, offset, file, limit)?;
    let raw: Raw =
        serde_yaml::from_str(text).map_err(|error| syntax_error(&error, text, offset, file))?;

    // The parser gives values without positions, the scan positions without values.
    let mut positions = locate::Positions::of(text, offset);
    let whole = offset..offset + text.trim_end().len();
    let mut root = positions.attach(raw, &mut Vec::new(), whole.into());
    if root.value == Value::Null {
        root.value = Value::Map(Vec::new());
    }
    Ok(root)
}

/// Parses a configuration file; none where that cannot be done.
pub(crate) fn parse_config(
    text: &str,
    file: &Arc<str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node> {
    parse(text, 0, file, MAX_CONFIG_BYTES).map_err(|problem| diagnostics.push(problem)).ok()
}

/// Says in the words of an editor what `serde_yaml` says in its own.
fn syntax_error(
    error: &serde_yaml::Error,
    text: &str,
    offset: usize,
    file: &Arc<str>,
) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index()).min(text.len());
    let mut at = text.floor_char_boundary(at);
    // The scanner often stops at the start of the line after the mistake.
    if at == text.len() && at > 0 {
        at = text.floor_char_boundary(text.trim_end().len().saturating_sub(1));
    }
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length).max(at);
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let place = Place::at(file, offset + at..offset + end);

    let line = &text[line_start..end];
    let indent = &line[..line.len() - line.trim_start().len()];
    // Whatever the parser complains of here, the tab is what must be mended.
    if indent.contains('\t') {
        let message = "this line begins with a tab, which YAML does not allow";
        return Diagnostic::new(&checks::YAML_SYNTAX, message)
            .at(place)
            .help("put spaces in its place, two for each level");
    }

    let full = error.to_string();
    // It counts lines within the front matter; the place counts them in the file.
    let message = full.split(" at line ").next().unwrap_or(&full);
    let diagnostic =
        Diagnostic::new(&checks::YAML_SYNTAX, format!("this is not valid YAML: {message}"))
            .at(place)
            .help(
                "keys look like `key: value`; put text with a colon, `#`, `*`, `&` or brackets \
                 in quotes",
            );

    // The parser has words for the place, not for the usual reason.
    let is_second_colon = text[line_start..at].contains(": ");
    let is_of_place = ["mapping values are not allowed", "did not find expected"]
        .iter()
        .any(|words| message.contains(words));
    if is_of_place && !is_second_colon {
        return diagnostic.help(
            "or the line begins further left or right than its neighbours: count the spaces",
        );
    }
    diagnostic
}

/// A value as `serde_yaml` reads it, duplicates kept.
enum Raw {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(String, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, a list or keys")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        // A text without anything in it.
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        // What does not fit is still a number, and shown as it is written.
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Raw, Raw>()? {
            // Keys are names here, whatever YAML takes them for, as with `2026:` or `true:`.
            let key = match key {
                Raw::Text(key) => key,
                Raw::Bool(key) => key.to_string(),
                Raw::Integer(key) => key.to_string(),
                Raw::Float(key) => key.to_string(),
                Raw::Null => "~".to_owned(),
                Raw::List(_) | Raw::Map(_) => {
                    return Err(A::Error::custom("a key must be a single word"));
                }
            };
            map.push((key, value));
        }
        Ok(Raw::Map(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Raw, A::Error> {
        // The guard refuses them already, unless a text leads it astray.
        Err(A::Error::custom("tags such as `!name` are not used here; put the text in quotes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<(String, &str)> {
        fn walk<'t>(node: &Node, text: &'t str, keys: &mut Vec<(String, &'t str)>) {
            match &node.value {
                Value::Map(entries) => {
                    for entry in entries {
                        keys.push((entry.key.clone(), &text[entry.key_span.range()]));
                        walk(&entry.value, text, keys);
                    }
                }
                Value::List(items) => items.iter().for_each(|item| walk(item, text, keys)),
                _ => {}
            }
        }
        let root = parse(text, 0, &"a.yaml".into(), 1 << 16).unwrap();
        let mut found = Vec::new();
        walk(&root, text, &mut found);
        found
    }

    #[test]
    fn every_key_is_found_where_it_stands() {
        let text = "a: 1\nb:\n  c: x # c: no\n  d: {e: 1, f: [2, {g: 3}]}\nl:\n- h: 1\n  i: 2\n\
                    - h: |\n    a: text\n  j: 4\n\"k\": 'l: 5'\n";
        for (key, text) in keys(text) {
            assert_eq!(key, text.trim_matches('"'));
        }
    }

    #[test]
    fn duplicates_survive_with_their_own_positions() {
        let text = "a: 1\na: 2\n";
        let root = parse(text, 10, &"a.yaml".into(), 1 << 16).unwrap();
        let Value::Map(entries) = root.value else { panic!() };
        assert_eq!(entries[0].key_span, Span::from(10..11));
        assert_eq!(entries[1].key_span, Span::from(15..16));
        assert_eq!(entries[1].value.span, Span::from(18..19));
    }
}
