//! `mentorbook report`: every firm on one screen, those first that need help most.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::harness::{Done, Folder, assert_text, contents};

/// A handbook in which each firm needs something else.
const HANDBOOK: &str = r##"
    //- handbook.yaml
    title: Handbook
    variables:
      desk: {required: true}
    //- base/index.md
    # Home

    Ask {{ desk }}.

    :::fact {source="https://example.com" as_of=2025-01-01 review_by=2026-01-01}
    Nine in ten.
    :::
    //- base/leave.md
    # Leave

    ## Notice {#notice}

    A week.

    ## Pay {#pay}

    Paid.
    //- layers/uk/layer.yaml
    name: United Kingdom
    //- layers/uk/leave.md
    ---
    override: sections
    ---
    ## Pay {#pay replace}

    In pounds.
    //- firms/acme/firm.yaml
    name: Acme
    layers: [uk]
    variables: {desk: Ann}
    //- firms/birch/firm.yaml
    name: Birch
    layers: [uk]
    variables: {desk: Ben}
    brand: {colors: {accent: "#eeeeee"}}
    //- firms/birch/leave.md
    ---
    override: sections
    ---
    ## Notice {#notice replace until=2026-02-01}

    A month.
    //- firms/cole/firm.yaml
    name: Cole
    //- firms/cole/own.md
    ---
    reviewed: 2025-01-01
    review_every: 1 year
    ---
    # Own

    [Nowhere](gone.md)
    //- firms/dupont/firm.yaml
    name: Dupont
    language: fr
    variables: {desk: Luc}
    //- firms/dupont/leave.md
    ---
    override: sections
    ---
    ## Congé {#notice replace}

    Une semaine.
"##;

/// 1 November 2026.
const DAY: &str = "1793491200";

fn run(folder: &Folder, arguments: &[&str]) -> Done {
    folder.run_in("", arguments, &[("SOURCE_DATE_EPOCH", DAY)])
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let done = run(folder, &[&["report", "--format", "json"], arguments].concat()).assert(0);
    serde_json::from_str(&done.stdout).expect("JSON")
}

/// A layer's object.
fn layer<'v>(report: &'v Value, id: &str) -> &'v Value {
    let layers = report["layers"].as_array().expect("a list");
    layers.iter().find(|layer| layer["layer"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The handbook after its base has changed below its overrides.
fn drifted() -> Folder {
    let folder = Folder::with(HANDBOOK);
    run(&folder, &["build"]).assert(1);
    let page = folder.read("content/base/leave.md");
    folder.put(
        "content/base/leave.md",
        page.replace("A week.", "A day.").replace("Paid.", "Paid late."),
    );
    folder
}

#[test]
fn who_needs_help_comes_first_and_each_problem_is_told_once() {
    let folder = drifted();
    // Sizes and days of what is published have a test of their own.
    fs::remove_dir_all(folder.path("public")).expect("removed");
    assert_text(
        run(&folder, &["report"]).assert(0).stdout,
        r"
        layer   errors  warnings  size  changed on  needs
        cole    2       1         –     –           1 missing variable, 1 broken link,
                                                    1 overdue review
        birch   0       3         –     –           1 drifted override, 1 expired override,
                                                    1 low contrast
        uk      0       1         –     –           1 drifted override
        dupont  0       1         –     –           1 translation behind
        base    0       1         –     –           1 stale fact
        acme    0       0         –     –           nothing

        Overrides with a reason, or an end:
          birch leave.md#notice, until 2026-02-01
        ",
    );
}

#[test]
fn one_firm_is_shown_with_the_layers_below_it() {
    let report = json(&drifted(), &["--firm", "birch"]);
    let ids = report["layers"].as_array().expect("a list").iter();
    let ids: Vec<&Value> = ids.map(|layer| &layer["layer"]).collect();
    assert_eq!(ids, ["birch", "uk", "base"]);
    assert_eq!(layer(&report, "birch")["needs"]["drifted_overrides"], 1);
    assert_eq!(layer(&report, "base")["needs"]["stale_facts"], 1);
}

#[test]
fn a_translation_is_one_in_another_language() {
    let folder = drifted();
    let report = json(&folder, &[]);
    let dupont = layer(&report, "dupont");
    assert_eq!(dupont["language"], "fr");
    assert_eq!(dupont["needs"]["translations_behind"], 1);
    assert_eq!(dupont["needs"]["drifted_overrides"], 0);

    let yaml = folder.read("content/firms/dupont/firm.yaml").replace("fr", "en-GB");
    folder.put("content/firms/dupont/firm.yaml", yaml);
    let report = json(&folder, &[]);
    assert_eq!(layer(&report, "dupont")["needs"]["translations_behind"], 0);
    assert_eq!(layer(&report, "dupont")["needs"]["drifted_overrides"], 1);
}

#[test]
fn size_and_day_are_those_of_what_is_published() {
    let folder = Folder::with(HANDBOOK);
    run(&folder, &["build"]).assert(1);
    let mut files = contents(&folder.path("public/acme"));
    files.remove("manifest.json");
    for (day, path) in (0..).zip(files.keys()) {
        let file = fs::File::options().write(true).open(folder.path("public/acme").join(path));
        let time = UNIX_EPOCH + Duration::from_secs(86_400 * day);
        file.expect("open").set_modified(time).expect("set");
    }

    let report = json(&folder, &[]);
    let bytes: usize = files.values().map(Vec::len).sum();
    let acme = &layer(&report, "acme")["published"];
    assert_eq!(acme["files"], files.len());
    assert_eq!(acme["bytes"], bytes);
    assert_eq!(acme["changed_on"], format!("1970-01-{:02}", files.len()));
    // Its errors kept it from being published.
    assert_eq!(layer(&report, "cole")["published"], Value::Null);
    assert_eq!(report["notes"], Value::Array(Vec::new()));
}

#[test]
fn what_lies_published_and_is_not_ours_is_told_and_not_followed() {
    let folder = Folder::with(HANDBOOK);
    run(&folder, &["build"]).assert(1);
    // As if somebody else had put it there.
    fs::remove_dir_all(folder.path("public/.mentorbook/state/acme")).expect("removed");
    folder.put("public/acme/manifest.json", "{}");
    fs::rename(folder.path("public/birch"), folder.beside("birch")).expect("moved");
    symlink(folder.beside("birch"), folder.path("public/birch")).expect("a link");
    let done = run(&folder, &["report"]).assert(0);
    let done = done.says("note: what is published of acme is not known: ");
    let done = done.says("there is no record that mentorbook wrote them");
    done.says("note: what is published of birch is not known: ").says("is a file or a link");

    fs::rename(folder.path("public"), folder.beside("public")).expect("moved");
    symlink(folder.beside("public"), folder.path("public")).expect("a link");
    let done = run(&folder, &["report"]).assert(0);
    let done = done.says("is no folder with published editions: it is a file or a link");
    assert_eq!(done.stderr.matches("note: ").count(), 1, "{done:?}");
}

#[test]
fn nothing_is_written_unless_it_is_asked_for() {
    let folder = Folder::with(HANDBOOK);
    let before = contents(folder.root());
    run(&folder, &["report"]).assert(0);
    run(&folder, &["report", "--format", "json"]).assert(0);
    assert_eq!(contents(folder.root()), before);
}

#[test]
fn no_line_is_longer_than_a_hundred_columns() {
    let folder = drifted();
    let long = "x".repeat(100);
    let all = "a".repeat(50);
    folder.put(
        &format!("content/firms/{long}/firm.yaml"),
        "name: Long\nbrand: {colors: {accent: \"#eee\"}}\n",
    );
    folder.put(
        &format!("content/firms/{long}/own.md"),
        format!("# Own\n\n[a]({all}.md)\n\n![](x.png)\n"),
    );
    let text = run(&folder, &["report"]).assert(0).stdout;
    assert!(text.contains("xxx…"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn the_page_needs_no_other_file_and_escapes_what_people_write() {
    let folder = drifted();
    folder.put(
        "content/firms/acme/firm.yaml",
        "name: \"<script>alert(1)</script> & \\\"Co\\\"\"\nvariables: {desk: Ann}\n",
    );
    run(&folder, &["report", "--out", "report.html"]).assert(0).says("Written: report.html");
    let page = folder.read("report.html");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; "), "{page}");
    assert_eq!(page.matches("<script>").count(), 1);
    for outside in ["src=", "href=", "url(", "@import", "fetch(", "onclick"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("As of 2026-11-01."), "{page}");

    run(&folder, &["report", "--out", "again.html"]).assert(0);
    assert_eq!(folder.read("again.html"), page);
    // What was there before is replaced, and nothing is left beside it.
    run(&folder, &["report", "--out", "again.html"]).assert(0);
    let names = fs::read_dir(folder.root()).expect("a folder");
    assert!(names.flatten().all(|entry| entry.path().extension().is_none_or(|it| it != "half")));
}

#[test]
fn the_page_lies_neither_in_an_edition_nor_in_the_sources() {
    let folder = Folder::with(HANDBOOK);
    run(&folder, &["build"]).assert(1);
    run(&folder, &["build", "--out", "other"]).assert(1);
    symlink(folder.path("public/acme"), folder.path("link")).expect("a link");
    symlink(folder.path("themes/default/theme.yaml"), folder.path("a.html")).expect("a link");
    let before = contents(folder.root());

    let refusals = [
        ("public/report.html", "it would be published with the editions"),
        ("public/acme/report.html", "it would be published with the editions"),
        ("other/acme/report.html", "it would be published with the editions"),
        ("link/report.html", "it would be published with the editions"),
        ("content/report.html", "`content` is read by every build"),
        ("content/firms/../firms/acme/r.html", "`content` is read by every build"),
        ("themes/default/report.html", "`themes` is read by every build"),
        ("a.html", "there is a folder or a link of this name"),
        ("report.txt", "its name does not end in `.html`"),
        (".html", "its name does not end in `.html`"),
        ("nowhere/report.html", "No such file or directory"),
    ];
    for (out, why) in refusals {
        run(&folder, &["report", "--out", out]).assert(2).says(why);
    }
    assert_eq!(contents(folder.root()), before);
}

#[test]
fn an_unknown_firm_is_told() {
    let folder = Folder::with(HANDBOOK);
    run(&folder, &["report", "--firm", "nobody"]).assert(2).says("there is no firm `nobody`");
}

#[test]
fn reasons_and_ends_are_told_those_first_that_end_first() {
    let folder = Folder::with(
        r#"
        //- base/index.md
        # Home
        //- base/talks.md
        # Talks
        //- base/leave.md
        # Leave

        ## Notice {#notice}

        A week.

        ## Pay {#pay}

        Paid.
        //- firms/acme/firm.yaml
        name: Acme
        hide: [{page: talks.md, until: 2099-02-01}]
        //- firms/acme/leave.md
        ---
        override: sections
        title: Time off
        reason: Our words
        ---
        ## Notice {#notice replace until=2099-01-01 reason="While we move & mend"}

        A month.
        "#,
    );
    run(&folder, &["report"]).prints(
        "\nOverrides with a reason, or an end:\n  \
         acme leave.md#notice, until 2099-01-01: While we move & mend\n  \
         acme talks.md, until 2099-02-01\n  \
         acme leave.md: Our words\n",
    );
    let explained = &json(&folder, &[])["explained"];
    assert_eq!(explained[0]["until"], "2099-01-01");
    assert_eq!(explained[2]["override"], "leave.md");

    run(&folder, &["report", "--out", "report.html"]).assert(0);
    assert!(
        folder
            .read("report.html")
            .contains("<li>acme leave.md#notice, until 2099-01-01: While we move &amp; mend</li>")
    );
}
