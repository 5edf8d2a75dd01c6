//! `mentorbook customize`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use mentorbook::Origin;
use mentorbook::customize::{
    self, Customization, CustomizeError, Customizer, ListedSection, Proposal, Request,
};
use mentorbook::print::{Format, shown};
use mentorbook::report::Report;

use crate::environment::start_threads;
use crate::exit::{Exit, Failure};
use crate::selection::{existing_root, failure_of};
use crate::terminal::{ask, can_ask, print_all, say};

/// Arguments of `customize`.
#[derive(Args, Debug)]
pub(crate) struct CustomizeArgs {
    /// The firm or the shared layer: the name of its folder
    firm: Option<String>,
    /// What is to be its own: `ground-rules/confidentiality#exceptions`
    #[arg(value_name = "PAGE[#SECTION]")]
    page: Option<String>,
    /// What is to be done with it; else `replace`
    #[arg(long = "as", value_enum, value_name = "HOW")]
    how: Option<How>,
    /// Why, for whoever looks after the handbook; a fixed rule needs a reason
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// List the sections of the page and write nothing
    #[arg(long, conflicts_with_all = ["how", "reason"])]
    list: bool,
    /// The folder that holds `content`; else the nearest one upwards from here
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// What is to be done with a section.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum How {
    /// Your text stands for it
    Replace,
    /// Your text comes at its end
    Append,
    /// Your text comes at its beginning
    Prepend,
    /// It is taken away
    Remove,
    /// Your file stands for the whole page
    Page,
}

impl From<How> for Customization {
    fn from(how: How) -> Self {
        match how {
            How::Replace => Self::Replace,
            How::Append => Self::Append,
            How::Prepend => Self::Prepend,
            How::Remove => Self::Remove,
            How::Page => Self::Page,
        }
    }
}

/// Writes a section into a firm's own file and says what comes next, or lists the sections.
pub(crate) fn run(args: CustomizeArgs) -> Result<Exit, Failure> {
    start_threads(None);
    let root = existing_root(args.root.as_deref())?;
    let origin = Origin::Disk(root.clone());

    let firm = args.firm.or_else(|| ask_firm(&origin));
    let firm = firm.ok_or_else(|| {
        let known = customize::layers(&origin).join(", ");
        missing(&format!("say for which firm or shared layer; there are: {known}"))
    })?;
    let customizer = Customizer::load(origin.clone(), &firm).map_err(failed(&origin))?;

    let page = args.page.or_else(|| ask_page(&customizer));
    let page = page.ok_or_else(|| missing("say which page: its path in content/base"))?;
    let (page, section) = match page.split_once('#') {
        Some((page, section)) => (page, Some(section.to_owned())),
        None => (page.as_str(), None),
    };

    if args.list {
        let sections = customizer.sections(page).map_err(failed(&origin))?;
        // A reader that goes away is no problem of ours.
        let _ = io::stdout().write_all(table(&sections).as_bytes());
        return Ok(Exit::Fine);
    }

    let how = args.how.unwrap_or(How::Replace);
    let sections = match (how, section) {
        (How::Page, None) => Vec::new(),
        (How::Page, Some(section)) => {
            return Err(missing(&format!(
                "`--as page` is about the whole page; leave out `#{section}`, or `--as page`"
            )));
        }
        (_, Some(section)) => vec![section],
        (_, None) => vec![ask_section(&customizer, page).map_err(failed(&origin))?],
    };
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    let reason = args.reason.as_deref();
    let request = Request { page, sections: &sections, how: how.into(), reason };

    let proposal = customizer.propose(&request).map_err(failed(&origin))?;
    let lock = proposal.write(&root).map_err(failed(&origin))?;
    told(&proposal, how, customizer.firm(), &origin);

    // The file stands all the same.
    if let Some(error) = lock {
        say(&format!(
            "note: what it was written against is not in overrides.lock yet; the next build adds \
             it: {}",
            shown(&error.to_string())
        ));
    }
    Ok(Exit::Fine)
}

/// Says what was written and what comes next.
fn told(proposal: &Proposal, how: How, firm: &str, origin: &Origin) {
    let report = Report::merge([("", proposal.found.as_slice())]);
    print_all(&report, &|file| origin.text(file), Format::Human);

    let what = if proposal.is_new() { "Written" } else { "Added at the end of" };
    say(&format!("{what}: {}", shown(&proposal.file)));
    for note in &proposal.notes {
        say(&format!("note: {}", shown(note)));
    }

    let first = match how {
        How::Replace | How::Page => {
            "Open it in any text editor and change what is to be different; until then readers \
             see what they saw before."
        }
        How::Append | How::Prepend => "Open it in any text editor and write your text there.",
        How::Remove => "To have the section back, take its heading out of the file.",
    };
    say(&format!("Next:\n  1. {first}\n  2. See it with `mentorbook serve --firm {firm}`."));
}

fn ask_firm(origin: &Origin) -> Option<String> {
    can_ask().then_some(())?;
    ask(&format!("Which firm or shared layer, of {}:", customize::layers(origin).join(", ")))
}

fn ask_page(customizer: &Customizer) -> Option<String> {
    can_ask().then_some(())?;
    for page in customizer.pages() {
        say(&shown(&format!("  {}  {}", page.path, page.title)));
    }
    ask("Which page:")
}

/// The section that is meant, where only the page was named.
fn ask_section(customizer: &Customizer, page: &str) -> Result<String, CustomizeError> {
    let sections = customizer.sections(page)?;
    if can_ask() {
        say(table(&sections).trim_end());
        if let Some(section) = ask("Which section:") {
            return Ok(section);
        }
    }

    let ids: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
    Err(CustomizeError::Refused(format!(
        "say which section, as in `{page}#{}`, or `--as page` for the page as a whole\n  = help: \
         its sections: {}",
        ids.get(1).or(ids.first()).unwrap_or(&"_lead"),
        ids.join(", ")
    )))
}

/// The sections of a page, a line each.
fn table(sections: &[ListedSection]) -> String {
    let width = sections.iter().map(|section| section.id.chars().count()).max().unwrap_or(0);
    let from = sections.iter().map(|section| section.layer.chars().count()).max().unwrap_or(0);

    let lines = sections.iter().map(|section| {
        let indent = "  ".repeat(usize::from(section.level.saturating_sub(2)));
        let title = match section.level {
            0 => "(before the first heading)",
            _ => &section.title,
        };
        let line = format!(
            "{:width$}  {:from$}  {indent}{title}{}",
            section.id,
            section.layer,
            remarks(section)
        );
        format!("{}\n", shown(line.trim_end()))
    });
    lines.collect()
}

/// What is special about a section.
fn remarks(section: &ListedSection) -> String {
    let mut remarks = Vec::new();
    match section.locked.as_deref() {
        Some("") => remarks.push("locked".to_owned()),
        Some(reason) => remarks.push(format!("locked: {reason}")),
        None => {}
    }

    if section.required {
        remarks.push("required".to_owned());
    }
    if section.fixed {
        remarks.push("fixed".to_owned());
    }
    remarks.extend(section.changed.as_ref().map(|place| format!("changed in {place}")));

    if remarks.is_empty() { String::new() } else { format!("  [{}]", remarks.join("; ")) }
}

fn missing(message: &str) -> Failure {
    Failure::usage(message)
}

/// Why nothing was written; texts of firms are shown as they are, and rule no terminal.
fn failed(origin: &Origin) -> impl Fn(CustomizeError) -> Failure {
    move |error| match error {
        CustomizeError::Engine(error) => failure_of(&error, origin, Format::Human),
        CustomizeError::Refused(message) => {
            let lines: Vec<String> = message.lines().map(shown).collect();
            Failure::usage(lines.join("\n"))
        }
    }
}
