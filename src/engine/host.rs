//! The same stages again and again, for the preview: a handbook on disk, and a snapshot of this
//! moment.
//!
//! There is no second way to build. Each snapshot goes through the stages that a build goes
//! through; what has the same inputs as in the snapshot before is taken over from there: a layer's
//! configuration, a file's document, a page of the base, a theme, a site map, and what all pages
//! have in common.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::{Compiled, CompiledLayers, SpellingKey, needed, parse_one};
use super::plan::Plan;
use super::{Analysis, Counts, Engine, EngineError, LayerIdx, Quiet, Selection};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::drift::{LockStore, SourceTexts};
use crate::load::{Changes, LayerFiles, LayerId, Sources, ThemeFiles, Vfs};
use crate::overlay::{BasePages, Layer};
use crate::parse::Document;
use crate::project::Firm;
use crate::words::Words;

/// A handbook on disk and the last snapshot of it that could be read.
pub(crate) struct Host {
    /// The files in memory. Also takes over what is no change of any file: folders, and what the
    /// disk says of a file besides its contents.
    pub(crate) vfs: Vfs,
    selection: Selection,
    snapshot: Option<Arc<Snapshot>>,
    /// How much was done so far.
    pub(crate) counts: Arc<Counts>,
}

/// A handbook as it was at one moment. Its editions are made ready when they are asked for.
pub(crate) struct Snapshot {
    pub(crate) engine: Engine,
    compiled: Compiled,
    plans: Vec<Plan>,
    /// How much was done so far, in all snapshots.
    pub(crate) counts: Arc<Counts>,
}

impl Host {
    /// Nothing read yet of the handbook in this folder.
    pub(crate) fn new(root: PathBuf, selection: Selection) -> Self {
        Self { vfs: Vfs::new(root), selection, snapshot: None, counts: Arc::default() }
    }

    /// Sets the day, `YYYY-MM-DD`; says whether it is another one.
    pub(crate) fn set_today(&mut self, today: String) -> bool {
        let is_new = self.selection.today.as_ref() != Some(&today);
        self.selection.today = Some(today);
        is_new
    }

    /// Takes changes over and makes the snapshot that they lead to.
    ///
    /// # Errors
    /// [`EngineError`] where the handbook as a whole cannot be read now; the changes are taken over
    /// all the same.
    pub(crate) fn take(&mut self, changes: Changes) -> Result<Arc<Snapshot>, EngineError> {
        self.vfs.apply(changes);
        let sources = self.vfs.sources().map_err(EngineError::Load)?;
        let (selection, counts) = (self.selection.clone(), self.counts.clone());
        let before = self.snapshot.as_deref();
        let snapshot = Arc::new(Snapshot::new(sources, selection, before, counts)?);
        self.snapshot = Some(snapshot.clone());
        Ok(snapshot)
    }
}

impl Snapshot {
    /// The handbook that these files come to; what is as it was `before` is taken over.
    ///
    /// # Errors
    /// [`EngineError`] where `handbook.yaml` is of no use, or a firm is asked for that is not
    /// there.
    pub(crate) fn new(
        sources: Sources,
        selection: Selection,
        before: Option<&Self>,
        counts: Arc<Counts>,
    ) -> Result<Self, EngineError> {
        // Layers and texts are read by the variables that `handbook.yaml` declares.
        let before = before.filter(|known| known.engine.project_digest == sources.handbook.digest);

        let engine = Engine::configure(sources, selection, before.map(|before| &before.engine))?;
        let plans = engine.plans();

        let mut layers: BTreeMap<SpellingKey, CompiledLayers> = BTreeMap::new();
        for (at, spellings) in needed(&plans) {
            for spelling in spellings {
                let layer = parsed(&engine, at, &spelling, before, &counts);
                layers.entry(spelling).or_default().insert(at, layer);
            }
        }
        let known = before.map(|before| &before.compiled);
        let compiled = Compiled::new(&engine, layers, &plans, known);
        Ok(Self { engine, compiled, plans, counts })
    }

    /// The same handbook with other files.
    ///
    /// # Errors
    /// [`EngineError`] where `handbook.yaml` is of no use.
    pub(crate) fn with(&self, sources: Sources) -> Result<Self, EngineError> {
        Self::new(sources, self.engine.selection.clone(), Some(self), self.counts.clone())
    }

    /// The layers of an edition, the base first.
    pub(crate) fn stack(&self, edition: &str) -> Vec<&Layer> {
        self.plan(edition).map(|plan| self.compiled.stack(plan)).unwrap_or_default()
    }

    /// The words of an edition; none where its theme cannot be read.
    pub(crate) fn words(&self, edition: &str) -> Arc<Words> {
        self.plan(edition).map(|plan| self.compiled.words(plan)).unwrap_or_default()
    }

    /// The pages of the base, as an edition is spelled.
    pub(crate) fn base(&self, edition: &str) -> Arc<BasePages> {
        self.plan(edition).map(|plan| self.compiled.base(plan)).unwrap_or_default()
    }
}

/// A layer with its files parsed: those that are new or other than before.
fn parsed(
    engine: &Engine,
    at: LayerIdx,
    spelling: &SpellingKey,
    before: Option<&Snapshot>,
    counts: &Counts,
) -> Arc<Layer> {
    let input = &engine.layers[at.0];
    let known = before.and_then(|before| before.layer(&input.files.id, spelling));
    if let Some((files, layer)) = known
        && Arc::ptr_eq(files, &input.files)
    {
        return layer.clone();
    }

    let documents = known.map(|(_, layer)| layer.documents.as_slice()).unwrap_or_default();
    let pages = input.files.pages.par_iter().enumerate();
    // Most files only have their digest compared: too little for a task of its own.
    let documents = pages.with_min_len(16).map(|(at, page)| {
        let known = document_at(documents, at, &page.path);
        if let Some(known) = known.filter(|known| known.digest == page.digest) {
            return known.clone();
        }

        counts.parsed.fetch_add(1, Ordering::Relaxed);
        let new = parse_one(page, &input.files.id, &engine.project, spelling);
        // A file that cannot be read is shown as it last could be.
        match known.filter(|known| known.is_readable() || known.stands_in) {
            Some(known) if !new.is_readable() => Arc::new(known.standing_in_for(&new)),
            _ => new,
        }
    });
    Arc::new(Layer::new(&input.files, input.head.clone(), documents.collect()))
}

/// The document of a path. Documents are sorted by path; `at` is where it stands if none came or
/// went before it.
fn document_at<'a>(
    documents: &'a [Arc<Document>],
    at: usize,
    path: &Arc<str>,
) -> Option<&'a Arc<Document>> {
    // Nearly always its path is the very same.
    let likely = documents.get(at).filter(|document| Arc::ptr_eq(&document.path, path));
    likely.or_else(|| {
        let at = documents.binary_search_by(|document| document.path.cmp(path)).ok()?;
        documents.get(at)
    })
}

impl Snapshot {
    /// The editions by name, the base's first.
    pub(crate) fn editions(&self) -> impl Iterator<Item = &str> {
        self.plans.iter().map(|plan| plan.name.as_str())
    }

    /// The digest of all inputs of an edition; none where there is no such edition.
    pub(crate) fn inputs(&self, edition: &str) -> Option<Digest> {
        self.plan(edition).map(|plan| plan.inputs)
    }

    /// The firm of an edition, and which of its editions it is; the first has no name.
    pub(crate) fn firm(&self, edition: &str) -> Option<(&Arc<Firm>, &str)> {
        self.plan(edition).map(|plan| (self.engine.firm(plan), plan.kind.name.as_str()))
    }

    /// Puts an edition together; what has not changed since `before` is taken over.
    pub(crate) fn analyze(&self, edition: &str, before: Option<&Analysis>) -> Option<Analysis> {
        let plan = self.plan(edition)?;
        Some(analyze(&self.engine, &self.compiled, plan, &self.texts(), before, &Quiet))
    }

    /// Everything that is found in an edition, but for what rendering finds: with severities,
    /// sorted, no two the same.
    pub(crate) fn check(&self, analysis: &Analysis) -> Vec<Diagnostic> {
        analysis.check(&self.engine, &Quiet)
    }

    /// What was found in an edition, and more.
    pub(crate) fn settled(&self, found: &[Diagnostic], more: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut all = [found, more].concat();
        settle(&mut all, &self.engine);
        all
    }

    /// The locks of the layers, to be added to; none where that is not wanted.
    pub(crate) fn lock_store(&self) -> Option<LockStore> {
        self.engine.lock_store(&self.compiled)
    }

    /// The texts of files, to be read again.
    pub(crate) fn texts(&self) -> SourceTexts<'_> {
        SourceTexts::new(&self.engine.origin)
    }

    /// The text of an input as it was loaded.
    pub(crate) fn text(&self, file: &str) -> Option<Arc<str>> {
        let layers = &self.engine.layers;
        let themes = self.engine.themes.values().map(|theme| &**theme);
        let themes = themes.chain(layers.iter().map(|layer| &layer.files.theme));
        let configs = layers.iter().filter_map(|layer| layer.files.config.as_ref());
        let texts = configs.chain(themes.flat_map(ThemeFiles::texts));

        let pages = layers.iter().flat_map(|layer| &layer.files.pages);
        let pages = pages.map(|page| (&page.file, &page.text));
        let mut known = pages.chain(texts.map(|text| (&text.file, &text.text)));
        let text = known.find(|(known, _)| ***known == *file).map(|(_, text)| text.clone());
        text.or_else(|| self.engine.origin.text(file).map(Arc::from))
    }

    fn plan(&self, edition: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == edition)
    }

    /// A layer's files, and what they were compiled to.
    fn layer(
        &self,
        id: &LayerId,
        spelling: &SpellingKey,
    ) -> Option<(&Arc<LayerFiles>, &Arc<Layer>)> {
        let at = self.engine.layers.iter().position(|layer| layer.files.id == *id)?;
        Some((&self.engine.layers[at].files, self.compiled.layer(LayerIdx(at), spelling)?))
    }
}
