//! Editions on their way to where they go.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::Compiled;
use super::plan::Plan;
use super::sink::{Destination, Sink};
use super::{Counts, EditionResult, Engine, Observer, Outcome, internal, timed};
use crate::diagnostic::{Diagnostic, Place, Severity, checks};
use crate::link::PageId;
use crate::publish::{PublishError, manifest};
use crate::render::{Content, Output, Renderer};
use crate::sync::lock;
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
        if plans.len() >= 2 * rayon::current_num_threads() {
            plans.par_iter().map(|plan| self.build(plan, false)).collect()
        } else {
            plans.iter().map(|plan| self.build(plan, true)).collect()
        }
    }

    /// Builds one edition. A panic in it is its own affair.
    fn build(&self, plan: &Plan, parallel: bool) -> Outcome {
        let work = EditionBuild { builder: self, plan, parallel };
        // What a panic leaves half done belongs to this edition, and goes with it.
        catch_unwind(AssertUnwindSafe(|| work.build())).unwrap_or_else(|panic| {
            let message = format!(
                "mentorbook failed while building this edition: {}",
                message_of(&*panic).unwrap_or_default()
            );
            self.engine.outcome(plan, vec![internal(message)], EditionResult::Refused)
        })
    }
}

/// What a panic said.
fn message_of(panic: &dyn Any) -> Option<&str> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
}

/// One edition to be built.
struct EditionBuild<'a> {
    builder: &'a Builder<'a>,
    plan: &'a Plan,
    /// Whether its pages are rendered on several threads.
    parallel: bool,
}

impl EditionBuild<'_> {
    fn build(&self) -> Outcome {
        let Builder { engine, compiled, destination, observer, .. } = *self.builder;
        let analysis = analyze(engine, compiled, self.plan, None, observer);
        let mut diagnostics = analysis.check(engine, observer);

        // What has errors already need not be rendered to be refused.
        let stays = self.stops(&diagnostics) && !destination.takes_refused();
        let result = match analysis.edition {
            Some(edition) if !stays => {
                let renderer = Renderer::new(edition, None);
                self.render(&renderer, &mut diagnostics).unwrap_or_else(EditionResult::Failed)
            }
            _ => EditionResult::Refused,
        };

        // Nothing may be refused without a reason that somebody sees.
        if matches!(result, EditionResult::Refused) && !self.stops(&diagnostics) {
            diagnostics.push(silenced());
        }
        engine.outcome(self.plan, diagnostics, result)
    }

    /// Whether something found keeps the edition from being published.
    fn stops(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_strict = self.builder.engine.selection.strict;
        let least = if is_strict { Severity::Warning } else { Severity::Error };
        diagnostics.iter().any(|diagnostic| diagnostic.severity >= least)
    }

    /// Makes all files, and adds what this finds to what was found before.
    fn render(
        &self,
        renderer: &Renderer,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<EditionResult, PublishError> {
        let Builder { engine, destination, observer, .. } = *self.builder;
        let emission = Emission {
            work: self,
            renderer,
            sink: destination.begin(&self.plan.name, &engine.origin)?,
            stopped: AtomicBool::new(false),
            failed: Mutex::default(),
            problems: Mutex::default(),
        };
        emission.pages()?;
        emission.outputs()?;

        diagnostics.append(&mut lock(&emission.problems));
        settle(diagnostics, engine);

        // Without `finish` nothing of what was handed to the sink is published.
        if self.stops(diagnostics) && !destination.takes_refused() {
            return Ok(EditionResult::Refused);
        }
        timed(observer, "publish", || emission.finish(diagnostics))
    }
}

/// The files of one edition, each handed on as soon as it is made.
struct Emission<'a> {
    work: &'a EditionBuild<'a>,
    renderer: &'a Renderer,
    sink: Box<dyn Sink + 'a>,
    /// A page could not be made or taken: enough to see the first.
    stopped: AtomicBool,
    failed: Mutex<Option<PublishError>>,
    problems: Mutex<Vec<Diagnostic>>,
}

impl Emission<'_> {
    /// The one door: whatever is published passes here first, the manifest last.
    fn emit(&self, output: Output) -> Result<(), PublishError> {
        self.sink.put(output)
    }

    fn pages(&self) -> Result<(), PublishError> {
        let pages: Vec<PageId> = self.renderer.edition().shell.map.ids().collect();
        self.work.builder.observer.will_render(pages.len());
        if self.work.parallel {
            pages.into_par_iter().with_min_len(4).for_each(|id| self.page(id));
        } else {
            pages.into_iter().for_each(|id| self.page(id));
        }
        lock(&self.failed).take().map_or(Ok(()), Err)
    }

    fn page(&self, id: PageId) {
        // It only saves work, so a thread may as well see it a page later.
        if self.stopped.load(Ordering::Relaxed) {
            return;
        }

        let Builder { counts, observer, .. } = *self.work.builder;
        counts.rendered.fetch_add(1, Ordering::Relaxed);
        match timed(observer, "render", || self.renderer.page(id)) {
            Ok(rendered) => {
                if let Err(error) = timed(observer, "publish", || self.emit(rendered.output)) {
                    self.stopped.store(true, Ordering::Relaxed);
                    lock(&self.failed).get_or_insert(error);
                }
            }
            // A template that fails on one page mostly fails on all.
            Err(diagnostic) => {
                self.stopped.store(true, Ordering::Relaxed);
                lock(&self.problems).push(*diagnostic);
            }
        }
        observer.rendered();
    }

    fn outputs(&self) -> Result<(), PublishError> {
        for output in self.renderer.outputs() {
            self.work.builder.counts.outputs.fetch_add(1, Ordering::Relaxed);
            match output.make() {
                Ok(output) => self.emit(output)?,
                Err(diagnostic) => {
                    lock(&self.problems).push(*diagnostic);
                    break;
                }
            }
        }
        Ok(())
    }

    fn finish(self, diagnostics: &[Diagnostic]) -> Result<EditionResult, PublishError> {
        // Asked for before the manifest is handed on, which cannot list itself.
        let digests = self.sink.digests();
        let files = digests.iter().map(|(path, digest)| (path.as_str(), *digest));
        let content = Content::Bytes(manifest(files, env!("CARGO_PKG_VERSION"))?);
        self.emit(Output { path: MANIFEST.to_owned(), content })?;
        self.sink.finish(self.work.plan.inputs, diagnostics)
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
