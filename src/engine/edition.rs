//! Editions on their way to where they go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::Compiled;
use super::file_records::FileRecords;
use super::leaks::{LeakWatch, Leaks, Seen};
use super::plan::Plan;
use super::sink::{Destination, Finish, Finished, Sink, Whole, copied};
use super::{
    Counts, EditionResult, Engine, LayerIdx, Observer, Outcome, Selection, internal, timed,
};
use crate::budget::{Account, Overdrawn};
use crate::diagnostic::{Diagnostic, Place, Severity, checks};
use crate::digest::Digest;
use crate::drift::{LockStore, SourceTexts};
use crate::link::PageId;
use crate::load::AssetSource;
use crate::package::{PackageRequest, Packages};
use crate::publish::{PublishError, manifest};
use crate::render::{Content, LazyOutput, Output, Rendered, Renderer};
use crate::search::TextCache;
use crate::sync::{caught, lock};
use crate::url::MANIFEST;

/// What building the editions of a run needs, whichever they are.
pub(super) struct Builder<'a> {
    pub(super) engine: &'a Engine,
    pub(super) compiled: &'a Compiled,
    pub(super) destination: &'a dyn Destination,
    pub(super) product: Product<'a>,
    /// The texts of files, read again where a lock is to have them.
    pub(super) texts: &'a SourceTexts<'a>,
    /// The locks, where what is missing in them is added.
    pub(super) locks: Option<&'a LockStore>,
    /// Texts for the search of several editions; none where so few are built that to keep them costs
    /// more than it saves.
    pub(super) shared_texts: Option<Arc<TextCache>>,
    /// None where there are no two firms to tell apart.
    pub(super) leaks: Option<&'a Leaks<'a>>,
    pub(super) counts: &'a Counts,
    pub(super) observer: &'a dyn Observer,
}

/// What is made of an edition.
#[derive(Clone, Copy)]
pub(super) enum Product<'a> {
    /// What readers read.
    Site,
    /// Packages of its modules.
    Packages(&'a PackageRequest),
}

impl Builder<'_> {
    /// Many editions: one for each thread at a time. Few: one after the other, their pages in
    /// parallel. Either way a thread holds one edition at most.
    pub(super) fn build_all(&self, plans: &[Plan]) -> Vec<Outcome> {
        // Fewer would not keep every thread busy until the end.
        let built: Vec<Built<'_>> = if plans.len() >= 2 * rayon::current_num_threads() {
            plans.par_iter().map(|plan| self.build(plan, false)).collect()
        } else {
            plans.iter().map(|plan| self.build(plan, true)).collect()
        };

        let mut settled = timed(self.observer, "publish", || self.destination.settle());
        built.into_iter().map(|built| self.settle(built, &mut settled)).collect()
    }

    fn settle(&self, built: Built<'_>, settled: &mut BTreeMap<String, EditionResult>) -> Outcome {
        let Built { plan, mut diagnostics, finish } = built;
        let result = match finish {
            Finish::Done(result) => result,
            Finish::Waits => settled.remove(&plan.name).unwrap_or_else(|| {
                diagnostics.push(internal("nobody knows what became of this edition"));
                EditionResult::Refused
            }),
        };
        self.engine.outcome(plan, diagnostics, result)
    }

    /// Builds one edition. A panic in it is its own affair.
    fn build<'p>(&self, plan: &'p Plan, parallel: bool) -> Built<'p> {
        // What a panic leaves half done belongs to this edition, and goes with it.
        caught(|| self.edition(plan, parallel)).unwrap_or_else(|said| {
            let message = format!("mentorbook failed while building this edition: {said}");
            let finish = Finish::Done(EditionResult::Refused);
            Built { plan, diagnostics: vec![internal(message)], finish }
        })
    }

    fn edition<'p>(&self, plan: &'p Plan, parallel: bool) -> Built<'p> {
        let analysis = analyze(self.engine, self.compiled, plan, self.texts, None, self.observer);
        let mut diagnostics = analysis.check(self.engine, self.observer);
        self.destination.hear_overrides(&plan.name, &analysis.overrides);
        if let Some(locks) = self.locks {
            timed(self.observer, "drift", || locks.add(&analysis.overrides, self.texts));
        }

        // What has errors already need not be rendered to be refused.
        let finish = match analysis.edition {
            Some(edition) if !self.refuses(&diagnostics) => {
                let mut renderer = Renderer::new(edition, None);
                if let Some(texts) = &self.shared_texts {
                    renderer = renderer.sharing(texts.clone());
                }
                self.render(plan, &renderer, parallel, &mut diagnostics)
                    .unwrap_or_else(|error| Finish::Done(EditionResult::Failed(error)))
            }
            _ => Finish::Done(EditionResult::Refused),
        };
        Built { plan, diagnostics, finish }
    }

    /// The digest of what an edition was made from, its locks as they are by now: else the next
    /// run would build it again for what this one wrote into them.
    fn inputs(&self, plan: &Plan) -> Digest {
        let Some(locks) = self.locks else { return plan.inputs };
        let digest = |at: LayerIdx| locks.digest(&self.engine.layers[at.0].files.id);
        self.engine.inputs(&plan.kind, &plan.stack, &digest)
    }

    /// Whether something found keeps an edition from being published.
    fn stops(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_strict = self.engine.selection.strict;
        let least = if is_strict { Severity::Warning } else { Severity::Error };
        diagnostics.iter().any(|diagnostic| diagnostic.severity >= least)
    }

    /// What becomes of an edition of which something cannot be made.
    fn refused(&self, why: Diagnostic, diagnostics: &mut Vec<Diagnostic>) -> Finish {
        diagnostics.push(why);
        settle(diagnostics, self.engine);
        Finish::Done(EditionResult::Refused)
    }

    /// Whether the destination does not take an edition in which this was found.
    fn refuses(&self, diagnostics: &[Diagnostic]) -> bool {
        self.stops(diagnostics) && !self.destination.takes_refused()
    }

    /// Makes all files, and adds what this finds to what was found before.
    fn render(
        &self,
        plan: &Plan,
        renderer: &Renderer,
        parallel: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Finished {
        let packages = match self.product {
            Product::Site => None,
            Product::Packages(request) => match Packages::new(renderer, request, &plan.name) {
                Ok(Some(packages)) => Some(packages),
                Ok(None) => return Ok(Finish::Done(EditionResult::Unchanged)),
                Err(diagnostic) => return Ok(self.refused(*diagnostic, diagnostics)),
            },
        };
        let files = match &packages {
            Some(packages) => packages.addresses(),
            None => renderer.addresses(),
        };

        let sink = self.destination.begin(&plan.name, &self.engine.origin)?;
        let records = sink.recorded_files().filter(|_| packages.is_none()).map(|before| {
            let Selection { build_id, anew, .. } = self.engine.selection;
            let before = if anew { "" } else { before };
            let searched = self.leaks.map(Leaks::searched);
            FileRecords::new(renderer.edition(), build_id, searched, before)
        });
        let emission = Emission {
            builder: self,
            renderer,
            packages,
            files,
            sink,
            watch: self.leaks.map(|leaks| leaks.watch(plan)),
            records,
            written: Account::new(renderer.edition().shell.budget.written),
            largest: Mutex::default(),
        };

        // Without `finish` nothing of what was handed to the sink is published.
        match emission.all(parallel) {
            Ok(()) => {}
            Err(Halt::Broken(diagnostic)) => return Ok(self.refused(*diagnostic, diagnostics)),
            Err(Halt::Failed(error)) => return Err(error),
        }
        timed(self.observer, "publish", || emission.finish(plan, diagnostics))
    }
}

/// An edition that is built, and perhaps waits to be published.
struct Built<'p> {
    plan: &'p Plan,
    diagnostics: Vec<Diagnostic>,
    finish: Finish,
}

/// Why no more files are made: enough to see the first reason.
enum Halt {
    /// One cannot be made. A template that fails on one page mostly fails on all.
    Broken(Box<Diagnostic>),
    /// One was not taken.
    Failed(PublishError),
}

/// The files of one edition, each handed on as soon as it is made.
struct Emission<'a> {
    builder: &'a Builder<'a>,
    renderer: &'a Renderer,
    /// Its packages, where those are wanted and not its pages.
    packages: Option<Packages<'a>>,
    /// The addresses of all files that are to be made.
    files: BTreeSet<String>,
    sink: Box<dyn Sink + 'a>,
    watch: Option<LeakWatch<'a>>,
    /// What its files are made from; none where the destination remembers nothing.
    records: Option<FileRecords>,
    written: Account,
    largest: Mutex<Largest>,
}

/// The largest file of an edition so far.
#[derive(Default)]
struct Largest {
    bytes: u64,
    /// Its address.
    path: String,
    /// What it is made from; none where that is no one file.
    source: Option<Arc<str>>,
}

impl Emission<'_> {
    /// Looks for what is another firm's.
    fn look(&self, output: &Output) -> Result<Seen, Halt> {
        let Some(watch) = &self.watch else { return Ok(Seen::Nothing) };
        timed(self.builder.observer, "scan", || watch.see(output)).map_err(Halt::Broken)
    }

    /// The one door: whatever is published passes here and is looked at, the manifest last.
    fn pass(&self, output: Output) -> Result<Seen, Halt> {
        let seen = self.look(&output)?;
        timed(self.builder.observer, "publish", || self.sink.put(output)).map_err(Halt::Failed)?;
        Ok(seen)
    }

    /// Counts a file of so many bytes. `source` is what it is made from, where that is one file.
    fn count(&self, path: &str, bytes: u64, source: Option<&Arc<str>>) -> Result<(), Halt> {
        let mut largest = lock(&self.largest);
        if bytes > largest.bytes {
            *largest = Largest { bytes, path: path.to_owned(), source: source.cloned() };
        }
        let drawn = self.written.draw(bytes);
        drawn.map_err(|overdrawn| Halt::Broken(Box::new(too_large(&largest, overdrawn))))
    }

    /// Counts a file and hands it on.
    fn emit(&self, output: Output, source: Option<&Arc<str>>) -> Result<Seen, Halt> {
        self.count(&output.path, output.content.len(), source)?;
        self.pass(output)
    }

    /// Makes all files and hands them on. What was seen in them is judged when all were.
    fn all(&self, parallel: bool) -> Result<(), Halt> {
        match &self.packages {
            Some(packages) => self.packages(packages)?,
            None => {
                self.pages(parallel)?;
                self.outputs()?;
            }
        }
        self.manifest().map_err(Halt::Failed).and_then(|manifest| self.pass(manifest))?;
        self.watch.as_ref().map_or(Ok(()), LeakWatch::verdict).map_err(Halt::Broken)
    }

    fn pages(&self, parallel: bool) -> Result<(), Halt> {
        let pages: Vec<PageId> = self.renderer.edition().shell.map.ids().collect();
        self.builder.observer.will_render(pages.len());
        // What is not cut in two stays on this thread.
        let least = if parallel { 4 } else { pages.len().max(1) };
        pages.into_par_iter().with_min_len(least).try_for_each(|id| self.page(id))
    }

    fn page(&self, id: PageId) -> Result<(), Halt> {
        let Builder { counts, observer, .. } = *self.builder;
        let facts = self.renderer.edition().shell.map.facts(id);
        let source = Some(facts.outline.file());
        if self.keep(&facts.url, source)? {
            counts.kept.fetch_add(1, Ordering::Relaxed);
            observer.rendered();
            return Ok(());
        }

        counts.rendered.fetch_add(1, Ordering::Relaxed);
        let rendered = timed(observer, "render", || self.renderer.page(id));
        let Rendered { output, dependencies } = rendered.map_err(Halt::Broken)?;
        self.emit_and_record(output, source, dependencies.pages().collect())?;
        observer.rendered();
        Ok(())
    }

    /// Leaves a file as it lies there, where it would be made the same: says whether it does.
    fn keep(&self, path: &str, source: Option<&Arc<str>>) -> Result<bool, Halt> {
        let Some(records) = &self.records else { return Ok(false) };
        let Some(record) = records.of_same(path) else { return Ok(false) };
        let Some(bytes) = self.sink.keep(path, record.file).map_err(Halt::Failed)? else {
            return Ok(false);
        };

        records.keep(path, record);
        self.count(path, bytes, source)?;
        Ok(true)
    }

    /// Hands a file on, and remembers the pages whose texts were looked at for it.
    fn emit_and_record(
        &self,
        output: Output,
        source: Option<&Arc<str>>,
        looked_at: Vec<PageId>,
    ) -> Result<(), Halt> {
        let Some(records) = &self.records else { return self.emit(output, source).map(drop) };
        let (path, digest) = (output.path.clone(), output.content.digest());
        if self.emit(output, source)? == Seen::Nothing {
            records.add(path, digest, looked_at);
        }
        Ok(())
    }

    fn packages(&self, packages: &Packages<'_>) -> Result<(), Halt> {
        let origin = &self.builder.engine.origin;
        let read = |source: &AssetSource| copied(origin, source);
        // What is packed cannot be looked at any more.
        let carried = match packages.carries() {
            true => {
                let files = self.handbook()?;
                files.iter().try_for_each(|file| self.look(file).map(drop))?;
                Some(packages.carried(files, &read))
            }
            false => None,
        };

        let mut made = Vec::new();
        for module in packages.modules() {
            let module = module.map_err(Halt::Broken)?;
            for package in module.packages() {
                let members = package.members(carried.as_ref()).map_err(Halt::Broken)?;
                members.files().try_for_each(|file| self.look(file).map(drop))?;
                let (archive, about) = package.packed(members, carried.as_ref(), &read);
                self.emit(archive, Some(module.source()))?;
                made.push(about);
            }
        }
        packages.papers(made).into_iter().try_for_each(|paper| self.emit(paper, None).map(drop))
    }

    /// All files that readers read.
    fn handbook(&self) -> Result<Vec<Output>, Halt> {
        let pages = self.renderer.edition().shell.map.ids();
        let pages = pages.map(|id| self.renderer.page(id).map(|page| page.output));
        let others = self.renderer.outputs().map(LazyOutput::make);
        pages.chain(others).collect::<Result<_, _>>().map_err(Halt::Broken)
    }

    fn outputs(&self) -> Result<(), Halt> {
        for output in self.renderer.outputs() {
            let has_texts = output.has_texts();
            if !has_texts && self.keep(output.path(), None)? {
                continue;
            }

            self.builder.counts.outputs.fetch_add(1, Ordering::Relaxed);
            let made = timed(self.builder.observer, "outputs", || output.make());
            let output = made.map_err(Halt::Broken)?;
            match has_texts {
                true => self.emit(output, None).map(drop)?,
                false => self.emit_and_record(output, None, Vec::new())?,
            }
        }
        Ok(())
    }

    /// The list of all files but itself: asked for when all others were handed on.
    fn manifest(&self) -> Result<Output, PublishError> {
        let digests = self.sink.digests();
        let files = digests.iter().map(|(path, digest)| (path.as_str(), *digest));
        let content = Content::Bytes(manifest(files, env!("CARGO_PKG_VERSION"))?);
        Ok(Output { path: MANIFEST.to_owned(), content })
    }

    fn finish(self, plan: &Plan, diagnostics: &[Diagnostic]) -> Finished {
        let inputs = self.builder.inputs(plan);
        let edition = self.renderer.edition();
        let made_from = self.records.map(FileRecords::into_text).unwrap_or_default();
        self.sink.finish(Whole { files: &self.files, inputs, diagnostics, made_from, edition })
    }
}

/// The complaint about an edition that is too large; its largest file is most to blame.
fn too_large(largest: &Largest, overdrawn: Overdrawn) -> Diagnostic {
    let limit = overdrawn.limit >> 20;
    let Largest { bytes, path, source } = largest;
    let message = format!(
        "this edition would be larger than {limit} MiB; its largest file is `{path}` with {} KiB",
        bytes >> 10
    );
    let handbook = || "content/handbook.yaml".into();
    Diagnostic::new(&checks::TOO_LARGE, message)
        .at(Place::file(&source.clone().unwrap_or_else(handbook)))
        .help("show less on each page: collections, includes and variables multiply text")
        .help("or raise `limits: {size: …}` in content/handbook.yaml")
}
