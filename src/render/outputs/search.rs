//! What readers search in: the files of the index, and the page of headings and terms by letter.
//!
//! These alone are made from the texts of all pages, so they are handed a [`SearchIndex`] that is
//! made when the first of them is asked for, once for each version of an edition.

use std::sync::OnceLock;

use serde::Serialize;

use super::{LazyOutput, is_brought};
use crate::diagnostic::Diagnostic;
use crate::edition::{Edition, Shell};
use crate::render::{Content, Frame};
use crate::search::{Entry, LETTERS, Letter, SearchIndex, TextCache, files};
use crate::theme::BY_LETTER;
use crate::url;

/// What the template sees of a letter.
#[derive(Serialize)]
struct LetterView<'l> {
    letter: &'l str,
    entries: Vec<EntryView<'l>>,
}

/// What it sees of an entry.
#[derive(Serialize)]
struct EntryView<'l> {
    title: &'l str,
    href: String,
    /// The title of the page that a heading stands on.
    page: Option<&'l str>,
}

/// An edition's index, made when somebody asks.
#[derive(Clone, Copy)]
pub(in crate::render) struct LazyIndex<'e> {
    edition: &'e Edition,
    cache: Option<&'e TextCache>,
    made: &'e OnceLock<Result<SearchIndex, Box<Diagnostic>>>,
}

impl<'e> LazyIndex<'e> {
    pub(in crate::render) fn new(
        edition: &'e Edition,
        cache: Option<&'e TextCache>,
        made: &'e OnceLock<Result<SearchIndex, Box<Diagnostic>>>,
    ) -> Self {
        Self { edition, cache, made }
    }

    fn get(&self) -> Result<&'e SearchIndex, Box<Diagnostic>> {
        let made = self.made.get_or_init(|| SearchIndex::of(self.edition, self.cache));
        made.as_ref().map_err(Clone::clone)
    }
}

pub(super) fn list<'a>(frame: &'a Frame, index: LazyIndex<'a>) -> Vec<LazyOutput<'a>> {
    let mut outputs = Vec::new();
    if !frame.shell.has_search() {
        return outputs;
    }
    for file in files(&frame.shell) {
        outputs.push(LazyOutput::new(file.address(), move || {
            Ok(Content::Bytes(index.get()?.file(file).into_bytes()))
        }));
    }
    if frame.shell.has_letters() {
        outputs.push(LazyOutput::new(LETTERS, move || letters(frame, &index.get()?.letters)));
    }
    outputs.retain(|output| !is_brought(frame, output.path()));
    outputs
}

/// The page by letter.
fn letters(frame: &Frame, letters: &[Letter]) -> Result<Content, Box<Diagnostic>> {
    let mut context = frame.context_from(&url::to_root(LETTERS))?;
    let shown = letters.iter().map(|letter| {
        let entries = letter.entries.iter().map(|entry| view(&frame.shell, entry));
        LetterView { letter: &letter.letter, entries: entries.collect() }
    });
    context.insert("letters", &shown.collect::<Vec<_>>());

    let expected = letters.iter().map(|letter| letter.entries.len() * 160).sum::<usize>() + 20_000;
    frame.shell.theme.templates.render(BY_LETTER, &context, expected).map(Content::Bytes)
}

fn view<'l>(shell: &'l Shell, entry: &'l Entry) -> EntryView<'l> {
    let facts = shell.map.facts(entry.page);
    let mut href = url::relative(LETTERS, &facts.url);
    if let Some(id) = &entry.id {
        href.push('#');
        href.push_str(&url::fragment(id));
    }
    EntryView { title: &entry.title, href, page: entry.id.as_ref().map(|_| &*facts.title) }
}
