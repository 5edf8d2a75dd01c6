//! A translation is an override: its lock tells which pages are behind.

use crate::harness::Folder;

const BOOK: &str = r#"
    //- base/index.md
    # Home

    ## Rules {#rules}

    Be kind.
    //- base/hr.md
    # HR

    ## Leave {#leave}

    Ask a week before.
    //- layers/fr/layer.yaml
    name: Français
    language: fr
    //- layers/fr/hr.md
    ---
    override: page
    ---
    # RH

    ## Congés {#leave}

    Demandez une semaine avant.
    //- firms/acme/firm.yaml
    name: Acme
    layers: [fr]
    //- firms/birch/firm.yaml
    name: Birch
    language: en-GB
    //- firms/birch/hr.md
    ---
    override: page
    ---
    # Staff

    ## Holidays {#leave}

    Ask Ada.
    //- themes/default/templates/page.html
    {{ site.language }} {{ page.is_behind }}
    //- themes/default/templates/404.html
    not found
    //- themes/default/templates/nav.html
    //- themes/default/templates/redirect.html
    //- themes/default/theme.yaml
    name: Bare
"#;

fn shown(folder: &Folder, page: &str) -> String {
    folder.read(&format!("public/{page}/index.html")).trim().to_owned()
}

#[test]
fn a_page_translated_from_a_text_that_has_changed_is_behind() {
    let folder = Folder::with(BOOK);
    folder.run(&["build"]).assert(0);
    assert_eq!(shown(&folder, "acme/hr"), "fr false");

    let base = folder.read("content/base/hr.md");
    folder.put("content/base/hr.md", base.replace("a week", "two weeks"));
    folder.run(&["build"]).assert(0).says("warning[drifted-override]");
    assert_eq!(shown(&folder, "acme/hr"), "fr true");
    // British English is no translation of English; what drifted there is told to its firm alone.
    assert_eq!(shown(&folder, "birch/hr"), "en-GB false");
    assert_eq!(shown(&folder, "acme"), "fr false");

    folder.put("content/base/hr.md", base);
    folder.run(&["build"]).assert(0);
    assert_eq!(shown(&folder, "acme/hr"), "fr false");
}

/// The default theme leaves its block empty; a theme above it fills it with one line.
#[test]
fn a_theme_tells_readers_of_it_if_it_wants_to() {
    let themed = BOOK.split("//- themes/default").next().expect("a handbook");
    let folder = Folder::with(themed);
    std::fs::remove_dir_all(folder.path("themes/default")).expect("removed");
    folder.run(&["build"]).assert(0);
    let base = folder.read("content/base/hr.md");
    folder.put("content/base/hr.md", base.replace("a week", "two weeks"));

    folder.run(&["build"]).assert(0);
    let note = "le texte d’origine a changé depuis";
    assert!(!shown(&folder, "acme/hr").contains(note));

    folder.put("content/handbook.yaml", "title: Test\ntheme: ours\n");
    folder.put("themes/ours/theme.yaml", "name: Ours\nparent: default\n");
    folder.put(
        "themes/ours/templates/page.html",
        "{% extends \"default/page.html\" %}\n\
         {% block behind %}{% include \"behind.html\" %}{% endblock behind %}\n",
    );
    folder.run(&["build"]).assert(0);
    assert!(shown(&folder, "acme/hr").contains(note));
    assert!(!shown(&folder, "birch/hr").contains(note));
}
