//! `:::voice {by="Margaret Okafor" title="managing director"}`: what somebody says, with their name
//! beside it, and their portrait where there is one.

use super::{Container, Opened, Opening, problem};
use crate::parse::Image;
use crate::parse::compile::Context;
use crate::parse::html::Interpolated;
use crate::parse::target::Target;
use crate::parse::widget::Voice;

pub(super) const VOICE: Container =
    Container::new("voice", &["by", "title", "portrait", "alt"], |cx, opening, _| {
        let by = opening.get("by").unwrap_or_default();
        if by.is_empty() {
            problem(cx, opening, "nobody knows who says this", "add `by=\"Margaret Okafor\"`");
        }

        let portrait = opening.get("portrait").map(|path| portrait(cx, opening, path));
        let voice = Voice {
            by: cx.attribute(by, opening.span),
            title: cx.attribute(opening.get("title").unwrap_or_default(), opening.span),
            has_portrait: portrait.is_some(),
        };
        Opened::Voice { portrait, voice }
    });

fn portrait(cx: &mut Context<'_>, opening: &Opening, path: &str) -> Image {
    let target = Target::of(path, cx.path());
    if let Target::Unsafe(address) = &target {
        cx.report(crate::url::unsafe_url(address, cx.place(opening.span)));
    }

    let alt = opening.get("alt");
    if alt.is_none() {
        let help = "say what it shows: `alt=\"Margaret Okafor at her desk\"`";
        problem(cx, opening, "this portrait has no `alt`", help);
    }
    let alt = cx.attribute(alt.unwrap_or_default(), opening.span);
    Image { target, alt, title: Interpolated::default(), span: opening.span }
}
