//! The list of editions.

use super::reply::{Reply, kind_of};
use super::state::PreviewState;
use crate::engine::host::Snapshot;
use crate::parse::html::{push_attribute, push_text};

/// The page with a link to each edition.
pub(super) fn page(state: &PreviewState) -> Reply {
    let snapshot = state.snapshot();
    let project = &snapshot.engine.project;
    let count = snapshot.editions().count();
    let items: String = snapshot.editions().filter_map(|name| item(&snapshot, name)).collect();

    let page = format!(
        include_str!("assets/index.html"),
        language = escaped(push_attribute, &project.language),
        title = escaped(push_attribute, &project.title),
        count = format_args!("{count} edition{}", if count == 1 { "" } else { "s" }),
        items = items,
    );
    Reply::new(&kind_of("index.html"), page)
}

/// One edition's line.
fn item(snapshot: &Snapshot, name: &str) -> Option<String> {
    let (firm, kind) = snapshot.firm(name)?;
    let firm = escaped(push_text, &firm.name);
    let kind = match kind {
        // The first of a firm's editions.
        "" => String::new(),
        kind => format!(" <span class=\"kind\">{}</span>", escaped(push_text, kind)),
    };

    let (name, shown) = (escaped(push_attribute, name), escaped(push_text, name));
    Some(format!(
        "<li data-edition=\"{name}\"><a href=\"/{name}/\"><span class=\"firm\">{firm}</span>{kind} \
         <code>{shown}</code></a> <span class=\"state\" hidden></span></li>\n"
    ))
}

fn escaped(push: fn(&mut String, &str), text: &str) -> String {
    let mut escaped = String::new();
    push(&mut escaped, text);
    escaped
}
