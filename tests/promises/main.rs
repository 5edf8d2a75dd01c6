//! The promises, tried: what README and SECURITY.md say of harm and of power cuts, as figures.
//!
//! ```text
//! cargo bench --bench promises                  # everything, for half an hour
//! cargo bench --bench promises -- --short       # less of everything, for three minutes
//! cargo bench --bench promises -- G3 G7         # only these rows
//! cargo bench --bench promises -- --all         # a row that cannot be tried here fails, too
//! ```
//!
//! Each row of [`ROWS`] is a promise, and `.github/SECURITY.md` says what it is worth. What is tried
//! is made by chance from fixed seeds, or stands in tables that the suite has, too: its files are
//! compiled into this program as they are. Chromium, Apache (Debian's `apache2-bin`) and strace are
//! used where they are installed.

mod apache;
mod browser;
mod crates;
mod growth;
mod heavy;
mod inputs;
mod isolation;
mod kills;
mod memory;
mod preview;
mod sameness;
mod storms;
mod table;
mod trees;
mod trial;

/// The suite, for what it stands on and what it tries: the paths are those it has there.
#[path = "../it"]
#[expect(dead_code, unused_imports, reason = "its tests are not compiled here, and use the rest")]
mod suite {
    pub(crate) mod harness;

    pub(crate) mod publish;

    pub(crate) mod properties {
        pub(crate) mod complexity;
        pub(crate) mod growth;
        pub(crate) mod incremental;
        pub(crate) mod isolation;
    }

    pub(crate) mod security {
        pub(crate) mod hostile;
        pub(crate) mod preview;
        pub(crate) mod safety;
    }

    pub(crate) mod tidy {
        pub(crate) mod crates;
    }
}

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use suite::harness;
use table::print_table;
use trial::{Outcome, Trial};

/// A promise, or a part of one.
struct Row {
    name: &'static str,
    promise: &'static str,
    target: &'static str,
    attempt: fn(Form) -> Outcome,
}

/// How much is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Short,
    Long,
}

impl Form {
    fn of(self, short: usize, long: usize) -> usize {
        if self == Self::Short { short } else { long }
    }
}

const ROWS: [Row; 15] = [
    Row {
        name: "G1",
        promise: "no byte of one firm reaches another's edition",
        target: "0 foreign tokens",
        attempt: isolation::attempt,
    },
    Row {
        name: "G2",
        promise: "the preview shows nothing else, to nobody else",
        target: "0 leaks",
        attempt: preview::attempt,
    },
    Row {
        name: "G3",
        promise: "no tree of files leads outside, or on for ever",
        target: "0 outside, 0 hangs",
        attempt: trees::attempt,
    },
    Row {
        name: "G4",
        promise: "no input makes it panic",
        target: "0 panics",
        attempt: inputs::attempt,
    },
    Row {
        name: "G5",
        promise: "time grows in step with every construct",
        target: "power ≤ 1.15",
        attempt: growth::attempt,
    },
    Row {
        name: "G6",
        promise: "the preview shows what a build writes",
        target: "0 differing bytes",
        attempt: storms::attempt,
    },
    Row {
        name: "G7",
        promise: "killed, an edition is old or new",
        target: "100 %",
        attempt: kills::killed,
    },
    Row {
        name: "G7",
        promise: "after an error of the disk, an edition is old or new",
        target: "100 %",
        attempt: kills::failing,
    },
    Row {
        name: "G7",
        promise: "after a power cut, an edition is old or new",
        target: "100 %",
        attempt: kills::cut,
    },
    Row {
        name: "G8",
        promise: "what a firm writes runs nothing in a browser",
        target: "0 live",
        attempt: browser::attempt,
    },
    Row {
        name: "G8",
        promise: "no file of a firm is served as a page by Apache",
        target: "0 as HTML",
        attempt: browser::served,
    },
    Row {
        name: "G9",
        promise: "the same handbook gives the same bytes",
        target: "1 digest",
        attempt: sameness::attempt,
    },
    Row {
        name: "G10",
        promise: "many firms take little memory",
        target: "≤ 256 MiB",
        attempt: memory::attempt,
    },
    Row {
        name: "G11",
        promise: "no page keeps everybody waiting",
        target: "≤ 10 s a page",
        attempt: heavy::attempt,
    },
    Row {
        name: "G12",
        promise: "few crates, free ones, and no unsafe code of ours",
        target: "≤ 200 crates",
        attempt: crates::attempt,
    },
];

/// What became of a row.
struct Tried {
    row: &'static Row,
    outcome: Outcome,
    took: Duration,
}

fn main() -> ExitCode {
    let options = match Options::parse(env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\nusage: cargo bench --bench promises -- [--short] [--all] [ROW…]");
            return ExitCode::from(2);
        }
    };
    if !options.benchmark {
        // `cargo test --all-targets` starts benchmarks, too.
        println!("nothing tried: run `cargo bench --bench promises`");
        return ExitCode::SUCCESS;
    }

    trial::listen_for_panics();
    let rows = ROWS.iter().filter(|row| options.wants(row.name));
    let tried: Vec<Tried> = rows.map(|row| attempt(row, options.form)).collect();
    print_table(&tried);

    let holds = |tried: &Tried| match &tried.outcome {
        Outcome::Tried(trial) => trial.tried > 0 && trial.failures.is_empty(),
        Outcome::NotTried(_) => !options.all,
    };
    if tried.iter().all(holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Options {
    /// Cargo passes `--bench` when it is to measure.
    benchmark: bool,
    form: Form,
    /// Whether a row that cannot be tried fails.
    all: bool,
    rows: Vec<String>,
}

impl Options {
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { benchmark: false, form: Form::Long, all: false, rows: Vec::new() };
        for argument in arguments {
            match argument.as_str() {
                "--bench" => options.benchmark = true,
                "--short" => options.form = Form::Short,
                "--all" => options.all = true,
                flag if flag.starts_with('-') => return Err(format!("unknown option {flag}")),
                name => options.rows.push(name.to_uppercase()),
            }
        }

        let is_row = |name: &String| ROWS.iter().any(|row| row.name == *name);
        match options.rows.iter().find(|name| !is_row(name)) {
            Some(unknown) => Err(format!("there is no row {unknown}")),
            None => Ok(options),
        }
    }

    fn wants(&self, name: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|row| row == name)
    }
}

/// Tries a row, and tells what it finds.
fn attempt(row: &'static Row, form: Form) -> Tried {
    /// So many failures of a row are told.
    const TOLD: usize = 20;

    eprintln!("{}: {}", row.name, row.promise);
    let begun = Instant::now();
    let mut outcome = Outcome::from(Trial::default());
    let broken = trial::safely(|| {
        outcome = (row.attempt)(form);
        Ok(())
    });
    if let (Err(message), Outcome::Tried(trial)) = (broken, &mut outcome) {
        trial.count(Err(message));
    }

    match &outcome {
        Outcome::NotTried(why) => eprintln!("  not tried: {why}"),
        Outcome::Tried(Trial { failures, .. }) => {
            for failure in failures.iter().take(TOLD) {
                eprintln!("  FAILED {failure}");
            }
            if failures.len() > TOLD {
                eprintln!("  and {} more", failures.len() - TOLD);
            }
        }
    }
    Tried { row, outcome, took: begun.elapsed() }
}
