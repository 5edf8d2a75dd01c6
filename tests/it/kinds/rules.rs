//! Ground rules: whom they bind, which are fixed, and what it takes to change those.

use mentorbook::Severity;

use crate::harness::{Site, assert_text, build, files, flush, site};

const RULES: &str = r#"//- handbook.yaml
title: T
audiences: {mentor: "{{ label }}", mentee: mentee}
variables:
  label: {type: text, default: mentor}
//- base/index.md
---
title: Home
---
[Quiet](rules.md#gr-1)
//- base/rules.md
---
title: Rules
kind: rules
---
Lead.

## Quiet {#gr-1 .fixed applies="pair, firm"}

Keep it.

### Detail {#detail}

Fine print.

## Time {#gr-2 applies=mentor}

Be there.

## Lead {#gr-3 .fixed}

Juniors lead.

## Free {#gr-4}

Nothing.
"#;

const ACME: &str = r"//- firms/acme/firm.yaml
name: Acme & Co
";

fn changed(change: &str) -> Site {
    site(&format!(
        r"{RULES}{ACME}//- firms/acme/rules.md
---
override: sections
---
{change}"
    ))
}

/// What was found, without where it was met.
fn found(site: &Site) -> String {
    site.diagnostics()
        .replace("  note: in 1 of 2 editions: acme\n", "")
        .replace("warning[changed-rule]", "notice[changed-rule]")
}

/// Titles of the rules, and what stands below each heading: `Quiet: Binds: both, Acme & Co Fixed`.
fn metas(page: &str) -> Vec<String> {
    let plain = |html: &str| {
        html.split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect::<String>()
    };
    page.split("<h2 ")
        .skip(1)
        .map(|section| {
            let title = section
                .split_once('>')
                .and_then(|(_, rest)| rest.split("<a class=\"anchor\"").next())
                .unwrap_or_default();
            let meta = section
                .split_once("<p class=\"rule-meta\">")
                .and_then(|(_, rest)| rest.split("</p>").next())
                .unwrap_or_default();
            format!("{title}: {}", plain(meta))
        })
        .collect()
}

#[test]
fn a_rule_says_whom_it_binds_and_whether_it_is_fixed() {
    let site = site(&format!("{RULES}{ACME}variables: {{label: guide}}\n"));
    let page = site.assert_clean().page("acme", "rules");
    assert_eq!(
        metas(&page),
        [
            "Quiet: Binds: both, Acme &amp; Co Fixed",
            "Time: Binds: the guide",
            "Lead:  Fixed",
            "Free: "
        ]
    );
    assert!(
        page.contains(&flush(
            r#"
        </h2>
        <p class="rule-meta"><span class="applies">Binds: both, Acme &amp; Co</span> <span \
        class="fixed">Fixed</span></p>
        <p>Keep it.</p>"#
        )),
        "{page}"
    );
    assert_eq!(page.matches("rule-meta").count(), 3, "not below subsections");
    assert!(site.page("base", "rules").contains("Binds: the mentor</span>"));
}

/// The same page, of no kind.
fn no_kind() -> String {
    RULES
        .replace("kind: rules\n", "")
        .replace(" applies=\"pair, firm\"", "")
        .replace(" applies=mentor", "")
}

#[test]
fn other_pages_have_no_badges() {
    let site = site(&no_kind());
    assert!(!site.page("base", "rules").contains("rule-meta"));
}

#[test]
fn what_is_meant_for_the_tool_is_not_in_the_page() {
    let page = site(RULES).page("base", "rules");
    assert!(page.contains("<h2 id=\"gr-1\" class=\"fixed\">Quiet<"), "{page}");
    let page = changed("## Quiet {#gr-1 replace reason=\"Our regulator\"}\n\nOurs.\n")
        .page("acme", "rules");
    assert!(
        !page.contains("regulator")
            && !page.contains("data-reason")
            && !page.contains("data-applies"),
        "{page}"
    );
}

// Fixed rules

#[test]
fn a_fixed_rule_changes_for_a_reason_only() {
    for (change, done) in [
        ("replace}\n\nOurs.", "reworded"),
        ("remove}", "removed"),
        ("replace reason=\"\"}\n\nOurs.", "reworded"),
        ("replace reason=\" \"}\n\nOurs.", "reworded"),
    ] {
        let site = changed(&format!("## Quiet {{#gr-1 {change}\n"));
        assert_eq!(
            found(&site),
            flush(&format!(
                r#"
                error[fixed-rule] content/firms/acme/rules.md:4:1 the rule `gr-1` is fixed, and is \
                {done} without a reason
                  help: say why in the heading, for whoever answers for the rules: `{{#gr-1 … \
                reason="…"}}`
                "#
            )),
            "{change}"
        );
        assert_eq!(site.run.report.findings[0].diagnostic.labels.len(), 1, "where it is fixed");
        assert!(!site.editions.contains_key("acme") && site.editions.contains_key("base"));
    }
}

#[test]
fn a_reason_is_told_and_the_edition_published() {
    for (change, done, left) in [
        (
            "replace reason=\"Asked for by our regulator\"}\n\nOurs.",
            "reworded",
            vec![
                "Quiet: Binds: both, Acme &amp; Co Fixed",
                "Time: Binds: the mentor",
                "Lead:  Fixed",
                "Free: ",
            ],
        ),
        (
            "remove reason=\"Asked for by our regulator\"}",
            "removed",
            vec!["Time: Binds: the mentor", "Lead:  Fixed", "Free: "],
        ),
    ] {
        let text = format!(
            r"{RULES}{ACME}
            //- firms/acme/rules.md
            ---
            override: sections
            ---
            ## Quiet {{#gr-1 {change}
            "
        );
        let site = site(&text);
        assert_eq!(
            found(&site),
            flush(&format!(
                r"
                notice[changed-rule] content/firms/acme/rules.md:4:1 acme {done} the fixed rule \
                `gr-1`: Asked for by our regulator
                "
            ))
        );
        assert_eq!(site.run.report.findings[0].diagnostic.severity, Severity::Notice);
        assert_eq!(metas(&site.page("acme", "rules")), left);
        // Not even --strict minds a notice.
        let strict = mentorbook::Selection { strict: true, ..Default::default() };
        assert!(build(files(&text), strict).editions.contains_key("acme"));
    }
}

#[test]
fn other_changes_need_no_reason() {
    for change in [
        "## Quiet {#gr-1 append}\n\nAnd so on.\n",
        "## Quiet {#gr-1 prepend}\n\nFirst.\n",
        "## Own {#own after=gr-1}\n\nOurs.\n",
        "## Own {#own before=gr-1 .fixed}\n\nOurs.\n",
        "## Time {#gr-2 replace}\n\nOurs.\n",
        "## Time {#gr-2 remove}\n",
        "## Free {#gr-4 replace .fixed}\n\nNow fixed.\n",
        "### Detail {#detail replace}\n\nOurs.\n",
        "### Detail {#detail remove}\n",
    ] {
        changed(change).assert_clean();
    }
}

#[test]
fn attributes_are_inherited_where_a_rule_is_replaced() {
    let site = changed(&flush(
        r"
        ## Hush {#gr-1 replace reason=Ours}

        Ours.

        ## Hours {#gr-2 replace applies=pair}

        Ours.
        ",
    ));

    assert_eq!(
        metas(&site.page("acme", "rules")),
        ["Hush: Binds: both, Acme &amp; Co Fixed", "Hours: Binds: both", "Lead:  Fixed", "Free: "]
    );
    let site = changed("## Quiet {#gr-1 append}\n\nMore.\n");
    assert_eq!(metas(&site.page("acme", "rules"))[0], "Quiet: Binds: both, Acme &amp; Co Fixed");
}

#[test]
fn optional_takes_fixed_away() {
    let site = changed("## Quiet {#gr-1 replace .optional reason=Ours}\n\nOurs.\n");
    assert_eq!(metas(&site.page("acme", "rules"))[0], "Quiet: Binds: both, Acme &amp; Co");
    assert_eq!(site.run.report.findings.len(), 1, "and is told: {}", site.diagnostics());
    let page = site.page("acme", "rules");
    assert!(!page.contains("<span class=\"fixed\">Fixed</span></p>\n<p>Ours.</p>"), "{page}");
    let silent = changed("## Quiet {#gr-1 replace .optional}\n\nOurs.\n");
    assert!(
        found(&silent).starts_with("error[fixed-rule] content/firms/acme/rules.md:4:1 "),
        "{}",
        silent.diagnostics()
    );
}

#[test]
fn fixed_goes_through_two_layers() {
    let layers = |country: &str, firm: &str| {
        site(&format!(
            r"{RULES}//- layers/uk/layer.yaml
name: UK
//- layers/uk/rules.md
---
override: sections
---
{country}//- firms/acme/firm.yaml
name: Acme
layers: [uk]
//- firms/acme/rules.md
---
override: sections
---
{firm}"
        ))
    };

    // A layer fixes what was free below: the firm needs a reason.
    let site = layers("## Free {#gr-4 replace .fixed}\n\nLaw.\n", "## Free {#gr-4 remove}\n");
    assert!(
        found(&site).starts_with(
            "error[fixed-rule] content/firms/acme/rules.md:4:1 the rule `gr-4` is fixed"
        ),
        "{}",
        site.diagnostics()
    );

    // A layer sets free what was fixed: the firm needs none.
    let site = layers(
        "## Quiet {#gr-1 replace .optional reason=Law}\n\nLaw.\n",
        "## Quiet {#gr-1 replace}\n\nOurs.\n",
    );

    assert_eq!(
        found(&site),
        flush(
            r"
            notice[changed-rule] content/layers/uk/rules.md:4:1 uk reworded the fixed rule `gr-1`: \
            Law
            "
        )
        .to_owned(),
    );

    assert!(!metas(&site.page("acme", "rules"))[0].contains("Fixed"));
}

// BUG 16
#[test]
fn a_rule_that_two_layers_reword_is_still_fixed() {
    let site = site(&format!(
        r"{RULES}
        //- layers/uk/layer.yaml
        name: UK
        //- layers/uk/rules.md
        ---
        override: sections
        ---
        ## Quiet {{#gr-1 replace reason=Law}}

        Law.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Quiet {{#gr-1 replace reason=Ours}}

        Ours.
        "
    ));

    assert_eq!(site.run.report.findings.len(), 2, "both are told: {}", site.diagnostics());
    assert_eq!(metas(&site.page("acme", "rules"))[0], "Quiet: Binds: both, Acme Fixed");
}

#[test]
fn a_fixed_rule_inside_of_what_is_replaced_counts() {
    let text = RULES
        .replace("## Time {#gr-2 applies=mentor}", "### Time {#gr-2 .fixed}")
        .replace("## Quiet {#gr-1 .fixed applies=\"pair, firm\"}", "## Quiet {#gr-1}");
    let site = site(&format!(
        r"{text}{ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Quiet {{#gr-1 remove}}
        "
    ));

    assert!(
        found(&site).starts_with(
            "error[fixed-rule] content/firms/acme/rules.md:4:1 the rule `gr-2` is \
                 fixed, and is removed"
        ),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn hiding_the_rules_is_told() {
    let site = site(&format!("{RULES}{ACME}hide: [rules.md]\n"));
    let told = site.diagnostics();
    assert!(
        told.starts_with(
            "error[fixed-rule] content/firms/acme/firm.yaml:2:8 the rule `gr-1` is fixed"
        ),
        "{told}"
    );

    // Nor does front matter do what no operation may.
    for front in ["draft: true", "audience: [mentor]", "kind: guide"] {
        let site = crate::harness::site(&format!(
            r"
//- handbook.yaml
title: T
audiences: [mentor, mentee]
{RULES}{ACME}//- firms/acme/rules.md
---
override: sections
{front}
---
"
        ));
        let told = site.diagnostics();
        assert!(
            told.contains(
                "error[fixed-rule] content/firms/acme/rules.md:2:1 the rule `gr-1` is fixed"
            ),
            "{front}: {told}"
        );
    }

    let free = RULES.replace(" .fixed", "");
    crate::harness::site(&format!("{free}{ACME}hide: [rules.md]\n")).assert_clean();
}

#[test]
fn only_rules_are_fixed() {
    let text = no_kind();
    site(&format!(
        r"{text}{ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Quiet {{#gr-1 remove}}
        "
    ))
    .assert_clean();
}

// Collections of them

#[test]
fn wallet_cards_and_clauses_follow_the_firm() {
    let text = format!(
        r"{RULES}
        //- base/card.md
        ---
        title: Card
        ---
        :::collection {{from=rules.md as=wallet only=fixed}}
        :::
        {ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Hush {{#gr-1 replace reason=Ours}}

        Say nothing.

        ## Lead {{#gr-3 replace .optional reason=Ours}}

        Or not.

        ## Own {{#own .fixed before=gr-4}}

        Ours.
        "
    );

    let site = site(&text);
    assert_text(
        site.page("acme", "card"),
        r#"
            <h1>Card</h1>
            <div class="collection wallet">
            <section><h3>Hush</h3>
            <p>Say nothing.</p>
            </section>
            <section><h3>Own</h3>
            <p>Ours.</p>
            </section>
            </div>
            "#,
    );

    assert_eq!(site.page("base", "card").matches("<section>").count(), 2);
}

// BUG 21
#[test]
fn a_rule_that_binds_nobody_known() {
    for word in ["mentr", "pairs"] {
        let text = flush(&format!(
            r"
            //- handbook.yaml
            title: T
            audiences: [mentor]
            //- base/a.md
            ---
            kind: rules
            ---
            ## One {{#one applies={word}}}

            Text
            "
        ));
        assert!(site(&text).diagnostics().contains(" content/base/a.md:4:1 "), "{word}");
    }
}

#[test]
fn a_page_in_place_of_the_rules_has_the_fixed_ones_or_says_why() {
    let page = |body: &str| {
        let text = format!(
            r"{RULES}{ACME}//- firms/acme/rules.md
---
override: page
---
# Ours

{body}"
        );
        found(&site(&text))
    };

    let lost = page("## Quiet {#gr-1 .fixed reason=Law}\n\nX\n");
    assert!(
        lost.contains(&flush(
            r"
            error[fixed-rule] content/firms/acme/rules.md:2:1 the rule `gr-3` is fixed, and is \
            left out without a reason
              help: "
        )),
        "{lost}"
    );

    let silent = page(&flush(
        r"
        ## Quiet {#gr-1}

        X

        ## Lead {#gr-3 reason=Law}

        X
        ",
    ));

    assert!(
        silent.contains(
            "error[fixed-rule] content/firms/acme/rules.md:6:1 the rule `gr-1` is \
             fixed, and is reworded without a reason"
        ),
        "{silent}"
    );

    let told = page(&flush(
        r"
        ## Quiet {#gr-1 .fixed reason=Law}

        X

        ## Lead {#gr-3 .fixed reason=Law}

        X
        ",
    ));

    assert_eq!(told.matches("notice[changed-rule]").count(), 2, "{told}");
    assert!(!told.contains("error["), "{told}");
}

#[test]
fn a_rule_ends_at_its_own_list_of_reasons_only() {
    let rule = |shape: &str, text: &str| {
        let site = site(&format!(
            r"
//- base/r.md
---
kind: rules
---
## One {{#one applies=pair}}

{text}
//- base/a.md
:::collection {{from=r.md as={shape}}}
:::
"
        ));
        site.assert_clean();
        site.page("base", "a")
    };

    let reasons = "Why\n: Because.";
    for shape in ["clauses", "wallet", "worksheet"] {
        for inside in [
            format!(":::details {{summary=Why}}\n{reasons}\n:::"),
            "> Why\n> : Because.".to_owned(),
            "> [!NOTE]\n> Why\n> : Because.".to_owned(),
            "- Why\n  : Because.".to_owned(),
        ] {
            let page = rule(shape, &format!("{inside}\n\nThe rule itself."));
            assert!(
                page.contains("Because.") && page.contains("<p>The rule itself.</p>"),
                "{page}"
            );
        }
        let page = rule(shape, &format!("The rule itself.\n\n{reasons}\n\nMore."));
        assert!(page.contains("<p>The rule itself.</p>"), "{page}");
        assert!(!page.contains("Because.") && !page.contains("More."), "{page}");
    }
}
