//! What an import tells: what it converted, what a person must look at, what it left out.

use std::collections::{BTreeMap, BTreeSet};

/// Something that only a person can decide, and what to write.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Advice {
    /// What was found, as a heading.
    pub(super) found: &'static str,
    /// What to do about it.
    pub(super) todo: &'static str,
}

/// Said where the look of a site cannot be kept: by its source, or in the end by the checks.
pub(super) static LOOK: Advice = Advice {
    found: "What the old site looks like",
    todo: "It could not be brought over. Put the logo into the folder of a firm, and write \
           `brand: {logo: assets/logo.svg, colors: {accent: \"#1f4e79\"}}` in its firm.yaml.",
};

/// Where a person must look: a line of a file of the source, and what stands there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Look {
    pub(super) file: String,
    /// Counted from 1; none where the file as a whole is meant.
    pub(super) line: Option<usize>,
    /// What stands there.
    pub(super) old: String,
}

/// What was told of one import, or of one page of it.
#[derive(Default, Debug)]
pub(super) struct Notes {
    /// How often each kind of thing was converted.
    pub(super) converted: BTreeMap<&'static str, usize>,
    /// What a person must look at, and where.
    pub(super) looks: BTreeMap<&'static Advice, BTreeSet<Look>>,
    /// What is not in the handbook, by the reason.
    pub(super) left: BTreeMap<&'static str, BTreeSet<String>>,
}

/// Quotations are cut after so many characters.
const MOST_QUOTED: usize = 120;

impl Notes {
    /// Counts one thing that was converted.
    pub(super) fn converted(&mut self, what: &'static str) {
        *self.converted.entry(what).or_default() += 1;
    }

    /// Asks a person to look at a line.
    pub(super) fn look(&mut self, advice: &'static Advice, file: &str, line: usize, old: &str) {
        let old = shown(old);
        let look = Look { file: file.to_owned(), line: Some(line), old };
        self.looks.entry(advice).or_default().insert(look);
    }

    /// Asks a person to look at a file.
    pub(super) fn look_at_file(&mut self, advice: &'static Advice, file: &str, why: &str) {
        let look = Look { file: file.to_owned(), line: None, old: shown(why) };
        self.looks.entry(advice).or_default().insert(look);
    }

    /// Says that something is not in the handbook.
    pub(super) fn left_out(&mut self, why: &'static str, what: impl Into<String>) {
        self.left.entry(why).or_default().insert(what.into());
    }

    /// Takes over what was told elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        for (what, count) in other.converted {
            *self.converted.entry(what).or_default() += count;
        }
        for (advice, looks) in other.looks {
            self.looks.entry(advice).or_default().extend(looks);
        }
        for (why, what) in other.left {
            self.left.entry(why).or_default().extend(what);
        }
    }

    /// How many places a person must look at.
    pub(super) fn places(&self) -> usize {
        self.looks.values().map(BTreeSet::len).sum()
    }
}

/// A text for a line of a report: one line, not too long.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
