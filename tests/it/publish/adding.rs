//! What can go wrong while files are added.

use super::*;

#[test]
fn a_path_out_of_the_edition_is_refused() {
    let desk = Desk::published();
    let long = "a/".repeat(5_000) + "b";
    let paths = [
        "",
        "/",
        "/x",
        "../x",
        "a/../../x",
        "a/..",
        "a//b",
        "a/",
        "./a",
        "a/./b",
        "..",
        ".",
        "a\0b",
        "a\nb",
        "a\\b",
        ".mentorbook",
        "a/.Mentorbook/b",
        "manifest.json",
        "Manifest.JSON",
        &long,
    ];

    for path in paths {
        let staging = desk.begin();
        let error = staging.put(path, b"x").expect_err(path);
        assert_eq!(error.kind(), PublishErrorKind::Internal, "{path}");
        let page = desk.acme("index.html");
        let asset = staging.put_file(path, &desk.source(&page, Digest::of(b"home")));
        asset.expect_err(path);
    }
    let outside = files(desk.root()).into_keys().filter(|path| !path.starts_with("public/"));
    assert_eq!(outside.count(), 0);
    for path in ["a b.html", "é/ü.html", "...", "a..b", "it's \"so\".html", "docs/manifest.json"]
    {
        desk.begin().put(path, b"x").expect(path);
    }
}

#[test]
fn a_path_that_is_wanted_twice_is_refused() {
    let twice: [[(&str, &str); 2]; 6] = [
        [("new.html", "one"), ("new.html", "two")],
        [("index.html", "home"), ("index.html", "home")],
        [("index.html", "home"), ("index.html", "other")],
        [("new", "file"), ("new/page", "in a folder")],
        [("new/page", "in a folder"), ("new", "file")],
        [("index.html", "home"), ("index.html/new", "in a folder")],
    ];
    for [one, two] in twice {
        let desk = Desk::published();
        let staging = desk.begin();
        staging.put(one.0, one.1.as_bytes()).unwrap();
        let error = staging.put(two.0, two.1.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("is wanted twice"), "{error}");
        let error = commit(staging, record("inputs"), "mentorbook 1").unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::Internal);
        assert_eq!(published(&desk), pages(&PAGES));
        assert!(tidy(&desk));
    }
}

#[test]
fn a_page_that_is_edited_during_the_build_stops_it() {
    let desk = Desk::published();
    let staging = desk.begin();
    put_all(&staging, &[PAGES[0], ("new.html", "new")]);
    fs::write(desk.acme("index.html"), "edited").unwrap();
    let error = commit(staging, record("inputs"), "mentorbook 1").unwrap_err();
    assert!(error.to_string().contains("index.html` was changed while the build ran"), "{error}");
    let done = desk.build(&PAGES);
    assert_eq!(kept(&desk, &done), ["edited"]);
}
