//! Tokens of each firm, in every place that a firm can write to: none is in another's edition.

use std::fmt::Write as _;

use mentorbook::Selection;

use crate::Form;
use crate::harness::{Files, build, files, flush};
use crate::trial::{Outcome, Trial, must};

const FIRMS: usize = 200;
/// Where a firm's tokens stand.
const PLACES: [&str; 12] = [
    "title",
    "body",
    "front matter",
    "variable value",
    "variable name",
    "file name",
    "folder name",
    "image",
    "style sheet",
    "YAML comment",
    "HTML comment",
    "draft",
];
/// The first of them that readers of the firm itself must find.
const SHOWN: [&str; 7] =
    ["title", "body", "variable value", "file name", "folder name", "image", "style sheet"];

pub(crate) fn attempt(_: Form) -> Outcome {
    let site = build(handbook(), Selection::default());
    let mut trial = Trial::default();
    for firm in 0..FIRMS {
        let name = format!("firm-{firm}");
        let found = site.editions.get(&name).map(tokens_in).unwrap_or_default();

        for (place, what) in PLACES.iter().enumerate() {
            // A token that is nowhere would prove nothing.
            let is_there = found.contains(&token(firm, place));
            let is_due = SHOWN.contains(what);
            trial.count(must(is_there || !is_due, || format!("{name}: its {what} is missing")));
        }
    }

    for (edition, files) in &site.editions {
        let own = edition.strip_prefix("firm-").and_then(|number| number.parse().ok());
        let foreign = |token: &&String| own.is_none_or(|own| !token.starts_with(&mark(own)));
        let tokens = tokens_in(files);
        let foreign = tokens.iter().filter(foreign);
        trial.failures.extend(foreign.map(|token| format!("{edition} has {token}")));
    }
    trial.measured(format!("{} editions", site.editions.len())).into()
}

/// What all tokens of a firm begin with. Small letters and digits alone: they are in addresses, too.
fn mark(firm: usize) -> String {
    format!("zq{firm:03}p")
}

fn token(firm: usize, place: usize) -> String {
    format!("{}{place:02}z", mark(firm))
}

/// The tokens in the files of an edition and in their names.
fn tokens_in(files: &Files) -> Vec<String> {
    let names = files.keys().map(|name| name.as_bytes());
    let texts = names.chain(files.values().map(Vec::as_slice));
    let found = texts.flat_map(|text| {
        let is_token = |word: &&[u8]| {
            let number = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
            word.starts_with(b"zq")
                && number(&word[2..5])
                && word[5] == b'p'
                && number(&word[6..8])
                && word[8] == b'z'
        };
        let tokens = text.windows(9).filter(is_token);
        tokens.map(|token| String::from_utf8_lossy(token).into_owned())
    });

    let mut found: Vec<String> = found.collect();
    found.sort();
    found.dedup();
    found
}

fn handbook() -> Files {
    let trusted: Vec<String> = (0..FIRMS).map(|firm| format!("firm-{firm}")).collect();
    let mut book = format!(
        "//- handbook.yaml\ntitle: Handbook\ntrusted_themes: [{}]\nvariables:\n  \
         contact: {{type: text, default: Robin}}\n",
        trusted.join(", ")
    );
    for firm in 0..FIRMS {
        let _ = writeln!(book, "  {}: {{type: text, default: \"\"}}", token(firm, 4));
    }

    book += &flush(
        r"
        //- base/index.md
        # Home of {{ firm.name }}

        Ask {{ contact }}. [Rules](rules/index.md)
        //- base/rules/index.md
        # Rules

        ## One {#one}
        Text
        //- base/glossary.md
        ---
        kind: glossary
        ---
        ## Mentor {#mentor}
        Who listens.
        ",
    );
    for firm in 0..FIRMS {
        book += &a_firm(firm);
    }

    let mut files = files(&book);
    // The theme of the program.
    files.retain(|path, _| !path.starts_with("themes/"));
    for firm in 0..FIRMS {
        let path = format!("content/firms/firm-{firm}/own/{}/plan.png", token(firm, 6));
        files.insert(path, picture(&token(firm, 7)));
    }
    files
}

fn a_firm(firm: usize) -> String {
    let [title, body, front, value, variable, file, folder, _, style, yaml, html, draft] =
        std::array::from_fn(|place| token(firm, place));
    flush(&format!(
        r#"
        //- firms/firm-{firm}/firm.yaml
        # {yaml}
        name: Firm {firm}
        variables: {{contact: {value}, {variable}: "set"}}
        //- firms/firm-{firm}/rules/index.md
        ---
        override: sections
        ---
        ## One {{#one append}}
        Ours: {body} {{{{ {variable} }}}}
        <!-- {html} -->
        //- firms/firm-{firm}/own/{file}.md
        ---
        title: {title}
        description: About {front}
        owner: {front}
        ---
        ![A plan]({folder}/plan.png) <!-- {html} -->
        //- firms/firm-{firm}/own/{folder}/index.md
        # Folder
        //- firms/firm-{firm}/draft.md
        ---
        draft: true
        ---
        # {draft}
        //- firms/firm-{firm}/theme/static/theme.css
        .{style} {{ color: black }}
        "#
    ))
}

/// A picture of one point, with a text in it.
fn picture(text: &str) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x04\0\0\0".to_vec();
    bytes.extend(b"\xb5\x1c\x0c\x02\0\0\0\x0dtEXt");
    bytes.extend(text.as_bytes());
    bytes
}
