//! The text of a body while it is written.

use std::fmt;
use std::io;
use std::ops::Deref;

use pulldown_cmark_escape::StrWrite;

/// Bytes of one page's body. Collections, includes and variables multiply text, those in each other
/// without end.
const MAX_BYTES: usize = 12 << 20;

/// A text that takes no more than a page may have.
#[derive(Default)]
pub(super) struct BodyText {
    text: String,
    is_cut: bool,
}

impl BodyText {
    /// Makes room for so many bytes, so that it seldom grows.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes.min(MAX_BYTES));
    }

    /// Whether something did not fit. Such a text is no page.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(super) fn push_str(&mut self, text: &str) {
        if self.text.len() + text.len() > MAX_BYTES {
            self.is_cut = true;
        } else {
            self.text.push_str(text);
        }
    }

    pub(super) fn push(&mut self, letter: char) {
        self.push_str(letter.encode_utf8(&mut [0; 4]));
    }

    /// Takes back what was written after so many bytes.
    pub(super) fn truncate(&mut self, bytes: usize) {
        self.text.truncate(bytes);
    }

    /// Takes out what was written after so many bytes.
    pub(super) fn split_off(&mut self, bytes: usize) -> String {
        self.text.split_off(bytes)
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}

impl Deref for BodyText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Write for BodyText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

impl StrWrite for BodyText {
    type Error = io::Error;

    fn write_str(&mut self, text: &str) -> io::Result<()> {
        self.push_str(text);
        Ok(())
    }

    fn write_fmt(&mut self, arguments: fmt::Arguments<'_>) -> io::Result<()> {
        fmt::Write::write_fmt(self, arguments).map_err(io::Error::other)
    }
}
