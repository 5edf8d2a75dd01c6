//! Commands and flags.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::diagnostic::print::Format;
use crate::preview::Editor;

/// One mentoring handbook in Markdown, many firms' themed editions.
#[derive(Parser, Debug)]
#[command(name = "mentorbook", version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Publish the editions of all firms, or of those named
    Build(Build),
    /// Look for problems and write nothing
    Check(Check),
    /// Show the editions in the browser while you write
    Serve(Serve),
    /// Start a new handbook
    Init {
        /// The folder to start it in; made if it is not there
        dir: PathBuf,
    },
    /// Add a firm or a page to the handbook
    New {
        /// What to add
        #[command(subcommand)]
        what: New,
    },
    /// Say what a check means; without a name, list them all
    Explain {
        /// The name in brackets after `error` or `warning`
        check: Option<String>,
    },
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Flags of `build`.
#[derive(Args, Debug)]
pub struct Build {
    /// Which editions, and how strictly
    #[command(flatten)]
    pub selection: Selection,
    /// Publish to this folder instead of `public` in the handbook's folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Say how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// Flags of `check`.
#[derive(Args, Debug)]
pub struct Check {
    /// Which editions, and how strictly
    #[command(flatten)]
    pub selection: Selection,
    /// Say how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// Flags of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Which editions
    #[command(flatten)]
    pub which: Which,
    /// The port; else the first free one from 1111 on. 0 takes any that is free
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen at. At any but this machine's own, others can look, if they know the address with its token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Look at the files four times a second instead of being told of changes; for network drives
    #[arg(long)]
    pub poll: bool,
    /// What opens a file at its line: vscode, vscodium, cursor, zed, idea, sublime, none, or an address with {file} and
    /// {line} in it
    #[arg(long, value_name = "NAME", env = "MENTORBOOK_EDITOR", default_value = "vscode")]
    pub editor: Editor,
}

/// Flags that say which editions are meant.
#[derive(Args, Debug)]
pub struct Which {
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Only this firm; may be given several times. `base` is the base's own edition
    #[arg(long, value_name = "ID")]
    pub firm: Vec<String>,
    /// Show pages marked `draft: true`
    #[arg(long)]
    pub drafts: bool,
}

/// Flags that `build` and `check` share.
#[derive(Args, Debug)]
pub struct Selection {
    /// Which editions
    #[command(flatten)]
    pub which: Which,
    /// Let warnings keep an edition from being published, too
    #[arg(long)]
    pub strict: bool,
    /// Work on this many pages at once; else on as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What `new` adds.
#[derive(Subcommand, Debug)]
pub enum New {
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
