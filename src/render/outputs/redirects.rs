//! Earlier addresses (`aliases:`): a page that leads on, without script.

use tera::Value;

use super::LazyOutput;
use crate::diagnostic::Diagnostic;
use crate::link::PageId;
use crate::render::{Content, Frame};
use crate::url;

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let aliases = frame.shell.map.aliases.iter();
    aliases
        .map(|(alias, page)| LazyOutput::new(alias.as_str(), || redirect(frame, alias, *page)))
        .collect()
}

fn redirect(frame: &Frame, alias: &str, page: PageId) -> Result<Content, Box<Diagnostic>> {
    let facts = frame.shell.map.facts(page);
    let mut context = frame.context();
    context.insert_value("root", Value::from(url::to_root(alias)));
    context.insert_value("target", Value::from(url::relative(alias, &facts.url)));
    context.insert_value("title", Value::normal_string(&facts.title));

    frame.shell.theme.templates.render("redirect.html", &context, 1_000).map(Content::Bytes)
}
