//! Fields of forms, and the statements of self-checks.

use super::collect::Item;
use super::{Compiler, github_id};
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::attributes::{Operation, items};
use crate::parse::html::{Interpolated, Slice};
use crate::parse::widget::{Field, FieldKind, Scale, SelfCheck, Statement, Widget};

/// Lines of a field of several lines.
const MAX_LINES: u8 = 60;
/// Steps of a scale.
const MAX_STEP: u8 = 20;

impl Compiler<'_> {
    pub(super) fn finish_field(&mut self, item: Item) {
        let span = self.line(&item.range);
        let braces = self.braces(&item.range);
        if self.written_part(&item.text).trim().is_empty() {
            self.report(
                Diagnostic::new(&checks::WORKSHEET_FIELD, "this field has no label")
                    .at(self.place(span))
                    .help("say before the braces what is to be filled in: `- First date {date}`"),
            );
        }
        let slug = {
            let line = &self.masked.original[item.range.clone()];
            let line = line.lines().next().unwrap_or_default();
            let text = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            github_id(text.split(" {").next().unwrap_or_default())
        };
        let name = self.name(&slug);
        let kind = self.field_kind(&item, &braces, span);
        self.put_widget(Widget::Field(Field { label: item.text, name, kind }));
    }

    /// A name for a field: unique on its page, and no section's id.
    pub(in crate::parse) fn name(&mut self, slug: &str) -> String {
        let short: String = slug.chars().take(60).collect();
        let operation =
            self.piece.heading.as_ref().and_then(|heading| heading.attributes().operation.as_ref());
        // Text that is added to a section stands beside the section's own.
        let layer = match operation {
            Some(Operation::Append | Operation::Prepend) => format!("{}.", self.layer),
            _ => String::new(),
        };
        let base = format!("f.{layer}{}.{short}", self.piece.id);
        let mut name = base.clone();
        while !self.collect.names.insert(name.clone()) {
            let count = self.collect.counts.get(&base).map_or(2, |count| count + 1);
            self.collect.counts.insert(base.clone(), count);
            name = format!("{base}.{count}");
        }
        name
    }

    fn field_kind(&mut self, item: &Item, braces: &[(String, String)], span: Span) -> FieldKind {
        if item.checked.is_some() {
            if !braces.is_empty() {
                let help = "take the braces away, or the `[ ]`";
                self.field_problem(
                    "a box to tick is no other kind of field as well".to_owned(),
                    help,
                    span,
                );
            }
            return FieldKind::Tick;
        }
        let Some((word, value)) = braces.first() else { return FieldKind::Text };
        let get = |key: &str| {
            braces.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str())
        };
        let is_known = |key: &String| {
            key == word || word == "scale" && ["low", "high"].contains(&key.as_str())
        };
        for (key, _) in braces.iter().filter(|(key, _)| !is_known(key)) {
            self.field_problem(
                format!("`{key}` means nothing in a field of kind `{word}`"),
                "take it away",
                span,
            );
        }
        match word.as_str() {
            "text" => FieldKind::Text,
            "date" => FieldKind::Date,
            "signature" => FieldKind::Signature,
            "lines" => {
                match value.parse::<u8>().ok().filter(|lines| (1..=MAX_LINES).contains(lines)) {
                    Some(lines) => FieldKind::Lines(lines),
                    None => {
                        self.field_problem(
                            format!("`{value}` is no number of lines"),
                            "write `{lines=4}`",
                            span,
                        );
                        FieldKind::Lines(3)
                    }
                }
            }
            "scale" => FieldKind::Scale(self.scale(value, get("low"), get("high"), span)),
            "choice" | "choices" => {
                let mut options = item.options.clone();
                for option in items(value) {
                    options.push(self.extra_phrase(option, span));
                }
                if options.len() < 2 {
                    let help =
                        "write `{choice=\"One, Another\"}`, or put a list of them under the field";
                    self.field_problem("a choice needs two options or more".to_owned(), help, span);
                }
                if word == "choice" {
                    FieldKind::Choice(options)
                } else {
                    FieldKind::Choices(options)
                }
            }
            _ => {
                const KINDS: [&str; 7] =
                    ["text", "lines", "date", "scale", "choice", "choices", "signature"];
                let diagnostic = Diagnostic::new(
                    &checks::WORKSHEET_FIELD,
                    format!("there is no kind of field `{word}`"),
                )
                .at(self.place(span))
                .nearest(word, KINDS)
                .note(format!("there are: {}, and `- [ ]` for a box to tick", KINDS.join(", ")));
                self.report(diagnostic);
                FieldKind::Text
            }
        }
    }

    fn field_problem(&mut self, message: String, help: &str, span: Span) {
        self.report(
            Diagnostic::new(&checks::WORKSHEET_FIELD, message).at(self.place(span)).help(help),
        );
    }

    /// A text of an attribute, written to the extras.
    fn extra_phrase(&mut self, text: &str, span: Span) -> Slice {
        let phrase = self.read_phrase(text, span);
        let mark = self.document.extras().mark();
        self.document.special().extras.phrase(&phrase);
        self.document.extras().since(mark)
    }

    /// A text of an attribute with its variables.
    pub(in crate::parse) fn read_phrase(&mut self, text: &str, span: Span) -> Interpolated {
        let place = self.place(span);
        let phrase = Interpolated::read(
            text,
            &self.project.variables,
            &place,
            &mut self.document.diagnostics,
        );
        self.document.uses.extend(phrase.uses.iter().map(|(_, id)| (*id, span)));
        phrase
    }

    /// `1-5`, and what its ends mean.
    pub(in crate::parse) fn scale(
        &mut self,
        range: &str,
        low: &str,
        high: &str,
        span: Span,
    ) -> Scale {
        let ends = range.split_once(['-', '–']).and_then(|(from, to)| {
            let (from, to) = (from.trim().parse::<u8>().ok()?, to.trim().parse::<u8>().ok()?);
            (from < to && to <= MAX_STEP).then_some((from, to))
        });
        if ends.is_none() {
            self.field_problem(
                format!("`{range}` is no scale"),
                "write its ends: `{scale=1-5}`",
                span,
            );
        }
        let (from, to) = ends.unwrap_or((1, 5));
        Scale { from, to, low: self.read_phrase(low, span), high: self.read_phrase(high, span) }
    }

    pub(super) fn finish_statements(&mut self, list: Vec<Item>) {
        let mut statements = Vec::new();
        for item in list {
            let span = self.line(&item.range);
            let braces = self.braces(&item.range);
            let section = braces
                .iter()
                .find(|(key, _)| key == "for")
                .map(|(_, id)| id.trim_start_matches('#').to_owned());
            let Some(section) = section else {
                let help = "name the section of this page that it counts for: `{for=time}`";
                self.field_problem(
                    "this statement does not say what it counts for".to_owned(),
                    help,
                    span,
                );
                continue;
            };
            statements.push(Statement { text: item.text, section, span });
        }
        // The container that is open knows the scale.
        if let Some(Widget::SelfCheck(check)) = self
            .document
            .special()
            .widgets
            .iter_mut()
            .rev()
            .find(|widget| matches!(widget, Widget::SelfCheck(_)))
        {
            check.statements.extend(statements);
        }
    }
}

/// A self-check without its statements.
pub(in crate::parse) fn self_check(scale: Scale, slug: String) -> Widget {
    Widget::SelfCheck(SelfCheck { scale, statements: Vec::new(), slug })
}
