//! What editions have in common: layers with their files compiled, the base's pages, the themes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use super::plan::{Plan, ThemeKey, theme_digest};
use super::{Engine, LayerIdx, internal};
use crate::diagnostic::{Checked, Diagnostic, Place};
use crate::digest::{Digest, DigestBuilder};
use crate::drift::{self, LockedLayer, ReadLock};
use crate::load::{LayerId, LockFile, PageSource};
use crate::overlay::{BaseIndex, BasePages, Handbook, Layer, Showing, base_pages, overlay};
use crate::parse::{Document, parse_spelled};
use crate::project::{EditionKind, Firm, Project};
use crate::search::TextCache;
use crate::spelling::Spelling;
use crate::theme::{self, Theme, WantedTheme};
use crate::words::Words;

/// What editions have in common.
pub(super) struct Compiled {
    spelled: BTreeMap<SpellingKey, SpelledLayers>,
    locks: BTreeMap<LayerIdx, LockOfLayer>,
    themes: BTreeMap<ThemeKey, Arc<BuiltTheme>>,
}

/// How some editions are spelled. Editions with equal keys share their layers.
pub(super) type SpellingKey = Option<Arc<Spelling>>;

/// The layers that the editions of a spelling need, by index.
pub(super) type CompiledLayers = BTreeMap<LayerIdx, Arc<Layer>>;

/// What editions of one spelling have in common.
struct SpelledLayers {
    layers: CompiledLayers,
    base: Arc<BasePages>,
    base_index: Arc<BaseIndex>,
}

impl SpelledLayers {
    fn new(layers: CompiledLayers, before: Option<&Self>) -> Self {
        let base = layers.values().find(|layer| layer.id == LayerId::Base).map(|layer| &**layer);
        let pages = base.map(|base| base_pages(base, before.map(|before| &*before.base)));
        let pages = Arc::new(pages.unwrap_or_default());
        let base_index = Arc::new(BaseIndex::new(&pages, base));
        Self { layers, base: pages, base_index }
    }
}

/// A lock, and whose it is.
struct LockOfLayer {
    layer: LayerId,
    lock: Arc<ReadLock>,
}

/// A theme, and what it was built from.
pub(super) struct BuiltTheme {
    inputs: Digest,
    pub(super) theme: Option<Arc<Theme>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    /// Takes the parsed layers and builds the themes of the plans; what is as it was in `before` is
    /// taken over.
    pub(super) fn new(
        engine: &Engine,
        layers: BTreeMap<SpellingKey, CompiledLayers>,
        plans: &[Plan],
        before: Option<&Self>,
    ) -> Self {
        let locks = locks(engine, &layers, before);
        let spelled = layers.into_iter().map(|(key, layers)| {
            let known = before.and_then(|before| before.spelled.get(&key));
            let layers = SpelledLayers::new(layers, known);
            (key, layers)
        });
        let spelled = spelled.collect();

        let keys: BTreeSet<&ThemeKey> = plans.iter().map(|plan| &plan.theme).collect();
        let themes = keys.into_iter().map(|key| {
            let known = before.and_then(|before| before.themes.get(key));
            (key.clone(), engine.theme(key, plans, known))
        });
        Self { spelled, locks, themes: themes.collect() }
    }

    /// The pages of the base, as an edition is spelled.
    pub(super) fn base(&self, plan: &Plan) -> Arc<BasePages> {
        self.spelled.get(&plan.spelling).map(|spelled| spelled.base.clone()).unwrap_or_default()
    }

    /// What is looked for in the base when a link leads nowhere.
    pub(super) fn base_index(&self, plan: &Plan) -> Arc<BaseIndex> {
        let spelled = self.spelled.get(&plan.spelling);
        spelled.map(|spelled| spelled.base_index.clone()).unwrap_or_default()
    }

    /// A layer as editions of a spelling have it.
    pub(super) fn layer(&self, at: LayerIdx, spelling: &SpellingKey) -> Option<&Arc<Layer>> {
        self.spelled.get(spelling)?.layers.get(&at)
    }

    /// The theme of an edition.
    pub(super) fn theme(&self, plan: &Plan) -> Option<&BuiltTheme> {
        self.themes.get(&plan.theme).map(|theme| &**theme)
    }

    /// The words of an edition; none where its theme cannot be read.
    pub(super) fn words(&self, plan: &Plan) -> Arc<Words> {
        let theme = self.theme(plan).and_then(|built| built.theme.as_ref());
        theme.map(|theme| theme.words.clone()).unwrap_or_default()
    }

    /// The texts of the layers that more than one firm may have.
    pub(super) fn shared_texts(&self) -> TextCache {
        let layers = self.spelled.values().flat_map(|spelled| spelled.layers.values());
        let shared = layers.filter(|layer| !matches!(layer.id, LayerId::Firm(_)));
        TextCache::new(shared.flat_map(|layer| &layer.documents))
    }

    /// The locks of all layers.
    pub(super) fn locks(&self) -> impl Iterator<Item = (&LayerId, &ReadLock)> {
        self.locks.values().map(|of| (&of.layer, &*of.lock))
    }

    /// The layers of an edition with their locks, the base first.
    pub(super) fn locked_stack(&self, plan: &Plan) -> Vec<LockedLayer<'_>> {
        let locked = |at: &LayerIdx| {
            let layer = self.layer(*at, &plan.spelling)?;
            Some(LockedLayer { layer, lock: &self.locks.get(at)?.lock })
        };
        plan.stack.iter().filter_map(locked).collect()
    }

    /// The layers of an edition, the base first.
    pub(super) fn stack(&self, plan: &Plan) -> Vec<&Layer> {
        let layers = plan.stack.iter().filter_map(|at| self.layer(*at, &plan.spelling));
        layers.map(|layer| &**layer).collect()
    }
}

impl Engine {
    /// The layers of a plan laid over each other, for an edition of this kind.
    pub(super) fn handbook(
        &self,
        compiled: &Compiled,
        plan: &Plan,
        kind: &EditionKind,
    ) -> Checked<Handbook> {
        let (stack, words) = (compiled.stack(plan), compiled.words(plan));
        let showing = Showing { kind, drafts: self.selection.drafts, words: &words };
        overlay(&compiled.base(plan), &stack, &showing, &self.project)
    }

    fn theme(
        &self,
        key: &ThemeKey,
        plans: &[Plan],
        known: Option<&Arc<BuiltTheme>>,
    ) -> Arc<BuiltTheme> {
        let own = key.own.as_ref();
        let own = own.and_then(|own| self.layers.iter().find(|layer| layer.is_of(&own.firm)));
        // Where it is named, for what is wrong with it: by the first firm that asks for it.
        let asker = own.or_else(|| {
            let plan = plans.iter().find(|plan| plan.theme == *key)?;
            Some(&self.layers[plan.firm?.0])
        });
        let asked = match asker.and_then(|layer| layer.head.firm.as_deref()) {
            Some(Firm { theme: Some(theme), file: Some(file), .. }) => Place::at(file, theme.span),
            _ => Place::file(&"content/handbook.yaml".into()),
        };

        let is_trusted = key.own.as_ref().is_some_and(|own| own.is_trusted);
        let additions = own.filter(|_| is_trusted).map(|layer| &layer.files.theme);
        let firm = own.and_then(|layer| layer.head.firm.as_deref()).unwrap_or(&self.base_firm);
        let mut inputs = DigestBuilder::default();
        // A theme may stand on others, so the files of all of them count.
        inputs.digest(self.themes_digest).digest(additions.map(theme_digest).unwrap_or_default());
        inputs.part(format!("{:?}", firm.words).as_bytes());
        // What is wrong with a theme is told at this place, so a line that moved is a change.
        let inputs = inputs.part(format!("{asked:?}").as_bytes()).finish();
        if let Some(known) = known.filter(|known| known.inputs == inputs) {
            return known.clone();
        }

        // A broken template may fail in ways that its engine did not foresee.
        let built = catch_unwind(AssertUnwindSafe(|| {
            let (name, asked, language) = (&*key.name, &asked, &*key.language);
            let wanted = WantedTheme { name, asked, additions, language, firm };
            theme::build(&wanted, &self.themes, &self.origin)
        }));
        let Checked { value, diagnostics } = built.unwrap_or_else(|_| {
            let failed = internal("mentorbook failed while reading this theme");
            Checked::new(None, vec![failed.at(asked)])
        });

        // A theme that cannot be read stands as it last could be.
        let theme = value.map(Arc::new).or_else(|| known?.theme.clone());
        Arc::new(BuiltTheme { inputs, theme, diagnostics })
    }
}

/// The locks of layers; those of the same files as before are taken over.
fn locks(
    engine: &Engine,
    layers: &BTreeMap<SpellingKey, CompiledLayers>,
    before: Option<&Compiled>,
) -> BTreeMap<LayerIdx, LockOfLayer> {
    let known: HashMap<&Arc<str>, &Arc<ReadLock>> = before
        .into_iter()
        .flat_map(|before| before.locks.values())
        .map(|of| (&of.lock.file, &of.lock))
        .collect();

    let wanted: BTreeSet<LayerIdx> =
        layers.values().flat_map(|layers| layers.keys().copied()).collect();
    let locks = wanted.into_par_iter().map(|at| {
        let files = &engine.layers[at.0].files;
        let lock = match (known.get(&drift::file_of(&files.id)), &files.lock) {
            (Some(known), LockFile::Text(text)) if known.digest == Some(text.digest) => {
                Arc::clone(known)
            }
            _ => Arc::new(ReadLock::of(files)),
        };
        (at, LockOfLayer { layer: files.id.clone(), lock })
    });
    locks.collect()
}

/// The layers that some plans need, with the spellings in which each is needed.
pub(super) fn needed(plans: &[Plan]) -> BTreeMap<LayerIdx, BTreeSet<SpellingKey>> {
    let mut needed: BTreeMap<LayerIdx, BTreeSet<SpellingKey>> = BTreeMap::new();
    for plan in plans {
        for at in &plan.stack {
            needed.entry(*at).or_default().insert(plan.spelling.clone());
        }
    }
    needed
}

/// Parses a page. One file's trouble stays its layer's.
pub(super) fn parse_one(
    page: &PageSource,
    layer: &LayerId,
    project: &Project,
    spelling: &SpellingKey,
) -> Arc<Document> {
    let spelling = spelling.as_deref();
    let parsed = catch_unwind(AssertUnwindSafe(|| parse_spelled(page, layer, project, spelling)));

    Arc::new(parsed.unwrap_or_else(|_| {
        let failed = internal("mentorbook failed while reading this file");
        Document {
            file: page.file.clone(),
            layer: layer.clone(),
            digest: page.digest,
            diagnostics: vec![failed.at(Place::file(&page.file))],
            ..Document::synthetic(page.path.clone(), "")
        }
    }))
}
