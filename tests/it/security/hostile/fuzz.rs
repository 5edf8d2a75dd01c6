//! Anything at all, in any order, and what it may do to a terminal.

use mentorbook::Selection;
use mentorbook::print::{Format, Screen, print};

use super::*;
use crate::harness::{Random, flush};

/// Fragments that mean something here, in any order.
pub(crate) const FRAGMENTS: [&str; 70] = [
    "---\n",
    "title: A\n",
    "override: sections\n",
    "# A\n",
    "## B {#b}\n",
    "## C {#c replace}\n",
    "## Q {#q question=single}\n",
    "- [x] one\n- [ ] two\n",
    "## S {#s question=scenario}\n",
    "### E {#e .right}\n",
    "- choose {to=e}\n",
    " {to=s}\n",
    "### D\n",
    "Setext\n---\n",
    "> ",
    ">> ",
    "- ",
    "  ",
    "    ",
    "1. ",
    "\t",
    "\n",
    "\n\n",
    "text ",
    "*em* ",
    "**b",
    "`code` ",
    "```\n",
    "~~~ x variables\n",
    "<div>\n",
    "</div>\n",
    "<b>",
    "</b>",
    "<!-- ",
    "-->\n",
    "<script>",
    "<?",
    "?>",
    "<![CDATA[",
    "[a](b.md)",
    "[a][b]",
    "[b]: x\n",
    "![i](i.png \"t\")",
    "[^a]",
    "[^a]: note\n",
    "[^b]: > ",
    "|a|b|\n",
    "|-|-|\n",
    "a\n: b\n",
    "- [ ] ",
    "[!NOTE] T\n",
    "> [!TIP]\n",
    ":::details {summary=\"S\"}\n",
    ":::only {contact=Robin}\n",
    ":::only {contact=X}\n",
    ":::tabs\n",
    ":::tab {title=\"T\"}\n",
    ":::include {from=rules/index.md}\n",
    ":::collection {from=rules/index.md as=cards}\n",
    ":::\n",
    "::::",
    "{{ contact }}",
    "{{ nope }}",
    "\\{{",
    "{{",
    "}}",
    "\u{FDD0}",
    "&#xFDD0;00",
    "\u{1}",
    "é\u{1f600}",
];

#[test]
fn no_mixture_of_what_we_know_panics() {
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    for round in 0..400 {
        let mut book = BOOK.to_owned();
        for page in 0..6 {
            let text: String = (0..2 + random.below(40)).map(|_| random.pick(&FRAGMENTS)).collect();
            let path = [
                "base/p0.md",
                "base/p1.md",
                "firms/birch/p1.md",
                "firms/birch/p2.md",
                "firms/birch/rules/index.md",
                "firms/acme/p1.md",
            ][page];
            let front = if path.contains("rules") || path == "firms/birch/p1.md" {
                "---\noverride: sections\n---\n"
            } else {
                ""
            };
            book.push_str(&format!(
                r"
//- {path}
{front}{}
",
                text.replace("//- ", "")
            ));
        }
        // With the checks off, so that what is wrong is rendered, too.
        let off: String = mentorbook::checks::CHECKS
            .iter()
            .map(|check| format!("  {}: off\n", check.name))
            .collect();
        let book = if round % 2 == 0 {
            book
        } else {
            book.replacen("title: Handbook\n", &format!("title: Handbook\nchecks:\n{off}"), 1)
        };
        let site = std::panic::catch_unwind(|| {
            harness::build(harness::files(&book), Selection::default())
        });
        let site = site.unwrap_or_else(|_| panic!("round {round}:\n{book}"));
        let internal = site
            .run
            .outcomes
            .iter()
            .flat_map(|outcome| &outcome.diagnostics)
            .find(|found| found.check.name == "internal");
        assert!(internal.is_none(), "round {round}: {internal:?}\n{book}");
    }
}

#[test]
fn no_firm_can_write_to_the_terminal_through_a_message() {
    let evil = "\u{1b}]0;evil\u{7}\u{1b}[2J\u{9b}31m\r\u{8}";
    let quoted = "\\e]0;evil\\a\\e[2J\\x9b31m\\r\\b";
    let book = format!(
        r#"{BOOK}//- firms/birch/{evil}.md
[x](nowhere.md) {{{{ x{evil} }}}} [y](no{evil}.md#{evil})
//- firms/birch/p.md
---
"key{quoted}": 1
title: 1
slug: "{quoted}"
aliases: ["{quoted}"]
kind: "{quoted}"
template: "{quoted}"
---
# {evil}
[x](javascript:{evil}) [y](a{evil}.md)
:::{evil}
:::
:::details {{{evil}=1}}
:::
## H {{{evil}}}
"#
    )
    .replacen(
        &flush(
            r"
            name: Birch
            ",
        ),
        &flush(&format!(
            r#"
            name: "Birch{quoted}"
            hide: ["no{quoted}"]
            layers: ["{quoted}"]
            theme: "{quoted}"
            "{quoted}": 1
            "#
        )),
        1,
    );

    let files = harness::files(&book);
    let texts =
        |file: &str| files.get(file).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let site = harness::build(files.clone(), Selection::default());
    assert!(site.run.report.findings.len() > 8, "{}", site.diagnostics());
    for format in [Format::Human, Format::Github, Format::Json] {
        let mut out = Vec::new();
        print(&site.run.report, format, &texts, Screen { color: false, width: 120 }, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        let control: Vec<char> = text.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(control.is_empty(), "{format:?}: {control:?} in\n{}", text.escape_debug());
    }
}
