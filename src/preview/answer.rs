//! What stands at an address of the preview.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderName, LOCATION};
use include_dir::{Dir, File, include_dir};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::live::Live;
use super::rebuild::Task;
use super::shown::{Page, Shown, Stands};
use super::{about, index, problems};
use crate::digest::Digest;
use crate::load::AssetSource;

/// What every page gets in addition to what is built: the preview's bar.
pub const BAR: &str = "<script src=\"/_preview/bar.js\" defer></script>";

/// Scripts and styles of the bar and of the list of editions.
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/preview/assets");

/// How often, and how long each time, a new version is waited for.
const WAITS_FOR_VERSION: usize = 40;
const WAIT_FOR_VERSION: Duration = Duration::from_millis(25);

/// An answer.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) kind: String,
    pub(super) body: Bytes,
    /// What tells it from other versions of itself; what has one may be asked for again.
    pub(super) tag: Option<String>,
    pub(super) more: Vec<(HeaderName, String)>,
}

impl Reply {
    fn new(kind: &str, body: Bytes) -> Self {
        Self { status: StatusCode::OK, kind: kind.to_owned(), body, tag: None, more: Vec::new() }
    }

    /// Plain text.
    pub(super) fn text(status: StatusCode, text: &str) -> Self {
        let body = Bytes::from(format!("{text}\n"));
        Self { status, ..Self::new("text/plain; charset=utf-8", body) }
    }

    /// Sends the browser on.
    pub(super) fn redirect(to: &str) -> Self {
        Self::text(StatusCode::FOUND, "it is elsewhere").with(LOCATION, to)
    }

    /// One header more.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.more.push((name, value.to_owned()));
        self
    }

    fn tagged(mut self, digest: Digest) -> Self {
        self.tag = Some(format!("\"{digest}\""));
        self
    }

    fn json(value: &serde_json::Value) -> Self {
        Self::new("application/json", Bytes::from(value.to_string()))
    }

    /// A file, by the ending of its name.
    fn file(name: &str, bytes: Bytes) -> Self {
        let kind = kind_of(name);
        let body = if kind.starts_with("text/html") { with_bar(&bytes) } else { bytes };
        let digest = Digest::of(&body);
        Self::new(&kind, body).tagged(digest)
    }
}

/// The type of a file, as web servers give it.
pub fn kind_of(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text =
        kind.type_() == "text" || ["javascript", "json", "xml"].contains(&kind.subtype().as_str());
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// A page with the preview's bar.
fn with_bar(html: &[u8]) -> Bytes {
    with(html, BAR)
}

fn with(html: &[u8], tag: &str) -> Bytes {
    let lower = |from: usize| {
        html[from..]
            .windows(5)
            .position(|word| word.eq_ignore_ascii_case(b"<head"))
            .map(|at| from + at)
    };
    let mut at = lower(0);
    // Not `<header>`.
    while let Some(start) =
        at.filter(|start| html.get(start + 5).is_some_and(u8::is_ascii_alphanumeric))
    {
        at = lower(start + 5);
    }
    let end = at.and_then(|start| {
        html[start..].iter().position(|byte| *byte == b'>').map(|end| start + end + 1)
    });
    let end = end.unwrap_or(html.len());
    Bytes::from([&html[..end], tag.as_bytes(), &html[end..]].concat())
}

/// Answers a request for a path.
pub(super) fn answer(live: &Live, path: &str, query: &str) -> Reply {
    if path == "/" {
        return index::page(live);
    }
    if let Some(name) = path.strip_prefix("/_preview/") {
        return of_preview(live, name, query);
    }
    let nowhere = || {
        Reply::text(StatusCode::NOT_FOUND, "there is nothing here; the editions are listed at /")
    };
    let Some(path) = plain(path) else { return nowhere() };
    let (edition, url) =
        path.split_once('/').map_or((path.as_str(), None), |(edition, url)| (edition, Some(url)));
    let Some(shown) = live.edition(edition) else { return nowhere() };
    let Some(url) = url else { return Reply::redirect(&format!("/{edition}/")) };
    of_edition(live, edition, &shown, url).unwrap_or_else(|| not_found(live, edition, &shown))
}

/// A path without its first slash, decoded; none where it is not one that an edition could have.
fn plain(path: &str) -> Option<String> {
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let last = path.matches('/').count();
    let is_plain =
        |(at, part): (usize, &str)| (!part.is_empty() || at == last) && part != "." && part != "..";
    let is_text = !path.contains(|c: char| c == '\\' || c.is_control());
    (is_text && path.split('/').enumerate().all(is_plain)).then(|| path.into_owned())
}

/// The file that an address means: a folder means the page in it.
fn file_at(url: &str) -> String {
    if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url.to_owned() }
}

/// What an edition has at an address.
fn of_edition(live: &Live, edition: &str, shown: &Shown, url: &str) -> Option<Reply> {
    let version = live.version();
    let file = file_at(url);
    match shown.at(&file, &version) {
        Stands::Page(id) => {
            let page = shown.page(id, &version);
            if shown.has_news() {
                live.check(Task::Check(version));
            }
            Some(match page {
                Page::Fresh(bytes) | Page::LastGood(bytes) => Reply::file(&file, bytes),
                Page::Failed => {
                    let reply = Reply::file(
                        "failed.html",
                        Bytes::from_static(include_bytes!("assets/failed.html")),
                    );
                    Reply { status: StatusCode::INTERNAL_SERVER_ERROR, tag: None, ..reply }
                }
            })
        }
        Stands::Bytes(bytes) => Some(Reply::file(&file, bytes)),
        Stands::Copy(source) => copied(live, edition, &file, source),
        Stands::Nothing if file == url => {
            let folder = format!("{url}/index.html");
            let is_there = !matches!(shown.at(&folder, &version), Stands::Nothing);
            is_there.then(|| Reply::redirect(&encoded(&format!("/{edition}/{url}/"))))
        }
        Stands::Nothing => None,
    }
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

/// The bytes of a file that is copied. Where it has just changed on the disk, a version with the new ones is about to
/// come, and is waited for.
fn copied(live: &Live, edition: &str, file: &str, source: AssetSource) -> Option<Reply> {
    let mut source = source;
    for _ in 0..WAITS_FOR_VERSION {
        let bytes =
            live.version().origin().read(&source.file, source.bytes + 1).unwrap_or_default();
        if Digest::of(&bytes) == source.digest {
            return Some(Reply::file(file, bytes.into()));
        }
        live.wait_for_version(WAIT_FOR_VERSION);
        match live.edition(edition)?.at(file, &live.version()) {
            Stands::Copy(newer) => source = newer,
            _ => return None,
        }
    }
    Some(Reply::text(StatusCode::SERVICE_UNAVAILABLE, "this file is being written; ask again"))
}

/// The edition's own page for an address that is none.
fn not_found(live: &Live, edition: &str, shown: &Shown) -> Reply {
    let reply = match shown.at("404.html", &live.version()) {
        // It is shown at any depth, and knows only the top.
        Stands::Bytes(bytes) => {
            Reply::file("404.html", with(&bytes, &format!("<base href=\"/{edition}/\">")))
        }
        _ => Reply::text(StatusCode::NOT_FOUND, "there is nothing here"),
    };
    Reply { status: StatusCode::NOT_FOUND, tag: None, ..reply }
}

/// What the preview has of its own.
fn of_preview(live: &Live, name: &str, query: &str) -> Reply {
    // The table takes `a//` for `a`, too.
    let is_this = |file: &&File<'_>| file.path().to_str() == Some(name) && !name.ends_with(".html");
    if let Some(file) = ASSETS.get_file(name).filter(is_this) {
        return Reply::new(&kind_of(name), Bytes::from_static(file.contents()))
            .tagged(Digest::of(file.contents()));
    }
    let value = |key: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        pair.and_then(|value| percent_decode_str(value).decode_utf8().ok())
    };
    match name {
        "page" => match value("at").and_then(|at| about::page(live, &at)) {
            Some(about) => Reply::json(&about),
            None => Reply { status: StatusCode::NOT_FOUND, ..Reply::json(&json!({"page": null})) },
        },
        "events" => Reply::new("text/event-stream", Bytes::new()),
        "go" => {
            match value("at").zip(value("to")).and_then(|(at, to)| about::way(live, &at, &to)) {
                Some(way) => Reply::redirect(&way),
                None => Reply::text(StatusCode::NOT_FOUND, "there is no such edition"),
            }
        }
        "problems" => Reply::json(&problems::of(live, value("edition").as_deref())),
        "summary" => Reply::json(&problems::summary(live)),
        _ => Reply::text(StatusCode::NOT_FOUND, "the preview has nothing of this name"),
    }
}

/// The edition and the address in it that a path of the preview means.
pub(super) fn place(path: &str) -> Option<(String, String)> {
    let path = plain(path)?;
    let (edition, url) = path.split_once('/')?;
    Some((edition.to_owned(), file_at(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_comes_first_in_the_head() {
        let bar = |html: &str| String::from_utf8(with_bar(html.as_bytes()).to_vec());
        assert_eq!(
            bar("<html><HEAD lang=x><title>"),
            Ok(format!("<html><HEAD lang=x>{BAR}<title>"))
        );
        assert_eq!(bar("<header>a</header>"), Ok(format!("<header>a</header>{BAR}")));
    }

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
