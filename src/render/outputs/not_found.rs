//! `404.html`: what a web server shows for an address that is none.

use tera::Value;

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame};

pub(super) fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    let mut context = frame.context();

    // As most servers show it: at the top of the edition. Its full address would be right
    // everywhere, but that is a firm's word, and pages load scripts from there.
    let root = "";
    context.insert_value("root", Value::from(root));

    let nav = frame.navs.of(frame, frame.shell.map.home).as_ref().map_err(Clone::clone)?;
    let nav = nav.html(root, None);
    context.insert_value("nav", Value::safe_string(&nav));

    let bytes = frame.shell.theme.templates.render("404.html", &context, 8_000)?;
    Ok(Content::Bytes(bytes))
}
