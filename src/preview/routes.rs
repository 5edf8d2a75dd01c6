//! What stands at an address of the preview.

use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use include_dir::{Dir, include_dir};
use serde_json::json;

use super::address::{encoded, file_at, parameter, plain};
use super::edition_cache::{EditionCache, Resource};
use super::reply::{BAR, Reply, with_bar};
use super::state::{CheckTask, PreviewState};
use super::{drift_view, index, inspect, problems};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::load::AssetSource;
use crate::parse::html::push_text;

/// Scripts and styles of the bar and of the list of editions.
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/preview/assets");

/// More reasons are not given in the place of a page; the list of problems has them all.
const MOST_REASONS: usize = 5;

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
    if edition.edition().is_none() {
        return Some(failed(edition.analysis.errors()));
    }

    let found = of_edition(state, name, &edition, url);
    let reply = found.unwrap_or_else(|| not_found(name, &edition));

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
            let shown = page.map(|page| Reply::asset(&file, page));
            Some(shown.unwrap_or_else(|diagnostic| failed([&*diagnostic])))
        }
        Some(Resource::Bytes(bytes)) => Some(Reply::asset(&file, bytes)),
        Some(Resource::Copy(source)) => copied(state, name, &file, source),
        // A page's folder, without the last slash.
        None if file == url => {
            edition.find(&format!("{url}/index.html"), &snapshot)?;
            Some(Reply::redirect(&encoded(&format!("/{name}/{url}/"))))
        }
        None => None,
    }
}

/// What stands in the place of a page that cannot be rendered, for these reasons.
fn failed<'d>(reasons: impl IntoIterator<Item = &'d Diagnostic>) -> Reply {
    let reasons: String = reasons.into_iter().take(MOST_REASONS).map(reason).collect();
    let page = format!(include_str!("assets/failed.html"), bar = BAR, reasons = reasons);
    Reply::asset("failed.html", page.into()).with_status(StatusCode::INTERNAL_SERVER_ERROR)
}

/// One reason: what is wrong, where, and what to do.
fn reason(diagnostic: &Diagnostic) -> String {
    let mut html = String::from("<li>");
    push_text(&mut html, &diagnostic.message);
    if let Some(place) = &diagnostic.place {
        html.push_str("<br><code>");
        push_text(&mut html, &place.file);
        html.push_str("</code>");
    }
    for help in &diagnostic.help {
        html.push_str("<br>");
        push_text(&mut html, help);
    }
    html + "</li>\n"
}

/// The bytes of a file that is copied. Where it has just changed on the disk, a snapshot with the
/// new ones is about to come, and is waited for.
fn copied(state: &PreviewState, name: &str, file: &str, mut source: AssetSource) -> Option<Reply> {
    for _ in 0..WAITS_FOR_SNAPSHOT {
        // One byte too many tells that the file has grown.
        let read = state.snapshot().engine.origin.read(&source.file, source.bytes + 1);
        let bytes = read.unwrap_or_default();
        if Digest::of(&bytes) == source.digest {
            return Some(Reply::asset(file, with_bar(file, bytes)));
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
fn not_found(name: &str, edition: &EditionCache) -> Reply {
    match edition.not_found(&format!("/{name}/")) {
        Some(page) => Reply::asset("404.html", page).with_status(StatusCode::NOT_FOUND),
        None => Reply::text(StatusCode::NOT_FOUND, "there is nothing here"),
    }
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
        "drift" => match drift(state, query) {
            Some(texts) => Reply::json(&texts),
            None => Reply::json(&json!(null)).with_status(StatusCode::NOT_FOUND),
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

/// The texts of the override that is asked for.
fn drift(state: &PreviewState, query: &str) -> Option<serde_json::Value> {
    let (at, number) = (parameter(query, "at")?, parameter(query, "number")?);
    drift_view::texts(state, &at, &number, &parameter(query, "title")?)
}

/// A script or style of the preview. Its pages have marks to be filled in, and are not served as
/// they are.
fn own_asset(name: &str) -> Option<&'static [u8]> {
    // The table takes `a//` for `a`, too.
    let file = ASSETS.get_file(name).filter(|file| file.path().to_str() == Some(name))?;
    (!name.ends_with(".html")).then(|| file.contents())
}
