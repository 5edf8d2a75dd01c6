//! `mentorbook init`: starts a new handbook.

use std::path::PathBuf;

use clap::Args;

use mentorbook::print::shown;
use mentorbook::scaffold::{self, NewHandbook, SmallHandbook};
use mentorbook::shell::quoted;

use crate::exit::{Exit, Failure};
use crate::terminal::{ask, can_ask, count, say};

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The folder to start it in; made if it is not there
    dir: PathBuf,
    /// Start from the whole handbook on reverse mentoring, with its firms
    #[arg(long, conflicts_with_all = ["title", "language", "firm"])]
    example: bool,
    /// The handbook's title
    #[arg(long)]
    title: Option<String>,
    /// The language of its texts, such as `de`
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The name of its first firm, as readers see it
    #[arg(long, value_name = "NAME")]
    firm: Option<String>,
    /// Ask nothing, and take what is usual
    #[arg(long)]
    yes: bool,
}

/// Writes a handbook and says what to do with it.
pub(crate) fn run(args: InitArgs) -> Result<Exit, Failure> {
    // Before any question, which would be asked in vain.
    scaffold::free_folder(&args.dir).map_err(Failure::usage)?;

    let InitArgs { dir, example, title, language, firm, yes } = args;
    let small = SmallHandbook { title, language, firm };
    let new = match example {
        true => NewHandbook::Example,
        false if yes || !can_ask() => NewHandbook::Small(small),
        false => NewHandbook::Small(completed(small)),
    };
    let written = scaffold::init(&dir, &new).map_err(Failure::usage)?;

    let dir = dir.to_string_lossy();
    say(&format!("A new handbook is in {} ({}).", shown(&dir), count(written.len(), "file")));
    let dir = quoted(&dir);
    let dir = shown(&dir);
    say(&format!("Look at it:   mentorbook serve --open --root {dir}"));
    say(&format!("Publish it:   mentorbook build --root {dir}"));
    say("Change it:    begin with content/base/index.md, in any text editor.");
    Ok(Exit::Fine)
}

/// Asks for what is not known. Enter takes what is usual.
fn completed(known: SmallHandbook) -> SmallHandbook {
    let SmallHandbook { mut title, mut language, mut firm } = known;
    if title.is_none() {
        title = ask("The handbook's title [Mentoring handbook]:");
    }
    if language.is_none() {
        language = ask("The language of its texts, such as en-GB or de [en]:");
    }
    if firm.is_none() {
        firm = ask("The name of the first firm [Example & Partners]:");
    }
    SmallHandbook { title, language, firm }
}
