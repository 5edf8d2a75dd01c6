//! The keys that a page's front matter gives, as they are written.

use std::ops::Range;
use std::sync::Arc;

use super::keys;
use crate::diagnostic::Span;
use crate::digest::Digest;
use crate::load::PageSource;
use crate::text_digest::TextDigest;
use crate::yaml::{Node, Value, YamlEntry};

/// A key that a file gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GivenKey {
    /// Its name.
    pub key: Box<str>,
    /// Digest of its value as it is written.
    pub source: Digest,
    /// Path of its file relative to the root.
    pub file: Arc<str>,
    /// Bytes of the file: its value.
    pub value: Span,
    /// Bytes of the file: the key and its value.
    pub whole: Span,
}

/// The keys that a front matter gives.
pub(super) fn keys(root: &Node, source: &PageSource) -> Vec<GivenKey> {
    let Value::Map(entries) = &root.value else { return Vec::new() };
    let text = &*source.text;
    let starts: Vec<usize> = entries.iter().map(|entry| key_start(text, entry)).collect();
    let ends = starts.iter().skip(1).copied().chain([root.span.end]);

    let written = entries.iter().zip(&starts).zip(ends);
    // These say what the file does, and are no keys that a page below could have.
    let of_file = [keys::OVERRIDE, keys::REASON, keys::UNTIL];
    let keys = written.filter(|((entry, _), _)| of_file.iter().all(|key| key.name != entry.key));
    keys.map(|((entry, start), end)| {
        let value = value_range(text, entry, end);
        GivenKey {
            key: entry.key.as_str().into(),
            source: TextDigest::of(&text[value.clone()]).digest(),
            file: source.file.clone(),
            whole: Span { start: *start, end: value.end },
            value: value.into(),
        }
    })
    .collect()
}

/// Where a key begins, with the quote that may stand before it.
fn key_start(text: &str, entry: &YamlEntry) -> usize {
    let start = entry.key_span.start;
    start - usize::from(text[..start].ends_with(['"', '\'']))
}

/// Where the value of a key stands, all lines of it; the next key begins at `next`.
fn value_range(text: &str, entry: &YamlEntry, next: usize) -> Range<usize> {
    let Span { start, end } = entry.value.span;
    let is_remark = |line: &str| line.is_empty() || line.starts_with('#');

    // The span of a list or group of lines is its key's, that of any other value its first line's.
    if entry.value.span != entry.key_span {
        let mut rest = text[end..next].lines().map(str::trim_end);
        let ends_line = |line: &str| is_remark(line.trim_start()) || [",", "}"].contains(&line);
        if rest.next().is_none_or(ends_line) && rest.all(is_remark) {
            return start..end;
        }
    }

    let key_end = entry.key_span.end;
    let colon = text[key_end..next].find(':').map_or(0, |at| at + 1);
    let mut value = text[key_end + colon..next].trim_end();
    // Remarks at the left belong to what follows them.
    while let Some((before, line)) = value.rsplit_once('\n')
        && line.starts_with('#')
    {
        value = before.trim_end();
    }
    let blank = value.len() - value.trim_start().len();
    key_end + colon + blank..key_end + colon + value.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    /// Each key of a front matter as it is written, and its value.
    fn written(text: &str) -> Vec<(&str, &str)> {
        let source = PageSource {
            path: "a.md".into(),
            file: "content/base/a.md".into(),
            digest: Digest::of(text.as_bytes()),
            text: text.into(),
        };
        let root = yaml::parse(text, 0, &source.file, yaml::MAX_FRONT_MATTER_BYTES);
        let given = keys(&root.expect("YAML"), &source);
        given.iter().map(|given| (&text[given.whole.range()], &text[given.value.range()])).collect()
    }

    #[test]
    fn a_key_is_known_as_it_is_written() {
        let text = "title: \"A: b\"  # as ever\n'weight' : 3\n\n# On tags.\ntags:\n- a\n  # why\n- b\n\
                    owner:\n# Nobody.\nextra:\n  a: 1\n  b: |\n    # 2\ndescription: one\n  two\n\
                    aliases: [x,\n  y]\n";
        assert_eq!(
            written(text),
            [
                ("title: \"A: b\"", "\"A: b\""),
                ("'weight' : 3", "3"),
                ("tags:\n- a\n  # why\n- b", "- a\n  # why\n- b"),
                ("owner:", ""),
                ("extra:\n  a: 1\n  b: |\n    # 2", "a: 1\n  b: |\n    # 2"),
                ("description: one\n  two", "one\n  two"),
                ("aliases: [x,\n  y]", "[x,\n  y]"),
            ]
        );
        assert_eq!(written("{title: a, 'tags': [b]}"), [("title: a", "a"), ("'tags': [b]", "[b]")]);
        assert_eq!(
            written("title: a\r\ntags:\r\n- b\r\n"),
            [("title: a", "a"), ("tags:\r\n- b", "- b")]
        );
    }
}
