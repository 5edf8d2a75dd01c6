//! `mentorbook explain page`: where each section and variable of a firm's page comes from.

mod told;
mod value;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use mentorbook::explain::{UnknownPage, explain_page};
use mentorbook::print::{Format, json_line, shown};
use mentorbook::{Engine, Origin, Selection};

use crate::environment::start_threads;
use crate::exit::Failure;
use crate::places::Places;
use crate::selection::{failure_of, find_root};

/// Arguments of `explain page`.
#[derive(Args, Debug)]
pub(super) struct PageArgs {
    /// The firm, by the name of its folder; `base` for the base's own edition
    firm: String,
    /// The page: its path in the layers, with or without `.md`, or its address
    page: String,
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: PageFormat,
}

/// How a page is explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum PageFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object, for programs.
    Json,
}

/// What there is to say of a page.
pub(super) fn explained(args: &PageArgs) -> Result<String, Failure> {
    start_threads(None);
    let origin = Origin::Disk(find_root(args.root.as_deref())?);
    // Drafts are explained, too: who asks about one knows of it.
    let firms = vec![args.firm.clone()];
    let selection = Selection { firms, drafts: true, ..Selection::default() };
    let engine = Engine::load(origin.clone(), selection)
        .map_err(|error| failure_of(&error, &origin, Format::Human))?;

    let page = explain_page(engine, &args.page).map_err(|error| no_page(args, error))?;
    let mut places = Places::new(&origin);
    Ok(match args.format {
        PageFormat::Human => told::told(&page, &mut places),
        PageFormat::Json => format!("{}\n", json_line(&value::of(&page, &mut places))),
    })
}

fn no_page(args: &PageArgs, UnknownPage { nearest }: UnknownPage) -> Failure {
    let help = match nearest {
        Some(near) => format!("did you mean `{}`?", shown(&near)),
        None => "a page is named by its path in the layers, such as `ground-rules/index.md`, or \
                 by its address"
            .to_owned(),
    };
    let page = shown(&args.page);
    Failure::usage(format!("{} has no page `{page}`\n  = help: {help}", args.firm))
}
