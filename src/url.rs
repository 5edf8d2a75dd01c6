//! Addresses: which are safe to publish, how page addresses are made and related.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::file_name::portable;

/// The address of the file that lists an edition's files with their digests.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Schemes that a handbook may link to.
pub(crate) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The scheme of an address (`https` of `https://…`), as a browser would see it: after decoding,
/// without the white space and control characters that browsers pass over.
pub(crate) fn scheme(address: &str) -> Option<String> {
    // Twice: percent signs may be parted by such characters, and stand for some.
    let seen = without_blanks(&decode(&without_blanks(address)));
    let (scheme, _) = seen.split_once(':')?;

    // A colon further on is part of a path, query or fragment.
    if scheme.is_empty() || scheme.contains(['/', '?', '#']) {
        return None;
    }
    Some(scheme.to_ascii_lowercase())
}

fn without_blanks(address: &str) -> String {
    address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// Whether an address is relative or has a scheme of [`SCHEMES`].
pub(crate) fn is_safe(address: &str) -> bool {
    if is_plainly_relative(address) {
        return true;
    }

    // `//host` and `\\host` leave the site with whatever scheme it was opened with.
    // Browsers pass over control characters, so they could hide such a beginning.
    let leaves = address.trim_start().starts_with("//")
        || address.contains(|c: char| c == '\\' || c.is_control());
    !leaves && scheme(address).is_none_or(|scheme| SCHEMES.contains(&scheme.as_str()))
}

/// Whether an address is relative at first sight, as nearly all are: nothing in it could be a
/// scheme, now or after decoding.
pub(crate) fn is_plainly_relative(address: &str) -> bool {
    !address.starts_with('/')
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b":%\\&".contains(&byte))
}

/// The complaint about an address that is not safe.
pub(crate) fn unsafe_url(address: &str, place: Place) -> Diagnostic {
    let shown: String = address.chars().filter(|c| !c.is_control()).take(60).collect();

    let message = format!("`{shown}` is not an address that may be published");
    Diagnostic::new(&checks::UNSAFE_URL, message).at(place).help(
        "use a path inside the handbook, or an address that begins with https://, http://, \
         mailto: or tel:",
    )
}

/// An address without its percent signs, as far as it is UTF-8.
pub(crate) fn decode(address: &str) -> String {
    if !address.contains('%') {
        return address.to_owned();
    }
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// What may stand as it is in a part of an address; all else gets percent signs.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A part of an address with all in it that needs percent signs.
pub(crate) fn encoded(part: &str) -> String {
    utf8_percent_encode(part, PLAIN).to_string()
}

/// An id as the end of an address: a percent sign in it would be read as the first of a code.
pub(crate) fn fragment(id: &str) -> Cow<'_, str> {
    if id.contains('%') { Cow::Owned(id.replace('%', "%25")) } else { Cow::Borrowed(id) }
}

/// A path with all in it that needs percent signs.
pub(crate) fn encoded_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(encoded).collect();
    parts.join("/")
}

/// Ends of names of hosts that people write without `https://`. Those that files have, too, such as
/// `.pl` and `.ai`, are not among them.
const TOP_LEVELS: [&str; 34] = [
    "com", "org", "net", "io", "dev", "gov", "edu", "int", "uk", "de", "eu", "fr", "ch", "at",
    "nl", "be", "es", "it", "se", "no", "fi", "dk", "ie", "us", "ca", "au", "nz", "br", "jp",
    "app", "info", "blog", "wiki", "example",
];

/// The address of mail or of the web that a path was meant as, where its beginning is lacking:
/// `www.firm.example`.
pub(crate) fn mended(path: &str) -> Option<String> {
    if path.contains(char::is_whitespace) || path.starts_with(['/', '.']) {
        return None;
    }
    let host = path.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((name, host)) = host.split_once('@') {
        let is_mail = !name.is_empty() && is_host(host) && host.contains('.');
        return is_mail.then(|| format!("mailto:{path}"));
    }
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let is_known = host.starts_with("www.") || TOP_LEVELS.contains(&top);
    (is_known && is_host(host)).then(|| format!("https://{path}"))
}

/// Whether a name can be that of a machine.
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    name.split('.').all(is_label)
}

/// The path of a web site's address, with a slash at either end: `/handbook/` of
/// `https://firm.example/handbook`. Nothing in it can lead to another host.
pub(crate) fn path_of_site(address: &str) -> String {
    let place = address.split_once("://").map_or(address, |(_, place)| place);
    let place = place.split(['?', '#']).next().unwrap_or_default();

    let mut path = String::from("/");
    // The first part is the host.
    for part in place.split('/').skip(1).filter(|part| !["", ".", ".."].contains(part)) {
        path.extend(utf8_percent_encode(&decode(part), PLAIN));
        path.push('/');
    }
    path
}

/// The part of an address that one file or folder name becomes: small ASCII letters, digits,
/// hyphens and underscores, so that editions keep their addresses on every file system.
pub(crate) fn slug(name: &str) -> String {
    let mut plain = name.bytes();
    if !name.is_empty() && plain.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    {
        return name.to_owned();
    }

    let mut slug = String::with_capacity(name.len());
    // Composed first, so that both ways to write `é` are spelled the same.
    let composed: String = unicode_normalization::UnicodeNormalization::nfc(name).collect();
    for c in deunicode::deunicode(&composed).chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            // `firm's` becomes `firms`, not `firm-s`.
            '\'' | '’' => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }

    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        // Nothing of the name can be spelled in ASCII; any stable word will do.
        return format!("page-{}", crate::digest::Digest::of(name.as_bytes()).short());
    }
    // Folder names may have 255 bytes; leave room for what is added to them.
    slug[..slug.len().min(120)].trim_end_matches('-').to_owned()
}

/// The slug of a file or folder as the name of one: never that of a device of Windows, which
/// letters of other scripts may be spelled as.
pub(crate) fn segment(name: &str) -> String {
    portable(&slug(name))
}

/// The folder a path stands in; empty for the root.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn file_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

/// The path or name of a file without its ending.
pub(crate) fn without_ending(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Whether a file is its folder's own page.
pub(crate) fn is_landing(file: &str) -> bool {
    landing_rank(file).is_some()
}

/// Which of several such files in one folder its own page is: the one of the lowest rank.
pub(crate) fn landing_rank(file: &str) -> Option<usize> {
    let names = ["index.md", "_index.md", "readme.md"];
    names.iter().position(|name| file.eq_ignore_ascii_case(name))
}

/// The way from one root-relative address to another: `("why/a/index.html", "why/b/index.html")`
/// gives `../b/index.html`. One that is whole already stays as it is.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let mut address = String::with_capacity(to.len() + 9);
    push_relative(&mut address, from, to);
    address
}

/// Appends what [`relative`] gives.
pub(crate) fn push_relative(out: &mut impl fmt::Write, from: &str, to: &str) {
    if is_whole(to) {
        let _ = out.write_str(to);
        return;
    }

    // Only whole folders count: `why/` and `whyever/` share none.
    let shared = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let common = from[..from.floor_char_boundary(shared)].rfind('/').map_or(0, |slash| slash + 1);

    // Writing to a text cannot fail.
    for _ in from[common..].matches('/') {
        let _ = out.write_str("../");
    }
    let _ = out.write_str(&to[common..]);
}

/// Whether an address names its host: no page of ours has one that begins like that.
pub(crate) fn is_whole(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// The way from an address to the root: `../` for each folder.
pub(crate) fn to_root(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses() {
        assert_eq!(relative("index.html", "why/index.html"), "why/index.html");
        assert_eq!(relative("why/a/index.html", "why/b/index.html"), "../b/index.html");
        assert_eq!(relative("why/a/index.html", "index.html"), "../../index.html");
        assert_eq!(relative("why/index.html", "whyever/index.html"), "../whyever/index.html");
    }

    #[test]
    fn addresses_that_lack_their_beginning_are_told_from_files() {
        for (path, address) in [
            ("team@firm.example", "mailto:team@firm.example"),
            ("github.com/a/b", "https://github.com/a/b"),
            ("www.firm.example", "https://www.firm.example"),
        ] {
            assert_eq!(mended(path).unwrap(), address);
        }
        for path in ["a.md", "../x.com", "map.png", "a@b", "first steps.com", "v1.2/a.md", "a.pl"] {
            assert_eq!(mended(path), None, "{path}");
        }
    }

    #[test]
    fn schemes_are_seen_through_disguise() {
        for address in [
            "javascript:alert(1)",
            " JaVa\tScript:x",
            "java%0ascript:x",
            "\u{1}data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "\\\\evil.example",
        ] {
            assert!(!is_safe(address), "{address}");
        }
        for address in [
            "../a.md",
            "a.md#x",
            "https://example.com/a:b",
            "mailto:a@b.c",
            "#a:b",
            "?q=a:b",
            "tel:+44",
        ] {
            assert!(is_safe(address), "{address}");
        }
    }

    #[test]
    fn the_path_of_a_site() {
        for (address, path) in [
            ("https://firm.example", "/"),
            ("https://firm.example/?a=/b/", "/"),
            ("http://firm.example/a/b%20c/#d", "/a/b%20c/"),
            // Browsers would take each of these for another host, or for a part of the tag.
            ("https://firm.example//evil.example/", "/evil.example/"),
            ("https://firm.example/\\evil.example", "/%5Cevil.example/"),
            ("https://firm.example/../\"><script>", "/%22%3E%3Cscript%3E/"),
        ] {
            assert_eq!(path_of_site(address), path, "{address}");
        }
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Größe & Maß"), "grosse-mass");
        assert_eq!(slug("ground-rules"), "ground-rules");
        assert_eq!(slug("../.."), slug("../.."));
        assert!(!slug("..").contains('.'));
        assert_eq!(slug("e\u{301}t\u{e9}"), "ete");
        assert_eq!(slug("Con"), "con");
        // In the wide letters of East Asia.
        assert_eq!(segment("\u{ff23}\u{ff4f}\u{ff4e}"), "con-1");
        assert_eq!(segment("Contact"), "contact");
    }
}
