//! What keeps a template from running for ever.
//!
//! Tera has no limit of its own. So a call is woven into each loop and component that counts the
//! steps of the page being rendered, and the writer counts its bytes. Counting, not a clock: the
//! same page fails or passes on every machine.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult};

/// Loop rounds and component calls of one page.
const MAX_STEPS: u32 = 1_000_000;
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
    tera.register_function("mb_enter", |_: Kwargs, _: &State| -> TeraResult<&'static str> {
        let nesting = NESTING.get() + 1;
        NESTING.set(nesting);
        if nesting > MAX_NESTING {
            return Err(Error::message(format!(
                "components are nested more than {MAX_NESTING} deep; does one call itself?"
            )));
        }
        step()
    });
    tera.register_function("mb_leave", |_: Kwargs, _: &State| {
        NESTING.set(NESTING.get().saturating_sub(1));
        ""
    });
}

fn step() -> TeraResult<&'static str> {
    let steps = STEPS.get() + 1;
    STEPS.set(steps);
    if steps > MAX_STEPS {
        return Err(Error::message(format!("this template loops more than {MAX_STEPS} times on one page")));
    }
    Ok("")
}

/// Weaves the calls into a template. Nothing moves but what stands after a call on its line; how far
/// is told by [`column_before`].
pub(super) fn weave(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 128);
    let mut rest = source;
    while let Some(at) = rest.find("{%").into_iter().chain(rest.find("{#")).min() {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let close = if rest.starts_with("{#") { "#}" } else { "%}" };
        let Some(end) = tag_end(rest, close) else { break };
        let (tag, after) = rest.split_at(end);
        rest = after;
        let words: Vec<&str> = tag.trim_start_matches(['{', '%', '-']).split_whitespace().take(2).collect();
        match words.first().copied() {
            Some("raw") if close == "%}" => {
                let length = rest.find("endraw").map_or(rest.len(), |length| length);
                out.push_str(tag);
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            }
            Some("for") if close == "%}" => push_with(&mut out, tag, "mb_step"),
            Some("component") if close == "%}" => push_with(&mut out, tag, "mb_enter"),
            Some("endcomponent") if close == "%}" => {
                out.push_str("{{ mb_leave() }}");
                out.push_str(tag);
            }
            _ => out.push_str(tag),
        }
    }
    out.push_str(rest);
    out
}

/// A tag and the call after it; where the tag trims what follows, the call does.
fn push_with(out: &mut String, tag: &str, call: &str) {
    out.push_str(tag);
    let trims = tag.ends_with("-%}");
    out.push_str(if trims { "{{- " } else { "{{ " });
    out.push_str(call);
    out.push_str(if trims { "() -}}" } else { "() }}" });
}

/// Where a tag ends, quotes respected.
fn tag_end(tag: &str, close: &str) -> Option<usize> {
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
    for call in ["{{ mb_step() }}", "{{- mb_step() -}}", "{{ mb_enter() }}", "{{- mb_enter() -}}", "{{ mb_leave() }}"] {
        moved += before.matches(call).count() * call.len();
    }
    column - moved.min(column)
}

/// Collects a page and refuses to let it grow without end.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
}

impl Page {
    /// Begins a page on this thread.
    pub(super) fn begin(expected: usize) -> Self {
        STEPS.set(0);
        NESTING.set(0);
        Self { bytes: Vec::with_capacity(expected) }
    }
}

impl Write for Page {
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
        assert_eq!(weave("{% for a in b %}x{% endfor %}"), "{% for a in b %}{{ mb_step() }}x{% endfor %}");
        assert_eq!(weave("{%- for a in b -%} x"), "{%- for a in b -%}{{- mb_step() -}} x");
        assert_eq!(
            weave("{# {% for #}{% raw %}{% for a in b %}{% endraw %}"),
            "{# {% for #}{% raw %}{% for a in b %}{% endraw %}"
        );
        assert_eq!(weave("{% set a = \"%}\" %}{% if a %}"), "{% set a = \"%}\" %}{% if a %}");
        assert_eq!(column_before("{% for a in b %}{{ mb_step() }}x", 31), 16);
    }
}
