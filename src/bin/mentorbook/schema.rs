//! `mentorbook schema`: what files may hold, for editors.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use mentorbook::scaffold;
use mentorbook::schema::Schema;

use crate::exit::{Exit, Failure};
use crate::selection::existing_root;
use crate::terminal::{count, say};

/// Arguments of `schema`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  mentorbook schema firm\n  mentorbook schema --write")]
pub(crate) struct SchemaArgs {
    /// The sort of file
    #[arg(value_parser = Schema::ALL.map(Schema::name), required_unless_present = "write")]
    what: Option<String>,
    /// Write those of all sorts into content/.schema, where the files of the handbook look for them
    #[arg(long, conflicts_with = "what")]
    write: bool,
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR", requires = "write")]
    root: Option<PathBuf>,
}

/// Prints a schema, or writes all of them.
pub(crate) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    if let Some(schema) = args.what.as_deref().and_then(Schema::named) {
        // A reader that goes away is no problem of ours.
        let _ = io::stdout().write_all(schema.text().as_bytes());
        return Ok(Exit::Fine);
    }

    let root = existing_root(args.root.as_deref())?;
    let written = scaffold::write_schemas(&root).map_err(Failure::usage)?;
    say(&match written.len() {
        0 => format!("Nothing to write: {} is as it should be.", Schema::FOLDER),
        number => format!("Written into {}: {}.", Schema::FOLDER, count(number, "file")),
    });
    Ok(Exit::Fine)
}
