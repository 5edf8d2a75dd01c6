//! `:::cost {pairs=6}`: what a cohort takes, a line for each who gives time to it,
//! `- The mentor {hours=18 rate=60}`. Hours and cost are worked out; readers put in their own.

use super::form::problem;
use super::{Container, Opened};
use crate::parse::attributes::value_of;
use crate::parse::compile::{Apart, Compiler, Events, ListItem};
use crate::parse::ids::WidgetId;
use crate::parse::widget::{Cost, CostLine, Widget};

/// What may stand in the braces of a line.
const KEYS: [&str; 3] = ["hours", "rate", "once"];

pub(super) const COST: Container = Container {
    list: Some(read),
    item_braces: true,
    ..Container::new("cost", &["pairs"], |cx, opening, _| {
        let pairs = opening.get("pairs").unwrap_or("1");
        let pairs = cx.attribute(pairs, opening.span);
        // Its lines stand in the lists inside, which are read only once it is open.
        Opened::Widget(Widget::Cost(Cost { pairs, lines: Vec::new(), span: opening.span }))
    })
};

fn read(compiler: &mut Compiler<'_>, events: &mut Events<'_>, cost: Option<WidgetId>) {
    let items = compiler.items(events, Apart::Nothing);
    let lines: Vec<_> = items.iter().filter_map(|item| line(compiler, item)).collect();
    let cost = cost.and_then(|id| compiler.document.widgets.get_mut(id.index()));
    if let Some(Widget::Cost(cost)) = cost {
        cost.lines.extend(lines);
    }
}

fn line(compiler: &mut Compiler<'_>, item: &ListItem) -> Option<CostLine> {
    let span = compiler.cx.line(&item.range);
    let braces = compiler.cx.braces(&item.range);
    for (key, _) in braces.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        let message = format!("`{key}` means nothing in a line of what a cohort takes");
        let help = "a line has `hours=`, `rate=`, and `once` where it is not for each pair";
        problem(&mut compiler.cx, message, help, span);
    }

    let Some(hours) = value_of(braces, "hours") else {
        let help = "end it with the hours: `{hours=18}`, or with a variable that is a number";
        problem(&mut compiler.cx, "this line does not say how many hours it takes", help, span);
        return None;
    };
    let hours = compiler.cx.attribute(hours, span);
    let rate = value_of(braces, "rate").map(|rate| compiler.cx.attribute(rate, span));
    let is_once = value_of(braces, "once").is_some();
    Some(CostLine { who: item.whole(), hours, rate, is_once, span })
}
