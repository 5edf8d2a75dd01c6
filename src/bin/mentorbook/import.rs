//! `mentorbook import`: brings a handbook of another tool over.

use std::path::{Path, PathBuf};

use clap::Args;

use mentorbook::import::{self, ImportError, ImportRequest, Imported};

use crate::exit::{Exit, Failure};
use crate::terminal::{count, say};

/// Arguments of `import`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  mentorbook import old-handbook handbook\n  \
                  mentorbook import handbook.docx handbook\n  \
                  mentorbook serve --open --root handbook")]
pub(crate) struct ImportArgs {
    /// The folder of the old handbook, a ZIP file of it, or a Word document; it is only read
    from: PathBuf,
    /// The folder for the new one; else the old one's name with `-handbook`, in this folder
    dir: Option<PathBuf>,
    /// The tool that it was written for, where it is not told by its files
    #[arg(long = "from", value_name = "TOOL", value_parser = import::source_names())]
    tool: Option<String>,
    /// Say what would be brought over, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// So many files are named one by one.
const MOST_NAMED: usize = 10;

/// Brings a handbook over and says what came of it.
pub(crate) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let dir = match &args.dir {
        Some(dir) => dir.clone(),
        None => beside(&args.from)?,
    };
    let request = ImportRequest {
        from: &args.from,
        into: &dir,
        source: args.tool.as_deref(),
        dry_run: args.dry_run,
    };

    let imported = import::import(&request).map_err(|error| match error {
        ImportError::Usage(message) => Failure { message, exit: Exit::Usage },
        ImportError::Io(..) => Failure { message: error.to_string(), exit: Exit::Problems },
    })?;
    tell(&imported, &dir, args.dry_run);
    Ok(Exit::Fine)
}

/// The folder that a handbook is brought into for lack of another.
fn beside(from: &Path) -> Result<PathBuf, Failure> {
    let name = match from.is_file() {
        true => from.file_stem(),
        false => from.file_name(),
    };
    let name = name.and_then(|name| name.to_str()).ok_or_else(|| {
        Failure::usage("name the folder for the new handbook, after that of the old one")
    })?;
    Ok(PathBuf::from(format!("{name}-handbook")))
}

fn tell(imported: &Imported, dir: &Path, is_dry: bool) {
    let told = match &imported.told_by {
        Some(file) => format!("{}, because of {file}", imported.source),
        None => imported.source.to_owned(),
    };
    say(&format!("This is {told}."));
    let pages = count(imported.pages, "page");
    let were = if imported.pages == 1 { "was" } else { "were" };
    let place = dir.display();
    say(&match is_dry {
        true => format!("{pages} would be brought over into {place}; nothing was written."),
        false => format!("{pages} {were} brought over into {place}."),
    });

    for (number, what) in [
        (imported.made, "opening pages were made for chapters that had none"),
        (imported.assets, "pictures and documents came along"),
        (imported.aliases, "old addresses lead to their pages"),
        (
            imported.dead_links,
            "links lead nowhere, as they did before; `checks:` in content/handbook.yaml lets them \
             pass for now",
        ),
        (imported.left, "things were left out"),
    ] {
        if number > 0 {
            say(&format!("  {number:>5}  {what}"));
        }
    }
    tell_work(imported);
    tell_files(imported);
    if is_dry {
        return;
    }
    say(&format!("Look at it:   mentorbook serve --open --root {}", shell(dir)));
    say(&format!("Publish it:   mentorbook build --root {}", shell(dir)));
}

/// What is left to do.
fn tell_work(imported: &Imported) {
    say(&match imported.places {
        0 => "Nothing needs a person. What was done stands in import-report.md.".to_owned(),
        1 => "One place needs a person: import-report.md says where, and what to write.".to_owned(),
        places => {
            format!(
                "{places} places need a person: import-report.md says where, and what to write."
            )
        }
    });
}

/// What became of files that were there.
fn tell_files(imported: &Imported) {
    let written = &imported.written;
    if written.renewed > 0 || written.unchanged > 0 {
        say(&format!(
            "Of an earlier import, {} renewed and {} as they are.",
            count(written.renewed, "file"),
            written.unchanged
        ));
    }
    name_files(&written.edited, "was changed by a person, and is left as it is");
    name_files(&written.vanished, "is in the old handbook no more; delete it if nobody needs it");
}

fn name_files(files: &[String], what: &str) {
    for file in files.iter().take(MOST_NAMED) {
        say(&format!("note: {file} {what}"));
    }
    if files.len() > MOST_NAMED {
        say(&format!("note: … and {} more", files.len() - MOST_NAMED));
    }
}

/// A path as a shell takes it.
fn shell(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./~:\\".contains(c);
    if text.chars().all(is_plain) { text } else { format!("\"{text}\"") }
}
