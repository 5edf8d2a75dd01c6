//! Two versions of a text, compared for people.

use std::time::Duration;

use mentorbook::{Sides, WordRun, compare, merge};

use crate::harness::{Random, in_one_thread, processor_time};

/// What changed, as `wdiff` marks it.
fn shown(before: &str, after: &str) -> String {
    let runs = compare(before, after).into_iter().map(|run| match run {
        WordRun::Kept(text) => text.to_owned(),
        WordRun::Deleted(text) => format!("[-{text}-]"),
        WordRun::Inserted(text) => format!("{{+{text}+}}"),
    });
    runs.collect()
}

#[test]
fn words_are_compared() {
    assert_eq!(shown("a b c\n", "a x c\n"), "a[- b-]{+ x+} c\n");
    assert_eq!(shown("a c\n", "a b c\n"), "a{+ b+} c\n");
    assert_eq!(shown("a b c\n", "a b\n"), "a b[- c-]\n");
    assert_eq!(shown("a b\n", "c b\n"), "[-a-]{+c+} b\n");
    assert_eq!(shown("", "a\n"), "{+a\n+}");
    assert_eq!(shown("a\n", ""), "[-a-]");
    assert_eq!(shown("a\n", "\n"), "[-a-]{+\n+}");
    assert_eq!(shown("", ""), "");
}

#[test]
fn white_space_and_unicode_form_are_no_change() {
    assert_eq!(shown("a\r\nb  c", "a b\nc\n"), "a b\nc\n");
    assert_eq!(shown("Caf\u{E9}\n", "Cafe\u{301}\n"), "Cafe\u{301}\n");
    assert_eq!(shown("a\n\n\n\nb\n", "a\n\nb\n"), "a\n\nb\n");
    // But the end of a paragraph is one.
    assert_eq!(shown("a b c d\n", "a b\n\nc d\n"), "a b{+\n\n+}c d\n");
}

#[test]
fn a_sentence_written_anew_keeps_nothing_by_chance() {
    assert_eq!(
        shown("Mentors keep the notes.\n", "Whatever is said stays in the room.\n"),
        "[-Mentors keep the notes.-]{+Whatever is said stays in the room.\n+}"
    );
    assert_eq!(
        shown(
            "Notes are kept for two years by mentors.\n",
            "Notes are kept for six years by us.\n"
        ),
        "Notes are kept for[- two-]{+ six+} years by[- mentors.-]{+ us.\n+}"
    );
}

#[test]
fn paragraphs_are_compared_before_words() {
    assert_eq!(
        shown("one two\n\nthree four\n\nfive six\n", "three four\n\nfive SIX\n"),
        "[-one two-]three four\n\nfive[- six-]{+ SIX\n+}"
    );
    assert_eq!(shown("a\n\nb\n", "a\n\nx\n\nb\n"), "a{+\n\nx+}\n\nb\n");
}

#[test]
fn a_variable_is_one_word() {
    let before = "Ask {{ contact.name }}. Now.\n";
    assert_eq!(
        shown(before, "Ask {{ coach.name }}. Now.\n"),
        "Ask[- {{ contact.name }}.-]{+ {{ coach.name }}.+} Now.\n"
    );
    assert_eq!(shown("{{ open for ever\n", "{{ open for now\n"), "{{ open for[- ever-]{+ now\n+}");
}

/// Words, and white space of all kinds.
fn text(random: &mut Random, vocabulary: usize, count: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(random.pick(&["", " ", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\n \n"]));
        text.push_str(&format!("w{}", random.below(vocabulary)));
    }
    text + random.pick(&["", "\n", " ", "\n\n"])
}

#[test]
fn what_is_told_is_both_versions() {
    let mut random = Random::new(7);
    for _ in 0..2000 {
        let (vocabulary, count) = (2 + random.below(20), random.below(30));
        let before = text(&mut random, vocabulary, count);
        let count = random.below(30);
        let after = text(&mut random, vocabulary, count);
        let runs = compare(&before, &after);

        let mut new = String::new();
        let mut old = Vec::new();
        for run in &runs {
            match run {
                WordRun::Kept(text) => {
                    new.push_str(text);
                    old.extend(text.split_ascii_whitespace());
                }
                WordRun::Deleted(text) => old.extend(text.split_ascii_whitespace()),
                WordRun::Inserted(text) => new.push_str(text),
            }
        }
        assert_eq!(new, after, "from {before:?}: {runs:?}");
        assert_eq!(old, before.split_ascii_whitespace().collect::<Vec<_>>(), "{after:?}: {runs:?}");
        let is_mixed = runs.windows(2).any(|two| {
            matches!(two, [WordRun::Kept(_), WordRun::Kept(_)])
                || matches!(two, [WordRun::Inserted(_), WordRun::Deleted(_)])
        });
        assert!(!is_mixed, "{runs:?}");
    }
}

/// Texts that are hard to compare, by how many words they have.
fn hostile(size: usize) -> Vec<(&'static str, String, String)> {
    let mut random = Random::new(9);
    let mut coin = |space: &str| -> String {
        (0..size).map(|_| format!("{}{space}", random.below(2))).collect()
    };
    let repeated = |text: &str, count: usize| text.repeat(count);
    let numbers = |from: usize, space: &str| -> String {
        (from..from + size).map(|number| format!("{number}{space}")).collect()
    };
    vec![
        ("coins", coin(" "), coin(" ")),
        ("coins by lines", coin("\n"), coin("\n")),
        ("coins by paragraphs", coin("\n\n"), coin("\n\n")),
        ("one word", repeated("a ", size), repeated("a ", size / 2)),
        ("two words", repeated("a b ", size / 2), repeated("b a ", size / 2)),
        ("blank lines", repeated("\n", size), repeated("a\n", size / 2)),
        ("other words", numbers(0, " "), numbers(size, " ")),
        ("shifted words", numbers(0, " "), numbers(size / 2, " ")),
        ("open braces", repeated("{{ ", size), repeated("{{ a", size / 2)),
        ("fences", repeated("```\na\n", size / 2), repeated("~~~\na\n", size / 2)),
        ("items", repeated("- a\n", size), repeated("- b\n", size)),
        ("markers", repeated("> ", size), repeated("- ", size)),
        ("one of many", repeated("a\nb\n", size), repeated("a\nc\n", size)),
        ("kept between", repeated("aaa b\n\n", size / 2), repeated("aaa c\n\n", size / 2)),
        (
            "reversed",
            numbers(0, " "),
            numbers(0, " ").split(' ').rev().collect::<Vec<_>>().join(" "),
        ),
    ]
}

#[test]
fn hostile_texts_take_time_in_step_with_their_size() {
    // Quadratic work on so many words takes much longer.
    const ENOUGH: Duration = Duration::from_secs(5);

    for (name, before, after) in hostile(50_000) {
        let firm = after.replace('a', "x");
        let time = in_one_thread(|| {
            let start = processor_time();
            compare(&before, &after);
            merge(Sides { then: &before, now: &after, firm: &firm });
            processor_time() - start
        });
        assert!(time < ENOUGH, "{name}: {time:?}");
    }
}
