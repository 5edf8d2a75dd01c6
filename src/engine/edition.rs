//! One edition from overlay to its folder.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Counts, EditionResult, Engine, Observer, Outcome, Plan, Shared, Target};
use crate::check::{self, Subject};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::link::{PageId, link};
use crate::load::{AssetSource, Origin};
use crate::overlay::{Layer, overlay};
use crate::program::program;
use crate::publish::{PublishError, Record, Staging};
use crate::render::{Content, Edition, Output, outputs};
use crate::theme::tokens;

/// The files of an edition, by address.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Everything that building one edition needs.
pub(super) struct Work<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) engine: &'a Engine,
    pub(super) plan: &'a Plan,
    pub(super) target: &'a Target<'a>,
    pub(super) counts: &'a Counts,
    pub(super) observer: &'a dyn Observer,
    /// Whether its pages are rendered on several threads.
    pub(super) parallel: bool,
}

/// Takes the files of an edition.
enum Sink<'a> {
    Disk(Box<Staging>, &'a Origin),
    Memory(Mutex<Files>, &'a Origin),
    Nowhere,
}

impl Work<'_> {
    /// Builds it.
    pub(super) fn build(&self) -> Outcome {
        let mut diagnostics = self.known_diagnostics();
        let result = self.stages(&mut diagnostics);
        self.settle(&mut diagnostics);
        if matches!(result, EditionResult::Refused) && !self.stops(&diagnostics) {
            diagnostics.push(silenced());
        }
        self.engine.outcome(self.plan, diagnostics, result)
    }

    /// What is known of its layers before they are laid over each other.
    fn known_diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.engine.project_diagnostics.clone();
        diagnostics.extend(self.plan.diagnostics.iter().cloned());
        for layer in self.stack() {
            diagnostics.extend(layer.head.diagnostics.iter().cloned());
            diagnostics.extend(layer.documents.iter().flat_map(|document| document.diagnostics.iter().cloned()));
        }
        if let Some(theme) = self.shared.themes.get(&self.plan.theme) {
            diagnostics.extend(theme.diagnostics.iter().cloned());
        }
        diagnostics
    }

    fn stack(&self) -> impl Iterator<Item = &Layer<'_>> {
        self.plan.stack.iter().filter_map(|at| self.shared.layers[*at].as_ref())
    }

    /// Severities, order, no two the same.
    fn settle(&self, diagnostics: &mut Vec<Diagnostic>) {
        check::levels(diagnostics, &self.engine.project);
        diagnostics.sort();
        diagnostics.dedup();
    }

    fn stages(&self, diagnostics: &mut Vec<Diagnostic>) -> EditionResult {
        let project = &self.engine.project;
        let firm = self.engine.firm(self.plan);
        let stack: Vec<&Layer<'_>> = self.stack().collect();
        let handbook = self.timed("overlay", || {
            overlay(&self.shared.base, &stack, &self.plan.kind, project, self.engine.selection.drafts)
        });
        let handbook = handbook.into(diagnostics);
        let map = self.timed("link", || link(&handbook)).into(diagnostics);
        let program = self.timed("program", || program(&handbook, &map, project)).into(diagnostics);
        let Some(theme) = self.shared.themes.get(&self.plan.theme).and_then(|theme| theme.value.as_ref()) else {
            return EditionResult::Refused;
        };
        let colors = tokens::colored(&theme.tokens, &theme.pairs, &firm.brand, firm.file.as_ref(), diagnostics);
        let is_base = self.plan.firm.is_none();
        let subject = Subject {
            project,
            firm,
            is_base,
            handbook: &handbook,
            map: &map,
            program: &program,
            today: self.engine.selection.today.as_deref(),
            theme,
            colors: &colors,
        };
        diagnostics.extend(self.timed("check", || check::check(&subject)));
        self.settle(diagnostics);
        if self.stops(diagnostics) && !matches!(self.target, Target::Nowhere) {
            return EditionResult::Refused;
        }
        let edition = Edition::new(firm, project, &handbook, &map, &program, theme, &colors);
        match self.render(&edition, diagnostics) {
            Ok(result) => result,
            Err(error) => EditionResult::Failed(error),
        }
    }

    /// Whether something found keeps the edition from being published.
    fn stops(&self, diagnostics: &[Diagnostic]) -> bool {
        let least = if self.engine.selection.strict { Severity::Warning } else { Severity::Error };
        diagnostics.iter().any(|diagnostic| diagnostic.severity >= least)
    }

    /// Renders all files and hands each on as soon as it is done.
    fn render(&self, edition: &Edition<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<EditionResult, PublishError> {
        let sink = match self.target {
            Target::Disk(out) => Sink::Disk(Box::new(out.edition(&self.plan.name)?), &self.engine.origin),
            Target::Memory(_) => Sink::Memory(Mutex::default(), &self.engine.origin),
            Target::Nowhere => Sink::Nowhere,
        };
        self.observer.expect(edition.map.pages.len());
        let problems: Mutex<Vec<Diagnostic>> = Mutex::default();
        let failed: Mutex<Option<PublishError>> = Mutex::default();
        let stop = AtomicBool::new(false);
        let page = |id: PageId| {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            self.counts.rendered.fetch_add(1, Ordering::Relaxed);
            let rendered = self.timed("render", || edition.page(id));
            let put = rendered.map(|output| self.timed("publish", || sink.put(output)));
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
        let pages: Vec<PageId> = edition.map.ids().collect();
        if self.parallel {
            pages.into_par_iter().with_min_len(4).for_each(page)
        } else {
            pages.into_iter().for_each(page)
        }
        match outputs::all(edition) {
            Ok(outputs) => outputs.into_iter().try_for_each(|output| sink.put(output))?,
            Err(diagnostic) => lock(&problems).push(*diagnostic),
        }
        if let Some(error) = failed.into_inner().ok().flatten() {
            return Err(error);
        }
        diagnostics.extend(problems.into_inner().unwrap_or_default());
        self.settle(diagnostics);
        if self.stops(diagnostics) && !matches!(self.target, Target::Nowhere) {
            return Ok(EditionResult::Refused);
        }
        self.timed("publish", || self.finish(sink, diagnostics))
    }

    fn finish(&self, sink: Sink<'_>, diagnostics: &[Diagnostic]) -> Result<EditionResult, PublishError> {
        match (sink, self.target) {
            (Sink::Disk(staging, _), _) => {
                let report = serde_json::to_string(diagnostics).unwrap_or_default();
                let published =
                    staging.commit(Record { inputs: self.plan.inputs, report }, env!("CARGO_PKG_VERSION"))?;
                Ok(EditionResult::Published(published))
            }
            (Sink::Memory(files, _), Target::Memory(editions)) => {
                lock(editions).insert(self.plan.name.clone(), files.into_inner().unwrap_or_default());
                Ok(EditionResult::Checked)
            }
            _ => Ok(EditionResult::Checked),
        }
    }

    fn timed<T>(&self, part: &'static str, work: impl FnOnce() -> T) -> T {
        let Some(begin) = self.observer.now() else { return work() };
        let result = work();
        if let Some(end) = self.observer.now() {
            self.observer.took(part, end.saturating_sub(begin));
        }
        result
    }
}

/// What is said where nothing else is: the check that refused an edition is turned off.
fn silenced() -> Diagnostic {
    Diagnostic::new("template-error", "this edition cannot be rendered, and the check that would say why is off")
        .at(Place::file(&"content/handbook.yaml".into()))
        .help("set `template-error` and `container-syntax` to `error` under `checks:`")
}

/// A lock that a panic elsewhere does not spoil.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Sink<'_> {
    fn put(&self, output: Output) -> Result<(), PublishError> {
        match (self, output.content) {
            (Self::Nowhere, _) => Ok(()),
            (Self::Disk(staging, _), Content::Bytes(bytes)) => staging.put(&output.path, &bytes),
            (Self::Disk(staging, origin), Content::Copy(source)) => match origin.on_disk(&source.file) {
                Some(path) => staging.put_file(&output.path, &path, source.digest),
                None => staging.put(&output.path, &bytes(origin, &source)),
            },
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
