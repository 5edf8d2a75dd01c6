//! A firm built alone equals the same firm built among all, byte for byte; and the same handbook
//! gives the same bytes wherever, however and in whatever order it is built.

pub(crate) mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::Ordering;

use mentorbook::Selection;
use mentorbook::{Digest, DigestBuilder};

use crate::harness::{Files, Folder, Random, Site, build, contents, flush};

const FIRMS: usize = 40;
pub(crate) const SEED: u64 = 20_261_130;

#[test]
fn forty_firms_built_alone_equal_themselves_built_among_all() {
    let handbook = handbook(SEED);
    let together = build(handbook.clone(), Selection::default());

    // Two editions of each firm; a few firms have mistakes on purpose, so that refusals are
    // compared too.
    assert!(together.editions.len() > 2 * (FIRMS - 8), "{}", together.diagnostics());
    assert!(together.editions.len() < 2 * (FIRMS + 1), "no firm was refused");
    let markdown = |files: &Files| files.keys().filter(|path| path.ends_with(".md")).count();
    together.assert_parsed(markdown(&handbook));
    for firm in 0..FIRMS {
        let name = format!("firm-{firm}");
        let selected = build(
            handbook.clone(),
            Selection { firms: vec![name.clone()], ..Selection::default() },
        );
        let mut alone = handbook.clone();
        alone.retain(|path, _| {
            !path.starts_with("content/firms/")
                || path.starts_with(&format!("content/firms/{name}/"))
        });
        assert!(
            selected.run.counts.parsed.load(Ordering::Relaxed) <= markdown(&alone),
            "others were parsed, too"
        );
        let alone = build(alone, Selection::default());
        for edition in [name.clone(), format!("{name}.mentors")] {
            let expected = together.editions.get(&edition);
            assert_same(expected, selected.editions.get(&edition), &edition);
            assert_same(expected, alone.editions.get(&edition), &edition);
        }
        let told = |site: &Site| {
            let outcome = site
                .run
                .outcomes
                .iter()
                .find(|outcome| outcome.name == name)
                .expect("built or refused");
            outcome.diagnostics.clone()
        };
        assert_eq!(told(&together), told(&selected), "{name}");
        assert_eq!(told(&together), told(&alone), "{name}");
    }
}

#[test]
fn every_operation_and_change_occurs_among_the_firms() {
    let handbook = handbook(SEED);
    let firms: String = handbook
        .iter()
        .filter(|(path, _)| path.starts_with("content/firms/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();

    for word in [
        "replace}",
        "append}",
        "prepend}",
        "remove}",
        "before=",
        "after=",
        "override: page",
        "override: sections",
        "hide:",
        "rename:",
        "insert:",
        "move:",
        "layers: [uk",
        "variables:",
        "slug:",
        "aliases:",
        "audience:",
        "draft: true",
        ":::collection",
        ":::include",
        ":::only",
        "weight:",
        "hidden: true",
        "language:",
    ] {
        assert!(firms.matches(word).count() > 1, "no firm has `{word}`");
    }

    assert!(
        handbook
            .keys()
            .filter(|path| path.starts_with("content/base/") && path.ends_with(".md"))
            .count()
            >= 30
    );
}

#[test]
fn each_file_is_parsed_once_however_many_firms_there_are() {
    for firms in [0, 1, 7] {
        let mut some = handbook(SEED);
        some.retain(|path, _| {
            let firm =
                path.strip_prefix("content/firms/firm-").and_then(|rest| rest.split_once('/'));
            firm.is_none_or(|(number, _)| {
                number.parse::<usize>().is_ok_and(|number| number < firms)
            })
        });
        // A layer that no firm asks for need not be parsed.
        let layers = |path: &str| path.starts_with("content/layers/");
        let markdown = |path: &&String| path.ends_with(".md");
        let all = some.keys().filter(markdown).count();
        let without_layers = some.keys().filter(markdown).filter(|path| !layers(path)).count();
        let site = build(some, Selection::default());
        let parsed = site.run.counts.parsed.load(Ordering::Relaxed);
        assert!(
            (without_layers..=all).contains(&parsed),
            "{parsed} files parsed of {without_layers} to {all}"
        );
    }
}

#[test]
fn a_firm_of_its_own_on_disk_is_the_same_too() {
    let folder = Folder::of(&handbook(SEED));
    run(&folder, &["--out", "all"], &[]);
    let all = published(&folder, "all");
    for firm in ["firm-0", "firm-17", "firm-33"] {
        run(&folder, &["--out", firm, "--firm", firm], &[]);
        let alone = published(&folder, firm);
        let prefix = |path: &str| {
            path.starts_with(&format!("{firm}/")) || path.starts_with(&format!("{firm}.mentors/"))
        };
        let among: Files = all
            .iter()
            .filter(|(path, _)| prefix(path))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        assert!(among.len() > 60, "{firm} is not among all: {}", among.len());
        assert_same(Some(&among), Some(&alone), firm);
    }
}

#[test]
fn the_same_handbook_gives_the_same_bytes() {
    let handbook = handbook(SEED);
    let mut some = handbook.clone();
    some.retain(|path, _| {
        !path.starts_with("content/firms/firm-1") && !path.starts_with("content/firms/firm-2")
    });
    let plain = Folder::of(&some);
    let expected = digest(&plain, &["--jobs", "1"], &[]);
    let many = Folder::of(&some);
    assert_eq!(digest(&many, &["--jobs", "8"], &[]), expected, "eight jobs");

    // The second build of a folder publishes into the editions of the first.
    assert_eq!(digest(&many, &["--jobs", "3"], &[]), expected, "built again");
    let abroad = Folder::of(&some);
    let elsewhere = [
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "ar_EG.UTF-8"),
        ("COLUMNS", "40"),
        ("NO_COLOR", "1"),
    ];

    assert_eq!(digest(&abroad, &[], &elsewhere), expected, "another place and language");
    for seed in 1..4 {
        let mut order: Vec<(&String, &Vec<u8>)> = some.iter().collect();
        Random::new(seed).shuffle(&mut order);
        let shuffled = Folder::named("a folder with spaces/and more/é");
        for (path, bytes) in order {
            shuffled.put(path, bytes);
        }
        assert_eq!(digest(&shuffled, &[], &[]), expected, "files made in another order");
    }
    let memory = build(some, Selection::default());
    let found = published(&plain, "public");
    let mut outputs = BTreeMap::new();
    for (edition, files) in memory.editions {
        outputs.extend(files.into_iter().map(|(path, bytes)| (format!("{edition}/{path}"), bytes)));
    }

    assert_same(Some(&outputs), Some(&found), "in memory and on disk");
}

#[test]
fn building_after_changes_equals_building_anew() {
    let mut book = handbook(SEED);
    book.retain(|path, _| {
        !path.starts_with("content/firms/firm-") || path.starts_with("content/firms/firm-3/")
    });
    let random = &mut Random::new(SEED + 1);
    let kept = Folder::of(&book);
    run(&kept, &[], &[]);
    let mut compared = 0;
    for round in 0..8 {
        for _ in 0..1 + random.below(3) {
            change(random, &mut book, round);
        }
        fs::remove_dir_all(kept.path("content")).unwrap();
        kept.write(&book);
        let anew = Folder::of(&book);
        run(&kept, &[], &[]);
        run(&anew, &[], &[]);
        let (kept, anew) = (published(&kept, "public"), published(&anew, "public"));
        for edition in ["base", "base.mentors", "firm-3", "firm-3.mentors"] {
            let of = |tree: &Files| -> Files {
                let own = tree.iter().filter(|(path, _)| path.starts_with(&format!("{edition}/")));
                own.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
            };
            // An edition that is refused keeps what was there; anew, there is nothing.
            if !of(&anew).is_empty() {
                assert_same(
                    Some(&of(&anew)),
                    Some(&of(&kept)),
                    &format!("{edition} in round {round}"),
                );
                compared += 1;
            }
        }
    }

    assert!(compared > 20, "most editions were refused: {compared} were not");
}

/// One change to a handbook: a page or figure edited, added, taken away, a word set.
fn change(random: &mut Random, book: &mut Files, round: usize) {
    let chapter = random.pick(&CHAPTERS);
    let page = format!("content/base/{chapter}/p{}.md", random.below(PAGES));
    let picture = format!("<svg xmlns='http://www.w3.org/2000/svg'><title>{round}</title></svg>");
    let (path, text) = match random.below(6) {
        0 => (page, base_page(random, chapter)),
        1 => (format!("content/base/{chapter}/new-{round}.md"), base_page(random, chapter)),
        2 => (format!("content/base/{chapter}/figure.svg"), picture),
        3 => {
            ("content/firms/firm-3/firm.yaml".to_owned(), format!("name: Firm in round {round}\n"))
        }
        4 => (format!("content/firms/firm-3/{chapter}/p5.md"), section_override(random, round)),
        _ => {
            return book
                .retain(|path, _| !path.starts_with(&format!("content/base/{chapter}/new-")));
        }
    };
    book.insert(path, text.into_bytes());
}

#[track_caller]
fn assert_same(expected: Option<&Files>, found: Option<&Files>, what: &str) {
    let (expected, found) = match (expected, found) {
        (None, None) => return,
        (Some(expected), Some(found)) => (expected, found),
        (expected, found) => {
            panic!("{what}: published is {} here and {} there", expected.is_some(), found.is_some())
        }
    };
    let names: (Vec<_>, Vec<_>) = (expected.keys().collect(), found.keys().collect());
    assert_eq!(names.0, names.1, "{what}");
    for (path, bytes) in expected {
        assert!(
            found[path] == *bytes,
            "{what}: {path} differs:\n{}\n{}",
            String::from_utf8_lossy(bytes),
            String::from_utf8_lossy(&found[path])
        );
    }
}

/// Builds a handbook. Some firms have mistakes, so the exit status is 1.
fn run(folder: &Folder, args: &[&str], environment: &[(&str, &str)]) {
    let done = folder.run_in("", &[&["build"], args].concat(), environment);
    assert!(matches!(done.status, 0 | 1), "{done:#?}");
}

/// Builds a handbook and sums up what is published.
pub(crate) fn digest(folder: &Folder, args: &[&str], environment: &[(&str, &str)]) -> Digest {
    run(folder, args, environment);

    let mut digest = DigestBuilder::default();
    for (path, bytes) in published(folder, "public") {
        digest.part(path.as_bytes()).part(&bytes);
    }
    digest.finish()
}

/// Every published file, by path.
fn published(folder: &Folder, out: &str) -> Files {
    let mut files = contents(&folder.path(out));
    files.retain(|path, _| !path.starts_with(".mentorbook/"));
    files
}

// The generated handbook.

fn words(random: &mut Random, most: usize) -> String {
    const WORDS: [&str; 24] = [
        "mentor",
        "mentee",
        "trust",
        "*listen*",
        "**goals**",
        "meeting",
        "partner",
        "feedback",
        "ground",
        "rules",
        "reverse",
        "learn",
        "é",
        "`code`",
        "question",
        "notes",
        "\"quoted\"",
        "session",
        "1. January",
        "a & b",
        "<kbd>Esc</kbd>",
        "{{ contact.name }}",
        "{{ firm.name }}",
        "{{ region }}",
    ];

    let count = 3 + random.below(most);
    (0..count).map(|_| random.pick(&WORDS)).collect::<Vec<_>>().join(" ")
}

const CHAPTERS: [&str; 5] = ["why", "ground-rules", "training", "reference", "people"];
const PAGES: usize = 6;
const SECTIONS: usize = 5;

pub(crate) fn handbook(seed: u64) -> Files {
    let random = &mut Random::new(seed);
    let mut files = BTreeMap::new();
    let mut add =
        |path: &str, text: String| files.insert(format!("content/{path}"), text.into_bytes());
    add(
        "handbook.yaml",
        flush(
            r#"
            title: Handbook
            theme: default
            audiences: [mentor, mentee, coordinator]
            editions:
              everyone: {audiences: [mentor, mentee, coordinator]}
              mentors: {audiences: [mentor]}
            variables:
              contact.name: {type: text, default: Robin}
              contact.email: {type: email, default: robin@example.com}
              region: {type: text, default: world}
              more.url: {type: url, default: "https://example.com"}
              days: {type: list, default: [Monday, Friday]}
              note: {type: markdown, default: "A *small* note"}
            "#,
        ),
    );

    add("base/index.md", format!("# Welcome to {{{{ firm.name }}}}\n\n{}\n", words(random, 20)));
    for chapter in CHAPTERS {
        let links: String =
            (0..PAGES).map(|page| format!("- [P](p{page}.md#s{})\n", page % SECTIONS)).collect();
        add(
            &format!("base/{chapter}/index.md"),
            format!("---\nweight: {}\n---\n# {chapter}\n\n{links}", random.below(9)),
        );
        add(
            &format!("base/{chapter}/figure.svg"),
            format!("<svg xmlns='http://www.w3.org/2000/svg'><title>{chapter}</title></svg>"),
        );
        for page in 0..PAGES {
            add(&format!("base/{chapter}/p{page}.md"), base_page(random, chapter));
        }
    }

    for layer in ["uk", "us"] {
        add(
            &format!("layers/{layer}/layer.yaml"),
            format!("name: {layer}\nvariables: {{region: {layer}}}\n"),
        );
        add(
            &format!("layers/{layer}/reference/law-{layer}.md"),
            format!("# Law in {{{{ region }}}}\n\n{}\n", words(random, 30)),
        );
        let over = "---\noverride: sections\n---\n## Here {#s1 append}\n\nIn {{ region }}.\n";
        add(&format!("layers/{layer}/ground-rules/p0.md"), over.to_owned());
    }

    for firm in 0..FIRMS {
        for (path, text) in a_firm(random, firm) {
            add(&format!("firms/firm-{firm}/{path}"), text);
        }
    }
    files
}

fn base_page(random: &mut Random, chapter: &str) -> String {
    let mut text = format!(
        "---\ndescription: {}\n",
        random.pick(&["About {{ firm.name }}", "Short", "For {{ contact.name }}"])
    );

    if random.chance(50) {
        text.push_str(&format!("weight: {}\n", random.below(5)));
    }
    if random.chance(15) {
        text.push_str("audience: [mentee]\n");
    }
    text.push_str(&format!("---\n# {}\n\n{}[^a]\n\n", words(random, 3), words(random, 20)));
    for section in 0..SECTIONS {
        text.push_str(&format!(
            "## {} {{#s{section}}}\n\n{}\n\n",
            words(random, 3),
            block(random, chapter)
        ));
        if random.chance(40) {
            text.push_str(&format!(
                "### {} {{#t{section}}}\n\n{}\n\n",
                words(random, 2),
                block(random, chapter)
            ));
        }
    }
    text + "[^a]: A note of {{ contact.name }}.\n"
}

fn block(random: &mut Random, chapter: &str) -> String {
    let other = random.pick(&CHAPTERS);
    let (page, section) = (random.below(PAGES), random.below(SECTIONS));
    let words = words(random, 25);
    match random.below(14) {
        0 => format!("![Figure of {{{{ firm.name }}}}](/{chapter}/figure.svg \"A figure\")"),
        1 => format!(
            "[See there](/{other}/p{page}.md#s{section}) and [write](mailto:{{{{ contact.email \
             }}}}), [more]({{{{ more.url }}}})."
        ),
        2 => format!("> [!TIP] A tip\n> {words}"),
        3 => format!("| a | b |\n|:--|--:|\n| {{{{ region }}}} | {words} |"),
        4 => format!(":::details {{summary=\"More for {{{{ firm.name }}}}\"}}\n{words}\n:::"),
        5 => format!(":::only {{region=uk}}\n{words}\n:::"),
        6 => format!(":::only {{audience=mentor}}\n{words}\n\n#### Inner\n:::"),
        7 => format!(":::include {{from=/{other}/p{page}.md#s{section}}}\n:::"),
        8 => format!(
            ":::collection {{from=/{other}/p{page}.md as={}}}\n:::",
            random.pick(&["list", "checklist", "cards", "table"])
        ),
        9 => format!("- [ ] {words}\n- [x] {{{{ note }}}}"),
        10 => format!("Term\n: {words}"),
        11 => format!("{words}[^b]\n\n[^b]: {{{{ days }}}}"),
        12 => ":::tabs\n:::tab {title=\"One\"}\nOne.\n:::\n:::tab {title=\"{{ region \
             }}\"}\nTwo.\n:::\n:::"
            .to_owned(),
        _ => format!("{words}\n\n{{{{ note }}}}"),
    }
}

/// The files of a firm, by path in its folder.
fn a_firm(random: &mut Random, number: usize) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut yaml = format!("name: Firm {number} & Co\n");
    if random.chance(60) {
        yaml.push_str(random.pick(&[
            "layers: [uk]\n",
            "layers: [us]\n",
            "layers: [uk, us]\n",
            "layers: [us, uk]\n",
        ]));
    }
    if random.chance(30) {
        yaml.push_str("language: en-GB\nrobots: index\n");
    }
    if random.chance(70) {
        yaml.push_str(&format!("variables:\n  contact.name: Name {number}\n"));
        if random.chance(50) {
            yaml.push_str(&format!(
                "  contact: {{email: mail{number}@example.com}}\n  note: \"*{number}* <b>\"\n"
            ));
        }
        if random.chance(50) {
            yaml.push_str(random.pick(&[
                "  region: uk\n",
                "  region: mars\n",
                "  days: [Tuesday]\n",
                "  more.url: https://more.example\n",
            ]));
        }
    }

    // Hidden and overridden are different pages, lest a firm links to what it hides.
    if random.chance(40) {
        yaml.push_str(&format!("hide: [{}/p{}.md]\n", random.pick(&CHAPTERS), random.below(2)));
    }
    if random.chance(60) {
        yaml.push_str("nav:\n");
        for _ in 0..1 + random.below(3) {
            let (one, other) = (random.pick(&CHAPTERS), random.pick(&CHAPTERS));
            let page = 2 + random.below(PAGES - 2);
            yaml.push_str(&match random.below(4) {
                0 => format!("- {{rename: {one}, title: \"{}\"}}\n", "Other title"),
                1 => format!("- {{hide: {one}/p{page}.md}}\n"),
                2 => format!("- {{move: {one}/p{page}.md, into: {other}}}\n"),
                _ => flush(&format!(
                    r#"
                    - {{insert: {{title: Intranet {number}, url: "https://i{number}.example"}}, \
                    after: {one}}}
                    "#
                )),
            });
        }
    }

    if random.chance(50) {
        yaml.push_str(&flush(&format!(
            r#"
            footer: {{text: Foot {number}, links: [{{title: Law, url: \
            "https://law{number}.example"}}]}}
            "#
        )));
        yaml.push_str("brand:\n  logo: assets/logo.svg\n  fonts: {}\n");
        files.insert(
            "assets/logo.svg".to_owned(),
            format!("<svg xmlns='http://www.w3.org/2000/svg'><title>{number}</title></svg>"),
        );
    }

    // A mistake in some, for refusals.
    if number % 13 == 5 {
        yaml.push_str("colour: blue\n");
    }
    files.insert("firm.yaml".to_owned(), yaml);
    for _ in 0..random.below(6) {
        let path = format!("{}/p{}.md", random.pick(&CHAPTERS), 2 + random.below(PAGES - 2));
        let text = if random.chance(20) {
            page_override(random, number)
        } else {
            section_override(random, number)
        };
        files.insert(path, text);
    }
    for own in 0..random.below(3) {
        let chapter = random.pick(&CHAPTERS);
        files.insert(format!("{chapter}/own-{own}.md"), own_page(random, number, own));
    }
    if random.chance(30) {
        let picture =
            format!("<svg xmlns='http://www.w3.org/2000/svg'><title>own {number}</title></svg>");
        files.insert(format!("{}/figure.svg", random.pick(&CHAPTERS)), picture);
    }
    files
}

fn page_override(random: &mut Random, number: usize) -> String {
    let sections: String = (0..SECTIONS)
        .map(|section| {
            format!("## {} {{#s{section}}}\n\n{}\n\n", words(random, 3), words(random, 12))
        })
        .collect();
    flush(&format!(
        r"
        ---
        override: page
        description: Whole page of {number}
        weight: {}
        ---
        # Own {number}

        {sections}",
        random.below(9)
    ))
}

fn section_override(random: &mut Random, number: usize) -> String {
    let mut text = "---\noverride: sections\n".to_owned();
    if random.chance(30) {
        text.push_str(&format!("title: Title of {number}\n"));
    }
    text.push_str("---\n");
    let mut sections: Vec<usize> = (0..SECTIONS).collect();
    random.shuffle(&mut sections);
    for section in sections.into_iter().take(1 + random.below(4)) {
        let words = words(random, 15);
        text.push_str(&match random.below(6) {
            0 => flush(&format!(
                r"
                ## New {number} {{#s{section} replace}}

                {words}

                ### Below {{#n{section}}}

                {words}

                "
            )),
            1 => format!("## x {{#s{section} append}}\n\n{words}\n\n"),
            2 => format!("## x {{#s{section} prepend}}\n\n{words}\n\n"),
            3 => format!("## x {{#s{section} remove}}\n\n"),
            4 => format!("## Before {{#b{section} before=s{section}}}\n\n{words}\n\n"),
            _ => format!("## After {{#a{section} after=s{section}}}\n\n{words}\n\n"),
        });
    }
    text
}

fn own_page(random: &mut Random, number: usize, own: usize) -> String {
    let mut front =
        format!("title: Own {own} of {{{{ firm.name }}}}\nweight: {}\n", random.below(12));

    for (chance, line) in [
        (30, format!("slug: page-of-{number}-{own}\n")),
        (30, format!("aliases: [old/{number}/{own}]\n")),
        (25, "audience: [mentor]\n".to_owned()),
        (15, "draft: true\n".to_owned()),
        (15, "hidden: true\n".to_owned()),
        (20, "tags: [a, b]\nupdated: 2026-03-01\nowner: Robin\n".to_owned()),
    ] {
        if random.chance(chance) {
            front.push_str(&line);
        }
    }
    flush(&format!(
        r"
        ---
        {front}---
        ## One {{#one}}

        {}

        ## Two

        {}
        ",
        block(random, "why"),
        block(random, "people")
    ))
}
