//! `mentorbook customize`: a section of the base becomes a firm's own, and nothing changes by it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use mentorbook::customize::{Customization, CustomizeError, Customizer, Proposal, Request};
use mentorbook::{Origin, Selection};

use crate::harness::{Files, Folder, assert_text, build, files, shipped, site};

const FIRMS: [&str; 3] = ["birch-cole", "halloran-visser", "harbor-lane"];

/// All files of all editions.
fn built(files: &Files) -> BTreeMap<(String, String), Vec<u8>> {
    let selection = Selection { drafts: true, ..Selection::default() };
    let editions = build(files.clone(), selection).editions.into_iter();
    let files = editions.flat_map(|(edition, files)| {
        files.into_iter().map(move |(path, bytes)| ((edition.clone(), path), bytes))
    });
    files.collect()
}

/// A handbook as a layer finds it.
fn customizer(files: &Files, layer: &str) -> Customizer {
    let loaded = Customizer::load(Origin::memory(files.clone()), layer);
    loaded.unwrap_or_else(|error| panic!("{error:?}"))
}

fn propose(
    customizer: &Customizer,
    page: &str,
    sections: &[&str],
    how: Customization,
) -> Result<Proposal, String> {
    let request = Request { page, sections, how, reason: Some("As before.") };
    customizer.propose(&request).map_err(|error| match error {
        CustomizeError::Refused(why) => why,
        CustomizeError::Engine(error) => panic!("{error:?}"),
    })
}

/// The shipped handbook, and what is customized in it.
struct RoundTrip {
    files: Files,
    customizers: Vec<Customizer>,
    before: BTreeMap<(String, String), Vec<u8>>,
}

impl RoundTrip {
    fn new() -> Self {
        let files = shipped();
        let customizers = FIRMS.iter().map(|firm| customizer(&files, firm)).collect();
        Self { before: built(&files), customizers, files }
    }

    /// Does this to the sections of one level, of all pages, for all firms; sections that are locked
    /// or changed already are left out. Gives how many there were, and the pages that came out
    /// otherwise.
    fn sections(&self, level: u8, how: Customization) -> (usize, Vec<String>) {
        let mut files = self.files.clone();
        let mut count = 0;
        for customizer in &self.customizers {
            for page in customizer.pages() {
                let listed = customizer.sections(&page.path).expect("sections");
                let free = listed.iter().filter(|section| {
                    section.level == level && section.locked.is_none() && section.changed.is_none()
                });
                let ids: Vec<&str> = free.map(|section| section.id.as_str()).collect();
                if ids.is_empty() {
                    continue;
                }
                match propose(customizer, &page.path, &ids, how) {
                    Ok(proposal) => {
                        count += ids.len();
                        files.insert(proposal.file, proposal.text.as_bytes().to_vec());
                    }
                    Err(why) => assert!(why.contains("stands for the whole page"), "{why}"),
                }
            }
        }
        (count, self.differing(&files))
    }

    /// The pages that these files make otherwise.
    fn differing(&self, files: &Files) -> Vec<String> {
        let after = built(files);
        assert_eq!(self.before.len(), after.len());
        let differing = self.before.iter().filter(|(path, bytes)| after.get(path) != Some(bytes));
        // The manifest has the digests of the others.
        let differing = differing.filter(|((_, path), _)| path != "manifest.json");
        differing.map(|((edition, path), _)| format!("{edition}/{path}")).collect()
    }
}

/// A shared layer adds a form to this section. The names of its fields say so, and a firm's own
/// text is not that layer's.
const OTHER_FIELDS: [&str; 2] = [
    "halloran-visser/toolkit/matching-questionnaire/index.html",
    "halloran-visser.facilitators/toolkit/matching-questionnaire/index.html",
];

#[test]
fn every_section_of_the_shipped_base_becomes_a_firms_own_and_nothing_changes() {
    let shipped = RoundTrip::new();
    let mut sections = 0;
    for level in 0..=6 {
        let (count, differing) = shipped.sections(level, Customization::Replace);
        let exceptions = if level == 2 { &OTHER_FIELDS[..] } else { &[] };
        assert_eq!(differing, exceptions, "level {level}");
        sections += count;
    }
    assert!(sections > 1_000, "{sections}");
}

#[test]
fn room_for_more_in_every_section_of_the_shipped_base_is_not_seen() {
    let shipped = RoundTrip::new();
    for (level, how) in [(2, Customization::Append), (3, Customization::Prepend)] {
        let (count, differing) = shipped.sections(level, how);
        assert_eq!(differing, [""; 0], "{how:?}");
        assert!(count > 200, "{count}");
    }
}

#[test]
fn every_page_of_the_shipped_base_becomes_a_firms_own_and_nothing_changes() {
    let shipped = RoundTrip::new();
    let mut files = shipped.files.clone();
    let mut count = 0;
    for customizer in &shipped.customizers {
        for page in customizer.pages() {
            match propose(customizer, &page.path, &[], Customization::Page) {
                Ok(proposal) => {
                    count += 1;
                    files.insert(proposal.file, proposal.text.as_bytes().to_vec());
                }
                Err(why) => assert!(
                    ["already", "may not be changed"].iter().any(|known| why.contains(known)),
                    "{why}"
                ),
            }
        }
    }
    assert_eq!(shipped.differing(&files), OTHER_FIELDS);
    assert!(count > 70, "{count}");
}

const BASE: &str = "\
//- handbook.yaml
title: Test
audiences: [mentor, mentee]
//- base/index.md
# Home
//- base/rules.md
---
title: Rules
kind: rules
locked: {law: The law.}
---
Read them.

## Talk {#talk .warm data-tone=low audience=mentor}

As [agreed][deal], and see [the notes](notes.md#two).[^why]

[Gone](gone.md#one) is *gone*.

### When {#when}

Soon.

## Keep {#keep .fixed}

For ever.

## Law {#law}

Obey.

> ### Small print {#small}
>
> Tiny.

[deal]: <notes.md> \"The deal\"
[unused]: notes.md

[^why]: Because.[^more]
[^more]: And more.
//- base/notes.md
# Notes
## Two {#two}
Two.
//- base/gone.md
# Gone
## One {#one}
One.
//- base/made/page.md
# Made
//- base/kept/page.md
# Kept
//- layers/uk/layer.yaml
hide: [made/page.md]
//- layers/uk/rules.md
---
override: sections
---
## Talk {#talk append}

In the UK, too.
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
hide: [gone.md]
";

fn acme(text: &str) -> Customizer {
    customizer(&files(text), "acme")
}

#[test]
fn a_section_comes_with_what_it_needs_and_inherits_the_rest() {
    let customizer = acme(BASE);
    let proposal = propose(&customizer, "rules", &["talk"], Customization::Replace).expect("text");
    assert_eq!(proposal.file, "content/firms/acme/rules.md");
    assert_text(
        &*proposal.text,
        r#"
        ---
        override: sections
        ---

        ## Talk {#talk replace reason="As before." .warm data-tone=low}

        As [agreed][deal], and see [the notes](notes.md#two).[^why]

        Gone is *gone*.

        ### When {#when}

        Soon.

        <!-- -->

        In the UK, too.

        [deal]: <notes.md> "The deal"

        [^why]: Because.[^more]

        [^more]: And more.
        "#,
    );
    assert_text(
        proposal.notes.join("\n"),
        r"
        links to what is not in the edition are written as plain text, as readers see them",
    );

    let mut changed = files(BASE);
    let before = built(&changed);
    changed.insert(proposal.file, proposal.text.as_bytes().to_vec());
    let page = ("acme".to_owned(), "rules/index.html".to_owned());
    assert_eq!(built(&changed)[&page], before[&page]);
}

#[test]
fn the_text_before_the_first_heading_becomes_a_firms_own() {
    let customizer = acme(BASE);
    let proposal =
        propose(&customizer, "rules.md", &["_lead"], Customization::Replace).expect("text");
    assert_text(
        &*proposal.text,
        r#"
        ---
        override: sections
        ---

        ## Before the first heading {#_lead replace reason="As before."}

        Read them.
        "#,
    );
}

#[test]
fn what_only_adds_or_removes_begins_with_a_heading() {
    let customizer = acme(BASE);
    let mut texts = String::new();
    for how in [Customization::Append, Customization::Prepend, Customization::Remove] {
        let proposal = propose(&customizer, "/rules/", &["when"], how).expect("text");
        texts.push_str(&proposal.text);
    }
    assert_text(
        texts,
        r#"
        ---
        override: sections
        ---

        ## When {#when append reason="As before."}

        <!-- Write here what comes at the end of the section. -->
        ---
        override: sections
        ---

        ## When {#when prepend reason="As before."}

        <!-- Write here what comes first in the section. -->
        ---
        override: sections
        ---

        ## When {#when remove reason="As before."}
        "#,
    );
}

#[test]
fn a_page_becomes_a_firms_own_but_for_what_it_inherits() {
    let customizer = acme(BASE);
    let proposal = propose(&customizer, "notes.md", &[], Customization::Page).expect("text");
    assert_text(
        &*proposal.text,
        r"
        ---
        override: page
        ---

        # Notes

        ## Two {#two}

        Two.
        ",
    );
}

/// What is said of a request that is refused.
fn refusal(text: &str, page: &str, section: &str, how: Customization) -> String {
    let sections = if section.is_empty() { vec![] } else { vec![section] };
    propose(&acme(text), page, &sections, how).expect_err("refused")
}

#[test]
fn what_cannot_be_customized_is_refused_with_what_can() {
    use Customization::{Page, Replace};

    let own = |text: &str| format!("{BASE}//- firms/acme/rules.md\n{text}");
    let mut said = String::new();
    for (text, page, section, how) in [
        (BASE, "rules", "law", Replace),
        (BASE, "rules", "", Page),
        (BASE, "rules", "small", Replace),
        (BASE, "rules", "tlak", Replace),
        (BASE, "rules", "nothing-like-it", Replace),
        (BASE, "ruless", "talk", Replace),
        (BASE, "../base/rules.md", "talk", Replace),
        (BASE, "/etc/passwd", "talk", Replace),
        (BASE, "kept", "_lead", Replace),
        (BASE, "made/page.md", "_lead", Replace),
        (&own("# Own\n").replace("acme/rules", "acme/own"), "own", "_lead", Replace),
        (&own("---\noverride: page\n---\nOurs.\n"), "rules", "talk", Replace),
        (&own("Ours.\n"), "rules", "talk", Replace),
        (&own("---\noverride: [\n---\nOurs.\n"), "rules", "talk", Replace),
        (
            &own("---\noverride: sections\n---\n## A {#when replace}\nB.\n"),
            "rules",
            "talk",
            Replace,
        ),
        (&own("---\noverride: sections\n---\n## A {#talk append}\nB.\n"), "rules", "", Page),
        (
            &own("---\noverride: sections\n---\n## A {#when append}\n```\n"),
            "rules",
            "keep",
            Replace,
        ),
    ] {
        said.push_str(&format!("{page}#{section}: {}\n", refusal(text, page, section, how)));
    }
    assert_text(
        said,
        r"
        rules#law: the section `law` may not be changed: The law.
          = help: a section of your own can stand beside it, with `before=law` or `after=law`
        rules#: the section `law` may not be changed: The law.
          = help: a section of your own can stand beside it, with `before=law` or `after=law`
        rules#small: the heading `small` stands in a container, quote or list, and begins no section
          = help: customize the section around it: `rules.md#law`
        rules#tlak: the page `rules.md` has no section `tlak`
          = help: did you mean `talk`? its sections: _lead, talk, when, keep, law
        rules#nothing-like-it: the page `rules.md` has no section `nothing-like-it`
          = help: its sections: _lead, talk, when, keep, law
        ruless#talk: there is no page `ruless` in the layers below
          = help: did you mean `rules.md`?
        ../base/rules.md#talk: there is no page `../base/rules.md` in the layers below
          = help: pages are named by their path in content/base; leave it out at a terminal to see \
        which there are
        /etc/passwd#talk: there is no page `etc/passwd` in the layers below
          = help: pages are named by their path in content/base; leave it out at a terminal to see \
        which there are
        kept#_lead: no file has the page `kept/index.md`: it is made for its folder, and has no \
        sections
          = help: write one with `mentorbook new page kept/index`
        made/page.md#_lead: the page `made/page.md` is not there for acme: \
        content/layers/uk/layer.yaml:1 hides it
        own#_lead: the page `own.md` is acme's own
          = help: edit content/firms/acme/own.md
        rules#talk: content/firms/acme/rules.md stands for the whole page already
          = help: edit it there
        rules#talk: content/firms/acme/rules.md lies at the path of this page and does not say \
        what it does to it
          = help: add `override: sections` or `override: page` to its front matter first
        rules#talk: the front matter of content/firms/acme/rules.md cannot be read
          = help: mend it first; `mentorbook check` says what is wrong
        rules#talk: acme changes the section `talk` already: content/firms/acme/rules.md:4
          = help: edit it there
        rules#: acme changes sections of this page already: content/firms/acme/rules.md
          = help: go on there, with `--as replace`
        rules#keep: content/firms/acme/rules.md ends in something that is not closed, such as \
        `:::` or a block of code, which would take in what is added; nothing was written
          = help: close it
        ",
    );
}

#[test]
fn a_fixed_rule_needs_a_reason_that_can_be_written() {
    let customizer = acme(BASE);
    let request = |reason| Request {
        page: "rules",
        sections: &["keep"],
        how: Customization::Replace,
        reason,
    };
    let mut said = String::new();
    for reason in [None, Some(" "), Some("a \"b\""), Some("a} b")] {
        let error = customizer.propose(&request(reason)).expect_err("refused");
        let CustomizeError::Refused(why) = error else { panic!("{error:?}") };
        said.push_str(&format!("{why}\n"));
    }
    assert_text(
        said,
        r#"
        the rule `keep` is fixed, and is changed only for a reason
          = help: say which: `--reason "…"`
        the reason ` ` cannot stand in the braces of a heading
          = help: write it on one line, without quotes, backslashes and braces
        the reason `a "b"` cannot stand in the braces of a heading
          = help: write it on one line, without quotes, backslashes and braces
        the reason `a} b` cannot stand in the braces of a heading
          = help: write it on one line, without quotes, backslashes and braces
        "#,
    );

    let proposal = customizer.propose(&request(Some("It is ours: 2 weeks."))).expect("text");
    assert!(
        proposal.text.contains("## Keep {#keep replace reason=\"It is ours: 2 weeks.\" .fixed}")
    );
}

#[test]
fn a_shared_layer_is_customized_over_what_is_below_it() {
    let text = BASE.replace("hide: [gone.md]", "");
    let customizer = customizer(&files(&text), "layers/uk");
    let why = propose(&customizer, "rules", &["talk"], Customization::Append);
    assert_text(
        why.expect_err("refused"),
        r"
        uk changes the section `talk` already: content/layers/uk/rules.md:4
          = help: edit it there",
    );

    let proposal = propose(&customizer, "notes", &["two"], Customization::Replace).expect("text");
    assert_eq!(proposal.file, "content/layers/uk/notes.md");
}

#[test]
fn a_layer_that_is_not_there_or_under_nobody_is_told() {
    let mut said = String::new();
    for (text, layer) in [
        (BASE.to_owned(), "acmee"),
        (BASE.to_owned(), "base"),
        (BASE.to_owned(), "../acme"),
        (BASE.to_owned(), "layers/acme"),
        (BASE.replace("layers: [uk]", ""), "uk"),
    ] {
        let loaded = Customizer::load(Origin::memory(files(&text)), layer);
        let Err(CustomizeError::Refused(why)) = loaded else { panic!("{layer}") };
        said.push_str(&format!("{why}\n"));
    }
    assert_text(
        said,
        r"
        there is no firm or shared layer `acmee`
          = help: did you mean `acme`? there are: acme, uk
        the base is not customized: it is what all others start from
          = help: edit its pages in content/base
        there is no firm or shared layer `../acme`
          = help: there are: acme, uk
        there is no firm or shared layer `layers/acme`
          = help: there are: acme, uk
        no firm builds on the layer `uk`, so there is nothing that it would change
          = help: add it to `layers:` in the firm.yaml of one
        ",
    );
}

#[test]
fn where_other_layers_lie_below_the_same_one_that_is_told() {
    let text = format!(
        "{BASE}//- layers/top/layer.yaml\n{{}}\n//- firms/birch/firm.yaml\nname: Birch\n\
         layers: [top]\n//- firms/cole/firm.yaml\nname: Cole\nlayers: [uk, top]\n"
    );
    let customizer = customizer(&files(&text), "top");
    let proposal = propose(&customizer, "rules", &["talk"], Customization::Replace).expect("text");
    assert_text(
        proposal.notes.join("\n"),
        r"
        the page does not come out the same to the byte: see it with `mentorbook serve`
        in cole, another layer below changes this, too; what was written is the text as it is in \
        birch",
    );
    let proposal = propose(&customizer, "notes", &["two"], Customization::Replace).expect("text");
    assert_eq!(proposal.notes, [""; 0]);
}

// The program.

#[test]
fn the_program_writes_a_file_and_its_entry_and_says_what_comes_next() {
    let folder = Folder::with(BASE);
    folder.run(&["build"]).assert(0);
    let before = folder.read("public/acme/rules/index.html");

    let done = folder.run(&["customize", "acme", "rules#talk"]).assert(0);
    assert_text(
        done.stderr,
        r"
        Written: content/firms/acme/rules.md
        note: links to what is not in the edition are written as plain text, as readers see them
        Next:
          1. Open it in any text editor and change what is to be different; until then readers see \
        what they saw before.
          2. See it with `mentorbook serve --firm acme`.
        ",
    );
    let lock = folder.read("content/firms/acme/overrides.lock");
    assert!(lock.contains("talk") && lock.contains("In the UK, too."), "{lock}");

    let done = folder.run(&["build"]).assert(0);
    assert!(!done.stderr.contains("had no entry"), "{}", done.stderr);
    assert_eq!(folder.read("public/acme/rules/index.html"), before);
}

#[test]
fn a_file_that_is_there_is_added_to_in_its_own_way() {
    let folder = Folder::with(BASE);
    let own = "---\r\noverride: sections\r\n---\r\n\r\n### Soon {#when replace}\r\n\r\nNow.";
    folder.put("content/firms/acme/rules.md", own);
    let file = folder.path("content/firms/acme/rules.md");
    fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).expect("set");

    let arguments = ["customize", "acme", "rules#keep", "--reason", "Ours."];
    let done = folder.run(&arguments).assert(0);
    assert!(done.stderr.contains("Added at the end of: content/firms/acme/rules.md"));
    let now = folder.read("content/firms/acme/rules.md");
    let added = now.strip_prefix(own).expect("the rest stays");
    assert_eq!(added, "\r\n\r\n## Keep {#keep replace reason=Ours. .fixed}\r\n\r\nFor ever.\r\n");
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o640);

    let again = folder.run(&arguments).assert(2);
    assert!(again.stderr.contains("already: content/firms/acme/rules.md:9"), "{}", again.stderr);
    assert_eq!(folder.read("content/firms/acme/rules.md"), now);
}

#[test]
fn the_sections_of_a_page_are_listed() {
    let folder = Folder::with(&format!(
        "{BASE}//- firms/acme/rules.md\n---\noverride: sections\n---\n## Soon {{#when replace}}\n"
    ));
    let done = folder.run(&["customize", "acme", "rules", "--list"]).assert(0);
    assert_text(
        done.stdout,
        r"
        _lead  base  (before the first heading)
        talk   base  Talk  [changed in content/firms/acme/rules.md:4]
        when   base    When  [changed in content/firms/acme/rules.md:4]
        keep   base  Keep  [fixed]
        law    base  Law  [locked: The law.]
        ",
    );
    let done = folder.run(&["customize", "acme", "rules"]).assert(2);
    assert_text(
        done.stderr,
        r"
        error: say which section, as in `rules#talk`, or `--as page` for the page as a whole
          = help: its sections: _lead, talk, when, keep, law
        ",
    );
}

#[test]
fn what_a_firm_writes_rules_no_terminal() {
    let folder = Folder::with(&format!(
        "{BASE}//- layers/uk/notes.md\n---\noverride: sections\nlocked: {{two: \"a\\e[2Jb\"}}\n---\n"
    ));
    for arguments in
        [&["customize", "acme", "notes", "--list"][..], &["customize", "acme", "notes#two"]]
    {
        let done = folder.run(arguments);
        let said = done.stdout + &done.stderr;
        assert!(!said.contains('\u{1b}') && said.contains("\\u{1b}[2J"), "{said}");
    }
}

#[test]
fn nothing_is_written_through_a_link_or_where_it_may_not_be() {
    let folder = Folder::with(BASE);
    let outside = folder.beside("outside");
    fs::create_dir(&outside).expect("made");
    folder.put("content/base/a/page.md", "# A\n\n## B {#b}\n\nC.\n");
    symlink(&outside, folder.path("content/firms/acme/a")).expect("a link");
    let done = folder.run(&["customize", "acme", "a/page#b"]).assert(2);
    let why = "a symbolic link is in the place of a folder";
    assert!(done.stderr.contains(why), "{}", done.stderr);
    assert_eq!(fs::read_dir(&outside).expect("there").count(), 0);

    let firm = folder.path("content/firms/acme");
    fs::set_permissions(&firm, PermissionsExt::from_mode(0o555)).expect("set");
    let may_write = fs::write(firm.join("try"), "").is_ok();
    let done = folder.run(&["customize", "acme", "rules#talk"]);
    fs::set_permissions(&firm, PermissionsExt::from_mode(0o755)).expect("set");
    if may_write {
        println!("SKIPPED: whoever runs this may write everywhere");
        return;
    }
    let done = done.assert(2);
    assert!(
        done.stderr.contains("cannot write content/firms/acme/rules.md: you have no permission")
    );
}

#[test]
fn a_file_that_somebody_saved_meanwhile_is_left_alone() {
    let folder = Folder::with(BASE);
    let origin = Origin::Disk(folder.root().to_path_buf());
    let customizer = Customizer::load(origin, "acme").unwrap_or_else(|error| panic!("{error:?}"));
    let proposal = propose(&customizer, "rules", &["talk"], Customization::Replace).expect("text");

    folder.put("content/firms/acme/rules.md", "Mine.");
    let Err(CustomizeError::Refused(why)) = proposal.write(folder.root()) else { panic!() };
    assert!(why.contains("was changed in this moment; nothing was written"), "{why}");
    assert_eq!(folder.read("content/firms/acme/rules.md"), "Mine.");
}

#[test]
fn the_fixture_builds() {
    site(BASE).assert_clean();
}
