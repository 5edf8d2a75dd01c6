//! The preview: a handbook in the browser while somebody writes it.
//!
//! ```text
//! disk ─► watch ─► rebuild ──► state ◄─ server ◄─ browser
//!         hints    snapshots    │ ▲
//!                               ▼ │
//!                              recheck
//! ```
//!
//! - [`watch`]: when and where to look at the disk. Hints only: what counts is what is there.
//! - [`rebuild`]: compares the disk with what was loaded, and makes a
//!   [`Snapshot`](crate::engine::host::Snapshot).
//! - [`state`]: the snapshot that is shown, its editions ([`edition_cache`]), and what is wrong.
//! - [`recheck`]: what is wrong with the snapshot that is shown.
//! - [`server`], [`guard`], [`address`], [`routes`], [`reply`]: connections, who may ask, and what
//!   stands at an address. All answers come from memory, but for files that are copied as they are.
//! - [`index`], [`inspect`], [`drift_view`], [`problems`], [`editor`]: what the browser is told
//!   beside the pages.
//! - [`locks`]: what is added to the locks of layers, once a snapshot is checked.
//! - [`events`]: what whoever started the preview is told.
//! - `assets/`: the bar and the list of editions, in the browser.
//!
//! A page is rendered when it is asked for, so a change costs the same for one firm and for a
//! hundred.

mod address;
mod drift_view;
mod edition_cache;
mod editor;
mod events;
mod guard;
mod index;
mod inspect;
mod locks;
mod problems;
mod rebuild;
mod recheck;
mod reply;
mod routes;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod watch;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::{Builder, Scope};
use std::{fmt, io};

use crate::digest::Digest;
use crate::engine::host::Host;
use crate::engine::{EngineError, Selection};
use crate::load::Hint;
use guard::Guard;
use server::Server;
use state::{CheckTask, PreviewState};
use watch::Watcher;

pub use editor::Editor;
pub use events::{PreviewEvents, Ready, Rebuilt};
pub use reply::{BAR, kind_of};

/// The first and the last of the ports tried one after the other where nobody named one.
const PORTS: (u16, u16) = (1111, 1130);

/// Deep templates and nested HTML take stack.
const STACK_BYTES: usize = 16 << 20;

/// What to preview, and where.
pub struct Options {
    /// The handbook's folder, absolute.
    pub root: PathBuf,
    /// Which firms, and whether with drafts.
    pub selection: Selection,
    /// The address to listen at.
    pub host: IpAddr,
    /// The port; none for the first that is free.
    pub port: Option<u16>,
    /// Whether to look at the disk again and again instead of being told by the system.
    pub poll: bool,
    /// What opens files.
    pub editor: Editor,
    /// Something that nobody can guess: what others must know to be let in, and the name of this
    /// run.
    pub secret: String,
}

/// Why there is no preview.
#[derive(Debug)]
pub enum PreviewError {
    /// The handbook cannot be read.
    Engine(EngineError),
    /// Nobody can listen at this address.
    Listen(SocketAddr, io::Error),
    /// The server ended.
    Serve(io::Error),
}

impl fmt::Display for PreviewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => write!(f, "the handbook cannot be read: {error:?}"),
            Self::Listen(address, error) if error.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "port {} is taken by another program\n  = help: leave `--port` away to take \
                 the next free one, or name another",
                address.port()
            ),
            Self::Listen(address, error) => write!(f, "cannot listen at {address}: {error}"),
            Self::Serve(error) => write!(f, "the preview ended: {error}"),
        }
    }
}

impl std::error::Error for PreviewError {}

/// Shows a handbook until the program is told to end.
///
/// # Errors
/// [`PreviewError`] where it cannot begin.
pub fn serve(options: Options, events: &dyn PreviewEvents) -> Result<(), PreviewError> {
    let Options { root, selection, host, port, poll, editor, secret } = options;
    let is_open = !host.is_loopback();
    let (listener, moved) = listen(host, port)?;
    let port = listener.local_addr().map_err(PreviewError::Serve)?.port();
    let server = Server::new(listener).map_err(PreviewError::Serve)?;

    // Before anything is read, so that no change is missed.
    let watcher = Watcher::new(&root, poll);
    let mut handbook = Host::new(root.clone(), selection);
    let first = handbook.vfs.compare(&Hint::Everything);
    let snapshot = handbook.take(first).map_err(PreviewError::Engine)?;

    // Links into the file system are of no use on another machine, and its paths nobody's business.
    let editor = if is_open { Editor::NONE } else { editor };
    let run = Digest::of(secret.as_bytes()).to_string();
    let (tasks, to_check) = mpsc::channel();
    let state = Arc::new(PreviewState::new(root, editor, run, snapshot.clone(), tasks));

    let token = is_open.then_some(secret);
    events.ready(&Ready {
        address: address_to_open(host, port, token.as_deref()),
        editions: snapshot.editions().map(str::to_owned).collect(),
        moved,
        open: is_open,
        everywhere: host.is_unspecified(),
    });

    let guard = Guard::new(host, port, token);
    let stop_watching = watcher.stopper();
    let checkers = recheck::threads().map_err(PreviewError::Serve)?;
    state.check(CheckTask::Check(snapshot));
    std::thread::scope(|threads| {
        let (state, checkers) = (&state, &checkers);
        let checking = spawn(threads, "check", move || {
            recheck::check(&to_check, checkers, state, events);
        });
        let following =
            spawn(threads, "watch", move || rebuild::follow(handbook, watcher, state, events));
        let begun = checking.and(following).map(|()| server.run(state, guard));

        // The threads end before the program does, also where one of them could not begin.
        stop_watching();
        state.check(CheckTask::End);
        begun.map_err(PreviewError::Serve)
    })
}

/// The address to open in a browser.
fn address_to_open(host: IpAddr, port: u16, token: Option<&str>) -> String {
    // Nobody can go to the address that stands for all addresses.
    let reachable = match host {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };

    let query = token.map(|token| format!("?token={token}")).unwrap_or_default();
    format!("http://{}/{query}", SocketAddr::new(reachable, port))
}

/// Begins a thread.
fn spawn<'scope>(
    threads: &'scope Scope<'scope, '_>,
    name: &str,
    run: impl FnOnce() + Send + 'scope,
) -> io::Result<()> {
    let thread = Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
    thread.spawn_scoped(threads, run).map(drop)
}

/// Opens the port; tells whether it is another than the usual one.
fn listen(host: IpAddr, named: Option<u16>) -> Result<(TcpListener, bool), PreviewError> {
    // Whoever names a port counts on it: another one instead would be a surprise.
    let (first, last) = named.map_or(PORTS, |port| (port, port));

    let mut port = first;
    loop {
        let address = SocketAddr::new(host, port);
        match TcpListener::bind(address) {
            Ok(listener) => return Ok((listener, port != first)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => port += 1,
            // A host that is not this machine's would be refused at every other port, too.
            Err(error) => return Err(PreviewError::Listen(address, error)),
        }
    }
}
