//! The leak scan: what is one firm's own is looked for in whatever leaves for another.
//!
//! No stage lets one firm's text into another's edition; this is the net below, for the mistake
//! that nobody has found yet. It knows the firms that are built together, and finds something or
//! nothing; it proves nothing.
//!
//! A text of a firm is its own if nobody else says it: no other firm, no shared layer, no page of
//! the base, no theme, no word of the interface. That is read off the sources, each file of which
//! is searched once. What is made of them, such as a date in words, is not in them: so what is
//! found in an edition counts only where the edition would not say it without that firm, which
//! [`engine`](crate::engine) finds out. Thus no firm can keep another from being published,
//! whatever it calls its own.

mod common;
mod own_text;
mod plain;
mod searched;

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use crate::diagnostic::{Diagnostic, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{LayerFiles, ThemeFiles};
use crate::project::{Firm, LeakScanSetting, Project};
use common::{CommonText, Said, SortedTexts};
use plain::Plain;
use searched::{BEFORE, ChunkKey, SearchedChunks};

pub(crate) use own_text::OwnText;

/// Looks for texts that are one firm's own.
pub(crate) struct LeakScan {
    texts: Vec<OwnText>,
    finder: AhoCorasick,
    searched: SearchedChunks,
    /// On canaries that are of no use.
    pub(crate) notices: Vec<Diagnostic>,
}

/// One of the texts that a scan looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextId(usize);

/// A layer as it was loaded.
#[derive(Clone, Copy)]
pub(crate) struct LayerSources<'a> {
    pub(crate) files: &'a LayerFiles,
    /// The firm whose layer it is.
    pub(crate) firm: Option<&'a Firm>,
}

impl LeakScan {
    /// Finds out what is of one firm alone; none where there are fewer than two firms, or
    /// `handbook.yaml` turns the scan off.
    ///
    /// # Errors
    /// Where the texts are too many to be looked for at once.
    pub(crate) fn new(
        layers: &[LayerSources<'_>],
        themes: &[&ThemeFiles],
        project: &Project,
    ) -> Result<Option<Self>, Box<BuildError>> {
        let LeakScanSetting::On { allowed } = &project.leak_scan else { return Ok(None) };
        if layers.iter().filter(|layer| layer.firm.is_some()).count() < 2 {
            return Ok(None);
        }

        let mut notices = Vec::new();
        let texts = layers.iter().filter_map(|LayerSources { files, firm }| {
            Some(own_text::of_firm((*firm)?, files, &project.variables, &mut notices))
        });
        let texts = texts.flatten().collect();

        let mut said: Vec<Said<'_>> = layers.iter().flat_map(LayerSources::said).collect();
        // Whatever theme a firm has, the built-in words are beneath those of its own.
        let built_in = ThemeFiles::built_in_words();
        let themes = themes.iter().copied().chain([&built_in]).flat_map(ThemeFiles::texts);
        said.extend(themes.map(|text| Said::by_all(&text.file, &*text.text)));
        said.extend(common::by_handbook(project, allowed));

        let SortedTexts { own, common } = common::sorted(texts, &said)?;
        notices.extend(common.iter().filter_map(CommonText::notice));
        Ok(Some(Self {
            finder: finder(&own)?,
            texts: own,
            searched: SearchedChunks::new(),
            notices,
        }))
    }

    /// The texts of other firms that a file holds, which is to leave for this firm or, where there
    /// is none, for the base's own readers; each with the first byte where it begins.
    pub(crate) fn look(&self, file: &[u8], firm: Option<&str>) -> BTreeMap<TextId, usize> {
        let mut look = Look { scan: self, file, firm, found: BTreeMap::new() };
        let within =
            ChunkKey::of(firm.unwrap_or_default().as_bytes(), &(0..firm.map_or(0, str::len)));
        let mut run = Vec::new();
        for bytes in searched::chunks(file) {
            let key = ChunkKey::of(file, &bytes);
            let chunk = Chunk { bytes, key, within: key.within(within) };
            if self.searched.has(chunk.key) || self.searched.has(chunk.within) {
                look.search(&run);
                run.clear();
            } else {
                run.push(chunk);
            }
        }
        look.search(&run);
        look.found
    }

    /// The digest of the texts that are looked for, and of whose they are.
    pub(crate) fn digest(&self) -> Digest {
        let mut digest = DigestBuilder::default();
        for text in &self.texts {
            digest.part(text.firm.as_bytes()).part(&text.plain);
        }
        digest.finish()
    }

    /// A text that is looked for.
    pub(crate) fn text(&self, id: TextId) -> &OwnText {
        &self.texts[id.0]
    }
}

/// A look at one file.
struct Look<'a> {
    scan: &'a LeakScan,
    file: &'a [u8],
    firm: Option<&'a str>,
    found: BTreeMap<TextId, usize>,
}

/// A part of a file that is to be searched.
struct Chunk {
    bytes: Range<usize>,
    /// Remembered where nothing ends in it.
    key: ChunkKey,
    /// Remembered where nothing but what is the firm's own ends in it.
    within: ChunkKey,
}

impl Look<'_> {
    /// Searches chunks that follow each other, and remembers those that need not be again.
    fn search(&mut self, run: &[Chunk]) {
        let Some(first) = run.first() else { return };
        let start = first.bytes.start.saturating_sub(BEFORE);
        let mut plain = Plain::of(&self.file[start..first.bytes.start]);
        let before = plain.said().len();
        let ends = run.iter().map(|chunk| {
            plain.push(&self.file[chunk.bytes.clone()]);
            plain.said().len()
        });
        let ends: Vec<usize> = ends.collect();

        let mut holds = vec![Holds::Nothing; run.len()];
        for sighting in self.scan.finder.find_overlapping_iter(plain.said()) {
            // What ends before was found with the chunk that it ends in.
            if sighting.end() <= before {
                continue;
            }
            let holds = &mut holds[ends.partition_point(|end| *end < sighting.end())];
            let id = TextId(sighting.pattern().as_usize());
            if self.firm == Some(&*self.scan.text(id).firm) {
                *holds = Holds::Own.max(*holds);
            } else {
                *holds = Holds::Foreign;
                self.found.entry(id).or_insert_with(|| {
                    start + plain::source_of(&self.file[start..], sighting.start())
                });
            }
        }

        for (chunk, holds) in run.iter().zip(holds) {
            match holds {
                Holds::Nothing => self.scan.searched.remember(chunk.key),
                Holds::Own => self.scan.searched.remember(chunk.within),
                Holds::Foreign => {}
            }
        }
    }
}

/// Whose texts end in a chunk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    Nothing,
    /// Only those of the firm that it leaves for.
    Own,
    Foreign,
}

impl<'a> LayerSources<'a> {
    /// What the files of the layer say, and their names.
    fn said(&self) -> impl Iterator<Item = Said<'a>> + use<'a> {
        let Self { files, firm } = *self;
        let texts = files.config.iter().chain(files.theme.texts());
        let texts = texts.map(|text| (&text.file, &*text.text));
        let pages = files.pages.iter().map(|page| (&page.file, &*page.text));
        let assets = files.assets.iter().chain(&files.theme.statics);
        // What is in them is copied as it is, to nobody who has not the file.
        let assets = assets.map(|asset| (&asset.file, ""));

        let firm = firm.map(|firm| &*firm.id);
        let all = texts.chain(pages).chain(assets);
        all.map(move |(file, text)| Said::by_layer(firm, file, text))
    }
}

/// Looks for all of some texts at once. Thousands of them take too much memory as a table of states.
fn finder(texts: &[OwnText]) -> Result<AhoCorasick, Box<BuildError>> {
    let patterns = texts.iter().map(|text| &text.plain);
    let finder = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns);
    finder.map_err(Box::new)
}

impl OwnText {
    /// The notice that it is not this firm's own: it also stands elsewhere.
    pub(crate) fn is_common(&self, elsewhere: &str) -> Diagnostic {
        let Self { text, firm, .. } = self;
        let message = format!("`{text}` is not `{firm}`'s own: it also stands in {elsewhere}");
        Diagnostic::new(&checks::COMMON_CANARY, message).at(self.place.clone())
    }
}
