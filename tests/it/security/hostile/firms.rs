//! Firms, layers and themes that are not in order.

use std::fs::OpenOptions;

use super::*;

const FIRMS: [Trouble; 16] = [
    (
        "no firm.yaml",
        |book, layer| fs::remove_file(book.at(&format!("{layer}/firm.yaml"))).unwrap(),
        &["firms/birch", "firm.yaml"],
    ),
    (
        "an empty firm.yaml",
        |book, layer| book.write(&format!("{layer}/firm.yaml"), ""),
        &["firm.yaml", "name"],
    ),
    (
        "a firm.yaml that is no YAML",
        |book, layer| book.write(&format!("{layer}/firm.yaml"), "name: [\n"),
        &["firm.yaml:"],
    ),
    (
        "a firm.yaml that is a list",
        |book, layer| book.write(&format!("{layer}/firm.yaml"), "- name\n"),
        &["firm.yaml"],
    ),
    (
        "a firm.yaml in Latin-1",
        |book, layer| book.write(&format!("{layer}/firm.yaml"), b"name: Caf\xe9\n"),
        &["firm.yaml", "UTF-8"],
    ),
    (
        "a firm.yaml that is a pipe",
        |book, layer| {
            fs::remove_file(book.at(&format!("{layer}/firm.yaml"))).unwrap();
            fifo(&book.at(&format!("{layer}/firm.yaml")));
        },
        &["firm.yaml", "pipe"],
    ),
    (
        "a firm.yaml that is a link",
        |book, layer| {
            fs::remove_file(book.at(&format!("{layer}/firm.yaml"))).unwrap();
            symlink("../acme/firm.yaml", book.at(&format!("{layer}/firm.yaml"))).unwrap();
        },
        &["firm.yaml", "symbolic link"],
    ),
    (
        "a firm.yaml that is a folder",
        |book, layer| {
            fs::remove_file(book.at(&format!("{layer}/firm.yaml"))).unwrap();
            fs::create_dir(book.at(&format!("{layer}/firm.yaml"))).unwrap();
        },
        &["firm.yaml"],
    ),
    (
        "a firm.yaml of 300 MB",
        |book, layer| {
            OpenOptions::new()
                .write(true)
                .open(book.at(&format!("{layer}/firm.yaml")))
                .unwrap()
                .set_len(300 << 20)
                .unwrap()
        },
        &["firm.yaml"],
    ),
    (
        "a firm.yaml of aliases",
        |book, layer| {
            book.write(
                &format!("{layer}/firm.yaml"),
                format!("name: &a Birch\nhide: [{}]\n", "*a, ".repeat(100_000)),
            )
        },
        &["firm.yaml:", "anchors"],
    ),
    (
        "an unknown layer",
        |book, layer| {
            book.write(&format!("{layer}/firm.yaml"), "name: Birch\nlayers: [../firms/acme]\n")
        },
        &["firm.yaml:2", "../firms/acme"],
    ),
    (
        "an unknown theme",
        |book, layer| book.write(&format!("{layer}/firm.yaml"), "name: Birch\ntheme: ../../etc\n"),
        &["firm.yaml:2", "../../etc"],
    ),
    (
        "a firm that is a link to another",
        |book, layer| {
            fs::remove_dir_all(book.at(layer)).unwrap();
            symlink("acme", book.at(layer)).unwrap();
        },
        &["firms/birch", "symbolic link"],
    ),
    (
        "a firm that is a link to nothing",
        |book, layer| {
            fs::remove_dir_all(book.at(layer)).unwrap();
            symlink("nowhere", book.at(layer)).unwrap();
        },
        &["firms/birch", "symbolic link"],
    ),
    (
        "a firm that hides everything it shows",
        |book, layer| {
            book.write(
                &format!("{layer}/firm.yaml"),
                "name: Birch\nhide: [rules]\nnav: [{rename: nowhere, title: A}]\n",
            )
        },
        &["firm.yaml:3", "nowhere"],
    ),
    (
        "an override of a page that is not there",
        |book, layer| book.write(&format!("{layer}/rules/mroe.md"), "---\noverride: page\n---\n"),
        &["mroe.md", "rules/more.md"],
    ),
];

#[test]
fn firms_that_are_not_in_order() {
    all_of(&FIRMS, |trouble| trouble.0, |trouble| drop(in_a_firm(trouble)));
}

#[test]
fn a_folder_that_cannot_be_a_firm_is_told_and_stops_no_other() {
    for name in ["Birch", "BIRCH", "base", "b\u{fc}rch", "birch.old", "-x", "a b", "..x"] {
        let book = Book::published();
        book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
        book.write(&format!("content/firms/{name}/firm.yaml"), "name: Other\n");
        book.write(&format!("content/firms/{name}/p.md"), "# Page\n");
        let ran = book.build(&[]);
        let hidden = name.starts_with('.');
        assert_eq!(ran.code(), if hidden { 0 } else { 1 }, "{name}: {}", ran.text);
        if !hidden {
            ran.says(&[&format!("firms/{name}")]).helps();
        }
        for edition in ["base", "acme", "birch", "cole"] {
            assert!(
                book.shows(edition, "Second edition"),
                "{name}: {edition} was not published:\n{}",
                ran.text
            );
        }
        assert_eq!(fs::read_dir(book.at("public")).unwrap().count(), 5, "{name}: and .mentorbook");
    }
}

/// Links in the place of what holds everything: never "all is well" with half of it missing.
#[test]
fn layers_that_are_links_are_told_and_nothing_is_lost() {
    for path in ["content", "content/base", "content/firms", "content/base/rules"] {
        let book = Book::published();
        let before = book.traces("public");
        fs::rename(book.at(path), book.path("moved")).unwrap();
        symlink(book.path("moved"), book.at(path)).unwrap();
        let ran = book.build(&[]);
        assert_ne!(ran.code(), 0, "{path}: {}", ran.text);
        ran.says(&[path, "link"]);
        let only_editions = |traces: Traces| -> Traces {
            traces
                .into_iter()
                .filter(|(path, _)| path.components().count() > 1)
                .filter(|(path, _)| !path.starts_with(".mentorbook"))
                .collect()
        };
        let (before, after) = (only_editions(before), only_editions(book.traces("public")));
        if path == "content/firms" {
            // The base has no trouble of its own.
            assert!(
                after.keys().filter(|path| path.ends_with("own/index.html")).count() == 2,
                "{path}: {}",
                ran.text
            );
        } else {
            assert!(after == before, "{path}: something was published: {}", ran.text);
        }
    }
}

#[test]
fn a_theme_that_is_a_link_is_told() {
    let book = Book::published();
    fs::create_dir(book.path("elsewhere")).unwrap();
    fs::create_dir(book.at("themes")).unwrap();
    symlink(book.path("elsewhere"), book.at("themes/default")).unwrap();
    let ran = book.build(&[]);
    assert_ne!(ran.code(), 0, "{}", ran.text);
    ran.says(&["themes/default", "link"]);
}
