//! What the base changed comes into a firm's text, or is said to be a conflict.

use mentorbook::{Merge, MergePart, Sides, merge};

/// A merge as one text; of what is not merged, the three versions in braces.
fn shown(merge: &Merge) -> String {
    let parts = merge.parts().iter().map(|part| match part {
        MergePart::Clean(text) => text.clone(),
        MergePart::Conflict(Sides { then, now, firm }) => format!("⟨{then}|{now}|{firm}⟩"),
    });
    parts.collect()
}

/// Then, now and the firm's text, and what becomes of them.
#[track_caller]
fn assert_merged(then: &str, now: &str, firm: &str, expected: &str) {
    let merged = merge(Sides { then, now, firm });
    assert_eq!(shown(&merged), expected);
    assert_eq!(merged.is_clean(), !expected.contains('⟨'));
    assert_eq!(merged.text(), merged.is_clean().then(|| expected.to_owned()));
}

/// Nothing of one line, or of lines that stand together, can be merged.
#[track_caller]
fn assert_conflict(then: &str, now: &str, firm: &str) {
    assert_merged(then, now, firm, &format!("⟨{then}|{now}|{firm}⟩"));
}

#[test]
fn what_only_one_side_changed_is_taken() {
    assert_merged("a b\n", "a b\n", "a b\n", "a b\n");
    assert_merged("a b\n", "a c\n", "a b\n", "a c\n");
    assert_merged("a b\n", "a b\n", "a c\n", "a c\n");
    assert_merged("a b\n", "", "a b\n", "");
    assert_merged("", "a\n", "", "a\n");
    assert_merged("", "", "", "");
}

#[test]
fn what_both_changed_alike_is_taken_once() {
    assert_merged("a\n", "b\n", "b\n", "b\n");
    assert_merged("a\n", "a\n\nb\n", "a\n\nb\n", "a\n\nb\n");
    assert_merged("a\n\nb\n", "b\n", "b\n", "b\n");
    // In other words of the same meaning: the firm's stay.
    assert_merged("Caf\u{E9}\n", "Caf\u{E9} one\n", "Cafe\u{301}  one\n", "Cafe\u{301}  one\n");
}

#[test]
fn different_paragraphs_are_merged() {
    assert_merged(
        "one\n\ntwo\n\nthree\n",
        "ONE\n\ntwo\n\nthree\n",
        "one\n\ntwo\n\nTHREE\n",
        "ONE\n\ntwo\n\nTHREE\n",
    );
}

#[test]
fn a_blank_line_keeps_changes_apart_although_it_goes_with_one_of_them() {
    assert_merged("one\n\n## Two\n\ntwo\n", "ONE\n\n## Two\n\ntwo\n", "one\n", "ONE\n");
    assert_merged(
        "one\n\n- two\n\n- three\n",
        "one\n\n- three\n",
        "one\n\n- two\n\n- THREE\n",
        "one\n\n- THREE\n",
    );
}

#[test]
fn what_one_side_added_stays_beside_what_both_changed() {
    assert_merged("a b c\n", "a b C\n", "A b c\n\n- x\n", "A b C\n\n- x\n");
    assert_merged("a b c\n", "- x\n\na b C\n", "A b c\n", "- x\n\nA b C\n");
    assert_merged(
        "- meet every month\n",
        "- meet every month\n- meet in London every week\n",
        "- meet every single month\n",
        "- meet every single month\n- meet in London every week\n",
    );
    // Both added something: in which order?
    assert_conflict("a b c\n", "a b C\n\n- x\n", "A b c\n\n1. y\n");
}

#[test]
fn words_of_one_paragraph_are_merged() {
    assert_merged(
        "Mentors meet their mentees every month for one hour.\n",
        "Mentors meet their mentees every month for two hours.\n",
        "Partners meet their mentees every month for one hour.\n",
        "Partners meet their mentees every month for two hours.\n",
    );
}

#[test]
fn a_paragraph_may_be_wrapped_anew_on_either_side() {
    let then = "Mentors meet their mentees\nevery month for one hour,\nin person.\n";
    let wrapped = "Mentors meet their mentees every\nmonth for one hour, in person.\n";
    let changed = "Mentors meet their mentees\nevery month for one hour,\nby telephone.\n";
    let both = "Mentors meet their mentees every\nmonth for one hour, by telephone.\n";
    assert_merged(then, wrapped, changed, both);
    assert_merged(then, changed, wrapped, both);
}

#[test]
fn both_may_wrap_a_paragraph_anew() {
    assert_merged(
        "one two three\nfour five six\nseven eight nine\n",
        "one two\nthree four five six\nseven eight NINE\n",
        "ONE two three\nfour five\nsix seven eight nine\n",
        "ONE two\nthree four five\nsix seven eight NINE\n",
    );
}

#[test]
fn words_side_by_side_are_merged() {
    let then = "Mentors answer within two full weeks of asking.\n";
    assert_merged(
        then,
        "Mentors answer within two full months of asking.\n",
        "Mentors answer within two whole weeks of asking.\n",
        "Mentors answer within two whole months of asking.\n",
    );
    assert_merged(
        then,
        "Mentors answer within two full months of asking.\n",
        "Mentors answer within two weeks of asking.\n",
        "Mentors answer within two months of asking.\n",
    );
    // After a word that stands in another's place, what is put there has one place, too.
    assert_merged(
        "Mentors meet monthly.\n",
        "Mentors meet monthly. They bring a pen.\n",
        "Mentors meet weekly.\n",
        "Mentors meet weekly. They bring a pen.\n",
    );
}

#[test]
fn the_same_words_changed_are_a_conflict() {
    assert_merged(
        "Mentors answer within two weeks of asking.\n",
        "Mentors answer within three weeks of asking.\n",
        "Mentors answer within four weeks of asking.\n",
        "Mentors answer within ⟨two|three|four⟩ weeks of asking.\n",
    );
    // One deleted what the other changed.
    assert_merged(
        "Mentors answer within two weeks of asking.\n",
        "Mentors answer of asking.\n",
        "Mentors answer within four weeks of asking.\n",
        "Mentors answer ⟨within two weeks||within four weeks⟩ of asking.\n",
    );
}

#[test]
fn the_order_of_what_both_added_is_not_guessed() {
    assert_merged("a b\n", "a x b\n", "a y b\n", "a ⟨|x|y⟩ b\n");
    assert_merged("a b\n", "a x b\n", "a x b\n", "a x b\n");
    assert_merged("a\n", "a\n\nx\n", "a\n\ny\n", "a\n⟨|\nx\n|\ny\n⟩");
    assert_merged("- a\n", "- a\n- x\n", "- a\n- y\n", "- a\n⟨|- x\n|- y\n⟩");
    // A word that was added beside one that is deleted may have been said of it.
    assert_merged(
        "the quick fox\n",
        "the very quick fox\n",
        "the fox\n",
        "the ⟨quick|very quick|⟩ fox\n",
    );
    // More words than before: where among them does the other's belong?
    assert_merged(
        "Meet monthly.\n",
        "Meet monthly. Bring a pen.\n",
        "Meet weekly. Do not be late.\n",
        "Meet ⟨monthly.|monthly. Bring a pen.|weekly. Do not be late.⟩\n",
    );
}

#[test]
fn a_sentence_written_anew_keeps_nothing_by_chance() {
    // Both have `the`, and so has what the base made of the sentence.
    assert_merged(
        "Mentors keep the notes.\n",
        "Mentors keep all notes.\n",
        "Whatever is said stays in the room.\n",
        "⟨Mentors keep the notes.|Mentors keep all notes.|Whatever is said stays in the room.⟩\n",
    );
}

#[test]
fn paragraphs_are_parted_and_joined() {
    assert_merged(
        "one two three four five\n",
        "one two\n\nthree four five\n",
        "one two three four FIVE\n",
        "one two\n\nthree four FIVE\n",
    );
    assert_merged(
        "one two\n\nthree four five\n",
        "one two three four five\n",
        "one two\n\nthree four FIVE\n",
        "one two three four FIVE\n",
    );
    // The word after what joins them is another one now, and has no space of its own.
    assert_merged(
        "one two\n\nthree four\n",
        "one two three four\n",
        "one two\n\nTHREE four\n",
        "one two THREE four\n",
    );
    assert_merged(
        "one two three four\n",
        "one two\n\nthree four\n",
        "one two THREE four\n",
        "one two\n\nTHREE four\n",
    );
}

#[test]
fn words_of_an_item_are_merged_in_their_line() {
    assert_merged(
        "- Meet every month for one hour\n- Take notes\n",
        "- Meet every month for two hours\n- Take notes\n",
        "- Talk every month for one hour\n- Take no notes\n",
        "- Talk every month for two hours\n- Take no notes\n",
    );
    assert_merged(
        "1. [ ] Meet every month\n",
        "1. [ ] Meet every single month\n",
        "1. [ ] Talk every month\n",
        "1. [ ] Talk every single month\n",
    );
    // Another kind of item, or a deeper one.
    assert_conflict("- Meet every month\n", "  - Meet each month\n", "- Meet every single month\n");
    assert_conflict("- Meet every month\n", "1. Meet every month\n", "- Meet every single month\n");
}

#[test]
fn items_that_may_have_moved_are_not_merged() {
    assert_conflict(
        "- Meet every month\n- Meet every week\n",
        "- Meet every month\n- Meet every week in person\n",
        "- Meet every week\n- Meet every day\n",
    );
    assert_conflict(
        "- Meet every month\n",
        "- Bring something to write\n",
        "- Meet every month in person\n",
    );
}

#[test]
fn words_of_a_row_are_merged_as_long_as_its_cells_stay() {
    let table = |row: &str| format!("| Who | What |\n| --- | --- |\n{row}\n");
    assert_merged(
        &table("| Mentor | listens and asks |"),
        &table("| Mentor | listens and tells |"),
        &table("| Partner | listens and asks |"),
        &table("| Partner | listens and tells |"),
    );
    let merged = merge(Sides {
        then: &table("| Mentor | listens and asks |"),
        now: &table("| Mentor | listens and | asks |"),
        firm: &table("| Partner | listens and asks |"),
    });
    assert!(!merged.is_clean());
}

#[test]
fn a_heading_keeps_what_the_firm_does_to_it() {
    assert_merged(
        "## What is confidential {#confidentiality}\n\nText.\n",
        "## What stays confidential {#confidentiality}\n\nText of today.\n",
        "## What is confidential {#confidentiality replace}\n\nText.\n",
        "## What stays confidential {#confidentiality replace}\n\nText of today.\n",
    );
}

#[test]
fn code_and_html_and_containers_are_merged_by_whole_lines() {
    for (before, after) in [
        ("```\n", "```\n"),
        ("~~~~ text\n", "~~~~\n"),
        (":::note\n", ":::\n"),
        (":::tabs\n:::tab\n", ":::\n:::\n"),
        ("<div>\n", "</div>\n"),
        ("<!-- \n\n", "\n-->\n"),
        ("<pre>\n\n", "\n</pre>\n"),
        ("---\n", "---\n"),
        ("- a\n", ""),
        ("| a | b |\n| - | - |\n", ""),
        ("Title\n", "=====\n"),
    ] {
        let around = |line: &str| format!("{before}{line}{after}");
        let merged = merge(Sides {
            then: &around("alpha beta gamma delta\n"),
            now: &around("alpha beta gamma DELTA\n"),
            firm: &around("ALPHA beta gamma delta\n"),
        });
        assert!(!merged.is_clean(), "in {before:?}");

        // Where one of them left the line, the other's is taken.
        let merged = merge(Sides {
            then: &around("alpha beta\n"),
            now: &around("alpha beta\n"),
            firm: &around("ALPHA beta\n"),
        });
        assert_eq!(merged.text(), Some(around("ALPHA beta\n")));
    }
    // A paragraph is none of them.
    assert_merged(
        "alpha beta gamma\n",
        "alpha beta GAMMA\n",
        "ALPHA beta gamma\n",
        "ALPHA beta GAMMA\n",
    );
}

#[test]
fn a_line_that_breaks_hard_is_left_alone() {
    assert_conflict("alpha beta  \n", "alpha BETA  \n", "ALPHA beta  \n");
    assert_conflict("alpha beta\\\n", "alpha BETA\\\n", "ALPHA beta\\\n");
}

#[test]
fn a_merge_does_not_make_something_else_of_a_paragraph() {
    // Without `two`, the dashes would make a heading of what stands above them.
    let then = "alpha beta gamma\n--- two\n";
    let now = "alpha beta gamma\n---\n";
    assert_conflict(then, now, "ALPHA beta gamma\n--- two\n");
    assert_merged(
        "alpha beta gamma --- two\n",
        "alpha beta gamma --- two three\n",
        "ALPHA beta gamma\n--- two\n",
        "ALPHA beta gamma\n--- two three\n",
    );
    let merged = merge(Sides {
        then: "alpha beta gamma --- two\n",
        now: "alpha beta gamma ---\n",
        firm: "ALPHA beta gamma\n--- two\n",
    });
    assert!(!merged.is_clean(), "{merged:?}");
}

#[test]
fn a_variable_is_one_word() {
    assert_merged(
        "Ask {{ contact.name }} about it.\n",
        "Ask {{ coach.name }} about it.\n",
        "Tell {{ contact.name }} about it.\n",
        "Tell {{ coach.name }} about it.\n",
    );
    assert_merged(
        "Ask {{ contact }} about it.\n",
        "Ask {{ coach }} about it.\n",
        "Ask {{ partner }} about it.\n",
        "Ask ⟨{{ contact }}|{{ coach }}|{{ partner }}⟩ about it.\n",
    );
}

#[test]
fn lines_end_as_in_the_firm_s_text() {
    let then = "one\n\ntwo\n";
    assert_merged(then, "ONE\n\ntwo\n", "one\r\n\r\ntwo\r\n", "ONE\r\n\r\ntwo\r\n");
    assert_merged(then, "ONE\r\n\r\ntwo\r\n", then, "ONE\n\ntwo\n");
    assert_merged(then, "one\n\nTWO\n", "one\n\ntwo", "one\n\nTWO");
    assert_merged(then, "one\n\nTWO", "one\n\ntwo\n", "one\n\nTWO\n");
    assert_merged("a b\n", "a c\r\n", "d b\r\n", "d c\r\n");
}
