//! What `override: sections` does: replace, append, prepend, remove, move, insert before and after.
//!
//! All operations of a file refer to the page as it is below; so their order in the file does not
//! matter, except among several insertions at one place.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::page::{Page, Replaced, Segment};
use crate::diagnostic::{Diagnostic, Place, Span, checks, nearest};
use crate::parse::attributes::Operation;
use crate::parse::{Document, LEAD};

/// A heading with an operation, and the sections that come with it.
pub(super) struct Change<'d> {
    pub(super) operation: &'d Operation,
    /// The first section and those below it.
    pub(super) sections: Range<u32>,
    /// The section the operation names, on the page below.
    pub(super) target: Range<usize>,
    /// Where a section moves to.
    pub(super) to: Option<usize>,
    pub(super) place: Place,
}

/// A page with the changes of a file made.
pub(super) fn change(
    below: &Page,
    document: &Arc<Document>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Page {
    let changes = changes(below, document, diagnostics);
    let mut page = below.clone();
    let index = page.documents.len() as u16;
    page.documents.push(document.clone());
    page.front = below.front.overridden_by(&document.front).into();
    if document.heading.is_some() {
        page.heading = Some(index);
    }
    page.segments = apply(below, document, index, &changes, &mut page.replaced, diagnostics);
    page.index();
    page.removed = page.gone_since(below);
    page
}

/// Reads the operations off a file's headings and refuses those that cannot be done.
fn changes<'d>(
    below: &Page,
    document: &'d Document,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Change<'d>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    let mut referred = Referred::new(below);
    let mut index = 0;
    while index < document.sections.len() {
        let section = &document.sections[index];
        let Some(heading) = &section.heading else {
            if section.words > 0 {
                diagnostics.push(stray_text(document, section.span));
            }
            index += 1;
            continue;
        };
        let place = Place::at(&document.file, heading.span);
        let start = index as u32;
        index += 1;
        while index < document.sections.len() && document.sections[index].level > section.level {
            let inner = document.sections[index]
                .heading
                .as_ref()
                .filter(|heading| heading.attributes().operation.is_some());
            if let Some(inner) = inner {
                diagnostics.push(nested(Place::at(&document.file, inner.span), place.clone()));
            }
            index += 1;
        }
        let Some(operation) = &heading.attributes().operation else {
            diagnostics.push(no_operation(place));
            continue;
        };
        let target_id = match operation {
            Operation::Before(id) | Operation::After(id) => id,
            _ => &section.id,
        };
        let Some(target) = below.find(target_id) else {
            diagnostics.push(unknown(below, target_id, place));
            continue;
        };
        let target = below.extent(target);
        let to = match destination(below, operation, &target, &place) {
            Ok(to) => to,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                continue;
            }
        };
        let change = Change { operation, sections: start..index as u32, target, to, place };
        if let Some(diagnostic) = referred.refused(below, &change, &changes) {
            diagnostics.push(diagnostic);
            continue;
        }
        super::guard::check_change(below, document, section, &change, diagnostics);
        referred.add(&change, changes.len());
        changes.push(change);
    }
    changes
}

/// Where a section that moves is put, on the page below.
fn destination(
    below: &Page,
    operation: &Operation,
    moved: &Range<usize>,
    place: &Place,
) -> Result<Option<usize>, Box<Diagnostic>> {
    let (Operation::MoveBefore(id) | Operation::MoveAfter(id)) = operation else { return Ok(None) };
    let Some(beside) = below.find(id) else {
        return Err(Box::new(unknown(below, id, place.clone())));
    };
    if moved.contains(&beside) || below.segments[beside].level != below.segments[moved.start].level
    {
        let message =
            format!("a section cannot be moved to `{id}`: it goes beside another of its own level");
        let help = "name a section with as many `#` as the one that moves";
        return Err(Box::new(
            Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message).at(place.clone()).help(help),
        ));
    }
    let extent = below.extent(beside);
    Ok(Some(if matches!(operation, Operation::MoveBefore(_)) { extent.start } else { extent.end }))
}

/// What the changes read so far refer to, by index into the page below.
struct Referred {
    /// The section each one stands in.
    parents: Vec<Option<usize>>,
    /// The change that takes it away.
    taken: HashMap<usize, usize>,
    /// The change that adds to it.
    added: HashMap<usize, usize>,
    /// The change that puts something before or after it.
    beside: HashMap<usize, usize>,
}

impl Referred {
    fn new(below: &Page) -> Self {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(below.segments.len());
        for (index, segment) in below.segments.iter().enumerate() {
            while open.last().is_some_and(|above| below.segments[*above].level >= segment.level) {
                open.pop();
            }
            parents.push(open.last().copied());
            if segment.id.is_some() && segment.level > 0 {
                open.push(index);
            }
        }
        Self { parents, taken: HashMap::new(), added: HashMap::new(), beside: HashMap::new() }
    }

    /// Why a change cannot be done beside the earlier ones, if it cannot.
    fn refused(
        &self,
        below: &Page,
        change: &Change<'_>,
        earlier: &[Change<'_>],
    ) -> Option<Diagnostic> {
        let inside = if change.effect() == Effect::Beside { 0..0 } else { change.target.clone() };
        let around =
            std::iter::successors(self.parents[change.target.start], |above| self.parents[*above]);
        let locked = inside.chain(around).find_map(|index| Some((index, below.lock(index)?)));
        if let Some((index, reason)) = locked {
            return Some(super::guard::locked_section(below, index, &reason, change.place.clone()));
        }
        let clash = &earlier[self.clash(change, earlier)?];
        Some(
            Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "two operations change the same section")
                .at(change.place.clone())
                .label(clash.place.clone(), "the other one")
                .help("put both into one `replace`, or let them change different sections"),
        )
    }

    /// An earlier change that takes away what this one refers to, or the other way round.
    fn clash(&self, change: &Change<'_>, earlier: &[Change<'_>]) -> Option<usize> {
        let start = change.target.start;
        match change.effect() {
            Effect::Adds => self.taken.get(&start).copied(),
            // Something may stand beside a section that is replaced, but not beside a part of it.
            Effect::Beside => self
                .taken
                .get(&start)
                .copied()
                .filter(|other| earlier[*other].target.start != start),
            Effect::Takes => change.target.clone().find_map(|index| {
                let beside = self.beside.get(&index).filter(|_| index != start);
                self.taken.get(&index).or_else(|| self.added.get(&index)).or(beside).copied()
            }),
        }
    }

    fn add(&mut self, change: &Change<'_>, number: usize) {
        match change.effect() {
            Effect::Takes => self.taken.extend(change.target.clone().map(|index| (index, number))),
            Effect::Adds => drop(self.added.insert(change.target.start, number)),
            Effect::Beside => drop(self.beside.insert(change.target.start, number)),
        }
    }
}

/// What an operation does to the section it names.
#[derive(PartialEq, Eq)]
pub(super) enum Effect {
    Takes,
    Adds,
    Beside,
}

impl Change<'_> {
    pub(super) fn effect(&self) -> Effect {
        match self.operation {
            Operation::Replace
            | Operation::Remove
            | Operation::MoveBefore(_)
            | Operation::MoveAfter(_) => Effect::Takes,
            Operation::Append | Operation::Prepend => Effect::Adds,
            Operation::Before(_) | Operation::After(_) => Effect::Beside,
        }
    }
}

/// Makes the new list of segments.
fn apply(
    below: &Page,
    document: &Arc<Document>,
    index: u16,
    changes: &[Change<'_>],
    replaced: &mut Vec<Replaced>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Segment> {
    // What is put in at each place of the old list: before it (rank 0 to 2), and instead of it.
    let mut insertions: Vec<(usize, u8, Vec<Segment>)> = Vec::new();
    let mut dropped = HashSet::new();
    let mut prepended: HashMap<usize, Vec<Segment>> = HashMap::new();
    let mut used: HashSet<Arc<str>> =
        below.segments.iter().filter_map(|segment| segment.id.clone()).collect();
    for change in changes {
        if change.to.is_some() {
            dropped.extend(change.target.clone());
        } else if change.effect() == Effect::Takes {
            for old in change.target.clone() {
                dropped.insert(old);
                if let Some(id) = &below.segments[old].id {
                    used.remove(id);
                }
            }
        }
        let new = new_sections(below, document, index, change, replaced, &mut used, diagnostics);
        match change.operation {
            Operation::Remove | Operation::MoveBefore(_) | Operation::MoveAfter(_) => {
                if document.sections[change.sections.start as usize].words > 0
                    || change.sections.len() > 1
                {
                    let done = if change.to.is_some() { "moved" } else { "removed" };
                    let message =
                        format!("this section is {done}, so the text under it is not shown");
                    diagnostics.push(
                        Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message)
                            .at(change.place.clone())
                            .help("take the text away, or write `replace`"),
                    );
                }
                if let Some(to) = change.to {
                    let rank =
                        if matches!(change.operation, Operation::MoveBefore(_)) { 2 } else { 1 };
                    insertions.push((to, rank, below.segments[change.target.clone()].to_vec()));
                }
            }
            Operation::Replace | Operation::Before(_) => {
                insertions.push((change.target.start, 2, new))
            }
            Operation::Append => insertions.push((change.target.end, 0, new)),
            Operation::After(_) => insertions.push((change.target.end, 1, new)),
            Operation::Prepend => prepended.entry(change.target.start).or_default().extend(new),
        }
    }
    // Stable: what stands first in the file comes first.
    insertions.sort_by_key(|(at, rank, _)| (*at, *rank));
    let mut insertions = insertions.into_iter().peekable();
    let mut segment = Vec::with_capacity(below.segments.len() + 4);
    for at in 0..=below.segments.len() {
        while let Some((_, _, new)) = insertions.next_if(|(place, ..)| *place == at) {
            segment.extend(new);
        }
        let Some(old) = below.segments.get(at).filter(|_| !dropped.contains(&at)) else { continue };
        let Some(front) = prepended.remove(&at) else {
            segment.push(old.clone());
            continue;
        };
        segment.push(Segment { body: false, ..old.clone() });
        segment.extend(front);
        if old.body {
            segment.push(Segment::text(old.document, old.section));
        }
    }
    segment
}

/// The sections a change brings, with their levels and ids on the page.
fn new_sections(
    below: &Page,
    document: &Arc<Document>,
    index: u16,
    change: &Change<'_>,
    replaced: &mut Vec<Replaced>,
    used: &mut HashSet<Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Segment> {
    if *change.operation == Operation::Remove || change.to.is_some() {
        return Vec::new();
    }
    let target = &below.segments[change.target.start];
    let first = &document.sections[change.sections.start as usize];
    // The new section takes the level of the one it stands for or beside.
    let shift = if target.level == 0 { 0 } else { target.level as i8 - first.level as i8 };
    let mut new = Vec::new();
    for section in change.sections.clone() {
        let mut segment = Segment::whole(document, index, section, shift);
        if section == change.sections.start {
            match change.operation {
                Operation::Append | Operation::Prepend => segment = Segment::text(index, section),
                Operation::Replace if target.level == 0 => segment = Segment::lead(index, section),
                Operation::Replace => {
                    let behind = Replaced {
                        document: target.document,
                        section: target.section,
                        below: target.replaced,
                    };
                    replaced.push(behind);
                    // So many on one page are beyond any handbook; what is not remembered is not inherited.
                    segment.replaced = u16::try_from(replaced.len()).unwrap_or(0);
                }
                _ => {}
            }
        }
        if let Some(id) = segment.id.take() {
            segment.id = Some(unique(id, document, section, used, diagnostics));
        }
        new.push(segment);
    }
    new
}

/// An id that the page does not have yet: an own one is given by its author and must be free; one
/// made of the heading's text gets a number.
fn unique(
    id: Arc<str>,
    document: &Document,
    section: u32,
    used: &mut HashSet<Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Arc<str> {
    if used.insert(id.clone()) {
        return id;
    }
    let heading = document.sections[section as usize].heading.as_ref();
    if let Some(heading) = heading.filter(|heading| heading.attributes().id.is_some()) {
        diagnostics.push(
            Diagnostic::new(
                &checks::DUPLICATE_ID,
                format!("the page already has a section `{id}`"),
            )
            .at(Place::at(&document.file, heading.span))
            .help("give the new section an id of its own"),
        );
    }
    let free = (1..)
        .map(|count| Arc::from(format!("{id}-{count}")))
        .find(|id| used.insert(Arc::clone(id)));
    free.unwrap_or(id)
}

fn stray_text(document: &Document, span: Span) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "this text belongs to no operation")
        .at(Place::at(&document.file, span.start..span.start + 1))
        .help(format!("put it under a heading that says what it does, such as `## Note {{#{LEAD} replace}}` for the text before the first heading"))
}

fn nested(inner: Place, outer: Place) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "an operation stands inside another one's text")
        .at(inner)
        .label(outer, "this one")
        .help("write both headings with the same number of `#`")
}

fn no_operation(place: Place) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "this section does not say what it does").at(place).help(
        "add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, `before=ID`, `after=ID`: `## Heading {#id replace}`",
    )
}

fn unknown(below: &Page, id: &str, place: Place) -> Diagnostic {
    let ids: Vec<&str> = below.sections().map(|(_, id)| &**id).collect();
    let diagnostic =
        Diagnostic::new(&checks::UNKNOWN_TARGET, format!("the page below has no section `{id}`"))
            .at(place);
    let diagnostic = match nearest(id, ids.iter().copied()) {
        Some(candidate) => diagnostic.help(format!("did you mean `{candidate}`?")),
        None => diagnostic,
    };
    diagnostic.note(format!("its sections: {}", ids.join(", ")))
}
