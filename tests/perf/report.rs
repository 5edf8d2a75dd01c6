//! The tables that the benchmark prints.

use std::fmt;

use crate::measure::{Run, Series, median};

/// One result, and what it should be.
pub(crate) struct Figure {
    what: String,
    unit: Unit,
    /// One value a round; none where there was nothing to compare with.
    rounds: Vec<f64>,
    /// The median must not be above it.
    target: Option<f64>,
}

#[derive(Clone, Copy)]
pub(crate) enum Unit {
    /// So many times another run; below one as a fraction, `1/8`.
    Ratio,
    /// The power of the number of pages that the work grows with.
    Exponent,
    Mebibytes,
    Milliseconds,
    Files,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    Missed,
    /// There is no target, or nothing was measured.
    None,
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, unit: Unit, rounds: Vec<f64>) -> Self {
        Self { what: what.into(), unit, rounds, target: None }
    }

    pub(crate) fn at_most(self, target: f64) -> Self {
        Self { target: Some(target), ..self }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        match self.target {
            Some(target) if median(&self.rounds) <= target => Verdict::Met,
            Some(_) if !self.rounds.is_empty() => Verdict::Missed,
            _ => Verdict::None,
        }
    }

    fn cells(&self) -> Vec<String> {
        let show = |value: f64| Shown(value, self.unit).to_string();
        let lowest = self.rounds.iter().copied().reduce(f64::min);
        let highest = self.rounds.iter().copied().reduce(f64::max);
        let (measured, spread) = match (lowest, highest) {
            (Some(lowest), Some(highest)) => {
                (show(median(&self.rounds)), format!("{} to {}", show(lowest), show(highest)))
            }
            _ => ("no Hugo".to_owned(), String::new()),
        };
        let verdict = match self.verdict() {
            Verdict::Met => "met",
            Verdict::Missed => "missed",
            Verdict::None => "",
        };
        let target = self.target.map(|target| format!("≤ {}", show(target))).unwrap_or_default();
        vec![self.what.clone(), measured, spread, target, verdict.to_owned()]
    }
}

/// A value with its unit.
struct Shown(f64, Unit);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value, unit) = *self;
        match unit {
            Unit::Ratio if value > 0.0 && value < 1.0 => {
                let parts = format!("{:.1}", 1.0 / value);
                write!(f, "1/{}", parts.trim_end_matches(".0"))
            }
            Unit::Ratio => write!(f, "{value:.2} ×"),
            Unit::Exponent => write!(f, "{value:.2}"),
            Unit::Mebibytes => write!(f, "{value:.0} MiB"),
            Unit::Milliseconds => write!(f, "{value:.1} ms"),
            Unit::Files => write!(f, "{value:.0} files"),
        }
    }
}

/// The medians of each command's runs.
pub(crate) fn print_runs(all: &[Series]) {
    let header =
        ["run", "wall s", "cpu s", "user s", "system s", "peak MiB", "files", "MiB written"];
    let rows = all.iter().filter(|series| !series.runs().is_empty()).map(|series| {
        vec![
            series.name.clone(),
            format!("{:.3}", series.median(Run::wall)),
            format!("{:.3}", series.median(Run::cpu)),
            format!("{:.3}", series.median(|run| run.user)),
            format!("{:.3}", series.median(|run| run.system)),
            format!("{:.0}", series.median(Run::peak)),
            series.written.files.to_string(),
            format!("{:.1}", series.written.mebibytes),
        ]
    });
    print_table(&header, &rows.collect::<Vec<_>>());
}

/// The results: median, range of the rounds, target.
pub(crate) fn print_figures(figures: &[Figure]) {
    let header = ["figure", "median", "of rounds from", "target", ""];
    print_table(&header, &figures.iter().map(Figure::cells).collect::<Vec<_>>());
}

/// How many targets were met, and which were not; each figure with its measurement's name.
pub(crate) fn print_summary(figures: &[(&str, Figure)]) {
    let with = |verdict| figures.iter().filter(move |(_, figure)| figure.verdict() == verdict);
    let (met, missed) = (with(Verdict::Met).count(), with(Verdict::Missed).count());
    println!("{met} of {} targets met", met + missed);
    for (measurement, figure) in with(Verdict::Missed) {
        println!("missed: {measurement}: {}", figure.what);
    }
}

/// A Markdown table: the first column to the left, the others to the right.
fn print_table(header: &[&str], rows: &[Vec<String>]) {
    let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&header]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let rule = widths.iter().enumerate().map(|(column, &width)| match column {
        0 => "-".repeat(width),
        _ => "-".repeat(width.max(2) - 1) + ":",
    });
    let rule: Vec<String> = rule.collect();
    println!();
    for row in [&header, &rule].into_iter().chain(rows) {
        let cells =
            row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
                0 => format!(" {cell:<width$} |"),
                _ => format!(" {cell:>width$} |"),
            });
        println!("|{}", cells.collect::<String>());
    }
}
