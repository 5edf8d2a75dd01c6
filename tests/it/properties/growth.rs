//! Everything that a handbook can have more of, made of the program's own tables: its containers
//! and their attributes, the kinds of page, the keys of headings, of front matter and of each YAML
//! file, the examples of all checks and of the writers' manual. What is new there is new here.
//!
//! `complexity` has the patterns that somebody thought of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mentorbook::checks::CHECKS;
use mentorbook::{Dialect, EngineError, Selection, dialect};

use super::complexity::{NOTHING, each, in_step, took};
use crate::harness::{files, in_one_thread, site, try_build};

/// Of each, so many bytes of a handbook are tried first. Only what looks steep there is measured with
/// care; `cargo bench --bench promises` does that with all.
const TASTE: usize = 24_000;
/// And four times so many of it.
const LARGEST_TASTE: usize = 4_096;

/// Something that a handbook can have more of.
pub(crate) struct Construct {
    pub(crate) name: String,
    make: Box<dyn Fn(usize) -> String + Send + Sync>,
}

impl Construct {
    fn new(
        name: impl Into<String>,
        make: impl Fn(usize) -> String + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    /// A handbook with so much of it.
    pub(crate) fn handbook(&self, n: usize) -> String {
        (self.make)(n)
    }

    /// Whether a first look says that it may grow too fast.
    fn looks_steep(&self) -> bool {
        let mut n = 4;
        while n < LARGEST_TASTE && self.handbook(8 * n).len() < TASTE {
            n *= 2;
        }
        let [small, large] = [n, 4 * n].map(|n| in_one_thread(|| took(&self.handbook(n))));
        large > NOTHING && large > 5 * small
    }
}

#[test]
fn what_is_in_the_tables_grows_in_step() {
    let all = in_one_text();
    let steep: Vec<&Construct> = all.iter().filter(|one| one.looks_steep()).collect();
    in_step(steep.into_iter().map(|one| (one.name.as_str(), |n| one.handbook(n))));
}

#[test]
fn every_table_is_in_it() {
    let names: Vec<String> = constructs().into_iter().map(|one| one.name).collect();
    for part in [
        ":::timeline",
        ":::collection with long from=",
        "kind: glossary",
        "headings with see=",
        "front matter key review_every",
        "firm.yaml key brand",
        "handbook.yaml key checks",
        "layer.yaml key nav",
        "broken-link (passes)",
        "example 1 of the manual",
    ] {
        assert!(names.iter().any(|name| name.contains(part)), "no {part} in {names:#?}");
    }

    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "two have one name");
}

/// All of them.
pub(crate) fn constructs() -> Vec<Construct> {
    let Dialect { kinds, heading_keys, .. } = dialect();
    let mut all = in_one_text();
    for kind in &kinds {
        all.extend(heading_keys.iter().map(|key| of_heading_key(kind, key)));
    }
    for (name, example) in examples() {
        all.extend(of_places(name, example));
    }

    // An example without a page has nothing to multiply.
    all.retain(|one| one.handbook(8).len() > one.handbook(4).len());
    all
}

/// Those of which there is more in one file.
fn in_one_text() -> Vec<Construct> {
    let Dialect { containers, kinds, .. } = dialect();
    let mut all = Vec::new();
    for container in containers {
        all.extend(of_container(container.name));
        for attribute in container.attributes {
            all.extend(of_attribute(container.name, attribute));
        }
    }

    all.extend(kinds.iter().flat_map(|kind| of_kind(kind)));
    all.extend(of_front_matter(&kinds));
    for file in [FIRM, HANDBOOK, LAYER] {
        for key in known_keys(file) {
            all.extend(SHAPES.map(|shape| of_key(file, &key, shape)));
        }
    }
    for (name, example) in examples() {
        all.extend(of_text(&name, example));
    }
    all.extend(of_manual());
    all
}

/// The examples of all checks, with their names.
fn examples() -> Vec<(String, &'static str)> {
    let examples = CHECKS.iter().flat_map(|check| {
        let explanation = check.explanation();
        [("fails", explanation.fails), ("passes", explanation.passes)]
            .map(|(what, example)| (format!("{} ({what})", check.name), example))
    });
    examples.collect()
}

// ---- pages -------------------------------------------------------------------------------------

/// A handbook whose firm has a page of a kind, and the pages that it may refer to.
fn page(kind: &str, body: &str) -> String {
    format!(
        r#"
//- handbook.yaml
title: T
audiences: [mentor, mentee]
variables:
  word: {{type: text, default: W}}
  start: {{type: date, default: 2026-09-01}}
  days: {{type: list, default: [a, b]}}
//- base/index.md
# Home
//- base/rules.md
---
kind: rules
---
## One {{#one}}
Text
//- base/glossary.md
---
kind: glossary
---
## Mentor {{#mentor}}
Who listens.
//- base/dates.md
---
kind: timeline
start: "2026-09-01"
---
## Kick-off {{#kick-off at=+0w}}
All.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/p.md
---
kind: {kind}
---
{body}
"#
    )
}

/// What most containers have inside.
const INSIDE: &str = "- [x] a\n- b {lines=3}\n\n1. c\n\n> d\n\nText {{ word }}.\n";

fn of_container(name: &'static str) -> [Construct; 4] {
    [
        Construct::new(format!(":::{name} again and again"), move |n| {
            page("guide", &format!(":::{name}\n{INSIDE}:::\n\n").repeat(n))
        }),
        Construct::new(format!(":::{name} in a module again and again"), move |n| {
            let one = |i| format!("## Part {i}\n\n:::{name} {{#c{i}}}\n{INSIDE}:::\n\n");
            page("module", &each(n, one))
        }),
        Construct::new(format!(":::{name} inside itself"), move |n| {
            page("guide", &format!("{}a\n{}", format!(":::{name}\n").repeat(n), ":::\n".repeat(n)))
        }),
        Construct::new(format!(":::{name} with much inside"), move |n| {
            page("guide", &format!(":::{name}\n{}:::\n", INSIDE.repeat(n)))
        }),
    ]
}

fn of_attribute(name: &'static str, attribute: &'static str) -> [Construct; 2] {
    [
        Construct::new(format!(":::{name} with {attribute}= again and again"), move |n| {
            let one = |i| {
                let value = ["glossary.md", "rules.md#one", "dates.md", "word", "3"][i % 5];
                format!(":::{name} {{{attribute}=\"{value}\"}}\n{INSIDE}:::\n\n")
            };
            page("guide", &each(n, one))
        }),
        Construct::new(format!(":::{name} with long {attribute}="), move |n| {
            let value = each(n, |i| format!("h{i},"));
            let headings = each(n, |i| format!("## H{i} {{#h{i}}}\n"));
            page(
                "guide",
                &format!("{headings}\n:::{name} {{{attribute}=\"{value}\"}}\n{INSIDE}:::\n"),
            )
        }),
    ]
}

/// The keys that a kind of page must have.
fn needed(kind: &str) -> &'static str {
    match kind {
        "timeline" => "timeline\nstart: \"2026-09-01\"",
        "module" => "module\nminutes: 60",
        "home" => "guide",
        _ => "",
    }
}

fn front(kind: &'static str) -> &'static str {
    Some(needed(kind)).filter(|front| !front.is_empty()).unwrap_or(kind)
}

fn of_kind(kind: &'static str) -> [Construct; 4] {
    [
        Construct::new(format!("kind: {kind}, sections"), move |n| {
            let one = |i| format!("## Word{i} {{#w{i} at=+{i}d}}\nText of word{i}.\n\n");
            page(front(kind), &each(n, one))
        }),
        Construct::new(format!("kind: {kind}, lists"), move |n| {
            page(front(kind), &each(n, |i| format!("## H{i}\n\n- [ ] a {{#a{i}}}\n- [x] b\n\n")))
        }),
        Construct::new(format!("kind: {kind}, pages"), move |n| {
            let more = each(n, |i| {
                format!("//- base/k/p{i}.md\n---\nkind: {}\n---\n# P{i}\n\nText\n", front(kind))
            });
            page("guide", "Text") + &more
        }),
        Construct::new(format!("kind: {kind}, sections and a text of their words"), move |n| {
            let sections = each(n, |i| format!("## Word{i} {{#w{i}}}\nText.\n\n"));
            let text = each(n, |i| format!("word{i} [a](p.md#w{i}) "));
            let more = format!("//- firms/acme/text.md\n# Text\n\n{text}\n");
            page(front(kind), &sections) + &more
        }),
    ]
}

fn of_heading_key(kind: &'static str, key: &'static str) -> Construct {
    Construct::new(format!("kind: {kind}, headings with {key}="), move |n| {
        let one = |i: usize| {
            let value = ["", "w0", "+1w", "https://a.example", "10"][i % 5];
            format!("## Word{i} {{#w{i} {key}=\"{value}\"}}\nText.\n\n")
        };
        page(front(kind), &each(n, one))
    })
}

// ---- keys --------------------------------------------------------------------------------------

/// What a key may be set to, more and more of it.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Text,
    List,
    Map,
    ListOfMaps,
}

const SHAPES: [Shape; 4] = [Shape::Text, Shape::List, Shape::Map, Shape::ListOfMaps];

impl Shape {
    /// `key: …`, so large.
    fn lines(self, key: &str, n: usize) -> String {
        match self {
            Self::Text => format!("{key}: \"{}\"\n", "ab ".repeat(n)),
            Self::List => format!("{key}:\n{}", each(n, |i| format!("- w{i}\n"))),
            Self::Map => format!("{key}:\n{}", each(n, |i| format!("  k{i}: w{i}\n"))),
            Self::ListOfMaps => {
                let one =
                    |i| format!("- {{title: T{i}, url: 'https://a.example/{i}', page: p{i}.md}}\n");
                format!("{key}:\n{}", each(n, one))
            }
        }
    }
}

/// A YAML file of a handbook: its path, and what it must have.
#[derive(Clone, Copy)]
struct ConfigFile {
    path: &'static str,
    start: &'static str,
}

const FIRM: ConfigFile = ConfigFile { path: "firms/acme/firm.yaml", start: "name: Acme\n" };
const HANDBOOK: ConfigFile = ConfigFile { path: "handbook.yaml", start: "title: T\n" };
const LAYER: ConfigFile = ConfigFile { path: "layers/uk/layer.yaml", start: "name: UK\n" };

/// A handbook with these lines in one of its YAML files.
fn configured(file: ConfigFile, lines: &str) -> String {
    // A key that the file has anyway is set once.
    let key = lines.split(':').next().unwrap_or_default();
    let start = if file.start.starts_with(&format!("{key}:")) { "" } else { file.start };
    let mut book = format!("//- {}\n{start}{lines}\n//- base/index.md\n# Home\n", file.path);
    if file.path != FIRM.path {
        book += "//- firms/acme/firm.yaml\nname: Acme\nlayers: [uk]\n";
    }
    book + "//- layers/uk/law.md\n# Law\n//- firms/acme/p.md\n# Page\n"
}

/// The keys that the program says there are.
fn known_keys(file: ConfigFile) -> Vec<String> {
    let book = configured(file, "no-such-key: 1\n");
    let said = match try_build(files(&book), Selection::default()) {
        Ok(site) => site.diagnostics(),
        Err(EngineError::Project(found)) => {
            found.into_iter().flat_map(|one| one.notes).collect::<Vec<_>>().join("\n")
        }
        Err(error) => panic!("{error:?}"),
    };
    keys_in(&said)
}

fn keys_in(said: &str) -> Vec<String> {
    let (_, keys) = said.split_once("known keys: ").unwrap_or_else(|| panic!("no keys in {said}"));
    let keys = keys.lines().next().unwrap_or_default();
    keys.split(", ").map(str::to_owned).collect()
}

fn of_key(file: ConfigFile, key: &str, shape: Shape) -> Construct {
    let (key, name) = (key.to_owned(), format!("{} key {key}, {shape:?}", file.path));
    Construct::new(name, move |n| configured(file, &shape.lines(&key, n)))
}

/// The keys of all kinds of page, in all shapes, and on many pages.
fn of_front_matter(kinds: &[&'static str]) -> Vec<Construct> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for kind in kinds {
        let said = site(&page(kind, "").replace("kind: ", "no-such-key: 1\nkind: ")).diagnostics();
        for key in keys_in(&said).into_iter().filter(|key| key != "kind" && key != "override") {
            if !seen.insert(key.clone()) {
                continue;
            }
            let kind = *kind;
            all.extend(SHAPES.map(|shape| {
                let (key, name) = (key.clone(), format!("front matter key {key}, {shape:?}"));
                Construct::new(name, move |n| {
                    page(&format!("{kind}\n{}", shape.lines(&key, n)), "Text")
                })
            }));
            all.push(Construct::new(format!("front matter key {key}, pages"), move |n| {
                let front = |i| match i % 3 {
                    0 => format!("{key}: [w{i}]"),
                    1 => format!("{key}: w{i}"),
                    _ => format!("{key}: {i}"),
                };
                let one = |i| {
                    format!("//- base/k/p{i}.md\n---\nkind: {kind}\n{}\n---\n# P{i}\n", front(i))
                };
                page("guide", "Text") + &each(n, one)
            }));
        }
    }
    all
}

// ---- examples ----------------------------------------------------------------------------------

/// The files of an example, by path.
fn parts(text: &str) -> Vec<(String, String)> {
    let parts = text.split("//- ").skip(1);
    let parts = parts.filter_map(|part| part.split_once('\n'));
    parts.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// Files as they are written in one string.
fn joined<'p>(parts: impl IntoIterator<Item = &'p (String, String)>) -> String {
    parts.into_iter().map(|(path, text)| format!("//- {path}\n{text}\n")).collect()
}

/// An example with more in each of its pages.
fn of_text(name: &str, example: &'static str) -> Vec<Construct> {
    let mut all = Vec::new();
    for (number, (path, text)) in parts(example).into_iter().enumerate() {
        if !path.ends_with(".md") {
            continue;
        }
        all.push(Construct::new(format!("{name}: more of {path}"), move |n| {
            let mut files = parts(example);
            files[number].1 = more_of(&text, n);
            joined(&files)
        }));
    }

    all
}

/// An example with more folders of it, and with more firms of its kind.
fn of_places(name: String, example: &'static str) -> Vec<Construct> {
    let mut all = Vec::new();
    all.push(Construct::new(format!("{name}: more folders"), move |n| {
        let files = parts(example);
        let pages = files.iter().filter(|(path, _)| path.ends_with(".md"));
        let pages: Vec<&(String, String)> = pages.collect();
        let copies = each(n, |i| {
            let moved = pages.iter().filter_map(|(path, text)| Some((moved(path, i)?, text)));
            moved.map(|(path, text)| format!("//- {path}\n{text}\n")).collect()
        });
        joined(&files) + &copies
    }));
    if example.contains("//- firms/acme/") {
        all.push(Construct::new(format!("{name}: more firms"), move |n| {
            let files = parts(example);
            let firm: Vec<_> =
                files.iter().filter(|(path, _)| path.starts_with("firms/acme/")).collect();
            let copies = each(n, |i| {
                let of_another = firm.iter().map(|(path, text)| {
                    let path = path.replacen("acme", &format!("acme-{i}"), 1);
                    format!("//- {path}\n{text}\n")
                });
                of_another.collect()
            });
            joined(&files) + &copies
        }));
    }
    all
}

/// The path of a page in a folder of its own below its layer.
fn moved(path: &str, number: usize) -> Option<String> {
    let depth = if path.starts_with("base/") { 1 } else { 2 };
    let at = path.match_indices('/').nth(depth - 1)?.0 + 1;
    Some(format!("{}c{number}/{}", &path[..at], &path[at..]))
}

/// A page with its text again and again, each time with ids of its own.
fn more_of(text: &str, n: usize) -> String {
    let front_ends = text.strip_prefix("---\n").and_then(|rest| rest.find("---\n"));
    let (front, body) = text.split_at(front_ends.map_or(0, |at| at + "---\n---\n".len()));
    let one = |i| {
        let body = if i == 0 { body.to_owned() } else { body.replace("{#", &format!("{{#n{i}-")) };
        body + "\n\n"
    };
    format!("{front}{}", each(n, one))
}

/// The blocks of Markdown in the writers' manual.
fn of_manual() -> Vec<Construct> {
    static MANUAL: &str = include_str!("../../../content/README.md");
    static BLOCKS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let blocks = MANUAL.split("\n```markdown\n").skip(1);
        blocks.filter_map(|rest| Some(rest.split_once("\n```")?.0)).collect()
    });

    let numbers = 0..BLOCKS.len();
    numbers
        .map(|at| {
            Construct::new(format!("example {} of the manual", at + 1), move |n| {
                let text = more_of(BLOCKS[at], n);
                let page = page("guide", "Text");
                format!("{page}//- firms/acme/example.md\n{}\n", text.trim_start())
            })
        })
        .collect()
}
