//! What the pieces are here that sites call from their pages, by the names that the themes of Hugo,
//! Zola and Jekyll give them.

use super::super::lines::Line;
use super::admonitions::{alert, alert_of, details};
use super::markup::FRAME;
use super::shortcodes::{Call, Form};
use super::tag::flush;
use super::{Context, DIAGRAM, container, convert, includes, plain, prefixed, tabs, trimmed};
use crate::url::file_of;

/// What stands between a call and its end, and where the call stands.
pub(super) struct Body<'t> {
    /// None where the call has no end.
    pub(super) lines: Option<Vec<Line>>,
    pub(super) prefix: &'t str,
    pub(super) at: usize,
}

/// Boxes whose kind is told by what they are given.
const BOXES: [&str; 8] =
    ["alert", "notice", "hint", "callout", "admonition", "pageinfo", "box", "panel"];
const FOLDS: [&str; 7] =
    ["details", "expand", "collapse", "accordion", "expandable", "spoiler", "accordion-item"];
const TAB_ROWS: [&str; 5] = ["tabs", "tabpane", "tabgroup", "code-tabs", "tabset"];
const TABS: [&str; 5] = ["tab", "tabitem", "tab-item", "codetab", "code-tab"];
const PICTURES: [&str; 9] = [
    "figure",
    "img",
    "image",
    "picture",
    "imgproc",
    "resize_image",
    "responsive_image",
    "gallery_image",
    "fig",
];
const FILMS: [&str; 5] = ["youtube", "vimeo", "video", "youtubeplayer", "iframe"];
const FILES: [&str; 5] = ["readfile", "include", "rawfile", "snippet", "include_md"];
const BUTTONS: [&str; 4] = ["button", "btn", "buttonlink", "cta"];
/// Pieces that only arrange what is in them.
const WRAPPERS: [&str; 20] = [
    "cards",
    "cardpane",
    "card-group",
    "columns",
    "column",
    "col",
    "row",
    "grid",
    "steps",
    "step",
    "section",
    "lead",
    "cover",
    "feature",
    "center",
    "div",
    "wide",
    "lead-paragraph",
    "tip-list",
    "markdownify",
];
const DIAGRAMS: [&str; 6] = ["mermaid", "plantuml", "katex", "math", "chart", "diagram"];
/// Lists of pages, which the navigation is.
const LISTS: [&str; 8] =
    ["children", "toc", "tableofcontents", "section-index", "sitemap", "siblings", "list", "pages"];
const ICONS: [&str; 5] = ["icon", "fa", "fas", "fontawesome", "emoji"];

/// The name of a piece without its folder and ending, in small letters.
fn name_of(name: &str) -> String {
    let name = file_of(name);
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".md")).unwrap_or(name);
    name.to_ascii_lowercase()
}

/// Whether a piece stands for a few words within a line.
pub(super) fn is_inline(name: &str) -> bool {
    let name = name_of(name);
    ["ref", "relref", "param", "br", "kbd", "badge", "site_param"].contains(&name.as_str())
        || ICONS.contains(&name.as_str())
}

/// Whether a piece never has an end.
pub(super) fn is_alone(name: &str) -> bool {
    let name = name_of(name);
    let name = name.as_str();
    PICTURES.contains(&name) || FILMS.contains(&name) || FILES.contains(&name)
}

/// What a call by itself is here, with what stands before its end; none for one that nobody knows.
pub(super) fn made(
    call: &Call<'_>,
    body: &Body<'_>,
    context: &mut Context<'_>,
) -> Option<Vec<Line>> {
    let name = name_of(call.name);
    let name = name.as_str();

    let is_box = BOXES.contains(&name) || alert_of(name).is_some();
    if is_box {
        return boxed(call, name, body, context);
    }
    if PICTURES.contains(&name) {
        return figure(call, body, context);
    }
    if FILES.contains(&name) {
        return file(call, body, context);
    }
    if LISTS.contains(&name) {
        context.notes.converted("lists of the pages below, which the navigation has");
        return Some(Vec::new());
    }
    if FILMS.contains(&name) {
        let link = film(call, name, body.at, context)?;
        return Some(vec![Line::new(format!("{}{link}", body.prefix), body.at)]);
    }

    // All others are nothing without what stands before their ends.
    let lines = body.lines.as_deref()?;
    if FOLDS.contains(&name) {
        context.notes.converted("passages to open, into `:::details`");
        let summary = call.get(&["title", "summary", "header", "label"]);
        let summary = summary.or(call.unnamed(0)).unwrap_or_default();

        let is_open = call.get(&["open"]).is_some_and(|open| open != "false")
            || (1..4).any(|place| ["open", "true"].contains(&call.unnamed(place).unwrap_or("")));
        let inner = convert(&flush(lines), context);
        Some(details(summary, is_open, inner, body.prefix, body.at))
    } else if TAB_ROWS.contains(&name) {
        context.notes.converted("rows of tabs, into `:::tabs`");
        let inner = convert(&titled_tabs(call, &flush(lines)), context);
        Some(container("tabs".to_owned(), inner, body.prefix, body.at))
    } else if TABS.contains(&name) {
        Some(one_tab(call, lines, body, context))
    } else if name == "highlight" || DIAGRAMS.contains(&name) {
        Some(code(call, name, lines, body, context))
    } else if name == "comment" {
        context.notes.converted("remarks, taken out");
        Some(Vec::new())
    } else if BUTTONS.contains(&name) {
        let words: Vec<&str> = lines.iter().map(|line| line.text.trim()).collect();
        let link = button(call, &words.join(" "))?;
        Some(vec![Line::new(format!("{}{link}", body.prefix), body.at)])
    } else if name == "card" {
        Some(card(call, lines, body, context))
    } else if WRAPPERS.contains(&name) {
        Some(unwrapped(lines, context))
    } else {
        None
    }
}

/// What stands between a call and its end, by itself.
pub(super) fn unwrapped(lines: &[Line], context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("wrappers of HTML and components, taken off");
    trimmed(convert(&flush(lines), context))
}

fn boxed(
    call: &Call<'_>,
    name: &str,
    body: &Body<'_>,
    context: &mut Context<'_>,
) -> Option<Vec<Line>> {
    let keys = ["type", "style", "color", "level", "kind", "context", "status"];

    // In `{{% notice tip "Title" %}}` the kind comes first.
    let first = call.unnamed(0).filter(|word| BOXES.contains(&name) && alert_of(word).is_some());
    let given = call.get(&keys).or(first);
    // Some are called as a kind is, and have all of them.
    let kind = match BOXES.contains(&name) {
        true => given.filter(|kind| alert_of(kind).is_some()).unwrap_or("note"),
        false => name,
    };

    let title = call.get(&["title", "heading", "header"]);
    let title = title.or_else(|| call.unnamed(usize::from(first.is_some())));

    let said = call.get(&["content", "text", "message", "body"]).map(|text| {
        let lines = text.lines().map(|line| Line::new(line.trim(), body.at));
        lines.collect::<Vec<_>>()
    });
    // `{{< note "Text" >}}` without an end says all that it has to say.
    let only = || vec![Line::new(title.unwrap_or_default(), body.at)];
    let (lines, title) = match (body.lines.clone().or(said), title) {
        (Some(lines), title) => (lines, title),
        (None, Some(_)) => (only(), None),
        (None, None) => return None,
    };

    context.notes.converted("boxes, into alerts");
    let inner = convert(&flush(&lines), context);
    Some(alert(kind, title, inner, body.prefix, body.at))
}

/// The rows of some themes name their tabs, which we name at the tab.
fn titled_tabs(call: &Call<'_>, lines: &[Line]) -> Vec<Line> {
    let items = call.get(&["items", "names"]).unwrap_or_default();
    let mut titles = items.split(',').map(str::trim).filter(|title| !title.is_empty());
    let is_code = name_of(call.name) == "tabpane" && call.get(&["text"]) != Some("true");

    let mut lines = lines.to_vec();
    for line in &mut lines {
        let text = line.text.trim_start();
        let Some(mark) = ["{{< tab", "{{% tab"].into_iter().find(|mark| text.starts_with(mark))
        else {
            continue;
        };

        let mut more = String::new();
        if let Some(title) = titles.next() {
            more.push_str(&format!(" title=\"{}\"", title.replace('"', "'")));
        }
        // In Docsy a tab between these signs holds code, unless its row says otherwise.
        if is_code && mark.starts_with("{{<") {
            more.push_str(" code=\"true\"");
        }
        line.text = line.text.replacen(mark, &format!("{mark}{more}"), 1);
    }
    lines
}

fn one_tab(
    call: &Call<'_>,
    lines: &[Line],
    body: &Body<'_>,
    context: &mut Context<'_>,
) -> Vec<Line> {
    let keys = ["header", "title", "name", "label", "tabname", "tabName"];
    let title = call.get(&keys).or(call.unnamed(0)).unwrap_or_default();
    let inner = match call.get(&["code"]) {
        Some(_) => {
            let language = call.get(&["lang", "language"]).unwrap_or_default();
            fenced(language, &trimmed(lines.to_vec()), "", body.at)
        }
        None => convert(&flush(lines), context),
    };
    prefixed(tabs::tab(title, inner, body.at), body.prefix)
}

fn figure(call: &Call<'_>, body: &Body<'_>, context: &mut Context<'_>) -> Option<Vec<Line>> {
    let picture = picture(call)?;
    context.notes.converted("pictures written as shortcodes, into Markdown");
    let mut lines = vec![Line::new(format!("{}{picture}", body.prefix), body.at)];

    let caption = call.get(&["caption"]).map(plain).filter(|caption| !caption.is_empty());
    if let Some(caption) = caption {
        lines.push(Line::new("", body.at));
        lines.push(Line::new(format!("{}*{caption}*", body.prefix), body.at));
    }
    Some(lines)
}

/// A picture as Markdown has it; none where no file is named.
fn picture(call: &Call<'_>) -> Option<String> {
    let keys = ["src", "file", "path", "url", "image_path", "image", "name"];
    let source = call.get(&keys).or(call.unnamed(0))?;
    let alt = call.get(&["alt", "caption", "title"]).or(call.unnamed(1)).unwrap_or_default();
    let alt = plain(alt).replace(['[', ']'], "");

    let is_plain = !source.contains([' ', '(', ')']);
    Some(if is_plain { format!("![{alt}]({source})") } else { format!("![{alt}](<{source}>)") })
}

/// A link to a film, which would ask another host.
fn film(call: &Call<'_>, name: &str, at: usize, context: &mut Context<'_>) -> Option<String> {
    let id = call.get(&["id", "videoId", "src", "url", "file"]).or(call.unnamed(0))?;
    let is_id = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));

    let address = match name {
        "youtube" | "youtubeplayer" if is_id => format!("https://www.youtube.com/watch?v={id}"),
        "vimeo" if is_id => format!("https://vimeo.com/{id}"),
        _ => id.to_owned(),
    };

    context.notes.look(&FRAME, context.file, at, call.whole);
    let title = call.get(&["title", "caption", "alt"]).map(plain).filter(|title| !title.is_empty());
    Some(format!("[{}](<{address}>)", title.unwrap_or_else(|| address.clone())))
}

/// The text of a file, in the place of the call that shows it.
fn file(call: &Call<'_>, body: &Body<'_>, context: &mut Context<'_>) -> Option<Vec<Line>> {
    let path = call.get(&["file", "path", "src"]).or(call.unnamed(0))?;
    let line = Line::new(format!("{}{}", body.prefix, call.whole.replace('\n', " ")), body.at);

    let is_code = call.get(&["code"]) == Some("true");
    let text = includes::of_path(path, &line, !is_code, context)?;
    let language = call.get(&["lang", "language"]).unwrap_or_default();
    Some(if is_code { fenced(language, &text, body.prefix, body.at) } else { text })
}

fn code(
    call: &Call<'_>,
    name: &str,
    lines: &[Line],
    body: &Body<'_>,
    context: &mut Context<'_>,
) -> Vec<Line> {
    let lines = trimmed(lines.to_vec());
    if name == "highlight" {
        context.notes.converted("blocks of code, into fences");
        let language = call.unnamed(0).or(call.get(&["lang"])).unwrap_or_default();
        return fenced(language, &lines, body.prefix, body.at);
    }
    context.notes.look(&DIAGRAM, context.file, body.at, call.name);
    fenced(name, &lines, body.prefix, body.at)
}

/// Lines as a block of code.
pub(super) fn fenced(language: &str, lines: &[Line], prefix: &str, at: usize) -> Vec<Line> {
    let longest = lines.iter().map(|line| line.text.matches('`').count()).max().unwrap_or(0);
    let fence = "`".repeat(longest.clamp(2, 200) + 1);

    // What stands behind it is for the tool: `python,linenos`.
    let is_word = |c: char| c.is_alphanumeric() || "+-#_.".contains(c);
    let language = if language.chars().all(is_word) { language } else { "" };

    let mut fenced = vec![Line::new(format!("{prefix}{fence}{language}"), at)];
    fenced.extend(prefixed(lines.to_vec(), prefix));
    fenced.push(Line::new(format!("{prefix}{fence}"), lines.last().map_or(at, |line| line.at)));
    fenced
}

fn button(call: &Call<'_>, words: &str) -> Option<String> {
    let address = call.get(&["href", "relref", "ref", "url", "link"]).or(call.unnamed(0))?;
    let words = if words.trim().is_empty() { call.get(&["text", "label", "title"]) } else { None }
        .map_or_else(|| plain(words), plain);
    let words = if words.is_empty() { address.to_owned() } else { words };

    let is_page = call.get(&["relref", "ref"]).is_some();
    Some(format!("[{words}](<{}{address}>)", if is_page { "ref:" } else { "" }))
}

fn card(call: &Call<'_>, lines: &[Line], body: &Body<'_>, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("cards, into text");
    let title = plain(call.get(&["title", "header"]).unwrap_or_default());
    let mut made = Vec::new();
    match call.get(&["link", "href", "url"]) {
        Some(link) if !title.is_empty() => {
            made.push(Line::new(format!("[{title}](<{link}>)"), body.at));
        }
        _ if !title.is_empty() => made.push(Line::new(format!("**{title}**"), body.at)),
        _ => {}
    }

    let inner = trimmed(convert(&flush(lines), context));
    if !inner.is_empty() {
        made.push(Line::new("", body.at));
        made.extend(inner);
    }
    made
}

/// What stands around a call within a line.
pub(super) struct Around<'t> {
    /// What stands before it.
    pub(super) before: &'t str,
    /// What stands between it and its end, if it has one.
    pub(super) inner: Option<&'t str>,
    pub(super) at: usize,
}

/// What a call within a line is here; none for one that nobody knows.
pub(super) fn word(
    call: &Call<'_>,
    around: &Around<'_>,
    context: &mut Context<'_>,
) -> Option<String> {
    let inner = around.inner;
    if [Form::Ends, Form::Shown].contains(&call.form) {
        return None;
    }
    let name = name_of(call.name);
    let name = name.as_str();
    match name {
        "ref" | "relref" => {
            let path = call.get(&["path"]).or(call.unnamed(0))?;
            let address = format!("ref:{}", path.replace(' ', "%20"));
            // Within a link only its target is wanted, and alone a whole one.
            let is_target = around.before.ends_with(['(', '"', '\'', '<', ' ']);
            let is_in_text = around.before.is_empty() || around.before.ends_with(' ');
            Some(match is_target && !is_in_text {
                true => address,
                false => format!("[{path}]({address})"),
            })
        }
        "param" | "site_param" => {
            let value = context.settings.values.get(call.unnamed(0)?)?;
            context.notes.converted("values of the old site's settings, put in");
            Some(value.replace("{{", "{ {"))
        }
        "br" => Some("<br>".to_owned()),
        "kbd" => {
            let key = inner.or(call.unnamed(0)).or(call.get(&["key", "keys"]))?;
            Some(format!("<kbd>{}</kbd>", plain(key)))
        }
        "badge" => Some(plain(inner.or(call.get(&["content", "text"])).or(call.unnamed(0))?)),
        _ if ICONS.contains(&name) => {
            let icon = call.unnamed(0).or(call.get(&["name"])).unwrap_or(name);
            context.notes.left_out("Icons of the tool's theme", icon);
            Some(String::new())
        }
        _ if PICTURES.contains(&name) => {
            context.notes.converted("pictures written as shortcodes, into Markdown");
            picture(call)
        }
        _ if FILMS.contains(&name) => film(call, name, around.at, context),
        _ if BUTTONS.contains(&name) => button(call, inner.unwrap_or_default()),
        _ => None,
    }
}
