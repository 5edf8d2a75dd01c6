//! The rules of the house that `src/lib.rs` states, read off the sources themselves.

mod crates;
mod imports;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// Every source file below `src/`, by its path there.
fn sources() -> BTreeMap<String, String> {
    let src = root().join("src");
    let mut all = BTreeMap::new();
    for path in rust_files(&src) {
        let name = path.strip_prefix(&src).expect("below").to_str().expect("UTF-8").to_owned();
        all.insert(name, fs::read_to_string(&path).expect("read"));
    }

    assert!(all.len() > 30, "the sources are found");
    all
}

/// A source without its remarks and doc comments, which may name anything, and without its tests,
/// which may use anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let lines = text.lines().map(|line| match line.find("//") {
        // Not the slashes of an address in a string.
        Some(at) if !line[..at].ends_with(':') && !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The module of the top level that a file belongs to: `parse` for `parse/html.rs`, and `main` for
/// the program.
fn module(file: &str) -> &str {
    match file.split('/').next().expect("a name") {
        "bin" => "main",
        name => name.strip_suffix(".rs").unwrap_or(name),
    }
}

/// The module that a line of `src/lib.rs` declares.
fn declared_module(line: &str) -> Option<&str> {
    line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')
}

/// Quotes the invariant of `src/lib.rs` that a file breaks.
#[track_caller]
fn hold(invariant: &str, broken: &[String]) {
    let said = fs::read_to_string(root().join("src/lib.rs")).expect("read").replace("\n//! ", " ");
    assert!(said.contains(invariant), "src/lib.rs no longer says: {invariant}");
    assert!(broken.is_empty(), "{invariant}\nBut:\n{}", broken.join("\n"));
}

/// Whether a line holds a word that is not the end of a longer one: `fs::`, but not `vfs::`.
fn names(line: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !word.starts_with(is_letter) || !line[..at].ends_with(is_letter))
}

/// Where code outside of the allowed files contains one of some words.
fn uses(words: &[&str], allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources() {
        if allowed(&file) {
            continue;
        }
        for (number, line) in code(&text).lines().enumerate() {
            found.extend(
                words
                    .iter()
                    .filter(|word| names(line, word))
                    .map(|word| format!("  src/{file}:{}: {word}", number + 1)),
            );
        }
    }
    found
}

#[test]
fn a_stage_uses_only_what_stands_before_it() {
    let lib = sources()["lib.rs"].clone();
    let order: Vec<&str> = lib.lines().filter_map(declared_module).collect();
    let at = |name: &str| order.iter().position(|module| *module == name);
    let mut broken = Vec::new();
    for (file, text) in sources() {
        let Some(here) = at(module(&file)) else { continue };
        for (number, line) in code(&text).lines().enumerate() {
            for path in line.split("crate::").skip(1) {
                // Several at once: `use crate::{link, parse}`.
                let names = path
                    .strip_prefix('{')
                    .map_or(path, |list| list.split('}').next().unwrap_or_default());
                let several = path.starts_with('{');
                let names = names.split(',').take(if several { usize::MAX } else { 1 });
                for name in names.map(|name| {
                    name.trim()
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next()
                        .unwrap_or_default()
                }) {
                    if at(name).is_some_and(|there| there > here) {
                        broken.push(format!(
                            "  src/{file}:{}: {} uses {name}",
                            number + 1,
                            order[here]
                        ));
                    }
                }
            }
        }
    }

    hold("A stage uses only what stands before it in this list.", &broken);
}

#[test]
fn the_stages_stand_in_the_order_of_the_pipeline() {
    let lib = sources()["lib.rs"].clone();
    let places: Vec<usize> =
        ["load", "parse", "overlay", "link", "check", "render", "publish", "engine"]
            .iter()
            .map(|stage| {
                let declared = lib.lines().position(|line| declared_module(line) == Some(stage));
                declared.unwrap_or_else(|| panic!("no {stage}"))
            })
            .collect();
    assert!(places.is_sorted());
}

#[test]
fn only_some_touch_the_file_system() {
    let allowed = |file: &str| {
        ["load", "publish", "scaffold", "main", "preview"].contains(&module(file))
            || ["import/tree.rs", "import/write.rs"].contains(&file)
    };
    let words = [
        "std::fs",
        "fs::",
        "File::",
        "OpenOptions",
        "walkdir",
        "WalkDir",
        "tempfile",
        ".exists()",
        ".is_file()",
        ".metadata()",
        "read_dir",
        "canonicalize",
    ];

    hold(
        "Only `load`, `drift`, `publish`, `preview`, `scaffold`, `import` and `main` touch \
         the file system.",
        &uses(&words, allowed),
    );
}

#[test]
fn only_print_and_main_print() {
    let allowed = |file: &str| file == "diagnostic/print.rs" || module(file) == "main";
    let words = [
        "println!",
        "print!(",
        "eprint",
        "dbg!",
        "stdout()",
        "stderr()",
        "anstream",
        "indicatif",
        "annotate_snippets",
    ];
    hold("Only `diagnostic::print` and `main` print.", &uses(&words, allowed));
}

#[test]
fn only_yaml_uses_its_parser() {
    hold(
        "Only `yaml` uses `granit_parser`.",
        &uses(&["granit_parser"], |file| module(file) == "yaml"),
    );
}

#[test]
fn no_code_searches_html_for_tags() {
    let searches = [
        "find",
        "rfind",
        "contains",
        "starts_with",
        "ends_with",
        "split",
        "rsplit",
        "split_once",
        "rsplit_once",
        "strip_prefix",
        "strip_suffix",
        "matches",
        "match_indices",
        "replace",
    ];
    let words: Vec<String> = searches
        .iter()
        .flat_map(|search| ["<", "</", " class=", " id="].map(|tag| format!(".{search}(\"{tag}")))
        .chain(["html5ever::", "ammonia::"].map(str::to_owned))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let writes_html = |file: &str| {
        file == "parse/html.rs"
            || file.starts_with("parse/raw_html")
            || file == "import/markup/html.rs"
    };

    hold(
        "Only `parse::html`, `parse::raw_html` and `import::markup` look for tags in HTML.",
        &uses(&words, writes_html),
    );
}

#[test]
fn only_main_reads_the_clock_and_the_environment() {
    let words = [
        "Instant",
        "SystemTime",
        "std::env",
        "env::",
        "option_env!",
        "thread::sleep",
        "current_dir",
        "available_parallelism",
    ];
    hold(
        "Only `main` reads the clock and the environment.",
        &uses(&words, |file| module(file) == "main"),
    );
}

#[test]
fn every_file_of_an_edition_leaves_by_one_door() {
    let doors = uses(&["sink.put("], |_| false);
    assert_eq!(doors.len(), 1, "{doors:?}");
    let others = uses(&["staging.put"], |file| file == "engine/sink.rs");
    assert_eq!(others, Vec::<String>::new(), "what a folder takes has passed the door");
}

#[test]
fn nothing_is_left_to_chance() {
    // Maps that are walked in another order each time; looking something up in them is fine.
    let words = [" rand::", "RandomState", "thread_rng", "process::id"];
    assert_eq!(uses(&words, |file| module(file) == "publish"), Vec::<String>::new());
}

#[test]
fn every_module_says_what_it_is_for() {
    for (file, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "src/{file} begins with {first:?}");
    }
}

#[test]
fn no_file_is_longer_than_600_lines() {
    for (file, text) in sources() {
        assert!(text.lines().count() <= 600, "src/{file} has {} lines", text.lines().count());
    }
}

#[test]
fn nothing_is_left_to_do() {
    // Put together here, so that this file does not name them.
    let words = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["unimple", "mented!"],
        ["to", "do!("],
        ["X", "XX"],
        ["allow(", "dead_code"],
    ]
    .map(|word| word.concat());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for (file, text) in sources() {
        let lines = text.lines().enumerate();
        let hits = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.extend(
            hits.map(|(number, line)| format!("src/{file}:{}: {}", number + 1, line.trim())),
        );
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_top_level_stays() {
    let ignored = fs::read_to_string(root().join(".gitignore")).expect("a .gitignore");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let known =
        ["Cargo.toml", "Cargo.lock", "README.md", "LICENSE", "src", "content", "themes", "tests"];
    let names = fs::read_dir(root())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    let strange: Vec<String> = names
        .filter(|name| {
            !name.starts_with('.')
                && !known.contains(&name.as_str())
                && !ignored.contains(&name.as_str())
        })
        .collect();
    assert_eq!(strange, Vec::<String>::new(), "at the top of the repository");
    for name in ["Cargo.toml", "Cargo.lock", "LICENSE", "src", "content", "themes", "tests"] {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn every_test_file_is_registered() {
    let suite = root().join("tests/it");
    for file in rust_files(&suite) {
        let folder = file.parent().expect("a folder");
        let name = file.file_stem().and_then(|name| name.to_str()).expect("UTF-8");
        if name == "main" {
            continue;
        }

        // The file that bears the folder's name, or else `main.rs`, which names the rest.
        let beside = folder.with_extension("rs");
        let parent = if beside.exists() { beside } else { suite.join("main.rs") };
        let text = fs::read_to_string(&parent).expect("read");
        let line = format!("mod {name};");
        assert!(
            text.lines().any(|known| known.trim().trim_start_matches("pub(crate) ") == line),
            "{} has no `{line}` for {}",
            parent.display(),
            file.display()
        );
    }
}
