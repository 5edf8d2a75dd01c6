//! A page's graded questions by themselves, each part as HTML: for banks of questions.

use std::sync::Arc;

use super::{BodyWriter, TrackedTexts};
use crate::edition::Shell;
use crate::link::PageId;
use crate::parse::Document;
use crate::parse::html::Slice;
use crate::parse::widget::QuestionKind;

/// A graded question. Its texts are HTML without links and pictures, which would lead nowhere.
pub(crate) struct BankQuestion {
    pub(crate) id: Arc<str>,
    pub(crate) kind: QuestionKind,
    /// What is asked: the heading and what stands below it.
    pub(crate) text: String,
    /// In the authors' order.
    pub(crate) options: Vec<BankOption>,
    /// What is said to any answer.
    pub(crate) feedback: String,
}

/// An option of a question in a bank.
pub(crate) struct BankOption {
    pub(crate) text: String,
    /// The right side of a matching question.
    pub(crate) partner: String,
    /// What is said to whoever chose it.
    pub(crate) feedback: String,
    pub(crate) right: bool,
}

/// The graded questions of a page, in its order.
pub(in crate::render) fn graded(
    shell: &Shell,
    id: PageId,
    texts: &mut TrackedTexts<'_>,
) -> Vec<BankQuestion> {
    let page = texts.page(id);
    let mut writer = BodyWriter::new(shell, id, texts);
    writer.stands_alone = true;

    let graded = page.questions().filter(|(.., question)| question.counts);
    let graded = graded.map(|(segment, document, question)| {
        let mut text = String::new();
        if let Some(heading) = &page.section(segment).heading {
            text = format!("<p>{}</p>", writer.apart(document, &document.body, heading.html));
        }
        text += &writer.apart(document, &document.body, page.section(segment).body);

        let shown = writer.shown(document, question);
        let options = shown.into_iter().map(|choice| BankOption {
            text: writer.extra_apart(document, choice.whole()),
            partner: writer.extra_apart(document, choice.partner),
            feedback: writer.extra_apart(document, choice.feedback),
            right: shell.is_right(document, question, choice),
        });
        let options = options.collect();
        BankQuestion {
            id: question.id.clone(),
            kind: question.kind,
            text,
            options,
            feedback: writer.extra_apart(document, question.feedback),
        }
    });
    graded.collect()
}

impl BodyWriter<'_, '_> {
    fn extra_apart(&mut self, document: &Arc<Document>, part: Slice) -> String {
        self.apart(document, &document.extras, part)
    }
}
