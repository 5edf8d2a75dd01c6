//! What people ask of the shipped handbook, and where it answers: `questions.yaml`.

use std::collections::BTreeSet;

use mentorbook::Selection;
use serde_yaml::Value;

use crate::harness::{self, Site, build};

/// A question that people ask.
struct Asked {
    ask: String,
    /// Where the handbook answers, `page.md#section`, the best place first.
    right: Vec<String>,
    set: String,
}

fn questions() -> Vec<Asked> {
    let list: Value = serde_yaml::from_str(include_str!("questions.yaml")).expect("YAML");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let list = list.as_sequence().expect("a list").iter();

    list.map(|asked| Asked {
        ask: text(&asked["ask"]),
        right: asked["right"].as_sequence().expect("a list").iter().map(text).collect(),
        set: text(&asked["set"]),
    })
    .collect()
}

/// The page of the base's own edition that a file becomes.
fn page(site: &Site, file: &str) -> String {
    let path = file.strip_suffix(".md").unwrap_or_else(|| panic!("{file} is no page"));
    let path = path.strip_suffix("index").unwrap_or(path).trim_end_matches('/');
    site.page("base", path)
}

#[test]
fn every_right_answer_is_a_section_of_the_shipped_handbook() {
    let base = Selection { firms: vec!["base".to_owned()], ..Selection::default() };
    let site = build(harness::shipped(), base);
    let mut missing = Vec::new();

    for Asked { ask, right, .. } in questions() {
        assert!((1..=5).contains(&right.len()), "{ask}: {right:?}");
        for place in right {
            let (file, section) = place.split_once('#').unwrap_or((&place, ""));
            let html = page(&site, file);
            if !section.is_empty() && !html.contains(&format!(" id=\"{section}\"")) {
                missing.push(format!("{ask}: {place}"));
            }
        }
    }

    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_question_stands_there_once_to_tune_on_or_held_out() {
    let all = questions();
    let asks: BTreeSet<String> = all.iter().map(|asked| asked.ask.to_lowercase()).collect();
    let sets: BTreeSet<&str> = all.iter().map(|asked| asked.set.as_str()).collect();

    assert!(all.len() >= 60, "{}", all.len());
    assert_eq!(asks.len(), all.len());
    assert!(sets.is_subset(&BTreeSet::from(["tune", "held-out"])), "{sets:?}");
}
