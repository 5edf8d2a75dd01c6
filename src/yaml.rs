//! The one door to YAML: limits first, spans in everything that comes out.
//!
//! The parser (`granit_parser`) tells what stands where, event by event; [`reader`] makes values of
//! it and refuses what is not used here, [`scalar`] says what a word without quotes means.
//!
//! This module knows nothing of handbooks; [`Fields`] is how the others read their keys.

mod fields;
mod keys;
mod reader;
mod scalar;
mod writer;

#[cfg(test)]
mod differential;

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use reader::{Problem, Refused, Tags};

use crate::diagnostic::{Diagnostic, Place, Span, checks};

pub(crate) use fields::{Fields, date_fault, is_date, is_written_as_date, unknown_key};
pub(crate) use keys::{Key, Keys, TEXTS, Takes, keys, words};
pub(crate) use writer::{block_text, scalar_text};

/// Front matter larger than this is refused, in bytes.
pub(crate) const MAX_FRONT_MATTER_BYTES: usize = 64 * 1024;
/// `handbook.yaml`, `firm.yaml` and the like larger than this are refused, in bytes.
pub(crate) const MAX_CONFIG_BYTES: usize = 1024 * 1024;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Hash for Real {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// What YAML can say here: no anchors, no tags.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
/// A diagnostic `yaml-syntax` with the position, when the text is too large or too deep, uses
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
    if text.len() > limit {
        return Err(too_large(text, limit).at(Place::at(file, offset..offset)));
    }

    let mut root = reader::read(text, offset, Tags::Refused)
        .map_err(|refused| told(refused, text, offset, file))?;
    if root.value == Value::Null {
        root.value = Value::Map(Vec::new());
    }
    Ok(root)
}

/// Parses a configuration file of another tool, whose tags such as `!ENV` and `!!python/name:…` say
/// nothing here and are passed over. An empty text is an empty map.
///
/// # Errors
/// A diagnostic `yaml-syntax`, as of [`parse`].
pub(crate) fn parse_foreign(text: &str, file: &Arc<str>) -> Result<Node, Diagnostic> {
    if text.len() > MAX_CONFIG_BYTES {
        return Err(too_large(text, MAX_CONFIG_BYTES).at(Place::at(file, 0..0)));
    }

    let mut root =
        reader::read(text, 0, Tags::PassedOver).map_err(|refused| told(refused, text, 0, file))?;
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

fn too_large(text: &str, limit: usize) -> Diagnostic {
    let (size, limit) = (text.len() / 1024, limit / 1024);
    let message = format!("{size} KiB of YAML are too much: the limit is {limit} KiB");
    Diagnostic::new(&checks::YAML_SYNTAX, message).help("move long text into the page's body")
}

/// Says in the words of an editor why a text is not read.
fn told(refused: Refused, text: &str, offset: usize, file: &Arc<str>) -> Diagnostic {
    let Refused { problem, at } = refused;
    let (message, help) = match problem {
        Problem::Syntax(words) => return syntax_error(&words, at.start, text, offset, file),
        Problem::Tab => (
            "this line begins with a tab, which YAML does not allow",
            "put spaces in its place, two for each level",
        ),
        Problem::Deep => {
            ("this is nested too deep", "write fewer brackets or indents inside each other")
        }
        Problem::Many => {
            ("there are too many keys and values in one file", "keep those that are used")
        }
        Problem::Anchor => {
            ("anchors (`&name`) and aliases (`*name`) are not used here", "put the text in quotes")
        }
        Problem::Tag => ("tags such as `!name` are not used here", "put the text in quotes"),
    };
    Diagnostic::new(&checks::YAML_SYNTAX, message)
        .at(Place::at(file, offset + at.start..offset + at.end))
        .help(help)
}

fn syntax_error(words: &str, at: usize, text: &str, offset: usize, file: &Arc<str>) -> Diagnostic {
    // The end of the text is nothing to look at; its last character is.
    let last = text.floor_char_boundary(text.trim_end().len().saturating_sub(1));
    let at = if at >= text.len() { last } else { at };
    let Range { start, end } = line_around(text, at);
    let diagnostic =
        Diagnostic::new(&checks::YAML_SYNTAX, format!("this is not valid YAML: {words}"))
            .at(Place::at(file, offset + at..offset + end))
            .help(
                "keys look like `key: value`; put text with a colon, `#`, `*`, `&` or brackets \
                 in quotes",
            );

    // The parser has words for the place, not for the usual reason.
    let is_second_colon = text[start..at].contains(": ");
    let is_of_place = ["mapping values are not allowed", "did not find expected", "indentation"]
        .iter()
        .any(|of_place| words.contains(of_place));
    if is_of_place && !is_second_colon {
        return diagnostic.help(
            "or the line begins further left or right than its neighbours: count the spaces",
        );
    }
    diagnostic
}

/// The line that a byte of a text belongs to, without its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    start..end
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
    /// What is said of a text that is refused, and the bytes where.
    fn refusal(text: &str) -> Option<(String, String)> {
        let problem = parse(text, 0, &"a.yaml".into(), 1 << 20).err()?;
        let span = problem.place.and_then(|place| place.span).expect("a place");
        Some((problem.message, text[span.range()].to_owned()))
    }

    #[test]
    fn anchors_aliases_and_tags_are_refused_where_they_stand() {
        for (text, at) in [
            ("a: &b 1\n", "&b"),
            ("é: *b\n", "*b"),
            ("a: [1, *b]\n", "*b"),
            ("- |\n  text\n- &c 1\n", "&c"),
            ("a: b\n  'c\nd: [&a x, *a: ]\n", "&a"),
            ("&a k: 1\n", "&a"),
            ("a: &x\n  b: 1\n", "&x"),
            ("a: *new* ones\n", "*new*"),
            ("a: & b\n", "&"),
        ] {
            let (message, place) = refusal(text).expect(text);
            assert!(message.starts_with("anchors"), "{text}: {message}");
            assert_eq!(place, at, "{text}");
        }
        for (text, at) in [("a: !!int 1\n", "!!int"), ("a: ! 1\n", "!"), ("- !b {c: 1}\n", "!b")] {
            let (message, place) = refusal(text).expect(text);
            assert!(message.starts_with("tags"), "{text}: {message}");
            assert_eq!(place, at, "{text}");
        }
    }

    #[test]
    fn the_same_signs_within_a_text_are_letters() {
        for text in [
            "a: Notes, *new* ones\n",
            "a: 'It''s, *new* ones'\n",
            "a: 1 & 2\nb: \"*c\"\nd: x*y # *z\n",
            "a: |\n  *b &c\nd: why!\n",
            "- a: >\n    *b\n  c: R&D\n",
            "[a*, 'b &c']\n",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_too_deep_or_too_much_is_refused_at_once() {
        let lines: String = (0..100).map(|indent| " ".repeat(indent) + "a:\n").collect();
        for text in ["[".repeat(60_000), "- ".repeat(100), "a: {b: [".repeat(40), lines] {
            assert_eq!(refusal(&text).unwrap().0, "this is nested too deep");
        }
        assert!(refusal(&"? ".repeat(30_000)).unwrap().0.contains("a key must be a single word"));
        let many = format!("[{}]", "a,".repeat(400_000));
        assert!(refusal(&many).unwrap().0.starts_with("there are too many keys"));
    }

    #[test]
    fn characters_that_no_editor_shows_are_refused_where_they_stand() {
        assert_eq!(refusal("a: b\0c: &d 1\n").unwrap().1, "\0c: &d 1");
        assert!(refusal("a: 1\n\u{FEFF}*b\n").unwrap().0.contains("byte order mark"));
        assert_eq!(refusal("\u{FEFF}a: 1\n"), None);
    }

    #[test]
    fn what_readers_disagree_on_is_refused() {
        for text in ["a: [?b, c]\n", "a: [:&b c, d]\n", "{:a: b}\n"] {
            assert!(refusal(text).unwrap().0.contains("needs quotes here"), "{text}");
        }
        assert_eq!(refusal("a: ?b\nc: :d\n"), None);
    }

    #[test]
    fn orders_to_the_parser_are_refused() {
        for text in ["%TAG !e! tag:e,1:\n---\na: !e!b c\n", "%YAML 1.2\n---\na: 1\n", "%a: 1\n"] {
            assert_eq!(
                refusal(text).unwrap().0,
                "this is not valid YAML: % cannot begin a text without quotes"
            );
        }
    }
}
