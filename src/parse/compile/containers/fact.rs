//! `:::fact {as_of=2015 review_by=2028-01-31 source="Pew Research Center"}`: what was true at a
//! time. From the day `review_by` on, the build asks somebody to look whether it still holds.

use super::{Container, Opened, Opening, problem};
use crate::parse::compile::Context;
use crate::parse::widget::{Fact, Widget};
use crate::yaml::is_date;

pub(super) const FACT: Container =
    Container::new("fact", &["as_of", "review_by", "source"], |cx, opening, out| {
        let fact = Fact {
            as_of: as_of(cx, opening),
            review_by: review_by(cx, opening),
            source: cx.attribute(opening.get("source").unwrap_or_default(), opening.span),
            span: opening.span,
        };
        out.push("<aside class=\"fact\">\n");
        Opened::Tags { foot: Some(Widget::Fact(fact)), close: "</aside>\n" }
    });

fn as_of(cx: &mut Context<'_>, opening: &Opening) -> String {
    let as_of = opening.get("as_of").unwrap_or_default();
    // A year or a month is one if its first day is a day of the calendar.
    let is_known = ["", "-01", "-01-01"].iter().any(|rest| is_date(&format!("{as_of}{rest}")));
    if as_of.is_empty() {
        let help = "add `as_of=2026-11-22`, or a year";
        problem(cx, opening, "this fact does not say when it was true", help);
    } else if !is_known {
        let help = "write a year, a month or a day: `as_of=2026`, `2026-11`, `2026-11-22`";
        problem(cx, opening, format!("`{as_of}` is no date"), help);
    }
    as_of.to_owned()
}

fn review_by(cx: &mut Context<'_>, opening: &Opening) -> Option<String> {
    let day = opening.get("review_by")?;
    if !is_date(day) {
        let help = "write it as `review_by=2028-01-31`";
        problem(cx, opening, format!("`{day}` is no date of the calendar"), help);
        return None;
    }
    Some(day.to_owned())
}
