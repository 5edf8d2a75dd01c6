//! What a section uses and another part of its file defines: the targets of links, and footnotes.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Span;
use crate::drift::source::SourceTexts;
use crate::load::PageSource;
use crate::overlay::Page;
use crate::parse::Document;
use crate::parse::references::{Label, References, references};
use crate::project::Project;

/// What goes with the sections of a page.
pub(super) struct Companions<'a> {
    page: &'a Page,
    texts: &'a SourceTexts<'a>,
    project: &'a Project,
    /// What labels mean already in the file that they come to.
    known: HashMap<Label, String>,
    /// What cannot come along as it is.
    pub(super) notes: Vec<String>,
}

/// A file and its labels.
struct Labels<'a> {
    text: &'a str,
    references: References,
    /// The parts of it that are taken.
    taken: Vec<Span>,
}

impl<'a> Companions<'a> {
    pub(super) fn new(
        page: &'a Page,
        texts: &'a SourceTexts<'a>,
        project: &'a Project,
        known: HashMap<Label, String>,
    ) -> Self {
        Self { page, texts, project, known, notes: Vec::new() }
    }

    /// The definitions that some segments need, from elsewhere in their files. None where a file is
    /// not any more what it was.
    pub(super) fn of(&mut self, segments: Range<usize>) -> Option<String> {
        let page = self.page;
        let segments = &page.segments[segments];
        let documents: BTreeSet<u16> = segments.iter().map(|it| it.origin.document).collect();

        let mut text = String::new();
        for index in documents {
            let document = &page.documents[usize::from(index)];
            let source = source_of(document, self.texts)?;
            let here = segments.iter().filter(|segment| segment.origin.document == index);
            let labels = Labels {
                text: &source.text,
                references: references(&source, self.project),
                taken: here.map(|segment| page.section(segment).span).collect(),
            };
            self.add(&labels, &mut text);
        }
        Some(text)
    }

    /// Adds what the taken parts of a file need of its other parts.
    fn add(&mut self, labels: &Labels<'_>, text: &mut String) {
        let References { uses, definitions } = &labels.references;
        let mut wanted: Vec<_> = uses.iter().filter(|used| labels.has_taken(used.span)).collect();
        // What one definition uses of another goes where that goes.
        let in_text = uses.iter().filter(|used| {
            !definitions.iter().any(|known| known.span.range().contains(&used.span.start))
        });
        let outside = in_text.filter(|used| !labels.has_taken(used.span));
        let outside: HashSet<&Label> = outside.map(|used| &used.label).collect();

        let mut next = 0;
        while let Some(used) = wanted.get(next) {
            next += 1;
            // Of several the first counts.
            let Some(found) = definitions.iter().find(|known| known.label == used.label) else {
                continue;
            };
            if labels.has_taken(found.span) {
                continue;
            }

            let defined = definition_text(labels.text, found.span);
            match self.known.get(&found.label) {
                Some(known) if *known == defined => continue,
                Some(_) => {
                    self.notes.push(format!(
                        "`{}` means something else in the file already: give one of them another \
                         name",
                        found.label
                    ));
                    continue;
                }
                None => {}
            }

            if matches!(found.label, Label::Footnote(_)) && outside.contains(&found.label) {
                self.notes.push(format!(
                    "the footnote `{}` is used in other sections, too; it is there twice now",
                    found.label
                ));
            }

            text.push_str(&format!("\n{defined}\n"));
            // A footnote may use others.
            wanted.extend(uses.iter().filter(|used| found.span.range().contains(&used.span.start)));
            self.known.insert(found.label.clone(), defined);
        }
    }
}

impl Labels<'_> {
    fn has_taken(&self, span: Span) -> bool {
        self.taken.iter().any(|taken| taken.range().contains(&span.start))
    }
}

/// What the labels of a file mean.
pub(super) fn labels_of(
    document: &Document,
    texts: &SourceTexts<'_>,
    project: &Project,
) -> Option<HashMap<Label, String>> {
    let source = source_of(document, texts)?;
    let definitions = references(&source, project).definitions.into_iter().rev();
    let texts = definitions.map(|it| (it.label, definition_text(&source.text, it.span)));
    Some(texts.collect())
}

/// A definition as its file has it, with line feeds.
fn definition_text(file: &str, span: Span) -> String {
    file[span.range()].trim_end().replace("\r\n", "\n")
}

fn source_of(document: &Document, texts: &SourceTexts<'_>) -> Option<PageSource> {
    let text: Arc<str> = texts.of(document)?;
    let (path, file) = (document.path.clone(), document.file.clone());
    Some(PageSource { path, file, text, digest: document.digest })
}
