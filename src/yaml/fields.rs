//! Reading the keys of a map by name and type; what nobody asked for is an unknown key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Node, Value, YamlEntry};
use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, Place, Span, Spanned, nearest};

/// A key of another tool.
#[derive(Debug)]
pub(crate) struct ForeignKey {
    /// As it is written there.
    pub(crate) name: &'static str,
    /// The tool.
    pub(crate) tool: &'static str,
    /// What to write instead.
    pub(crate) here: &'static str,
}

impl ForeignKey {
    fn told(&self) -> Diagnostic {
        let message = format!("`{}` is a key of {}", self.name, self.tool);
        Diagnostic::new(&checks::FOREIGN_KEY, message).help(self.here)
    }
}

/// The keys of one map, to be asked for one after the other.
pub(crate) struct Fields<'a> {
    entries: &'a [YamlEntry],
    asked: Vec<&'static str>,
    file: &'a Arc<str>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// The keys of a node that ought to be a map; anything else is a `wrong-type`.
    pub(crate) fn of(
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
        Self { entries, asked: Vec::new(), file, diagnostics }
    }

    /// Looks a key up and remembers that it is known. Nothing after the colon is as if the key were
    /// not there: a line to be filled in.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| node.value != Value::Null)
    }

    /// Like [`Fields::node`], with the key itself.
    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'a YamlEntry> {
        // Some are asked for twice, and a message lists each key once.
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Looks up a key that is known elsewhere: it counts as known here only if it is there.
    pub(crate) fn given(&mut self, key: &'static str) -> Option<&'a YamlEntry> {
        let is_given = self.entries.iter().any(|entry| entry.key == key);
        if is_given { self.entry(key) } else { None }
    }

    /// A single line of text; numbers count as text.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        self.spanned_text(key).map(|text| text.value)
    }

    /// A single line of text and where it stands.
    pub(crate) fn spanned_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        match node.value.scalar() {
            Some(text) => Some(Spanned::new(text, node.span)),
            None => self.wrong(key, "text", node),
        }
    }

    /// `true` or `false`.
    pub(crate) fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text) if ["true", "false"].contains(&text.trim()) => {
                self.in_quotes(key, "true or false", text, node)
            }
            _ => self.wrong(key, "true or false", node),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &'static str) -> Option<i64> {
        let node = self.node(key)?;
        match &node.value {
            Value::Integer(value, _) => Some(*value),
            Value::Text(text) if text.trim().parse::<i64>().is_ok() => {
                self.in_quotes(key, "a whole number", text, node)
            }
            _ => self.wrong(key, "a whole number", node),
        }
    }

    /// A date, `YYYY-MM-DD`, that exists in the calendar.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => match date_fault(key, text) {
                Some(fault) => {
                    let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, fault);
                    self.report(diagnostic.at(self.place(node.span)));
                    None
                }
                None => Some(text.clone()),
            },
            _ => self.wrong(key, A_DATE, node),
        }
    }

    /// A list of texts, each with its place; a single text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        for item in self.items(key) {
            match item.value.scalar() {
                Some(text) => texts.push(Spanned::new(text, item.span)),
                None => {
                    self.wrong::<()>(key, "a list of texts", item);
                }
            }
        }
        texts
    }

    /// The items of a list under a key; anything else counts as a list of one.
    pub(crate) fn items(&mut self, key: &'static str) -> &'a [Node] {
        let Some(node) = self.node(key) else { return &[] };
        match &node.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(node),
        }
    }

    /// The entries of a map under a key.
    pub(crate) fn map(&mut self, key: &'static str) -> &'a [YamlEntry] {
        self.node(key).map_or(&[], |node| self.entries_of(key, node))
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
    pub(crate) fn list(&mut self, key: &'static str) -> &'a [Node] {
        let Some(node) = self.node(key) else { return &[] };
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong::<()>(key, "a list", node);
                &[]
            }
        }
    }

    /// The keys of a map under a key, to be asked for in turn.
    pub(crate) fn fields(&mut self, key: &'static str) -> Option<Fields<'_>> {
        let node = self.node(key)?;
        Some(Fields::of(node, key, self.file, self.diagnostics))
    }

    /// The keys of a node below: an item of a list, or the value of an entry.
    pub(crate) fn inside(&mut self, node: &'a Node, what: &str) -> Fields<'_> {
        Fields::of(node, what, self.file, self.diagnostics)
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

    /// Ends the reading: every key that nobody asked for is unknown.
    pub(crate) fn finish(self) {
        for entry in self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str())) {
            let unknown = unknown_key(&checks::UNKNOWN_KEY, &entry.key, &self.asked)
                .nearest(&entry.key, self.asked.iter().copied());
            self.diagnostics.push(unknown.at(Place::at(self.file, entry.key_span)));
        }
    }

    /// The same for files that people bring over from other tools, whose keys do no harm; but one
    /// that is nearly ours was meant to be it, and does not do what its writer believes.
    pub(crate) fn finish_beside(self, foreign: &[ForeignKey]) {
        for entry in self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str())) {
            let told = if let Some(foreign) = foreign.iter().find(|known| known.name == entry.key) {
                foreign.told()
            } else if let Some(meant) = nearest(&entry.key, self.asked.iter().copied()) {
                unknown_key(&checks::UNKNOWN_KEY, &entry.key, &self.asked)
                    .help(format!("did you mean `{meant}`?"))
            } else {
                unknown_key(&checks::FOREIGN_KEY, &entry.key, &self.asked)
                    .help("take it out, or put it under `extra:`, where the theme can use it")
            };
            self.diagnostics.push(told.at(Place::at(self.file, entry.key_span)));
        }
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
fn unknown_key(check: &'static Check, key: &str, known: &[&str]) -> Diagnostic {
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
