//! `:::only {region=uk}`: a passage for some firms or audiences. All conditions must hold.

use super::{Container, Opened, Opening, problem};
use crate::parse::compile::Context;
use crate::parse::passage::{Condition, Operand, Test};
use crate::project::VariableKind;

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
        // Around a value, blanks are nobody's.
        let value = value.trim();
        if value.is_empty() && is_bare(cx, opening, key) {
            let message = format!("`{key}` stands alone: it does not say which value is meant");
            let help = format!(
                "write `{{{key}=yes}}` with the value, `{{{key}!=\"\"}}` for any value, or \
                 `{{{key}=\"\"}}` for none"
            );
            problem(cx, opening, message, &help);
        }
        if let Some(operand) = operand(cx, opening, key.trim_end_matches('!'), value) {
            let value = value.to_owned();
            tests.push(Test { operand, value, negated: key.ends_with('!') });
        }
    }
    Condition(tests)
}

/// Whether a key is written without a sign and a value.
fn is_bare(cx: &Context<'_>, opening: &Opening, key: &str) -> bool {
    let line = &cx.source.text[opening.span.range()];
    line.split(|c: char| c.is_whitespace() || "{}".contains(c)).any(|word| word == key)
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
    if cx.project.variables.declaration(id).kind == VariableKind::List && value.contains(',') {
        let message = format!("`{name}` is a list, and none of its items can be `{value}`");
        let help = "a condition names one item: write a `:::only` for each of them";
        problem(cx, opening, message, help);
    }
    cx.uses.push((id, opening.span));
    Some(Operand::Variable(id))
}
