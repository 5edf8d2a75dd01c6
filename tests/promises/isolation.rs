//! Tokens of each firm, in every place that a firm can write to: none is in another's edition.

use mentorbook::Selection;

use crate::Form;
use crate::harness::build;
use crate::suite::properties::isolation::tokens::{FIRMS, PLACES, handbook, wrong_in_all};
use crate::trial::{Outcome, Trial};

pub(crate) fn attempt(_: Form) -> Outcome {
    let site = build(handbook(), Selection::default());
    let failures = wrong_in_all(&site.editions);
    let trial = Trial { tried: FIRMS * PLACES.len(), failures, measured: None };
    trial.measured(format!("{} editions", site.editions.len())).into()
}
