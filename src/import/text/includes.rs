//! Files that are shown within others: `--8<-- "file"`, `{{#include file}}`. Their texts are put
//! in.

use super::super::lines::{Line, lines};
use super::super::notes::Advice;
use super::super::site::{join, walked};
use super::{Context, Taken, convert, prefix_of, prefixed};
use crate::url::folder_of;

static MISSING: Advice = Advice {
    found: "Files that were to be shown within a page, and are not there",
    todo: "The line is shown as it is written. Put the text in its place, or take it out.",
};
static OUTSIDE: Advice = Advice {
    found: "Files outside of the folder that was brought over",
    todo: "Nothing outside of it is read. Copy the file into the folder and import again, or take \
           the line out.",
};
static PROGRAM: Advice = Advice {
    found: "Tags of mdBook that only mdBook knows",
    todo: "They are shown as they are written. Write in words what they showed, or take them out.",
};

/// Files within files; nobody nests this deep.
const MAX_DEPTH: usize = 8;
/// A page takes so many lines of other files at most: each may be put in again and again.
const MAX_LINES: usize = 40_000;

/// What a line asks to put in.
#[derive(PartialEq, Eq, Debug)]
struct Wanted<'t> {
    path: &'t str,
    /// `2`, `2:10` or the name of a part.
    part: Option<&'t str>,
}

/// `--8<-- "file"` or `{{#include file}}`, if the line is nothing else.
fn wanted(text: &str) -> Option<Wanted<'_>> {
    let text = text.trim();
    let mdbook = ["{{#include ", "{{#rustdoc_include ", "{{#playground "];
    let named = mdbook.iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix("}}"));
    let path = match named {
        Some(path) => path.split_whitespace().next()?,
        None => {
            let rest = text.strip_prefix("--8<--").or_else(|| text.strip_prefix("-8<-"))?.trim();
            rest.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?
        }
    };
    let (path, part) = match path.split_once(':') {
        Some((path, part)) => (path, Some(part)),
        None => (path, None),
    };
    // Snippets that begin with `;` are switched off.
    (!path.is_empty() && !path.starts_with(';')).then_some(Wanted { path, part })
}

/// A line of text that asks for a file.
pub(in super::super) fn in_text(all: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &all[0];
    if let Some(files) = listed(all) {
        let mut lines = Vec::new();
        for line in &all[1..=files] {
            let wanted = Wanted { path: line.text.trim(), part: None };
            if !wanted.path.is_empty() {
                lines.extend(put_in(&wanted, line, context));
                lines.push(Line::new("", line.at));
            }
        }
        return Some(Taken::block(files + 2, lines));
    }

    let Some(wanted) = wanted(&first.text) else {
        if first.text.contains("{{#") {
            context.notes.look(&PROGRAM, context.file, first.at, &first.text);
        }
        return None;
    };
    Some(Taken::inline(1, put_in(&wanted, first, context)))
}

/// How many lines there are between `--8<--` and another one.
fn listed(all: &[Line]) -> Option<usize> {
    let is_mark = |line: &Line| line.text.trim() == "--8<--";
    let after = all.get(1..).filter(|_| is_mark(&all[0]))?;
    after.iter().take(100).position(is_mark)
}

/// The text of a file that another tool's call names, in the place of the line with the call.
pub(super) fn of_path(
    path: &str,
    line: &Line,
    is_text: bool,
    context: &mut Context<'_>,
) -> Option<Vec<Line>> {
    let wanted = Wanted { path, part: None };
    if path.is_empty() {
        return None;
    }
    Some(match is_text {
        true => put_in(&wanted, line, context),
        false => found(&wanted, line, context).unwrap_or_else(|| as_written(line)),
    })
}

/// A line as text: its braces would name a variable.
fn as_written(line: &Line) -> Vec<Line> {
    vec![Line::new(line.text.replace("{{", "\\{{"), line.at)]
}

/// A line of code that asks for a file; none where it asks for none.
pub(in super::super) fn in_code(line: &Line, context: &mut Context<'_>) -> Option<Vec<Line>> {
    let wanted = wanted(&line.text)?;
    let prefix = prefix_of(&line.text);
    let text = found(&wanted, line, context)?;
    context.notes.converted("files shown within others, put in");
    Some(prefixed(text, prefix))
}

/// The text of a file, converted as that of the page.
fn put_in(wanted: &Wanted<'_>, line: &Line, context: &mut Context<'_>) -> Vec<Line> {
    let Some(text) = found(wanted, line, context) else { return as_written(line) };

    context.notes.converted("files shown within others, put in");
    context.including.push(wanted.path.to_owned());
    let text = convert(&text, context);
    context.including.pop();
    prefixed(text, prefix_of(&line.text))
}

/// The lines that are wanted of a file; none, and told, where it is not there.
fn found(wanted: &Wanted<'_>, line: &Line, context: &mut Context<'_>) -> Option<Vec<Line>> {
    let here = folder_of(context.file);
    let folders = context.settings.snippets.iter().map(String::as_str);
    let tried: Vec<Option<String>> = std::iter::once(here)
        .chain(folders)
        .map(|folder| walked(folder, wanted.path.trim_start_matches('/')))
        .collect();

    let is_absolute = wanted.path.starts_with('/') || wanted.path.contains("://");
    let known = tried.iter().flatten().find(|path| context.tree.has(path)).cloned();
    let within = context.including.len() + 1;
    let is_circle = context.including.iter().any(|path| path == wanted.path) || within > MAX_DEPTH;
    let Some(path) = known.filter(|_| !is_circle) else {
        let is_outside = is_absolute || tried.iter().all(Option::is_none);
        let advice = if is_outside { &OUTSIDE } else { &MISSING };
        context.notes.look(advice, context.file, line.at, &line.text);
        return None;
    };

    let text = context.tree.text(&path, &mut context.notes)?;
    let all = match wanted.part {
        Some(part) => part_of(&text, part),
        None => text.lines().collect(),
    };
    let all = all.into_iter().filter(|line| !line.contains("ANCHOR")).take(MAX_LINES);
    let text: Vec<&str> = all.collect();
    // Its lines are told by the line that asks for them.
    Some(lines(&text.join("\n"), 0).into_iter().map(|of| Line::new(of.text, line.at)).collect())
}

/// Lines by number, or those of a part that is marked in the file.
fn part_of<'t>(text: &'t str, part: &str) -> Vec<&'t str> {
    let all: Vec<&str> = text.lines().collect();
    let (from, to) =
        part.split_once(':').unwrap_or((part, if part.is_empty() { "" } else { part }));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if is_number(from) && is_number(to) {
        let from = from.parse::<usize>().unwrap_or(1).clamp(1, all.len() + 1);
        let to = to.parse::<usize>().unwrap_or(all.len()).clamp(from - 1, all.len());
        return all[from - 1..to].to_vec();
    }

    let begins = |line: &&str| {
        line.contains(&format!("ANCHOR: {part}")) || line.contains(&format!("[start:{part}]"))
    };
    let ends = |line: &&str| {
        line.contains(&format!("ANCHOR_END: {part}")) || line.contains(&format!("[end:{part}]"))
    };
    let start = all.iter().position(begins).map_or(0, |at| at + 1);
    let end = all.iter().position(ends).unwrap_or(all.len());
    all.get(start..end).map(<[&str]>::to_vec).unwrap_or_default()
}

/// The folders from which snippets are taken, seen from the root of the source: those that lie in
/// it.
pub(in super::super) fn folders(root: &str, paths: &[String]) -> Vec<String> {
    paths.iter().filter_map(|path| walked("", &join(root, path))).collect()
}

#[cfg(test)]
mod tests {
    use super::{part_of, wanted};

    #[test]
    fn lines_and_parts_of_a_file() {
        let text = "1\n2\n// ANCHOR: a\n4\n// ANCHOR_END: a\n6";
        assert_eq!(part_of(text, "2"), ["2"]);
        assert_eq!(part_of(text, "2:"), text.lines().skip(1).collect::<Vec<_>>());
        assert_eq!(part_of(text, ":2"), ["1", "2"]);
        assert_eq!(part_of(text, "a"), ["4"]);
        assert_eq!(part_of(text, "90:9"), [""; 0]);
        assert_eq!(wanted("--8<-- \"a.md\"").unwrap().path, "a.md");
        assert_eq!(wanted("  {{#include ../a.rs:2:9}}").unwrap().part, Some("2:9"));
        assert_eq!(wanted("--8<-- a.md"), None);
    }
}
