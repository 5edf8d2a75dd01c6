//! What lies in an output folder, looked at and not touched.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::error::PublishError;
use super::files;
use super::layout::{self, Layout};
use super::manifest::FoundManifest;
use super::previous::{Previous, Proof, manifest_of};
use super::state_file::Record;
use crate::digest::Digest;
use crate::io_error;
use crate::load::{Kind, OpenFolder};

/// A page larger than this is none that a build wrote, in bytes: no template makes more.
const MAX_PAGE_BYTES: u64 = 16 << 20;

/// An output folder that is only read. Nothing in it is made, locked or put right.
#[derive(Debug)]
pub struct PublishedFolder {
    layout: Layout,
    folder: OpenFolder,
}

/// An edition in it, as far as it is proven to be what a build wrote.
#[derive(Debug)]
pub(crate) struct PublishedEdition<'f> {
    folder: &'f OpenFolder,
    previous: Previous,
    /// The version of the program that wrote it; none where its manifest is lost.
    pub(crate) tool: Option<String>,
}

/// What a published edition takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footprint {
    /// How many files it has, its manifest aside.
    pub files: usize,
    /// All of them together.
    pub bytes: u64,
    /// The day on which a build last changed one of them, `YYYY-MM-DD` in UTC.
    pub day: String,
}

impl PublishedFolder {
    /// Opens a folder; none where there is nothing of this name.
    ///
    /// # Errors
    ///
    /// What is there is a link or a file, or cannot be read.
    pub fn open(path: &Path) -> Result<Option<PublishedFolder>, PublishError> {
        // Without trailing slashes, which would make the system follow a link.
        let path = path.components().collect::<PathBuf>();
        match OpenFolder::open_unlinked(&path) {
            Ok(folder) => Ok(Some(PublishedFolder { layout: Layout::of(&path), folder })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PublishError::config(format!(
                "`{}` is no folder with published editions: {}. Name a plain folder.",
                path.display(),
                if error.kind() == io::ErrorKind::NotADirectory {
                    "it is a file or a link".into()
                } else {
                    io_error::cause(&error)
                }
            ))),
        }
    }

    /// Whether a build published an edition here that is still here.
    pub fn has_editions(&self) -> bool {
        let mut entries = files::entries(&self.folder, self.layout.out());
        entries.any(|entry| entry.kind == Kind::Folder && self.is_edition(&entry.path))
    }

    /// Whether the folder is itself one edition, and not the folder that editions are in.
    pub fn is_one_edition(&self) -> bool {
        self.is_edition(self.layout.out())
    }

    fn is_edition(&self, folder: &Path) -> bool {
        let manifest = manifest_of(&self.folder, folder);
        manifest.is_some_and(|bytes| {
            matches!(FoundManifest::read(&bytes), FoundManifest::Listing(_) | FoundManifest::Torn)
        })
    }

    /// An edition; none where there is no folder of its name, or an empty one.
    ///
    /// # Errors
    ///
    /// A folder that no build wrote, or of which nobody can tell any more what a build wrote in it.
    pub(crate) fn edition(&self, name: &str) -> Result<Option<PublishedEdition<'_>>, PublishError> {
        layout::check_edition(name)?;
        let Some(previous) = Previous::find(&self.folder, &self.layout, name)? else {
            return Ok(None);
        };
        if previous.proof == Proof::Nothing {
            return Err(PublishError::config(format!(
                "the record of what was written to `{}` is damaged, so nothing can be compared \
                 with it. `mentorbook build` makes the edition whole again.",
                previous.folder.display()
            )));
        }

        let tool = manifest_of(&self.folder, &previous.folder);
        let tool = tool.and_then(|bytes| tool_of(&bytes));
        Ok(Some(PublishedEdition { folder: &self.folder, previous, tool }))
    }
}

impl PublishedEdition<'_> {
    /// What the build recorded that wrote it, if each of its files still holds what it wrote.
    pub(crate) fn record(&self) -> Option<&Record> {
        self.previous.proven_record()
    }

    /// Whether a file is there and holds what this digest says.
    pub(crate) fn holds(&self, path: &str, digest: Digest) -> bool {
        self.previous.intact(path, digest).is_some()
    }

    /// Whether a build wrote a file, whatever became of it.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.previous.state.files.contains_key(path)
    }

    /// What a build wrote to a file.
    pub(crate) fn digest(&self, path: &str) -> Option<Digest> {
        self.previous.state.files.get(path).map(|file| file.digest)
    }

    /// The files that a build wrote, sorted.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.previous.state.files.keys().map(String::as_str)
    }

    /// Those of them that do not hold what it wrote, or are gone, sorted.
    pub(crate) fn edited(&self) -> Vec<&str> {
        let mut edited: Vec<&str> = self.previous.spoiled().collect();
        edited.sort_unstable();
        edited
    }

    /// What it takes; none where it has no file.
    pub(crate) fn footprint(&self) -> Option<Footprint> {
        let files = &self.previous.state.files;
        // What stays as it is keeps its time from build to build.
        let latest = files.values().map(|file| file.identity.mtime).max()?;
        let latest = Timestamp::from_nanosecond(latest.into()).ok()?;
        Some(Footprint {
            files: files.len(),
            bytes: files.values().map(|file| file.identity.size).sum(),
            day: latest.to_zoned(TimeZone::UTC).date().to_string(),
        })
    }

    /// The text of a page as it lies there. What is not UTF-8 in it is shown as browsers show it.
    pub(crate) fn page(&self, path: &str) -> Result<String, Unreadable> {
        let file = self.folder.file(&self.previous.folder.join(path))?;

        let mut bytes = Vec::new();
        // One more than may be tells a page that is just as long from one that goes on.
        file.take(MAX_PAGE_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_PAGE_BYTES {
            return Err(Unreadable::Refused(format!(
                "it is larger than {} MiB",
                MAX_PAGE_BYTES >> 20
            )));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Why a published page cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Somebody removed it.
    Gone,
    /// It is a link, too large, or the system does not let us; the reason in plain words.
    Refused(String),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Gone,
            _ => Self::Refused(io_error::cause(&error).into_owned()),
        }
    }
}

/// The version of the program that a manifest names.
fn tool_of(manifest: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct MadeBy {
        tool: String,
    }

    serde_json::from_slice(manifest).ok().map(|made: MadeBy| made.tool)
}
