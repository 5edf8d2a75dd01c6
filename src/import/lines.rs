//! The lines of a page, each with the place it came from, and which of them are code.

/// A line, and the line of the source that it was, or was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Counted from 1.
    pub(super) at: usize,
}

impl Line {
    pub(super) fn new(text: impl Into<String>, at: usize) -> Self {
        Self { text: text.into(), at }
    }
}

/// The lines of a text that begins on such a line of its file.
pub(super) fn lines(text: &str, first: usize) -> Vec<Line> {
    text.lines().enumerate().map(|(at, line)| Line::new(line, first + at)).collect()
}

/// How many columns a line is indented; a tab counts as four.
pub(super) fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| [' ', '\t'].contains(c));
    blanks.map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Lines without so many columns of their indentation.
pub(super) fn all_dedented(lines: &[Line], columns: usize) -> Vec<Line> {
    lines.iter().map(|line| Line::new(dedented(&line.text, columns), line.at)).collect()
}

/// A line without so many columns of its indentation.
fn dedented(line: &str, columns: usize) -> &str {
    let mut left = columns;
    for (at, c) in line.char_indices() {
        let wide = match c {
            ' ' => 1,
            '\t' => 4,
            _ => return &line[at..],
        };
        if left == 0 {
            return &line[at..];
        }
        left = left.saturating_sub(wide);
    }
    ""
}

/// Where the code within a line ends that begins at a place; none where nothing closes it.
pub(super) fn end_of_code(text: &str, start: usize) -> Option<usize> {
    let inner = after_ticks(text, start);
    let mark = &text[start..inner];
    text[inner..].find(mark).map(|end| inner + end + mark.len())
}

/// Where the backticks end that stand at a place.
pub(super) fn after_ticks(text: &str, start: usize) -> usize {
    text.len() - text[start..].trim_start_matches('`').len()
}

/// An open fence of code.
#[derive(Clone, Copy, Debug)]
struct Fence {
    mark: char,
    length: usize,
}

/// Tells, line by line, which are code.
#[derive(Debug, Default)]
pub(super) struct CodeWatch {
    fence: Option<Fence>,
    /// Whether the lines above could make an indented line code: the last one was blank, and no
    /// list or note is open.
    after_blank: bool,
    in_list: bool,
    in_indented: bool,
}

impl CodeWatch {
    pub(super) fn new() -> Self {
        Self { after_blank: true, ..Self::default() }
    }

    /// Whether a line is code, or opens or closes a block of it.
    pub(super) fn is_code(&mut self, line: &str) -> bool {
        let text = line.trim_start_matches([' ', '\t', '>']);
        if let Some(fence) = self.fence {
            let closes = text.trim_end().len() >= fence.length
                && text.trim_end().chars().all(|c| c == fence.mark);
            if closes {
                self.fence = None;
            }
            return true;
        }
        if let Some(fence) = opened(text) {
            self.fence = Some(fence);
            self.after_blank = false;
            return true;
        }

        if text.trim().is_empty() {
            self.after_blank = true;
            return self.in_indented;
        }
        let columns = indent(line);
        if columns == 0 {
            self.in_list = is_item(line);
        }
        self.in_list |= is_item(text);
        self.in_indented = columns >= 4 && !self.in_list && (self.after_blank || self.in_indented);
        self.after_blank = false;
        self.in_indented
    }

    /// Whether a fence is open.
    pub(super) fn in_fence(&self) -> bool {
        self.fence.is_some()
    }
}

/// The fence that a line opens, seen without its indentation.
fn opened(text: &str) -> Option<Fence> {
    let mark = text.chars().next().filter(|c| ['`', '~'].contains(c))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    let info = &text[length..];
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some(Fence { mark, length })
}

/// Whether a line begins an item of a list, or a note below the text.
fn is_item(text: &str) -> bool {
    let text = text.trim_start();
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_counted = after.len() < text.len() && [". ", ") "].iter().any(|m| after.starts_with(m));
    is_counted
        || ["- ", "* ", "+ ", ": ", "[^"].iter().any(|mark| text.starts_with(mark))
        || text == "-"
}

/// The `#` heading of a text.
pub(super) fn heading(body: &[Line]) -> Option<String> {
    let mut watch = CodeWatch::new();
    body.iter().find_map(|line| {
        let is_code = watch.is_code(&line.text);
        let heading = line.text.strip_prefix("# ").filter(|_| !is_code)?;
        let words = heading.split(" {").next().unwrap_or(heading);
        Some(words.replace(['[', ']', '`', '*'], "").trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text() {
        let text = "a\n    b\n\n    code\n\n    code\nc\n```x\n!!! d\n````\n- e\n\n    f\n\ng\n\n\
                    \tcode\n~~~\n```\n~~~\nh";
        let mut watch = CodeWatch::new();
        let code: Vec<&str> = text.lines().filter(|line| watch.is_code(line)).collect();
        let right =
            ["    code", "", "    code", "```x", "!!! d", "````", "\tcode", "~~~", "```", "~~~"];
        assert_eq!(code, right);
    }

    #[test]
    fn lines_are_dedented_by_columns() {
        assert_eq!(dedented("      a", 4), "  a");
        assert_eq!(dedented("\ta", 4), "a");
        assert_eq!(dedented("  a", 4), "a");
        assert_eq!(dedented("   ", 2), " ");
        assert_eq!(dedented("  ", 4), "");
    }
}
