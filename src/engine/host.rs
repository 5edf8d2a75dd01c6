//! The same stages again and again, for the preview: a handbook on disk, and a snapshot of this
//! moment.
//!
//! There is no second way to build. Each snapshot goes through the stages that a build goes
//! through; what has the same inputs as in the snapshot before is taken over from there: a layer's
//! configuration, a file's document, a page of the base, a theme, a site map, and what all pages
//! have in common.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::{Compiled, needed, parse_one};
use super::plan::Plan;
use super::{Analysis, Counts, Engine, EngineError, LayerIdx, Quiet, Selection};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::load::{Changes, Hint, LayerFiles, LayerId, Origin, PageSource, ThemeFiles, Vfs};
use crate::overlay::Layer;
use crate::parse::Document;
use crate::project::Firm;

/// A handbook on disk and the last snapshot of it that could be read.
pub(crate) struct Host {
    vfs: Vfs,
    selection: Selection,
    snapshot: Option<Arc<Snapshot>>,
    counts: Arc<Counts>,
}

/// A handbook as it was at one moment. Its editions are made ready when they are asked for.
pub(crate) struct Snapshot {
    engine: Engine,
    compiled: Compiled,
    plans: Vec<Plan>,
    counts: Arc<Counts>,
}

impl Host {
    /// Nothing read yet of the handbook in this folder.
    pub(crate) fn new(root: PathBuf, selection: Selection) -> Self {
        Self { vfs: Vfs::new(root), selection, snapshot: None, counts: Arc::default() }
    }

    /// The files in memory.
    pub(crate) fn vfs(&self) -> &Vfs {
        &self.vfs
    }

    /// How much was done so far.
    pub(crate) fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// Looks at the disk.
    pub(crate) fn compare(&self, hint: &Hint) -> Changes {
        self.vfs.compare(hint)
    }

    /// Sets the day, `YYYY-MM-DD`; says whether it is another one.
    pub(crate) fn set_today(&mut self, today: String) -> bool {
        let is_new = self.selection.today.as_ref() != Some(&today);
        self.selection.today = Some(today);
        is_new
    }

    /// Takes over what is no change of any file: folders, and what the disk says of a file besides
    /// its contents.
    pub(crate) fn note(&mut self, changes: Changes) {
        self.vfs.apply(changes);
    }

    /// Takes changes over and makes the snapshot that they lead to.
    ///
    /// # Errors
    /// [`EngineError`] where the handbook as a whole cannot be read now; the changes are taken over
    /// all the same.
    pub(crate) fn take(&mut self, changes: Changes) -> Result<Arc<Snapshot>, EngineError> {
        self.vfs.apply(changes);
        let sources = self.vfs.sources().map_err(EngineError::Load)?;
        let before = self.snapshot.as_deref();

        let engine = Engine::configure(
            sources,
            self.selection.clone(),
            before.map(|before| &before.engine),
        )?;
        let plans = engine.plans();

        // Texts are compiled with the variables that `handbook.yaml` declares.
        let before = before.filter(|before| before.engine.project_digest == engine.project_digest);
        let layers =
            needed(&plans).into_iter().map(|at| (at, self.layer(&engine, at, before))).collect();
        let known = before.map(|before| &before.compiled);
        let compiled = Compiled::new(&engine, layers, &plans, known);

        let snapshot = Arc::new(Snapshot { engine, compiled, plans, counts: self.counts.clone() });
        self.snapshot = Some(snapshot.clone());
        Ok(snapshot)
    }

    /// A layer with its files parsed: those that are new or other than before.
    fn layer(&self, engine: &Engine, at: LayerIdx, before: Option<&Snapshot>) -> Arc<Layer> {
        let input = &engine.layers[at.0];
        let known = before.and_then(|before| before.layer(&input.files.id));
        if let Some((files, layer)) = known
            && Arc::ptr_eq(files, &input.files)
        {
            return layer.clone();
        }

        let documents = known.map(|(_, layer)| layer.documents.as_slice()).unwrap_or_default();
        let pairs = paired(&input.files.pages, documents);
        // Most files only have their digest compared: too little for a task of its own.
        let documents = pairs.into_par_iter().with_min_len(16).map(|(page, known)| {
            if let Some(known) = known.filter(|known| known.digest == page.digest) {
                return known.clone();
            }

            self.counts.parsed.fetch_add(1, Ordering::Relaxed);
            let new = parse_one(page, &input.files.id, &engine.project);
            // A file that cannot be read is shown as it last could be.
            match known.filter(|known| known.is_readable() || known.stands_in) {
                Some(known) if !new.is_readable() => Arc::new(known.standing_in_for(&new)),
                _ => new,
            }
        });
        Arc::new(Layer::new(&input.files, input.head.clone(), documents.collect()))
    }
}

/// Each page with the document that was made of the file of its path before. Both are sorted by
/// path.
fn paired<'a>(
    pages: &'a [PageSource],
    mut documents: &'a [Arc<Document>],
) -> Vec<(&'a PageSource, Option<&'a Arc<Document>>)> {
    let mut pairs = Vec::with_capacity(pages.len());
    for page in pages {
        // Nearly always the next one is it, and its path the very same.
        while let [first, rest @ ..] = documents
            && !Arc::ptr_eq(&first.path, &page.path)
            && first.path < page.path
        {
            documents = rest;
        }
        match documents {
            [first, rest @ ..] if first.path == page.path => {
                pairs.push((page, Some(first)));
                documents = rest;
            }
            _ => pairs.push((page, None)),
        }
    }
    pairs
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

    /// The handbook's title and language.
    pub(crate) fn handbook(&self) -> (&str, &str) {
        (&self.engine.project.title, &self.engine.project.language)
    }

    /// Puts an edition together; what has not changed since `before` is taken over.
    pub(crate) fn analyze(&self, edition: &str, before: Option<&Analysis>) -> Option<Analysis> {
        let plan = self.plan(edition)?;
        Some(analyze(&self.engine, &self.compiled, plan, before, &Quiet))
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

    /// The text of an input as it was loaded.
    pub(crate) fn text(&self, file: &str) -> Option<Arc<str>> {
        let layers = self.engine.layers.iter().map(|layer| &*layer.files);
        let known = layers.clone().find_map(|layer| text_in_layer(layer, file));
        let themes = self.engine.themes.values().map(|theme| &**theme);
        let mut themes = layers.map(|layer| &layer.theme).chain(themes);
        known
            .or_else(|| themes.find_map(|theme| text_in_theme(theme, file)))
            .or_else(|| self.engine.origin.text(file).map(Arc::from))
    }

    /// What was found that concerns no edition.
    pub(crate) fn stray(&self) -> &[Diagnostic] {
        &self.engine.stray
    }

    /// Where inputs are read again: assets, and files for excerpts.
    pub(crate) fn origin(&self) -> &Origin {
        &self.engine.origin
    }

    /// How much was done so far, in all snapshots.
    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    fn plan(&self, edition: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == edition)
    }

    /// A layer's files, and what they were compiled to.
    fn layer(&self, id: &LayerId) -> Option<(&Arc<LayerFiles>, &Arc<Layer>)> {
        let at = self.engine.layers.iter().position(|layer| layer.files.id == *id)?;
        Some((&self.engine.layers[at].files, self.compiled.layers.get(&LayerIdx(at))?))
    }
}

fn text_in_layer(layer: &LayerFiles, file: &str) -> Option<Arc<str>> {
    let page = layer.pages.iter().find(|page| *page.file == *file).map(|page| &page.text);
    let config = || layer.config.as_ref().filter(|config| *config.file == *file);
    page.or_else(|| Some(&config()?.text)).cloned()
}

fn text_in_theme(theme: &ThemeFiles, file: &str) -> Option<Arc<str>> {
    let mut texts = theme.config.iter().chain(theme.templates.iter().map(|(_, text)| text));
    texts.find(|text| *text.file == *file).map(|text| text.text.clone())
}
