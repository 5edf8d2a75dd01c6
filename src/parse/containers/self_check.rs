//! `:::self-check {scale=1-4 low="not true here" high="very true here"}`: statements that count for
//! sections of the page, `- Nobody has the time. {for=time}`. The score for each is computed.

use super::Container;
use crate::parse::compile::self_check;
use crate::parse::html::Fill;

pub(super) const SELF_CHECK: Container = Container {
    name: "self-check",
    attributes: &["scale", "low", "high"],
    open: |compiler, opening| {
        let get = |key: &str| opening.get(key).unwrap_or_default();
        let scale = compiler.scale(
            opening.get("scale").unwrap_or("1-4"),
            get("low"),
            get("high"),
            opening.span,
        );
        let slug = compiler.name("check");
        let widget = compiler.add_widget(self_check(scale, slug));
        compiler.html().hole(Fill::Widget(widget));
    },
    close: |_| {},
};
