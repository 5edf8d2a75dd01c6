//! `:::include {from=../shared/note.md#section}`: a section of another page, or a whole page,
//! shown here too, after overrides.

use super::{Container, Opened, source};
use crate::parse::passage::Include;
use crate::parse::widget::Widget;

pub(super) const INCLUDE: Container =
    Container::new("include", &["from"], |cx, opening, _| match source(cx, opening) {
        Some(from) => Opened::Widget(Widget::Include(Include { from, span: opening.span })),
        None => Opened::Nothing,
    });
