//! Addresses that are taken or outside, and texts that once took too long or too much.

use super::*;

const ADDRESSES: [Trouble; 13] = [
    (
        "a slug upwards",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\nslug: ../../../etc\n---\n"),
        &["p.md:2"],
    ),
    (
        "a slug of dots",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\nslug: ..\n---\n"),
        &["p.md:2"],
    ),
    (
        "a slug from the root",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\nslug: /etc\n---\n"),
        &["p.md:2"],
    ),
    (
        "a slug with a NUL",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\nslug: \"a\\0b\"\n---\n"),
        &["p.md:2"],
    ),
    (
        "an alias upwards",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\naliases: [../../acme]\n---\n"),
        &["p.md:2"],
    ),
    (
        "an alias upwards in disguise",
        |book, layer| {
            book.write(
                &format!("{layer}/p.md"),
                "---\naliases: [a/../../acme, '%2e%2e/acme']\n---\n",
            )
        },
        &["p.md:2"],
    ),
    (
        "an alias into our own folder",
        |book, layer| {
            book.write(&format!("{layer}/p.md"), "---\naliases: [.mentorbook/lock]\n---\n")
        },
        &["p.md:2"],
    ),
    (
        "an alias with a backslash",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\naliases: ['..\\acme']\n---\n"),
        &["p.md:2"],
    ),
    (
        "an alias of a page that is there",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\naliases: [rules/more]\n---\n"),
        &["p.md", "rules/more"],
    ),
    (
        "an alias in the place of robots.txt",
        |book, layer| book.write(&format!("{layer}/p.md"), "---\naliases: [robots.txt]\n---\n"),
        &["p.md", "robots.txt"],
    ),
    (
        "an alias in the place of the manifest",
        |book, layer| {
            book.write(&format!("{layer}/p.md"), "---\naliases: [manifest.json/x]\n---\n")
        },
        &["p.md", "manifest.json"],
    ),
    (
        "names that differ by case only",
        |book, layer| {
            book.write(&format!("{layer}/leave.md"), "# A\n");
            book.write(&format!("{layer}/Leave.md"), "# B\n");
        },
        &["duplicate-url", "leave.md", "Leave.md"],
    ),
    (
        "names that differ by Unicode form only",
        |book, layer| {
            book.write(&format!("{layer}/caf\u{e9}.md"), "# A\n");
            book.write(&format!("{layer}/cafe\u{301}.md"), "# B\n");
        },
        &["duplicate-url", "caf\u{e9}.md", "cafe\u{301}.md"],
    ),
];

#[test]
fn addresses_that_are_not_free_in_a_firm() {
    all_of(&ADDRESSES, |trouble| trouble.0, |trouble| drop(in_a_firm(trouble)));
}

#[test]
fn addresses_that_are_not_free_in_the_base() {
    all_of(&ADDRESSES, |trouble| trouble.0, in_the_base);
}

/// A page.
pub(crate) type Page = (&'static str, fn() -> String);

/// Text that once took too long or too much; published or refused, but soon.
pub(crate) const HEAVY: [Page; 41] = [
    ("quotes inside each other", || format!("{}a\n", "> ".repeat(3_000))),
    ("quotes without spaces", || format!("{}a\n", ">".repeat(100_000))),
    ("lists inside each other", || format!("{}a\n", "- ".repeat(3_000))),
    ("numbered lists inside each other", || format!("{}a\n", "1. ".repeat(3_000))),
    ("lists by indentation", || (0..1_500).map(|at| format!("{}- a\n", "  ".repeat(at))).collect()),
    ("containers inside each other", || {
        format!("{}a\n{}", ":::details\n".repeat(3_000), ":::\n".repeat(3_000))
    }),
    ("containers never closed", || ":::details\n".repeat(100_000)),
    ("conditions inside each other", || {
        format!("{}a\n{}", ":::only {contact=Robin}\n".repeat(3_000), ":::\n".repeat(3_000))
    }),
    ("divs inside each other", || format!("{}a\n", "<div>".repeat(3_000))),
    ("a hundred thousand divs", || format!("{}a\n", "<div>".repeat(100_000))),
    ("tables inside each other", || format!("{}a\n", "<table><tr><td>".repeat(3_000))),
    ("formatting opened again and again", || {
        let open: String = (0..3_000).map(|at| format!("<b title=\"{at}\">")).collect();
        format!("<div>{open}{}\n", "<p>x".repeat(3_000))
    }),
    ("inline tags inside each other", || format!("a {}b\n", "<b>".repeat(50_000))),
    ("brackets inside each other", || "[".repeat(200_000)),
    ("links inside each other", || format!("{}a{}\n", "[".repeat(50_000), "](b)".repeat(50_000))),
    ("images inside each other", || {
        format!("{}a{}\n", "![".repeat(20_000), "](b.png)".repeat(20_000))
    }),
    ("emphasis", || "*a **b _c ".repeat(50_000)),
    ("backticks", || (0..2_000).map(|at| format!("e{}", "`".repeat(at))).collect()),
    ("headings of equal text", || "## Same\n".repeat(30_000)),
    ("headings of equal id", || "## Same {#same}\n".repeat(3_000)),
    ("footnotes", || {
        let uses: String = (0..20_000).map(|at| format!("[^{at}] ")).collect();
        uses + "\n\n" + &(0..20_000).map(|at| format!("[^{at}]: a\n\n")).collect::<String>()
    }),
    ("open braces", || "{{ ".repeat(300_000)),
    ("open braces in a container", || {
        format!(":::details {{summary=\"{}\"}}\na\n:::\n", "{{".repeat(500_000))
    }),
    ("unknown variables", || (0..3_000).map(|at| format!("{{{{ nothing{at} }}}} ")).collect()),
    ("unknown variables on lines", || {
        (0..50_000).map(|at| format!("{{{{ nothing{at} }}}}\n")).collect()
    }),
    ("broken links", || (0..20_000).map(|at| format!("[x](nowhere-{at}.md)\n\n")).collect()),
    ("broken links on one line", || {
        (0..3_000).map(|at| format!("[x](nowhere-{at}.md) ")).collect()
    }),
    ("missing images", || (0..5_000).map(|at| format!("![]({at}.png)\n\n")).collect()),
    ("containers of unknown names", || (0..5_000).map(|at| format!(":::box{at}\n:::\n")).collect()),
    ("raw HTML left out", || "<script>x</script>\n\n".repeat(5_000)),
    ("a wide table of short rows", || {
        format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|c|\n".repeat(5_000))
    }),
    ("many wide tables of short rows", || {
        let (head, rule) = ("a|".repeat(512), "-|".repeat(512));
        format!("|{head}\n|{rule}\n{}\n", "|c|\n".repeat(512)).repeat(900)
    }),
    ("wide tables of short rows in quotes, with other line ends", || {
        let (head, rule) = ("a|".repeat(512), "-|".repeat(512));
        format!("> |{head}\r> |{rule}\r{}\r", "> |c|\r".repeat(512)).repeat(600)
    }),
    ("a line of a megabyte", || "word ".repeat(200_000)),
    ("a word of a megabyte", || "w".repeat(1_000_000)),
    ("four megabytes of tags never closed", || "<a <a ".repeat(690_000)),
    ("four megabytes of unknown elements", || "<x> ".repeat(1_000_000)),
    ("four megabytes of remarks never closed", || "<!-- ".repeat(830_000)),
    ("four megabytes of remarks that cells cut off", || {
        format!("|a|b|c|d|\n|-|-|-|-|\n{}", "|<!--|<!--|<!--|<!--|\n".repeat(190_000))
    }),
    ("four megabytes of paragraphs of a letter", || "a\n\n".repeat(1_390_000)),
    ("four megabytes of nothing", || " \n".repeat(1_900_000)),
];

#[test]
fn heavy_pages_of_a_firm_keep_nobody_waiting() {
    all_of(
        &HEAVY,
        |heavy| heavy.0,
        |(name, text)| heavy(name, &[(format!("{BIRCH}/p.md"), text())], "birch"),
    );
}

#[test]
fn heavy_pages_of_the_base_keep_nobody_waiting() {
    all_of(
        &HEAVY,
        |heavy| heavy.0,
        |(name, text)| heavy(name, &[("content/base/p.md".to_owned(), text())], ""),
    );
}

/// Files, by path in the handbook.
pub(crate) type Files = (&'static str, fn() -> Vec<(String, String)>);

/// More than one page, or another file than a page.
pub(crate) const HEAVY_FIRMS: [Files; 12] = [
    ("includes that multiply", || {
        let page = |name: &str, next: &str| {
            (
                format!("{BIRCH}/{name}.md"),
                format!(":::include {{from={next}.md}}\n:::\n").repeat(300),
            )
        };
        vec![
            page("a", "b"),
            page("b", "c"),
            page("c", "d"),
            page("d", "e"),
            (format!("{BIRCH}/e.md"), "\n".to_owned()),
        ]
    }),
    ("includes that multiply text", || {
        let page = |name: &str, next: &str| {
            (
                format!("{BIRCH}/{name}.md"),
                format!(":::include {{from={next}.md}}\n:::\n").repeat(60),
            )
        };
        vec![
            page("a", "b"),
            page("b", "c"),
            page("c", "d"),
            page("d", "e"),
            (format!("{BIRCH}/e.md"), "Text\n".repeat(1_000)),
        ]
    }),
    ("includes in a circle", || {
        let page = |name: &str, next: &str| {
            (
                format!("{BIRCH}/{name}.md"),
                format!(":::include {{from={next}.md}}\n:::\n").repeat(20),
            )
        };
        vec![page("a", "b"), page("b", "c"), page("c", "d"), page("d", "a")]
    }),
    ("collections in a circle", || {
        let page = |name: &str, next: &str| {
            (
                format!("{BIRCH}/{name}.md"),
                format!("## H\n:::collection {{from={next}.md as=cards}}\n:::\n").repeat(40),
            )
        };
        vec![page("a", "b"), page("b", "c"), page("c", "d"), page("d", "a")]
    }),
    ("many links in the navigation", || {
        firm(&format!(
            "nav:\n{}",
            each(5_000, |at| format!(
                "- {{insert: {{title: T{at}, url: 'https://a.example'}}, into: rules}}\n"
            ))
        ))
    }),
    ("many hidden pages that are not there", || {
        firm(&format!("hide:\n{}", each(20_000, |at| format!("- nowhere/{at}.md\n"))))
    }),
    ("many unknown variables", || {
        firm(&format!("variables:\n{}", each(20_000, |at| format!("  nothing{at}: 1\n"))))
    }),
    ("many unknown keys", || firm(&each(20_000, |at| format!("key{at}: 1\n")))),
    ("keys with escapes on one line", || {
        firm(&format!("variables: {{{}}}\n", each(40_000, |at| format!("\"\\x6b{at}\": 1, "))))
    }),
    ("brackets behind a quote", || {
        firm(&format!("footer: b\n  'c\nnav: {}\n", "[".repeat(500_000)))
    }),
    ("many sections replaced", || {
        let below = each(4_000, |at| format!("## H{at} {{#h{at}}}\na\n"));
        let above = each(4_000, |at| format!("## H{at} {{#h{at} replace}}\nb\n"));
        vec![
            ("content/base/p.md".to_owned(), below),
            (format!("{BIRCH}/p.md"), format!("---\noverride: sections\n---\n{above}")),
        ]
    }),
    ("a thousand pages", || {
        (0..1_000)
            .map(|at| {
                (
                    format!("{BIRCH}/many/p{at}.md"),
                    format!("# P{at}\n\n[x](p{}.md)\n", (at + 1) % 1_000),
                )
            })
            .collect()
    }),
];

fn firm(yaml: &str) -> Vec<(String, String)> {
    vec![(format!("{BIRCH}/firm.yaml"), format!("name: Birch\n{yaml}"))]
}

#[test]
fn heavy_firms_keep_nobody_waiting() {
    all_of(&HEAVY_FIRMS, |heavy| heavy.0, |(name, files)| heavy(name, &files(), "birch"));
}

/// What multiplies: a few lines or kilobytes of a firm's that would become gigabytes.
const MULTIPLYING: [Files; 18] = [
    ("a title of a long variable again and again", || {
        long_variable(vec![page("t", &format!("---\ntitle: \"{}\"\n---\n", LONG.repeat(3_840)))])
    }),
    ("headings of a long variable", || {
        let headings = each(3_800, |at| format!("## {LONG} {{#h{at}}}\n"));
        long_variable(each_page(10, |at| page(&format!("h{at}"), &headings)))
    }),
    ("a module whose parts are named by a long variable", || {
        let parts = each(3_800, |at| format!("## {LONG} {{#p{at} minutes=1}}\n"));
        long_variable(each_page(10, |at| {
            page(&format!("m{at}"), &format!("---\nkind: module\n---\n{parts}"))
        }))
    }),
    ("descriptions of a long variable", || {
        let description = LONG.repeat(100);
        long_variable(each_page(400, |at| {
            page(&format!("d{at}"), &format!("---\ndescription: \"{description}\"\n---\n"))
        }))
    }),
    ("text of a long variable", || {
        let text = format!("{LONG} ").repeat(3_800);
        long_variable(each_page(100, |at| page(&format!("t{at}"), &text)))
    }),
    ("collections of many headings", || {
        let headings = each(8_000, |at| format!("## H{at} {{#h{at}}}\n"));
        let collections = ":::collection {from=q.md as=list}\n:::\n".repeat(8_000);
        vec![page("q", &headings), page("c", &collections)]
    }),
    ("curricula of many modules", || {
        let modules = each_page(400, |at| page(&format!("m{at}"), "---\nkind: module\n---\n"));
        [modules, vec![page("c", &":::curriculum\n:::\n".repeat(8_000))]].concat()
    }),
    ("timelines of many dates", || {
        let dates = each(25, |at| format!("## D{at} {{#d{at} at=+0w every=1w times=200}}\n"));
        let shown = ":::timeline {from=d.md}\n:::\n".repeat(8_000);
        dated(vec![page("d", &format!("---\nkind: timeline\n---\n{dates}")), page("t", &shown)])
    }),
    ("a series with a long text", || {
        let text = "word ".repeat(400_000);
        let date = "## S {#s at=+0w every=1w times=200}\n";
        dated(vec![page("d", &format!("---\nkind: timeline\n---\n{date}{text}"))])
    }),
    ("messages of a long variable", || {
        let text = format!("{LONG} ").repeat(3_800);
        let messages =
            each(200, |at| format!("## M{at} {{#m{at} to=mentor subject=S}}\n\n{text}\n\n"));
        long_variable(vec![page("m", &format!("---\nkind: messages\n---\n{messages}"))])
    }),
    ("subjects of a long variable", || {
        let subject = LONG.repeat(3_800);
        let message = format!("## M {{#m to=mentor subject=\"{subject}\"}}\n\nText.\n");
        long_variable(vec![page("m", &format!("---\nkind: messages\n---\n{message}"))])
    }),
    ("more series than anybody has", || {
        let dates = each(50_000, |at| format!("## D{at} {{#d{at} at=+0w every=1w times=200}}\n"));
        dated(vec![page("d", &format!("---\nkind: timeline\n---\n{dates}"))])
    }),
    ("two thousand folders of one page", || {
        each_page(2_000, |at| page(&format!("f{at}/index"), &format!("# F{at}\n")))
    }),
    ("folders with long titles", || {
        let title = "title ".repeat(150);
        each_page(400, |at| page(&format!("f{at}/index"), &format!("# {at} {title}\n")))
    }),
    ("a navigation of long entries", || {
        let entries = each(70, |at| {
            format!(
                "- {{insert: {{title: {}, url: 'https://a.example/{at}'}}, before: rules}}\n",
                "t".repeat(13_000)
            )
        });
        [
            firm(&format!("nav:\n{entries}")),
            each_page(120, |at| page(&format!("f{at}/index"), "# F\n")),
        ]
        .concat()
    }),
    ("forms of many fields, repeated", || {
        let fields = each(2_000, |at| format!("- Field {at} {{lines=60}}\n"));
        vec![page("f", &format!(":::form {{repeat=60}}\n{fields}\n:::\n").repeat(20))]
    }),
    ("the name of the firm on every rule", || {
        let rules = each(4_000, |at| format!("## R{at} {{#r{at} applies=firm}}\n"));
        let rules = format!("---\nkind: rules\n---\n{rules}");
        let name = (format!("{BIRCH}/firm.yaml"), format!("name: \"{}\"\n", "x".repeat(900_000)));
        vec![page("r", &rules), page("q", &rules), name]
    }),
    ("an announcement of a long variable", || {
        let text = LONG.repeat(60_000);
        let long = "x".repeat(4_096);
        firm(&format!(
            "variables: {{contact: \"{long}\"}}\nannounce: {{text: \"{text}\", until: 2099-01-01}}\n"
        ))
    }),
];

/// A use of the variable that [`long_variable`] sets.
const LONG: &str = "{{ contact }}";

/// A page of birch's.
fn page(path: &str, text: &str) -> (String, String) {
    (format!("{BIRCH}/{path}.md"), text.to_owned())
}

fn each_page(count: usize, page: impl Fn(usize) -> (String, String)) -> Vec<(String, String)> {
    (0..count).map(page).collect()
}

/// The files, and a variable as long as they may be.
fn long_variable(files: Vec<(String, String)>) -> Vec<(String, String)> {
    let set = firm(&format!("variables: {{contact: \"{}\"}}\n", "x".repeat(4_096)));
    [files, set].concat()
}

/// The files, and the first day of a timeline.
fn dated(files: Vec<(String, String)>) -> Vec<(String, String)> {
    let handbook = "variables:\n  contact: {default: Robin}\n  cohort.start: {type: date, \
                    default: 2027-05-03}\n";
    [files, vec![("content/handbook.yaml".to_owned(), handbook.to_owned())]].concat()
}

#[test]
fn what_multiplies_takes_no_more_memory_than_an_edition_may() {
    all_of(&MULTIPLYING, |files| files.0, |(name, files)| heavy(name, &files(), "birch"));
}

/// Published or refused with its name, within the limits; the other firms are published.
#[track_caller]
fn heavy(name: &str, files: &[(String, String)], firm: &str) {
    let book = Book::published();
    let before = book.traces("public/birch");
    book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
    for (path, text) in files {
        book.write(path, text);
    }
    let ran = book.build(&[]);
    match ran.code() {
        0 => assert!(book.shows("birch", "Second edition"), "{name}: {}", ran.text),
        _ => {
            let named = files.iter().any(|(path, _)| ran.text.contains(path));
            assert!(named, "{name}: {}", ran.text);
            assert_eq!(
                book.traces("public/birch"),
                before,
                "{name}: the edition of birch was touched"
            );
        }
    }

    for edition in ["base", "acme", "cole"].iter().filter(|_| !firm.is_empty()) {
        assert!(
            book.shows(edition, "Second edition"),
            "{name}: {edition} was not published:\n{}",
            ran.text
        );
    }

    // All of it can be told without filling the reader's disk.
    let size = fs::metadata(book.path("printed")).unwrap().len();
    assert!(size < 2 << 20, "{name}: {size} bytes of messages");
    if ran.took > LIMIT / 2 {
        println!("{name}: {:?}", ran.took);
    }
}
