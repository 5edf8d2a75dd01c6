//! What a page holds beside text: questions, forms, and what is computed from the whole edition.
//!
//! A widget's own texts are [`Slice`]s of [`Document::extras`](super::Document::extras); a hole in
//! the body says where it stands.

use std::ops::Range;
use std::sync::Arc;

use super::html::{Interpolated, Slice};
use super::ids::LinkId;
use super::passage::{Collection, Include};
use super::target::Target;
use crate::diagnostic::Span;
use crate::project::Values;

/// A form is shown at most this often.
pub(crate) const MAX_REPEAT: u32 = 60;

/// Something that is more than text.
#[derive(Debug, Clone)]
pub(crate) enum Widget {
    /// A question of a knowledge check.
    Question(Question),
    /// What leads on from a scene of a scenario.
    Branches(Vec<Branch>),
    /// `:::form`: what its fields stand in.
    Form(Form),
    /// A field of a form.
    Field(Field),
    /// `:::self-check`
    SelfCheck(SelfCheck),
    /// `:::cost`
    Cost(Cost),
    /// `:::pages`
    Pages(Vec<PageItem>),
    /// The foot of a `:::fact`.
    Fact(Fact),
    /// Who says what a `:::voice` holds.
    Voice(Voice),
    /// `:::curriculum`
    Curriculum(Curriculum),
    /// `:::timeline`
    Timeline(TimelineView),
    /// `:::answer-key`
    AnswerKey,
    /// `:::include`
    Include(Include),
    /// `:::collection`
    Collection(Collection),
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
            Self::Branches(branches) => branches.iter().map(|it| it.text).collect(),
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
            Self::Cost(cost) => cost.lines.iter().map(|it| it.who).collect(),
            Self::Pages(items) => items.iter().map(|(text, _)| *text).collect(),
            _ => Vec::new(),
        }
    }

    /// The holes of its texts, by index into those of the document's extras: a widget's texts stand
    /// side by side.
    pub(crate) fn holes(&self) -> Range<usize> {
        // A text that is not there begins at 0, and would stretch the range to the beginning.
        let ranges = self.texts().into_iter().map(Slice::holes).filter(|range| !range.is_empty());
        let joined = ranges.reduce(|all, next| all.start.min(next.start)..all.end.max(next.end));
        joined.unwrap_or(0..0)
    }
}

/// A question.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    /// How it is answered.
    pub kind: QuestionKind,
    /// The id of its section.
    pub id: Arc<str>,
    /// Whether an option is right because it links to a fixed rule.
    pub computed: bool,
    /// Whether it counts towards the pass mark: an activity does not.
    pub counts: bool,
    /// What can be chosen, ordered or matched.
    pub options: Vec<Choice>,
    /// Headings of the columns of a matching table.
    pub columns: [Slice; 2],
    /// What is said to any answer.
    pub feedback: Slice,
    /// Bytes of the file: its heading.
    pub span: Span,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum QuestionKind {
    /// One of several.
    #[default]
    Single,
    /// Some of several.
    Multiple,
    /// One of two.
    TrueFalse,
    /// By putting things in order.
    Ordering,
    /// By finding what belongs together.
    Matching,
    /// By thinking; nobody marks it.
    Reflection,
}

/// The kinds by name.
pub(super) const QUESTION_KINDS: [(&str, QuestionKind); 6] = [
    ("single", QuestionKind::Single),
    ("multiple", QuestionKind::Multiple),
    ("true-false", QuestionKind::TrueFalse),
    ("ordering", QuestionKind::Ordering),
    ("matching", QuestionKind::Matching),
    ("reflection", QuestionKind::Reflection),
];

/// What a heading says to begin a scenario: `question=scenario`.
pub(crate) const SCENARIO: &str = "scenario";

impl QuestionKind {
    /// The kind's name.
    pub(crate) fn name(self) -> &'static str {
        QUESTION_KINDS.iter().find(|(_, kind)| *kind == self).map_or("single", |(name, _)| name)
    }

    /// Whether an answer is right or wrong.
    pub(crate) fn is_marked(self) -> bool {
        self != Self::Reflection
    }
}

/// An option of a question.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// What it says; in a matching question, the left side.
    pub text: Slice,
    /// What it says in further paragraphs, lists and the like.
    pub more: Slice,
    /// The right side of a matching question.
    pub partner: Slice,
    /// What is said to whoever chose it.
    pub feedback: Slice,
    /// Whether it is right.
    pub right: bool,
    /// The document's links in it.
    pub links: Range<LinkId>,
}

impl Choice {
    /// All it says.
    pub(crate) fn whole(&self) -> Slice {
        Slice { start: self.text.start, end: self.more.end }
    }
}

/// What can be chosen at the end of a scene, and the scene that it leads to.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    /// What it says.
    pub text: Slice,
    /// The id of the scene's section.
    pub to: Arc<str>,
    /// Bytes of the file.
    pub span: Span,
}

/// A form: fields that stay on the reader's page.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// What it is called; with a number after it where it is there several times.
    pub title: Interpolated,
    /// How often it is there.
    pub repeat: Option<Interpolated>,
    /// Names it in the page.
    pub slug: String,
    /// Bytes of the file: the line that opens it.
    pub span: Span,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// What is asked.
    pub label: Slice,
    /// What helps to answer it.
    pub help: Slice,
    /// Names it in the page and in the files that readers save.
    pub name: String,
    /// How it is filled in.
    pub kind: FieldKind,
}

/// How a field is filled in.
#[derive(Debug, Clone)]
pub(crate) enum FieldKind {
    /// A line of text.
    Text,
    /// So many lines of text.
    Lines(u8),
    /// A date.
    Date,
    /// A name in one's own hand.
    Signature,
    /// A box to tick.
    Tick,
    /// One of some options.
    Choice(Vec<Slice>),
    /// Some of some options.
    Choices(Vec<Slice>),
    /// A number from one to another, and what its ends mean.
    Scale(Scale),
}

/// Numbers to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// The lowest.
    pub from: u8,
    /// The highest.
    pub to: u8,
    /// What the lowest means.
    pub low: Interpolated,
    /// What the highest means.
    pub high: Interpolated,
}

/// A questionnaire that adds up.
#[derive(Debug, Clone)]
pub(crate) struct SelfCheck {
    /// The same for each statement.
    pub scale: Scale,
    /// The statements.
    pub statements: Vec<Statement>,
    /// Names it in the page.
    pub slug: String,
}

/// A statement to agree with or not.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// What it says.
    pub text: Slice,
    /// What explains it.
    pub help: Slice,
    /// The id of the section that it counts for.
    pub section: String,
    /// Bytes of the file.
    pub span: Span,
}

/// What a cohort takes: hours and, where the rates are known, what they cost.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    /// How many pairs there are.
    pub pairs: Interpolated,
    /// Those who give time to it.
    pub lines: Vec<CostLine>,
    /// Bytes of the file: the line that opens it.
    pub span: Span,
}

/// Somebody who gives time to a cohort.
#[derive(Debug, Clone)]
pub(crate) struct CostLine {
    /// Who that is.
    pub who: Slice,
    /// Hours of one of them.
    pub hours: Interpolated,
    /// What an hour costs.
    pub rate: Option<Interpolated>,
    /// Whether there is one of them in all, not one for each pair.
    pub is_once: bool,
    /// Bytes of the file.
    pub span: Span,
}

/// Longest figure, in bytes.
const MAX_AMOUNT: usize = 16;

impl Cost {
    /// Its figures, each with its name and where it stands.
    pub(crate) fn figures(&self) -> impl Iterator<Item = (&'static str, &Interpolated, Span)> {
        let lines = self.lines.iter().flat_map(|line| {
            let rate = line.rate.as_ref().map(|rate| ("rate", rate, line.span));
            [Some(("hours", &line.hours, line.span)), rate]
        });
        lines.chain([Some(("pairs", &self.pairs, self.span))]).flatten()
    }
}

/// A figure of such a table with a firm's values: a number of at most a million, perhaps with
/// decimals.
pub(crate) fn amount(figure: &Interpolated, values: &Values) -> Option<f64> {
    if figure.filled_len(values) > MAX_AMOUNT {
        return None;
    }
    let text = figure.fill(values);
    let text = text.trim();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|amount| is_plain && (0.0..=1_000_000.0).contains(amount))
}

/// An item of a list of links to pages: its text, and the first link in it. Where an edition does
/// not have that page, it drops out.
pub(crate) type PageItem = (Slice, Option<LinkId>);

/// A fact that was true at a time.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// A year, a month or a day.
    pub as_of: String,
    /// The day by which someone has to look whether it still holds, `YYYY-MM-DD`.
    pub review_by: Option<String>,
    /// Where it comes from.
    pub source: Interpolated,
    /// Bytes of the file: the line that opens it.
    pub span: Span,
}

/// Who says something.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    /// The name.
    pub by: Interpolated,
    /// What they are in the firm.
    pub title: Interpolated,
    /// Whether their portrait stands before the name; else their initials do.
    pub has_portrait: bool,
}

/// The training modules of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Curriculum {
    /// Whether only the hours are shown.
    pub hours: bool,
    /// The one audience that is meant; all of them where none is named.
    pub audience: Option<String>,
}

/// Dates of a timeline.
#[derive(Debug, Clone)]
pub(crate) struct TimelineView {
    /// The page of kind `timeline`.
    pub from: Target,
    /// How they are shown.
    pub shape: TimelineShape,
    /// The one audience that is meant; all of them where none is named.
    pub audience: Option<String>,
    /// Bytes of the file: the line that asks for it.
    pub span: Span,
}

/// How dates are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimelineShape {
    /// In a table.
    Table,
    /// As a short list, for a home page.
    Strip,
    /// As links to calendar files.
    Calendars,
}
