//! `mentorbook changes`: what publishing would change for readers, told by the program.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use super::harness::{Done, Folder, assert_text, traces};

/// The same day for each run: what falls due depends on it.
const DAY: &str = "1800000000";

const RULES: &str = r"
    //- handbook.yaml
    title: Handbook
    //- base/index.md
    # Welcome

    All begins here.
    //- base/rules/index.md
    # Rules

    What counts.
    //- base/rules/privacy.md
    # Privacy

    Read this first.

    ## What stays here {#stays}

    The notes are kept for three months by the pair, and by nobody else.

    ## Exceptions {#exceptions}

    The law comes first.

    ## Client data {#client-data}

    Names of clients are never written down, in no notes and in no letters.
    //- base/rules/phones.md
    # Phones

    ## Silence {#silence}

    They are off.
    //- firms/acme/firm.yaml
    name: Acme
    //- firms/birch/firm.yaml
    name: Birch
    ";

fn run(folder: &Folder, arguments: &[&str]) -> Done {
    folder.run_in("", arguments, &[("SOURCE_DATE_EPOCH", DAY)])
}

/// A handbook that was published as it is.
fn published(text: &str) -> Folder {
    let folder = Folder::with(text);
    run(&folder, &["build"]).assert(0);
    folder
}

impl Folder {
    /// Puts some words in the place of others.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "no {from:?} in {text}");
        self.put(path, text.replace(from, to));
    }

    /// What `changes` prints, where all is well.
    fn changes(&self, arguments: &[&str]) -> String {
        let arguments = [&["changes"], arguments].concat();
        run(self, &arguments).assert(0).stdout
    }

    /// The line for an edition, and that for the run.
    fn json(&self, edition: &str, arguments: &[&str]) -> (Value, Value) {
        let lines = self.changes(&[arguments, &["--format", "json"]].concat());
        let mut lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let run = lines.pop().expect("a line for the run");
        let edition = lines.into_iter().find(|line| line["edition"] == edition);
        (edition.unwrap_or_default(), run)
    }
}

#[test]
fn what_has_the_same_inputs_is_not_even_rendered() {
    let folder = published(RULES);
    let before = traces(folder.root());
    assert_text(
        folder.changes(&[]),
        "Nothing changes for readers: 3 editions would stay as they are published.\n",
    );
    let (acme, run) = folder.json("acme", &[]);
    assert_eq!(acme["state"], "same");
    assert_eq!((&run["editions"], &run["same"]), (&3.into(), &3.into()));
    assert_eq!((&run["rendered"], &run["compared"]), (&0.into(), &0.into()));
    assert_eq!(traces(folder.root()), before, "nothing is written");
}

#[test]
fn what_has_the_same_bytes_is_not_compared() {
    let folder = published(RULES);
    // A remark that nobody reads.
    folder.put("content/base/rules/index.md", "---\n# Ask Ann.\n---\n# Rules\n\nWhat counts.\n");
    let (acme, run) = folder.json("acme", &[]);
    assert_eq!((&run["rendered"], &run["compared"]), (&12.into(), &0.into()));
    assert_eq!(acme["pages"], Value::Array(Vec::new()));

    folder.edit("content/base/rules/phones.md", "They are off.", "They are out.");
    let (_, run) = folder.json("acme", &["--firm", "acme"]);
    // The base is rendered, too: what it changes may be overridden.
    assert_eq!((&run["rendered"], &run["compared"]), (&8.into(), &2.into()));
    assert_eq!(run["editions"], 1);
}

#[test]
fn each_kind_of_change_is_told_in_the_order_of_reading() {
    let folder = published(RULES);
    folder.edit("content/base/rules/privacy.md", "three months", "six months");
    folder.edit(
        "content/base/rules/privacy.md",
        "this first.\n",
        "this first.\n\n## Copies {#copies}\n\nNone.\n",
    );
    folder.edit(
        "content/base/rules/privacy.md",
        "## Exceptions {#exceptions}",
        "## The law {#law}",
    );
    let data = "## Client data {#client-data}\n\nNames of clients are never written down, in no \
                notes and in no letters.\n";
    folder.edit("content/base/rules/privacy.md", data, "");
    folder.put(
        "content/base/rules/clients.md",
        format!("# Clients\n\nTheirs comes first.\n\n{data}"),
    );
    fs::remove_file(folder.path("content/base/rules/phones.md")).expect("removed");
    folder.put(
        "content/base/rules/quiet.md",
        "---\naliases: [rules/phones]\n---\n# Quiet\n\n## Silence {#silence}\n\nThey are off.\n",
    );
    folder.put("content/firms/acme/firm.yaml", "name: Acme\nhide: [rules/privacy.md]\n");
    folder.put(
        "content/firms/birch/index.md",
        "---\noverride: page\n---\n# Hello\n\nAll begins here.\n",
    );

    assert_text(
        folder.changes(&[]),
        r"
        Publishing now would change this, against what is in public:

        All 3 editions
          Rules
            Clients: new page: Theirs comes first.
              Client data: moved here from “Privacy”
            Privacy
              Client data: moved to “Clients”
            Quiet: moved to rules/quiet/, was called “Phones”

        base, birch
          Rules
            Privacy
              Copies: new: “None.”
              What stays here: reworded
                was: The notes are kept for [three] months by the pair, and …
                now: The notes are kept for [six] months by the pair, and …
              The law: was called “Exceptions”

        acme
          Rules
            Privacy: hidden

        birch
          Hello: was called “Welcome”

        ",
    );
}

#[test]
fn what_a_firm_overrides_is_told_with_what_the_base_says() {
    let folder = Folder::with(RULES);
    folder.put(
        "content/firms/acme/rules/privacy.md",
        "---\noverride: sections\n---\n## Ours {#stays replace}\n\nWe keep none.\n",
    );
    folder.put(
        "content/firms/birch/rules/privacy.md",
        "---\noverride: page\n---\n# Privacy\n\nNone.\n",
    );
    run(&folder, &["build"]).assert(0);
    folder.edit("content/base/rules/privacy.md", "three months", "six months");
    folder.edit("content/base/rules/privacy.md", "The law comes first.", "The law has its say.");

    assert_text(
        folder.changes(&[]),
        r"
        Publishing now would change this, against what is in public:

        base, acme
          Rules
            Privacy
              Exceptions: reworded
                was: The law [comes first.]
                now: The law [has its say.]

        base
          Rules
            Privacy
              What stays here: reworded
                was: The notes are kept for [three] months by the pair, and …
                now: The notes are kept for [six] months by the pair, and …

        acme, birch – overridden here: will drift
          The base changes this; readers go on seeing the firm's own words.
          Rules
            Privacy
              What stays here: reworded
                was: The notes are kept for [three] months by the pair, and …
                now: The notes are kept for [six] months by the pair, and …

        birch – overridden here: will drift
          The base changes this; readers go on seeing the firm's own words.
          Rules
            Privacy
              Exceptions: reworded
                was: The law [comes first.]
                now: The law [has its say.]

        Nothing changes for the readers of 1 other edition.
        ",
    );
    let alone = folder.changes(&["--firm", "birch"]);
    assert!(alone.contains("overridden here: will drift"), "{alone}");
    assert!(!alone.contains("acme") && !alone.contains("\nbase"), "{alone}");

    let note = folder.changes(&["--firm", "birch", "--format", "markdown"]);
    assert_text(note, "Nothing is new for the readers of Birch.\n");

    fs::remove_dir_all(folder.path("public/base")).expect("removed");
    let alone = folder.changes(&["--firm", "birch"]);
    assert!(alone.contains("cannot be told: its own edition is not among"), "{alone}");
}

#[test]
fn an_override_does_not_drift_where_no_author_changed_what_is_below() {
    let text = RULES.replace("title: Handbook", "title: Handbook\n    variables: {months: three}");
    let folder = Folder::with(&text.replace("for three months", "for {{ months }} months"));
    folder.put(
        "content/firms/acme/rules/privacy.md",
        "---\noverride: sections\n---\n## Ours {#stays replace}\n\nWe keep none.\n",
    );
    run(&folder, &["build"]).assert(0);
    folder.edit("content/handbook.yaml", "three", "six");

    let text = folder.changes(&[]);
    assert!(text.contains("now: The notes are kept for [six] months"), "{text}");
    assert!(!text.contains("drift"), "{text}");

    // Nor where the page became a chapter, and the firm's file still the old one.
    let page = folder.read("content/base/rules/privacy.md");
    fs::remove_file(folder.path("content/base/rules/privacy.md")).expect("removed");
    let page = format!("---\naliases: [/rules/privacy/]\n---\n{page}");
    folder.put("content/base/rules/privacy/index.md", page);
    let text = folder.changes(&[]);
    assert!(text.contains("for [six] months"), "{text}");
    assert!(!text.contains("drift"), "{text}");
}

#[test]
fn a_note_to_the_readers_names_no_file_and_has_no_html() {
    let folder = published(RULES);
    folder.edit("content/base/rules/privacy.md", "three months", "`<b>` *six* [months]\u{9b}");
    folder
        .put("content/base/rules/clients.md", "---\ndescription: Theirs & ours.\n---\n# A_B <i>\n");
    folder.edit("content/base/index.md", "All begins", "Everything begins");
    fs::remove_file(folder.path("content/base/rules/phones.md")).expect("removed");
    folder.put("content/firms/birch/secret.md", "# Of Birch alone\n");

    let note = folder.changes(&["--firm", "acme", "--format", "markdown"]);
    assert_text(
        &note,
        r"
        # What is new in Handbook (Acme)

        We have been over the handbook. This is what is different now; all the rest is as you know \
        it.

        ## Welcome

        - The opening said “**All** begins here.”; now it says “**Everything** begins here.”

        ## Rules

        - **A\_B** is a new page: Theirs & ours.
        - **Privacy**
          - *What stays here* said “The notes are kept for **three months** by the pair, and by \
        …”; now it says “The notes are kept for **\<b> six \[months\]\\u{9b}** by the pair, and by \
        …”
        - **Phones** is no longer in the handbook.
        ",
    );
    let all = run(&folder, &["changes", "--format", "markdown"]);
    let all = all.assert(0).says("a note for the readers of each edition");
    assert_eq!(all.stdout.matches("# What is new in Handbook").count(), 3, "{}", all.stdout);
}

#[test]
fn pictures_calendars_and_the_look_are_told_in_a_line() {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let folder = Folder::with(
        r"
        //- handbook.yaml
        title: Handbook
        variables: {cohort.start: {type: date, default: 2027-05-03}}
        //- base/index.md
        # Welcome

        ![A tree](img/tree.svg) [The form](img/form.pdf)
        //- base/dates.md
        ---
        kind: timeline
        start: cohort.start
        ---
        # Dates

        ## Launch {#launch at=0w}

        We meet.
        ",
    );
    folder.put("content/base/img/tree.svg", picture);
    folder.put("content/base/img/form.pdf", "%PDF-1.4 one");
    run(&folder, &["build"]).assert(0);

    folder.put("content/base/img/tree.svg", picture.replace("/>", " width=\"9\"/>"));
    folder.edit("content/base/index.md", " [The form](img/form.pdf)", "");
    fs::remove_file(folder.path("content/base/img/form.pdf")).expect("removed");
    folder.edit("content/handbook.yaml", "2027-05-03", "2027-05-10");
    folder.edit("themes/default/theme.yaml", "#225588", "#225599");
    folder.edit(
        "themes/default/templates/page.html",
        "{{ page.body }}",
        "<div>{{ page.body }}</div>",
    );

    let text = folder.changes(&[]);
    assert_text(
        &text,
        r"
        Publishing now would change this, against what is in public:

        base
          Welcome
            (before the first heading): reworded
              taken out: [The form]
          img/form.pdf: gone
          img/tree.svg: changed

        The calendar changes (base).
        The look changes: the theme, or its colours (base).
        1 page with the same words differs in links, navigation or look.
        ",
    );
    assert_eq!(text.matches("svg").count(), 1, "and its address is not: {text}");
    assert_text(
        folder.changes(&["--format", "markdown"]),
        r"
        # What is new in Handbook

        We have been over the handbook. This is what is different now; all the rest is as you know \
        it.

        ## Welcome

        - The opening no longer says “**The form**”

        ## Pictures, files, dates

        - The file *form.pdf* is gone.
        - The picture *tree.svg* has changed.
        - Dates in the calendar have changed. If you took its file into your own calendar, take it \
        once more.
        - The handbook looks a little different.
        ",
    );
}

#[test]
fn what_another_version_published_is_said_once() {
    let folder = published(RULES);
    for edition in ["base", "acme", "birch"] {
        let manifest = folder.read(&format!("public/{edition}/manifest.json"));
        let older = manifest.replace(env!("CARGO_PKG_VERSION"), "0.0.9");
        folder.put(&format!("public/{edition}/manifest.json"), older);
    }
    folder.edit("themes/default/templates/page.html", "</h1>", "</h1><br>");
    let text = folder.changes(&[]);
    assert_text(
        &text,
        r"
        Another version of mentorbook made what is published: 0.0.9.
        12 pages with the same words differ in links, navigation or look.
        Nothing changes for readers: 3 editions would stay as they are published.
        ",
    );
}

#[test]
fn pages_that_the_state_does_not_prove_are_named() {
    let folder = published(RULES);
    let page = |path: &str| folder.path(&format!("public/acme/{path}/index.html"));
    let put = |path: &str, bytes: &[u8]| {
        // As an editor does it: another file, so that no other name of it is written to.
        fs::remove_file(page(path)).expect("removed");
        fs::write(page(path), bytes).expect("written");
    };
    let privacy = fs::read_to_string(page("rules/privacy")).expect("read");
    put("rules/privacy", privacy.replace("three months", "many \u{1b}[31m years").as_bytes());
    put("rules/phones", b"<main><h1>Phones</h1><h2 id=silence>Silence</h2><p>They a");
    put("rules", "<h1>Rules</h1>".repeat(2 << 20).as_bytes());
    fs::remove_file(page(".")).expect("removed");
    symlink(folder.path("content/base/index.md"), page(".")).expect("linked");

    let text = folder.changes(&["--firm", "acme"]);
    assert_text(
        &text,
        r"
        Publishing now would change this, against what is in public:

        acme
          Rules
            Phones
              Silence: reworded
                was: They [a]
                now: They [are off.]
            Privacy
              What stays here: reworded
                was: The notes are kept for [many \u{1b}[31m years] by the pair, and by …
                now: The notes are kept for [three months] by the pair, and by …

        acme/index.html was edited by hand and is not compared: it is a symbolic link.
        acme/rules/index.html was edited by hand and is not compared: it is larger than 16 MiB.
        acme/rules/phones/index.html was edited by hand; publishing replaces it and keeps a copy.
        acme/rules/privacy/index.html was edited by hand; publishing replaces it and keeps a copy.
        ",
    );
    assert!(!text.contains('\u{1b}'), "{text:?}");

    fs::remove_file(page(".")).expect("removed");
    let text = folder.changes(&["--firm", "acme"]);
    assert!(text.contains("acme/index.html was removed by hand"), "{text}");
}

#[test]
fn what_is_not_published_yet_is_new() {
    let folder = Folder::with(RULES);
    let before = traces(folder.root());
    let text = folder.changes(&[]);
    assert_text(
        text.as_str(),
        r"
        All 3 editions: not published yet, so everything is new.
        ",
    );
    assert_eq!(traces(folder.root()), before);

    run(&folder, &["build", "--firm", "acme"]).assert(0);
    assert_text(
        folder.changes(&["--firm", "birch", "--firm", "acme"]),
        r"
        birch: not published yet, so all of it is new (4 pages).
        Nothing changes for the readers of 1 other edition.
        ",
    );
    let note = folder.changes(&["--firm", "birch", "--format", "markdown"]);
    assert!(note.contains("here for the first time"), "{note}");
}

#[test]
fn an_earlier_copy_can_be_compared_with() {
    let folder = published(RULES);
    copy(&folder.path("public"), &folder.path("last-year"));
    let (_, run_of_copy) = folder.json("acme", &["--since", "last-year"]);
    assert_eq!(run_of_copy["rendered"], 0, "whatever times its files have");

    folder.edit("content/base/rules/phones.md", "They are off.", "They are out.");
    run(&folder, &["build"]).assert(0);
    assert!(folder.changes(&[]).contains("Nothing changes"));
    // As it is on a web server, without what mentorbook knows of it.
    fs::remove_dir_all(folder.path("last-year/.mentorbook")).expect("removed");
    let text = folder.changes(&["--since", "last-year", "--firm", "acme"]);
    assert!(text.contains("was: They are [off.]\n        now: They are [out.]"), "{text}");
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let to = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("made");
        } else {
            fs::write(to, fs::read(entry.path()).expect("read")).expect("written");
        }
    }
}

#[test]
fn a_folder_without_editions_is_a_usage_error() {
    let folder = published(RULES);
    folder.put("notes/a.txt", "mine");
    folder.put("file", "mine");
    symlink("public", folder.path("link")).expect("linked");
    for (since, says) in [
        ("nowhere", "there is no folder `nowhere`"),
        ("notes", "there are no published editions in `notes`"),
        ("public/acme", "it is an edition itself"),
        ("file", "it is a file or a link"),
        ("link", "it is a file or a link"),
        ("link/", "it is a file or a link"),
    ] {
        run(&folder, &["changes", "--since", since]).assert(2).says(says);
    }
    run(&folder, &["changes", "--firm", "cole"]).assert(2).says("there is no firm `cole`");
}

#[test]
fn an_edition_that_cannot_be_made_or_read_keeps_no_other_from_being_told() {
    let folder = published(RULES);
    folder.put("content/firms/acme/mine.md", "# Mine\n\n[x](nowhere.md)\n");
    folder.edit("content/base/rules/phones.md", "They are off.", "They are out.");
    fs::remove_dir_all(folder.path("public/birch")).expect("removed");
    folder.put("public/birch/index.html", "somebody else's");

    let done = run(&folder, &["changes"]).assert(1);
    let done =
        done.says("broken-link").says("birch cannot be compared: `").prints("They are [out.]");
    done.prints("cannot be told, for the errors above, of: acme, birch.");
    assert_eq!(folder.read("public/birch/index.html"), "somebody else's");
}
