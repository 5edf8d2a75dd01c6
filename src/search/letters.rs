//! Headings and terms by letter, for readers without script.

use std::cmp::Ordering;

use super::sections::{Found, FoundKind};
use super::words;
use crate::edition::Shell;
use crate::link::PageId;

/// More entries are no help, and a page that nobody loads: the deeper headings are left out then.
const MOST: usize = 3_000;

/// The entries under one letter.
pub(crate) struct Letter {
    /// As it stands above them.
    pub(crate) letter: String,
    pub(crate) entries: Vec<Entry>,
}

/// A heading, a term or a page.
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) page: PageId,
    /// Its section; none for a page.
    pub(crate) id: Option<std::sync::Arc<str>>,
}

/// Where a title stands among others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// What does not begin with a letter comes last.
    is_sign: bool,
    letter: Rank,
    folded: String,
}

/// A letter's place: after the one it follows, `0` for itself.
type Rank = (char, u8);

/// Letters with a place of their own, by language: each with the letter that it comes after.
const OWN_LETTERS: [(&str, &[(char, Rank)]); 7] = [
    ("da", &[('æ', ('z', 1)), ('ø', ('z', 2)), ('å', ('z', 3))]),
    ("es", &[('ñ', ('n', 1))]),
    ("fi", &[('å', ('z', 1)), ('ä', ('z', 2)), ('ö', ('z', 3))]),
    ("nb", &[('æ', ('z', 1)), ('ø', ('z', 2)), ('å', ('z', 3))]),
    ("nn", &[('æ', ('z', 1)), ('ø', ('z', 2)), ('å', ('z', 3))]),
    ("no", &[('æ', ('z', 1)), ('ø', ('z', 2)), ('å', ('z', 3))]),
    ("sv", &[('å', ('z', 1)), ('ä', ('z', 2)), ('ö', ('z', 3))]),
];

/// The entries of an edition in the order of its language's letters.
pub(super) fn of(shell: &Shell, found: &[Found]) -> Vec<Letter> {
    let language = shell.language().split('-').next().unwrap_or_default().to_ascii_lowercase();
    let own = OWN_LETTERS.iter().find(|(name, _)| *name == language);
    let own = own.map_or(&[][..], |(_, letters)| letters);

    // Pages and terms are always there; of the headings as many levels as there is room for.
    let depth = (1..=3).rev().find(|depth| {
        let deeper = found.iter().filter(|it| is_listed(it, *depth));
        deeper.map(|it| 1 + it.names.len()).sum::<usize>() <= MOST
    });
    let listed = found.iter().filter(|it| is_listed(it, depth.unwrap_or(0)));
    let entries = listed.flat_map(|it| entries(shell, it));

    let mut keyed: Vec<(Key, Entry)> =
        entries.map(|entry| (key(&entry.title, own), entry)).collect();
    // By page last, so that the order of equal headings is that of the handbook.
    keyed.sort_by(|(a, x), (b, y)| match a.cmp(b) {
        Ordering::Equal => (&x.title, x.page, &x.id).cmp(&(&y.title, y.page, &y.id)),
        order => order,
    });

    let mut letters: Vec<(Rank, bool, Letter)> = Vec::new();
    for (key, entry) in keyed {
        match letters.last_mut() {
            Some((rank, is_sign, last))
                if *is_sign == key.is_sign && (key.is_sign || *rank == key.letter) =>
            {
                last.entries.push(entry);
            }
            _ => {
                let letter = if key.is_sign { "#".to_owned() } else { shown(key.letter, own) };
                letters.push((key.letter, key.is_sign, Letter { letter, entries: vec![entry] }));
            }
        }
    }
    letters.into_iter().map(|(_, _, letter)| letter).collect()
}

/// Whether a section is listed where headings go so deep.
fn is_listed(found: &Found, depth: u8) -> bool {
    match found.kind {
        FoundKind::Page | FoundKind::Term => true,
        FoundKind::Question => false,
        _ => found.level <= depth && !found.heading.is_empty(),
    }
}

/// A section under its heading; a term under all its names.
fn entries<'f>(shell: &'f Shell, found: &'f Found) -> impl Iterator<Item = Entry> + 'f {
    let title = match found.id {
        None => shell.map.facts(found.page).title.to_string(),
        Some(_) => found.heading.clone(),
    };
    let is_term = found.kind == FoundKind::Term;
    let names = found.names.iter().filter(move |_| is_term).cloned();
    let titles = std::iter::once(title).chain(names).filter(|title| !title.is_empty());
    titles.map(|title| Entry { title, page: found.page, id: found.id.clone() })
}

fn key(title: &str, own: &[(char, Rank)]) -> Key {
    let small = title.to_lowercase();
    // Neither quotation marks nor brackets count.
    let first = small.chars().find(|c| c.is_alphanumeric());
    let ranked = first.and_then(|first| own.iter().find(|(letter, _)| *letter == first));

    let folded = words::fold(title);
    let start = folded.find(char::is_alphanumeric).unwrap_or(folded.len());
    let folded = folded[start..].to_owned();
    let plain = folded.chars().next().unwrap_or('\0');
    Key {
        is_sign: !plain.is_alphabetic(),
        letter: ranked.map_or((plain, 0), |(_, rank)| *rank),
        folded,
    }
}

/// A letter as it stands above its entries.
fn shown(rank: Rank, own: &[(char, Rank)]) -> String {
    let letter = own.iter().find(|(_, place)| *place == rank).map_or(rank.0, |(letter, _)| *letter);
    letter.to_uppercase().collect()
}
