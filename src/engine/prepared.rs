//! An edition from overlay to check: everything but its files.

use std::sync::Arc;

use super::plan::Plan;
use super::shared::Shared;
use super::{Engine, Observer, timed};
use crate::catalog::catalog;
use crate::check::{self, Subject};
use crate::diagnostic::{Checked, Diagnostic};
use crate::digest::{Digest, DigestBuilder};
use crate::link::{PageId, SiteMap, link};
use crate::overlay::{Handbook, overlay};
use crate::parse::front_matter::PageKind;
use crate::render::Edition;
use crate::theme::tokens;

/// An edition, ready to be rendered.
pub struct Prepared {
    /// The edition; none where its theme cannot be read.
    pub edition: Option<Edition>,
    /// What was met on the way, in any order; not yet what [`check::check`] finds.
    pub(super) diagnostics: Vec<Diagnostic>,
    is_base: bool,
    keys: Option<Keys>,
}

/// What tells whether a part can be taken over into the next version of an edition.
struct Keys {
    /// Everything that the site map is made from.
    map: Digest,
    /// Everything that pages are rendered from, except their own text.
    shell: Digest,
    mapped: Checked<Arc<SiteMap>>,
}

/// Pages of these kinds mean something to others, and not only by their outline.
const TELLING: [PageKind; 4] =
    [PageKind::Glossary, PageKind::Module, PageKind::Rules, PageKind::Timeline];

/// Makes an edition ready. With `Some`, it can later be the one `before`: what has not changed since is taken over.
pub(super) fn prepare(
    engine: &Engine,
    shared: &Shared,
    plan: &Plan,
    before: Option<Option<&Prepared>>,
    observer: &dyn Observer,
) -> Prepared {
    let mut diagnostics = known_diagnostics(engine, shared, plan);
    let project = &engine.project;
    let firm = engine.firm(plan);
    let stack = shared.stack(plan);
    let handbook = timed(observer, "overlay", || {
        overlay(&shared.base, &stack, &plan.kind, project, engine.selection.drafts)
    });
    let handbook = handbook.into(&mut diagnostics);
    let key = before.is_some().then(|| map_key(engine, shared, plan));
    let known = before
        .flatten()
        .and_then(|before| before.keys.as_ref())
        .filter(|keys| Some(keys.map) == key);
    let mapped = timed(observer, "link", || match known {
        Some(known) => Checked::new(
            Arc::new(known.mapped.value.with_pages_of(&handbook)),
            known.mapped.diagnostics.clone(),
        ),
        None => {
            let Checked { value, diagnostics } = link(&handbook);
            Checked::new(Arc::new(value), diagnostics)
        }
    });
    diagnostics.extend(mapped.diagnostics.iter().cloned());
    let map = mapped.value.clone();
    let catalog =
        timed(observer, "catalog", || catalog(&handbook, &map, project)).into(&mut diagnostics);
    let theme = shared.theme(plan).and_then(|built| built.theme.clone());
    let keys =
        key.map(|key| Keys { map: key, shell: shell(key, &handbook, theme.as_deref()), mapped });
    let edition = theme.map(|theme| {
        let colors = tokens::colored(
            &theme.tokens,
            &theme.pairs,
            &firm.brand,
            firm.file.as_ref(),
            &mut diagnostics,
        );
        let (handbook, catalog) = (Arc::new(handbook), Arc::new(catalog));
        Edition::new(firm.clone(), project.clone(), handbook, map, catalog, theme, Arc::new(colors))
    });
    Prepared { edition, diagnostics, is_base: plan.firm.is_none(), keys }
}

impl Prepared {
    /// Everything found in the edition, but for what rendering finds: with severities, sorted, no two the same.
    pub(super) fn check(&self, engine: &Engine, observer: &dyn Observer) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.clone();
        if let Some(edition) = &self.edition {
            let subject = Subject {
                project: &edition.project,
                firm: &edition.firm,
                is_base: self.is_base,
                handbook: &edition.handbook,
                map: &edition.map,
                catalog: &edition.catalog,
                today: engine.selection.today.as_deref(),
                theme: &edition.theme,
                colors: &edition.colors,
            };
            diagnostics.extend(timed(observer, "check", || check::check(&subject)));
        }
        settle(&mut diagnostics, engine);
        diagnostics
    }

    /// The digest of everything that a page is rendered from; `shows` are the pages that rendering it looked at.
    /// None where nothing is kept, or one of them is not here.
    pub fn page_key(&self, page: PageId, shows: &[PageId]) -> Option<Digest> {
        let (edition, keys) = (self.edition.as_ref()?, self.keys.as_ref()?);
        let mut key = DigestBuilder::default();
        key.digest(keys.shell);
        for id in [page].iter().chain(shows) {
            // A page that another version showed may be none of this one's.
            let documents = &edition.map.pages.get(id.0 as usize)?.page.documents;
            key.part(&documents.len().to_le_bytes());
            for document in documents {
                key.digest(document.digest);
            }
        }
        Some(key.finish())
    }

    /// Whether every page but those whose own text changed is as it was in another version.
    pub fn has_shell_of(&self, other: &Self) -> bool {
        let shell = |prepared: &Self| prepared.keys.as_ref().map(|keys| keys.shell);
        shell(self).is_some() && shell(self) == shell(other)
    }
}

/// Severities, order, no two the same.
pub(super) fn settle(diagnostics: &mut Vec<Diagnostic>, engine: &Engine) {
    check::levels(diagnostics, &engine.project);
    diagnostics.sort();
    diagnostics.dedup();
}

/// What is known of an edition's layers before they are laid over each other.
fn known_diagnostics(engine: &Engine, shared: &Shared, plan: &Plan) -> Vec<Diagnostic> {
    let mut diagnostics = engine.project_diagnostics.clone();
    diagnostics.extend(plan.diagnostics.iter().cloned());
    for layer in shared.stack(plan) {
        diagnostics.extend(layer.head.diagnostics.iter().cloned());
        diagnostics.extend(
            layer.documents.iter().flat_map(|document| document.diagnostics.iter().cloned()),
        );
    }
    if let Some(theme) = shared.theme(plan) {
        diagnostics.extend(theme.diagnostics.iter().cloned());
    }
    diagnostics
}

/// The digest of everything that overlay and link read, but for the words of pages.
fn map_key(engine: &Engine, shared: &Shared, plan: &Plan) -> Digest {
    let mut key = DigestBuilder::default();
    key.digest(engine.project_digest)
        .part(plan.kind.name.as_bytes())
        .part(&[u8::from(engine.selection.drafts)]);
    for layer in shared.stack(plan) {
        key.digest(layer.outline());
    }
    key.finish()
}

fn shell(map: Digest, handbook: &Handbook, theme: Option<&crate::theme::Theme>) -> Digest {
    let mut key = DigestBuilder::default();
    key.digest(map);
    key.digest(theme.map(|theme| theme.digest).unwrap_or_default());
    for page in handbook.pages.values().filter(|page| TELLING.contains(&page.front.kind())) {
        for document in &page.documents {
            key.digest(document.digest);
        }
    }
    key.finish()
}
