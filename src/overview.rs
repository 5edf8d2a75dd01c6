//! Every layer of a handbook on one screen: what in it needs somebody, those first that need help
//! most.
//!
//! Each problem is counted once, with whoever can mend it: what the base's own edition has as well
//! is the base's, what stands in a shared layer's file is that layer's, and the rest is the firm's.

mod measure;
mod page;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::drift::{OverridePart, OverrideStatus, Subject};
use crate::engine::{KnownLayer, KnownOverrides, Outcome, Run};
use crate::load::LayerId;
use crate::project::Grounds;
use crate::publish::{Footprint, PublishedFolder};

pub use measure::Measure;
pub use page::page;

/// All layers, those first that need help most.
#[derive(Debug)]
pub struct Overview {
    /// One for each layer.
    pub rows: Vec<OverviewRow>,
    /// Overrides of which somebody said why they are there, or until when: those that end first.
    pub explained: Vec<ExplainedOverride>,
    /// What hinders a look at published editions.
    pub notes: Vec<String>,
}

/// An override of which somebody said why it is there, or until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedOverride {
    /// The layer that overrides.
    pub layer: LayerId,
    /// What it overrides, as it is written on the command line.
    pub subject: String,
    /// The last day on which it is meant to hold, `YYYY-MM-DD`.
    pub until: Option<Arc<str>>,
    /// Why it is there.
    pub reason: Option<Arc<str>>,
}

impl ExplainedOverride {
    /// What ends first comes first, and what is to stay comes last.
    fn place_in_list(&self) -> (bool, Option<&str>, &LayerId, &str) {
        (self.until.is_none(), self.until.as_deref(), &self.layer, &self.subject)
    }
}

impl fmt::Display for ExplainedOverride {
    /// In one line, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.layer, self.subject)?;
        if let Some(until) = &self.until {
            write!(f, ", until {until}")?;
        }
        self.reason.iter().try_for_each(|reason| write!(f, ": {reason}"))
    }
}

/// How one layer fares.
#[derive(Debug)]
pub struct OverviewRow {
    /// Which layer.
    pub layer: LayerId,
    /// Its name for people.
    pub name: String,
    /// The language of its texts, where they are translations.
    pub language: Option<String>,
    /// Problems that keep its editions from being published.
    pub errors: usize,
    /// Problems that do not.
    pub warnings: usize,
    /// How many overrides it has.
    pub overrides: usize,
    /// What its editions take together, as they are published; none where none is, or nobody can
    /// tell.
    pub published: Option<Footprint>,
    counts: BTreeMap<Measure, usize>,
}

impl Overview {
    /// Puts together what a check of all editions found, the base's own among them, what became of
    /// all overrides, and what is published in a folder.
    pub fn new(run: &Run, known: &KnownOverrides, out: &Path) -> Self {
        let mut rows: BTreeMap<&LayerId, OverviewRow> =
            known.layers.iter().map(|layer| (&layer.id, OverviewRow::of(layer))).collect();

        for (owner, diagnostic) in owned(run) {
            if let Some(row) = rows.get_mut(&owner) {
                row.add(diagnostic);
            }
        }
        for status in &known.overrides {
            if let Some(row) = rows.get_mut(&status.layer) {
                row.overrides += 1;
                row.count(Measure::of_state(status.state));
            }
        }

        let notes = add_published(run, out, &mut rows);
        let mut rows: Vec<OverviewRow> = rows.into_values().collect();
        rows.iter_mut().for_each(OverviewRow::settle);
        // Stable, so layers that fare alike stay in their order.
        rows.sort_by_key(|row| Reverse(row.urgency()));
        Self { rows, explained: explained(&known.overrides), notes }
    }
}

/// Those that somebody explained, in the order in which they end; then those that are to stay.
fn explained(overrides: &[OverrideStatus]) -> Vec<ExplainedOverride> {
    let said = overrides.iter().filter(|status| status.grounds != Grounds::default());
    let mut explained: Vec<ExplainedOverride> = said
        .map(|status| ExplainedOverride {
            layer: status.layer.clone(),
            subject: explained_subject(&status.subject),
            until: status.grounds.until.as_ref().map(|until| until.day.clone()),
            reason: status.grounds.reason.clone(),
        })
        .collect();

    explained.sort_by(|one, other| one.place_in_list().cmp(&other.place_in_list()));
    explained.dedup();
    explained
}

/// What an override is called where it is explained: all keys of a file have that file's grounds.
fn explained_subject(subject: &Subject) -> String {
    match &subject.part {
        OverridePart::Key(_) => subject.path.to_string(),
        _ => subject.to_string(),
    }
}

impl OverviewRow {
    fn of(layer: &KnownLayer) -> Self {
        Self {
            layer: layer.id.clone(),
            name: layer.name.clone(),
            language: layer.language.clone(),
            errors: 0,
            warnings: 0,
            overrides: 0,
            published: None,
            counts: BTreeMap::new(),
        }
    }

    fn add(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Notice => {}
        }
        self.count(Measure::of_diagnostic(diagnostic));
    }

    fn count(&mut self, measure: Option<Measure>) {
        if let Some(measure) = measure {
            *self.counts.entry(measure).or_default() += 1;
        }
    }

    /// Tells of the drift of a translation in its own words.
    fn settle(&mut self) {
        if self.language.is_some() {
            let behind = self.counts.remove(&Measure::Drifted);
            self.counts.extend(behind.map(|behind| (Measure::TranslationsBehind, behind)));
        }
    }

    /// How much there is of something.
    pub fn get(&self, measure: Measure) -> usize {
        self.counts.get(&measure).copied().unwrap_or(0)
    }

    /// What there is to do, the most urgent first.
    pub fn needs(&self) -> impl Iterator<Item = (Measure, usize)> {
        self.counts.iter().map(|(measure, count)| (*measure, *count))
    }

    /// What is not published comes first, then what tells readers something old.
    fn urgency(&self) -> [usize; 4] {
        let drift = [Measure::Orphaned, Measure::Drifted, Measure::TranslationsBehind];
        let drift = drift.iter().map(|measure| self.get(*measure)).sum();
        [self.errors, drift, self.warnings, self.counts.values().sum()]
    }
}

/// Adds what each edition takes where it is published, and says of which nobody can tell.
fn add_published(run: &Run, out: &Path, rows: &mut BTreeMap<&LayerId, OverviewRow>) -> Vec<String> {
    let folder = match PublishedFolder::open(out) {
        Ok(Some(folder)) => folder,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![error.to_string()],
    };

    let mut notes = Vec::new();
    for Outcome { name, .. } in &run.outcomes {
        let Some(row) = rows.get_mut(&layer_of(name)) else { continue };
        match folder.edition(name) {
            Ok(edition) => {
                let found = edition.and_then(|edition| edition.footprint());
                row.published = together(row.published.take(), found);
            }
            Err(error) => notes.push(format!("what is published of {name} is not known: {error}")),
        }
    }
    notes
}

/// Each problem of a run once, with the layer that can mend it.
fn owned(run: &Run) -> BTreeSet<(LayerId, &Diagnostic)> {
    let all = || run.outcomes.iter().map(|outcome| (layer_of(&outcome.name), &outcome.diagnostics));
    let of_base = all().filter(|(layer, _)| *layer == LayerId::Base);
    let of_base: BTreeSet<&Diagnostic> = of_base.flat_map(|(_, diagnostics)| diagnostics).collect();

    let mut owned = BTreeSet::new();
    for (layer, diagnostics) in all() {
        for diagnostic in diagnostics {
            let owner = match shared_layer(diagnostic) {
                _ if of_base.contains(diagnostic) => LayerId::Base,
                Some(shared) => shared,
                None => layer.clone(),
            };
            owned.insert((owner, diagnostic));
        }
    }
    // What concerns no edition is in none.
    let stray = run.report.findings.iter().filter(|found| found.editions.is_empty());
    owned.extend(stray.map(|found| (LayerId::Base, &found.diagnostic)));
    owned
}

/// The shared layer in whose file a problem is.
fn shared_layer(diagnostic: &Diagnostic) -> Option<LayerId> {
    let file = &diagnostic.place.as_ref()?.file;
    let (name, _) = file.strip_prefix("content/layers/")?.split_once('/')?;
    Some(LayerId::Shared(name.into()))
}

/// The layer whose edition has this name: `acme`, `acme.facilitators`.
fn layer_of(edition: &str) -> LayerId {
    match edition.split_once('.').map_or(edition, |(firm, _)| firm) {
        "base" => LayerId::Base,
        firm => LayerId::Firm(firm.into()),
    }
}

/// What two editions take, and the day of the later one.
fn together(one: Option<Footprint>, other: Option<Footprint>) -> Option<Footprint> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    Some(Footprint {
        files: one.files + other.files,
        bytes: one.bytes + other.bytes,
        // Days as `YYYY-MM-DD` sort as their texts do.
        day: one.day.as_str().max(&other.day).to_owned(),
    })
}
