//! What a file costs, known before the Markdown parser reads it.

use std::ops::Range;

/// Bytes of a file that Markdown may read as marks. The parser and we hold up to 300 bytes for each
/// of them, so that 4 MiB of nothing but marks would take 700 MiB, and so many take 180.
///
/// The shipped handbook has a mark in 18 bytes, its densest page one in 8; so has a list of nothing
/// but links, and a table of short cells one in 7. So 4 MiB of any of these pass.
pub(super) const MAX_MARKS: usize = 600_000;

/// Cells that the rows of a file's tables may leave out. The Markdown parser fills each row up to
/// the width of its table's first, 262,144 cells in each table, so 4 MiB of text could become
/// 12 GB.
const MAX_FILLED_CELLS: usize = 10_000;

/// What makes a file cost too much.
pub(super) struct Excess {
    /// The line with which it goes too far.
    pub(super) line: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// What is too much in a text, if anything is.
pub(super) fn excess(text: &str) -> Option<Excess> {
    let too_wide = too_wide(text).map(|line| Excess {
        line,
        message: format!(
            "the rows of the file's tables leave out more than {MAX_FILLED_CELLS} cells"
        ),
        help: "write as many cells in each row as in the first, or fewer columns",
    });
    too_wide.or_else(|| {
        Some(Excess {
            line: too_dense(text)?,
            message: format!(
                "the file has more than {MAX_MARKS} of the signs that Markdown reads, such as `*`, \
                 `|` and ends of lines"
            ),
            help: "split the file into several pages",
        })
    })
}

/// The line with which a text goes past [`MAX_MARKS`], if it does.
fn too_dense(text: &str) -> Option<Range<usize>> {
    // No more marks than bytes: most files end here.
    if text.len() <= MAX_MARKS {
        return None;
    }

    let mut marks = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let next = line.bytes().skip(1).chain([b'\n']);
        marks += line.bytes().zip(next).filter(|(byte, next)| is_mark(*byte, *next)).count();
        if marks > MAX_MARKS {
            return Some(range);
        }
    }
    None
}

/// Whether Markdown may read a byte as a mark, with what follows it.
fn is_mark(byte: u8, next: u8) -> bool {
    match byte {
        b'\n' | b'\r' | b'#' | b'>' | b'|' | b'*' | b'_' | b'~' | b'`' | b'[' | b']' | b'!'
        | b'<' | b'&' | b'\\' | b'\'' | b'"' => true,
        // The mark of a list or a definition, a dash, an ellipsis.
        b'-' | b'+' | b'.' | b')' | b':' => next.is_ascii_whitespace() || next == byte,
        _ => false,
    }
}

/// The line below a table's heading with which a text goes past [`MAX_FILLED_CELLS`], if it does.
///
/// Counts at least what the parser fills: it takes every line of bars and dashes to begin a table,
/// and every line up to the next blank one to be a row.
fn too_wide(text: &str) -> Option<Range<usize>> {
    // A table of two columns or more has bars; most files have none.
    if !text.contains('|') {
        return None;
    }

    let mut filled = 0;
    let mut table: Option<(Range<usize>, usize)> = None;
    let mut at = 0;
    // One sign at a time is looked for many bytes at once.
    let lines = text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r'));
    for line in lines {
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

#[cfg(test)]
mod tests {
    use super::{MAX_MARKS, too_dense, too_wide};

    /// As much of a line as a file may hold.
    fn four_mebibytes(line: &str) -> String {
        line.repeat((4 << 20) / line.len())
    }

    #[test]
    fn pages_that_people_write_may_be_as_large_as_a_file() {
        for line in [
            "Agree on the first meeting before the kickoff, and record what was\nsaid: \"Well.\"\n\n",
            "- [The first meeting](first-meeting.md#what-to-agree-on)\n",
            "- [ ] Agree on the first meeting\n",
            "| The first meeting | Robin | once |\n",
            "## The first meeting {#first}\n\nAgree on what is *not* told to others.\nAnd who tells.\n\n",
            "1. See `first-meeting.md` for how to agree, it's there.\n",
        ] {
            let page = four_mebibytes(line);
            assert_eq!((too_dense(&page), too_wide(&page)), (None, None), "{line}");
        }
    }

    #[test]
    fn marks_are_refused_where_there_are_too_many() {
        for marks in
            ["<x> ", "a\n\n", "*a* ", "- a\n", "> > > > ", "# a\n", "- - - - a\n", "--", ": : a\n"]
        {
            assert!(too_dense(&four_mebibytes(marks)).is_some(), "{marks}");
        }

        let lines = "a\n".repeat(MAX_MARKS);
        assert_eq!(too_dense(&lines), None);
        assert_eq!(too_dense(&format!("{lines}*b")), Some(lines.len()..lines.len() + 2));
    }
}
