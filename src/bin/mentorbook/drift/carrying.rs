//! `drift merge`: what changed below goes into the layer's text, as far as both did not change the
//! same words.

use std::fmt::Write as _;

use mentorbook::print::shown;
use mentorbook::{
    Carry, DriftState, LayerId, Merge, MergePart, OverrideStatus, Rewrite, Sides, SourceTexts,
    carry, carry_over, compare, override_texts,
};

use super::listed;
use super::machine::{self, CarryOutcome};
use super::showing::{Marks, bold, indented, shown_lines};
use super::{DriftFormat, LayerOverrides, print, problem};
use crate::exit::{Exit, Failure};
use crate::places::Places;
use crate::terminal::{count, say};

/// Merges the overrides that were named, or all that drifted. What is clean is shown and, where
/// that is wanted, written; all else is left to people, and is a problem.
pub(super) fn merge_all(
    overrides: &LayerOverrides,
    write: bool,
    format: DriftFormat,
) -> Result<Exit, Failure> {
    let LayerOverrides { book, layer, wanted } = overrides;
    let texts = SourceTexts::new(&book.known.origin);
    let carries: Vec<(&OverrideStatus, Carry)> = overrides
        .meant()
        .filter(|status| wanted.is_some() || has_drifted(status))
        .map(|status| (status, carry(status, &texts)))
        .collect();

    let clean: Vec<(&OverrideStatus, &Rewrite)> = carries
        .iter()
        .filter_map(|(status, carry)| match carry {
            Carry::Clean(_, rewrite) => Some((*status, rewrite)),
            _ => None,
        })
        .collect();
    if write {
        carry_over(&book.root, layer, &clean, &texts).map_err(|error| problem(&error))?;
    }

    let mut places = Places::new(&book.known.origin);
    for (status, carry) in &carries {
        print(&match format {
            DriftFormat::Json => machine::merged(status, &outcome(carry, write), &mut places),
            DriftFormat::Human => told(status, carry, write, &texts),
        });
    }
    if format == DriftFormat::Human {
        say(&summary(layer, carries.len(), clean.len(), write));
    }

    let mut drifted = carries.iter().filter(|(status, _)| has_drifted(status));
    let is_done = drifted.all(|(_, carry)| matches!(carry, Carry::Clean(..)));
    Ok(if is_done { Exit::Fine } else { Exit::Problems })
}

fn has_drifted(status: &OverrideStatus) -> bool {
    status.state == DriftState::Drifted
}

fn outcome(carry: &Carry, write: bool) -> CarryOutcome<'_> {
    match carry {
        Carry::Clean(merge, _) => CarryOutcome::Merged { merge, written: write },
        Carry::Conflict(merge) => CarryOutcome::Merged { merge, written: false },
        Carry::Impossible(why) => CarryOutcome::Left { why },
    }
}

/// What came of one override.
fn told(status: &OverrideStatus, carry: &Carry, write: bool, texts: &SourceTexts<'_>) -> String {
    let subject = shown(&format!("{}  {}", status.layer, listed::subject(status)));
    match carry {
        Carry::Impossible(why) => titled(&subject, &format!("left as it is; {why}")),
        Carry::Conflict(merge) => {
            let mut text = titled(&subject, "left to you, since both changed the same words");
            let _ = writeln!(text, "\n{}", in_conflict(merge, &status.layer));
            text
        }
        Carry::Clean(merge, rewrite) => {
            let file = shown(rewrite.file());
            let what = match write {
                true => format!("merged, and written into {file}"),
                false => "can be merged".to_owned(),
            };
            let mut text = titled(&subject, &what);

            let merged = merge.text().unwrap_or_default();
            // Of what it said before: the file may have been written by now.
            let before = override_texts(status, texts).firm.unwrap_or_default();
            let _ = writeln!(text, "\n{}", Marks::of_terminal().marked(&compare(&before, &merged)));
            text
        }
    }
}

fn titled(subject: &str, what: &str) -> String {
    format!("{}\n", bold(&format!("{subject}: {what}")))
}

/// A merge with both sides of what could not be merged.
fn in_conflict(merge: &Merge, layer: &LayerId) -> String {
    let mut text = String::new();

    for part in merge.parts() {
        match part {
            MergePart::Clean(clean) => text.push_str(&shown_lines(clean)),
            MergePart::Conflict(Sides { then, now, firm }) => {
                let own = layer.to_string();
                for (name, side) in [("then", then), ("now", now), (own.as_str(), firm)] {
                    let side = match side.trim() {
                        "" => "(nothing)".to_owned(),
                        side => shown_lines(side),
                    };
                    if !text.is_empty() && !text.ends_with('\n') {
                        text.truncate(text.trim_end_matches(' ').len());
                        text.push('\n');
                    }

                    let _ = writeln!(text, "{} {side}", bold(&format!("{name}:")));
                }
            }
        }
    }
    indented(&text)
}

fn summary(layer: &LayerId, all: usize, clean: usize, write: bool) -> String {
    if all == 0 {
        return format!("Nothing of {layer} is to be merged.");
    }
    let left = match all - clean {
        0 => String::new(),
        left => format!(", {left} left to you"),
    };
    let merged = match write {
        true => format!("{} merged and written", count(clean, "override")),
        false => format!("{} can be merged", count(clean, "override")),
    };
    let hint = if write || clean == 0 { "" } else { " `--write` writes it into the files." };
    format!("{merged}{left}.{hint}")
}
