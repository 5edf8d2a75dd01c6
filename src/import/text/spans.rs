//! Stretches of text within a line, outside of code.

use super::super::lines::{Line, end_of_code};
use super::super::notes::Advice;
use super::tag::Tag;
use super::{Context, emoji, markup};

static VARIABLE: Advice = Advice {
    found: "Braces that named a variable of the old site",
    todo: "They are shown as they are written. Write the value, or declare the word under \
           `variables:` in handbook.yaml and take the `\\` away.",
};
static ABBREVIATION: Advice = Advice {
    found: "Abbreviations (`*[HTML]: …`)",
    todo: "They are not in the handbook. Put those that readers need into a glossary \
           (`kind: glossary`).",
};

/// A line with its code left alone, and the rest converted.
pub(super) fn converted(line: &str, at: usize, context: &mut Context<'_>) -> String {
    if line.starts_with("*[") && line.contains("]: ") && !line.contains("](") {
        context.notes.look(&ABBREVIATION, context.file, at, line);
        return String::new();
    }
    // Nearly all lines have nothing of it.
    if !line.contains(['{', ':', '[', '<', '+', '=', '^']) {
        return line.to_owned();
    }

    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let Some(end) = end_of_code(rest, start) else { break };
        out.push_str(&stretch(&rest[..start], at, context));
        let code = Line::new(&rest[start..end], at);
        let rules = context.dialect.code.iter();
        let shown = rules.filter(|_| code.text.contains('{')).find_map(|rule| rule(&code, context));
        match shown {
            Some(lines) => lines.iter().for_each(|line| out.push_str(&line.text)),
            None => out.push_str(&code.text),
        }
        rest = &rest[end..];
        // Attributes of what stood in code belong to it.
        if let Some(after) = attributes(rest) {
            context.notes.converted("attribute lists, taken out");
            rest = after;
        }
    }
    out.push_str(&stretch(rest, at, context));
    // What was taken out at the end of a line leaves a blank there, which says nothing.
    if out.ends_with(' ') && !line.ends_with(' ') { out.trim_end().to_owned() } else { out }
}

fn stretch(text: &str, at: usize, context: &mut Context<'_>) -> String {
    let mut text = text.to_owned();
    for rule in context.dialect.spans {
        if let Some(changed) = rule(&text, at, context) {
            text = changed;
        }
    }
    text
}

/// Braces that would name a variable here.
pub(in super::super) fn braces(text: &str, at: usize, context: &mut Context<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, braces) = rest.split_at(start);
        out.push_str(before);
        // What a rule before this one made stands behind a backslash already.
        if !before.ends_with('\\') {
            out.push('\\');
        }
        out.push_str("{{");
        rest = &braces[2..];
    }
    out.push_str(rest);
    if out == text {
        return None;
    }
    context.notes.look(&VARIABLE, context.file, at, text);
    Some(out)
}

/// `:smile:` as the sign it means, and icons of Material, which are taken out.
pub(in super::super) fn signs(text: &str, _: usize, context: &mut Context<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(':') {
        let after = &rest[start + 1..];
        let is_word = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
        let end = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
        let name = &after[..end];
        let is_code = after[end..].starts_with(':')
            && !rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == ':');
        let sign = is_code.then(|| emoji::sign(name)).flatten();
        let icons = ["material-", "fontawesome-", "octicons-", "simple-"];
        if let Some(sign) = sign {
            context.notes.converted("emoji codes, into the signs they mean");
            out.push_str(&rest[..start]);
            out.push_str(sign);
        } else if is_code && icons.iter().any(|set| name.starts_with(set)) {
            context.notes.left_out("Icons of the tool's theme", format!(":{name}:"));
            out.push_str(&rest[..start]);
            rest = attributes(&after[end + 1..]).unwrap_or(&after[end + 1..]);
            continue;
        } else {
            out.push_str(&rest[..=start]);
            rest = after;
            continue;
        }
        rest = &after[end + 1..];
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// What follows a list of attributes such as `{: .x }`, `{ width=300 }` or `{ .card }` that a text
/// begins with; none where it begins with something else.
fn attributes(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    if inner.starts_with(['{', '%', '#']) && !inner.starts_with("#") {
        return None;
    }
    let (list, rest) = inner.split_once('}')?;
    let list = list.trim_start_matches(':').trim();
    let is_attribute = |word: &str| {
        word.starts_with(['.', '#'])
            || word.split_once('=').is_some_and(|(key, _)| {
                key.chars().all(|c| c.is_ascii_alphanumeric() || "-_:@".contains(c))
                    && !key.is_empty()
            })
    };
    let mut words = list.split_whitespace();
    words.next().is_some_and(is_attribute).then_some(rest)
}

/// Attribute lists after links, pictures and at the end of a line; a heading keeps its id.
pub(in super::super) fn attribute_lists(
    text: &str,
    _: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        // A pair of braces is no list, nor is what stands in it.
        if let Some(end) =
            rest[start..].starts_with("{{").then(|| rest[start..].find("}}")).flatten()
        {
            out.push_str(&rest[..start + end + 2]);
            rest = &rest[start + end + 2..];
            continue;
        }
        let before = &rest[..start];
        let is_heading = text.trim_start().starts_with('#');
        let follows = before.ends_with([')', ']', '*', '_', '>', '"']) || before.trim().is_empty();
        let ends = |after: &str| after.trim().is_empty();
        let after = attributes(&rest[start..]).filter(|after| follows || ends(after));
        let Some(after) = after else {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };

        let list = &rest[start..rest.len() - after.len()];
        let mut words = list.trim_matches(['{', '}']).split_whitespace();
        let id = words.find_map(|word| word.trim_start_matches(':').strip_prefix('#'));
        if is_heading && let Some(id) = id {
            out.push_str(before.trim_end());
            out.push_str(&format!(" {{#{id}}}"));
            if list == format!("{{#{id}}}") {
                rest = after;
                continue;
            }
        } else {
            out.push_str(if ends(after) { before.trim_end() } else { before });
        }
        context.notes.converted("attribute lists, taken out");
        rest = after;
    }
    if out.is_empty() && rest == text {
        return None;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// Lines that stand for a table of contents, which every page has.
pub(in super::super) fn contents(
    text: &str,
    _: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    let line = text.trim();
    let marks = ["[TOC]", "[[_TOC_]]", "[[toc]]", "{{toc}}", "<!-- toc -->"];
    let is_contents = marks.iter().any(|mark| line.eq_ignore_ascii_case(mark))
        || ["{:toc", "{: toc"].iter().any(|mark| line.starts_with(mark));
    is_contents.then(|| {
        context.notes.converted("tables of contents, taken out: each page has one");
        String::new()
    })
}

/// `[[Page]]` and `[[words|Page]]` as links, which are resolved with all others.
pub(in super::super) fn wiki_links(
    text: &str,
    _: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("[[") {
        let inner = &rest[start + 2..];
        let Some(end) = inner.find("]]").filter(|end| *end > 0 && !inner[..*end].contains('['))
        else {
            break;
        };
        let (page, words) = inner[..end].split_once('|').unwrap_or((&inner[..end], &inner[..end]));
        let before = &rest[..start];
        // Obsidian shows a file with `!` before it.
        let is_picture = before.ends_with('!') && page.rsplit_once('.').is_some();
        context.notes.converted("wiki links, into links");
        out.push_str(before);
        let words = if is_picture { "" } else { words.trim() };
        out.push_str(&format!("[{words}](<wiki:{}>)", page.trim()));
        rest = &inner[end + 2..];
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(rest);
    Some(out)
}

/// `[[words|Page]]` of GitHub, where the words come first, and `[[picture.png|alt=Words]]`.
pub(in super::super) fn gollum_links(
    text: &str,
    _: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("[[") {
        let Some((link, after)) = inner.split_once("]]").filter(|(link, _)| is_wiki_link(link))
        else {
            break;
        };
        out.push_str(before);
        out.push_str(&gollum(link));
        context.notes.converted("wiki links, into links");
        rest = after;
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(rest);
    Some(out)
}

fn is_wiki_link(link: &str) -> bool {
    !link.trim().is_empty() && !link.contains('[')
}

/// A link of a GitHub wiki, by what stands between its brackets.
pub(in super::super) fn gollum(link: &str) -> String {
    let (first, more) = link.split_once('|').unwrap_or((link, ""));
    let ending = first.rsplit_once('.').map_or("", |(_, ending)| ending).trim();
    let pictures = ["png", "jpg", "jpeg", "gif", "svg", "webp"];
    if pictures.contains(&ending.to_ascii_lowercase().as_str()) {
        let alt = more.split('|').find_map(|option| option.trim().strip_prefix("alt="));
        return format!("![{}](<{}>)", alt.unwrap_or_default(), first.trim());
    }
    let page = if more.trim().is_empty() { first } else { more };
    format!("[{}](<wiki:{}>)", first.trim(), page.trim())
}

/// `<img src="…">` as a picture of Markdown.
pub(in super::super) fn pictures(
    text: &str,
    _: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tag = Tag::read(&rest[start..]);
        let tag = tag.filter(|tag| ["img", "Image"].contains(&tag.name.as_str()));
        let Some((tag, made)) = tag.and_then(|tag| Some((markup::picture(&tag)?, tag))) else {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        context.notes.converted("pictures written as HTML, into Markdown");
        out.push_str(&rest[..start]);
        out.push_str(&tag);
        rest = &rest[start + made.length..];
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// `++ctrl+c++`, `==marked==` and `^^new^^` of Python-Markdown as HTML.
pub(in super::super) fn marks(text: &str, _: usize, context: &mut Context<'_>) -> Option<String> {
    let mut text = text.to_owned();
    let mut is_changed = false;
    for (mark, element) in [("++", "kbd"), ("==", "mark"), ("^^", "ins")] {
        while let Some((start, end)) = marked(&text, mark) {
            let inner = &text[start + 2..end];
            let made = match element {
                "kbd" => {
                    let keys: Vec<String> =
                        inner.split('+').map(|key| format!("<kbd>{key}</kbd>")).collect();
                    keys.join("+")
                }
                element => format!("<{element}>{inner}</{element}>"),
            };
            context.notes.converted("keys and marked words, into HTML");
            text.replace_range(start..end + 2, &made);
            is_changed = true;
        }
    }
    is_changed.then_some(text)
}

/// Where a stretch between two marks begins and ends: words, with no blank inside its ends.
fn marked(text: &str, mark: &str) -> Option<(usize, usize)> {
    let start = text.find(mark)?;
    let inner = &text[start + 2..];
    let end = inner.find(mark).filter(|end| *end > 0)?;
    let inner = &inner[..end];
    let is_word = inner.starts_with(char::is_alphanumeric) && !inner.ends_with(' ');
    (is_word && !text[..start].ends_with(mark.chars().next()?)).then_some((start, start + 2 + end))
}
