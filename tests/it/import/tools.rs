//! One site for each tool: all pages, in order, at their old addresses, and what is left is told.

use super::{Brought, bring};
use crate::harness::assert_text;

#[track_caller]
fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

/// No mark of another tool is left in the text of a page, code and escapes aside.
#[track_caller]
fn assert_clean(brought: &Brought) {
    for file in brought.files().iter().filter(|file| file.ends_with(".md")) {
        let page = brought.page(file);
        let mut in_code = false;
        for line in page.lines() {
            in_code ^= line.trim_start().starts_with("```");
            for mark in ["!!! ", "??? ", "=== \"", "{% hint", "{% tab", "import ", "<Tab", "<Aside"]
            {
                assert!(in_code || !line.trim_start().starts_with(mark), "{file}: {line}");
            }
        }
    }
}

#[test]
fn mkdocs() {
    let brought = bring(include_str!("sites/mkdocs.txt"));
    assert_clean(&brought);
    brought.assert_aliases(2);
    assert_text(
        brought.nav(),
        r"
        First steps
        .How pairs are made
        .First talk
        .Tools
        ..Calendar
        ..Notes
        Rules
        .Privacy
        .Time
        .Contact
        Words
        Odds and ends
        Foo",
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        title: "How pairs are made"
        weight: 20
        aliases: ["/old/pairing/"]
        tags: [start]
        extra:
          level: hard
        ---
        # Pairing

        :::tip[Before the call]
        Bring one question.

        - a list
        - `{{ not.me }}`
        :::

        :::note[Example]
        Two people.
        :::

        :::details {summary="Who pays?" open}
        Nobody.

        ```python
        !!! tip
        ```
        :::

        ## Who {#who}

        :::tabs
        :::tab {title="Mentor"}
        Listen.

        :::caution[Danger]
        Not now.
        :::
        :::
        :::tab {title="Mentee"}
        Ask.
        :::
        :::

        1. First

            > [!NOTE]
            > In a list.

        Ask *anybody*.

        Dear \{{ firstname }}, press <kbd>ctrl</kbd>+<kbd>k</kbd>.
        "#,
    );
    assert_text(
        brought.page("guide/first-talk.md"),
        r#"
        ---
        weight: 30
        ---
        # First talk

        ![The room](<../img/room one.png>)


        *Our room*

        See [privacy](../rules/privacy.md), [a page that is gone](../gone.md) and \
        [us](mailto:team@firm.example).

        --8<-- "missing.md"

        ```yaml
        a: 1
        ```
        "#,
    );
    assert_text(
        brought.page("guide/tools/calendar.md"),
        r#"
        ---
        weight: 10
        ---
        # Calendar

        :::details {summary="More"}
        It is shared.
        :::

        [A film](https://video.example/1)
        "#,
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Home
        weight: 10
        ---
        # Mentors' book

        Begin with [the guide](guide/index.md) or [pairs](guide/pairing.md#who). 🚀

        [Start](guide/first-talk.md)

        ![Map](img/map.png)
        ",
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for MkDocs (Material, Zensical) because of `mkdocs.yml`. If it is of another tool, \
        import it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 15 |
        | opening pages made for chapters that had none | 2 |
        | pictures and documents | 4 |
        | earlier addresses that lead to their pages | 2 |
        | addresses that lacked https:// or mailto: | 3 |
        | attribute lists, taken out | 4 |
        | boxes, into alerts | 4 |
        | emoji codes, into the signs they mean | 2 |
        | files shown within others, put in | 2 |
        | keys and marked words, into HTML | 1 |
        | keys of front matter that we do not have, under `extra:` | 1 |
        | links, to the files they lead to | 4 |
        | pages beside a folder of their name, into its opening page | 1 |
        | pages put where the navigation had them | 1 |
        | pages that were in no navigation, hidden from it here | 3 |
        | pages with an earlier address, which leads to them (`aliases:`) | 2 |
        | passages to open, into `:::details` | 2 |
        | pictures written as HTML, into Markdown | 2 |
        | rows of tabs, into `:::tabs` | 1 |
        | tables of contents, taken out: each page has one | 1 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | wrappers of HTML and components, taken off | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Abbreviations (`*[HTML]: …`) (1)

        They are not in the handbook. Put those that readers need into a glossary (`kind: \
        glossary`).

        - `docs/guide/tools/notes.md:7`: `*[HR]: Human resources`

        ### Braces that named a variable of the old site (1)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `docs/guide/pairing.md:48`: `Dear {{ firstname }}, press <kbd>ctrl</kbd>+<kbd>k</kbd>.`

        ### Diagrams and formulas (2)

        They are shown as code. Put a picture in their place.

        - `docs/guide/tools/notes.md:3`: ```` ```mermaid ````
        - `docs/odds.md:15`: ```` ```mermaid ````

        ### Entries of the navigation without a page (1)

        There is no such file, so nothing is shown for it. Write the page, or forget the entry.

        - `mkdocs.yml`: `gone.md`

        ### Files that were to be shown within a page, and are not there (1)

        The line is shown as it is written. Put the text in its place, or take it out.

        - `docs/guide/first-talk.md:10`: `--8<-- "missing.md"`

        ### Links that lead nowhere, as they did before (2)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `docs/guide/first-talk.md:8`: `` no page `gone.md` ``
        - `docs/odds.md:8`: `` no page `no/such/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `docs/odds.md:8`: `` the page `odds.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (2)

        A link stands in its place. See that its words say where it leads.

        - `docs/guide/tools/calendar.md:8`: `<iframe src="https://video.example/1" title="A \
        film"></iframe>`
        - `docs/odds.md:10`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `docs/odds.md:8`: `this image lies on another host: https://cdn.example/x.png`

        ### Scripts and styles in pages (2)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `docs/guide/tools/calendar.md:7`: `<script>alert(1)</script>`
        - `docs/odds.md:11`: `<script>alert(1)</script>`

        ### Tags of templates (`{% … %}`) (1)

        They are shown as they are written. Write in words what they showed, or take them out.

        - `docs/rules/privacy.md:3`: `{% include "x.html" %}`

        ## What was left out, and why

        ### Files that no page shows or links to (1)

        - `docs/img/unused.txt`

        ### Icons of the tool's theme (1)

        - `:material-account:`

        ### Keys that are for the tool's own theme (2)

        - `hide`
        - `search`

        ### Links to elsewhere in the navigation (1)

        - `Intranet: https://intranet.example/`

        ### Texts outside of the folder of the pages, shown where a page includes them (1)

        - `snippets/footer.md`
        "#,
    );
    assert_text(
        &brought.done.stderr,
        r"
        This is MkDocs (Material, Zensical), because of mkdocs.yml.
        15 pages were brought over into new.
              2  opening pages were made for chapters that had none
              4  pictures and documents came along
              2  old addresses lead to their pages
              2  links lead nowhere, as they did before; `checks:` in content/handbook.yaml lets \
        them pass for now
              6  things were left out
        15 places need a person: import-report.md says where, and what to write.
        Look at it:   mentorbook serve --open --root new
        Publish it:   mentorbook build --root new
        ",
    );
    let handbook = brought.desk.read("new/content/handbook.yaml");
    assert_says(&handbook, &["title: \"Mentors' book\"", "language: en", "# 2 dead links on"]);
}

#[test]
fn mkdocs_without_a_nav_is_in_the_order_of_its_files() {
    let brought = bring(
        r"
        //- mkdocs.yml
        site_name: Book
        use_directory_urls: false
        //- docs/index.md
        # Home
        //- docs/zebra.md
        # Zebra
        //- docs/apple/index.md
        # Apple
        //- docs/apple/two.md
        # Two
        //- docs/apple/one.md
        # One
        //- docs/apple/.pages
        nav: [two.md, ..., Last: last.md]
        //- docs/apple/last.md
        # The end
        //- docs/banana/.pages
        title: Bananas
        //- docs/banana/ripe.md
        # Ripe
        ",
    );
    assert_text(
        brought.nav(),
        r"
        Zebra
        Apple
        .Two
        .One
        .Last
        Bananas
        .Ripe",
    );
    assert!(brought.page("apple/one.md").contains("aliases: [\"/apple/one.html/\"]"));
}

#[test]
fn docusaurus() {
    let brought = bring(include_str!("sites/docusaurus.txt"));
    assert_clean(&brought);
    brought.assert_aliases(8);
    assert_text(
        brought.nav(),
        r"
        First steps
        .Pairing
        .The first talk
        Rules
        .Time
        .Exceptions
        ..The law
        .Privacy",
    );
    assert_text(
        brought.page("index.md"),
        r#"
        ---
        title: "Start here"
        weight: 10
        aliases: ["/docs/"]
        ---
        # Welcome

        Begin with [pairs](./guide/pairing.md) or [the talk](guide/talk.md#how).

        :::tabs
        :::tab {title="Mentor"}
        Listen.
        :::

        :::tab {title="Mentee"}
        Ask.
        :::
        :::

        Green

        ![Map](img/map.png) ![The map](img/map.png)
        "#,
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        weight: 10
        aliases: ["/docs/guide/pairing/"]
        tags: [start]
        extra:
          keywords: [pairs, people]
        ---
        # Pairing

        :::tip[Ask twice]
        The second answer counts.

        > [!NOTE]
        > Nested?
        :::

        :::note[Info]
        Two people.
        :::

        :::caution[Take care]
        No `code` with \{{ braces }}.
        :::

        What is it?

        :::details {summary="Who pays?"}
        Nobody.
        :::
        "#,
    );
    assert_text(
        brought.page("guide/talk.md"),
        r#"
        ---
        title: "The first talk"
        weight: 20
        aliases: ["/docs/guide/talk/"]
        ---
        # The very first talk


        ## How

        See [pairing](pairing.md), [old](pairing.md), [gone](./gone.md) and \
        [rules](../rules/privacy.md).
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for Docusaurus because of `docusaurus.config.js`. If it is of another tool, import \
        it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 13 |
        | opening pages made for chapters that had none | 2 |
        | pictures and documents | 4 |
        | earlier addresses that lead to their pages | 12 |
        | addresses that lacked https:// or mailto: | 2 |
        | boxes, into alerts | 4 |
        | emoji codes, into the signs they mean | 1 |
        | imports and exports, taken out | 4 |
        | keys of front matter that we do not have, under `extra:` | 1 |
        | keys of front matter, into ours | 9 |
        | links, to the files they lead to | 5 |
        | pages put where the navigation had them | 1 |
        | pages that were in no navigation, hidden from it here | 6 |
        | pages with an earlier address, which leads to them (`aliases:`) | 12 |
        | passages to open, into `:::details` | 1 |
        | pictures written as HTML, into Markdown | 2 |
        | remarks of MDX, taken out | 1 |
        | rows of tabs, into `:::tabs` | 2 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | wrappers of HTML and components, taken off | 2 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Braces that named a variable of the old site (1)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `docs/guide/02-pairing.md:24`: `with {{ braces }}.`

        ### Components that are programs of the old site (2)

        What stood between their tags is there, the rest is not. Write what readers need in words.

        - `docs/intro.mdx:29`: `<Colour>Green</Colour>`
        - `docs/intro.mdx:31`: `<Video`

        ### Containers `:::` that only the tool knows (1)

        What was in them is there, without the container. Put it into `> [!NOTE]`, `:::details` or \
        `:::tabs` where it needs one.

        - `docs/guide/02-pairing.md:27`: `:::mystery`

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `docs/odds.md:15`: ```` ```mermaid ````

        ### Entries of the navigation without a page (1)

        There is no such page, so nothing is shown for it. Write it, or forget the entry.

        - `sidebars.js`: `gone`

        ### Links that lead nowhere, as they did before (2)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `docs/guide/talk.md:7`: `` no page `guide/gone.md` ``
        - `docs/odds.md:8`: `` no page `no/such/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `docs/odds.md:8`: `` the page `odds.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (1)

        A link stands in its place. See that its words say where it leads.

        - `docs/odds.md:10`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `docs/odds.md:8`: `this image lies on another host: https://cdn.example/x.png`

        ### Programs in pages (`export`) (1)

        Nothing of them is run, and they are not in the handbook. Write what they showed in words.

        - `docs/intro.mdx:12`: `export const Colour = ({children}) => (`

        ### Scripts and styles in pages (1)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `docs/odds.md:11`: `<script>alert(1)</script>`

        ## What was left out, and why

        ### Files that the tool does not show as pages (1)

        - `docs/rules/_partial.mdx`

        ### Keys that are for the tool's own theme (1)

        - `hide_title`

        ### Links to elsewhere in the navigation (1)

        - `Intranet: https://intranet.example/`
        "#,
    );
}

#[test]
fn starlight() {
    let brought = bring(include_str!("sites/starlight.txt"));
    assert_clean(&brought);
    brought.assert_aliases(1);
    assert_text(
        brought.nav(),
        r"
        First
        Steps
        .Pairs
        .The talk
        Rules
        .Time
        .Silence
        .The law
        .Others",
    );
    assert_text(
        brought.page("index.md"),
        r#"
        ---
        title: Welcome
        extra:
          hero: {tagline: "How we pair people"}
        ---
        **Pairs**

        Two *people*.

        [The talk](guide/talk.md): An hour
        "#,
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        title: Pairs
        weight: 10
        ---
        # Pairing

        :::caution[Slowly]
        Take your time.
        :::

        1. Meet
        2. Talk

        :::tabs
        :::tab {title="Mentor"}
        Listen.
        :::

        :::tab {title="Mentee"}
        Ask.
        :::
        :::

        ![Plan](../src/assets/plan.png)
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for Starlight (Astro) because of `astro.config.mjs`. If it is of another tool, \
        import it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 14 |
        | opening pages made for chapters that had none | 3 |
        | pictures and documents | 3 |
        | earlier addresses that lead to their pages | 1 |
        | addresses that lacked https:// or mailto: | 2 |
        | boxes, into alerts | 3 |
        | cards, into text | 2 |
        | emoji codes, into the signs they mean | 1 |
        | imports and exports, taken out | 4 |
        | keys of front matter that we do not have, under `extra:` | 1 |
        | keys of front matter, into ours | 5 |
        | links, to the files they lead to | 5 |
        | pages that were in no navigation, hidden from it here | 6 |
        | pages with an earlier address, which leads to them (`aliases:`) | 1 |
        | pictures written as HTML, into Markdown | 1 |
        | rows of tabs, into `:::tabs` | 1 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | wrappers of HTML and components, taken off | 3 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Banners of home pages (`hero:`) (1)

        What they say is kept under `extra:`, and not shown. Write it into the page.

        - `src/content/docs/index.mdx`: `How we pair people`

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `src/content/docs/odds.md:18`: ```` ```mermaid ````

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `src/content/docs/odds.md:11`: `` no page `no/such/` ``

        ### Links to sections that are not there (2)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `src/content/docs/guide/talk.md:5`: `` the page `guide/pairing.md` has no section `how` ``
        - `src/content/docs/odds.md:11`: `` the page `odds.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (1)

        A link stands in its place. See that its words say where it leads.

        - `src/content/docs/odds.md:13`: `<iframe src="https://video.example/1" title="A \
        film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `src/content/docs/odds.md:11`: `this image lies on another host: \
        https://cdn.example/x.png`

        ### Scripts and styles in pages (1)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `src/content/docs/odds.md:14`: `<script>alert(1)</script>`

        ## What was left out, and why

        ### Keys that are for the tool's own theme (1)

        - `template`

        ### Links to elsewhere in the navigation (1)

        - `Elsewhere: https://intranet.example/`
        "#,
    );
}

#[test]
fn mdbook() {
    let brought = bring(include_str!("sites/mdbook.txt"));
    brought.assert_aliases(10);
    assert_text(
        brought.nav(),
        r"
        Steps
        .The guide
        ..Pairing
        ..The talk
        .Alone
        Rules
        .Privacy
        .Odds
        .Time
        Thanks
        Words",
    );
    assert_text(
        brought.page("steps/guide/pairing/index.md"),
        r#"
        ---
        weight: 10
        aliases: ["/guide/pairing.html/", "/old/pairs.html/"]
        ---
        # Pairing

        Ask *anybody*.

        ```rust
        fn main() {}
        ```

        \{{#include /etc/passwd}}

        \{{#include ../../../secret.md}}
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for mdBook because of `book.toml`. If it is of another tool, import it again into \
        another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 13 |
        | opening pages made for chapters that had none | 1 |
        | pictures and documents | 2 |
        | earlier addresses that lead to their pages | 13 |
        | addresses that lacked https:// or mailto: | 2 |
        | boxes, into alerts | 1 |
        | files shown within others, put in | 3 |
        | links, to the files they lead to | 4 |
        | pages beside a folder of their name, into its opening page | 1 |
        | pages put where the navigation had them | 6 |
        | pages that were in no navigation, hidden from it here | 1 |
        | pages with an earlier address, which leads to them (`aliases:`) | 12 |
        | pictures written as HTML, into Markdown | 1 |
        | the look (logo, icon, colour), into the file of a firm | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Braces that named a variable of the old site (2)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `src/guide/talk.md:3`: `{{#title A title}}`
        - `src/rules/time.md:3`: `One hour. Not {{ two }}.`

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `src/odds.md:15`: ```` ```mermaid ````

        ### Entries of the navigation without a page (1)

        There is no such file, so nothing is shown for it. Write the page, or forget the entry.

        - `src/SUMMARY.md:19`: `[Gone](rules/gone.md)`

        ### Files outside of the folder that was brought over (2)

        Nothing outside of it is read. Copy the file into the folder and import again, or take the \
        line out.

        - `src/guide/pairing.md:9`: `{{#include /etc/passwd}}`
        - `src/guide/pairing.md:11`: `{{#include ../../../secret.md}}`

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `src/odds.md:8`: `` no page `no/such/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `src/odds.md:8`: `` the page `rules/odds.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (1)

        A link stands in its place. See that its words say where it leads.

        - `src/odds.md:10`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `src/odds.md:8`: `this image lies on another host: https://cdn.example/x.png`

        ### Scripts and styles in pages (1)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `src/odds.md:11`: `<script>alert(1)</script>`

        ### Tags of mdBook that only mdBook knows (1)

        They are shown as they are written. Write in words what they showed, or take them out.

        - `src/guide/talk.md:3`: `{{#title A title}}`

        ## What was left out, and why

        ### Chapters that are only announced (1)

        - `Later`

        ### Files that were the navigation, which is in the pages now (1)

        - `src/SUMMARY.md`

        ### Texts outside of the folder of the pages, shown where a page includes them (1)

        - `parts/footer.md`
        "#,
    );
}

#[test]
fn gitbook() {
    let brought = bring(include_str!("sites/gitbook.txt"));
    assert_clean(&brought);
    brought.assert_aliases(1);
    assert_text(
        brought.nav(),
        r"
        The guide
        .Pairing
        .The talk
        Rules
        .Privacy
        .Time
        Others
        .Contact
        .Words
        .Odds",
    );
    assert_text(
        brought.page("index.md"),
        r#"
        ---
        description: "How we pair people"
        weight: 10
        ---

        # Welcome

        :::note[Info]
        Meetings are **confidential**.
        :::

        :::caution[Danger]
        Not now.
        :::

        ![Map](<gitbook/assets/the map (1).png>)

        ![A plan](gitbook/assets/plan.png)

        *Our plan*
        "#,
    );
    assert_text(
        brought.page("guide/index.md"),
        r#"
        ---
        weight: 20
        ---
        # The guide

        :::tabs
        :::tab {title="Mentor"}
        Listen.

        > [!WARNING]
        > Really.
        :::

        :::tab {title="Mentee"}
        Ask.
        :::
        :::
        "#,
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        weight: 10
        aliases: ["/old/pairs/"]
        ---
        # Pairing

        [1](https://video.example/1)

        [talk.md](talk.md)

        ```
        {% hint %}
        ```
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for GitBook because of `.gitbook.yaml`. If it is of another tool, import it again \
        into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 14 |
        | opening pages made for chapters that had none | 3 |
        | pictures and documents | 2 |
        | earlier addresses that lead to their pages | 3 |
        | addresses that lacked https:// or mailto: | 2 |
        | boxes, into alerts | 3 |
        | emoji codes, into the signs they mean | 1 |
        | links, to the files they lead to | 2 |
        | pages put where the navigation had them | 2 |
        | pages that were in no navigation, hidden from it here | 5 |
        | pages with an earlier address, which leads to them (`aliases:`) | 3 |
        | pictures written as HTML, into Markdown | 2 |
        | rows of tabs, into `:::tabs` | 1 |
        | tags of GitBook, into text | 6 |
        | wrappers of HTML and components, taken off | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `docs/odds.md:15`: ```` ```mermaid ````

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `docs/odds.md:8`: `` no page `no/such/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `docs/odds.md:8`: `` the page `others/odds.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (1)

        A link stands in its place. See that its words say where it leads.

        - `docs/odds.md:10`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `docs/odds.md:8`: `this image lies on another host: https://cdn.example/x.png`

        ### Scripts and styles in pages (1)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `docs/odds.md:11`: `<script>alert(1)</script>`

        ### Tags of templates (`{% … %}`) (1)

        They are shown as they are written. Write in words what they showed, or take them out.

        - `docs/guide/talk.md:7`: `{% swagger %}`

        ## What was left out, and why

        ### Files that were the navigation, which is in the pages now (1)

        - `docs/SUMMARY.md`

        ### Keys that are for the tool's own theme (1)

        - `icon`

        ### Links to elsewhere in the navigation (1)

        - `Intranet: https://intranet.example/`
        "#,
    );
}

#[test]
fn a_plain_folder() {
    let brought = bring(include_str!("sites/folder.txt"));
    assert_text(
        brought.nav(),
        r"
        Overview
        .Pairing
        .First
        .The talk
        .The guide
        Größe
        Rules
        .A name that Windows refuses
        .The law
        .Privacy again
        .Privacy
        .Time",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        weight: 10
        ---
        # Mentors

        Begin with [pairs](guide/1-pairing.md), then [The talk](guide/10-the-talk.md).

        [mail us](mailto:team@firm.example), [our site](https://www.firm.example), odd.
        ",
    );
    assert_text(
        brought.page("guide/10-the-talk.md"),
        r#"
        ---
        title: "The talk"
        description: "An hour: no more"
        weight: 30
        extra:
          mood: good
        ---
        An hour.
        "#,
    );
    assert_text(
        brought.page("old.md"),
        r"
        ---
        weight: 30
        ---
        # Größe

        Der Entgeltüber grüßt für die Änderungen.
        ",
    );
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
        | pages | 13 |
        | pictures and documents | 1 |
        | TOML front matter, into YAML | 1 |
        | addresses that lacked https:// or mailto: | 2 |
        | boxes, into alerts | 1 |
        | keys of front matter that we do not have, under `extra:` | 1 |
        | keys of front matter, into ours | 2 |
        | links, to the files they lead to | 1 |
        | pages beside a folder of their name, into its opening page | 1 |
        | wiki links, into links | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Boxes `:::` that are never closed, or close nothing (1)

        The line is shown as text. Put a line `:::` where the box ends, or take it out.

        - `rules/time.markdown:3`: `:::note`

        ### Braces that named a variable of the old site (1)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `rules/privacy.md:3`: `Nothing leaves: {{ never }}.`

        ### Front matter that could not be read (1)

        It was read line by line, each value as text. See that it says what was meant.

        - `guide/10-the-talk.md:1`: `title: The talk summary: An hour: no more mood: good`

        ### Links that lead to no web address, mail address or file (1)

        The words are there without the link. Write an address that begins with https://, http://, \
        mailto: or tel:, or a path.

        - `README.md:5`: `javascript:alert(1)`

        ### Pages whose address another page has (1)

        The page has another name now. Look whether both are needed.

        - `rules/privacy.md`: `now rules/privacy-2.md`

        ### Texts that were not UTF-8 (1)

        The encoding was guessed. Read the page once: are all letters right?

        - `old.md`: `read as windows-1252`

        ## What was left out, and why

        ### Pages in hidden folders, which no tool shows (1)

        - `.github/CONTRIBUTING.md`
        ",
    );
}

#[test]
fn hugo() {
    let brought = bring(include_str!("sites/hugo.txt"));
    brought.assert_aliases(4);
    assert_text(
        brought.nav(),
        r"
        Begin here
        The rules
        .Privacy
        .Exceptions
        ..The law
        Guide
        .Pairing
        .The talk
        News
        .A new day
        .Week 2
        .An old day
        Others",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Mentors
        weight: 10
        ---
        Begin with [the start](start.md) or [pairs](guide/pairing/index.md). Ask Robin.
        ",
    );
    assert_text(
        brought.page("guide/pairing/index.md"),
        r#"
        ---
        title: Pairing
        weight: 10
        aliases: ["/old/pairs/", "/guide/pairs/"]
        tags: [start]
        updated: 2026-03-01
        extra:
          date: "2026-01-05T10:00:00Z"
          keywords: [pairs, people]
        ---
        :::warning[Slowly]
        Take your *time*.
        :::

        :::tip[Ask twice]
        The second answer counts.

        :::details {summary="Who pays?"}
        Nobody.
        :::
        :::

        ![The plan](plan.png)

        *Our plan*

        :::tabs
        :::tab {title="Mentor"}
        Listen.
        :::

        :::tab {title="Mentee"}
        Ask.
        :::
        :::

        See [the talk](../talk.md#how), [time](../../rules/time.md), [old](../talk.md).
        "#,
    );
    assert_text(
        brought.page("guide/talk.md"),
        r#"
        ---
        title: "The talk"
        weight: 20
        aliases: ["/guide/first-talk/"]
        ---
        ## How

        [A film](https://www.youtube.com/watch?v=abc123)

        What is it?

        \{{< unknown "alone" >}}

        Write `{{< figure src="x.png" >}}` for a picture, \{{< or >}} so.

        ```
        {{< alert >}}
        ```

        ```python
        print("{{ x }}")
        ```

        :::tabs
        :::tab {title="Shell"}
        ```sh
        # not a heading
        ```
        :::
        :::
        "#,
    );
    assert_text(
        brought.page("rules/privacy.md"),
        r#"
        ---
        title: Privacy
        description: "What stays between two"
        weight: 20
        aliases: ["/silence/"]
        ---
        Nothing leaves.

        \{{< readfile "/etc/passwd" >}}

        \{{< readfile "../../../../secret.md" >}}
        "#,
    );
    assert_text(
        brought.desk.read("new/content/firms/mentors/firm.yaml"),
        r##"
        # yaml-language-server: $schema=../../.schema/firm.json
        # The edition with the look of the old site; `base` is the handbook without one.
        name: Mentors

        brand:
          logo: assets/logo.svg
          logo_alt: Mentors
          colors: {accent: "#1f4e79"}
        "##,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for Hugo because of `hugo.toml`. If it is of another tool, import it again into \
        another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 16 |
        | pictures and documents | 3 |
        | earlier addresses that lead to their pages | 4 |
        | TOML front matter, into YAML | 2 |
        | attribute lists, taken out | 1 |
        | blocks of code, into fences | 1 |
        | boxes, into alerts | 2 |
        | emoji codes, into the signs they mean | 1 |
        | files shown within others, put in | 1 |
        | keys of front matter that we do not have, under `extra:` | 5 |
        | keys of front matter, into ours | 14 |
        | links, to the files they lead to | 6 |
        | lists of the pages below, which the navigation has | 1 |
        | pages with an earlier address, which leads to them (`aliases:`) | 3 |
        | passages to open, into `:::details` | 1 |
        | pictures written as HTML, into Markdown | 1 |
        | pictures written as shortcodes, into Markdown | 1 |
        | rows of tabs, into `:::tabs` | 2 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | values of the old site's settings, put in | 1 |
        | wrappers of HTML and components, taken off | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Braces that named a variable of the old site (1)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `content/news/week-2.md:5`: `{{ .Params.odd }}`

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `content/news/new.md:5`: ```` ```mermaid ````

        ### Entries of the navigation without a page (1)

        There is no such page, so nothing is shown for it. Write it, or forget the entry.

        - `hugo.toml`: `Nowhere: /nowhere`

        ### Files outside of the folder that was brought over (2)

        Nothing outside of it is read. Copy the file into the folder and import again, or take the \
        line out.

        - `content/rules/privacy.md:9`: `{{< readfile "/etc/passwd" >}}`
        - `content/rules/privacy.md:11`: `{{< readfile "../../../../secret.md" >}}`

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `content/news/new.md:12`: `` no page `gone/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `content/news/new.md:12`: `` the page `news/new.md` has no section `nowhere` ``

        ### Pages of other hosts shown within a page (2)

        A link stands in its place. See that its words say where it leads.

        - `content/guide/talk.md:8`: `{{< youtube id="abc123" title="A film" >}}`
        - `content/news/new.md:9`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pictures and players that lie on other hosts (1)

        Readers would ask those hosts. Put a copy beside the page and show that, or link to it.

        - `content/news/new.md:12`: `this image lies on another host: https://cdn.example/x.png`

        ### Scripts and styles in pages (1)

        They are not in the handbook: pages run no scripts of their own, and the theme has the \
        styles.

        - `content/news/new.md:10`: `<script>alert(1)</script>`

        ### Shortcodes that only the old site knows (2)

        What stood between their ends is there; those without an end are shown as they are \
        written. Write in words what they showed.

        - `content/guide/talk.md:10`: `{{< mystery deep="yes" >}}`
        - `content/guide/talk.md:14`: `{{< unknown "alone" >}}`

        ## What was left out, and why

        ### Files that no page shows or links to (1)

        - `content/parts/oath.txt`

        ### Keys that are for the tool's own theme (2)

        - `cascade`
        - `type`

        ### Links to elsewhere in the navigation (1)

        - `Intranet: https://intranet.example/`

        ### Pages in other languages than the handbook's (1)

        - `content/start.de.md`
        "#,
    );
}

#[test]
fn zola() {
    let brought = bring(include_str!("sites/zola.txt"));
    brought.assert_aliases(3);
    assert_text(
        brought.nav(),
        r"
        The guide
        .The talk
        .Pairing
        .Others
        Rules
        .An hour
        .Silence
        .Exceptions
        ..The law
        Broken
        News
        .A new day
        .An old day",
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        title: Pairing
        weight: 20
        aliases: ["/old/pairs/"]
        search: false
        tags: [start]
        extra:
          mood: good
        ---
        ## How

        :::note[Ask twice]
        The second answer counts.

        :::details {summary="Who pays?"}
        Nobody.
        :::
        :::

        [https://www.youtube.com/watch?v=abc123](https://www.youtube.com/watch?v=abc123)

        ![The map](../img/map.png)

        What is it?

        \{{ unknown(a=1) }}

        Write `{{ note() }}`.
        "#,
    );
    assert_text(
        brought.page("guide/talk/index.md"),
        r#"
        ---
        title: "The talk"
        weight: 10
        aliases: ["/guide/first-talk/"]
        updated: 2026-03-01
        ---
        ![The room](room.png) and [home](../../index.md), [gone](@/guide/gone.md), \
        [time](../../rules/time.md).
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for Zola because of `config.toml`. If it is of another tool, import it again into \
        another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 15 |
        | pictures and documents | 3 |
        | earlier addresses that lead to their pages | 3 |
        | TOML front matter, into YAML | 14 |
        | boxes, into alerts | 1 |
        | emoji codes, into the signs they mean | 1 |
        | keys of front matter that we do not have, under `extra:` | 2 |
        | keys of front matter, into ours | 16 |
        | links, to the files they lead to | 4 |
        | pages with an earlier address, which leads to them (`aliases:`) | 3 |
        | passages to open, into `:::details` | 1 |
        | pictures written as shortcodes, into Markdown | 1 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | wrappers of HTML and components, taken off | 1 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Braces that named a variable of the old site (2)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `content/rules/time.md:6`: `{{ broken(`
        - `content/rules/time.md:8`: `Dear {{ name }}.`

        ### Diagrams and formulas (1)

        They are shown as code. Put a picture in their place.

        - `content/news/old.md:5`: ```` ```mermaid ````

        ### Front matter that could not be read (1)

        It was read line by line, each value as text. See that it says what was meant.

        - `content/broken.md:1`: `title = "Broken weight = 3`

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `content/guide/talk/index.md:7`: `` no page `guide/talk/@/guide/gone.md` ``

        ### Pages of other hosts shown within a page (2)

        A link stands in its place. See that its words say where it leads.

        - `content/guide/pairing.md:21`: `{{ youtube(id="abc123") }}`
        - `content/rules/time.md:4`: `<iframe src="https://video.example/1"></iframe>`

        ### Shortcodes that only the old site knows (2)

        What stood between their ends is there; those without an end are shown as they are \
        written. Write in words what they showed.

        - `content/guide/pairing.md:25`: `{% mystery(deep=true) %}`
        - `content/guide/pairing.md:29`: `{{ unknown(a=1) }}`

        ## What was left out, and why

        ### Keys that are for the tool's own theme (2)

        - `insert_anchor_links`
        - `template`

        ### Pages in other languages than the handbook's (1)

        - `content/_index.fr.md`
        "#,
    );
}

#[test]
fn jekyll() {
    let brought = bring(include_str!("sites/jekyll.txt"));
    brought.assert_aliases(4);
    assert_text(
        brought.nav(),
        r"
        The guide
        .The talk
        .Pairing
        .Week 2
        .Week 1
        Words
        Exceptions
        .The law
        ..The court
        Rules
        .Time
        .Privacy",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Mentors
        weight: 10
        ---
        Begin with [pairs](guide/pairing.md) or [the talk](guide/talk.md).
        Write to team@firm.example. \{{ page.title }}
        ",
    );
    assert_text(
        brought.page("guide/pairing.md"),
        r#"
        ---
        title: Pairing
        weight: 20
        aliases: ["/old/pairs/"]
        tags: [start]
        extra:
          related: [talk]
        ---
        # Pairing

        ---

        ## How it goes {#how}

        > [!NOTE]
        > Two *people*.

        :::warning[Mind the time]
        An hour goes fast.

        Two do not.
        :::

        > [!IMPORTANT]
        > Ask somebody.

        [The talk](talk.md)

        > [!NOTE]
        > Bring one question.

        ![The map](../assets/map.png)

        *Our map*

        I swear.

        {% include ../../../secret.md %}

        {% for page in site.pages %}\{{ page.title }}{% endfor %}
        "#,
    );
    assert_text(
        brought.page("guide/talk.md"),
        r#"
        ---
        title: "The talk"
        weight: 10
        ---
        Say \{{ name }}.

        ```liquid
        {{ code }}
        ```

        Write `{{ x }}`.

        ```ruby
        puts "{{ x }}"
        ```

        [first](#first) ![wide](../assets/map.png) [out](https://video.example/)
        "#,
    );
    assert_text(
        brought.report(),
        r#"
        # What was brought over

        Taken for Jekyll (GitHub Pages, Just the Docs) because of `_config.yml`. If it is of \
        another tool, import it again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 18 |
        | opening pages made for chapters that had none | 3 |
        | pictures and documents | 2 |
        | earlier addresses that lead to their pages | 5 |
        | attribute lists, taken out | 7 |
        | blocks of code, into fences | 1 |
        | boxes, into alerts | 4 |
        | emoji codes, into the signs they mean | 1 |
        | files shown within others, put in | 1 |
        | keys of front matter that we do not have, under `extra:` | 2 |
        | keys of front matter, into ours | 25 |
        | links, to the files they lead to | 6 |
        | pages beside a folder of their name, into its opening page | 1 |
        | pages put where the navigation had them | 2 |
        | pages that were in no navigation, hidden from it here | 6 |
        | pages with an earlier address, which leads to them (`aliases:`) | 5 |
        | pictures written as shortcodes, into Markdown | 1 |
        | remarks, taken out | 1 |
        | tables of contents, taken out: each page has one | 3 |
        | text that was kept from templates, as it is | 1 |
        | the look (logo, icon, colour), into the file of a firm | 1 |
        | values of the old site's settings, put in | 3 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Braces that named a variable of the old site (2)

        They are shown as they are written. Write the value, or declare the word under \
        `variables:` in handbook.yaml and take the `\` away.

        - `guide/pairing.md:47`: `{% for page in site.pages %}{{ page.title }}{% endfor %}`
        - `index.md:7`: `Write to team@firm.example. {{ page.title }}`

        ### Entries of the navigation without a page (1)

        There is no such page, so nothing is shown for it. Write it, or forget the entry.

        - `lost.md`: `parent: No such page`

        ### Files outside of the folder that was brought over (1)

        Nothing outside of it is read. Copy the file into the folder and import again, or take the \
        line out.

        - `guide/pairing.md:45`: `{% include ../../../secret.md %}`

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `_rules/privacy.md:6`: `` no page `no/such/` ``

        ### Links to sections that are not there (1)

        They lead to the top of their page. Write the name that stands behind the heading, or take \
        the part from `#` on away.

        - `guide/talk.md:39`: `` the page `guide/talk.md` has no section `first` ``

        ### Pages of other hosts shown within a page (1)

        A link stands in its place. See that its words say where it leads.

        - `guide/films.md:6`: `<iframe src="https://video.example/1" title="A film"></iframe>`

        ### Pages written in HTML (1)

        They are not in the handbook. Write those that readers need in Markdown, in a file that \
        ends in `.md`.

        - `about.html`: `a page`

        ### Settings that could not be read (1)

        What they say is not in the handbook. Look at the file, and set by hand what you need.

        - `_config.yml`: `` anchors (`&name`) and aliases (`*name`) are not used here ``

        ### Tags of templates (`{% … %}`) (2)

        They are shown as they are written. Write in words what they showed, or take them out.

        - `guide/pairing.md:47`: `{% endfor %}`
        - `guide/pairing.md:47`: `{% for page in site.pages %}{{ page.title }}{% endfor %}`

        ## What was left out, and why

        ### Files that no page shows or links to (1)

        - `about.html`

        ### Files that the tool does not show as pages (2)

        - `404.md`
        - `_includes/oath.md`

        ### Keys that are for the tool's own theme (1)

        - `layout`
        "#,
    );
}

#[test]
fn a_wiki() {
    let brought = bring(include_str!("sites/wiki.txt"));
    assert_text(
        brought.nav(),
        r"
        Mentors
        .First Steps
        Rules
        .Our silence
        .Time
        ..The Talk",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        weight: 10
        ---
        # Welcome

        Begin with [First Steps](mentors/First-Steps.md) or [the talk](rules/time/The-Talk.md), \
        then [privacy](rules/Privacy.md) and [Nowhere](Nowhere).

        ![The map](images/map.png)

        ",
    );
    assert_text(
        brought.report(),
        r"
        # What was brought over

        Taken for a wiki of GitHub because of `_Sidebar.md`. If it is of another tool, import it \
        again into another folder, with `--from` and the tool's name.

        This file is for whoever goes through the handbook now; it is not published. Delete it \
        when you are done.

        ## What was converted

        | What | How many |
        | --- | ---: |
        | pages | 6 |
        | opening pages made for chapters that had none | 2 |
        | pictures and documents | 1 |
        | emoji codes, into the signs they mean | 1 |
        | links, to the files they lead to | 4 |
        | pages put where the navigation had them | 4 |
        | pages that were in no navigation, hidden from it here | 1 |
        | tables of contents, taken out: each page has one | 1 |
        | wiki links, into links | 5 |

        ## What a person must look at

        Files and lines are those of the old handbook.

        ### Entries of the navigation without a page (1)

        There is no such file, so nothing is shown for it. Write the page, or forget the entry.

        - `_Sidebar.md:12`: `[Gone](Gone)`

        ### Links that lead nowhere, as they did before (1)

        Write where they should lead, or take them out. Until then `checks:` in handbook.yaml lets \
        them pass; take its line out when none is left.

        - `Home.md:3`: `` no page `Nowhere` ``

        ## What was left out, and why

        ### Files that the tool does not show as pages (1)

        - `_Footer.md`

        ### Files that were the navigation, which is in the pages now (1)

        - `_Sidebar.md`

        ### Links to elsewhere in the navigation (1)

        - `Intranet: https://intranet.example/`
        ",
    );
}

#[test]
fn the_look_of_a_site_becomes_that_of_a_firm() {
    let mut looks = String::new();
    for (tool, site, firm) in [
        ("mkdocs", include_str!("sites/mkdocs.txt"), "mentors-book"),
        ("docusaurus", include_str!("sites/docusaurus.txt"), "mentors"),
        ("starlight", include_str!("sites/starlight.txt"), "mentors"),
        ("mdbook", include_str!("sites/mdbook.txt"), "mentors"),
        ("jekyll", include_str!("sites/jekyll.txt"), "mentors"),
        ("zola", include_str!("sites/zola.txt"), "mentors"),
    ] {
        let brought = bring(site);
        let text = brought.desk.read(&format!("new/content/firms/{firm}/firm.yaml"));
        let brand = text.split_once("brand:").expect("a look").1;
        looks.push_str(&format!("{tool}:{brand}"));
        assert!(brought.desk.path(&format!("new/public/{firm}/index.html")).exists(), "{tool}");
    }
    assert_text(
        looks,
        r##"
        mkdocs:
          logo: assets/logo.svg
          logo_alt: "Mentors' book"
          favicon: assets/favicon.png
          colors: {accent: "#7e56c2"}
          colors_dark: {accent: "#b0a0ff"}
        docusaurus:
          logo: assets/logo.svg
          logo_alt: Mentors
          logo_dark: assets/logo_dark.svg
          favicon: assets/favicon.png
          colors: {accent: "#1f4e79"}
        starlight:
          logo: assets/logo.svg
          logo_alt: Mentors
          logo_dark: assets/logo_dark.svg
          colors: {accent: "#1f4e79"}
        mdbook:
          favicon: assets/favicon.svg
        jekyll:
          logo: assets/logo.svg
          logo_alt: Mentors
        zola:
          logo: assets/logo.svg
          logo_alt: Mentors
          colors: {accent: "#1f4e79"}
        "##,
    );
}

/// Pictures that no firm may publish, colours that nobody can read, and names of nothing.
#[test]
fn a_look_that_cannot_be_kept_is_told() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">";
    for (settings, logo) in [
        ("logo: img/logo.svg", format!("{svg}<script>alert(1)</script></svg>")),
        ("logo: img/logo.svg", format!("{svg}<path d=\"{}\"/></svg>", "M0 0h9v9z ".repeat(20_000))),
        ("logo: img/logo.svg", "no picture".to_owned()),
        ("favicon: img/logo.svg", "<html><script>alert(1)</script></html>".to_owned()),
        ("logo: ../../secret.svg", String::new()),
        ("icon: {logo: material/library}", String::new()),
        ("logo: https://cdn.example/x.svg", String::new()),
        ("palette: {primary: yellow, accent: x}", String::new()),
        ("palette: [{primary: '#zzz'}, 3, {scheme: slate, primary: '#fff'}]", String::new()),
    ] {
        let name = if settings.contains("palette") { "\u{2603} {{ x }}" } else { "Book" };
        let brought = bring(&format!(
            "//- mkdocs.yml\nsite_name: \"{name}\"\ntheme:\n  name: material\n  {settings}\n\
             //- docs/index.md\n# Home\n//- docs/img/logo.svg\n{logo}\n"
        ));
        let built = brought.desk.run(&["build", "--root", "new"]).assert(0);
        assert!(!built.stderr.contains("asset"), "{}", built.stderr);
        let has_firm = brought.desk.path("new/content/firms").exists();
        let is_told = brought.report().contains("### What the old site looks like");
        assert!(has_firm || is_told, "{settings}: {}", brought.report());
    }
}

#[test]
fn no_page_of_a_site_is_lost() {
    for (site, docs) in [
        (include_str!("sites/mkdocs.txt"), "docs/"),
        (include_str!("sites/docusaurus.txt"), "docs/"),
        (include_str!("sites/starlight.txt"), "src/content/docs/"),
        (include_str!("sites/mdbook.txt"), "src/"),
        (include_str!("sites/gitbook.txt"), "docs/"),
        (include_str!("sites/hugo.txt"), "content/"),
        (include_str!("sites/zola.txt"), "content/"),
        (include_str!("sites/jekyll.txt"), ""),
    ] {
        let files = site.lines().filter_map(|line| line.strip_prefix("//- "));
        let pages: Vec<&str> = files
            .filter(|file| file.starts_with(docs))
            .filter(|file| file.ends_with(".md") || file.ends_with(".mdx"))
            .collect();
        assert!((12..=30).contains(&pages.len()), "{}", pages.len());

        let report = bring(site).report();
        let (_, left) = report.split_once("## What was left out").expect("what was left");
        let told = pages.iter().filter(|page| left.contains(&format!("- `{page}`\n"))).count();
        let brought = pages.len() - told;
        assert!(report.contains(&format!("| pages | {brought} |")), "{docs}: {report}");
    }
}

#[test]
fn hugo_with_a_folder_for_each_language_and_settings_in_parts() {
    let brought = bring(
        r#"
        //- config/_default/hugo.yaml
        baseURL: https://firm.example/
        title: Mentors
        defaultContentLanguage: de
        defaultContentLanguageInSubdir: true
        //- config/_default/languages.yaml
        de: {title: Mentoren, weight: 1}
        en: {title: Mentors, weight: 2}
        //- config/_default/permalinks.yaml
        news: /:section/:year/:slug/
        //- config/_default/menus.yaml
        main:
          - {identifier: more, name: Mehr, weight: 1}
          - {name: Zeit, pageRef: /zeit, parent: more, weight: 2}
          - {name: Ort, pageRef: /ort.md, parent: more, weight: 1}
        //- content/de/_index.md
        ---
        title: Start
        ---
        Siehe [Zeit]({{% ref "/zeit.md" %}}).
        //- content/de/zeit.md
        ---
        title: Die Zeit
        ---
        {{% hint info %}}
        Eine Stunde.
        {{% /hint %}}
        //- content/de/ort.md
        ---
        title: Der Ort
        ---
        Hier.
        //- content/de/news/neu.md
        ---
        title: Neues
        date: 2026-02-03
        ---
        Neu.
        //- content/en/_index.md
        ---
        title: Start
        ---
        English.
        "#,
    );
    assert_text(
        brought.nav(),
        r"
        Mehr
        .Ort
        .Zeit
        News
        .Neues",
    );
    assert_text(
        brought.page("news/neu.md"),
        r#"
        ---
        title: Neues
        weight: 10
        aliases: ["/de/news/2026/neu/"]
        extra:
          date: "2026-02-03"
        ---
        Neu.
        "#,
    );
    assert_text(
        brought.page("mehr/zeit.md"),
        r#"
        ---
        title: Zeit
        weight: 20
        aliases: ["/de/zeit/"]
        ---
        # Die Zeit

        :::note[Info]
        Eine Stunde.
        :::
        "#,
    );
    assert!(brought.report().contains("- `content/en/_index.md`"), "{}", brought.report());
    let handbook = brought.desk.read("new/content/handbook.yaml");
    assert_says(&handbook, &["title: Mentoren", "language: de"]);
}

#[test]
fn jekyll_with_its_navigation_as_data_below_docs() {
    let brought = bring(
        r"
        //- docs/_config.yml
        title: Mentors
        permalink: /:categories/:title/
        //- docs/_data/navigation.yml
        main:
          - {title: Home, url: /}
        docs:
          - title: First steps
            children:
              - {title: How pairs are made, url: /pairing/}
              - {title: The talk, url: /guide/talk/}
              - {title: Gone, url: /gone/}
          - {title: Rules, url: /rules.html}
          - {title: Intranet, url: 'https://intranet.example/'}
        //- docs/index.md
        ---
        title: Mentors
        ---
        See [pairs](/pairing/), [talk](guide/talk.md) and <a href='rules.html'>rules</a>.
        //- docs/guide/pairs.md
        ---
        title: Pairs
        permalink: /pairing/
        ---
        Two.
        //- docs/guide/talk.md
        # Talk

        An hour.
        //- docs/rules.md
        ---
        ---
        # Rules

        Few.
        //- docs/_posts/2026-02-02-new.md
        ---
        categories: [news, Big Ones]
        ---
        New.
        ",
    );
    assert_text(
        brought.nav(),
        r"
        First steps
        .How pairs are made
        .The talk
        Rules",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        title: Mentors
        ---
        See [pairs](guide/pairs.md), [talk](guide/talk.md) and <a href='rules.md'>rules</a>.
        ",
    );
    assert_text(
        brought.page("posts/2026-02-02-new.md"),
        r#"
        ---
        aliases: ["/news/big-ones/new/"]
        hidden: true
        extra:
          categories: [news, "Big Ones"]
        ---
        New.
        "#,
    );
    brought.assert_aliases(2);
}

#[test]
fn a_title_with_a_link_stays_a_title_with_a_link() {
    let brought = bring(
        "//- mkdocs.yml\nsite_name: Book\n//- docs/index.md\n# Home\n\n\
         !!! tip \"A [talk](talk.md) & `code`\"\n    Text.\n\n\
         !!! tip \"A [b] & *c*\"\n    Text.\n//- docs/talk.md\n# Talk\n",
    );
    assert_text(
        brought.page("index.md"),
        r"
        ---
        weight: 10
        ---
        # Home

        > [!TIP] A [talk](talk.md) & `code`
        > Text.

        :::tip[A (b) & c]
        Text.
        :::
        ",
    );
}
