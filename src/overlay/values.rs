//! The variables' values of an edition.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Layer, Stacked};
use crate::date;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::project::variables::Declaration;
use crate::project::{Firm, Project, Values, VarId, VariableKind};
use crate::words::Words;

/// The values of a stack: defaults, then what the firm says of itself, then each layer's.
pub(super) fn of(
    stack: &[&Layer],
    words: &Words,
    project: &Project,
    stacked: &Stacked,
    diagnostics: &mut Vec<Diagnostic>,
) -> Values {
    let variables = &project.variables;
    let mut values = variables.defaults();
    let mut set = HashSet::new();

    let firm = stack.iter().find_map(|layer| layer.head.firm.as_deref());
    let built_in = firm.into_iter().flat_map(Firm::built_in);
    let built_in = built_in.filter_map(|(name, value)| Some((variables.find(name)?, value)));
    let settings = stack.iter().flat_map(|layer| &layer.config().settings);
    // Lowest layer first, so the topmost that sets a variable has the last word.
    for (id, value) in built_in.chain(settings.map(|(id, value, _)| (*id, value.clone()))) {
        values.set(id, value);
        set.insert(id);
    }

    if let Some(firm) = firm {
        // The base's own edition has no firm that could set a required one, so nothing is missing.
        let required = variables.iter().filter(|(_, declaration)| declaration.required);
        let missed = required.filter(|(id, _)| !set.contains(id));
        let missed: Vec<_> = missed.collect();
        // Nearly always there is nothing to look for.
        let users = if missed.is_empty() { HashMap::new() } else { users(stacked) };
        diagnostics.extend(missed.into_iter().map(|(id, declaration)| {
            missing(firm, declaration, users.get(&id).into_iter().flatten().copied().collect())
        }));
    }

    write_dates(&mut values, project, words);
    values
}

/// Writes dates as people of that language do.
fn write_dates(values: &mut Values, project: &Project, words: &Words) {
    for (id, _) in project.variables.iter().filter(|(_, known)| known.kind == VariableKind::Date) {
        let Some(value) = values.get(id) else { continue };
        // The items keep the day as `YYYY-MM-DD`, which timelines and conditions compare.
        let text = date::written(&value.text, words).into();
        let mut value = value.clone();
        value.text = text;
        values.set(id, value);
    }
}

/// The files that use each variable.
fn users(stacked: &Stacked) -> HashMap<VarId, BTreeSet<&str>> {
    let mut users: HashMap<VarId, BTreeSet<&str>> = HashMap::new();
    for document in stacked.pages.values().flat_map(|page| &page.documents) {
        for (id, _) in &document.uses {
            users.entry(*id).or_default().insert(&document.file);
        }
    }
    users
}

fn missing(firm: &Firm, declaration: &Declaration, users: Vec<&str>) -> Diagnostic {
    let name = &declaration.name;
    let description = match &*declaration.description {
        "" => String::new(),
        description => format!(" ({description})"),
    };
    let message = format!("{} does not set `{name}`", firm.name);
    let mut diagnostic = Diagnostic::new(&checks::MISSING_VARIABLE, message)
        .help(format!("add it under `variables:` in firm.yaml: `{name}: …`{description}"));
    diagnostic.place = firm.file.as_ref().map(Place::file);
    // Those that every handbook has are declared nowhere.
    if let Some(place) = &declaration.place {
        diagnostic = diagnostic.label(place.clone(), "declared here as required");
    }

    if users.is_empty() {
        return diagnostic;
    }
    diagnostic.note(format!("used in {}", users.join(", ")))
}
