//! Where a page comes from: its sections, their layers, and the same page in other editions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::address::{edition_and_file, encoded};
use super::drift_view;
use super::edition_cache::EditionCache;
use super::state::{MOST_EDITIONS, PreviewState};
use crate::diagnostic::report::{Lines, Position};
use crate::edition::Edition;
use crate::engine::host::Snapshot;
use crate::load::LayerId;
use crate::overlay::{Page, Role, Segment};

/// Editions are asked for the same page only where they have no more pages in all: each must be
/// made ready for it.
const MOST_PAGES: usize = 5_000;

/// What the bar shows of the page at an address of the preview. None where there is no such
/// edition.
pub(super) fn page(state: &PreviewState, at: &str) -> Option<Value> {
    let (name, file) = edition_and_file(at)?;
    let ready = state.edition(&name)?;
    let snapshot = state.snapshot();
    let (firm, _) = snapshot.firm(&name)?;
    let page = ready.edition().zip(page_at(&ready, &file));

    let count = snapshot.editions().count();
    let pages = ready.edition().map_or(0, |edition| edition.shell.map.len());
    // More editions than are kept ready would push out each other each time a page is looked at.
    let is_small = count <= MOST_EDITIONS && count * pages <= MOST_PAGES;
    let mut editions: Vec<Value> = Vec::new();
    for other in snapshot.editions() {
        let here = match page {
            Some((_, page)) if is_small => way(state, other, &page.path),
            // The way there is found when it is taken.
            Some(_) => Some(format!("/_preview/go?at={}&to={other}", encoded(at))),
            None => None,
        };
        editions.extend(menu_entry(&snapshot, other, here));
    }
    Some(json!({
        "edition": name,
        "firm": firm.name,
        "editions": editions,
        "page": page.map(|(edition, page)| origin(state, &name, edition, page)),
        "drifted": drift_view::count(&ready.analysis.overrides),
        "overrides": page.map(|(_, page)| drift_view::of_page(&ready.analysis.overrides, page)),
    }))
}

/// What the bar's menu says of an edition; `here` leads to the page that is looked at.
fn menu_entry(snapshot: &Snapshot, name: &str, here: Option<String>) -> Option<Value> {
    let (firm, kind) = snapshot.firm(name)?;
    let title = if kind.is_empty() { firm.name.clone() } else { format!("{} ({kind})", firm.name) };

    Some(json!({
        "name": name,
        "firm": firm.name,
        "title": title,
        "home": format!("/{name}/"),
        "here": here,
    }))
}

/// The way to the page at an address in another edition; to that edition's home page where it does
/// not have it.
pub(super) fn way_over(state: &PreviewState, at: &str, to: &str) -> Option<String> {
    state.edition(to)?;
    let same_page = edition_and_file(at).and_then(|(name, file)| {
        let ready = state.edition(&name)?;
        way(state, to, &page_at(&ready, &file)?.path)
    });

    Some(same_page.unwrap_or_else(|| format!("/{to}/")))
}

/// The way to a page of an edition, by the page's path in the layers.
fn way(state: &PreviewState, name: &str, path: &str) -> Option<String> {
    let ready = state.edition(name)?;
    let map = &ready.edition()?.shell.map;
    let url = &map.facts(map.find(path)?).url;
    Some(encoded(&format!("/{name}/{}", url.trim_end_matches("index.html"))))
}

/// The page that a file of an edition is.
fn page_at<'e>(ready: &'e EditionCache, file: &str) -> Option<&'e Arc<Page>> {
    let id = ready.page_at(file)?;
    Some(ready.edition()?.page(id))
}

/// Where a page and its sections come from.
fn origin<'e>(state: &'e PreviewState, name: &str, edition: &'e Edition, page: &'e Page) -> Value {
    let base_name = match name.split_once('.') {
        Some((_, kind)) => format!("base.{kind}"),
        None => "base".to_owned(),
    };
    let base = way(state, &base_name, &page.path);
    let layer = &page.documents[0].layer;
    let top = page.top();

    let mut sources =
        SourceFiles { state, snapshot: state.snapshot(), edition, lines: HashMap::new() };
    json!({
        "title": page.title_in(edition.shell.values()),
        "file": top.file,
        "open": state.editor.open(&state.root, &top.file, Position { line: 1, column: 1 }),
        "layer": layer.to_string(),
        "draft": page.front.draft == Some(true),
        "replaced": *layer != LayerId::Base && base.is_some(),
        "base": base.filter(|_| name != base_name),
        "sections": sources.sections(page),
        "removed": removed(page),
    })
}

/// Sections that a layer took away; not those that are for others.
fn removed(page: &Page) -> Vec<&Arc<str>> {
    let hidden = &page.hidden_sections;
    page.removed.iter().filter(|id| !hidden.contains(*id)).collect()
}

/// A section of a page, as the bar shows it.
#[derive(Serialize)]
struct SectionOrigin<'e> {
    id: &'e str,
    title: Option<Cow<'e, str>>,
    /// The topmost layer that has to do with it.
    layer: String,
    /// What that layer did to it; none where it is as it was in the lowest.
    change: Option<&'static str>,
    /// The layer whose section it replaces.
    below: Option<String>,
    #[serde(flatten)]
    line: SourceLine<'e>,
    missing: Vec<MissingValue<'e>>,
}

/// A use of a variable that has no value.
#[derive(Serialize)]
struct MissingValue<'e> {
    name: &'e str,
    #[serde(flatten)]
    line: SourceLine<'e>,
}

/// A line of a file.
#[derive(Serialize)]
struct SourceLine<'e> {
    file: &'e str,
    line: usize,
    /// The address that opens it in the editor.
    open: Option<String>,
}

/// Finds lines in the files that an edition is made of, each looked through once.
struct SourceFiles<'e> {
    state: &'e PreviewState,
    snapshot: Arc<Snapshot>,
    edition: &'e Edition,
    lines: HashMap<&'e str, Option<Lines>>,
}

impl<'e> SourceFiles<'e> {
    /// The line of a byte of a file.
    fn line(&mut self, file: &'e str, at: usize) -> SourceLine<'e> {
        let lines = self
            .lines
            .entry(file)
            .or_insert_with(|| self.snapshot.text(file).map(|text| Lines::of(text.to_string())));
        let position = match lines {
            Some(lines) => lines.position(at),
            None => Position { line: 1, column: 1 },
        };

        let open = self.state.editor.open(&self.state.root, file, position);
        SourceLine { file, line: position.line, open }
    }

    fn sections(&mut self, page: &'e Page) -> Vec<SectionOrigin<'e>> {
        let mut sections: Vec<SectionOrigin<'_>> = Vec::new();
        for segment in &page.segments {
            if let Some(id) = segment.id.as_deref() {
                sections.push(self.section(page, segment, id));
                continue;
            }

            // Text that a layer added to the section it stands in.
            let Some(section) = sections.last_mut() else { continue };
            section.missing.extend(self.missing(page, segment));
            if segment.origin.document > 0 && section.change.is_none() {
                section.change = Some("extended");
                section.layer = page.document(segment).layer.to_string();
            }
        }
        sections
    }

    fn section(&mut self, page: &'e Page, segment: &Segment, id: &'e str) -> SectionOrigin<'e> {
        let document = page.document(segment);
        let section = page.section(segment);
        let heading = section.heading.as_ref();
        let start = heading.map_or(section.span.start, |heading| heading.span.start);

        let below = page.replaced_in(segment);
        let change = match below {
            Some(_) => Some("replaced"),
            None if segment.origin.document > 0 && segment.role != Role::Lead => Some("added"),
            None if segment.origin.document > 0 => Some("replaced"),
            None => None,
        };
        SectionOrigin {
            id,
            title: heading.map(|heading| heading.text.fill(self.edition.shell.values())),
            layer: document.layer.to_string(),
            change,
            below: below.map(|below| below.layer.to_string()),
            line: self.line(&document.file, start),
            missing: self.missing(page, segment),
        }
    }

    /// Variables without a value in the text of a part of a page.
    fn missing(&mut self, page: &'e Page, segment: &Segment) -> Vec<MissingValue<'e>> {
        let edition = self.edition;
        let document = page.document(segment);
        let span = page.section(segment).span.range();

        // A document has the uses of all its sections.
        let uses = document.uses.iter().filter(|(id, used)| {
            edition.shell.values().get(*id).is_none() && span.contains(&used.start)
        });
        uses.map(|(id, used)| MissingValue {
            name: &edition.shell.project.variables.declaration(*id).name,
            line: self.line(&document.file, used.start),
        })
        .collect()
    }
}
