//! Tables as Markdown has them: a row of headings, and one line for each cell.

use super::inline::{Place, written};
use super::{Block, BlockKind, Cell, Item, Row};

/// More columns than this are not shown side by side by anybody.
const MAX_COLUMNS: usize = 64;
/// Of a cell over several rows, longer texts are not said again in each, in bytes.
const MAX_REPEATED: usize = 400;

/// The lines of a table.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    let mut grid = grid(rows);
    let columns = grid.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return Vec::new();
    }

    grid.iter_mut().for_each(|row| row.resize(columns, String::new()));

    let mut lines = Vec::with_capacity(grid.len() + 1);
    for (at, row) in grid.iter().enumerate() {
        lines.push(format!("| {} |", row.join(" | ")));
        if at == 0 {
            lines.push(format!("|{}", " --- |".repeat(columns)));
        }
    }
    lines
}

/// What stands in a cell that reaches down from a row above.
#[derive(Clone)]
struct Hanging {
    rows: usize,
    text: String,
}

/// The texts of all cells; one over several rows is said in each of them, so that every row can be
/// read by itself.
fn grid(rows: &[Row]) -> Vec<Vec<String>> {
    let mut hanging: Vec<Option<Hanging>> = Vec::new();
    let mut grid = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let mut texts: Vec<String> = Vec::new();
        let mut cells = row.cells.iter();
        while texts.len() < MAX_COLUMNS {
            let column = texts.len();
            if let Some(above) = hanging.get_mut(column).and_then(Option::as_mut) {
                texts.push(above.text.clone());
                above.rows -= 1;
                if above.rows == 0 {
                    hanging[column] = None;
                }
                continue;
            }

            let Some(cell) = cells.next() else {
                // One that reaches down may stand behind a gap.
                let has_more = hanging.iter().skip(column).any(Option::is_some);
                if !has_more {
                    break;
                }
                texts.push(String::new());
                continue;
            };
            put(cell, number > 0, &mut texts, &mut hanging);
        }
        grid.push(texts);
    }
    grid
}

fn put(cell: &Cell, is_body: bool, texts: &mut Vec<String>, hanging: &mut Vec<Option<Hanging>>) {
    let text = text(cell, is_body);
    let repeated = if text.len() <= MAX_REPEATED { text.clone() } else { String::new() };

    let column = texts.len();
    let columns = cell.columns.clamp(1, MAX_COLUMNS - column);
    texts.push(text);
    texts.resize(column + columns, String::new());

    if cell.rows > 1 {
        hanging.resize(hanging.len().max(column + columns), None);
        for (at, place) in hanging[column..column + columns].iter_mut().enumerate() {
            // In the columns beside, nothing is said in the first row either.
            let text = if at == 0 { repeated.clone() } else { String::new() };
            *place = Some(Hanging { rows: cell.rows - 1, text });
        }
    }
}

/// A cell as one line.
fn text(cell: &Cell, is_body: bool) -> String {
    let mut lines = Vec::new();
    push_lines(&cell.blocks, &mut lines);
    let text = lines.join("<br>");

    // The first row is one of headings anyway.
    let is_plain = !text.is_empty() && !text.contains(['*', '<', '`']);
    if cell.is_head && is_body && is_plain { format!("**{text}**") } else { text }
}

fn push_lines(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => {
                lines.push(format!("**{}**", written(&heading.text, Place::Cell)));
            }
            BlockKind::Paragraph(spans) => lines.push(written(spans, Place::Cell)),
            BlockKind::List { start, items } => push_items(*start, items, lines),
            BlockKind::Code { text, .. } => {
                let code = text.lines().filter(|line| !line.trim().is_empty());
                lines.extend(code.map(|line| {
                    format!("`{}`", line.trim().replace('`', "'")).replace('|', "\\|")
                }));
            }
            BlockKind::Table(rows) => lines.extend(grid(rows).iter().map(|row| row.join("; "))),
            BlockKind::Boxed { title, blocks, .. }
            | BlockKind::Details { summary: title, blocks } => {
                if !title.is_empty() {
                    lines.push(written(&[super::Span::text(title.as_str())], Place::Cell));
                }
                push_lines(blocks, lines);
            }
            BlockKind::Quote(blocks) | BlockKind::Note { blocks, .. } => push_lines(blocks, lines),
            BlockKind::Rule => {}
        }
    }
    lines.retain(|line| !line.is_empty());
}

fn push_items(start: Option<u64>, items: &[Item], lines: &mut Vec<String>) {
    for (at, item) in items.iter().enumerate() {
        let mark = match (item.is_done, start) {
            (Some(true), _) => "☑".to_owned(),
            (Some(false), _) => "☐".to_owned(),
            (None, Some(start)) => format!("{}.", start.saturating_add(at as u64)),
            (None, None) => "•".to_owned(),
        };

        let mut inner = Vec::new();
        push_lines(&item.blocks, &mut inner);
        lines.push(format!("{mark} {}", inner.join("<br>")));
    }
}
