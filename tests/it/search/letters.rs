//! The page with headings and terms by letter.

use mentorbook::Selection;

use crate::harness::{Site, build, files, site};

/// A handbook with a template for the page: a line for each entry.
fn by_letter(text: &str) -> Site {
    let mut files = files(text);
    let template = "{% for letter in letters %}{{ letter.letter }}\n{% for it in letter.entries %}\
                    {{ it.title }} {{ it.href }}{% if it.page %} {{ it.page }}{% endif %}\n\
                    {% endfor %}{% endfor %}";
    files.insert("themes/default/templates/a-z.html".to_owned(), template.as_bytes().to_vec());
    build(files, Selection::default())
}

#[test]
fn pages_headings_and_all_names_of_terms_are_listed() {
    let site = by_letter(
        r#"
        //- base/index.md
        # Home
        //- base/a.md
        # Zebra crossing

        ## “Afterwards” {#after}

        ### 3 things {#three}

        #### Too deep {#deep}
        //- base/b.md
        # Écoute

        ## Afterwards {#after}
        //- base/hush.md
        ---
        search: false
        ---
        # Hush
        //- base/words.md
        ---
        title: Words
        kind: glossary
        ---
        ## Pair {#pair aliases="duo"}

        Two.
        "#,
    );
    assert_eq!(
        site.file("base", "search/a-z/index.html"),
        "A\nAfterwards ../../b/index.html#after Écoute\n\
         “Afterwards” ../../a/index.html#after Zebra crossing\n\
         D\nduo ../../words/index.html#pair Words\n\
         E\nÉcoute ../../b/index.html\n\
         H\nHome ../../index.html\n\
         P\nPair ../../words/index.html#pair Words\n\
         W\nWords ../../words/index.html\n\
         Z\nZebra crossing ../../a/index.html\n\
         #\n3 things ../../a/index.html#three Zebra crossing\n"
    );
}

#[test]
fn letters_stand_where_their_language_has_them() {
    let letters = |language: &str, titles: &[&str]| {
        let mut text =
            format!("//- handbook.yaml\ntitle: T\nlanguage: {language}\n//- base/index.md\n# A\n");
        for (number, title) in titles.iter().enumerate() {
            text.push_str(&format!("//- base/p{number}.md\n# {title}\n"));
        }
        let site = by_letter(&text);
        let page = site.file("base", "search/a-z/index.html");
        let lines: Vec<&str> = page.lines().filter(|line| line.chars().count() == 1).collect();
        lines.concat()
    };
    let titles = ["Zoo", "Östen", "Äpple", "Åska", "Ñu", "Nu", "Ob"];
    assert_eq!(letters("sv", &titles), "ANOZÅÄÖ");
    assert_eq!(letters("de-AT", &titles), "ANOZ");
    assert_eq!(letters("es", &titles), "ANÑOZ");
    assert_eq!(letters("ar", &["أب", "إلى", "بيت"]), "Aاب");
}

#[test]
fn a_theme_without_a_template_has_no_such_page() {
    let site = site("//- base/index.md\n# Home\n");
    site.assert_clean();
    assert!(!site.editions["base"].contains_key("search/a-z/index.html"));
}

#[test]
fn where_there_are_too_many_headings_the_deeper_ones_are_left_out() {
    let mut text = "//- base/index.md\n# Home\n".to_owned();
    for section in 0..1_600 {
        text.push_str(&format!(
            "\n## Wide {section} {{#w{section}}}\n\n### Low {section} {{#l{section}}}\n"
        ));
    }
    let site = by_letter(&text);
    let page = site.file("base", "search/a-z/index.html");
    assert_eq!((page.matches("Wide").count(), page.matches("Low").count()), (1_600, 0));
}
