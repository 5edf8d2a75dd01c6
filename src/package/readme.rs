//! `README.txt`: what a coordinator needs who has never uploaded a module.

use std::fmt::Write as _;

use super::{ListedPackage, PackageFormat, Packages};
use crate::link::PageId;
use crate::project::Reporting;

/// What it is called.
pub(super) const FILE: &str = "README.txt";

/// What is always said of the systems that firms have. Sources: their help pages, as of 2026.
const SYSTEMS: &str = include_str!("readme/systems.txt");

/// What it says of the packages that were made.
pub(super) fn text(packages: &Packages<'_>, made: &[ListedPackage]) -> String {
    let shell = packages.shell();
    let name = &shell.firm.name;
    let title = format!("Training modules of {name} for your learning system");
    let mut text = format!("{title}\n{}\n\n", "=".repeat(title.chars().count()));
    text.push_str(
        "Each .zip file is one module. Upload it as it is: do not unpack it, and do not pack it \
         again.\nYou need no other file of this folder.\n\n",
    );

    text.push_str("Which file\n----------\n\n");
    for (format, what) in
        FORMATS.iter().filter(|(format, _)| packages.request.formats.contains(format))
    {
        let _ = writeln!(text, "  …{}  {what}", ending(*format));
    }

    text.push_str("\nThe modules\n-----------\n\n");
    let mut listed = Vec::new();
    for module in &packages.modules {
        let Some(package) = made.iter().find(|package| package.is_of(module)) else { continue };
        let _ = writeln!(text, "  {}\n      {}", package.title, package.facts());
        let before: Vec<String> =
            module.module.prerequisites.iter().map(|page| title_of(packages, *page)).collect();
        if !before.is_empty() {
            let _ = writeln!(text, "      to be taken after: {}", before.join(", "));
        }
        listed.push(package);
    }
    if listed.is_empty() {
        text.push_str(
            "  None: no page of this edition is a module that learners take by themselves.\n",
        );
    }

    let _ =
        write!(text, "\nWhat is reported\n----------------\n\n{}\n", reported(packages.report()));
    text.push_str(SYSTEMS);
    text
}

/// What each format is for.
const FORMATS: [(PackageFormat, &str); 5] = [
    (
        PackageFormat::Scorm12,
        "SCORM 1.2: every system takes it. Take this one if you are not sure.",
    ),
    (PackageFormat::Scorm2004, "SCORM 2004, 3rd edition: tells passed from completed."),
    (PackageFormat::Cmi5, "cmi5: for newer systems that name it, such as TalentLMS."),
    (PackageFormat::Gift, "the graded questions as GIFT, for a question bank."),
    (PackageFormat::MoodleXml, "the graded questions for Moodle's question bank, with feedback."),
];

fn ending(format: PackageFormat) -> String {
    match format {
        PackageFormat::Gift | PackageFormat::MoodleXml => super::bank::file_name(format).to_owned(),
        _ => format!(".{}.zip", format.name()),
    }
}

fn title_of(packages: &Packages<'_>, page: PageId) -> String {
    packages.shell().map.facts(page).title.to_string()
}

fn reported(report: Reporting) -> &'static str {
    match report {
        Reporting::Completion => {
            "That somebody has passed, and nothing else: no score, no answer. What they write to\n\
             reflect on stays in their browser in any case.\n"
        }
        Reporting::Score => {
            "That somebody has passed, with their best score. No answer is sent. What they write\n\
             to reflect on stays in their browser in any case.\n"
        }
        Reporting::Answers => {
            "That somebody has passed, with their best score and their answer to each question:\n\
             tell them so. What they write to reflect on stays in their browser in any case.\n"
        }
    }
}
