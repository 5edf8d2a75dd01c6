//! Addresses of the preview: which edition and which of its files a path means, and the way back.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is written otherwise in an address.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The edition that a path of the preview leads into, and the file in it.
pub(super) fn edition_and_file(path: &str) -> Option<(String, String)> {
    let path = plain(path)?;
    let (edition, url) = path.split_once('/')?;
    Some((edition.to_owned(), file_at(url)))
}

/// The file that an address in an edition means: a folder means the page in it.
pub(super) fn file_at(url: &str) -> String {
    if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url.to_owned() }
}

/// A path without its first slash, decoded; none where it is not one that an edition could have.
pub(super) fn plain(path: &str) -> Option<String> {
    // Decoded before it is looked through, so that no spelling of `..` gets past.
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    if path.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }

    // Only the last part may be empty: the path is a folder's then.
    let mut folders = path.split('/');
    let last = folders.next_back().unwrap_or_default();
    let is_plain = folders.all(|folder| !folder.is_empty() && !is_relative(folder));
    (is_plain && !is_relative(last)).then(|| path.into_owned())
}

/// Whether a part of a path leads elsewhere than down.
fn is_relative(part: &str) -> bool {
    part == "." || part == ".."
}

/// A path as it stands in an address.
pub(super) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ESCAPED).to_string()
}

/// The value of a key in an address's query, decoded.
pub(super) fn parameter<'q>(query: &'q str, key: &str) -> Option<Cow<'q, str>> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
    percent_decode_str(value).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_looked_up() {
        assert_eq!(plain("/acme/a%20b/").as_deref(), Some("acme/a b/"));
        assert_eq!(plain("/").as_deref(), Some(""));
        for path in [
            "/a/../b",
            "/a/%2e%2e/b",
            "//a",
            "//",
            "/a//b",
            "/a/./b",
            "/a/..",
            "/a%5cb",
            "/a%00b",
            "/a/%ff",
            "a",
        ] {
            assert_eq!(plain(path), None, "{path}");
        }
    }
}
