//! `mentorbook init`: starts a new handbook.

use std::path::PathBuf;

use clap::Args;

use mentorbook::print::shown;
use mentorbook::scaffold;
use mentorbook::shell::quoted;

use crate::exit::{Exit, Failure};
use crate::terminal::{count, say};

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The folder to start it in; made if it is not there
    dir: PathBuf,
}

/// Writes a small handbook and says what to do with it.
pub(crate) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let written = scaffold::init(&args.dir).map_err(Failure::usage)?;

    let dir = args.dir.to_string_lossy();
    say(&format!("A new handbook is in {} ({}).", shown(&dir), count(written.len(), "file")));
    let dir = quoted(&dir);
    let dir = shown(&dir);
    say(&format!("Look at it:   mentorbook serve --open --root {dir}"));
    say(&format!("Publish it:   mentorbook build --root {dir}"));
    say("Change it:    begin with content/base/index.md, in any text editor.");
    Ok(Exit::Fine)
}
