//! What became of each override since it was written: whether its target is still there, and the
//! text below still what it was written against.

pub(crate) mod merge;
pub(crate) mod source;
pub(crate) mod words;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::overlay::{Edited, Edits, Handbook, Lost, Page, override_place};
use crate::parse::Document;
use crate::project::HiddenPath;

/// Sections of a page that are named where there is another.
const MOST_LISTED: usize = 12;

/// Tells of the overrides of an edition whose target is not there.
pub(crate) fn missing_targets(handbook: &Handbook) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for lost in &handbook.lost {
        let told = diagnostics.len();
        diagnostics.push(match lost {
            Lost::File(document) => unknown_page(document, told, handbook),
            Lost::Hidden(_, hidden) => unknown_hidden(hidden, told, handbook),
        });
    }

    for Edited { below, edits, .. } in &handbook.edits {
        let Edits::Sections(document, edits) = edits else { continue };
        for edit in edits {
            if let Some(id) = edit.missing(below) {
                let unknown = unknown_section(below, id, diagnostics.len());
                diagnostics.push(unknown.at(Place::at(&document.file, edit.span)));
            }
        }
    }
    diagnostics
}

fn unknown_page(document: &Document, told: usize, handbook: &Handbook) -> Diagnostic {
    let message = format!("there is no page `{}` in the layers below to override", document.path);
    Diagnostic::new(&checks::UNKNOWN_TARGET, message)
        .at(override_place(document))
        .nearest_after(told, &document.path, handbook.paths())
        .help(
            "give the file the path of a page below, or take the `override:` line away to add a \
             page of your own",
        )
}

fn unknown_hidden(hidden: &HiddenPath, told: usize, handbook: &Handbook) -> Diagnostic {
    let HiddenPath { path, place, .. } = hidden;
    let message = format!("there is no page or folder `{path}` to hide");
    Diagnostic::new(&checks::UNKNOWN_TARGET, message).at(place.clone()).nearest_after(
        told,
        path,
        handbook.paths(),
    )
}

fn unknown_section(below: &Page, id: &str, told: usize) -> Diagnostic {
    let message = format!("the page below has no section `{id}`");
    let diagnostic = Diagnostic::new(&checks::UNKNOWN_TARGET, message);
    let ids = || below.sections().map(|(_, id)| &**id);
    let diagnostic = diagnostic.nearest_after(told, id, ids());

    let mut listed: Vec<&str> = ids().take(MOST_LISTED + 1).collect();
    if let Some(last) = listed.get_mut(MOST_LISTED) {
        *last = "…";
    }
    diagnostic.note(format!("its sections: {}", listed.join(", ")))
}
