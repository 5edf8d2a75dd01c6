//! Merges of texts made by chance, beside what git makes of the same.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use mentorbook::{Merge, MergePart, Sides, merge};

use crate::harness::{Folder, Random};

/// Paragraphs by their words, or a list by its items.
struct Draft {
    blocks: Vec<Vec<String>>,
    is_list: bool,
    /// Where its lines are wrapped.
    column: usize,
}

/// Somebody who writes and changes texts.
struct Author<'r> {
    random: &'r mut Random,
    /// Begins every word that is the author's own.
    name: &'static str,
    count: usize,
    /// Only so many words are known, the same to all authors.
    vocabulary: Option<usize>,
}

impl Author<'_> {
    fn words(&mut self, most: usize) -> Vec<String> {
        let count = 1 + self.random.below(most);
        let word = |_| match self.vocabulary {
            Some(size) => format!("w{}", self.random.below(size)),
            None => {
                self.count += 1;
                format!("{}{}", self.name, self.count)
            }
        };
        (0..count).map(word).collect()
    }

    fn draft(&mut self) -> Draft {
        let count = 1 + self.random.below(5);
        Draft {
            blocks: (0..count).map(|_| self.words(30)).collect(),
            is_list: self.random.chance(20),
            column: 20 + self.random.below(60),
        }
    }

    /// Changes a few things, as people do, and may wrap the lines anew.
    fn edited(&mut self, draft: &Draft) -> Draft {
        let mut blocks = draft.blocks.clone();
        for _ in 0..1 + self.random.below(3) {
            let at = self.random.below(blocks.len());
            let length = blocks[at].len();
            let from = self.random.below(length);
            let to = (from + 1 + self.random.below(4)).min(length);
            match self.random.below(10) {
                0 => blocks.insert(at, self.words(12)),
                1 if blocks.len() > 1 => drop(blocks.remove(at)),
                2 | 3 => drop(blocks[at].splice(from..from, self.words(4))),
                4 if to - from < length => drop(blocks[at].drain(from..to)),
                _ => drop(blocks[at].splice(from..to, self.words(4))),
            }
        }

        let is_wrapped_anew = self.random.chance(30);
        let column = if is_wrapped_anew { 20 + self.random.below(60) } else { draft.column };
        Draft { blocks, column, ..*draft }
    }
}

impl Draft {
    fn text(&self) -> String {
        if self.is_list {
            return self.blocks.iter().map(|words| format!("- {}\n", words.join(" "))).collect();
        }
        let paragraphs = self.blocks.iter().map(|words| {
            let mut text = String::new();
            let mut length = 0;
            for word in words {
                if length + word.len() > self.column {
                    length = 0;
                }
                let space = if length > 0 { " " } else { "\n" };
                text.push_str(if text.is_empty() { "" } else { space });
                text.push_str(word);
                length += word.len() + 1;
            }
            text + "\n"
        });
        paragraphs.collect::<Vec<_>>().join("\n")
    }
}

/// Three versions of a text. Every word has one place, or there are only so many words.
fn versions(random: &mut Random, vocabulary: Option<usize>) -> Sides<String> {
    let mut author = Author { random, name: "t", count: 0, vocabulary };
    let then = author.draft();
    author.name = "n";
    let now = author.edited(&then);
    author.name = "f";
    let firm = author.edited(&then);
    Sides { then: then.text(), now: now.text(), firm: firm.text() }
}

fn merged(texts: &Sides<String>) -> Merge {
    merge(Sides { then: &texts.then, now: &texts.now, firm: &texts.firm })
}

/// How often each word is in a text; marks of items are none.
fn counted<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut count = BTreeMap::new();
    for word in texts.into_iter().flat_map(str::split_whitespace).filter(|word| *word != "-") {
        *count.entry(word).or_default() += 1;
    }
    count
}

/// The words of a merge: of what is merged, and of what is not.
struct Words<'m> {
    clean: BTreeMap<&'m str, usize>,
    conflicts: Sides<BTreeMap<&'m str, usize>>,
}

impl<'m> Words<'m> {
    fn of(merge: &'m Merge) -> Self {
        let (mut clean, mut conflicts) = (Vec::new(), Vec::new());
        for part in merge.parts() {
            match part {
                MergePart::Clean(text) => clean.push(text.as_str()),
                MergePart::Conflict(texts) => conflicts.push(texts),
            }
        }
        Self {
            clean: counted(clean),
            conflicts: Sides {
                then: counted(conflicts.iter().map(|texts| texts.then.as_str())),
                now: counted(conflicts.iter().map(|texts| texts.now.as_str())),
                firm: counted(conflicts.iter().map(|texts| texts.firm.as_str())),
            },
        }
    }
}

/// Each word is in a text once, so that it can be said of each what must become of it.
fn assert_words_kept(texts: &Sides<String>, merge: &Merge) {
    let words = Words::of(merge);
    let (then, now, firm) =
        (counted([&*texts.then]), counted([&*texts.now]), counted([&*texts.firm]));
    let all: BTreeSet<&str> = then.keys().chain(now.keys()).chain(firm.keys()).copied().collect();

    for word in all {
        let has = |texts: &BTreeMap<&str, usize>| texts.contains_key(word);
        let open = &words.conflicts;
        let is_open = has(&open.then) || has(&open.now) || has(&open.firm);
        let is_wanted = match (has(&then), has(&now), has(&firm)) {
            // Whoever changed it decides.
            (true, now, firm) => now && firm,
            (false, now, firm) => now || firm,
        };

        let times = words.clean.get(word).copied().unwrap_or_default();
        let right = if is_open { 0 } else { usize::from(is_wanted) };
        assert_eq!(times, right, "`{word}` in {texts:#?}\n{merge:#?}");
        // What is open is there as each side has it.
        for (open, side) in [(&open.then, &then), (&open.now, &now), (&open.firm, &firm)] {
            assert!(!is_open || has(open) == has(side), "`{word}` in {texts:#?}\n{merge:#?}");
        }
    }
}

/// What git makes of it.
struct GitMerge {
    conflicts: usize,
    text: String,
}

fn git_merge(folder: &Folder, texts: &Sides<String>) -> GitMerge {
    folder.put("then", &texts.then);
    folder.put("now", &texts.now);
    folder.put("firm", &texts.firm);
    let output = Command::new("git")
        .args(["merge-file", "-p", "firm", "then", "now"])
        .current_dir(folder.root())
        .output()
        .expect("git");
    let conflicts = output.status.code().filter(|code| *code < 128).expect("a number");
    GitMerge {
        conflicts: conflicts as usize,
        text: String::from_utf8(output.stdout).expect("text"),
    }
}

impl GitMerge {
    /// The words that git leaves to people.
    fn open_words(&self) -> BTreeSet<&str> {
        let mut is_open = false;
        let lines = self.text.lines().filter(|line| {
            is_open = line.starts_with("<<<<<<<") || (is_open && !line.starts_with(">>>>>>>"));
            is_open
        });
        lines.flat_map(str::split_whitespace).collect()
    }
}

fn has_git() -> bool {
    let is_there = Command::new("git").arg("--version").output().is_ok();
    if !is_there {
        println!("SKIPPED: git is not installed");
    }
    is_there
}

#[test]
fn every_word_that_one_side_added_or_deleted_is_so_or_in_a_conflict() {
    let mut random = Random::new(1);
    let mut clean = 0;
    for _ in 0..2000 {
        let texts = versions(&mut random, None);
        let merge = merged(&texts);
        assert_words_kept(&texts, &merge);
        clean += usize::from(merge.is_clean());
    }
    assert!((500..1900).contains(&clean), "{clean} of 2000 are clean");
}

#[test]
fn words_that_are_there_many_times_are_counted_right() {
    let mut random = Random::new(2);
    let mut clean = 0;
    for _ in 0..2000 {
        let texts = versions(&mut random, Some(12));
        let merge = merged(&texts);
        let Some(text) = merge.text() else { continue };
        clean += 1;

        let (then, now, firm) =
            (counted([&*texts.then]), counted([&*texts.now]), counted([&*texts.firm]));
        for number in 0..12 {
            let word = format!("w{number}");
            let times = |counts: &BTreeMap<&str, usize>| {
                counts.get(word.as_str()).copied().unwrap_or_default() as isize
            };
            let (now, firm) = (times(&now) - times(&then), times(&firm) - times(&then));
            let change = times(&counted([&*text])) - times(&then);
            // What both changed alike counts once.
            let least = now.min(firm).min(now + firm);
            let most = now.max(firm).max(now + firm);
            assert!((least..=most).contains(&change), "{word}: {texts:#?}\n{text}");
        }
    }
    assert!(clean > 500, "{clean} of 2000 are clean");
}

#[test]
fn there_are_conflicts_only_where_git_has_them_too_and_fewer() {
    if !has_git() {
        return;
    }
    let folder = Folder::empty();
    let mut random = Random::new(3);
    let (mut ours, mut gits) = (0, 0);
    for number in 0..200 {
        let vocabulary = (number % 2 == 1).then_some(12);
        let texts = versions(&mut random, vocabulary);
        let (merge, git) = (merged(&texts), git_merge(&folder, &texts));

        let open = git.open_words();
        let words = Words::of(&merge);
        for word in words.conflicts.now.keys().chain(words.conflicts.firm.keys()) {
            assert!(open.contains(word), "`{word}` in {texts:#?}\n{merge:#?}\n{}", git.text);
        }
        assert!(merge.is_clean() || git.conflicts > 0, "{texts:#?}\n{merge:#?}\n{}", git.text);
        ours += usize::from(!merge.is_clean());
        gits += usize::from(git.conflicts > 0);
    }
    println!("of 200 merges {ours} have conflicts, by git {gits}");
    assert!(ours * 3 < gits * 2, "of 200 merges {ours} have conflicts, by git {gits}");
}
