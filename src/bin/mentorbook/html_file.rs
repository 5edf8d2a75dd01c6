//! Where a page for people may be written that is no part of any edition, and how.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::terminal::say;

/// A place for a page that is no part of any edition.
pub(crate) struct HtmlFile {
    /// As it was named.
    named: PathBuf,
    /// Its folder, links on the way there followed.
    folder: PathBuf,
    name: OsString,
}

impl HtmlFile {
    /// The file of a path. What it tells of firms must not lie where one of them is published,
    /// nor where the next build reads it.
    pub(crate) fn at(named: &Path, root: &Path) -> Result<Self, Failure> {
        let is_page = named.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
        let (true, Some(name)) = (is_page, named.file_name()) else {
            return Err(refused(named, "its name does not end in `.html`"));
        };

        // The system knows no empty path.
        let above = named.parent().filter(|above| !above.as_os_str().is_empty());
        let folder = above.unwrap_or(Path::new("."));
        let folder = folder.canonicalize().map_err(|error| refused(named, error))?;
        for top in ["content", "themes"] {
            if root.join(top).canonicalize().is_ok_and(|top| folder.starts_with(top)) {
                return Err(refused(named, format!("`{top}` is read by every build")));
            }
        }

        let mut above = folder.ancestors();
        let is_published = above.any(|folder| folder.join(".mentorbook").exists());
        let public = root.join("public").canonicalize();
        if is_published || public.is_ok_and(|public| folder.starts_with(public)) {
            return Err(refused(named, "it would be published with the editions"));
        }

        match fs::symlink_metadata(folder.join(name)) {
            Ok(found) if !found.is_file() => {
                Err(refused(named, "there is a folder or a link of this name"))
            }
            _ => Ok(Self { named: named.to_path_buf(), folder, name: name.to_owned() }),
        }
    }

    /// Writes it beside its place first, so that nobody sees half of it.
    pub(crate) fn write(&self, html: &str) -> Result<(), Failure> {
        let mut half = OsString::from(".");
        half.push(&self.name);
        half.push(".half");
        let half = self.folder.join(half);

        put(&half, html)
            .and_then(|()| fs::rename(&half, self.folder.join(&self.name)))
            .map_err(|error| refused(&self.named, error))?;
        say(&format!("Written: {}", self.named.display()));
        Ok(())
    }
}

fn put(path: &Path, html: &str) -> io::Result<()> {
    // One that was left half written; a new file is never written through a link.
    let _ = fs::remove_file(path);
    File::create_new(path)?.write_all(html.as_bytes())
}

fn refused(named: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::usage(format!(
        "the page cannot be written to `{}`: {why}\n  = help: name a file such as \
         `report.html`, outside of the published editions and the handbook's sources",
        named.display()
    ))
}
