//! Requests to the preview that ask for more than is shown, or come from elsewhere.

use crate::Form;
use crate::suite::security::preview::{Server, ask_for_paths, foreign_hosts, foreign_origins};
use crate::trial::{Outcome, Trial, must, safely};

const PATHS: usize = 5_000;
/// So many paths are asked for before one that leaks is noticed: it costs the rest of its lot.
const LOT: usize = 50;
/// The first of the seeds; each lot has its own.
const SEED: u64 = 40_000;

pub(crate) fn attempt(_: Form) -> Outcome {
    let server = Server::start(&["--port", "0"]);
    let (hosts, origins) = (foreign_hosts(), foreign_origins());
    eprintln!("  seed {SEED}; {PATHS} paths, {} hosts, {} origins", hosts.len(), origins.len());

    let mut trial = Trial::default();
    for lot in 0..PATHS / LOT {
        let asked = safely(|| {
            ask_for_paths(&server, SEED + lot as u64, LOT);
            Ok(())
        });
        trial.tried += LOT;
        trial.failures.extend(asked.err());
    }
    for head in hosts {
        let status = server.ask_as("/acme/", &head);
        trial.count(must([400, 403].contains(&status), || format!("{status} for {head:?}")));
    }
    for head in origins {
        let status = server.ask_as("/acme/", &format!("Host: {{h}}\r\n{head}"));
        trial.count(must(status == 403, || format!("{status} for {head:?}")));
    }

    let alive = must(server.is_alive(), || "the preview has died".to_owned());
    trial.failures.extend(alive.err());
    trial.into()
}
