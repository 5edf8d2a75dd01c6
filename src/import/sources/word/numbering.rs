//! Lists of a document: which are numbered, and which number an item has.

use std::collections::BTreeMap;

use super::super::super::markup::Element;
use super::styles::{ListPlace, value};

/// Lists have so many levels.
const LEVELS: usize = 9;

/// The lists of a document.
#[derive(Default, Debug)]
pub(super) struct Numbering {
    /// Which kind each list is of.
    lists: BTreeMap<String, List>,
    kinds: BTreeMap<String, Vec<Level>>,
    /// The numbers that were given last, by the kind of list.
    counts: BTreeMap<String, [Option<u64>; LEVELS]>,
}

#[derive(Default, Debug)]
struct List {
    kind: String,
    /// Numbers that levels begin with again.
    starts: BTreeMap<usize, u64>,
    is_begun: bool,
}

#[derive(Clone, Debug)]
struct Level {
    form: Form,
    start: u64,
}

/// How items are marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Dots,
    Numbers,
    /// Letters or Roman numbers.
    Letters,
    /// With nothing.
    Nothing,
}

/// The mark of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ItemMark {
    pub(super) form: Form,
    pub(super) number: u64,
}

impl Numbering {
    /// Reads them from their part.
    pub(super) fn read(document: Element<'_>) -> Self {
        let mut numbering = Self::default();
        let mut linked: BTreeMap<String, String> = BTreeMap::new();
        let mut links: Vec<(String, String)> = Vec::new();
        let all = document.child("w:numbering").into_iter().flat_map(Element::elements);
        for element in all {
            match element.name() {
                "w:abstractNum" => {
                    let id = element.attribute("w:abstractNumId").unwrap_or_default().to_owned();
                    if let Some(style) = value(element, "w:styleLink") {
                        linked.insert(style.to_owned(), id.clone());
                    }
                    if let Some(style) = value(element, "w:numStyleLink") {
                        links.push((id.clone(), style.to_owned()));
                    }
                    numbering.kinds.insert(id, levels(element));
                }
                "w:num" => {
                    let id = element.attribute("w:numId").unwrap_or_default().to_owned();
                    numbering.lists.insert(id, list(element));
                }
                _ => {}
            }
        }

        // Some kinds only say which other one they are.
        for (id, style) in links {
            let levels = linked.get(&style).and_then(|other| numbering.kinds.get(other)).cloned();
            numbering.kinds.extend(levels.map(|levels| (id, levels)));
        }
        numbering
    }

    /// The mark of the next item at a place; none where the place is no list.
    pub(super) fn next(&mut self, place: &ListPlace) -> Option<ItemMark> {
        let list = self.lists.get_mut(&place.list)?;
        let levels = self.kinds.get(&list.kind);
        let usual = Level { form: Form::Dots, start: 1 };
        let level = levels.and_then(|levels| levels.get(place.level)).unwrap_or(&usual);

        let counts = self.counts.entry(list.kind.clone()).or_default();
        if !list.is_begun {
            list.is_begun = true;
            for at in list.starts.keys().filter(|at| **at < LEVELS) {
                counts[*at] = None;
            }
        }

        // Lists of one kind go on counting, unless they say where they begin.
        let start = list.starts.get(&place.level).copied().unwrap_or(level.start);
        let number = counts[place.level].map_or(start, |last| last.saturating_add(1));
        counts[place.level] = Some(number);
        // What lies deeper begins anew.
        counts[place.level + 1..].fill(None);

        Some(ItemMark { form: level.form, number })
    }
}

fn levels(kind: Element<'_>) -> Vec<Level> {
    let levels = kind.elements().filter(|element| element.name() == "w:lvl").take(LEVELS);
    let read = levels.map(|level| Level {
        form: match value(level, "w:numFmt").unwrap_or("decimal") {
            "bullet" => Form::Dots,
            "none" => Form::Nothing,
            "decimal" | "decimalZero" | "ordinal" | "cardinalText" | "ordinalText" => Form::Numbers,
            _ => Form::Letters,
        },
        start: value(level, "w:start").and_then(|start| start.parse().ok()).unwrap_or(1),
    });
    read.collect()
}

fn list(element: Element<'_>) -> List {
    let changes = element.elements().filter(|change| change.name() == "w:lvlOverride");
    let starts = changes.filter_map(|change| {
        let level = change.attribute("w:ilvl")?.parse().ok()?;
        Some((level, value(change, "w:startOverride")?.parse().ok()?))
    });
    List {
        kind: value(element, "w:abstractNumId").unwrap_or_default().to_owned(),
        starts: starts.collect(),
        is_begun: false,
    }
}
