//! What MDX has of JavaScript: imports, exports and remarks.

use super::super::lines::Line;
use super::super::notes::Advice;
use super::{Context, Taken};

static EXPORT: Advice = Advice {
    found: "Programs in pages (`export`)",
    todo: "Nothing of them is run, and they are not in the handbook. Write what they showed in \
           words.",
};

/// `import X from '…'`, up to the blank line or the semicolon that ends it.
pub(in super::super) fn imports(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    let text = lines[0].text.as_str();
    let is_import = text.starts_with("import ")
        && (text.contains(" from ") || text.contains('{') || text[7..].starts_with(['"', '\'']));
    if !is_import && !text.starts_with("export ") {
        return None;
    }

    if !is_import {
        let is_program = ["const ", "function ", "default ", "let ", "{"]
            .iter()
            .any(|word| text["export ".len()..].starts_with(word));
        if !is_program {
            return None;
        }
        context.notes.look(&EXPORT, context.file, lines[0].at, text);
    }
    let is_end = |line: &Line| line.text.trim().is_empty();
    let blank = lines.iter().position(is_end).unwrap_or(lines.len());
    let used = match is_import {
        false => blank,
        // One statement may follow the other, each up to the name of its file in quotes.
        true => lines[..blank]
            .iter()
            .position(|line| line.text.trim_end().ends_with([';', '"', '\'']))
            .map_or(blank, |last| last + 1),
    };
    context.notes.converted("imports and exports, taken out");
    Some(Taken::nothing(used))
}

/// `{/* a remark */}`: nobody sees it, and nobody shall.
pub(in super::super) fn remarks(lines: &[Line], context: &mut Context<'_>) -> Option<Taken> {
    if !lines[0].text.trim_start().starts_with("{/*") {
        return None;
    }
    let end = lines.iter().position(|line| line.text.contains("*/}"))?;
    let (_, rest) = lines[end].text.split_once("*/}")?;
    context.notes.converted("remarks of MDX, taken out");
    let rest = Line::new(rest, lines[end].at);
    let lines = if rest.text.trim().is_empty() { Vec::new() } else { vec![rest] };
    Some(Taken::inline(end + 1, lines))
}
