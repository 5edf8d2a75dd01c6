//! `unused-asset`: a file that no page shows or links to.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
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
    let used = |path: &str| subject.map.used_assets.contains(path) || crate::link::FIXED.contains(&path);
    for (path, asset) in subject.handbook.assets.iter().filter(|(path, _)| !used(path)) {
        diagnostics.push(
            Diagnostic::new("unused-asset", format!("no page shows or links to `{path}`"))
                .at(Place::file(&asset.file))
                .help("delete the file, or link to it"),
        );
    }
}
