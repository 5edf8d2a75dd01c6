//! Elements of HTML and components of MDX that begin a line.

use super::super::data::{items, text_at};
use super::super::lines::Line;
use super::super::literal;
use super::super::notes::Advice;
use super::tag::{Element, Tag, flush, has_tag};
use super::{
    Context, Taken, admonitions, container, convert, plain, prefix_of, prefixed, tabs, trimmed,
};

static COMPONENT: Advice = Advice {
    found: "Components that are programs of the old site",
    todo: "What stood between their tags is there, the rest is not. Write what readers need in \
           words.",
};
static SCRIPT: Advice = Advice {
    found: "Scripts and styles in pages",
    todo: "They are not in the handbook: pages run no scripts of their own, and the theme has the \
           styles.",
};
pub(super) static FRAME: Advice = Advice {
    found: "Pages of other hosts shown within a page",
    todo: "A link stands in its place. See that its words say where it leads.",
};

/// Components that only arrange what is in them.
const WRAPPERS: [&str; 16] = [
    "Steps",
    "CardGrid",
    "FileTree",
    "Fragment",
    "Content",
    "Grid",
    "Columns",
    "Column",
    "center",
    "figure",
    "div",
    "section",
    "Link",
    "Badge",
    "Details",
    "TabItemGroup",
];

/// Converts the element that a line begins with, where there is something to convert.
pub(in super::super) fn elements(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let tag = first.text.trim_start().strip_prefix('<')?;
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return if tag.starts_with('/') { stray_end(first, context) } else { None };
    }
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let is_component = tag.starts_with(|c: char| c.is_ascii_uppercase());
    let known = [
        "details",
        "div",
        "section",
        "center",
        "figure",
        "figcaption",
        "script",
        "style",
        "iframe",
    ];
    if !is_component && !known.contains(&&tag[..end]) {
        return None;
    }

    let element = Element::read(lines)?;
    let made = match element.tag.name.as_str() {
        "Tabs" => tab_row(&element, first, context),
        "TabItem" | "Tab" => one_tab(&element, first, context),
        "Aside" | "Admonition" | "Callout" => aside(&element, first, context),
        "details" | "Details" => details(&element, first, context)?,
        "LinkCard" | "LinkButton" | "Card" => card(&element, first, context),
        "Image" | "img" => return None,
        "iframe" => frame(&element, first, context),
        "script" | "style" => {
            context.notes.look(&SCRIPT, context.file, first.at, &first.text);
            Vec::new()
        }
        "figcaption" => caption(&element, first),
        "div" | "section" | "center" if !element.tag.has("markdown") => return None,
        "figure" if !element.tag.has("markdown") && !shows_picture(&element) => return None,
        name => {
            if !WRAPPERS.contains(&name) {
                context.notes.look(&COMPONENT, context.file, first.at, &first.text);
            }
            let inner = if name == "figure" { captioned(&element.inner) } else { element.inner };
            unwrapped(&inner, context)
        }
    };

    let mut lines = made;
    let rest = element.rest.trim();
    if !rest.is_empty() {
        let at = first.at + element.used - 1;
        lines.push(Line::new("", at));
        lines.extend(convert(&[Line::new(rest, at)], context));
    }
    Some(Taken::block(element.used, lines))
}

/// The end of a component that never began, or of one that was taken apart.
fn stray_end(first: &Line, context: &mut Context<'_>) -> Option<Taken> {
    let text = first.text.trim();
    let name = text.strip_prefix('<')?.strip_prefix('/')?.strip_suffix('>')?;
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    context.notes.look(&COMPONENT, context.file, first.at, text);
    Some(Taken::nothing(1))
}

/// What is in an element, by itself.
fn unwrapped(inner: &[Line], context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("wrappers of HTML and components, taken off");
    trimmed(convert(&flush(inner), context))
}

/// The lines of a figure, with what stands below its picture on a line of its own.
fn captioned(inner: &[Line]) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in inner {
        let mut tags = line.text.match_indices('<').map(|(at, _)| at);
        let is_caption =
            |at: &usize| Tag::read(&line.text[*at..]).is_some_and(|tag| tag.name == "figcaption");
        match tags.find(is_caption) {
            Some(at) => {
                lines.push(Line::new(&line.text[..at], line.at));
                lines.push(Line::new("", line.at));
                lines.push(Line::new(&line.text[at..], line.at));
            }
            None => lines.push(line.clone()),
        }
    }
    lines
}

fn tab_row(element: &Element, first: &Line, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("rows of tabs, into `:::tabs`");
    let labels = element.tag.get("values").and_then(|values| literal::read(&format!("= {values}")));

    let mut inner = flush(&element.inner);
    // What the row calls a tab is written at the tab, where we look for it.
    for label in labels.iter().flat_map(items) {
        let (Some(value), Some(label)) = (text_at(label, "value"), text_at(label, "label")) else {
            continue;
        };
        for line in &mut inner {
            for quote in ['"', '\''] {
                let named = format!("<TabItem value={quote}{value}{quote}");
                if line.text.trim_start().starts_with(&named) {
                    let with = format!("<TabItem label=\"{}\"", label.replace('"', "'"));
                    line.text = line.text.replacen("<TabItem", &with, 1);
                }
            }
        }
    }
    let tabs = convert(&inner, context);
    container("tabs".to_owned(), tabs, prefix_of(&first.text), first.at)
}

fn one_tab(element: &Element, first: &Line, context: &mut Context<'_>) -> Vec<Line> {
    let title = ["label", "title", "value"].iter().find_map(|key| element.tag.get(key));
    let inner = convert(&flush(&element.inner), context);
    let tab = tabs::tab(title.unwrap_or_default(), inner, first.at);
    prefixed(tab, prefix_of(&first.text))
}

fn aside(element: &Element, first: &Line, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("boxes, into alerts");
    let inner = convert(&flush(&element.inner), context);
    let kind = element.tag.get("type").unwrap_or("note");
    admonitions::alert(kind, element.tag.get("title"), inner, prefix_of(&first.text), first.at)
}

/// `<details>` whose text is Markdown to the tool, but would not be to us.
fn details(element: &Element, first: &Line, context: &mut Context<'_>) -> Option<Vec<Line>> {
    let start = element.inner.iter().position(|line| !line.text.trim().is_empty())?;
    let lines = &element.inner[start..];
    let head = Element::read(lines).filter(|head| head.tag.name == "summary");
    let (summary, rest) = match head {
        Some(head) => {
            let words: Vec<&str> = head.inner.iter().map(|line| line.text.trim()).collect();
            let rest = Line::new(head.rest, lines[head.used - 1].at);
            let below = lines[head.used..].iter().cloned();
            (words.join(" "), std::iter::once(rest).chain(below).collect())
        }
        None => (String::new(), lines.to_vec()),
    };

    let inner = convert(&flush(&rest), context);
    let is_empty = inner.iter().all(|line| line.text.trim().is_empty());
    // What held the contents, which each page has.
    if is_empty && rest.iter().any(|line| line.text.to_lowercase().contains("toc")) {
        return Some(Vec::new());
    }
    context.notes.converted("passages to open, into `:::details`");
    let is_open = element.tag.has("open");
    let prefix = prefix_of(&first.text);
    Some(admonitions::details(&summary, is_open, inner, prefix, first.at))
}

fn card(element: &Element, first: &Line, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.converted("cards, into text");
    let title = plain(element.tag.get("title").unwrap_or_default());
    let words = element.tag.get("description").map(plain);
    let link = element.tag.get("href").map(|href| href.replace(' ', "%20"));
    let at = first.at;

    let mut lines = Vec::new();
    match link {
        Some(href) => {
            let after = words.map_or_else(String::new, |words| format!(": {words}"));
            lines.push(Line::new(format!("[{title}]({href}){after}"), at));
        }
        None if !title.is_empty() => lines.push(Line::new(format!("**{title}**"), at)),
        None => {}
    }
    let inner = trimmed(convert(&flush(&element.inner), context));
    if !inner.is_empty() {
        lines.push(Line::new("", at));
        lines.extend(inner);
    }
    lines
}

fn frame(element: &Element, first: &Line, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.look(&FRAME, context.file, first.at, &first.text);
    let Some(address) = element.tag.get("src") else { return Vec::new() };
    let title = element.tag.get("title").map(plain).filter(|title| !title.is_empty());
    let address = address
        .strip_prefix("//")
        .map_or_else(|| address.to_owned(), |host| format!("https://{host}"));
    let words = title.unwrap_or_else(|| address.clone());
    vec![Line::new(format!("[{words}](<{address}>)"), first.at)]
}

fn caption(element: &Element, first: &Line) -> Vec<Line> {
    let words: Vec<&str> = element.inner.iter().map(|line| line.text.trim()).collect();
    let words = plain(&words.join(" "));
    if words.is_empty() { Vec::new() } else { vec![Line::new(format!("*{words}*"), first.at)] }
}

fn shows_picture(element: &Element) -> bool {
    element.inner.iter().any(|line| line.text.contains("![") || has_tag(&line.text, "img"))
}

/// A picture written as a tag, as Markdown has it; none where it names no file.
pub(super) fn picture(tag: &Tag) -> Option<String> {
    let source = tag.get("src")?;
    // `{useBaseUrl('/img/x.png')}` and `{require('./x.png').default}` of Docusaurus.
    let source =
        source.split(['\'', '"']).find(|part| part.contains(['/', '.']) && !part.contains('('))?;
    let alt = tag.get("alt").unwrap_or_default().replace(['[', ']'], "");
    let source =
        if source.contains([' ', '(', ')']) { format!("<{source}>") } else { source.into() };
    Some(format!("![{}]({source})", plain(&alt)))
}
