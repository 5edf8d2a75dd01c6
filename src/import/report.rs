//! Report: `import-report.md`, for whoever goes through the handbook after an import.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Imported;
use super::notes::{Look, Notes};

/// The file, from the root of the handbook.
pub(super) const FILE: &str = "import-report.md";

/// The report of an import.
pub(super) fn text(imported: &Imported, notes: &Notes) -> String {
    let mut text = String::new();
    let told = match &imported.told_by {
        Some(file) => format!("Taken for {} because of `{file}`.", imported.source),
        None => format!("Taken for {}.", imported.source),
    };
    let _ = write!(
        text,
        "# What was brought over\n\n{told} If it is of another tool, import it again into another \
         folder, with `--from` and the tool's name.\n\nThis file is for whoever goes through the \
         handbook now; it is not published. Delete it when you are done.\n"
    );

    push_counts(&mut text, imported, notes);
    push_looks(&mut text, notes);
    push_left(&mut text, notes);
    text
}

fn push_counts(text: &mut String, imported: &Imported, notes: &Notes) {
    text.push_str("\n## What was converted\n\n| What | How many |\n| --- | ---: |\n");
    let _ = writeln!(text, "| pages | {} |", imported.pages);
    for (what, count) in [
        ("opening pages made for chapters that had none", imported.made),
        ("pictures and documents", imported.assets),
        ("earlier addresses that lead to their pages", imported.aliases),
    ] {
        if count > 0 {
            let _ = writeln!(text, "| {what} | {count} |");
        }
    }
    for (what, count) in &notes.converted {
        let _ = writeln!(text, "| {} | {count} |", cell(what));
    }
}

fn push_looks(text: &mut String, notes: &Notes) {
    text.push_str("\n## What a person must look at\n");
    if notes.looks.is_empty() {
        text.push_str("\nNothing.\n");
        return;
    }

    text.push_str("\nFiles and lines are those of the old handbook.");
    let files = notes.looks.values().flatten().map(|look| look.file.to_ascii_lowercase());
    let mut endings = files.filter(|file| file.ends_with(".docx") || file.ends_with(".docm"));
    if endings.next().is_some() {
        text.push_str(" The number after a document of Word is that of a paragraph in it.");
    }
    text.push('\n');
    for (advice, looks) in &notes.looks {
        let _ = write!(text, "\n### {} ({})\n\n{}\n\n", advice.found, looks.len(), advice.todo);
        for Look { file, line, old } in looks {
            let place = match line {
                Some(line) => format!("{file}:{line}"),
                None => file.clone(),
            };
            let place = if place.is_empty() { "the handbook".to_owned() } else { code(&place) };
            let _ = writeln!(text, "- {place}: {}", code(old));
        }
    }
}

fn push_left(text: &mut String, notes: &Notes) {
    text.push_str("\n## What was left out, and why\n");
    if notes.left.is_empty() {
        text.push_str("\nNothing.\n");
    }
    for (why, what) in &notes.left {
        let _ = write!(text, "\n### {why} ({})\n\n", what.len());
        push_list(text, what);
    }
}

fn push_list(text: &mut String, list: &BTreeSet<String>) {
    for item in list {
        let _ = writeln!(text, "- {}", code(item));
    }
}

/// A text as code, whatever is in it.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A text in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
