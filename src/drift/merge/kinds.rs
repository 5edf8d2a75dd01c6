//! What each line of a Markdown text is to a merge: may it be wrapped anew, may its words be merged.
//! Where that is in doubt, they may not.

use std::iter;

use crate::drift::words::leading;

/// What may be done to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Nothing is on it but white space.
    Blank,
    /// Part of a paragraph, where a line break is white space.
    Prose,
    /// Stands for itself: a heading, an item, a row. Its words may be merged, but not with those of
    /// other lines, and the bytes at its start that say what it is must be the same.
    Single { marker: usize },
    /// Stays as it is or is exchanged as a whole: code, HTML, what is in containers.
    Whole,
}

/// Elements whose text goes on over blank lines.
const RAW_ELEMENTS: [&str; 4] = ["pre", "script", "style", "textarea"];

/// Says of each line what it is. The lines are without their line breaks.
pub(super) fn kinds(lines: &[&str]) -> Vec<LineKind> {
    let mut kinds = vec![LineKind::Whole; lines.len()];
    let mut inside = LineContext::Text { containers: 0 };
    // Lines without a blank one between them are read together.
    let front_matter = front_matter(lines);
    let mut begin = front_matter;

    for (at, line) in lines.iter().enumerate().skip(front_matter) {
        let kind = inside.read(line);
        if kind != LineKind::Prose {
            mark_block(&lines[begin..at], &mut kinds[begin..at]);
            kinds[at] = kind;
            begin = at + 1;
        }
    }

    mark_block(&lines[begin..], &mut kinds[begin..]);
    kinds
}

/// Says of each line of a text whether it is a heading that begins with `#`.
pub(in crate::drift) fn heading_lines(text: &str) -> Vec<bool> {
    let lines: Vec<&str> = text.lines().collect();
    let of_lines = iter::zip(&lines, kinds(&lines));
    of_lines
        .map(|(line, kind)| line.starts_with('#') && matches!(kind, LineKind::Single { .. }))
        .collect()
}

/// Whether there are only paragraphs in a text.
pub(super) fn are_paragraphs(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    kinds(&lines).iter().all(|kind| matches!(kind, LineKind::Blank | LineKind::Prose))
}

/// Whether a line is one that begins with so many bytes of marker; of a row that is not seen.
pub(super) fn is_single(line: &str, marker: usize) -> bool {
    let line = line.trim_end_matches('\n');
    let is_row = self::marker(line).is_none();
    is_row || single(line) == LineKind::Single { marker }
}

/// How many lines are front matter.
fn front_matter(lines: &[&str]) -> usize {
    if lines.first().map(|line| line.trim_end()) != Some("---") {
        return 0;
    }
    let end = lines[1..].iter().position(|line| line.trim_end() == "---");
    end.map_or(0, |end| end + 2)
}

/// Where a line stands.
enum LineContext {
    Text {
        /// So many are open.
        containers: usize,
    },
    Code {
        fence: u8,
        length: usize,
        containers: usize,
    },
    Remark {
        containers: usize,
    },
    /// An element the end of which is not looked for.
    Raw,
}

impl LineContext {
    /// What the next line is; `Prose` says only that its block must tell.
    fn read(&mut self, line: &str) -> LineKind {
        match *self {
            Self::Raw => {}
            Self::Remark { containers } => {
                if line.contains("-->") {
                    *self = Self::Text { containers };
                }
            }
            Self::Code { fence, length, containers } => {
                let line = line.trim();
                if line.len() >= length && line.bytes().all(|byte| byte == fence) {
                    *self = Self::Text { containers };
                }
            }
            Self::Text { containers } => return self.read_text(line, containers),
        }
        LineKind::Whole
    }

    fn read_text(&mut self, line: &str, containers: usize) -> LineKind {
        let text = &line[marker(line).unwrap_or_default()..].trim_start();
        if let Some((fence, length)) = fence(text) {
            *self = Self::Code { fence, length, containers };
            return LineKind::Whole;
        }

        if let Some(container) = line.trim_start().strip_prefix(":::") {
            let is_end = container.trim_matches([':', ' ', '\t']).is_empty();
            let containers = if is_end { containers.saturating_sub(1) } else { containers + 1 };
            *self = Self::Text { containers };
            return LineKind::Whole;
        }

        if let Some(tag) = text.strip_prefix('<') {
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if RAW_ELEMENTS.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
                *self = Self::Raw;
                return LineKind::Whole;
            }
            if tag.starts_with("!--") && !tag.contains("-->") {
                *self = Self::Remark { containers };
                return LineKind::Whole;
            }
        }

        match line.trim().is_empty() {
            true => LineKind::Blank,
            false if containers > 0 => LineKind::Whole,
            false if line.starts_with('#') => single(line),
            false => LineKind::Prose,
        }
    }
}

/// The fence that opens code.
fn fence(text: &str) -> Option<(u8, usize)> {
    let fence = *text.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = leading(text, |byte| byte == fence);
    // With more backticks after it on its line it is code within text.
    let is_code_in_text = fence == b'`' && text[length..].contains('`');
    (length >= 3 && !is_code_in_text).then_some((fence, length))
}

/// Says of lines that no blank line is between what they are.
fn mark_block(lines: &[&str], kinds: &mut [LineKind]) {
    let is_table = iter::zip(lines, lines.iter().skip(1))
        .any(|(head, line)| is_row(head) && is_row(line) && is_rule(line));
    let is_paragraph = lines.iter().all(|line| is_plain(line));

    for (line, kind) in iter::zip(lines, kinds) {
        *kind = match () {
            () if is_paragraph => LineKind::Prose,
            () if is_table && is_row(line) && !is_rule(line) => {
                LineKind::Single { marker: blanks(line) }
            }
            () => single(line),
        };
    }
}

fn is_row(line: &str) -> bool {
    line.contains('|')
}

/// Whether a line can only be text of a paragraph, wherever in that it stands.
fn is_plain(line: &str) -> bool {
    let begins = match line.as_bytes() {
        [] | [b' ' | b'\t' | b'#' | b'>' | b'|' | b'<' | b':', ..] => false,
        [b'{', second, ..] => *second == b'{',
        [b'[', ..] => !line.contains("]:"),
        _ => mark(line).is_none(),
    };
    begins && !is_rule(line) && !ends_hard(line) && !line.contains('\r')
}

/// Whether a line draws a line: under a heading, under a table's head, or between paragraphs.
fn is_rule(line: &str) -> bool {
    line.bytes().all(|byte| b"-=*_+|: \t".contains(&byte))
}

/// Whether the line break after a line is more than white space.
fn ends_hard(line: &str) -> bool {
    line.ends_with("  ") || line.ends_with('\\')
}

/// A line with a marker whose words may be merged, or else one that may not be touched.
fn single(line: &str) -> LineKind {
    let Some(marker) = marker(line) else { return LineKind::Whole };
    let text = &line[marker..];
    let is_more = text.starts_with(['<', '{', ':']) && !text.starts_with("{{");
    if is_more || is_rule(text) || ends_hard(line) || line.contains('\r') {
        return LineKind::Whole;
    }
    LineKind::Single { marker }
}

/// How many bytes at the start of a line say what it is: `- `, `> 1. `, `## `.
fn marker(line: &str) -> Option<usize> {
    let mut end = blanks(line);
    let mut found = None;
    while let Some(length) = mark(&line[end..]) {
        end += length;
        end += blanks(&line[end..]);
        found = Some(end);
    }
    found
}

fn blanks(text: &str) -> usize {
    leading(text, |byte| matches!(byte, b' ' | b'\t'))
}

/// The length of one marker at the start of a text.
fn mark(text: &str) -> Option<usize> {
    let length = match text.as_bytes() {
        [b'>', ..] => return Some(1),
        [b'-' | b'+' | b'*' | b':', ..] => 1,
        [b'[', b' ' | b'x' | b'X', b']', ..] => 3,
        [b'#', ..] => leading(text, |byte| byte == b'#'),
        [b'0'..=b'9', ..] => {
            let digits = leading(text, |byte| byte.is_ascii_digit());
            let is_item = matches!(text.as_bytes().get(digits), Some(b'.' | b')'));
            is_item.then_some(digits + 1)?
        }
        _ => return None,
    };

    // `#1` and `-5` are words.
    matches!(text.as_bytes().get(length), None | Some(b' ' | b'\t')).then_some(length)
}
