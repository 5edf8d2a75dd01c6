//! Arguments → library → printed diagnostics → exit status.

#[path = "main/serve.rs"]
mod serve;
#[path = "main/terminal.rs"]
mod terminal;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use mentorbook::cli::{Build, Check, Cli, Command, New, Selection};
use mentorbook::diagnostic::Severity;
use mentorbook::diagnostic::checks::{self, CHECKS};
use mentorbook::diagnostic::print::Format;
use mentorbook::diagnostic::report::Report;
use mentorbook::digest::Digest;
use mentorbook::engine::{self, EditionResult, Engine, EngineError, Run};
use mentorbook::load::{Origin, find_root};
use mentorbook::publish::{OutDir, PublishErrorKind};
use mentorbook::scaffold;
use terminal::{Stopwatch, complain, count, editions, print_all, say, verdict};

/// All is well.
const FINE: u8 = 0;
/// There are problems in the content, or an edition could not be written.
const PROBLEMS: u8 = 1;
/// The command or the configuration is of no use.
const USAGE: u8 = 2;
/// mentorbook itself failed.
const INTERNAL: u8 = 3;

/// Deep templates and nested HTML take stack.
const STACK_BYTES: usize = 16 << 20;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let status = std::panic::catch_unwind(|| run(cli.command));
    ExitCode::from(status.unwrap_or(INTERNAL))
}

fn run(command: Command) -> u8 {
    match command {
        Command::Build(build) => run_build(&build),
        Command::Check(check) => run_check(&check),
        Command::Serve(serve) => serve::run(&serve),
        Command::Init { dir } => run_init(&dir),
        Command::New { what: New::Firm { id, root } } => run_new(
            root.as_deref(),
            |root| scaffold::new_firm(root, &id),
            "Fill in its name and words, then run `mentorbook build`.",
        ),
        Command::New { what: New::Page { path, firm, root } } => run_new(
            root.as_deref(),
            |root| scaffold::new_page(root, &path, firm.as_deref()),
            "Open it in any text editor; what is to be done stands in it. Drafts are shown by `mentorbook serve --drafts`.",
        ),
        Command::Explain { check } => explain(check.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "mentorbook", &mut script);
            // A reader that goes away is no problem of ours.
            let _ = io::stdout().write_all(&script);
            FINE
        }
    }
}

fn run_build(build: &Build) -> u8 {
    let watch = Stopwatch::new(build.timings, build.selection.format);
    let (root, engine) = match load(&build.selection) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let out = build.out.clone().unwrap_or_else(|| root.join("public"));
    let opened = OutDir::open(&out, &root, &[root.join("content"), root.join("themes")]);
    let out_dir = match opened {
        Ok(out_dir) => out_dir,
        Err(error) => {
            complain(&error.to_string());
            return if error.kind() == PublishErrorKind::Config { USAGE } else { PROBLEMS };
        }
    };
    let texts = Origin::Disk(root);
    let run = engine.build(&out_dir, &watch);
    watch.finish();
    let status = report(&run, &texts, &build.selection);
    if build.selection.which.firm.is_empty() {
        let is_known = |name: &String| run.outcomes.iter().any(|outcome| outcome.name == *name);
        for name in out_dir.published().iter().filter(|name| !is_known(name)) {
            say(&format!(
                "note: {} is of a firm or edition that is no more; delete it if nobody should read it",
                out.join(name).display()
            ));
        }
    }
    summarize(&run, &out, &watch);
    status
}

fn run_check(check: &Check) -> u8 {
    let watch = Stopwatch::new(check.timings, check.selection.format);
    let (root, engine) = match load(&check.selection) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let texts = Origin::Disk(root);
    let mut run = engine.check(&watch);
    watch.finish();
    let notices = run.report.count(Severity::Notice);
    if check.selection.format == Format::Human {
        // People ask what is wrong; a build tells them the rest.
        run.report.findings.retain(|finding| finding.diagnostic.severity > Severity::Notice);
    }
    let status = report(&run, &texts, &check.selection);
    say(&format!(
        "{}: {} looked at in {}.",
        verdict(&run.report),
        editions(run.outcomes.len()),
        watch.elapsed()
    ));
    if notices > 0 && check.selection.format == Format::Human {
        say(&format!(
            "`mentorbook build` has {} for you, such as dates that moved.",
            count(notices, "notice")
        ));
    }
    watch.print();
    status
}

/// Finds and loads the handbook; else the exit status.
fn load(selection: &Selection) -> Result<(PathBuf, Engine), u8> {
    start_threads(selection.jobs);
    let root = find(selection.which.root.as_deref())?;
    let wanted = engine::Selection {
        firms: selection.which.firm.clone(),
        drafts: selection.which.drafts,
        strict: selection.strict,
        today: Some(today()),
        build_id: build_id(),
    };
    let origin = Origin::Disk(root.clone());
    match Engine::load(origin.clone(), wanted) {
        Ok(engine) => Ok((root, engine)),
        Err(error) => Err(complain_of(&error, &origin, selection.format)),
    }
}

/// Says why nothing can be built, and gives the exit status.
fn complain_of(error: &EngineError, origin: &Origin, format: Format) -> u8 {
    match error {
        EngineError::Load(error) => complain(&error.to_string()),
        EngineError::Project(diagnostics) => {
            print_all(
                &Report::merge([("handbook", diagnostics.as_slice())]),
                &|file| origin.text(file),
                format,
            );
            complain("content/handbook.yaml must be mended before anything can be built");
        }
        EngineError::UnknownFirm { name, known } => {
            complain(&format!(
                "there is no firm `{name}`\n  = help: the firms are: base, {}",
                known.join(", ")
            ));
        }
        EngineError::Publish(error) => complain(&error.to_string()),
    }
    USAGE
}

/// Makes the threads that pages are parsed and rendered on. None asked for means as many as there are processors.
fn start_threads(jobs: Option<u16>) {
    // Fails only where they exist already.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .stack_size(STACK_BYTES)
        .build_global();
}

/// The day of the run, in UTC. `SOURCE_DATE_EPOCH` sets it, for builds that can be repeated
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn today() -> String {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let now = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |time| time.as_secs())
    };
    let seconds = set.unwrap_or_else(|| i64::try_from(now()).unwrap_or(0));
    let now = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// The running program, by length and time of its file.
fn build_id() -> Digest {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let modified = file.as_ref().ok().and_then(|file| file.modified().ok());
    Digest::of(format!("{:?} {modified:?}", file.map(|file| file.len()).ok()).as_bytes())
}

fn find(named: Option<&Path>) -> Result<PathBuf, u8> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if let Some(root) = named {
        return Ok(absolute(root));
    }
    find_root(&absolute(Path::new("."))).map_err(|error| {
        complain(&error.to_string());
        USAGE
    })
}

/// Prints what was found and gives the exit status.
fn report(run: &Run, texts: &Origin, selection: &Selection) -> u8 {
    print_all(&run.report, &|file| texts.text(file), selection.format);
    let mut status = FINE;
    for outcome in &run.outcomes {
        match &outcome.result {
            EditionResult::Failed(error) => {
                complain(&format!("{} is not published: {error}", outcome.name));
                status = status.max(if error.kind() == PublishErrorKind::Internal {
                    INTERNAL
                } else {
                    PROBLEMS
                });
            }
            EditionResult::Refused => status = status.max(PROBLEMS),
            EditionResult::Published(published) => {
                for path in &published.carried {
                    say(&format!(
                        "note: {}/{path} is not from mentorbook; it was left where it is",
                        outcome.name
                    ));
                }
                for path in &published.kept_aside {
                    say(&format!(
                        "note: a file of {} had been changed by hand; it was kept as {path}",
                        outcome.name
                    ));
                }
            }
            EditionResult::Unchanged | EditionResult::Checked => {}
        }
        if outcome.diagnostics.iter().any(|diagnostic| diagnostic.check == &checks::INTERNAL) {
            status = INTERNAL;
        }
    }
    let strict = selection.strict && run.report.count(Severity::Warning) > 0;
    if run.report.count(Severity::Error) > 0 || strict { status.max(PROBLEMS) } else { status }
}

fn summarize(run: &Run, out: &Path, watch: &Stopwatch) {
    let mut published = 0;
    let mut unchanged = 0;
    let mut lines = Vec::new();
    for outcome in &run.outcomes {
        match &outcome.result {
            EditionResult::Published(done) if done.written + done.removed > 0 => {
                published += 1;
                let removed = if done.removed > 0 {
                    format!(", {} removed", done.removed)
                } else {
                    String::new()
                };
                lines.push(format!(
                    "  {}: {} written{removed}",
                    outcome.name,
                    count(done.written, "file")
                ));
            }
            EditionResult::Published(_) | EditionResult::Unchanged => unchanged += 1,
            EditionResult::Refused | EditionResult::Failed(_) => {
                lines.push(format!(
                    "  {}: not published; what was there before stays",
                    outcome.name
                ));
            }
            EditionResult::Checked => {}
        }
    }
    say(&format!(
        "{}: {} published to {}{} in {}.",
        verdict(&run.report),
        editions(published),
        out.display(),
        if unchanged > 0 { format!(", {unchanged} up to date") } else { String::new() },
        watch.elapsed(),
    ));
    const MOST: usize = 12;
    for line in lines.iter().take(MOST) {
        say(line);
    }
    if lines.len() > MOST {
        say(&format!("  … and {} more", lines.len() - MOST));
    }
    watch.print();
}

fn run_init(dir: &Path) -> u8 {
    match scaffold::init(dir) {
        Ok(written) => {
            say(&format!(
                "A new handbook is in {} ({}).",
                dir.display(),
                count(written.len(), "file")
            ));
            say(&format!("Look at it:   mentorbook serve --open --root {}", dir.display()));
            say(&format!("Publish it:   mentorbook build --root {}", dir.display()));
            say("Change it:    begin with content/base/index.md, in any text editor.");
            FINE
        }
        Err(error) => {
            complain(&error.to_string());
            USAGE
        }
    }
}

fn run_new(
    root: Option<&Path>,
    make: impl Fn(&Path) -> Result<PathBuf, scaffold::ScaffoldError>,
    next: &str,
) -> u8 {
    let root = match find(root) {
        Ok(root) => root,
        Err(status) => return status,
    };
    if let Err(error) = find_root(&root) {
        complain(&error.to_string());
        return USAGE;
    }
    match make(&root) {
        Ok(file) => {
            say(&format!("Written: {}", file.display()));
            say(next);
            FINE
        }
        Err(error) => {
            complain(&error.to_string());
            USAGE
        }
    }
}

fn explain(name: Option<&str>) -> u8 {
    let mut out = io::stdout().lock();
    let Some(name) = name else {
        for check in CHECKS {
            let first = check.explanation.split_inclusive(". ").next().unwrap_or_default();
            let _ = writeln!(
                out,
                "{:20} {:8} {}",
                check.name,
                format!("{:?}", check.level).to_lowercase(),
                first.trim()
            );
        }
        return FINE;
    };
    let Some(check) = checks::find(name) else {
        let nearest = mentorbook::diagnostic::nearest(name, CHECKS.iter().map(|check| check.name));
        let hint = nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        complain(&format!(
            "there is no check `{name}`{hint}\n  = help: `mentorbook explain` lists them all"
        ));
        return USAGE;
    };
    let level = format!("{:?}", check.level).to_lowercase();
    let _ = writeln!(
        out,
        "{} ({level} unless handbook.yaml says otherwise)\n\n{}\n",
        check.name, check.explanation
    );
    let _ = writeln!(
        out,
        "A handbook that fails it:\n\n{}\nOne that passes:\n\n{}",
        indent(check.fails),
        indent(check.passes)
    );
    FINE
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
