//! Questions: a section whose heading says `question=…`, with its options, and what is wrong with
//! them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Tag;

use super::Compiler;
use super::context::Context;
use super::events::Events;
use super::items::{Apart, ListItem};
use super::writer::Stream;
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::attributes::Attributes;
use crate::parse::html::Slice;
use crate::parse::ids::{LinkId, WidgetId};
use crate::parse::widget::{Choice, QUESTION_KINDS, Question, QuestionKind, SCENARIO, Widget};

/// The question whose section is read.
pub(super) struct OpenQuestion {
    /// What its heading says of it.
    given: Question,
    /// Whether its options were cut in two.
    is_split: bool,
    /// Its widget, once its options are read.
    widget: Option<WidgetId>,
}

/// A row of a matching table: its left side, its right side and what is said of it, and where it
/// stands in the body.
type Row = ([Slice; 3], Range<usize>);

impl Compiler<'_> {
    /// A section begins that may be a question.
    pub(super) fn begin_question(&mut self, id: &Arc<str>, attributes: &Attributes, span: Span) {
        let Some(word) = attributes.get("question") else { return };
        let known = QUESTION_KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        if known.is_none() && word != SCENARIO {
            unknown_kind(&mut self.cx, word, span);
            return;
        }

        let key = attributes.get("key");
        let is_computed = key == Some("fixed") && known == Some(QuestionKind::Multiple);
        if key.is_some() && !is_computed {
            let message = "`key=fixed` is all that a key can be, and only in a `multiple` question";
            problem(&mut self.cx, message, "take `key=` away", span);
        }

        // What belongs to a scenario stands in the sections below, so the page is asked for it,
        // once it is whole.
        let Some(kind) = known else {
            self.document.has_scenarios = true;
            return;
        };
        let given = Question {
            kind,
            id: id.clone(),
            computed: is_computed,
            counts: kind.is_marked() && !attributes.has_class("activity"),
            span,
            ..Question::default()
        };
        self.question = Some(OpenQuestion { given, is_split: false, widget: None });
    }

    /// Reads a block of a section that belongs to its question, if it does.
    pub(super) fn question_block(
        &mut self,
        tag: &Tag<'_>,
        range: &Range<usize>,
        events: &mut Events<'_>,
    ) -> bool {
        // Taken out while its own blocks are read: a list in them is no list of options.
        let Some(mut question) = self.question.take() else { return false };
        if matches!(tag, Tag::List(_)) {
            check_split(&mut self.cx, &mut question, range);
        }

        let is_open = question.widget.is_none();
        let read = match tag {
            Tag::BlockQuote(_) => {
                !self.is_alert(range) && self.read_feedback(&mut question, events)
            }
            Tag::List(start) if is_open && question.given.kind.takes_list(start.is_some()) => {
                self.read_options(&mut question, events);
                true
            }
            Tag::Table(_) if is_open && question.given.kind == QuestionKind::Matching => {
                self.read_matches(&mut question, events);
                true
            }
            _ => false,
        };
        self.question = Some(question);
        read
    }

    /// A question's section ends.
    pub(super) fn end_question(&mut self) {
        let Some(mut question) = self.question.take() else { return };
        if let Some(widget) = question.widget {
            self.check_options(&question, widget);
            return;
        }

        // A reflection has nothing to choose from, so a section without options is all right.
        if question.given.kind == QuestionKind::Reflection {
            self.put_question(&mut question, Vec::new(), Default::default());
            return;
        }

        let help = match question.given.kind {
            QuestionKind::Matching => "put a table with two columns under the heading",
            QuestionKind::Ordering => "put a numbered list under the heading, in the right order",
            _ => {
                "put a list of options under the heading, `- [x]` before each that is right and \
                 `- [ ]` before the others"
            }
        };
        let message = "this question has nothing to choose from";
        problem(&mut self.cx, message, help, question.given.span);
    }

    fn put_question(
        &mut self,
        question: &mut OpenQuestion,
        options: Vec<Choice>,
        columns: [Slice; 2],
    ) {
        let widget = self.put_widget(Widget::Question(Question {
            options,
            columns,
            ..question.given.clone()
        }));
        question.widget = Some(widget);
    }

    /// A quote after a question's options answers it as a whole.
    fn read_feedback(&mut self, question: &mut OpenQuestion, events: &mut Events<'_>) -> bool {
        // Nothing else has made the widget of a reflection by now: it has no options.
        if question.given.kind == QuestionKind::Reflection && question.widget.is_none() {
            self.put_question(question, Vec::new(), Default::default());
        }

        let Some(id) = question.widget else { return false };
        let widget = &self.document.widgets[id.index()];
        // One quote answers the question; another after it is a quote like any other.
        if matches!(widget, Widget::Question(question) if !question.feedback.is_empty()) {
            return false;
        }

        let before = self.out.switch(Stream::Extras);
        let start = self.out.extras.mark();
        self.within("", events, "");
        self.out.switch(before);

        if let Widget::Question(question) = &mut self.document.widgets[id.index()] {
            question.feedback = self.out.extras.since(start);
        }
        true
    }

    fn read_options(&mut self, question: &mut OpenQuestion, events: &mut Events<'_>) {
        let items = self.items(events, Apart::Quotes);
        // Where the order, or the rule that an option links to, tells what is right, no box does.
        let is_plain = question.given.kind == QuestionKind::Ordering || question.given.computed;
        let mut options = Vec::with_capacity(items.len());
        for item in items {
            let span = self.cx.line(&item.range);
            if item.checked.is_none() && !is_plain {
                let help = "begin it with `- [x]` if it is right, with `- [ ]` if it is not";
                let message = "this option does not say whether it is right";
                problem(&mut self.cx, message, help, span);
            }
            options.push(Choice::of(item));
        }
        self.put_question(question, options, Default::default());
    }

    fn check_options(&mut self, question: &OpenQuestion, widget: WidgetId) {
        let widget = &self.document.widgets[widget.index()];
        let Widget::Question(Question { kind, computed, options, span, .. }) = widget else {
            return;
        };
        // Of a list that was cut in two, half would be found wrong.
        if question.is_split || matches!(kind, QuestionKind::Matching | QuestionKind::Reflection) {
            return;
        }

        let texts: Vec<String> =
            options.iter().map(|option| self.compared(option.whole()).trim().to_owned()).collect();
        let count = options.len();
        let right = options.iter().filter(|option| option.right).count();
        let (cx, kind, span) = (&mut self.cx, *kind, *span);

        if *computed && right > 0 {
            let message = "the key of this question is computed, yet an option is marked as right";
            let help = "write `- [ ]` before every option, or take `key=fixed` away";
            problem(cx, message, help, span);
        } else if right == 0 && !computed && kind != QuestionKind::Ordering {
            let help = "write `- [x]` before the right one";
            problem(cx, "no answer to this question is right", help, span);
        } else if right > 1 && matches!(kind, QuestionKind::Single | QuestionKind::TrueFalse) {
            let message = "this question takes one answer, and two are marked as right";
            problem(cx, message, "keep one `- [x]`, or write `question=multiple`", span);
        }

        if texts.iter().any(String::is_empty) {
            let help = "write its words after the box, or take the line away";
            problem(cx, "an option of this question is empty", help, span);
        }
        let mut met = HashSet::new();
        let twice = texts.iter().find(|text| !text.is_empty() && !met.insert(text.as_str()));
        if let Some(text) = twice {
            let help = "reword one of the two: readers could not tell them apart";
            problem(cx, format!("`{text}` is there twice"), help, span);
        }
        if count < 2 {
            let message = "a question needs two options or more";
            problem(cx, message, "add a line to its list", span);
        }
        if kind == QuestionKind::TrueFalse && count > 2 {
            let help = "write `question=single`, or keep True and False";
            problem(cx, "a true-false question has two options", help, span);
        }
    }

    fn read_matches(&mut self, question: &mut OpenQuestion, events: &mut Events<'_>) {
        let mut rows = self.rows(events).into_iter();
        let ([left, right, _], _) = rows.next().unwrap_or_default();
        let mut options: Vec<Choice> = Vec::new();
        let mut lefts: HashMap<String, Span> = HashMap::new();
        for (cells, range) in rows {
            let span = self.cx.line(&range);
            self.check_match(cells, span, &mut lefts);
            options.push(Choice::matching(cells));
        }

        if options.len() < 2 {
            let message = "a matching question needs two rows or more";
            problem(&mut self.cx, message, "add a row to its table", question.given.span);
        }
        self.put_question(question, options, [left, right]);
    }

    /// The rows of a table, its head first.
    fn rows(&mut self, events: &mut Events<'_>) -> Vec<Row> {
        let before = self.out.switch(Stream::Extras);
        let mut rows = Vec::new();
        while let Some((_, range)) = events.next_start() {
            let mut cells = [Slice::default(); 3];
            for at in 0.. {
                if events.next_start().is_none() {
                    break;
                }
                let line = events.inside();
                let start = self.out.extras.mark();
                self.inline(line);
                if let Some(cell) = cells.get_mut(at) {
                    *cell = self.out.extras.since(start);
                }
            }
            rows.push((cells, range.clone()));
        }
        self.out.switch(before);
        rows
    }

    fn check_match(&mut self, cells: [Slice; 3], span: Span, lefts: &mut HashMap<String, Span>) {
        let [left, right, _] = cells.map(|cell| self.compared(cell));
        if left.trim().is_empty() || right.trim().is_empty() {
            let message = "a row of a matching question needs a left and a right side";
            problem(&mut self.cx, message, "fill the empty cell, or take the row away", span);
        }

        let message =
            format!("`{}` stands twice on the left of this matching question", left.trim());
        if let Some(first) = lefts.insert(left, span) {
            let help = "each left side has one match: reword one of the two, or swap the columns";
            self.cx.report(
                Diagnostic::new(&checks::QUESTION, message)
                    .at(self.cx.place(span))
                    .label(self.cx.place(first), "first here")
                    .help(help),
            );
        }
    }
}

impl Choice {
    fn of(item: ListItem) -> Self {
        Self {
            text: item.text,
            more: item.more,
            partner: Slice::default(),
            feedback: item.quotes,
            right: item.checked == Some(true),
            links: item.links,
        }
    }

    fn matching([text, partner, feedback]: [Slice; 3]) -> Self {
        Self {
            text,
            // Empty, but at the end of the text, so that the whole of the option ends there.
            more: Slice { start: text.end, end: text.end },
            partner,
            feedback,
            right: true,
            links: LinkId::new(0)..LinkId::new(0),
        }
    }
}

impl QuestionKind {
    /// Whether its options are the items of a list.
    fn takes_list(self, is_ordered: bool) -> bool {
        match self {
            Self::Ordering => is_ordered,
            Self::Matching | Self::Reflection => false,
            Self::Single | Self::Multiple | Self::TrueFalse => true,
        }
    }
}

fn unknown_kind(cx: &mut Context<'_>, word: &str, span: Span) {
    let known = QUESTION_KINDS.iter().map(|(name, _)| *name).chain([SCENARIO]);
    let known: Vec<&str> = known.collect();
    cx.report(
        Diagnostic::new(&checks::QUESTION, format!("there is no kind of question `{word}`"))
            .at(cx.place(span))
            .none_of(word, &known),
    );
}

/// Reports a list of options that follows the one that was read: a quote that is not indented ends
/// a list.
fn check_split(cx: &mut Context<'_>, question: &mut OpenQuestion, range: &Range<usize>) {
    let text = cx.masked.written(range).trim_start();
    let has_boxes = ["- [", "* [", "+ ["].iter().any(|start| text.starts_with(start));
    if question.widget.is_none()
        || !has_boxes
        || question.is_split
        || !question.given.kind.is_marked()
    {
        return;
    }

    question.is_split = true;
    let message = "these options do not belong to the question: its list ended before them";
    let help =
        "put two spaces before each `>` under an option, and no other text between the options";
    problem(cx, message, help, cx.line(range));
}

fn problem(cx: &mut Context<'_>, message: impl Into<String>, help: &str, span: Span) {
    cx.problem(&checks::QUESTION, message, help, span);
}
