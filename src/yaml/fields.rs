//! Reading the keys of a map by name and type.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Key, Keys, Node, Value, YamlEntry};
use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, Place, Span, Spanned};

/// The keys of one map, to be asked for one after the other.
pub(crate) struct Fields<'a> {
    entries: &'a [YamlEntry],
    file: &'a Arc<str>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// The keys of a node that ought to be a map; anything else is a `wrong-type`, and a key that
    /// is none of these is unknown.
    pub(crate) fn of(
        node: &'a Node,
        what: &str,
        known: &Keys,
        file: &'a Arc<str>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let mut fields = Self::with_others(node, what, file, diagnostics);
        for entry in fields.others(known) {
            let unknown = unknown_key(&checks::UNKNOWN_KEY, &entry.key, known)
                .nearest(&entry.key, known.iter().map(|key| key.name));
            fields.report(unknown.at(fields.place(entry.key_span)));
        }
        fields
    }

    /// The keys of a map in which there may be others, of which nothing is said.
    pub(crate) fn with_others(
        node: &'a Node,
        what: &str,
        file: &'a Arc<str>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Null => &[],
            _ => {
                diagnostics.push(wrong_type(what, "a group of keys", node, file));
                &[]
            }
        };
        duplicates(entries, file, diagnostics);
        Self { entries, file, diagnostics }
    }

    /// Those that are none of these keys.
    pub(crate) fn others(&self, known: &Keys) -> Vec<&'a YamlEntry> {
        let others = self.entries.iter();
        others.filter(|entry| known.iter().all(|key| key.name != entry.key)).collect()
    }

    /// Looks a key up. Nothing after the colon is as if the key were not there: a line to be filled
    /// in.
    pub(crate) fn node(&self, key: &Key) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| node.value != Value::Null)
    }

    /// Like [`Fields::node`], with the key itself.
    pub(crate) fn entry(&self, key: &Key) -> Option<&'a YamlEntry> {
        self.entries.iter().find(|entry| entry.key == key.name)
    }

    /// A single line of text; numbers count as text.
    pub(crate) fn text(&mut self, key: &Key) -> Option<String> {
        self.spanned_text(key).map(|text| text.value)
    }

    /// A single line of text and where it stands.
    pub(crate) fn spanned_text(&mut self, key: &Key) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        match node.value.scalar() {
            Some(text) => Some(Spanned::new(text, node.span)),
            None => self.wrong(key.name, "text", node),
        }
    }

    /// `true` or `false`.
    pub(crate) fn bool(&mut self, key: &Key) -> Option<bool> {
        let node = self.node(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text) if ["true", "false"].contains(&text.trim()) => {
                self.in_quotes(key.name, "true or false", text, node)
            }
            _ => self.wrong(key.name, "true or false", node),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &Key) -> Option<i64> {
        let node = self.node(key)?;
        match &node.value {
            Value::Integer(value, _) => Some(*value),
            Value::Text(text) if text.trim().parse::<i64>().is_ok() => {
                self.in_quotes(key.name, "a whole number", text, node)
            }
            _ => self.wrong(key.name, "a whole number", node),
        }
    }

    /// A date, `YYYY-MM-DD`, that exists in the calendar.
    pub(crate) fn date(&mut self, key: &Key) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => match date_fault(key.name, text) {
                Some(fault) => {
                    let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, fault);
                    self.report(diagnostic.at(self.place(node.span)));
                    None
                }
                None => Some(text.clone()),
            },
            _ => self.wrong(key.name, A_DATE, node),
        }
    }

    /// A list of texts, each with its place; a single text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &Key) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        for item in self.items(key) {
            match item.value.scalar() {
                Some(text) => texts.push(Spanned::new(text, item.span)),
                None => {
                    self.wrong::<()>(key.name, "a list of texts", item);
                }
            }
        }
        texts
    }

    /// The items of a list under a key; anything else counts as a list of one.
    pub(crate) fn items(&mut self, key: &Key) -> &'a [Node] {
        let Some(node) = self.node(key) else { return &[] };
        match &node.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(node),
        }
    }

    /// The entries of a map under a key.
    pub(crate) fn map(&mut self, key: &Key) -> &'a [YamlEntry] {
        self.node(key).map_or(&[], |node| self.entries_of(key.name, node))
    }

    /// The keys of a node, where they are names.
    pub(crate) fn entries_of(&mut self, key: &str, node: &'a Node) -> &'a [YamlEntry] {
        match &node.value {
            Value::Map(entries) => {
                duplicates(entries, self.file, self.diagnostics);
                entries
            }
            _ => {
                self.wrong::<()>(key, "a group of keys", node);
                &[]
            }
        }
    }

    /// The items of a list under a key.
    pub(crate) fn list(&mut self, key: &Key) -> &'a [Node] {
        let Some(node) = self.node(key) else { return &[] };
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong::<()>(key.name, "a list", node);
                &[]
            }
        }
    }

    /// The keys of a map under a key, to be asked for in turn.
    pub(crate) fn fields(&mut self, key: &Key) -> Option<Fields<'_>> {
        let node = self.node(key)?;
        Some(self.item(node, key))
    }

    /// The keys of a map in the list under a key.
    pub(crate) fn item(&mut self, node: &'a Node, key: &Key) -> Fields<'_> {
        Fields::of(node, key.name, key.takes.group(), self.file, self.diagnostics)
    }

    /// The keys of a map that has a name of its own under a key.
    pub(crate) fn member(&mut self, entry: &'a YamlEntry, key: &Key) -> Fields<'_> {
        self.group(entry, key.takes.group())
    }

    /// The keys of a map that is one of several kinds, and these are the keys of the kind.
    pub(crate) fn group(&mut self, entry: &'a YamlEntry, known: &Keys) -> Fields<'_> {
        Fields::of(&entry.value, &entry.key, known, self.file, self.diagnostics)
    }

    /// Records that a key has no value that can be used.
    pub(crate) fn wrong_entry(&mut self, entry: &YamlEntry, help: &str) {
        let message = format!("`{}` has no value", entry.key);
        let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, message).help(help);
        self.report(diagnostic.at(self.place(entry.key_span)));
    }

    /// A place in the file that is read.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place::at(self.file, span)
    }

    /// How many problems were recorded.
    pub(crate) fn told(&self) -> usize {
        self.diagnostics.len()
    }

    /// Records a problem beside those of the keys.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a text that would be right but for the quotes that make it one.
    fn in_quotes<T>(&mut self, key: &str, wanted: &str, text: &str, node: &Node) -> Option<T> {
        let text = text.trim();
        let message = format!("`{key}` takes {wanted}, and `\"{text}\"` is a text");
        let help = format!("take the quotes away: `{key}: {text}`");
        let place = self.place(node.span);
        self.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).help(help));
        None
    }

    /// Records that a key takes something else; none, for lack of a value.
    pub(crate) fn wrong<T>(&mut self, key: &str, wanted: &str, node: &Node) -> Option<T> {
        self.diagnostics.push(wrong_type(key, wanted, node, self.file));
        None
    }
}

/// The complaint about a key that is not known here.
pub(crate) fn unknown_key(check: &'static Check, key: &str, known: &Keys) -> Diagnostic {
    let known: Vec<&str> = known.iter().map(|key| key.name).collect();
    Diagnostic::new(check, format!("there is no key `{key}` here"))
        .note(format!("known keys: {}", known.join(", ")))
}

fn wrong_type(key: &str, wanted: &str, node: &Node, file: &Arc<str>) -> Diagnostic {
    let found = &node.value;
    let found = found.scalar().map_or_else(|| found.kind().to_owned(), |text| format!("`{text}`"));
    Diagnostic::new(&checks::WRONG_TYPE, format!("`{key}` takes {wanted}, not {found}"))
        .at(Place::at(file, node.span))
}

fn duplicates(entries: &[YamlEntry], file: &Arc<str>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = HashMap::new();
    for entry in entries {
        let earlier = match first.entry(&entry.key) {
            Entry::Occupied(earlier) => *earlier.get(),
            Entry::Vacant(place) => {
                place.insert(entry.key_span);
                continue;
            }
        };
        diagnostics.push(
            Diagnostic::new(&checks::DUPLICATE_KEY, format!("`{}` is set twice", entry.key))
                .at(Place::at(file, entry.key_span))
                .label(Place::at(file, earlier), "first set here")
                .help("keep one of the two; the first is used until then"),
        );
    }
}

/// What a key takes that is a day.
const A_DATE: &str = "a date like 2026-11-30";

/// What is wrong with a text that ought to be a `YYYY-MM-DD` of the calendar.
pub(crate) fn date_fault(key: &str, text: &str) -> Option<String> {
    if is_date(text) {
        return None;
    }
    Some(if is_written_as_date(text) {
        format!("`{text}` is no day of the calendar")
    } else {
        format!("`{key}` takes {A_DATE}, not `{text}`")
    })
}

/// Whether a text has the form `YYYY-MM-DD`, whatever the numbers.
pub(crate) fn is_written_as_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether a text is a `YYYY-MM-DD` of the Gregorian calendar.
pub(crate) fn is_date(text: &str) -> bool {
    is_written_as_date(text) && text.parse::<jiff::civil::Date>().is_ok()
}
