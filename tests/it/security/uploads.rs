//! Files that a firm brings: none is published that a web server or a browser could take for
//! something else than its name says, and no image loads anything.

use mentorbook::Selection;

use crate::harness::{Site, assert_text, build, files, site};

/// A handbook whose firm `acme`, or whose shared layer, brings a file.
fn with(file: &str, bytes: &[u8]) -> Site {
    let mut all = files(
        r"
        //- handbook.yaml
        title: Test
        checks: {unused-asset: off}
        //- base/index.md
        # Home
        //- layers/uk/layer.yaml
        name: UK
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        ",
    );
    all.insert(format!("content/{file}"), bytes.to_vec());
    build(all, Selection::default())
}

/// What is said of a firm's file, whose firm must not be published.
#[track_caller]
fn refused(file: &str, bytes: &[u8]) -> String {
    let site = with(file, bytes);
    assert!(!site.editions.contains_key("acme"), "{file} is published");
    site.diagnostics()
}

const TYPE_MAP: &[u8] = b"Content-type: text/html\nContent-language: en\nBody:----x----\n\
    <!doctype html><script>alert(1)</script>\n----x----\n";

#[test]
fn a_file_that_is_not_what_its_name_says_is_refused() {
    assert_text(
        refused("firms/acme/notes.var.txt", TYPE_MAP),
        r"
        error[unsafe-asset] content/firms/acme/notes.var.txt:1:1 by its ending this file is text, \
        but a web server could take it for a type map of the Apache web server
          help: begin it with other words, or make it a page: a file that ends in `.md`
          note: in 1 of 2 editions: acme
        ",
    );
    assert_text(
        refused("firms/acme/notes.html.vtt", b"\n <!DOCTYPE html><script>alert(1)</script>"),
        r"
        error[unsafe-asset] content/firms/acme/notes.html.vtt:1:1 by its ending this file is text, \
        but a web server could take it for HTML or XML
          help: begin it with other words, or make it a page: a file that ends in `.md`
          note: in 1 of 2 editions: acme
        ",
    );
    assert_text(
        refused("firms/acme/pic.html.avif", b"<html><script>alert(1)</script>"),
        r"
        error[unsafe-asset] content/firms/acme/pic.html.avif:1:1 by its ending this file is an \
        image, but it does not begin like that
          help: save it again with the program that made it, or give it the ending of what it is
          note: in 1 of 2 editions: acme
        ",
    );
    assert_text(
        refused("layers/uk/talk.mp3", b"<script>alert(1)</script>"),
        r"
        error[unsafe-asset] content/layers/uk/talk.mp3:1:1 by its ending this file is sound or \
        film, but it does not begin like that
          help: save it again with the program that made it, or give it the ending of what it is
          note: in 1 of 2 editions: acme
        ",
    );
    assert_text(
        refused("firms/acme/list.csv", b"a;b\0c\n"),
        r"
        error[unsafe-asset] content/firms/acme/list.csv:1:1 by its ending this file is text, but \
        it holds a NUL byte
          help: save it as plain text (UTF-8)
          note: in 1 of 2 editions: acme
        ",
    );
    assert_text(
        refused("firms/acme/list.txt", b"\xff\xfeH\0i\0"),
        r"
        error[unsafe-asset] content/firms/acme/list.txt:1:1 by its ending this file is text, but it \
        is written in UTF-16
          help: save it as plain text (UTF-8)
          note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn a_file_that_is_what_its_name_says_is_published_as_it_is() {
    for (path, bytes) in [
        ("pic.png", b"\x89PNG\r\n\x1a\nrest".as_slice()),
        ("old.jpg", b"\xff\xd8\xff\xe1"),
        ("paper.pdf", b"%PDF-1.2\r\n"),
        ("list.csv", b"Gr\xf6\xdfe;1\r\n"),
        ("words.vtt", b"\xef\xbb\xbfWEBVTT\n"),
        ("empty.txt", b""),
    ] {
        let site = with(&format!("firms/acme/{path}"), bytes);
        site.assert_clean();
        assert_eq!(site.editions["acme"][path], bytes, "{path}");
    }

    // What the base holds is its own business.
    let site = with("base/tool.html", b"<!doctype html>");
    site.assert_clean();
    assert_eq!(site.editions["acme"]["tool.html"], b"<!doctype html>");
}

#[test]
fn of_a_firms_file_one_ending_is_left() {
    let paths = |file: &str, bytes: &[u8]| {
        let site = with(file, bytes);
        site.assert_clean();
        let own =
            site.editions["acme"].keys().filter(|path| !site.editions["base"].contains_key(*path));
        own.cloned().collect::<Vec<_>>()
    };
    for (file, published) in [
        ("firms/acme/notes.var.txt", "notes-var.txt"),
        ("firms/acme/a.b/report.v1.2.final.PDF", "a.b/report-v1-2-final.PDF"),
        ("firms/acme/x.php.cgi.en.gz.csv", "x-php-cgi-en-gz.csv"),
        ("firms/acme/plain.txt", "plain.txt"),
    ] {
        let bytes: &[u8] = if file.ends_with("PDF") { b"%PDF-1.4" } else { b"Text" };
        assert_eq!(paths(file, bytes), [published], "{file}");
    }

    // The address of a file that a page uses has only its digest between the dots.
    let site = site(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/index.md
        ---
        override: page
        ---
        [notes](notes.var.txt)
        //- firms/acme/notes.var.txt
        Text
        ",
    );
    site.assert_clean();
    let used = site.editions["acme"].keys().find(|path| path.starts_with("notes")).unwrap();
    let parts: Vec<&str> = used.split('.').collect();
    assert!(matches!(parts[..], ["notes-var", digest, "txt"] if digest.len() == 8), "{used}");
}

#[test]
fn two_files_of_a_firm_do_not_share_an_address() {
    let mut all = files(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/a-b.txt
        One
        //- firms/acme/a.b.txt
        Two
        ",
    );
    let checks = "title: Test\nchecks: {unused-asset: off, duplicate-url: notice}\n";
    all.insert("content/handbook.yaml".to_owned(), checks.into());
    let site = build(all, Selection::default());
    assert_text(
        site.diagnostics(),
        r"
        warning[duplicate-url] content/firms/acme/a.b.txt:1:1 the address `/a-b.txt` is taken by a \
        page or another file
          help: rename the file
          note: in 1 of 2 editions: acme
        ",
    );
    assert_eq!(site.file("acme", "a-b.txt"), "One\n");
    let other =
        site.editions["acme"].keys().find(|path| path.starts_with("a-b.") && path.len() > 7);
    assert_eq!(site.file("acme", other.unwrap()), "Two\n");
}

#[test]
fn an_image_that_loads_something_is_refused_with_what_it_is() {
    assert_text(
        refused(
            "firms/acme/a.svg",
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" style='background:image-set("https:evil.example/b.png" 1x)'/>"#,
        ),
        r#"
        error[unsafe-asset] content/firms/acme/a.svg:1:1 this image holds more than drawing: the \
        attribute `style="background:image-set("https:evil.example/b.png" 1x)"`
          help: use an image, font, document, sound or film; export SVG images as plain SVG, \
        without scripts, styles and links
          note: in 1 of 2 editions: acme
        "#,
    );
    assert_text(
        refused(
            "firms/acme/a.svg",
            br#"<svg xmlns="http://www.w3.org/2000/svg"><path style="cursor:url(b.cur)"/></svg>"#,
        ),
        r#"
        error[unsafe-asset] content/firms/acme/a.svg:1:1 this image holds more than drawing: the \
        attribute `style="cursor:url(b.cur)"`
          help: use an image, font, document, sound or film; export SVG images as plain SVG, \
        without scripts, styles and links
          note: in 1 of 2 editions: acme
        "#,
    );
}
