//! What the base changes where a firm has words of its own: its readers see none of it, and the
//! override drifts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::compared::ComparedEdition;
use super::{EditionState, PageChange, SectionChange, is_of_base};
use crate::drift::{DriftState, OverridePart, OverrideStatus};
use crate::load::LayerId;
use crate::overlay::{Edited, Edits, Handbook};
use crate::parse::{Document, LEAD};

/// What of the pages below it an edition does not show, by path of the page.
pub(super) type Shadows = BTreeMap<Arc<str>, Shadow>;

/// What of a page below is not shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shadow {
    /// None of it: another page stands in its place.
    Page,
    /// These sections.
    Sections(BTreeSet<Arc<str>>),
}

impl Shadow {
    /// Whether a section of the page is not shown. The lead has no id among the readers.
    fn hides(&self, section: Option<&str>) -> bool {
        match self {
            Self::Page => true,
            Self::Sections(hidden) => hidden.contains(section.unwrap_or(LEAD)),
        }
    }
}

/// Overrides of which the lock knows that what they were written against is as it was: the layer,
/// the page's path and, where it is not the whole page, the section.
pub(super) type Undrifted = BTreeSet<(LayerId, Arc<str>, Option<Arc<str>>)>;

/// Those among some overrides. What the base says there may be another text for readers all the
/// same, by a variable or where it is computed; but no author has changed it.
pub(super) fn undrifted(overrides: &[OverrideStatus]) -> Undrifted {
    let calm = overrides
        .iter()
        .filter(|it| matches!(it.state, DriftState::Current | DriftState::Redundant));
    let keys = calm.filter_map(|OverrideStatus { layer, subject, .. }| {
        let section = match &subject.part {
            OverridePart::Page => None,
            OverridePart::Section(id, _) => Some(id.clone()),
            OverridePart::Hidden | OverridePart::Key(_) | OverridePart::Asset => return None,
        };
        Some((layer.clone(), subject.path.clone(), section))
    });
    keys.collect()
}

/// What a handbook's layers have put other words in the place of, and may not fit any more.
pub(super) fn shadows(handbook: &Handbook, undrifted: &Undrifted) -> Shadows {
    let mut shadows = Shadows::new();
    for Edited { layer, below, edits } in &handbook.edits {
        match edits {
            // A hidden page is nobody's words.
            Edits::Hide(_) => {}
            Edits::Page(file) if is_undrifted(undrifted, layer, file, None) => {}
            Edits::Page(_) => {
                shadows.insert(below.path.clone(), Shadow::Page);
            }
            Edits::Sections(file, edits) => {
                let taken = edits.iter().filter(|edit| edit.is_instead());
                let taken =
                    taken.filter(|edit| !is_undrifted(undrifted, layer, file, Some(&edit.target)));
                let segments = taken.flat_map(|edit| edit.at.clone()).flatten();
                let ids: Vec<Arc<str>> =
                    segments.filter_map(|at| below.segments[at].id.clone()).collect();
                if ids.is_empty() {
                    continue;
                }
                let shadow = shadows.entry(below.path.clone());
                if let Shadow::Sections(hidden) =
                    shadow.or_insert_with(|| Shadow::Sections(BTreeSet::new()))
                {
                    hidden.extend(ids);
                }
            }
        }
    }
    shadows
}

/// Whether what this file of a layer puts in the place of a page, or of a section, is among them.
fn is_undrifted(
    undrifted: &Undrifted,
    layer: &LayerId,
    file: &Document,
    section: Option<&Arc<str>>,
) -> bool {
    // The file may lie where the page was before.
    undrifted.contains(&(layer.clone(), file.path.clone(), section.cloned()))
}

/// Tells each firm's edition what the base's own of the same kind changes and it does not show.
/// Whether some could not be told, as the base's was not published.
pub(super) fn find(editions: &mut BTreeMap<String, ComparedEdition>) -> bool {
    let (bases, mut firms): (BTreeMap<_, _>, BTreeMap<_, _>) =
        std::mem::take(editions).into_iter().partition(|(name, _)| is_of_base(name));

    let mut is_unknown = false;
    for (name, firm) in &mut firms {
        let EditionState::Changed(changes) = &mut firm.state else { continue };
        if firm.shadows.is_empty() {
            continue;
        }

        let kind = name.split_once('.').map(|(_, kind)| kind);
        let base = kind.map_or_else(|| "base".to_owned(), |kind| format!("base.{kind}"));
        let Some(base) = bases.get(&base) else { continue };
        let EditionState::Changed(of_base) = &base.state else {
            is_unknown |= matches!(base.state, EditionState::New { .. });
            continue;
        };

        let shown: HashMap<&str, &PageChange> =
            changes.pages.iter().map(|page| (page.address.as_str(), page)).collect();
        let overridden = of_base.pages.iter().filter_map(|change| {
            let shadow = firm.shadows.get(base.paths.get(&change.address)?)?;
            hidden_part(change, shadow, shown.get(change.address.as_str()).copied())
        });
        changes.overridden = overridden.collect();
    }

    editions.extend(bases);
    editions.extend(firms);
    is_unknown
}

/// What of a page's change an edition does not show; nothing where that is none of it. `shown` is
/// what the edition's own page changes.
fn hidden_part(
    change: &PageChange,
    shadow: &Shadow,
    shown: Option<&PageChange>,
) -> Option<PageChange> {
    // Where readers see the very same change, it was not overridden after all.
    let shown: &[SectionChange] = shown.map_or(&[], |page| &page.sections);
    let hidden = change.sections.iter().filter(|section| shadow.hides(section.id.as_deref()));
    let sections: Vec<_> = hidden.filter(|section| !shown.contains(section)).cloned().collect();
    (!sections.is_empty()).then(|| PageChange { sections, ..change.clone() })
}
