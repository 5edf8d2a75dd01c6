//! What a table costs, known before it is read.

use std::ops::Range;

/// Cells that the rows of a file's tables may leave out. The Markdown parser fills each row up to
/// the width of its table's first, 262,144 cells in each table, so 4 MiB of text could become
/// 12 GB.
pub(super) const MAX_FILLED_CELLS: usize = 10_000;

/// The line below a table's heading with which a text goes past [`MAX_FILLED_CELLS`], if it does.
///
/// Counts at least what the parser fills: it takes every line of bars and dashes to begin a table,
/// and every line up to the next blank one to be a row.
pub(super) fn too_wide(text: &str) -> Option<Range<usize>> {
    // A table of two columns or more has bars; most files have none.
    if !text.contains('|') {
        return None;
    }

    let mut filled = 0;
    let mut table: Option<(Range<usize>, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let range = at..at + line.len();
        at = range.end;
        if line == "\n" && text[..range.start].ends_with('\r') {
            continue;
        }

        // Tables stand in quotes, too.
        let row = line.trim_matches([' ', '\t', '\r', '\n', '>']);
        if row.is_empty() {
            table = None;
        } else if row.bytes().all(|byte| b"|-: \t".contains(&byte)) {
            let columns = row.split('|').filter(|cell| cell.contains('-')).count();
            if table.as_ref().is_none_or(|(_, widest)| *widest < columns) {
                table = Some((range, columns));
            }
        } else if let Some((below_head, columns)) = &table {
            let cells = 1 + row.bytes().filter(|byte| *byte == b'|').count();
            filled += columns.saturating_sub(cells);
            if filled > MAX_FILLED_CELLS {
                return Some(below_head.clone());
            }
        }
    }
    None
}
