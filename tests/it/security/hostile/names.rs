//! Names and line ends that are odd, but fine.

use super::*;

#[test]
fn odd_names_are_published() {
    let book = Book::published();
    let long = format!("{}.md", "x".repeat(247));
    let names = [
        "a b.md",
        "it's 'so' & so.md",
        "\u{1f600}\u{1f468}\u{200d}\u{1f469}.md",
        "100%.md",
        "g#h!i.md",
        "-rf.md",
        "j;k=l$m.md",
        "\u{202e}dm.x.md",
        "\u{65e5}\u{672c}\u{8a9e}.md",
        "c..d.md",
        "contra.md",
        "UPPER.MD",
        &long,
    ];

    assert_eq!(long.len(), 250);
    for name in names {
        book.write(&format!("{BIRCH}/odd/{name}"), "# Page\n\nWords\n");
        book.write(&format!("{BIRCH}/odd/{name}.gif"), "GIF89a");
    }

    // Hidden files and an editor's leavings are nobody's.
    for name in ["..md", "...", ".hidden.md", "p.md~", ".#p.md", "#p.md#"] {
        book.write(&format!("{BIRCH}/odd/{name}"), "{{ this.would.be.an.error }}");
    }
    let ran = book.build(&[]);
    assert_eq!(ran.code(), 0, "{}", ran.text);

    let published: Vec<PathBuf> = book
        .traces("public/birch/odd")
        .into_keys()
        .filter(|path| path.ends_with("index.html"))
        .collect();

    assert_eq!(published.len(), names.len() + 1, "{published:?}");
    for page in published {
        let address = page.to_str().unwrap();
        assert!(
            address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte)),
            "{address}"
        );
    }
}

#[test]
fn assets_of_odd_names_are_published_or_refused_with_their_names() {
    let troubles: [Trouble; 6] = [
        ("a backslash", |book, layer| book.write(&format!("{layer}/a\\b.gif"), "GIF89a"), &[]),
        ("a line end", |book, layer| book.write(&format!("{layer}/a\nb.gif"), "GIF89a"), &[]),
        ("an escape", |book, layer| book.write(&format!("{layer}/a\u{1b}[2Jb.gif"), "GIF89a"), &[]),
        (
            "case alone",
            |book, layer| {
                book.write(&format!("{layer}/p.md"), "![a](a.gif) ![b](A.gif)\n");
                book.write(&format!("{layer}/a.gif"), "GIF89a");
                book.write(&format!("{layer}/A.gif"), "GIF89a");
            },
            &[],
        ),
        (
            "250 bytes each in many folders",
            |book, layer| {
                book.write(
                    &format!("{layer}/{}a.gif", format!("{}/", "x".repeat(250)).repeat(13)),
                    "GIF89a",
                )
            },
            &[],
        ),
        (
            "letters that grow when spelled in ASCII",
            |book, layer| {
                book.write(
                    &format!("{layer}/{}p.md", format!("{}/", "\u{3316}".repeat(12)).repeat(50)),
                    "# Page\n",
                )
            },
            &[],
        ),
    ];

    all_of(
        &troubles,
        |trouble| trouble.0,
        |(name, make, _)| {
            let book = Book::published();
            make(&book, BIRCH);
            book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
            let ran = book.build(&[]);
            if ran.code() == 1 {
                ran.says(&["birch"]).helps();
            } else {
                assert!(book.shows("birch", "Second edition"), "{name}");
            }
            assert!(book.shows("acme", "Second edition"), "{name}: {}", ran.text);
            let control = |c: char| c.is_control() && c != '\n';
            assert!(!ran.text.contains(control), "{name}: {:?}", ran.text);
        },
    );
}

#[test]
fn a_firm_may_bring_a_robots_txt_of_its_own() {
    let book = Book::published();
    book.write(&format!("{BIRCH}/robots.txt"), "User-agent: *\nAllow: /\n");
    let ran = book.build(&[]);
    assert_eq!(ran.code(), 0, "{}", ran.text);
    let robots = |edition: &str| {
        fs::read_to_string(book.at(&format!("public/{edition}/robots.txt"))).unwrap()
    };
    assert!(robots("birch").contains("Allow: /"));
    assert!(robots("acme").contains("Disallow: /"));
}

#[test]
fn windows_line_ends_and_byte_order_marks_change_nothing() {
    let book = Book::published();
    let page = &flush(
        r#"
        ---
        title: A title
        tags: [a, b]
        ---
        # A heading

        ## One {#x}

        :::details {summary="More"}
        Text {{ contact }}
        :::

        | a |
        |---|
        | b |
        "#,
    );

    book.write(&format!("{BIRCH}/p.md"), page);
    assert_eq!(book.build(&[]).code(), 0);
    let html = |book: &Book| fs::read_to_string(book.at("public/birch/p/index.html")).unwrap();
    let plain = html(&book);
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for text in [crlf(page), format!("\u{feff}{page}"), format!("\u{feff}{}", crlf(page))] {
        book.write(&format!("{BIRCH}/p.md"), text);
        let ran = book.build(&[]);
        assert_eq!(ran.code(), 0, "{}", ran.text);
        assert_eq!(html(&book).replace('\r', ""), plain);
    }
    for (path, text) in [
        (format!("{BIRCH}/firm.yaml"), "name: Birch\nvariables:\n  contact: Kim\n"),
        (
            "content/handbook.yaml".to_owned(),
            "title: Handbook\nvariables:\n  contact: {type: text, default: Robin}\n",
        ),
    ] {
        for text in [crlf(text), format!("\u{feff}{}", crlf(text))] {
            book.write(&path, text);
            let ran = book.build(&[]);
            assert_eq!(ran.code(), 0, "{path}: {}", ran.text);
        }
    }

    assert!(html(&book).contains("Text Kim"));
}
