//! Letters: their forms in Unicode, and how their scripts make words of them.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text in the one form of Unicode that texts have which mean the same: a Mac writes `ö` in two
/// characters where others have one.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether a script is written without spaces between its words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The part of a word that a letter takes to read, of `word` parts, where a script has no spaces
/// between its words; none of other letters.
///
/// Three characters of Chinese or Japanese are two words: IReST (Trauzettel-Klosinski et al. 2012,
/// doi 10.1167/iovs.11-8284) has 255 characters of Chinese and 357 of Japanese a minute beside 228
/// words of English. For the scripts of South-East Asia it has no figure: five letters are a word,
/// as in English.
pub(crate) fn reading(letter: char, word: u32) -> Option<u32> {
    match letter {
        _ if !is_unspaced(letter) => None,
        '\u{e00}'..='\u{17ff}' => Some(word / 5),
        _ => Some(word * 2 / 3),
    }
}

/// What one letter beside another means for the word that they stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binding {
    /// It belongs to no word.
    Sign,
    /// It is a word, or part of one that no space ends.
    Alone,
    /// It goes on a word of Katakana, as loan words are written.
    Katakana,
    /// It goes on a word of Hangul.
    Hangul,
    /// It goes on any other word.
    Letter,
}

/// What is put behind a Korean noun without a space. Source: the National Institute of Korean
/// Language, Standard Korean Dictionary, "조사", the common ones.
const PARTICLES: [&str; 32] = [
    "은", "는", "이", "가", "을", "를", "과", "와", "의", "에", "도", "로", "만", "들", "께", "나",
    "이나", "으로", "에게", "에서", "까지", "부터", "처럼", "보다", "한테", "마다", "조차", "하고",
    "들은", "들이", "들을", "들의",
];

/// Whether a word that has `inside` at its edge goes on with `outside`.
pub(crate) fn goes_on(inside: char, outside: char) -> bool {
    let inside = binding(inside);
    match binding(outside) {
        Binding::Sign | Binding::Alone => false,
        Binding::Letter => matches!(inside, Binding::Letter | Binding::Sign),
        outside => inside == outside,
    }
}

/// Whether a word ends where a text goes on behind its last letter: with another word, or with
/// what grammar puts behind it.
pub(crate) fn ends(last: char, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return true };
    if !goes_on(last, next) {
        return true;
    }
    if binding(last) != Binding::Hangul {
        return false;
    }

    // None of the particles is longer.
    let behind: String =
        rest.chars().take_while(|c| binding(*c) == Binding::Hangul).take(3).collect();
    PARTICLES.contains(&behind.as_str())
}

fn binding(c: char) -> Binding {
    match c {
        _ if !c.is_alphanumeric() && !"-_".contains(c) => Binding::Sign,
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
            Binding::Katakana
        }
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => {
            Binding::Hangul
        }
        _ if is_unspaced(c) => Binding::Alone,
        _ => Binding::Letter,
    }
}

#[cfg(test)]
mod tests {
    use super::{ends, goes_on};

    #[test]
    fn words_end_where_their_scripts_end_them() {
        for (last, rest, is_end) in [
            ('r', "s", false),
            ('r', "-x", false),
            ('r', " x", true),
            ('r', "師", true),
            ('師', "と", true),
            ('ア', "レント", false),
            ('ア', "は", true),
            ('ー', "シップ", false),
            ('토', "는 좋다", true),
            ('토', "링", false),
            ('토', "", true),
        ] {
            assert_eq!(ends(last, rest), is_end, "{last}|{rest}");
        }
        assert!(goes_on('+', 'a') && !goes_on('ツ', 'I'));
    }
}
