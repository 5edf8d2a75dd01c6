//! The names of links and footnotes, which one place of a file uses and another defines.

use std::collections::HashSet;

/// A label has no more bytes than these, by CommonMark.
const LONGEST: usize = 999;

/// Whether a text uses a label that others define, but neither itself nor the file it goes to.
pub(super) fn lacks_label<'t>(
    text: &'t str,
    file: &'t str,
    others: impl IntoIterator<Item = &'t str>,
) -> bool {
    let foreign: HashSet<String> = others.into_iter().flat_map(definitions).collect();
    if foreign.is_empty() {
        return false;
    }

    let own: HashSet<String> = definitions(text).chain(definitions(file)).collect();
    uses(text).any(|label| foreign.contains(&label) && !own.contains(&label))
}

/// The labels that begin a line and a colon stands behind.
fn definitions(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix('['));
    lines.filter_map(|line| line.split_once("]:")).map(|(label, _)| compared(label))
}

/// All that stands in brackets.
fn uses(text: &str) -> impl Iterator<Item = String> {
    text.match_indices('[').filter_map(|(at, _)| {
        let rest = &text[at + 1..text.floor_char_boundary(at + 1 + LONGEST)];
        rest.split_once(']').map(|(label, _)| compared(label))
    })
}

/// A label as it is compared: case and white space do not count.
fn compared(label: &str) -> String {
    label.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
