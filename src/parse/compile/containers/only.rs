//! `:::only {region=uk}`: a passage for some firms or audiences. All conditions must hold.

use super::{Container, Opened, Opening, problem};
use crate::parse::compile::Context;
use crate::parse::passage::{Condition, Operand, Test};

/// Its attributes are names of variables.
pub(super) const ONLY: Container = Container {
    attributes: None,
    ..Container::new("only", &[], |cx, opening, _| Opened::Only(condition(cx, opening)))
};

fn condition(cx: &mut Context<'_>, opening: &Opening) -> Condition {
    if opening.attributes.is_empty() {
        let help = "write it like `:::only {region=uk}` or `:::only {audience=facilitator}`";
        problem(cx, opening, "`:::only` does not say for whom", help);
    }

    let mut tests = Vec::new();
    for (key, value) in &opening.attributes {
        if let Some(operand) = operand(cx, opening, key.trim_end_matches('!'), value) {
            tests.push(Test { operand, value: value.clone(), negated: key.ends_with('!') });
        }
    }
    Condition(tests)
}

fn operand(cx: &mut Context<'_>, opening: &Opening, name: &str, value: &str) -> Option<Operand> {
    let place = cx.place(opening.span);
    if name == "audience" {
        if let Some(diagnostic) = cx.project.unknown_audience(value, place) {
            cx.report(diagnostic);
        }
        return Some(Operand::Audience);
    }

    let Some(id) = cx.project.variables.find(name) else {
        cx.report(cx.project.variables.unknown(name, place, cx.told()));
        return None;
    };
    cx.uses.push((id, opening.span));
    Some(Operand::Variable(id))
}
