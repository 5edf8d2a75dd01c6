//! In which sections each word stands, and how much that counts.

use std::collections::{HashMap, HashSet};

use super::cache::{CutWord, DocumentText};
use super::sections::Text;
use super::stem::Stems;
use super::words;

/// What a posting of each level counts. The browser adds them up, so that a change here is one of
/// the ranking. More levels rank no better, and make an index larger.
pub(super) const WEIGHTS: [f64; 4] = [1.1, 2.8, 6.0, 11.0];
const LEVEL_BITS: u32 = 2;
/// A word from a heading has this level at least, and so has one that a text is full of.
const TELLING: u8 = 1;

/// A word in the title of its page, in a name and in a heading, where it stands alone there.
const TITLE: f64 = 11.0;
const NAME: f64 = 9.0;
const IN_HEADING: f64 = 7.0;
/// A word in the page's title or in a heading above: readers may take words from both.
const ABOVE: f64 = 0.6;
/// What words of a text come to, however often they are in it, and in how long a text one of them
/// counts for half of that.
const TEXT: f64 = 2.2;
const USUAL_LENGTH: f64 = 100.0;

/// Sections in which a word is listed at most: the best of them.
const MOST: usize = 4_000;
/// In fewer sections no word is too much for an index, nor in a smaller share of all.
const FEW: usize = 64;
const SHARE: usize = 22;
/// The same of a word that questions are made of. It is listed where it is much of a heading: it
/// is only looked for where a question has no other.
const FEW_COMMON: usize = 24;
const MUCH: u8 = 2;

/// Phrases of a section that its words are listed with.
const MOST_PHRASES: usize = 16;

/// Words and where they stand, while the sections of an edition are read.
pub(super) struct Postings<'c> {
    stems: Stems,
    /// The forms of words as they are searched for, with their stems.
    forms: HashMap<Box<str>, usize>,
    /// Numbers of the stems.
    numbers: HashMap<String, usize>,
    /// By stem.
    lists: Vec<Vec<Posting>>,
    /// By stem: of which phrases it is.
    phrases: Vec<Vec<InPhrase>>,
    /// What questions are made of, whatever they are about.
    common: HashSet<Box<str>>,
    tally: Tally,
    /// The document that a text was last of, with the stems of its words as far as they are known.
    last: Option<(&'c DocumentText, Vec<Option<usize>>)>,
}

/// A word in a section: the section's number and, in the last bits, the level. There are more of
/// these than of anything else.
#[derive(Clone, Copy)]
pub(super) struct Posting(u32);

impl Posting {
    fn new(section: u32, level: u8) -> Self {
        Self(section << LEVEL_BITS | u32::from(level))
    }

    pub(super) fn section(self) -> u32 {
        self.0 >> LEVEL_BITS
    }

    pub(super) fn level(self) -> u8 {
        (self.0 % (1 << LEVEL_BITS)) as u8
    }
}

/// A word in a phrase: the section's number, and the phrase's among those of the section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct InPhrase {
    pub(super) section: u32,
    pub(super) phrase: u8,
}

/// How many different words a phrase has: those that say something, and those that questions are
/// made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhraseWords {
    pub(super) telling: u8,
    pub(super) common: u8,
}

/// What is known of a section once its words are taken.
pub(super) struct Taken {
    /// Different words.
    pub(super) words: usize,
    pub(super) phrases: Vec<PhraseWords>,
}

/// What is counted of one section.
#[derive(Default)]
struct Tally {
    /// By stem: how often it is in the text, and what its other places count.
    counts: Vec<(u32, f64)>,
    /// The stems that were counted.
    seen: Vec<usize>,
    /// Words of the text.
    length: u32,
}

/// Where words of a section stand.
pub(super) struct Fields<'s, 'c> {
    /// Of the page, where the section is the page as a whole.
    pub(super) title: &'s str,
    pub(super) heading: &'s str,
    pub(super) names: &'s [String],
    /// Whether a name of a single word is a phrase, too.
    pub(super) is_term: bool,
    /// The page's title and the headings above.
    pub(super) above: &'s [&'s str],
    pub(super) text: &'s Text<'c>,
}

/// The sections of a word, as they are listed.
pub(super) struct Listed {
    /// In how many sections it is.
    pub(super) count: usize,
    /// In the order of the sections; not all where it is very common.
    pub(super) postings: Vec<Posting>,
    /// In the order of the sections.
    pub(super) phrases: Vec<InPhrase>,
}

impl<'c> Postings<'c> {
    /// For texts of a language, in which questions are made of these words.
    pub(super) fn of(language: &str, common: &str) -> Self {
        Self {
            stems: Stems::of(language),
            forms: HashMap::new(),
            numbers: HashMap::new(),
            lists: Vec::new(),
            phrases: Vec::new(),
            common: words::all(common).into_iter().map(Into::into).collect(),
            tally: Tally::default(),
            last: None,
        }
    }

    /// Takes a section's words.
    pub(super) fn add(&mut self, section: u32, fields: &Fields<'_, 'c>) -> Taken {
        self.place(fields.title, TITLE);
        self.place(fields.heading, IN_HEADING);
        let mut phrases = Vec::new();
        for name in fields.names {
            let words = self.place(name, NAME);
            if (words > 1 || fields.is_term) && phrases.len() < MOST_PHRASES {
                phrases.push(self.phrase(section, phrases.len() as u8, name));
            }
        }
        for above in fields.above {
            let mut tally = std::mem::take(&mut self.tally);
            words::each(above, |form, written| tally.other(self.stem(form, written), ABOVE));
            self.tally = tally;
        }
        let mut tally = std::mem::take(&mut self.tally);
        match fields.text {
            Text::Own(text) => {
                words::each(text, |form, written| tally.text(self.stem(form, written), 1));
            }
            Text::Shared(document, section) => {
                let mut stems = self.stems_of(document);
                for known in &*section.counts {
                    let word = known.word as usize;
                    let stem = *stems[word].get_or_insert_with(|| {
                        let CutWord { form, written } = document.word(word);
                        self.stem(form, written)
                    });
                    tally.text(stem, known.count);
                }
                self.last = Some((document, stems));
            }
        }

        let length = 0.5 + 0.5 * tally.length as f64 / USUAL_LENGTH;
        let different = tally.seen.len();
        for stem in tally.seen.drain(..) {
            let (count, other) = std::mem::take(&mut tally.counts[stem]);
            let text = TEXT * count as f64 / (count as f64 + length);
            self.lists[stem].push(Posting::new(section, level(text + other)));
        }
        tally.length = 0;
        self.tally = tally;
        Taken { words: different, phrases }
    }

    /// Notes of which phrase words are. Of one with only such as all questions have, these tell.
    fn phrase(&mut self, section: u32, phrase: u8, text: &str) -> PhraseWords {
        let (mut telling, mut common) = (Vec::new(), Vec::new());
        words::each(text, |form, written| {
            let stem = self.stem(form, written);
            if self.common.contains(form) { common.push(stem) } else { telling.push(stem) }
        });
        if telling.is_empty() {
            std::mem::swap(&mut telling, &mut common);
        }

        let mut counted = PhraseWords { telling: 0, common: common.len().min(255) as u8 };
        let here = InPhrase { section, phrase };
        for stem in telling {
            if self.phrases[stem].last() != Some(&here) {
                self.phrases[stem].push(here);
                counted.telling = counted.telling.saturating_add(1);
            }
        }
        counted
    }

    /// The lists of the words of a text; none for one that is not there.
    pub(super) fn lists(&self, text: &str) -> Vec<Option<usize>> {
        let mut lists = Vec::new();
        words::each(text, |form, _| lists.push(self.forms.get(form).copied()));
        lists
    }

    /// Counts the words of a title or the like: each the less the more there are. Says how many
    /// there are.
    fn place(&mut self, text: &str, alone: f64) -> usize {
        let mut stems = Vec::new();
        words::each(text, |form, written| stems.push(self.stem(form, written)));
        let each = alone / (stems.len() as f64).sqrt();
        for stem in &stems {
            self.tally.other(*stem, each);
        }
        stems.len()
    }

    /// The stems of a document's words, as far as they are known.
    fn stems_of(&mut self, document: &DocumentText) -> Vec<Option<usize>> {
        match self.last.take() {
            Some((last, stems)) if std::ptr::eq(last, document) => stems,
            _ => vec![None; document.word_count()],
        }
    }

    /// The number of a word's stem.
    fn stem(&mut self, form: &str, written: &str) -> usize {
        if let Some(stem) = self.forms.get(form) {
            return *stem;
        }
        let stem = self.stems.stem(form, written);
        let next = self.lists.len();
        let number = *self.numbers.entry(stem).or_insert(next);
        if number == next {
            self.lists.push(Vec::new());
            self.phrases.push(Vec::new());
        }
        self.forms.insert(form.into(), number);
        number
    }

    /// The forms in the order in which browsers compare them, each with the number of its list, and
    /// the lists of an edition of so many sections, one after the other.
    pub(super) fn finish(
        self,
        sections: usize,
    ) -> (Vec<(Box<str>, usize)>, impl Iterator<Item = Listed>) {
        let mut is_common = vec![false; self.lists.len()];
        for stem in self.common.iter().filter_map(|form| self.forms.get(form)) {
            is_common[*stem] = true;
        }
        let mut forms: Vec<(Box<str>, usize)> = self.forms.into_iter().collect();
        forms.sort_unstable_by(|(a, _), (b, _)| order(a, b));
        let lists = self.lists.into_iter().zip(self.phrases).zip(is_common);
        let lists = lists.map(move |((postings, phrases), is_common)| {
            listed(postings, phrases, sections, is_common)
        });
        (forms, lists)
    }
}

impl Tally {
    fn text(&mut self, stem: usize, count: u32) {
        self.length += count;
        self.at(stem).0 += count;
    }

    fn other(&mut self, stem: usize, weight: f64) {
        self.at(stem).1 += weight;
    }

    fn at(&mut self, stem: usize) -> &mut (u32, f64) {
        if self.counts.len() <= stem {
            self.counts.resize(stem + 1, (0, 0.0));
        }
        if self.counts[stem] == (0, 0.0) {
            self.seen.push(stem);
        }
        &mut self.counts[stem]
    }
}

/// The level whose weight is nearest, by their ratio.
fn level(weight: f64) -> u8 {
    let between = WEIGHTS.windows(2).map(|pair| (pair[0] * pair[1]).sqrt());
    between.filter(|least| weight >= *least).count() as u8
}

/// A list without what nobody would look for: of a word that is in many sections, only those are
/// told that have it in a heading or again and again, or in a phrase. Of the rest, others have what
/// is asked for; and they are most of all postings.
fn listed(
    mut postings: Vec<Posting>,
    mut phrases: Vec<InPhrase>,
    sections: usize,
    is_common: bool,
) -> Listed {
    let count = postings.len();
    let (few, least) = if is_common { (FEW_COMMON, MUCH) } else { (FEW, TELLING) };
    if count > few.max(sections / SHARE) {
        let in_phrase =
            |section: u32| phrases.binary_search_by_key(&section, |it| it.section).is_ok();
        postings.retain(|it| it.level() >= least || in_phrase(it.section()));
    }
    if postings.len() > MOST {
        // Stable: of those that are equal the first ones stay.
        postings.sort_by_key(|posting| std::cmp::Reverse(posting.level()));
        postings.truncate(MOST);
        postings.sort_by_key(|posting| posting.section());
    }
    if postings.len() < count {
        let is_listed = |section| postings.binary_search_by_key(&section, |it| it.section());
        phrases.retain(|it| is_listed(it.section).is_ok());
    }
    Listed { count, postings, phrases }
}

/// As browsers compare texts: by UTF-16 units.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    // Units and bytes say the same unless both have letters beyond ASCII.
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}
