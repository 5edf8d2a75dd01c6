//! Where a page comes from: its sections, their layers, and the same page in other editions.

use std::sync::Arc;

use serde_json::{Value, json};

use super::address::{encoded, place};
use super::edition_cache::EditionCache;
use super::state::{MOST_EDITIONS, PreviewState};
use crate::diagnostic::report::{Lines, Position};
use crate::load::LayerId;
use crate::overlay::{Page, Role, Segment};
use crate::parse::Document;
use crate::render::Edition;

/// Editions are asked for the same page only where they have no more pages in all: each must be made ready for it.
const MOST_PAGES: usize = 5_000;

/// What the bar shows of the page at an address of the preview. None where there is no such edition.
pub(super) fn page(state: &PreviewState, at: &str) -> Option<Value> {
    let (name, url) = place(at)?;
    let shown = state.edition(&name)?;
    let version = state.version();
    let (firm, _) = version.firm(&name)?;
    let edition = shown.prepared.edition.as_ref();
    let page = edition
        .zip(shown.page_at(&url))
        .map(|(edition, id)| (edition, edition.map.facts(id).page.clone()));
    let path = page.as_ref().map(|(_, page)| page.path.clone());
    let count = version.editions().count();
    let pages = edition.map_or(0, |edition| edition.map.pages.len());
    let few = count <= MOST_EDITIONS && count * pages <= MOST_PAGES;
    let editions = version.editions().filter_map(|other| {
        let (firm, kind) = version.firm(other)?;
        let title = if kind.is_empty() { firm.name.clone() } else { format!("{} ({kind})", firm.name) };
        // With many, the way there is found when it is taken.
        let here = match &path {
            Some(path) if few => state.edition(other).and_then(|shown| address(&shown, other, path)),
            Some(_) => Some(format!("/_preview/go?at={}&to={other}", encoded(at))),
            None => None,
        };
        Some(json!({"name": other, "firm": firm.name, "title": title, "home": format!("/{other}/"), "here": here}))
    });
    Some(json!({
        "edition": name,
        "firm": firm.name,
        "editions": editions.collect::<Vec<_>>(),
        "page": page.map(|(edition, page)| about(state, &name, edition, &page)),
    }))
}

/// The way to the page at an address in another edition; to that edition's home page where it does not have it.
pub(super) fn way(state: &PreviewState, at: &str, to: &str) -> Option<String> {
    let other = state.edition(to)?;
    let same = || {
        let (name, url) = place(at)?;
        let shown = state.edition(&name)?;
        let id = shown.page_at(&url)?;
        address(&other, to, &shown.prepared.edition.as_ref()?.map.facts(id).page.path)
    };
    Some(same().unwrap_or_else(|| format!("/{to}/")))
}

/// The address of a page in an edition, by its path in the layers.
fn address(shown: &EditionCache, name: &str, path: &str) -> Option<String> {
    let map = &shown.prepared.edition.as_ref()?.map;
    let url = &map.facts(map.find(path)?).url;
    Some(encoded(&format!("/{name}/{}", url.trim_end_matches("index.html"))))
}

fn about(state: &PreviewState, name: &str, edition: &Edition, page: &Arc<Page>) -> Value {
    let kind = name.split_once('.').map_or(String::new(), |(_, kind)| format!(".{kind}"));
    let base_name = format!("base{kind}");
    let base = state.edition(&base_name);
    let base_page = base.as_ref().and_then(|shown| {
        let map = &shown.prepared.edition.as_ref()?.map;
        map.find(&page.path).map(|id| map.facts(id).page.clone())
    });
    let top = page.top();
    let is_own = page.documents[0].layer != LayerId::Base;
    let mut files = SourceFiles { state, edition, known: Vec::new() };
    json!({
        "title": page.title().fill(&edition.handbook.values),
        "file": top.file,
        "open": state.editor.open(&state.root, &top.file, Position { line: 1, column: 1 }),
        "layer": page.documents[0].layer.to_string(),
        "draft": page.front.draft == Some(true),
        "replaced": is_own && base_page.is_some(),
        "base": base.filter(|_| name != base_name).and_then(|shown| address(&shown, &base_name, &page.path)),
        "sections": files.sections(page),
        "removed": removed(page),
    })
}

/// Sections that a layer took away; not those that are for others.
fn removed(page: &Page) -> Vec<&Arc<str>> {
    let hidden = page.hidden_sections.as_deref().unwrap_or_default();
    page.removed.iter().filter(|id| !hidden.contains(id)).collect()
}

/// Finds lines in files, each looked through once.
struct SourceFiles<'e> {
    state: &'e PreviewState,
    edition: &'e Edition,
    known: Vec<(Arc<str>, Option<Lines>)>,
}

impl SourceFiles<'_> {
    fn position(&mut self, file: &Arc<str>, at: usize) -> Position {
        if !self.known.iter().any(|(known, _)| known == file) {
            let text = self.state.version().text(file).map(|text| Lines::of(text.to_string()));
            self.known.push((file.clone(), text));
        }
        let lines = self
            .known
            .iter()
            .find(|(known, _)| known == file)
            .and_then(|(_, lines)| lines.as_ref());
        lines.map_or(Position { line: 1, column: 1 }, |lines| lines.position(at))
    }

    fn sections(&mut self, page: &Page) -> Vec<Value> {
        let mut sections: Vec<Value> = Vec::new();
        for segment in &page.segments {
            let document = page.document(segment);
            let missing = self.missing(page, segment, document);
            let Some(id) = segment.id.as_deref() else {
                // Text that a layer added to the section it stands in.
                if let Some(Value::Object(section)) = sections.last_mut() {
                    if segment.origin.document > 0
                        && section.get("change").is_some_and(Value::is_null)
                    {
                        section.insert("change".to_owned(), "extended".into());
                        section.insert("layer".to_owned(), document.layer.to_string().into());
                    }
                    if let Some(Value::Array(known)) = section.get_mut("missing") {
                        known.extend(missing);
                    }
                }
                continue;
            };
            let section = page.section(segment);
            let start =
                section.heading.as_ref().map_or(section.span.start, |heading| heading.span.start);
            let at = self.position(&document.file, start);
            let below = page.replaced_in(segment).map(|below| below.layer.to_string());
            let change = match &below {
                Some(_) => Some("replaced"),
                None if segment.origin.document > 0 && segment.role != Role::Lead => Some("added"),
                None if segment.origin.document > 0 => Some("replaced"),
                None => None,
            };
            let title = section
                .heading
                .as_ref()
                .map(|heading| heading.text.fill(&self.edition.handbook.values));
            sections.push(json!({
                "id": id,
                "title": title,
                "layer": document.layer.to_string(),
                "change": change,
                "below": below,
                "file": document.file,
                "line": at.line,
                "open": self.state.editor.open(&self.state.root, &document.file, at),
                "missing": missing,
            }));
        }
        sections
    }

    /// Variables without a value in a section's text.
    fn missing(&mut self, page: &Page, segment: &Segment, document: &Arc<Document>) -> Vec<Value> {
        let span = page.section(segment).span;
        let values = &self.edition.handbook.values;
        let variables = &self.edition.project.variables;
        let uses: Vec<_> = document
            .uses
            .iter()
            .filter(|(id, used)| values.get(*id).is_none() && span.range().contains(&used.start))
            .map(|(id, used)| (variables.declaration(*id).name.to_string(), used.start))
            .collect();
        uses.into_iter()
            .map(|(name, start)| {
                let at = self.position(&document.file, start);
                let open = self.state.editor.open(&self.state.root, &document.file, at);
                json!({"name": name, "file": document.file, "line": at.line, "open": open})
            })
            .collect()
    }
}
