//! `:::self-check {scale=1-4 low="not true here" high="very true here"}`: statements that count for
//! sections of the page, `- Nobody has the time. {for=time}`. The score for each is computed.

use super::form::{problem, scale};
use super::{Container, Opened};
use crate::parse::attributes::value_of;
use crate::parse::compile::{Apart, Compiler, Events, ListItem};
use crate::parse::ids::WidgetId;
use crate::parse::widget::{SelfCheck, Statement, Widget};

pub(super) const SELF_CHECK: Container = Container {
    list: Some(read),
    item_braces: true,
    ..Container::new("self-check", &["scale", "low", "high"], |cx, opening, _| {
        let get = |key: &str| opening.get(key).unwrap_or_default();
        let range = opening.get("scale").unwrap_or("1-4");
        let scale = scale(cx, range, get("low"), get("high"), opening.span);
        let slug = cx.names.unique("check");
        // Its statements stand in the lists inside, which are read only once it is open.
        Opened::Widget(Widget::SelfCheck(SelfCheck { scale, statements: Vec::new(), slug }))
    })
};

fn read(compiler: &mut Compiler<'_>, events: &mut Events<'_>, check: Option<WidgetId>) {
    let items = compiler.items(events, Apart::Nothing);
    let statements: Vec<_> = items.iter().filter_map(|item| statement(compiler, item)).collect();
    let check = check.and_then(|id| compiler.document.widgets.get_mut(id.index()));
    if let Some(Widget::SelfCheck(check)) = check {
        // The lists of one container make one questionnaire, whatever text stands between.
        check.statements.extend(statements);
    }
}

fn statement(compiler: &mut Compiler<'_>, item: &ListItem) -> Option<Statement> {
    let span = compiler.cx.line(&item.range);
    let braces = compiler.cx.braces(&item.range);
    let Some(section) = value_of(braces, "for") else {
        let help = "name the section of this page that it counts for: `{for=time}`";
        problem(&mut compiler.cx, "this statement does not say what it counts for", help, span);
        return None;
    };
    let section = section.trim_start_matches('#').to_owned();
    Some(Statement { text: item.text, help: item.more, section, span })
}
