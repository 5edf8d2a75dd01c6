//! What changes, as a note to the readers of one edition: plain Markdown, by chapter, in the order in
//! which they read. It names no file and shows no HTML.

use std::fmt::Write as _;

use super::{
    EditionChanges, EditionState, FileChange, FileNews, PageChange, PageNews, ReaderChanges,
    Rewording, SectionChange, SectionNews,
};
use crate::diagnostic::print::shown;

/// Endings of files that readers take for pictures.
const PICTURES: [&str; 8] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "tiff", "webp"];

/// The note to the readers of an edition.
pub fn note(edition: &EditionChanges) -> String {
    match &edition.state {
        EditionState::Same => nothing(edition),
        EditionState::New { title, .. } => format!(
            "# {}\n\nThe handbook is here for the first time, and everything in it is new.\n",
            headline(title, edition)
        ),
        EditionState::Changed(changes) if changes.is_nothing() => nothing(edition),
        EditionState::Changed(changes) => {
            let title = headline(&changes.title, edition);
            let mut text = format!(
                "# What is new in {title}\n\nWe have been over the handbook. This is what is \
                 different now; all the rest is as you know it.\n"
            );
            chapters(&mut text, &changes.pages);
            other(&mut text, changes);
            text
        }
    }
}

fn nothing(edition: &EditionChanges) -> String {
    format!("Nothing is new for the readers of {}.\n", plain(&edition.firm))
}

/// The handbook's title, with the firm's name where that is another, and whom the edition is for
/// where the firm has several.
fn headline(title: &str, edition: &EditionChanges) -> String {
    let kind = edition.edition.split_once('.').map(|(_, kind)| kind);
    let firm = Some(edition.firm.as_str()).filter(|firm| *firm != title);
    let of: Vec<String> = firm.into_iter().chain(kind).map(plain).collect();
    if of.is_empty() { plain(title) } else { format!("{} ({})", plain(title), of.join(", ")) }
}

fn chapters(text: &mut String, pages: &[PageChange]) {
    let mut chapter = None;
    for page in pages {
        let its = page.chapter.as_deref().unwrap_or(&page.title);
        if chapter != Some(its) {
            let _ = write!(text, "\n## {}\n\n", plain(its));
            chapter = Some(its);
        }

        // The heading has named the first page of a chapter, and one that stands in none.
        let is_named = its == page.title && page.news == PageNews::Reworded { was_title: None };
        let indent = if is_named { "" } else { "  " };
        if !is_named {
            let _ = writeln!(text, "- {}", about_page(page));
        }
        for line in page.sections.iter().flat_map(about_section) {
            let _ = writeln!(text, "{indent}- {line}");
        }
    }
}

fn about_page(page: &PageChange) -> String {
    let title = format!("**{}**", plain(&page.title));
    match &page.news {
        PageNews::Reworded { was_title: None } => title,
        PageNews::Reworded { was_title: Some(was) } => {
            format!("{title} was called *{}* before.", plain(was))
        }
        PageNews::New { about } if about.is_empty() => format!("{title} is a new page."),
        PageNews::New { about } => format!("{title} is a new page: {}", plain(about)),
        PageNews::Moved { was_title, was_chapter } => {
            let from = was_chapter.as_ref().filter(|was| Some(*was) != page.chapter.as_ref());
            let from = from.map_or_else(
                || " has a new address.".to_owned(),
                |from| format!(" has moved here from *{}*.", plain(from)),
            );
            let was = Some(was_title).filter(|was| **was != page.title && !was.is_empty());
            let was = was.map(|was| format!(" It was called *{}*.", plain(was)));
            format!("{title}{from}{}", was.unwrap_or_default())
        }
        PageNews::Gone { leads_to: Some(page) } => {
            format!("{title} is gone; its address leads to *{}* now.", plain(page))
        }
        // Why it is kept from them is none of the readers' business.
        PageNews::Gone { leads_to: None } | PageNews::Hidden => {
            format!("{title} is no longer in the handbook.")
        }
    }
}

fn about_section(section: &SectionChange) -> Vec<String> {
    let title = match section.title.as_str() {
        "" => "The opening".to_owned(),
        title => format!("*{}*", plain(title)),
    };
    let about = section.news.iter().flat_map(|news| match news {
        SectionNews::New { begins } if begins.is_empty() => vec!["is new.".to_owned()],
        SectionNews::New { begins } => vec![format!("is new: {}", quoted(begins))],
        SectionNews::Gone => vec!["is gone.".to_owned()],
        SectionNews::Renamed { was } => vec![format!("was called *{}* before.", plain(was))],
        SectionNews::Moved => vec!["stands in another place of the page.".to_owned()],
        SectionNews::MovedFrom { page } => vec![format!("has come here from *{}*.", plain(page))],
        SectionNews::MovedTo { page } => vec![format!("is on the page *{}* now.", plain(page))],
        SectionNews::Rewritten { begins } => {
            vec![format!("is written anew. It begins: {}", quoted(begins))]
        }
        SectionNews::Reworded { shown, more } => {
            let more = (*more > 0).then(|| format!("has {more} more changes like these."));
            shown.iter().map(about_words).chain(more).collect()
        }
    });
    about.map(|about| format!("{title} {about}")).collect()
}

fn about_words(words: &Rewording) -> String {
    let Rewording { before, was, now, after } = words;
    match (was.as_str(), now.as_str()) {
        ("", now) => format!("now also says {}", around(before, now, after)),
        (was, "") => format!("no longer says {}", around(before, was, after)),
        (was, now) => {
            let (was, now) = (around(before, was, after), around(before, now, after));
            format!("said {was}; now it says {now}")
        }
    }
}

/// A change in bold, with the words around it.
fn around(before: &str, changed: &str, after: &str) -> String {
    let mut text = String::new();
    if !before.is_empty() {
        text.push_str(&plain(before));
        text.push(' ');
    }
    let _ = write!(text, "**{}**", plain(changed));
    if !after.is_empty() {
        text.push(' ');
        text.push_str(&plain(after));
    }
    format!("“{text}”")
}

/// Pictures, dates and the look.
fn other(text: &mut String, changes: &ReaderChanges) {
    let mut lines: Vec<String> = changes.files.iter().map(about_file).collect();
    if changes.calendar {
        lines.push(
            "Dates in the calendar have changed. If you took its file into your own calendar, take \
             it once more."
                .to_owned(),
        );
    }
    if changes.look {
        lines.push("The handbook looks a little different.".to_owned());
    }
    if lines.is_empty() {
        return;
    }

    text.push_str("\n## Pictures, files, dates\n\n");
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
}

fn about_file(file: &FileChange) -> String {
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let kind = if PICTURES.contains(&ending) { "picture" } else { "file" };
    let change = match file.change {
        FileNews::New => "is new",
        FileNews::Changed => "has changed",
        FileNews::Gone => "is gone",
    };
    format!("The {kind} *{}* {change}.", plain(name))
}

fn quoted(text: &str) -> String {
    format!("“{}”", plain(text))
}

/// A text in which nothing is taken for Markdown or HTML, nor by a terminal for a command.
fn plain(text: &str) -> String {
    let shown = shown(text.trim());
    let mut plain = String::with_capacity(shown.len());
    for (at, c) in shown.char_indices() {
        // Whatever else there is in Markdown means something at the beginning of a line only, where
        // no such text stands.
        let is_markup = match c {
            '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '~' => true,
            '&' => shown[at + 1..].starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()),
            _ => false,
        };
        if is_markup {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}
