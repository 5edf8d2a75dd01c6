//! The crates that come with ours: how many, under which licences, none of them twice.
//!
//! What is allowed stands in `.cargo/deny.toml`. Nothing here needs a network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// So many crates may be in the lock file, ours among them.
pub(crate) const MOST: usize = 200;

#[test]
fn there_are_not_too_many_crates() {
    let count = locked().values().map(BTreeSet::len).sum::<usize>();
    assert!(count <= MOST, "{count} crates are in Cargo.lock, and {MOST} are the most");
}

#[test]
fn no_crate_is_there_in_two_versions() {
    assert_eq!(duplicates(), Vec::<String>::new(), "take one, or name it under `skip`");
}

#[test]
fn every_crate_has_a_licence_that_is_free() {
    assert_eq!(foreign_licences(), Vec::<String>::new(), "by .cargo/deny.toml");
}

#[test]
fn nothing_of_ours_is_unsafe() {
    assert_eq!(unsafe_code(), Vec::<String>::new());
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
    for fine in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "MIT AND ISC",
        "(MIT OR GPL-3.0) AND ISC",
        "GPL-3.0 OR Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(fine, &allowed), "{fine}");
    }
    for wrong in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0"] {
        assert!(!is_allowed(wrong, &allowed), "{wrong}");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The versions in the lock file, by crate.
pub(crate) fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let text = read("Cargo.lock");
    let value = |line: &str, key: &str| {
        Some(line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned())
    };
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in text.split("[[package]]").skip(1) {
        let name = package.lines().find_map(|line| value(line, "name")).expect("a name");
        let version = package.lines().find_map(|line| value(line, "version")).expect("a version");
        found.entry(name).or_default().insert(version);
    }

    assert!(found.contains_key("mentorbook"), "the lock file is read");
    found
}

/// Crates in two versions, but for those that may be.
pub(crate) fn duplicates() -> Vec<String> {
    let skipped = listed("skip");
    let twice = locked().into_iter().filter(|(name, versions)| {
        versions.len() > 1 && !skipped.iter().any(|line| line.contains(&format!("\"{name}\"")))
    });
    twice.map(|(name, versions)| format!("{name} {versions:?}")).collect()
}

/// The lines of a list in `.cargo/deny.toml`, remarks left out.
fn listed(key: &str) -> Vec<String> {
    let text = read(".cargo/deny.toml");
    let (_, list) = text.split_once(&format!("\n{key} = [\n")).expect("the list");
    let lines = list.lines().take_while(|line| *line != "]").map(str::trim);
    lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// What cargo knows of the crates that are needed on this machine.
pub(crate) fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc");
    let version = String::from_utf8(version.stdout).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");

    let arguments = ["metadata", "--locked", "--offline", "--format-version=1"];
    let found = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    serde_json::from_slice(&found.stdout).expect("JSON")
}

/// Crates whose licence is none of those that are allowed.
pub(crate) fn foreign_licences() -> Vec<String> {
    let allowed = listed("allow");
    let allowed: Vec<String> =
        allowed.iter().map(|line| line.trim_matches(['"', ',']).to_owned()).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "the crates are found");

    let licence = |package: &Value| package["license"].as_str().unwrap_or_default().to_owned();
    let foreign = packages.iter().filter(|package| !is_allowed(&licence(package), &allowed));
    foreign.map(|package| format!("{}: {:?}", package["name"], licence(package))).collect()
}

/// Whether a licence leaves the choice of one that is allowed, in each part that must be kept.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    let licence = licence.replace('/', " OR ");
    licence.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')']);
        part.split(" OR ").any(|one| allowed.iter().any(|known| known == one))
    })
}

/// Where our own code is `unsafe`, and whether the compiler is told to refuse that.
pub(crate) fn unsafe_code() -> Vec<String> {
    let mut found = Vec::new();
    if !read("Cargo.toml").contains("\nunsafe_code = \"forbid\"\n") {
        found.push("Cargo.toml does not forbid it".to_owned());
    }

    for folder in ["src", "tests"] {
        for entry in walkdir::WalkDir::new(root().join(folder)) {
            let entry = entry.expect("an entry");
            let is_source = entry.path().extension().is_some_and(|ending| ending == "rs");
            if is_source {
                found.extend(unsafe_lines(entry.path()));
            }
        }
    }
    found
}

fn unsafe_lines(file: &Path) -> Vec<String> {
    // Put together here, so that this file does not have them.
    let words = [" {", " fn ", " impl ", " extern "].map(|rest| format!("un{}{rest}", "safe"));
    let text = fs::read_to_string(file).expect("read");
    let lines = text.lines().enumerate();
    let hits = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
    hits.map(|(number, line)| format!("{}:{}: {line}", file.display(), number + 1)).collect()
}
