//! `mentorbook drift`: what is listed and shown, what accepting and merging do to the files.

use serde_json::Value;

use crate::harness::{Done, Folder, assert_text, contents, traces};

const BOOK: &str = r#"
//- base/index.md
# Home
//- base/hr.md
---
title: HR
---
Welcome to all.

## Leave {#leave}

Ask your partner a week before you leave,
and tell the team.

### Long leave {#long}

Two weeks or more are long.

## Notice {#notice}

A month.

## Pay {#pay}

On Monday.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/hr.md
---
override: sections
title: Staff
---
<!-- Ours. -->

## Leave at Acme {#leave replace reason="we are small"}

Ask Ada a week before you leave,
and tell the team.

### Long leave {#long}

Two weeks or more are long.

## More {#notice append}

In writing.

## Pay {#pay replace}

On Friday.


"#;

const OWN: &str = "content/firms/acme/hr.md";
const LOCK: &str = "content/firms/acme/overrides.lock";

/// The handbook, published once.
fn published() -> Folder {
    let folder = Folder::with(BOOK);
    folder.run(&["build"]).assert(0);
    folder
}

/// Changes a text of the handbook.
#[track_caller]
fn change(folder: &Folder, file: &str, from: &str, to: &str) {
    let text = folder.read(file);
    assert!(text.contains(from), "no {from:?} in {text}");
    folder.put(file, text.replace(from, to));
}

/// The handbook, and a base that has changed since.
fn drifted() -> Folder {
    let folder = published();
    let base = "content/base/hr.md";
    change(&folder, base, "a week before", "two weeks before");
    change(&folder, base, "Two weeks or more", "Three weeks or more");
    change(&folder, base, "A month.", "Two months.");
    change(&folder, base, "On Monday.", "On Tuesday.");
    folder
}

fn drift(folder: &Folder, arguments: &[&str]) -> Done {
    folder.run(&[&["drift"], arguments].concat())
}

fn json(done: &Done) -> Vec<Value> {
    done.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn what_has_not_drifted_is_counted() {
    let folder = published();
    let done = drift(&folder, &[]).assert(0);
    assert_eq!(done.stdout, "");
    assert_eq!(done.stderr, "4 overrides: 4 current.\n");
}

#[test]
fn what_has_drifted_is_listed_the_worst_first() {
    let folder = drifted();
    change(&folder, "content/base/hr.md", "{#notice}", "{#period}");
    let done = drift(&folder, &["list", "--firm", "acme"]).assert(1);
    assert_text(
        &done.stdout,
        r"
        orphaned         acme  hr.md#notice (append)  content/firms/acme/hr.md:16
        drifted          acme  hr.md#leave (replace)  content/firms/acme/hr.md:7
        drifted          acme  hr.md#pay (replace)    content/firms/acme/hr.md:20
        ",
    );
    assert_eq!(done.stderr, "4 overrides: 1 orphaned, 2 drifted, 1 current.\n");
    assert_eq!(drift(&folder, &[]).stdout, done.stdout);

    let lines = json(&drift(&folder, &["--format", "json"]));
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["state"], "orphaned");
    assert_eq!(lines[0]["override"], "hr.md#notice");
    assert_eq!(lines[0]["operation"], "append");
    assert_eq!(lines[1]["reason"], "we are small");
    assert_eq!(lines[1]["line"], 7);
    drift(&folder, &["--firm", "acne"]).assert(2).says("there is no firm `acne`");
}

#[test]
fn an_override_is_shown_word_by_word() {
    let folder = drifted();
    let done = drift(&folder, &["show", "acme", "hr.md#leave"]).assert(0);
    assert_text(
        &done.stdout,
        r"
        acme  hr.md#leave (replace): drifted
          content/firms/acme/hr.md:7
          because: we are small

        What changed below it since it was written:

            ## Leave {#leave}

            Ask your partner [-a week-] {+two weeks+} before you leave,
            and tell the team.

            ### Long leave {#long}

            [-Two-]{+Three+} weeks or more are long.

        What acme made of it:

            ## Leave {+at Acme+} {#leave}

            Ask [-your partner-] {+Ada+} a week before you leave,
            and tell the team.

            ⋮ 4 lines that did not change

          = help: `mentorbook drift merge acme hr.md#leave` merges the two
          = help: `mentorbook drift accept acme hr.md#leave` says that yours stays as it is

        ",
    );

    let done = drift(&folder, &["show", "acme", "hr.md#notice"]).assert(0);
    assert_text(
        &done.stdout,
        r"
        acme  hr.md#notice (append): context changed
          content/firms/acme/hr.md:16

        What changed below it since it was written:

            ## Notice {#notice}

            [-A month.-]{+Two months.+}

        What acme says:

            ## More {#notice}

            In writing.

          = help: `mentorbook drift accept acme hr.md#notice` says that yours stays as it is

        ",
    );
}

#[test]
fn words_are_marked_in_colour_where_there_is_one() {
    let folder = drifted();
    let show = ["drift", "show", "acme", "hr.md#pay"];
    let colored = folder.run_in("", &show, &[("CLICOLOR_FORCE", "1")]).assert(0);
    assert!(colored.stdout.contains("\u{1b}[31;9mMonday.\u{1b}[0m"), "{colored:#?}");
    assert!(!colored.stdout.contains("[-"));
    let plain = folder.run_in("", &show, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).assert(0);
    assert!(plain.stdout.contains("[-Monday.-]"), "{plain:#?}");
}

#[test]
fn what_firms_write_commands_no_terminal() {
    let folder = drifted();
    change(&folder, OWN, "On Friday.", "On \u{1b}]0;Friday\u{7}\u{9b}.");
    for format in ["human", "json"] {
        let done = drift(&folder, &["show", "acme", "hr.md#pay", "--format", format]).assert(0);
        let is_command = |c: char| c.is_control() && c != '\n';
        assert!(!done.stdout.contains(is_command), "{done:#?}");
    }
}

#[test]
fn an_orphan_names_where_its_text_may_be() {
    let folder = published();
    change(&folder, "content/base/hr.md", "## Pay {#pay}", "## Salary {#salary}");
    drift(&folder, &["show", "acme", "hr.md#pay"])
        .assert(0)
        .prints("hr.md#pay (replace): orphaned")
        .prints("What it was written for, and is gone:")
        .prints("its text may be `hr.md#salary` by now");

    // There is nothing that it could count as written against, or be merged with.
    drift(&folder, &["accept", "acme", "hr.md#pay"]).assert(1).says("nothing is below it");
    drift(&folder, &["merge", "acme", "hr.md#pay"])
        .assert(0)
        .prints("left as it is; there is nothing below it any more");
}

#[test]
fn what_is_not_overridden_is_told() {
    let folder = drifted();
    drift(&folder, &["show", "acme", "hr.md#leav"])
        .assert(2)
        .says("acme overrides no `hr.md#leav`; did you mean `hr.md#leave`?")
        .says("it overrides hr.md:title, hr.md#leave, hr.md#notice, hr.md#pay");
    drift(&folder, &["show", "acne", "hr.md#leave"]).assert(2).says("there is no firm `acne`");
    drift(&folder, &["accept", "base"]).assert(2).says("base overrides nothing");
    drift(&folder, &["show", "acme"]).assert(2);
}

#[test]
fn a_page_to_send_round_holds_all_and_runs_nothing() {
    let folder = drifted();
    change(&folder, OWN, "On Friday.", "On <script>Friday</script>\u{1b}.");
    drift(&folder, &["show", "acme", "hr.md#pay", "--html", "drift.html"]).assert(0);

    let page = folder.read("drift.html");
    assert!(page.contains("<del>Monday.</del> <ins>Tuesday.</ins>"), "{page}");
    assert!(page.contains("&lt;script&gt;Friday&lt;/script&gt;\\u{1b}"), "{page}");
    assert!(page.contains("default-src 'none'"));
    for loaded in ["<script", "<link", "<img", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(loaded), "{loaded} in {page}");
    }

    // A slip must not cost a page of the handbook, nor publish what is not for readers.
    let before = folder.read(OWN);
    for (file, why) in [
        (OWN, "its name does not end in `.html`"),
        ("content/firms/acme/drift.html", "`content` is read by every build"),
        ("public/acme/drift.html", "it would be published with the editions"),
    ] {
        let done = drift(&folder, &["show", "acme", "hr.md#pay", "--html", file]).assert(2);
        done.says(why);
    }
    assert_eq!(folder.read(OWN), before);
}

#[test]
fn accepting_moves_the_lock_on_and_nothing_else() {
    let folder = drifted();
    let before = folder.read(OWN);
    drift(&folder, &["accept", "acme", "hr.md#pay"])
        .assert(0)
        .says("1 override of acme now counts as written against what is below today.");
    drift(&folder, &[]).says("4 overrides: 1 drifted, 1 context changed, 2 current.");
    assert!(folder.read(LOCK).contains("On Tuesday."));
    assert!(folder.read(LOCK).contains("a week before"));

    drift(&folder, &["accept", "acme"]).assert(0).says("2 overrides of acme now count");
    drift(&folder, &[]).assert(0).says("4 overrides: 4 current.");
    drift(&folder, &["accept", "acme"]).assert(0).says("Nothing of acme is to be accepted.");
    assert_eq!(folder.read(OWN), before);

    let done = drift(&folder, &["accept", "acme", "--format", "json"]);
    assert_eq!(json(&done)[0]["accepted"], 0);
}

#[test]
fn an_entry_that_nothing_overrides_is_taken_out_by_accepting() {
    let folder = published();
    change(&folder, OWN, "## Pay {#pay replace}\n\nOn Friday.\n", "");
    drift(&folder, &[]).assert(0).prints("unused");
    drift(&folder, &["accept", "acme", "hr.md#pay"]).assert(0);
    assert!(!folder.read(LOCK).contains("pay"));
}

#[test]
fn a_merge_is_shown_and_written_only_where_that_is_asked_for() {
    let folder = drifted();
    let before = traces(folder.root());
    let done = drift(&folder, &["merge", "acme"]).assert(1);
    assert_eq!(traces(folder.root()), before);
    assert_text(
        &done.stdout,
        r"
        acme  hr.md#leave (replace): can be merged

            ## Leave at Acme {#leave}

            Ask Ada [-a week-] {+two weeks+} before you leave,
            and tell the team.

            ### Long leave {#long}

            [-Two-]{+Three+} weeks or more are long.

        acme  hr.md#pay (replace): left to you, since both changed the same words

            ## Pay {#pay}

            On
            then: Monday.
            now: Tuesday.
            acme: Friday.

        ",
    );
    assert_eq!(
        done.stderr,
        "1 override can be merged, 1 left to you. `--write` writes it into the files.\n"
    );

    let own = folder.read(OWN);
    drift(&folder, &["merge", "acme", "--write"])
        .assert(1)
        .says("1 override merged and written, 1 left to you.");
    let merged = own
        .replace("Ask Ada a week before", "Ask Ada two weeks before")
        .replace("Two weeks or more", "Three weeks or more");
    assert_eq!(folder.read(OWN), merged);
    drift(&folder, &[]).says("4 overrides: 1 drifted, 1 context changed, 2 current.");

    // What conflicts is left to people, and stays so.
    drift(&folder, &["merge", "acme", "--write"]).assert(1).says("0 overrides merged");
    assert_eq!(folder.read(OWN), merged);
    drift(&folder, &["accept", "acme"]).assert(0);
    drift(&folder, &["merge", "acme"]).assert(0).says("Nothing of acme is to be merged.");
    let left = contents(folder.root());
    assert!(!left.keys().any(|path| path.ends_with(".new") || path.ends_with(".half")));
}

#[test]
fn a_merge_for_programs_has_its_parts() {
    let folder = drifted();
    let lines = json(&drift(&folder, &["merge", "acme", "--format", "json"]).assert(1));
    assert_eq!(lines[0]["clean"], true);
    assert_eq!(lines[0]["written"], false);
    assert!(lines[0]["text"].as_str().expect("a text").contains("Ask Ada two weeks before"));
    assert_eq!(lines[1]["clean"], false);
    assert_eq!(lines[1]["parts"][1]["now"], "Tuesday.");
}

#[test]
fn a_file_keeps_its_line_ends_and_all_around_the_section() {
    let folder = Folder::with(BOOK);
    let own =
        folder.read(OWN).replace('\n', "\r\n").replace("<!-- Ours. -->", "<!-- Ours. -->  \n");
    folder.put(OWN, &own);
    folder.run(&["build"]).assert(0);
    change(&folder, "content/base/hr.md", "a week before", "two weeks before");

    drift(&folder, &["merge", "acme", "hr.md#leave", "--write"]).assert(0);
    assert_eq!(folder.read(OWN), own.replace("a week before", "two weeks before"));
}

#[test]
fn headings_keep_what_they_do_and_take_over_their_text() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/hr.md
        Welcome to everybody who joins.

        ## Leave and rest {#leave required}

        Ask first.

        ### Long leave {#long}

        Ask twice.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/hr.md
        ---
        override: sections
        ---
        ## Before the first heading {#_lead replace}

        Welcome at Acme to everybody who joins.

        Leave and rest {#leave replace}
        ---------------

        Ask Ada first.

        ### Long leave {#long}

        Ask twice.
        ",
    );
    folder.run(&["build"]).assert(0);
    let base = "content/base/hr.md";
    change(&folder, base, "who joins", "who is new");
    change(&folder, base, "Leave and rest", "Leave, rest and play");
    change(&folder, base, "Long leave", "Longer leave");
    change(&folder, base, "Ask twice.", "Ask twice, and early.");

    drift(&folder, &["merge", "acme", "--write"]).assert(0).says("2 overrides merged and written.");
    assert_text(
        folder.read(OWN),
        r"
        ---
        override: sections
        ---
        ## Before the first heading {#_lead replace}

        Welcome at Acme to everybody who is new.

        Leave, rest and play {#leave replace}
        ---------------

        Ask Ada first.

        ### Longer leave {#long}

        Ask twice, and early.
        ",
    );
    drift(&folder, &[]).assert(0).says("2 overrides: 2 current.");
}

#[test]
fn a_page_of_a_firm_takes_over_what_changed_in_the_base() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/hr.md
        ---
        title: HR
        ---
        # Human resources

        Welcome to everybody who joins.

        ## Leave

        Ask first.

        ## Pay

        On Monday.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/hr.md
        ---
        override: page
        reason: all is other here
        ---

        # Human resources

        Welcome at Acme to everybody who joins.

        ## Leave

        Ask first.
        ",
    );
    folder.run(&["build"]).assert(0);
    change(&folder, "content/base/hr.md", "Ask first.", "Ask first, and early.");
    drift(&folder, &["merge", "acme", "hr.md", "--write"]).assert(0);
    assert_text(
        folder.read(OWN),
        r"
        ---
        override: page
        reason: all is other here
        ---

        # Human resources

        Welcome at Acme to everybody who joins.

        ## Leave

        Ask first, and early.
        ",
    );
    drift(&folder, &["merge", "acme"]).assert(0).says("Nothing of acme is to be merged.");
}

#[test]
fn what_needs_something_from_elsewhere_on_its_page_is_left_alone() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/hr.md
        ## Leave {#leave}

        Ask first, as the [rule] says.

        ## Notice {#notice}

        A month.[^why]

        [rule]: https://example.com/rule
        [law]: https://example.com/law

        [^why]: So that somebody is found.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/hr.md
        ---
        override: sections
        ---
        ## Leave {#leave replace}

        Ask Ada first, as the [rule] says.

        [rule]: https://example.com/acme
        ",
    );
    folder.run(&["build"]).assert(0);
    let base = "content/base/hr.md";
    change(&folder, base, "as the [rule] says.", "as the [rule] says, and the [Law].");
    let before = folder.read(OWN);
    drift(&folder, &["merge", "acme", "--write"]).assert(1).prints(
        "left as it is; what changed uses a footnote or the name of a link that is defined",
    );
    assert_eq!(folder.read(OWN), before);

    change(&folder, base, ", and the [Law].", " and means.");
    drift(&folder, &["merge", "acme", "--write"]).assert(0);
    assert!(folder.read(OWN).contains("Ask Ada first, as the [rule] says and means."));
}

#[test]
fn a_file_in_the_place_of_another_has_no_text_to_show() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home

        [List](list.txt)
        //- base/list.txt
        one
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/list.txt
        two
        ",
    );
    folder.run(&["build"]).assert(0);
    folder.put("content/base/list.txt", "three");
    drift(&folder, &["show", "acme", "list.txt"])
        .assert(0)
        .prints("list.txt (file): drifted")
        .prints("There is no text to show");
    drift(&folder, &["merge", "acme"]).assert(1).prints("it has no text in the place");
    drift(&folder, &["accept", "acme"]).assert(0);
    drift(&folder, &[]).assert(0).says("1 override: 1 current.");
}

#[test]
fn a_shared_layer_has_drift_of_its_own() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/hr.md
        ## Pay {#pay}

        On Monday at noon.
        //- layers/uk/layer.yaml
        {}
        //- layers/uk/hr.md
        ---
        override: sections
        ---
        ## Pay {#pay replace}

        In London, on Monday at noon.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        ",
    );
    folder.run(&["build"]).assert(0);
    change(&folder, "content/base/hr.md", "noon", "one");
    drift(&folder, &["--firm", "uk"]).assert(0).prints("drifted").prints("uk");
    drift(&folder, &["merge", "uk", "--write"]).assert(0);
    assert!(folder.read("content/layers/uk/hr.md").contains("In London, on Monday at one."));
    drift(&folder, &["--firm", "uk"]).assert(0).says("1 override: 1 current.");
}

#[test]
fn a_lock_that_cannot_be_used_stops_accepting_and_merging() {
    let folder = drifted();
    let lock = folder.read(LOCK);
    folder.put(LOCK, lock.replace("overrides:\n", "overrides:\n<<<<<<< ours\n"));
    drift(&folder, &[]).assert(1).says("git left both sides of a merge in this file");
    drift(&folder, &["accept", "acme"]).assert(2);
    drift(&folder, &["merge", "acme", "--write"]).assert(2);
}

/// What the page for firms shows is what is printed.
#[test]
fn the_drift_that_is_taught_is_the_drift_that_is_told() {
    let folder = Folder::with(
        r"
        //- base/index.md
        # Home
        //- base/hr.md
        ## Leave {#leave}

        Ask a week before you leave.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/hr.md
        ---
        override: sections
        ---
        ## Leave {#leave replace}

        Ask Ada a week before you leave.
        ",
    );
    folder.run(&["build"]).assert(0);
    change(&folder, "content/base/hr.md", "a week", "two weeks");

    let page = include_str!("../../../content/firms/README.md");
    let taught = page.split("### When the base changes\n").nth(1).expect("the chapter");
    let mut blocks = taught.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    assert_eq!(blocks.next(), Some(&*drift(&folder, &[]).assert(0).stdout));
    let shown = drift(&folder, &["show", "acme", "hr.md#leave"]).assert(0).stdout;
    let block = blocks.next().expect("a block");
    assert!(shown.contains(block), "{shown}");

    drift(&folder, &["merge", "acme", "hr.md#leave", "--write"]).assert(0);
    let merged = "Ask Ada two weeks before you leave.";
    assert!(folder.read(OWN).contains(merged));
    assert!(taught.contains(merged));
}
