//! The READMEs: what they show is built, what they name is there, where they lead is somewhere.

mod blocks;
mod commands;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use mentorbook::Selection;
use mentorbook::Severity;
use mentorbook::checks::CHECKS;
use mentorbook::schema::key_tables;

use crate::harness::{Files, Site, build, program, site};

const FIRST: &str = "README.md";
const WRITERS: &str = "content/README.md";
const FIRMS: &str = "content/firms/README.md";
const THEMES: &str = "themes/README.md";
const PAGES: [&str; 8] = [
    FIRST,
    WRITERS,
    FIRMS,
    THEMES,
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    "src/README.md",
    "tests/README.md",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// A block between fences.
#[derive(Debug)]
struct Block {
    language: String,
    /// The file that it is, where a line `` `content/base/index.md`: `` stands above it.
    file: Option<String>,
    text: String,
}

/// A page taken apart: its blocks, and its lines outside of them.
fn take_apart(page: &str) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut prose) = (Vec::new(), Vec::new());
    let mut open: Option<(usize, Block)> = None;
    let mut above = String::new();
    for line in read(page).lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match open.take() {
            Some((fence, block)) if ticks >= fence && line.trim_end().len() == ticks => {
                blocks.push(block);
            }
            Some((fence, mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some((fence, block));
            }
            None if ticks >= 3 => {
                let file = above.strip_prefix('`').and_then(|name| name.strip_suffix("`:"));
                let file = file.filter(|name| !name.contains('`')).map(str::to_owned);
                let language = line[ticks..].trim().to_owned();
                open = Some((ticks, Block { language, file, text: String::new() }));
            }
            None => {
                prose.push(line.to_owned());
                if !line.trim().is_empty() {
                    line.clone_into(&mut above);
                }
            }
        }
    }

    assert!(open.is_none(), "{page}: a block is not closed");
    (blocks, prose)
}

/// The files that the blocks of a page are.
fn files_of(page: &str) -> Files {
    let mut files = Files::new();
    for block in take_apart(page).0 {
        let Some(file) = block.file else { continue };
        let twice = files.insert(file.clone(), block.text.into_bytes());
        assert!(twice.is_none(), "{page}: two blocks are {file}");
    }

    // No block can be an image, so it is another firm's.
    if page == FIRMS {
        let icon = root().join("content/firms/birch-cole/assets/icon-180.png");
        let name = "content/firms/acme/assets/icon-180.png".to_owned();
        files.insert(name, fs::read(icon).expect("an icon"));
    }
    files
}

/// What stands between single backticks on a line.
fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Files of a folder of the repository, by path.
fn folder(name: &str) -> Files {
    let mut files = Files::new();
    let mut folders = vec![root().join(name)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root()).expect("below").to_str().expect("UTF-8");
            files.insert(name.to_owned(), fs::read(&path).expect("read"));
        }
    }
    files
}

/// Builds all editions of all firms, or of those named, as on the day the handbook was written.
fn on_the_day(files: Files, firms: &[&str]) -> Site {
    let day = Some("2026-11-22".to_owned());
    let firms = firms.iter().map(|&firm| firm.to_owned()).collect();
    build(files, Selection { today: day, firms, ..Selection::default() })
}

/// Nothing was found that is more than a notice.
#[track_caller]
fn assert_builds(site: &Site) {
    let mut found = site.run.report.findings.iter();
    let worse = found.any(|finding| finding.diagnostic.severity > Severity::Notice);
    assert!(!worse, "{}", site.diagnostics());
}

/// The small handbook of the pages for writers and for firms.
fn small_handbook() -> Files {
    let mut files = files_of(WRITERS);
    files.extend(files_of(FIRMS));
    files.extend(folder("themes/default"));
    files
}

#[test]
fn the_first_steps_make_an_edition_of_the_shipped_handbook() {
    let mut files = folder("content");
    files.extend(folder("themes"));
    let steps = files_of(FIRST);
    assert!(steps.len() >= 2 && steps.keys().all(|file| !files.contains_key(file)), "{steps:?}");
    files.extend(steps);

    let site = on_the_day(files, &["acme"]);
    assert_builds(&site);
    assert_eq!(site.editions.keys().collect::<Vec<_>>(), ["acme", "acme.facilitators"]);
    let page = site.page("acme", "ground-rules");
    assert!(page.contains("Call Amara Boyd, on the third floor."), "{page}");
}

#[test]
fn the_first_page_is_short() {
    let lines = read(FIRST).lines().count();
    assert!(lines <= 200, "{FIRST} has {lines} lines: move what only some readers need to theirs");
}

#[test]
fn the_examples_for_writers_and_firms_are_a_handbook_that_builds() {
    let files = small_handbook();
    assert!(files_of(WRITERS).len() >= 14 && files_of(FIRMS).len() >= 8, "{:?}", files.keys());

    let site = on_the_day(files, &[]);
    assert_builds(&site);
    let editions: Vec<&str> = site.editions.keys().map(String::as_str).collect();
    assert_eq!(editions, ["acme", "acme.facilitators", "base", "base.facilitators"]);
}

#[test]
fn the_excerpts_for_writers_and_firms_build_where_they_belong() {
    let mut count = 0;
    for page in [WRITERS, FIRMS] {
        for block in take_apart(page).0 {
            if block.file.is_some() || block.language != "markdown" {
                continue;
            }
            count += 1;
            let mut files = small_handbook();
            if block.text.contains(" remove ") || block.text.contains(" replace ") {
                let text = format!("---\noverride: sections\n---\n{}", block.text);
                files.insert("content/firms/birch/firm.yaml".to_owned(), birch());
                files.insert("content/firms/birch/rules/our-rules.md".to_owned(), text.into());
            } else {
                files.insert("content/base/excerpt.md".to_owned(), block.text.into());
            }
            assert_builds(&on_the_day(files, &[]));
        }
    }
    assert!(count >= 2, "{count} excerpts");
}

fn birch() -> Vec<u8> {
    "{name: Birch, variables: {contact.email: a@birch.example}}".into()
}

#[test]
fn the_theme_of_the_manual_builds() {
    let mut files = small_handbook();
    for name in ["content/handbook.yaml", "content/firms/acme/firm.yaml"] {
        let text = String::from_utf8(files[name].clone()).expect("text");
        assert!(text.contains("theme: default"), "{name}");
        files.insert(name.to_owned(), text.replace("theme: default", "theme: mine").into());
    }
    files.extend(files_of(THEMES));

    let site = on_the_day(files, &[]);
    assert_builds(&site);
    let page = site.page("acme", "start/dates");
    assert!(page.contains("<p>Questions about this page? Ask Amara Boyd.</p>"), "{page}");
    let mut base = site.editions["base"].values();
    assert!(base.any(|bytes| String::from_utf8_lossy(bytes).contains("#7a1f3d")));
}

#[test]
fn the_default_theme_is_as_its_manual_says() {
    let templates: String = folder("themes/default")
        .into_iter()
        .filter(|(path, _)| path.contains("/templates/"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("text"))
        .collect();
    let (blocks, prose) = take_apart(THEMES);
    for block in blocks.iter().filter(|block| block.file.is_none()) {
        assert!(templates.contains(&block.text), "no template has {}", block.text);
    }

    let mark = "Its blocks are ";
    let line = prose.iter().find(|line| line.contains(mark)).expect("a line on the blocks");
    let named: BTreeSet<&str> = code_spans(line).collect();
    let there: BTreeSet<&str> = templates
        .split("block ")
        .skip(1)
        .map(|rest| rest.split([' ', '%']).next().unwrap_or_default())
        .collect();
    assert_eq!(named, there);
}

/// A template that names all parts of something, a line each.
fn naming(what: &str) -> String {
    format!("{{% for key, value in {what} %}}{what}.{{{{ key }}}}\n{{% endfor %}}")
}

/// The names that a row of the table of what templates see has for the parts of something.
fn parts_told(what: &str) -> BTreeSet<String> {
    let rows = table(&read(THEMES), "In pages").expect("a table of what templates see");
    let row = rows.iter().find(|row| row[0] == format!("`{what}`")).expect("a row");
    // What stands in brackets says more of the name before it.
    let bare: String =
        row[1].split('(').map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect();
    let names = code_spans(&bare).map(|name| name.split(['.', '[']).next().unwrap_or_default());
    names.map(|name| format!("{what}.{name}")).collect()
}

#[test]
fn templates_see_what_the_manual_says() {
    let mut files = small_handbook();
    for (kind, text) in
        [("worksheet", naming("page") + &naming("site")), ("module", naming("page.module"))]
    {
        files.insert(format!("themes/default/templates/{kind}.html"), text.into());
    }
    let site = on_the_day(files, &["acme"]);
    let seen = |path: &str| -> BTreeSet<String> {
        site.page("acme", path).lines().map(str::to_owned).collect()
    };

    let mut told = parts_told("page");

    // These have rows of their own.
    told.extend(["page.module", "page.contents"].map(str::to_owned));
    told.extend(parts_told("site"));
    assert_eq!(seen("toolkit/agreement"), told);
    assert_eq!(seen("training/m1-roles"), parts_told("page.module"));
}

/// The rows of the first table in a Markdown text whose head begins with these words, as cells.
fn table(text: &str, head: &str) -> Option<Vec<Vec<String>>> {
    let cells = |line: &str| {
        let cells = line.trim().trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    };
    let mut lines = text
        .lines()
        .skip_while(|line| !(line.starts_with('|') && cells(line)[0].eq_ignore_ascii_case(head)));
    lines.next()?;
    Some(lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect())
}

#[test]
fn tables_are_read() {
    let text = "
# A

| Check | level |
| --- | --- |
| `a-b` | error |
| `c` | |

Text
";
    let rows = table(text, "check").unwrap();
    assert_eq!(rows, [["`a-b`", "error"], ["`c`", ""]].map(|row| row.map(str::to_owned).to_vec()));
    assert_eq!(table(text, "kind"), None);
}

#[test]
fn the_table_of_checks_is_whole() {
    let rows = table(&read(WRITERS), "check").expect("a table whose head begins with `check`");
    let listed: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row[0].trim_matches('`').to_owned(), row[1].trim_matches('`').to_owned()))
        .collect();
    let known: Vec<(String, String)> = CHECKS
        .iter()
        .map(|check| (check.name.to_owned(), format!("{:?}", check.level).to_lowercase()))
        .collect();
    assert_eq!(listed, known, "the table (name, usual level) and CHECKS");
}

/// The names that a message lists after a mark.
fn listed_after(found: &str, mark: &str) -> BTreeSet<String> {
    let list = found.split(mark).nth(1).unwrap_or_else(|| panic!("no `{mark}` in {found}"));
    let list = list.split(['\n', '"']).next().unwrap_or_default();
    list.split(", ").map(str::to_owned).collect()
}

/// The keys that could have stood where a handbook has `nosuch`.
fn known_keys(handbook: &str) -> BTreeSet<String> {
    listed_after(&site(handbook).diagnostics(), "known keys: ")
}

/// Where a table of keys stands in a page.
const KEYS: &str = "<!-- keys: ";
const END_OF_KEYS: &str = "\n<!-- end of keys -->\n";

/// A page with the tables of keys that the program has in the place of those that it shows, and the
/// names of these.
fn with_tables_of_keys(page: &str) -> (String, Vec<String>) {
    let tables = key_tables();
    let text = read(page);
    let mut parts = text.split(KEYS);
    let mut whole = parts.next().expect("a text").to_owned();
    let mut names = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once(" -->\n").expect("the end of the mark");
        let (_, rest) = rest.split_once(END_OF_KEYS).expect("the end of the table");
        let found = tables.iter().find(|(known, _)| *known == name);
        let (_, table) = found.unwrap_or_else(|| panic!("{page}: there is no table `{name}`"));
        whole.push_str(&format!("{KEYS}{name} -->\n\n{table}{END_OF_KEYS}{rest}"));
        names.push(name.to_owned());
    }
    (whole, names)
}

#[test]
fn the_tables_of_keys_are_those_of_the_program() {
    let mut shown = BTreeSet::new();
    for page in PAGES {
        let (wanted, names) = with_tables_of_keys(page);
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::write(root().join(page), &wanted).expect("written");
        }
        assert_eq!(read(page), wanted, "{page}; BLESS=1 writes the tables anew");
        shown.extend(names);
    }
    let known: BTreeSet<String> = key_tables().into_iter().map(|(name, _)| name.into()).collect();
    assert_eq!(shown, known);
}

/// The keys of a map in YAML, by the blanks before them.
fn keys(yaml: &str, indent: &str) -> BTreeSet<String> {
    let lines = yaml.lines().filter_map(|line| line.strip_prefix(indent));
    let keys = lines.filter_map(|line| line.split_once(':')).map(|(key, _)| key.to_owned());
    keys.filter(|key| !key.starts_with([' ', '-', '#'])).collect()
}

#[test]
fn the_example_of_a_firm_has_every_key() {
    let known = |line: &str| {
        known_keys(&format!(
            r"
            //- base/index.md
            # Home
            //- firms/acme/firm.yaml
            name: Acme
            {line}
            "
        ))
    };

    let example = files_of(FIRMS).remove("content/firms/acme/firm.yaml").expect("an example");
    let example = String::from_utf8(example).expect("text");
    assert_eq!(keys(&example, ""), known("nosuch: 1"));

    let (_, brand) = example.split_once("\nbrand:").expect("a brand");
    let brand = brand.split("\n\n").next().unwrap_or_default();
    assert_eq!(keys(brand, "  "), known("brand: {nosuch: 1}"));
}

#[test]
fn every_container_is_explained() {
    let known =
        listed_after(&site("//- base/index.md\n:::nosuch\n:::\n").diagnostics(), "there are: ");
    assert!(known.len() >= 15, "{known:?}");
    let (_, prose) = take_apart(WRITERS);
    let told: BTreeSet<String> = prose
        .iter()
        .flat_map(|line| code_spans(line))
        .filter_map(|span| span.strip_prefix(":::"))
        .map(|span| span.split([' ', '[']).next().unwrap_or_default().to_owned())
        .filter(|name| !name.is_empty() && name != "name")
        .collect();
    assert_eq!(told, known);
}

/// What the program says of a command when it is asked for help; none where it refuses the words.
fn help(arguments: &[&str]) -> Option<String> {
    let output = program().args(arguments).arg("--help").output().expect("run");
    output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
}

/// Every command and every flag that help tells of, from this command down.
fn commands_and_flags(command: &[&str], all: &mut BTreeSet<String>) {
    let text = help(command).unwrap_or_else(|| panic!("no help on {command:?}"));
    let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next());
    let below: Vec<&str> = names.filter(|name| *name != "help").collect();
    if below.is_empty() {
        all.insert(format!("mentorbook {}", command.join(" ")));
    }

    let flags = text.lines().map(str::trim_start).filter(|line| line.starts_with("--"));
    all.extend(flags.filter_map(|line| line.split(' ').next()).map(str::to_owned));
    for name in below {
        commands_and_flags(&[command, &[name]].concat(), all);
    }
}

#[test]
fn the_first_page_names_every_command_and_every_flag_and_no_other() {
    let mut known = BTreeSet::new();
    commands_and_flags(&[], &mut known);
    assert!(known.len() > 15, "{known:?}");

    let (_, prose) = take_apart(FIRST);
    let spans: Vec<&str> = prose.iter().flat_map(|line| code_spans(line)).collect();
    for name in &known {
        let is_named = spans.iter().any(|span| {
            span.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        assert!(is_named, "{FIRST} does not name `{name}`");
    }
    for span in spans.iter().filter(|span| span.starts_with("--")) {
        let flag = span.split(' ').next().unwrap_or_default();
        assert!(known.contains(flag), "{FIRST}: there is no flag `{flag}`");
    }
}

/// The id that GitHub gives a heading.
fn github_id(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where the links of a page lead, as written.
fn links(prose: &[String]) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose {
        // Code may hold what looks like a link.
        let plain: String = line.split('`').step_by(2).collect();
        let targets = plain.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        links.extend(targets.map(str::to_owned));
    }
    links
}

#[test]
fn every_link_leads_somewhere() {
    for page in PAGES {
        let (_, prose) = take_apart(page);
        let here = Path::new(page).parent().expect("a folder");
        for link in links(&prose) {
            if link.contains("://") {
                continue;
            }
            let (path, id) = link.split_once('#').unwrap_or((&link, ""));
            let file = if path.is_empty() { PathBuf::from(page) } else { here.join(path) };
            assert!(root().join(&file).exists(), "{page}: `{link}` leads nowhere");
            if !id.is_empty() {
                let (_, prose) = take_apart(file.to_str().expect("UTF-8"));
                let mut headings = prose.iter().filter(|line| line.starts_with('#'));
                let is_there = headings.any(|line| github_id(line.trim_start_matches('#')) == id);
                assert!(is_there, "{page}: `{link}`: no such heading");
            }
        }
    }
}

/// All the text of the test suite.
fn suite() -> String {
    let mut folders = vec![root().join("tests/it")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                text.push_str(&fs::read_to_string(path).expect("read"));
            }
        }
    }
    text
}

#[test]
fn what_firms_ask_for_is_shown_where_it_is_said_to_be() {
    let rows = table(&read(FIRMS), "No.").expect("a table whose head begins with `No.`");
    let (suite, mut shown) = (suite(), 0);
    for row in &rows {
        let place = &row[3];
        let mut text = String::new();
        for (before, span) in place.split('`').step_by(2).zip(code_spans(place)) {
            if before.ends_with("test ") {
                assert!(suite.contains(&format!("fn {span}()")), "{row:?}: no test `{span}`");
            } else if let Some(id) = span.strip_prefix('#') {
                let is_there = [" ", "}"].iter().any(|end| text.contains(&format!("{{#{id}{end}")));
                assert!(is_there, "{row:?}: no section `{span}`");
                continue;
            } else if span.contains('/') {
                let path = root().join("content").join(span);
                assert!(path.exists(), "{row:?}: no `{span}`");
                text = fs::read_to_string(path).unwrap_or_default();
            } else {
                continue;
            }
            shown += 1;
        }
    }
    assert!(rows.len() == 43 && shown >= 43, "{} rows, {shown} places", rows.len());
}
