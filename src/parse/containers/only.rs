//! `:::only {region=uk}`: a passage for some firms or audiences. All conditions must hold.

use super::{Container, Opening};
use crate::diagnostic::{Diagnostic, checks};
use crate::parse::compile::Compiler;
use crate::parse::html::{Fill, Region};
use crate::parse::ids::ConditionId;
use crate::project::VarId;

/// When a passage is shown: every test must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Condition(pub Vec<Test>);

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// What is compared.
    pub subject: Subject,
    /// With what.
    pub value: String,
    /// Whether they must differ.
    pub negated: bool,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The edition's audiences.
    Audience,
    /// A variable's value, or one of its items.
    Variable(VarId),
}

pub(super) const ONLY: Container = Container {
    name: "only",
    attributes: &[],
    open: |compiler, opening| {
        let condition = condition(compiler, opening);
        let id = ConditionId::new(compiler.document.conditions.len());
        compiler.document.conditions.push(condition);
        let hole = compiler.html().holes.len();
        compiler.conditions.push((id, hole));
        compiler.html().hole(Fill::Open { region: Region::Only(id), end: 0 });
    },
    close: |compiler| {
        let Some((condition, opened)) = compiler.conditions.pop() else { return };
        let html = compiler.html();
        let end = html.holes.len() as u32;
        html.hole(Fill::Close);
        html.holes[opened].fill = Fill::Open { region: Region::Only(condition), end };
    },
};

fn condition(compiler: &mut Compiler<'_>, opening: &Opening) -> Condition {
    let mut tests = Vec::new();
    for (key, value) in &opening.attributes {
        let name = key.trim_end_matches('!');
        let place = compiler.place(opening.span);
        let subject = if name == "audience" {
            if let Some(diagnostic) = compiler.project.unknown_audience(value, place) {
                compiler.report(diagnostic);
            }
            Subject::Audience
        } else if let Some(id) = compiler.project.variables.find(name) {
            compiler.document.uses.push((id, opening.span));
            Subject::Variable(id)
        } else {
            compiler.report(compiler.project.variables.unknown(name, place));
            continue;
        };
        tests.push(Test { subject, value: value.clone(), negated: key.ends_with('!') });
    }
    if opening.attributes.is_empty() {
        let place = compiler.place(opening.span);
        let help = "write it like `:::only {region=uk}` or `:::only {audience=facilitator}`";
        compiler.report(
            Diagnostic::new(&checks::CONTAINER_SYNTAX, "`:::only` does not say for whom")
                .at(place)
                .help(help),
        );
    }
    Condition(tests)
}
