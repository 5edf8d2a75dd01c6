//! Tags of HTML and of components, read where a line begins with one.

use super::super::lines::{CodeWatch, Line, all_dedented};

/// A tag as it is written.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// `<a />`
    pub(super) is_alone: bool,
    /// How many bytes it takes.
    pub(super) length: usize,
}

/// An element that begins a line: its tag, and the lines between that and its end.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) tag: Tag,
    pub(super) inner: Vec<Line>,
    /// So many lines, the last perhaps with more on it.
    pub(super) used: usize,
    /// What stands behind its end on the same line.
    pub(super) rest: String,
}

/// A tag goes over so many lines at most.
const MAX_LINES: usize = 40;

impl Tag {
    /// Reads the tag that a text begins with; none where it begins with something else, such as an
    /// end or a remark.
    pub(super) fn read(text: &str) -> Option<Self> {
        let after = text.strip_prefix('<')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        let end = after.find(|c: char| !is_name(c)).unwrap_or(after.len());
        let name = &after[..end];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.contains(':') {
            return None;
        }

        let mut tag = Self { name: name.to_owned(), ..Self::default() };
        let mut rest = &after[end..];
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                tag.is_alone = true;
                tag.length = text.len() - after.len();
                return Some(tag);
            }
            if let Some(after) = rest.strip_prefix('>') {
                tag.length = text.len() - after.len();
                return Some(tag);
            }
            rest = tag.attribute(rest)?;
        }
    }

    /// Reads one attribute, and gives what follows it.
    fn attribute<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let end = text.find(|c: char| c.is_whitespace() || "=/>".contains(c))?;
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return rest.strip_prefix(['/', '=']);
        }
        let rest = rest.trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            self.attributes.push((name.to_owned(), String::new()));
            return Some(rest);
        };

        let value = value.trim_start();
        let (value, rest) = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote)?,
            '{' => braced(value)?,
            _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>')?),
        };
        self.attributes.push((name.to_owned(), value.to_owned()));
        Some(rest)
    }

    /// The value of an attribute: a text, or one in the braces of a component.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(value.trim().trim_matches(['"', '\'', '`']))
    }

    /// Whether it has an attribute, be it without a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }
}

/// What stands in braces at the beginning of a text, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut open = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((&text[1..at], &text[at + 1..]));
        }
    }
    None
}

impl Element {
    /// Reads the element that the first line begins with. One without an end is its tag alone.
    pub(super) fn read(lines: &[Line]) -> Option<Self> {
        let first = &lines[0];
        let start = first.text.trim_start();
        if !start.starts_with('<') {
            return None;
        }

        let mut text = start.to_owned();
        let mut used = 1;
        let tag = loop {
            if let Some(tag) = Tag::read(&text) {
                break tag;
            }
            let next = lines.get(used).filter(|_| used < MAX_LINES && !text.contains("\n\n"))?;
            // A tag that is whole and none at all does not get better with more lines.
            if !text[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                return None;
            }
            text.push('\n');
            text.push_str(&next.text);
            used += 1;
        };

        let at = lines[used - 1].at;
        let after = text[tag.length..].to_owned();
        if tag.is_alone || is_void(&tag.name) {
            return Some(Self { tag, inner: Vec::new(), used, rest: after });
        }
        Some(Self::with_end(tag, Line::new(after, at), lines, used))
    }

    /// Looks for the end of an element in what follows its tag.
    fn with_end(tag: Tag, after: Line, lines: &[Line], head: usize) -> Self {
        let (open, close) = (format!("<{}", tag.name), format!("</{}>", tag.name));
        let mut watch = CodeWatch::new();
        let mut depth = 1;
        let mut inner = Vec::new();
        let rest_of_page = lines[head..].iter().cloned();
        for (at, line) in std::iter::once(after).chain(rest_of_page).enumerate() {
            watch.is_code(&line.text);
            let text = if watch.in_fence() { "" } else { line.text.as_str() };
            let mut from = 0;
            while let Some(found) = text[from..].find('<').map(|found| from + found) {
                from = found + 1;
                if text[found..].starts_with(&close) {
                    depth -= 1;
                } else if is_tag(&text[found..], &open) {
                    depth += 1;
                }
                if depth == 0 {
                    inner.push(Line::new(&text[..found], line.at));
                    let rest = text[found + close.len()..].to_owned();
                    return Self { tag, inner, used: head + at, rest };
                }
            }
            inner.push(line);
        }

        let rest = inner.first().map(|line| line.text.clone()).unwrap_or_default();
        Self { tag, inner: Vec::new(), used: head, rest }
    }
}

/// Whether a text begins with the tag of this name, and not with that of a longer one.
fn is_tag(text: &str, open: &str) -> bool {
    let after = text.strip_prefix(open);
    let is_whole = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    after.is_some_and(is_whole) && Tag::read(text).is_none_or(|tag| !tag.is_alone)
}

/// Whether a text has a tag of this name in it.
pub(super) fn has_tag(text: &str, name: &str) -> bool {
    let mut starts = text.match_indices('<').map(|(at, _)| &text[at..]);
    starts.any(|rest| Tag::read(rest).is_some_and(|tag| tag.name == name))
}

fn is_void(name: &str) -> bool {
    ["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"].contains(&name)
}

/// Lines without the indentation that they have in common.
pub(super) fn flush(lines: &[Line]) -> Vec<Line> {
    let texts = lines.iter().filter(|line| !line.text.trim().is_empty());
    // What stands on the line of a tag has none of its own.
    let columns = texts.map(|line| super::indent(&line.text)).filter(|columns| *columns > 0).min();
    all_dedented(lines, columns.unwrap_or(0))
}
