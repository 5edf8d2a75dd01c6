//! `unused-asset`: a file that no page shows or links to.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::overlay::Exclusion;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let map = &edition.shell.map;
    let hides = map.outline.excluded.values().any(|it| matches!(it, Exclusion::Hidden(_)));
    for (path, asset) in &map.outline.assets {
        // Files of pages that this edition leaves out are withheld on purpose.
        let is_unused = map.assets.get(path).is_some_and(|published| !published.is_used);
        if !is_unused || !is_answerable(edition, &asset.file, hides) {
            continue;
        }

        let message = format!("no page shows or links to `{path}`");
        let place = Place::file(&asset.file);
        let unused = Diagnostic::new(&checks::UNUSED_ASSET, message).at(place);
        diagnostics.push(unused.help(help_for(path)));
    }
}

/// What to do about a file; one that holds text was perhaps meant as a page.
fn help_for(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "txt" | "docx" | "doc" | "odt" | "rtf" | "html" | "htm" | "ipynb" | "org" => {
            "link to it, or write it as a page, in a file that ends in `.md`"
        }
        "json" | "yml" | "yaml" | "toml" | "xml" | "js" | "ts" | "css" | "py" => {
            "link to it, or move it out of the layer's folder: all that lies there is published"
        }
        _ => "show it on a page, `![what is seen](file)`, or move it out of the layer's folder",
    }
}

/// Whether it is for this edition to say, which `hides` a page or not: a firm that hides or
/// replaces a page leaves files of the layers below without one, and can do nothing about them.
fn is_answerable(edition: &Edition, file: &str, hides: bool) -> bool {
    let own = format!("content/firms/{}/", edition.shell.firm.id);

    match file.strip_prefix("content/") {
        Some(path) if path.starts_with("base/") => edition.is_base,
        Some(path) if path.starts_with("layers/") => !hides,
        _ => file.starts_with(&own) || edition.is_base,
    }
}
