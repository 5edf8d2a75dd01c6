//! What is refused before the YAML parser sees it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};

/// Front matter larger than this is refused, in bytes.
pub const MAX_FRONT_MATTER_BYTES: usize = 64 * 1024;
/// `handbook.yaml`, `firm.yaml` and the like larger than this are refused, in bytes.
pub const MAX_CONFIG_BYTES: usize = 1024 * 1024;
/// `serde_yaml`'s scanner is quadratic in open brackets: 64 KB of `[` take 13 s. Nobody nests this deep.
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
    let refuse = |message: String, at: usize, length: usize| {
        Diagnostic::new(&checks::YAML_SYNTAX, message)
            .at(Place::at(file, offset + at..offset + at + length))
    };
    if text.len() > limit {
        let message = format!(
            "{} KiB of YAML are too much: the limit is {} KiB",
            text.len() / 1024,
            limit / 1024
        );
        return Err(refuse(message, 0, 0).help("move long text into the page's body"));
    }
    if raw_depth(text) > MAX_RAW_DEPTH {
        return Err(refuse("there are too many open brackets here".to_owned(), 0, 0)
            .help("put text with brackets in quotes"));
    }
    if let Some(at) = raw_alias(text) {
        let message = "anchors (`&name`) and aliases (`*name`) are not used here";
        return Err(refuse(message.to_owned(), at, 1).help("put the text in quotes"));
    }
    let mut scan = Scan::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((problem, column)) = scan.line(line) {
            let (message, help) = match problem {
                Problem::Deep => {
                    ("this is nested too deep", "write fewer brackets or indents inside each other")
                }
                Problem::Anchor => (
                    "anchors (`&name`) and aliases (`*name`) are not used here",
                    "put the text in quotes",
                ),
                Problem::Tag => {
                    ("tags such as `!name` are not used here", "put the text in quotes")
                }
            };
            return Err(refuse(message.to_owned(), at + column, 1).help(help));
        }
        at += line.len();
    }
    Ok(())
}

/// The most `[` and `{` that are open at once, quotes and comments not respected: what a text may do to
/// make the careful scan below lose its way, it cannot hide these.
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
    Deep,
    Anchor,
    Tag,
}

/// What carries over from one line to the next.
#[derive(Default)]
struct Scan {
    /// Open `[` and `{`.
    open: usize,
    /// The quote an unfinished quoted text began with.
    quote: Option<u8>,
    /// Column of the key or dash whose `|` or `>` text is being passed over.
    block: Option<usize>,
}

impl Scan {
    /// The first problem of a line and its column in bytes.
    fn line(&mut self, line: &str) -> Option<(Problem, usize)> {
        let bytes = line.trim_end().as_bytes();
        let indent = bytes.iter().take_while(|byte| **byte == b' ').count();
        if let Some(parent) = self.block {
            if bytes.len() == indent || indent > parent {
                return None;
            }
            self.block = None;
        }
        let mut indicators = 0;
        // Whether a value may begin here: at the start of a line and after `:`, `-`, `?`, `[`, `{`, `,`.
        let mut begins = true;
        let mut column = 0;
        // Where the line's own key or text begins, after any dashes, and where the last dash stands.
        let mut key = indent;
        let mut dash = indent;
        while column < bytes.len() {
            let byte = bytes[column];
            if let Some(quote) = self.quote {
                match byte {
                    b'\\' if quote == b'"' => column += 1,
                    _ if byte == quote => self.quote = None,
                    _ => {}
                }
                column += 1;
                continue;
            }
            let next_is_space =
                bytes.get(column + 1).is_none_or(|next| *next == b' ' || *next == b'\t');
            match byte {
                b' ' | b'\t' => {
                    column += 1;
                    continue;
                }
                b'#' if column == 0 || bytes[column - 1] == b' ' => return None,
                b'"' | b'\'' if begins => self.quote = Some(byte),
                b'&' | b'*' if begins && !next_is_space => return Some((Problem::Anchor, column)),
                b'!' if begins && !next_is_space => return Some((Problem::Tag, column)),
                b'[' | b'{' if begins || self.open > 0 => {
                    self.open += 1;
                    if self.open > MAX_OPEN_BRACKETS {
                        return Some((Problem::Deep, column));
                    }
                }
                b']' | b'}' => self.open = self.open.saturating_sub(1),
                b'|' | b'>' if begins && self.open == 0 => {
                    self.block = Some(if column == key { dash } else { key });
                    return None;
                }
                b'-' | b'?' | b':' if next_is_space => {
                    indicators += 1;
                    if column == key && byte != b':' {
                        let rest = &bytes[column + 1..];
                        dash = column;
                        key = column + 1 + rest.iter().take_while(|byte| **byte == b' ').count();
                    }
                }
                _ => {}
            }
            if indicators > MAX_INDICATORS_PER_LINE && self.open == 0 {
                return Some((Problem::Deep, column));
            }
            begins = matches!(byte, b'[' | b'{' | b',')
                || (matches!(byte, b':' | b'-' | b'?') && next_is_space);
            column += 1;
        }
        None
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
