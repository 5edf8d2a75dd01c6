//! `unused-asset`: a file that no page shows or links to.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::overlay::Gone;
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "unused-asset",
    level: Level::Warning,
    explanation: "A file lies in a layer, but no page shows it or links to it. It is published all the same, under its \
                  own name. Delete it, or link to it. Files that only raw HTML names look unused, too.",
    fails: "//- base/index.md\nText\n//- base/old.pdf\n%PDF\n",
    passes: "//- base/index.md\n[Form](form.pdf)\n//- base/form.pdf\n%PDF\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
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
            Diagnostic::new("unused-asset", format!("no page shows or links to `{path}`"))
                .at(Place::file(&asset.file))
                .help("delete the file, or link to it"),
        );
    }
}

/// Whether it is for this edition to say: a firm that hides or replaces a page leaves files of the layers below
/// without one, and can do nothing about them.
fn is_answerable(subject: &Subject<'_>, file: &str) -> bool {
    let own = format!("content/firms/{}/", subject.firm.id);
    let hides = subject.handbook.gone.values().any(|gone| matches!(gone, Gone::Hidden(_)));
    match file.strip_prefix("content/") {
        Some(path) if path.starts_with("base/") => subject.is_base,
        Some(path) if path.starts_with("layers/") => !hides,
        _ => file.starts_with(&own) || subject.is_base,
    }
}
