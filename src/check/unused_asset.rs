//! `unused-asset`: a file that no page shows or links to.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::overlay::Exclusion;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // A layer's own `robots.txt` and the like are for machines.
    let used = |path: &str| {
        let is_left_out = !subject.map.assets.contains_key(path);
        subject.map.used_assets.contains(path) || is_left_out || crate::link::FIXED.contains(&path)
    };
    for (path, asset) in subject.handbook.assets.iter().filter(|(path, _)| !used(path)) {
        if !is_answerable(subject, &asset.file) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(&checks::UNUSED_ASSET, format!("no page shows or links to `{path}`"))
                .at(Place::file(&asset.file))
                .help("delete the file, or link to it"),
        );
    }
}

/// Whether it is for this edition to say: a firm that hides or replaces a page leaves files of the layers below
/// without one, and can do nothing about them.
fn is_answerable(subject: &Subject<'_>, file: &str) -> bool {
    let own = format!("content/firms/{}/", subject.firm.id);
    let hides = subject
        .handbook
        .excluded
        .values()
        .any(|exclusion| matches!(exclusion, Exclusion::Hidden(_)));
    match file.strip_prefix("content/") {
        Some(path) if path.starts_with("base/") => subject.is_base,
        Some(path) if path.starts_with("layers/") => !hides,
        _ => file.starts_with(&own) || subject.is_base,
    }
}
