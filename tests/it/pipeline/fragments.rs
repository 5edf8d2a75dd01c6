//! What people bring along and build as it is: the first message names the tool or the construct, and
//! our way to write it.

use std::fmt::Write as _;

use crate::harness::{assert_text, site};

/// Pieces of handbooks as other tools have them, each with what it is.
const FRAGMENTS: [(&str, &str); 26] = [
    ("a box of MkDocs", "//- base/p.md\n!!! tip \"Before the call\"\n\n    Bring one question.\n"),
    ("a box that opens", "//- base/p.md\n???+ note\n    Optional.\n"),
    ("tabs", "//- base/p.md\n=== \"Mentor\"\n    Listen.\n"),
    ("a box of Docusaurus", "//- base/p.md\n:::tip[Ask twice]\nThe second answer counts.\n:::\n"),
    ("a box of MyST", "//- base/p.md\n:::{tip} Ask twice\nThe second answer counts.\n:::\n"),
    ("a box of Quarto", "//- base/p.md\n::: {.callout-note}\nText.\n:::\n"),
    (
        "a box of GitBook",
        "//- base/p.md\n{% hint style=\"info\" %}Meetings are confidential.{% endhint %}\n",
    ),
    ("keys in TOML", "//- base/p.md\n+++\ntitle = \"Matching\"\nweight = 3\n+++\nText.\n"),
    ("a page beside a folder", "//- base/p.md\n# P\n\n[t](p/t.md)\n//- base/p/t.md\n# T\n"),
    (
        "two pages of one folder",
        "//- base/p/index.md\n# P\n\n[r](README.md)\n//- base/p/README.md\n# Read me\n",
    ),
    ("a picture as HTML", "//- base/p.md\n<img src=\"images/map.png\" width=\"300\">\n"),
    ("a link as HTML", "//- base/p.md\n<a href=\"pairing.md\">pairs</a>\n"),
    (
        "other hosts",
        "//- base/p.md\n<img src=\"https://cdn.example/x.png\" alt=\"\">\n\n\
         <iframe src=\"https://video.example/1\"></iframe>\n",
    ),
    (
        "a path with a blank",
        "//- base/p.md\n![Map](images/two words.png)\n//- base/images/two words.png\nPNG\n",
    ),
    (
        "a hidden folder",
        "//- base/p.md\n![Map](.gitbook/assets/map.png)\n//- base/.gitbook/assets/map.png\nPNG\n",
    ),
    ("an address of mail", "//- base/p.md\n[mail us](team@firm.example)\n"),
    ("an address of the web", "//- base/p.md\n[site](www.firm.example)\n"),
    (
        "another section",
        "//- base/p.md\n# P\n\n[see](t.md#FAQ) [up](#top)\n//- base/t.md\n## FAQ\n",
    ),
    ("a key of Docusaurus", "//- base/p.md\n---\nsidebar_position: 2\n---\n# P\n"),
    ("the address of the home page", "//- base/p.md\n---\nslug: /\n---\n# P\n"),
    ("a page for MDX", "//- base/p.md\n# P\n//- base/setup.mdx\n# Setup\n"),
    ("a shortcode of Hugo", "//- base/p.md\n{{< figure src=\"map.png\" >}}\n"),
    ("a mail merge", "//- base/p.md\nDear {{First Name}}, hello.\n"),
    ("a link of Jekyll", "//- base/p.md\n[Map]({% link map.md %})\n"),
    (
        "marks in a text",
        "//- base/p.md\nSee [[Pairing]].\n\nText.\n{: .warning }\n\n[TOC]\n\n\
         ![x](y.png){ width=\"300\" }\n//- base/y.png\nPNG\n",
    ),
    (
        "a language in a name",
        "//- base/p.md\n# P\n\n[e](about/index.en.md)\n//- base/about/index.en.md\n# E\n",
    ),
];

#[test]
fn the_first_message_names_the_tool_and_our_way() {
    let mut told = String::new();
    for (what, files) in FRAGMENTS {
        let home = "//- base/index.md\n# Home\n\n[p](p.md) [p](p/index.md)\n";
        let site = site(&format!("{home}{files}"));
        let _ = writeln!(told, "## {what}\n{}", first_message(&site.diagnostics()));
    }
    assert_text(
        told,
        r#"
        ## a box of MkDocs
        warning[foreign-syntax] content/base/p.md:1:1 `!!!` begins a box in MkDocs; here it is \
        text, and what is in it is code
          help: write `:::tip[Title]`, the text without its indentation, and `:::`; the words are \
        note, tip, important, warning and caution
          note: `mentorbook import` brings a whole handbook of another tool over
        ## a box that opens
        warning[foreign-syntax] content/base/p.md:1:1 `???` begins a box that opens in MkDocs; \
        here it is text, and what is in it is code
          help: write `:::details[Title]`, the text without its indentation, and `:::`
          note: `mentorbook import` brings a whole handbook of another tool over
        ## tabs
        warning[foreign-syntax] content/base/p.md:1:1 `===` begins a tab in MkDocs; here it is \
        text, and what is in it is code
          help: write `:::tabs`, in it `:::tab {title="On a call"}` and `:::` for each, and `:::`
          note: `mentorbook import` brings a whole handbook of another tool over
        ## a box of Docusaurus
        nothing
        ## a box of MyST
        warning[foreign-syntax] content/base/p.md:1:1 a container's name in braces is written for \
        MyST or Quarto
          help: here it is `:::tip`, and its title may follow in square brackets
        ## a box of Quarto
        warning[foreign-syntax] content/base/p.md:1:1 a container's name in braces is written for \
        MyST or Quarto
          help: here it is `:::note`, and its title may follow in square brackets
        ## a box of GitBook
        warning[foreign-syntax] content/base/p.md:1:1 `{%` is a command of Jekyll or GitBook; \
        readers see it as it is written
          help: write what it stands for: boxes are `:::tip[Title]`, tabs `:::tabs`, links \
        `[text](file.md)`, another page's text `:::include {from=file.md}`
          note: `mentorbook import` brings a whole handbook of another tool over
        ## keys in TOML
        error[yaml-syntax] content/base/p.md:1:1 this front matter is TOML, as Hugo and Zola have \
        it, and is not read
          help: write `---` for `+++`, and `title: Matching` for `title = "Matching"`
        ## a page beside a folder
        nothing
        ## two pages of one folder
        warning[second-index] content/base/p/README.md:1:1 this file is left out: `index.md` \
        beside it is the page of the folder
          help: rename it, or put what it says into the other
        ## a picture as HTML
        error[missing-asset] content/base/p.md:1:11 no file `images/map.png`
          help: put the file there, or mend the path; it is seen from this page's folder
        ## a link as HTML
        error[broken-link] content/base/p.md:1:10 no page `pairing.md`
          help: links are paths to Markdown files, seen from the file they stand in
        ## other hosts
        warning[external-image] content/base/p.md:1:11 this image lies on another host: \
        https://cdn.example/x.png
          help: put a copy of it beside the page and name that, or link to it
        ## a path with a blank
        error[broken-link] content/base/p.md:1:7 this is no link: there is a blank in its path
          help: put the path in angle brackets: `(<images/two words.png>)`
        ## a hidden folder
        error[missing-asset] content/base/p.md:1:1 no file `.gitbook/assets/map.png`
          help: what begins with a dot is not read: rename `.gitbook`, here and in the folder
        ## an address of mail
        error[broken-link] content/base/p.md:1:11 no page `team@firm.example`
          help: put `mailto:` before an address of mail: `mailto:team@firm.example`
        ## an address of the web
        error[broken-link] content/base/p.md:1:8 no page `www.firm.example`
          help: put `https://` before an address of the web: `https://www.firm.example`
        ## another section
        warning[broken-anchor] content/base/p.md:3:7 the page `t.md` has no section `FAQ`
          help: did you mean `#faq`?
        ## a key of Docusaurus
        warning[foreign-key] content/base/p.md:2:1 `sidebar_position` is a key of Docusaurus
          help: here it is `weight`
        ## the address of the home page
        error[wrong-type] content/base/p.md:2:7 `/` cannot be the last part of an address
          help: the page at the root is the file `index.md` at the top: name it so
        ## a page for MDX
        warning[foreign-syntax] content/base/setup.mdx:1:1 this file is left out: it is a page \
        written for MDX
          help: write it in Markdown, in a file `setup.md`
        ## a shortcode of Hugo
        warning[foreign-syntax] content/base/p.md:1:1 these braces call something of Hugo's; \
        readers see them as they are written
          help: write what it stands for: pictures are `![what is seen](file.png)`, boxes \
        `:::tip[Title]`, links `[text](file.md)`
          note: `mentorbook import` brings a whole handbook of another tool over
        ## a mail merge
        error[unknown-variable] content/base/p.md:1:6 these braces begin a variable, and there is \
        none
          help: a name has no blanks and no capitals: declare `first.name` under `variables:` in \
        handbook.yaml, and write `{{ first.name }}`; or `\{{` to show the braces themselves
        ## a link of Jekyll
        warning[foreign-syntax] content/base/p.md:1:7 `{%` is a command of Jekyll or GitBook; \
        readers see it as it is written
          help: write what it stands for: boxes are `:::tip[Title]`, tabs `:::tabs`, links \
        `[text](file.md)`, another page's text `:::include {from=file.md}`
          note: `mentorbook import` brings a whole handbook of another tool over
        ## marks in a text
        warning[foreign-syntax] content/base/p.md:1:5 `[[…]]` is a link in wikis and Obsidian; \
        readers see the brackets
          help: write `[text](file.md)`, with the path of the page from this file
          note: `mentorbook import` brings a whole handbook of another tool over
        ## a language in a name
        warning[foreign-syntax] content/base/about/index.en.md:1:1 `.en` is a language to Hugo and \
        Zola; here it is a part of the page's name and address
          help: rename it to `about/index.md`; pages in another language go into a layer or a firm \
        that says `language:`
          note: `mentorbook import` brings a whole handbook of another tool over
        "#,
    );
}

/// The first message of a page other than the home page, with its help.
fn first_message(said: &str) -> String {
    let mut messages: Vec<String> = Vec::new();
    for line in said.lines() {
        match messages.last_mut().filter(|_| line.starts_with(' ')) {
            Some(message) => message.push_str(&format!("\n{line}")),
            None => messages.push(line.to_owned()),
        }
    }
    let mut messages = messages.into_iter().filter(|message| !message.contains("base/index.md"));
    messages.next().unwrap_or_else(|| "nothing".to_owned())
}
