//! Who may ask: nobody but the browser of the one who started the preview, and no web site that is
//! open in it.
//!
//! A web site cannot read another origin's answers, unless that origin allows it (no CORS here) or
//! the name of the site was made to lead to this machine (DNS rebinding): so the `Host` must be an
//! address of ours.

use std::net::IpAddr;

use hyper::header::{
    ALLOW, CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderMap, ORIGIN, SET_COOKIE,
    TRANSFER_ENCODING,
};
use hyper::{Method, Request, StatusCode};

use super::reply::Reply;

/// Longer addresses are none of ours, in bytes.
const MAX_ADDRESS: usize = 4_096;

/// Decides who may ask.
pub(super) struct Guard {
    /// What may stand in `Host`.
    hosts: Vec<String>,
    /// Whether any address that is a number will do, as for `--host 0.0.0.0`.
    any_number: bool,
    port: u16,
    /// What others than this machine must know, and the name of the cookie that carries it.
    token: Option<String>,
    cookie: String,
}

impl Guard {
    /// Guards what is served at a host and port; with a token, only for who knows it.
    pub(super) fn new(host: IpAddr, port: u16, token: Option<String>) -> Self {
        let shown = match host {
            IpAddr::V6(address) => format!("[{address}]"),
            IpAddr::V4(address) => address.to_string(),
        };
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned(), shown];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        // Browsers leave the usual port away.
        if port == 80 {
            hosts.extend(names);
        }

        // Cookies do not tell ports apart.
        let cookie = format!("mentorbook-preview-{port}");
        Self { hosts, any_number: host.is_unspecified(), port, token, cookie }
    }

    /// What a request gets instead of an answer; none where it may have one.
    pub(super) fn intercept<B>(&self, request: &Request<B>) -> Option<Reply> {
        check_form(request)
            .or_else(|| self.check_origin(request.headers()))
            .or_else(|| self.ask_for_token(request))
    }

    /// Denies requests that come from other web sites.
    fn check_origin(&self, headers: &HeaderMap) -> Option<Reply> {
        let Some(host) = only(headers, HOST.as_str()).filter(|host| self.is_ours(host)) else {
            return forbidden("this is not the address of the preview");
        };

        // The preview speaks no TLS, so no page of its own is from `https://`.
        let from = only(headers, ORIGIN.as_str()).and_then(|origin| origin.strip_prefix("http://"));
        let is_same = from.is_some_and(|from| from.eq_ignore_ascii_case(host));
        if headers.contains_key(ORIGIN) && !is_same {
            return forbidden("other web sites cannot read the preview");
        }

        // What another port of this machine serves counts as the same site and is kept out, too.
        // Browsers say who asks; to follow a link from elsewhere is no harm.
        let is_other = matches!(only(headers, "sec-fetch-site"), Some("cross-site" | "same-site"));
        let is_visit = only(headers, "sec-fetch-mode") == Some("navigate")
            && only(headers, "sec-fetch-dest") == Some("document");
        if is_other && !is_visit {
            return forbidden("other web sites cannot use the preview");
        }
        None
    }

    /// Whether the preview can be reached under a `Host`.
    fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))
            || self.any_number && self.is_number(host)
    }

    /// Whether a `Host` is a number, which no web site's name can be made to be, and our port.
    fn is_number(&self, host: &str) -> bool {
        let Some((name, port)) = host.rsplit_once(':') else { return false };
        let in_brackets = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        port == self.port.to_string() && in_brackets.unwrap_or(name).parse::<IpAddr>().is_ok()
    }

    /// Lets those in who know the token, where there is one: it comes in a cookie, or once in the
    /// address. From there it is put into a cookie, and the browser sent on.
    fn ask_for_token<B>(&self, request: &Request<B>) -> Option<Reply> {
        let token = self.token.as_deref()?;
        let cookies = request.headers().get_all(COOKIE).iter();
        let mut pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        if pairs.any(|(name, value)| name == self.cookie && equal(value, token)) {
            return None;
        }

        let query = request.uri().query().unwrap_or_default();
        let (given, rest): (Vec<&str>, Vec<&str>) =
            query.split('&').partition(|pair| pair.starts_with("token="));
        let given = given.first().and_then(|pair| pair.strip_prefix("token="));
        if !given.is_some_and(|given| equal(given, token)) {
            return forbidden("the preview's address has a token in it: ask whoever started it");
        }

        // With one slash, so that it leads to nobody else.
        let path = request.uri().path().trim_start_matches(['/', '\\']);
        let rest = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
        let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Strict", self.cookie);
        Some(Reply::redirect(&format!("/{path}{rest}")).with_header(SET_COOKIE, &cookie))
    }
}

/// Denies what no browser asks of a web site that can only be read.
fn check_form<B>(request: &Request<B>) -> Option<Reply> {
    let (uri, headers) = (request.uri(), request.headers());
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let denial = denial(StatusCode::METHOD_NOT_ALLOWED, "the preview can only be read");
        return Some(denial.with_header(ALLOW, "GET, HEAD"));
    }
    if uri.authority().is_some() || uri.scheme().is_some() || !uri.path().starts_with('/') {
        return Some(denial(StatusCode::BAD_REQUEST, "the preview is no proxy"));
    }
    if uri.to_string().len() > MAX_ADDRESS {
        return Some(denial(StatusCode::URI_TOO_LONG, "the address is too long"));
    }

    let has_body = headers.contains_key(TRANSFER_ENCODING)
        || headers.get_all(CONTENT_LENGTH).iter().any(|length| length != "0");
    let too_large = StatusCode::PAYLOAD_TOO_LARGE;
    has_body.then(|| denial(too_large, "nothing can be sent to the preview"))
}

fn forbidden(reason: &str) -> Option<Reply> {
    Some(denial(StatusCode::FORBIDDEN, reason))
}

fn denial(status: StatusCode, reason: &str) -> Reply {
    // What the request goes on with is not read.
    Reply::text(status, reason).with_header(CONNECTION, "close")
}

/// A header's value, where it stands there once and is text.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then(|| first.to_str().ok()).flatten()
}

/// Whether two secrets are the same; takes as long for any that are not.
fn equal(given: &str, token: &str) -> bool {
    let differs = given.bytes().zip(token.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    given.len() == token.len() && differs == 0
}
