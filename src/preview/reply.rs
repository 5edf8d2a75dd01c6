//! What is answered to a request, before it is sent.

use std::ops::Range;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue,
    IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
};
use hyper::{Method, Request, Response, StatusCode};

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
pub(super) struct Reply {
    response: Response<ReplyBody>,
    /// The bytes of a file, of which a part may be asked for.
    file: Option<Bytes>,
}

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

        Self { response, file: None }
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
        let reply = Self::new(&kind_of(name), body.clone())
            .with_header(CACHE_CONTROL, "no-cache")
            .with_header(ACCEPT_RANGES, "bytes")
            .with_header(ETAG, &tag);
        Self { file: Some(body), ..reply }
    }

    /// The same with a status that says that it is not what was asked for, and so not to be kept.
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        *self.response.status_mut() = status;
        self.response.headers_mut().remove(ETAG);
        self.response.headers_mut().remove(ACCEPT_RANGES);
        self.file = None;
        self.with_header(CACHE_CONTROL, "no-store")
    }

    /// The same with a header, where its value can be one.
    pub(super) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.response.headers_mut().insert(name, value);
        }
        self
    }

    /// As it goes to a browser that asked for it so.
    pub(super) fn response(mut self, asked: &Asked) -> Response<ReplyBody> {
        let tag = self.response.headers().get(ETAG);
        if asked.known.is_some() && asked.known.as_ref() == tag {
            *self.response.status_mut() = StatusCode::NOT_MODIFIED;
            *self.response.body_mut() = Either::Left(Full::default());
            return self.response;
        }

        let is_same = asked.if_range.is_none() || asked.if_range.as_ref() == tag;
        match (&self.file, &asked.range) {
            (Some(file), Some(range)) if is_same => match part(range, file.len()) {
                Part::Whole => self.response,
                Part::Bytes(bytes) => {
                    let (body, length) = (file.slice(bytes.clone()), file.len());
                    let range = format!("bytes {}-{}/{length}", bytes.start, bytes.end - 1);
                    self.in_part(StatusCode::PARTIAL_CONTENT, &range, body)
                }
                Part::None => {
                    let range = format!("bytes */{}", file.len());
                    self.in_part(StatusCode::RANGE_NOT_SATISFIABLE, &range, Bytes::new())
                }
            },
            _ => self.response,
        }
    }

    fn in_part(self, status: StatusCode, range: &str, body: Bytes) -> Response<ReplyBody> {
        let mut part = self.with_header(CONTENT_RANGE, range).response;
        *part.status_mut() = status;
        *part.body_mut() = Either::Left(Full::new(body));
        part
    }
}

/// What a request says of the answer that it wants.
#[derive(Default)]
pub(super) struct Asked {
    /// The tag of the version that the browser has.
    known: Option<HeaderValue>,
    /// The part that it wants, as players of films do.
    range: Option<HeaderValue>,
    /// The tag of the version of which it has the other parts.
    if_range: Option<HeaderValue>,
}

impl Asked {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let header = |name: HeaderName| request.headers().get(name).cloned();
        Self {
            known: header(IF_NONE_MATCH),
            // Of other methods, a part means nothing.
            range: header(RANGE).filter(|_| request.method() == Method::GET),
            if_range: header(IF_RANGE),
        }
    }
}

/// What is sent of a file.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// Some bytes.
    Bytes(Range<usize>),
    /// Nothing: there are no such bytes.
    None,
}

/// The part of a file of this length that a request asks for. Source: RFC 9110, 14.1.2 and 14.2;
/// several parts at once, which a server need not send, are sent as the whole.
fn part(range: &HeaderValue, length: usize) -> Part {
    let asked = range.to_str().ok().and_then(|range| range.trim().strip_prefix("bytes="));
    let Some((first, last)) = asked.and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    // A number that is too large for us is as good as the largest.
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(usize::MAX))
    };

    match (first, number(first), last, number(last)) {
        (_, Some(first), "", _) if first < length => Part::Bytes(first..length),
        (_, Some(first), _, Some(last)) if first > last => Part::Whole,
        (_, Some(first), _, Some(last)) if first < length => {
            Part::Bytes(first..last.min(length - 1) + 1)
        }
        (_, Some(_), "", _) | (_, Some(_), _, Some(_)) => Part::None,
        ("", _, _, Some(0)) => Part::None,
        ("", _, _, Some(_)) if length == 0 => Part::None,
        ("", _, _, Some(from_end)) => Part::Bytes(length.saturating_sub(from_end)..length),
        _ => Part::Whole,
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
    fn parts_of_a_file_are_those_of_the_standard() {
        for (range, length, expected) in [
            ("bytes=100-199", 1_000, Part::Bytes(100..200)),
            ("bytes=0-", 1_000, Part::Bytes(0..1_000)),
            ("bytes=900-99999999999999999999999", 1_000, Part::Bytes(900..1_000)),
            ("bytes=-10", 1_000, Part::Bytes(990..1_000)),
            ("bytes=-2000", 1_000, Part::Bytes(0..1_000)),
            ("bytes=1000-", 1_000, Part::None),
            ("bytes=1000-1001", 1_000, Part::None),
            ("bytes=-0", 1_000, Part::None),
            ("bytes=0-0", 0, Part::None),
            ("bytes=-1", 0, Part::None),
            ("bytes=2-1", 1_000, Part::Whole),
            ("bytes=0-1,5-6", 1_000, Part::Whole),
            ("bytes=+1-2", 1_000, Part::Whole),
            ("bytes=a-b", 1_000, Part::Whole),
            ("lines=1-2", 1_000, Part::Whole),
            ("bytes=-", 1_000, Part::Whole),
        ] {
            assert_eq!(part(&HeaderValue::from_static(range), length), expected, "{range}");
        }
    }

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
