//! The variables that a page uses: their values, and who set them.

use std::collections::BTreeSet;

use crate::diagnostic::{Place, Span};
use crate::engine::FirmHandbook;
use crate::overlay::{Page, Segment};
use crate::parse::Document;
use crate::parse::html::{Fill, Region};
use crate::parse::passage::Operand;
use crate::project::VarId;

/// A variable that a page uses.
#[derive(Debug)]
pub struct ExplainedVariable {
    /// Its name.
    pub name: String,
    /// What the page shows; none where nobody sets it.
    pub value: Option<String>,
    /// Who set it.
    pub set_by: SetBy,
}

/// Where a variable has its value from.
#[derive(Debug)]
pub enum SetBy {
    /// A layer sets it, here.
    Layer(Place),
    /// It is said of every firm: its id, its name.
    Firm(Option<Place>),
    /// It is as it was declared, here.
    Default(Option<Place>),
    /// It is declared here, and set nowhere.
    Nobody(Option<Place>),
}

/// What a page uses in its title, description and text, and what decides whether a passage is
/// shown; by name.
pub(super) fn of(whole: &FirmHandbook, page: &Page) -> Vec<ExplainedVariable> {
    let mut used = BTreeSet::new();
    let (title, description) = (page.title(), page.front.description.as_ref());
    let texts = std::iter::once(&title).chain(description);
    used.extend(texts.flat_map(|text| &text.uses).map(|(_, id)| *id));

    let uses: Vec<Vec<(VarId, Span)>> = page.documents.iter().map(|it| sorted(it)).collect();
    for segment in &page.segments {
        let document = page.document(segment);
        used.extend(in_section(page, segment, &uses[segment.origin.document as usize]));
        if segment.shows_text() {
            used.extend(deciding(page, segment, document));
        }
    }

    let mut variables: Vec<_> = used.into_iter().map(|id| explained(whole, id)).collect();
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    variables
}

/// The uses of a document in the order of its text.
fn sorted(document: &Document) -> Vec<(VarId, Span)> {
    let mut uses = document.uses.clone();
    uses.sort_by_key(|(_, span)| span.start);
    uses
}

/// The variables in what a segment shows of its section.
fn in_section(page: &Page, segment: &Segment, uses: &[(VarId, Span)]) -> Vec<VarId> {
    let section = page.section(segment);
    let text = section.source.span;
    let heading = page.shown_heading(segment).map(|heading| heading.span);
    let shown = [heading, segment.shows_text().then_some(text)];

    let shown = shown.into_iter().flatten().flat_map(|span| {
        let from = uses.partition_point(|(_, used)| used.start < span.start);
        let to = uses.partition_point(|(_, used)| used.start < span.end);
        &uses[from..to.max(from)]
    });
    shown.map(|(id, _)| *id).collect()
}

/// The variables that decide what is shown of a section.
fn deciding(page: &Page, segment: &Segment, document: &Document) -> Vec<VarId> {
    let holes = document.body.holes_of(page.section(segment).body).iter();
    let conditions = holes.filter_map(|hole| match hole.fill {
        Fill::Open { region: Region::Only(id), .. } => Some(&document.conditions[id.index()]),
        _ => None,
    });

    let tests = conditions.flat_map(|condition| &condition.0);
    tests
        .filter_map(|test| match test.operand {
            Operand::Variable(id) => Some(id),
            Operand::Audience => None,
        })
        .collect()
}

fn explained(whole: &FirmHandbook, id: VarId) -> ExplainedVariable {
    let declaration = whole.project.variables.declaration(id);
    let value = whole.handbook.outline.values.get(id);

    let set_by = match (whole.handbook.set_at.get(&id), value) {
        (Some(place), _) => SetBy::Layer(place.clone()),
        (None, None) => SetBy::Nobody(declaration.place.clone()),
        (None, Some(_))
            if whole.firm.built_in().iter().any(|(name, _)| **name == *declaration.name) =>
        {
            SetBy::Firm(whole.firm.file.as_ref().map(Place::file))
        }
        (None, Some(_)) => SetBy::Default(declaration.place.clone()),
    };
    ExplainedVariable {
        name: declaration.name.to_string(),
        value: value.map(|value| value.text.to_string()),
        set_by,
    }
}
