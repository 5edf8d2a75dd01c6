//! Calls of the pieces that a site has for its pages: `{{< figure src="a.png" >}}` of Hugo,
//! `{% note(title="T") %}` of Zola. What they are here is told in `pieces`.

use super::super::lines::{CodeWatch, Line, indent};
use super::super::notes::Advice;
use super::pieces::{self, Around, Body};
use super::{Context, Taken, convert, prefix_of};

static UNKNOWN: Advice = Advice {
    found: "Shortcodes that only the old site knows",
    todo: "What stood between their ends is there; those without an end are shown as they are \
           written. Write in words what they showed.",
};

/// A call goes over so many lines at most, and so many stand between it and its end.
const MAX_HEAD: usize = 20;
const MAX_BODY: usize = 1_000;

/// How a call stands in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// It has no end.
    Alone,
    /// It may have one, further below.
    Begins,
    /// It is the end of another.
    Ends,
    /// It is an example, and means to show its signs.
    Shown,
}

/// A call of a piece, with what it is given.
#[derive(Debug)]
pub(super) struct Call<'t> {
    /// Empty for an end that ends whatever is open.
    pub(super) name: &'t str,
    pub(super) form: Form,
    pub(super) arguments: Vec<Argument<'t>>,
    /// As it is written, with its marks.
    pub(super) whole: &'t str,
    /// What stands between them.
    pub(super) inner: &'t str,
}

/// What a call is given, by name or by place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Argument<'t> {
    pub(super) key: Option<&'t str>,
    pub(super) value: &'t str,
}

impl<'t> Call<'t> {
    /// The value of the first of some names that is given.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&'t str> {
        let named = |key: &&str| {
            let given = |argument: &&Argument<'t>| argument.key == Some(key);
            self.arguments.iter().find(given).map(|argument| argument.value)
        };
        keys.iter().find_map(named)
    }

    /// A value that has no name, by its place among those.
    pub(super) fn unnamed(&self, place: usize) -> Option<&'t str> {
        let unnamed = self.arguments.iter().filter(|argument| argument.key.is_none());
        unnamed.map(|argument| argument.value).nth(place)
    }
}

/// How a tool writes its calls.
struct Syntax {
    marks: &'static [&'static str],
    /// Reads the call that a text begins with.
    read: fn(&str) -> Option<Call<'_>>,
}

static HUGO: Syntax = Syntax { marks: &["{{<", "{{%"], read: read_hugo };
static ZOLA: Syntax = Syntax { marks: &["{{", "{%"], read: read_zola };

/// `{{< name a "b" key="c" >}}`, `{{% name %}}`, `{{< /name >}}`, `{{< name />}}`.
fn read_hugo(text: &str) -> Option<Call<'_>> {
    let pairs = [("{{<", ">}}"), ("{{%", "%}}")];
    let (open, close) = pairs.into_iter().find(|(open, _)| text.starts_with(open))?;

    let end = text[open.len()..].find(close)?;
    let inner = text[open.len()..open.len() + end].trim();
    let whole = &text[..open.len() + end + close.len()];
    if let Some(example) = example(inner) {
        let (form, arguments) = (Form::Shown, Vec::new());
        return Some(Call { name: "", form, arguments, whole, inner: example });
    }

    let ending = inner.strip_prefix('/').map(str::trim_start);
    let alone = inner.strip_suffix('/').filter(|_| ending.is_none());
    let called = ending.or(alone).unwrap_or(inner);
    let (name, given) = called.split_once(char::is_whitespace).unwrap_or((called, ""));
    let form = match (ending, alone) {
        (Some(_), _) => Form::Ends,
        (_, Some(_)) => Form::Alone,
        _ => Form::Begins,
    };

    let is_name = name.starts_with(|c: char| c.is_alphanumeric());
    is_name.then(|| Call { name, form, arguments: arguments(given), whole, inner })
}

/// `{{ name(key="a") }}`, `{% name(key="a") %}`, `{% end %}`.
fn read_zola(text: &str) -> Option<Call<'_>> {
    let pairs = [("{{", "}}", Form::Alone), ("{%", "%}", Form::Begins)];
    let (open, close, form) = pairs.into_iter().find(|(open, ..)| text.starts_with(open))?;
    let end = text[open.len()..].find(close)?;
    let inner = text[open.len()..open.len() + end].trim_matches(['-', ' ', '\n']);
    let whole = &text[..open.len() + end + close.len()];
    if let Some(example) = example(inner) {
        let (form, arguments) = (Form::Shown, Vec::new());
        return Some(Call { name: "", form, arguments, whole, inner: example });
    }
    if inner == "end" && form == Form::Begins {
        let arguments = Vec::new();
        return Some(Call { name: "", form: Form::Ends, arguments, whole, inner });
    }

    let (name, given) = inner.split_once('(')?;
    let given = given.strip_suffix(')')?;

    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
    is_name.then(|| Call { name, form, arguments: arguments(given), whole, inner })
}

/// What an example is one of.
fn example(inner: &str) -> Option<&str> {
    Some(inner.strip_prefix("/*")?.strip_suffix("*/")?.trim())
}

/// What stands behind the name of a call.
pub(super) fn arguments(text: &str) -> Vec<Argument<'_>> {
    let mut arguments = Vec::new();
    let mut rest = text.trim_start_matches([' ', ',', '\t', '\n']);
    while !rest.is_empty() {
        let (word, after) = value(rest);

        let is_quoted = rest.starts_with(['"', '\'', '`']);
        let given = after.trim_start().strip_prefix('=').filter(|_| !is_quoted);
        rest = match given {
            Some(given) => {
                let (value, after) = value(given.trim_start());
                arguments.push(Argument { key: Some(word), value });
                after
            }
            None => {
                arguments.push(Argument { key: None, value: word });
                after
            }
        };
        rest = rest.trim_start_matches([' ', ',', '\t', '\n']);
    }
    arguments
}

/// A word, or what stands in quotes, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|c| ['"', '\'', '`'].contains(c));
    if let Some(quoted) = quote.and_then(|quote| text[1..].split_once(quote)) {
        return quoted;
    }
    // A sign that begins nothing is a word of its own, so that there is always an end.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(|c: char| c.is_whitespace() || ",=".contains(c));
    text.split_at(end.map_or(text.len(), |end| first + end))
}

/// The calls of Hugo that begin a line.
pub(in super::super) fn hugo(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    // What Hugo Book puts between columns.
    if lines[0].text.trim() == "<--->" {
        return Some(Taken::nothing(1));
    }
    block(lines, &HUGO, context)
}

/// The calls of Zola that begin a line.
pub(in super::super) fn zola(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    block(lines, &ZOLA, context)
}

/// The calls of Hugo within a line.
pub(in super::super) fn hugo_calls(
    text: &str,
    at: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    within(text, at, &HUGO, context)
}

/// The calls of Zola within a line.
pub(in super::super) fn zola_calls(
    text: &str,
    at: usize,
    context: &mut Context<'_>,
) -> Option<String> {
    within(text, at, &ZOLA, context)
}

/// Where the end of a call is found.
struct End {
    /// The line, where the rest of the call's own line is the first.
    line: usize,
    /// From and to which byte of that.
    from: usize,
    to: usize,
}

fn block(lines: &[Line], syntax: &Syntax, context: &mut Context<'_>) -> Option<Taken> {
    let first = &lines[0];
    let start = first.text.trim_start();
    if !syntax.marks.iter().any(|mark| start.starts_with(mark)) {
        return None;
    }

    let (head, text) = head(lines, syntax)?;
    let call = (syntax.read)(&text)?;
    if call.form == Form::Shown || pieces::is_inline(call.name) {
        return None;
    }

    let after = Line::new(&text[call.whole.len()..], lines[head - 1].at);
    if call.form == Form::Ends {
        context.notes.look(&UNKNOWN, context.file, first.at, call.whole);
        let rest = if after.text.trim().is_empty() { Vec::new() } else { vec![after] };
        return Some(Taken::inline(head, convert(&rest, context)));
    }

    let below = &lines[head..];
    let may_end = call.form == Form::Begins && !pieces::is_alone(call.name);
    let end = may_end.then(|| end_of(&call, &after, below, syntax)).flatten();
    let (body, rest, used) = match end {
        Some(End { line, from, to }) => {
            let mut all: Vec<Line> = std::iter::once(after).chain(below.iter().cloned()).collect();
            all.truncate(line + 1);
            let last = all.pop()?;
            let (inside, rest) = (&last.text[..from], &last.text[to..]);
            // What stands on the line of the call is not looked at before it.
            let body = all.into_iter().chain([Line::new(inside.trim_end(), last.at)]);
            (Some(body.collect()), Line::new(rest, last.at), head + line)
        }
        None => (None, after, head),
    };

    let has_body = body.is_some();
    let body = Body { lines: body, prefix: prefix_of(&first.text), at: first.at };
    let mut made = match pieces::made(&call, &body, context) {
        Some(made) => made,
        // On one line it is told and shown by the rule for what stands within lines.
        None if !has_body && head == 1 => return None,
        None => unknown(&call, body, context),
    };

    if !rest.text.trim().is_empty() {
        made.push(Line::new("", rest.at));
        made.extend(convert(&[Line::new(rest.text.trim(), rest.at)], context));
    }
    Some(Taken::block(used, made))
}

/// What is shown of a call that nobody knows.
fn unknown(call: &Call<'_>, body: Body<'_>, context: &mut Context<'_>) -> Vec<Line> {
    context.notes.look(&UNKNOWN, context.file, body.at, call.whole);
    match body.lines {
        Some(lines) => pieces::unwrapped(&lines, context),
        None => {
            let line = call.whole.replace("{{", "\\{{").replace('\n', " ");
            vec![Line::new(line, body.at)]
        }
    }
}

/// The lines that a call goes over, and their text.
fn head(lines: &[Line], syntax: &Syntax) -> Option<(usize, String)> {
    let mut text = lines[0].text.trim_start().to_owned();
    let mut used = 1;
    while (syntax.read)(&text).is_none() {
        let is_open = !text.contains("}}") && !text.contains("%}");
        let next = lines.get(used).filter(|_| is_open && used < MAX_HEAD)?;
        if next.text.trim().is_empty() {
            return None;
        }
        text.push('\n');
        text.push_str(&next.text);
        used += 1;
    }
    Some((used, text))
}

/// Looks for the end of a call, with others like it in between.
fn end_of(call: &Call<'_>, after: &Line, below: &[Line], syntax: &Syntax) -> Option<End> {
    let mut depth = 1;
    let mut watch = CodeWatch::new();
    for (number, line) in std::iter::once(after).chain(below).take(MAX_BODY).enumerate() {
        watch.is_code(&line.text);
        if watch.in_fence() && indent(&line.text) < 4 && call.name == "highlight" {
            continue;
        }

        let mut from = 0;
        while let Some(at) = next_mark(&line.text[from..], syntax).map(|at| from + at) {
            let Some(other) = (syntax.read)(&line.text[at..]) else {
                from = at + 2;
                continue;
            };

            let is_like = other.name == call.name || other.name.is_empty();
            match other.form {
                Form::Ends if is_like => depth -= 1,
                // An end without a name ends whatever was begun last.
                Form::Begins if is_like || syntax.marks == ZOLA.marks => depth += 1,
                _ => {}
            }
            from = at + other.whole.len();
            if depth == 0 {
                return Some(End { line: number, from: at, to: from });
            }
        }
    }
    None
}

fn next_mark(text: &str, syntax: &Syntax) -> Option<usize> {
    syntax.marks.iter().filter_map(|mark| text.find(mark)).min()
}

fn within(text: &str, at: usize, syntax: &Syntax, context: &mut Context<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = next_mark(rest, syntax) {
        let call = (syntax.read)(&rest[start..]).filter(|_| !rest[..start].ends_with('\\'));
        let Some(call) = call else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        out.push_str(&rest[..start]);
        let (whole, after) = rest[start..].split_at(call.whole.len());

        let line = [Line::new(after, at)];
        let end = (call.form == Form::Begins)
            .then(|| end_of(&call, &line[0], &[], syntax))
            .flatten()
            .map_or((None, 0), |end| (Some(&after[..end.from]), end.to));
        rest = &after[end.1..];

        let around = Around { before: &out, inner: end.0, at };
        match pieces::word(&call, &around, context) {
            Some(word) => out.push_str(&word),
            None if call.form == Form::Shown => out.push_str(&shown(whole, call.inner)),
            None => {
                context.notes.look(&UNKNOWN, context.file, at, whole);
                match (end.0, call.form) {
                    (Some(inner), _) => out.push_str(inner),
                    (None, Form::Ends) => {}
                    (None, _) => {
                        out.push('\\');
                        out.push_str(whole);
                    }
                }
            }
        }
    }
    if out.is_empty() && rest == text {
        return None;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// An example of a call, as text that shows it.
fn shown(whole: &str, inner: &str) -> String {
    let (open, close) = marks_of(whole);
    format!("\\{open} {inner} {close}")
}

fn marks_of(whole: &str) -> (&str, &str) {
    let length = if whole.starts_with("{{<") || whole.starts_with("{{%") { 3 } else { 2 };
    (&whole[..length], &whole[whole.len() - length..])
}

/// A line of code in which examples of calls stand as such; none where there are none.
pub(in super::super) fn in_code(line: &Line, _: &mut Context<'_>) -> Option<Vec<Line>> {
    if !line.text.contains("/*") || !line.text.contains('{') {
        return None;
    }

    let pairs = [("{{</*", "{{<"), ("*/>}}", ">}}"), ("{{%/*", "{{%"), ("*/%}}", "%}}")];
    let zola = [("{{/*", "{{"), ("*/}}", "}}"), ("{%/*", "{%"), ("*/%}", "%}")];
    let all = pairs.into_iter().chain(zola);
    let plain = all.fold(line.text.clone(), |text, (mark, plain)| text.replace(mark, plain));
    (plain != line.text).then(|| vec![Line::new(plain, line.at)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<'t>(key: &'t str, value: &'t str) -> Argument<'t> {
        Argument { key: Some(key), value }
    }

    #[test]
    fn calls_are_read() {
        let call = read_hugo("{{< figure src=\"a b.png\" alt='x' wide \"last\" >}} more").unwrap();
        assert_eq!(call.name, "figure");
        assert_eq!(call.arguments[..2], [named("src", "a b.png"), named("alt", "x")]);
        assert_eq!((call.unnamed(0), call.unnamed(1)), (Some("wide"), Some("last")));
        assert_eq!(read_hugo("{{% /alert %}}").unwrap().form, Form::Ends);
        assert_eq!(read_hugo("{{< br />}}").unwrap().form, Form::Alone);
        assert_eq!(read_hugo("{{</* br */>}}").unwrap().inner, "br");
        assert!(read_hugo("{{ .Title }}").is_none());

        let call = read_zola("{% note(title=\"T\", open=true) %}").unwrap();
        assert_eq!(call.arguments, [named("title", "T"), named("open", "true")]);
        assert_eq!(read_zola("{% end %}").unwrap().form, Form::Ends);
        assert!(read_zola("{% if x %}").is_none());
        for nonsense in ["=", "==", "\"", "é=", ", ,", "=é\"", "`"] {
            arguments(nonsense);
        }
    }
}
