//! Which files of the content are read, and what is said of those that are nearly named right.

use std::fs::File;

use mentorbook::Selection;

use crate::harness::{Folder, assert_text, build, files, site};

#[test]
fn files_with_nearly_the_right_name_are_told() {
    let told = |file: &str| {
        let layers = if file.starts_with("layers/") { "layers: [uk]\n" } else { "" };
        let head = format!(
            r"
//- base/index.md
# Home
//- firms/acme/firm.yaml
name: Acme
{layers}"
        );
        site(&format!(
            r"{head}//- {file}
name: x
"
        ))
        .diagnostics()
    };

    for (file, right) in [
        ("base/leave.mkd", "leave.md"),
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

    site(
        r"
        //- base/index.md
        # Home
        [a](a.txt)
        //- base/a.txt
        Text
        //- notes/plan.md
        For ourselves.
        ",
    )
    .assert_clean();
}

#[test]
fn names_that_windows_refuses_are_told_with_one_that_works() {
    let mut all = files(
        r"
        //- base/index.md
        # Home
        //- layers/uk/layer.yaml
        name: UK
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- base/con.md
        # Con
        //- base/trail./a.md
        # A
        //- base/trail./b.md
        # B
        //- layers/uk/aux/index.md
        # Aux
        //- layers/uk/aux/one.txt
        One
        //- firms/acme/a .txt
        Text
        //- firms/acme/why?.md
        # Why
        //- firms/con/firm.yaml
        name: Con
        //- layers/lpt1/layer.yaml
        name: Printer
        //- themes/other/static/nul.css
        a {}
        ",
    );
    all.insert("content/firms/acme/com\u{b9}.md".to_owned(), "# Port".into());
    all.insert("content/firms/acme/a\nb.txt".to_owned(), "Text".into());
    let site = build(all, Selection::default());
    assert_text(
        site.diagnostics(),
        r"
        error[skipped-file] content/base/con.md:1:1 on Windows nothing can be called `con.md`: the \
        name means a device there
          help: rename it to `con-1.md`
        error[skipped-file] content/base/trail.:1:1 on Windows nothing can be called `trail.`: it \
        ends in a dot or a blank
          help: rename it to `trail`
        error[skipped-file] content/firms/acme/a
        b.txt:1:1 on Windows nothing can be called `a\nb.txt`: `\n` is in it
          help: rename it to `a-b.txt`
          note: in 1 of 2 editions: acme
        error[skipped-file] content/firms/acme/a .txt:1:1 on Windows nothing can be called `a \
        .txt`: it ends in a dot or a blank
          help: rename it to `a.txt`
          note: in 1 of 2 editions: acme
        error[skipped-file] content/firms/acme/com¹.md:1:1 on Windows nothing can be called \
        `com¹.md`: the name means a device there
          help: rename it to `com¹-1.md`
          note: in 1 of 2 editions: acme
        error[skipped-file] content/firms/acme/why?.md:1:1 on Windows nothing can be called \
        `why?.md`: `?` is in it
          help: rename it to `why-.md`
          note: in 1 of 2 editions: acme
        error[skipped-file] content/firms/con:1:1 this folder's name cannot be the name of a firm \
        or layer
          help: use small letters, digits and hyphens only, beginning with a letter or digit, and \
        not `base`, such as `con-1`
        error[skipped-file] content/layers/lpt1:1:1 this folder's name cannot be the name of a \
        firm or layer
          help: use small letters, digits and hyphens only, beginning with a letter or digit, and \
        not `base`, such as `lpt1-1`
        error[skipped-file] content/layers/uk/aux:1:1 on Windows nothing can be called `aux`: the \
        name means a device there
          help: rename it to `aux-1`
          note: in 1 of 2 editions: acme
        ",
    );
    assert!(site.editions.is_empty());
}

#[test]
fn names_near_those_are_read_and_no_address_is_one() {
    let mut all = files(
        r"
        //- base/index.md
        # Home
        [a](contact.md) [b](con-1.md) [c](com10.md) [d](auxiliary/a.md)
        //- base/contact.md
        # Contact
        //- base/con-1.md
        # One
        //- base/com10.md
        # Ten
        //- base/auxiliary/a.md
        # A
        ",
    );
    // Letters that are spelled `aux` in an address.
    all.insert("content/base/\u{ff21}\u{ff35}\u{ff38}/a.md".to_owned(), "# Wide".into());
    let built = build(all, Selection::default());
    built.assert_clean();
    assert!(built.page("base", "aux-1/a").contains("Wide"));
}

#[test]
fn a_readme_beside_the_layers_is_nobodys_page() {
    let mut files = files(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        ",
    );

    for folder in ["content", "content/firms", "content/layers", "themes"] {
        files.insert(format!("{folder}/README.md"), "[Nowhere](nowhere.md) {{ nothing }}".into());
    }

    let built = build(files, Selection::default());
    built.assert_clean();
    for edition in ["base", "acme"] {
        let files = built.editions[edition].keys();
        let pages: Vec<&String> = files.filter(|path| path.ends_with("index.html")).collect();
        assert_eq!(pages, ["index.html"], "{edition}");
    }
}

#[test]
fn a_folder_with_a_bad_name_is_told_once_and_its_files_are_not_read() {
    let folder = Folder::with(
        "
        //- base/index.md
        # Home
        //- firms/Acme Ltd/firm.yaml
        name: Acme
        //- firms/Acme Ltd/a.md
        # A
        ",
    );
    // To read it would take seconds, and then it would be too large.
    let film = File::create(folder.path("content/firms/Acme Ltd/film.mp4")).expect("made");
    film.set_len(3 << 30).expect("a file with a hole");

    let done = folder.run(&["check", "--format", "json"]).assert(1);
    assert_eq!(done.stdout.lines().count(), 1, "{}", done.stdout);
    done.prints("this folder's name cannot be the name of a firm or layer");
}
