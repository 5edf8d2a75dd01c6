//! All diagnostics of a run, merged and sorted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Diagnostic, Place, Severity};

/// A diagnostic and the editions it was met in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// The editions, by name.
    pub editions: Vec<String>,
}

/// Everything found in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// By file, position and check.
    pub findings: Vec<Finding>,
    /// How many editions were looked at.
    pub editions: usize,
}

impl Report {
    /// Merges equal diagnostics of several editions.
    pub fn merge<'a>(editions: impl IntoIterator<Item = (&'a str, &'a [Diagnostic])>) -> Self {
        let mut merged: BTreeMap<&Diagnostic, Vec<String>> = BTreeMap::new();
        let mut count = 0;
        for (edition, diagnostics) in editions {
            count += 1;
            for diagnostic in diagnostics {
                let editions = merged.entry(diagnostic).or_default();
                // An edition may say the same twice; its diagnostics come one after the other.
                if editions.last().is_none_or(|last| last != edition) {
                    editions.push(edition.to_owned());
                }
            }
        }

        let findings = merged
            .into_iter()
            .map(|(diagnostic, editions)| Finding { diagnostic: diagnostic.clone(), editions });
        Self { findings: findings.collect(), editions: count }
    }

    /// Adds what concerns no edition.
    pub fn add(&mut self, diagnostics: Vec<Diagnostic>) {
        self.findings.extend(
            diagnostics.into_iter().map(|diagnostic| Finding { diagnostic, editions: Vec::new() }),
        );
        self.findings.sort_by(|a, b| a.diagnostic.cmp(&b.diagnostic));
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.severity == severity).count()
    }
}

impl Finding {
    /// In how many of the editions it was met; nothing where it was met in all of them.
    pub fn where_met(&self, all: usize) -> Option<String> {
        if self.editions.is_empty() || self.editions.len() == all {
            return None;
        }

        let names = match self.editions.as_slice() {
            // To count the last one or two would save no room over naming them.
            [first, second, third, rest @ ..] if rest.len() > 2 => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            names => names.join(", "),
        };
        Some(format!("in {} of {all} editions: {names}", self.editions.len()))
    }
}

/// A position in a text, both counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line
    pub line: usize,
    /// Column
    pub column: usize,
}

/// A text with the places of its lines.
#[derive(Debug)]
pub struct Lines {
    /// The text.
    pub text: String,
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    pub fn of(text: String) -> Self {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line a byte stands on, counted from 0, and where it begins.
    pub fn line(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        (line, self.starts[line])
    }

    /// The position of a byte.
    pub fn position(&self, at: usize) -> Position {
        // The text may be shorter by now than it was when the place was found.
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let (line, start) = self.line(at);
        Position { line: line + 1, column: 1 + self.text[start..at].chars().count() }
    }
}

/// Where a place begins; the first line where only the file is known.
pub fn start(place: &Place, lines: Option<&Lines>) -> Position {
    match (place.span, lines) {
        (Some(span), Some(lines)) => lines.position(span.start),
        _ => Position { line: 1, column: 1 },
    }
}
