//! `:::answer-key`: the right answers to the questions of the page, for whoever leads the module.

use super::{Container, Opened};
use crate::parse::widget::Widget;

pub(super) const ANSWER_KEY: Container =
    Container::new("answer-key", &[], |_, _, _| Opened::Widget(Widget::AnswerKey));
