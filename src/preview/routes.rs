//! What stands at an address of the preview.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use include_dir::{Dir, File, include_dir};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::address::{encoded, file_at, plain};
use super::edition_cache::{CachedPage, EditionCache, Resource};
use super::reply::{Reply, insert_in_head, kind_of};
use super::state::{CheckTask, PreviewState};
use super::{index, inspect, problems};
use crate::digest::Digest;
use crate::load::AssetSource;

/// Scripts and styles of the bar and of the list of editions.
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/preview/assets");

/// How often, and how long each time, a new version is waited for.
const WAITS_FOR_VERSION: usize = 40;
const WAIT_FOR_VERSION: Duration = Duration::from_millis(25);

/// Answers a request for a path.
pub(super) fn answer(state: &PreviewState, path: &str, query: &str) -> Reply {
    if path == "/" {
        return index::page(state);
    }
    if let Some(name) = path.strip_prefix("/_preview/") {
        return of_preview(state, name, query);
    }
    let nowhere = || {
        Reply::text(StatusCode::NOT_FOUND, "there is nothing here; the editions are listed at /")
    };
    let Some(path) = plain(path) else { return nowhere() };
    let (edition, url) =
        path.split_once('/').map_or((path.as_str(), None), |(edition, url)| (edition, Some(url)));
    let Some(shown) = state.edition(edition) else { return nowhere() };
    let Some(url) = url else { return Reply::redirect(&format!("/{edition}/")) };
    of_edition(state, edition, &shown, url).unwrap_or_else(|| not_found(state, edition, &shown))
}

/// What an edition has at an address.
fn of_edition(
    state: &PreviewState,
    edition: &str,
    shown: &EditionCache,
    url: &str,
) -> Option<Reply> {
    let version = state.version();
    let file = file_at(url);
    match shown.at(&file, &version) {
        Resource::Page(id) => {
            let page = shown.page(id, &version);
            if shown.has_news() {
                state.check(CheckTask::Check(version));
            }
            Some(match page {
                CachedPage::Fresh(bytes) | CachedPage::LastGood(bytes) => Reply::file(&file, bytes),
                CachedPage::Failed => {
                    let reply = Reply::file(
                        "failed.html",
                        Bytes::from_static(include_bytes!("assets/failed.html")),
                    );
                    Reply { status: StatusCode::INTERNAL_SERVER_ERROR, tag: None, ..reply }
                }
            })
        }
        Resource::Bytes(bytes) => Some(Reply::file(&file, bytes)),
        Resource::Copy(source) => copied(state, edition, &file, source),
        Resource::Nothing if file == url => {
            let folder = format!("{url}/index.html");
            let is_there = !matches!(shown.at(&folder, &version), Resource::Nothing);
            is_there.then(|| Reply::redirect(&encoded(&format!("/{edition}/{url}/"))))
        }
        Resource::Nothing => None,
    }
}

/// The bytes of a file that is copied. Where it has just changed on the disk, a version with the new ones is about to
/// come, and is waited for.
fn copied(state: &PreviewState, edition: &str, file: &str, source: AssetSource) -> Option<Reply> {
    let mut source = source;
    for _ in 0..WAITS_FOR_VERSION {
        let bytes =
            state.version().origin().read(&source.file, source.bytes + 1).unwrap_or_default();
        if Digest::of(&bytes) == source.digest {
            return Some(Reply::file(file, bytes.into()));
        }
        state.wait_for_version(WAIT_FOR_VERSION);
        match state.edition(edition)?.at(file, &state.version()) {
            Resource::Copy(newer) => source = newer,
            _ => return None,
        }
    }
    Some(Reply::text(StatusCode::SERVICE_UNAVAILABLE, "this file is being written; ask again"))
}

/// The edition's own page for an address that is none.
fn not_found(state: &PreviewState, edition: &str, shown: &EditionCache) -> Reply {
    let reply = match shown.at("404.html", &state.version()) {
        // It is shown at any depth, and knows only the top.
        Resource::Bytes(bytes) => {
            Reply::file("404.html", insert_in_head(&bytes, &format!("<base href=\"/{edition}/\">")))
        }
        _ => Reply::text(StatusCode::NOT_FOUND, "there is nothing here"),
    };
    Reply { status: StatusCode::NOT_FOUND, tag: None, ..reply }
}

/// What the preview has of its own.
fn of_preview(state: &PreviewState, name: &str, query: &str) -> Reply {
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
        "page" => match value("at").and_then(|at| inspect::page(state, &at)) {
            Some(about) => Reply::json(&about),
            None => Reply { status: StatusCode::NOT_FOUND, ..Reply::json(&json!({"page": null})) },
        },
        "events" => Reply::new("text/event-stream", Bytes::new()),
        "go" => {
            match value("at").zip(value("to")).and_then(|(at, to)| inspect::way(state, &at, &to)) {
                Some(way) => Reply::redirect(&way),
                None => Reply::text(StatusCode::NOT_FOUND, "there is no such edition"),
            }
        }
        "problems" => Reply::json(&problems::of(state, value("edition").as_deref())),
        "summary" => Reply::json(&problems::summary(state)),
        _ => Reply::text(StatusCode::NOT_FOUND, "the preview has nothing of this name"),
    }
}
