//! `:::form {title="Session" repeat="{{ cadence.sessions }}"}`: fields to fill in, one for each item of
//! the lists inside. What is filled in stays on the page.

use super::Container;
use crate::parse::html::{Fill, Region};
use crate::parse::widget::{Form, Widget};

pub(super) const FORM: Container = Container {
    name: "form",
    attributes: &["title", "repeat"],
    open: |compiler, opening| {
        let title = compiler.read_phrase(opening.get("title").unwrap_or_default(), opening.span);
        let repeat = opening.get("repeat").map(|text| compiler.read_phrase(text, opening.span));
        let slug = compiler.name("form");
        let widget =
            compiler.add_widget(Widget::Form(Form { title, repeat, slug, span: opening.span }));
        let hole = compiler.html().holes.len();
        compiler.forms.push((widget, hole));
        compiler.html().hole(Fill::Open { region: Region::Form(widget), end: 0 });
    },
    close: |compiler| {
        let Some((widget, opened)) = compiler.forms.pop() else { return };
        let html = compiler.html();
        let end = html.holes.len() as u32;
        html.hole(Fill::Close);
        if let Some(hole) = html.holes.get_mut(opened) {
            hole.fill = Fill::Open { region: Region::Form(widget), end };
        }
    },
};
