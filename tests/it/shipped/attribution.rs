//! Who said what, as the two articles and the discussion under one of them have it, and for whom
//! the programs were made that the handbook learns from.

use super::{folder, source};

/// What is told of somebody: passages with these words name one of those, and say none of these.
struct Claim {
    words: &'static str,
    names: &'static [&'static str],
    never: &'static [&'static str],
}

const fn claim(
    words: &'static str,
    names: &'static [&'static str],
    never: &'static [&'static str],
) -> Claim {
    Claim { words, names, never }
}

const CLAIMS: [Claim; 17] = [
    // The first reader, who objects and grants
    claim("something worth another's time", &["reader"], &["The reply", "Smith says"]),
    claim("a recognized skill or", &["reader"], &["Fleenor"]),
    // Smith, who answers
    claim("altruism is", &["Smith"], &["one reply"]),
    claim("alls this speculation", &["Smith"], &["Its writer", "Someone", "one writer"]),
    claim("on the rise", &["Smith"], &["first in the discussion"]),
    claim("in society as a whole", &["Smith"], &["the same discussion"]),
    // The second reader, who calls mentees
    claim("cutthroat", &["reader"], &["seldom", "Smith says"]),
    claim("call one of your mentees", &["reader"], &["far more junior", "once mentored"]),
    claim("gains twice", &["reader"], &["far more junior", "once mentored"]),
    // Dudley, whom Smith relays
    claim("The superhuman.", &["Dudley"], &["Smith blames"]),
    claim("as a collective", &["Dudley"], &["In his view"]),
    // Fleenor
    claim("100 percent of the learning", &["Fleenor"], &["Smith"]),
    claim("slow to gain momentum", &["Fleenor"], &["some of America's largest"]),
    claim("disengage at once", &["Fleenor"], &["Smith"]),
    // For whom the programs were made
    claim("Derbyshire Healthcare", &["inority ethnic", "Minority Ethnic"], &["a staff network"]),
    claim("Guy's and St Thomas'", &["inority ethnic", "ethnic minorities"], &[]),
    claim("Trainee doctors", &["ethnic minorities"], &[]),
];

/// All lines of the handbook that are read as prose: no headings, in which readers' words for
/// searching stand, and no footnotes.
fn passages() -> Vec<(String, String)> {
    let pages = folder("content")
        .into_iter()
        .filter(|(path, _)| path.ends_with(".md") && !path.ends_with("/README.md"));
    pages
        .flat_map(|(path, bytes)| {
            let text = String::from_utf8(bytes).expect("text");
            let lines = text.lines().filter(|line| !line.starts_with(['#', '[']));
            lines.map(|line| (path.clone(), line.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn each_claim_names_who_made_it() {
    let passages = passages();
    for Claim { words, names, never } in CLAIMS {
        let mut told = passages.iter().filter(|(_, line)| line.contains(words)).peekable();
        assert!(told.peek().is_some(), "nowhere: {words}");
        for (path, line) in told {
            assert!(names.iter().any(|name| line.contains(name)), "{path}, {names:?}: {line}");
            let wrong: Vec<_> = never.iter().filter(|words| line.contains(**words)).collect();
            assert!(wrong.is_empty(), "{path}, {wrong:?}: {line}");
        }
    }
}

#[test]
fn the_figure_that_every_sponsor_is_shown_comes_with_its_limits() {
    for page in ["why/who-benefits", "reference/sources-and-about"] {
        let text = source(page);
        assert!(text.contains("96 percent") && text.contains("Pershing"), "{page}");
        assert!(text.contains("self-selected") && text.contains("no control group"), "{page}");
    }
    for (path, line) in passages().iter().filter(|(_, line)| line.contains("96 percent")) {
        let explained = line.contains("Pershing") || line.contains("#ninety-six");
        assert!(explained, "{path}: {line}");
    }
}
