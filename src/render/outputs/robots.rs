//! `robots.txt`: search engines stay out unless the firm asks them in.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame, Output};

pub(super) fn make(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    let rule = if frame.shell.firm.index { "Allow: /" } else { "Disallow: /" };
    let text = format!("User-agent: *\n{rule}\n");
    Ok(vec![Output { path: "robots.txt".to_owned(), content: Content::Bytes(text.into_bytes()) }])
}
