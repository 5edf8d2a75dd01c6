//! Why something is overridden, and until when: `reason` and `until`, wherever they can be said.

use mentorbook::Selection;

use crate::harness::{Site, assert_text, build, files, site};

/// A base with a page of rules and a letter.
const BASE: &str = "\
//- base/index.md
# Home
//- base/rules.md
# Rules
## Lunch {#lunch}
At noon.
## Dinner {#dinner}
At six.
//- base/letter.md
# Letter
//- base/old/a.md
# A
//- base/old/b.md
# B
//- firms/acme/firm.yaml
name: Acme
";

/// The handbook of a firm with more in its `firm.yaml`, and these files.
fn text(config: &str, rest: &str) -> String {
    format!("{BASE}{config}\n{rest}")
}

/// The same as it is seen on a day.
fn on(day: &str, text: &str) -> Site {
    build(files(text), Selection { today: Some(day.to_owned()), ..Selection::default() })
}

/// An override of some sections of the rules.
fn rules(front: &str, sections: &str) -> String {
    text("", &format!("//- firms/acme/rules.md\n---\noverride: sections\n{front}---\n{sections}"))
}

#[test]
fn an_override_holds_on_its_last_day_and_is_told_of_on_the_next() {
    let text = rules("", "## Lunch {#lunch replace until=2027-06-30}\nAt one.\n");

    on("2027-06-30", &text).assert_clean();
    let late = on("2027-07-01", &text);
    assert_text(
        late.diagnostics(),
        r"
            warning[expired-override] content/firms/acme/rules.md:4:1 this override was to hold \
            until 2027-06-30
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            ",
    );
    // It is a reminder: nothing changes by itself.
    assert!(late.page("acme", "rules").contains("At one."));
    // Without a day nothing is late.
    build(files(&text), Selection::default()).assert_clean();
}

#[test]
fn each_operation_can_say_why_and_until_when() {
    let operations = ["replace", "append", "prepend", "remove", "move after=dinner"];
    let each = operations.iter().map(|operation| (*operation, "lunch"));
    for (operation, id) in each.chain([("before=lunch", "own"), ("after=lunch", "own")]) {
        let heading = format!("## X {{#{id} {operation} reason=\"Why not\" until=2027-06-30}}\n");
        let found = on("2028-01-01", &rules("", &heading)).diagnostics();
        let told = "this override was to hold until 2027-06-30; its reason: Why not";
        assert!(found.contains(told), "{operation}: {found}");
        assert_eq!(found.matches("expired-override").count(), 1, "{operation}: {found}");
    }
}

#[test]
fn a_file_says_it_for_all_of_its_sections_and_a_heading_for_itself() {
    let site = on(
        "2028-01-01",
        &rules(
            "reason: The canteen is closed\nuntil: 2027-06-30\n",
            "## Lunch {#lunch replace}\nAt one.\n\
             ## Dinner {#dinner append until=2027-12-31}\nOr at seven.\n",
        ),
    );
    assert_text(
        site.diagnostics(),
        r"
            warning[expired-override] content/firms/acme/rules.md:4:8 this override was to hold \
            until 2027-06-30; its reason: The canteen is closed
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            warning[expired-override] content/firms/acme/rules.md:8:1 this override was to hold \
            until 2027-12-31; its reason: The canteen is closed
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn whole_pages_and_hidden_ones_say_it_too() {
    let site = on(
        "2028-01-01",
        &text(
            "hide:\n- letter.md\n- {page: old, reason: Nobody reads them, until: 2027-06-30}",
            "//- firms/acme/rules.md\n---\noverride: page\nuntil: 2027-06-29\n---\n# Ours\n",
        ),
    );
    assert_text(
        site.diagnostics(),
        r"
            warning[expired-override] content/firms/acme/firm.yaml:4:49 this override was to hold \
            until 2027-06-30; its reason: Nobody reads them
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            warning[expired-override] content/firms/acme/rules.md:3:8 this override was to hold \
            until 2027-06-29
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            ",
    );
    let published = &site.editions["acme"];
    for gone in ["letter/index.html", "old/a/index.html", "old/b/index.html"] {
        assert!(!published.contains_key(gone), "{gone}");
    }
}

#[test]
fn a_layers_override_is_told_in_the_editions_that_have_it() {
    let layer = "//- layers/uk/layer.yaml\nname: UK\nhide: {page: letter.md, until: 2027-06-30}\n";
    let site = on("2028-01-01", &text("layers: [uk]", layer));
    assert_text(
        site.diagnostics(),
        r"
            warning[expired-override] content/layers/uk/layer.yaml:2:32 this override was to hold \
            until 2027-06-30
              help: take the override away, and what stands below it shows again; or write a later \
            day
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn what_is_no_date_is_told_where_it_stands() {
    let site = site(&text(
        "hide: [{page: letter.md, until: 2027-02-30}]",
        "//- firms/acme/rules.md\n---\noverride: sections\nuntil: summer\n---\n\
         ## Lunch {#lunch replace until=soon}\nAt one.\n\
         ## Dinner {#dinner replace until=2027-13-01}\nAt one.\n",
    ));
    assert_text(
        site.diagnostics(),
        r"
            error[wrong-type] content/firms/acme/firm.yaml:2:33 `2027-02-30` is no day of the \
            calendar
              note: in 1 of 2 editions: acme
            error[wrong-type] content/firms/acme/rules.md:3:8 `until` takes a date like \
            2026-11-30, not `summer`
              note: in 1 of 2 editions: acme
            error[wrong-type] content/firms/acme/rules.md:5:1 `until=` takes a date like \
            2026-11-30, not `soon`
              note: in 1 of 2 editions: acme
            error[wrong-type] content/firms/acme/rules.md:7:1 `2027-13-01` is no day of the calendar
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn where_nothing_is_overridden_a_day_is_told() {
    let site = site(&text(
        "",
        "//- firms/acme/own.md\n---\nreason: Ours\nuntil: 2027-06-30\n---\n\
         ## Hello {#hello until=2027-06-30}\n\n> ## Quoted {until=2027-06-30}\n\
         //- firms/acme/letter.md\n---\noverride: page\n---\n# Dear {until=2027-06-30}\n",
    ));
    assert_text(
        site.diagnostics(),
        r"
            error[unknown-key] content/firms/acme/letter.md:4:1 `until=` says nothing here: this \
            heading changes no section
              help: write `until:` into the front matter, where it holds for the whole file
              note: in 1 of 2 editions: acme
            error[unknown-key] content/firms/acme/own.md:2:1 `reason` says nothing here: this file \
            overrides no page
              help: take the line away; it goes with `override:`
              note: in 1 of 2 editions: acme
            error[unknown-key] content/firms/acme/own.md:3:1 `until` says nothing here: this file \
            overrides no page
              help: take the line away; it goes with `override:`
              note: in 1 of 2 editions: acme
            error[unknown-key] content/firms/acme/own.md:5:1 `until=` says nothing here: this \
            heading changes no section
              help: take it away: it goes with a heading that changes a section
              note: in 1 of 2 editions: acme
            error[unknown-key] content/firms/acme/own.md:7:3 `until=` does nothing here: this \
            heading begins no section
              help: move it out of the container, quote or list; a passage for some is `:::only \
            {audience=…}`
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_hidden_item_that_is_no_path_is_told() {
    let wrong = "hide: [[a], {reason: x}, {page: letter.md, untill: 2027-06-30}, {page: [b]}]";
    let site = site(&text(wrong, ""));
    assert_text(
        site.diagnostics(),
        r"
            error[wrong-type] content/firms/acme/firm.yaml:2:8 `hide` takes paths of pages and \
            folders, not a list
              note: in 1 of 2 editions: acme
            error[wrong-type] content/firms/acme/firm.yaml:2:13 this does not say what is hidden
              help: name a page or folder: `hide: [{page: PATH, reason: …, until: …}]`
              note: in 1 of 2 editions: acme
            error[unknown-key] content/firms/acme/firm.yaml:2:44 there is no key `untill` here
              help: did you mean `until`?
              note: known keys: page, reason, until
              note: in 1 of 2 editions: acme
            error[wrong-type] content/firms/acme/firm.yaml:2:72 `page` takes text, not a list
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn what_a_file_says_of_itself_is_no_key_of_the_page() {
    let text = rules("reason: Ours\nuntil: 2027-06-30\n", "## Lunch {#lunch append}\nOr later.\n");
    let site = on("2027-01-01", &text);
    site.assert_clean();
    let page = site.page("acme", "rules");
    assert!(!page.contains("Ours") && !page.contains("2027-06-30"), "{page}");
}
