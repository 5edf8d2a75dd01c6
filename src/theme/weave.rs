//! A template as it is written → as Tera reads it.
//!
//! A call that counts is woven into each loop and component, so that none runs for ever (see
//! [`limits`](super::limits)). And where a call asks for a word of the interface by a name that
//! stands there, the word takes the call's place: the fifteen such calls of a page took one in
//! twenty of all instructions of a build.

use crate::diagnostic::{Place, Span};
use crate::load::TextFile;
use crate::words::Words;

/// A template as Tera reads it.
pub(super) struct Woven {
    /// As it is written.
    pub(super) source: TextFile,
    /// As Tera reads it.
    pub(super) text: String,
    /// In the order of the text.
    seams: Vec<Seam>,
}

/// A stretch that Tera reads and that is not written so.
struct Seam {
    woven: Span,
    /// What it was woven in for: a call that asks for a word, a tag that is counted.
    written: Span,
}

impl Woven {
    pub(super) fn of(source: &TextFile, words: &Words) -> Self {
        let text = String::with_capacity(source.text.len() + 128);
        let woven = Self { source: source.clone(), text, seams: Vec::new() };
        let weaver = Weaver { woven, read: 0, sets: Vec::new(), words };
        weaver.weave(&source.text)
    }

    /// Some bytes of what Tera reads as a place in the template as it is written, no more than a
    /// line.
    pub(super) fn place(&self, woven: Span) -> Place {
        let (start, end) = (self.written(woven.start).start, self.written(woven.end).end);
        let line = self.source.text[start..].lines().next().unwrap_or_default();
        let end = end.clamp(start, start + line.len());
        Place::at(&self.source.file, start..end)
    }

    /// The byte at this column of a line, in what Tera reads. Lines count from 1, columns count
    /// characters from 0.
    pub(super) fn byte_at(&self, line: usize, column: usize) -> usize {
        let mut lines = self.text.split_inclusive('\n');
        let start: usize = lines.by_ref().take(line.max(1) - 1).map(str::len).sum();
        let line = lines.next().unwrap_or_default();
        let column = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        start + column
    }

    /// Where a byte of what Tera reads is written. In a seam all that it was woven in for is meant.
    fn written(&self, woven: usize) -> Span {
        let seams = self.seams.partition_point(|seam| seam.woven.start <= woven);
        let at = match self.seams[..seams].last() {
            Some(seam) if woven < seam.woven.end => return seam.written,
            Some(seam) => seam.written.end + (woven - seam.woven.end),
            None => woven,
        };
        Span { start: at, end: at }
    }
}

/// A template that is being woven.
struct Weaver<'s> {
    woven: Woven,
    /// How much of the template is read.
    read: usize,
    /// Names of the `{% set name %}` blocks that are open.
    sets: Vec<&'s str>,
    words: &'s Words,
}

impl<'s> Weaver<'s> {
    fn weave(mut self, source: &'s str) -> Woven {
        while let Some((at, close)) = next_tag(source, self.read) {
            // Not closed: Tera will say so, of the template as it is written.
            let Some(length) = tag_end(&source[at..], close) else { break };

            let tag = Span { start: at, end: at + length };
            self.copy(source, tag.start);
            match close {
                // What stands in `raw` is shown, not run.
                "%}" if word_of(&source[tag.range()]) == "raw" => {
                    let length = source[tag.end..].find("endraw");
                    self.copy(source, length.map_or(source.len(), |length| tag.end + length));
                }
                "%}" => self.weave_tag(source, tag),
                "}}" => self.copy_with_words(source, tag.end),
                _ => self.copy(source, tag.end),
            }
        }
        self.copy(source, source.len());
        self.woven
    }

    /// A `{% … %}`, and the call that counts what it begins or ends.
    fn weave_tag(&mut self, source: &'s str, span: Span) {
        let tag = &source[span.range()];
        if word_of(tag) == "endcomponent" {
            // What the tag trims before it, the call must trim.
            let trims = tag.starts_with("{%-");
            self.add(if trims { "{{- mb_leave() }}" } else { "{{ mb_leave() }}" }, span);
        }

        self.copy_with_words(source, span.end);
        match word_of(tag) {
            "for" => self.add_call("mb_step()", source, span),
            "component" => self.add_call("mb_enter()", source, span),
            // Text that is set to twice itself grows fast without a single loop round.
            "set" | "set_global" if tag.contains('=') => {
                let name = name_of(tag).split('=').next().unwrap_or_default();
                self.add_call(&format!("mb_size(v={name})"), source, span);
            }
            "set" | "set_global" => {
                self.sets.push(name_of(tag).split('|').next().unwrap_or_default());
            }
            "endset" => {
                if let Some(name) = self.sets.pop() {
                    self.add_call(&format!("mb_size(v={name})"), source, span);
                }
            }
            _ => {}
        }
    }

    /// Adds a call after its tag.
    fn add_call(&mut self, call: &str, source: &str, tag: Span) {
        // Where the tag trims what follows, the call does.
        let trims = source[tag.range()].ends_with("-%}");
        let (open, close) = if trims { ("{{-", "-}}") } else { ("{{", "}}") };
        self.add(&format!("{open} {call} {close}"), tag);
    }

    /// Copies a tag or an expression up to its end, with words in the place of calls.
    fn copy_with_words(&mut self, source: &str, end: usize) {
        while let Some((call, word)) = next_word(&source[..end], self.read, self.words) {
            self.copy(source, call.start);
            self.add(&literal(word), call);
            self.read = call.end;
        }
        self.copy(source, end);
    }

    /// Copies the template up to here.
    fn copy(&mut self, source: &str, end: usize) {
        self.woven.text.push_str(&source[self.read..end]);
        self.read = end;
    }

    /// Adds what is not written in the template; `written` is what it is for.
    fn add(&mut self, text: &str, written: Span) {
        let start = self.woven.text.len();
        self.woven.text.push_str(text);
        let woven = Span { start, end: self.woven.text.len() };
        self.woven.seams.push(Seam { woven, written });
    }
}

/// Where the next tag, comment or expression begins, and what ends it.
fn next_tag(source: &str, from: usize) -> Option<(usize, &'static str)> {
    let mut braces = source[from..].match_indices('{').map(|(at, _)| from + at);
    braces.find_map(|at| match source.as_bytes().get(at + 1)? {
        b'%' => Some((at, "%}")),
        b'#' => Some((at, "#}")),
        b'{' => Some((at, "}}")),
        _ => None,
    })
}

/// Where a tag ends, quotes respected.
fn tag_end(tag: &str, close: &str) -> Option<usize> {
    // An apostrophe in a comment begins no text.
    if close == "#}" {
        return tag.find(close).map(|at| at + 2);
    }
    unquoted(&tag[2..]).find(|at| tag[2 + at..].starts_with(close)).map(|at| 2 + at + close.len())
}

/// The positions of a tag that are not within quotes.
fn unquoted(tag: &str) -> impl Iterator<Item = usize> {
    let mut quote = None;
    tag.char_indices().filter_map(move |(at, c)| match quote {
        Some(open) => {
            if open == c {
                quote = None;
            }
            None
        }
        None if matches!(c, '"' | '\'' | '`') => {
            quote = Some(c);
            None
        }
        None => Some(at),
    })
}

/// The next call that asks for a word we know, and the word.
fn next_word<'w>(source: &str, from: usize, words: &'w Words) -> Option<(Span, &'w str)> {
    unquoted(&source[from..]).map(|at| from + at).find_map(|start| {
        // `my_word(…)` and `my.word(…)` are something else.
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if source[..start].ends_with(is_name) {
            return None;
        }
        let (length, name) = word_call(&source[start..])?;
        let word = words.named(name).filter(|phrase| phrase.is_fixed())?;
        Some((Span { start, end: start + length }, word.text.as_str()))
    })
}

/// The length of the call `word(name="…")` that a text begins with, and the name.
fn word_call(text: &str) -> Option<(usize, &str)> {
    let rest = ["(", "name", "="]
        .into_iter()
        .try_fold(text.strip_prefix("word")?, |rest, next| rest.trim_start().strip_prefix(next))?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let (name, rest) = rest[1..].split_once(quote)?;
    let rest = rest.trim_start().strip_prefix(')')?;
    Some((text.len() - rest.len(), name))
}

/// A text as it is written in a template.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::words::Phrase;

    fn woven(template: &str) -> Woven {
        let words = [("next", "Next"), ("sly", "\"\\ {{ 'x' }}"), ("minutes", "{minutes} min")];
        let words = words.map(|(name, text)| {
            (name.to_owned(), Phrase { text: text.to_owned(), ..Phrase::default() })
        });
        let words = Words::new("en", words.into_iter().collect(), true);
        let digest = Digest::of(template.as_bytes());
        Woven::of(&TextFile { file: "page.html".into(), text: template.into(), digest }, &words)
    }

    #[track_caller]
    fn assert_weaves(template: &str, expected: &str) {
        assert_eq!(woven(template).text, expected);
    }

    #[test]
    fn calls_go_where_loops_are() {
        assert_weaves(
            "{% for a in b %}x{% endfor %}",
            "{% for a in b %}{{ mb_step() }}x{% endfor %}",
        );
        assert_weaves("{%- for a in b -%} x", "{%- for a in b -%}{{- mb_step() -}} x");
        assert_weaves("{% set a = 1 %}", "{% set a = 1 %}{{ mb_size(v=a) }}");
        assert_weaves("{% set a %}b{% endset %}", "{% set a %}b{% endset %}{{ mb_size(v=a) }}");
        assert_weaves(
            "{{ \"{%\" }}{% for a in b %}",
            "{{ \"{%\" }}{% for a in b %}{{ mb_step() }}",
        );
        for left_alone in [
            "{# {% for #}{% raw %}{% for a in b %}{% endraw %}",
            "{% if a == \"%}\" %}{% endif %}",
            "{{ a {% for a in b %}",
        ] {
            assert_weaves(left_alone, left_alone);
        }
    }

    #[test]
    fn words_go_where_they_are_asked_for() {
        assert_weaves("<a>{{ word(name=\"next\") }}</a>", "<a>{{ \"Next\" }}</a>");
        assert_weaves("{{- word ( name = 'next' ) -}}", "{{- \"Next\" -}}");
        assert_weaves(
            "{% if word(name=`next`) ~ word(name=\"next\") %}",
            "{% if \"Next\" ~ \"Next\" %}",
        );
        assert_weaves("{{ word(name=\"sly\") }}", "{{ \"\\\"\\\\ {{ 'x' }}\" }}");
        for left_alone in [
            "word(name=\"next\")",
            "{# word(name=\"next\") #}",
            "{% raw %}{{ word(name=\"next\") }}{% endraw %}",
            "{{ \"word(name='next')\" }}",
            "{{ my_word(name=\"next\") }}",
            "{{ my.word(name=\"next\") }}",
            "{{ word(name=next) }}",
            "{{ word(name=\"next\", count=1) }}",
            "{{ word(name=\"nope\") }}",
            "{{ word(name=\"next",
        ] {
            assert_weaves(left_alone, left_alone);
        }
    }

    #[test]
    fn places_are_those_of_what_is_written() {
        let template = "ä{% for a in b %}{{ word(name=\"next\") ~ nope }}\n{{ nope }}";
        let woven = woven(template);
        for (marked, written) in [
            ("{% for", "{% for"),
            ("mb_step()", "{% for a in b %}"),
            ("\"Next\"", "word(name=\"next\")"),
            ("\"Next\" ~ nope", "word(name=\"next\") ~ nope"),
            ("nope", "nope"),
            ("nope }}\n{{ nope", "nope }}"),
        ] {
            let start = woven.text.find(marked).unwrap();
            let place = woven.place(Span { start, end: start + marked.len() });
            assert_eq!(&template[place.span.unwrap().range()], written, "{marked}");
        }

        let last = woven.text.rfind("nope").unwrap();
        assert_eq!(woven.byte_at(2, 3), last);
        assert_eq!(woven.byte_at(1, 2), "ä{".len());
        assert_eq!(woven.byte_at(9, 9), woven.text.len());
    }
}
