//! The handbook that ships with the program: complete, and without a warning for any firm.

mod attribution;
mod firms;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mentorbook::Selection;
use mentorbook::Severity;

use crate::harness::{self, Site, build, folder};

/// The pages of the plan.
const PLAN: [&str; 41] = [
    "index",
    "why/what-it-is",
    "why/who-benefits",
    "why/why-underused",
    "why/objections",
    "why/generations-with-care",
    "set-up/buy-in",
    "set-up/roles",
    "set-up/design-and-pilot",
    "set-up/inviting",
    "set-up/matching",
    "set-up/timeline",
    "set-up/measuring",
    "ground-rules/how-to-set-them",
    "ground-rules/default-rules",
    "ground-rules/expectations",
    "ground-rules/confidentiality",
    "ground-rules/when-a-pair-is-not-working",
    "training/overview-and-facilitators",
    "training/m1-essentials",
    "training/m2-do-all-the-learning",
    "training/m3-leading-from-day-one",
    "training/m4-build-your-ground-rules",
    "training/m5-run-the-session",
    "training/m6-teach-what-they-think-they-know",
    "training/m7-sponsor-and-coordinator",
    "training/m8-for-line-managers",
    "taking-part/mentor-guide",
    "taking-part/mentee-guide",
    "taking-part/sessions",
    "taking-part/topic-bank",
    "taking-part/momentum-and-midpoint",
    "taking-part/closing-and-emerging-leaders",
    "toolkit/agreement",
    "toolkit/ground-rules-checklist",
    "toolkit/goals-sheet",
    "toolkit/session-log",
    "toolkit/matching-questionnaire",
    "toolkit/evaluation-and-closure",
    "reference/glossary",
    "reference/sources-and-about",
];

const MODULES: [&str; 8] = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"];

/// A page of the base as its author wrote it.
fn source(page: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("content/base").join(page).with_extension("md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All editions, as on the day the handbook was written.
fn shipped() -> Site {
    build(
        harness::shipped(),
        Selection { today: Some("2026-11-22".to_owned()), ..Selection::default() },
    )
}

/// What was found that is more than a notice.
fn warnings(site: &Site) -> String {
    let worse = site
        .run
        .report
        .findings
        .iter()
        .filter(|found| found.diagnostic.severity > Severity::Notice);
    if worse.count() == 0 { String::new() } else { site.diagnostics() }
}

/// The text of each section of a level in a Markdown file, heading first.
fn sections<'t>(text: &'t str, hashes: &str) -> Vec<&'t str> {
    let mark = format!("\n{hashes} ");
    text.split(mark.as_str()).skip(1).collect()
}

#[test]
fn all_editions_of_all_firms_build_without_a_warning() {
    let site = shipped();
    assert_eq!(warnings(&site), "");
    let firms = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/firms"))
        .expect("firms")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .count();
    assert!(firms >= 2);
    assert_eq!(site.editions.len(), 2 * (firms + 1), "{:?}", site.editions.keys());
    let pages = |edition: &String| {
        site.editions[edition].keys().filter(|path| path.ends_with("index.html")).count()
    };
    for edition in site.editions.keys() {
        assert!(pages(edition) >= 12, "{edition} has {} pages", pages(edition));
    }
}

#[test]
fn the_pages_of_the_plan_are_there() {
    let site = shipped();
    assert_eq!(PLAN.iter().collect::<BTreeSet<_>>().len(), 41);
    for page in PLAN {
        let text = source(page);
        assert!(text.split_whitespace().count() > 150, "{page} says little");
        let address =
            if page == "index" { "index.html".to_owned() } else { format!("{page}/index.html") };
        assert!(site.editions["base.facilitators"].contains_key(&address), "{page}");
    }
}

#[test]
fn every_row_of_the_seeds_is_carried() {
    let mut covered: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, bytes) in
        folder("content/base").into_iter().filter(|(path, _)| path.ends_with(".md"))
    {
        let text = String::from_utf8(bytes).expect("text");
        let front = text
            .strip_prefix("---\n")
            .and_then(|text| text.split("\n---\n").next())
            .unwrap_or_default();
        let front: serde_yaml::Value =
            serde_yaml::from_str(front).unwrap_or_else(|error| panic!("{path}: {error}"));
        let rows = front
            .get("extra")
            .and_then(|extra| extra.get("covers"))
            .and_then(serde_yaml::Value::as_sequence);
        for row in rows.into_iter().flatten() {
            covered.entry(row.as_str().expect("a row").to_owned()).or_default().push(path.clone());
        }
    }

    let rows = |letter: char, last: u32| (1..=last).map(move |row| format!("{letter}{row:02}"));
    let wanted: BTreeSet<String> = rows('A', 44)
        .chain(rows('B', 28))
        .chain(rows('C', 24))
        .filter(|row| row != "C01")
        .collect();
    let missing: Vec<&String> = wanted.iter().filter(|row| !covered.contains_key(*row)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "no page carries them");
    let unknown: Vec<_> = covered.iter().filter(|(row, _)| !wanted.contains(*row)).collect();
    assert!(unknown.is_empty(), "no such rows: {unknown:?}");
}

#[test]
fn there_are_fourteen_rules() {
    let text = source("ground-rules/default-rules");
    let ids: Vec<String> = sections(&text, "##")
        .iter()
        .filter_map(|section| {
            section.lines().next()?.split("{#").nth(1)?.split([' ', '}']).next().map(str::to_owned)
        })
        .filter(|id| id.starts_with("gr-"))
        .collect();
    let expected: Vec<String> = (1..=14).map(|number| format!("gr-{number:02}")).collect();
    assert_eq!(ids, expected);
    for section in sections(&text, "##")
        .iter()
        .filter(|section| section.lines().next().is_some_and(|line| line.contains("{#gr-")))
    {
        let heading = section.lines().next().unwrap_or_default();
        assert!(heading.contains("applies="), "{heading}");
        assert!(section.contains("\nWhy\n") && section.contains("\nHow you notice\n"), "{heading}");
    }
}

/// A rule of the shared set, by its number: the heading, and the rule without its reasons.
fn rule(number: u32) -> (String, String) {
    let text = source("ground-rules/default-rules");
    let id = format!("{{#gr-{number:02} ");
    let rules = sections(&text, "##");
    let found = rules.into_iter().find(|rule| rule.contains(&id)).expect("the rule");
    let (heading, rest) = found.split_once('\n').expect("a heading");
    (heading.to_owned(), rest.split("\nWhy\n").next().unwrap_or_default().to_owned())
}

#[test]
fn the_rules_leave_room_for_the_law_and_for_whoever_sits_above_everyone() {
    let fixed = (1..=14).filter(|number| rule(*number).0.contains(" .fixed"));
    assert_eq!(fixed.collect::<Vec<_>>(), [1, 2, 5, 6, 7, 12]);

    let (_, confidence) = rule(5);
    for right in ["pay and working conditions", "union", "lawyer", "regulator", "unlawful"] {
        assert!(confidence.contains(right), "{right}: {confidence}");
    }
    assert!(confidence.contains("(#gr-06)") && rule(6).1.contains("(#gr-05)"));
    assert!(rule(13).1.contains("legal hold"));

    let (_, line) = rule(7);
    assert!(line.contains("in writing") && line.contains("{{ recusal.months }}"), "{line}");
    assert!(!line.contains("at any distance"), "{line}");
}

#[test]
fn each_page_of_the_guide_opens_with_three_lines() {
    let guides = folder("content/base").into_iter().filter(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        let kind = between(&text, "\nkind: ", "\n").first().copied().unwrap_or("guide").to_owned();
        path.ends_with(".md") && kind == "guide" && !path.contains("/training/")
    });
    let mut seen = 0;
    for (path, bytes) in guides {
        let text = String::from_utf8(bytes).expect("text");
        let short = text.split_once("\n\n> [!NOTE] In short\n");
        let (before, rest) = short.unwrap_or_else(|| panic!("{path} does not"));
        assert!(before.lines().last().is_some_and(|line| line.starts_with("# ")), "{path}");
        let lines = rest.lines().take_while(|line| line.starts_with("> - ")).count();
        assert_eq!(lines, 3, "{path}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

/// Pieces of a text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap_or_default()).collect()
}

/// The questions of all modules as an edition shows them: page, opening tag, the rest.
fn questions(site: &Site, edition: &str) -> Vec<(String, String, String)> {
    let pages = PLAN.iter().filter(|page| {
        MODULES.iter().any(|module| page.starts_with(&format!("training/{module}-")))
    });
    pages
        .flat_map(|page| {
            let html = site.page(edition, page);
            let questions = html.split("<div class=\"question\" ").skip(1).map(|question| {
                let (tag, rest) = question.split_once('>').expect("a tag");
                (
                    (*page).to_owned(),
                    tag.to_owned(),
                    rest.split("</details>").next().unwrap_or_default().to_owned(),
                )
            });
            questions.collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn eight_modules_ask_thirty_nine_questions() {
    let site = shipped();
    let all = questions(&site, "base");
    let counting: Vec<_> =
        all.iter().filter(|(_, tag, _)| !tag.contains("data-counts=\"no\"")).collect();

    assert_eq!(
        counting.iter().map(|(page, ..)| page).collect::<BTreeSet<_>>().len(),
        8,
        "each module has some"
    );
    assert_eq!(
        counting.len(),
        39,
        "{:?}",
        counting.iter().map(|(page, tag, _)| format!("{page} {tag}")).collect::<Vec<_>>()
    );
    for kind in
        ["single", "multiple", "true-false", "ordering", "matching", "reflection", "scenario"]
    {
        assert!(
            all.iter().any(|(_, tag, _)| tag.contains(&format!("data-type=\"{kind}\""))),
            "no question is {kind}"
        );
    }
}

#[test]
fn every_option_of_every_question_has_feedback() {
    let site = shipped();
    let mut options = 0;
    for (page, tag, html) in questions(&site, "base") {
        for reason in between(&html, "<li data-right=", "\n</li>\n") {
            options += 1;
            let feedback = reason.split_once("</p>\n").map_or("", |(_, rest)| rest);
            assert!(
                feedback.len() > 20,
                "{page} {tag}: an option says nothing to whoever chose it: {reason}"
            );
        }
        for row in
            between(html.split("class=\"solution\">").nth(1).unwrap_or_default(), "<tr>", "</tr>")
        {
            options += 1;
            let feedback = row.rsplit("<td>").next().unwrap_or_default();
            assert!(feedback.len() > 20, "{page} {tag}: a row does not say why: {row}");
        }
        if tag.contains("ordering") {
            assert!(
                html.contains("<div class=\"feedback\"><p>"),
                "{page} {tag}: the order is not explained"
            );
        }
    }

    assert!(options > 60, "{options}");
}

#[test]
fn worksheets_terms_and_topics_are_many() {
    let sheets = folder("content/base").into_iter().filter(|(_, bytes)| {
        String::from_utf8_lossy(bytes)
            .split("\n---")
            .next()
            .is_some_and(|front| front.contains("\nkind: worksheet"))
    });
    assert!(sheets.count() >= 6);
    for sheet in PLAN.iter().filter(|page| page.starts_with("toolkit/")) {
        let text = source(sheet);
        assert!(text.contains("\nkind: worksheet") || text.contains("\nkind: template"), "{sheet}");
    }
    let terms = source("reference/glossary");
    assert!(sections(&terms, "##").len() >= 30, "{} terms", sections(&terms, "##").len());
    let topics = source("taking-part/topic-bank");
    let topics = sections(&topics, "###");
    let topics = topics
        .iter()
        .filter(|topic| topic.lines().next().is_some_and(|line| line.contains("{#t-")));
    assert!(topics.clone().count() >= 30, "{} topics", topics.count());
}

#[test]
fn the_training_takes_the_hours_it_is_said_to() {
    let site = shipped();
    let page = site.page("base", "training/overview-and-facilitators");
    let hours = between(&page, "<dl class=\"hours\">", "</dl>");
    assert!(!hours.is_empty(), "{page}");
    for (label, time) in [("Mentor", "4 h 10 min"), ("Mentee", "3 h 25 min")] {
        assert!(hours[0].contains(&format!("<dt>{label}</dt><dd>{time}</dd>")), "{}", hours[0]);
    }

    // The sum of the table's own rows says the same.
    let table = between(&page, "<table class=\"curriculum\">", "</table>")[0];
    let sum = |column: usize| -> u32 {
        between(table, "<tr>", "</tr>")
            .iter()
            .filter(|row| {
                row.split("<td").nth(column).is_some_and(|cell| cell.contains("\"required\""))
            })
            .map(|row| between(row, "<td>", "</td>")[0].parse::<u32>().expect("minutes"))
            .sum()
    };
    let labels = between(table, "<th scope=\"col\">", "</th>");
    let column = |label: &str| labels.iter().position(|known| *known == label).expect("a column");
    assert_eq!((sum(column("Mentor")), sum(column("Mentee"))), (250, 205));
}

/// What a launch needs, in its order: where the coordinator's list leads for each step.
const LAUNCH: [&str; 26] = [
    "set-up/design-and-pilot/index.html#question",
    "set-up/buy-in/index.html#six-actions",
    "set-up/buy-in/index.html#budget",
    "set-up/design-and-pilot/index.html#scope",
    "set-up/design-and-pilot/index.html#pairs",
    "set-up/design-and-pilot/index.html#stance",
    "set-up/roles/index.html#table",
    "set-up/inviting/index.html#fair-list",
    "ground-rules/confidentiality/index.html",
    "ground-rules/confidentiality/index.html#records",
    "set-up/inviting/index.html#line-managers",
    "set-up/inviting/index.html#letters",
    "set-up/inviting/index.html#answers",
    "toolkit/matching-questionnaire/index.html",
    "set-up/matching/index.html#exclusions",
    "set-up/matching/index.html#consult",
    "training/index.html",
    "training/overview-and-facilitators/index.html",
    "training/m2-do-all-the-learning/index.html",
    "training/m3-leading-from-day-one/index.html",
    "toolkit/baseline/index.html",
    "set-up/timeline/index.html#calendar-slots",
    "toolkit/go-no-go/index.html#gate-launch",
    "set-up/timeline/index.html#launch",
    "taking-part/sessions/index.html#first-session",
    "toolkit/agreement/index.html",
];

#[test]
fn the_coordinators_list_leads_a_stranger_through_a_launch() {
    let site = shipped();
    let home = site.page("base", "");
    assert!(home.contains("href=\"toolkit/coordinator-list/index.html\""), "home leads there");
    let list = site.page("base", "toolkit/coordinator-list");
    // Before the list stand the dates, which lead to the timeline alone.
    let mut rest = list.split_once("id=\"before-3\"").expect("the first month").1;
    for step in LAUNCH {
        let page = step.strip_prefix("toolkit/").unwrap_or(step);
        let folder = if page == step { "../../" } else { "../" };
        let link = format!("href=\"{folder}{page}\"");
        rest = rest.split_once(&link).unwrap_or_else(|| panic!("{link} is not next")).1;
    }
}

#[test]
fn a_coordinator_has_nineteen_messages_and_every_firm_the_days_for_them() {
    let site = shipped();
    for (edition, is_strict) in [
        ("base.facilitators", true),
        ("birch-cole.facilitators", false),
        ("halloran-visser.facilitators", false),
    ] {
        let page = site.page(edition, "toolkit/messages");
        let texts = between(&page, "<div class=\"message-text\">", "</div>");
        // One firm does without the reminder.
        assert!(texts.len() == 19 || (!is_strict && texts.len() == 18), "{}", texts.len());
        for text in texts {
            let words = text.split_whitespace().count();
            assert!((60..=160).contains(&words), "{edition}, {words} words: {text}");
            assert!(!is_strict || words <= 140, "{edition}, {words} words: {text}");
            assert!(!text.contains("{{") && !text.contains("  "), "{edition}: {text}");
        }
        let days = between(&page, "<dt>Date</dt><dd><time datetime=\"", "\"");
        assert!(days.len() >= 14 && days.is_sorted(), "{edition}: {days:?}");
        // What is short enough for a mail program's address is all of them.
        assert_eq!(page.matches("href=\"mailto:?subject=").count(), page.matches(".eml\"").count());
    }
    for edition in site.editions.keys().filter(|name| !name.ends_with(".facilitators")) {
        let is_draft = |path: &&String| path.ends_with(".eml");
        assert_eq!(site.editions[edition].keys().find(is_draft), None, "{edition}");
    }
}

#[test]
fn the_pages_for_setting_up_and_taking_part_fit_any_firm() {
    let trade = ["audit", "audits", "tax", "accountant", "engagement", "engagements"];
    for (path, bytes) in folder("content/base") {
        let ours = ["set-up/", "taking-part/", "toolkit/"].iter().any(|part| path.contains(part));
        if !ours || !path.ends_with(".md") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("text");
        for line in text.lines().filter(|line| !line.starts_with("[^")) {
            // A heading's braces hold what readers may type; a variable is for any trade.
            let line = line.replace("{{ words.engagement", "");
            let prose = line.split("{#").next().unwrap_or_default().to_lowercase();
            let words = prose.split(|sign: char| !sign.is_alphanumeric());
            let found = words.into_iter().find(|word| trade.contains(word));
            assert_eq!(found, None, "{path}: {prose}");
        }
    }
}
