//! Boxes: `!!! note`, `??? note`, `/// note |`, `:::note`, `> [!INFO]`.

use super::super::lines::{CodeWatch, Line, all_dedented, indent};
use super::super::notes::Advice;
use super::{Context, Taken, attribute, container, convert, hanging, plain, prefix_of, trimmed};

static UNCLOSED: Advice = Advice {
    found: "Boxes `:::` that are never closed, or close nothing",
    todo: "The line is shown as text. Put a line `:::` where the box ends, or take it out.",
};
static UNKNOWN: Advice = Advice {
    found: "Containers `:::` that only the tool knows",
    todo: "What was in them is there, without the container. Put it into `> [!NOTE]`, `:::details` \
           or `:::tabs` where it needs one.",
};

/// Kinds of boxes and what they are here. A kind whose name is lost becomes the box's title.
const KINDS: [(&str, &[&str]); 5] = [
    (
        "NOTE",
        &[
            "note",
            "info",
            "abstract",
            "summary",
            "tldr",
            "example",
            "quote",
            "cite",
            "question",
            "help",
            "faq",
            "todo",
            "seealso",
            "secondary",
            "definition",
            "admonition",
        ],
    ),
    ("TIP", &["tip", "hint", "success", "check", "done"]),
    ("IMPORTANT", &["important"]),
    ("WARNING", &["warning", "attention"]),
    ("CAUTION", &["caution", "danger", "error", "failure", "fail", "missing", "bug"]),
];

/// The alert that a kind of box is here.
pub(super) fn alert_of(kind: &str) -> Option<&'static str> {
    let small = kind.to_ascii_lowercase();
    KINDS.iter().find(|(_, kinds)| kinds.contains(&small.as_str())).map(|(alert, _)| *alert)
}

/// A box with what is in it. `title`: none for that of its kind.
pub(super) fn alert(
    kind: &str,
    title: Option<&str>,
    inner: Vec<Line>,
    prefix: &str,
    at: usize,
) -> Vec<Line> {
    let alert = alert_of(kind).unwrap_or("NOTE");
    let title = title_of(alert, kind, title.unwrap_or_default());
    // The title of a container is plain, and a link in it would be lost.
    let has_link = title.contains("](");
    if !title.is_empty() && !has_link {
        let open = format!("{}[{}]", alert.to_lowercase(), bracketed(&title));
        return container(open, inner, prefix, at);
    }

    let head = format!("{prefix}> [!{alert}] {title}");
    let mut lines = vec![Line::new(head.trim_end(), at)];
    for line in trimmed(inner) {
        let text = format!("{prefix}> {}", line.text);
        lines.push(Line::new(text.trim_end(), line.at));
    }
    lines
}

/// The title of a box: its own, or the name of a kind that is lost.
fn title_of(alert: &str, kind: &str, title: &str) -> String {
    match title.trim() {
        "" if alert.eq_ignore_ascii_case(kind) => String::new(),
        "" => capital(kind),
        title => title.to_owned(),
    }
}

/// A title for the brackets behind `:::note`, where it is plain.
fn bracketed(title: &str) -> String {
    plain(title).replace("{{", "{ {").replace('[', "(").replace(']', ")")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A passage that readers open.
pub(super) fn details(
    summary: &str,
    is_open: bool,
    inner: Vec<Line>,
    prefix: &str,
    at: usize,
) -> Vec<Line> {
    let summary = plain(summary);
    let summary = if summary.is_empty() { "More" } else { &summary };
    let open = if is_open { " open" } else { "" };
    container(format!("details {{{}{open}}}", attribute("summary", summary)), inner, prefix, at)
}

/// `!!! note "Title"`, `??? note` and `???+ note` with the lines that hang below.
pub(in super::super) fn pymdown(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let text = first.text.trim_start();
    let mark = ["!!!", "???+", "???"].into_iter().find(|mark| text.starts_with(mark))?;
    let head = text[mark.len()..].strip_prefix(' ')?.trim();
    let (words, title) = quoted(head);
    let kind = words.split_whitespace().next()?;
    if !kind.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }

    let columns = indent(&first.text) + 4;
    let used = hanging(&lines[1..], columns);
    let inner = convert(&all_dedented(&lines[1..=used], columns), context);

    let prefix = prefix_of(&first.text);
    let made = if mark == "!!!" {
        context.notes.converted("boxes, into alerts");
        alert(kind, title, inner, prefix, first.at)
    } else {
        context.notes.converted("passages to open, into `:::details`");
        let summary = title.map_or_else(|| capital(kind), str::to_owned);
        details(&summary, mark.ends_with('+'), inner, prefix, first.at)
    };
    Some(Taken::block(used + 1, made))
}

/// The words before a text in quotes, and the text; an empty one is none.
fn quoted(head: &str) -> (&str, Option<&str>) {
    let Some((words, rest)) = head.split_once(['"', '\'']) else { return (head, None) };
    (words, Some(rest.trim_end().trim_end_matches(['"', '\''])))
}

/// `/// note | Title` up to `///`, the newer way of Material.
pub(in super::super) fn pymdown_blocks(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let head = first.text.trim().strip_prefix("///")?.trim_start_matches('/').trim();
    let (kind, title) = match head.split_once('|') {
        Some((kind, title)) => (kind.trim(), Some(title.trim())),
        None => (head, None),
    };
    let is_box = alert_of(kind).is_some();
    if !is_box && !["details", "caption", "figure-caption"].contains(&kind) {
        return None;
    }

    let end =
        closing(lines, |text| text.starts_with("///"), |text| text.trim_matches('/').is_empty())?;
    let inner = convert(&lines[1..end], context);
    let prefix = prefix_of(&first.text);
    context.notes.converted(match is_box {
        true => "boxes, into alerts",
        false => "passages to open, into `:::details`",
    });
    Some(Taken::block(
        end + 1,
        match kind {
            "details" => details(title.unwrap_or_default(), false, inner, prefix, first.at),
            "caption" | "figure-caption" => inner,
            _ => alert(kind, title, inner, prefix, first.at),
        },
    ))
}

/// The line that closes what the first one opens, with others like it in between.
pub(super) fn closing(
    lines: &[Line],
    is_mark: impl Fn(&str) -> bool,
    is_close: impl Fn(&str) -> bool,
) -> Option<usize> {
    let mut watch = CodeWatch::new();
    let mut open = 1;
    for (at, line) in lines.iter().enumerate().skip(1) {
        // Boxes are indented at will; only a fence keeps their ends from being seen.
        watch.is_code(&line.text);
        let text = line.text.trim();
        if watch.in_fence() || !is_mark(text) {
            continue;
        }
        open = if is_close(text) { open - 1 } else { open + 1 };
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// What the line that opens a box of colons says.
struct Opening<'t> {
    kind: &'t str,
    title: Option<&'t str>,
}

/// `:::note[Title]`, `:::note Title`, `:::note{title="…"}`, `:::{note} Title`, `:::
/// {.callout-note}`.
fn opening(text: &str) -> Option<Opening<'_>> {
    let head = text.trim_start_matches(':').trim();
    let (kind, rest) = match head.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => {
            let end = head.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            head.split_at(end.unwrap_or(head.len()))
        }
    };
    let kind = kind.split_whitespace().next().unwrap_or_default();
    let kind = kind.trim_start_matches('.').trim_start_matches("callout-");

    let rest = rest.trim();
    let title = if let Some(bracketed) = rest.strip_prefix('[') {
        bracketed.rsplit_once(']').map(|(title, _)| title)
    } else if rest.starts_with('{') {
        let named =
            rest.split_once("title=").map(|(_, value)| value.trim_start_matches(['"', '\'']));
        named.map(|value| value.split(['"', '\'', '}']).next().unwrap_or_default())
    } else {
        Some(rest)
    };
    Some(Opening { kind, title: title.filter(|title| !title.is_empty()) })
}

/// A box of colons, in the spellings of Docusaurus, Starlight, VitePress, MyST and Quarto.
pub(in super::super) fn colons(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let text = first.text.trim();
    if !text.starts_with(":::") {
        return None;
    }
    let opening = opening(text).filter(|opening| !opening.kind.is_empty());
    let end =
        closing(lines, |text| text.starts_with(":::"), |text| text.trim_matches(':').is_empty());
    let (Some(Opening { kind, title }), Some(end)) = (opening, end) else {
        context.notes.look(&UNCLOSED, context.file, first.at, text);
        let shown = first.text.replacen(":::", "\\:::", 1);
        return Some(Taken::inline(1, vec![Line::new(shown, first.at)]));
    };

    let columns = indent(&first.text);
    let inner = convert(&all_dedented(&lines[1..end], columns), context);
    let prefix = prefix_of(&first.text);
    let made = if kind == "details" {
        context.notes.converted("passages to open, into `:::details`");
        details(title.unwrap_or_default(), false, inner, prefix, first.at)
    } else if alert_of(kind).is_some() {
        context.notes.converted("boxes, into alerts");
        alert(kind, title, inner, prefix, first.at)
    } else {
        context.notes.look(&UNKNOWN, context.file, first.at, text);
        inner
    };
    Some(Taken::block(end + 1, made))
}

/// `> [!INFO]` and other kinds that we call otherwise, also with the `-` of Obsidian.
pub(in super::super) fn quoted_alerts(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let (marks, rest) = first.text.split_once("[!")?;
    if !marks.trim_start().starts_with('>') || !marks.trim_matches(['>', ' ', '\t']).is_empty() {
        return None;
    }
    let (kind, title) = rest.split_once(']')?;
    let title = title.trim_start_matches(['+', '-']).trim();
    let alert = alert_of(kind)?;
    if kind == alert && first.text.ends_with(title) && !rest.contains("]-") {
        return None;
    }

    context.notes.converted("boxes, into alerts");
    let title = title_of(alert, &kind.to_ascii_lowercase(), title);
    let text = format!("{marks}[!{alert}] {title}");
    let text = text.trim_end();
    Some(Taken::inline(1, vec![Line::new(text, first.at)]))
}
