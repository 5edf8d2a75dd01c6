//! What would come of a file, before it is written.

use std::collections::HashSet;
use std::sync::Arc;

use super::wanted::Wanted;
use super::{CustomizeError, Customizer};
use crate::diagnostic::{Diagnostic, Severity, Span, checks};
use crate::drift::{OverrideStatus, Subject};
use crate::engine::Analysis;
use crate::load::{LayerId, PageSource, Sources};
use crate::overlay::{Edited, Edits};
use crate::parse::references;
use crate::project::Project;
use crate::render::{Content, Renderer};

/// What differs between the editions as they are and as they would be.
pub(super) struct Trial {
    /// Whether the page has other bytes.
    pub(super) differs: bool,
    /// What is found that was not found before.
    pub(super) found: Vec<Diagnostic>,
    /// The layer's overrides that are new.
    pub(super) overrides: Vec<OverrideStatus>,
}

impl Trial {
    /// Tries a file with this text in the editions of its layer.
    pub(super) fn run(
        customizer: &Customizer,
        target: &Wanted<'_>,
        page: &PageSource,
    ) -> Result<Self, CustomizeError> {
        let Customizer { sources, snapshot: before, layer, belows } = customizer;
        let PageSource { path, file, .. } = page;
        let mut sources = sources.clone();
        put(&mut sources, layer, page.clone());
        let after = before.with(sources).map_err(CustomizeError::Engine)?;

        let mut trial = Self { differs: false, found: Vec::new(), overrides: Vec::new() };
        for edition in belows.iter().flat_map(|below| &below.editions) {
            let Some(was) = edition.analysis(before) else { continue };
            let Some(is) = after.analyze(&edition.name, Some(was)) else { continue };
            if !reaches(&is, target, layer) {
                return Err(CustomizeError::Refused(format!(
                    "{file} ends in something that is not closed, such as `:::` or a block of \
                     code, which would take in what is added; nothing was written\n  = help: \
                     close it"
                )));
            }

            let known = before.check(was);
            let found = after.check(&is).into_iter();
            // That it says the same as below is what it is written for.
            trial.found.extend(found.filter(|found| {
                found.check != &checks::REDUNDANT_OVERRIDE && !known.contains(found)
            }));
            trial.differs |= rendered(was, path) != rendered(&is, path);

            let known: HashSet<&Subject> =
                own_overrides(was, layer).map(|it| &it.subject).collect();
            let new = own_overrides(&is, layer);
            trial.overrides.extend(new.filter(|it| !known.contains(&it.subject)).cloned());
        }
        trial.found.sort();
        trial.found.dedup();
        Ok(trial)
    }

    /// Refuses what would keep an edition from being published.
    pub(super) fn refuse_errors(&self) -> Result<(), CustomizeError> {
        let errors = self.found.iter().filter(|found| found.severity == Severity::Error);
        let errors: Vec<String> =
            errors.map(|error| format!("\n  {}[{}]", error.message, error.check.name)).collect();
        if errors.is_empty() {
            return Ok(());
        }

        Err(CustomizeError::Refused(format!(
            "nothing was written, as the edition could not be published after it:{}",
            errors.concat()
        )))
    }
}

/// What a layer overrides in an edition.
fn own_overrides<'a>(
    analysis: &'a Analysis,
    layer: &LayerId,
) -> impl Iterator<Item = &'a OverrideStatus> {
    analysis.overrides.iter().filter(move |it| it.layer == *layer)
}

/// A text without the links at which something is found to be broken: what stood in a page of the
/// base as plain text, since an edition leaves out where it leads, would be a mistake of the
/// layer's own. None where there are no such links.
pub(super) fn without_broken_links(
    found: &[Diagnostic],
    source: &PageSource,
    project: &Project,
) -> Option<String> {
    let is_broken =
        |found: &&Diagnostic| [&checks::BROKEN_LINK, &checks::BROKEN_ANCHOR].contains(&found.check);
    let broken = found.iter().filter(is_broken);
    let places = broken.filter_map(|found| found.place.as_ref());
    let places = places.filter(|place| place.file == source.file);
    let spans: Vec<Span> = places.filter_map(|place| place.span).collect();
    if spans.is_empty() {
        return None;
    }

    let mut text = String::with_capacity(source.text.len());
    let mut at = 0;
    for link in references::links(source, project) {
        if !spans.iter().any(|span| link.whole.range().contains(&span.start)) {
            continue;
        }
        text.push_str(&source.text[at..link.whole.start]);
        text.push_str(&source.text[link.text.range()]);
        at = link.whole.end;
    }
    text.push_str(&source.text[at..]);
    (at > 0).then_some(text)
}

/// Puts a page into a layer, in the place of the one with its path.
fn put(sources: &mut Sources, layer: &LayerId, page: PageSource) {
    let Some(layer) = sources.layers.iter_mut().find(|known| known.id == *layer) else { return };
    let pages = &mut Arc::make_mut(layer).pages;
    match pages.binary_search_by(|known| known.path.cmp(&page.path)) {
        Ok(at) => pages[at] = page,
        Err(at) => pages.insert(at, page),
    }
}

/// Whether the layer's edits of a page name all that they are to name.
fn reaches(analysis: &Analysis, target: &Wanted<'_>, layer: &LayerId) -> bool {
    let Some(edition) = &analysis.edition else { return true };
    let edits = edition.handbook.edits.iter();
    let mut own =
        edits.filter(|edited| edited.layer == *layer && edited.below.path == target.page.path);
    own.any(|Edited { edits, .. }| match edits {
        Edits::Page(_) => target.sections.is_empty(),
        Edits::Sections(_, edits) => target.sections.iter().all(|section| {
            let id = target.page.segments[section.start].id.as_ref();
            edits.iter().any(|edit| edit.operation.beside().is_none() && Some(&edit.target) == id)
        }),
        Edits::Hide(_) => false,
    })
}

/// The bytes of a page; none where the edition does not show it.
fn rendered(analysis: &Analysis, path: &str) -> Option<Vec<u8>> {
    let edition = analysis.edition.clone()?;
    let id = edition.shell.map.find(path)?;
    match Renderer::new(edition, None).page(id).ok()?.output.content {
        Content::Bytes(bytes) => Some(bytes),
        Content::Copy(_) => None,
    }
}
