//! What stands at an address of the preview.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use include_dir::{Dir, include_dir};
use serde_json::json;

use super::address::{encoded, file_at, parameter, plain};
use super::edition_cache::{EditionCache, Resource};
use super::reply::{Reply, insert_in_head};
use super::state::{CheckTask, PreviewState};
use super::{index, inspect, problems};
use crate::digest::Digest;
use crate::load::AssetSource;

/// Scripts and styles of the bar and of the list of editions.
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/preview/assets");

/// How often, and how long each time, a new snapshot is waited for.
const WAITS_FOR_SNAPSHOT: usize = 40;
const WAIT_FOR_SNAPSHOT: Duration = Duration::from_millis(25);

/// Answers a request for a path.
pub(super) fn answer(state: &PreviewState, path: &str, query: &str) -> Reply {
    if path == "/" {
        return index::page(state);
    }
    // This is in no edition's way: no edition's name begins with an underscore.
    if let Some(name) = path.strip_prefix("/_preview/") {
        return of_preview(state, name, query);
    }

    of_editions(state, path).unwrap_or_else(|| {
        Reply::text(StatusCode::NOT_FOUND, "there is nothing here; the editions are listed at /")
    })
}

/// The answer of the edition that a path leads into; none where it leads into none.
fn of_editions(state: &PreviewState, path: &str) -> Option<Reply> {
    let path = plain(path)?;
    let Some((name, url)) = path.split_once('/') else {
        state.edition(&path)?;
        return Some(Reply::redirect(&format!("/{path}/")));
    };

    let edition = state.edition(name)?;
    let found = of_edition(state, name, &edition, url);
    let reply = found.unwrap_or_else(|| not_found(state, name, &edition));

    // A file that could not be made belongs into the list of problems, which only a check renews.
    if edition.take_news() {
        state.check(CheckTask::Check(state.snapshot()));
    }
    Some(reply)
}

/// What an edition has at an address.
fn of_edition(
    state: &PreviewState,
    name: &str,
    edition: &EditionCache,
    url: &str,
) -> Option<Reply> {
    let snapshot = state.snapshot();
    let file = file_at(url);

    match edition.find(&file, &snapshot) {
        Some(Resource::Page(id)) => {
            let page = edition.page(id, &snapshot);
            Some(page.map_or_else(failed, |page| Reply::file(&file, page)))
        }
        Some(Resource::Bytes(bytes)) => Some(Reply::file(&file, bytes)),
        Some(Resource::Copy(source)) => copied(state, name, &file, source),
        // A page's folder, without the last slash.
        None if file == url => {
            edition.find(&format!("{url}/index.html"), &snapshot)?;
            Some(Reply::redirect(&encoded(&format!("/{name}/{url}/"))))
        }
        None => None,
    }
}

/// What stands in the place of a page that could never be rendered.
fn failed() -> Reply {
    let page = Bytes::from_static(include_bytes!("assets/failed.html"));
    Reply::file("failed.html", page).with_status(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The bytes of a file that is copied. Where it has just changed on the disk, a snapshot with the
/// new ones is about to come, and is waited for.
fn copied(state: &PreviewState, name: &str, file: &str, mut source: AssetSource) -> Option<Reply> {
    for _ in 0..WAITS_FOR_SNAPSHOT {
        // One byte too many tells that the file has grown.
        let read = state.snapshot().engine.origin.read(&source.file, source.bytes + 1);
        let bytes = read.unwrap_or_default();
        if Digest::of(&bytes) == source.digest {
            return Some(Reply::file(file, bytes.into()));
        }

        state.wait_for_snapshot(WAIT_FOR_SNAPSHOT);
        match state.edition(name)?.find(file, &state.snapshot()) {
            Some(Resource::Copy(newer)) => source = newer,
            _ => return None,
        }
    }

    Some(Reply::text(StatusCode::SERVICE_UNAVAILABLE, "this file is being written; ask again"))
}

/// The edition's own page for an address that is none.
fn not_found(state: &PreviewState, name: &str, edition: &EditionCache) -> Reply {
    let Some(Resource::Bytes(page)) = edition.find("404.html", &state.snapshot()) else {
        return Reply::text(StatusCode::NOT_FOUND, "there is nothing here");
    };

    // It is shown at any depth, and its links are seen from the edition's top.
    let page = insert_in_head(&page, &format!("<base href=\"/{name}/\">"));
    Reply::file("404.html", page).with_status(StatusCode::NOT_FOUND)
}

/// What the preview has of its own.
fn of_preview(state: &PreviewState, name: &str, query: &str) -> Reply {
    if let Some(bytes) = own_asset(name) {
        return Reply::asset(name, Bytes::from_static(bytes));
    }

    match name {
        "page" => match parameter(query, "at").and_then(|at| inspect::page(state, &at)) {
            Some(page) => Reply::json(&page),
            None => Reply::json(&json!({"page": null})).with_status(StatusCode::NOT_FOUND),
        },
        // The stream itself is the server's; this answers those who ask for its head.
        "events" => Reply::new("text/event-stream", Bytes::new()),
        "go" => {
            let wanted = parameter(query, "at").zip(parameter(query, "to"));
            match wanted.and_then(|(at, to)| inspect::way_over(state, &at, &to)) {
                Some(way) => Reply::redirect(&way),
                None => Reply::text(StatusCode::NOT_FOUND, "there is no such edition"),
            }
        }
        "problems" => Reply::json(&problems::of(state, parameter(query, "edition").as_deref())),
        "summary" => Reply::json(&problems::summary(state)),
        _ => Reply::text(StatusCode::NOT_FOUND, "the preview has nothing of this name"),
    }
}

/// A script or style of the preview. Its pages have marks to be filled in, and are not served as
/// they are.
fn own_asset(name: &str) -> Option<&'static [u8]> {
    // The table takes `a//` for `a`, too.
    let file = ASSETS.get_file(name).filter(|file| file.path().to_str() == Some(name))?;
    (!name.ends_with(".html")).then(|| file.contents())
}
