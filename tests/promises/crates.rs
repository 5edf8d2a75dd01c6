//! What comes with the program from elsewhere, and that nothing of ours is `unsafe`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Form;
use crate::suite::tidy::crates::{
    MOST, duplicates, foreign_licences, locked, metadata, unsafe_code,
};
use crate::trial::{Outcome, Trial, must};

pub(crate) fn attempt(_: Form) -> Outcome {
    let count = locked().values().map(BTreeSet::len).sum::<usize>();
    let mut trial = Trial { tried: count, ..Trial::default() };
    let few = must(count <= MOST, || format!("{count} crates are in the lock file"));
    trial.failures.extend(few.err());
    trial.failures.extend(duplicates());
    trial.failures.extend(foreign_licences());
    trial.failures.extend(unsafe_code());
    trial.measured(format!("{count} locked, {} in the program", in_the_program())).into()
}

/// How many crates are compiled into the program on this machine.
fn in_the_program() -> usize {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let by_id: BTreeMap<&str, &Value> =
        nodes.iter().map(|node| (node["id"].as_str().expect("an id"), node)).collect();
    let packages = metadata["packages"].as_array().expect("packages");
    let is_macro = |id: &str| {
        let package = packages.iter().find(|package| package["id"] == id).expect("known");
        let kinds = package["targets"].as_array().expect("targets");
        kinds.iter().any(|target| target["kind"][0] == "proc-macro")
    };

    let mut seen = BTreeSet::new();
    let mut waiting = vec![metadata["resolve"]["root"].as_str().expect("a root")];
    while let Some(id) = waiting.pop() {
        if is_macro(id) || !seen.insert(id) {
            continue;
        }
        for needed in by_id[id]["deps"].as_array().expect("crates") {
            let kinds = needed["dep_kinds"].as_array().expect("kinds");
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(needed["pkg"].as_str().expect("an id"));
            }
        }
    }
    seen.len()
}
