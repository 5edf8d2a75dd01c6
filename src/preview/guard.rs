//! Who may ask: nobody but the browser of the one who started the preview, and no web site that is open in it.
//!
//! A web site cannot read another origin's answers, unless that origin allows it (no CORS here) or the name
//! of the site was made to lead to this machine (DNS rebinding): so the `Host` must be an address of ours.

use hyper::header::{COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{Method, Request, StatusCode};

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

/// Why a request is not answered.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) reason: &'static str,
}

/// What becomes of a request.
pub(super) enum Verdict {
    Answer,
    /// The token stands in the address: it is put into a cookie, and the browser sent on.
    Welcome {
        cookie: String,
        to: String,
    },
    Refuse(Refusal),
}

impl Guard {
    pub(super) fn new(host: std::net::IpAddr, port: u16, token: Option<String>) -> Self {
        let shown = match host {
            std::net::IpAddr::V6(address) => format!("[{address}]"),
            std::net::IpAddr::V4(address) => address.to_string(),
        };
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned(), shown];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names);
        }
        // Cookies do not tell ports apart.
        let cookie = format!("mentorbook-preview-{port}");
        Self { hosts, any_number: host.is_unspecified(), port, token, cookie }
    }

    pub(super) fn judge<B>(&self, request: &Request<B>) -> Verdict {
        match self.refusal(request) {
            Some((status, reason)) => Verdict::Refuse(Refusal { status, reason }),
            None => self.ask_for_token(request),
        }
    }

    fn refusal<B>(&self, request: &Request<B>) -> Option<(StatusCode, &'static str)> {
        let (uri, headers) = (request.uri(), request.headers());
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return Some((StatusCode::METHOD_NOT_ALLOWED, "the preview can only be read"));
        }
        if uri.authority().is_some() || uri.scheme().is_some() || !uri.path().starts_with('/') {
            return Some((StatusCode::BAD_REQUEST, "the preview is no proxy"));
        }
        if uri.to_string().len() > MAX_ADDRESS {
            return Some((StatusCode::URI_TOO_LONG, "the address is too long"));
        }
        let has_body = headers.contains_key(hyper::header::TRANSFER_ENCODING)
            || headers.get_all(hyper::header::CONTENT_LENGTH).iter().any(|length| length != "0");
        if has_body {
            return Some((StatusCode::PAYLOAD_TOO_LARGE, "nothing can be sent to the preview"));
        }
        let host = match only(headers, &HOST) {
            Some(host) if self.is_ours(host) => host,
            _ => return Some((StatusCode::FORBIDDEN, "this is not the address of the preview")),
        };
        let same = |origin: &str| {
            origin.strip_prefix("http://").is_some_and(|from| from.eq_ignore_ascii_case(host))
        };
        if headers.contains_key(ORIGIN) && !only(headers, &ORIGIN).is_some_and(same) {
            return Some((StatusCode::FORBIDDEN, "other web sites cannot read the preview"));
        }
        // Browsers say who asks; to follow a link from elsewhere is no harm.
        let word =
            |name: &'static str| only(headers, &HeaderName::from_static(name)).unwrap_or_default();
        let is_other = ["cross-site", "same-site"].contains(&word("sec-fetch-site"));
        let is_visit = word("sec-fetch-mode") == "navigate" && word("sec-fetch-dest") == "document";
        if is_other && !is_visit {
            return Some((StatusCode::FORBIDDEN, "other web sites cannot use the preview"));
        }
        None
    }

    fn is_ours(&self, host: &str) -> bool {
        if self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host)) {
            return true;
        }
        let number = || {
            let (name, port) = host.rsplit_once(':')?;
            let name =
                name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
            (port == self.port.to_string() && name.parse::<std::net::IpAddr>().is_ok())
                .then_some(())
        };
        self.any_number && number().is_some()
    }

    fn ask_for_token<B>(&self, request: &Request<B>) -> Verdict {
        let Some(token) = &self.token else { return Verdict::Answer };
        let cookies =
            request.headers().get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        if pairs.any(|(name, value)| name == self.cookie && equal(value, token)) {
            return Verdict::Answer;
        }
        let query = request.uri().query().unwrap_or_default();
        let given = query.split('&').find_map(|pair| pair.strip_prefix("token="));
        if given.is_some_and(|given| equal(given, token)) {
            let rest: Vec<&str> =
                query.split('&').filter(|pair| !pair.starts_with("token=")).collect();
            let rest = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
            let path = request.uri().path().trim_start_matches(['/', '\\']);
            return Verdict::Welcome {
                cookie: format!("{}={token}; Path=/; HttpOnly; SameSite=Strict", self.cookie),
                to: format!("/{path}{rest}"),
            };
        }
        Verdict::Refuse(Refusal {
            status: StatusCode::FORBIDDEN,
            reason: "the preview's address has a token in it: ask whoever started it",
        })
    }
}

/// A header's value, where it stands there once and is text.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then(|| first.to_str().ok()).flatten()
}

/// Whether two secrets are the same; takes as long for any that are not.
fn equal(given: &str, token: &str) -> bool {
    let differs = given.bytes().zip(token.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    given.len() == token.len() && differs == 0
}
