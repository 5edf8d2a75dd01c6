//! `mentorbook drift`: what changed below overrides since they were written, and what to do.

mod carrying;
mod listed;
mod machine;
mod page;
mod showing;

use std::cmp::Reverse;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use mentorbook::print::{Format, shown};
use mentorbook::{
    DriftState, Engine, EngineError, KnownOverrides, LayerId, LockError, Origin, OverrideStatus,
    Selection, Severity, SourceTexts, accept, nearest,
};

use crate::environment::start_threads;
use crate::exit::{Exit, Failure};
use crate::html_file::HtmlFile;
use crate::selection::{failure_of, find_root};
use crate::terminal::{count, print_all, say};

/// Checks that say why a lock tells nothing; all others are said in the list.
const OF_LOCKS: [&str; 2] = ["overrides-lock", "missing-lock"];

/// So many overrides are named where there is another.
const MOST_NAMED: usize = 12;

/// Arguments of `drift`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct DriftArgs {
    /// What to do; else the list
    #[command(subcommand)]
    command: Option<DriftCommand>,
    #[command(flatten)]
    list: ListArgs,
}

/// What can be done about drift.
#[derive(Subcommand, Debug)]
enum DriftCommand {
    /// List the overrides that something became of, the worst first
    List(ListArgs),
    /// Show what changed below an override, and what it says itself, word by word
    Show {
        #[command(flatten)]
        target: TargetArgs,
        /// Write a page to send round instead; the name ends in `.html`
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        #[command(flatten)]
        book: BookArgs,
    },
    /// Say that overrides stay as they are, although the text below has changed
    Accept {
        #[command(flatten)]
        target: TargetsArgs,
        #[command(flatten)]
        book: BookArgs,
    },
    /// Merge what changed below into the firm's text
    Merge {
        #[command(flatten)]
        target: TargetsArgs,
        /// Write what could be merged into the firm's files
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        book: BookArgs,
    },
}

#[derive(Args, Debug)]
struct ListArgs {
    /// Only this firm or shared layer; may be given several times
    #[arg(long, value_name = "ID")]
    firm: Vec<String>,
    #[command(flatten)]
    book: BookArgs,
}

/// One page or section of a firm.
#[derive(Args, Debug)]
struct TargetArgs {
    /// The firm, or the shared layer
    firm: String,
    /// The page and the section, as `mentorbook drift list` names them
    #[arg(value_name = "PAGE#SECTION")]
    page: String,
}

/// Those of a firm, or one of them.
#[derive(Args, Debug)]
struct TargetsArgs {
    /// The firm, or the shared layer
    firm: String,
    /// The page and the section, as `mentorbook drift list` names them; else all
    #[arg(value_name = "PAGE#SECTION")]
    page: Option<String>,
}

/// Flags of all of these.
#[derive(Args, Debug)]
struct BookArgs {
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// How it is told: for people, or one JSON object a line
    #[arg(long, value_enum, default_value_t)]
    format: DriftFormat,
}

/// How drift is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum DriftFormat {
    #[default]
    Human,
    Json,
}

/// Does what was asked for.
pub(crate) fn run(args: DriftArgs) -> Result<Exit, Failure> {
    match args.command.unwrap_or(DriftCommand::List(args.list)) {
        DriftCommand::List(ListArgs { firm, book }) => list(&firm, &book),
        DriftCommand::Show { target, html, book } => {
            // Before the work, not after it.
            let root = find_root(book.root.as_deref())?;
            let file = html.as_deref().map(|html| HtmlFile::at(html, &root)).transpose()?;

            let overrides = LayerOverrides::load(&target.firm, Some(&target.page), &book)?;
            match &file {
                Some(file) => page::write(&overrides, file),
                None => showing::show(&overrides, book.format),
            }
        }
        DriftCommand::Accept { target, book } => {
            let overrides = LayerOverrides::load(&target.firm, target.page.as_deref(), &book)?;
            accept_all(&overrides, book.format)
        }
        DriftCommand::Merge { target, write, book } => {
            let overrides = LayerOverrides::load(&target.firm, target.page.as_deref(), &book)?;
            carrying::merge_all(&overrides, write, book.format)
        }
    }
}

/// Lists the overrides that something became of. That there are some is no problem; what is an error
/// for `check` is one.
fn list(firms: &[String], book: &BookArgs) -> Result<Exit, Failure> {
    let Book { known, .. } = Book::load(firms, book)?;
    let meant = known.overrides.iter().filter(|status| {
        firms.is_empty() || firms.iter().any(|name| status.layer.to_string() == *name)
    });
    let mut overrides: Vec<&OverrideStatus> = meant.collect();
    // Those of a layer stay together, in the order of its pages.
    overrides.sort_by_key(|status| Reverse(status.state));

    match book.format {
        DriftFormat::Json => print(&machine::lines(&overrides, &known.origin)),
        DriftFormat::Human => {
            print(&listed::table(&overrides, &known.origin));
            say(&listed::summary(&overrides));
        }
    }

    let has_errors = known.report.count(Severity::Error) > 0;
    Ok(if has_errors { Exit::Problems } else { Exit::Fine })
}

/// Lets overrides count as written against what is below them now.
fn accept_all(overrides: &LayerOverrides, format: DriftFormat) -> Result<Exit, Failure> {
    let LayerOverrides { book, layer, .. } = overrides;
    let texts = SourceTexts::new(&book.known.origin);
    let (orphaned, rest): (Vec<_>, Vec<_>) = overrides
        .meant()
        .filter(|status| status.state != DriftState::Current || status.kept_as.is_some())
        .partition(|status| status.state == DriftState::Orphaned);

    let accepted = accept(&book.root, layer, &rest, &texts).map_err(|error| problem(&error))?;
    let left = rest.len() - accepted;
    match format {
        DriftFormat::Json => print(&machine::accepted(layer, accepted, orphaned.len() + left)),
        DriftFormat::Human => {
            say(&listed::accepted(layer, accepted));
            orphaned.iter().for_each(|status| say(&listed::not_accepted(status)));

            if left > 0 {
                let left = count(left, "override");
                say(&format!("note: not {left}: a file has changed since it was read"));
            }
        }
    }

    Ok(if orphaned.is_empty() && left == 0 { Exit::Fine } else { Exit::Problems })
}

/// A handbook and its overrides.
struct Book {
    root: PathBuf,
    known: KnownOverrides,
}

impl Book {
    /// Loads what the editions of some firms need; all, where none is named, or one that may be a
    /// shared layer. Tells of locks that cannot be used.
    fn load(names: &[String], book: &BookArgs) -> Result<Self, Failure> {
        start_threads(None);
        let root = find_root(book.root.as_deref())?;
        let origin = Origin::Disk(root.clone());
        let format = match book.format {
            DriftFormat::Human => Format::Human,
            DriftFormat::Json => Format::Json,
        };

        let known =
            overrides_of(names, &origin).map_err(|error| failure_of(&error, &origin, format))?;

        let mut of_locks = known.report.clone();
        of_locks.findings.retain(|found| OF_LOCKS.contains(&found.diagnostic.check.name));
        print_all(&of_locks, &|file| origin.text(file), format);
        Ok(Self { root, known })
    }
}

/// The overrides of firms, and of shared layers that are named like them.
fn overrides_of(names: &[String], origin: &Origin) -> Result<KnownOverrides, EngineError> {
    let selection = Selection { firms: names.to_vec(), ..Selection::default() };
    let unknown = match Engine::load(origin.clone(), selection) {
        Ok(engine) => return Ok(engine.overrides()),
        Err(unknown @ EngineError::UnknownFirm { .. }) => unknown,
        Err(error) => return Err(error),
    };

    // A shared layer is in the editions of any firm.
    let known = Engine::load(origin.clone(), Selection::default())?.overrides();
    match names.iter().all(|name| layer_of(&known, name).is_some()) {
        true => Ok(known),
        false => Err(unknown),
    }
}

/// The layer of a name that overrides something. A firm comes before a shared layer.
fn layer_of<'k>(known: &'k KnownOverrides, name: &str) -> Option<&'k LayerId> {
    let layers = known.overrides.iter().map(|status| &status.layer);
    layers.filter(|layer| layer.to_string() == name).max()
}

/// Whether the lock of a layer of this name cannot be used.
fn has_broken_lock(known: &KnownOverrides, name: &str) -> bool {
    let file = format!("/{name}/overrides.lock");
    let found = known.report.findings.iter().map(|finding| &finding.diagnostic);
    let mut broken = found.filter(|found| found.check.name == "overrides-lock");
    broken.any(|found| found.place.as_ref().is_some_and(|place| place.file.ends_with(&file)))
}

/// The overrides of one layer, or those of a page or section.
struct LayerOverrides {
    book: Book,
    layer: LayerId,
    /// Page and section, as they were named.
    wanted: Option<String>,
}

impl LayerOverrides {
    fn load(name: &str, wanted: Option<&str>, args: &BookArgs) -> Result<Self, Failure> {
        let book = Book::load(&[name.to_owned()], args)?;
        let Some(layer) = layer_of(&book.known, name).cloned() else {
            return Err(Failure::usage(if has_broken_lock(&book.known, name) {
                format!("what {name} overrides cannot be told before its overrides.lock is mended")
            } else {
                format!("{name} overrides nothing")
            }));
        };

        let overrides = Self { book, layer, wanted: wanted.map(str::to_owned) };
        if let Some(wanted) = wanted.filter(|_| overrides.meant().next().is_none()) {
            return Err(overrides.unknown(wanted));
        }
        Ok(overrides)
    }

    /// All of the layer.
    fn all(&self) -> impl Iterator<Item = &OverrideStatus> {
        self.book.known.overrides.iter().filter(|status| status.layer == self.layer)
    }

    /// Those that were named.
    fn meant(&self) -> impl Iterator<Item = &OverrideStatus> {
        self.all().filter(|OverrideStatus { subject, .. }| {
            // A page without a section is all that is overridden of it.
            self.wanted
                .as_ref()
                .is_none_or(|wanted| *wanted == subject.to_string() || *wanted == *subject.path)
        })
    }

    fn unknown(&self, wanted: &str) -> Failure {
        let layer = &self.layer;
        let known: Vec<String> = self.all().map(|status| status.subject.to_string()).collect();
        let near = nearest(wanted, known.iter().map(String::as_str));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();

        let many = known.len().saturating_sub(MOST_NAMED);
        let mut names = known[..known.len() - many].join(", ");
        if many > 0 {
            names.push_str(&format!(" and {many} more"));
        }
        Failure::usage(
            shown(&format!("{layer} overrides no `{wanted}`{hint}"))
                + &format!("\n  = help: it overrides {}", shown(&names)),
        )
    }
}

/// What a programmer would call an error of the file system, or of a lock.
fn problem(error: &LockError) -> Failure {
    Failure { message: error.to_string(), exit: Exit::Problems }
}

/// To standard output, in colour where that is wanted.
fn print(text: &str) {
    // A reader that goes away is no problem of ours.
    let _ = anstream::stdout().write_all(text.as_bytes());
}
