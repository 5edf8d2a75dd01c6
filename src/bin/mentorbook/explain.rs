//! `mentorbook explain`: what the checks mean.

use std::io::{self, Write};

use clap::Args;

use mentorbook::checks::{self, CHECKS, Check};
use mentorbook::nearest;

use crate::exit::{Exit, Failure};

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// The name in brackets after `error` or `warning`
    check: Option<String>,
}

/// Prints what one check means, or a line on each.
pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let text = match &args.check {
        None => CHECKS.iter().map(line).collect(),
        Some(name) => checks::find(name).map(page).ok_or_else(|| unknown(name))?,
    };

    // A reader that goes away is no problem of ours.
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(Exit::Fine)
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
fn page(check: &Check) -> String {
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
