//! The files of an edition that are not pages. Each kind is a file of its own and a line in
//! [`OUTPUTS`]. None is made before somebody wants it.

mod assets;
mod calendars;
mod not_found;
mod redirects;
mod robots;
mod sitemap;
mod tokens;

use super::{Content, Frame, Output};
use crate::diagnostic::Diagnostic;

pub(super) use calendars::name as calendar_name;

/// A kind of output.
enum Kind {
    /// One file, in every edition at this address, unless a layer brings a file of its own for it.
    Fixed(&'static str, fn(&Frame) -> Result<Content, Box<Diagnostic>>),
    /// As many files as an edition has of them.
    Listed(fn(&Frame) -> Vec<LazyOutput<'_>>),
}

/// All kinds of output.
static OUTPUTS: [Kind; 7] = [
    Kind::Fixed("404.html", not_found::make),
    Kind::Fixed("robots.txt", robots::make),
    Kind::Fixed("sitemap.xml", sitemap::make),
    Kind::Listed(tokens::list),
    Kind::Listed(redirects::list),
    Kind::Listed(calendars::list),
    Kind::Listed(assets::list),
];

/// A file of an edition that is yet to be made.
pub(crate) struct LazyOutput<'a> {
    path: String,
    make: Box<dyn FnOnce() -> Result<Content, Box<Diagnostic>> + 'a>,
}

impl<'a> LazyOutput<'a> {
    fn new(
        path: impl Into<String>,
        make: impl FnOnce() -> Result<Content, Box<Diagnostic>> + 'a,
    ) -> Self {
        Self { path: path.into(), make: Box::new(make) }
    }

    /// Makes it.
    ///
    /// # Errors
    /// `template-error`, and what is wrong with the dates of a calendar.
    pub(crate) fn make(self) -> Result<Output, Box<Diagnostic>> {
        Ok(Output { path: self.path, content: (self.make)()? })
    }
}

impl Kind {
    fn list<'a>(&self, frame: &'a Frame) -> Vec<LazyOutput<'a>> {
        match *self {
            Self::Fixed(path, _) if is_brought(frame, path) => Vec::new(),
            Self::Fixed(path, make) => vec![LazyOutput::new(path, move || make(frame))],
            Self::Listed(list) => list(frame),
        }
    }
}

/// Whether a layer's file stands at an address.
fn is_brought(frame: &Frame, path: &str) -> bool {
    // One that pages refer to has a fingerprint in its name: it stands elsewhere, and this is free.
    frame.shell.map.assets.get(path).is_some_and(|asset| *asset.url == *path)
}

/// The addresses of files that every edition has, unless a layer brings its own.
pub(crate) fn fixed_addresses() -> Vec<&'static str> {
    let fixed = OUTPUTS.iter().filter_map(|kind| match kind {
        Kind::Fixed(path, _) => Some(*path),
        Kind::Listed(_) => None,
    });
    fixed.collect()
}

/// Every file of an edition that is not a page.
pub(super) fn all(frame: &Frame) -> impl Iterator<Item = LazyOutput<'_>> {
    OUTPUTS.iter().flat_map(|kind| kind.list(frame))
}

/// The file at an address.
pub(super) fn at<'a>(frame: &'a Frame, path: &str) -> Option<LazyOutput<'a>> {
    // To list a file is not to make it.
    all(frame).find(|output| output.path == path)
}
