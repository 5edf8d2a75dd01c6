//! Whole texts that are expected, and rewritten on request.
//!
//! An expectation is a raw string in the test itself, moved to the left by [`flush`]. Where a text
//! is another than expected, the test fails and shows both, line by line; with `BLESS=1` in the
//! environment it writes what it got into its own source instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{env, fs};

use super::fixture::flush;

/// No line of a source is longer.
const WIDTH: usize = 100;

/// Asserts that a text is the expected one, given as a string in the call of this function, or of
/// the one that calls it and has `#[track_caller]`.
#[track_caller]
pub(crate) fn assert_text(actual: impl AsRef<str>, expected: &str) {
    let actual = actual.as_ref();
    let wanted = flush(expected);
    if actual == wanted {
        return;
    }

    let here = Location::caller();
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        bless(here, expected, actual);
        return;
    }
    panic!(
        "another text than expected (-) was found (+); BLESS=1 takes it over\n{}",
        difference(&wanted, actual)
    );
}

/// An expectation to be replaced: where its call begins, what it is and what it becomes.
struct Change {
    line: usize,
    column: usize,
    expected: String,
    actual: String,
}

/// The sources that are rewritten in this run: as they were compiled, and what changes in them.
static CHANGED: Mutex<BTreeMap<PathBuf, (String, Vec<Change>)>> = Mutex::new(BTreeMap::new());

fn bless(here: &Location<'_>, expected: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(here.file());
    let mut changed = CHANGED.lock().expect("whole");
    let (source, changes) = changed.entry(path.clone()).or_insert_with(|| {
        (fs::read_to_string(&path).expect("the source of the test"), Vec::new())
    });

    changes.push(Change {
        line: here.line() as usize,
        column: here.column() as usize,
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    });
    changes.sort_by_key(|change| (change.line, change.column));

    // Always all of them from what was compiled: its lines are where the locations say.
    fs::write(&path, rewritten(source, changes)).expect("written");
    println!("blessed {here}");
}

/// A source with its changes, which stand in their order there.
fn rewritten(source: &str, changes: &[Change]) -> String {
    let mut out = source.to_owned();
    for change in changes.iter().rev() {
        let lines = source.split_inclusive('\n').take(change.line - 1);
        let call = lines.map(str::len).sum::<usize>() + change.column - 1;
        // No further than to the end of the test.
        let rest = &source[call..];
        let test = &rest[..rest.find("\n}\n").unwrap_or(rest.len())];
        let (at, end) = string_that_holds(&change.expected, test)
            .map(|(at, end)| (call + at, call + end))
            .unwrap_or_else(|| panic!("line {}: no string in it is this text", change.line));

        // The letter and signs around a raw string, which may have to be others.
        let from = source[..at].trim_end_matches('#').len();
        let from = source[..from].strip_suffix('r').map_or(at, str::len);
        let to = source.len() - source[end..].trim_start_matches('#').len();

        let start = source[..call].rfind('\n').map_or(0, |at| at + 1);
        let indent = source[start..].bytes().take_while(|byte| *byte == b' ').count();
        out.replace_range(from..to, &literal(&change.expected, &change.actual, indent + 4));
    }
    out
}

/// Where a string stands that is this text: as it is between the quotes, or with the usual escapes.
fn string_that_holds(text: &str, source: &str) -> Option<(usize, usize)> {
    let escaped = text.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    let quoted = [text, &escaped].map(|text| format!("\"{text}\""));
    quoted.iter().find_map(|quoted| {
        let at = source.find(quoted)?;
        Some((at, at + quoted.len()))
    })
}

/// A text as a raw string, indented as the one before it, or so far.
fn literal(before: &str, text: &str, indent: usize) -> String {
    let first = before.strip_prefix('\n');
    let first = first.map(|text| text.len() - text.trim_start_matches(' ').len());
    let margin = " ".repeat(first.unwrap_or(indent));
    let mut inside = "\n".to_owned();
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            inside.push_str(&margin);
        }
        inside.push_str(&broken(line, &margin));
    }
    if text.ends_with('\n') {
        inside.push_str(&margin);
    }

    // A text whose first line is indented itself stands at the left.
    if flush(&inside) != text {
        text.clone_into(&mut inside);
    }

    let mut signs = String::new();
    while inside.contains(&format!("\"{signs}")) {
        signs.push('#');
    }
    format!("r{signs}\"{inside}\"{signs}")
}

/// A line that is longer than those of the code, broken where it has spaces.
fn broken(line: &str, margin: &str) -> String {
    let room = WIDTH.saturating_sub(margin.len());
    let (mut out, mut rest) = (String::new(), line);
    while rest.trim_end().chars().count() > room {
        let most = rest.char_indices().nth(room - 1).map_or(rest.len(), |(at, _)| at);
        let Some(space) = rest[..most].rfind(' ') else { break };
        out.push_str(&rest[..=space]);
        out.push_str("\\\n");
        out.push_str(margin);
        rest = &rest[space + 1..];
    }
    out + rest
}

/// Two texts, line by line: what both have, what only the first has and what only the second has.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());

    // How many lines the rests of both have in common, by where these rests begin.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }

    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            let _ = writeln!(out, "  {}", old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            let _ = writeln!(out, "- {}", old[i]);
            i += 1;
        } else {
            let _ = writeln!(out, "+ {}", new[j]);
            j += 1;
        }
    }

    if expected.ends_with('\n') != actual.ends_with('\n') {
        out.push_str("(one of them has no line end at its end)\n");
    }
    out
}

#[test]
fn a_difference_is_shown_line_by_line() {
    let shown = difference("a\nb\nc\n", "a\nx\nc\nd");
    let end = "(one of them has no line end at its end)\n";
    assert_eq!(shown, format!("  a\n- b\n+ x\n  c\n+ d\n{end}"));
}

#[test]
#[should_panic(expected = "another text than expected")]
fn another_text_than_expected_fails() {
    // Not by its own expectation: where all are blessed, this one would be, too.
    let blessing = env::var_os("BLESS").is_some();
    assert!(!blessing, "another text than expected is taken over now");
    assert_text("one\n", "two\n");
}

#[test]
fn a_long_line_is_broken_and_read_as_one() {
    let text = format!("{}\n  and more\n", "twelve words ".repeat(12).trim_end());
    let source = literal("", &text, 8);
    assert!(source.lines().count() > 4, "{source}");
    assert!(source.lines().all(|line| line.len() <= WIDTH), "{source}");
    assert_eq!(flush(source.trim_matches(['r', '"'])), text);
}

#[test]
fn an_expectation_is_rewritten_in_its_place() {
    let source = r#"
fn test() {
    says(
        r"
        //- base/index.md
        Ask
        ",
        r"
        Ask
        ",
    );
    assert_text(&page, r"?");
    assert_text(&page, "a \"b\"\n");
}
"#;

    let change = |line, column, expected: &str, actual: &str| Change {
        line,
        column,
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    };
    let changes = [
        change(3, 5, "\n        Ask\n        ", "Tell \"#1\"\n\n  more\n"),
        change(12, 5, "?", "  indented"),
        change(13, 5, "a \"b\"\n", "a\n"),
    ];
    let expected = r###"
fn test() {
    says(
        r"
        //- base/index.md
        Ask
        ",
        r##"
        Tell "#1"

          more
        "##,
    );
    assert_text(&page, r"  indented");
    assert_text(&page, r"
        a
        ");
}
"###;

    assert_eq!(rewritten(source, &changes), expected);
}
