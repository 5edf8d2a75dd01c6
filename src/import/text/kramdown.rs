//! Attributes of kramdown on a line of their own: `{: .note }` makes a box of the block beside it.

use super::super::lines::{CodeWatch, Line};
use super::admonitions::{alert, alert_of};
use super::{Context, Taken, convert, prefix_of};

/// `1. TOC` above `{:toc}`: the list is a stand-in for the contents.
pub(in super::super) fn contents(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let (first, below) = (lines[0].text.trim(), lines.get(1)?.text.trim());
    let is_mark = below.starts_with("{:toc") || below.starts_with("{: toc");
    let is_item = ["* ", "- ", "1. "].iter().any(|mark| first.starts_with(mark));
    if !is_mark || !is_item {
        return None;
    }
    context.notes.converted("tables of contents, taken out: each page has one");
    Some(Taken::nothing(2))
}

/// A block of text goes over so many lines at most.
const MAX_BLOCK: usize = 80;

/// The box that a line of attributes makes.
struct Mark {
    kind: String,
    /// Whether the first line of the block is its title.
    has_title: bool,
}

/// What stands in a line that holds nothing but attributes.
fn list_of(line: &str) -> Option<&str> {
    let list = line.trim().strip_prefix("{:")?.strip_suffix('}')?;
    (!list.contains(['{', '}']) && !list.starts_with(':')).then(|| list.trim())
}

fn mark_of(line: &str) -> Option<Mark> {
    let mut classes = list_of(line)?.split_whitespace().filter_map(|word| word.strip_prefix('.'));
    classes.find_map(|class| {
        let kind = class.strip_suffix("-title").unwrap_or(class);
        let kind = if ["new", "highlight"].contains(&kind) { "note" } else { kind };
        alert_of(kind)?;
        Some(Mark { kind: kind.to_owned(), has_title: class.ends_with("-title") })
    })
}

/// A block with `{: .warning }` before or behind it.
pub(in super::super) fn boxes(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let is_blank = |line: &Line| line.text.trim().is_empty();
    let first = &lines[0];
    if is_blank(first) {
        return None;
    }

    let near = &lines[..lines.len().min(MAX_BLOCK)];
    let end = near.iter().position(is_blank).unwrap_or(near.len());

    if let Some(mark) = mark_of(&first.text).filter(|_| end > 1) {
        let made = boxed(&mark, &lines[1..end], context);
        return Some(Taken::block(end, made));
    }

    // A heading's attributes are its own, and code has none.
    let begins_other = first.text.trim_start().starts_with(['#', '`', '~', '<', '{']);
    let mark = lines[..end].last().filter(|_| end > 1 && !begins_other)?;
    let mark = mark_of(&mark.text)?;
    let made = boxed(&mark, &lines[..end - 1], context);
    Some(Taken::block(end, made))
}

fn boxed(mark: &Mark, block: &[Line], context: &mut Context<'_>) -> Vec<Line> {
    let first = &block[0];
    let prefix = prefix_of(&first.text).to_owned();
    let mut inner: Vec<Line> = block
        .iter()
        .map(|line| {
            let text = line.text.trim_start();
            let text = text.strip_prefix('>').map_or(text, |text| text.trim_start_matches(' '));
            Line::new(text, line.at)
        })
        .collect();

    let title = mark.has_title.then(|| inner.remove(0).text);

    context.notes.converted("boxes, into alerts");
    let inner = convert(&inner, context);
    alert(&mark.kind, title.as_deref(), inner, &prefix, first.at)
}

/// A heading with its attributes on the line below: an id is kept, and the heading of the contents
/// is not, which each page has.
pub(in super::super) fn headings(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let (first, below) = (&lines[0], lines.get(1)?);
    let is_heading = first.text.starts_with('#');
    let list = is_heading.then(|| list_of(&below.text)).flatten()?;

    let words = || list.split_whitespace();
    if words().any(|word| word == ".no_toc") && words().any(|word| word == ".text-delta") {
        context.notes.converted("tables of contents, taken out: each page has one");
        return Some(Taken::nothing(2));
    }

    let id = words().find_map(|word| word.strip_prefix('#'));
    let id = id.filter(|_| !first.text.contains("{#"))?;
    context.notes.converted("attribute lists, taken out");
    let heading = Line::new(format!("{} {{#{id}}}", first.text.trim_end()), first.at);
    Some(Taken::inline(2, convert(&[heading], context)))
}

/// What a text says of itself alone: `{::comment}` and `{::options … /}`.
pub(in super::super) fn extensions(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let text = lines[0].text.trim().strip_prefix("{::")?;

    let is_alone = text.ends_with("/}");
    let end = match text.starts_with("comment") && !is_alone {
        true => lines.iter().position(|line| line.text.contains("{:/")).map(|end| end + 1)?,
        false => 1,
    };
    context.notes.converted("attribute lists, taken out");
    Some(Taken::nothing(end))
}

/// Escapes what Liquid would take for its own, outside of code.
pub(super) fn verbatim(lines: &[Line]) -> Vec<Line> {
    let mut watch = CodeWatch::new();

    let plain = lines.iter().map(|line| match watch.is_code(&line.text) {
        true => line.clone(),
        false => Line::new(verbatim_words(&line.text), line.at),
    });
    plain.collect()
}

/// A text in which braces are shown.
pub(super) fn verbatim_words(text: &str) -> String {
    text.replace("{{", "\\{{").replace("{%", "\\{%")
}
