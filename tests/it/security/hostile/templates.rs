//! Templates that never end.

use super::*;

/// A trusted firm's template of the home page.
const TEMPLATES: [(&str, &str, &str); 16] = [
    (
        "loops inside each other",
        "home.html",
        "{% for a in range(end=10000) %}{% for b in range(end=10000) %}{% for c in \
         range(end=10000) %}{% endfor %}{% endfor %}{% endfor %}",
    ),
    ("a big range", "home.html", "{% for a in range(end=1000000000) %}x{% endfor %}"),
    (
        "loops behind a text of braces",
        "home.html",
        "{{ \"{%\" }}{% for a in range(end=30000) %}{% for b in range(end=30000) %}{% endfor %}{% \
         endfor %}",
    ),
    (
        "loops behind a stray quote",
        "home.html",
        "{# it's #}' {% for a in range(end=30000) %}{% for b in range(end=30000) %}{% endfor %}{% \
         endfor %}",
    ),
    (
        "a component that calls itself",
        "own.html",
        "{% component c(n) %}{{ <c n={n} /> }}{% endcomponent c %}",
    ),
    (
        "a component that calls itself twice",
        "own.html",
        "{% component c(n) %}{% if n > 0 %}{{ <c n={n - 1} /> }}{{ <c n={n - 1} /> }}{% endif %}{% \
         endcomponent c %}",
    ),
    ("a template that includes itself", "home.html", "{% include \"home.html\" %}"),
    (
        "a gigabyte by loops",
        "home.html",
        "{% for a in range(end=99) %}{% for b in range(end=10000) %}\
         01234567890123456789012345678901234567890123456789012345678901234567890123456789\
         01234567890123456789012345678901234567890123456789\
         {% endfor %}{% endfor %}",
    ),
    ("a gigabyte by doubling", "home.html", "DOUBLE"),
    ("a gigabyte by replacing", "home.html", "REPLACE"),
    (
        "a gigabyte into a variable",
        "home.html",
        "{% for i in range(end=900) %}{% set x %}{% for j in range(end=1000) %}LONG{% endfor %}{% \
         endset %}{% endfor %}",
    ),
    ("a name that is not there", "home.html", "{{ nothing.at.all }}"),
    ("a tag never closed", "home.html", "{% for a in"),
    ("a template of 300 MB", "home.html", "SPARSE"),
    ("a template that is a pipe", "home.html", "PIPE"),
    ("a template that is a link", "home.html", "LINK"),
];

#[test]
fn templates_that_never_end_are_stopped() {
    all_of(
        &TEMPLATES,
        |template| template.0,
        |(name, file, body)| {
            let make = template(file, body);
            let book = Book::published();
            let before = book.traces("public/birch");
            book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
            make(&book);
            let ran = book.build(&[]);
            assert_eq!(ran.code(), 1, "{name}: {}", ran.text);
            ran.says(&["template", "content/firms/birch/theme/templates/"]);
            assert_eq!(
                book.traces("public/birch"),
                before,
                "{name}: the edition of birch was touched"
            );
            for edition in ["base", "acme", "cole"] {
                assert!(
                    book.shows(edition, "Second edition"),
                    "{name}: {edition} was not published:\n{}",
                    ran.text
                );
            }
        },
    );
}

fn template(file: &'static str, body: &'static str) -> impl Fn(&Book) {
    move |book: &Book| {
        let path = format!("{BIRCH}/theme/templates/{file}");
        let home = |content: &str| {
            format!(
                "{{% extends \"layout.html\" %}}{{% block content %}}{content}{{% endblock content \
                 %}}"
            )
        };
        book.write(&path, "");
        let replaced = book.at(&path);
        match body {
            "SPARSE" => File::create(&replaced).unwrap().set_len(300 << 20).unwrap(),
            "PIPE" => {
                fs::remove_file(&replaced).unwrap();
                fifo(&replaced);
            }
            "LINK" => {
                fs::remove_file(&replaced).unwrap();
                symlink("/etc/passwd", &replaced).unwrap();
            }
            "DOUBLE" => book.write(
                &path,
                home(&format!(
                    "{{% set a = \"0123456789abcdef\" %}}{}{{{{ a }}}}",
                    "{% set a = a ~ a %}".repeat(36)
                )),
            ),
            "REPLACE" => {
                let text = format!(
                    "{{% set a = \"{}\" %}}{}{{{{ a }}}}",
                    "x".repeat(32),
                    "{% set a = a | replace(from=\"x\", to=a) %}".repeat(6)
                );
                book.write(&path, home(&text));
            }
            _ if file == "own.html" => {
                book.write(&path, body);
                book.write(
                    &format!("{BIRCH}/theme/templates/home.html"),
                    home("{{ <c n={30} /> }}"),
                );
            }
            _ => book.write(&path, home(&body.replace("LONG", &"y".repeat(5_000)))),
        }
    }
}

#[test]
fn a_theme_of_a_firm_that_is_not_trusted_is_not_used() {
    let trouble: Trouble = (
        "a theme",
        |book, layer| {
            book.write(
                "content/handbook.yaml",
                "title: Handbook\nvariables:\n  contact: {type: text, default: Robin}\n",
            );
            book.write(&format!("{layer}/theme/templates/home.html"), "<script>alert(1)</script>");
        },
        &["untrusted-theme", "firms/birch/theme", "trusted_themes"],
    );
    in_a_firm(&trouble);
    let static_alone: Trouble = (
        "a script",
        |book, layer| {
            book.write(
                "content/handbook.yaml",
                "title: Handbook\nvariables:\n  contact: {type: text, default: Robin}\n",
            );
            book.write(&format!("{layer}/theme/static/theme.js"), "alert(1)");
        },
        &["untrusted-theme", "firms/birch/theme"],
    );
    in_a_firm(&static_alone);
}
