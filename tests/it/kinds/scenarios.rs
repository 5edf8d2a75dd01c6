//! Scenarios: what their scenes and choices become, what firms change in them, and what can be
//! wrong with them.

use crate::harness::{Site, flush, site};

const HEAD: &str = r"//- handbook.yaml
title: T
audiences: [mentor, facilitator]
variables:
  word: {type: text, default: T}
editions:
  mentors: {audiences: [mentor]}
  facilitators: {audiences: [mentor, facilitator]}
//- base/index.md
# Home
";

/// A module with one scenario, and a section after it.
fn book(scenario: &str) -> String {
    format!(
        "{HEAD}//- base/m.md\n---\ntitle: M\nkind: module\n---\n## Check {{#check}}\n\n{}\n\
         ## Notes {{#notes audience=facilitator}}\n\n:::answer-key\n:::\n",
        flush(scenario)
    )
}

/// A theme that shows how many questions count.
const NUMBERS: &str = r"//- themes/default/templates/page.html
{% if page.module %}{{ page.module.questions }}{% endif %}
//- themes/default/templates/nav.html
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
";

const MERGER: &str = r#"
    ### The merger {#s question=scenario}

    He tells it *again*.

    - You let him finish. {to=late}
    - "My question, if I
      may." {to="back"}

    #### It is twenty past {#late}

    He moves the date.

    - Try again {to=#s}

    #### He stops {#back .right}

    "Where were we?"
    "#;

fn scenario(page: &str) -> &str {
    let from = page.find("<h3 id=\"s\"").expect("the scenario");
    let page = &page[from..];
    &page[..page.find("<h2 id=\"notes\"").unwrap_or(page.len())]
}

#[test]
fn scenes_are_numbered_and_choices_lead_from_one_to_the_other() {
    let site = site(&book(MERGER));
    site.assert_clean();
    let page = site.page("base", "m");
    let (_, after_heading) = scenario(&page).split_once("</h3>\n").expect("a heading");
    assert_eq!(
        after_heading,
        flush(
            r##"
            <div class="question" data-type="scenario" data-id="s">
            <div class="scene" data-number="1" data-scene="s"><span class="number">1</span>
            <p>He tells it <em>again</em>.</p>
            <ul class="branches">
            <li data-to="2">You let him finish. <span class="turn"><a href="#late">Go to 2</a></span></li>
            <li data-to="3">“My question, if I
            may.” <span class="turn"><a href="#back">Go to 3</a></span></li>
            </ul>
            </div>
            <div class="scene" data-number="2" data-scene="late"><span class="number">2</span>
            <h4 id="late">It is twenty past<a class="anchor" tabindex="-1" href="#late" aria-label="Link to this section: It is twenty past"></a></h4>
            <p>He moves the date.</p>
            <ul class="branches">
            <li data-to="1">Try again <span class="turn"><a href="#s">Go to 1</a></span></li>
            </ul>
            </div>
            <div class="scene" data-number="3" data-scene="back" data-right="yes"><span class="number">3</span>
            <h4 id="back">He stops<a class="anchor" tabindex="-1" href="#back" aria-label="Link to this section: He stops"></a></h4>
            <p>“Where were we?”</p>
            </div>
            </div>
            "##
        )
    );
}

#[test]
fn the_page_goes_on_after_a_scenario() {
    for after in ["### Which? {#q question=single}\n\n- [x] A\n- [ ] B\n", "### More\n\nText.\n"] {
        let site = site(&book(&format!("{}\n{after}", flush(MERGER))));
        site.assert_clean();
        let page = site.page("base", "m");
        let (scenes, rest) = page.split_once("“Where were we?”</p>\n").expect("the last scene");
        assert!(rest.starts_with("</div>\n</div>\n<h3 id="), "{rest}");
        assert_eq!(scenes.matches("<div class=\"scene\"").count(), 3, "{scenes}");
    }
}

#[test]
fn loose_lists_variables_and_links_are_choices_as_well() {
    let text = book(
        r"
        ### S {#s question=scenario}

        1. {{ word }}, `code` and [a link](index.md) {to=a}

        2. Or not {to=a-b}

        #### A {#a .right}

        #### B {#a-b}
        ",
    );
    let site = site(&text);
    site.assert_clean();
    let page = site.page("base", "m");
    assert!(page.contains("<li data-to=\"2\">T, <code>code</code> and <a href=\""), "{page}");
    assert!(page.contains("<li data-to=\"3\">Or not <span"), "{page}");
}

// What counts

/// What the answer key has of the scenario.
fn key(site: &Site) -> Option<String> {
    let page = site.page("base.facilitators", "m");
    let (_, key) = page.split_once("<table class=\"answer-key\">").expect("a key");
    let (_, row) = key.split_once("<td>")?;
    Some(row.split("</td>").next().expect("its end").to_owned())
}

#[test]
fn a_best_end_makes_it_a_graded_question() {
    for (scenario, counts, answers) in [
        (MERGER.to_owned(), true, Some("3. He stops")),
        (
            MERGER.replace("{#late}", "{#late .right}"),
            true,
            Some("2. It is twenty past<br>3. He stops"),
        ),
        (MERGER.replace(" .right", ""), false, None),
        (MERGER.replace("question=", ".activity question="), false, Some("3. He stops")),
    ] {
        let site = site(&book(&scenario));
        site.assert_clean();
        let page = site.page("base", "m");
        assert_eq!(!page.contains("data-counts=\"no\""), counts, "{scenario}");
        let numbers = crate::harness::site(&format!("{}{NUMBERS}", book(&scenario)));
        assert_eq!(numbers.page("base", "m"), format!("{}\n", u8::from(counts)), "{scenario}");
        assert_eq!(key(&site).as_deref(), answers, "{scenario}");
    }
}

#[test]
fn what_follows_from_a_choice_is_not_found_before_it() {
    let site = site(&book(MERGER));
    let found: String = site.editions["base"]
        .iter()
        .filter(|(path, _)| path.contains("search") && path.ends_with(".js"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    assert!(found.contains("The merger"), "{found}");
    let contents = site.page("base", "m");
    let contents = contents.split_once("class=\"contents\"").map_or("", |(_, rest)| rest);
    let contents = contents.split("</nav>").next().unwrap_or_default();
    for hidden in ["It is twenty past", "He stops"] {
        assert!(!found.contains(hidden), "found: {hidden}");
        assert!(!contents.contains(hidden), "listed: {hidden}");
    }
}

// What layers change

fn changed(firm: &str) -> Site {
    site(&format!(
        "{}//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/m.md\n---\noverride: sections\n---\n{}",
        book(MERGER),
        flush(firm)
    ))
}

#[test]
fn a_firm_changes_single_scenes() {
    let site = changed(
        r"
        #### It is late {#late replace}

        He cancels.

        - You call him {to=call}

        #### He answers {#call after=back .right}

        He laughs.

        #### Label {#back append}

        He means it.
        ",
    );
    site.assert_clean();
    let page = site.page("acme", "m");
    let scenes: Vec<&str> = scenario(&page).split("<div class=\"scene\" ").skip(1).collect();
    let heads: Vec<&str> =
        scenes.iter().map(|scene| scene.split('>').next().unwrap_or_default()).collect();
    assert_eq!(
        heads,
        [
            "data-number=\"1\" data-scene=\"s\"",
            "data-number=\"2\" data-scene=\"late\"",
            "data-number=\"3\" data-scene=\"back\" data-right=\"yes\"",
            "data-number=\"4\" data-scene=\"call\" data-right=\"yes\"",
        ]
    );
    assert!(scenes[1].contains("<li data-to=\"4\">You call him"), "{}", scenes[1]);
    assert!(scenes[2].contains("<p>He means it.</p>"), "{}", scenes[2]);
}

#[test]
fn a_scene_is_found_by_its_earlier_id() {
    let site = changed("#### It is late {#late replace formerly=late}\n\nHe cancels.\n");
    assert!(site.diagnostics().contains("formerly"), "{}", site.diagnostics());

    let renamed = MERGER.replace("{#back .right}", "{#stops .right formerly=back}");
    let site = crate::harness::site(&book(&renamed));
    site.assert_clean();
    let page = site.page("base", "m");
    assert!(page.contains("<li data-to=\"3\">“My question"), "{page}");
}

#[test]
fn a_scene_that_a_firm_takes_away_is_missed_where_choices_lead_to_it() {
    let site = changed("#### Label {#late remove}\n");
    let diagnostics = site.diagnostics();
    assert!(diagnostics.contains("this scenario has no scene `late`"), "{diagnostics}");
    assert!(diagnostics.contains("base/m.md:11:1"), "{diagnostics}");
}

#[test]
fn a_scenario_is_shown_whole_on_another_page() {
    let text = format!(
        "{}//- base/other.md\n# Other\n\n## Here\n\n:::include {{from=m.md#s}}\n:::\n\nAfter.\n",
        book(MERGER)
    );
    let site = site(&text);
    site.assert_clean();
    let page = site.page("base", "other");
    assert_eq!(page.matches("<div class=\"scene\"").count(), 3, "{page}");
    assert!(page.contains("<a href=\"../m/index.html#late\">Go to 2</a>"), "{page}");
    let (_, after) = page.split_once("“Where were we?”</p>\n").expect("its end");
    assert!(after.starts_with("</div>\n</div>\n<p>After.</p>"), "{after}");
}

// What can be wrong

#[track_caller]
fn told(scenario: &str, place: &str, message: &str) {
    let site = site(&book(scenario));
    let diagnostics = site.diagnostics();
    let wanted = format!("error[question] content/base/m.md:{place} ");
    let found: Vec<&str> = diagnostics.lines().filter(|line| line.starts_with("error[")).collect();
    assert!(found[0].starts_with(&wanted) && found[0].contains(message), "{diagnostics}");
    assert_eq!(found.len(), 1, "one mistake, one error:\n{diagnostics}");
    assert!(diagnostics.contains("  help: ") || diagnostics.contains("  note: "), "{diagnostics}");
}

#[test]
fn a_scenario_that_cannot_be_taken_is_told() {
    for (from, to, place, message) in [
        ("{to=late}", "{to=lat}", "11:1", "this scenario has no scene `lat`"),
        ("{to=late}", "{to=check}", "11:1", "this scenario has no scene `check`"),
        ("- Try again {to=#s}", "- Wait {to=late}", "15:1", "goes round for ever"),
        ("    - You let him finish. {to=late}\n", "", "14:1", "no choice leads to this scene"),
        ("- Try again {to=#s}", "- {to=s}", "19:1", "does not say what is chosen"),
        ("- Try again {to=#s}", "- A {to=s}\n    - B", "20:1", "this choice leads nowhere"),
        ("- Try again {to=#s}", "- A {to=s}\n      - B", "19:1", "a choice is one paragraph"),
        ("- Try again {to=#s}", "- A {to=s}\n    - A {to=s}", "20:1", "this choice is there twice"),
        ("{#late}", "{#late question=reflection}", "15:1", "a question itself: `reflection`"),
        (
            "question=scenario",
            "question=scenario key=fixed",
            "7:1",
            "`key=fixed` is all that a key",
        ),
        (" question=scenario", "", "11:1", "stand in no scenario"),
    ] {
        assert!(MERGER.contains(from), "{from}");
        told(&MERGER.replace(from, to), place, message);
    }
    told("### S {#s question=scenario}\n\nNothing.\n", "7:1", "has nothing to choose from");
}

#[test]
fn braces_of_a_choice_that_is_none_are_told() {
    for text in ["Text {to=late}", "- A\n  - B {to=late}", "> - A {to=late}"] {
        let site = site(&book(&format!("### S {{#x}}\n\n{text}\n")));
        assert!(
            site.diagnostics().contains("`{to=late}` is shown as it is written"),
            "{text}\n{}",
            site.diagnostics()
        );
    }
    let code = site(&book("### S {#x}\n\n```\n- A {to=late}\n```\n\n- `{to=late}`\n"));
    code.assert_clean();
}

#[test]
fn a_long_way_round_is_no_trouble() {
    let scenes: String = (0..3_000)
        .map(|at| format!("#### S{at} {{#s{at}}}\n\n- On {{to=s{}}}\n- Back {{to=s}}\n\n", at + 1))
        .collect();
    let text = format!(
        "### S {{#s question=scenario}}\n\n- On {{to=s0}}\n\n{scenes}#### End {{#s3000 .right}}\n"
    );
    site(&book(&text)).assert_clean();
}
