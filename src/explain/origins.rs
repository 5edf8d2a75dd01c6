//! Where each section of a page comes from.

use std::collections::{HashMap, HashSet};
use std::iter::successors;
use std::sync::Arc;

use super::{ExplainedChange, KnownStates, StatedChange, edits_of};
use crate::diagnostic::Place;
use crate::drift::OverridePart;
use crate::load::LayerId;
use crate::overlay::{Edits, Handbook, Page, SectionEdit, Segment};
use crate::parse::Document;
use crate::parse::attributes::Operation;
use crate::project::Values;

/// A section of a page, or a text that a layer added to the section before it.
#[derive(Debug)]
pub struct ExplainedSection {
    /// Its id; none of an added text.
    pub id: Option<Arc<str>>,
    /// Its heading; empty for the text before the first one.
    pub title: String,
    /// How deep it stands, 1 to 6; 0 where it has no heading.
    pub level: u8,
    /// The layer that its text comes from.
    pub layer: LayerId,
    /// Where that stands.
    pub place: Place,
    /// The layers whose sections it stands for, the topmost first.
    pub over: Vec<LayerId>,
    /// The section that a layer changed, where this one came along with what it put there.
    pub part_of: Option<Arc<str>>,
    /// For whom it is; for nobody named means for all.
    pub audience: Vec<String>,
    /// What put it there, then what moved it.
    pub changes: Vec<ExplainedChange>,
}

/// What layers change on one page, by what comes of it.
pub(super) struct Origins<'h, 's> {
    states: &'s KnownStates<'s>,
    edits: Vec<LayerEdit<'h>>,
    /// By the file and the section in it that an edit brings.
    brought: HashMap<(&'h str, u32), usize>,
    /// By the section that is moved.
    moved: HashMap<&'h str, Vec<usize>>,
}

/// An edit, and who makes it.
struct LayerEdit<'h> {
    layer: &'h LayerId,
    document: &'h Arc<Document>,
    below: &'h Page,
    edit: &'h SectionEdit,
}

impl<'h, 's> Origins<'h, 's> {
    pub(super) fn of(handbook: &'h Handbook, page: &Page, states: &'s KnownStates<'s>) -> Self {
        let mut origins =
            Self { states, edits: Vec::new(), brought: HashMap::new(), moved: HashMap::new() };
        for edited in edits_of(handbook, &page.path) {
            let Edits::Sections(document, edits) = &edited.edits else { continue };
            for edit in edits {
                let (layer, below) = (&edited.layer, &*edited.below);
                origins.add(LayerEdit { layer, document, below, edit });
            }
        }
        origins
    }

    fn add(&mut self, known: LayerEdit<'h>) {
        let at = self.edits.len();
        let LayerEdit { document, below, edit, .. } = known;
        self.edits.push(known);

        if let Operation::MoveBefore(_) | Operation::MoveAfter(_) = edit.operation {
            // By the id that it has, which need not be the one that the edit knows.
            let target = edit.at.as_ref().and_then(|at| below.segments.get(at.start));
            if let Some(id) = target.and_then(|segment| segment.id.as_deref()) {
                self.moved.entry(id).or_default().push(at);
            }
            return;
        }
        let own = edit.own.start as u32..edit.own.end as u32;
        self.brought.extend(own.map(|section| ((&*document.file, section), at)));
    }

    /// Each section that a page shows.
    pub(super) fn sections(&self, page: &Page, values: &Values) -> Vec<ExplainedSection> {
        let mut seen = HashSet::new();
        let mut sections = Vec::new();
        for segment in &page.segments {
            // What goes below a heading parts it from its text, which is no section of its own.
            let origin = (segment.origin.document, segment.origin.section);
            if seen.insert(origin) || segment.id.is_some() {
                sections.push(self.section(page, segment, values));
            }
        }
        sections
    }

    fn section(&self, page: &Page, segment: &Segment, values: &Values) -> ExplainedSection {
        let document = page.document(segment);
        let heading = page.shown_heading(segment);
        let replaced = successors(segment.replaced.as_deref(), |known| known.below.as_deref());
        let over = replaced.map(|known| &page.documents[known.origin.document as usize].layer);

        let brought = self.brought.get(&(&*document.file, segment.origin.section));
        let brought = brought.map(|at| &self.edits[*at]);
        let is_first =
            brought.is_some_and(|known| known.edit.own.start == segment.origin.section as usize);
        let moved = segment.id.as_deref().and_then(|id| self.moved.get(id)).into_iter().flatten();
        let changes = brought.filter(|_| is_first).into_iter();
        let changes = changes.chain(moved.map(|at| &self.edits[*at]));

        ExplainedSection {
            id: segment.id.clone(),
            title: heading.map(|it| it.text.fill(values).into_owned()).unwrap_or_default(),
            level: segment.level().unwrap_or(0),
            layer: document.layer.clone(),
            place: place(page, segment),
            over: over.cloned().collect(),
            part_of: brought.filter(|_| !is_first).map(|it| it.edit.target.clone()),
            audience: page.items(segment, "audience").into_iter().map(str::to_owned).collect(),
            changes: changes.map(|known| self.change(known)).collect(),
        }
    }

    /// Edits that name a section which is not there.
    pub(super) fn lost(&self) -> Vec<ExplainedChange> {
        let lost = self.edits.iter().filter(|known| known.edit.missing(known.below).is_some());
        let lost = lost.map(|known| {
            let mut change = self.change(known);
            // Where it is not beside it that something was to go.
            if known.edit.operation.beside().is_none() {
                change.operation = format!("{} {}", change.operation, known.edit.target);
            }
            change
        });
        lost.collect()
    }

    fn change(&self, known: &LayerEdit<'_>) -> ExplainedChange {
        section_change(self.states, known.layer, known.document, known.edit)
    }
}

/// Where a section begins.
fn place(page: &Page, segment: &Segment) -> Place {
    match page.place(segment) {
        Place { file, span: None } => Place::at(&file, page.section(segment).span),
        place => place,
    }
}

/// What an edit does, and what became of it.
pub(super) fn section_change(
    states: &KnownStates<'_>,
    layer: &LayerId,
    document: &Document,
    edit: &SectionEdit,
) -> ExplainedChange {
    let operation = match edit.operation.beside() {
        Some(beside) => format!("{}={beside}", edit.operation.name()),
        None => edit.operation.name().to_owned(),
    };

    let place = Place::at(&document.file, edit.span);
    let said = StatedChange { layer, operation, place, grounds: &edit.grounds };
    states.change(said, |part| matches!(part, OverridePart::Section(..)))
}
