//! What is answered to a request, before it is sent.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderName, LOCATION};

use crate::digest::Digest;

/// What every page gets in addition to what is built: the preview's bar.
pub const BAR: &str = "<script src=\"/_preview/bar.js\" defer></script>";

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
    pub(super) fn new(kind: &str, body: Bytes) -> Self {
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

    pub(super) fn tagged(mut self, digest: Digest) -> Self {
        self.tag = Some(format!("\"{digest}\""));
        self
    }

    pub(super) fn json(value: &serde_json::Value) -> Self {
        Self::new("application/json", Bytes::from(value.to_string()))
    }

    /// A file, by the ending of its name.
    pub(super) fn file(name: &str, bytes: Bytes) -> Self {
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
    insert_in_head(html, BAR)
}

/// A page with a tag put first into its head.
pub(super) fn insert_in_head(html: &[u8], tag: &str) -> Bytes {
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
}
