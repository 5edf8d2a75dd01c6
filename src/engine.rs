//! Runs the stages: what is shared once, then each edition by itself.
//!
//! One edition is a failure boundary: its errors, or a panic in it, leave what was published as it
//! was, and the others are published all the same.

mod edition;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use crate::diagnostic::report::Report;
use crate::diagnostic::{Checked, Diagnostic, Place, Severity};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{LayerFiles, LayerId, LoadError, Origin, PageSource, Sources, ThemeFiles};
use crate::overlay::{BasePages, Layer, LayerHead, base_pages};
use crate::parse::{Document, parse};
use crate::project::{EditionKind, Firm, Project};
use crate::publish::{OutDir, PublishError, Published};
use crate::theme::{self, Theme};

pub use edition::Files;

/// What to build.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Firms by id, `base` for the base's own edition; empty for all.
    pub firms: Vec<String>,
    /// Whether pages marked `draft: true` are shown.
    pub drafts: bool,
    /// Whether warnings keep an edition from being published.
    pub strict: bool,
    /// The day of the run, `YYYY-MM-DD`, for facts and reviews that are due; none where nobody asks.
    pub today: Option<String>,
    /// Tells one build of the program from another: what an older one published is built again.
    pub program: Digest,
}

/// Hears how a run goes, from several threads.
pub trait Observer: Sync {
    /// A stage of the whole run begins.
    fn stage(&self, _name: &'static str) {}
    /// So many pages are to be rendered in all.
    fn expect(&self, _pages: usize) {}
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
pub struct Quiet;

impl Observer for Quiet {}

/// How much was done, for tests and `--timings`.
#[derive(Debug, Default)]
pub struct Counts {
    /// Markdown files parsed.
    pub parsed: AtomicUsize,
    /// Pages rendered.
    pub rendered: AtomicUsize,
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
    Published(Published),
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
    /// How much was done.
    pub counts: Counts,
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
    /// The output folder cannot be used.
    Publish(PublishError),
}

/// A handbook loaded and configured, ready to be built.
pub struct Engine {
    origin: Origin,
    project: Project,
    project_digest: Digest,
    project_diagnostics: Vec<Diagnostic>,
    /// What concerns no edition.
    stray: Vec<Diagnostic>,
    layers: Vec<LayerFiles>,
    heads: Vec<LayerHead>,
    themes: BTreeMap<String, ThemeFiles>,
    base_firm: Firm,
    selection: Selection,
}

/// One edition to be built.
struct Plan {
    name: String,
    kind: EditionKind,
    /// Indexes of its layers, the base first.
    stack: Vec<usize>,
    /// Index of the firm's layer; none for the base's own edition.
    firm: Option<usize>,
    /// Complaints about the stack itself.
    diagnostics: Vec<Diagnostic>,
    theme: ThemeKey,
    inputs: Digest,
}

/// What tells one theme from another: its name, and the firm whose additions lie on top.
type ThemeKey = (String, Option<usize>);

impl Engine {
    /// Loads a handbook: everything, but of the firms only those selected.
    ///
    /// # Errors
    /// [`EngineError`] where there is no handbook, or its `handbook.yaml` is of no use.
    pub fn load(origin: Origin, selection: Selection) -> Result<Self, EngineError> {
        let wanted = |firm: &str| selection.firms.is_empty() || selection.firms.iter().any(|name| name == firm);
        let sources: Sources = crate::load::load(origin, &wanted).map_err(EngineError::Load)?;
        let mut diagnostics = Vec::new();
        let project = Project::read(&sources.handbook).into(&mut diagnostics);
        diagnostics.extend(crate::check::unknown_names(&project));
        crate::check::levels(&mut diagnostics, &project);
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(EngineError::Project(diagnostics));
        }
        let heads: Vec<LayerHead> = sources.layers.iter().map(|layer| LayerHead::read(layer, &project)).collect();
        let known: Vec<String> =
            heads.iter().filter_map(|head| head.firm.as_ref()).map(|firm| firm.id.to_string()).collect();
        if let Some(name) = selection.firms.iter().find(|name| *name != "base" && !known.contains(name)) {
            return Err(EngineError::UnknownFirm { name: name.clone(), known: crate::load::firms(&sources.origin) });
        }
        let mut stray = sources.diagnostics;
        crate::check::levels(&mut stray, &project);
        Ok(Self {
            base_firm: Firm { id: "base".into(), name: project.title.clone(), ..Firm::default() },
            project_digest: sources.handbook.digest,
            project,
            project_diagnostics: diagnostics,
            stray,
            origin: sources.origin,
            layers: sources.layers,
            heads,
            themes: sources.themes,
            selection,
        })
    }

    /// The text of an input again, for excerpts.
    pub fn text(&self, file: &str) -> Option<String> {
        self.origin.text(file)
    }

    /// Builds the selected editions into an output folder.
    pub fn build(self, out: &OutDir, observer: &dyn Observer) -> Run {
        self.run(&Target::Disk(out), observer)
    }

    /// Looks at the selected editions and writes nothing.
    pub fn check(self, observer: &dyn Observer) -> Run {
        self.run(&Target::Nowhere, observer)
    }

    /// Builds the selected editions in memory: the files of each, by edition and address.
    pub fn build_in_memory(self) -> (Run, BTreeMap<String, Files>) {
        let editions = std::sync::Mutex::new(BTreeMap::new());
        let run = self.run(&Target::Memory(&editions), &Quiet);
        (run, editions.into_inner().unwrap_or_default())
    }

    fn run(mut self, target: &Target<'_>, observer: &dyn Observer) -> Run {
        observer.stage("plan");
        let plans = self.plans();
        let mut outcomes = Vec::new();
        let mut pending = Vec::new();
        for plan in plans {
            match target.unchanged(&plan) {
                Some(diagnostics) => outcomes.push(self.outcome(&plan, diagnostics, EditionResult::Unchanged)),
                None => pending.push(plan),
            }
        }
        let counts = Counts::default();
        if !pending.is_empty() {
            observer.stage("parse");
            // Handed over, so that each text goes as soon as its document is made.
            let pages = self.layers.iter_mut().map(|layer| std::mem::take(&mut layer.pages)).collect();
            let shared = self.share(pages, &pending, &counts);
            observer.stage("editions");
            outcomes.extend(shared.build_all(&self, &pending, target, &counts, observer));
        }
        outcomes.sort_by(|a, b| (a.name != "base", &a.name).cmp(&(b.name != "base", &b.name)));
        let mut report =
            Report::merge(outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.diagnostics.as_slice())));
        report.add(self.stray);
        Run { outcomes, report, counts }
    }

    fn firm(&self, plan: &Plan) -> &Firm {
        plan.firm.and_then(|at| self.heads[at].firm.as_ref()).unwrap_or(&self.base_firm)
    }

    fn outcome(&self, plan: &Plan, diagnostics: Vec<Diagnostic>, result: EditionResult) -> Outcome {
        Outcome { name: plan.name.clone(), firm: self.firm(plan).name.clone(), diagnostics, result }
    }

    /// The selected editions.
    fn plans(&self) -> Vec<Plan> {
        let wanted =
            |name: &str| self.selection.firms.is_empty() || self.selection.firms.iter().any(|firm| firm == name);
        let base = self.layers.iter().position(|layer| layer.id == LayerId::Base).unwrap_or(0);
        let digests: Vec<Digest> = self.layers.iter().map(layer_digest).collect();
        let mut plans = Vec::new();
        let firms = self.heads.iter().enumerate().filter(|(_, head)| head.firm.is_some()).map(|(at, _)| Some(at));
        for firm in std::iter::once(None).chain(firms) {
            let id = firm.map_or("base", |at| self.heads[at].firm.as_ref().map_or("base", |firm| &firm.id));
            if !wanted(id) {
                continue;
            }
            for kind in &self.project.editions {
                plans.push(self.plan(id, firm, base, kind, &digests));
            }
        }
        plans
    }

    fn plan(&self, id: &str, firm: Option<usize>, base: usize, kind: &EditionKind, digests: &[Digest]) -> Plan {
        let mut diagnostics = Vec::new();
        let mut stack = vec![base];
        let own = firm.and_then(|at| self.heads[at].firm.as_ref());
        if let (Some(own), Some(at)) = (own, firm) {
            for (name, span) in &own.layers {
                match self.layers.iter().position(|layer| layer.id == LayerId::Shared(name.as_str().into())) {
                    Some(layer) => stack.push(layer),
                    None => {
                        let shared = self.layers.iter().filter(|layer| matches!(layer.id, LayerId::Shared(_)));
                        let names: Vec<String> = shared.map(|layer| layer.id.to_string()).collect();
                        let file = own.file.clone().unwrap_or_default();
                        diagnostics.push(
                            Diagnostic::new("unknown-target", format!("there is no layer `{name}`"))
                                .at(Place::at(&file, span.clone()))
                                .nearest(name, names.iter().map(String::as_str))
                                .help(format!("layers are the folders in content/layers: {}", names.join(", "))),
                        );
                    }
                }
            }
            stack.push(at);
            if !self.layers[at].theme.is_empty() && !self.project.trusted_themes.iter().any(|trusted| trusted == id) {
                let folder: Arc<str> = format!("content/firms/{id}/theme").into();
                diagnostics.push(
                    Diagnostic::new(
                        "untrusted-theme",
                        format!("{} brings a theme of its own, which is not trusted", own.name),
                    )
                    .at(Place::file(&folder))
                    .help(format!(
                        "read it, then add `{id}` to `trusted_themes:` in content/handbook.yaml; or delete the folder"
                    )),
                );
            }
        }
        let name = own.and_then(|own| own.theme.as_ref()).map_or(&self.project.theme, |(name, _)| name).clone();
        let trusted = firm.filter(|_| self.project.trusted_themes.iter().any(|trusted| trusted == id));
        let theme = (name, trusted);
        let mut inputs = DigestBuilder::default();
        inputs.part(env!("CARGO_PKG_VERSION").as_bytes()).digest(self.selection.program).digest(self.project_digest);
        inputs.part(self.selection.today.as_deref().unwrap_or_default().as_bytes());
        inputs.part(kind.name.as_bytes()).part(&[u8::from(self.selection.drafts), u8::from(self.selection.strict)]);
        stack.iter().for_each(|layer| {
            inputs.part(self.layers[*layer].id.to_string().as_bytes()).digest(digests[*layer]);
        });
        for (name, files) in &self.themes {
            inputs.part(name.as_bytes()).digest(theme_digest(files));
        }
        Plan { name: kind.folder(id), kind: kind.clone(), stack, firm, diagnostics, theme, inputs: inputs.finish() }
    }

    /// Parses the layers that the pending editions need, and builds their themes.
    fn share<'a>(&'a self, pages: Vec<Vec<PageSource>>, pending: &[Plan], counts: &Counts) -> Shared<'a> {
        let needed: std::collections::BTreeSet<usize> =
            pending.iter().flat_map(|plan| plan.stack.iter().copied()).collect();
        let mut layers: Vec<Option<Layer<'a>>> = Vec::new();
        for (at, ((files, head), pages)) in self.layers.iter().zip(&self.heads).zip(pages).enumerate() {
            let layer = needed.contains(&at).then(|| {
                counts.parsed.fetch_add(pages.len(), Ordering::Relaxed);
                Layer::new(files, head, parse_all(pages, &files.id, &self.project))
            });
            layers.push(layer);
        }
        let base = pending.first().and_then(|plan| layers[plan.stack[0]].as_ref()).map(base_pages).unwrap_or_default();
        let keys: std::collections::BTreeSet<&ThemeKey> = pending.iter().map(|plan| &plan.theme).collect();
        let theme = |key: &ThemeKey| {
            let asked = match key.1.or_else(|| self.asker(pending, key)).and_then(|at| self.heads[at].firm.as_ref()) {
                Some(Firm { theme: Some((_, span)), file: Some(file), .. }) => Place::at(file, span.clone()),
                _ => Place::file(&"content/handbook.yaml".into()),
            };
            let firm = key.1.map(|at| &self.layers[at].theme);
            let built =
                catch_unwind(AssertUnwindSafe(|| theme::build(&key.0, &asked, &self.themes, firm, &self.origin)));
            built.unwrap_or_else(|_| {
                Checked::new(None, vec![internal("mentorbook failed while reading this theme").at(asked)])
            })
        };
        let themes = keys.into_iter().map(|key| (key.clone(), theme(key))).collect();
        Shared { layers, base, themes }
    }

    /// A firm that asks for a theme.
    fn asker(&self, pending: &[Plan], key: &ThemeKey) -> Option<usize> {
        pending.iter().find(|plan| plan.theme == *key)?.firm
    }
}

/// What editions have in common.
struct Shared<'a> {
    layers: Vec<Option<Layer<'a>>>,
    base: BasePages,
    themes: BTreeMap<ThemeKey, Checked<Option<Theme>>>,
}

impl Shared<'_> {
    /// Many editions: one for each thread at a time. Few: one after the other, their pages in parallel.
    /// Either way a thread holds one edition at most.
    fn build_all(
        &self,
        engine: &Engine,
        plans: &[Plan],
        target: &Target<'_>,
        counts: &Counts,
        observer: &dyn Observer,
    ) -> Vec<Outcome> {
        let per_edition = plans.len() >= 2 * rayon::current_num_threads();
        let build = |plan: &Plan| {
            let work = edition::Work { shared: self, engine, plan, target, counts, observer, parallel: !per_edition };
            catch_unwind(AssertUnwindSafe(|| work.build())).unwrap_or_else(|panic| {
                let said = panic
                    .downcast_ref::<String>()
                    .cloned()
                    .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                let said = said.unwrap_or_default();
                let diagnostic = internal(format!("mentorbook failed while building this edition: {said}"));
                engine.outcome(plan, vec![diagnostic], EditionResult::Refused)
            })
        };
        if per_edition { plans.par_iter().map(build).collect() } else { plans.iter().map(build).collect() }
    }
}

/// Where editions go.
pub(crate) enum Target<'a> {
    /// An output folder.
    Disk(&'a OutDir),
    /// A map.
    Memory(&'a std::sync::Mutex<BTreeMap<String, Files>>),
    /// Nowhere: only diagnostics are wanted.
    Nowhere,
}

impl Target<'_> {
    /// The diagnostics of the last build, if the edition's inputs are still the same and its files untouched.
    fn unchanged(&self, plan: &Plan) -> Option<Vec<Diagnostic>> {
        let Self::Disk(out) = self else { return None };
        let record = out.recorded(&plan.name).filter(|record| record.inputs == plan.inputs)?;
        serde_json::from_str(&record.report).ok()
    }
}

/// A mistake of ours.
fn internal(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new("internal", message).help("please report this; the other editions are not touched by it")
}

fn parse_all(pages: Vec<PageSource>, layer: &LayerId, project: &Project) -> Vec<Arc<Document>> {
    let parse_one = |page: PageSource| {
        let parsed = catch_unwind(AssertUnwindSafe(|| parse(&page, layer, project)));
        // One file's trouble stays its layer's.
        Arc::new(parsed.unwrap_or_else(|_| Document {
            layer: layer.clone(),
            diagnostics: vec![internal("mentorbook failed while reading this file").at(Place::file(&page.file))],
            file: page.file,
            ..Document::synthetic(page.path, "")
        }))
    };
    pages.into_par_iter().map(parse_one).collect()
}

fn layer_digest(layer: &LayerFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    if let Some(config) = &layer.config {
        digest.digest(config.digest);
    }
    for page in &layer.pages {
        digest.part(page.path.as_bytes()).digest(page.digest);
    }
    for asset in &layer.assets {
        digest.part(asset.path.as_bytes()).digest(asset.digest);
    }
    for diagnostic in &layer.diagnostics {
        digest.part(diagnostic.message.as_bytes());
        digest.part(diagnostic.place.as_ref().map_or(&[], |place| place.file.as_bytes()));
    }
    digest.digest(theme_digest(&layer.theme)).finish()
}

fn theme_digest(files: &ThemeFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    for text in files.config.iter().chain(files.templates.iter().map(|(_, text)| text)) {
        digest.part(text.file.as_bytes()).digest(text.digest);
    }
    for asset in &files.statics {
        digest.part(asset.path.as_bytes()).digest(asset.digest);
    }
    for diagnostic in &files.diagnostics {
        digest.part(diagnostic.message.as_bytes());
        digest.part(diagnostic.place.as_ref().map_or(&[], |place| place.file.as_bytes()));
    }
    digest.finish()
}
