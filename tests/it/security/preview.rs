//! Hostile requests to `mentorbook serve`: nothing that is not published leaks, no other web site
//! is let in, nobody takes all, and it stays alive.
//!
//! What [`read`] asserts, it asserts of every answer to anything here.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Deref;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Answer, Folder, Preview, Random, files, wait};

/// Stands in files that are never shown.
const CANARY: &str = "canary-5d1f";
/// How files begin that are on every machine.
const SYSTEM: [&str; 3] = ["root:x:", "root:*:", "PATH="];
/// Stands in what the preview makes its own pages from.
const MARK: &str = "{{language}}";
const BOOK: &str = r#"//- handbook.yaml
title: Test # canary-5d1f
//- base/index.md
# Home

![The plan](img/plan.svg) and [a large file](img/large.pdf)
//- base/rules/index.md
# Rules
//- base/draft.md
---
draft: true
---
# Draft canary-5d1f
//- base/img/plan.svg
<svg xmlns="http://www.w3.org/2000/svg"><title>Plan</title></svg>
//- firms/acme/firm.yaml
name: Acme # canary-5d1f
//- firms/birch/firm.yaml
name: Birch
"#;

/// A preview at work on a handbook with secrets in it.
pub(crate) struct Server(Preview);

impl Deref for Server {
    type Target = Preview;

    fn deref(&self) -> &Preview {
        &self.0
    }
}

impl Server {
    pub(crate) fn start(flags: &[&str]) -> Self {
        let mut all = files(BOOK);
        all.insert("content/base/img/large.pdf".to_owned(), vec![b'x'; 4 << 20]);
        for path in
            ["secret.txt", ".mentorbook/secret.txt", "content/secret.txt", "themes/secret.txt"]
        {
            all.insert(path.to_owned(), CANARY.as_bytes().to_vec());
        }
        all.get_mut("themes/default/theme.yaml").unwrap().extend(format!("\n# {CANARY}\n").bytes());
        Self(Preview::launch(Folder::of(&all), flags))
    }

    /// Asks once.
    fn ask(&self, request: impl AsRef<[u8]>) -> Answer {
        Visitor { server: self, open: None }.ask(request.as_ref())
    }

    /// Asks for one thing, with `{h}` and `{p}` for host and port in the lines of the head.
    pub(crate) fn ask_as(&self, path: &str, head: &str) -> u16 {
        let head = head.replace("{h}", &self.host()).replace("{p}", &self.port().to_string());
        self.ask(format!("GET {path} HTTP/1.1\r\n{head}\r\n")).status
    }

    /// Sends something and takes what comes until the connection is closed, as it must be.
    fn exchange(&self, bytes: &[u8]) -> Vec<Answer> {
        let mut stream = self.connect();

        // It may be closed before all is sent, and what was said before is then lost at times.
        let _ = stream.get_mut().write_all(bytes);
        let mut all = Vec::new();
        match stream.read_to_end(&mut all).map_err(|error| error.kind()) {
            Err(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                panic!("left open: {}", text(bytes))
            }
            ended => {
                let (mut rest, mut answers) = (all.as_slice(), Vec::new());
                while !rest.is_empty() {
                    match read(&mut rest, bytes.starts_with(b"HEAD")) {
                        Ok(answer) => answers.push(answer),
                        Err(error) => {
                            assert!(ended.is_err(), "{error}: {}", text(&all));
                            break;
                        }
                    }
                }
                answers
            }
        }
    }

    /// Where a file that a page leads to stands, by how its name begins.
    fn file(&self, start: &str) -> String {
        let home = text(&self.ask(self.request("/acme/", "")).body);
        let name = home.find(start).map(|at| home[at..].split('"').next().unwrap());
        format!("/acme/{}", name.unwrap_or_else(|| panic!("no {start} in {home}")))
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.ask(self.request("/acme/", "")).status == 200
    }
}

/// One who asks on one connection for as long as it is kept open.
struct Visitor<'s> {
    server: &'s Server,
    open: Option<BufReader<TcpStream>>,
}

impl Visitor<'_> {
    fn ask(&mut self, request: &[u8]) -> Answer {
        let mut stream = self.open.take().unwrap_or_else(|| self.server.connect());
        stream.get_mut().write_all(request).unwrap();
        let answer = read(&mut stream, request.starts_with(b"HEAD"));
        let answer =
            answer.unwrap_or_else(|error| panic!("{error} as the answer to {}", text(request)));
        self.open = (answer.header("connection") != Some("close")).then_some(stream);
        answer
    }
}

/// Reads an answer, which must show nothing secret and lead nowhere else.
fn read(from: &mut impl BufRead, to_head: bool) -> io::Result<Answer> {
    let answer = Answer::read(from, to_head)?;
    if answer.body.len() < 1 << 20 {
        let shown = answer.head.clone() + &text(&answer.body);
        let mut secrets = SYSTEM.iter().chain([&CANARY, &MARK]);
        assert!(!secrets.any(|secret| shown.contains(secret)), "{shown}");
    }
    if let Some(to) = answer.header("location") {
        assert!(to.starts_with('/') && !to[1..].starts_with(['/', '\\']), "sent on to {to}");
    }
    Ok(answer)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(4_000)]).into_owned()
}

/// Lines of a head.
fn lines(lines: &str) -> String {
    lines.split('|').filter(|line| !line.is_empty()).map(|line| format!("{line}\r\n")).collect()
}

// ---- what is asked for -------------------------------------------------------------------------

const STARTS: &str = r"
    / // /acme/ /acme/img/ /base/ /_preview/ /_preview/page/ /acme/a/b/c/ /acme file:/// /file:/
    /C:/ C:\ /%2f /\ /%00/ /.";
/// One level up, in the hope that somebody decodes it late, twice or wrongly; `À` and `®` are sent
/// as bytes.
const UPS: &str = r"
    ../ ..%2f ..%2F %2e%2e/ %2E%2e%2f .%2e/ %2e./ %252e%252e/ %252e%252e%252f ..%252f
    %25252e%25252e%25252f ..\ ..%5c %2e%2e%5c ..%255c %c0%ae%c0%ae/ À®À®/ %e0%80%ae%e0%80%ae/
    ..%c0%af ..À¯ ..%e0%80%af %ef%bc%8e%ef%bc%8e/ ．．/ ..／ ‥/ ..%ef%bc%8f ....// ..../ .../ ..;/
    ..%00/ ..%0d%0a/ ..%20/ ..%3b/ %u002e%u002e/ ./ // -";
const TARGETS: &str = r"
    secret.txt content/handbook.yaml content/secret.txt content/firms/acme/firm.yaml
    firms/acme/firm.yaml content/base/draft.md draft/ draft.md themes/default/theme.yaml
    default/theme.yaml .mentorbook/secret.txt etc/passwd proc/self/environ firm.yaml img/plan.svg
    index.html NUL /";
const TAILS: &str = "/ . .. %20 %2e /. ::$DATA ?x=../../secret.txt #secret.txt %00.html ;.html ~ \
     .html %3fx %0a ? & ; %25";

/// So many spellings of paths.
fn paths(seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let byte = |char: char| {
        u8::try_from(char).map_or_else(|_| char.to_string().into_bytes(), |byte| vec![byte])
    };
    let [starts, ups, targets, tails] =
        [STARTS, UPS, TARGETS, TAILS].map(|all| all.split_whitespace().collect::<Vec<_>>());
    let mut random = Random::new(seed);
    (0..count).map(move |number| {
        let start = starts[number % starts.len()];
        let up: Vec<u8> = ups[number / starts.len() % ups.len()].chars().flat_map(byte).collect();
        let depth = if random.below(200) == 0 { 1_500 / up.len() } else { random.below(9) };
        let target = random.pick(&targets);
        let target = match random.below(6) {
            0 => target.to_uppercase(),
            1 => target.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            2 => target.replace('/', "%2f").replace('.', "%2E"),
            3 => format!("{}/{target}", std::env::temp_dir().display()),
            _ => target.to_owned(),
        };
        let tail = if random.below(3) == 0 { random.pick(&tails) } else { "" };
        [start.as_bytes(), &up.repeat(depth), target.as_bytes(), tail.as_bytes()].concat()
    })
}

/// Heads whose host is none of the preview's own names, with `{h}` and `{p}` for its host and port.
pub(crate) fn foreign_hosts() -> Vec<String> {
    const OTHERS: &str = r"
        evil.example evil.example:{p} 127.0.0.1.nip.io:{p} localhost.evil.example:{p}
        notlocalhost:{p} a.localhost:{p} localhost.:{p} 127.0.0.1.:{p} 127.0.0.1 localhost [::1] ::1
        ::1:{p} [::1.]:{p} [0:0:0:0:0:0:0:1]:{p} [::ffff:127.0.0.1]:{p} [::]:{p} [::1%25lo]:{p}
        0.0.0.0:{p} 0:{p} 127.1:{p} 127.0.0.2:{p} 127.0.0.01:{p} 0177.0.0.1:{p} 0x7f.0.0.1:{p}
        0x7f000001:{p} 2130706433:{p} 017700000001:{p} 127.0.0.1:{p}:80 127.0.0.1:{p}0
        127.0.0.1:0{p} 127.0.0.1:+{p} 127.0.0.1:80 127.0.0.1: user@{h} {h}@evil.example http://{h}
        //{h} {h}/ {h}?x {h}# {h},{h} 127.0.0.1%3a{p} １２７.0.0.1:{p} ip6-localhost:{p} *";
    let heads = OTHERS.split_whitespace().map(|name| format!("Host: {name}\r\n"));
    let more = ",Host:,Host: {h}|Host: {h},Host: {h}|Host: evil,Host: evil|Host: {h},Host: {h} \
         evil,Host: evil {h},X-Host: {h}";
    heads.chain(more.split(',').map(lines)).collect()
}

/// Heads of requests that another web site makes, likewise.
pub(crate) fn foreign_origins() -> Vec<String> {
    const OTHERS: &str = r"
        null https://{h} http://{h}.evil.example http://evil.example http://evil.example:{p}
        http://localhost:{p} http://127.0.0.1 http://127.0.0.1:1 http://127.0.0.1:{p}0 http://{h}/
        http://{h}/acme/ http://{h},http://{h} http://user@{h} http://{h}@evil.example {h} //{h}
        http:/{h} ftp://{h} ws://{h} file:// chrome-extension://abc http://evil{h} http://{h}?x
        http://{h}# http://[::1]:{p} http://[::ffff:127.0.0.1]:{p} *";
    let origins = OTHERS.split_whitespace().map(|origin| format!("Origin: {origin}\r\n"));
    let more = "Origin:,Origin: http://{h}|Origin: http://{h},Origin: null|Origin: \
         http://{h},Sec-Fetch-Site: cross-site";
    origins.chain(more.split(',').map(lines)).collect()
}

/// Asks for paths, and for some of them in the questions of the preview's own.
pub(crate) fn ask_for_paths(server: &Server, seed: u64, count: usize) {
    let mut visitor = Visitor { server, open: None };
    for (number, path) in paths(seed, count).enumerate() {
        let question = ["", "/_preview/page?at=", "", "/_preview/go?at=/acme/&to=", ""][number % 5];
        let answer = visitor.ask(&server.request([question.as_bytes(), &path].concat(), ""));
        assert!(
            [200, 301, 302, 304, 400, 403, 404, 414].contains(&answer.status),
            "{}: {answer:?}",
            text(&path)
        );
    }
}

/// Sends rubbish, and a request in order at the end of it.
fn send_rubbish(server: &Server, seed: u64, count: usize) {
    let more = lines("Accept: */*|Cookie: a=b; c|Range: bytes=0-5|If-None-Match: *");
    let sensible =
        [server.file("img/plan") + "?x=1", "/_preview/page?at=/acme/rules/&x=%20".to_owned()];
    let sensible = sensible.map(|path| server.request(path, &more));
    let mut random = Random::new(seed);
    for number in 0..count {
        let mut rubbish =
            if number % 3 == 0 { Vec::new() } else { sensible[random.below(2)].clone() };
        for _ in 0..1 + random.below(4) {
            // The first line matters most, and so do some signs.
            let at = random.below(1 + rubbish.len().min([50, 1_000][number % 2]));
            let any = random.below(256) as u8;
            let byte = *b"%%%%//..&=?#+;:,\\ 09azAZ\r\n".get(random.below(36)).unwrap_or(&any);
            match random.below(8) {
                0 => drop(rubbish.drain(at..)),
                1 => drop(rubbish.drain(at..(at + 3).min(rubbish.len()))),
                2..=4 => rubbish.insert(at, byte),
                5 => drop(rubbish.splice(
                    at..at,
                    (0..random.below(64)).map(|salt| byte.wrapping_mul(salt as u8)),
                )),
                _ => rubbish.iter_mut().skip(at).take(1).for_each(|old| *old = byte),
            }
        }
        rubbish.extend(b"\r\n\r\n");
        rubbish.extend(server.request("/", "Connection: close\r\n"));
        for answer in server.exchange(&rubbish) {
            assert!(answer.status < 500, "{answer:?} for {}", text(&rubbish));
        }
    }
}

#[test]
fn no_spelling_of_a_path_leads_to_what_is_not_published() {
    let server = Server::start(&["--port", "0"]);
    assert_eq!(server.ask(server.request(server.file("img/plan"), "")).status, 200);
    for path in "index.html index.html/ index.html/. ./index.html failed.html failed.html// \
         ../index.html %69ndex.html"
        .split(' ')
    {
        assert_eq!(
            server.ask(server.request(format!("/_preview/{path}"), "")).status,
            404,
            "{path}"
        );
    }
    ask_for_paths(&server, 1, 7_000);
    assert!(server.is_alive());
}

#[test]
fn only_the_preview_s_own_names_are_answered() {
    let server = Server::start(&["--port", "0"]);
    for name in ["127.0.0.1:{p}", "localhost:{p}", "[::1]:{p}", "LocalHost:{p}"] {
        assert_eq!(server.ask_as("/acme/", &format!("Host: {name}\r\n")), 200, "{name}");
    }
    for head in foreign_hosts() {
        let status = server.ask_as("/acme/", &head);
        assert!([400, 403].contains(&status), "{status} for {head:?}");
    }
}

#[test]
fn other_web_sites_cannot_use_it() {
    let server = Server::start(&["--port", "0"]);
    const FETCHES: &str = "no-cors,image no-cors,script cors,empty navigate,iframe navigate,embed \
         websocket,empty -,document";
    const PATHS: &str = "/ /acme/ /acme/img/plan.svg /nowhere /_preview/page?at=/acme/ \
         /_preview/bar.js /_preview/events";
    let fetch = |site: &str, how: &str| {
        lines(&format!(
            "Sec-Fetch-Site: {site}|Sec-Fetch-Mode: {}",
            how.replace(',', "|Sec-Fetch-Dest: ")
        ))
    };
    let fetched =
        ["cross-site", "same-site"].map(|site| FETCHES.split(' ').map(move |how| fetch(site, how)));

    for head in foreign_origins().into_iter().chain(fetched.into_iter().flatten()) {
        for path in PATHS.split(' ') {
            assert_eq!(
                server.ask_as(path, &format!("Host: {{h}}\r\n{head}")),
                403,
                "{path} for {head:?}"
            );
        }
    }
    let own = ["cross-site", "same-site", "none", "same-origin"]
        .map(|site| fetch(site, "navigate,document"));

    for head in own.into_iter().chain([
        lines("Origin: http://{h}"),
        fetch("same-origin", "cors,empty"),
        String::new(),
    ]) {
        assert_eq!(server.ask_as("/acme/", &format!("Host: {{h}}\r\n{head}")), 200, "{head:?}");
    }
}

#[test]
fn nothing_can_be_sent_to_it() {
    let server = Server::start(&["--port", "0"]);
    let next = server.request("/acme/", "Connection: close\r\n");
    let refused = |request: &[u8], statuses: &[u16]| {
        let answers = server.exchange(&[request, &next].concat());
        let statuses_seen: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert!(
            statuses_seen.iter().all(|seen| statuses.contains(seen)),
            "{statuses_seen:?} for {}",
            text(request)
        );
        assert!(statuses_seen.len() < 2, "{statuses_seen:?} for {}", text(request));
        answers.into_iter().next()
    };

    let host = server.host();
    for method in
        "POST PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND M-SEARCH get GETS".split(' ')
    {
        let answer =
            refused(format!("{method} /acme/ HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes(), &[405]);
        assert_eq!(answer.expect("an answer").header("allow"), Some("GET, HEAD"), "{method}");
    }

    // Where the body would end, they disagree: the rest must not be taken for a request.
    const BODIES: &str = "Content-Length: 1||X
        Content-Length: 9999999999999||
        Content-Length: 99999999999999999999999||
        Content-Length: -1||
        Content-Length: +1||X
        Content-Length: 0x1||X
        Content-Length: 1, 1||X
        Content-Length:||
        Content-Length: 1|Content-Length: 2||XX
        Content-Length: 0|Content-Length: 3||XXX
        Transfer-Encoding: chunked||1|X|0||
        Transfer-Encoding: identity||
        Transfer-Encoding: chunked, identity||
        Transfer-Encoding: \tchunked||0||
        Content-Length: 5|Transfer-Encoding: chunked||0||
        Transfer-Encoding: chunked|Content-Length: 5||0||
        Transfer-Encoding: chunked|Transfer-Encoding: x||0||
        Expect: 100-continue|Content-Length: 4||XXXX
        Content-Length : 1||X
        X: 1| Content-Length: 1||X";

    for body in BODIES.lines() {
        let body = body.trim_start().replace('|', "\r\n");
        let answer = refused(
            format!("GET /acme/ HTTP/1.1\r\nHost: {host}\r\n{body}").as_bytes(),
            &[400, 413],
        );
        assert!(answer.is_some(), "no answer to {body:?}");
    }
    const TARGETS: &str = "http://{h}/ http://evil.example/ https://{h}/acme/ evil.example:443 {h} \
         evil.example * acme/ ?x ftp://x/";
    for target in TARGETS.split(' ') {
        let target = target.replace("{h}", &host);
        refused(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes(), &[400])
            .expect("an answer");
    }
    for version in [
        "",
        " HTTP/0.9",
        " HTTP/1.2",
        " HTTP/2.0",
        " HTTP/2",
        " HTTP/3",
        " http/1.1",
        " HTTP/1.1 x",
    ] {
        refused(format!("GET /acme/{version}\r\nHost: {host}\r\n\r\n").as_bytes(), &[400]);
    }

    refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", &[400]);
    refused(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n", &[400]);
    let line = |length: usize| format!("X: {}\r\n", "x".repeat(length));
    for head in [
        line(17 << 10),
        line(1 << 20),
        line(100).repeat(100_000),
        line(1).repeat(65),
        line(1).repeat(10_000),
    ] {
        refused(&server.request("/acme/", &head), &[400, 431]);
    }
    for length in [4_097, 17 << 10, 1 << 20] {
        refused(
            &server.request(format!("/acme/{}", "x".repeat(length)), "Connection: close\r\n"),
            &[414, 431],
        );
    }
    let head = line(8 << 10) + &line(10).repeat(60);
    assert_eq!(
        server.ask(server.request(format!("/acme/?{}", "x".repeat(3_000)), &head)).status,
        200
    );
}

#[test]
fn a_head_is_asked_for_without_its_body() {
    let server = Server::start(&["--port", "0"]);
    let head = |answer: &Answer| {
        answer
            .head
            .lines()
            .filter(|line| !line.starts_with("date"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut visitor = Visitor { server: &server, open: None };
    let image = server.file("img/plan");
    const PATHS: &str =
        "/ /acme /acme/ /acme/nowhere /nowhere /_preview/page?at=/acme/ /_preview/bar.js";
    for path in PATHS.split(' ').chain([image.as_str()]) {
        let get = server.request(path, "");
        let whole = visitor.ask(&get);
        let short = visitor.ask(&[b"HEAD", &get[3..]].concat());
        assert!(!whole.body.is_empty(), "{path}");
        assert_eq!(head(&short), head(&whole), "{path}");
    }
    assert!(visitor.open.is_some(), "all on one connection");
}

#[test]
fn rubbish_does_no_harm() {
    let server = Server::start(&["--port", "0"]);
    send_rubbish(&server, 2, 2_000);
    assert!(server.is_alive());
}

#[test]
fn who_takes_too_long_to_ask_is_dropped() {
    let server = Server::start(&["--port", "0"]);
    let whole = text(&server.request("/acme/", ""));
    let part = &whole[..whole.len() - 2];
    let mut events = server.connect();
    events.get_mut().write_all(&server.request("/_preview/events", "")).unwrap();
    let slow = "x".repeat(100);
    let (lines, body) = ("\r\n".repeat(10), format!("{part}Content-Length: 100\r\n\r\n"));
    let (now, later) = (
        [("", ""), ("GET /ac", ""), (part, ""), (&whole, "")],
        [("", &whole), (part, &slow), (&whole, &whole)],
    );
    let later = later.map(|(now, later)| (now, later.as_str()));
    let senders = now.into_iter().chain(later).chain([
        ("\r\n", lines.as_str()),
        ("", &lines),
        (&body, &slow),
    ]);
    thread::scope(|threads| {
        for (at_once, slowly) in senders {
            let server = &server;
            threads.spawn(move || {
                let mut stream = server.connect().into_inner();
                stream.write_all(at_once.as_bytes()).unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
                let (begun, mut slowly) = (Instant::now(), slowly.bytes());
                loop {
                    let _ = slowly.next().map(|byte| stream.write(&[byte]));
                    match stream.read(&mut [0; 4_096]) {
                        Ok(1..) => thread::sleep(Duration::from_millis(300)),
                        Err(error)
                            if [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut]
                                .contains(&error.kind()) => {}
                        Ok(0) | Err(_) => break,
                    }
                    assert!(
                        begun.elapsed() < Duration::from_secs(15),
                        "still there after {at_once:?}"
                    );
                }
            });
        }
    });

    // Who listens to events has asked.
    events.get_ref().set_nonblocking(true).unwrap();
    let end = events.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
    assert_eq!(end, Err(io::ErrorKind::WouldBlock));
}

#[test]
fn at_most_256_are_served_at_once() {
    let server = Server::start(&["--port", "0"]);
    let crowd: Vec<TcpStream> = (0..300).map(|_| server.connect().into_inner()).collect();
    crowd.iter().for_each(|stream| stream.set_nonblocking(true).unwrap());
    let waiting = || {
        let read = crowd.iter().map(|mut stream| stream.read(&mut [0]));
        let still_open = |read: &io::Result<usize>| {
            read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        };
        read.filter(still_open).count()
    };
    wait("room", || (waiting() <= 256).then_some(()));
    thread::sleep(Duration::from_millis(200));
    assert_eq!(waiting(), 256);
    drop(crowd);
    wait("an answer", || {
        let mut stream = server.connect();
        stream.get_mut().write_all(&server.request("/acme/", "")).ok()?;
        read(&mut stream, false).ok().filter(|answer| answer.status == 200)
    });
}

#[test]
fn one_who_takes_nothing_holds_nobody_up() {
    let server = Server::start(&["--port", "0"]);
    let large = server.file("img/large");
    let stuck: Vec<_> = (0..40).map(|_| server.connect()).collect();
    for mut stream in stuck.iter().map(BufReader::get_ref) {
        stream.write_all(&server.request(&large, "").repeat(4)).unwrap();
    }
    for _ in 0..40 {
        let begun = Instant::now();
        assert!(server.is_alive());
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    assert_eq!(server.ask(server.request(&large, "")).body.len(), 4 << 20);
}

#[test]
fn answers_on_one_connection_come_in_the_order_of_the_questions() {
    let server = Server::start(&["--port", "0"]);
    let image = server.file("img/plan");
    const PATHS: &str =
        "/acme/ /birch/rules/ /nowhere /acme /acme/nowhere /_preview/bar.js /acme/robots.txt /";
    let paths: Vec<&str> = PATHS.split(' ').chain([image.as_str()]).collect();
    let singly: Vec<Answer> =
        paths.iter().map(|path| server.ask(server.request(path, ""))).collect();
    let all: BTreeSet<(u16, String)> =
        singly.iter().map(|answer| (answer.status, text(&answer.body))).collect();

    assert_eq!(all.len(), paths.len(), "{all:?}");
    let known = format!("If-None-Match: {}\r\n", singly[0].header("etag").unwrap());
    let mut requests: Vec<u8> = paths
        .iter()
        .flat_map(|path| [server.request(path, ""), server.request(path, &known)].concat())
        .collect();
    requests = [requests.repeat(10), server.request("/birch/", "Connection: close\r\n")].concat();
    let answers = server.exchange(&requests);
    assert_eq!(answers.len(), paths.len() * 20 + 1);
    for (at, pair) in answers.chunks_exact(2).enumerate() {
        let single = &singly[at % paths.len()];
        assert_eq!(
            (pair[0].status, &pair[0].body),
            (single.status, &single.body),
            "{}",
            paths[at % paths.len()]
        );
        // What is known is the first of them.
        let again = if at % paths.len() == 0 { 304 } else { single.status };
        assert_eq!(pair[1].status, again, "{}", paths[at % paths.len()]);
    }

    let old = server
        .exchange(format!("GET /acme/ HTTP/1.0\r\nHost: {}\r\n\r\n", server.host()).as_bytes());

    assert_eq!((old.len(), old[0].status), (1, 200));
}

#[test]
fn events_stream_to_the_preview_alone() {
    let server = Server::start(&["--port", "0"]);
    let mut stream = server.connect();
    let own = format!("Origin: http://{}\r\n", server.host());
    stream.get_mut().write_all(&server.request("/_preview/events", &own)).unwrap();
    let mut seen = String::new();
    let mut until = |words: &str| {
        while !seen.contains(words) {
            assert!(stream.read_line(&mut seen).unwrap() > 0, "{seen}");
        }
    };
    ["200 OK", "content-type: text/event-stream", "event: state", "\"version\":1"]
        .into_iter()
        .for_each(&mut until);
    std::fs::write(server.path("base/index.md"), "# Home\n\nAnother.\n").unwrap();
    until("\"version\":2");
    assert!(!seen.to_ascii_lowercase().contains("access-control"), "{seen}");
    assert_eq!(server.ask_as("/_preview/events", "Host: evil.example:{p}\r\n"), 403);
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_where_it_is() {
    let server = Server::start(&["--port", "0"]);
    let image = server.file("img/plan");
    let round = |seed: u64| {
        ask_for_paths(&server, seed, 1_500);
        send_rubbish(&server, seed, 300);
        let crowd: Vec<_> = (0..100).map(|_| server.connect()).collect();
        for (number, mut stream) in crowd.iter().map(BufReader::get_ref).enumerate() {
            let path = ["/_preview/events", &image, "/acme/manifest.json"][number % 3];
            stream.write_all(&server.request(path, "")).unwrap();
        }
        assert!(server.is_alive());
        drop(crowd);
        server.exchange(&server.request("/", &"X: x\r\n".repeat(1 << 20)));
        // Streams of events that are gone are missed at their next beat only.
        thread::sleep(Duration::from_millis(500));
        server.memory()
    };
    let (first, second) = (round(3), round(4));
    assert!(second < first + (20 << 10), "{first} KiB, then {second} KiB");
}

#[test]
fn other_machines_need_the_token() {
    let server = Server::start(&["--port", "0", "--host", "0.0.0.0"]);
    server.wait_to_hear("warning: others in your network can look");
    let token = server.address().split_once("?token=").expect("a token").1.to_owned();
    let page = "/_preview/page?at=/acme/";
    let cookie = format!("Cookie: a=b; mentorbook-preview-{}={token}\r\n", server.port());
    assert_eq!(server.ask(server.request("/acme/", &cookie)).status, 200);
    let zeros = "0".repeat(token.len());
    for wrong in
        ["", &zeros, &token[1..], &token[..31], &format!("{token}0"), &token.to_uppercase()]
    {
        for path in ["/", "/acme/", page, "/_preview/events", "/_preview/bar.js", "/nowhere"] {
            assert_eq!(server.ask(server.request(path, "")).status, 403, "{path}");
            let and = if path.contains('?') { '&' } else { '?' };
            let asked = server.ask(server.request(format!("{path}{and}token={wrong}"), ""));
            assert_eq!(asked.status, 403, "{path} with {wrong}");
            let cookie = format!(
                "Cookie: mentorbook-preview-{}={wrong}\r\nX-Token: {token}\r\n",
                server.port()
            );
            assert_eq!(
                server.ask(server.request(path, &cookie)).status,
                403,
                "{path} with {wrong}"
            );
        }
    }

    for (path, to) in [
        ("/acme/?", "/acme/"),
        ("/acme/?a=b&", "/acme/?a=b"),
        ("//evil.example/?", "/evil.example/"),
    ] {
        let answer = server.ask(server.request(format!("{path}token={token}"), ""));
        assert_eq!((answer.status, answer.header("location")), (302, Some(to)));
        let set = answer.header("set-cookie").unwrap();
        assert!(
            ["HttpOnly", "SameSite=Strict", token.as_str()].iter().all(|word| set.contains(word)),
            "{set}"
        );
    }

    // Where it would lead, every answer is asked.
    for path in
        "/\\evil.example/ /\\/evil.example/ ///evil.example/ /%2fevil.example/ /%5cevil.example/"
            .split(' ')
    {
        server.ask(server.request(format!("{path}?token={token}"), ""));
    }
    for host in
        "evil.example:{p} 127.0.0.1.nip.io:{p} localhost.:{p} 127.0.0.1 0x7f.1:{p} 2130706433:{p}"
            .split(' ')
    {
        assert_eq!(server.ask_as("/acme/", &format!("Host: {host}\r\n{cookie}")), 403, "{host}");
    }
    assert_eq!(server.ask_as("/acme/", &format!("Host: {{h}}\r\nOrigin: null\r\n{cookie}")), 403);
    let about = text(&server.ask(server.request(page, &cookie)).body);
    assert!(about.contains("\"open\":null") && !about.contains("vscode"), "{about}");
    let here = Server::start(&["--port", "0", "--editor", "vscode"]);
    assert!(text(&here.ask(here.request(page, "")).body).contains("\"open\":\"vscode:"), "{about}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = Folder::with(BOOK).run(&["serve", "--port", &port]).assert(2).stderr;
    assert!(
        said.starts_with(&format!("error: port {port} is taken")) && said.contains("help: "),
        "{said}"
    );
    // Taken here, or by somebody else already.
    let _usual = TcpListener::bind(("127.0.0.1", 1111));
    let server = Server::start(&[]);
    assert!(server.port() > 1111, "{}", server.address());
    server.wait_to_hear("the usual port 1111 is taken");
    assert!(server.is_alive());
}
