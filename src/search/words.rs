//! A text cut into words as they are searched for: without case and accents, so that `Résumé` and
//! `resume` are one. `search.js` of the theme cuts what readers type in the same way, and
//! `tests/it/search/words.json` holds both to it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::letters::is_unspaced;

/// Longer words are cut after so many characters.
const MAX_LETTERS: usize = 40;

/// Calls `take` for each word of a text: as it is searched for, and as it is written, in small
/// letters.
pub(super) fn each(text: &str, mut take: impl FnMut(&str, &str)) {
    let mut small = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        // Most of most texts is ASCII, where bytes are characters.
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric());
        let mut end = end.unwrap_or(rest.len());
        if rest[end..].starts_with(|c: char| !c.is_ascii()) {
            end = rest.find(stands_between).unwrap_or(rest.len());
        }

        let (stretch, after) = rest.split_at(end);
        if !stretch.is_ascii() {
            others(stretch, &mut take);
        } else if stretch.bytes().any(|byte| byte.is_ascii_uppercase()) {
            small.clear();
            small.push_str(stretch);
            small.make_ascii_lowercase();
            one(&small, &small, &mut take);
        } else {
            one(stretch, stretch, &mut take);
        }
        let mut characters = after.chars();
        characters.next();
        rest = characters.as_str();
    }
}

/// All words of a text, as they are searched for.
pub fn all(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |form, _| words.push(form.to_owned()));
    words
}

/// A text without case and accents.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.to_lowercase().chars() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            // It makes a word longer to look at, and is no letter.
            '\u{640}' => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Whether a character is surely none of a word, whatever stands beside it.
fn stands_between(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric();
    }
    // The signs that nearly every text has: without them most of it is ASCII.
    matches!(c, '\u{a0}' | '«' | '»' | '\u{2010}'..='\u{2027}')
}

/// The words of a stretch with other letters than ASCII.
fn others(stretch: &str, take: &mut impl FnMut(&str, &str)) {
    let composed = stretch.nfkc().collect::<String>().to_lowercase();
    let written = composed.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    for written in written.filter(|written| !written.is_empty()) {
        let folded = fold(written);
        for run in folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
            if run.contains(is_unspaced) {
                mixed(run, take);
            } else {
                one(run, if run.len() == folded.len() { written } else { run }, take);
            }
        }
    }
}

/// The words of a run in which some characters are words of their own: each two that stand side by
/// side.
fn mixed(run: &str, take: &mut impl FnMut(&str, &str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let unspaced = is_unspaced(first);
        let end = rest.find(|c| is_unspaced(c) != unspaced).unwrap_or(rest.len());
        let (stretch, after) = rest.split_at(end);
        rest = after;
        if !unspaced {
            one(stretch, stretch, take);
            continue;
        }

        let starts: Vec<usize> = stretch.char_indices().map(|(at, _)| at).collect();
        if starts.len() == 1 {
            take(stretch, stretch);
        }
        for (pair, start) in starts.windows(2).enumerate() {
            let end = starts.get(pair + 2).copied().unwrap_or(stretch.len());
            take(&stretch[start[0]..end], &stretch[start[0]..end]);
        }
    }
}

/// One word, unless it is a single letter or nothing.
fn one(form: &str, written: &str, take: &mut impl FnMut(&str, &str)) {
    let mut letters = form.chars();
    let first = letters.next();
    let is_single = letters.next().is_none();
    if is_single && !first.is_some_and(char::is_numeric) {
        return;
    }
    // No word has more letters than bytes.
    let end = if form.len() <= MAX_LETTERS { None } else { form.char_indices().nth(MAX_LETTERS) };
    take(&form[..end.map_or(form.len(), |(at, _)| at)], written);
}
