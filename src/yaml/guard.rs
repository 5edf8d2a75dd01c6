//! What is refused before the YAML parser sees it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};

/// Front matter larger than this is refused, in bytes.
pub(crate) const MAX_FRONT_MATTER_BYTES: usize = 64 * 1024;
/// `handbook.yaml`, `firm.yaml` and the like larger than this are refused, in bytes.
pub(crate) const MAX_CONFIG_BYTES: usize = 1024 * 1024;
/// `serde_yaml`'s scanner is quadratic in open brackets: 64 KB of `[` take 13 s. Nobody nests this
/// deep.
const MAX_OPEN_BRACKETS: usize = 32;
/// The same without looking for quotes: no text leaves this many open.
const MAX_RAW_DEPTH: usize = 400;
/// Nested `- - -`, `? ? ?` or indentation; `serde_yaml` itself gives up at 128.
const MAX_INDICATORS_PER_LINE: usize = 32;

/// Refuses what is too large, too deep, or uses anchors and aliases.
pub(super) fn guard(
    text: &str,
    offset: usize,
    file: &Arc<str>,
    limit: usize,
) -> Result<(), Diagnostic> {
    if text.len() > limit {
        let message = format!(
            "{} KiB of YAML are too much: the limit is {} KiB",
            text.len() / 1024,
            limit / 1024
        );
        return Err(Diagnostic::new(&checks::YAML_SYNTAX, message)
            .at(Place::at(file, offset..offset))
            .help("move long text into the page's body"));
    }

    let Some((problem, at)) = first_problem(text) else { return Ok(()) };
    let (message, help) = problem.words();
    // The text as a whole is at fault for its open brackets, elsewhere one byte is.
    let length = usize::from(!matches!(problem, Problem::OpenBrackets));
    Err(Diagnostic::new(&checks::YAML_SYNTAX, message)
        .at(Place::at(file, offset + at..offset + at + length))
        .help(help))
}

/// What a text must not hold, and the byte where it does.
fn first_problem(text: &str) -> Option<(Problem, usize)> {
    // First what needs no careful scan, which a text made for it could lead astray.
    if raw_depth(text) > MAX_RAW_DEPTH {
        return Some((Problem::OpenBrackets, 0));
    }
    if let Some(at) = raw_alias(text) {
        return Some((Problem::Anchor, at));
    }

    let mut scanner = LineScanner::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((problem, column)) = scanner.line(line) {
            return Some((problem, at + column));
        }
        at += line.len();
    }
    None
}

/// The most `[` and `{` that are open at once, quotes and comments not respected: what a text may
/// do to make the careful scan below lose its way, it cannot hide these.
fn raw_depth(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Where an alias stands whose anchor stands in the text, too, quotes and comments not respected.
fn raw_alias(text: &str) -> Option<usize> {
    let mut anchors = HashSet::new();
    let mut aliases = Vec::new();
    for (at, _) in text.match_indices(['&', '*']) {
        let before = text[..at].chars().next_back();
        // Within a word they are letters like others, as in `R&D`.
        if before.is_some_and(|before| !before.is_whitespace() && !",[{:-?".contains(before)) {
            continue;
        }
        let name = text[at + 1..]
            .split(|c: char| c.is_whitespace() || ",[]{}".contains(c))
            .next()
            .unwrap_or_default();

        if text.as_bytes()[at] == b'&' {
            anchors.insert(name);
        } else {
            aliases.push((at, name));
        }
    }
    aliases
        .into_iter()
        .find(|(_, name)| !name.is_empty() && anchors.contains(name))
        .map(|(at, _)| at)
}

enum Problem {
    OpenBrackets,
    Deep,
    Anchor,
    Tag,
}

impl Problem {
    /// What is wrong, and what to do about it.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::OpenBrackets => {
                ("there are too many open brackets here", "put text with brackets in quotes")
            }
            Self::Deep => {
                ("this is nested too deep", "write fewer brackets or indents inside each other")
            }
            Self::Anchor => (
                "anchors (`&name`) and aliases (`*name`) are not used here",
                "put the text in quotes",
            ),
            Self::Tag => ("tags such as `!name` are not used here", "put the text in quotes"),
        }
    }
}

/// What the next line stands in.
#[derive(Clone, Copy, Default)]
enum Within {
    /// Keys, items and values.
    #[default]
    Structure,
    /// A text in quotes of this kind that is not closed yet.
    Quotes(u8),
    /// A `|` or `>` text: all that is further right than the key or dash in this column.
    Block(usize),
}

/// What carries over from one line to the next.
#[derive(Default)]
struct LineScanner {
    within: Within,
    /// Open `[` and `{`.
    open: usize,
}

/// Where the parts of one line stand, in columns.
struct LineParts {
    /// The line's own key or text, after any dashes.
    key: usize,
    /// The last dash.
    dash: usize,
    /// How many `-`, `?` and `:` there were.
    indicators: usize,
    /// Whether a value may begin here: at the start of a line and after `:`, `-`, `?`, `[`, `{` and
    /// `,`.
    begins: bool,
}

impl LineScanner {
    /// The first problem of a line and its column in bytes.
    fn line(&mut self, line: &str) -> Option<(Problem, usize)> {
        let bytes = line.trim_end().as_bytes();
        let indent = bytes.iter().take_while(|byte| **byte == b' ').count();
        if let Within::Block(parent) = self.within {
            if bytes.len() == indent || indent > parent {
                return None;
            }
            self.within = Within::Structure;
        }

        let mut parts = LineParts { key: indent, dash: indent, indicators: 0, begins: true };
        let mut column = 0;
        while column < bytes.len() {
            let byte = bytes[column];
            if let Within::Quotes(quote) = self.within {
                if byte == quote {
                    self.within = Within::Structure;
                }
                // A backslash takes the next byte with it, a quote for example.
                column += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
                continue;
            }
            // The rest is a remark.
            if byte == b'#' && (column == 0 || bytes[column - 1] == b' ') {
                return None;
            }
            if !matches!(byte, b' ' | b'\t') {
                if let Some(problem) = self.byte(bytes, column, &mut parts) {
                    return Some((problem, column));
                }
                if let Within::Block(_) = self.within {
                    return None;
                }
            }
            column += 1;
        }
        None
    }

    /// Takes in a byte that is neither space nor part of a quoted text.
    fn byte(&mut self, bytes: &[u8], column: usize, parts: &mut LineParts) -> Option<Problem> {
        let (byte, after) = (bytes[column], &bytes[column + 1..]);
        let before_space = after.first().is_none_or(|next| matches!(next, b' ' | b'\t'));
        let is_indicator = matches!(byte, b'-' | b'?' | b':') && before_space;
        match byte {
            b'"' | b'\'' if parts.begins => self.within = Within::Quotes(byte),
            b'&' | b'*' if parts.begins && !before_space => return Some(Problem::Anchor),
            b'!' if parts.begins && !before_space => return Some(Problem::Tag),
            b'[' | b'{' if parts.begins || self.open > 0 => self.open += 1,
            b']' | b'}' => self.open = self.open.saturating_sub(1),
            // After a dash alone, the text hangs on the dash.
            b'|' | b'>' if parts.begins && self.open == 0 => {
                self.within =
                    Within::Block(if column == parts.key { parts.dash } else { parts.key });
            }
            _ if is_indicator => {
                parts.indicators += 1;
                if column == parts.key && byte != b':' {
                    let spaces = after.iter().take_while(|byte| **byte == b' ').count();
                    (parts.dash, parts.key) = (column, column + 1 + spaces);
                }
            }
            _ => {}
        }

        // In brackets, many keys may follow each other on a line without being deep.
        let is_deep = self.open > MAX_OPEN_BRACKETS
            || (parts.indicators > MAX_INDICATORS_PER_LINE && self.open == 0);
        parts.begins = is_indicator || matches!(byte, b'[' | b'{' | b',');
        is_deep.then_some(Problem::Deep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(text: &str) -> bool {
        guard(text, 0, &"a.yaml".into(), MAX_FRONT_MATTER_BYTES).is_ok()
    }

    #[test]
    fn block_texts_hide_nothing_that_follows_them() {
        assert!(passes("a: |\n  *b &c\nd: 1\n"));
        assert!(passes("- a: >\n    *b\n  c: 1\n"));
        assert!(passes("- |\n  &b\n- c\n"));
        assert!(!passes("- a: |\n    text\n  b: &c 1\n"));
        assert!(!passes("- |\n  text\n- &c 1\n"));
        assert!(!passes("- - |\n    text\n  - &c 1\n"));
    }

    #[test]
    fn anchors_aliases_and_depth_are_refused() {
        assert!(!passes("a: &b 1\n"));
        assert!(!passes("a: *b\n"));
        assert!(!passes("a: !!int 1\n"));
        assert!(!passes("a: [1, *b]\n"));
        assert!(!passes(&"[".repeat(100)));
        assert!(!passes(&"- ".repeat(100)));
        assert!(!passes(&format!("a: [b\n 'c, {}", "[".repeat(2000))));
        assert!(!passes("a: b\n  'c\nd: &e 1\nf: *e\n"));
        assert!(passes("a: 1 & 2\nb: \"*c\"\nd: x*y # *z\n"));
    }
}
