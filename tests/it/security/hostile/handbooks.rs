//! Runs that cannot begin, and a base without pages.

use std::fs::OpenOptions;

use super::*;

/// Runs that cannot begin: exit status 2, the file named, nothing touched.
const HANDBOOKS: [Trouble; 14] = [
    (
        "broken YAML on line 1",
        |book, _| book.write("content/handbook.yaml", "title: [a\n"),
        &["content/handbook.yaml"],
    ),
    (
        "broken YAML in the middle",
        |book, _| {
            book.write("content/handbook.yaml", "title: A\ntheme: default\n  x: y: z\nchecks: {}\n")
        },
        &["content/handbook.yaml:3"],
    ),
    (
        "a list",
        |book, _| book.write("content/handbook.yaml", "- title\n"),
        &["content/handbook.yaml"],
    ),
    (
        "an unknown check",
        |book, _| book.write("content/handbook.yaml", "title: A\nchecks: {borken-link: off}\n"),
        &["content/handbook.yaml:2", "broken-link"],
    ),
    (
        "aliases",
        |book, _| {
            book.write(
                "content/handbook.yaml",
                format!("title: &a A\naudiences: [{}]\n", "*a, ".repeat(20_000)),
            )
        },
        &["content/handbook.yaml:", "anchors"],
    ),
    (
        "brackets",
        |book, _| book.write("content/handbook.yaml", format!("title: {}\n", "[".repeat(64_000))),
        &["content/handbook.yaml:1"],
    ),
    (
        "brackets behind a quote",
        |book, _| {
            book.write(
                "content/handbook.yaml",
                format!("title: a\n  'b\naudiences: {}\n", "[".repeat(500_000)),
            )
        },
        &["content/handbook.yaml"],
    ),
    (
        "Latin-1",
        |book, _| book.write("content/handbook.yaml", b"title: Caf\xe9\n"),
        &["content/handbook.yaml", "UTF-8"],
    ),
    (
        "NUL",
        |book, _| book.write("content/handbook.yaml", b"title: A\0\n"),
        &["content/handbook.yaml", "NUL"],
    ),
    (
        "300 MB",
        |book, _| {
            OpenOptions::new()
                .write(true)
                .open(book.at("content/handbook.yaml"))
                .unwrap()
                .set_len(300 << 20)
                .unwrap()
        },
        &["content/handbook.yaml"],
    ),
    (
        "a folder",
        |book, _| {
            fs::remove_file(book.at("content/handbook.yaml")).unwrap();
            fs::create_dir(book.at("content/handbook.yaml")).unwrap();
        },
        &["content/handbook.yaml"],
    ),
    (
        "a pipe",
        |book, _| {
            fs::remove_file(book.at("content/handbook.yaml")).unwrap();
            fifo(&book.at("content/handbook.yaml"));
        },
        &["content/handbook.yaml"],
    ),
    (
        "a link",
        |book, _| {
            fs::remove_file(book.at("content/handbook.yaml")).unwrap();
            symlink("/etc/passwd", book.at("content/handbook.yaml")).unwrap();
        },
        &["content/handbook.yaml"],
    ),
    (
        "a link to a device",
        |book, _| {
            fs::remove_file(book.at("content/handbook.yaml")).unwrap();
            symlink("/dev/zero", book.at("content/handbook.yaml")).unwrap();
        },
        &["content/handbook.yaml"],
    ),
];

#[test]
fn handbooks_that_cannot_be_read() {
    all_of(
        &HANDBOOKS,
        |trouble| trouble.0,
        |(name, make, words)| {
            let book = Book::published();
            let before = book.traces("public");
            make(&book, "");
            let ran = book.build(&[]);
            assert_eq!(ran.code(), 2, "{name}: {}", ran.text);
            ran.says(words);
            assert!(!ran.text.contains("root:x:0"), "{name}: {}", ran.text);
            assert_eq!(book.traces("public"), before, "{name}");
        },
    );
}

#[test]
fn no_handbook_says_where_it_looked_and_what_to_run() {
    let desk = tempfile::tempdir().unwrap();
    for folder in ["empty", "half/content", "half/content/base"] {
        let folder = desk.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        for named in [false, true] {
            let mut command = limited(program().get_program());
            command.arg("build").current_dir(&folder);
            if named {
                command.arg("--root").arg(&folder);
            }
            let ran = run(command, desk.path());
            assert_eq!(ran.code(), 2, "{}", ran.text);
            ran.says(&[folder.to_str().unwrap(), "content/handbook.yaml", "mentorbook init"]);
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "something was made");
            if !named {
                break;
            }
        }
    }
    let mut command = limited(program().get_program());
    command.args(["check", "--root", "/nonexistent/handbook"]);
    let ran = run(command, desk.path());
    assert_eq!(ran.code(), 2);
    ran.says(&["/nonexistent/handbook", "mentorbook init"]);
}

/// A base that lost its pages must not silently empty what is published.
#[test]
fn a_handbook_without_pages_empties_nothing() {
    let book = Book::published();
    let before =
        ["base", "acme", "birch", "cole"].map(|edition| book.traces(&format!("public/{edition}")));
    fs::remove_dir_all(book.at("content/base")).unwrap();
    for made in [false, true] {
        if made {
            fs::create_dir(book.at("content/base")).unwrap();
        }
        let ran = book.build(&[]);
        assert_eq!(ran.code(), 1, "{}", ran.text);
        ran.says(&["content/base"]).helps();
        let after = ["base", "acme", "birch", "cole"]
            .map(|edition| book.traces(&format!("public/{edition}")));
        assert!(after == before, "{}", ran.text);
    }
}

#[test]
fn an_unknown_firm_is_told_with_those_there_are() {
    let book = Book::published();
    let before = book.traces("public");
    for name in ["brich", "Birch", "../firms/birch", "", "birch/", "birch.mentors", "\u{1f600}"] {
        let ran = book.build(&["--firm", name]);
        assert_eq!(ran.code(), 2, "{name}: {}", ran.text);
        ran.says(&["base, acme, birch, cole", name]);
        assert_eq!(book.traces("public"), before, "{name}");
    }
}
