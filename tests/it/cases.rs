//! Ways to make a handbook one's own that no shipped firm shows: cohorts, translations, whole pages.

use crate::harness::site;

#[test]
fn two_cohorts_have_dates_and_calendars_of_their_own() {
    let site = site(
        "//- handbook.yaml\ntitle: T\naudiences: [mentor]\nvariables:\n  cohort.start: {type: date, default: 2027-05-03}\n\
         //- base/index.md\n# Home\n\
         //- base/spring.md\n---\ntitle: Spring\nkind: timeline\n---\n:::timeline\n:::\n\n## Launch {#launch at=0w for=mentor}\n\nText.\n\
         //- firms/acme/firm.yaml\nname: Acme\nlanguage: en-US\n\
         //- firms/acme/autumn.md\n---\ntitle: Autumn\nkind: timeline\nstart: 2027-10-04\n---\n:::timeline\n:::\n\n## Launch {#launch at=0w for=mentor}\n\nText.\n",
    );
    site.assert_clean();
    assert!(site.page("acme", "spring").contains("May 3, 2027"));
    assert!(site.page("acme", "autumn").contains("October 4, 2027"));
    let uid = |path: &str| {
        site.file("acme", path).lines().find(|line| line.starts_with("UID")).map(str::to_owned)
    };
    assert!(
        uid("spring/mentor.ics").is_some() && uid("spring/mentor.ics") != uid("autumn/mentor.ics")
    );
    assert!(site.file("acme", "autumn/mentor.ics").contains("DTSTART;VALUE=DATE:20271004"));
    assert!(!site.editions["base"].contains_key("autumn/mentor.ics"));
}

#[test]
fn a_whole_page_is_replaced_at_the_same_address() {
    let site = site(
        "//- base/index.md\n[Who](rules/quiet.md#who), [limits](rules/quiet.md#limits)\n\
         //- base/rules/quiet.md\n# Quiet\n\n## Who {#who}\n\nA.\n\n## Limits {#limits}\n\nB.\n\
         //- firms/acme/firm.yaml\nname: Acme\n\
         //- firms/acme/rules/quiet.md\n---\noverride: page\n---\n# Our policy\n\n## Who {#who}\n\nCounsel.\n",
    );
    site.assert_clean();
    let page = site.page("acme", "rules/quiet");
    assert!(page.contains("Counsel.") && !page.contains("B."), "{page}");
    let home = site.page("acme", "");
    assert!(
        home.contains("<a href=\"rules/quiet/index.html#who\">Who</a>, limits"),
        "what is gone is text: {home}"
    );
}

#[test]
fn a_language_is_a_layer_and_what_is_not_translated_stays() {
    let site = site(
        "//- base/index.md\n# Home\n\n[On](b.md)\n//- base/a.md\n# One\n//- base/b.md\n# Two\n\
         //- layers/fr/layer.yaml\nname: Français\n\
         //- layers/fr/index.md\n---\noverride: page\n---\n# Accueil\n\n[Suite](b.md)\n\
         //- layers/fr/a.md\n---\noverride: page\n---\n# Un\n\
         //- firms/acme/firm.yaml\nname: Acme\nlayers: [fr]\nlanguage: fr\n",
    );
    site.assert_clean();
    assert!(site.page("acme", "").contains("Accueil") && site.page("acme", "a").contains("Un"));
    assert!(site.page("acme", "b").contains("Two"));
}

#[test]
fn questions_keep_their_ids_in_every_firm_and_release() {
    let base = "//- base/m.md\n---\nkind: module\n---\n## Who? {#m1-q1 question=single}\n- [x] Me\n- [ ] You\n";
    let site = site(&format!(
        "{base}//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/m.md\n---\noverride: sections\n---\n\
         ## Whose? {{#m1-q1 replace question=single}}\n- [ ] Mine\n- [x] Yours\n"
    ));
    site.assert_clean();
    for edition in ["base", "acme"] {
        assert!(site.page(edition, "m").contains("data-id=\"m1-q1\""), "{edition}");
    }
}

#[test]
fn a_page_with_a_locked_section_cannot_be_hidden() {
    let site = site(
        "//- base/index.md\n# Home\n//- base/about.md\n## Source {#source locked=\"The licence asks for it\"}\n\nA.\n\
         //- firms/acme/firm.yaml\nname: Acme\nhide: [about.md]\n",
    );
    let told = site.diagnostics();
    assert!(told.starts_with("error[locked-section] content/firms/acme/firm.yaml:2:8"), "{told}");
    assert!(told.contains("nav: [{hide: PATH}]"), "{told}");
    assert!(!site.editions.contains_key("acme"));
}

#[test]
fn a_picture_of_the_base_that_a_firm_does_without_is_no_fault_of_the_firm() {
    let site = site(
        "//- base/index.md\n# Home\n//- base/map.md\n![The map](map.svg)\n//- base/map.svg\n<svg/>\n\
         //- firms/acme/firm.yaml\nname: Acme\nhide: [map.md]\n",
    );
    site.assert_clean();
    let pictures = |edition: &str| {
        site.editions[edition].keys().filter(|path| path.starts_with("map.")).count()
    };
    assert_eq!((pictures("base"), pictures("acme")), (1, 0));
}

#[test]
fn front_matter_takes_no_locked_section_away() {
    for front in ["draft: true", "audience: [mentor]"] {
        let site = site(&format!(
            "//- handbook.yaml\ntitle: T\naudiences: [mentor, mentee]\n//- base/about.md\n## Source {{#source locked=Thanks}}\n\nA.\n\
             //- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/about.md\n---\noverride: sections\n{front}\n---\n"
        ));
        let told = site.diagnostics();
        assert!(
            told.starts_with("error[locked-section] content/firms/acme/about.md:2:1"),
            "{front}: {told}"
        );
    }
}

#[test]
fn a_variable_left_empty_is_not_set() {
    let site = site(
        "//- handbook.yaml\ntitle: T\nvariables:\n  who: {required: true}\n  what: {default: tea}\n//- base/index.md\n{{ who }} {{ what }}\n\
         //- firms/acme/firm.yaml\nname: Acme\nvariables:\n  who:\n  what:\n//- firms/birch/firm.yaml\nname: Birch\nvariables:\n  who: \"\"\n",
    );
    let told = site.diagnostics();
    assert!(told.contains("Acme does not set `who`") && !told.contains("Birch does not"), "{told}");
    assert!(site.page("birch", "").contains("<p> tea</p>"), "{}", site.page("birch", ""));
}

#[test]
fn an_id_is_the_same_for_every_firm() {
    let site = site(
        "//- handbook.yaml\ntitle: T\nvariables: {who: me}\n//- base/p.md\n## H {#h-{{ who }} .c-{{ who }}}\n\nText.\n",
    );
    let told = site.diagnostics();
    assert!(
        told.starts_with(
            "error[wrong-type] content/base/p.md:1:1 an id or class cannot hold a variable"
        ),
        "{told}"
    );
}

#[test]
fn files_with_nearly_the_right_name_are_told() {
    let told = |file: &str| {
        let layers = if file.starts_with("layers/") { "layers: [uk]\n" } else { "" };
        let head =
            format!("//- base/index.md\n# Home\n//- firms/acme/firm.yaml\nname: Acme\n{layers}");
        site(&format!("{head}//- {file}\nname: x\n")).diagnostics()
    };
    for (file, right) in [
        ("base/leave.markdown", "leave.md"),
        ("base/hr/leave.md.txt", "leave.md"),
        ("firms/acme/hr/leave.mdown", "leave.md"),
        ("firms/birch/firm.yml", "firm.yaml"),
        ("firms/birch/Firm.yaml", "firm.yaml"),
        ("layers/uk/layer.yml", "layer.yaml"),
        ("bsae/leave.md", "content/base/leave.md"),
        ("Firms/acme/leave.md", "content/firms/acme/leave.md"),
    ] {
        let found = told(file);
        assert!(
            found
                .contains(&format!("error[skipped-file] content/{file}:1:1 this file is not read")),
            "{file}: {found}"
        );
        assert!(found.contains(&format!("help: rename it to `{right}`")), "{file}: {found}");
    }
    site("//- base/index.md\n# Home\n[a](a.txt)\n//- base/a.txt\nText\n//- notes/plan.md\nFor ourselves.\n")
        .assert_clean();
}
