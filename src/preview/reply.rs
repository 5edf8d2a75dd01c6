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
    /// The type of the body, as `Content-Type` gives it.
    pub(super) content_type: String,
    pub(super) body: Bytes,
    /// The entity tag; a reply that has one may be kept by the browser and asked for again.
    pub(super) tag: Option<String>,
    /// Headers beside those that every reply has.
    pub(super) headers: Vec<(HeaderName, String)>,
}

impl Reply {
    /// A body that must not be kept by the browser.
    pub(super) fn new(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: content_type.to_owned(),
            body: body.into(),
            tag: None,
            headers: Vec::new(),
        }
    }

    /// Plain text.
    pub(super) fn text(status: StatusCode, text: &str) -> Self {
        Self::new("text/plain; charset=utf-8", format!("{text}\n")).with_status(status)
    }

    /// Sends the browser on.
    pub(super) fn redirect(to: &str) -> Self {
        Self::text(StatusCode::FOUND, "it is elsewhere").with_header(LOCATION, to)
    }

    pub(super) fn json(value: &serde_json::Value) -> Self {
        Self::new("application/json", value.to_string())
    }

    /// A file as it is, by the ending of its name.
    pub(super) fn asset(name: &str, body: Bytes) -> Self {
        let tag = Some(format!("\"{}\"", Digest::of(&body)));
        Self { tag, ..Self::new(&kind_of(name), body) }
    }

    /// A file of an edition: a page gets the preview's bar.
    pub(super) fn file(name: &str, body: Bytes) -> Self {
        let is_page = kind_of(name).starts_with("text/html");
        Self::asset(name, if is_page { insert_in_head(&body, BAR) } else { body })
    }

    /// The same with a status that says that it is not what was asked for, and so not to be kept.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, tag: None, ..self }
    }

    /// The same with one header more.
    pub(super) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// The type of a file, as web servers give it.
pub fn kind_of(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text =
        kind.type_() == "text" || ["javascript", "json", "xml"].contains(&kind.subtype().as_str());
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// A page with a tag put first into its head; at its end where it has none.
pub(super) fn insert_in_head(html: &[u8], tag: &str) -> Bytes {
    let at = end_of_head_tag(html).unwrap_or(html.len());
    Bytes::from([&html[..at], tag.as_bytes(), &html[at..]].concat())
}

/// Where a page's `<head>` tag ends.
fn end_of_head_tag(html: &[u8]) -> Option<usize> {
    let start = html.windows(6).position(|word| {
        // Not `<header>`.
        word[..5].eq_ignore_ascii_case(b"<head") && !word[5].is_ascii_alphanumeric()
    })?;
    let length = html[start..].iter().position(|byte| *byte == b'>')?;
    Some(start + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_comes_first_in_the_head() {
        let bar = |html: &str| String::from_utf8(insert_in_head(html.as_bytes(), BAR).to_vec());
        assert_eq!(
            bar("<html><HEAD lang=x><title>"),
            Ok(format!("<html><HEAD lang=x>{BAR}<title>"))
        );
        assert_eq!(bar("<header>a</header>"), Ok(format!("<header>a</header>{BAR}")));
    }
}
