//! What documents say that several editions show, read and cut into words once for all of them.
//!
//! A document is known by itself and not by what it says, so that only editions which show it come
//! by its words.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{MAX_TEXT, words};
use crate::overlay::text_for_all;
use crate::parse::Document;

/// The texts of documents, each read when an edition first asks for it.
pub(crate) struct TextCache {
    /// By address. Each is held here, so none of another text comes to have it.
    documents: HashMap<usize, Entry>,
}

struct Entry {
    document: Arc<Document>,
    text: OnceLock<DocumentText>,
}

/// What a document says. It is kept as long as a run takes, so it is small.
pub(super) struct DocumentText {
    /// By section; none where editions may have different texts.
    sections: Box<[Option<SectionText>]>,
    /// Its words, one after the other: each as it is searched for and, where that is another, a
    /// space and how it is written.
    words: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

/// What a section says in all editions.
pub(super) struct SectionText {
    pub(super) text: Box<str>,
    /// Its words, in the order in which they come first.
    pub(super) counts: Box<[WordCount]>,
}

/// A word, as [`words::each`] cuts it.
pub(super) struct CutWord<'t> {
    /// As it is searched for.
    pub(super) form: &'t str,
    /// In small letters.
    pub(super) written: &'t str,
}

/// How often a word is in a text.
pub(super) struct WordCount {
    /// Its index in the document's words.
    pub(super) word: u32,
    pub(super) count: u32,
}

impl TextCache {
    /// For documents of layers that more than one firm has.
    pub(crate) fn new<'d>(documents: impl IntoIterator<Item = &'d Arc<Document>>) -> Self {
        let entries = documents.into_iter().map(|document| {
            let entry = Entry { document: document.clone(), text: OnceLock::new() };
            (address(document), entry)
        });
        Self { documents: entries.collect() }
    }

    /// The text of a section by its index in a document; none where it is not the same for all.
    pub(super) fn section(
        &self,
        document: &Arc<Document>,
        section: u32,
    ) -> Option<(&DocumentText, &SectionText)> {
        let entry = self.documents.get(&address(document))?;
        let text = entry.text.get_or_init(|| DocumentText::of(&entry.document));
        Some((text, text.sections.get(section as usize)?.as_ref()?))
    }
}

fn address(document: &Arc<Document>) -> usize {
    Arc::as_ptr(document).addr()
}

impl DocumentText {
    fn of(document: &Document) -> Self {
        let mut cutter = Cutter::default();
        let sections = document.sections.iter().map(|section| {
            // What is too long is refused by the edition that shows it.
            let fits = section.body.text().len() <= MAX_TEXT;
            let text = text_for_all(document, section.body).filter(|_| fits)?;
            Some(cutter.section(text))
        });
        Self { sections: sections.collect(), words: cutter.words.into(), ends: cutter.ends.into() }
    }

    /// How many words it has.
    pub(super) fn word_count(&self) -> usize {
        self.ends.len()
    }

    /// A word by its index.
    pub(super) fn word(&self, index: usize) -> CutWord<'_> {
        let start = if index > 0 { self.ends[index - 1] } else { 0 };
        let word = &self.words[start as usize..self.ends[index] as usize];
        let (form, written) = word.split_once(' ').unwrap_or((word, word));
        CutWord { form, written }
    }
}

/// Cuts one section of a document after the other.
#[derive(Default)]
struct Cutter {
    words: String,
    ends: Vec<u32>,
    /// The index of each word.
    indexes: HashMap<Box<str>, usize>,
    /// By word: where it is in the counts of the section that had it last.
    places: Vec<usize>,
}

impl Cutter {
    fn section(&mut self, text: String) -> SectionText {
        let mut counts: Vec<WordCount> = Vec::new();
        let mut both = String::new();
        words::each(&text, |form, written| {
            let word = if form == written {
                self.index(form)
            } else {
                both.clear();
                both.extend([form, " ", written]);
                self.index(&both)
            };

            let place = self.places[word];
            match counts.get_mut(place).filter(|known| known.word as usize == word) {
                Some(known) => known.count += 1,
                None => {
                    self.places[word] = counts.len();
                    counts.push(WordCount { word: word as u32, count: 1 });
                }
            }
        });
        SectionText { text: text.into(), counts: counts.into() }
    }

    fn index(&mut self, word: &str) -> usize {
        if let Some(index) = self.indexes.get(word) {
            return *index;
        }
        let index = self.ends.len();
        self.indexes.insert(word.into(), index);
        self.words.push_str(word);
        self.ends.push(self.words.len() as u32);
        self.places.push(0);
        index
    }
}
