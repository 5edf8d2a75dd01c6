//! `mentorbook explain`: what the checks mean, and where a page comes from.

mod page;

use std::io::Write;

use clap::{Args, Subcommand};

use mentorbook::checks::{self, CHECKS, Check};
use mentorbook::nearest;

use crate::exit::{Exit, Failure};

/// Arguments of `explain`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct ExplainArgs {
    /// What is asked about
    #[command(subcommand)]
    what: Option<Topic>,
    /// The name in brackets after `error` or `warning`
    check: Option<String>,
}

/// What can be explained.
#[derive(Subcommand, Debug)]
enum Topic {
    /// Say what a check means; without a name, list them all
    Check {
        /// The name in brackets after `error` or `warning`
        name: Option<String>,
    },
    /// Say where each section and variable of a firm's page comes from
    Page(page::PageArgs),
}

/// Prints what one check means, a line on each, or where a page comes from.
pub(crate) fn run(args: ExplainArgs) -> Result<Exit, Failure> {
    let text = match args.what {
        Some(Topic::Page(args)) => page::explained(&args)?,
        Some(Topic::Check { name }) => of_checks(name.as_deref())?,
        None => of_checks(args.check.as_deref())?,
    };

    // The stream drops the escape codes where they are not wanted. A reader that goes away is no
    // problem of ours.
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(Exit::Fine)
}

fn of_checks(name: Option<&str>) -> Result<String, Failure> {
    match name {
        None => Ok(CHECKS.iter().map(line).collect()),
        Some(name) => checks::find(name).map(all_of).ok_or_else(|| unknown(name)),
    }
}

fn unknown(name: &str) -> Failure {
    let hint = nearest(name, CHECKS.iter().map(|check| check.name))
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();

    Failure::usage(format!(
        "there is no check `{name}`{hint}\n  = help: `mentorbook explain` lists them all"
    ))
}

/// Name, level and first sentence of a check.
fn line(check: &&Check) -> String {
    let explanation = check.explanation().text;
    let first = explanation.split_inclusive(". ").next().unwrap_or_default();
    format!("{:20} {:8} {}\n", check.name, level(check), first.trim())
}

/// All there is to say about a check.
fn all_of(check: &Check) -> String {
    let explanation = check.explanation();

    format!(
        "{} ({} unless handbook.yaml says otherwise)\n\n{}\n\n\
         A handbook that fails it:\n\n{}\nOne that passes:\n\n{}\n",
        check.name,
        level(check),
        explanation.text,
        indent(explanation.fails),
        indent(explanation.passes)
    )
}

fn level(check: &Check) -> String {
    format!("{:?}", check.level).to_lowercase()
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
