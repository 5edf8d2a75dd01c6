//! `mentorbook build`: publishes editions.

use std::path::{Path, PathBuf};

use clap::Args;

use mentorbook::print::Format;
use mentorbook::publish::{Durability, OutDir};
use mentorbook::report::Report;
use mentorbook::{EditionResult, LockReport, Origin, Run, Severity};

use crate::exit::{Exit, Failure, report};
use crate::selection::{Loaded, SelectionArgs, load};
use crate::terminal::{Stopwatch, count, first_step, say, verdict};

/// So many editions are told of one by one.
const MOST_LINES: usize = 12;

/// Flags of `build`.
#[derive(Args, Debug)]
pub(crate) struct BuildArgs {
    /// Which editions, and how strictly
    #[command(flatten)]
    selection: SelectionArgs,
    /// Publish to this folder instead of `public` in the handbook's folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Do not wait until the editions are on the disk before they are published: faster, for output
    /// that is thrown away. A power cut may then leave pages without content
    #[arg(long)]
    no_sync: bool,
    /// Make every page anew, also those that would come out as the last build left them
    #[arg(long)]
    clean: bool,
}

/// Publishes the editions asked for, all or none of the files of each.
pub(crate) fn run(args: BuildArgs) -> Result<Exit, Failure> {
    let watch = Stopwatch::new(&args.selection);
    let Loaded { root, engine } = load(&args.selection)?;

    // Before the work, not after it: the folder may be one that must not be written to.
    let out = args.out.unwrap_or_else(|| root.join("public"));
    let sources = [root.join("content"), root.join("themes")];
    let durability = if args.no_sync { Durability::Unsynced } else { Durability::Synced };
    let out_dir = OutDir::open(&out, &root, &sources, durability)
        .map_err(|error| Failure::publish(&error))?;

    let engine = if args.clean { engine.anew() } else { engine };
    let run = engine.build(&out_dir, &watch);
    // The bar goes before anything is printed, which it would be drawn over.
    watch.finish();

    let texts = Origin::Disk(root);
    let exit = report(&run, &texts, &args.selection);
    if args.selection.editions.firm.is_empty() {
        report_orphans(&run, &out_dir, &out);
    }
    report_locks(&run.locks);
    summarize(&run, &out, &watch);
    if args.selection.format == Format::Human {
        first_step(&run.report, &texts).iter().for_each(|step| say(step));
    }
    watch.print();
    Ok(exit)
}

/// Says which published editions belong to no firm. Only a build of all firms can know.
fn report_orphans(run: &Run, out_dir: &OutDir, out: &Path) {
    // A firm may well be in a folder that could not be read.
    if run.hides_firms() {
        return;
    }
    for name in out_dir.published() {
        if run.outcomes.iter().all(|outcome| outcome.name != name) {
            say(&format!(
                "note: {} is of a firm or edition that is no more; delete it if nobody should \
                 read it",
                out.join(name).display()
            ));
        }
    }
}

/// Says of each lock what was added to it, or why nothing could be.
fn report_locks(locks: &[LockReport]) {
    let added: Vec<&LockReport> = locks.iter().filter(|lock| lock.added > 0).collect();
    added.iter().take(MOST_LINES).for_each(|lock| say(&format!("note: {lock}")));
    if added.len() > MOST_LINES {
        say(&format!("note: the same of {} more", count(added.len() - MOST_LINES, "layer")));
    }

    // One reason is enough: a folder that cannot be written to is so for all of them.
    let mut errors = locks.iter().filter_map(|lock| lock.error.as_ref());
    if let Some(first) = errors.next() {
        let more = match errors.count() {
            0 => String::new(),
            more => format!(" (nor of {} more)", count(more, "layer")),
        };
        say(&format!(
            "note: the entries that are missing in overrides.lock were not written{more}: {first}"
        ));
    }
}

/// Says how many editions were published and, of the first, how many files.
fn summarize(run: &Run, out: &Path, watch: &Stopwatch) {
    let mut published = 0;
    let mut unchanged = 0;
    let mut failed = 0;
    let mut lines = Vec::new();

    for outcome in &run.outcomes {
        let name = &outcome.name;
        match &outcome.result {
            EditionResult::Published(done) if done.written + done.removed > 0 => {
                published += 1;
                let written = count(done.written, "file");
                lines.push(match done.removed {
                    0 => format!("  {name}: {written} written"),
                    removed => format!("  {name}: {written} written, {removed} removed"),
                });
            }
            EditionResult::Published(_) | EditionResult::Unchanged => unchanged += 1,
            EditionResult::Failed(_) => {
                failed += 1;
                lines.push(format!("  {name}: not published; what was there before stays"));
            }
            EditionResult::Refused => {
                lines.push(format!("  {name}: not published; what was there before stays"));
            }
            EditionResult::Checked => {}
        }
    }

    let up_to_date = match unchanged {
        0 => String::new(),
        unchanged => format!(", {unchanged} up to date"),
    };
    say(&format!(
        "{}: {} published to {}{up_to_date} in {}.",
        outcome(&run.report, failed),
        count(published, "edition"),
        out.display(),
        watch.elapsed(),
    ));

    for line in lines.iter().take(MOST_LINES) {
        say(line);
    }
    if lines.len() > MOST_LINES {
        say(&format!("  … and {} more", lines.len() - MOST_LINES));
    }
}

/// What a run amounts to. A disk that does not take an edition is no fault of the content, so the
/// report knows nothing of it.
fn outcome(report: &Report, failed: usize) -> String {
    if failed == 0 {
        return verdict(report);
    }

    let failed = format!("{} could not be published", count(failed, "edition"));
    let has_found = report.count(Severity::Error) + report.count(Severity::Warning) > 0;
    if has_found { format!("{}, and {failed}", verdict(report)) } else { failed }
}
