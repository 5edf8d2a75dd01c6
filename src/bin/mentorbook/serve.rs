//! `mentorbook serve`: the preview, as the terminal shows it.

use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;

use mentorbook::preview::{self, Editor, Options, PreviewError, PreviewEvents, Ready, Rebuilt};
use mentorbook::print::{Format, Texts};
use mentorbook::report::Report;
use mentorbook::{Origin, Severity};

use crate::environment::{start_threads, today};
use crate::exit::{Exit, Failure};
use crate::selection::{EditionArgs, failure_of, find_root};
use crate::terminal::{count, print_all, say, verdict};

/// So many editions are named when the preview begins; the list is in the browser.
const MOST_NAMED: usize = 6;

/// Flags of `serve`.
#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// Which editions
    #[command(flatten)]
    editions: EditionArgs,
    /// The port; else the first free one from 1111 on. 0 takes any that is free
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// The address to listen at. At any but this machine's own, others can look, if they know the
    /// address with its token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the browser
    #[arg(long)]
    open: bool,
    /// Look at the files four times a second instead of being told of changes; for network drives
    #[arg(long)]
    poll: bool,
    /// What opens a file at its line: vscode, vscodium, cursor, zed, idea, sublime, none, or an
    /// address with {file} and {line} in it
    #[arg(long, value_name = "NAME", env = "MENTORBOOK_EDITOR", default_value = "vscode")]
    editor: Editor,
}

/// Shows the preview until Ctrl-C.
pub(crate) fn run(args: ServeArgs) -> Result<Exit, Failure> {
    // Made first, so that the time until the preview is ready counts everything.
    let terminal = Terminal { begun: Instant::now(), open: args.open, said: Mutex::new(None) };
    start_threads(None);
    let root = find_root(args.editions.root.as_deref())?;

    // Warnings hide no edition from whoever is writing it.
    let options = Options {
        root: root.clone(),
        selection: args.editions.selection(false),
        host: args.host,
        port: args.port,
        poll: args.poll,
        editor: args.editor,
        secret: secret()?,
    };
    match preview::serve(options, &terminal) {
        Ok(()) => {
            say("The preview has ended.");
            Ok(Exit::Fine)
        }
        Err(PreviewError::Engine(error)) => {
            Err(failure_of(&error, &Origin::Disk(root), Format::Human))
        }
        Err(error) => Err(Failure::usage(error)),
    }
}

/// What nobody can guess: the token in the preview's address.
fn secret() -> Result<String, Failure> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|_| Failure {
        message: "the system gives no random numbers".to_owned(),
        exit: Exit::Internal,
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(secret)))
}

/// Tells people how the preview goes.
struct Terminal {
    begun: Instant,
    /// Whether the browser is to be opened.
    open: bool,
    /// The problems said last.
    said: Mutex<Option<Report>>,
}

impl PreviewEvents for Terminal {
    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn today(&self) -> String {
        today()
    }

    fn ready(&self, ready: &Ready) {
        say(&format!("The preview is ready after {}: {}", milliseconds(self.now()), ready.address));
        if ready.moved {
            say("  (the usual port 1111 is taken)");
        }
        say_editions(ready);

        if ready.open {
            say("warning: others in your network can look at the preview, if they know this \
                 address. It is not encrypted.");
        }
        if ready.everywhere {
            say("  From another machine, put this machine's number (such as 192.168.1.20) in the \
                 place of the one above.");
        }

        say("Save a file and the browser shows it. Ctrl-C ends the preview.");
        if self.open && open::that_detached(&ready.address).is_err() {
            say("note: no browser could be opened; open the address yourself");
        }
    }

    fn rebuilt(&self, rebuilt: &Rebuilt<'_>) {
        let what = match rebuilt.files {
            [] => "a new day".to_owned(),
            [file] => file.clone(),
            [first, rest @ ..] => format!("{first} and {}", count(rest.len(), "other file")),
        };

        let parsed = match rebuilt.parsed {
            0 => String::new(),
            parsed => format!("{} read, ", count(parsed, "page")),
        };
        say(&format!("{what}: {parsed}{}", milliseconds(rebuilt.took)));
    }

    fn problems(&self, report: &Report, texts: Texts<'_>) {
        let mut shown = report.clone();
        // As `check` does: people ask what is wrong.
        shown.findings.retain(|finding| finding.diagnostic.severity > Severity::Notice);
        print_all(&shown, texts, Format::Human);

        let Ok(mut said) = self.said.lock() else { return };
        let is_first = said.is_none();
        let was_fine = said.as_ref().is_none_or(|said| said.findings.is_empty());
        // Good news once, not after every save.
        if !shown.findings.is_empty() || !was_fine || is_first {
            say(&format!("{}.", verdict(&shown)));
        }
        *said = Some(shown);
    }

    fn note(&self, text: &str) {
        say(&format!("note: {text}"));
    }
}

/// Says where each edition is, if they are few.
fn say_editions(ready: &Ready) {
    if ready.editions.len() > MOST_NAMED {
        say(&format!("  {} are listed there.", count(ready.editions.len(), "edition")));
        return;
    }

    // The token, where there is one, stays at the end.
    let at = ready.address.find('?').unwrap_or(ready.address.len());
    let (address, query) = ready.address.split_at(at);
    for edition in &ready.editions {
        say(&format!("  {address}{edition}/{query}"));
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", (time.as_secs_f64() * 1_000.0).max(1.0))
}
