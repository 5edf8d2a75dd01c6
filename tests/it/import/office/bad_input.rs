//! Documents and archives that are broken, mean harm, or lead elsewhere.

use std::fmt::Write as _;

use super::super::bring;
use super::word::{document, paragraph};
use super::{assert_nowhere, bring_file, zipped};
use crate::harness::{Folder, Random, assert_text, contents, traces};

/// What `import` says of a file that cannot be brought over; nothing is written.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let desk = Folder::empty();
    desk.put(name, bytes);
    let before = traces(desk.root());
    let done = desk.run(&["import", name, "new"]).assert(2);
    assert_eq!(traces(desk.root()), before);
    done.stderr
}

#[test]
fn files_that_cannot_be_read_are_refused_with_what_to_do() {
    let book = document(&paragraph("Standard", "Text."));
    let huge = format!("<a>{}</a>", " ".repeat(33 << 20));
    let deep = "<a>".repeat(1_000);
    let mut said = String::new();
    for (name, bytes) in [
        ("cut.docx", book[..book.len() / 2].to_vec()),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 more".to_vec()),
        ("other.docx", zipped([("a.txt", &b"a"[..])])),
        ("bomb.docx", zipped([("word/document.xml", huge.as_bytes())])),
        ("deep.docx", zipped([("word/document.xml", deep.as_bytes())])),
        ("broken.docx", zipped([("word/document.xml", &b"<w:document><w:body>"[..])])),
        ("empty.docx", zipped([("word/document.xml", &b"<document/>"[..])])),
        ("none.docx", Vec::new()),
        ("none.zip", zipped([("a.txt", &b"a"[..])])),
        ("text.zip", b"no archive".to_vec()),
    ] {
        let _ = writeln!(said, "{}", refused(name, &bytes));
    }
    assert_text(
        said,
        r"
        error: there is no page in cut.docx (a handbook in Word) that can be read
          Documents that cannot be read: cut.docx: it is no ZIP file, or a damaged one; open it in \
        the program that made it, and save it again

        error: there is no page in locked.docx (a handbook in Word) that can be read
          Documents that cannot be read: locked.docx: it is locked with a password, or in the \
        older form of Word (.doc); open it in Word, take the password away, and save it as .docx

        error: there is no page in other.docx (a handbook in Word) that can be read
          Documents that cannot be read: other.docx: there is no text of a Word document in it; \
        open it in Word or LibreOffice, and save it as .docx

        error: there is no page in bomb.docx (a handbook in Word) that can be read
          Documents that cannot be read: bomb.docx: word/document.xml in it has more than 32 MiB \
        unpacked; split the document into several

        error: there is no page in deep.docx (a handbook in Word) that can be read
          Documents that cannot be read: deep.docx: word/document.xml: its XML nests deeper than \
        200 elements or has more than 2 million of them; split the document

        error: there is no page in broken.docx (a handbook in Word) that can be read
          Documents that cannot be read: broken.docx: word/document.xml: its XML ends in the \
        middle; open it in Word or LibreOffice, and save it again

        error: there is no page in empty.docx (a handbook in Word) that can be read
          Documents that cannot be read: empty.docx: its text has no body; open it in Word, and \
        save it again

        error: there is no page in none.docx (a handbook in Word) that can be read
          Documents that cannot be read: none.docx: it is no ZIP file, or a damaged one; open it \
        in the program that made it, and save it again

        error: none.zip was taken for a plain folder of Markdown, and there is not one page in it \
        (`.md`, `.mdx`); if it is of another tool, say so with `--from`

        error: text.zip cannot be brought over: it is no ZIP file, or a damaged one; open it in \
        the program that made it, and save it again

        ",
    );
}

/// The declared size of every file is made larger: what unpacks to terabytes is never unpacked.
#[test]
fn archives_that_say_they_hold_too_much_are_refused() {
    let mut zip = zipped((0..16).map(|_| ("a.md", &b"# A"[..])).take(1));
    let central = zip.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    zip[central + 24..central + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    assert_text(
        refused("bomb.zip", &zip),
        r"
        error: bomb.zip cannot be brought over: unpacked it has more than 2 GiB; if that is right, \
        unpack it, and import the folder
        ",
    );
}

#[test]
fn names_that_lead_out_of_an_archive_are_told_and_never_read() {
    let zip = zipped([
        ("index.md", &b"# Home\n\n![up](../x.png) [abs](/etc/hostname)\n"[..]),
        ("../x.png", b"SECRET"),
        ("/etc/hostname", b"SECRET"),
        ("a\\b.md", b"SECRET"),
        ("C:/c.md", b"SECRET"),
    ]);
    let brought = bring_file("pages.zip", &zip);
    assert_nowhere(&brought, &["SECRET"]);
    assert_text(
        brought.report(),
        r"
        # What was brought over

        Taken for a plain folder of Markdown. If it is of another tool, import it again into \
        another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Links out of the folder that was brought over (1)

        Nothing outside of it is read. Copy the file into the handbook, or write its web address.

        - `index.md:3`: `../x.png`

        ### Links that lead nowhere, as they did before (2)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `index.md:3`: `` no page `etc/hostname` ``
        - `index.md:3`: `this path leaves the handbook`

        ## What was left out, and why

        ### Names in a ZIP file that lead out of it (4)

        - `pages.zip: ../x.png`
        - `pages.zip: /etc/hostname`
        - `pages.zip: C:/c.md`
        - `pages.zip: a\b.md`
        ",
    );
}

#[test]
fn one_bad_document_or_page_stops_no_other() {
    let brought = bring(
        "//- index.html\n<p class=confluence id=main-content><ul><li><a href=a_1.html>A</a></ul>\n\
         //- a_1.html\n<h1 id=title-text>A</h1><div id=main-content>Text.\n\
         //- b_2.html\nno page\n//- c_3.html hex\nff fe 00 00 41\n\
         //- d_4.html\n<div id=main-content><!-- never closed\n\
         //- a_5.html\n<h1 id=title-text>a</h1><div id=main-content>The same name.\n",
    );
    let report = brought.report();
    assert!(report.contains("`b_2.html`"), "{report}");
    let files: Vec<String> = brought.files().into_iter().collect();
    assert_eq!(files, ["a.md", "d-4.md", "index.md"]);
}

/// Pages nested without end, and those that a parser makes large of little.
#[test]
fn pages_that_would_hang_or_fill_the_machine_are_cut() {
    let mut site = String::from("//- index.html\n<p class=confluence id=main-content>\n");
    for (number, text) in [
        "<div>".repeat(100_000),
        "<table><tr><td>".repeat(50_000),
        (0..50_000).fold(String::new(), |text, at| text + &format!("<b a={at}><p>x")),
        "<ul><li>x".repeat(50_000),
        "<blockquote>x".repeat(50_000),
        format!("<table>{}</table>", "<tr><td rowspan=60000 colspan=999999>x".repeat(2_000)),
    ]
    .iter()
    .enumerate()
    {
        let _ = write!(site, "//- p_{number}.html\n<div id=main-content>{text}\n");
    }
    let brought = bring(&site);
    assert!(brought.report().contains("### Pages that nest too deep (5)"), "{}", brought.report());
}

/// Names, links, fields and styles by the ten thousand, each of which could ask all before it.
#[test]
fn documents_take_no_longer_than_they_are_long() {
    let field = "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>REF x</w:instrText>\
                 <w:fldChar w:fldCharType='separate'/><w:t>y</w:t></w:r></w:p>";
    let mut body = String::new();
    for number in 0..20_000 {
        let _ = write!(
            body,
            "<w:p><w:bookmarkStart w:name='b{number}'/><w:hyperlink w:anchor='b{number}'><w:r>\
             <w:t>l</w:t></w:r></w:hyperlink></w:p>"
        );
    }
    body.push_str(&field.repeat(20_000));
    let page = bring_file("book.docx", &document(&body)).page("index.md");
    assert_eq!(page.matches("\n[l](index.md)\n").count(), 20_000);
    assert_eq!(page.matches("\ny\n").count(), 20_000);
}

/// Pieces of HTML and of documents by chance: what is brought over builds.
#[test]
fn whatever_is_brought_over_builds() {
    const HTML: [&str; 34] = [
        "text ",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</ul>",
        "<ol start=7>",
        "<table>",
        "<tr>",
        "<td colspan=2>",
        "<th rowspan=3>",
        "</table>",
        "<pre>",
        "</pre>",
        "<code>a`b|c</code>",
        "<h1 id=x>T {#y}</h1>",
        "<h3>T #</h3>",
        "<a href='#x'>x</a>",
        "<a href='p_1.html#y'>",
        "</a>",
        "<b>",
        "</b>",
        "<i> a </i>",
        "<br>",
        "<hr>",
        "<img src=attachments/1/2.png>",
        "<blockquote>",
        "</blockquote>",
        "{{ x }}",
        ":::note\n",
        "<div class='panel'><div class=panelContent>",
        "</div>",
        "<dl><dt>a<dd>b",
        "&lt;x&gt; [^1] \\",
    ];
    const WORD: [&str; 22] = [
        "<w:p><w:r><w:t>text</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr><w:r><w:t>One #</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='berschrift2'/></w:pPr><w:r><w:t>One {#a}</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:outlineLvl w:val='4'/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t> a </w:t></w:r><w:r><w:t>b</w:t></w:r></w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>",
        "<w:p><w:r><w:instrText>HYPERLINK \\l x</w:instrText></w:r></w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='separate'/></w:r></w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "<w:p><w:bookmarkStart w:name='x'/><w:r><w:t>here</w:t></w:r></w:p>",
        "<w:p><w:hyperlink w:anchor='x'><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:hyperlink r:id='rId5'><w:r><w:t>](y)</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
        "<w:p><w:r><w:footnoteReference w:id='9'/></w:r></w:p>",
        "<w:p><w:r><w:drawing><a:blip r:embed='rId3'/></w:drawing></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc><w:tc/>\
         </w:tr></w:tbl>",
        "<w:p><w:r><w:t>{{ x }} &lt;b&gt; | `</w:t><w:br/><w:t>- no</w:t></w:r></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>in</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>:::note</w:t></w:r></w:p>",
        "<w:p><m:oMath><m:t>a`b</m:t></m:oMath></w:p>",
        "<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>a*b</w:t></w:r></w:p>",
    ];
    let mut random = Random::new(13);
    let mut site = String::from("//- index.html\n<p class=confluence id=main-content>\n");
    for number in 0..40 {
        let _ = write!(site, "//- p_{number}.html\n<div id=main-content>");
        (0..60).for_each(|_| site.push_str(HTML[random.below(HTML.len())]));
        site.push('\n');
    }
    bring(&site);

    let desk = Folder::empty();
    for number in 0..30 {
        let body: String = (0..40).map(|_| WORD[random.below(WORD.len())]).collect();
        desk.put(&format!("old/{number}.docx"), document(&body));
    }
    desk.run(&["import", "old", "new"]).assert(0);
    desk.run(&["build", "--root", "new"]).assert(0);
    let pages = contents(&desk.path("new/content/base"));
    assert!(pages.keys().filter(|path| path.ends_with(".md")).count() > 30);
}

/// A document in which single bytes are others: it is brought over or refused, and nothing breaks.
#[test]
fn damaged_documents_are_brought_over_or_refused() {
    let whole = include_bytes!("../documents/handbook.docx");
    let mut random = Random::new(7);
    for _ in 0..40 {
        let desk = Folder::empty();
        let mut bytes = whole.to_vec();
        for _ in 0..4 {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        desk.put("a.docx", bytes);
        let done = desk.run(&["import", "a.docx", "new"]);
        assert!([0, 2].contains(&done.status), "{}", done.stderr);
        if done.status == 0 {
            desk.run(&["build", "--root", "new"]).assert(0);
        }
    }
}
