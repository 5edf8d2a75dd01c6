//! The digests of a page's sections as their readers see them, by which a browser tells what has
//! changed since it was there.

use crate::parse::html::{HtmlToken, tokens};
use crate::text_digest::TextDigest;

/// So many letters of a digest: one change in sixteen million is missed.
const LETTERS: u32 = 4;

/// The digests of sections, made while they are written.
#[derive(Default)]
pub(super) struct SectionDigests {
    /// [`LETTERS`] a section.
    pub(super) text: String,
    /// Where the section begins that is written now.
    start: usize,
}

impl SectionDigests {
    /// Ends a section of some HTML; the next one begins there.
    pub(super) fn end(&mut self, html: &str, at: usize) {
        let digest = digest(html.get(self.start..at).unwrap_or_default());
        self.text.extend((0..LETTERS).map(|place| letter(digest >> (6 * place))));
        self.start = at;
    }
}

/// Of the words alone: neither how they are broken into lines nor their dress counts.
fn digest(html: &str) -> u128 {
    let mut words = String::with_capacity(html.len() / 2);
    for token in tokens(html) {
        match token {
            HtmlToken::Text(run) => words.push_str(&html[run]),
            HtmlToken::Tag(_) => words.push(' '),
        }
    }
    TextDigest::of(&words).digest().0
}

/// The last six bits of a number, as a letter.
fn letter(number: u128) -> char {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char::from(ALPHABET[(number % 64) as usize])
}
