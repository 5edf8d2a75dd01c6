//! The three firms that ship with the program show what a firm can do.

use super::{between, questions, shipped, warnings};

/// All pages of an edition that people read, in one text.
fn prose(site: &crate::harness::Site, edition: &str) -> String {
    let pages = site.editions[edition].iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn a_hidden_module_is_gone_from_everything() {
    let site = shipped();
    for edition in ["birch-cole", "birch-cole.facilitators"] {
        let text = prose(&site, edition);
        for trace in ["m5-run", "M5 ", "M5<", "Run the session"] {
            assert!(!text.contains(trace), "{edition}: {trace}");
        }
    }
    let hours = |edition: &str| {
        let page = site.page(edition, "training/overview-and-facilitators");
        let hours = between(&page, "<dl class=\"hours\">", "</dl>")[0].to_owned();
        between(&hours, "<dd>", "</dd>").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(hours("base")[..2], ["4 h 10 min", "3 h 25 min"]);
    assert_eq!(hours("birch-cole")[..2], ["3 h 25 min", "3 h 25 min"]);
}

#[test]
fn a_busy_season_moves_sessions_and_says_so() {
    let site = shipped();
    let page = site.page("birch-cole", "set-up/timeline");
    let rows = between(&page, "<tr data-date=\"", "</tr>");
    let of = |session: &str| {
        rows.iter().find(|row| row.contains(&format!(">{session}</a>"))).expect("a row").to_string()
    };
    let dates: Vec<String> =
        (1..=6).map(|number| of(&format!("Session {number}"))[..10].to_owned()).collect();

    assert_eq!(
        dates,
        ["2027-10-04", "2027-11-01", "2027-11-29", "2028-05-02", "2028-05-30", "2028-06-26"]
    );
    let fourth = of("Session 4");
    assert!(
        fourth.contains(
            "moved from 27 December 2027: Christmas and busy season, Early May bank holiday"
        ),
        "{fourth}"
    );
    let told = site.diagnostics();
    assert!(told.contains("Session 4: 2028-05-02 instead of 2027-12-27"), "{told}");
}

#[test]
fn one_switch_changes_the_stance_everywhere() {
    let site = shipped();
    assert_eq!(warnings(&site), "");
    for edition in ["halloran-visser", "halloran-visser.facilitators"] {
        let text = prose(&site, edition).replace("&#39;", "’");
        for trace in [
            "does all of the learning",
            "do all of the learning",
            "No return mentoring",
            "They learn, the whole",
        ] {
            assert!(!text.contains(trace), "{edition}: {trace}");
        }
    }

    let rules = site.page("halloran-visser", "ground-rules/default-rules");
    assert!(rules.contains("GR-01 Both teach"), "{rules}");
    assert!(site.diagnostics().contains("reworded the fixed rule `gr-01`"), "it is told");

    // The key of the first question follows: there the fourth answer is right, in the base the
    // second.
    let right = |edition: &str| {
        let question =
            questions(&site, edition).into_iter().find(|(_, open, _)| open.contains("\"m1-q1\""));
        let (_, _, html) = question.expect("the question");
        between(&html, "<li data-right=\"", "\"").iter().position(|right| *right == "yes")
    };

    assert_eq!((right("base"), right("halloran-visser")), (Some(1), Some(3)));
}

#[test]
fn shared_layers_go_together_that_no_firm_names_together() {
    for layers in [
        "us, sector-law",
        "uk, sector-law, reciprocal",
        "eu, sector-accounting",
        "us, sector-engineering, lite",
    ] {
        let mut files = crate::harness::shipped();
        files.retain(|path, _| !path.starts_with("content/firms/"));
        let firm = format!(
            "name: Zed\nlayers: [{layers}]\nvariables:\n  contact.coordinator.name: Zoe\n  \
             contact.coordinator.email: zoe@zed.example\n  support.contact: the line\n"
        );
        files.insert("content/firms/zed/firm.yaml".to_owned(), firm.into_bytes());
        let page = "---\noverride: sections\n---\n## Who to call {#who-to-call replace}\n\nZoe.\n";
        files.insert("content/firms/zed/ground-rules/index.md".to_owned(), page.into());
        let selection = mentorbook::Selection {
            today: Some("2026-11-22".to_owned()),
            ..mentorbook::Selection::default()
        };
        let site = crate::harness::build(files, selection);
        assert_eq!(warnings(&site), "", "{layers}");
    }
}

#[test]
fn a_moved_rule_is_moved_wherever_rules_are_shown() {
    let site = shipped();
    let order = |page: &str| {
        let html = site.page("birch-cole", page);
        let ids = between(&html, "GR-", " ");
        let first = |number: &str| ids.iter().position(|id| *id == number).expect("the rule");
        (first("10"), first("14"), first("11"))
    };
    for page in
        ["ground-rules/default-rules", "toolkit/agreement", "toolkit/ground-rules-checklist"]
    {
        let (tenth, last, eleventh) = order(page);
        assert!(tenth < last && last < eleventh, "{page}");
    }
}

#[test]
fn the_lite_selection_is_short_and_whole() {
    let site = shipped();
    let pages =
        site.editions["harbor-lane"].keys().filter(|path| path.ends_with("index.html")).count();
    assert!((12..=32).contains(&pages), "{pages}");
    let home = site.page("harbor-lane", "");
    for list in between(&home, "<ul class=\"pages\">", "</ul>") {
        let items = between(list, "<li>", "</li>");
        assert!(!items.is_empty() && items.iter().all(|item| item.contains("<a href=")), "{list}");
    }
}

/// The longer plain stretches of the sections for facilitators, of all layers; footnotes are
/// everybody's.
fn notes_for_facilitators() -> Vec<String> {
    let mut notes = Vec::new();
    for (path, bytes) in
        super::folder("content").into_iter().filter(|(path, _)| !path.ends_with("/README.md"))
    {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut inside = None;
        for line in text.lines().filter(|_| path.ends_with(".md")) {
            let hashes = line.len() - line.trim_start_matches('#').len();
            if hashes > 0 && inside.is_none_or(|level| hashes <= level) {
                inside = line.contains("audience=facilitator").then_some(hashes);
            } else if inside.is_some() && !line.starts_with("[^") {
                let plain = line.split([
                    '*', '_', '[', ']', '(', ')', '{', '}', '`', '"', '\'', '"', '-', '.', '|',
                ]);
                notes
                    .extend(plain.map(str::trim).filter(|part| part.len() > 30).map(str::to_owned));
            }
        }
    }
    notes
}

#[test]
fn no_word_for_facilitators_reaches_participants() {
    let notes = notes_for_facilitators();
    assert!(notes.len() > 60, "{}", notes.len());
    let site = shipped();
    let mut seen = 0;
    for (edition, files) in &site.editions {
        let all: Vec<u8> = files.values().flatten().copied().collect();
        let text = String::from_utf8_lossy(&all);
        let found: Vec<&String> =
            notes.iter().filter(|note| text.contains(note.as_str())).collect();
        if edition.ends_with(".facilitators") {
            seen += found.len();
        } else {
            assert!(found.is_empty(), "{edition}: {found:?}");
            assert!(!text.contains("class=\"answer-key\"><caption>"), "{edition}: a key");
        }
    }
    assert!(seen > 150, "the facilitators have them: {seen}");
}

#[test]
fn a_page_that_is_shared_says_what_it_is() {
    let site = shipped();
    let page = site.page("birch-cole", "taking-part/sessions");
    let icons = site.editions["birch-cole"].keys().filter(|path| path.contains("icon-180."));
    let icon: Vec<&String> = icons.collect();
    for line in [
        "<meta property=\"og:site_name\" content=\"Reverse mentoring handbook\">",
        "<meta property=\"og:title\" content=\"Sessions\">",
        "<meta property=\"og:description\" content=\"An agenda for the first session",
        &format!("<link rel=\"apple-touch-icon\" href=\"../../{}\">", icon[0]),
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    for scheme in ["light", "dark"] {
        let of_frame = between(&page, "<meta name=\"theme-color\" content=\"#", "\">");
        let media = format!("\" media=\"(prefers-color-scheme: {scheme})");
        assert!(of_frame.iter().any(|rest| rest.ends_with(&media)), "{scheme}: {page}");
    }
    // An address is whole or it is not told.
    assert!(!page.contains("og:image") && !page.contains("og:url"), "{page}");
}
