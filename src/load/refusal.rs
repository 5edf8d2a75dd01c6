//! Why a file is left out, and what to do about it.

use std::io;

use super::classify::{ForeignPage, is_firm_id};
use super::firm_asset::Disguise;
use super::origin::MAX_DEPTH;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::file_name::{NameFault, portable};
use crate::io_error;
use crate::url;

/// Why a file or a folder is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    Unreadable(ReadError),
    /// A folder whose files cannot be listed.
    UnreadableFolder(ReadError),
    /// A text of more than so many bytes.
    TooLarge {
        limit: u64,
    },
    AssetTooLarge,
    /// The line of the first byte that is no UTF-8, counted from 1.
    NotUtf8 {
        line: usize,
    },
    /// The line of the first NUL byte, counted from 1.
    NulByte {
        line: usize,
    },
    NameNotUtf8,
    /// A folder too far below the root.
    TooDeep,
    /// A pipe, socket or device: to read it could take for ever.
    NotRegular,
    /// It would be read if it were called `right`.
    Misnamed {
        right: String,
    },
    /// A page in another language than Markdown.
    ForeignPage(ForeignPage),
    /// A name that some systems refuse, with the way to it: the file's, or that of a folder it lies
    /// in.
    UnportableName {
        path: String,
    },
    /// It lies in a folder whose name cannot be that of a firm or layer.
    BadFolderName {
        folder: String,
    },
    /// An SVG image of a firm that holds more than drawing, and what.
    UnsafeSvg(String),
    /// A kind of file that a firm may not publish.
    UnsafeKind,
    /// A file that something could take for another kind than its name says.
    Disguised(Disguise),
}

/// Why the file system does not give a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ReadError {
    Symlink,
    NoPermission,
    Gone,
    /// Anything else, in plain words.
    Other(String),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::NotFound => Self::Gone,
            // Files are opened without following links, so it is the file itself that is one.
            _ if io_error::is_symlink(&error) => Self::Symlink,
            _ => Self::Other(io_error::cause(&error).into_owned()),
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

impl ReadError {
    fn cause(&self) -> &str {
        match self {
            Self::Symlink => "it is a symbolic link",
            Self::NoPermission => "you have no permission to read it",
            Self::Gone => "it is gone",
            Self::Other(cause) => cause,
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Symlink => "put a copy of the file here",
            Self::NoPermission => "ask whoever owns it, or delete it",
            Self::Gone | Self::Other(_) => REPLACE,
        }
    }
}

/// What helps where nothing better is known.
const REPLACE: &str = "put a regular text file in its place, or delete it";

impl Refusal {
    /// What is said of the path that is left out for this reason.
    pub(super) fn diagnostic(&self, path: &str) -> Diagnostic {
        let check = match self {
            Self::UnsafeSvg(_) | Self::UnsafeKind | Self::Disguised(_) => &checks::UNSAFE_ASSET,
            Self::ForeignPage(_) => &checks::FOREIGN_SYNTAX,
            _ => &checks::SKIPPED_FILE,
        };
        // It is the folder that must be renamed, once for all files in it.
        let path = match self {
            Self::BadFolderName { folder } => folder,
            Self::UnportableName { path } => path,
            _ => path,
        };

        Diagnostic::new(check, self.message()).at(Place::file(&path.into())).help(self.help())
    }

    fn message(&self) -> String {
        let cause = match self {
            Self::Misnamed { .. } => return "this file is not read under this name".to_owned(),
            Self::ForeignPage(ForeignPage { language, .. }) => {
                return format!("this file is left out: it is a page written for {language}");
            }
            Self::BadFolderName { .. } => {
                return "this folder's name cannot be the name of a firm or layer".to_owned();
            }
            Self::UnportableName { path } => {
                let name = name_of(path);
                let reason = NameFault::of(name).map(NameFault::reason).unwrap_or_default();
                let name = name.escape_debug();
                return format!("on Windows nothing can be called `{name}`: {reason}");
            }
            Self::UnsafeSvg(what) => return format!("this image holds more than drawing: {what}"),
            Self::UnsafeKind => return "a firm may not publish files of this kind".to_owned(),
            Self::Disguised(disguise) => return disguise.message(),

            Self::Unreadable(error) => error.cause().to_owned(),
            Self::UnreadableFolder(error) => {
                format!("this folder cannot be read: {}", error.cause())
            }
            Self::TooLarge { limit } => {
                format!("it is larger than {} KiB, the most a text file may have", limit >> 10)
            }
            Self::AssetTooLarge => "it is larger than 2 GiB".to_owned(),
            Self::NotUtf8 { line } => format!("it is not UTF-8 text (first on line {line})"),
            Self::NulByte { line } => {
                format!("it holds a NUL byte (on line {line}), so it is no text file")
            }
            Self::NameNotUtf8 => "its name is not valid UTF-8".to_owned(),
            Self::TooDeep => format!("folders are nested more than {MAX_DEPTH} deep"),
            Self::NotRegular => "it is a pipe, socket or device, not a regular file".to_owned(),
        };
        format!("this file is left out: {cause}")
    }

    fn help(&self) -> String {
        let help = match self {
            Self::Misnamed { right } => return format!("rename it to `{right}`"),
            Self::ForeignPage(ForeignPage { right, .. }) => {
                return format!("write it in Markdown, in a file `{right}`");
            }
            Self::UnportableName { path } => {
                return format!("rename it to `{}`", portable(name_of(path)));
            }
            Self::BadFolderName { folder } => return folder_help(name_of(folder)),
            Self::Unreadable(error) | Self::UnreadableFolder(error) => error.help(),
            Self::TooLarge { .. } => "split it, or delete it",
            Self::AssetTooLarge => REPLACE,
            Self::NotUtf8 { .. } => {
                "save it as UTF-8: in most editors `File > Save As…`, encoding `UTF-8`"
            }
            Self::NulByte { .. } => "save it as plain text (UTF-8)",
            Self::NameNotUtf8 => "rename it",
            Self::TooDeep => "move this one higher",
            Self::NotRegular => "delete it, or put a regular file in its place",
            Self::UnsafeSvg(_) | Self::UnsafeKind => {
                "use an image, font, document, sound or film; export SVG images as plain SVG, \
                 without scripts, styles and links"
            }
            Self::Disguised(Disguise::No(_)) => {
                "save it again with the program that made it, or give it the ending of what it is"
            }
            Self::Disguised(Disguise::Utf16 | Disguise::Nul) => "save it as plain text (UTF-8)",
            Self::Disguised(Disguise::Like(_)) => {
                "begin it with other words, or make it a page: a file that ends in `.md`"
            }
        };
        help.to_owned()
    }
}

/// The last name on a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a firm's or a layer's folder may be called, and what this one could be.
fn folder_help(name: &str) -> String {
    let rule = "use small letters, digits and hyphens only, beginning with a letter or digit, and \
                not `base`";
    let right = url::segment(name);
    if is_firm_id(&right) { format!("{rule}, such as `{right}`") } else { rule.to_owned() }
}

impl Disguise {
    fn message(&self) -> String {
        match self {
            Self::No(name) => {
                format!("by its ending this file is {name}, but it does not begin like that")
            }
            Self::Like(what) => format!(
                "by its ending this file is text, but a web server could take it for {what}"
            ),
            Self::Utf16 => {
                "by its ending this file is text, but it is written in UTF-16".to_owned()
            }
            Self::Nul => "by its ending this file is text, but it holds a NUL byte".to_owned(),
        }
    }
}
