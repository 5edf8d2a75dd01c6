//! Checks of what stands on pages: links, images, headings, addresses, raw HTML.

use super::{Check, Level};

pub(crate) static BROKEN_LINK: Check = Check {
    name: "broken-link",
    level: Level::Error,
    explanation: "A link leads to a page or section that is not in this edition. Links are paths \
                  to Markdown files, seen from the file they stand in, with `#section-id` if \
                  wanted: `[leave](../hr/leave.md#carry-over)`. Links of the base to a page or \
                  section that a firm hides or removes become plain text, without complaint.",
    fails: r"//- base/index.md
[Leave](hr/leaves.md)
//- base/hr/leave.md
# Leave
",
    passes: r"//- base/index.md
[Leave](hr/leave.md#leave)
//- base/hr/leave.md
# Leave
",
};

pub(crate) static CONTAINER_SYNTAX: Check = Check {
    name: "container-syntax",
    level: Level::Error,
    explanation: "A container (`:::name {attributes}` … `:::`) has an unknown name, is not \
                  closed, closes nothing, or lacks what it needs.",
    fails: r"//- base/index.md
:::detail
Text
:::
",
    passes: r#"//- base/index.md
:::details {summary="More"}
Text
:::
"#,
};

pub(crate) static DUPLICATE_ID: Check = Check {
    name: "duplicate-id",
    level: Level::Error,
    explanation: "Two sections of one page have the same `{#id}`, so links and overrides cannot \
                  tell them apart.",
    fails: r"//- base/index.md
## One {#rule}
## Two {#rule}
",
    passes: r"//- base/index.md
## One {#rule-1}
## Two {#rule-2}
",
};

pub(crate) static DUPLICATE_URL: Check = Check {
    name: "duplicate-url",
    level: Level::Error,
    explanation: "Two pages would be published at the same address: their names differ only in \
                  case, accents or punctuation, or one has the `slug` or an alias of the other.",
    fails: r"//- base/Leave.md
Text
//- base/leave.md
Text
",
    passes: r"//- base/leave.md
Text
//- base/holidays.md
Text
",
};

pub(crate) static EMPTY_HANDBOOK: Check = Check {
    name: "empty-handbook",
    level: Level::Error,
    explanation: "The base has not one page that can be read. Publishing an edition without it \
                  would empty what is there.",
    fails: r"//- base/note.txt
Text
",
    passes: r"//- base/index.md
Text
",
};

pub(crate) static EXTERNAL_IMAGE: Check = Check {
    name: "external-image",
    level: Level::Warning,
    explanation: "An image lies on another host. An edition asks no other host for anything, so \
                  that nobody outside learns who reads it; the image's text is shown instead. \
                  Put a copy of the image beside the page.",
    fails: r"//- base/index.md
![A badge](https://example.com/badge.svg)
",
    passes: r"//- base/index.md
[A badge](https://example.com/badge.svg)
",
};

pub(crate) static HEADING_ORDER: Check = Check {
    name: "heading-order",
    level: Level::Warning,
    explanation: "A heading is more than one level below the one before it, such as `####` after \
                  `##`. People who read with a screen reader move by headings and take the gap \
                  for missing text.",
    fails: r"//- base/index.md
## Rules
#### Detail
",
    passes: r"//- base/index.md
## Rules
### Detail
",
};

pub(crate) static MISSING_ALT: Check = Check {
    name: "missing-alt",
    level: Level::Warning,
    explanation: "An image has no text in its square brackets. Readers who do not see it are \
                  told nothing. Say in a few words what the image shows: `![The two roles, \
                  flipped](roles.svg)`.",
    fails: r"//- base/index.md
![](a.svg)
//- base/a.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
    passes: r"//- base/index.md
![Two people](a.svg)
//- base/a.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
};

pub(crate) static MISSING_ASSET: Check = Check {
    name: "missing-asset",
    level: Level::Error,
    explanation: "An image, document or logo is named that is not in any layer of the firm. \
                  Paths are seen from the file they stand in; in firm.yaml, from the firm's \
                  folder.",
    fails: r"//- base/index.md
![A diagram](diagram.svg)
//- base/diagramm.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
    passes: r"//- base/index.md
![A diagram](diagram.svg)
//- base/diagram.svg
<svg xmlns='http://www.w3.org/2000/svg'/>
",
};

pub(crate) static RAW_HTML: Check = Check {
    name: "raw-html",
    level: Level::Warning,
    explanation: "A firm's page holds HTML that could run script, load something from elsewhere \
                  or break the page's layout. That part is left out.",
    fails: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
<script>alert(1)</script>
",
    passes: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
Press <kbd>Esc</kbd>.
",
};

pub(crate) static SKIPPED_FILE: Check = Check {
    name: "skipped-file",
    level: Level::Error,
    explanation: "A file was not read: it is no regular file, not UTF-8 text, too large, or its \
                  name is not allowed. It stops the editions that would miss it.",
    fails: r"//- base/index.md
Text
//- base/latin.md hex
63 61 66 e9
",
    passes: r"//- base/index.md
Text
//- base/latin.md hex
63 61 66 c3 a9
",
};

pub(crate) static UNREACHABLE_PAGE: Check = Check {
    name: "unreachable-page",
    level: Level::Warning,
    explanation: "A page is not in the navigation (`hidden: true`, or a `hide:` under `nav:`) \
                  and no other page links to it. Link to it, put it into the navigation, or hide \
                  it altogether.",
    fails: r"//- base/index.md
Text
//- base/secret.md
---
hidden: true
---
Text
",
    passes: r"//- base/index.md
[A link](secret.md)
//- base/secret.md
---
hidden: true
---
Text
",
};

pub(crate) static UNSAFE_ASSET: Check = Check {
    name: "unsafe-asset",
    level: Level::Error,
    explanation: "A firm's file could run script in its readers' browsers: HTML, scripts, and \
                  SVG images with more than drawing in them. The file is left out. Images, \
                  fonts, documents, sound and film are welcome.",
    fails: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.js
alert(1)
",
    passes: r"//- base/index.md
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/a.md
[A list](a.txt)
//- firms/acme/a.txt
Text
",
};

pub(crate) static UNSAFE_URL: Check = Check {
    name: "unsafe-url",
    level: Level::Error,
    explanation: "Links and images may lead to files of the handbook and to addresses that begin \
                  with https://, http://, mailto: or tel:. Everything else, `javascript:` above \
                  all, is refused.",
    fails: r"//- base/index.md
[Click](javascript:alert(1))
",
    passes: r"//- base/index.md
[Write](mailto:mentoring@example.com)
",
};

pub(crate) static UNUSED_ASSET: Check = Check {
    name: "unused-asset",
    level: Level::Warning,
    explanation: "A file lies in a layer, but no page shows it or links to it. It is published \
                  all the same, under its own name. Delete it, or link to it. Files that only \
                  raw HTML names look unused, too.",
    fails: r"//- base/index.md
Text
//- base/old.pdf
%PDF
",
    passes: r"//- base/index.md
[Form](form.pdf)
//- base/form.pdf
%PDF
",
};
