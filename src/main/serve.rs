//! `mentorbook serve`: the preview, as the terminal shows it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use mentorbook::cli::Serve;
use mentorbook::diagnostic::Severity;
use mentorbook::diagnostic::print::{Format, Texts};
use mentorbook::diagnostic::report::Report;
use mentorbook::engine;
use mentorbook::load::Origin;
use mentorbook::preview::{self, Events, Options, PreviewError, Ready, Rebuilt};

use super::terminal::{complain, count, editions, print_all, say, verdict};
use super::{FINE, INTERNAL, USAGE, build_id, complain_of, find, start_threads, today};

/// So many editions are named when the preview begins; the list is in the browser.
const MOST_NAMED: usize = 6;

/// Shows the preview until Ctrl-C.
pub(super) fn run(serve: &Serve) -> u8 {
    let terminal = Terminal { begun: Instant::now(), open: serve.open, said: Mutex::new(None) };
    start_threads(None);
    let root = match find(serve.which.root.as_deref()) {
        Ok(root) => root,
        Err(status) => return status,
    };
    let mut secret = [0; 16];
    if getrandom::fill(&mut secret).is_err() {
        complain("the system gives no random numbers");
        return INTERNAL;
    }
    let selection = engine::Selection {
        firms: serve.which.firm.clone(),
        drafts: serve.which.drafts,
        strict: false,
        today: Some(today()),
        build_id: build_id(),
    };
    let options = Options {
        root: root.clone(),
        selection,
        host: serve.host,
        port: serve.port,
        poll: serve.poll,
        editor: serve.editor.clone(),
        secret: secret.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    match preview::serve(options, &terminal) {
        Ok(()) => {
            say("The preview has ended.");
            FINE
        }
        Err(PreviewError::Engine(error)) => complain_of(&error, &Origin::Disk(root), Format::Human),
        Err(error) => {
            complain(&error.to_string());
            USAGE
        }
    }
}

/// Tells people how the preview goes.
struct Terminal {
    begun: Instant,
    /// Whether the browser is to be opened.
    open: bool,
    /// The problems said last.
    said: Mutex<Option<Report>>,
}

impl Events for Terminal {
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
        if ready.editions.len() <= MOST_NAMED {
            let (address, query) = ready.address.split_once('?').unwrap_or((&ready.address, ""));
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            ready.editions.iter().for_each(|edition| say(&format!("  {address}{edition}/{query}")));
        } else {
            say(&format!("  {} are listed there.", editions(ready.editions.len())));
        }
        if ready.open {
            say(
                "warning: others in your network can look at the preview, if they know this address. It is not encrypted.",
            );
        }
        if ready.everywhere {
            say(
                "  From another machine, put this machine's number (such as 192.168.1.20) in the place of the one above.",
            );
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
        let parsed = if rebuilt.parsed == 0 {
            String::new()
        } else {
            format!("{} read, ", count(rebuilt.parsed, "page"))
        };
        say(&format!("{what}: {parsed}{}", milliseconds(rebuilt.took)));
    }

    fn problems(&self, report: &Report, texts: Texts<'_>) {
        let mut shown = report.clone();
        // As `check` does: people ask what is wrong.
        shown.findings.retain(|finding| finding.diagnostic.severity > Severity::Notice);
        let Ok(mut said) = self.said.lock() else { return };
        let is_first = said.is_none();
        let was_fine = said.as_ref().is_none_or(|said| said.findings.is_empty());
        print_all(&shown, texts, Format::Human);
        if !shown.findings.is_empty() || !was_fine || is_first {
            say(&format!("{}.", verdict(&shown)));
        }
        *said = Some(shown);
    }

    fn note(&self, text: &str) {
        say(&format!("note: {text}"));
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", (time.as_secs_f64() * 1_000.0).max(1.0))
}
