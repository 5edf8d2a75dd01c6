//! `:::fact {as_of=2015 review_by=2028-01-31 source="Pew Research Center"}`: what was true at a time. From
//! the day `review_by` on, the build asks somebody to look whether it still holds.

use super::Container;
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::widget::{Fact, Widget};
use crate::yaml::is_date;

pub(super) const FACT: Container = Container {
    name: "fact",
    attributes: &["as_of", "review_by", "source"],
    open: |compiler, opening| {
        compiler.push("<aside class=\"fact\">\n");
        let as_of = opening.get("as_of").unwrap_or_default();
        let review_by = opening.get("review_by");
        let mut complain = |message: String, help: &str| {
            let place = compiler.place(opening.span);
            compiler
                .report(Diagnostic::new(&checks::CONTAINER_SYNTAX, message).at(place).help(help));
        };
        if as_of.is_empty() {
            complain(
                "this fact does not say when it was true".to_owned(),
                "add `as_of=2026-11-22`, or a year",
            );
        } else if !is_date(as_of)
            && !is_date(&format!("{as_of}-01"))
            && !is_date(&format!("{as_of}-01-01"))
        {
            let help = "write a year, a month or a day: `as_of=2026`, `2026-11`, `2026-11-22`";
            complain(format!("`{as_of}` is no date"), help);
        }
        if let Some(day) = review_by.filter(|day| !is_date(day)) {
            complain(
                format!("`{day}` is no date of the calendar"),
                "write it as `review_by=2028-01-31`",
            );
        }
        let source = compiler.read_phrase(opening.get("source").unwrap_or_default(), opening.span);
        let fact = Fact {
            as_of: as_of.to_owned(),
            review_by: review_by.filter(|day| is_date(day)).map(str::to_owned),
            source,
            span: opening.span,
        };
        let widget = compiler.add_widget(Widget::Fact(fact));
        compiler.facts.push(widget);
    },
    close: |compiler| {
        if let Some(widget) = compiler.facts.pop() {
            compiler.html().hole(crate::parse::html::Fill::Widget(widget));
        }
        compiler.push("</aside>\n");
    },
};
