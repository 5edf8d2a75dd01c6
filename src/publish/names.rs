//! Which names may become files: the last door before the disk.
//!
//! Earlier stages report unsafe slugs, aliases and firm ids with file and line. What is refused here got past them.

use std::path::{Component, Path};

use super::error::PublishError;
use super::layout::{MANIFEST, OURS};

/// In bytes. Short of what systems take (4,096 on Linux, with the folders above the edition).
const LONGEST: usize = 3_000;

/// Accepts a path inside an edition: relative, `/` between its parts, no part that leaves the folder, is empty or
/// means something to this tool.
pub(super) fn check_path(path: &str) -> Result<(), PublishError> {
    let refuse = |why: &str| {
        Err(PublishError::internal(format!(
            "`{}` cannot be a file of an edition: {why}. The edition was not published.",
            path.escape_debug()
        )))
    };
    if !stays_inside(path) {
        return refuse("it does not name a place inside the edition's folder");
    }
    if path.len() > LONGEST {
        return refuse("it is too long");
    }
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return refuse("it has a control character or a backslash in it");
    }
    if path.split('/').any(|part| part.eq_ignore_ascii_case(OURS)) {
        return refuse("the name `.mentorbook` marks mentorbook's own folder");
    }
    if path.eq_ignore_ascii_case(MANIFEST) {
        return refuse("mentorbook writes this file itself");
    }
    Ok(())
}

/// Asks the platform how it reads the path: it must find a plain name wherever we see one. That covers `..`, `/x`,
/// `a//b`, `a/` and the empty path, on Windows `C:x`, too.
fn stays_inside(path: &str) -> bool {
    let mut read = Path::new(path).components();
    path.split('/').all(|part| read.next() == Some(Component::Normal(part.as_ref())))
        && read.next().is_none()
}

/// Accepts the name of an edition, which is also that of its folder: letters, digits, `-`, `_`, and dots inside.
pub(super) fn check_edition(name: &str) -> Result<(), PublishError> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let end = |c: char| c.is_ascii_alphanumeric();
    if plain && name.starts_with(end) && name.ends_with(end) {
        return Ok(());
    }
    Err(PublishError::config(format!(
        "`{}` cannot be the name of an edition's folder. Use letters a to z, digits and hyphens, such as `acme` or \
         `acme.facilitators`.",
        name.escape_debug()
    )))
}
