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
use crate::parse::{Document, parse};
use crate::project::{EditionKind, Firm, Project};
use crate::search::TextCache;
use crate::theme::{self, Theme, WantedTheme};
use crate::words::Words;

/// What editions have in common.
pub(super) struct Compiled {
    /// Those that some plan needs.
    pub(super) layers: BTreeMap<LayerIdx, Arc<Layer>>,
    pub(super) base: Arc<BasePages>,
    pub(super) base_index: Arc<BaseIndex>,
    locks: BTreeMap<LayerIdx, Arc<ReadLock>>,
    themes: BTreeMap<ThemeKey, Arc<BuiltTheme>>,
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
        layers: BTreeMap<LayerIdx, Arc<Layer>>,
        plans: &[Plan],
        before: Option<&Self>,
    ) -> Self {
        let base = base_layer(&layers);
        let pages = base.map(|base| base_pages(base, before.map(|before| &*before.base)));
        let pages = Arc::new(pages.unwrap_or_default());
        let base_index = Arc::new(BaseIndex::new(&pages, base));

        let keys: BTreeSet<&ThemeKey> = plans.iter().map(|plan| &plan.theme).collect();
        let themes = keys.into_iter().map(|key| {
            let known = before.and_then(|before| before.themes.get(key));
            (key.clone(), engine.theme(key, plans, known))
        });
        let themes = themes.collect();
        let locks = locks(engine, &layers, before);
        Self { layers, base: pages, base_index, locks, themes }
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
        let shared = self.layers.values().filter(|layer| !matches!(layer.id, LayerId::Firm(_)));
        TextCache::new(shared.flat_map(|layer| &layer.documents))
    }

    /// The locks of all layers.
    pub(super) fn locks(&self) -> impl Iterator<Item = (&LayerId, &ReadLock)> {
        self.locks.iter().filter_map(|(at, lock)| Some((&self.layers.get(at)?.id, &**lock)))
    }

    /// The layers of an edition with their locks, the base first.
    pub(super) fn locked_stack(&self, plan: &Plan) -> Vec<LockedLayer<'_>> {
        let locked = |at| {
            let (layer, lock) = (self.layers.get(at)?, self.locks.get(at)?);
            Some(LockedLayer { layer, lock })
        };
        plan.stack.iter().filter_map(locked).collect()
    }

    /// The layers of an edition, the base first.
    pub(super) fn stack(&self, plan: &Plan) -> Vec<&Layer> {
        plan.stack.iter().filter_map(|at| self.layers.get(at).map(|layer| &**layer)).collect()
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
        overlay(&compiled.base, &stack, &showing, &self.project)
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
    layers: &BTreeMap<LayerIdx, Arc<Layer>>,
    before: Option<&Compiled>,
) -> BTreeMap<LayerIdx, Arc<ReadLock>> {
    let known: HashMap<&Arc<str>, &Arc<ReadLock>> = before
        .into_iter()
        .flat_map(|before| before.locks.values())
        .map(|lock| (&lock.file, lock))
        .collect();

    let locks = layers.par_iter().map(|(at, layer)| {
        let files = &engine.layers[at.0].files;
        let file = drift::file_of(&layer.id);
        match (known.get(&file), &files.lock) {
            (Some(known), LockFile::Text(text)) if known.digest == Some(text.digest) => {
                (*at, Arc::clone(known))
            }
            _ => (*at, Arc::new(ReadLock::of(files))),
        }
    });
    locks.collect()
}

fn base_layer(layers: &BTreeMap<LayerIdx, Arc<Layer>>) -> Option<&Layer> {
    layers.values().find(|layer| layer.id == LayerId::Base).map(|layer| &**layer)
}

/// The layers that some plans need.
pub(super) fn needed(plans: &[Plan]) -> BTreeSet<LayerIdx> {
    plans.iter().flat_map(|plan| plan.stack.iter().copied()).collect()
}

/// Parses a page. One file's trouble stays its layer's.
pub(super) fn parse_one(page: &PageSource, layer: &LayerId, project: &Project) -> Arc<Document> {
    let parsed = catch_unwind(AssertUnwindSafe(|| parse(page, layer, project)));

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
