//! Forms, self-checks and what becomes of rules on paper.

use std::collections::BTreeSet;

use crate::harness::{Site, assert_text, flush, site};

/// What becomes of a page.
fn sheet(body: &str) -> String {
    let site = site(&format!("{HEAD}{}\n", flush(body)));
    site.assert_clean();
    let page = site.page("base", "log");
    assert!(!page.to_lowercase().contains("<form"), "nothing can be sent: {page}");
    page.split_once("</h1>\n").expect("a heading").1.to_owned()
}

const HEAD: &str = r#"//- handbook.yaml
title: T
variables:
  sessions: {type: number, default: 3}
  who: {type: text, default: "A & \"B\""}
//- base/index.md
# Home
//- base/log.md
---
title: Log
kind: worksheet
---
"#;

/// What a form becomes, without its frame.
fn fields(items: &str) -> String {
    let page = sheet(&format!(":::form\n{items}\n:::"));
    let open =
        "<div class=\"form\" role=\"group\" data-form=\"f._lead.form\" aria-label=\"Form\">\n";
    page.strip_prefix(open)
        .and_then(|page| page.strip_suffix("</div>\n"))
        .unwrap_or_else(|| panic!("{page}"))
        .to_owned()
}

/// Values of an attribute, in order.
fn values<'t>(html: &'t str, attribute: &str) -> Vec<&'t str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

/// Names of fields and ids, each there once.
#[track_caller]
fn assert_distinct(page: &str) {
    let ids = values(page, "id");
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), ids.len(), "an id twice: {ids:?}\n{page}");
    let mut groups = Vec::new();
    let mut names = Vec::new();
    for tag in page.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("textarea"))
    {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = values(tag, "name").first().copied().unwrap_or_default();
        let several = tag.contains("type=\"radio\"")
            || tag.contains("type=\"checkbox\"") && tag.contains("value=");
        if several && groups.last() == Some(&name) {
            continue;
        }
        if several {
            groups.push(name);
        }
        names.push(name);
    }
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(distinct.len(), names.len(), "a name twice: {names:?}\n{page}");
    for target in values(page, "for") {
        assert_eq!(ids.iter().filter(|id| **id == target).count(), 1, "label for {target}\n{page}");
    }
}

// Fields

#[test]
fn a_line_of_text_unless_braces_say_otherwise() {
    let text = |name: &str, label: &str| {
        format!(
            "<div class=\"field text\"><label for=\"{name}\">{label}</label>\
             <input type=\"text\" id=\"{name}\" name=\"{name}\" autocomplete=\"off\"></div>\n"
        )
    };
    assert_eq!(fields("- Topic"), text("f._lead.topic", "Topic"));
    assert_eq!(fields("- Topic {text}"), text("f._lead.topic", "Topic"));
    assert_eq!(
        fields("- *Topic* for {{ who }}"),
        text("f._lead.topic-for", "<em>Topic</em> for A &amp; \"B\"")
    );
}

#[test]
fn every_kind_of_field() {
    assert_text(
        fields("- Date {date}\n- Mentor {signature}\n- Learned {lines=4}\n- [ ] We have read them"),
        r#"
            <div class="field date"><label for="f._lead.date">Date</label><input type="date" \
            id="f._lead.date" name="f._lead.date" autocomplete="off"></div>
            <div class="field signature"><label for="f._lead.mentor">Mentor</label><input \
            type="text" id="f._lead.mentor" name="f._lead.mentor" autocomplete="off"></div>
            <div class="field lines"><label for="f._lead.learned">Learned</label><textarea \
            rows="4" id="f._lead.learned" name="f._lead.learned"></textarea></div>
            <div class="field tick"><label><input type="checkbox" id="f._lead.we-have-read-them" \
            name="f._lead.we-have-read-them"> We have read them</label></div>
            "#,
    );

    assert_text(
        fields("- Where {choice=\"In person, On a call\"}"),
        r#"
            <fieldset class="field choice"><legend>Where</legend><label><input type="radio" \
            value="1" name="f._lead.where"> In person</label> <label><input type="radio" value="2" \
            name="f._lead.where"> On a call</label> </fieldset>
            "#,
    );
    assert_text(
        fields("- On what {choices=\"Tools, {{ who }}\"}"),
        r#"
            <fieldset class="field choices"><legend>On what</legend><label><input type="checkbox" \
            value="1" name="f._lead.on-what"> Tools</label> <label><input type="checkbox" \
            value="2" name="f._lead.on-what"> A &amp; "B"</label> </fieldset>
            "#,
    );

    let nested = flush(
        r#"
        <fieldset class="field choice"><legend>Where</legend><label><input type="radio" value="1" \
        name="f._lead.where"> In <em>person</em></label> <label><input type="radio" value="2" \
        name="f._lead.where"> On <a href="../index.html">a call</a></label> </fieldset>
        "#,
    );

    assert_eq!(fields("- Where {choice}\n  - In *person*\n  - On [a call](index.md)"), nested);
    assert_eq!(fields("- Where {choice}\n\n  - In *person*\n\n  - On [a call](index.md)"), nested);
    assert_text(
        fields("- How was it? {scale=2-4 low=\"bad\" high=\"good, {{ who }}\"}"),
        r#"
            <fieldset class="field scale"><legend>How was it?</legend><span class="low">bad</span> \
            <label><input type="radio" value="2" name="f._lead.how-was-it"> 2</label> \
            <label><input type="radio" value="3" name="f._lead.how-was-it"> 3</label> \
            <label><input type="radio" value="4" name="f._lead.how-was-it"> 4</label> <span \
            class="high">good, A &amp; "B"</span> </fieldset>
            "#,
    );
}

#[test]
fn text_between_fields_stays() {
    let html = fields("First:\n\n- Topic\n\nThen:\n\n- Date {date}");
    let order: Vec<usize> = ["First:", "f._lead.topic", "Then:", "f._lead.date"]
        .iter()
        .map(|text| html.find(text).expect(text))
        .collect();
    assert!(order.is_sorted(), "{html}");
}

#[test]
fn a_form_has_a_title() {
    let page = sheet(":::form {title=\"Session of {{ who }}\"}\n- Topic\n:::");
    assert!(
        page.starts_with(&flush(
            r#"
        <div class="form" role="group" data-form="f._lead.form" aria-label="Session of A &amp; \
        &quot;B&quot;">
        "#
        )),
        "{page}"
    );
}

#[test]
fn fields_outside_of_forms_are_lists() {
    let page = sheet("- Topic\n- Date");
    assert!(page.contains("<ul>\n<li>Topic</li>") && !page.contains("field"), "{page}");
}

// Repeated

#[test]
fn a_form_is_there_as_often_as_a_variable_says() {
    let text = format!(
        r#"{HEAD}:::form {{title=Session repeat="{{{{ sessions }}}}"}}
- Topic
- [ ] Done
:::
//- firms/acme/firm.yaml
name: Acme
variables: {{sessions: 5}}
"#
    );

    let site = site(&text);
    site.assert_clean();
    for (edition, count) in [("base", 3), ("acme", 5)] {
        let page = site.page(edition, "log");
        assert_distinct(&page);
        let legends: Vec<String> =
            (1..=count).map(|number| format!("<legend>Session {number}</legend>")).collect();
        assert_eq!(page.matches("<fieldset class=\"repeat\">").count(), count);
        assert_eq!(page.matches("<legend>").count(), count);
        assert!(legends.iter().all(|legend| page.contains(legend)), "{page}");
        let names: Vec<String> = (1..=count)
            .flat_map(|number| {
                [format!("f._lead.topic.no-{number}"), format!("f._lead.done.no-{number}")]
            })
            .collect();
        assert_eq!(values(&page, "name"), names);
    }
}

#[test]
fn repetition_has_bounds() {
    for (times, well) in [
        ("1", true),
        ("60", true),
        ("0", false),
        ("61", false),
        ("-1", false),
        ("1.5", false),
        ("many", false),
        ("", false),
        ("99999999999999999999", false),
    ] {
        let site = site(&format!("{HEAD}:::form {{title=S repeat=\"{times}\"}}\n- Topic\n:::\n"));
        let told = flush(&format!(
            r"
            error[worksheet-field] content/base/log.md:5:1 a form cannot be there `{times}` times
              help: give a number from 1 to 60"
        ));
        assert_eq!(site.diagnostics().is_empty(), well, "{times}: {}", site.diagnostics());
        assert!(well || site.diagnostics().starts_with(&told), "{times}: {}", site.diagnostics());
    }

    let site = site(&format!(
        r#"{HEAD}:::form {{repeat="{{{{ sessions }}}}"}}
- Topic
:::
//- firms/acme/firm.yaml
name: Acme
variables: {{sessions: 600}}
"#
    ));

    assert!(
        site.diagnostics().contains("a form cannot be there `600` times")
            && site.diagnostics().contains("note: in 1 of 2 editions: acme"),
        "{}",
        site.diagnostics()
    );
}

// Names

#[test]
fn names_are_distinct() {
    let page = sheet(
        r#"
        :::form
        - Topic
        - Topic
        - Topic {date}
        - Grade {scale=1-2}
        - Grade {choice="a, b"}
        - [ ] Topic
        - 漢字
        - …!
        - ??
        :::

        :::form {title=S repeat=2}
        - Topic
        - Topic
        - Grade {scale=1-2}
        :::

        ## Later {#later}

        :::form
        - Topic
        :::
        "#,
    );

    assert_distinct(&page);
    assert_eq!(values(&page, "data-form"), ["f._lead.form", "f._lead.form.2", "f.later.form"]);
}

#[test]
fn a_numbered_label_does_not_take_anothers_name() {
    assert_distinct(&sheet(":::form\n- Topic\n- Topic\n- Topic 2\n:::"));
}

#[test]
fn a_fields_id_is_no_sections() {
    assert_distinct(&sheet(
        r"
        ## Log {#log}

        :::form
        - Topic
        :::

        ## Topic {#log-topic}

        Text
        ",
    ));
}

#[test]
fn sections_and_labels_do_not_run_into_each_other() {
    assert_distinct(&sheet(
        r"
        ## A {#a}

        :::form
        - B c
        :::

        ## A b {#a-b}

        :::form
        - C
        :::
        ",
    ));
}

#[test]
fn a_form_that_is_shown_elsewhere_has_names_of_its_own() {
    let text = flush(&format!(
        r"
        {HEAD}## One {{#one}}

        :::form
        - Topic
        - Grade {{scale=1-2}}
        :::

        ## Two {{#two}}

        :::include {{from=log.md#one}}
        :::

        :::include {{from=log.md#one}}
        :::
        "
    ));

    let site = site(&text);
    site.assert_clean();
    let page = site.page("base", "log");
    assert_eq!(page.matches(">Topic</label>").count(), 3, "{page}");
    assert_distinct(&page);
}

#[test]
fn what_a_firm_adds_to_a_form_has_names_of_its_own() {
    let site = site(&format!(
        r"{HEAD}## One {{#one}}

:::form
- Topic
:::
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/log.md
---
override: sections
---
## One {{#one append}}

:::form
- Topic
- Room
:::
"
    ));

    site.assert_clean();
    let page = site.page("acme", "log");
    assert_eq!(page.matches(">Topic</label>").count(), 2, "{page}");
    assert_distinct(&page);
}

#[test]
fn names_are_stable() {
    let before = sheet("## One {#one}\n\n:::form\n- Topic\n- Date {date}\n:::\n");
    let after = sheet(
        r"
        New text.

        ## One {#one}

        More.

        :::form
        - Room
        - Topic {lines=2}
        - Date
        :::
        ",
    );

    for name in values(&before, "name") {
        assert!(values(&after, "name").contains(&name), "{name}: {after}");
    }
    assert_eq!(values(&before, "name"), ["f.one.topic", "f.one.date"]);
}

// Self-checks

const CHECK: &str = r#"//- base/index.md
# Home
//- base/why.md
---
title: Why
kind: worksheet
---
:::self-check {scale=1-4 low=no high=yes}
- Nobody *knows*. {for=unaware}
- No time. {for=time}
- Too busy. {for="time"}
- Pride. {for=#pride}
:::

## They do not know {#unaware}

A

## Time {#time}

B

## Pride {#pride}

C
"#;

/// Rows of the score table: section, statements.
fn scores(page: &str) -> Vec<(String, String)> {
    let rows = page.split("<tr data-for=\"").skip(1);
    rows.map(|row| {
        let sum = row
            .split("</th><td>")
            .nth(1)
            .and_then(|rest| rest.split("</td>").next())
            .unwrap_or_default();
        (row.split('"').next().unwrap_or_default().to_owned(), sum.to_owned())
    })
    .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_self_check_adds_up() {
    let site = site(CHECK);
    let page = site.assert_clean().page("base", "why");
    assert!(
        page.contains(&flush(
            r#"
        <div class="self-check" data-max="4">
        <ol class="statements">
        <li><fieldset data-for="unaware"><legend>Nobody <em>knows</em>.</legend><span \
        class="low">no</span> <label><input type="radio" value="1" name=""#
        )),
        "{page}"
    );
    assert_eq!(page.matches("type=\"radio\"").count(), 16);
    assert_eq!(scores(&page), pairs(&[("unaware", "1"), ("time", "2 + 3"), ("pride", "4")]));
    assert!(
        page.contains(
            "<th scope=\"row\">They do not know</th><td>1</td><td class=\"score\"></td><td><a \
             href=\"#unaware\""
        ),
        "{page}"
    );
    assert!(page.contains("<table class=\"scores\"><caption>Your score</caption>"), "{page}");
    assert_distinct(&page);
}

#[test]
fn scores_follow_removed_and_renamed_sections() {
    let site = site(&format!(
        r"{CHECK}
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/why.md
        ---
        override: sections
        ---
        ## They do not know {{#unaware remove}}

        ## No hours {{#time replace}}

        D
        "
    ));

    let page = site.assert_clean().page("acme", "why");
    assert_eq!(scores(&page), pairs(&[("time", "1 + 2"), ("pride", "3")]));
    assert!(page.contains("<tr data-for=\"time\"><th scope=\"row\">No hours</th>"), "{page}");
    assert!(!page.contains("unaware") && !page.contains("Nobody"), "{page}");
    assert_eq!(page.matches("<li><fieldset").count(), 3);
    assert_eq!(scores(&site.page("base", "why")).len(), 3, "the base is as it was");
}

#[test]
fn a_self_check_that_is_shown_elsewhere_leads_back() {
    let site = site(&format!(
        r"{CHECK}
        //- base/m/one.md
        ---
        title: One
        ---
        :::include {{from=../why.md#_lead}}
        :::
        "
    ));
    let page = site.assert_clean().page("base", "m/one");
    assert!(page.contains("<a href=\"../../why/index.html#unaware\""), "{page}");
    assert_distinct(&page);
}

// Rules on paper

const RULES: &str = r"//- handbook.yaml
title: T
audiences: [mentor]
//- base/index.md
# Home
//- base/rules.md
---
title: Rules
kind: rules
---
Lead.

## Quiet {#gr-1 .fixed applies=pair}

Keep *it*.

Always.

Why
: Trust.

How you notice
: Nobody talks.

## Time {#gr-2 applies=pair}

Be there.

- a list

## Lead {#gr-3 applies=mentor}

See [quiet](#gr-1).
";

fn shown(shape: &str, firm: &str) -> String {
    let text = format!(
        r"{RULES}//- base/p/sheet.md
---
title: Sheet
---
:::collection {{from=../rules.md {shape}}}
:::
//- firms/acme/firm.yaml
name: Acme
{firm}"
    );

    let site = site(&text);
    let wrong =
        site.run.report.findings.iter().any(|found| found.diagnostic.check.name != "changed-rule");
    assert!(!wrong, "{}", site.diagnostics());
    let page = site.page("acme", "p/sheet");
    assert!(!page.contains("<form"), "{page}");
    page.split_once("</h1>\n").expect("a heading").1.to_owned()
}

const CHANGE: &str = r"//- firms/acme/rules.md
---
override: sections
---
## Hours {#gr-2 replace}

Come on time.

## Own {#own after=gr-1 .fixed}

Ours.

## Lead {#gr-3 append}

And ask.
";

#[test]
fn rules_become_clauses() {
    assert_text(
        shown("as=clauses", ""),
        r#"
            <ol class="collection clauses">
            <li><p class="clause-title">Quiet</p>
            <p>Keep <em>it</em>.</p>
            <p>Always.</p>
            </li>
            <li><p class="clause-title">Time</p>
            <p>Be there.</p>
            <ul>
            <li>a list</li>
            </ul>
            </li>
            <li><p class="clause-title">Lead</p>
            <p>See <a href="../../rules/index.html#gr-1">quiet</a>.</p>
            </li>
            </ol>
            "#,
    );

    assert_text(
        shown("as=clauses", CHANGE),
        r#"
            <ol class="collection clauses">
            <li><p class="clause-title">Quiet</p>
            <p>Keep <em>it</em>.</p>
            <p>Always.</p>
            </li>
            <li><p class="clause-title">Own</p>
            <p>Ours.</p>
            </li>
            <li><p class="clause-title">Hours</p>
            <p>Come on time.</p>
            </li>
            <li><p class="clause-title">Lead</p>
            <p>See <a href="../../rules/index.html#gr-1">quiet</a>.</p>
            <p>And ask.</p>
            </li>
            </ol>
            "#,
    );
}

#[test]
fn what_stands_below_a_rule_is_not_the_rule() {
    let detail = &flush(
        r"
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Time {#gr-2 replace}

        Be there.

        ### Detail {#detail}

        Fine print.
        ",
    );

    for shape in ["clauses", "wallet", "worksheet"] {
        let html = shown(&format!("as={shape} only=gr-2"), detail);
        assert!(html.contains("<p>Be there.</p>") && !html.contains("Fine print"), "{html}");
    }
}

#[test]
fn rules_become_wallet_cards() {
    assert_text(
        shown("as=wallet only=fixed", CHANGE),
        r#"
            <div class="collection wallet">
            <section><h3>Quiet</h3>
            <p>Keep <em>it</em>.</p>
            <p>Always.</p>
            </section>
            <section><h3>Own</h3>
            <p>Ours.</p>
            </section>
            </div>
            "#,
    );
}

#[test]
fn rules_become_a_worksheet() {
    let html = shown("as=worksheet only=gr-2,gr-1", CHANGE);
    assert!(
        html.starts_with(&flush(
            r#"
                <div class="form collection rules-worksheet" role="group" aria-label="Ground rules">
                <fieldset class="field rule"><legend>Hours</legend>
                <p>Come on time.</p>
                <div class="choice-row"><label><input type="radio" name="f.gr-2.choice" \
                value="Keep"> Keep</label> <label><input type="radio" name="f.gr-2.choice" \
                value="Change"> Change</label> <label><input type="radio" name="f.gr-2.choice" \
                value="Drop"> Drop</label> </div>
                <label for="f.gr-2.wording">Our wording</label><textarea rows="2" \
                id="f.gr-2.wording" name="f.gr-2.wording"></textarea>
                <label for="f.gr-2.notice">How we will notice</label>"#
        )),
        "{html}"
    );

    // A pair may not drop what is fixed.
    let fixed = html.split_once("<legend>Quiet</legend>").expect("the other").1;
    assert!(fixed.contains("Fixed by the firm") && !fixed.contains("Drop"), "{html}");
    assert_distinct(&html);
}

#[test]
fn fixed_ones_are_those_of_the_firm() {
    let legends = |firm: &str| {
        let html = shown("as=worksheet only=fixed", firm);
        assert_distinct(&html);
        html.split("<legend>")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };

    assert_eq!(legends(""), ["Quiet"]);
    assert_eq!(legends(CHANGE), ["Quiet", "Own"]);

    let sections = &flush(
        r"
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ",
    );

    assert_eq!(
        legends(&format!("{sections}## Time {{#gr-2 replace .fixed}}\n\nNow.\n")),
        ["Quiet", "Time"]
    );
    assert_eq!(
        legends(&format!("{sections}## Quiet {{#gr-1 replace .optional reason=Ours}}\n\nNow.\n")),
        Vec::<String>::new()
    );
    assert_eq!(
        legends(&format!("{sections}## Quiet {{#gr-1 remove reason=Ours}}\n")),
        Vec::<String>::new()
    );
}

#[test]
fn two_worksheets_on_a_page_do_not_share_names() {
    let text = format!(
        r"{RULES}
        //- base/sheet.md
        ---
        title: Sheet
        ---
        :::collection {{from=rules.md as=worksheet}}
        :::

        :::collection {{from=rules.md as=worksheet only=fixed}}
        :::
        "
    );

    let site = site(&text);
    assert_distinct(&site.assert_clean().page("base", "sheet"));
}

#[test]
fn a_hidden_page_of_rules_leaves_no_trace() {
    let free = RULES.replace(" .fixed", "");
    let text = format!(
        r"{free}//- base/sheet.md
---
title: Sheet
---
:::collection {{from=rules.md as=clauses}}
:::
//- firms/acme/firm.yaml
name: Acme
hide: [rules.md]
"
    );

    let site: Site = site(&text);
    let page = site.page("acme", "sheet");
    assert!(!page.contains("Quiet"), "{page}");
}
