//! Every check of the table: its failing example fails it, its passing one does not.

use mentorbook::checks::{CHECKS, Explanation};
use mentorbook::{EngineError, Selection};

use crate::harness::{files, try_build};

/// The names of the checks that a handbook fails. `locked`: as a build with `--locked` finds it.
fn found(text: &str, locked: bool) -> Vec<&'static str> {
    match try_build(
        files(text),
        Selection { today: Some("2026-11-22".to_owned()), locked, ..Selection::default() },
    ) {
        Ok(site) => {
            site.run.report.findings.iter().map(|finding| finding.diagnostic.check.name).collect()
        }
        Err(EngineError::Project(diagnostics)) => {
            diagnostics.into_iter().map(|diagnostic| diagnostic.check.name).collect()
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn each_check_fires_on_its_failing_example_and_not_on_the_other() {
    for check in CHECKS {
        let Explanation { fails, passes, .. } = check.explanation();
        let locked = check.name == "unlocked-override";
        assert!(found(fails, locked).contains(&check.name), "{} passes: {}", check.name, fails);
        assert_eq!(found(passes, locked), Vec::<String>::new(), "{} fails: {}", check.name, passes);
    }
}

#[test]
fn the_table_is_sorted_and_explains_itself() {
    assert!(CHECKS.is_sorted_by_key(|check| check.name));
    for check in CHECKS {
        let explanation = check.explanation().text;
        assert!(explanation.ends_with('.'), "{}", check.name);
        assert!(explanation.len() > 60, "{}", check.name);
    }
}

#[test]
fn every_chapter_belongs_to_a_check() {
    let chapters = include_str!("../../../src/diagnostic/checks.md");
    let outside_of_examples = chapters.split("~~~~").step_by(2);
    let headings =
        outside_of_examples.flat_map(str::lines).filter_map(|line| line.strip_prefix("## "));

    let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(headings.collect::<Vec<_>>(), names);
}
