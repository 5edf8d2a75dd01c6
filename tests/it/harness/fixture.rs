//! A whole handbook in one string.
//!
//! ```text
//! //- base/hr/leave.md
//! # Leave
//! //- firms/acme/firm.yaml
//! name: Acme
//! ```
//!
//! Paths are seen from `content/`, except those that begin with `themes/`. A path with ` hex` after
//! it is given in hexadecimal bytes. Without a `handbook.yaml` there is one with a title alone;
//! without a theme, a bare one that shows heading and body and nothing else, so that expectations
//! stay short.
//!
//! A file may be indented like the code around it: what stands before its `//- ` is taken off each
//! of its lines. Blank lines between it and the next file are no part of either.

use std::collections::BTreeMap;
use std::path::Path;

/// The files of a handbook, by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

const BARE_THEME: &str = r##"
//- themes/default/theme.yaml
name: Bare
tokens:
  accent: {type: color, light: "#225588", dark: "#99ccee"}
  page: {type: color, light: "#ffffff", dark: "#111111"}
  body: {type: font, value: serif}
pairs:
- {text: accent, on: page, minimum: 4.5, where: links}
//- themes/default/templates/page.html
<h1>{{ page.heading }}</h1>
{{ page.body }}
//- themes/default/templates/404.html
not found
//- themes/default/templates/nav.html
{% for item in items %}<a href="{{ item.href }}"{{ item.current }}>{{ item.title }}</a>{% endfor %}
//- themes/default/templates/redirect.html
<a href="{{ target }}">{{ title }}</a>
"##;

/// Files of a folder of the repository, by path.
pub(crate) fn folder(name: &str) -> Files {
    fn walk(folder: &Path, path: &str, files: &mut Files) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &path, files);
            } else {
                files.insert(path, std::fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut files = Files::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), name, &mut files);
    files
}

/// The files of the handbook that ships with the program.
pub(crate) fn shipped() -> Files {
    let mut files = folder("content");
    files.extend(folder("themes"));
    files
}

/// The files of a handbook in one string.
pub(crate) fn files(text: &str) -> Files {
    let mut files = parsed(text);
    files.entry("content/handbook.yaml".to_owned()).or_insert_with(|| b"title: Test\n".to_vec());
    if !files.keys().any(|path| path.starts_with("themes/")) {
        let theme = parsed(BARE_THEME).into_iter();
        files.extend(theme.map(|(path, bytes)| (path, bytes.trim_ascii_end().to_vec())));
    }

    files
}

/// The files in one string that are of no handbook, and nothing beside them.
pub(crate) fn bare_files(text: &str) -> Files {
    let files = parsed(text).into_iter();
    files
        .map(|(path, bytes)| (path.strip_prefix("content/").unwrap_or(&path).to_owned(), bytes))
        .collect()
}

fn parsed(text: &str) -> Files {
    let mut files = Files::new();
    let mut parts = text.split("//- ").peekable();
    let mut indent = spaces_at_the_end(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        let next_indent = parts.peek().map_or(0, |_| spaces_at_the_end(part));
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        let content = match (indent, next_indent) {
            (0, 0) => content.to_owned(),
            _ => without_blank_end(&outdented(content, indent)),
        };
        indent = next_indent;

        let (path, hex) = path.strip_suffix(" hex").map_or((path, false), |path| (path, true));
        let path =
            if path.starts_with("themes/") { path.to_owned() } else { format!("content/{path}") };
        let bytes = if hex {
            content
                .split_whitespace()
                .map(|byte| u8::from_str_radix(byte, 16).expect("two hexadecimal digits"))
                .collect()
        } else {
            content.into_bytes()
        };
        files.insert(path, bytes);
    }

    files
}

/// A text that begins on a line of its own, without the indentation of the code it stands in. A
/// line that ends in a space and a backslash goes on in the next.
pub(crate) fn flush(text: &str) -> String {
    let Some(text) = text.strip_prefix('\n') else { return text.to_owned() };
    let indent = text.len() - text.trim_start_matches(' ').len();
    outdented(text, indent)
}

/// How far what follows is indented, where a text ends with the spaces before it.
fn spaces_at_the_end(text: &str) -> usize {
    let line = text.rsplit('\n').next().unwrap_or_default();
    if is_blank(line) { line.len() } else { 0 }
}

/// A text whose lines are moved to the left. Those of a value that `format!` put in stand there
/// already.
fn outdented(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let lines = text.split('\n').map(|line| match line.strip_prefix(&margin) {
        Some(rest) => rest,
        None if is_blank(line) => "",
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n").replace(" \\\n", " ")
}

/// A text without the blank lines at its end, but for the end of its last line.
fn without_blank_end(text: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let ends_in_blank = lines.last().is_some_and(|line| is_blank(line));
    while lines.last().is_some_and(|line| is_blank(line)) {
        lines.pop();
    }
    if ends_in_blank && !lines.is_empty() {
        lines.push("");
    }
    lines.join("\n")
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ')
}

#[test]
fn a_handbook_may_stand_indented() {
    let indented = files(
        r"
        //- base/a.md
        # A

            code

        //- base/b.md
        A long \
        line
        //- base/c.md
        No end",
    );
    let text = "//- base/a.md\n# A\n\n    code\n//- base/b.md\nA long line\n//- base/c.md\nNo end";
    assert_eq!(indented, files(text));
}

#[test]
fn a_value_put_into_a_handbook_stays_as_it_is() {
    let value = "- one\n  - two\n";
    let text = format!(
        r"
        //- base/a.md
        {value}
        //- base/b.md
        # B
        "
    );
    assert_eq!(files(&text)["content/base/a.md"], value.as_bytes());
}
