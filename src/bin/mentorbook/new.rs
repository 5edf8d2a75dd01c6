//! `mentorbook new firm` and `mentorbook new page`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use mentorbook::{LoadError, scaffold};

use crate::exit::{Exit, Failure};
use crate::selection::find_root;
use crate::terminal::say;

/// Arguments of `new`.
#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// What to add
    #[command(subcommand)]
    what: New,
}

/// What `new` adds.
#[derive(Subcommand, Debug)]
enum New {
    /// Add a firm: a folder in content/firms with a firm.yaml to fill in
    Firm {
        /// Its folder's name: small letters, digits and hyphens
        id: String,
        /// The folder that holds `content`; else the nearest one upwards from here
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Add a page to the base, or to one firm
    Page {
        /// Where: `ground-rules/confidentiality`
        path: String,
        /// Add it to this firm instead of the base
        #[arg(long, value_name = "ID")]
        firm: Option<String>,
        /// The folder that holds `content`; else the nearest one upwards from here
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
}

/// Writes the file of a new firm or page and says what comes next.
pub(crate) fn run(args: &NewArgs) -> Result<Exit, Failure> {
    let (written, next) = match &args.what {
        New::Firm { id, root } => (
            scaffold::new_firm(&existing(root.as_deref())?, id),
            "Fill in its name and words, then run `mentorbook build`.",
        ),
        New::Page { path, firm, root } => (
            scaffold::new_page(&existing(root.as_deref())?, path, firm.as_deref()),
            "Open it in any text editor; what is to be done stands in it. Drafts are shown by \
             `mentorbook serve --drafts`.",
        ),
    };

    let file = written.map_err(Failure::usage)?;
    say(&format!("Written: {}", file.display()));
    say(next);
    Ok(Exit::Fine)
}

/// The handbook's folder, which must hold one: nothing is written elsewhere.
fn existing(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let root = find_root(named)?;
    let handbook = mentorbook::find_root(&root).map_err(Failure::usage)?;
    // A folder inside a handbook is not the handbook's own.
    if handbook != root {
        return Err(Failure::usage(LoadError::NoHandbook { start: root, named: true }));
    }
    Ok(root)
}
