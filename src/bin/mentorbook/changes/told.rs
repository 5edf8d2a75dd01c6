//! The changes as a coordinator reads them in a terminal: what is the same in several editions is
//! said once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use mentorbook::changes::{
    ChangeReport, EditionChanges, EditionState, FileChange, FileNews, HandEditNow, PageChange,
    PageNews, ReaderChanges, Rewording, SectionChange, SectionNews,
};
use mentorbook::print::shown;

use crate::terminal::count;

/// So many changes are told that some editions have in common.
const MOST_ITEMS: usize = 200;
/// So many editions are named.
const MOST_NAMED: usize = 4;
/// So many files that were edited by hand are named.
const MOST_EDITED: usize = 20;

/// Everything there is to tell.
pub(super) fn told(report: &ChangeReport, place: &str) -> String {
    let names = EditionNames::of(&report.editions);
    let changed: Vec<Changed<'_>> = report.editions.iter().filter_map(Changed::of).collect();
    let mut text = String::new();
    if changed.iter().any(|edition| !edition.changes.is_nothing()) {
        let place = shown(place);
        let _ = writeln!(text, "Publishing now would change this, against what is in {place}:\n");
    }

    for group in grouped(&changed, |changes| &changes.pages, |changes| &changes.files) {
        let _ = writeln!(text, "{}", bold(&names.told(&group.editions)));
        group.tell(&mut text);
    }
    for group in grouped(&changed, |changes| &changes.overridden, |_| &[]) {
        let names = names.told(&group.editions);
        let _ = writeln!(text, "{}", bold(&format!("{names} – overridden here: will drift")));
        text.push_str("  The base changes this; readers go on seeing the firm's own words.\n");
        group.tell(&mut text);
    }

    tell_asides(&mut text, &changed, &names, report.base_is_unknown);
    tell_rest(&mut text, &report.editions, &changed, &names);
    tell_missing(&mut text, report);
    text
}

/// An edition that differs from the published one.
struct Changed<'r> {
    name: &'r str,
    changes: &'r ReaderChanges,
}

impl<'r> Changed<'r> {
    fn of(edition: &'r EditionChanges) -> Option<Self> {
        match &edition.state {
            EditionState::Changed(changes) => Some(Self { name: &edition.edition, changes }),
            EditionState::Same | EditionState::New { .. } => None,
        }
    }
}

/// How many editions each firm has, to name the firm where all of them are meant.
struct EditionNames<'r> {
    all: usize,
    by_firm: HashMap<&'r str, usize>,
}

impl<'r> EditionNames<'r> {
    fn of(editions: &'r [EditionChanges]) -> Self {
        let mut by_firm = HashMap::new();
        for edition in editions {
            *by_firm.entry(firm_of(&edition.edition)).or_default() += 1;
        }
        Self { all: editions.len(), by_firm }
    }

    /// Some editions by their names, those of each firm behind each other.
    fn told(&self, editions: &[&str]) -> String {
        if editions.len() == self.all && self.all > 1 {
            return format!("All {} editions", self.all);
        }

        let firms = editions.chunk_by(|one, other| firm_of(one) == firm_of(other));
        let names = firms.flat_map(|of_firm| {
            let firm = firm_of(of_firm[0]);
            let is_all = self.by_firm.get(firm) == Some(&of_firm.len());
            if is_all { vec![firm] } else { of_firm.to_vec() }
        });
        let names: Vec<&str> = names.collect();
        // To count the last one would save no room over naming it.
        if names.len() <= MOST_NAMED + 1 {
            return names.join(", ");
        }
        let (first, more) = names.split_at(MOST_NAMED);
        format!("{} and {} more", first.join(", "), more.len())
    }
}

/// The firm of an edition; no firm's name has a dot in it.
fn firm_of(edition: &str) -> &str {
    edition.split('.').next().unwrap_or(edition)
}

/// One thing that changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum OneChange<'r> {
    Page(ChangedPage<'r>, &'r PageNews),
    Section(ChangedPage<'r>, &'r SectionChange),
    File(&'r FileChange),
}

/// The page on which something changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct ChangedPage<'r> {
    chapter: Option<&'r str>,
    title: &'r str,
    address: &'r str,
}

impl<'r> OneChange<'r> {
    /// What changes about a page, one by one.
    fn of(page: &'r PageChange) -> impl Iterator<Item = Self> {
        let PageChange { chapter, title, address, news, sections } = page;
        let spot = ChangedPage { chapter: chapter.as_deref(), title, address };
        // Words alone are told by the sections that they stand in.
        let own = (*news != PageNews::Reworded { was_title: None }).then_some(news);
        let own = own.map(|news| Self::Page(spot, news));
        own.into_iter().chain(sections.iter().map(move |section| Self::Section(spot, section)))
    }
}

/// What changes in the same editions, in the order of reading.
struct CommonChanges<'r> {
    editions: Vec<&'r str>,
    items: Vec<OneChange<'r>>,
}

/// What changes, by the editions in which it does; what concerns most of them comes first.
fn grouped<'r>(
    changed: &[Changed<'r>],
    pages: fn(&ReaderChanges) -> &[PageChange],
    files: fn(&ReaderChanges) -> &[FileChange],
) -> Vec<CommonChanges<'r>> {
    let mut order: Vec<OneChange<'r>> = Vec::new();
    let mut met: HashMap<OneChange<'r>, Vec<&'r str>> = HashMap::new();
    for Changed { name, changes } in changed {
        let pages = pages(changes).iter().flat_map(OneChange::of);
        for item in pages.chain(files(changes).iter().map(OneChange::File)) {
            let editions = met.entry(item).or_default();
            if editions.is_empty() {
                order.push(item);
            }
            // The same may be said twice of one page.
            if editions.last() != Some(name) {
                editions.push(name);
            }
        }
    }

    let mut groups: BTreeMap<&[&str], Vec<OneChange<'r>>> = BTreeMap::new();
    for item in order {
        groups.entry(&met[&item]).or_default().push(item);
    }
    let groups = groups.into_iter();
    let mut groups: Vec<CommonChanges<'r>> = groups
        .map(|(editions, items)| CommonChanges { editions: editions.to_vec(), items })
        .collect();
    // Stable: of those with as many, the first by name comes first.
    groups.sort_by_key(|group| usize::MAX - group.editions.len());
    groups
}

impl CommonChanges<'_> {
    fn tell(&self, text: &mut String) {
        let mut last: Option<ChangedPage<'_>> = None;
        for item in self.items.iter().take(MOST_ITEMS) {
            let spot = match item {
                OneChange::Page(spot, _) | OneChange::Section(spot, _) => *spot,
                OneChange::File(file) => {
                    let _ = writeln!(text, "  {}: {}", shown(&file.name), file_news(file.change));
                    continue;
                }
            };
            if let Some(chapter) = spot.chapter
                && last.and_then(|last| last.chapter) != Some(chapter)
            {
                let _ = writeln!(text, "  {}", shown(chapter));
            }

            match item {
                OneChange::Page(spot, news) => tell_page(text, spot, news),
                OneChange::Section(spot, section) => {
                    if last != Some(*spot) {
                        let _ = writeln!(text, "{}{}", indent(spot), page_title(spot));
                    }
                    tell_section(text, indent(spot), section);
                }
                OneChange::File(_) => {}
            }
            last = Some(spot);
        }

        if let Some(more) = self.items.len().checked_sub(MOST_ITEMS).filter(|more| *more > 0) {
            let _ = writeln!(text, "  … and {}", count(more, "more change"));
        }
        text.push('\n');
    }
}

/// Below its chapter, where it stands in one.
fn indent(page: &ChangedPage<'_>) -> &'static str {
    if page.chapter.is_some() { "    " } else { "  " }
}

fn page_title(page: &ChangedPage<'_>) -> String {
    let is_chapters_own = page.chapter == Some(page.title);
    if is_chapters_own { "(its first page)".to_owned() } else { shown(page.title) }
}

fn tell_page(text: &mut String, page: &ChangedPage<'_>, news: &PageNews) {
    let news = match news {
        PageNews::Reworded { was_title: None } => String::new(),
        PageNews::Reworded { was_title: Some(was) } => format!("was called “{}”", shown(was)),
        PageNews::New { about } if about.is_empty() => "new page".to_owned(),
        PageNews::New { about } => format!("new page: {}", shown(about)),
        PageNews::Moved { was_title, was_chapter } => {
            moved(page, was_title, was_chapter.as_deref())
        }
        PageNews::Gone { leads_to: None } => "gone".to_owned(),
        PageNews::Gone { leads_to: Some(to) } => {
            format!("gone; its address leads to “{}” now", shown(to))
        }
        PageNews::Hidden => "hidden".to_owned(),
    };

    let _ = writeln!(text, "{}{}: {news}", indent(page), page_title(page));
}

fn moved(page: &ChangedPage<'_>, was_title: &str, was_chapter: Option<&str>) -> String {
    let from = match was_chapter.filter(|was| page.chapter != Some(was)) {
        Some(was) => format!("moved here from {}", shown(was)),
        None => format!("moved to {}", shown(page.address.trim_end_matches("index.html"))),
    };
    if was_title.is_empty() || was_title == page.title {
        return from;
    }
    format!("{from}, was called “{}”", shown(was_title))
}

fn tell_section(text: &mut String, indent: &str, section: &SectionChange) {
    let title = match section.title.as_str() {
        "" => "(before the first heading)".to_owned(),
        title => shown(title),
    };
    let news = section.news.iter().map(|news| match news {
        SectionNews::New { begins } if begins.is_empty() => "new".to_owned(),
        SectionNews::New { begins } => format!("new: “{}”", shown(begins)),
        SectionNews::Gone => "gone".to_owned(),
        SectionNews::Renamed { was } => format!("was called “{}”", shown(was)),
        SectionNews::Moved => "moved on the page".to_owned(),
        SectionNews::MovedFrom { page } => format!("moved here from “{}”", shown(page)),
        SectionNews::MovedTo { page } => format!("moved to “{}”", shown(page)),
        SectionNews::Reworded { .. } => "reworded".to_owned(),
        SectionNews::Rewritten { begins } => format!("rewritten: “{}”", shown(begins)),
    });
    let _ = writeln!(text, "{indent}  {title}: {}", news.collect::<Vec<_>>().join(", "));

    for news in &section.news {
        if let SectionNews::Reworded { shown, more } = news {
            shown.iter().for_each(|words| tell_words(text, indent, words));
            if *more > 0 {
                let _ = writeln!(text, "{indent}    … and {}", count(*more, "more change"));
            }
        }
    }
}

/// What it said and what it says, with the words around.
fn tell_words(text: &mut String, indent: &str, words: &Rewording) {
    let Rewording { before, was, now, after } = words;
    let lines = [("was", was, "31"), ("now", now, "32")];
    for (label, changed, color) in lines.into_iter().filter(|(_, words, _)| !words.is_empty()) {
        // Where words only came, or only went, that is what the label says.
        let label = match (was.is_empty(), now.is_empty()) {
            (true, _) => "added",
            (_, true) => "taken out",
            _ => label,
        };

        let _ = write!(text, "{indent}    {label}: ");
        if !before.is_empty() {
            let _ = write!(text, "{} ", shown(before));
        }
        let _ = write!(text, "\u{1b}[{color}m[{}]\u{1b}[0m", shown(changed));
        if !after.is_empty() {
            let _ = write!(text, " {}", shown(after));
        }
        text.push('\n');
    }
}

fn file_news(news: FileNews) -> &'static str {
    match news {
        FileNews::New => "new",
        FileNews::Changed => "changed",
        FileNews::Gone => "gone",
    }
}

/// What is said once, whatever the number of pages.
fn tell_asides(
    text: &mut String,
    changed: &[Changed<'_>],
    names: &EditionNames<'_>,
    base_is_unknown: bool,
) {
    let calendars = changed.iter().filter(|edition| edition.changes.calendar);
    tell_aside(text, "The calendar changes", calendars, names);
    let looks = changed.iter().filter(|edition| edition.changes.look);
    tell_aside(text, "The look changes: the theme, or its colours", looks, names);

    let versions: BTreeSet<&str> =
        changed.iter().filter_map(|edition| edition.changes.was_made_by.as_deref()).collect();
    if !versions.is_empty() {
        let versions: Vec<String> = versions.into_iter().map(shown).collect();
        let _ = writeln!(
            text,
            "Another version of mentorbook made what is published: {}.",
            versions.join(", ")
        );
    }

    let form: usize = changed.iter().map(|edition| edition.changes.only_in_form).sum();
    if form > 0 {
        let pages = count(form, "page");
        let differ = if form == 1 { "differs" } else { "differ" };
        let _ =
            writeln!(text, "{pages} with the same words {differ} in links, navigation or look.");
    }

    if base_is_unknown {
        text.push_str(
            "What the base changes below overrides cannot be told: its own edition is not among \
             what was published.\n",
        );
    }
    tell_edited(text, changed);
}

/// What is the same in some editions; nothing where there are none.
fn tell_aside<'c>(
    text: &mut String,
    what: &str,
    editions: impl Iterator<Item = &'c Changed<'c>>,
    names: &EditionNames<'_>,
) {
    let editions: Vec<&str> = editions.map(|edition| edition.name).collect();
    if !editions.is_empty() {
        let _ = writeln!(text, "{what} ({}).", names.told(&editions));
    }
}

/// The published files that somebody changed.
fn tell_edited(text: &mut String, changed: &[Changed<'_>]) {
    let edited = changed.iter().flat_map(|edition| {
        edition.changes.edited_by_hand.iter().map(move |edit| (edition.name, edit))
    });
    let edited: Vec<_> = edited.collect();

    for (name, edit) in edited.iter().take(MOST_EDITED) {
        let file = shown(&edit.file);
        let what = match &edit.now {
            HandEditNow::Other => "edited by hand; publishing replaces it and keeps a copy".into(),
            HandEditNow::Gone => "removed by hand; publishing puts it back".into(),
            HandEditNow::Unread { why } => {
                format!("edited by hand and is not compared: {}", shown(why))
            }
        };
        let _ = writeln!(text, "{name}/{file} was {what}.");
    }
    if let Some(more) = edited.len().checked_sub(MOST_EDITED).filter(|more| *more > 0) {
        let _ = writeln!(text, "… and {} more edited by hand.", count(more, "file"));
    }
}

/// The editions of which there is nothing to tell, and how it ends.
fn tell_rest(
    text: &mut String,
    editions: &[EditionChanges],
    changed: &[Changed<'_>],
    names: &EditionNames<'_>,
) {
    let new = editions.iter().filter_map(|edition| match edition.state {
        EditionState::New { pages, .. } => Some((edition.edition.as_str(), pages)),
        _ => None,
    });
    let new: Vec<(&str, usize)> = new.collect();
    if let [(name, pages)] = new.as_slice() {
        let pages = count(*pages, "page");
        let _ = writeln!(text, "{name}: not published yet, so all of it is new ({pages}).");
    } else if !new.is_empty() {
        let new: Vec<&str> = new.iter().map(|(name, _)| *name).collect();
        let names = names.told(&new);
        let _ = writeln!(text, "{names}: not published yet, so everything is new.");
    }

    let quiet = changed.iter().filter(|edition| edition.changes.is_nothing()).count();
    let same = editions.len() - new.len() - changed.len() + quiet;
    let _ = match same {
        0 => Ok(()),
        same if same == editions.len() => writeln!(
            text,
            "Nothing changes for readers: {} would stay as {} published.",
            count(same, "edition"),
            if same == 1 { "it is" } else { "they are" }
        ),
        same => {
            writeln!(text, "Nothing changes for the readers of {}.", count(same, "other edition"))
        }
    };
}

/// The editions of which nothing is known, since they have errors or could not be compared.
fn tell_missing(text: &mut String, report: &ChangeReport) {
    let made: HashSet<&str> =
        report.editions.iter().map(|edition| edition.edition.as_str()).collect();
    let outcomes = report.run.outcomes.iter().map(|outcome| outcome.name.as_str());
    let missing: Vec<&str> = outcomes.filter(|name| !made.contains(name)).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let _ = writeln!(text, "What changes cannot be told, for the errors above, of: {missing}.");
    }
}

fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}
