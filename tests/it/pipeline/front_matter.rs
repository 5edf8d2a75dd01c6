//! What stands between the `---` fences: each key's value, what it refuses, and where it says so.

use std::sync::Arc;

use mentorbook::Digest;
use mentorbook::Project;
use mentorbook::Value;
use mentorbook::parse;
use mentorbook::{FrontMatter, Override, PageKind};
use mentorbook::{LayerId, PageSource, TextFile};

use crate::harness::{self, Site, assert_text, flush, site};

const HANDBOOK: &str = "title: Test\naudiences: [mentor, mentee]\nvariables: {region: uk}\n";

/// The front matter of a page that begins with these lines.
#[track_caller]
fn front(yaml: &str) -> Arc<FrontMatter> {
    read(&format!("---\n{yaml}\n---\nText\n"))
}

/// The front matter of a file.
#[track_caller]
fn read(text: &str) -> Arc<FrontMatter> {
    let project = Project::read(&file("content/handbook.yaml", HANDBOOK));
    assert!(project.diagnostics.is_empty());
    let TextFile { file, text, digest } = file("content/base/page.md", text);
    let source = PageSource { path: "page.md".into(), file, text, digest };
    let document = parse(&source, &LayerId::Base, &project.value);
    assert!(document.diagnostics.is_empty(), "{:?}", document.diagnostics);
    document.front
}

fn file(path: &str, text: &str) -> TextFile {
    TextFile { file: path.into(), text: text.into(), digest: Digest::of(text.as_bytes()) }
}

/// A handbook with one page that begins with these lines, beside a home page.
fn page(yaml: &str) -> Site {
    site(&format!(
        r"
//- handbook.yaml
{HANDBOOK}//- base/index.md
# Home
//- base/page.md
---
{yaml}
---
Text
"
    ))
}

/// Asserts the one diagnostic of a page that begins with these lines, and the text it points at.
#[track_caller]
fn refuses(check: &str, yaml: &str, marked: &str, message: &str) {
    let site = page(yaml);
    let found: Vec<_> =
        site.run.report.findings.iter().map(|finding| &finding.diagnostic).collect();
    let seen: Vec<_> =
        found.iter().map(|found| (found.check.name, found.message.as_str())).collect();
    assert_eq!(seen, [(check, message)], "\n{yaml}");
    assert_eq!(site.marked(check), marked, "\n{yaml}");
}

/// The help of the one diagnostic of a page that begins with these lines.
#[track_caller]
fn help(yaml: &str) -> Vec<String> {
    page(yaml).run.report.findings[0].diagnostic.help.clone()
}

// Values

#[test]
fn each_key_has_its_value() {
    assert_eq!(front("title: Ground rules").title.clone().unwrap().text, "Ground rules");
    assert_eq!(front("title: 'It''s: \"so\"'").title.clone().unwrap().text, "It's: \"so\"");
    assert_eq!(front("title: In {{ region }}!").title.clone().unwrap().uses.len(), 1);
    assert_eq!(
        front("description: >-\n  Two\n  lines").description.clone().unwrap().text,
        "Two lines"
    );
    assert_eq!(front("weight: -3").weight, Some(-3));
    assert_eq!(front("slug: what-we-keep").slug("name"), "what-we-keep");
    assert_eq!(front("draft: true").draft, Some(true));
    assert_eq!(front("tags: [a, b c]").tags.as_deref().unwrap(), ["a", "b c"]);
    assert_eq!(front("tags: alone").tags.as_deref().unwrap(), ["alone"]);
    assert_eq!(front("template: page.html").template.clone().unwrap().value, "page.html");
    assert_eq!(front("audience: [mentor, mentee]").audience(), ["mentor", "mentee"]);
    assert_eq!(front("audience: mentor").audience(), ["mentor"]);
    assert_eq!(front("search: false").search, Some(false));
    assert_eq!(front("hidden: true").hidden, Some(true));
    assert_eq!(front("updated: 2026-02-28").updated.as_deref(), Some("2026-02-28"));
    assert_eq!(front("reviewed: \"2024-02-29\"").reviewed.as_deref(), Some("2024-02-29"));
    assert_eq!(front("review_every: 6 months").review_every.as_deref(), Some("6 months"));
    assert_eq!(front("owner: Amara Boyd").owner.as_deref(), Some("Amara Boyd"));
    assert_eq!(front("override: page").overrides, Some(Override::Page));
    assert_eq!(front("override: sections").overrides, Some(Override::Sections));
    assert_eq!(
        front("locked: {licence: The law asks for it.}").locked,
        [("licence".to_owned(), "The law asks for it.".to_owned())].into()
    );
}

#[test]
fn aliases_are_kept_without_slashes_at_their_ends() {
    let aliases: Vec<String> =
        front("aliases:\n- /old/place/\n- older\n- /oldest/index.html\n- /ünder/x_y.z~1/")
            .aliases
            .iter()
            .map(|alias| alias.value.clone())
            .collect();
    assert_eq!(aliases, ["old/place", "older", "oldest", "ünder/x_y.z~1"]);
}

#[test]
fn an_address_is_no_name_of_a_device() {
    let site = site(
        r"
        //- base/index.md
        # Home
        [a](a.md) [b](b.md)
        //- base/a.md
        ---
        slug: con
        aliases: [old/aux/place, x/com1.html, trail./y, contact]
        ---
        # A
        //- base/b.md
        ---
        slug: lpt9
        ---
        # B
        ",
    );
    assert_text(
        site.diagnostics(),
        r"
        error[wrong-type] content/base/a.md:2:7 `con` cannot be the last part of an address
          help: it is the name of a device of Windows: `con-1`
        error[wrong-type] content/base/a.md:3:11 `old/aux/place` cannot be an earlier address of \
        this page
          help: a name in it means a device on Windows: write `/old/aux-1/place/`
        error[wrong-type] content/base/a.md:3:26 `x/com1.html` cannot be an earlier address of \
        this page
          help: a name in it means a device on Windows: write `/x/com1-1.html/`
        error[wrong-type] content/base/a.md:3:39 `trail./y` cannot be an earlier address of this \
        page
          help: write it from the root of the handbook: `/old/place/`
        error[wrong-type] content/base/b.md:2:7 `lpt9` cannot be the last part of an address
          help: it is the name of a device of Windows: `lpt9-1`
        ",
    );
}

#[test]
fn each_kind_has_its_name() {
    for (name, kind) in [
        ("home", PageKind::Home),
        ("guide", PageKind::Guide),
        ("rules", PageKind::Rules),
        ("module", PageKind::Module),
        ("worksheet", PageKind::Worksheet),
        ("template", PageKind::Template),
        ("reference", PageKind::Reference),
        ("glossary", PageKind::Glossary),
        ("timeline", PageKind::Timeline),
        ("messages", PageKind::Messages),
    ] {
        assert_eq!(front(&format!("kind: {name}")).kind, Some(kind));
        assert_eq!(kind.name(), name);
    }
    assert_eq!(front("title: A").kind(), PageKind::Guide);
}

#[test]
fn what_is_not_given_is_told_from_what_is() {
    let front = front("title:\nweight: ~\ntags: []\nextra:");
    assert_eq!(
        (&front.title, front.weight, &front.tags, &front.extra),
        (&None, None, &None, &None)
    );
}

#[test]
fn numbers_and_truth_values_are_text_as_they_are_written() {
    for written in
        ["2027", "1.10", "2026.10", "007", "+442079460000", "1e3", "0x1F", "1_000", "true", "-0"]
    {
        assert_eq!(front(&format!("title: {written}")).title.clone().unwrap().text, written);
        assert_eq!(front(&format!("tags: [{written}, a]")).tags.clone().unwrap()[0], written);
    }
}

#[test]
fn free_data_is_kept_as_deep_as_it_goes() {
    fn show(value: &Value) -> String {
        match value {
            Value::List(items) => {
                format!(
                    "[{}]",
                    items.iter().map(|item| show(&item.value)).collect::<Vec<_>>().join(" ")
                )
            }
            Value::Map(entries) => {
                let show = |entry: &mentorbook::YamlEntry| {
                    format!("{}={}", entry.key, show(&entry.value.value))
                };
                format!("{{{}}}", entries.iter().map(show).collect::<Vec<_>>().join(" "))
            }
            Value::Null => "null".to_owned(),
            value => format!("{}:{}", value.kind(), value.scalar().unwrap()),
        }
    }

    let data =
        front("extra: {a: {b: [1, {c: true}], \"d e\": ~}, f: 1.5}\n").extra.clone().unwrap();

    assert_eq!(show(&data), "{a={b=[a number:1 {c=true or false:true}] d e=null} f=a number:1.5}");

    let data = front(&flush(
        r"
        extra:
          steps:
          - name: One
            notes: |
              two
              lines
          - name: 'Two: three'
        ",
    ))
    .extra
    .clone()
    .unwrap();

    assert_eq!(
        show(&data),
        "{steps=[{name=text:One notes=text:two\nlines\n} {name=text:Two: three}]}"
    );
    assert_eq!(show(front("extra: [1, a]").extra.as_ref().unwrap()), "[a number:1 text:a]");
}

// Wrong types

#[test]
fn each_key_refuses_other_types() {
    for (yaml, marked, message) in [
        ("title: [a]", "[a]", "`title` takes text, not a list"),
        ("title:\n  a: 1", "title", "`title` takes text, not a group of keys"),
        ("description: {a: 1}", "{a: 1}", "`description` takes text, not a group of keys"),
        ("weight: first", "first", "`weight` takes a whole number, not `first`"),
        ("weight: 1.5 # half", "1.5", "`weight` takes a whole number, not `1.5`"),
        ("draft: yes", "yes", "`draft` takes true or false, not `yes`"),
        ("tags: {a: b}", "{a: b}", "`tags` takes a list of texts, not a group of keys"),
        ("tags:\n- a\n- [b]", "[b]", "`tags` takes a list of texts, not a list"),
        ("template: [a]", "[a]", "`template` takes text, not a list"),
        ("search: 0", "0", "`search` takes true or false, not `0`"),
        ("hidden: \"true\"", "\"true\"", "`hidden` takes true or false, and `\"true\"` is a text"),
        ("owner: [a, b]", "[a, b]", "`owner` takes text, not a list"),
        ("locked: all", "all", "`locked` takes a group of keys, not `all`"),
    ] {
        refuses("wrong-type", yaml, marked, message);
    }
}

#[test]
fn each_key_refuses_values_that_mean_nothing() {
    for (yaml, marked, message) in [
        ("slug: a/b", "a/b", "`a/b` cannot be the last part of an address"),
        ("slug: ../x", "../x", "`../x` cannot be the last part of an address"),
        ("slug: \"\"", "\"\"", "`` cannot be the last part of an address"),
        (
            "kind: rule",
            "rule",
            "`kind` takes one of home, guide, rules, module, worksheet, template, reference, \
             glossary, timeline, messages, not `rule`",
        ),
        ("audience: [mentor, mentes]", "mentes", "there is no audience `mentes`"),
        (
            "review_every: often",
            "often",
            "`review_every` takes a number and a unit, such as `6 months`, not `often`",
        ),
        (
            "review_every: 0 months",
            "0 months",
            "`review_every` takes a number and a unit, such as `6 months`, not `0 months`",
        ),
        (
            "review_every: 6",
            "6",
            "`review_every` takes a number and a unit, such as `6 months`, not `6`",
        ),
        ("override: section", "section", "`override` takes one of page, sections, not `section`"),
        ("aliases:\n- /a/\n- ../b", "../b", "`../b` cannot be an earlier address of this page"),
        ("aliases: /a b/", "/a b/", "`/a b/` cannot be an earlier address of this page"),
        ("aliases: /", "/", "`/` cannot be an earlier address of this page"),
        (
            "aliases: https://example.com/a",
            "https://example.com/a",
            "`https://example.com/a` cannot be an earlier address of this page",
        ),
    ] {
        refuses("wrong-type", yaml, marked, message);
    }

    assert_eq!(help("kind: rule"), ["did you mean `rules`?"]);
    assert_eq!(help("override: section"), ["did you mean `sections`?"]);
    assert_eq!(help("slug: Über uns"), ["use small letters, digits and hyphens: `uber-uns`"]);
    assert_eq!(help("audience: mentr")[0], "did you mean `mentor`?");
}

#[test]
fn dates_exist_in_the_calendar() {
    for date in ["2026-02-28", "2024-02-29", "2000-02-29", "2026-12-31", "2026-04-30"] {
        assert_eq!(front(&format!("updated: {date}")).updated.as_deref(), Some(date));
    }
    for date in [
        "2026-02-29",
        "1900-02-29",
        "2026-02-30",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-1-1",
        "26-01-01",
        "28.2.2026",
        "2026-02-28T10:00:00",
        "soon",
        "2026-+1-+1",
        "+026-01-01",
    ] {
        let is_written_as_date =
            date.len() == 10 && date.split('-').map(str::len).eq([4, 2, 2]) && !date.contains('+');
        let message = match is_written_as_date {
            true => format!("`{date}` is no day of the calendar"),
            false => format!("`updated` takes a date like 2026-11-30, not `{date}`"),
        };
        refuses("wrong-type", &format!("updated: {date}"), date, &message);
    }

    refuses(
        "wrong-type",
        "reviewed: 2026",
        "2026",
        "`reviewed` takes a date like 2026-11-30, not `2026`",
    );
}

// Keys

#[test]
fn an_unknown_key_names_the_nearest() {
    let site = page("title: A\ndecription: B");
    assert_text(
        site.diagnostics(),
        r"
            error[unknown-key] content/base/page.md:3:1 there is no key `decription` here
              help: did you mean `description`?
              note: known keys: title, description, kind, weight, audience, tags, owner, updated, \
            reviewed, review_every, draft, hidden, search, slug, aliases, template, override, \
            reason, until, locked, extra
            ",
    );
    assert_eq!(site.marked("unknown-key"), "decription");
    refuses("unknown-key", "Title: A", "Title", "there is no key `Title` here");
    refuses("unknown-key", "\"ti tle\": A", "ti tle", "there is no key `ti tle` here");
    let help_of_others = "take it out, or put it under `extra:`, where the theme can use it";
    assert_eq!(help("colour: red"), [help_of_others]);
}

#[test]
fn the_known_keys_are_told_once_each() {
    let note = page("colour: red").run.report.findings[0].diagnostic.notes[0].clone();
    let mut keys: Vec<&str> = note.strip_prefix("known keys: ").unwrap().split(", ").collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "{note}");
}

#[test]
fn a_duplicate_key_points_at_both() {
    let site = page("title: One\nweight: 1\ntitle: Two");
    assert_text(
        site.diagnostics(),
        r"
        error[duplicate-key] content/base/page.md:4:1 `title` is set twice
          help: keep one of the two; the first is used until then
        ",
    );
    let labels = &site.run.report.findings[0].diagnostic.labels;
    assert_eq!(labels[0].0.span, Some((4, 9).into()));
    assert_eq!(labels[0].1, "first set here");

    // A third one, too, points at the one that is used.
    let site = page("title: One\ntitle: Two\ntitle: Three");
    let third = &site.run.report.findings[1].diagnostic;
    assert_eq!(third.place.as_ref().unwrap().span, Some((26, 31).into()));
    assert_eq!(third.labels[0].0.span, Some((4, 9).into()));
    refuses("duplicate-key", "locked: {a: x, a: y}", "a", "`a` is set twice");
}

#[test]
fn a_lock_without_a_reason_is_told() {
    let message = "`a` takes the reason why the section is locked, not ";
    refuses("wrong-type", "locked: {a: }", "a", &format!("{message}nothing"));
    refuses("wrong-type", "locked: {a: [b]}", "[b]", &format!("{message}a list"));
}

#[test]
fn all_problems_are_told_at_once_in_order() {
    let site = page("titel: A\nweight: x\nupdated: 2026-02-30");
    let checks: Vec<_> =
        site.run.report.findings.iter().map(|finding| finding.diagnostic.check.name).collect();
    assert_eq!(checks, ["unknown-key", "wrong-type", "wrong-type"]);
    assert!(
        site.diagnostics().contains("page.md:2:1 ") && site.diagnostics().contains("page.md:4:10 "),
        "{}",
        site.diagnostics()
    );
}

// Spans, in `firm.yaml` too, which goes deeper

#[track_caller]
fn firm_refuses(check: &str, yaml: &str, marked: &str) {
    let site = site(&format!(
        r"
//- base/index.md
# Home
//- firms/acme/firm.yaml
{yaml}
"
    ));
    assert_eq!(site.run.report.findings.len(), 1, "{yaml}\n{}", site.diagnostics());
    assert_eq!(site.marked(check), marked, "{yaml}");
}

#[test]
fn keys_are_found_where_they_stand() {
    firm_refuses(
        "unknown-key",
        "name: Acme\nbrand: {colors: {accent: \"#225588\"}, colours: {accent: \"#225588\"}}",
        "colours",
    );
    firm_refuses("unknown-key", "name: Acme\nbrand:\n  logo_alt: A\n  logoalt: B", "logoalt");
    firm_refuses(
        "unknown-key",
        "name: Acme\nfooter: {text: a, links: [{title: b, url: 'https://c.example', ulr: d}]}",
        "ulr",
    );
    firm_refuses(
        "unknown-key",
        "name: Acme\nfooter:\n  links:\n  - title: b\n    url: https://c.example\n    rel: d",
        "rel",
    );
    firm_refuses("duplicate-key", "name: Acme\nbrand: {logo_alt: a, logo_alt: b}", "logo_alt");
    firm_refuses(
        "wrong-type",
        "name: Acme\nbrand: {logo_alt: [a, b], colors: {accent: \"#225588\"}}",
        "[a, b]",
    );
    firm_refuses("unknown-variable", "name: Acme\nvariables: {contact: {name: x}}", "name");
    firm_refuses("wrong-type", "name: Acme\nrobots: maybe # or not", "maybe");

    // A remark, however far out, ends nothing.
    firm_refuses(
        "unknown-key",
        "name: Acme\nbrand:\n  logo_alt: A\n# remark: b\n\n  logoalt: B\n",
        "logoalt",
    );
    firm_refuses("wrong-type", "name: Acme\nfooter:\n  text: A\n# remark\n  links: none\n", "none");
}

// Titles

#[test]
fn a_page_without_a_title_takes_its_first_heading_else_its_files_name() {
    let title = |path: &str, text: &str| {
        let site = site(&format!(
            r"{TITLES}//- base/{path}
{text}
"
        ));
        let folder = path
            .trim_end_matches("index.md")
            .trim_end_matches("README.md")
            .trim_end_matches(".md")
            .trim_end_matches('/');
        site.assert_clean().page("base", folder).trim().to_owned()
    };

    assert_eq!(title("page.md", "---\ntitle: Given\n---\n# Heading"), "Given");
    assert_eq!(title("page.md", "# The *page*\nText"), "The page");
    assert_eq!(title("page.md", "The page\n===\nText"), "The page");
    assert_eq!(title("page.md", "Lead first\n\n# Late heading\n\n# Later"), "Late heading");
    assert_eq!(title("page.md", "## Only a section"), "Page");
    assert_eq!(title("page.md", "---\ntitle:\n---\n#\nText"), "Page");
    assert_eq!(title("how-to_set-them.md", "Text"), "How to set them");
    assert_eq!(title("ground-rules/index.md", "Text"), "Ground rules");
    assert_eq!(title("ground-rules/README.md", "Text"), "Ground rules");
}

/// A theme that shows titles and nothing else.
const TITLES: &str = r"//- themes/default/templates/page.html
{{ page.title }}
//- themes/default/templates/nav.html
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
";

#[test]
fn the_title_of_the_front_matter_goes_to_the_navigation_and_the_heading_to_the_page() {
    let site = site(
        r"
        //- base/index.md
        [a](page.md)
        //- base/page.md
        ---
        title: Short
        ---
        # A longer heading
        //- themes/default/templates/page.html
        {{ page.title }}|{{ page.heading }}|{{ nav }}
        //- themes/default/templates/nav.html
        {% for item in items %}{{ item.title }};{% endfor %}
        //- themes/default/templates/404.html
        //- themes/default/templates/redirect.html
        ",
    );

    assert_text(
        site.assert_clean().page("base", "page"),
        r"
        Short|A longer heading|Short;

        ",
    );
}

// Fences, line endings, marks

#[test]
fn a_byte_order_mark_is_no_text() {
    assert_eq!(read("\u{FEFF}---\ntitle: A\n---\nText").title.clone().unwrap().text, "A");
    let site = site("//- base/page.md\n\u{FEFF}# Title\nText\n");
    assert_text(
        site.assert_clean().page("base", "page"),
        r"
        <h1>Title</h1>
        <p>Text</p>
        ",
    );
}

#[test]
fn a_byte_order_mark_before_a_configuration_is_no_key() {
    let site =
        site("//- base/index.md\n{{ firm.name }}\n//- firms/acme/firm.yaml\n\u{FEFF}nam: Acme\n");
    assert_eq!(site.marked("unknown-key"), "nam");
    let site = harness::site(
        "//- base/index.md\n{{ firm.name }}\n//- firms/acme/firm.yaml\n\u{FEFF}name: Acme\n",
    );
    assert!(site.assert_clean().page("acme", "").contains("<p>Acme</p>"));
}

#[test]
fn line_endings_of_other_systems_make_no_difference() {
    let text = &flush(
        r"
        ---
        title: A
        tags:
        - b
        - c
        extra: {d: [1, 2]}
        updated: 2026-01-01
        ---
        Text
        ",
    );

    let crlf = read(&text.replace('\n', "\r\n"));
    let lf = read(text);
    assert_eq!((&crlf.title, &crlf.tags, &crlf.updated), (&lf.title, &lf.tags, &lf.updated));
    let site = site("//- base/index.md\n---\r\ntitle: A\r\nwieght: 1\r\n---\r\nText\r\n");
    assert_eq!(site.marked("unknown-key"), "wieght");
    assert!(site.diagnostics().contains("index.md:3:1 "), "{}", site.diagnostics());
}

#[test]
fn front_matter_may_be_empty_or_missing() {
    for text in [
        "---\n---\nText",
        "---\n# only a remark\n---\nText",
        "---\n\n---\nText",
        "---  \n...\nText",
        "Text",
        "\n---\nText",
    ] {
        let front = read(text);
        assert_eq!((&front.title, front.weight), (&None, None), "{text:?}");
    }
    assert_eq!(read("---\ntitle: A\n---").title.clone().unwrap().text, "A");
    assert_eq!(read("").title, None);
}

#[test]
fn fences_that_are_not_closed_are_told() {
    let site = site(
        r"
        //- base/index.md
        ---
        title: A

        Text
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
        error[yaml-syntax] content/base/index.md:1:1 the front matter is never closed
          help: put a line `---` after the last of its keys
        ",
    );
    assert_eq!(site.marked("yaml-syntax"), "---");
}

#[test]
fn broken_yaml_is_told_with_its_place() {
    for (yaml, place, message) in [
        ("title: \"A", "page.md:2:", "this is not valid YAML"),
        ("title: A: B", "page.md:2:9", "mapping values are not allowed in this context"),
        ("title: A\nweight: [1, 2\ndraft: true", "page.md:", "this is not valid YAML"),
        ("title: \"A\nweight: 1", "page.md:2:8", "a quote is opened here and never closed"),
        ("title: 'It's so'", "page.md:2:12", "a quote within the text is written `''`"),
        ("title: \"A \"b\" c\"", "page.md:2:12", "a quote within the text is written `\\\"`"),
        ("tags: [a, b]]", "page.md:2:13", "this bracket closes none that is open"),
        ("tags: {a: b", "page.md:2:7", "a bracket is opened here and never closed"),
        ("title: @home", "page.md:2:8", "@ cannot begin a text without quotes"),
        ("title: A\n\tweight: 1", "page.md:3:1", "this line begins with a tab"),
        ("title: &a A", "page.md:2:8", "anchors (`&name`) and aliases (`*name`) are not used here"),
        (
            "title: *new* ones",
            "page.md:2:8",
            "anchors (`&name`) and aliases (`*name`) are not used",
        ),
        (
            "title: b\n  'c\nextra: [&a \"x\", *a: , *a: ]",
            "page.md:4:9",
            "anchors (`&name`) and aliases (`*name`) are not used here",
        ),
        ("title: *a", "page.md:2:8", "anchors (`&name`) and aliases (`*name`) are not used here"),
        ("title: !name A", "page.md:", "tags such as `!name` are not used here"),
        ("- a\n- b", "page.md:2:1", "`front matter` takes a group of keys, not a list"),
        ("just words", "page.md:2:1", "`front matter` takes a group of keys, not `just words`"),
    ] {
        let diagnostics = page(yaml).diagnostics();
        assert!(
            diagnostics.contains(&format!("content/base/{place}")) && diagnostics.contains(message),
            "{yaml}\n{diagnostics}"
        );
        assert_eq!(diagnostics.matches("error[").count(), 1, "{yaml}\n{diagnostics}");
    }
}

#[test]
fn signs_of_anchors_within_a_text_are_letters() {
    let title = |yaml| front(yaml).title.clone().unwrap().text;
    assert_eq!(title("title: Notes, *new* ones"), "Notes, *new* ones");
    assert_eq!(title("title: 'It''s, *new* ones'"), "It's, *new* ones");
    assert_eq!(title("title: R&D, &more!"), "R&D, &more!");
}

#[test]
fn too_much_yaml_is_refused() {
    let long = format!("description: {}", "word ".repeat(14_000));
    assert!(
        page(&long).diagnostics().contains("68 KiB of YAML are too much: the limit is 64 KiB"),
        "{}",
        page(&long).diagnostics()
    );
    assert!(
        page(&format!("extra: {}", "[".repeat(100)))
            .diagnostics()
            .contains("this is nested too deep")
    );
}

// What keys do

#[test]
fn a_broken_page_keeps_its_edition_from_being_published() {
    let site = site(
        r"
        //- base/index.md
        Home
        //- base/page.md
        ---
        weight: x
        ---
        ",
    );
    assert!(!site.editions.contains_key("base"));
}

#[test]
fn variables_in_titles_and_descriptions_are_told_where_they_stand() {
    let site = page("title: Ask {{ regoin }}");
    assert_eq!(site.marked("unknown-variable"), "Ask {{ regoin }}");
    assert!(site.diagnostics().contains("did you mean `region`?"));
}
