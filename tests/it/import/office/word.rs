//! Documents of Word: one of forty pages as LibreOffice writes them, and small ones in the shape of
//! Word's own.

use super::super::Brought;
use super::{assert_nowhere, bring_file, unzipped, zipped};
use crate::harness::{Folder, assert_text, contents};

const HANDBOOK: &[u8] = include_bytes!("../documents/handbook.docx");

/// Text of a document, without what packs it.
const ROOT: &str = "<w:document \
    xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' \
    xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' \
    xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
    xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' \
    xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><w:body>";
const STYLES: &str = "<w:styles \
    xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
    <w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val='de-DE'/></w:rPr></w:rPrDefault>\
    </w:docDefaults>\
    <w:style w:type='paragraph' w:default='1' w:styleId='Standard'><w:name w:val='Normal'/>\
    </w:style>\
    <w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
    <w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
    <w:style w:type='paragraph' w:styleId='Eigene'><w:name w:val='Mine'/>\
    <w:basedOn w:val='berschrift2'/></w:style>\
    <w:style w:type='paragraph' w:styleId='Geheim'><w:name w:val='Secret'/>\
    <w:rPr><w:vanish/></w:rPr></w:style>\
    <w:style w:type='character' w:styleId='Fett'><w:name w:val='Strong'/>\
    <w:rPr><w:b/></w:rPr></w:style></w:styles>";
const PARTS: [(&str, &str, &str); 6] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "footnotes", "footnotes.xml"),
    ("rId3", "image", "media/image1.png"),
    ("rId4", "image", "file:///etc/hostname"),
    ("rId5", "hyperlink", "https://firm.example/a?b=1&amp;c=2"),
    ("rId6", "aFChunk", "other.html"),
];
const FOOTNOTES: &str = "<w:footnotes \
    xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
    <w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>sep</w:t></w:r></w:p></w:footnote>\
    <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/><w:t> Below.</w:t></w:r></w:p></w:footnote>\
    </w:footnotes>";

/// A document with this text in it, and with what it may be related to.
pub(super) fn document(body: &str) -> Vec<u8> {
    let relations = PARTS.map(|(id, kind, target)| {
        let mode = if target.contains(':') { " TargetMode='External'" } else { "" };
        format!("<Relationship Id='{id}' Type='http://x/{kind}' Target='{target}'{mode}/>")
    });
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    let text = format!("{ROOT}{body}</w:body></w:document>");
    let png = b"\x89PNG\r\n\x1a\n and more";
    zipped([
        ("word/document.xml", text.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/footnotes.xml", FOOTNOTES.as_bytes()),
        ("word/media/image1.png", &png[..]),
        ("word/other.html", b"<p>put in whole"),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
    ])
}

/// A paragraph of some style.
pub(super) fn paragraph(style: &str, words: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn pages(brought: &Brought) -> Vec<String> {
    let files = brought.files();
    files.into_iter().filter(|file| file.ends_with(".md")).collect()
}

#[test]
fn a_handbook_of_forty_pages_loses_nothing() {
    let brought = bring_file("handbook.docx", HANDBOOK);
    let xml = unzipped(HANDBOOK, "word/document.xml");
    let count = |mark: &str| xml.matches(mark).count();
    let pages = pages(&brought);
    let all: String = pages.iter().map(|page| brought.page(page)).collect();

    // Each heading of the two highest levels begins a page; one more opens the handbook.
    let headings = count("w:val=\"Heading1\"") + count("w:val=\"Heading2\"");
    assert_eq!((headings, pages.len()), (40, 41));
    let tables = all.lines().filter(|line| line.starts_with("| --- |")).count();
    assert_eq!((count("<w:tbl>"), tables), (8, 8));
    assert_eq!((count("<pic:pic "), all.matches("![").count()), (8, 8));
    let notes = all.lines().filter(|line| line.starts_with("[^")).count();
    assert_eq!((count("<w:footnoteReference") + count("<w:endnoteReference"), notes), (24, 24));
    let pictures = brought.files().into_iter().filter(|file| file.ends_with(".png")).count();
    assert_eq!(pictures, 8);
    assert!(brought.files().contains("pictures/image1.png"));
    let items = all.lines().filter(|line| line.trim_start().starts_with("- ")).count();
    let is_item =
        |line: &&str| line.split_once(". ").is_some_and(|(at, _)| at.parse::<u64>().is_ok());
    let counted = all.lines().filter(is_item).count();
    assert_eq!((count("<w:numPr>"), items + counted), (72, 72));

    // All words, but for those that are not for readers.
    let spoken = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for run in xml.split("<w:t").skip(1).filter(|run| run.starts_with(['>', ' '])) {
        let words = run.split_once('>').and_then(|(_, rest)| rest.split_once("</w:t>"));
        let words = spoken(words.expect("a run").0).join(" ");
        let is_left = words.contains("the budget is") || words == "x" || words == "Contents";
        let is_paper = words.len() < 3;
        assert!(is_left || is_paper || all.contains(&words), "{words:?} is lost");
    }
    assert_nowhere(
        &brought,
        &["the budget is 12,000", "Dana", "quietly and for good", "right subtitle"],
    );
    assert_text(
        brought.report(),
        r"
        # What was brought over

        Taken for a handbook in Word because of `handbook.docx`. If it is of another tool, import \
        it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 41 |
        | pictures and documents | 8 |
        | links, to the files they lead to | 9 |
        | lists of contents, which the navigation replaces | 1 |
        | tables | 8 |
        | tables with merged cells, whose text is in each row now | 4 |
        | text boxes, into boxes | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook. The number after a document of Word is that \
        of a paragraph in it.

        ### Tracked changes (2)

        They were taken as if all were accepted: what was added is there, what was deleted is not. \
        Read the place once.

        - `handbook.docx:206`: `added: This sentence was added later.`
        - `handbook.docx:206`: `something was deleted here`

        ## What was left out, and why

        ### Comments (1)

        - `handbook.docx: Is this still the right subtitle?`

        ### Hidden text (1)

        - `handbook.docx:162`
        ",
    );
    assert_text(
        brought.page("finding-a-pair/what-to-write-about-yourself.md"),
        r"
        ---
        weight: 20
        ---
        # What to write about yourself

        A new mentor tries out a place where both can talk and writes it on one line. A junior \
        colleague brings what was hard to say before the talk begins. The senior partner notes \
        down the time that was promised because that makes the rest easier. Whoever leads the \
        evening agrees on one open question and writes it on one line. A pair asks for a place \
        where both can talk and does not judge it.

        | Who | When | How long |
        | --- | --- | --- |
        | Mentor | Monday | 30 minutes |
        | Mentor | Friday | 15 minutes |
        | Both | Whenever it suits |  |

        ## In short

        **Remember:** The coordinator looks back at a small next step and says so at the start. \
        Every mentee keeps a plain example from the week even if the week was full.[^6] *That is \
        all.*

        > Nobody ever told me that before. It was the best hour of the month.

        [^6]: From the talks of the year, page 6.
        ",
    );
    assert_text(
        brought.page("teaching-upwards/explaining-a-habit.md"),
        r"
        ---
        weight: 20
        ---
        # Explaining a habit

        A new mentor tries out a place where both can talk and writes it on one line. A junior \
        colleague brings what was hard to say and does not judge it. The senior partner notes down \
        the time that was promised and says so at the start. Whoever leads the evening agrees on \
        one open question even if the week was full. A pair asks for a place where both can talk \
        so that nobody is surprised.

        | Who | When | How long |
        | --- | --- | --- |
        | Mentor | Monday | 30 minutes |
        | Mentor | Friday | 15 minutes |
        | Both | Whenever it suits | x |

        ## In short

        **Remember:** The coordinator looks back at a small next step before the talk begins. \
        Every mentee keeps a plain example from the week because that makes the rest easier.[^13] \
        *That is all.*

        This sentence was added later. And one was taken out.

        [^13]: From the talks of the year, page 18.
        ",
    );
    assert_text(
        brought.nav(),
        r"
        Before you begin
        .Who takes part
        .What it costs in time
        .What nobody has to do
        .Words we use
        Finding a pair
        .How pairs are made
        .What to write about yourself
        .When a pair does not fit
        .Changing a pair
        The first talk
        .Choosing the room
        .What to bring
        .Ten questions to open with
        .After the first talk
        Every month
        .A rhythm that holds
        .Notes that help
        .Topics for a year
        .When a date falls out
        Teaching upwards
        .Showing a tool
        .Explaining a habit
        .Saying what is hard to hear
        .Practising together
        Trust and privacy
        .What stays in the room
        .What may be passed on
        .Data that is kept
        .Whom to ask
        For facilitators
        .Opening an evening
        .Working in threes
        .Feedback that is used
        .Keeping the time
        Closing well
        .The last talk
        .What was learned
        .Thanking each other
        .Staying in touch",
    );
}

/// A run with properties.
fn run(properties: &str, inner: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>")
}

/// A paragraph of runs.
fn runs(runs: &[String]) -> String {
    format!("<w:p>{}</w:p>", runs.concat())
}

fn words(words: &str) -> String {
    run("", &format!("<w:t xml:space='preserve'>{words}</w:t>"))
}

#[test]
fn styles_are_known_by_their_names_and_text_by_how_it_is_set() {
    let body = [
        paragraph("berschrift1", "The book"),
        paragraph("Standard", "Opens."),
        paragraph("berschrift2", "One"),
        runs(&[
            words("A "),
            run("<w:b/>", "<w:t>bold</w:t>"),
            words(" "),
            run("<w:rStyle w:val='Fett'/><w:i/>", "<w:t>both</w:t>"),
            words(", H"),
            run("<w:vertAlign w:val='subscript'/>", "<w:t>2</w:t>"),
            words("O, "),
            run("<w:strike/>", "<w:t>gone</w:t>"),
            words(" {{ name }} * [x]"),
            run("", "<w:br/><w:t>1. no list</w:t>"),
            run("", "<w:footnoteReference w:id='2'/>"),
            run("", "<w:footnoteReference w:id='99'/>"),
        ]),
        paragraph("Eigene", "Two"),
        runs(&[
            "<w:hyperlink r:id='rId5'><w:r><w:t>the firm</w:t></w:r></w:hyperlink>".to_owned(),
            words(" and "),
            "<w:hyperlink w:anchor='there'><w:r><w:t>there</w:t></w:r></w:hyperlink>".to_owned(),
            words(" and "),
            "<w:fldSimple w:instr=' REF nowhere '><w:r><w:t>nowhere</w:t></w:r></w:fldSimple>"
                .to_owned(),
        ]),
        "<w:p><w:bookmarkStart w:id='0' w:name='there'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr>\
         <w:r><w:t>Three</w:t></w:r></w:p>"
            .to_owned(),
        paragraph("Standard", "The end."),
    ]
    .concat();
    let brought = bring_file("book.docx", &document(&body));
    assert_eq!(pages(&brought), ["index.md", "one.md", "two.md"]);
    assert_text(
        brought.page("index.md"),
        r"
        # The book

        Opens.
        ",
    );
    assert_text(
        brought.page("one.md"),
        r"
        ---
        weight: 10
        ---
        # One

        A **bold** ***both***, H<sub>2</sub>O, ~~gone~~ \{{ name }} \* \[x\]\
        1\. no list[^2]

        [^2]: Below.
        ",
    );
    assert_text(
        brought.page("two.md"),
        r"
        ---
        weight: 20
        ---
        # Two

        [the firm](https://firm.example/a?b=1&c=2) and [there](#three) and nowhere

        ## Three {#three}

        The end.
        ",
    );
    let handbook = brought.desk.read("new/content/handbook.yaml");
    assert!(handbook.contains("title: \"The book\"\nlanguage: de\n"), "{handbook}");
}

#[test]
fn what_is_hidden_or_of_authors_is_not_published() {
    let field = |instruction: &str, shown: &str| {
        [
            run("", "<w:fldChar w:fldCharType='begin'/>"),
            run("", &format!("<w:instrText>{instruction}</w:instrText>")),
            run("", "<w:fldChar w:fldCharType='separate'/>"),
            run("", &format!("<w:t>{shown}</w:t>")),
            run("", "<w:fldChar w:fldCharType='end'/>"),
        ]
        .concat()
    };
    let body = [
        paragraph("berschrift1", "Open"),
        runs(&[words("Seen. "), run("<w:vanish/>", "<w:t>SECRET</w:t>")]),
        runs(&[run("<w:vanish w:val='0'/>", "<w:t>Seen, too.</w:t>")]),
        paragraph("Geheim", "SECRET"),
        format!("<w:p>{}{}</w:p>", words("By "), field(" AUTHOR ", "SECRET")),
        format!("<w:p>{}{}</w:p>", words("At "), field("DOCPROPERTY Company", "SECRET")),
        format!("<w:p>{}{}</w:p>", words("On "), field("INCLUDETEXT C:/SECRET.docx", "it goes")),
        "<w:p><w:ins w:author='SECRET'><w:r><w:t>New.</w:t></w:r></w:ins>\
         <w:del w:author='SECRET'><w:r><w:delText>SECRET</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>SECRET</w:t></w:r></w:moveFrom></w:p>"
            .to_owned(),
        "<w:sdt><w:sdtPr><w:dataBinding w:xpath='/cp:coreProperties/dc:creator'/></w:sdtPr>\
         <w:sdtContent><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            .to_owned(),
        "<w:altChunk r:id='rId6'/>".to_owned(),
        "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>SECRET</w:t></w:r></w:p>\
         </w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>\
         </w:tr></w:tbl>"
            .to_owned(),
        "<w:p><w:r><w:object><o:OLEObject xmlns:o='urn:schemas-microsoft-com:office:office'/>\
         </w:object></w:r></w:p>"
            .to_owned(),
        "<w:p><w:r><w:drawing><wp:inline><wp:docPr descr='Far'/><a:blip r:link='rId4'/></wp:inline>\
         </w:drawing></w:r></w:p>"
            .to_owned(),
        "<w:p><w:r><w:drawing><wp:inline><wp:docPr descr='SECRET' hidden='1'/>\
         <a:blip r:embed='rId3'/></wp:inline></w:drawing></w:r></w:p>"
            .to_owned(),
    ]
    .concat();
    let brought = bring_file("book.docx", &document(&body));
    assert_nowhere(&brought, &["SECRET", "hostname", "put in whole"]);
    assert_text(
        brought.page("open.md"),
        r"
        ---
        weight: 10
        ---
        # Open

        Seen.

        Seen, too.

        By

        At

        On it goes

        New.

        | a |  |
        | --- | --- |
        ",
    );
    assert_text(
        brought.report(),
        r"
        # What was brought over

        Taken for a handbook in Word because of `book.docx`. If it is of another tool, import it \
        again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 1 |
        | opening pages made for chapters that had none | 1 |
        | tables | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook. The number after a document of Word is that \
        of a paragraph in it.

        ### Pictures that are not in the document (1)

        It only says where they are, and nothing is fetched. Put each into the document, or beside \
        the page.

        - `book.docx:12`: `file:///etc/hostname`

        ### Tracked changes (2)

        They were taken as if all were accepted: what was added is there, what was deleted is not. \
        Read the place once.

        - `book.docx:8`: `added: New.`
        - `book.docx:8`: `something was deleted here`

        ## What was left out, and why

        ### Files of other programs within a document (1)

        - `book.docx:11`

        ### Hidden text (4)

        - `book.docx:13 a picture`
        - `book.docx:2`
        - `book.docx:4`
        - `book.docx:8 a row of a table`

        ### Names of authors (3)

        - `book.docx:5`
        - `book.docx:6`
        - `book.docx:8`

        ### Other documents that are put in whole: copy their text into the document (1)

        - `book.docx:8`
        ",
    );
}

#[test]
fn pictures_boxes_and_merged_cells_come_along() {
    let cell = |properties: &str, words: &str| {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"
        )
    };
    let body = [
        "<w:p><w:r><w:drawing><wp:inline><wp:docPr descr='A room'/><a:blip r:embed='rId3'/>\
         </wp:inline></w:drawing></w:r></w:p>"
            .to_owned(),
        "<w:p><w:r><w:t>Beside.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>\
         <w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>\
         </w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>\
         <w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>\
         </mc:AlternateContent></w:r></w:p>"
            .to_owned(),
        "<w:p><w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Once: </w:t><w:drawing>\
         <wp:inline><wp:docPr descr='A door'/><a:blip r:embed='rId3'/></wp:inline></w:drawing>\
         </w:r></w:p></w:txbxContent></wps:txbx></w:drawing></w:r></w:p>"
            .to_owned(),
        "<w:tbl><w:tr>".to_owned(),
        cell("<w:gridSpan w:val='2'/>", "Wide"),
        cell("", "c"),
        "</w:tr><w:tr>".to_owned(),
        cell("<w:vMerge w:val='restart'/>", "Tall"),
        cell("", "b"),
        cell("", "c|d"),
        "</w:tr><w:tr>".to_owned(),
        cell("<w:vMerge/>", ""),
        cell("", "e"),
        cell("", "f"),
        "</w:tr></w:tbl><w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>".to_owned(),
    ]
    .concat();
    let brought = bring_file("book.docx", &document(&body));
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Book
        ---
        ![A room](pictures/image1.png)

        Beside.

        :::note
        In a box.
        :::

        :::note
        Once: ![A door](pictures/image1.png)
        :::

        | Wide |  | c |
        | --- | --- | --- |
        | Tall | b | c\|d |
        | Tall | e | f |

        `a+b`
        ",
    );
    assert!(brought.files().contains("pictures/image1.png"));
}

#[test]
fn each_document_of_a_folder_is_a_chapter() {
    let desk = Folder::empty();
    let book = |title: &str, words: &str| {
        let text = [paragraph("berschrift1", title), paragraph("Standard", words)].concat();
        document(&text)
    };
    desk.put("old/2 Rules.docx", book("Privacy", "Nobody listens."));
    desk.put("old/10 Contact.docx", document(&paragraph("Standard", "Write to us.")));
    desk.put("old/1 Start/a.docx", book("First", "The first."));
    desk.put("old/1 Start/~$a.docx", "open just now");
    desk.put("old/1 Start/b.docx", "no document");
    desk.put("old/old.doc", "old");
    let done = desk.run(&["import", "old", "new"]).assert(0);
    desk.run(&["build", "--root", "new"]).assert(0);
    let brought = Brought { desk, done };
    assert_text(
        brought.nav(),
        r"
        Start
        .A
        ..First
        Rules
        .Privacy
        Contact",
    );
    assert_text(
        brought.files().into_iter().collect::<Vec<_>>().join("\n"),
        r"
        contact.md
        index.md
        rules/index.md
        rules/privacy.md
        start/a/first.md
        start/a/index.md
        start/index.md",
    );
    let report = brought.report();
    assert!(report.contains("`1 Start/b.docx: it is no ZIP file"), "{report}");
    assert!(report.contains("`old.doc`"), "{report}");
}

/// Fields that are never closed, and instructions that go on: the text after them is there.
#[test]
fn damaged_fields_hide_no_text() {
    let mark = |kind: &str| run("", &format!("<w:fldChar w:fldCharType='{kind}'/>"));
    let toc = run("", "<w:instrText>TOC</w:instrText>");
    let body = [
        format!("<w:p>{}{}</w:p>", mark("begin"), words("in the instruction")),
        paragraph("Standard", "First."),
        format!("<w:p>{}{toc}{}</w:p>", mark("begin"), mark("separate")),
        paragraph("Standard", "Contents"),
        paragraph("berschrift1", "Open"),
        format!("<w:p>{}{}</w:p>", mark("end"), words("Second.")),
    ]
    .concat();
    let brought = bring_file("book.docx", &document(&body));
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Book
        ---
        First.
        ",
    );
    assert_text(
        brought.page("open.md"),
        r"
        ---
        weight: 10
        ---
        # Open

        Second.
        ",
    );
    assert!(brought.report().contains("### Fields that never end"), "{}", brought.report());
}

/// What a person changed is left alone, and the rest is renewed, as for any other tool.
#[test]
fn a_document_is_brought_over_again_and_gives_the_same() {
    let brought = bring_file("handbook.docx", HANDBOOK);
    brought.desk.run(&["import", "handbook.docx", "again"]).assert(0);
    let mut first = contents(&brought.desk.path("new"));
    first.retain(|path, _| !path.starts_with("public/"));
    assert!(contents(&brought.desk.path("again")) == first);
    let again = brought.desk.run(&["import", "handbook.docx", "new"]).assert(0);
    assert!(again.stderr.contains("0 files renewed and "), "{}", again.stderr);
}
