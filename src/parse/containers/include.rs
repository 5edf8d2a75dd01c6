//! `:::include {from=../shared/note.md#section}`: a section of another page, or a whole page,
//! shown here too, after overrides.

use super::{Container, Opened, source};
use crate::diagnostic::Span;
use crate::parse::target::Target;

/// What is shown here too.
#[derive(Debug, Clone)]
pub(crate) struct Include {
    /// The page and, where one is named, the section.
    pub from: Target,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

pub(super) const INCLUDE: Container =
    Container::new("include", &["from"], |cx, opening| match source(cx, opening) {
        Some(from) => Opened::Include(Include { from, span: opening.span }),
        None => Opened::Nothing,
    });
