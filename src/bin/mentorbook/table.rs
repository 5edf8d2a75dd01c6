//! Tables for people.

use mentorbook::print::shown;

/// Rows of cells under a heading, each column as wide as its widest cell.
#[derive(Default)]
pub(crate) struct Table {
    heading: Vec<String>,
    rows: Vec<TableRow>,
}

enum TableRow {
    Cells(Vec<String>),
    /// What is said of the row before it.
    Remark(String),
}

/// Between two columns.
const GAP: &str = "  ";
/// Before what is said of a row.
const INDENT: &str = "    ";

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        let heading = heading.iter().map(|cell| (*cell).to_owned()).collect();
        Self { heading, rows: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row; the texts may be of anybody.
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(TableRow::Cells(cells.map(shown).into()));
    }

    /// Says more of the last row.
    pub(crate) fn remark(&mut self, text: &str) {
        self.rows.push(TableRow::Remark(shown(text)));
    }

    /// The table as lines, the heading in bold.
    pub(crate) fn text(&self) -> String {
        let mut widths: Vec<usize> = self.heading.iter().map(|cell| width(cell)).collect();
        for row in &self.rows {
            let TableRow::Cells(cells) = row else { continue };
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = width(cell).max(*widest);
            }
        }

        let mut text = format!("\u{1b}[1m{}\u{1b}[0m\n", line(&self.heading, &widths));
        for row in &self.rows {
            match row {
                TableRow::Cells(cells) => text.push_str(&line(cells, &widths)),
                TableRow::Remark(remark) => {
                    text.push_str(INDENT);
                    text.push_str(remark);
                }
            }
            text.push('\n');
        }
        text
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, widest) in cells.iter().zip(widths) {
        line.push_str(cell);
        let room = widest.saturating_sub(width(cell));
        line.extend(std::iter::repeat_n(' ', room));
        line.push_str(GAP);
    }
    line.truncate(line.trim_end().len());
    line
}

fn width(text: &str) -> usize {
    text.chars().count()
}
