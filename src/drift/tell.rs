//! What is said of overrides and their locks.

use std::collections::HashSet;

use super::content::Overridable;
use super::judge::LockedLayer;
use super::lock::{ReadLock, file_of};
use super::state::{DriftState, OverrideStatus};
use super::subject::{OverridePart, Subject};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::overlay::{Edited, Edits, Handbook, Lost, Page, override_place};
use crate::parse::Document;
use crate::parse::attributes::Operation;
use crate::project::HiddenPath;
use crate::shell::quoted;

/// What there is to say of an override; nothing where all is as it was.
pub(super) fn of_status(status: &OverrideStatus, wants_entries: bool) -> Option<Diagnostic> {
    let OverrideStatus { subject, state, place, .. } = status;
    let what = noun(&subject.part);
    let diagnostic = match state {
        DriftState::Current => return None,
        DriftState::New if !wants_entries => return None,
        DriftState::New => {
            let message = format!("overrides.lock has no entry of {what}");
            let help = "run `mentorbook build` without `--locked`, look at what it writes, and \
                        commit it";
            Diagnostic::new(&checks::UNLOCKED_OVERRIDE, message).help(help)
        }
        DriftState::Unused => {
            let message = format!("this lock has an entry of {subject}, which nothing overrides");
            let help = format!("`mentorbook drift accept {}` takes it out", words(status));
            Diagnostic::new(&checks::UNUSED_ENTRY, message).help(help)
        }
        DriftState::Redundant => {
            let message = format!("{what} says what is there without it by now");
            let help = "take it away, and the text below comes through, with all that it becomes";
            Diagnostic::new(&checks::REDUNDANT_OVERRIDE, message).help(help)
        }
        DriftState::ContextChanged => {
            let message = format!("the text that {what} adds to has changed since it was written");
            helped(Diagnostic::new(&checks::CHANGED_CONTEXT, message), status)
        }
        DriftState::Drifted => {
            let message = format!("the text below has changed since {what} was written");
            helped(Diagnostic::new(&checks::DRIFTED_OVERRIDE, message), status)
        }
        DriftState::Orphaned => orphaned(status, what),
    };

    let diagnostic = diagnostic.at(place.clone());
    Some(match below_place(status).filter(|below| below.span.is_some()) {
        Some(below) => diagnostic.label(below, "the text below, as it is now"),
        None => diagnostic,
    })
}

/// The notice of an entry that is kept under an earlier name.
pub(super) fn of_earlier_name(status: &OverrideStatus) -> Option<Diagnostic> {
    // Without a target, that is all there is to say.
    let earlier = status.kept_as.as_ref().filter(|_| status.below.is_some())?;
    let message = format!("this lock has {} under its earlier name, {earlier}", status.subject);
    let help = format!("`mentorbook drift accept {}` writes the new one", words(status));

    Some(
        Diagnostic::new(&checks::UNUSED_ENTRY, message)
            .at(Place::file(&file_of(&status.layer)))
            .help(help),
    )
}

/// A layer with so many overrides and no lock has probably lost it.
const MANY: usize = 20;

/// The warning of a layer that ought to have a lock.
pub(super) fn of_no_lock(
    layer: &LockedLayer<'_>,
    statuses: &[OverrideStatus],
) -> Option<Diagnostic> {
    let ReadLock { file, digest: None, entries: Ok(_) } = layer.lock else { return None };
    let count = statuses.iter().filter(|status| status.layer == layer.layer.id).count();
    let many = (count >= MANY).then_some(count)?;

    let message = format!("{} has {many} overrides and no {file}", layer.layer.id);
    let folder = file.trim_end_matches("/overrides.lock");
    Some(
        Diagnostic::new(&checks::MISSING_LOCK, message)
            .at(Place::file(&folder.into()))
            .help("if it was lost, restore it from version control or a backup before you build")
            .help("else build: the overrides then count as written against today's base"),
    )
}

/// How a sentence names an override.
fn noun(part: &OverridePart) -> String {
    match part {
        OverridePart::Page => "this page".to_owned(),
        OverridePart::Hidden => "this `hide:`".to_owned(),
        OverridePart::Key(key) => format!("`{key}:`"),
        OverridePart::Asset => "this file".to_owned(),
        OverridePart::Section(id, operation) => format!("`{}` of `{id}`", operation.name()),
    }
}

/// Firm and override as `mentorbook drift` takes them.
fn words(status: &OverrideStatus) -> String {
    let [layer, subject] = [status.layer.to_string(), status.subject.to_string()];
    format!("{} {}", quoted(&layer), quoted(&subject))
}

fn helped(diagnostic: Diagnostic, status: &OverrideStatus) -> Diagnostic {
    let words = words(status);
    diagnostic
        .help(format!("`mentorbook drift show {words}` shows both texts, word by word"))
        .help(format!("`mentorbook drift accept {words}` says that yours stays as it is"))
}

fn orphaned(status: &OverrideStatus, what: String) -> Diagnostic {
    let Subject { path, part, .. } = &status.subject;
    let gone = match part {
        OverridePart::Section(_, Operation::Before(id) | Operation::After(id)) => {
            format!("the section `{id}`, beside which it stood")
        }
        OverridePart::Section(..) => "the section that it was written for".to_owned(),
        _ => format!("`{path}`, for which it was written"),
    };
    let diagnostic = Diagnostic::new(
        &checks::ORPHANED_OVERRIDE,
        format!("{what} has nothing below it: {gone}, is gone"),
    );

    let diagnostic = match status.candidates.as_slice() {
        [] => diagnostic,
        [likeliest, rest @ ..] => {
            let rest: String = rest.iter().map(|place| format!(", or `{place}`")).collect();
            diagnostic.note(format!("its text may be `{likeliest}`{rest} by now"))
        }
    };
    diagnostic.help("name the section or page that has its place, or take the override away").help(
        format!("`mentorbook drift show {}` shows the text that it was written for", words(status)),
    )
}

/// Where the heading of what is below stands.
fn below_place(status: &OverrideStatus) -> Option<Place> {
    match status.below.as_ref()? {
        Overridable::Section(page, segments) => {
            Some(page.place(page.segments.get(segments.start)?))
        }
        _ => None,
    }
}

/// Tells of the overrides of an edition that have no target and, as far as the locks know, never
/// had one.
pub(super) fn missing_targets(handbook: &Handbook, known: &[OverrideStatus]) -> Vec<Diagnostic> {
    let orphans = known.iter().filter(|status| status.state == DriftState::Orphaned);
    let orphans: HashSet<&Place> = orphans.map(|status| &status.place).collect();

    let mut diagnostics = Vec::new();
    for lost in &handbook.lost {
        let told = diagnostics.len();
        match lost {
            Lost::File(document) => {
                if !orphans.contains(&override_place(document)) {
                    diagnostics.push(unknown_page(document, told, handbook));
                }
            }
            Lost::Hidden(_, hidden) => {
                if !orphans.contains(&hidden.place) {
                    diagnostics.push(unknown_hidden(hidden, told, handbook));
                }
            }
        }
    }

    for Edited { below, edits, .. } in &handbook.edits {
        let Edits::Sections(document, edits) = edits else { continue };
        for edit in edits {
            let place = Place::at(&document.file, edit.span);
            if let Some(id) = edit.missing(below)
                && !orphans.contains(&place)
            {
                diagnostics.push(unknown_section(below, id, diagnostics.len()).at(place));
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
    Diagnostic::new(&checks::UNKNOWN_TARGET, message)
        .nearest_after(told, id, below.sections().map(|(_, id)| &**id))
        .note(format!("its sections: {}", below.listed_sections()))
}
