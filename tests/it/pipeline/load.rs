//! Which files of the content are read, and what is said of those that are nearly named right.

use std::fs::File;

use mentorbook::Selection;

use crate::harness::{Folder, build, files, site};

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
