//! Editions on their way to their folders.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::analysis::{analyze, settle};
use super::compiled::Compiled;
use super::plan::Plan;
use super::{Counts, EditionResult, Engine, Observer, Outcome, Target, internal, timed};
use crate::diagnostic::{Diagnostic, Place, Severity, checks};
use crate::link::PageId;
use crate::load::{AssetSource, Origin};
use crate::publish::{PublishError, Record, Staging};
use crate::render::{Content, Output, Renderer};
use crate::sync::lock;

/// The files of an edition, by address.
pub type EditionFiles = BTreeMap<String, Vec<u8>>;

/// Everything that building one edition needs.
struct Work<'a> {
    compiled: &'a Compiled,
    engine: &'a Engine,
    plan: &'a Plan,
    target: &'a Target<'a>,
    counts: &'a Counts,
    observer: &'a dyn Observer,
    /// Whether its pages are rendered on several threads.
    parallel: bool,
}

/// Takes the files of an edition.
enum Sink<'a> {
    Disk(Box<Staging>, &'a Origin),
    Memory(Mutex<EditionFiles>, &'a Origin),
    Nowhere,
}

/// Many editions: one for each thread at a time. Few: one after the other, their pages in parallel.
/// Either way a thread holds one edition at most.
pub(super) fn build_all(
    engine: &Engine,
    compiled: &Compiled,
    plans: &[Plan],
    target: &Target<'_>,
    counts: &Counts,
    observer: &dyn Observer,
) -> Vec<Outcome> {
    let per_edition = plans.len() >= 2 * rayon::current_num_threads();
    let build = |plan: &Plan| {
        let work =
            Work { compiled, engine, plan, target, counts, observer, parallel: !per_edition };
        catch_unwind(AssertUnwindSafe(|| work.build())).unwrap_or_else(|panic| {
            let said = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            let said = said.unwrap_or_default();
            let diagnostic =
                internal(format!("mentorbook failed while building this edition: {said}"));
            engine.outcome(plan, vec![diagnostic], EditionResult::Refused)
        })
    };
    if per_edition {
        plans.par_iter().map(build).collect()
    } else {
        plans.iter().map(build).collect()
    }
}

impl Work<'_> {
    /// Builds it.
    fn build(&self) -> Outcome {
        let analysis = analyze(self.engine, self.compiled, self.plan, None, self.observer);
        let mut diagnostics = analysis.check(self.engine, self.observer);
        let stays = self.stops(&diagnostics) && !matches!(self.target, Target::Nowhere);
        let result = match analysis.edition {
            Some(edition) if !stays => {
                let renderer = Renderer::new(edition, None);
                self.render(&renderer, &mut diagnostics).unwrap_or_else(EditionResult::Failed)
            }
            _ => EditionResult::Refused,
        };
        if matches!(result, EditionResult::Refused) && !self.stops(&diagnostics) {
            diagnostics.push(silenced());
        }
        self.engine.outcome(self.plan, diagnostics, result)
    }

    /// Whether something found keeps the edition from being published.
    fn stops(&self, diagnostics: &[Diagnostic]) -> bool {
        let least = if self.engine.selection.strict { Severity::Warning } else { Severity::Error };
        diagnostics.iter().any(|diagnostic| diagnostic.severity >= least)
    }

    /// Renders all files and hands each on as soon as it is done.
    fn render(
        &self,
        renderer: &Renderer,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<EditionResult, PublishError> {
        let sink = match self.target {
            Target::Disk(out) => {
                Sink::Disk(Box::new(out.edition(&self.plan.name)?), &self.engine.origin)
            }
            Target::Memory(_) => Sink::Memory(Mutex::default(), &self.engine.origin),
            Target::Nowhere => Sink::Nowhere,
        };
        let pages: Vec<PageId> = renderer.edition().shell.map.ids().collect();
        self.observer.expect(pages.len());
        let problems: Mutex<Vec<Diagnostic>> = Mutex::default();
        let failed: Mutex<Option<PublishError>> = Mutex::default();
        let stop = AtomicBool::new(false);
        let page = |id: PageId| {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            self.counts.rendered.fetch_add(1, Ordering::Relaxed);
            let rendered = timed(self.observer, "render", || renderer.page(id));
            let put = rendered
                .map(|rendered| timed(self.observer, "publish", || sink.put(rendered.output)));
            match put {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    stop.store(true, Ordering::Relaxed);
                    lock(&failed).get_or_insert(error);
                }
                // A template that fails on one page mostly fails on all: enough to see the first.
                Err(diagnostic) => {
                    stop.store(true, Ordering::Relaxed);
                    lock(&problems).push(*diagnostic);
                }
            }
            self.observer.rendered();
        };
        if self.parallel {
            pages.into_par_iter().with_min_len(4).for_each(page)
        } else {
            pages.into_iter().for_each(page)
        }
        match renderer.outputs() {
            Ok(outputs) => outputs.into_iter().try_for_each(|output| sink.put(output))?,
            Err(diagnostic) => lock(&problems).push(*diagnostic),
        }
        if let Some(error) = failed.into_inner().ok().flatten() {
            return Err(error);
        }
        diagnostics.extend(problems.into_inner().unwrap_or_default());
        settle(diagnostics, self.engine);
        if self.stops(diagnostics) && !matches!(self.target, Target::Nowhere) {
            return Ok(EditionResult::Refused);
        }
        timed(self.observer, "publish", || self.finish(sink, diagnostics))
    }

    fn finish(
        &self,
        sink: Sink<'_>,
        diagnostics: &[Diagnostic],
    ) -> Result<EditionResult, PublishError> {
        match (sink, self.target) {
            (Sink::Disk(staging, _), _) => {
                let report = serde_json::to_string(diagnostics).unwrap_or_default();
                let published = staging.commit(
                    Record { inputs: self.plan.inputs, report },
                    env!("CARGO_PKG_VERSION"),
                )?;
                Ok(EditionResult::Published(published))
            }
            (Sink::Memory(files, _), Target::Memory(editions)) => {
                lock(editions)
                    .insert(self.plan.name.clone(), files.into_inner().unwrap_or_default());
                Ok(EditionResult::Checked)
            }
            _ => Ok(EditionResult::Checked),
        }
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

impl Sink<'_> {
    fn put(&self, output: Output) -> Result<(), PublishError> {
        match (self, output.content) {
            (Self::Nowhere, _) => Ok(()),
            (Self::Disk(staging, _), Content::Bytes(bytes)) => staging.put(&output.path, &bytes),
            (Self::Disk(staging, origin), Content::Copy(source)) => {
                match origin.on_disk(&source.file) {
                    Some(path) => staging.put_file(&output.path, &path, source.digest),
                    None => staging.put(&output.path, &bytes(origin, &source)),
                }
            }
            (Self::Memory(files, _), Content::Bytes(bytes)) => {
                lock(files).insert(output.path, bytes);
                Ok(())
            }
            (Self::Memory(files, origin), Content::Copy(source)) => {
                lock(files).insert(output.path, bytes(origin, &source));
                Ok(())
            }
        }
    }
}

/// A file that is not on disk: it is part of the program, or of a handbook in memory.
fn bytes(origin: &Origin, source: &AssetSource) -> Vec<u8> {
    origin.read(&source.file, u64::MAX).unwrap_or_default()
}
