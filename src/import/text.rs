//! Text: what other tools write for boxes, tabs and the like, in the words of ours.
//!
//! A rule looks at the lines from some place on, and either leaves them alone or takes some and
//! gives others in their place. What is within a box is converted by the same rules.

pub(super) mod admonitions;
mod emoji;
pub(super) mod includes;
pub(super) mod jekyll;
pub(super) mod kramdown;
pub(super) mod liquid;
pub(super) mod markup;
mod pieces;
pub(super) mod scripts;
pub(super) mod shortcodes;
pub(super) mod spans;
pub(super) mod tabs;
mod tag;

use super::lines::{CodeWatch, Line, indent};
use super::notes::{Advice, Notes};
use super::site::Settings;
use super::tree::Tree;

/// Takes lines where a construct begins.
pub(super) type BlockRule = fn(&[Line], &mut Context<'_>) -> Option<Taken>;
/// Rewrites a stretch of text without code in it.
pub(super) type SpanRule = fn(&str, usize, &mut Context<'_>) -> Option<String>;

/// Rewrites a line of code, or a stretch of it within a line.
pub(super) type CodeRule = fn(&Line, &mut Context<'_>) -> Option<Vec<Line>>;

/// Boxes and lists within each other; nobody nests this deep.
const MAX_DEPTH: usize = 24;

pub(super) static DIAGRAM: Advice = Advice {
    found: "Diagrams and formulas",
    todo: "They are shown as code. Put a picture in their place.",
};

/// How a tool's texts are written.
#[derive(Debug)]
pub(super) struct Dialect {
    pub(super) blocks: &'static [BlockRule],
    pub(super) spans: &'static [SpanRule],
    /// What is looked for in code.
    pub(super) code: &'static [CodeRule],
}

/// What the rules know of the page, and what they tell.
pub(super) struct Context<'s> {
    pub(super) tree: &'s Tree,
    pub(super) settings: &'s Settings,
    pub(super) dialect: &'static Dialect,
    /// The page's file in the source.
    pub(super) file: &'s str,
    pub(super) notes: Notes,
    pub(super) depth: usize,
    /// Files whose texts are being put in just now, so that none puts in itself.
    pub(super) including: Vec<String>,
}

/// Lines that a rule took, and what stands in their place.
pub(super) struct Taken {
    /// So many lines.
    pub(super) used: usize,
    pub(super) lines: Vec<Line>,
    /// Whether it is a block by itself, with blank lines around it.
    pub(super) is_block: bool,
}

impl Taken {
    /// A block in the place of some lines.
    pub(super) fn block(used: usize, lines: Vec<Line>) -> Self {
        Self { used, lines, is_block: true }
    }

    /// Lines in the place of others, without blank lines around them.
    pub(super) fn inline(used: usize, lines: Vec<Line>) -> Self {
        Self { used, lines, is_block: false }
    }

    /// Nothing in the place of some lines.
    pub(super) fn nothing(used: usize) -> Self {
        Self { used, lines: Vec::new(), is_block: false }
    }
}

/// Converts the lines of a page, or of a box in it.
pub(super) fn convert(lines: &[Line], context: &mut Context<'_>) -> Vec<Line> {
    if context.depth >= MAX_DEPTH {
        return lines.to_vec();
    }
    context.depth += 1;

    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut watch = CodeWatch::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if watch.is_code(&line.text) {
            let rules = context.dialect.code;
            let shown = rules.iter().find_map(|rule| rule(line, context));
            out.extend(shown.unwrap_or_else(|| vec![line.clone()]));
            at += 1;
            continue;
        }

        let rules = context.dialect.blocks;
        match rules.iter().find_map(|rule| rule(&lines[at..], context)) {
            Some(taken) => {
                // A rule that takes no line would never end.
                at += taken.used.max(1);
                if taken.lines.is_empty() {
                    at += superfluous(&out, &lines[at..]);
                }
                push(&mut out, taken, lines.get(at));
                watch = CodeWatch::new();
            }
            None => {
                let text = spans::converted(&line.text, line.at, context);
                at += 1;
                if text.is_empty() && !line.text.is_empty() {
                    at += superfluous(&out, &lines[at..]);
                } else {
                    out.push(Line::new(text, line.at));
                }
            }
        }
    }

    context.depth -= 1;
    out
}

/// How many blank lines there are after something that was taken out from between two.
fn superfluous(out: &[Line], rest: &[Line]) -> usize {
    let is_blank = |line: &&Line| line.text.trim().is_empty();
    let after_blank = out.last().is_none_or(|line| is_blank(&line));
    if after_blank { rest.iter().take_while(is_blank).count() } else { 0 }
}

/// Appends what a rule gives, with blank lines around a block.
fn push(out: &mut Vec<Line>, taken: Taken, next: Option<&Line>) {
    let Some(first) = taken.lines.first() else { return };
    let at = first.at;
    let is_text = |line: &Line| !line.text.trim().is_empty();
    if taken.is_block && out.last().is_some_and(is_text) {
        out.push(Line::new("", at));
    }
    out.extend(taken.lines);
    if taken.is_block && next.is_some_and(is_text) {
        out.push(Line::new("", at));
    }
}

/// The blanks, and the marks of quotes, before a line's text.
fn prefix_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Lines indented more than so many columns, and blank ones between them: what belongs to the line
/// above in the way of Python-Markdown. Gives how many there are.
fn hanging(lines: &[Line], columns: usize) -> usize {
    let mut end = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.text.trim().is_empty() {
            continue;
        }
        if indent(&line.text) < columns {
            break;
        }
        end = at + 1;
    }
    end
}

/// Lines, each with this before it; blank ones stay blank.
fn prefixed(lines: Vec<Line>, prefix: &str) -> Vec<Line> {
    let with = |line: Line| match line.text.is_empty() {
        true => line,
        false => Line::new(format!("{prefix}{}", line.text), line.at),
    };
    lines.into_iter().map(with).collect()
}

/// A container with lines in it.
fn container(open: String, inner: Vec<Line>, prefix: &str, at: usize) -> Vec<Line> {
    let end = inner.last().map_or(at, |line| line.at);
    let mut lines = vec![Line::new(format!("{prefix}:::{open}"), at)];
    lines.extend(prefixed(trimmed(inner), prefix));
    lines.push(Line::new(format!("{prefix}:::"), end));
    lines
}

/// Lines without blank ones at either end.
fn trimmed(mut lines: Vec<Line>) -> Vec<Line> {
    let is_text = |line: &Line| !line.text.trim().is_empty();
    let end = lines.iter().rposition(is_text).map_or(0, |last| last + 1);
    lines.truncate(end);
    let start = lines.iter().position(is_text).unwrap_or(0);
    lines.split_off(start)
}

/// An attribute of a container: its value can have no double quotes and no braces of a variable.
fn attribute(key: &str, value: &str) -> String {
    let value = value.replace('"', "'").replace("{{", "{ {").replace(['{', '}'], "");
    format!("{key}=\"{}\"", value.trim())
}

/// A text without the marks of Markdown and HTML: for titles, which are plain.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            '*' | '`' | '\\' => {}
            c if !in_tag => plain.push(c),
            _ => {}
        }
    }
    if in_tag { text.to_owned() } else { plain.trim().to_owned() }
}
