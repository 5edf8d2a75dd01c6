//! Every command that a page or `--help` shows is given, each page's blocks line by line and each
//! line within a text by itself, to a handbook in which what it names is there.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::{PAGES, code_spans, help, read, root, take_apart};
use crate::harness::{Folder, program};

/// What commands are given to. The base has changed under one section of a firm.
const DESK: &str = r"//- base/index.md
# Home
//- base/hr.md
# Staff

## Leave {#leave}

Ask a week before you leave.
//- base/start/index.md
# Start
//- base/start/what-it-is.md
# What it is

## What it is not {#not}

No test.
//- base/ground-rules/index.md
# Ground rules
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
---
override: sections
---
## Leave {#leave replace}

Ask Ada a week before you leave.
";

/// The words that stand for what a reader names.
const PLACEHOLDERS: [(&str, &str); 12] = [
    ("FIRM", "acme"),
    ("PAGE#SECTION", "hr.md#leave"),
    ("PAGE", "hr"),
    ("FROM", "old-handbook"),
    ("DIR", "my-handbook"),
    ("ID", "birch"),
    ("PATH", "start/new"),
    ("NAME", "broken-link"),
    ("SHELL", "bash"),
    ("WHAT", "firm"),
    ("FILE", "page.html"),
    ("--open", ""),
];

/// What is shown and not given here, and why not.
const NOT_GIVEN: [(&str, &str); 15] = [
    ("mentorbook customize", "this names the command, which needs a firm and a section"),
    ("mentorbook drift accept", "this names the command, which needs a firm"),
    ("mentorbook drift show", "this names the command, which needs a firm and a section"),
    ("mentorbook import", "this names the command, which needs a folder"),
    ("mentorbook init", "this names the command, which needs a folder"),
    ("mentorbook new firm", "this names the command, which needs an id"),
    ("cargo install", "it writes into the home of who runs it"),
    ("cargo build --release", "it takes minutes, and `.ci/run` gives it"),
    ("cargo bench", "it takes minutes"),
    ("cargo clippy", "it compiles everything, and `.ci/run` gives it"),
    ("cargo fmt --check", "`.ci/run` gives it"),
    ("cargo run --release --", "this names how to do without `cargo install`"),
    ("git diff tests", "it shows what somebody has changed"),
    ("npm ci", "it needs a network"),
    ("node --test", "it needs a browser"),
];

/// The lines that are commands of one of the programs, without what is said on them.
fn commands(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    let parts = line.split("&&").map(|part| {
        // Variables that are set for the one command.
        let words = part.split_whitespace().skip_while(|word| {
            word.split_once('=').is_some_and(|(name, _)| {
                name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            })
        });
        words.collect::<Vec<_>>().join(" ")
    });
    let programs = ["mentorbook", "cargo", "git", "npm", "node", "cd"];
    let is_command =
        |part: &String| part.split_once(' ').is_some_and(|(first, _)| programs.contains(&first));
    parts.filter(is_command).collect()
}

/// A handbook, published, with what the base changed since; and one of another tool.
pub(super) fn desk() -> Folder {
    let desk = Folder::with(DESK);
    desk.run(&["build"]).assert(0);
    let base = desk.read("content/base/hr.md").replace("a week", "two weeks");
    desk.put("content/base/hr.md", base);
    desk.put("old-handbook/index.md", "# Old\n");
    desk.put("handbook.docx", include_bytes!("../import/documents/handbook.docx"));
    desk
}

/// Gives a command to a handbook; whether it did what it should.
fn does(command: &str, desk: &Folder) -> bool {
    let command = command.replace("cargo run --release -- ", "mentorbook ");
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["mentorbook", words @ ..] => ours_does(words, desk),
        ["cargo", "test", words @ ..] => names_tests(words),
        ["npm", "run", script, ..] | ["npm", script] => {
            read("tests/browser/package.json").contains(&format!("\"{script}\": "))
        }
        ["cd", folder] => root().join(folder).is_dir(),
        _ => false,
    }
}

/// Gives a command of ours; whether all went well.
fn ours_does(words: &[&str], desk: &Folder) -> bool {
    let given = words.iter().map(|word| {
        let meant = PLACEHOLDERS.iter().find(|(placeholder, _)| placeholder == word);
        meant.map_or(*word, |(_, value)| value)
    });
    let given: Vec<&str> = given.filter(|word| !word.is_empty()).collect();

    // What these make is there for all other commands; of some it is not.
    let _ = match given.as_slice() {
        ["new", "firm", firm, ..] => fs::remove_dir_all(desk.path("content/firms").join(firm)),
        ["customize", _, "hr.md#leave"] => fs::remove_file(desk.path("content/firms/acme/hr.md")),
        _ => Ok(()),
    };
    if given.first() == Some(&"serve") { shows(&given, desk) } else { desk.run(&given).status == 0 }
}

/// Whether a preview comes so far that it can be looked at.
fn shows(given: &[&str], desk: &Folder) -> bool {
    let mut process = program()
        .args(given)
        .current_dir(desk.root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("run");
    let said = BufReader::new(process.stderr.take().expect("a pipe"));
    let is_ready = said.lines().map_while(Result::ok).any(|line| line.contains("preview is ready"));
    process.kill().expect("ended");
    process.wait().expect("gone");
    is_ready
}

/// Whether the words after `cargo test` choose tests that there are.
fn names_tests(words: &[&str]) -> bool {
    let flags = ["--test", "it", "--locked", "--", "--list"];
    let mut filters = words.iter().filter(|word| !flags.contains(word));
    filters.all(|filter| {
        let suite = std::env::current_exe().expect("the suite");
        let listed = Command::new(suite).args(["--list", filter]).output().expect("a list");
        String::from_utf8(listed.stdout).expect("text").contains(": test")
    })
}

/// Whether a line is one of those that are not given. Those of ours are names, of which more words
/// make a command.
fn is_not_given(shown: &str, command: &str) -> bool {
    if shown.starts_with("mentorbook") { command == shown } else { command.starts_with(shown) }
}

/// The lines below `Example:` or `Examples:` in what help says of a command and of those below it.
fn help_examples(command: &[&str], all: &mut Vec<Vec<String>>) {
    let text = help(command).unwrap_or_else(|| panic!("no help on {command:?}"));
    let examples =
        text.lines().skip_while(|line| !["Example:", "Examples:"].contains(line)).skip(1);
    let examples: Vec<String> = examples.flat_map(commands).collect();
    if !examples.is_empty() {
        all.push(examples);
    }

    let below = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let below = below.take_while(|line| !line.is_empty());
    for name in below.filter_map(|line| line.split_whitespace().next()) {
        if name != "help" {
            help_examples(&[command, &[name]].concat(), all);
        }
    }
}

#[test]
fn every_command_that_is_shown_does_what_it_should() {
    let mut rows: Vec<Vec<String>> = Vec::new();
    help_examples(&[], &mut rows);
    assert!(rows.len() >= 2, "{rows:?}");
    for page in PAGES.into_iter().chain(["src/diagnostic/checks.md"]) {
        let (blocks, prose) = take_apart(page);
        let shown = blocks.iter().filter(|block| ["console", "sh"].contains(&&*block.language));
        rows.extend(shown.map(|block| block.text.lines().flat_map(commands).collect()));
        let named = prose.iter().flat_map(|line| code_spans(line)).flat_map(commands);
        rows.extend(named.map(|command| vec![command]));
    }

    rows.sort();
    rows.dedup();
    assert!(rows.len() > 50, "{rows:#?}");
    let (mut met, mut broken) = (BTreeSet::new(), Vec::new());
    for row in &rows {
        let desk = desk();
        for command in row {
            let not_given = NOT_GIVEN.iter().find(|(shown, _)| is_not_given(shown, command));
            match not_given {
                Some((shown, _)) => drop(met.insert(*shown)),
                None if does(command, &desk) => {}
                None => broken.push(command),
            }
        }
    }
    assert!(broken.is_empty(), "these do not do what they should: {broken:#?}");
    let listed: BTreeSet<&str> = NOT_GIVEN.iter().map(|(shown, _)| *shown).collect();
    assert_eq!(met, listed, "what is not given is shown somewhere");
}
