//! Bad input: a clear error within five seconds, nothing lost, the other firms published.
//!
//! Each case runs the program itself on a handbook with a base and three firms that were published
//! before: `acme` and `cole` are well, `birch` or the base gets the trouble. Memory is limited, so
//! that a case that would eat the machine fails instead.

mod broken_pipes;
mod files;
mod firms;
pub(crate) mod fuzz;
mod handbooks;
pub(crate) mod limits;
mod names;
mod out_dirs;
mod output_links;
mod templates;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::harness::{self, Folder, Traces, flush, program, traces};

/// What any run may take. On a machine that has other things to do the clock alone would be unjust:
/// a run fails when both the clock and its own processor time are past this.
const LIMIT: Duration = Duration::from_secs(5);
/// After so many seconds by the clock a run is killed: it hangs.
const PATIENCE: &str = "25";
/// KiB of memory that a run may take: 256 MiB, and the stacks of its threads. Past it an allocation
/// fails, which ends the run.
const MEMORY_KIB: u32 = (256 + 48) << 10;
/// Where `birch` keeps its files.
const BIRCH: &str = "content/firms/birch";

pub(crate) const BOOK: &str = r"//- handbook.yaml
title: Handbook
trusted_themes: [birch]
variables:
  contact: {type: text, default: Robin}
//- base/index.md
# Home

First edition of {{ firm.name }}
//- base/rules/index.md
# Rules

## One {#one}
Ask {{ contact }}.

## Two {#two}
Text
//- base/rules/more.md
# More

[Rules](index.md#one)
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/own.md
# Own
//- firms/birch/firm.yaml
name: Birch
//- firms/birch/own.md
# Own
//- firms/cole/firm.yaml
name: Cole
";

/// A handbook on disk whose editions are published.
struct Book {
    folder: Folder,
}

/// What a run of the program came to.
struct Ran {
    status: ExitStatus,
    /// What it printed, on both streams.
    text: String,
    took: Duration,
}

impl Book {
    /// A handbook of which nothing is published yet.
    fn unpublished() -> Self {
        let mut files = harness::files(BOOK);
        // The theme of the program.
        files.retain(|path, _| !path.starts_with("themes/"));
        Self { folder: Folder::of(&files) }
    }

    fn published() -> Self {
        let book = Self::unpublished();
        let ran = book.build(&[]);
        assert_eq!(ran.code(), 0, "{}", ran.text);
        book
    }

    /// A path beside the handbook.
    fn path(&self, path: &str) -> PathBuf {
        self.folder.beside(path)
    }

    /// A path in the handbook.
    fn at(&self, path: &str) -> PathBuf {
        self.folder.path(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.folder.put(path, bytes);
    }

    /// Builds within the limits.
    fn build(&self, args: &[&str]) -> Ran {
        self.run(&[&["build", "--jobs", "2"], args].concat())
    }

    fn run(&self, args: &[&str]) -> Ran {
        let mut command = limited(program().get_program());
        command.args(args).current_dir(self.path("book"));
        run(command, &self.path(""))
    }

    fn traces(&self, path: &str) -> Traces {
        traces(&self.at(path))
    }

    fn shows(&self, edition: &str, words: &str) -> bool {
        fs::read_to_string(self.at(&format!("public/{edition}/index.html")))
            .unwrap()
            .contains(words)
    }
}

/// A program that is killed when it hangs, and whose memory is limited.
fn limited(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("sh");
    let script = format!(
        "ulimit -d {MEMORY_KIB} && ulimit -c 0 && exec timeout -s KILL {PATIENCE} \"$0\" \"$@\""
    );
    command.args(["-c", &script]).arg(program);
    command
}

/// Runs a program within its time.
#[track_caller]
fn run(mut command: Command, desk: &Path) -> Ran {
    let printed = desk.join("printed");
    let file = File::create(&printed).unwrap();
    command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
    let begun = Instant::now();
    let used = command.spawn().unwrap().wait4().unwrap();
    let (by_the_clock, of_the_processor) = (begun.elapsed(), used.rusage.utime + used.rusage.stime);
    let text = head(&printed);
    let in_time = by_the_clock < LIMIT || of_the_processor < LIMIT;
    assert!(
        in_time,
        "it took {by_the_clock:?}, of the processor {of_the_processor:?}; it had printed:\n{text}"
    );
    Ran { status: used.status, text, took: of_the_processor }
}

/// The first megabyte of a file.
fn head(path: &Path) -> String {
    let mut bytes = Vec::new();
    File::open(path).unwrap().take(1 << 20).read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Ran {
    /// The exit status, after a look that the program ended as it should, whatever it had to say.
    #[track_caller]
    fn code(&self) -> i32 {
        let Some(code) = self.status.code() else {
            panic!("ended by a signal, or hangs: {}\n{}", self.status, self.text)
        };
        assert!(
            matches!(code, 0..=2),
            "exit status {code} (128 and more: a signal)\n{}",
            self.text
        );
        for word in ["panicked", "RUST_BACKTRACE", "stack backtrace", "internal error", "(os error"]
        {
            assert!(!self.text.contains(word), "`{word}` in\n{}", self.text);
        }
        code
    }

    #[track_caller]
    fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.text.contains(word), "no `{word}` in\n{}", self.text);
        }
        self
    }

    /// Says what to do, not only what is wrong.
    #[track_caller]
    fn helps(&self) -> &Self {
        let words =
            ["help: ", "--help", "Choose", "uild again", "Shorten", "put a copy of", "rename it"];
        let helps = words.iter().any(|word| self.text.contains(word));
        assert!(helps, "not a word on what to do in\n{}", self.text);
        self
    }
}

/// A name, how the trouble is made in the folder of a layer, and words that the message must have.
type Trouble = (&'static str, fn(&Book, &str), &'static [&'static str]);

/// Trouble in one firm: the others are published anew, its edition stays, and the message says
/// where.
#[track_caller]
fn in_a_firm(trouble: &Trouble) -> Ran {
    let (name, make, words) = trouble;
    let book = Book::published();
    let before = book.traces("public/birch");
    make(&book, BIRCH);
    book.write("content/base/index.md", "# Home\n\nSecond edition of {{ firm.name }}\n");
    let ran = book.build(&[]);
    assert_eq!(ran.code(), 1, "{name}: {}", ran.text);
    ran.says(words).says(&["birch"]).helps();
    assert_eq!(book.traces("public/birch"), before, "{name}: the edition of birch was touched");
    for edition in ["base", "acme", "cole"] {
        assert!(
            book.shows(edition, "Second edition"),
            "{name}: {edition} was not published:\n{}",
            ran.text
        );
    }
    ran
}

/// Trouble in the base: no edition is published anew, all stay as they are.
#[track_caller]
fn in_the_base(trouble: &Trouble) {
    let (name, make, words) = trouble;
    let book = Book::published();
    let before =
        ["base", "acme", "birch", "cole"].map(|edition| book.traces(&format!("public/{edition}")));
    make(&book, "content/base");
    book.write("content/base/rules/more.md", "# More\n\nSecond edition\n");
    let ran = book.build(&[]);
    assert_eq!(ran.code(), 1, "{name}: {}", ran.text);
    ran.says(words).helps();
    let after =
        ["base", "acme", "birch", "cole"].map(|edition| book.traces(&format!("public/{edition}")));
    assert!(after == before, "{name}: an edition was touched\n{}", ran.text);
}

/// Runs all of a table and tells all that fail.
#[track_caller]
fn all_of<T>(table: &[T], name: impl Fn(&T) -> &str, case: impl Fn(&T) + std::panic::RefUnwindSafe)
where
    T: std::panic::RefUnwindSafe,
{
    let failed = |trouble: &&T| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case(trouble))).is_err()
    };
    let failed: Vec<&str> = table.iter().filter(failed).map(&name).collect();
    assert!(failed.is_empty(), "see above: {failed:?}");
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// `make(0)`, `make(1)`, … one after the other.
fn each(n: usize, make: impl Fn(usize) -> String) -> String {
    (0..n).map(make).collect()
}
