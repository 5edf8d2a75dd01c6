//! What became of the overrides of all selected editions, without making any page.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;

use super::analysis::settle;
use super::compiled::{Compiled, needed};
use super::plan::Plan;
use super::{Counts, Engine, LayerIdx, LayerInput};
use crate::diagnostic::Checked;
use crate::diagnostic::report::Report;
use crate::drift::{self, OverrideStatus, SourceTexts, Subject};
use crate::load::{LayerId, Origin};

/// The overrides of a handbook.
#[derive(Debug)]
pub struct KnownOverrides {
    /// By layer and what is overridden, each once: as it is in the edition where it fares worst.
    pub overrides: Vec<OverrideStatus>,
    /// The layers of the selected editions, the base first.
    pub layers: Vec<KnownLayer>,
    /// What there is to say of them and of their locks.
    pub report: Report,
    /// Where the texts can be read again.
    pub origin: Origin,
}

/// A layer, as people know it.
#[derive(Debug)]
pub struct KnownLayer {
    /// Which layer.
    pub id: LayerId,
    /// Its name for people; that of the handbook for the base.
    pub name: String,
    /// The language of its texts, where they are translations: `fr` where the handbook's is `en`, but
    /// not `en-GB`.
    pub language: Option<String>,
}

impl Engine {
    /// Compares the overrides of the selected editions with the locks of their layers.
    pub fn overrides(mut self) -> KnownOverrides {
        let plans = self.plans();
        let compiled = self.compile(&plans, &Counts::default());
        let texts = SourceTexts::new(&self.origin);
        let editions = plans.par_iter().map(|plan| self.overrides_of(&compiled, plan, &texts));
        let editions: Vec<Checked<Vec<OverrideStatus>>> = editions.collect();

        let found = plans.iter().zip(&editions);
        let report = Report::merge(
            found.map(|(plan, found)| (plan.name.as_str(), found.diagnostics.as_slice())),
        );

        let mut worst = BTreeMap::new();
        for status in editions.into_iter().flat_map(|found| found.value) {
            keep_worst(&mut worst, status);
        }

        let layers = needed(&plans).into_keys().map(|at| self.known_layer(at)).collect();
        let overrides = worst.into_values().collect();
        KnownOverrides { overrides, layers, report, origin: self.origin }
    }

    fn known_layer(&self, at: LayerIdx) -> KnownLayer {
        let LayerInput { files, head, .. } = &self.layers[at.0];
        let (name, config) = match (&files.id, &head.firm) {
            (LayerId::Base, _) => (&self.project.title, &head.config),
            (_, Some(firm)) => (&firm.name, &firm.config),
            (_, None) => (&head.config.name, &head.config),
        };

        let ours = &self.project.language;
        let language = config.language.as_ref().map(|language| &language.value);
        let language = language.filter(|language| drift::is_translation(language, ours));
        KnownLayer { id: files.id.clone(), name: name.clone(), language: language.cloned() }
    }

    fn overrides_of(
        &self,
        compiled: &Compiled,
        plan: &Plan,
        texts: &SourceTexts<'_>,
    ) -> Checked<Vec<OverrideStatus>> {
        let handbook = self.handbook(compiled, plan, &plan.kind).value;
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
