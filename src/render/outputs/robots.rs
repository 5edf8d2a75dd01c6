//! `robots.txt`: search engines stay out unless the firm asks them in.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame};

pub(super) fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    let rule = if frame.shell.firm.index { "Allow: /" } else { "Disallow: /" };
    let text = format!("User-agent: *\n{rule}\n");
    Ok(Content::Bytes(text.into_bytes()))
}
