//! What changed in a text, in words: those that went and those that came, with a few around them.

use std::collections::HashMap;

use serde::Serialize;

use crate::drift::words::{WordRun, compare};

/// So many words of a paragraph are shown before a change and after it.
const AROUND: usize = 5;
/// So many words of a change are shown.
const MOST_WORDS: usize = 30;
/// So many changes of one text are shown.
const MOST_SHOWN: usize = 3;
/// So many words of a text are shown to say which it is.
const FIRST_WORDS: usize = 14;

/// A change within a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Rewording {
    /// The words of its paragraph before it.
    pub before: String,
    /// The words that went; empty where some were only added.
    pub was: String,
    /// The words that came; empty where some were only taken out.
    pub now: String,
    /// The words of its paragraph after it.
    pub after: String,
}

/// How one text became another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wording {
    /// Word for word the same.
    Same,
    /// Here and there.
    Changed {
        /// The first changes.
        shown: Vec<Rewording>,
        /// How many there are beyond.
        more: usize,
    },
    /// Mostly.
    Rewritten,
}

/// Words that went and that came in one place, and what stayed around them.
#[derive(Default)]
struct Change<'t> {
    kept_before: &'t str,
    was: Vec<&'t str>,
    now: Vec<&'t str>,
    /// Whether it begins a paragraph.
    begins: bool,
    kept_after: &'t str,
}

/// Compares two texts. White space is no difference, and so are paragraphs.
pub(super) fn wording(old: &str, new: &str) -> Wording {
    let mut changes = changes(&compare(old, new));
    changes.retain(|change| !change.was.is_empty() || !change.now.is_empty());
    if changes.is_empty() {
        return Wording::Same;
    }

    let changed = changes.iter().map(|change| change.was.len() + change.now.len());
    let changed = changed.sum::<usize>();
    let all = old.split_whitespace().count() + new.split_whitespace().count();
    // Of a few words a change is told in any case.
    if all > 4 * AROUND && changed * 5 > all * 3 {
        return Wording::Rewritten;
    }

    let more = changes.len().saturating_sub(MOST_SHOWN);
    let shown = changes.iter().take(MOST_SHOWN).map(Change::told).collect();
    Wording::Changed { shown, more }
}

/// What stands between the stretches that were kept.
fn changes<'t>(runs: &[WordRun<'t>]) -> Vec<Change<'t>> {
    let mut changes = Vec::new();
    let mut open: Option<Change<'t>> = None;
    let mut kept = "";
    for run in runs {
        let (text, is_old) = match *run {
            WordRun::Kept(text) => {
                kept = text;
                changes.extend(open.take().map(|change| Change { kept_after: text, ..change }));
                continue;
            }
            WordRun::Deleted(text) => (text, true),
            WordRun::Inserted(text) => (text, false),
        };
        let change = open.get_or_insert_with(|| Change {
            kept_before: kept,
            begins: begins_paragraph(text),
            ..Change::default()
        });
        let words = if is_old { &mut change.was } else { &mut change.now };
        words.extend(text.split_whitespace());
    }
    changes.extend(open);
    changes
}

/// Whether the white space before a text's first word ends a paragraph.
fn begins_paragraph(text: &str) -> bool {
    text[..text.len() - text.trim_start().len()].contains('\n')
}

impl Change<'_> {
    fn told(&self) -> Rewording {
        let before = self.kept_before.rsplit('\n').next().filter(|_| !self.begins);
        let after = self.kept_after.split('\n').next();
        let mut before: Vec<&str> = before.unwrap_or_default().split_whitespace().collect();
        let after: Vec<&str> = after.unwrap_or_default().split_whitespace().collect();

        let hidden = before.len().saturating_sub(AROUND);
        before.drain(..hidden);
        let sign = if hidden > 0 { "… " } else { "" };
        Rewording {
            before: format!("{sign}{}", before.join(" ")),
            was: excerpt(&self.was, MOST_WORDS),
            now: excerpt(&self.now, MOST_WORDS),
            after: excerpt(&after, AROUND),
        }
    }
}

/// How much two texts have in common, from 0 to 100: twice the words that both have, as part of all
/// words (Dice's coefficient; Sørensen 1948).
pub(super) fn likeness(one: &str, other: &str) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0_usize;
    for word in one.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        all += 1;
    }

    let mut common = 0_usize;
    for word in other.split_whitespace() {
        all += 1;
        if let Some(left) = counts.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    (200 * common).checked_div(all).unwrap_or_default()
}

/// The first words of a text, to say which it is.
pub(super) fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(FIRST_WORDS + 1).collect();
    excerpt(&words, FIRST_WORDS)
}

/// The first of some words, and a sign that there are more.
fn excerpt(words: &[&str], most: usize) -> String {
    let shown = words[..words.len().min(most)].join(" ");
    if words.len() > most { format!("{shown} …") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<[String; 4]> {
        match wording(old, new) {
            Wording::Changed { shown, .. } => {
                shown.into_iter().map(|it| [it.before, it.was, it.now, it.after]).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_change_is_told_with_the_words_around_it() {
        let old = "The notes are kept for three months by the pair and by nobody else.";
        let new = old.replace("three", "six");
        assert_eq!(
            told(old, &new),
            [["The notes are kept for", "three", "six", "months by the pair and …"]]
        );
        assert_eq!(
            told("One two three four five six seven.", "One two three four five six seven. Eight.")
                [0],
            ["… three four five six seven.", "", "Eight.", ""]
        );
    }

    #[test]
    fn words_of_another_paragraph_are_not_around_a_change() {
        let old = "a b c\n\nd e f\n\ng h i";
        assert_eq!(told(old, "a b c\n\nd X f\n\ng h i"), [["d", "e", "X", "f"]]);
        assert_eq!(told(old, "a b c\n\nd e f\n\nX Y\n\ng h i"), [["", "", "X Y", ""]]);
    }

    #[test]
    fn white_space_is_no_change_and_another_text_is_not_compared() {
        assert_eq!(wording("a b\nc", "a\n\nb  c"), Wording::Same);
        let old = "a ".repeat(50);
        assert_eq!(wording(&old, &"b ".repeat(50)), Wording::Rewritten);
    }

    #[test]
    fn likeness_counts_common_words() {
        assert_eq!(likeness("a b c d", "a b x y"), 50);
        assert_eq!(likeness("", ""), 0);
        assert_eq!(likeness("a a", "a"), 66);
    }
}
