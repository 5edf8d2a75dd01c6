//! `mentorbook explain page`: where each section and variable of a page comes from.

use std::fs;

use serde_json::Value;

use crate::harness::{Folder, assert_text};

const HANDBOOK: &str = "
    //- handbook.yaml
    title: Handbook
    variables:
      desk: {default: the desk}
      floor: {required: true}
      region: {default: uk}
    //- base/index.md
    # Home
    //- base/hr/leave.md
    ---
    title: Leave at {{ firm.name }}
    ---
    Ask {{ desk }}.

    ## Notice {#notice}

    A week.

    ## Sick days {#sick}

    Call {{ floor }}.

    ## Pay {#pay}

    Paid.

    ## Forms {#forms}

    None.
    //- base/hr/old.md
    # Old
    //- layers/uk/layer.yaml
    name: United Kingdom
    //- layers/uk/hr/leave.md
    ---
    override: sections
    ---
    ## Notice {#notice replace}

    A month.

    ### Statute {#statute}

    By law.
    //- firms/acme/firm.yaml
    name: Acme
    layers: [uk]
    variables: {floor: the third floor}
    hide: [{page: hr/old.md, reason: Not ours, until: 2030-01-01}]
    //- firms/acme/hr/leave.md
    ---
    override: sections
    description: Ours
    ---
    ## Notice {#notice replace reason=\"Agreed with counsel\" until=2030-06-30}

    Two months.

    ## More {#sick append}

    In writing.

    ## Gone {#pay remove}

    ## Bonus {#bonus after=sick}

    :::only {region=uk}
    Some.
    :::

    ## Forms {#forms move before=notice}
";

fn explained(folder: &Folder, page: &str) -> String {
    folder.run(&["explain", "page", "acme", page]).assert(0).stdout
}

#[test]
fn each_section_and_variable_is_told_with_its_place() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    assert_text(
        explained(&folder, "hr/leave"),
        r"
        Leave at Acme
        hr/leave.md of acme, published at hr/leave/index.html

        the page as a whole  by    state    where
        description:         acme  current  content/firms/acme/hr/leave.md:2

        section                     from  change              state    where
        (before the first heading)  base                               content/base/hr/leave.md:4
        notice                      acme  replace             current  \
        content/firms/acme/hr/leave.md:5
            instead of that of uk, base; reason: Agreed with counsel; until 2030-06-30
        forms                       base                               content/base/hr/leave.md:18
                                    acme  move before=notice  current  \
        content/firms/acme/hr/leave.md:21
        sick                        base                               content/base/hr/leave.md:10
          (added text)              acme  append              current  \
        content/firms/acme/hr/leave.md:9
        bonus                       acme  after=sick          current  \
        content/firms/acme/hr/leave.md:15

        taken away  by    change   state    where
        statute     acme  replace  current  content/firms/acme/hr/leave.md:5
            reason: Agreed with counsel; until 2030-06-30
        pay         acme  remove   current  content/firms/acme/hr/leave.md:13

        variable   value            where
        desk       the desk         content/handbook.yaml:3, by default
        firm.name  Acme             content/firms/acme/firm.yaml:1
        floor      the third floor  content/firms/acme/firm.yaml:3
        region     uk               content/handbook.yaml:5, by default
        ",
    );
}

#[test]
fn what_became_of_each_change_is_told() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    let page = folder.read("content/base/hr/leave.md");
    let page = page.replace("Paid.", "Unpaid.").replace("Call", "Ring").replace("A week", "A day");
    folder.put("content/base/hr/leave.md", page);
    let text = explained(&folder, "hr/leave");
    let line = |word: &str| text.lines().find(|line| line.contains(word)).expect("a line");
    assert!(line("(added text)").contains("context changed"), "{text}");
    assert!(line("pay ").contains("drifted"), "{text}");
    // What acme replaced is the layer's text, which is as it was.
    assert!(line("notice ").contains("  current  "), "{text}");
    assert!(text.contains("\ndrifted: it was written against an older text"), "{text}");
    assert!(text.contains("\ncontext changed: the text that it adds to has changed"), "{text}");
}

#[test]
fn a_page_may_be_named_by_path_or_address() {
    let folder = Folder::with(HANDBOOK);
    let told = explained(&folder, "hr/leave.md");
    for name in [
        "hr/leave",
        "/hr/leave/",
        "hr/leave/index.html",
        "content/base/hr/leave.md",
        "hr\\leave.md",
    ] {
        assert_eq!(explained(&folder, name), told, "{name}");
    }
}

#[test]
fn what_is_no_page_is_told_with_what_may_be_meant() {
    let folder = Folder::with(HANDBOOK);
    folder
        .run(&["explain", "page", "acme", "hr/leaf"])
        .assert(2)
        .says("acme has no page `hr/leaf`\n  = help: did you mean `hr/leave.md`?");
    for name in ["../../secret", "/etc/passwd", "a\u{1b}[2J"] {
        let done = folder.run(&["explain", "page", "acme", name]).assert(2).says("has no page");
        assert!(!done.stderr.contains("\u{1b}[2J"), "{done:?}");
    }
    folder
        .run(&["explain", "page", "acmee", "hr/leave"])
        .assert(2)
        .says("there is no firm `acmee`");
}

#[test]
fn a_hidden_page_is_told_with_who_hides_it() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    assert_text(
        explained(&folder, "hr/old"),
        r"
        Old
        hr/old.md of acme, which a layer hides

        the page as a whole  by    state    where
        hide                 acme  current  content/firms/acme/firm.yaml:4
            reason: Not ours; until 2030-01-01
        ",
    );
}

#[test]
fn a_replaced_page_is_told_with_what_went_with_it() {
    let folder = Folder::with(HANDBOOK);
    folder.put(
        "content/firms/acme/hr/leave.md",
        "---\noverride: page\nreason: Rewritten\n---\n# Leave\n\n## Notice {#notice}\n\nNone.\n",
    );
    folder.run(&["build"]).assert(0);
    assert_text(
        explained(&folder, "hr/leave"),
        r"
        Leave
        hr/leave.md of acme, published at hr/leave/index.html

        the page as a whole  by    state    where
        override: page       acme  current  content/firms/acme/hr/leave.md:2
            reason: Rewritten

        section                     from  change  state  where
        (before the first heading)  acme                 content/firms/acme/hr/leave.md:5
        notice                      acme                 content/firms/acme/hr/leave.md:7

        taken away  by    change          state    where
        statute     acme  override: page  current  content/firms/acme/hr/leave.md:2
            reason: Rewritten
        sick        acme  override: page  current  content/firms/acme/hr/leave.md:2
            reason: Rewritten
        pay         acme  override: page  current  content/firms/acme/hr/leave.md:2
            reason: Rewritten
        forms       acme  override: page  current  content/firms/acme/hr/leave.md:2
            reason: Rewritten
        ",
    );
}

#[test]
fn an_edit_without_its_section_is_told() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    let page = folder.read("content/base/hr/leave.md");
    let (page, _) = page.split_once("## Pay").expect("a section");
    folder.put("content/base/hr/leave.md", page);
    let text = explained(&folder, "hr/leave");
    assert!(text.contains("remove pay"), "{text}");
    assert!(text.contains("\norphaned: what it was written for is gone\n"), "{text}");
}

#[test]
fn a_lock_that_cannot_be_read_leaves_the_states_unknown() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    folder.put("content/firms/acme/overrides.lock", "<<<<<<< ours\n");
    let text = explained(&folder, "hr/leave");
    assert!(text.contains("not known"), "{text}");
    assert!(text.contains("overrides.lock cannot be read"), "{text}");
}

#[test]
fn programs_are_told_the_same() {
    let folder = Folder::with(HANDBOOK);
    folder.run(&["build"]).assert(0);
    let done = folder.run(&["explain", "page", "acme", "hr/leave", "--format", "json"]).assert(0);
    let page: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(done.stdout.lines().count(), 1);
    assert_eq!(page["title"], "Leave at Acme");

    let sections = page["sections"].as_array().expect("a list");
    let notice = sections.iter().find(|section| section["id"] == "notice").expect("a section");
    assert_eq!(notice["over"].to_string(), r#"["uk","base"]"#);
    assert_eq!(notice["place"]["file"], "content/firms/acme/hr/leave.md");
    assert_eq!(notice["place"]["line"], 5);
    let change = &notice["changes"][0];
    assert_eq!(change["operation"], "replace");
    assert_eq!(change["state"], "current");
    assert_eq!(change["override"], "hr/leave.md#notice");
    assert_eq!(change["reason"], "Agreed with counsel");
    assert_eq!(change["until"], "2030-06-30");
    assert_eq!(page["removed"][1]["id"], "pay");
    assert_eq!(page["removed"][1]["change"]["layer"], "acme");
}

#[test]
fn what_firms_write_gives_the_terminal_no_command() {
    let folder = Folder::with(HANDBOOK);
    folder.put("content/firms/acme/firm.yaml", "name: \"A\\e[2J\\u009b2J\"\nlayers: [uk]\n");
    let text = explained(&folder, "hr/leave");
    assert!(text.contains("Leave at A\\u{1b}[2J"), "{text}");
    let json = folder.run(&["explain", "page", "acme", "hr/leave", "--format", "json"]).assert(0);
    assert!(!json.stdout.contains(['\u{1b}', '\u{9b}']), "{}", json.stdout);
}

#[test]
fn a_draft_is_explained_and_nothing_is_written() {
    let folder = Folder::with(HANDBOOK);
    folder.put("content/base/new.md", "---\ndraft: true\n---\n# New\n");
    let text = explained(&folder, "new");
    assert!(text.contains("; a draft\n"), "{text}");
    assert!(
        fs::read_dir(folder.path("content/firms/acme"))
            .expect("a folder")
            .all(|entry| { entry.expect("an entry").file_name() != "overrides.lock" })
    );
}

#[test]
fn checks_are_explained_as_before() {
    let folder = Folder::empty();
    let all = folder.run(&["explain"]).assert(0).stdout;
    assert_eq!(folder.run(&["explain", "check"]).assert(0).stdout, all);
    let one = folder.run(&["explain", "broken-link"]).assert(0).stdout;
    assert_eq!(folder.run(&["explain", "check", "broken-link"]).assert(0).stdout, one);
    folder.run(&["explain", "check", "broken-lnk"]).assert(2).says("did you mean `broken-link`?");
}
