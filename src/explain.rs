//! Where a page of a firm comes from: each section, each variable, and what became of each change.

mod origins;
mod removals;
mod variables;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Place, nearest};
use crate::drift::{DriftState, OverridePart, OverrideStatus, Subject};
use crate::engine::{Engine, FirmHandbook};
use crate::load::LayerId;
use crate::overlay::{Edited, Edits, Exclusion, Handbook, Page, override_place, title_of};
use crate::project::Grounds;

pub use origins::ExplainedSection;
pub use removals::RemovedSection;
pub use variables::{ExplainedVariable, SetBy};

use origins::Origins;

/// A page of a firm, and where all of it comes from.
#[derive(Debug)]
pub struct ExplainedPage {
    /// The firm's id.
    pub firm: Arc<str>,
    /// The page's path in the layers.
    pub path: Arc<str>,
    /// Its title, with the firm's values.
    pub title: String,
    /// Its address in the firm's edition; none where it is not published.
    pub address: Option<Arc<str>>,
    /// Whether it is marked as a draft.
    pub is_draft: bool,
    /// For whom it is; for nobody named means for all.
    pub audience: Vec<String>,
    /// What layers do to the page as a whole, the lowest first: replace it, give keys of its front
    /// matter, hide it.
    pub changes: Vec<ExplainedChange>,
    /// What it shows, in order; nothing where it is hidden.
    pub sections: Vec<ExplainedSection>,
    /// What a layer took away.
    pub removed: Vec<RemovedSection>,
    /// Changes of sections that are not there.
    pub lost: Vec<ExplainedChange>,
    /// What it uses, by name.
    pub variables: Vec<ExplainedVariable>,
    /// How its text is spelled; none where it is shown as it was written.
    pub spelling: Option<ExplainedSpelling>,
}

/// By which list a page is spelled.
#[derive(Debug)]
pub struct ExplainedSpelling {
    /// The list's name.
    pub list: &'static str,
    /// Where a layer or the firm asks for it.
    pub place: Place,
    /// The words of the page's files that are spelled in another way: as they were written, and as
    /// they are read.
    pub words: Vec<(String, String)>,
}

/// Something that a layer changes.
#[derive(Debug, Clone)]
pub struct ExplainedChange {
    /// The layer.
    pub layer: LayerId,
    /// What is done, in the words of the file: `replace`, `after=exceptions`.
    pub operation: String,
    /// Where it says so.
    pub place: Place,
    /// What became of it since it was written; none where its layer's lock cannot be read.
    pub state: Option<DriftState>,
    /// As `mentorbook drift` takes it.
    pub subject: Option<Subject>,
    /// Why, and until when.
    pub grounds: Grounds,
}

/// Why a page cannot be explained.
#[derive(Debug)]
pub struct UnknownPage {
    /// The page that may be meant.
    pub nearest: Option<String>,
}

/// Explains a page of the one firm that is selected. It is named by its path, with or without
/// `.md`, or by its address.
///
/// # Errors
/// Where there is no such page, neither shown nor hidden.
pub fn explain_page(engine: Engine, name: &str) -> Result<ExplainedPage, UnknownPage> {
    let Some(whole) = engine.firm_handbook() else { return Err(UnknownPage { nearest: None }) };
    let states = KnownStates::of(&whole.overrides);

    let name = plain(name);
    let Some(id) = whole.map.page(&name).or_else(|| whole.map.at(&name)) else {
        return hidden(&whole, &name, &states).ok_or_else(|| {
            let known = whole.handbook.paths();
            UnknownPage { nearest: nearest(&with_ending(&name), known).map(str::to_owned) }
        });
    };

    let page = whole.handbook.page(id);
    let facts = whole.map.facts(id);
    let origins = Origins::of(&whole.handbook, page, &states);
    Ok(ExplainedPage {
        firm: whole.firm.id.clone(),
        path: page.path.clone(),
        title: facts.title.to_string(),
        address: Some(facts.url.clone()),
        is_draft: page.front.draft == Some(true),
        audience: page.front.audience().to_vec(),
        changes: whole_page_changes(&whole.handbook, &page.path, &states),
        sections: origins.sections(page, &whole.handbook.outline.values),
        removed: removals::of(&whole.handbook, page, &states),
        lost: origins.lost(),
        variables: variables::of(&whole, page),
        spelling: spelling(&whole, page),
    })
}

/// A path without what only says where it is seen from.
fn plain(name: &str) -> String {
    let path = name.trim().replace('\\', "/");
    let path = path.trim_start_matches("./").trim_start_matches('/');
    path.strip_prefix("content/base/").unwrap_or(path).to_owned()
}

fn with_ending(path: &str) -> String {
    format!("{}.md", path.trim_end_matches('/').trim_end_matches(".md"))
}

/// A page that a layer hides, by its path.
fn hidden(whole: &FirmHandbook, name: &str, states: &KnownStates<'_>) -> Option<ExplainedPage> {
    let excluded = &whole.handbook.outline.excluded;
    // A page of its own or, if there is none, that of a chapter.
    let landing = format!("{}/index.md", name.trim_end_matches('/'));
    let mut paths = [with_ending(name), landing].into_iter();
    let known = paths.find_map(|path| excluded.get_key_value(path.as_str()));
    let (path, Exclusion::Hidden(_)) = known? else { return None };

    Some(ExplainedPage {
        firm: whole.firm.id.clone(),
        path: path.clone(),
        title: title_of(path),
        address: None,
        is_draft: false,
        audience: Vec::new(),
        changes: whole_page_changes(&whole.handbook, path, states),
        sections: Vec::new(),
        removed: Vec::new(),
        lost: Vec::new(),
        variables: Vec::new(),
        spelling: None,
    })
}

/// How a page is spelled.
fn spelling(whole: &FirmHandbook, page: &Page) -> Option<ExplainedSpelling> {
    let (list, place) = whole.spelled_by.as_ref()?;
    let words: BTreeSet<_> = page.documents.iter().flat_map(|it| &it.respelled).collect();
    let words = words.into_iter().map(|word| (word.written.to_string(), word.spelled.to_string()));
    Some(ExplainedSpelling { list: list.name(), place: place.clone(), words: words.collect() })
}

/// What became of overrides, by where they are said.
struct KnownStates<'o> {
    by_place: HashMap<&'o Place, Vec<&'o OverrideStatus>>,
}

impl<'o> KnownStates<'o> {
    fn of(overrides: &'o [OverrideStatus]) -> Self {
        let mut by_place: HashMap<_, Vec<_>> = HashMap::new();
        for status in overrides {
            by_place.entry(&status.place).or_default().push(status);
        }
        Self { by_place }
    }

    /// What is said at a place.
    fn at(&self, place: &Place) -> &[&'o OverrideStatus] {
        self.by_place.get(place).map_or(&[], Vec::as_slice)
    }

    /// What a layer does at a place to a part of a page.
    fn change(
        &self,
        change: StatedChange<'_>,
        is_part: impl Fn(&OverridePart) -> bool,
    ) -> ExplainedChange {
        let StatedChange { layer, operation, place, grounds } = change;
        let status = self.at(&place).iter().find(|status| is_part(&status.subject.part));
        ExplainedChange {
            layer: layer.clone(),
            operation,
            state: status.map(|status| status.state),
            subject: status.map(|status| status.subject.clone()),
            place,
            grounds: grounds.clone(),
        }
    }
}

/// A change before it is known what became of it.
struct StatedChange<'a> {
    layer: &'a LayerId,
    operation: String,
    place: Place,
    grounds: &'a Grounds,
}

fn whole_page_changes(
    handbook: &Handbook,
    path: &str,
    states: &KnownStates<'_>,
) -> Vec<ExplainedChange> {
    let mut changes = Vec::new();
    for Edited { layer, edits, .. } in edits_of(handbook, path) {
        let grounds = edits.grounds();
        let place = match edits {
            Edits::Page(document) | Edits::Sections(document, _) => override_place(document),
            Edits::Hide(hidden) => hidden.place.clone(),
        };

        let operation = match edits {
            Edits::Page(_) => Some("override: page"),
            Edits::Hide(_) => Some("hide"),
            Edits::Sections(..) => None,
        };
        if let Some(operation) = operation {
            let (operation, place) = (operation.to_owned(), place.clone());
            let said = StatedChange { layer, operation, place, grounds };
            changes
                .push(states.change(said, |part| {
                    matches!(part, OverridePart::Page | OverridePart::Hidden)
                }));
        }

        for status in states.at(&place) {
            let part = &status.subject.part;
            let OverridePart::Key(key) = part else { continue };
            let (operation, place) = (format!("{key}:"), place.clone());
            let said = StatedChange { layer, operation, place, grounds };
            changes.push(states.change(said, |other| other == part));
        }
    }
    changes
}

/// What layers say of a page, the lowest first.
fn edits_of<'h>(handbook: &'h Handbook, path: &str) -> impl Iterator<Item = &'h Edited> {
    handbook.edits.iter().filter(move |edited| *edited.below.path == *path)
}
