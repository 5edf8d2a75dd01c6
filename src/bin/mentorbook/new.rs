//! `mentorbook new firm` and `mentorbook new page`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use mentorbook::scaffold::{self, NewFirm};

use crate::exit::{Exit, Failure};
use crate::selection::existing_root;
use crate::terminal::{ask, can_ask, say};

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
        /// Its name as readers see it
        #[arg(long)]
        name: Option<String>,
        /// The shared layers under it, the lowest first: folders of content/layers
        #[arg(long, value_name = "LAYER", value_delimiter = ',')]
        layers: Option<Vec<String>>,
        /// The language of its texts, such as `en-GB`; else the handbook's
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
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
pub(crate) fn run(args: NewArgs) -> Result<Exit, Failure> {
    let (written, next) = match args.what {
        New::Firm { id, name, layers, language, root } => {
            let root = existing_root(root.as_deref())?;
            // Before any question, which would be asked in vain.
            scaffold::free_firm(&root, &id).map_err(Failure::usage)?;
            let has_layers = layers.is_some();
            let firm = NewFirm { name, layers: layers.unwrap_or_default(), language };
            let firm = completed(firm, has_layers, &root, &id);
            let next = format!(
                "Next:\n  1. Open it in any text editor and fill in what is empty.\n  2. See its \
                 edition with `mentorbook serve --firm {id}`; publish it with `mentorbook build \
                 --firm {id}`."
            );
            (scaffold::new_firm(&root, &id, &firm), next)
        }
        New::Page { path, firm, root } => (
            scaffold::new_page(&existing_root(root.as_deref())?, &path, firm.as_deref()),
            "Open it in any text editor; what is to be done stands in it. Drafts are shown by \
             `mentorbook serve --drafts`."
                .to_owned(),
        ),
    };

    let file = written.map_err(Failure::usage)?;
    say(&format!("Written: {}", file.display()));
    say(&next);
    Ok(Exit::Fine)
}

/// Asks for what is not known of a firm, where somebody sits at a terminal. Enter takes what is
/// usual.
fn completed(known: NewFirm, knows_layers: bool, root: &Path, id: &str) -> NewFirm {
    if !can_ask() {
        return known;
    }

    let NewFirm { mut name, mut layers, mut language } = known;
    if name.is_none() {
        let usual = scaffold::name_of_firm(id);
        name = ask(&format!("The firm's name as readers see it [{usual}]:"));
    }
    let there_are = scaffold::shared_layers(root);
    if !knows_layers && !there_are.is_empty() {
        let question = format!("Shared layers, of {} [none]:", there_are.join(", "));
        let answer = ask(&question).unwrap_or_default();
        layers =
            answer.split([',', ' ']).filter(|name| !name.is_empty()).map(String::from).collect();
    }
    if language.is_none() {
        language = ask("The language of its texts, such as en-GB [the handbook's]:");
    }
    NewFirm { name, layers, language }
}
