//! The web server: connections, and the limits that keep one visitor from taking all.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Sleep, sleep, timeout};

use super::STACK_BYTES;
use super::guard::Guard;
use super::reply::{Asked, Reply, ReplyBody};
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
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build()?;
        listener.set_nonblocking(true)?;

        // Sockets and signals are bound to the runtime they are made in.
        let inside = runtime.enter();
        let (listener, end) = (TcpListener::from_std(listener)?, end()?);
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
                    () = &mut end => return,
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

/// Comes when the program is told to end.
type End = Pin<Box<dyn Future<Output = ()>>>;

/// Waits for Ctrl-C, or what else tells a program to end.
#[cfg(unix)]
fn end() -> io::Result<End> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;

    Ok(Box::pin(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }))
}

/// Waits for Ctrl-C. Where nothing can wait for it, the system ends the program.
#[cfg(not(unix))]
fn end() -> io::Result<End> {
    Ok(Box::pin(async { drop(tokio::signal::ctrl_c().await) }))
}

/// Answers the requests of one connection.
async fn converse(stream: TcpStream, state: Arc<PreviewState>, guard: Arc<Guard>) {
    // Answers are small and awaited.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(request, &state, &guard));

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
    state: &Arc<PreviewState>,
    guard: &Guard,
) -> Result<Response<ReplyBody>, Infallible> {
    let is_stream = request.uri().path() == "/_preview/events" && request.method() == Method::GET;
    let reply = match guard.intercept(&request) {
        Some(reply) => reply,
        None if is_stream => stream_of_events(state),
        None => answered(&request, state).await,
    };

    Ok(reply.response(&Asked::of(&request)))
}

/// The answer to a request that is let in, made apart from the connections: rendering takes its
/// time.
async fn answered(request: &Request<Incoming>, state: &Arc<PreviewState>) -> Reply {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let state = state.clone();
    let made = tokio::task::spawn_blocking(move || answer(&state, &path, &query)).await;

    made.unwrap_or_else(|_| {
        Reply::text(StatusCode::INTERNAL_SERVER_ERROR, "mentorbook failed; please report this")
    })
}

/// A stream of events: what is shown now, and again each time it changes.
fn stream_of_events(state: &PreviewState) -> Reply {
    let (sender, body) = Channel::new(4);
    tokio::spawn(send_events(sender, state.listen(), state.run.clone()));
    Reply::events(body)
}

/// Sends events until the other end is gone; in between, what keeps the stream alive.
async fn send_events(mut sender: Sender<Bytes>, mut ticks: watch::Receiver<Ticks>, run: String) {
    let mut piece = event(*ticks.borrow_and_update(), &run);
    while is_taken(&mut sender, piece).await {
        piece = match timeout(HEARTBEAT, ticks.changed()).await {
            Ok(Ok(())) => event(*ticks.borrow_and_update(), &run),
            // Nothing changes any more.
            Ok(Err(_)) => return,
            Err(_) => ": still here\n\n".to_owned(),
        };
    }
}

fn event(Ticks { version, problems }: Ticks, run: &str) -> String {
    let data = json!({"run": run, "version": version, "problems": problems});
    format!("event: state\ndata: {data}\n\n")
}

/// Sends a piece of a stream. False where the other end takes nothing any more.
async fn is_taken(sender: &mut Sender<Bytes>, piece: String) -> bool {
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
        stuck.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
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
