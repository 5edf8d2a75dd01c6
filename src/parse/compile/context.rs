//! What is known of the file that is being compiled, and what was found in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::load::{LayerId, PageSource};
use crate::parse::attributes::Operation;
use crate::parse::html::Interpolated;
use crate::parse::mask::{Masked, SENTINEL};
use crate::parse::speller::Speller;
use crate::parse::{LEAD, MAX_DIAGNOSTICS, SourceText};
use crate::project::{Project, VarId};
use crate::text_digest::TextDigest;

/// A file, and what was found in it so far.
pub(crate) struct Context<'a> {
    pub(crate) project: &'a Project,
    pub(crate) masked: &'a Masked<'a>,
    pub(crate) names: FieldNames<'a>,
    pub(crate) speller: Speller<'a>,
    /// Where each variable is used.
    pub(crate) uses: Vec<(VarId, Span)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) source: &'a PageSource,
}

impl<'a> Context<'a> {
    /// The file's path in its layer.
    pub(crate) fn path(&self) -> &'a str {
        &self.source.path
    }

    /// Whether raw HTML is passed on: a firm's is cleaned.
    pub(crate) fn is_trusted(&self) -> bool {
        is_trusted(self.names.layer)
    }

    /// How many problems were recorded.
    pub(crate) fn told(&self) -> usize {
        self.diagnostics.len()
    }

    /// Records a problem.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        // One more than will be reported shows that there are more.
        if self.diagnostics.len() <= MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Records a problem with some bytes of the file.
    pub(crate) fn problem(
        &mut self,
        check: &'static Check,
        message: impl Into<String>,
        help: impl Into<String>,
        span: Span,
    ) {
        self.report(Diagnostic::new(check, message).at(self.place(span)).help(help));
    }

    /// Some bytes of the file.
    pub(crate) fn place(&self, span: impl Into<Span>) -> Place {
        Place::at(&self.source.file, span)
    }

    /// A range of the body as a range of the file.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        Span { start: range.start, end: range.end }.shifted(self.masked.offset)
    }

    /// A range of the body as its author wrote it.
    pub(crate) fn source_text(&self, range: &Range<usize>) -> SourceText {
        let span = self.span(range);
        // Not from `masked`, where remarks may be blank.
        let digest = TextDigest::of(&self.source.text[span.range()]);
        SourceText { span, digest }
    }

    /// The first line of a range of the body: of a long one, no more is worth showing.
    pub(crate) fn first_line(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.masked.written(range).lines().next().unwrap_or_default();
        range.start..range.start + first.trim_end().len()
    }

    /// The same, as bytes of the file.
    pub(crate) fn line(&self, range: &Range<usize>) -> Span {
        self.span(&self.first_line(range))
    }

    /// What stands in braces at the end of an item's first line.
    pub(crate) fn braces(&self, range: &Range<usize>) -> &'a [(String, String)] {
        let line = self.first_line(range);
        let mut found = self.masked.braces.range(line.start..line.end.max(line.start + 1));
        found.next().map_or(&[], |(_, pairs)| pairs)
    }

    /// A text of an attribute with its variables.
    pub(crate) fn attribute(&mut self, text: &str, span: Span) -> Interpolated {
        let place = self.place(span);
        let variables = &self.project.variables;
        let text = Interpolated::read(text, variables, &place, &mut self.diagnostics);

        self.uses.extend(text.uses.iter().map(|(_, id)| (*id, span)));
        self.speller.phrase(text)
    }

    /// A text of the parser's with its variables.
    pub(crate) fn interpolated(&mut self, text: &str) -> Interpolated {
        let mut interpolated = Interpolated::default();
        self.masked.append(text, &mut interpolated);
        self.record_uses(text);
        interpolated
    }

    /// A heading's attribute as it was written; its variables count as used.
    pub(crate) fn written(&mut self, text: &str) -> String {
        self.record_uses(text);
        // The parser takes the quotes around a value for part of it.
        self.masked.restore(text).trim_matches('"').to_owned()
    }

    /// Records the variables that a text of the parser's uses.
    pub(crate) fn record_uses(&mut self, text: &str) {
        let masked = self.masked;
        for number in masked.uses_in(text) {
            self.record_use(number);
        }
    }

    /// Records a use of a variable; one that nobody declared is reported.
    pub(crate) fn record_use(&mut self, number: usize) {
        let used = &self.masked.uses[number];
        let span = self.span(&used.span);
        match used.variable {
            Some(id) => self.uses.push((id, span)),
            None => {
                let (place, told) = (self.place(span), self.told());
                self.report(self.project.variables.unknown(&used.name, place, told));
            }
        }
    }

    /// Whether an id or class is the same in every firm; one that is not is reported.
    pub(crate) fn is_plain(&mut self, name: &str, span: Span) -> bool {
        let plain = !name.contains(SENTINEL);
        if !plain {
            let message =
                "an id or class cannot hold a variable: it must be the same for every firm";
            self.problem(&checks::WRONG_TYPE, message, "write a word of your own", span);
        }
        plain
    }
}

/// Whether raw HTML of a layer is passed on.
pub(crate) fn is_trusted(layer: &LayerId) -> bool {
    // A firm's folder may come by mail; all other layers are the keeper's own.
    !matches!(layer, LayerId::Firm(_))
}

/// Names of fields and forms: unique on their page, and no section's id.
pub(crate) struct FieldNames<'a> {
    layer: &'a LayerId,
    /// The section that is read.
    section: Arc<str>,
    /// Whether its text is added to the section of another layer.
    is_added: bool,
    taken: HashSet<String>,
    /// How often each name was wanted.
    counts: HashMap<String, u32>,
}

impl<'a> FieldNames<'a> {
    pub(crate) fn new(layer: &'a LayerId) -> Self {
        Self {
            layer,
            section: LEAD.into(),
            is_added: false,
            taken: HashSet::new(),
            counts: HashMap::new(),
        }
    }

    /// Names belong to this section from here on.
    pub(crate) fn enter(&mut self, section: &Arc<str>, operation: Option<&Operation>) {
        self.section = section.clone();
        self.is_added = matches!(operation, Some(Operation::Append | Operation::Prepend));
    }

    /// A name made of what is asked.
    pub(crate) fn unique(&mut self, slug: &str) -> String {
        let short: String = slug.chars().take(60).collect();
        // Added text stands beside the section's own.
        let layer = if self.is_added { format!("{}.", self.layer) } else { String::new() };
        let base = format!("f.{layer}{}.{short}", self.section);

        let mut name = base.clone();
        while !self.taken.insert(name.clone()) {
            let count = self.counts.entry(base.clone()).or_insert(1);
            *count += 1;
            name = format!("{base}.{count}");
        }
        name
    }
}
