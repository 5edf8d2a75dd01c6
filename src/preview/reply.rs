//! What is answered to a request, before it is sent.

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION};
use hyper::{Response, StatusCode};

use crate::digest::Digest;

/// What every page gets in addition to what is built: the preview's bar.
pub const BAR: &str = "<script src=\"/_preview/bar.js\" defer></script>";

/// What every answer says to the browser: nothing of this is for other web sites, and nothing comes
/// from them.
const DRESS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; \
         form-action 'self'; frame-ancestors 'self'",
    ),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-robots-tag", "noindex"),
];

/// Made whole, or sent piece by piece.
pub(super) type ReplyBody = Either<Full<Bytes>, Channel<Bytes>>;

/// An answer. One that has an entity tag may be kept by the browser and asked for again.
pub(super) struct Reply(Response<ReplyBody>);

impl Reply {
    /// A body that must not be kept by the browser.
    pub(super) fn new(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::of(content_type, Either::Left(Full::new(body.into())))
    }

    /// A stream of events.
    pub(super) fn events(events: Channel<Bytes>) -> Self {
        Self::of("text/event-stream", Either::Right(events))
    }

    fn of(content_type: &str, body: ReplyBody) -> Self {
        let mut response = Response::new(body);
        for (name, value) in DRESS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }

        Self(response)
            .with_header(CONTENT_TYPE, content_type)
            .with_header(CACHE_CONTROL, "no-store")
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
        let tag = format!("\"{}\"", Digest::of(&body));
        Self::new(&kind_of(name), body)
            .with_header(CACHE_CONTROL, "no-cache")
            .with_header(ETAG, &tag)
    }

    /// The same with a status that says that it is not what was asked for, and so not to be kept.
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        *self.0.status_mut() = status;
        self.0.headers_mut().remove(ETAG);
        self.with_header(CACHE_CONTROL, "no-store")
    }

    /// The same with a header, where its value can be one.
    pub(super) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    /// As it goes to a browser that has the version with the tag `known`.
    pub(super) fn response(mut self, known: Option<&HeaderValue>) -> Response<ReplyBody> {
        if known.is_some() && known == self.0.headers().get(ETAG) {
            *self.0.status_mut() = StatusCode::NOT_MODIFIED;
            *self.0.body_mut() = Either::Left(Full::default());
        }
        self.0
    }
}

/// The type of a file, as web servers give it.
pub fn kind_of(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text =
        kind.type_() == "text" || ["javascript", "json", "xml"].contains(&kind.subtype().as_str());
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// A file of an edition as it is shown: a page gets the preview's bar.
pub(super) fn with_bar(name: &str, bytes: Vec<u8>) -> Bytes {
    if kind_of(name).starts_with("text/html") { insert_in_head(&bytes, BAR) } else { bytes.into() }
}

/// A page with a tag put first into its head; at its end where it has none.
fn insert_in_head(html: &[u8], tag: &str) -> Bytes {
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
