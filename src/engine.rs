//! Runs the stages: what is shared once, then each edition by itself.
//!
//! One edition is a failure boundary: its errors, or a panic in it, leave what was published as it
//! was, and the others are published all the same.

mod analysis;
mod compiled;
mod edition;
mod file_records;
mod firm_handbook;
pub(crate) mod host;
mod leaks;
mod overrides;
mod plan;
mod sink;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use crate::diagnostic::report::Report;
use crate::diagnostic::{Diagnostic, Severity, checks};
use crate::digest::Digest;
use crate::drift::{LockReport, LockStore, SourceTexts};
use crate::load::{LayerFiles, LoadError, Origin, PageSource, Sources, ThemeFiles};
use crate::overlay::{Layer, LayerHead};
use crate::package::PackageRequest;
use crate::project::{Firm, Project};
use crate::publish::{OutDir, PublishError, PublishSummary};
use compiled::{Compiled, CompiledLayers, SpellingKey};
use edition::{Builder, Product};
use leaks::Leaks;
use plan::Plan;
use sink::{Memory, Nowhere};

pub(crate) use analysis::Analysis;
pub(crate) use firm_handbook::FirmHandbook;
pub use overrides::{KnownLayer, KnownOverrides};
pub use sink::EditionFiles;
pub(crate) use sink::{Begun, Destination, Finish, Finished, Sink, Whole};

/// So many editions are built with texts that are read once for all of them.
const MANY: usize = 4;

/// What to build.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Firms by id, `base` for the base's own edition; empty for all.
    pub firms: Vec<String>,
    /// Whether pages marked `draft: true` are shown.
    pub drafts: bool,
    /// Whether warnings keep an edition from being published.
    pub strict: bool,
    /// Whether each override must have an entry in its layer's lock; then nothing writes one.
    pub locked: bool,
    /// The day of the run, `YYYY-MM-DD`, for facts and reviews that are due; none where nobody
    /// asks.
    pub today: Option<String>,
    /// Tells one build of the program from another: what an older one published is built again.
    pub build_id: Digest,
    /// Whether all is made anew, whatever the last build left.
    pub anew: bool,
}

impl Selection {
    /// Whether the editions of a firm are wanted, or the base's own.
    fn wants(&self, firm: &str) -> bool {
        self.firms.is_empty() || self.firms.iter().any(|name| name == firm)
    }
}

/// Hears how a run goes, from several threads.
pub trait Observer: Sync {
    /// A stage of the whole run begins.
    fn stage(&self, _name: &'static str) {}
    /// So many pages are to be rendered in all.
    fn will_render(&self, _pages: usize) {}
    /// A page of an edition is done.
    fn rendered(&self) {}
    /// The time since the run began; none where nobody wants to know.
    fn now(&self) -> Option<Duration> {
        None
    }
    /// A part of the work on one edition took so long.
    fn took(&self, _part: &'static str, _time: Duration) {}
}

/// Hears nothing.
pub(crate) struct Quiet;

impl Observer for Quiet {}

/// How much was done, for tests and `--timings`.
#[derive(Debug, Default)]
pub struct Counts {
    /// Markdown files parsed.
    pub parsed: AtomicUsize,
    /// Pages rendered.
    pub rendered: AtomicUsize,
    /// Pages that stayed as the last build left them.
    pub kept: AtomicUsize,
    /// Other files of editions made.
    pub outputs: AtomicUsize,
}

/// What became of one edition.
#[derive(Debug)]
pub struct Outcome {
    /// Its folder's name.
    pub name: String,
    /// The firm's name for people.
    pub firm: String,
    /// Everything found in it.
    pub diagnostics: Vec<Diagnostic>,
    /// What happened.
    pub result: EditionResult,
}

/// What happened to an edition.
#[derive(Debug)]
pub enum EditionResult {
    /// Published; what changed.
    Published(PublishSummary),
    /// Its inputs are those of the last build, so nothing was done.
    Unchanged,
    /// Looked at only.
    Checked,
    /// Errors in its content: what was published before stays.
    Refused,
    /// It could not be written.
    Failed(PublishError),
}

/// What became of a run.
#[derive(Debug)]
pub struct Run {
    /// By edition, `base` first.
    pub outcomes: Vec<Outcome>,
    /// Everything found, merged over the editions.
    pub report: Report,
    /// The locks that entries were added to, or could not be.
    pub locks: Vec<LockReport>,
    /// How much was done.
    pub counts: Counts,
}

impl Run {
    /// Whether the folder of all firms could not be read, so that nobody knows which there are.
    pub fn hides_firms(&self) -> bool {
        self.report.findings.iter().any(|finding| {
            let Diagnostic { check, place, .. } = &finding.diagnostic;
            *check == &checks::SKIPPED_FILE
                && place.as_ref().is_some_and(|place| &*place.file == "content/firms")
        })
    }
}

/// Why a run could not begin.
#[derive(Debug)]
pub enum EngineError {
    /// No handbook.
    Load(LoadError),
    /// `handbook.yaml` has errors.
    Project(Vec<Diagnostic>),
    /// A firm was named that does not exist.
    UnknownFirm {
        /// The name given.
        name: String,
        /// The firms there are.
        known: Vec<String>,
    },
}

/// A handbook loaded and configured, ready to be built.
pub struct Engine {
    /// Where inputs are read again: assets, and files for excerpts.
    pub(crate) origin: Origin,
    pub(crate) project: Arc<Project>,
    project_digest: Digest,
    project_diagnostics: Vec<Diagnostic>,
    /// What concerns no edition.
    pub(crate) stray: Vec<Diagnostic>,
    layers: Vec<LayerInput>,
    themes: BTreeMap<String, Arc<ThemeFiles>>,
    /// The digest of all themes' files.
    themes_digest: Digest,
    base_firm: Arc<Firm>,
    selection: Selection,
}

/// Editions that were made in a run.
struct MadeEditions {
    outcomes: Vec<Outcome>,
    locks: Vec<LockReport>,
}

/// A layer as it was loaded.
struct LayerInput {
    files: Arc<LayerFiles>,
    /// What it says of itself.
    head: Arc<LayerHead>,
    /// The digest of its files.
    digest: Digest,
}

/// Index of a layer among the engine's. Layers are sorted by id, the base first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
struct LayerIdx(usize);

impl Engine {
    /// Loads a handbook: everything, but of the firms only those selected.
    ///
    /// # Errors
    /// [`EngineError`] where there is no handbook, or its `handbook.yaml` is of no use.
    pub fn load(origin: Origin, selection: Selection) -> Result<Self, EngineError> {
        let sources = crate::load::load(origin, &|firm| selection.wants(firm));
        let sources = sources.map_err(EngineError::Load)?;
        Self::configure(sources, selection, None)
    }

    /// Reads the configuration of what was loaded. What `handbook.yaml` says and layers which are
    /// those of `before` are taken over; that must be of the same `handbook.yaml`.
    ///
    /// # Errors
    /// [`EngineError`] where `handbook.yaml` is of no use.
    pub(crate) fn configure(
        sources: Sources,
        selection: Selection,
        before: Option<&Self>,
    ) -> Result<Self, EngineError> {
        let mut diagnostics = Vec::new();
        let project = match before {
            Some(before) => {
                diagnostics.extend(before.project_diagnostics.iter().cloned());
                before.project.clone()
            }
            None => {
                let project = Project::read(&sources.handbook).into(&mut diagnostics);
                diagnostics.extend(crate::check::unknown_names(&project));
                crate::check::levels(&mut diagnostics, &project);
                Arc::new(project)
            }
        };
        // Every edition is made with the project, so no firm's boundary could hold its errors.
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(EngineError::Project(diagnostics));
        }

        let layers = sources.layers.into_iter();
        let layers: Vec<LayerInput> =
            layers.map(|files| LayerInput::read(files, &project, before)).collect();

        let mut named = selection.firms.iter().filter(|name| *name != "base");
        if let Some(name) = named.find(|name| !layers.iter().any(|layer| layer.is_of(name))) {
            // Only the selected ones were loaded; there may be others.
            let known = crate::load::firms(&sources.origin);
            return Err(EngineError::UnknownFirm { name: name.clone(), known });
        }

        let mut stray = sources.diagnostics;
        crate::check::levels(&mut stray, &project);

        Ok(Self {
            base_firm: Arc::new(Firm {
                id: "base".into(),
                name: project.title.clone(),
                ..Firm::default()
            }),
            project_digest: sources.handbook.digest,
            project,
            project_diagnostics: diagnostics,
            stray,
            origin: sources.origin,
            layers,
            themes_digest: plan::themes_digest(&sources.themes),
            themes: sources.themes,
            selection,
        })
    }

    /// The same, to make all anew and take over nothing that a build before left.
    #[must_use]
    pub fn anew(mut self) -> Self {
        self.selection.anew = true;
        self
    }

    /// Builds the selected editions into an output folder.
    pub fn build(self, out: &OutDir, observer: &dyn Observer) -> Run {
        self.run(out, observer)
    }

    /// Packs the modules of the selected editions into an output folder of their own.
    pub fn export(
        mut self,
        out: &OutDir,
        request: &PackageRequest,
        observer: &dyn Observer,
    ) -> Run {
        // Another request makes other files of the same handbook.
        self.selection.build_id = request.digest(self.selection.build_id);
        self.produce(Product::Packages(request), out, observer)
    }

    /// Looks at the selected editions and writes nothing.
    pub fn check(self, observer: &dyn Observer) -> Run {
        self.run(&Nowhere, observer)
    }

    /// Builds the selected editions in memory: the files of each, by edition and address.
    pub fn build_in_memory(self) -> (Run, BTreeMap<String, EditionFiles>) {
        let memory = Memory::default();
        let run = self.run(&memory, &Quiet);
        (run, memory.into_editions())
    }

    /// Makes the selected editions for a destination.
    pub(crate) fn run(self, destination: &dyn Destination, observer: &dyn Observer) -> Run {
        self.produce(Product::Site, destination, observer)
    }

    fn produce(
        mut self,
        product: Product<'_>,
        destination: &dyn Destination,
        observer: &dyn Observer,
    ) -> Run {
        observer.stage("plan");
        let mut outcomes = Vec::new();
        let mut pending = Vec::new();
        for plan in self.plans() {
            let unchanged = match self.selection.anew {
                true => None,
                false => destination.unchanged(&plan.name, plan.inputs),
            };
            match unchanged {
                // What was found when it was built is told again: its warnings still hold.
                Some(diagnostics) => {
                    outcomes.push(self.outcome(&plan, diagnostics, EditionResult::Unchanged))
                }
                None => pending.push(plan),
            }
        }

        let counts = Counts::default();
        let mut locks = Vec::new();
        if !pending.is_empty() {
            let made = self.make(&pending, product, destination, observer, &counts);
            outcomes.extend(made.outcomes);
            locks = made.locks;
        }

        // Those that were left as they are came first.
        outcomes.sort_by(|a, b| (a.name != "base", &a.name).cmp(&(b.name != "base", &b.name)));
        let mut report = Report::merge(
            outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.diagnostics.as_slice())),
        );
        report.add(self.stray);
        Run { outcomes, report, locks, counts }
    }

    /// Parses the layers that some plans need, and makes ready what their editions have in common.
    fn compile(&mut self, plans: &[Plan], counts: &Counts) -> Compiled {
        let mut layers: BTreeMap<SpellingKey, CompiledLayers> = BTreeMap::new();
        for (at, spellings) in compiled::needed(plans) {
            let layer = &mut self.layers[at.0];
            // Handed over, so that each text goes as soon as its document is made.
            let pages = handed_over(&mut layer.files);
            counts.parsed.fetch_add(pages.len(), Ordering::Relaxed);
            let parsed = |page: PageSource| -> Vec<_> {
                let spelled = spellings.iter().map(|spelling| {
                    compiled::parse_one(&page, &layer.files.id, &self.project, spelling)
                });
                spelled.collect()
            };
            let mut documents: Vec<_> = pages.into_par_iter().map(parsed).collect();

            // From the last on, so that each takes what is its own off the end.
            for spelling in spellings.iter().rev() {
                let spelled = documents.iter_mut().filter_map(Vec::pop).collect();
                let compiled = Layer::new(&layer.files, layer.head.clone(), spelled);
                layers.entry(spelling.clone()).or_default().insert(at, Arc::new(compiled));
            }
        }
        Compiled::new(self, layers, plans, None)
    }

    /// The locks to add to, unless they are to stay as they are.
    fn lock_store(&self, compiled: &Compiled) -> Option<LockStore> {
        match &self.origin {
            Origin::Disk(root) if !self.selection.locked => {
                Some(LockStore::new(root.clone(), compiled.locks()))
            }
            _ => None,
        }
    }

    /// Makes those editions that are not there already.
    fn make(
        &mut self,
        pending: &[Plan],
        product: Product<'_>,
        destination: &dyn Destination,
        observer: &dyn Observer,
        counts: &Counts,
    ) -> MadeEditions {
        observer.stage("scan");
        // Before the texts are handed over.
        let scan = self.leak_scan();
        observer.stage("parse");
        let compiled = self.compile(pending, counts);

        observer.stage("editions");
        let store = self.lock_store(&compiled).filter(|_| destination.keeps_locks());
        let leaks = scan.as_ref().map(|scan| Leaks::new(self, scan));
        let builder = Builder {
            engine: self,
            compiled: &compiled,
            destination,
            product,
            texts: &SourceTexts::new(&self.origin),
            locks: store.as_ref(),
            shared_texts: (pending.len() >= MANY).then(|| Arc::new(compiled.shared_texts())),
            leaks: leaks.as_ref(),
            counts,
            observer,
        };
        let outcomes = builder.build_all(pending);
        let locks = store.map(LockStore::into_reports).unwrap_or_default();

        let mut notices: Vec<Diagnostic> = leaks.iter().flat_map(Leaks::notices).collect();
        notices.extend(scan.into_iter().flat_map(|scan| scan.notices));
        crate::check::levels(&mut notices, &self.project);
        self.stray.extend(notices);
        MadeEditions { outcomes, locks }
    }

    fn firm(&self, plan: &Plan) -> &Arc<Firm> {
        plan.firm.and_then(|at| self.layers[at.0].head.firm.as_ref()).unwrap_or(&self.base_firm)
    }

    fn outcome(&self, plan: &Plan, diagnostics: Vec<Diagnostic>, result: EditionResult) -> Outcome {
        Outcome { name: plan.name.clone(), firm: self.firm(plan).name.clone(), diagnostics, result }
    }
}

impl LayerInput {
    /// Reads a layer's configuration; that of the same files before is taken over.
    fn read(files: Arc<LayerFiles>, project: &Project, before: Option<&Engine>) -> Self {
        let known =
            before.and_then(|before| before.layers.iter().find(|layer| layer.files.id == files.id));
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.files, &files)) {
            return Self { files, head: known.head.clone(), digest: known.digest };
        }

        let mut head = LayerHead::read(&files, project);
        // An input that cannot be read stands as it last could be.
        if let Some(known) = known.filter(|_| crate::yaml::is_unreadable(&head.diagnostics)) {
            let (config, firm) = (known.head.config.clone(), known.head.firm.clone());
            head = LayerHead { config, firm, ..head };
        }
        Self { digest: plan::layer_digest(&files), head: Arc::new(head), files }
    }

    /// Whether it is the layer of a firm.
    fn is_of(&self, firm: &str) -> bool {
        self.head.firm.as_ref().is_some_and(|known| *known.id == *firm)
    }
}

/// The texts of a layer's pages, taken out where nobody else has them.
fn handed_over(layer: &mut Arc<LayerFiles>) -> Vec<PageSource> {
    match Arc::get_mut(layer) {
        Some(layer) => std::mem::take(&mut layer.pages),
        None => layer.pages.clone(),
    }
}

/// A mistake of ours.
fn internal(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&checks::INTERNAL, message)
        .help("please report this; the other editions are not touched by it")
}

/// Does some work and tells the observer how long it took, where it wants to know.
fn timed<T>(observer: &dyn Observer, part: &'static str, work: impl FnOnce() -> T) -> T {
    let Some(begin) = observer.now() else { return work() };
    let result = work();
    if let Some(end) = observer.now() {
        observer.took(part, end.saturating_sub(begin));
    }
    result
}
