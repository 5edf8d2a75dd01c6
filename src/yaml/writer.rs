//! Texts as YAML has them, so that what is read again is the same.

use std::fmt::Write as _;

use super::Value;
use super::scalar::plain;

/// A single value: bare where that is read as this text, else in quotes.
pub(crate) fn scalar_text(text: &str) -> String {
    let is_bare = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let begins = text.starts_with(char::is_alphabetic);
    let is_text = matches!(plain(text), Value::Text(_));
    if begins && is_text && text.chars().all(is_bare) { text.to_owned() } else { quoted(text) }
}

/// The value of a key, as its lines where they can be read as such. `indent`: blanks before each
/// line.
pub(crate) fn block_text(text: &str, indent: usize) -> String {
    let is_printable = |c: char| c == '\n' || c == '\t' || is_printed(c);
    let begins_flush = !text.starts_with([' ', '\t', '\n']);
    let ends_once = text.ends_with('\n') && !text.ends_with("\n\n");
    if !begins_flush || !ends_once || !text.chars().all(is_printable) {
        return quoted(text);
    }

    let mut block = String::with_capacity(text.len() + 64);
    block.push('|');
    for line in text.lines() {
        block.push('\n');
        // An empty line needs none, and no editor then takes it away.
        if !line.is_empty() {
            block.extend(std::iter::repeat_n(' ', indent));
            block.push_str(line);
        }
    }
    block
}

/// In double quotes, with escapes for what does not show.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_printed(c) => quoted.push(c),
            // Writing to a string cannot fail.
            c => drop(write!(quoted, "\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character shows in any editor, and is no line break to any reader of YAML.
fn is_printed(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `key: …` and gives its value.
    fn read(yaml: &str) -> Value {
        let root = crate::yaml::parse(yaml, 0, &"a.yaml".into(), usize::MAX);
        match root.map(|root| root.value) {
            Ok(Value::Map(entries)) if entries.len() == 1 => entries[0].value.value.clone(),
            other => panic!("{yaml:?} reads as {other:?}"),
        }
    }

    const TEXTS: [&str; 22] = [
        "",
        " ",
        "\n",
        "a\n",
        "a\n\n",
        "\na\n",
        " a\n",
        "a\n  b\n\n\tc\n",
        "# a\n",
        "- a\n",
        "a: b\n",
        "true",
        "~",
        "12",
        "2026-11-30",
        "a \"b\" \\ c",
        "\u{7}bell\n",
        "\u{85}\u{2028}\n",
        "\u{FEFF}a\n",
        "...\n",
        "---\na\n",
        "a | b & *c !d %e @f `g\n",
    ];

    #[test]
    fn what_is_written_is_read_again() {
        for text in TEXTS {
            let value = Value::Text(text.to_owned());
            assert_eq!(read(&format!("key: {}\n", scalar_text(text))), value, "{text:?}");
            let block = block_text(text, 2);
            assert_eq!(read(&format!("key: {block}\n")), value, "{text:?} as {block:?}");
        }
        assert_eq!(scalar_text("ground-rules/how.md"), "ground-rules/how.md");
        assert_eq!(block_text("a\n\nb\n", 2), "|\n  a\n\n  b");
    }
}
