//! Which handbook and which editions a command means: the flags that commands share, and loading.

use std::path::{Path, PathBuf};

use clap::Args;

use mentorbook::print::Format;
use mentorbook::report::Report;
use mentorbook::{Engine, EngineError, LoadError, Origin, Selection};

use crate::environment::{build_id, start_threads, today};
use crate::exit::Failure;
use crate::terminal::print_all;

/// Flags that say which editions are meant.
#[derive(Args, Debug)]
pub(crate) struct EditionArgs {
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Only this firm; may be given several times. `base` is the base's own edition
    #[arg(long, value_name = "ID")]
    pub(crate) firm: Vec<String>,
    /// Show pages marked `draft: true`
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Change no overrides.lock; an override without an entry in it is an error. For CI
    #[arg(long)]
    pub(crate) locked: bool,
}

/// Flags that `build` and `check` share.
#[derive(Args, Debug)]
pub(crate) struct SelectionArgs {
    /// Which editions
    #[command(flatten)]
    pub(crate) editions: EditionArgs,
    /// Let warnings keep an edition from being published, too
    #[arg(long)]
    pub(crate) strict: bool,
    /// Work on this many pages at once; else on as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) jobs: Option<u16>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Say how long each stage took
    #[arg(long, display_order = 99)]
    pub(crate) timings: bool,
}

impl EditionArgs {
    /// What the engine is asked for.
    pub(crate) fn selection(&self, strict: bool) -> Selection {
        Selection {
            firms: self.firm.clone(),
            drafts: self.drafts,
            strict,
            locked: self.locked,
            today: Some(today()),
            build_id: build_id(),
            anew: false,
        }
    }
}

/// A handbook that could be loaded.
pub(crate) struct Loaded {
    pub(crate) root: PathBuf,
    pub(crate) engine: Engine,
}

/// Finds and loads the handbook.
pub(crate) fn load(args: &SelectionArgs) -> Result<Loaded, Failure> {
    // Before their first use, which would make them with a stack of the usual size.
    start_threads(args.jobs);
    let root = find_root(args.editions.root.as_deref())?;
    let origin = Origin::Disk(root.clone());

    let engine = Engine::load(origin.clone(), args.editions.selection(args.strict))
        .map_err(|error| failure_of(&error, &origin, args.format))?;
    Ok(Loaded { root, engine })
}

/// The handbook's folder: the one named, or else the nearest one upwards.
pub(crate) fn find_root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    match named {
        Some(root) => Ok(absolute(root)),
        None => mentorbook::find_root(&absolute(Path::new("."))).map_err(Failure::usage),
    }
}

/// The handbook's folder, which must hold one: nothing is written elsewhere.
pub(crate) fn existing_root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let root = find_root(named)?;
    let handbook = mentorbook::find_root(&root).map_err(Failure::usage)?;
    // A folder inside a handbook is not the handbook's own.
    if handbook != root {
        return Err(Failure::usage(LoadError::NoHandbook { start: root, named: true }));
    }
    Ok(root)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Why nothing can be built. Problems of `handbook.yaml` are printed at once.
pub(crate) fn failure_of(error: &EngineError, origin: &Origin, format: Format) -> Failure {
    match error {
        EngineError::Load(error) => Failure::usage(error),
        EngineError::Project(diagnostics) => {
            // As if of the only edition there is: then no message says in how many it was met.
            let report = Report::merge([("handbook", diagnostics.as_slice())]);
            print_all(&report, &|file| origin.text(file), format);
            Failure::usage("content/handbook.yaml must be mended before anything can be built")
        }
        EngineError::UnknownFirm { name, known } => Failure::usage(format!(
            "there is no firm `{name}`\n  = help: the firms are: base, {}",
            known.join(", ")
        )),
    }
}
