//! `SUMMARY.md`: the navigation of mdBook and GitBook, a list of links within lists.

use super::super::lines::{CodeWatch, indent};
use super::super::notes::Notes;
use super::super::site::{Nav, Site, walked};
use super::super::tree::Tree;
use super::{ELSEWHERE, NO_FILE};
use crate::url::{self, folder_of};

/// Lists within lists; nobody nests this deep.
const MAX_DEPTH: usize = 32;

/// An entry of the list.
struct Entry {
    columns: usize,
    title: String,
    /// Where it leads; nothing where it leads nowhere.
    target: String,
    line: usize,
}

/// A stretch of the list under a heading.
struct Part {
    title: Option<String>,
    entries: Vec<Entry>,
}

impl Part {
    /// Whether it has a heading and entries below it.
    fn is_begun(&self) -> bool {
        self.title.is_some() && !self.entries.is_empty()
    }
}

/// Reads the navigation from a file.
pub(super) fn read(tree: &Tree, file: &str, site: &Site, notes: &mut Notes) -> Vec<Nav> {
    let text = tree.text(file, notes);
    text.map(|text| of_text(&text, file, site, notes)).unwrap_or_default()
}

/// Reads the navigation from the text of a file.
pub(super) fn of_text(text: &str, file: &str, site: &Site, notes: &mut Notes) -> Vec<Nav> {
    let folder = folder_of(file).strip_prefix(site.settings.docs.as_str()).unwrap_or_default();
    let mut reader = Reader { site, file, folder: folder.trim_matches('/'), notes };

    let mut nav = Vec::new();
    for Part { title, entries } in parts(text) {
        let items = reader.items(&entries, 0);
        match title {
            Some(label) if !items.is_empty() => nav.push(Nav::Group { label, own: None, items }),
            _ => nav.extend(items),
        }
    }
    nav
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part { title: None, entries: Vec::new() }];
    let mut watch = CodeWatch::new();
    for (at, line) in text.lines().enumerate() {
        watch.is_code(line);
        let text = line.trim();
        if watch.in_fence() || text.is_empty() {
            continue;
        }
        if let Some(title) = text.strip_prefix('#') {
            let title = title.trim_matches(['#', ' ']).to_owned();
            // The first heading is that of the list.
            let is_first =
                parts.len() == 1 && parts[0].entries.is_empty() && !text.starts_with("##");
            if !is_first {
                parts.push(Part { title: Some(title), entries: Vec::new() });
            }
        } else if let Some((title, target)) = entry(text) {
            // What stands outside of the lists, after them, is of no part.
            let is_outside = text.starts_with('[') && parts.last().is_some_and(Part::is_begun);
            if is_outside {
                parts.push(Part { title: None, entries: Vec::new() });
            }
            let Some(part) = parts.last_mut() else { continue };
            let columns = indent(line) + usize::from(!text.starts_with('['));
            part.entries.push(Entry { columns, title, target, line: at + 1 });
        }
    }
    parts
}

/// `* [Title](target "more")`, `1. [Title](target)`, `[Title](target)` or `- Title`.
fn entry(text: &str) -> Option<(String, String)> {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = number.strip_prefix(". ").filter(|_| number.len() < text.len());
    let item = ["* ", "- ", "+ "].iter().find_map(|mark| text.strip_prefix(mark)).or(counted);
    let body = item.unwrap_or(text).trim();
    let Some(link) = body.strip_prefix('[') else {
        let is_rule = body.chars().all(|c| "-*_".contains(c));
        return item.filter(|_| !is_rule).map(|_| (body.to_owned(), String::new()));
    };
    let (title, rest) = link.rsplit_once("](")?;
    let (target, _) = rest.rsplit_once(')')?;
    let target = target.split(" \"").next().unwrap_or_default().trim();
    let target = target.trim_start_matches('<').trim_end_matches('>');
    Some((title.replace(['\\', '`'], ""), target.to_owned()))
}

struct Reader<'s> {
    site: &'s Site,
    file: &'s str,
    folder: &'s str,
    notes: &'s mut Notes,
}

impl Reader<'_> {
    fn items(&mut self, entries: &[Entry], depth: usize) -> Vec<Nav> {
        let mut nav = Vec::new();
        let mut at = 0;
        while let Some(entry) = entries.get(at) {
            let deeper = |below: &&Entry| below.columns > entry.columns;
            let count = entries[at + 1..].iter().take_while(deeper).count();
            let below = &entries[at + 1..at + 1 + count];
            at += 1 + count;

            let page = self.page(entry);
            let items = if depth < MAX_DEPTH { self.items(below, depth + 1) } else { Vec::new() };
            let label = entry.title.clone();
            match page {
                page if !items.is_empty() => nav.push(Nav::Group { label, own: page, items }),
                Some(page) => nav.push(Nav::Page { page, label: Some(label) }),
                None => {}
            }
        }
        nav
    }

    fn page(&mut self, entry: &Entry) -> Option<usize> {
        let Entry { title, target, line, .. } = entry;
        if target.is_empty() {
            self.notes.left_out("Chapters that are only announced", title.as_str());
            return None;
        }
        if url::scheme(target).is_some() || target.starts_with("//") {
            self.notes.left_out(ELSEWHERE, format!("{title}: {target}"));
            return None;
        }
        let path = url::decode(target.split('#').next().unwrap_or_default());
        let page = walked(self.folder, path.trim_start_matches('/'))
            .and_then(|path| self.site.meant(&path));
        if page.is_none() {
            self.notes.look(&NO_FILE, self.file, *line, &format!("[{title}]({target})"));
        }
        page
    }
}
