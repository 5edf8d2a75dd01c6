//! Anything at all: pages, front matter, attributes, overrides, locks, firm.yaml. Nothing panics.

use std::fmt::Write as _;

use mentorbook::checks::CHECKS;
use mentorbook::{Engine, Origin, Selection};

use crate::Form;
use crate::harness::{Files, Random, files, in_one_thread};
use crate::suite::security::hostile::BOOK;
use crate::suite::security::hostile::fuzz::FRAGMENTS;
use crate::trial::{Outcome, Trial, must, panics};

/// The first of the seeds; each handbook has its own.
const SEED: u64 = 20_261_130;
/// Made of each, in one handbook.
const BASE_PAGES: usize = 10;
const FIRMS: usize = 8;
const FIRM_PAGES: usize = 4;
const INPUTS: usize = BASE_PAGES + FIRMS * (1 + FIRM_PAGES);

/// Keys and values of YAML, well and badly written.
const YAML: [&str; 44] = [
    "title: ",
    "kind: ",
    "override: ",
    "weight: ",
    "audience: ",
    "extra: ",
    "aliases: ",
    "slug: ",
    "start: ",
    "minutes: ",
    "needs: ",
    "variables: ",
    "nav: ",
    "hide: ",
    "brand: ",
    "footer: ",
    "layers: ",
    "theme: ",
    "language: ",
    "contact: ",
    "rename: ",
    "insert: ",
    "sections",
    "page",
    "glossary",
    "timeline",
    "module",
    "rules",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "\n  ",
    "\n- ",
    "\n",
    "# ",
    "&a ",
    "*a ",
    "!!str ",
];

/// What stands in the braces of headings and containers.
const ATTRIBUTES: [&str; 33] = [
    "{",
    "}",
    "#a",
    "#b ",
    ".fixed",
    ".c ",
    "replace ",
    "append ",
    "remove ",
    "move ",
    "before=a ",
    "after=b ",
    "locked",
    "=\"",
    "\"",
    "'",
    "at=+1w ",
    "every=2d ",
    "times=9 ",
    "key=\"a\" ",
    "question ",
    "question=scenario ",
    ".right ",
    "to=a ",
    "see=a,b ",
    "aliases=\"x, y\" ",
    "minutes=5 ",
    "audience=mentor ",
    "time=01:30 ",
    "=",
    "\\",
    "é",
    "\u{202e}",
];

/// What stands in a lock, and what has no place there.
const LOCK: [&str; 22] = [
    "version: 1\n",
    "version: 9\n",
    "overrides:\n",
    "overrides: []\n",
    "- page: p0.md\n",
    "- page: p1.md\n",
    "- asset: a\n",
    "  section: a\n",
    "  section: \"_lead\"\n",
    "  key: title\n",
    "  operation: replace\n",
    "  operation: page\n",
    "  operation: hide\n",
    "  operation: move before\n",
    "  beside: b\n",
    "  above: [uk]\n",
    "  digest: \"0123456789abcdef0123456789abcdef\"\n",
    "  digest: x\n",
    "  text: |\n    Words.\n",
    "...\n",
    "<<<<<<< HEAD\n",
    "=======\n",
];

pub(crate) fn attempt(form: Form) -> Outcome {
    let handbooks = form.of(60_000, 600_000) / INPUTS;
    eprintln!("  seeds from {SEED} on; {handbooks} handbooks of {INPUTS} inputs");
    panics();
    let seeds: Vec<u64> = (0..handbooks as u64).map(|at| SEED + at).collect();
    let mut trial = Trial::of(&seeds, |seed| try_one(*seed));
    trial.tried = handbooks * INPUTS;

    // Those that the engine caught are told of an edition, too; none may be lost.
    let heard = panics();
    if trial.failures.is_empty() {
        trial.failures.extend(heard);
    }
    trial.into()
}

/// Builds one handbook, as the program would: where an edition panics, the engine says so.
fn try_one(seed: u64) -> Result<(), String> {
    let book = handbook(seed);
    in_one_thread(|| {
        let Ok(engine) = Engine::load(Origin::memory(book), Selection::default()) else {
            return Ok(());
        };
        let (run, _) = engine.build_in_memory();
        let found = run.outcomes.iter().flat_map(|outcome| &outcome.diagnostics);
        let internal = found.into_iter().find(|found| found.check.name == "internal");
        must(internal.is_none(), || format!("seed {seed}: {internal:?}"))
    })
}

fn handbook(seed: u64) -> Files {
    let random = &mut Random::new(seed);
    let mut book = BOOK.to_owned();
    // With the checks off, what is wrong is rendered, too.
    if random.chance(50) {
        let off: String = CHECKS.iter().map(|check| format!("  {}: off\n", check.name)).collect();
        let levels = format!("title: Handbook\nchecks:\n{off}");
        book = book.replacen("title: Handbook\n", &levels, 1);
    }
    if random.chance(5) {
        let lines = mixed(random, &[&YAML], 6);
        book = book.replacen("title: Handbook\n", &format!("title: Handbook\n{lines}\n"), 1);
    }

    for page in 0..BASE_PAGES {
        let _ = write!(book, "\n//- base/p{page}.md\n{}", a_page(random));
    }
    for firm in 0..FIRMS {
        let yaml = mixed(random, &[&YAML], 12);
        let _ = write!(book, "\n//- firms/f{firm}/firm.yaml\nname: F\n{yaml}\n");
        let _ = write!(book, "\n//- firms/f{firm}/overrides.lock\n{}", a_lock(random));
        for page in 0..FIRM_PAGES {
            let place = random.below(BASE_PAGES + 2);
            let _ = write!(book, "\n//- firms/f{firm}/p{}.md\n", place * FIRM_PAGES + page);
            book += &a_page(random);
        }
        for page in 0..2 {
            let place = random.below(BASE_PAGES);
            let front = ["override: sections", "override: page"][page];
            let _ = write!(book, "\n//- firms/f{firm}/p{place}.md\n---\n{front}\n---\n");
            book += &mixed(random, &[&FRAGMENTS, &ATTRIBUTES], 20);
        }
    }
    bytes_changed(random, files(&book))
}

/// A lock, whole more often than not.
fn a_lock(random: &mut Random) -> String {
    let lines = mixed(random, &[&LOCK], 16);
    if random.chance(30) {
        return lines;
    }
    let entry = "- page: p0.md\n  section: a\n  operation: append\n  digest: \"0\"\n";
    format!("version: 1\noverrides:\n{entry}{lines}...\n")
}

fn a_page(random: &mut Random) -> String {
    let mut text = String::new();
    if random.chance(60) {
        let _ = write!(text, "---\n{}\n---\n", mixed(random, &[&YAML], 10));
    }
    text + &mixed(random, &[&FRAGMENTS, &FRAGMENTS, &ATTRIBUTES], 40)
}

/// Some of the words of some tables, in any order.
fn mixed(random: &mut Random, tables: &[&[&str]], most: usize) -> String {
    let count = 1 + random.below(most);
    let mut text = String::new();
    for _ in 0..count {
        let table = tables[random.below(tables.len())];
        let word = table[random.below(table.len())];
        text += word;
        if word.ends_with(": ") && random.chance(60) {
            text += ["a", "1", "2026-02-30", "[a, b]", "{a: b}", "true"][random.below(6)];
            text += "\n";
        }
    }
    // What begins a file here is no part of a page.
    text.replace("//- ", "")
}

/// Some bytes of some files exchanged for others.
fn bytes_changed(random: &mut Random, mut files: Files) -> Files {
    for (path, bytes) in &mut files {
        let is_ours = path.starts_with("content/base/p") || path.starts_with("content/firms/f");
        if !is_ours || bytes.is_empty() || !random.chance(20) {
            continue;
        }
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
    }
    files
}
