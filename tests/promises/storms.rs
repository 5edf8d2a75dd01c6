//! Storms of edits, after which the preview shows what a clean build writes.

use crate::Form;
use crate::suite::properties::incremental::{OPERATIONS, storm};
use crate::trial::{Outcome, Trial};

pub(crate) fn attempt(form: Form) -> Outcome {
    // Every tenth storm has a flood of files in it: the short form takes one of these.
    let numbers: Vec<usize> = (0..form.of(4, 40)).map(|at| at * form.of(3, 1)).collect();
    eprintln!("  storms {numbers:?}, {OPERATIONS} edits each");
    let trial = Trial::of(&numbers, |number| {
        storm(*number);
        Ok(())
    });
    trial.measured(format!("{OPERATIONS} edits each")).into()
}
