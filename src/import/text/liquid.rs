//! Tags in braces and per cent signs: those of GitBook, and the others, which are told.

use super::super::lines::Line;
use super::super::notes::Advice;
use super::admonitions::{alert, closing, details};
use super::{Context, Taken, container, convert, plain, prefix_of, tabs, trimmed};

pub(super) static TEMPLATE: Advice = Advice {
    found: "Tags of templates (`{% … %}`)",
    todo: "They are shown as they are written. Write in words what they showed, or take them out.",
};

/// What a tag in per cent signs says.
struct Tag<'t> {
    name: &'t str,
    rest: &'t str,
}

impl<'t> Tag<'t> {
    /// The tag that a line consists of.
    fn of_line(text: &'t str) -> Option<Self> {
        let inner = text.trim().strip_prefix("{%")?.strip_suffix("%}")?;
        if inner.contains("%}") {
            return None;
        }
        let inner = inner.trim_matches(['-', ' ']);
        let (name, rest) = inner.split_once(' ').unwrap_or((inner, ""));
        Some(Self { name, rest })
    }

    /// The value of `key="…"`.
    fn get(&self, key: &str) -> Option<&'t str> {
        let (_, after) = self.rest.split_once(key)?;
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let quote = after.chars().next().filter(|c| ['"', '\''].contains(c))?;
        after[1..].split(quote).next()
    }
}

/// Puts each tag of GitBook on a line of its own.
fn parted(line: &Line) -> Option<Vec<Line>> {
    let text = line.text.as_str();
    if text.matches("{%").count() < 2 && Tag::of_line(text).is_some() {
        return None;
    }
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{%") {
        let end = rest[start..].find("%}").map(|end| start + end + 2)?;
        let tag = Tag::of_line(&rest[start..end])?;
        if !is_ours(tag.name) {
            return None;
        }
        lines.push(Line::new(rest[..start].trim(), line.at));
        lines.push(Line::new(&rest[start..end], line.at));
        rest = &rest[end..];
    }
    if lines.is_empty() {
        return None;
    }
    lines.push(Line::new(rest.trim(), line.at));
    lines.retain(|line| !line.text.is_empty());
    Some(lines)
}

fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix("end").unwrap_or(name);
    [
        "hint",
        "tabs",
        "tab",
        "code",
        "embed",
        "file",
        "content-ref",
        "stepper",
        "step",
        "columns",
        "column",
        "expandable",
        "updates",
    ]
    .contains(&name)
}

/// The tags of GitBook: hints, tabs, files, films.
pub(in super::super) fn gitbook(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    if !first.text.contains("{%") {
        return None;
    }
    if let Some(parted) = parted(first) {
        let mut all = parted;
        let head = all.len();
        all.extend_from_slice(&lines[1..]);
        // Only as far as a box that begins here goes; what follows is looked at by itself.
        let taken = gitbook(&all, context);
        let used = taken.as_ref().map_or(0, |taken| taken.used);
        return match taken {
            Some(taken) if used >= head => Some(Taken { used: used - head + 1, ..taken }),
            _ => Some(Taken::block(1, convert(&all[..head], context))),
        };
    }

    let tag = Tag::of_line(&first.text).filter(|tag| is_ours(tag.name))?;
    let prefix = prefix_of(&first.text);
    let is_pair = !["embed", "file"].contains(&tag.name)
        || lines.iter().any(|line| ends(&line.text, tag.name));
    if !is_pair || tag.name.starts_with("end") {
        let link = tag.get("url").or_else(|| tag.get("src")).map(|address| linked(address, ""));
        context.notes.converted("tags of GitBook, into text");
        return Some(Taken::block(
            1,
            link.map(|link| Line::new(link, first.at)).into_iter().collect(),
        ));
    }

    let end = end_of(lines, tag.name)?;
    let inner = convert(&lines[1..end], context);
    Some(Taken::block(end + 1, made(&tag, inner, prefix, first.at, context)))
}

/// Whether a line is the end of a tag.
fn ends(text: &str, name: &str) -> bool {
    let name_of = |tag: Tag<'_>| tag.name.strip_prefix("end") == Some(name);
    Tag::of_line(text).is_some_and(name_of)
}

fn end_of(lines: &[Line], name: &str) -> Option<usize> {
    let is_close = |text: &str| {
        text.contains(&format!("{{% end{name} ")) || text.contains(&format!("{{% end{name}%"))
    };
    let is_open = |text: &str| {
        Tag::of_line(text).is_some_and(|tag| tag.name == name)
            || text.contains(&format!("{{% {name} "))
    };
    closing(lines, |text| is_open(text) || is_close(text), is_close)
}

/// What stands in the place of a tag with its end.
fn made(
    tag: &Tag<'_>,
    inner: Vec<Line>,
    prefix: &str,
    at: usize,
    context: &mut Context<'_>,
) -> Vec<Line> {
    match tag.name {
        "hint" => {
            context.notes.converted("boxes, into alerts");
            alert(tag.get("style").unwrap_or("info"), tag.get("title"), inner, prefix, at)
        }
        "tabs" => {
            context.notes.converted("rows of tabs, into `:::tabs`");
            container("tabs".to_owned(), inner, prefix, at)
        }
        "tab" => tabs::tab(tag.get("title").unwrap_or_default(), inner, at),
        "expandable" => {
            context.notes.converted("passages to open, into `:::details`");
            details(tag.get("title").unwrap_or_default(), false, inner, prefix, at)
        }
        "embed" | "file" => {
            context.notes.converted("tags of GitBook, into text");
            let words: Vec<&str> = inner.iter().map(|line| line.text.trim()).collect();
            let words = plain(&words.join(" "));
            let address = tag.get("url").or_else(|| tag.get("src"));
            address.map(|address| Line::new(linked(address, &words), at)).into_iter().collect()
        }
        _ => {
            context.notes.converted("tags of GitBook, into text");
            trimmed(inner)
        }
    }
}

fn linked(address: &str, words: &str) -> String {
    let name = address.rsplit('/').find(|part| !part.is_empty()).unwrap_or(address);
    let words = if words.is_empty() { name } else { words };
    format!("[{words}](<{address}>)")
}

/// Tells of tags in per cent signs that no rule knows.
pub(in super::super) fn others(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    if first.text.contains("{%") {
        context.notes.look(&TEMPLATE, context.file, first.at, &first.text);
    }
    None
}
