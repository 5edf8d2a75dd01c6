//! What became of the overrides of all selected editions, without making any page.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;

use super::analysis::settle;
use super::compiled::Compiled;
use super::plan::Plan;
use super::{Counts, Engine};
use crate::diagnostic::Checked;
use crate::diagnostic::report::Report;
use crate::drift::{self, OverrideStatus, SourceTexts, Subject};
use crate::load::{LayerId, Origin};
use crate::overlay::overlay;

/// The overrides of a handbook.
#[derive(Debug)]
pub struct KnownOverrides {
    /// By layer and what is overridden, each once: as it is in the edition where it fares worst.
    pub overrides: Vec<OverrideStatus>,
    /// What there is to say of them and of their locks.
    pub report: Report,
    /// Where the texts can be read again.
    pub origin: Origin,
}

impl Engine {
    /// Compares the overrides of the selected editions with the locks of their layers.
    pub fn overrides(mut self) -> KnownOverrides {
        let plans = self.plans();
        let compiled = self.compile(&plans, &Counts::default());
        let texts = SourceTexts::new(&self.origin);
        let editions = plans.par_iter().map(|plan| self.overrides_of(&compiled, plan, &texts));
        let editions: Vec<Checked<Vec<OverrideStatus>>> = editions.collect();

        let report = Report::merge(
            plans
                .iter()
                .zip(&editions)
                .map(|(plan, found)| (plan.name.as_str(), found.diagnostics.as_slice())),
        );
        let mut worst = BTreeMap::new();
        for status in editions.into_iter().flat_map(|found| found.value) {
            keep_worst(&mut worst, status);
        }
        KnownOverrides { overrides: worst.into_values().collect(), report, origin: self.origin }
    }

    fn overrides_of(
        &self,
        compiled: &Compiled,
        plan: &Plan,
        texts: &SourceTexts<'_>,
    ) -> Checked<Vec<OverrideStatus>> {
        let stack = compiled.stack(plan);
        let drafts = self.selection.drafts;
        let handbook = overlay(&compiled.base, &stack, &plan.kind, &self.project, drafts).value;

        let stack = compiled.locked_stack(plan);
        let mut found = drift::overrides(&handbook, &stack, texts, self.selection.locked);
        settle(&mut found.diagnostics, self);
        found
    }
}

/// An override of a shared layer is in many editions, and one of a firm in each of its editions.
fn keep_worst(worst: &mut BTreeMap<(LayerId, Subject), OverrideStatus>, status: OverrideStatus) {
    match worst.entry((status.layer.clone(), status.subject.clone())) {
        Entry::Vacant(place) => {
            place.insert(status);
        }
        Entry::Occupied(mut known) if known.get().state < status.state => {
            known.insert(status);
        }
        Entry::Occupied(_) => {}
    }
}
