//! `robots.txt`: search engines stay out unless the firm asks them in.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Edition, Output};

pub(super) fn make(edition: &Edition) -> Result<Vec<Output>, Box<Diagnostic>> {
    let rule = if edition.firm.index { "Allow: /" } else { "Disallow: /" };
    let text = format!("User-agent: *\n{rule}\n");
    Ok(vec![Output { path: "robots.txt".to_owned(), content: Content::Bytes(text.into_bytes()) }])
}
