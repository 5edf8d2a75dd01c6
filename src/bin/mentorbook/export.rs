//! `mentorbook export`: packs training modules for learning systems.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use mentorbook::package::{KnownPackages, LISTING, PACKAGE_FORMATS, PackageRequest};
use mentorbook::print::Format;
use mentorbook::publish::{Durability, OutDir};
use mentorbook::{EditionResult, Origin, Run, Severity};

use crate::exit::{Exit, Failure, report};
use crate::selection::{EditionArgs, Loaded, SelectionArgs, load};
use crate::terminal::{Stopwatch, count, first_step, say, verdict};

/// Flags of `export`.
#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// Which editions
    #[command(flatten)]
    editions: EditionArgs,
    /// Let warnings keep an edition from being packed, too
    #[arg(long)]
    strict: bool,
    /// Work on this many editions at once; else on as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: Option<u16>,
    /// What the learning system takes; several with commas between them
    #[arg(
        long,
        value_name = "FORMAT",
        value_delimiter = ',',
        default_value = "scorm12",
        value_parser = PossibleValuesParser::new(PACKAGE_FORMATS.map(|(name, _)| name))
    )]
    format: Vec<String>,
    /// Only the module of this page, such as `training/m1-essentials.md`; may be given several times
    #[arg(long, value_name = "PATH")]
    module: Vec<String>,
    /// Write to this folder instead of `packages` in the handbook's folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Let modules get other names than learning systems know them by, or none: what they have
    /// recorded of the old ones does not count for the new
    #[arg(long)]
    new_ids: bool,
}

/// Packs the modules of the editions asked for, all or none of the files of each.
pub(crate) fn run(args: ExportArgs) -> Result<Exit, Failure> {
    let ExportArgs { editions, strict, jobs, format, module, out, new_ids } = args;
    let selection = SelectionArgs { editions, strict, jobs, format: Format::Human, timings: false };
    let watch = Stopwatch::new(&selection);
    let Loaded { root, engine } = load(&selection)?;

    let out = out.unwrap_or_else(|| root.join("packages"));
    let sources = [root.join("content"), root.join("themes")];
    let out_dir = OutDir::open(&out, &root, &sources, Durability::Synced)
        .map_err(|error| Failure::publish(&error))?;

    let formats = PACKAGE_FORMATS.iter().filter(|(name, _)| format.iter().any(|it| it == name));
    let request = PackageRequest {
        formats: formats.map(|(_, format)| *format).collect(),
        modules: module,
        new_ids,
        known: known(&out_dir, &out, new_ids)?,
    };
    let mut run = engine.export(&out_dir, &request, &watch);
    watch.finish();

    // What is only worth knowing is told by `build`.
    run.report.findings.retain(|found| found.diagnostic.severity >= Severity::Warning);
    let texts = Origin::Disk(root);
    let exit = report(&run, &texts, &selection);
    summarize(&run, &out, &watch);
    first_step(&run.report, &texts).iter().for_each(|step| say(step));
    Ok(exit)
}

/// What earlier exports made, by edition: learning systems have records by the names in it.
fn known(
    out_dir: &OutDir,
    out: &Path,
    new_ids: bool,
) -> Result<BTreeMap<String, KnownPackages>, Failure> {
    let mut known = BTreeMap::new();
    for edition in out_dir.published() {
        let list = out.join(&edition).join(LISTING);
        let read = match std::fs::read(&list) {
            Ok(bytes) => KnownPackages::read(&bytes),
            // Somebody put a folder of another kind there, which will be refused or left alone.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(_) => None,
        };
        match read {
            Some(packages) => _ = known.insert(edition, packages),
            None if new_ids => {}
            None => {
                return Err(Failure::usage(format!(
                    "{} cannot be read, so nobody knows by which names learning systems know the \
                     modules\n  = help: get it back from a copy; or say `--new-ids`, if nobody has \
                     uploaded a package yet",
                    list.display()
                )));
            }
        }
    }
    Ok(known)
}

/// Says how many packages there are now, and where.
fn summarize(run: &Run, out: &Path, watch: &Stopwatch) {
    let (mut packed, mut unchanged, mut files) = (0, 0, 0);
    let mut refused = Vec::new();
    for outcome in &run.outcomes {
        match &outcome.result {
            EditionResult::Published(done) if done.written + done.removed > 0 => {
                packed += 1;
                files += done.written;
            }
            EditionResult::Published(_) | EditionResult::Unchanged => unchanged += 1,
            EditionResult::Failed(_) | EditionResult::Refused => refused.push(&outcome.name),
            EditionResult::Checked => {}
        }
    }

    let up_to_date = match unchanged {
        0 => String::new(),
        unchanged => format!(", {unchanged} up to date"),
    };
    say(&format!(
        "{}: modules of {} packed to {} ({} written){up_to_date} in {}.",
        verdict(&run.report),
        count(packed, "edition"),
        out.display(),
        count(files, "file"),
        watch.elapsed(),
    ));
    for name in refused {
        say(&format!("  {name}: not packed; what was there before stays"));
    }
    if packed > 0 {
        say("Each edition's README.txt says how a package is uploaded, system by system.");
    }
}
