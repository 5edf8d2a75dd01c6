//! Which texts of firms somebody else says as well, so that they tell no firm from another.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::BuildError;
use rayon::prelude::*;

use super::own_text::OwnText;
use super::plain::Plain;
use crate::diagnostic::Diagnostic;
use crate::project::Project;

/// So many texts of a firm that end alike are looked for, the shortest: each of the others ends
/// with all of those. Without a bound each byte of a text could be the end of two hundred.
const MOST_ALIKE: usize = 4;

/// What a file says, or whatever else ends up in editions.
pub(super) struct Said<'a> {
    /// The firm that says it; none where it is said to all.
    firm: Option<&'a str>,
    /// The file's path, which says something, too.
    file: &'a str,
    text: Cow<'a, str>,
}

impl<'a> Said<'a> {
    /// What a file of a layer says: of this firm's, if it is one's.
    pub(super) fn by_layer(firm: Option<&'a str>, file: &'a str, text: &'a str) -> Self {
        Self { firm, file, text: text.into() }
    }

    /// What may stand in any edition.
    pub(super) fn by_all(file: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        Self { firm: None, file, text: text.into() }
    }
}

/// What the handbook as a whole says, and what `handbook.yaml` allows.
pub(super) fn by_handbook<'a>(project: &'a Project, allowed: &'a [String]) -> Vec<Said<'a>> {
    let declared = project.variables.iter().flat_map(|(_, declared)| {
        let default = declared.default.as_ref().map(|default| &*default.text);
        [&*declared.name, &declared.description].into_iter().chain(default)
    });
    let labels = project.audience_labels.iter().flat_map(|label| [&label.one, &label.many]);
    let named = project.audiences.iter().chain(labels).chain(allowed);
    let own = [&*project.title, &project.description];
    let texts = own.into_iter().chain(declared).chain(named.map(String::as_str));

    texts.map(|text| Said::by_all("content/handbook.yaml", text)).collect()
}

/// A text that is not its firm's own.
pub(super) struct CommonText {
    text: OwnText,
    /// A file that says it, too.
    file: Arc<str>,
}

impl CommonText {
    /// A firm counts on its canaries; nobody chose the others to tell it from all.
    pub(super) fn notice(&self) -> Option<Diagnostic> {
        self.text.is_canary.then(|| self.text.is_common(&self.file))
    }
}

/// Some firms' texts, told apart.
#[derive(Default)]
pub(super) struct SortedTexts {
    /// Those that only their firm says, in a fixed order.
    pub(super) own: Vec<OwnText>,
    pub(super) common: Vec<CommonText>,
}

/// Tells apart what is one firm's own, and what others say, too.
///
/// # Errors
/// Where the texts are too many to be looked for at once.
pub(super) fn sorted(
    texts: Vec<OwnText>,
    said: &[Said<'_>],
) -> Result<SortedTexts, Box<BuildError>> {
    let mut sorted = SortedTexts::default();
    let texts = sorted.without_equal(texts);
    let texts = sorted.without_ends(texts);

    let elsewhere = first_elsewhere(&texts, said)?;
    for (text, first) in texts.into_iter().zip(elsewhere) {
        match said.get(first) {
            Some(said) => sorted.common.push(CommonText { text, file: said.file.into() }),
            None => sorted.own.push(text),
        }
    }
    Ok(sorted)
}

impl SortedTexts {
    /// Keeps what no two firms call their own.
    fn without_equal(&mut self, texts: Vec<OwnText>) -> Vec<OwnText> {
        let mut by_plain: BTreeMap<Vec<u8>, Vec<OwnText>> = BTreeMap::new();
        for text in texts {
            by_plain.entry(text.plain.clone()).or_default().push(text);
        }

        let mut kept = Vec::with_capacity(by_plain.len());
        for mut same in by_plain.into_values() {
            let files: Vec<Arc<str>> = same.iter().map(|text| text.place.file.clone()).collect();
            let [first, second, ..] = files.as_slice() else {
                kept.append(&mut same);
                continue;
            };
            // Of the others, the first is as good as any.
            let others = std::iter::once(second).chain(std::iter::repeat(first));
            let common = same.into_iter().zip(others);
            self.common.extend(common.map(|(text, file)| CommonText { text, file: file.clone() }));
        }
        kept
    }

    /// Keeps what no text of another firm ends with, and few that end alike.
    fn without_ends(&mut self, mut texts: Vec<OwnText>) -> Vec<OwnText> {
        // Read backwards, each comes before those that end with it.
        texts.sort_by(|a, b| a.plain.iter().rev().cmp(b.plain.iter().rev()));

        let mut kept = Vec::with_capacity(texts.len());
        let mut ends: Vec<OwnText> = Vec::new();
        for text in texts {
            kept.extend(ends.extract_if(.., |end| !text.plain.ends_with(&end.plain)));
            let others = ends.extract_if(.., |end| end.firm != text.firm);
            let file = &text.place.file;
            self.common.extend(others.map(|text| CommonText { text, file: file.clone() }));
            if ends.len() < MOST_ALIKE {
                ends.push(text);
            }
        }
        kept.append(&mut ends);
        kept
    }
}

/// For each text, the first place where another than its firm says it; past the last where none
/// does.
fn first_elsewhere(texts: &[OwnText], said: &[Said<'_>]) -> Result<Vec<usize>, Box<BuildError>> {
    let finder = super::finder(texts)?;
    let first: Vec<AtomicUsize> = texts.iter().map(|_| AtomicUsize::new(said.len())).collect();

    said.par_iter().enumerate().for_each(|(at, Said { firm, file, text })| {
        for text in [file, &**text] {
            for sighting in finder.find_overlapping_iter(Plain::of(text.as_bytes()).said()) {
                let found = sighting.pattern().as_usize();
                if *firm != Some(&*texts[found].firm) {
                    first[found].fetch_min(at, Ordering::Relaxed);
                }
            }
        }
    });
    Ok(first.into_iter().map(AtomicUsize::into_inner).collect())
}
