//! Where the keys of a YAML text stand, which `serde_yaml` does not tell.
//!
//! Block style is read line by line, by indentation; a key inside `{…}` is looked for by name in
//! the text that belongs to its parent. A position that cannot be found falls back to the parent's.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::{Node, Raw, Real, Value, YamlEntry};
use crate::diagnostic::Span;

/// One step from a value to a value inside it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

/// Spans of a key and of what follows it on its line, by path; several where a key is written
/// twice.
pub(super) struct Positions<'t> {
    text: &'t str,
    offset: usize,
    found: HashMap<Vec<Step>, VecDeque<KeySpans>>,
}

/// Where a key and its value stand.
#[derive(Clone, Copy)]
struct KeySpans {
    key: Span,
    value: Span,
}

/// A key or list item whose contents the scan is inside of.
struct OpenKey {
    indent: usize,
    step: Step,
}

impl<'t> Positions<'t> {
    /// Scans a text that stands at `offset` in its file.
    pub(super) fn of(text: &'t str, offset: usize) -> Self {
        let mut positions = Self { text, offset, found: HashMap::new() };
        let mut frames: Vec<OpenKey> = Vec::new();
        let mut block: Option<usize> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();

            let content = line.trim_end();
            let indent = content.len() - content.trim_start_matches(' ').len();
            if content.len() == indent || content[indent..].starts_with('#') {
                continue;
            }
            // Inside a block text, what looks like a key is none.
            if block.is_some_and(|parent| indent > parent) {
                continue;
            }

            let begins = positions.line(content, start, indent, &mut frames);
            block = begins.then(|| frames.last().map_or(indent, |frame| frame.indent));
        }
        positions
    }

    /// Reads one line; true when a block text (`|` or `>`) begins on it.
    fn line(
        &mut self,
        line: &str,
        start: usize,
        mut column: usize,
        frames: &mut Vec<OpenKey>,
    ) -> bool {
        while line[column..].starts_with("- ") || &line[column..] == "-" {
            let mut index = 0;
            // A dash ends what is further right, and the item before it in the same column.
            while let Some(frame) = frames.last() {
                match &frame.step {
                    Step::Item(last) if frame.indent == column => index = last + 1,
                    _ if frame.indent > column => {}
                    _ => break,
                }
                frames.pop();
            }
            frames.push(OpenKey { indent: column, step: Step::Item(index) });

            let rest = line[column + 1..].trim_start_matches(' ');
            column = line.len() - rest.len();
            let here = Span::from(start + column..start + line.len());
            self.note(frames, here, here);
            if rest.is_empty() {
                return false;
            }
        }

        let Some((key, key_range)) = key_at(line, column) else {
            // A block text may hang on a dash alone.
            return line[column..].starts_with(['|', '>']);
        };
        while frames.last().is_some_and(|frame| frame.indent >= column) {
            frames.pop();
        }
        frames.push(OpenKey { indent: column, step: Step::Key(key) });

        // A quote may stand between the key and its colon.
        let after =
            line[key_range.end..].find(':').map_or(line.len(), |colon| key_range.end + colon + 1);
        let value = line[after..].split(" #").next().unwrap_or_default().trim();
        let value_start = line.len() - line[after..].trim_start().len();
        let value_range = start + value_start..start + value_start + value.len();
        self.note(frames, Span::from(key_range).shifted(start), value_range.into());
        value.starts_with(['|', '>'])
    }

    fn note(&mut self, frames: &[OpenKey], key: Span, value: Span) {
        let path: Vec<Step> = frames.iter().map(|frame| frame.step.clone()).collect();
        self.found.entry(path).or_default().push_back(KeySpans { key, value });
    }

    /// Gives every value its span. `within`: the span of the parent, in the file.
    pub(super) fn attach(&mut self, raw: Raw, path: &mut Vec<Step>, within: Span) -> Node {
        let value = match raw {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Integer(value) => {
                Value::Integer(value, self.written(within).unwrap_or_else(|| value.to_string()))
            }
            Raw::Float(value) => {
                Value::Float(Real(value), self.written(within).unwrap_or_else(|| value.to_string()))
            }
            Raw::Text(value) => Value::Text(value),
            Raw::List(items) => Value::List(self.attach_items(items, path, within)),
            Raw::Map(entries) => Value::Map(self.attach_entries(entries, path, within)),
        };
        Node { value, span: within }
    }

    /// A number as it is written: `1.10` is a text, too.
    fn written(&self, span: Span) -> Option<String> {
        let text =
            self.text.get(span.start.checked_sub(self.offset)?..span.end - self.offset)?.trim();

        // The span may hold more than the number where its position could not be told.
        let digits = text.contains(|c: char| c.is_ascii_digit()) || text.starts_with('.');
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c));
        (digits && plain).then(|| text.to_owned())
    }

    /// Where the value inside `[…]` or `{…}` stands that begins at or after a byte of the file.
    fn flow_value(&self, from: usize, limit: usize) -> Span {
        let text =
            self.text.get(from - self.offset..limit.max(from) - self.offset).unwrap_or_default();
        let start = text.len() - text.trim_start_matches([' ', ':', ',', '\n', '\r', '\t']).len();

        let (mut depth, mut quote, mut end) = (0_usize, None, text.len());
        for (at, c) in text[start..].char_indices() {
            match (quote, c) {
                (Some(open), c) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}' | ',') if depth == 0 => {
                    end = start + at;
                    break;
                }
                (None, ']' | '}') => depth -= 1,
                _ => {}
            }
        }

        let value = text[start..end].trim_end();
        Span::from(start..start + value.len()).shifted(from)
    }

    fn attach_items(&mut self, items: Vec<Raw>, path: &mut Vec<Step>, within: Span) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(items.len());
        // Past the bracket of a list on one line.
        let mut inline_from = (within.start + 1).min(within.end);
        for (index, item) in items.into_iter().enumerate() {
            path.push(Step::Item(index));
            let span = match self.take(path) {
                Some(spans) => spans.value,
                None => {
                    let span = self.flow_value(inline_from, within.end);
                    inline_from = span.end.min(within.end);
                    if span.is_empty() { within } else { span }
                }
            };
            nodes.push(self.attach(item, path, span));
            path.pop();
        }
        nodes
    }

    fn attach_entries(
        &mut self,
        entries: Vec<(String, Raw)>,
        path: &mut Vec<Step>,
        within: Span,
    ) -> Vec<YamlEntry> {
        let mut attached = Vec::with_capacity(entries.len());
        let mut inline_from = within.start;
        for (key, raw) in entries {
            path.push(Step::Key(key.clone()));
            let spans = self.take(path).unwrap_or_else(|| {
                let spans = self.inline_spans(&key, inline_from, within);
                // The next key stands behind this one, so its name is not looked for before.
                inline_from = spans.value.end.min(within.end);
                spans
            });
            // An empty value has no bytes to point at.
            let value_span = if spans.value.is_empty() { spans.key } else { spans.value };
            let value = self.attach(raw, path, value_span);
            path.pop();
            attached.push(YamlEntry { key, key_span: spans.key, value });
        }
        attached
    }

    /// Where a key inside `{…}` and its value stand, from a byte of the file on.
    fn inline_spans(&self, key: &str, from: usize, within: Span) -> KeySpans {
        let key = self.inline(key, (from..within.end).into()).unwrap_or(within);
        // Past a quote that closes the key.
        let is_quoted = self.text[key.end - self.offset..].starts_with(['"', '\'']);
        let after = key.end + usize::from(is_quoted);
        KeySpans { key, value: self.flow_value(after.min(within.end), within.end) }
    }

    /// Where the next key of this path stands in the file.
    fn take(&mut self, path: &[Step]) -> Option<KeySpans> {
        let KeySpans { key, value } = self.found.get_mut(path)?.pop_front()?;
        Some(KeySpans { key: key.shifted(self.offset), value: value.shifted(self.offset) })
    }

    /// A key inside `{…}`, looked for by name followed by a colon.
    fn inline(&self, key: &str, within: Span) -> Option<Span> {
        let text =
            self.text.get(within.start.checked_sub(self.offset)?..within.end - self.offset)?;
        let at = text.match_indices(key).map(|(at, _)| at).find(|at| {
            // `name` also ends `firm-name`, which is another key.
            let before = text[..*at].chars().next_back();
            let after = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
            after.starts_with(':')
                && before.is_none_or(|before| !before.is_alphanumeric() && !"_-.".contains(before))
        })?;
        Some(Span::from(at..at + key.len()).shifted(within.start))
    }
}

/// The key that begins at a column, and its bytes without quotes around them.
fn key_at(line: &str, column: usize) -> Option<(String, Range<usize>)> {
    let rest = &line[column..];
    if let Some(quote) = rest.chars().next().filter(|first| *first == '"' || *first == '\'') {
        let length = rest[1..].find(quote)?;
        rest[length + 2..].trim_start().starts_with(':').then_some(())?;
        return Some((rest[1..=length].to_owned(), column + 1..column + 1 + length));
    }

    // Keys in brackets are looked for by name, once the parser has told what they are.
    if rest.starts_with(['{', '[', '|', '>']) {
        return None;
    }

    // A colon within a word is part of it, as in `https://…`.
    let colon = rest.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = &rest[at + 1..];
        after.is_empty() || after.starts_with([' ', '\t'])
    })?;
    let key = rest[..colon].trim_end();
    Some((key.to_owned(), column..column + key.len()))
}
