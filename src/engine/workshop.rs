//! The same stages again and again, for the preview: a handbook on disk, and its version of this moment.
//!
//! There is no second way to build. Each version goes through the stages that a build goes through; what has
//! the same inputs as in the version before is taken over from there: a layer's configuration, a file's
//! document, a page of the base, a theme, a site map.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::plan::Plan;
use super::prepared::{prepare, settle};
use super::shared::{Shared, needed, parse_one};
use super::{Counts, Engine, EngineError, Prepared, Quiet, Selection};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::load::{Changes, LayerFiles, Origin, PageSource, ThemeFiles, Touched, Tree};
use crate::overlay::Layer;
use crate::parse::Document;
use crate::project::Firm;

/// A handbook on disk and the last version of it that could be read.
pub struct Workshop {
    tree: Tree,
    selection: Selection,
    version: Option<Arc<Version>>,
    counts: Arc<Counts>,
}

/// A handbook as it was at one moment. Its editions are made ready when they are asked for.
pub struct Version {
    engine: Engine,
    shared: Shared,
    plans: Vec<Plan>,
    counts: Arc<Counts>,
}

impl Workshop {
    /// Nothing read yet of the handbook in this folder.
    pub fn new(root: PathBuf, selection: Selection) -> Self {
        Self { tree: Tree::new(root), selection, version: None, counts: Arc::default() }
    }

    /// The files in memory.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How much was done so far.
    pub fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// Looks at the disk.
    pub fn compare(&self, touched: &Touched) -> Changes {
        self.tree.compare(touched)
    }

    /// Sets the day, `YYYY-MM-DD`; says whether it is another one.
    pub fn set_today(&mut self, today: String) -> bool {
        let is_new = self.selection.today.as_ref() != Some(&today);
        self.selection.today = Some(today);
        is_new
    }

    /// Takes over what is no change of any file: folders, and what the disk says of a file besides its contents.
    pub fn note(&mut self, changes: Changes) {
        self.tree.apply(changes);
    }

    /// Takes changes over and makes the version that they lead to.
    ///
    /// # Errors
    /// [`EngineError`] where the handbook as a whole cannot be read now; the changes are taken over all the same.
    pub fn take(&mut self, changes: Changes) -> Result<Arc<Version>, EngineError> {
        self.tree.apply(changes);
        let sources = self.tree.sources().map_err(EngineError::Load)?;
        let before = self.version.as_deref();
        let engine = Engine::configure(
            sources,
            self.selection.clone(),
            before.map(|before| &before.engine),
        )?;
        let plans = engine.plans();
        let needed = needed(&plans);
        let before = before.filter(|before| before.engine.project_digest == engine.project_digest);
        let layer = |at: usize| needed.contains(&at).then(|| self.layer(&engine, at, before));
        let layers = (0..engine.layers.len()).map(layer).collect();
        let shared = Shared::new(&engine, layers, &plans, before.map(|before| &before.shared));
        let version = Arc::new(Version { engine, shared, plans, counts: self.counts.clone() });
        self.version = Some(version.clone());
        Ok(version)
    }

    /// A layer with its files parsed: those that are new or other than before.
    fn layer(&self, engine: &Engine, at: usize, before: Option<&Version>) -> Arc<Layer> {
        let (files, head) = (&engine.layers[at], &engine.heads[at]);
        let known = before.and_then(|before| {
            let at = before.engine.layers.iter().position(|layer| layer.id == files.id)?;
            Some((&before.engine.layers[at], before.shared.layers[at].as_ref()?))
        });
        if let Some((_, layer)) = known.filter(|(known, _)| Arc::ptr_eq(known, files)) {
            return layer.clone();
        }
        // Both are sorted by path.
        let mut old =
            known.map(|(_, layer)| layer.documents.iter()).into_iter().flatten().peekable();
        let mut pair = |page| {
            let page: &PageSource = page;
            let is_same = |old: &&Arc<Document>| Arc::ptr_eq(&old.path, &page.path);
            if let Some(old) = old.next_if(is_same) {
                return (page, Some(old));
            }
            while old.next_if(|old| old.path < page.path).is_some() {}
            (page, old.next_if(|old| old.path == page.path))
        };
        let parse = |(page, old): (&PageSource, Option<&Arc<Document>>)| {
            if let Some(old) = old.filter(|old| old.digest == page.digest) {
                return old.clone();
            }
            self.counts.parsed.fetch_add(1, Ordering::Relaxed);
            let new = parse_one(page, &files.id, &engine.project);
            match old.filter(|old| !new.is_readable() && (old.is_readable() || old.stands_in)) {
                Some(old) => Arc::new(old.standing_in_for(&new)),
                None => new,
            }
        };
        let pairs: Vec<_> = files.pages.iter().map(&mut pair).collect();
        let documents = pairs.into_par_iter().with_min_len(16).map(parse).collect();
        Arc::new(Layer::new(files, head.clone(), documents))
    }
}

impl Version {
    /// The editions by name, the base's first.
    pub fn editions(&self) -> impl Iterator<Item = &str> {
        self.plans.iter().map(|plan| plan.name.as_str())
    }

    /// The digest of all inputs of an edition; none where there is no such edition.
    pub fn inputs(&self, edition: &str) -> Option<Digest> {
        self.plan(edition).map(|plan| plan.inputs)
    }

    /// The firm of an edition, and which of its editions it is; the first has no name.
    pub fn firm(&self, edition: &str) -> Option<(&Arc<Firm>, &str)> {
        self.plan(edition).map(|plan| (self.engine.firm(plan), plan.kind.name.as_str()))
    }

    /// The handbook's title and language.
    pub fn handbook(&self) -> (&str, &str) {
        (&self.engine.project.title, &self.engine.project.language)
    }

    /// Makes an edition ready; what has not changed since `before` is taken over.
    pub fn prepare(&self, edition: &str, before: Option<&Prepared>) -> Option<Prepared> {
        let plan = self.plan(edition)?;
        Some(prepare(&self.engine, &self.shared, plan, Some(before), &Quiet))
    }

    /// Everything that is found in an edition, but for what rendering finds: with severities, sorted, no two the same.
    pub fn check(&self, prepared: &Prepared) -> Vec<Diagnostic> {
        prepared.check(&self.engine, &Quiet)
    }

    /// What was found in an edition, and more.
    pub fn settled(&self, found: &[Diagnostic], more: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut all = [found, more].concat();
        settle(&mut all, &self.engine);
        all
    }

    /// The text of an input as it was loaded.
    pub fn text(&self, file: &str) -> Option<Arc<str>> {
        let engine = &self.engine;
        let in_theme = |files: &ThemeFiles| {
            let texts = files.config.iter().chain(files.templates.iter().map(|(_, text)| text));
            texts.into_iter().find(|text| *text.file == *file).map(|text| text.text.clone())
        };
        let in_layer = |layer: &Arc<LayerFiles>| {
            let page =
                layer.pages.iter().find(|page| *page.file == *file).map(|page| page.text.clone());
            let config = || {
                layer
                    .config
                    .as_ref()
                    .filter(|config| *config.file == *file)
                    .map(|config| config.text.clone())
            };
            page.or_else(config).or_else(|| in_theme(&layer.theme))
        };
        let known = engine.layers.iter().find_map(in_layer);
        let known = known.or_else(|| engine.themes.values().find_map(|files| in_theme(files)));
        known.or_else(|| engine.origin.text(file).map(Arc::from))
    }

    /// What was found that concerns no edition.
    pub fn stray(&self) -> &[Diagnostic] {
        &self.engine.stray
    }

    /// Where inputs are read again: assets, and files for excerpts.
    pub fn origin(&self) -> &Origin {
        &self.engine.origin
    }

    /// How much was done so far, in all versions.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn plan(&self, edition: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == edition)
    }
}
