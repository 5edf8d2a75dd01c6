//! What a page holds beside text: questions, forms, and what is computed from the whole edition.
//!
//! A widget's own texts are [`Slice`]s of [`Document::extras`](super::Document::extras); a hole in
//! the body says where it stands. What a widget holds is declared where it is read.

use std::ops::Range;

use super::html::Slice;

pub(crate) use super::containers::curriculum::Curriculum;
pub(crate) use super::containers::fact::Fact;
pub(crate) use super::containers::form::{Field, FieldKind, Form, MAX_REPEAT, Scale};
pub(crate) use super::containers::pages::PageList;
pub(crate) use super::containers::self_check::SelfCheck;
pub(crate) use super::containers::timeline::{TimelineShape, TimelineView};
pub(crate) use super::question::{Choice, Question, QuestionKind};

/// Something that is more than text.
#[derive(Debug, Clone)]
pub(crate) enum Widget {
    /// A question of a knowledge check.
    Question(Question),
    /// `:::form`: what its fields stand in.
    Form(Form),
    /// A field of a form.
    Field(Field),
    /// `:::self-check`
    SelfCheck(SelfCheck),
    /// `:::pages`
    Pages(PageList),
    /// The foot of a `:::fact`.
    Fact(Fact),
    /// `:::curriculum`
    Curriculum(Curriculum),
    /// `:::timeline`
    Timeline(TimelineView),
    /// `:::answer-key`
    AnswerKey,
}

impl Widget {
    /// Its texts.
    fn texts(&self) -> Vec<Slice> {
        match self {
            Self::Question(question) => {
                let options = question.options.iter();
                let texts = options.flat_map(|it| [it.text, it.more, it.partner, it.feedback]);
                texts.chain(question.columns).chain([question.feedback]).collect()
            }
            Self::Field(field) => {
                let options = match &field.kind {
                    FieldKind::Choice(options) | FieldKind::Choices(options) => options.as_slice(),
                    _ => &[],
                };
                options.iter().copied().chain([field.label, field.help]).collect()
            }
            Self::SelfCheck(check) => {
                check.statements.iter().flat_map(|it| [it.text, it.help]).collect()
            }
            Self::Pages(list) => list.items.iter().map(|(text, _)| *text).collect(),
            Self::Form(_)
            | Self::Fact(_)
            | Self::Curriculum(_)
            | Self::Timeline(_)
            | Self::AnswerKey => Vec::new(),
        }
    }

    /// The holes of its texts, by index into those of the document's extras: a widget's texts stand
    /// side by side.
    pub(crate) fn holes(&self) -> Range<usize> {
        let ranges = self.texts().into_iter().map(Slice::holes).filter(|range| !range.is_empty());
        let joined = ranges.reduce(|all, next| all.start.min(next.start)..all.end.max(next.end));
        joined.unwrap_or(0..0)
    }
}
