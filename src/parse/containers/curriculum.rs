//! `:::curriculum`: the training modules, in a table or as hours alone.

use super::{Container, Opened, audience, shape};
use crate::parse::widget::Widget;

/// The training modules of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Curriculum {
    /// Whether only the hours are shown.
    pub hours: bool,
    /// The one audience that is meant; all of them where none is named.
    pub audience: Option<String>,
}

pub(super) const CURRICULUM: Container =
    Container::new("curriculum", &["as", "for"], |cx, opening| {
        let hours = shape(cx, opening, "this", &[("table", false), ("hours", true)]);
        let audience = audience(cx, opening);
        Opened::Widget(Widget::Curriculum(Curriculum { hours, audience }))
    });
