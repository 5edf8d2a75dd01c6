//! Earlier addresses (`aliases:`): a page that leads on, without script.

use tera::{Context, Value};

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame, Output};
use crate::url;

pub(super) fn make(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    let redirect = |(alias, page): (&String, &crate::link::PageId)| {
        let facts = frame.shell.map.facts(*page);
        let mut context = Context::new();
        context.insert_value("site", frame.site.clone());
        context.insert_value("root", Value::from(url::to_root(alias)));
        context.insert_value("target", Value::from(url::relative(alias, &facts.url)));
        context.insert_value("title", Value::normal_string(&facts.title));
        let bytes = frame.shell.theme.templates.render("redirect.html", &context, 1_000)?;
        Ok(Output { path: alias.clone(), content: Content::Bytes(bytes) })
    };
    frame.shell.map.aliases.iter().map(redirect).collect()
}
