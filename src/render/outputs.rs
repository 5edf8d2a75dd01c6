//! The files of an edition that are not pages. Each kind is a file of its own and a line in
//! [`FIXED`] or [`LISTED`]. None is made before somebody wants it.

mod assets;
mod calendars;
mod messages;
mod not_found;
pub(super) mod recent;
mod redirects;
mod robots;
mod search;
mod sitemap;
mod tokens;

use std::collections::HashSet;

use super::{Content, Frame, Output};
use crate::diagnostic::Diagnostic;
use crate::link::MadeFiles;
use crate::project::Project;
use crate::search::{DATES, FOLDER, HEAD, LETTERS};
use crate::theme::statics;

pub(super) use calendars::name as calendar_name;
pub(super) use search::LazyIndex;
pub(super) use tokens::stylesheet;

/// Makes a file of an edition.
type Make = fn(&Frame) -> Result<Content, Box<Diagnostic>>;

/// What servers show for an address that is none.
const NOT_FOUND: &str = "404.html";

/// The files that every edition has, each at its address unless a layer brings a file of its own
/// for it.
static FIXED: [(&str, Make); 3] =
    [(NOT_FOUND, not_found::make), ("robots.txt", robots::make), ("sitemap.xml", sitemap::make)];

/// The kinds of files of which an edition has any number.
static LISTED: [fn(&Frame) -> Vec<LazyOutput<'_>>; 6] =
    [tokens::list, redirects::list, calendars::list, messages::list, recent::list, assets::list];

/// A file of an edition that is yet to be made.
pub(crate) struct LazyOutput<'a> {
    path: String,
    /// Whether it is made from the texts of pages.
    has_texts: bool,
    make: Box<dyn FnOnce() -> Result<Content, Box<Diagnostic>> + 'a>,
}

impl<'a> LazyOutput<'a> {
    fn new(
        path: impl Into<String>,
        make: impl FnOnce() -> Result<Content, Box<Diagnostic>> + 'a,
    ) -> Self {
        Self { path: path.into(), has_texts: false, make: Box::new(make) }
    }

    /// Its address.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is made from the texts of pages, and not from the shell alone.
    pub(crate) fn has_texts(&self) -> bool {
        self.has_texts
    }

    /// Makes it.
    ///
    /// # Errors
    /// `template-error`, and what is wrong with the dates of a calendar.
    pub(crate) fn make(self) -> Result<Output, Box<Diagnostic>> {
        Ok(Output { path: self.path, content: (self.make)()? })
    }
}

/// Whether a layer's file stands at an address.
fn is_brought(frame: &Frame, path: &str) -> bool {
    // One that pages refer to has a fingerprint in its name: it stands elsewhere, and this is free.
    frame.shell.map.assets.get(path).is_some_and(|asset| *asset.url == *path)
}

/// The addresses at which files of layers stand, for who asks about many: a layer may bring a file
/// of its own in the place of one that is made.
fn brought(frame: &Frame) -> HashSet<&str> {
    frame.shell.map.assets.values().map(|asset| &*asset.url).collect()
}

/// The addresses of the files that are made, as far as they follow from the project alone.
pub(crate) fn made_files(project: &Project) -> MadeFiles {
    let fixed = FIXED.iter().map(|(path, _)| *path);
    MadeFiles {
        fixed: fixed.chain([HEAD, DATES, LETTERS, recent::ADDRESS]).collect(),
        calendars: calendars::file_names(project),
        index: FOLDER,
        theme: statics::FOLDER.trim_end_matches('/'),
    }
}

/// Every file of an edition that is not a page. The index is made when one asks for it.
pub(super) fn all<'a>(
    frame: &'a Frame,
    index: LazyIndex<'a>,
) -> impl Iterator<Item = LazyOutput<'a>> {
    let fixed = FIXED.iter().filter(|(path, _)| !is_brought(frame, path));
    let fixed = fixed.map(|(path, make)| LazyOutput::new(*path, || make(frame)));
    let listed = LISTED.iter().flat_map(|list| list(frame));
    // All others are given the frame, in which there are no texts.
    let search = search::list(frame, index).into_iter();
    fixed.chain(listed).chain(search.map(|output| LazyOutput { has_texts: true, ..output }))
}

/// Every file that a page in a package may need: those of its edition, and what the theme has for
/// packages.
pub(super) fn of_package<'a>(
    frame: &'a Frame,
    index: LazyIndex<'a>,
) -> impl Iterator<Item = LazyOutput<'a>> {
    all(frame, index).chain(assets::for_packages(frame))
}

/// The page for addresses that are none, its links counted from an address; none where a layer
/// brings its own.
pub(super) fn not_found(frame: &Frame, root: &str) -> Option<Result<Content, Box<Diagnostic>>> {
    (!is_brought(frame, NOT_FOUND)).then(|| not_found::seen_from(frame, Some(root)))
}

/// The file at an address.
pub(super) fn at<'a>(frame: &'a Frame, index: LazyIndex<'a>, path: &str) -> Option<LazyOutput<'a>> {
    // To list a file is not to make it.
    all(frame, index).find(|output| output.path == path)
}
