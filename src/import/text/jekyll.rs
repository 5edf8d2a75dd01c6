//! What Jekyll has of Liquid: `{% raw %}`, `{% highlight %}`, `{% include %}`, `{% link %}`, and
//! values such as `{{ site.title }}`. Whatever is more of a program is told.

use super::super::lines::Line;
use super::super::site::join;
use super::kramdown::{verbatim, verbatim_words};
use super::liquid::TEMPLATE;
use super::pieces::{self, Around, Body};
use super::shortcodes::{Call, Form, arguments};
use super::{Context, Taken, convert, includes, prefix_of, trimmed};

/// What a tag between `{%` and `%}` says.
struct Tag<'t> {
    name: &'t str,
    rest: &'t str,
    /// How many bytes it takes.
    length: usize,
}

impl<'t> Tag<'t> {
    /// The tag that a text begins with.
    fn read(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix("{%")?;
        let end = inner.find("%}")?;
        let plain = inner[..end].trim_matches(['-', ' ', '\t']);
        let (name, rest) = plain.split_once(char::is_whitespace).unwrap_or((plain, ""));
        Some(Self { name, rest: rest.trim(), length: end + 4 })
    }

    /// The tag that a line consists of.
    fn of_line(line: &'t str) -> Option<Self> {
        let text = line.trim();
        Self::read(text).filter(|tag| tag.length == text.len())
    }
}

/// What stands between a tag and its end is text, code or a remark.
pub(in super::super) fn blocks(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let tag = Tag::of_line(&first.text)?;
    let known = ["raw", "comment", "highlight"];
    let name = known.into_iter().find(|name| *name == tag.name)?;
    let is_end = |line: &Line| {
        Tag::of_line(&line.text).is_some_and(|tag| tag.name.strip_prefix("end") == Some(name))
    };
    let end = lines.iter().position(is_end)?;

    let inner = &lines[1..end];
    let made = match name {
        "raw" => {
            context.notes.converted("text that was kept from templates, as it is");
            convert(&verbatim(inner), context)
        }
        "highlight" => {
            context.notes.converted("blocks of code, into fences");
            let language = tag.rest.split_whitespace().next().unwrap_or_default();
            let inner = trimmed(inner.to_vec());
            pieces::fenced(language, &inner, prefix_of(&first.text), first.at)
        }
        _ => {
            context.notes.converted("remarks, taken out");
            Vec::new()
        }
    };
    Some(Taken::block(end + 1, made))
}

/// `{% include note.html content="…" %}` and `{% include_relative file.md %}` on a line of their
/// own.
pub(in super::super) fn parts(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    if !first.text.trim_start().starts_with("{%") {
        return None;
    }
    // Arguments may go over several lines.
    let end = lines.iter().take(20).position(|line| line.text.contains("%}"))?;
    let words: Vec<&str> = lines[..=end].iter().map(|line| line.text.trim()).collect();
    let text = words.join(" ");
    let tag = Tag::of_line(&text)?;
    if !["include", "include_relative", "include_cached"].contains(&tag.name) {
        return None;
    }

    let call = included(&tag, &text);
    let body = Body { lines: None, prefix: prefix_of(&first.text), at: first.at };
    let known = pieces::made(&call, &body, context);
    let made = known.or_else(|| file(&tag, &call, &body, context))?;
    Some(Taken::block(end + 1, made))
}

/// A tag of Jekyll as a call of the piece that its file is.
fn included<'t>(tag: &Tag<'t>, whole: &'t str) -> Call<'t> {
    let (name, given) = tag.rest.split_once(char::is_whitespace).unwrap_or((tag.rest, ""));
    Call { name, form: Form::Alone, arguments: arguments(given), whole, inner: given }
}

/// The text of a file in `_includes`, or beside the page, where it is no template.
fn file(
    tag: &Tag<'_>,
    call: &Call<'_>,
    body: &Body<'_>,
    context: &mut Context<'_>,
) -> Option<Vec<Line>> {
    let folder = if tag.name == "include_relative" { None } else { Some("_includes") };
    let docs = context.settings.docs.as_str();
    let path = folder.map_or_else(
        || call.name.to_owned(),
        |folder| join(&join(docs, folder), call.name.trim_start_matches('/')),
    );

    // A template shows what a program makes of it, which nobody runs here.
    let is_markdown = [".md", ".markdown", ".txt"].iter().any(|end| path.ends_with(end));
    let leads_out = path.split('/').any(|part| part == "..");
    if (!is_markdown && !leads_out) || !call.arguments.is_empty() {
        return None;
    }

    let line = Line::new(format!("{}{}", body.prefix, call.whole), body.at);
    includes::of_path(&path, &line, true, context)
}

/// Tags and values within a line.
pub(in super::super) fn values(text: &str, at: usize, context: &mut Context<'_>) -> Option<String> {
    if !text.contains("{{") && !text.contains("{%") {
        return None;
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let (before, braces) = rest.split_at(start);
        out.push_str(before);

        let (made, used) = match before.ends_with('\\') {
            true => (None, 2),
            false if braces.starts_with("{{") => value(braces, context),
            false => tag(braces, &out, at, context),
        };
        match made {
            Some(made) => out.push_str(&made),
            None => out.push_str(&braces[..used]),
        }
        rest = &braces[used..];
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// What `{{ … }}` comes to, and how many bytes it takes.
fn value(braces: &str, context: &mut Context<'_>) -> (Option<String>, usize) {
    let Some((inner, _)) = braces[2..].split_once("}}") else { return (None, 2) };
    let used = inner.len() + 4;
    let (subject, filter) = inner.split_once('|').unwrap_or((inner, ""));
    let subject = subject.trim_matches(['-', ' ']);

    let is_address = filter.trim().is_empty()
        || ["relative_url", "absolute_url", "prepend:"]
            .iter()
            .any(|known| filter.trim().starts_with(known));
    if !is_address {
        return (None, used);
    }

    let quoted = subject.strip_prefix(['"', '\'']).and_then(|text| text.strip_suffix(['"', '\'']));
    let made = match quoted {
        Some(text) => Some(text.to_owned()),
        // Links are seen from the site's top here.
        None if ["site.baseurl", "site.url", "page.baseurl"].contains(&subject) => {
            Some(String::new())
        }
        None => context.settings.values.get(subject).map(|value| value.replace("{{", "{ {")),
    };
    if made.is_some() {
        context.notes.converted("values of the old site's settings, put in");
    }
    (made, used)
}

/// What `{% … %}` comes to, and how many bytes it takes.
fn tag(
    braces: &str,
    before: &str,
    at: usize,
    context: &mut Context<'_>,
) -> (Option<String>, usize) {
    let Some(tag) = Tag::read(braces) else { return (None, 2) };
    let whole = &braces[..tag.length];
    let after = &braces[tag.length..];
    let made = match tag.name {
        "link" => Some(format!("ref:/{}", tag.rest.trim_start_matches('/').replace(' ', "%20"))),
        "post_url" => Some(format!("ref:/_posts/{}.md", tag.rest.trim_start_matches('/'))),
        "raw" => {
            let end = after
                .find("{%")
                .filter(|end| Tag::read(&after[*end..]).is_some_and(|tag| tag.name == "endraw"));
            let end = end.or_else(|| after.find("{% endraw"));
            if let Some(end) = end {
                let length = Tag::read(&after[end..]).map_or(0, |tag| tag.length);
                context.notes.converted("text that was kept from templates, as it is");
                return (Some(verbatim_words(&after[..end])), tag.length + end + length);
            }
            Some(String::new())
        }
        "endraw" => Some(String::new()),
        "include" | "include_cached" => {
            let call = included(&tag, whole);
            pieces::word(&call, &Around { before, inner: None, at }, context)
        }
        _ => None,
    };
    if made.is_none() {
        context.notes.look(&TEMPLATE, context.file, at, braces);
    }
    (made, tag.length)
}

/// Code in which Liquid was kept from working.
pub(in super::super) fn in_code(line: &Line, _: &mut Context<'_>) -> Option<Vec<Line>> {
    if !line.text.contains("raw") || !line.text.contains("{%") {
        return None;
    }
    let mut out = String::new();
    let mut rest = line.text.as_str();
    while let Some(start) = rest.find("{%") {
        let (before, braces) = rest.split_at(start);
        out.push_str(before);
        let tag = Tag::read(braces);

        let is_raw = tag.as_ref().is_some_and(|tag| ["raw", "endraw"].contains(&tag.name));
        let length = tag.map_or(2, |tag| tag.length);
        if !is_raw {
            out.push_str(&braces[..length]);
        }
        rest = &braces[length..];
    }
    out.push_str(rest);
    // A line that held nothing else was none to readers.
    let is_gone = out.trim().is_empty() && out != line.text;
    Some(if is_gone { Vec::new() } else { vec![Line::new(out, line.at)] })
}
