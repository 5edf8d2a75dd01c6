//! `:::tip[Ask twice]`: an alert, spelled as Docusaurus, Starlight and VitePress do. It may hold
//! any blocks, where `> [!TIP]` would want a sign before each of their lines.

use super::{Container, Opened};
use crate::parse::compile::alerts::Alert;
use crate::parse::compile::context::Context;
use crate::parse::html::{Html, PARAGRAPH_END};
use crate::parse::mask::Opening;

pub(super) const NOTE: Container = named("note");
pub(super) const TIP: Container = named("tip");
pub(super) const INFO: Container = named("info");
pub(super) const IMPORTANT: Container = named("important");
pub(super) const WARNING: Container = named("warning");
pub(super) const CAUTION: Container = named("caution");
pub(super) const DANGER: Container = named("danger");

const fn named(name: &'static str) -> Container {
    Container { title: Some("title"), ..Container::new(name, &["title"], open) }
}

fn open(cx: &mut Context<'_>, opening: &Opening, out: &mut Html) -> Opened {
    let Some(alert) = Alert::of(&opening.name) else { return Opened::Nothing };
    alert.open(out);
    match opening.get("title") {
        Some(title) => out.interpolated(&cx.attribute(title, opening.span)),
        None => alert.usual_title(out),
    }
    out.push(PARAGRAPH_END);
    Opened::Tags { foot: None, close: "</div>\n" }
}
