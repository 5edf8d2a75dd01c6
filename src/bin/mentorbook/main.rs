//! Arguments → library → printed diagnostics → exit status. Every command has a file of its own.

mod build;
mod changes;
mod check;
mod completions;
mod customize;
mod drift;
mod environment;
mod exit;
mod explain;
mod export;
mod html_file;
mod import;
mod init;
mod new;
mod places;
mod report;
mod schema;
mod selection;
mod serve;
mod table;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Exit, Failure};

/// One mentoring handbook in Markdown, many firms' themed editions.
#[derive(Parser, Debug)]
#[command(name = "mentorbook", version, about, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

/// The table of commands, in the order of `--help`. The first line of each is its text there.
#[derive(Subcommand, Debug)]
enum Command {
    /// Publish the editions of all firms, or of those named
    Build(build::BuildArgs),
    /// Look for problems and write nothing
    Check(selection::SelectionArgs),
    /// Say what publishing now would change for readers
    Changes(changes::ChangesArgs),
    /// Show the editions in the browser while you write
    Serve(serve::ServeArgs),
    /// Start a new handbook
    Init(init::InitArgs),
    /// Bring a handbook over from another tool: MkDocs, Docusaurus, mdBook and others
    Import(import::ImportArgs),
    /// Add a firm or a page to the handbook
    New(new::NewArgs),
    /// Make a section of a page a firm's own, with its text filled in
    Customize(customize::CustomizeArgs),
    /// Pack training modules for learning systems: SCORM, cmi5, banks of questions
    Export(export::ExportArgs),
    /// Say which overrides the base has changed under, and merge or accept
    Drift(drift::DriftArgs),
    /// Say how every firm fares, those first that need help most
    Report(report::ReportArgs),
    /// Say what a check means, or where a page comes from
    Explain(explain::ExplainArgs),
    /// Print what a file may hold as JSON Schema, for editors that complete and check YAML
    Schema(schema::SchemaArgs),
    /// Print a script that completes commands in a shell
    Completions(completions::CompletionsArgs),
}

impl Command {
    fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Build(args) => build::run(args),
            Self::Check(args) => check::run(&args),
            Self::Changes(args) => changes::run(args),
            Self::Serve(args) => serve::run(args),
            Self::Init(args) => init::run(args),
            Self::Import(args) => import::run(&args),
            Self::New(args) => new::run(args),
            Self::Customize(args) => customize::run(args),
            Self::Export(args) => export::run(args),
            Self::Drift(args) => drift::run(args),
            Self::Report(args) => report::run(&args),
            Self::Explain(args) => explain::run(args),
            Self::Schema(args) => schema::run(&args),
            Self::Completions(args) => completions::run(&args),
        }
    }
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // The hook has told of the panic; the status says whose fault it is.
    let result = std::panic::catch_unwind(|| command.run());

    let exit = match result {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            terminal::complain(&failure.message);
            failure.exit
        }
        Err(_) => Exit::Internal,
    };
    ExitCode::from(exit as u8)
}
