//! A firm's life, through the program alone: it comes into being, makes the shipped handbook its
//! own, receives a release of the base, sees what happened, and is published.

use crate::harness::{Done, Folder, contents, shipped};

const FIRM: &str = "content/firms/ashdown/firm.yaml";
const BASE: &str = "content/base/ground-rules/confidentiality.md";
const OWN: &str = "content/firms/ashdown/ground-rules/confidentiality.md";
const LOCK: &str = "content/firms/ashdown/overrides.lock";
const NOTES: &str = "ground-rules/confidentiality.md#notes";
const NO_CONSEQUENCES: &str = "ground-rules/confidentiality.md#no-consequences";

/// Puts something else in the place of a text that is there.
#[track_caller]
fn change(folder: &Folder, file: &str, from: &str, to: &str) {
    let text = folder.read(file);
    assert!(text.contains(from), "no {from:?} in {text}");
    folder.put(file, text.replace(from, to));
}

fn page(folder: &Folder, address: &str) -> String {
    folder.read(&format!("public/ashdown/{address}/index.html"))
}

/// The shipped handbook with a new firm in it, published once.
fn settled() -> Folder {
    let folder = Folder::of(&shipped());
    let new = ["new", "firm", "ashdown", "--name", "Ashdown", "--layers", "uk"];
    folder.run(&[&new[..], &["--language", "en-GB"]].concat()).assert(0);

    // A name, colours, a module that it does not teach, and what each firm must say.
    change(&folder, FIRM, "name: Ashdown\n", "name: Ashdown & Wells LLP\n");
    let colors = "brand: {colors: {accent: \"#14594a\"}}\n";
    let hide = "hide: [training/m6-teach-what-they-think-they-know.md]\n";
    change(&folder, FIRM, "variables:\n", &format!("{colors}{hide}variables:\n"));
    for (name, value) in [
        ("contact.coordinator.name", "Ivy Marsh"),
        ("contact.coordinator.email", "ivy@ashdown.example"),
        ("support.contact", "the line that never sleeps"),
    ] {
        change(&folder, FIRM, &format!("  {name}:"), &format!("  {name}: {value}"));
    }

    folder.put(
        "content/firms/ashdown/ground-rules/index.md",
        "---\noverride: sections\n---\n## Who to call {#who-to-call replace}\n\nIvy, at any hour.\n",
    );

    // One rule more, one section with a paragraph of its own, two that are its own, one added to.
    folder.put(
        "content/firms/ashdown/ground-rules/default-rules.md",
        "---\noverride: sections\n---\n\
         ## AW-01 Lunch is on the firm {#aw-01 after=gr-02 applies=firm}\n\nEat first.\n\n\
         Why\n: Nobody listens hungry.\n\nHow you notice\n: Somebody pays.\n",
    );
    folder.run(&["customize", "ashdown", NOTES]).assert(0);
    let notes = folder.read(OWN);
    assert!(notes.contains("\nThe [session log]"), "{notes}");
    folder.put(
        OWN,
        format!(
            "{notes}\nPaper goes into the grey bin.\n\n\
             ## No consequences {{#no-consequences replace}}\n\nNone at all, at Ashdown.\n\n\
             ### Stepping aside {{#recusal}}\n\nIn writing.\n\n\
             ## More {{#client-data append}}\n\nAsk Risk before, and not after.\n"
        ),
    );
    folder
        .run(&["build", "--strict", "--firm", "ashdown"])
        .assert(0)
        .says("note: 5 overrides of ashdown had no entry in content/firms/ashdown/overrides.lock");
    drift(&folder, &["list", "--firm", "ashdown"]).assert(0).says("6 current");
    folder
}

fn drift(folder: &Folder, arguments: &[&str]) -> Done {
    folder.run(&[&["drift"], arguments].concat())
}

/// A release of the base: it changes what the firm replaced, and renames a section.
fn release(folder: &Folder) {
    change(folder, BASE, "It belongs to the pair.", "It belongs to the two of you.");
    change(folder, BASE, "If you suspect that something", "If you sense that something");
    change(folder, BASE, "{#client-data", "{#client-work formerly=client-data");
}

#[test]
fn a_firm_makes_the_handbook_its_own_and_stays_current() {
    let folder = settled();
    let home = folder.read("public/ashdown/index.html");
    assert!(home.contains("Ashdown &amp; Wells LLP"), "{home}");
    assert!(!folder.path("public/ashdown/training/m6-teach-what-they-think-they-know").exists());
    assert!(page(&folder, "ground-rules/default-rules").contains("Lunch is on the firm"));

    // It sees what happened, and what would change for its readers.
    release(&folder);
    let list = drift(&folder, &["list", "--firm", "ashdown"]).assert(0);
    let list = list.prints(NOTES).prints(NO_CONSEQUENCES);
    assert_eq!(list.stdout.matches("drifted").count(), 2, "{list:#?}");
    drift(&folder, &["show", "ashdown", NOTES]).assert(0).prints("two of you");
    let lock = folder.read(LOCK);
    let told = folder.run(&["build", "--firm", "ashdown", "--out", "preview"]).assert(0);
    let told = told.says("warning[drifted-override]").says("notice[renamed-target]");
    told.says("`client-data` is now called `client-work`");
    assert_eq!(folder.read(LOCK), lock);

    // It accepts one and merges one, and calls the section as the base does.
    drift(&folder, &["accept", "ashdown", NO_CONSEQUENCES]).assert(0);
    let before = folder.read(OWN);
    drift(&folder, &["merge", "ashdown", NOTES]).assert(0);
    assert_eq!(folder.read(OWN), before);
    drift(&folder, &["merge", "ashdown", NOTES, "--write"]).assert(0);
    let after = before.replace("It belongs to the pair.", "It belongs to the two of you.");
    assert_eq!(folder.read(OWN), after);
    change(&folder, OWN, "{#client-data append}", "{#client-work append}");
    drift(&folder, &["accept", "ashdown"]).assert(0);
    drift(&folder, &["list", "--firm", "ashdown"]).assert(0).says("6 current");

    // The note to its readers, and what they find.
    let note = folder.run(&["changes", "--firm", "ashdown", "--format", "markdown"]).assert(0);
    let note = note.prints("Confidentiality");
    assert!(
        !note.stdout.contains("No consequences") && !note.stdout.contains("content/"),
        "{note:#?}"
    );
    let others = contents(&folder.path("content/firms/birch-cole"));
    folder.run(&["build", "--strict", "--locked", "--firm", "ashdown"]).assert(0);
    assert_eq!(contents(&folder.path("content/firms/birch-cole")), others);
    let page = page(&folder, "ground-rules/confidentiality");
    for words in [
        "It belongs to the two of you.",
        "Paper goes into the grey bin.",
        "None at all, at Ashdown.",
        "Ask Risk before, and not after.",
        "id=\"client-data\"",
    ] {
        assert!(page.contains(words), "no {words:?} in {page}");
    }
    let again = folder.run(&["changes", "--firm", "ashdown"]).assert(0);
    assert!(!again.stdout.contains("Confidentiality"), "{again:#?}");
}
