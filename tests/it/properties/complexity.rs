//! Growth: no pattern takes much more than four times as long when it is four times as large.
//!
//! Measured in processor time of one thread, so that other tests on the machine do not count. The
//! smaller size is found by doubling until it takes a few milliseconds. A pattern that a limit
//! refuses is fine: it stays fast.

use std::time::Duration;

use mentorbook::Origin;
use mentorbook::{Engine, Selection};

use crate::harness::{files, in_one_thread, processor_time};

/// time(4n) / time(n): 4 is linear, 16 is quadratic.
const MOST: f64 = 6.0;
/// What the smaller of the two takes at least, where its size allows, beyond what any build takes.
const ENOUGH: Duration = Duration::from_millis(15);
/// No larger than this, in bytes of the handbook: more would be refused, or too slow in a debug
/// build.
const LARGEST: usize = 3_000_000;
/// What is next to nothing even when four times as large.
pub(crate) const NOTHING: Duration = Duration::from_millis(10);

/// Name, and the handbook for a size.
pub(crate) type Pattern = (&'static str, fn(usize) -> String);

/// A firm's page: its HTML is cleaned, so it takes the longer way.
fn page(text: &str) -> String {
    format!(
        r"
//- handbook.yaml
title: T
variables:
  word: {{type: text, default: W}}
//- base/index.md
# Home
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/p.md
{text}
"
    )
}

/// A firm's page with front matter.
fn front(text: &str) -> String {
    page(&format!("---\n{text}\n---\nText."))
}

/// A firm.yaml.
fn firm(text: &str) -> String {
    format!(
        r"
//- base/index.md
# Home
//- base/a.md
# A
//- firms/acme/firm.yaml
name: Acme
{text}
"
    )
}

/// A base page and a firm's override of its sections.
fn overlaid(below: &str, above: &str) -> String {
    format!(
        r"
//- base/index.md
# Home
//- base/p.md
{below}
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/p.md
---
override: sections
---
{above}
"
    )
}

/// `make(0)`, `make(1)`, … one after the other.
pub(crate) fn each(n: usize, make: impl Fn(usize) -> String) -> String {
    (0..n).map(make).collect()
}

pub(crate) const INLINE: [Pattern; 23] = [
    ("open brackets", |n| page(&"[".repeat(n))),
    ("closing brackets", |n| page(&"a]".repeat(n))),
    ("open links", |n| page(&"[a](".repeat(n))),
    ("links inside each other", |n| page(&format!("{}a{}", "[".repeat(n), "](b)".repeat(n)))),
    ("open images", |n| page(&"![".repeat(n))),
    ("images inside each other", |n| page(&format!("{}a{}", "![".repeat(n), "](b.png)".repeat(n)))),
    ("links with open titles", |n| page(&"[a](b \"".repeat(n))),
    ("links with open angles", |n| page(&"[a](<b".repeat(n))),
    ("open emphasis", |n| page(&"*a ".repeat(n))),
    ("closing emphasis", |n| page(&"a* ".repeat(n))),
    ("emphasis of both kinds", |n| page(&"*a_ ".repeat(n))),
    ("emphasis within words", |n| page(&"a**b_c*".repeat(n))),
    ("long delimiter runs", |n| page(&format!("{}a{}", "*".repeat(n), "*".repeat(n)))),
    ("struck through", |n| page(&"~~a ~b".repeat(n))),
    ("backticks of many lengths", |n| {
        page(&each(n.isqrt() + 1, |i| format!("e{}", "`".repeat(i))))
    }),
    ("backslashes", |n| page(&"\\".repeat(n))),
    ("entities", |n| page(&"&#x41;&amp;&".repeat(n))),
    ("smart punctuation", |n| page(&"\"'a--...".repeat(n))),
    ("hard breaks", |n| page(&"a  \nb\\\n".repeat(n))),
    ("autolinks", |n| page(&"<https://a.example> <b@c.example> <https:".repeat(n))),
    ("one long line", |n| page(&"word ".repeat(n))),
    ("one long word", |n| page(&"w".repeat(n))),
    ("links", |n| page(&each(n, |i| format!("[a{i}](https://example.com/{i} \"t\") ")))),
];

pub(crate) const RAW: [Pattern; 15] = [
    ("angles", |n| page(&"a<".repeat(n))),
    ("open tags", |n| page(&format!("a {}", "<b x='".repeat(n)))),
    ("inline tags", |n| page(&format!("a {}", "<kbd>x".repeat(n)))),
    ("refused inline tags", |n| page(&format!("a {}", "<u>x</u>\n".repeat(n)))),
    ("open comments", |n| page(&format!("a {}", "<!-- x\n\n".repeat(n)))),
    ("processing instructions and sections", |n| page(&"a <?x <![CDATA[ <!X ".repeat(n))),
    ("divs inside each other", |n| page(&"<div>".repeat(n))),
    ("formatting opened again in each paragraph", |n| {
        let n = n.isqrt() + 1;
        page(&format!("<div>{}{}", each(n, |i| format!("<b title=\"{i}\">")), "<p>x".repeat(n)))
    }),
    ("placeholders", |n| page(&format!("a {}", "<name> </b-c> ".repeat(n)))),
    ("placeholders on lines of their own", |n| page(&"<first name>\n\n".repeat(n))),
    ("remarks cut by cells", |n| {
        page(&format!("| a | b |\n|---|---|\n{}", "| c <!-- x | y --> | d |\n".repeat(n)))
    }),
    ("open remarks in cells", |n| {
        page(&format!("| a | b |\n|---|---|\n{}", "| c <!-- x | d |\n".repeat(n)))
    }),
    ("remarks in one block", |n| page(&format!("<div>{}", "<!-- x --><?x?>a< ".repeat(n)))),
    ("scripts that never end", |n| page(&"<script>\n\n".repeat(n))),
    ("blocks of HTML", |n| page(&"<p class=\"x\">a</p>\n\n".repeat(n))),
];

pub(crate) const BLOCKS: [Pattern; 27] = [
    ("quotes inside each other", |n| page(&format!("{}a", ">".repeat(n)))),
    ("quotes of growing depth", |n| {
        page(&each(n.isqrt() + 1, |i| format!("{}a\n", "> ".repeat(i))))
    }),
    ("quotes continued lazily", |n| page(&format!("{}\n{}", "> ".repeat(40), "a\n".repeat(n)))),
    ("lists inside each other", |n| page(&format!("{}a", "- ".repeat(n)))),
    ("lists by indentation", |n| {
        page(&each(n.isqrt() + 1, |i| format!("{}- a\n", "  ".repeat(i))))
    }),
    ("a long list", |n| page(&"- a\n".repeat(n))),
    ("a long loose list", |n| page(&"- a\n\n  b\n\n".repeat(n))),
    ("tasks", |n| page(&"- [ ] a\n- [x] b\n".repeat(n))),
    ("definitions", |n| page(&"a\n: b\n: c\n\n".repeat(n))),
    ("terms without definition", |n| page(&"a\n\n: b\n".repeat(n))),
    ("alerts", |n| page(&"> [!NOTE] Own title\n> Text\n\n".repeat(n))),
    ("rules and underlines", |n| page(&"a\n---\n***\n=\n".repeat(n))),
    ("indentation", |n| page(&each(n.isqrt() + 1, |i| format!("{}a\n", " ".repeat(i))))),
    ("blank lines", |n| page(&" \t\n".repeat(n))),
    ("open fences", |n| page(&"```a\n~~~\n".repeat(n))),
    ("tables", |n| page(&"|a|b|\n|-|-|\n|c|d|\n\n".repeat(n))),
    ("a long table", |n| page(&format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n)))),
    ("a wide table", |n| {
        page(&format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "c|".repeat(n)))
    }),
    ("a wide table of short rows", |n| {
        page(&format!("|{}\n|{}\n{}", "a|".repeat(n), "-|".repeat(n), "|c|\n".repeat(n)))
    }),
    ("reference definitions", |n| page(&each(n, |i| format!("[r{i}]: https://example.com/{i}\n")))),
    ("one reference defined again and again", |n| {
        page(&format!("{}[r]", "[r]: https://example.com\n".repeat(n)))
    }),
    ("references", |n| {
        page(&format!("[r]: https://example.com/{}\n\n{}", "x".repeat(n), "[r] [s] ".repeat(n)))
    }),
    ("footnotes", |n| {
        page(&format!(
            "{}\n\n{}",
            each(n, |i| format!("[^{i}] ")),
            each(n, |i| format!("[^{i}]: a\n\n"))
        ))
    }),
    ("one footnote again and again", |n| page(&format!("{}\n\n[^a]: a", "[^a] ".repeat(n)))),
    ("footnotes in footnotes", |n| {
        page(&format!("[^0]\n\n{}", each(n, |i| format!("[^{i}]: a [^{}]\n\n", i + 1))))
    }),
    ("footnotes nobody refers to", |n| page(&each(n, |i| format!("[^{i}]: a\n\n")))),
    ("open footnotes", |n| page(&"[^a".repeat(n))),
];

pub(crate) const OURS: [Pattern; 24] = [
    ("headings of equal text", |n| page(&"## Same\n".repeat(n))),
    ("headings of equal id", |n| page(&"## Same {#same}\n".repeat(n))),
    ("headings of all levels", |n| page(&each(n, |i| format!("{} H{i}\n", "#".repeat(i % 6 + 1))))),
    ("headings with attributes", |n| page(&format!("## H {{{}}}\n", ".a #b c=d ".repeat(n)))),
    ("headings with open braces", |n| page(&"## H {\"a b\n".repeat(n))),
    ("headings in quotes and sections", |n| {
        page(&each(n, |i| format!("## H{i}\n\n> ### I{i}\n\n")))
    }),
    ("containers never closed", |n| page(&":::details\n".repeat(n))),
    ("containers closed twice", |n| page(&":::details\n:::\n:::\n".repeat(n))),
    ("containers in quotes", |n| page(&"> :::details\n> a\n> :::\n\n".repeat(n))),
    ("colons", |n| page(&":::".repeat(n))),
    ("container attributes", |n| {
        page(&format!(":::details {{{}}}\n:::\n", "summary=\"a\" ".repeat(n)))
    }),
    ("conditions", |n| page(&":::only {word=W}\na\n:::\n".repeat(n))),
    ("tabs", |n| page(&":::tabs\n:::tab {title=\"A\"}\na\n:::\n:::\n".repeat(n))),
    ("open braces", |n| page(&"{{ ".repeat(n))),
    ("open braces in an attribute", |n| {
        page(&format!(":::details {{summary=\"{}\"}}\n:::\n", "{{".repeat(n)))
    }),
    ("variables", |n| page(&"{{ word }} ".repeat(n))),
    ("unknown variables", |n| page(&each(n, |i| format!("{{{{ word{i} }}}} ")))),
    ("variables in links", |n| page(&"[a](https://{{ word }}.example) ".repeat(n))),
    ("broken links", |n| page(&each(n, |i| format!("[a](nowhere-{i}.md)\n")))),
    ("links to sections", |n| page(&each(n, |i| format!("## H{i}\n[a](#h{i})\n")))),
    ("includes", |n| page(&":::include {from=index.md}\n:::\n".repeat(n))),
    ("a collection of many", |n| {
        page(&format!(
            "{}\n:::collection {{from=p.md as=cards}}\n:::\n",
            each(n, |i| format!("## H{i}\na\n"))
        ))
    }),
    ("a collection by name", |n| {
        let names = each(n, |i| format!("h{i},"));
        page(&format!(
            "{}\n:::collection {{from=p.md only=\"{names}\"}}\n:::\n",
            each(n, |i| format!("## H{i}\n"))
        ))
    }),
    ("noncharacters", |n| page(&"\u{FDD0}00&#xFDD0;00 {{ word }}".repeat(n))),
];

pub(crate) const YAML: [Pattern; 24] = [
    ("unknown keys", |n| front(&each(n, |i| format!("k{i}: 1\n")))),
    ("one key again and again", |n| front(&"title: a\n".repeat(n))),
    ("free keys", |n| front(&format!("extra:\n{}", each(n, |i| format!("  k{i}: 1\n"))))),
    ("free keys on one line", |n| {
        front(&format!("extra: {{{}}}", each(n, |i| format!("k{i}: 1, "))))
    }),
    ("keys with escapes on one line", |n| {
        front(&format!("extra: {{{}}}", each(n, |i| format!("\"\\x6b{i}\": 1, "))))
    }),
    ("a long list of words", |n| front(&format!("tags: [{}]", "a, ".repeat(n)))),
    ("a list of lines", |n| front(&format!("tags:\n{}", "- a\n".repeat(n)))),
    ("maps by indentation", |n| {
        front(&format!("extra:\n{}", each(n.isqrt() + 1, |i| format!("{}k:\n", " ".repeat(i + 1)))))
    }),
    ("brackets", |n| front(&format!("extra: {}", "[".repeat(n)))),
    ("brackets after a stray quote", |n| {
        front(&format!("title: b\n  'c\nextra: {}", "[".repeat(n)))
    }),
    ("dashes", |n| front(&format!("extra: {}a", "- ".repeat(n)))),
    ("anchors and aliases", |n| front(&format!("extra: [&a 1, {}]", "*a, ".repeat(n)))),
    ("question marks", |n| front(&format!("extra: {}a", "? ".repeat(n)))),
    ("question marks in brackets", |n| front(&format!("extra: [{}]", "? a, ".repeat(n)))),
    ("brackets after keys", |n| front(&format!("extra: {}", "{a: [".repeat(n)))),
    ("signs of anchors in a text", |n| front(&format!("description: a{}", ", *b &c".repeat(n)))),
    ("open quotes", |n| front(&format!("title: \"{}", "a\\\"\n ".repeat(n)))),
    ("folded text", |n| front(&format!("description: >\n{}", "  a\n".repeat(n)))),
    ("comments", |n| front(&"# a: b\n".repeat(n))),
    ("braces in a title", |n| front(&format!("title: \"{}\"", "{{".repeat(n)))),
    ("earlier addresses", |n| front(&format!("aliases:\n{}", each(n, |i| format!("- old/{i}\n"))))),
    ("unknown variables set", |n| {
        firm(&format!("variables:\n{}", each(n, |i| format!("  v{i}: 1\n"))))
    }),
    ("links put into the navigation", |n| {
        firm(&format!(
            "nav:\n{}",
            each(n, |i| format!(
                "- {{insert: {{title: T{i}, url: https://a.example}}, after: a.md}}\n"
            ))
        ))
    }),
    ("hidden pages that are not there", |n| {
        firm(&format!("hide:\n{}", each(n, |i| format!("- nowhere-{i}.md\n"))))
    }),
];

pub(crate) const OVERRIDES: [Pattern; 5] = [
    ("sections replaced", |n| {
        overlaid(
            &each(n, |i| format!("## H{i} {{#h{i}}}\na\n")),
            &each(n, |i| format!("## H{i} {{#h{i} replace}}\nb\n")),
        )
    }),
    ("sections prepended", |n| {
        overlaid(
            &each(n, |i| format!("## H{i} {{#h{i}}}\na\n")),
            &each(n, |i| format!("## H{i} {{#h{i} prepend}}\nb\n")),
        )
    }),
    ("sections put after one", |n| {
        overlaid("## One {#one}\na\n", &each(n, |i| format!("## H{i} {{#h{i} after=one}}\nb\n")))
    }),
    ("sections that are not there", |n| {
        overlaid("## One {#one}\na\n", &each(n, |i| format!("## H{i} {{#h{i} replace}}\nb\n")))
    }),
    ("a page of many sections replaced", |n| {
        let text = overlaid(
            &each(n, |i| format!("## H{i} {{#h{i}}}\na\n")),
            &each(n, |i| format!("## G{i} {{#g{i}}}\nb\n")),
        );
        text.replace("override: sections", "override: page")
    }),
];

#[test]
fn inline_patterns_grow_in_step() {
    in_step(INLINE);
}

#[test]
fn raw_html_grows_in_step() {
    in_step(RAW);
}

#[test]
fn blocks_grow_in_step() {
    in_step(BLOCKS);
}

#[test]
fn our_own_syntax_grows_in_step() {
    in_step(OURS);
}

#[test]
fn yaml_grows_in_step() {
    in_step(YAML);
}

#[test]
fn overrides_grow_in_step() {
    in_step(OVERRIDES);
}

/// Measures all and tells all that fail.
pub(crate) fn in_step<'p>(
    patterns: impl IntoIterator<Item = (&'p str, impl Fn(usize) -> String + Send)>,
) {
    let grows = |(name, make)| in_one_thread(|| too_fast_growing(name, make));
    let bad: Vec<String> = patterns.into_iter().filter_map(grows).collect();
    assert!(bad.is_empty(), "\n{}\n", bad.join("\n"));
}

/// What any build takes.
pub(crate) fn overhead(make: &impl Fn(usize) -> String) -> Duration {
    (0..3).map(|_| took(&make(1))).min().unwrap_or_default()
}

/// A size that takes long enough to be measured, where one does.
pub(crate) fn smaller_size(make: &impl Fn(usize) -> String, any: Duration) -> usize {
    let mut n = 16;
    while took(&make(n)).saturating_sub(any) < ENOUGH && make(n * 8).len() < LARGEST {
        n *= 2;
    }
    n
}

fn too_fast_growing(name: &str, make: impl Fn(usize) -> String) -> Option<String> {
    let any = overhead(&make);
    let n = smaller_size(&make, any);
    let took = |text: &str| took(text).saturating_sub(any);
    let mut small = Duration::MAX;
    let (once, four_times) = (make(n), make(4 * n));
    let mut large = Duration::MAX;

    // The least of several runs; most patterns pass at the first.
    for _ in 0..3 {
        small = small.min(took(&once));
        large = large.min(took(&four_times));
        if large < NOTHING || large.as_secs_f64() <= MOST * small.as_secs_f64() {
            return None;
        }
    }

    // Outgrowing a cache is a step that comes once; a fault of ours is there a size below, too.
    let below = (0..3).map(|_| took(&make(n / 4))).min().unwrap_or_default();
    if small.as_secs_f64() <= MOST * below.as_secs_f64() {
        return None;
    }
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    Some(format!(
        "{name}: {small:.1?} for {n}, {large:.1?} for four times as many, which is {ratio:.1} \
         times as long"
    ))
}

/// The processor time of one build in memory.
pub(crate) fn took(text: &str) -> Duration {
    let files = files(text);
    let begun = processor_time();
    let engine = Engine::load(Origin::memory(files), Selection::default());
    drop(engine.map(Engine::build_in_memory));
    processor_time() - begun
}
