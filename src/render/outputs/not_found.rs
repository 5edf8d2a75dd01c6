//! `404.html`: what a web server shows for an address that is none, at whatever depth.

use tera::Value;

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame};
use crate::url;

/// As it is published: with whole addresses where the firm says where that will be.
pub(super) fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    // The path alone: a firm's word must not make pages load scripts from another host.
    let root = frame.shell.published_at().map(|address| url::path_of_site(&address));
    seen_from(frame, root.as_deref())
}

/// With links that count from this address of the edition's top. Where that is not known, the page
/// is told so, and has a script look for it.
pub(in crate::render) fn seen_from(
    frame: &Frame,
    root: Option<&str>,
) -> Result<Content, Box<Diagnostic>> {
    let mut context = frame.context_from(root.unwrap_or_default())?;
    context.insert_value("is_lost", Value::from(root.is_none()));

    let bytes = frame.shell.theme.templates.render("404.html", &context, 8_000)?;
    Ok(Content::Bytes(bytes))
}
