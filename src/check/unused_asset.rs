//! `unused-asset`: a file that no page shows or links to. One whose name some page has in its text,
//! or in a script, is not for us to call superfluous.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::overlay::Exclusion;
use crate::url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let map = &edition.shell.map;
    let hides = map.outline.excluded.values().any(|it| matches!(it, Exclusion::Hidden(_)));
    let unused = map.outline.assets.iter().filter(|(path, asset)| {
        // Files of pages that this edition leaves out are withheld on purpose.
        let is_unused = map.assets.get(*path).is_some_and(|published| !published.is_used);
        is_unused && is_answerable(edition, &asset.file, hides)
    });
    let unused: Vec<_> = unused.collect();
    let names: Vec<&str> = unused.iter().map(|(path, _)| url::file_of(path)).collect();
    let mentions = mentions(edition, &names);

    for (path, asset) in unused {
        let place = Place::file(&asset.file);
        let told = match mentions.get(url::file_of(path)) {
            // The page is told what to mend.
            Some(Mention { is_failed_link: true, .. }) => continue,
            Some(Mention { page, .. }) => {
                let message = format!("`{page}` names `{path}`, and does not show or link to it");
                let help = "show it there, `![what is seen](file)`, or link to it: \
                            `[words](file)`";
                Diagnostic::new(&checks::UNUSED_ASSET, message).help(help)
            }
            None => {
                let message = format!("no page shows or links to `{path}`");
                Diagnostic::new(&checks::UNUSED_ASSET, message).help(help_for(path))
            }
        };
        diagnostics.push(told.at(place));
    }
}

/// So much of a line is looked at before a name, in bytes.
const NEAR: usize = 1_000;

/// Where a page has the name of a file that it does not show.
struct Mention<'e> {
    page: &'e str,
    /// Whether it was meant as a link or a picture, and is none for the blanks in its path.
    is_failed_link: bool,
}

/// Of some names of files, those that stand in the text or in the HTML of a page, each with the
/// first such page.
fn mentions<'e>(edition: &'e Edition, names: &[&'e str]) -> BTreeMap<&'e str, Mention<'e>> {
    let mut found = BTreeMap::new();
    if names.is_empty() {
        return found;
    }
    let Ok(finder) = AhoCorasick::new(names) else { return found };

    for page in edition.pages() {
        for segment in page.segments.iter().filter(|segment| segment.shows_text()) {
            let document = page.document(segment);
            let html = &document.body.text[page.section(segment).body.text()];
            for hit in finder.find_overlapping_iter(html) {
                let is_whole = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
                let before = html[..hit.start()].chars().next_back().is_none_or(is_whole);
                let after = html[hit.end()..].chars().next().is_none_or(is_whole);
                let name = names[hit.pattern().as_usize()];
                if !before || !after || found.contains_key(name) {
                    continue;
                }
                // A line may be as long as the page, and its path is not.
                let near = html.floor_char_boundary(hit.start().saturating_sub(NEAR));
                let line = html[near..hit.start()].rsplit('\n').next().unwrap_or_default();
                let target = line.rsplit_once("](").map_or("", |(_, target)| target);
                let is_in_target = line.contains("](") && !target.contains(')');
                let is_failed_link =
                    is_in_target && html[hit.end()..].starts_with(')') && name.contains(' ');
                found.entry(name).or_insert(Mention { page: &document.path, is_failed_link });
            }
        }
    }
    found
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
