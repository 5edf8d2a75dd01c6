//! Addresses of the preview: which edition and which file in it a path means, and the way back.

use percent_encoding::percent_decode_str;

/// The edition and the address in it that a path of the preview means.
pub(super) fn place(path: &str) -> Option<(String, String)> {
    let path = plain(path)?;
    let (edition, url) = path.split_once('/')?;
    Some((edition.to_owned(), file_at(url)))
}

/// A path without its first slash, decoded; none where it is not one that an edition could have.
pub(super) fn plain(path: &str) -> Option<String> {
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let last = path.matches('/').count();
    let is_plain =
        |(at, part): (usize, &str)| (!part.is_empty() || at == last) && part != "." && part != "..";
    let is_text = !path.contains(|c: char| c == '\\' || c.is_control());
    (is_text && path.split('/').enumerate().all(is_plain)).then(|| path.into_owned())
}

/// The file that an address means: a folder means the page in it.
pub(super) fn file_at(url: &str) -> String {
    if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url.to_owned() }
}

/// A path as it stands in an address.
pub(super) fn encoded(path: &str) -> String {
    const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(path, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_looked_up() {
        assert_eq!(plain("/acme/a%20b/").as_deref(), Some("acme/a b/"));
        for path in
            ["/a/../b", "/a/%2e%2e/b", "//a", "/a//b", "/a/./b", "/a%5cb", "/a%00b", "/a/%ff", "a"]
        {
            assert_eq!(plain(path), None, "{path}");
        }
    }
}
