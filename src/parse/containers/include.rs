//! `:::include {from=../shared/note.md#section}`: a section of another page, or a whole page,
//! shown here too, after overrides.

use super::{Container, source};
use crate::diagnostic::Span;
use crate::parse::html::Fill;
use crate::parse::ids::IncludeId;
use crate::parse::target::Target;

/// What is shown here too.
#[derive(Debug, Clone)]
pub struct Include {
    /// The page and, where one is named, the section.
    pub from: Target,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

pub(super) const INCLUDE: Container = Container {
    name: "include",
    attributes: &["from"],
    open: |compiler, opening| {
        let Some(from) = source(compiler, opening) else { return };
        let id = IncludeId::new(compiler.document.includes.len());
        compiler.document.includes.push(Include { from, span: opening.span });
        compiler.html().hole(Fill::Include(id));
    },
    close: |_| {},
};
