//! `404.html`: what a web server shows for an address that is none.

use tera::{Context, Value};

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Edition, Output};

pub(super) fn make(edition: &Edition<'_>) -> Result<Vec<Output>, Box<Diagnostic>> {
    let mut context = Context::new();
    context.insert_value("site", edition.site.clone());
    // Relative to the root: that is where most servers show it from.
    context.insert_value("root", Value::from(""));
    let nav = edition.nav(edition.map.home).as_ref().map_err(Clone::clone)?;
    let nav = nav.html("404.html", crate::link::PageId(u32::MAX));
    context.insert_value("nav", Value::safe_string(&nav));
    let bytes = edition.theme.templates.render("404.html", &context, 8_000)?;
    Ok(vec![Output { path: "404.html".to_owned(), content: Content::Bytes(bytes) }])
}
