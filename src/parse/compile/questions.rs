//! Questions: a section whose heading says `question=…`, with its options, and what is wrong with them.

use std::collections::HashMap;
use std::ops::Range;

use super::Compiler;
use super::collect::{Item, OpenList, OpenQuestion};
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::html::Slice;
use crate::parse::ids::{LinkId, WidgetId};
use crate::parse::widget::{Choice, QUESTION_KINDS, Question, QuestionKind, Widget};

impl Compiler<'_> {
    /// A section begins that may be a question.
    pub(super) fn begin_question(&mut self) {
        let Some(heading) = &self.piece.heading else { return };
        let span = heading.span;
        let audiences: Vec<String> =
            heading.attributes().list("audience").into_iter().map(str::to_owned).collect();
        let says_nobody =
            heading.attributes().get("audience").is_some_and(|text| text.trim().is_empty());
        let word = heading.attributes().get("question").map(str::to_owned);
        let is_activity = heading.attributes().has_class("activity");
        let key = heading.attributes().get("key").map(str::to_owned);
        for audience in audiences {
            if let Some(diagnostic) = self.project.unknown_audience(&audience, self.place(span)) {
                self.report(diagnostic);
            }
        }
        let class = self.piece.heading.iter().flat_map(|heading| &heading.attributes().classes);
        if let Some(audience) =
            class.into_iter().find(|class| self.project.audiences.contains(*class)).cloned()
        {
            let message = format!("`.{audience}` does not say for whom this section is");
            let help = format!("write `audience={audience}`");
            self.report(
                Diagnostic::new(&checks::UNKNOWN_KEY, message).at(self.place(span)).help(help),
            );
        }
        if says_nobody {
            let help = "name an audience: `audience=facilitator`";
            let message = "`audience=` does not say for whom this section is";
            self.report(
                Diagnostic::new(&checks::WRONG_TYPE, message).at(self.place(span)).help(help),
            );
        }
        let Some(word) = word else { return };
        let names = || QUESTION_KINDS.iter().map(|(name, _)| *name);
        let Some((_, kind)) = QUESTION_KINDS.iter().find(|(name, _)| *name == word) else {
            let known: Vec<&str> = names().collect();
            self.report(
                Diagnostic::new(
                    &checks::QUESTION,
                    format!("there is no kind of question `{word}`"),
                )
                .at(self.place(span))
                .nearest(&word, names())
                .note(format!("there are: {}", known.join(", "))),
            );
            return;
        };
        let computed = key.as_deref() == Some("fixed") && *kind == QuestionKind::Multiple;
        if key.is_some() && !computed {
            let message = "`key=fixed` is all that a key can be, and only in a `multiple` question";
            self.report(
                Diagnostic::new(&checks::QUESTION, message)
                    .at(self.place(span))
                    .help("take `key=` away"),
            );
        }
        let counts = kind.is_marked() && !is_activity;
        let id = self.piece.id.clone();
        self.collect.question = Some(OpenQuestion {
            kind: *kind,
            id,
            computed,
            counts,
            split: false,
            span,
            widget: None,
        });
    }

    /// A question's section ends.
    pub(super) fn end_question(&mut self) {
        let Some(question) = self.collect.question.take() else { return };
        if let Some(widget) = question.widget {
            self.check_options(&question, widget);
            return;
        }
        if question.kind == QuestionKind::Reflection {
            self.put_question(&question, Vec::new(), Default::default());
            return;
        }
        let help = match question.kind {
            QuestionKind::Matching => "put a table with two columns under the heading",
            QuestionKind::Ordering => "put a numbered list under the heading, in the right order",
            _ => {
                "put a list of options under the heading, `- [x]` before each that is right and `- [ ]` before the others"
            }
        };
        self.report(
            Diagnostic::new(&checks::QUESTION, "this question has nothing to choose from")
                .at(self.place(question.span))
                .help(help),
        );
    }

    pub(super) fn put_question(
        &mut self,
        question: &OpenQuestion,
        options: Vec<Choice>,
        columns: [Slice; 2],
    ) -> WidgetId {
        let widget = Question {
            kind: question.kind,
            id: question.id.clone(),
            computed: question.computed,
            counts: question.counts,
            options,
            columns,
            feedback: Slice::default(),
            span: question.span,
        };
        self.put_widget(Widget::Question(widget))
    }

    pub(super) fn finish_options(&mut self, items: Vec<Item>) {
        let Some(mut question) = self.collect.question.take() else { return };
        let ordering = question.kind == QuestionKind::Ordering;
        let mut options = Vec::new();
        for item in items {
            let span = self.line(&item.range);
            if item.checked.is_none() && !ordering && !question.computed {
                self.report(
                    Diagnostic::new(
                        &checks::QUESTION,
                        "this option does not say whether it is right",
                    )
                    .at(self.place(span))
                    .help("begin it with `- [x]` if it is right, with `- [ ]` if it is not"),
                );
            }
            options.push(Choice {
                text: item.text,
                partner: Slice::default(),
                feedback: item.rest,
                right: item.checked == Some(true),
                links: item.links,
                span,
            });
        }
        question.widget = Some(self.put_question(&question, options, Default::default()));
        self.collect.question = Some(question);
    }

    /// A list that follows the one with the options: a quote that is not indented ends a list.
    pub(super) fn check_split(&mut self, range: &Range<usize>) {
        let text = &self.masked.original[range.clone()];
        let has_boxes =
            ["- [", "* [", "+ ["].iter().any(|start| text.trim_start().starts_with(start));
        let place = self.place(self.line(range));
        let Some(question) = &mut self.collect.question else { return };
        if question.widget.is_none() || !has_boxes || question.split || !question.kind.is_marked() {
            return;
        }
        question.split = true;
        self.report(
            Diagnostic::new(&checks::QUESTION, "these options do not belong to the question: its list ended before them")
                .at(place)
                .help("put two spaces before each `>` under an option, and no other text between the options"),
        );
    }

    fn check_options(&mut self, question: &OpenQuestion, widget: WidgetId) {
        let Some(Widget::Question(Question { options, .. })) =
            self.document.widgets().get(widget.index())
        else {
            return;
        };
        if question.split
            || matches!(question.kind, QuestionKind::Matching | QuestionKind::Reflection)
        {
            return;
        }
        let texts: Vec<String> = options
            .iter()
            .map(|option| self.written_part(&option.text).trim().to_owned())
            .collect();
        let (count, right) = (options.len(), options.iter().filter(|option| option.right).count());
        let mut complain = |message: &str, help: &str| {
            let place = self.place(question.span);
            self.report(Diagnostic::new(&checks::QUESTION, message).at(place).help(help));
        };
        match question.kind {
            QuestionKind::Multiple if question.computed && right > 0 => complain(
                "the key of this question is computed, yet an option is marked as right",
                "write `- [ ]` before every option, or take `key=fixed` away",
            ),
            QuestionKind::Single | QuestionKind::TrueFalse | QuestionKind::Multiple
                if right == 0 && !question.computed =>
            {
                complain(
                    "no answer to this question is right",
                    "write `- [x]` before the right one",
                );
            }
            QuestionKind::Single | QuestionKind::TrueFalse if right > 1 => complain(
                "this question takes one answer, and two are marked as right",
                "keep one `- [x]`, or write `question=multiple`",
            ),
            _ => {}
        }
        if texts.iter().any(String::is_empty) {
            complain(
                "an option of this question is empty",
                "write its words after the box, or take the line away",
            );
        }
        let twice = texts
            .iter()
            .enumerate()
            .find(|(at, text)| !text.is_empty() && texts[..*at].contains(*text));
        if let Some((_, text)) = twice {
            complain(
                &format!("`{text}` is there twice"),
                "reword one of the two: readers could not tell them apart",
            );
        }
        if count < 2 {
            complain("a question needs two options or more", "add a line to its list");
        }
        if question.kind == QuestionKind::TrueFalse && count > 2 {
            complain(
                "a true-false question has two options",
                "write `question=single`, or keep True and False",
            );
        }
    }

    pub(super) fn finish_matching(&mut self, list: OpenList) {
        let Some(mut question) = self.collect.question.take() else { return };
        let mut rows = list.rows.into_iter();
        let head = rows.next().map(|(cells, _)| cells).unwrap_or_default();
        let cell = |cells: &[Slice], at: usize| cells.get(at).cloned().unwrap_or_default();
        let mut options: Vec<Choice> = Vec::new();
        let mut lefts: HashMap<String, Span> = HashMap::new();
        for (cells, range) in rows {
            let line = self.line(&range);
            let (left, right) =
                (self.written_part(&cell(&cells, 0)), self.written_part(&cell(&cells, 1)));
            if left.trim().is_empty() || right.trim().is_empty() {
                let message = "a row of a matching question needs a left and a right side";
                let place = self.place(line.clone());
                self.report(
                    Diagnostic::new(&checks::QUESTION, message)
                        .at(place)
                        .help("fill the empty cell, or take the row away"),
                );
            }
            if let Some(first) = lefts.insert(left.clone(), line.clone()) {
                self.report(
                    Diagnostic::new(
                        &checks::QUESTION,
                        format!(
                            "`{}` stands twice on the left of this matching question",
                            left.trim()
                        ),
                    )
                    .at(self.place(line.clone()))
                    .label(self.place(first), "first here")
                    .help(
                        "each left side has one match: reword one of the two, or swap the columns",
                    ),
                );
            }
            options.push(Choice {
                text: cell(&cells, 0),
                partner: cell(&cells, 1),
                feedback: cell(&cells, 2),
                right: true,
                links: LinkId::new(0)..LinkId::new(0),
                span: line,
            });
        }
        if options.len() < 2 {
            let place = self.place(question.span);
            self.report(
                Diagnostic::new(&checks::QUESTION, "a matching question needs two rows or more")
                    .at(place)
                    .help("add a row to its table"),
            );
        }
        question.widget =
            Some(self.put_question(&question, options, [cell(&head, 0), cell(&head, 1)]));
        self.collect.question = Some(question);
    }
}
