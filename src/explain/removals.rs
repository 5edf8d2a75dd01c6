//! Which sections of a page a layer took away.

use std::sync::Arc;

use super::origins::section_change;
use super::{ExplainedChange, KnownStates, StatedChange, edits_of};
use crate::drift::OverridePart;
use crate::load::LayerId;
use crate::overlay::{Edited, Edits, Handbook, Page, SectionEdit, override_place};

/// A section that a layer below has and the page does not show.
#[derive(Debug)]
pub struct RemovedSection {
    /// Its id.
    pub id: Arc<str>,
    /// Its heading, with the firm's values.
    pub title: String,
    /// The layer that it came from.
    pub layer: LayerId,
    /// What took it away.
    pub change: ExplainedChange,
}

/// The sections that each layer took away, in its place in the stack.
pub(super) fn of(
    handbook: &Handbook,
    page: &Page,
    states: &KnownStates<'_>,
) -> Vec<RemovedSection> {
    let edits = edits_of(handbook, &page.path);
    // Where hiding was refused the page is there, and was not changed by it.
    let edits: Vec<&Edited> =
        edits.filter(|edited| !matches!(edited.edits, Edits::Hide(_))).collect();

    // What one layer leaves is what the next one finds.
    let after = edits.iter().skip(1).map(|next| &*next.below).chain([page]);
    let steps = edits.iter().zip(after);
    steps.flat_map(|(edited, after)| step(handbook, edited, after, states)).collect()
}

fn step(
    handbook: &Handbook,
    edited: &Edited,
    after: &Page,
    states: &KnownStates<'_>,
) -> Vec<RemovedSection> {
    let below = &*edited.below;
    let taking = taking(&edited.edits);

    let mut removed = Vec::new();
    for (at, segment) in below.segments.iter().enumerate() {
        let Some(id) = segment.id.as_ref().filter(|id| after.find(id).is_none()) else { continue };
        let Some(change) = change(edited, &taking, at, states) else { continue };

        let values = &handbook.outline.values;
        let heading = below.shown_heading(segment);
        removed.push(RemovedSection {
            id: id.clone(),
            title: heading.map(|it| it.text.fill(values).into_owned()).unwrap_or_default(),
            layer: below.document(segment).layer.clone(),
            change,
        });
    }
    removed
}

/// The edits of a file that take something, by where that begins.
fn taking(edits: &Edits) -> Vec<(usize, &SectionEdit)> {
    let Edits::Sections(_, edits) = edits else { return Vec::new() };
    let taking = edits.iter().filter(|edit| edit.is_instead());
    let mut taking: Vec<(usize, &SectionEdit)> =
        taking.filter_map(|edit| Some((edit.at.as_ref()?.start, edit))).collect();
    taking.sort_by_key(|(start, _)| *start);
    taking
}

/// What took the segment of this index.
fn change(
    edited: &Edited,
    taking: &[(usize, &SectionEdit)],
    at: usize,
    states: &KnownStates<'_>,
) -> Option<ExplainedChange> {
    let layer = &edited.layer;
    match &edited.edits {
        Edits::Page(document) => {
            let operation = "override: page".to_owned();
            let (place, grounds) = (override_place(document), edited.edits.grounds());
            let said = StatedChange { layer, operation, place, grounds };
            Some(states.change(said, |part| *part == OverridePart::Page))
        }
        Edits::Sections(document, _) => {
            let before = taking.partition_point(|(start, _)| *start <= at);
            let mut begun = taking[..before].iter().rev().map(|(_, edit)| edit);
            let edit = begun.find(|edit| edit.at.as_ref().is_some_and(|it| it.contains(&at)))?;
            Some(section_change(states, layer, document, edit))
        }
        Edits::Hide(_) => None,
    }
}
