//! Editions on their way to where they go.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::Compiled;
use super::plan::Plan;
use super::sink::{Destination, Finish, Finished, Sink, Whole};
use super::{Counts, EditionResult, Engine, Observer, Outcome, internal, timed};
use crate::diagnostic::{Diagnostic, Place, Severity, checks};
use crate::link::PageId;
use crate::publish::{PublishError, manifest};
use crate::render::{Content, Output, Renderer};
use crate::url::MANIFEST;

/// What building the editions of a run needs, whichever they are.
pub(super) struct Builder<'a> {
    pub(super) engine: &'a Engine,
    pub(super) compiled: &'a Compiled,
    pub(super) destination: &'a dyn Destination,
    pub(super) counts: &'a Counts,
    pub(super) observer: &'a dyn Observer,
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
        catch_unwind(AssertUnwindSafe(|| self.edition(plan, parallel))).unwrap_or_else(|panic| {
            let message = format!(
                "mentorbook failed while building this edition: {}",
                message_of(&*panic).unwrap_or_default()
            );
            let finish = Finish::Done(EditionResult::Refused);
            Built { plan, diagnostics: vec![internal(message)], finish }
        })
    }

    fn edition<'p>(&self, plan: &'p Plan, parallel: bool) -> Built<'p> {
        let analysis = analyze(self.engine, self.compiled, plan, None, self.observer);
        let mut diagnostics = analysis.check(self.engine, self.observer);

        // What has errors already need not be rendered to be refused.
        let finish = match analysis.edition {
            Some(edition) if !self.refuses(&diagnostics) => {
                let renderer = Renderer::new(edition, None);
                self.render(plan, &renderer, parallel, &mut diagnostics)
                    .unwrap_or_else(|error| Finish::Done(EditionResult::Failed(error)))
            }
            _ => Finish::Done(EditionResult::Refused),
        };

        // Nothing may be refused without a reason that somebody sees.
        if matches!(finish, Finish::Done(EditionResult::Refused)) && !self.stops(&diagnostics) {
            diagnostics.push(silenced());
        }
        Built { plan, diagnostics, finish }
    }

    /// Whether something found keeps an edition from being published.
    fn stops(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_strict = self.engine.selection.strict;
        let least = if is_strict { Severity::Warning } else { Severity::Error };
        diagnostics.iter().any(|diagnostic| diagnostic.severity >= least)
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
        let sink = self.destination.begin(&plan.name, &self.engine.origin)?;
        let emission = Emission { builder: self, renderer, files: renderer.addresses(), sink };
        Halt::noted(emission.pages(parallel), diagnostics)?;
        Halt::noted(emission.outputs(), diagnostics)?;
        settle(diagnostics, self.engine);

        // Without `finish` nothing of what was handed to the sink is published.
        if self.refuses(diagnostics) {
            return Ok(Finish::Done(EditionResult::Refused));
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

/// What a panic said.
fn message_of(panic: &dyn Any) -> Option<&str> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
}

/// Why no more files of a sort are made: enough to see the first reason.
enum Halt {
    /// One cannot be made. A template that fails on one page mostly fails on all.
    Broken(Box<Diagnostic>),
    /// One was not taken.
    Failed(PublishError),
}

impl Halt {
    /// Notes what cannot be made among what was found. What is not taken is the end.
    fn noted(made: Result<(), Self>, found: &mut Vec<Diagnostic>) -> Result<(), PublishError> {
        match made {
            Ok(()) => {}
            Err(Self::Broken(diagnostic)) => found.push(*diagnostic),
            Err(Self::Failed(error)) => return Err(error),
        }
        Ok(())
    }
}

/// The files of one edition, each handed on as soon as it is made.
struct Emission<'a> {
    builder: &'a Builder<'a>,
    renderer: &'a Renderer,
    /// The addresses of all files that are to be made.
    files: BTreeSet<String>,
    sink: Box<dyn Sink + 'a>,
}

impl Emission<'_> {
    /// The one door: whatever is published passes here first, the manifest last.
    fn emit(&self, output: Output) -> Result<(), PublishError> {
        self.sink.put(output)
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
        counts.rendered.fetch_add(1, Ordering::Relaxed);
        let rendered = timed(observer, "render", || self.renderer.page(id));
        let output = rendered.map_err(Halt::Broken)?.output;

        timed(observer, "publish", || self.emit(output)).map_err(Halt::Failed)?;
        observer.rendered();
        Ok(())
    }

    fn outputs(&self) -> Result<(), Halt> {
        for output in self.renderer.outputs() {
            self.builder.counts.outputs.fetch_add(1, Ordering::Relaxed);
            let output = output.make().map_err(Halt::Broken)?;
            self.emit(output).map_err(Halt::Failed)?;
        }
        Ok(())
    }

    fn finish(self, plan: &Plan, diagnostics: &[Diagnostic]) -> Finished {
        // Asked for before the manifest is handed on, which cannot list itself.
        let digests = self.sink.digests();
        let files = digests.iter().map(|(path, digest)| (path.as_str(), *digest));
        let content = Content::Bytes(manifest(files, env!("CARGO_PKG_VERSION"))?);

        self.emit(Output { path: MANIFEST.to_owned(), content })?;
        self.sink.finish(Whole { files: &self.files, inputs: plan.inputs, diagnostics })
    }
}

/// What is said where nothing else is: the check that refused an edition is turned off.
fn silenced() -> Diagnostic {
    Diagnostic::new(
        &checks::TEMPLATE_ERROR,
        "this edition cannot be rendered, and the check that would say why is off",
    )
    .at(Place::file(&"content/handbook.yaml".into()))
    .help("set `template-error` and `container-syntax` to `error` under `checks:`")
}
