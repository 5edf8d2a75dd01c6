//! What can go wrong while publishing, said so that a program coordinator knows what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use crate::io_error;
use crate::load::Kind;

/// Why an edition, or the whole output folder, was not published.
///
/// Its text says what happened, to which path, and what to do. Whatever the error, the edition that
/// was published before is still there as it was.
#[derive(Debug)]
pub struct PublishError {
    kind: PublishErrorKind,
    message: String,
    source: Option<io::Error>,
}

/// Whose move it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublishErrorKind {
    /// The output folder or the name of an edition must be chosen differently. Exit status 2.
    Config,
    /// The disk did not do what it was asked to. Exit status 1.
    Io,
    /// An earlier stage handed over what it must never hand over. Exit status 3.
    Internal,
}

impl PublishError {
    /// Whose move it is.
    pub fn kind(&self) -> PublishErrorKind {
        self.kind
    }

    pub(super) fn config(message: impl Into<String>) -> PublishError {
        PublishError { kind: PublishErrorKind::Config, message: message.into(), source: None }
    }

    pub(super) fn internal(message: impl Into<String>) -> PublishError {
        PublishError { kind: PublishErrorKind::Internal, message: message.into(), source: None }
    }

    /// `action` completes "cannot …", such as `write`.
    pub(super) fn io(action: &str, path: &Path, error: io::Error) -> PublishError {
        let message = format!(
            "cannot {action} `{}`: {}. What was published before is unchanged. {}",
            path.display(),
            io_error::cause(&error),
            advice(&error)
        );
        PublishError { kind: PublishErrorKind::Io, message, source: Some(error) }
    }

    /// Something else lies where a folder or a file (`wanted`) of ours should be.
    pub(super) fn in_the_way(path: &Path, found: Kind, wanted: &str) -> PublishError {
        let path = path.display();
        PublishError::config(match found {
            Kind::Link => format!(
                "`{path}` is a link, and no link is followed where mentorbook keeps its own files. \
                 Nothing was changed. Delete the link (what it leads to stays), or put a plain \
                 {wanted} in its place, and build again."
            ),
            _ => format!(
                "`{path}` is no plain {wanted}, which mentorbook needs there. Nothing was \
                 changed. Move it elsewhere and build again."
            ),
        })
    }

    /// The new edition is in its place, but the disk does not say that it will stay there.
    pub(super) fn unconfirmed(edition: &Path, error: io::Error) -> PublishError {
        let message = format!(
            "`{}` was replaced by the new edition, but the disk does not confirm that it is \
             written: {}. {}",
            edition.display(),
            io_error::cause(&error),
            advice(&error)
        );
        PublishError { kind: PublishErrorKind::Io, message, source: Some(error) }
    }

    /// Somebody worked on a file while it was read or compared.
    pub(super) fn changed_meanwhile(path: &Path) -> PublishError {
        let message = format!(
            "`{}` was changed while the build ran. What was published before is unchanged. Build \
             again.",
            path.display()
        );
        PublishError { kind: PublishErrorKind::Io, message, source: None }
    }

    /// An edition is not what it was to be: `path` is missing, or nobody promised it.
    pub(super) fn not_as_promised(edition: &Path, path: &str, what: &str) -> PublishError {
        PublishError::internal(format!(
            "`{}` was not published: its file `{path}` {what}. What was published before is \
             unchanged.",
            edition.display()
        ))
    }

    /// Some of the edition's files could not be added.
    pub(super) fn incomplete(edition: &Path) -> PublishError {
        PublishError::internal(format!(
            "`{}` was not published: one of its files could not be added. What was published \
             before is unchanged.",
            edition.display()
        ))
    }

    /// Two outputs of one edition want one path, or one wants as a folder what the other wants as a
    /// file.
    pub(super) fn wanted_twice(path: &Path) -> PublishError {
        PublishError::internal(format!(
            "`{}` is wanted twice: by two files of the edition, or by a file and a folder. Give \
             one of the two pages or assets another name, and build again.",
            path.display()
        ))
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

/// What to do about it.
fn advice(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "Free some space and build again.",
        Kind::ReadOnlyFilesystem => "Choose an output folder on another disk with `--out`.",
        Kind::PermissionDenied => {
            "Ask for permission to change this folder, or choose another with `--out`."
        }
        Kind::InvalidFilename => "Shorten it and build again.",
        Kind::CrossesDevices => {
            "Make it a plain folder, or choose another output folder with `--out`."
        }
        Kind::ResourceBusy => "Close that program and build again.",
        _ if io_error::is_symlink(error) => {
            "Delete the link (what it leads to stays) and build again."
        }
        Kind::NotFound => "Another program may have removed it. Build again.",
        _ => "Build again; if it stays, choose another output folder with `--out`.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_happened_where_and_what_to_do() {
        let path = Path::new("public/acme/index.html");
        let text = |kind: io::ErrorKind| PublishError::io("write", path, kind.into()).to_string();
        assert_eq!(
            text(io::ErrorKind::StorageFull),
            "cannot write `public/acme/index.html`: the disk is full. What was published before is \
             unchanged. Free some space and build again."
        );
        let strange = PublishError::io("write", path, io::Error::from_raw_os_error(5));
        assert!(!strange.to_string().contains("os error"), "{strange}");
        assert_eq!(strange.kind(), PublishErrorKind::Io);
    }
}
