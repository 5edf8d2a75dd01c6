//! Every check of the table: its failing example fails it, its passing one does not.

use mentorbook::diagnostic::checks::CHECKS;
use mentorbook::engine::{EngineError, Selection};

use crate::harness::{files, try_build};

/// The names of the checks that a handbook fails.
fn found(text: &str) -> Vec<&'static str> {
    match try_build(
        files(text),
        Selection { today: Some("2026-11-22".to_owned()), ..Selection::default() },
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
        assert!(
            found(check.fails).iter().any(|name| *name == check.name),
            "{} passes: {}",
            check.name,
            check.fails
        );
        assert_eq!(
            found(check.passes),
            Vec::<String>::new(),
            "{} fails: {}",
            check.name,
            check.passes
        );
    }
}

#[test]
fn the_table_is_sorted_and_explains_itself() {
    assert!(CHECKS.is_sorted_by_key(|check| check.name));
    for check in CHECKS {
        assert!(check.explanation.ends_with('.'), "{}", check.name);
        assert!(check.explanation.len() > 60, "{}", check.name);
    }
}
