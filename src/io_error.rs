//! What an error of the file system means to somebody who has never heard of one.

use std::borrow::Cow;
use std::io::{self, ErrorKind as Kind};

/// The cause in plain words, to stand after "cannot write this: ".
pub(crate) fn cause(error: &io::Error) -> Cow<'static, str> {
    let words = match error.kind() {
        Kind::StorageFull => "the disk is full",
        Kind::QuotaExceeded => "your share of the disk is used up",
        Kind::ReadOnlyFilesystem => "the disk is read-only",
        Kind::PermissionDenied => "you have no permission",
        Kind::InvalidFilename => "the name is too long or not allowed on this disk",
        Kind::CrossesDevices => "it lies on another disk than the rest of the output folder",
        Kind::ResourceBusy => "another program is using it",
        Kind::NotFound => "it is gone",
        Kind::IsADirectory => "it is a folder",
        _ if is_symlink(error) => "it is a symbolic link",
        _ => return without_number(error).into(),
    };
    words.into()
}

/// Whether a file was opened that may not be a link, and is one.
#[cfg(unix)]
pub(crate) fn is_symlink(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Whether a file was opened that may not be a link, and is one: here nothing tells.
#[cfg(not(unix))]
pub(crate) fn is_symlink(_: &io::Error) -> bool {
    false
}

/// The system's own words, without `(os error 5)`, which says nothing to the reader.
fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_told_without_the_number_of_the_error() {
        assert_eq!(cause(&Kind::StorageFull.into()), "the disk is full");
        assert_eq!(
            cause(&io::Error::other("it is not a regular file")),
            "it is not a regular file"
        );
        let strange = io::Error::from_raw_os_error(5);
        assert!(strange.to_string().contains("os error"));
        assert!(!cause(&strange).contains("os error"));
    }
}
