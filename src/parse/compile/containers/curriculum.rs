//! `:::curriculum`: the training modules, in a table or as hours alone.

use super::{Container, Opened, audience, shape};
use crate::parse::widget::{Curriculum, Widget};

pub(super) const CURRICULUM: Container =
    Container::new("curriculum", &["as", "for"], |cx, opening, _| {
        let hours = shape(cx, opening, "this", &[("table", false), ("hours", true)]);
        let audience = audience(cx, opening);
        Opened::Widget(Widget::Curriculum(Curriculum { hours, audience }))
    });
