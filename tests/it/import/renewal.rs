//! The same again: into another folder, and into the one that was made.

use super::{bring, old};
use crate::harness::contents;

#[test]
fn the_same_site_gives_the_same_bytes() {
    let brought = bring(include_str!("sites/mkdocs.txt"));
    brought.desk.run(&["import", "old", "another"]).assert(0);
    let mut first = contents(&brought.desk.path("new"));
    first.retain(|path, _| !path.starts_with("public/"));
    assert_eq!(contents(&brought.desk.path("another")), first);
}

#[test]
fn a_second_import_renews_what_nobody_changed() {
    let desk =
        old("//- index.md\n# Home\n//- a.md\n# A\n//- b.md\n# B\n//- c.md\n# C\n//- d.md\n# D\n");
    desk.run(&["import", "old", "new"]).assert(0);
    let again = desk.run(&["import", "old", "new"]).assert(0);
    assert!(again.stderr.contains("0 files renewed and 12 as they are"), "{}", again.stderr);

    desk.put("old/a.md", "# A\n\nMore.\n");
    desk.put("old/b.md", "# B\n\nMore.\n");
    desk.put("new/content/base/b.md", "# Mine\n");
    std::fs::remove_file(desk.path("new/content/base/c.md")).expect("gone");
    std::fs::remove_file(desk.path("old/d.md")).expect("gone");
    desk.put("old/e.md", "# E\n");
    desk.put("new/content/base/e.md", "# My own\n");
    let done = desk.run(&["import", "old", "new"]).assert(0);
    for told in [
        "note: content/base/b.md was changed by a person",
        "note: content/base/c.md was changed by a person",
        "note: content/base/e.md was changed by a person",
        "note: content/base/d.md is in the old handbook no more",
    ] {
        assert!(done.stderr.contains(told), "no {told:?} in {}", done.stderr);
    }
    assert_eq!(desk.read("new/content/base/a.md"), "# A\n\nMore.\n");
    assert_eq!(desk.read("new/content/base/b.md"), "# Mine\n");
    assert_eq!(desk.read("new/content/base/d.md"), "# D\n");
    assert_eq!(desk.read("new/content/base/e.md"), "# My own\n");
    assert!(!desk.path("new/content/base/c.md").exists());
    desk.run(&["build", "--root", "new"]).assert(0);
}
