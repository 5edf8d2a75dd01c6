//! The export of Confluence: fifteen pages in a tree, with macros and attachments.

use super::super::{Brought, bring};
use super::{assert_nowhere, bring_file, zipped};
use crate::harness::{assert_text, bare_files, contents};

const EXPORT: &str = include_str!("../sites/confluence.txt");

#[test]
fn every_page_comes_along_in_the_order_of_the_tree() {
    let brought = bring(EXPORT);
    let exported = bare_files(EXPORT);
    let is_page = |path: &&String| path.ends_with(".html") && !path.contains('/');
    let count = exported.keys().filter(is_page).count() - 1;
    assert_eq!(count, 15);
    assert!(brought.done.stderr.contains("15 pages were brought over"), "{}", brought.done.stderr);
    brought.assert_aliases(15);
    assert_text(
        brought.nav(),
        r"
        Start
        .Pairing
        .First talk
        Tools
        .Calendar
        .Notes
        Rules
        .Time
        .Contact
        Über &amp; Größe
        .Layout
        .Time
        .Jira
        Loose",
    );

    // What was not for readers, or would run something, is nowhere.
    let hidden = [
        "Dana",
        "dreyes",
        "steal",
        "secret budget",
        "do not like",
        "video.example",
        "javascript",
        "Document generated",
    ];
    assert_nowhere(&brought, &hidden);
}

#[test]
fn macros_are_boxes_and_passages_of_ours() {
    let brought = bring(EXPORT);
    assert_text(
        brought.page("index.md"),
        r#"
        ---
        weight: 10
        aliases: ["/Home_65601.html/"]
        ---
        # Home

        Welcome. This is for everybody who teaches upwards.

        :::info
        Meetings are **confidential**.
        :::

        Begin with [the first talk](start/first-talk.md), or with [who is \
        asked](start/pairing.md#who-is-asked).

        - [Start](start/index.md)
        - [Rules](rules/index.md)
        "#,
    );
    assert_text(
        brought.page("start/pairing.md"),
        r#"
        ---
        weight: 10
        aliases: ["/Pairing_65603.html/"]
        ---
        # Pairing

        ## Who is asked {#who-is-asked}

        Ask someone for a list.

        :::tip[Ask twice]
        The second answer counts.
        :::

        | Who | When |
        | --- | --- |
        | Mentor | Monday |
        | Mentor | Friday \| or later<br>never Sunday |
        "#,
    );
    assert_text(
        brought.page("start/first-talk.md"),
        r#"
        ---
        weight: 20
        aliases: ["/First-talk_65604.html/"]
        ---
        # First talk

        ![room](../attachments/65604/65621.png)

        1. Say hello.
        2. Ask one question:
           - What surprised you?
        3. Listen.

        :::details[Ten more questions]
        1. What do you never ask?

        ![The plan](../attachments/65604/65622.png)
        :::

        ## Attachments

        - [checklist.pdf](../attachments/65604/65623.pdf)
        - [drawing.svg](../attachments/65604/65626.svg)
        "#,
    );
    assert_text(
        brought.page("start/index.md"),
        r#"
        ---
        weight: 10
        aliases: ["/Start_65602.html/"]
        ---
        # Start

        ## What you need

        - an hour a month
        - a room
          - with a door
          - and daylight

        ### How long {#how-long}

        Twelve months. **OPEN**
        "#,
    );
    assert_text(
        brought.page("tools/calendar.md"),
        r#"
        ---
        weight: 10
        aliases: ["/Calendar_65606.html/"]
        ---
        # Calendar

        **Make a date**

        ```bash
        ical add "First talk" --every month
        # {{ name }}
        ```

        Keys: `ctrl|c`, H<sub>2</sub>O.
        "#,
    );
    assert_text(
        brought.page("tools/notes.md"),
        r#"
        ---
        weight: 20
        aliases: ["/Notes_65607.html/"]
        ---
        # Notes

        - [x] Choose a notebook
        - [ ] Agree who writes

        One note ~~a day~~ a month. 🙂
        "#,
    );
    assert_text(
        brought.page("rules/index.md"),
        r#"
        ---
        weight: 30
        aliases: ["/Rules_65608.html/"]
        ---
        # Rules

        ## Privacy

        :::warning[Never]
        Never record a talk.

        - not even the sound
        :::

        :::note[Whom to ask]
        The [people team](https://firm.example/people).
        :::
        "#,
    );
    assert_text(
        brought.page("rules/time.md"),
        r#"
        ---
        weight: 10
        aliases: ["/Time_65609.html/"]
        ---
        # Time

        :::note
        An hour is sixty minutes.
        :::

        > Time is the only gift.

        ---

        See [how long](../start/index.md#how-long) and [this page](time.md).
        "#,
    );
    assert_text(
        brought.page("rules/contact.md"),
        r#"
        ---
        weight: 20
        aliases: ["/Contact_65610.html/"]
        ---
        # Contact

        Write to [us](mailto:mentoring@firm.example).

        [Far](https://cdn.example/far.png)

        click
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for an export of Confluence as HTML because of `index.html`. If it is of another \
        tool, import it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 15 |
        | pictures and documents | 4 |
        | earlier addresses that lead to their pages | 15 |
        | boxes | 5 |
        | links, to the files they lead to | 6 |
        | lists of contents, which every page has here | 1 |
        | pages with an earlier address, which leads to them (`aliases:`) | 15 |
        | passages that open | 1 |
        | pieces of code | 1 |
        | status marks, into bold words | 1 |
        | tables | 1 |
        | tables with merged cells, whose text is in each row now | 1 |
        | task lists | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Links that lead to no web address, mail address or file (1)

        The words are there without the link. Write an address that begins with https://, http://, \
        mailto: or tel:, or a path.

        - `Contact_65610.html:20`: `javascript:alert(1)`

        ### Mentions of people (1)

        Names of people are not published: the page says "someone". Write the role that is meant, \
        or a variable such as `contact.name`.

        - `Pairing_65603.html:20`: `a mention`

        ### Pictures of other sites (1)

        Nothing is fetched, so there is a link in its place. Save the picture beside the page, and \
        show it from there.

        - `Contact_65610.html:20`: `https://cdn.example/far.png`

        ## What was left out, and why

        ### Attachments that are not what their names say, or could run something in a browser, \
        such as HTML (2)

        - `attachments/65604/65624.html`
        - `attachments/65604/65625.svg`

        ### Comments below pages, with who wrote them (1)

        - `First-talk_65604.html`

        ### Macros that show what only Confluence knows: what the export has of them is there (1)

        - `Jira_65614.html:20 jira`

        ### Pages and players within a page (1)

        - `Contact_65610.html:20 https://video.example/1`

        ### Passages that are hidden (1)

        - `Contact_65610.html:20`

        ### Scripts (1)

        - `Contact_65610.html:20`
        "#,
    );
}

#[test]
fn names_of_people_are_published_nowhere() {
    let brought = bring(
        "//- index.html\n<title>HB (Our : space)</title><p class=confluence id=main-content>\n\
         //- a_1.html\n<h1 id=title-text>Our : space : A : B</h1><div id=main-content>\
         <a href='https://firm.example/wiki/people/7'>Dana</a>, <a href='/display/~dana'>Dana</a>\
         <div class='conf-macro' data-macro-name='contributors'>Dana</div>\
         <span data-macro-name='profile'><div data-macro-name='profile'>Dana</div></span>\n",
    );
    assert_nowhere(&brought, &["Dana", "~dana", "people/7"]);
    assert_text(
        brought.page("a-b.md"),
        r#"
        ---
        weight: 10
        aliases: ["/a_1.html/"]
        ---
        # A : B

        someone, someone
        "#,
    );
    assert!(brought.report().contains("### Mentions of people"), "{}", brought.report());
}

/// Counted in the export, and again in what is published.
#[test]
fn no_table_picture_box_or_attachment_is_lost() {
    let brought = bring(EXPORT);
    let exported = bare_files(EXPORT);
    let in_export = |mark: &str| {
        let pages =
            exported.iter().filter(|(path, _)| !path.contains('/') && *path != "index.html");
        pages.map(|(_, bytes)| String::from_utf8_lossy(bytes).matches(mark).count()).sum::<usize>()
    };
    let published = |mark: &str| published(&brought, mark);
    assert_eq!(in_export("confluenceTable"), published("<table"));
    assert_eq!(in_export("confluence-embedded-image"), published("<img"));
    let boxes = in_export("confluence-information-macro-body") + in_export("class=\"panel conf");
    assert_eq!(boxes, published("class=\"alert "));
    assert_eq!(in_export("expand-container"), published("<details><summary>"));
    assert_eq!(in_export("syntaxhighlighter-pre"), published("<pre"));
    let files = brought.files();
    for attachment in ["65621.png", "65622.png", "65623.pdf", "65626.svg"] {
        assert!(files.contains(&format!("attachments/65604/{attachment}")), "{files:?}");
    }
    for unsafe_one in ["65624.html", "65625.svg"] {
        assert!(!files.iter().any(|file| file.ends_with(unsafe_one)), "{files:?}");
    }
}

/// How often a mark stands in the texts of the published pages.
fn published(brought: &Brought, mark: &str) -> usize {
    let pages = contents(&brought.desk.path("new/public/base")).into_iter();
    let pages = pages.filter(|(path, _)| path.ends_with("index.html"));
    let counts = pages.map(|(_, bytes)| {
        let html = String::from_utf8(bytes).expect("text");
        let text = html.split_once("<main").map_or("", |(_, main)| main);
        text.split("</main").next().unwrap_or(text).matches(mark).count()
    });
    counts.sum()
}

#[test]
fn the_zip_file_of_an_export_gives_the_same() {
    let brought = bring(EXPORT);
    let exported = bare_files(EXPORT);
    let files: Vec<(String, &[u8])> =
        exported.iter().map(|(path, bytes)| (format!("HB/{path}"), bytes.as_slice())).collect();
    let zip = zipped(files.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    let packed = bring_file("export.zip", &zip);
    let [one, other] = [&packed, &brought].map(|brought| contents(&brought.desk.path("new")));
    // What a build keeps for itself is called by where it lies.
    let differ = |path: &&String| {
        one.get(*path) != other.get(*path) && !path.starts_with("public/.mentorbook/")
    };
    let differing: Vec<&String> = one.keys().chain(other.keys()).filter(differ).collect();
    assert_eq!(differing, Vec::<&String>::new());
}
