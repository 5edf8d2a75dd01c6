//! `404.html`: what a web server shows for an address that is none, at whatever depth.

use tera::Value;

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame};
use crate::url;

/// As it is published: with whole addresses where the firm says where that will be.
pub(super) fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    let shell = &frame.shell;
    // The address is that of a firm's first edition; where the others lie nobody says.
    let published = shell.firm.url.as_deref().filter(|_| shell.kind().name.is_empty());
    // The path alone: a firm's word must not make pages load scripts from another host.
    let root = published.map(url::path_of_site);
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
