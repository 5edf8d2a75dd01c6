//! Where a page comes from, for people.

use std::borrow::Cow;
use std::collections::BTreeSet;

use mentorbook::explain::{
    ExplainedChange, ExplainedPage, ExplainedSection, ExplainedSpelling, ExplainedVariable,
    RemovedSection, SetBy,
};
use mentorbook::print::shown;
use mentorbook::{DriftState, LayerId};

use crate::places::Places;
use crate::table::Table;

/// The page with its tables, and what the states in them mean.
pub(super) fn told(page: &ExplainedPage, places: &mut Places<'_>) -> String {
    let mut text = format!("{}\n{} of {}", shown(&page.title), shown(&page.path), page.firm);
    match &page.address {
        Some(address) => text.push_str(&format!(", published at {}", shown(address))),
        None => text.push_str(", which a layer hides"),
    }
    if page.is_draft {
        text.push_str("; a draft");
    }
    if !page.audience.is_empty() {
        text.push_str(&format!("; for {}", shown(&page.audience.join(", "))));
    }
    text.push('\n');

    let tables = [
        changes("the page as a whole", &page.changes, places),
        sections(&page.sections, places),
        removed(&page.removed, places),
        changes("without what it names", &page.lost, places),
        variables(&page.variables, places),
        spelling(page.spelling.as_ref(), places),
    ];
    for table in tables.iter().filter(|table| !table.is_empty()) {
        text.push('\n');
        text.push_str(&table.text());
    }
    text + &legend(page)
}

fn sections(sections: &[ExplainedSection], places: &mut Places<'_>) -> Table {
    let mut table = Table::new(&["section", "from", "change", "state", "where"]);
    for section in sections {
        let name = match (&section.id, section.level) {
            (None, _) => "  (added text)",
            (Some(_), 0) => "(before the first heading)",
            (Some(id), _) => id,
        };
        // What put it there is said beside it, what moved it in a line of its own.
        let (here, moved): (Vec<_>, Vec<_>) =
            section.changes.iter().partition(|change| change.place == section.place);
        let change: Cow<'_, str> = match (here.first(), &section.part_of) {
            (Some(change), _) => Cow::Borrowed(&change.operation),
            (None, Some(id)) => Cow::Owned(format!("with {id}")),
            (None, None) => Cow::Borrowed(""),
        };
        let state = here.first().map_or("", |change| state(change));

        table.row([name, &section.layer.to_string(), &change, state, &places.of(&section.place)]);

        let mut remarks = Vec::new();
        if !section.over.is_empty() {
            remarks.push(format!("instead of that of {}", names(&section.over)));
        }
        if !section.audience.is_empty() {
            remarks.push(format!("for {}", section.audience.join(", ")));
        }
        remarks.extend(here.into_iter().flat_map(grounds));
        add_remarks(&mut table, &remarks);
        moved.into_iter().for_each(|change| add_change(&mut table, "", change, places));
    }
    table
}

fn removed(removed: &[RemovedSection], places: &mut Places<'_>) -> Table {
    let mut table = Table::new(&["taken away", "by", "change", "state", "where"]);
    for section in removed {
        add_change(&mut table, &section.id, &section.change, places);
    }
    table
}

fn changes(title: &str, changes: &[ExplainedChange], places: &mut Places<'_>) -> Table {
    let mut table = Table::new(&[title, "by", "state", "where"]);
    for change in changes {
        let (layer, place) = (change.layer.to_string(), places.of(&change.place));
        table.row([&change.operation, &layer, state(change), &place]);
        add_remarks(&mut table, &grounds(change));
    }
    table
}

fn add_change(table: &mut Table, name: &str, change: &ExplainedChange, places: &mut Places<'_>) {
    let (layer, place) = (change.layer.to_string(), places.of(&change.place));
    table.row([name, &layer, &change.operation, state(change), &place]);
    add_remarks(table, &grounds(change));
}

fn add_remarks(table: &mut Table, remarks: &[String]) {
    if !remarks.is_empty() {
        table.remark(&remarks.join("; "));
    }
}

fn variables(variables: &[ExplainedVariable], places: &mut Places<'_>) -> Table {
    let mut table = Table::new(&["variable", "value", "where"]);
    for ExplainedVariable { name, value, set_by } in variables {
        let place = match set_by {
            SetBy::Layer(place) | SetBy::Firm(Some(place)) => places.of(place),
            SetBy::Default(Some(place)) => format!("{}, by default", places.of(place)),
            SetBy::Nobody(Some(place)) => format!("not set; declared in {}", places.of(place)),
            SetBy::Firm(None) | SetBy::Default(None) => "by default".to_owned(),
            SetBy::Nobody(None) => "not set".to_owned(),
        };

        table.row([name, &cut(value.as_deref().unwrap_or_default()), &place]);
    }
    table
}

fn spelling(spelling: Option<&ExplainedSpelling>, places: &mut Places<'_>) -> Table {
    let mut table = Table::new(&["spelled otherwise", "by", "where"]);
    let Some(ExplainedSpelling { list, place, words }) = spelling else { return table };
    let place = places.of(place);
    for (written, spelled) in words {
        table.row([&format!("{written} → {spelled}"), list, &place]);
    }
    table
}

/// More of a value is not shown in the table, in characters.
const MOST_OF_A_VALUE: usize = 40;

fn cut(value: &str) -> String {
    match value.char_indices().nth(MOST_OF_A_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn names(layers: &[LayerId]) -> String {
    layers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn state(change: &ExplainedChange) -> &'static str {
    change.state.map_or("not known", DriftState::name)
}

fn grounds(change: &ExplainedChange) -> Vec<String> {
    let reason = change.grounds.reason.as_ref().map(|reason| format!("reason: {reason}"));
    let until = change.grounds.until.as_ref().map(|until| format!("until {}", until.day));
    reason.into_iter().chain(until).collect()
}

/// What the states mean that are not as they should be.
fn legend(page: &ExplainedPage) -> String {
    let whole = page.changes.iter().chain(&page.lost);
    let of_sections = page.sections.iter().flat_map(|section| &section.changes);
    let taken = page.removed.iter().map(|section| &section.change);
    // The worst comes last, and is told first.
    let states: BTreeSet<Option<DriftState>> =
        whole.chain(of_sections).chain(taken).map(|change| change.state).collect();

    let lines = states.into_iter().rev().filter_map(|state| {
        let name = state.map_or("not known", DriftState::name);
        Some(format!("{name}: {}\n", meaning(state)?))
    });
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

fn meaning(state: Option<DriftState>) -> Option<&'static str> {
    let Some(state) = state else {
        return Some(
            "it never had what it names, or its layer's overrides.lock cannot be read; `mentorbook \
             check` says which",
        );
    };
    Some(match state {
        DriftState::Current => return None,
        DriftState::New => "not in its layer's overrides.lock yet; the next build adds it",
        DriftState::Unused => "nothing overrides this any more",
        DriftState::Redundant => "it says what stands below it by now, and can be taken away",
        DriftState::ContextChanged => "the text that it adds to has changed since it was written",
        DriftState::Drifted => {
            "it was written against an older text; `mentorbook drift show` has both"
        }
        DriftState::Orphaned => "what it was written for is gone",
    })
}
