//! `mentorbook serve` on what is too large for an edition: the message stands in the place of the
//! page, all else is shown, and memory stays within bounds.

use std::thread;

use crate::harness::{Folder, Preview, files, wait};

/// KiB of memory that the preview may take: 256 MiB, and the stacks of its threads, 16 MiB each: two
/// that talk, eight that answer, two that do the work, three that check, watch and look.
const MEMORY_KIB: u32 = (256 + 15 * 16) << 10;

const BOOK: &str = r"
//- handbook.yaml
title: Handbook
variables:
  contact: {type: text, default: Robin}
//- base/index.md
# Home

First edition of {{ firm.name }}
//- base/rules.md
# Rules
//- firms/acme/firm.yaml
name: Acme
//- firms/birch/firm.yaml
name: Birch
//- firms/birch/own.md
# Own
";

fn preview() -> Preview {
    let mut files = files(BOOK);
    // The theme of the program.
    files.retain(|path, _| !path.starts_with("themes/"));
    Preview::within(Folder::of(&files), MEMORY_KIB)
}

/// Waits until a page is the message, and sees to it that this says what it must.
#[track_caller]
fn refused(preview: &Preview, page: &str, words: &[&str]) {
    let text = preview.wait_for(page, "This page cannot be shown yet");
    for word in words {
        assert!(text.contains(word), "no `{word}` in {text}");
    }
    assert_eq!(preview.get(page).status, 500);
    assert!(preview.get("/acme/").text().contains("First edition of Acme"));
    assert!(preview.get("/base/rules/").text().contains("Rules"));
}

#[test]
fn a_page_that_is_too_large_is_told_in_its_place() {
    let preview = preview();
    preview.wait_for("/birch/own/", "Own");
    let headings: String = (0..8_000).map(|at| format!("## H{at} {{#h{at}}}\n")).collect();
    preview.put("firms/birch/q.md", &headings);
    preview.put("firms/birch/own.md", &":::collection {from=q.md as=list}\n:::\n".repeat(8_000));
    refused(&preview, "/birch/own/", &["larger than 12 MiB", "content/firms/birch/own.md"]);
    assert!(preview.get("/birch/").text().contains("First edition of Birch"));

    // However many ask at once.
    thread::scope(|threads| {
        for _ in 0..12 {
            threads.spawn(|| assert_eq!(preview.get("/birch/own/").status, 500));
        }
    });

    preview.put("firms/birch/own.md", "# Own again\n");
    preview.wait_for("/birch/own/", "Own again");
    assert_eq!(preview.problems("birch")["errors"], 0);
}

/// None of them alone is too large, and no page is kept for good.
#[test]
fn large_pages_one_after_the_other_and_at_once_take_no_more_than_a_few() {
    let preview = preview();
    let firm = format!("name: Birch\nvariables: {{contact: \"{}\"}}\n", "x".repeat(4_096));
    preview.put("firms/birch/firm.yaml", &firm);
    let text = "{{ contact }} ".repeat(2_500);
    for at in 0..24 {
        preview.put(&format!("firms/birch/large{at}.md"), &text);
    }
    preview.wait_for("/birch/large23/", "xxxx xxxx");
    thread::scope(|threads| {
        for first in 0..4 {
            let preview = &preview;
            threads.spawn(move || {
                for at in (first..24).step_by(4) {
                    assert_eq!(preview.get(&format!("/birch/large{at}/")).status, 200);
                }
            });
        }
    });
    assert_eq!(preview.get("/acme/").status, 200);
}

#[test]
fn a_firm_whose_titles_are_too_much_is_told_on_each_of_its_pages() {
    let preview = preview();
    preview.wait_for("/birch/own/", "Own");
    let variable = "x".repeat(4_096);
    let firm = format!("name: Birch\nvariables: {{contact: \"{variable}\"}}\n");
    preview.put("firms/birch/firm.yaml", &firm);
    let headings: String =
        (0..3_800).map(|at| format!("## {{{{ contact }}}} {{#h{at}}}\n")).collect();
    for at in 0..8 {
        preview.put(&format!("firms/birch/h{at}.md"), &headings);
    }

    let words = ["titles and descriptions", "content/firms/birch/h"];
    refused(&preview, "/birch/own/", &words);
    refused(&preview, "/birch/", &words);
    preview.wait_for_line("error[too-large]");
    assert_eq!(preview.problems("birch")["errors"], 1);

    preview.put("firms/birch/firm.yaml", "name: Birch\n");
    preview.wait_for("/birch/own/", "Own");
    assert_eq!(preview.problems("birch")["errors"], 0);
}

#[test]
fn a_navigation_that_is_too_much_is_told_where_it_does_not_fit_any_more() {
    let preview = preview();
    let entries: String = (0..70)
        .map(|at| {
            let title = "t".repeat(13_000);
            format!(
                "- {{insert: {{title: {title}, url: 'https://a.example/{at}'}}, before: rules.md}}\n"
            )
        })
        .collect();
    for at in 0..110 {
        preview.put(&format!("firms/birch/f{at}/index.md"), &format!("# F{at}\n"));
    }
    preview.put("firms/birch/firm.yaml", &format!("name: Birch\nnav:\n{entries}"));
    preview.wait_for("/birch/", "https://a.example/69");

    let full = wait("a navigation that is too much", || {
        let mut pages = (0..110).map(|at| format!("/birch/f{at}/"));
        pages.find(|page| preview.get(page).status == 500)
    });
    refused(&preview, &full, &["the navigation of this edition", "content/firms/birch/f"]);

    preview.put("firms/birch/firm.yaml", "name: Birch\n");
    wait("the page", || (preview.get(&full).status == 200).then_some(()));
}
