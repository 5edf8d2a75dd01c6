//! Makes a new page of one below and the edits that may be done to it.
//!
//! All edits of a file refer to the page as it is below; so their order in the file does not
//! matter, except among several insertions at one place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::edits::{Brings, Effect, SectionEdit, Slot};
use super::page::{Page, Replaced, Role, Segment, Shows, SourceSection};
use crate::parse::Document;

/// The page that a file puts in the place of one below.
pub(super) fn replace_page(below: &Page, document: &Arc<Document>) -> Page {
    let page = following(below, Page::new(document));
    let mut front = below.front.overridden_by(&document.front);
    // A whole new page brings its own title, or takes it from its heading.
    if document.front.title.is_none() && document.heading.is_some() {
        front.title = None;
    }
    Page {
        // The file may lie at an earlier path of the page.
        path: below.path.clone(),
        front: front.into(),
        // Links to the title or heading of the page below still lead to the top of this one.
        former_ids: below.own_ids(),
        removed: below.missing_from(&page.anchors),
        ..page
    }
}

/// A whole new page whose sections are called as those below that they stand for: what had been
/// given another name since the file was written is found by both.
fn following(below: &Page, page: Page) -> Page {
    if below.segments.iter().all(|segment| segment.earlier().is_empty()) {
        return page;
    }

    // Of several that were made one below, the first becomes that one.
    let mut called = HashSet::new();
    let segments = page.segments.iter().map(|segment| match stands_for(below, &page, segment) {
        Some(old) if called.insert(&old.id) => segment.clone().called_as(old),
        _ => segment.clone(),
    });
    let segments = segments.collect();
    page.remade(page.documents.clone(), segments)
}

/// The section below that one of a whole new page stands for.
fn stands_for<'p>(below: &'p Page, page: &Page, segment: &Segment) -> Option<&'p Segment> {
    let id = segment.id.as_ref()?;
    let old = &below.segments[below.find(id)?];
    // A page that has both is not behind: it parts what is one below.
    let now = old.id.as_ref()?;
    (now == id || page.anchor(now).is_none()).then_some(old)
}

/// The page with some of its sections changed by a file.
pub(super) fn change_sections(
    below: &Page,
    document: &Arc<Document>,
    edits: &[&SectionEdit],
) -> Page {
    let mut changes = SegmentChanges {
        below,
        document,
        index: below.documents.len() as u16,
        taken: HashSet::new(),
        insertions: HashMap::new(),
        ids: below.segments.iter().flat_map(Segment::ids).cloned().collect(),
    };
    for edit in edits {
        changes.make(edit);
    }
    let segments = woven(below, &changes.taken, changes.insertions);

    let documents = below.documents.iter().chain([document]).cloned().collect();
    Page {
        front: below.front.overridden_by(&document.front).into(),
        former_ids: below.own_ids(),
        heading: document.heading.as_ref().map(|_| changes.index).or(below.heading),
        ..below.remade(documents, segments)
    }
}

/// What a file's edits come to, seen from the segments of the page below.
struct SegmentChanges<'a> {
    below: &'a Page,
    document: &'a Document,
    /// The document's index on the new page.
    index: u16,
    /// Segments that are not there any more.
    taken: HashSet<usize>,
    insertions: Insertions,
    /// Ids that sections of the new page have, or had before.
    ids: HashSet<Arc<str>>,
}

/// What is put in before a segment of the page below, or after the last; what stands first in the
/// file comes first.
type Insertions = HashMap<(usize, Slot), Vec<Segment>>;

impl SegmentChanges<'_> {
    fn make(&mut self, edit: &SectionEdit) {
        // Policy has refused an edit without a target, so nothing is lost here.
        let Some(target) = &edit.at else { return };
        let below = &self.below.segments[target.start..target.end];
        let work = edit.work();

        if work.effect == Effect::Takes {
            self.taken.extend(target.start..target.end);
            // Something of the same name may come instead, unless it only moves.
            if work.brings != Brings::Target {
                for id in below.iter().flat_map(Segment::ids) {
                    self.ids.remove(id);
                }
            }
        }

        let segments = match work.brings {
            Brings::Sections => self.own_segments(edit, target.start),
            Brings::Target => below.to_vec(),
            Brings::Nothing => return,
        };

        let Some(beside) = self.below.find(edit.beside()) else { return };
        let at = match work.slot {
            Slot::Before | Slot::Begin => beside,
            Slot::End | Slot::After => self.below.extent(beside).end,
        };
        self.insertions.entry((at, work.slot)).or_default().extend(segments);
    }

    /// The document's sections that come with an edit, with their levels and ids on the page.
    fn own_segments(&mut self, edit: &SectionEdit, target: usize) -> Vec<Segment> {
        let work = edit.work();
        let target = &self.below.segments[target];
        let sections = &self.document.sections[edit.own.start..edit.own.end];

        // The first section takes the level of the one it stands for or beside.
        let shift = match (target.level(), sections.first()) {
            (Some(level), Some(first)) => level as i8 - first.level as i8,
            _ => 0,
        };

        let mut segments = Vec::with_capacity(sections.len());
        for (index, section) in (edit.own.start..).zip(sections) {
            let origin = SourceSection { document: self.index, section: index as u32 };
            // HTML has six levels of headings; what would go deeper stays at the last.
            let level = (section.level as i8 + shift).clamp(1, 6) as u8;
            let mut segment = Segment::of(section, origin, level);
            if index == edit.own.start {
                segment = match (work.effect, target.role) {
                    (Effect::Adds, _) => Segment::added(origin),
                    // A lead has no heading; the one that names the operation is not shown.
                    (Effect::Takes, Role::Lead) => Segment::lead(origin),
                    // The attributes of what it replaces go on to hold.
                    (Effect::Takes, _) => {
                        let (origin, below) = (target.origin, target.replaced.clone());
                        let replaced = Some(Arc::new(Replaced { origin, below }));
                        // As are its earlier ids, so that nothing else may have one of them.
                        self.ids.extend(target.earlier().iter().cloned());
                        Segment { replaced, ..segment.called_as(target) }
                    }
                    (Effect::Keeps, _) => segment,
                };
            }
            segment.id = segment.id.map(|id| self.free_id(id));
            segments.push(segment);
        }
        segments
    }

    /// This id, with a number where the page has it already.
    fn free_id(&mut self, id: Arc<str>) -> Arc<str> {
        let mut free = id.clone();
        let mut count = 0;
        while !self.ids.insert(free.clone()) {
            count += 1;
            free = format!("{id}-{count}").into();
        }
        free
    }
}

/// The segments of the page below without those that were taken, and with what was put in.
fn woven(below: &Page, taken: &HashSet<usize>, mut insertions: Insertions) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(below.segments.len() + 4);

    // One past the end, for what goes behind the last section.
    for at in 0..=below.segments.len() {
        for slot in [Slot::End, Slot::After, Slot::Before] {
            segments.extend(insertions.remove(&(at, slot)).unwrap_or_default());
        }
        let Some(old) = below.segments.get(at).filter(|_| !taken.contains(&at)) else { continue };
        let Some(begin) = insertions.remove(&(at, Slot::Begin)) else {
            segments.push(old.clone());
            continue;
        };

        // What goes below the heading parts it from its text.
        segments.push(Segment { shows: Shows::Heading, ..old.clone() });
        segments.extend(begin);
        // Where a layer below parted it already, its text has a segment of its own.
        if old.shows_text() {
            segments.push(Segment::added(old.origin));
        }
    }
    segments
}
