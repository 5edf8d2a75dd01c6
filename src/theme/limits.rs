//! What keeps a template from running for ever.
//!
//! Tera has no limit of its own. So a call is woven into each loop and component that counts the
//! steps of the page being rendered, and the writer counts its bytes. Counting, not a clock: the
//! same page fails or passes on every machine.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Loop rounds and component calls of one page.
const MAX_STEPS: u32 = 200_000;
/// Components inside each other.
const MAX_NESTING: u32 = 32;
/// Bytes of one page.
const MAX_BYTES: usize = 16 << 20;

thread_local! {
    static STEPS: Cell<u32> = const { Cell::new(0) };
    static NESTING: Cell<u32> = const { Cell::new(0) };
}

/// Makes the woven-in calls known.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("mb_step", |_: Kwargs, _: &State| step());
    tera.register_function("mb_enter", |_: Kwargs, _: &State| enter());
    tera.register_function("mb_leave", |_: Kwargs, _: &State| {
        NESTING.set(NESTING.get().saturating_sub(1));
        ""
    });
    tera.register_function("mb_size", |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
        let value: &Value = kwargs.must_get("v")?;
        let items = || value.as_array().map(<[Value]>::len);
        limit(value.as_str().map(str::len).or_else(items).unwrap_or(0))?;
        Ok("")
    });

    // Takes the place of Tera's own, which could make a page of any length in one call.
    tera.register_filter(
        "replace",
        |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let (from, to): (&str, &str) = (kwargs.must_get("from")?, kwargs.must_get("to")?);
            limit(text.matches(from).count().saturating_mul(to.len()))?;
            Ok(text.replace(from, to))
        },
    );
}

fn limit(size: usize) -> TeraResult<()> {
    if size > MAX_BYTES {
        return Err(Error::message(format!("a value grows beyond {} MiB", MAX_BYTES >> 20)));
    }
    Ok(())
}

fn enter() -> TeraResult<&'static str> {
    NESTING.set(NESTING.get() + 1);
    if NESTING.get() > MAX_NESTING {
        let message =
            format!("components are nested more than {MAX_NESTING} deep; does one call itself?");
        return Err(Error::message(message));
    }
    step()
}

fn step() -> TeraResult<&'static str> {
    STEPS.set(STEPS.get() + 1);
    if STEPS.get() > MAX_STEPS {
        let message = format!("this template loops more than {MAX_STEPS} times on one page");
        return Err(Error::message(message));
    }
    Ok("")
}

/// Weaves the calls into a template. Nothing moves but what stands after a call on its line; how
/// far is told by [`column_before`].
pub(super) fn weave(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 128);
    let mut rest = source;
    // Names of the `{% set name %}` blocks that are open.
    let mut sets: Vec<&str> = Vec::new();
    while let Some((at, close)) = next_tag(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // Not closed: Tera will say so, of the template as it is written.
        let Some(end) = tag_end(rest, close) else {
            out.push_str(&rest[..2]);
            rest = &rest[2..];
            continue;
        };

        let tag;
        (tag, rest) = rest.split_at(end);
        if close != "%}" {
            out.push_str(tag);
            continue;
        }

        // What stands in `raw` is shown, not run.
        if word_of(tag) == "raw" {
            let length = rest.find("endraw").unwrap_or(rest.len());
            out.push_str(tag);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        } else {
            weave_tag(&mut out, tag, &mut sets);
        }
    }
    out.push_str(rest);
    out
}

/// A `{% … %}`, and the call that counts what it begins or ends.
fn weave_tag<'s>(out: &mut String, tag: &'s str, sets: &mut Vec<&'s str>) {
    match word_of(tag) {
        "for" => push_with(out, tag, "mb_step()"),
        "component" => push_with(out, tag, "mb_enter()"),
        "endcomponent" => {
            // What the tag trims before it, the call must trim.
            let trims = tag.starts_with("{%-");
            out.push_str(if trims { "{{- mb_leave() }}" } else { "{{ mb_leave() }}" });
            out.push_str(tag);
        }
        // Text that is set to twice itself grows fast without a single loop round.
        "set" | "set_global" if tag.contains('=') => {
            let name = name_of(tag).split('=').next().unwrap_or_default();
            push_with(out, tag, &format!("mb_size(v={name})"));
        }
        "set" | "set_global" => {
            sets.push(name_of(tag).split('|').next().unwrap_or_default());
            out.push_str(tag);
        }
        "endset" => match sets.pop() {
            Some(name) => push_with(out, tag, &format!("mb_size(v={name})")),
            None => out.push_str(tag),
        },
        _ => out.push_str(tag),
    }
}

/// The word that says what a tag does.
fn word_of(tag: &str) -> &str {
    words(tag).next().unwrap_or_default()
}

/// The word after it: the name of what is set.
fn name_of(tag: &str) -> &str {
    words(tag).nth(1).unwrap_or_default().trim_end_matches("%}").trim_end_matches('-')
}

fn words(tag: &str) -> impl Iterator<Item = &str> {
    tag.trim_start_matches(['{', '%', '-']).split_whitespace()
}

/// Where the next tag, comment or expression begins, and what ends it.
fn next_tag(source: &str) -> Option<(usize, &'static str)> {
    let kinds = [("{%", "%}"), ("{#", "#}"), ("{{", "}}")];
    kinds.into_iter().filter_map(|(open, close)| Some((source.find(open)?, close))).min()
}

/// A tag and the call after it; where the tag trims what follows, the call does.
fn push_with(out: &mut String, tag: &str, call: &str) {
    out.push_str(tag);
    let trims = tag.ends_with("-%}");
    out.push_str(if trims { "{{- " } else { "{{ " });
    out.push_str(call);
    out.push_str(if trims { " -}}" } else { " }}" });
}

/// Where a tag ends, quotes respected.
fn tag_end(tag: &str, close: &str) -> Option<usize> {
    // An apostrophe in a comment begins no text.
    if close == "#}" {
        return tag.find(close).map(|at| at + 2);
    }

    let mut quote = None;
    for (at, c) in tag.char_indices().skip(2) {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if tag[at..].starts_with(close) => return Some(at + 2),
            None => {}
        }
    }
    None
}

/// The column a position of a woven line has in the template as written, both in characters.
pub(super) fn column_before(woven_line: &str, column: usize) -> usize {
    let before: String = woven_line.chars().take(column).collect();
    let mut moved = 0;
    for (at, _) in before.match_indices("mb_") {
        let open = if before[..at].ends_with("{{- ") { 4 } else { 3 };
        let length = before[at..].find("}}").map_or(0, |length| open + length + 2);
        moved += length;
    }
    column - moved.min(column)
}

/// Collects a page and refuses to let it grow without end.
pub(super) struct LimitedBuffer {
    pub(super) bytes: Vec<u8>,
}

impl LimitedBuffer {
    /// Begins a page on this thread.
    pub(super) fn begin(expected: usize) -> Self {
        // The page before may have failed inside a component, which then was never left.
        STEPS.set(0);
        NESTING.set(0);
        Self { bytes: Vec::with_capacity(expected) }
    }
}

impl Write for LimitedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_BYTES {
            return Err(io::Error::other(format!("the page grows beyond {} MiB", MAX_BYTES >> 20)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_go_where_loops_are() {
        assert_eq!(
            weave("{% for a in b %}x{% endfor %}"),
            "{% for a in b %}{{ mb_step() }}x{% endfor %}"
        );
        assert_eq!(weave("{%- for a in b -%} x"), "{%- for a in b -%}{{- mb_step() -}} x");
        assert_eq!(
            weave("{# {% for #}{% raw %}{% for a in b %}{% endraw %}"),
            "{# {% for #}{% raw %}{% for a in b %}{% endraw %}"
        );
        assert_eq!(weave("{% if a == \"%}\" %}{% endif %}"), "{% if a == \"%}\" %}{% endif %}");
        assert_eq!(
            weave("{{ \"{%\" }}{% for a in b %}"),
            "{{ \"{%\" }}{% for a in b %}{{ mb_step() }}"
        );
        assert_eq!(weave("{% set a = 1 %}"), "{% set a = 1 %}{{ mb_size(v=a) }}");
        assert_eq!(weave("{% set a %}b{% endset %}"), "{% set a %}b{% endset %}{{ mb_size(v=a) }}");
        assert_eq!(column_before("{% for a in b %}{{ mb_step() }}x", 31), 16);
    }
}
