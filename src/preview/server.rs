//! The web server: connections, and the limits that keep one visitor from taking all.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Sleep, sleep, timeout};

use super::guard::{Denial, Guard, Verdict};
use super::reply::Reply;
use super::routes::answer;
use super::state::{PreviewState, Ticks};

/// Connections at one time.
const MOST_CONNECTIONS: usize = 256;
/// A request must have come within this time, and so must the next one on a connection that stays
/// open.
const REQUEST_WITHIN: Duration = Duration::from_secs(10);
/// A browser that takes nothing of an answer for so long is gone.
const TAKEN_WITHIN: Duration = Duration::from_secs(20);
/// Bytes of a request's head.
const MAX_HEAD: usize = 16 << 10;
/// Lines of a request's head.
const MAX_HEADERS: usize = 64;
/// Something is said on an open stream of events every so often, so that both ends know of each
/// other.
const HEARTBEAT: Duration = Duration::from_secs(15);

type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// A port that is listened at, before anybody is answered.
pub(super) struct Server {
    runtime: Runtime,
    listener: TcpListener,
    end: End,
}

impl Server {
    /// Gets ready; from now on the program ends as it should when it is told to.
    pub(super) fn new(listener: std::net::TcpListener) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            // Deep templates and nested HTML take stack.
            .thread_stack_size(16 << 20)
            .enable_all()
            .build()?;
        listener.set_nonblocking(true)?;

        // Sockets and signals are bound to the runtime they are made in.
        let inside = runtime.enter();
        let (listener, end) = (TcpListener::from_std(listener)?, End::new()?);
        drop(inside);
        Ok(Self { runtime, listener, end })
    }

    /// Answers until the program is told to end.
    pub(super) fn run(self, state: &Arc<PreviewState>, guard: Guard) {
        let Self { runtime, listener, mut end } = self;
        let guard = Arc::new(guard);
        let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        runtime.block_on(async {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = end.come() => return,
                };
                let Ok((stream, _)) = accepted else {
                    // No more files may be open, say; that passes.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };

                // Who comes when all is taken is sent away: nobody waits in a line without an end.
                let Ok(permit) = free.clone().try_acquire_owned() else { continue };
                let conversation = converse(stream, state.clone(), guard.clone());
                tokio::spawn(async move {
                    conversation.await;
                    drop(permit);
                });
            }
        });

        // A page that is still being rendered has nobody to go to: the end waits no longer.
        runtime.shutdown_timeout(Duration::from_millis(200));
    }
}

/// Ctrl-C, or what else tells a program to end.
#[cfg(unix)]
struct End([Signal; 3]);

#[cfg(unix)]
impl End {
    fn new() -> io::Result<Self> {
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn come(&mut self) {
        let Self([interrupt, terminate, hangup]) = self;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct End;

#[cfg(not(unix))]
impl End {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn come(&mut self) {
        // Without it the system ends the program.
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Answers the requests of one connection.
async fn converse(stream: TcpStream, state: Arc<PreviewState>, guard: Arc<Guard>) {
    // Answers are small and awaited.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(request, state.clone(), guard.clone()));

    // What goes wrong with one connection is the end of it, and nobody else's concern.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_WITHIN)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .half_close(false)
        .serve_connection(TokioIo::new(Patient { stream, stuck: None }), service)
        .await;
}

async fn respond(
    request: Request<Incoming>,
    state: Arc<PreviewState>,
    guard: Arc<Guard>,
) -> Result<Response<Body>, Infallible> {
    let is_stream = request.uri().path() == "/_preview/events" && request.method() == Method::GET;
    let reply = match guard.judge(&request) {
        Verdict::Answer if is_stream => return Ok(stream_of_events(&state)),
        Verdict::Answer => answered(&request, state).await,
        Verdict::Welcome { cookie, to } => {
            Reply::redirect(&to).with_header(header::SET_COOKIE, &cookie)
        }
        Verdict::Deny(denial) => denied(&denial),
    };

    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    Ok(response(reply, known))
}

/// The answer to a request that is let in, made apart from the connections: rendering takes its
/// time.
async fn answered(request: &Request<Incoming>, state: Arc<PreviewState>) -> Reply {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let made = tokio::task::spawn_blocking(move || answer(&state, &path, &query)).await;
    made.unwrap_or_else(|_| {
        Reply::text(StatusCode::INTERNAL_SERVER_ERROR, "mentorbook failed; please report this")
    })
}

fn denied(denial: &Denial) -> Reply {
    // What the request goes on with is not read.
    let reply = Reply::text(denial.status, denial.reason).with_header(header::CONNECTION, "close");
    match denial.status {
        StatusCode::METHOD_NOT_ALLOWED => reply.with_header(header::ALLOW, "GET, HEAD"),
        _ => reply,
    }
}

/// A reply on its way to a browser that has the version with the tag `known`.
fn response(mut reply: Reply, known: Option<&str>) -> Response<Body> {
    if reply.tag.is_some() && known == reply.tag.as_deref() {
        reply.status = StatusCode::NOT_MODIFIED;
        reply.body = Bytes::new();
    }

    let mut response = dressed(Either::Left(Full::new(reply.body)));
    *response.status_mut() = reply.status;
    let caching = if reply.tag.is_some() { "no-cache" } else { "no-store" };
    set_header(&mut response, header::CONTENT_TYPE, &reply.content_type);
    set_header(&mut response, header::CACHE_CONTROL, caching);
    for (name, value) in reply.tag.map(|tag| (header::ETAG, tag)).into_iter().chain(reply.headers) {
        set_header(&mut response, name, &value);
    }
    response
}

/// Sets a header, where its value can be one.
fn set_header(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

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

fn dressed(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    for (name, value) in DRESS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A stream of events: what is shown now, and again each time it changes.
fn stream_of_events(state: &PreviewState) -> Response<Body> {
    let (sender, body) = Channel::new(4);
    tokio::spawn(send_events(sender, state.listen(), state.run.clone()));

    let mut response = dressed(Either::Right(body));
    set_header(&mut response, header::CONTENT_TYPE, "text/event-stream");
    set_header(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

/// Sends events until the other end is gone.
async fn send_events(mut sender: Sender<Bytes>, mut ticks: watch::Receiver<Ticks>, run: String) {
    loop {
        let Ticks { version, problems } = *ticks.borrow_and_update();
        let data = json!({"run": run, "version": version, "problems": problems});
        if !is_taken(&mut sender, format!("event: state\ndata: {data}\n\n")).await {
            return;
        }
        if !wait(&mut ticks, &mut sender).await {
            return;
        }
    }
}

/// Waits for the next change and keeps the stream alive. False where the other end is gone.
async fn wait(ticks: &mut watch::Receiver<Ticks>, sender: &mut Sender<Bytes>) -> bool {
    loop {
        match timeout(HEARTBEAT, ticks.changed()).await {
            Ok(changed) => return changed.is_ok(),
            Err(_) if is_taken(sender, ": still here\n\n").await => {}
            Err(_) => return false,
        }
    }
}

/// Sends a piece of a stream. False where the other end takes nothing any more.
async fn is_taken(sender: &mut Sender<Bytes>, piece: impl Into<Bytes>) -> bool {
    matches!(timeout(TAKEN_WITHIN, sender.send_data(piece.into())).await, Ok(Ok(())))
}

/// A connection whose other end must take what it asked for within some time.
struct Patient {
    stream: TcpStream,
    /// Runs while something is to be written and cannot be.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// Passes on what the stream says of a write, and ends one that is stuck for too long.
    fn patience<T>(
        &mut self,
        poll: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.stuck = None;
            return poll;
        }

        // Each piece that is taken begins the time anew.
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(TAKEN_WITHIN)));
        match stuck.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.patience(poll, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
