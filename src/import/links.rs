//! Links: where each led on the old site, and the file of the handbook that it leads to now.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::{of_file, tidy};
use super::lines::{CodeWatch, Line, after_ticks, end_of_code};
use super::notes::{Advice, Notes};
use super::site::{Page, Site, join, walked};
use crate::url::{self, folder_of};

static UNSAFE: Advice = Advice {
    found: "Links that lead to no web address, mail address or file",
    todo: "The words are there without the link. Write an address that begins with https://, \
           http://, mailto: or tel:, or a path.",
};
static OUTSIDE: Advice = Advice {
    found: "Links out of the folder that was brought over",
    todo: "Nothing outside of it is read. Copy the file into the handbook, or write its web \
           address.",
};

/// All that links can lead to.
#[derive(Debug)]
pub(super) struct LinkTable<'s> {
    site: &'s Site,
    /// The files that are no pages, from the root of the source, and what they are called here.
    assets: &'s BTreeMap<String, String>,
    /// Pages by where they were published, in small letters.
    by_address: BTreeMap<String, usize>,
    /// Pages by name, for wiki links.
    by_name: BTreeMap<String, usize>,
}

/// Where a link leads.
enum Target {
    Page(usize),
    /// A file, by its path in the source.
    Asset(String),
    /// Somewhere else, at this address.
    Elsewhere(String),
    /// Nowhere that may be published.
    Unsafe,
    /// Out of the folder.
    Outside,
    Unknown,
}

impl<'s> LinkTable<'s> {
    pub(super) fn new(site: &'s Site, assets: &'s BTreeMap<String, String>) -> Self {
        let mut by_address = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (at, page) in site.pages.iter().enumerate() {
            for address in page.aliases.iter().chain([&of_file(&page.to)]) {
                by_address.entry(address.to_lowercase()).or_insert(at);
            }
            by_name.entry(wiki_name(super::site::stem_of(&page.path))).or_insert(at);
            if let Some(title) = page.front.text("title") {
                by_name.entry(wiki_name(&title)).or_insert(at);
            }
        }
        Self { site, assets, by_address, by_name }
    }

    /// Rewrites the links of a page; gives the files of the source that it shows or links to.
    pub(super) fn rewrite(
        &self,
        page: &Page,
        lines: &mut [Line],
        notes: &mut Notes,
    ) -> BTreeSet<String> {
        let mut rewriter = Rewriter { table: self, page, notes, used: BTreeSet::new() };
        let mut watch = CodeWatch::new();
        for line in lines {
            if !watch.is_code(&line.text) && line.text.contains(['(', ':', '=']) {
                line.text = rewriter.line(&line.text, line.at);
            }
        }
        rewriter.used
    }

    /// What an address or a path means on a page.
    fn target(&self, page: &Page, path: &str) -> Target {
        if let Some(name) = path.strip_prefix("wiki:") {
            return self.wiki(page, name);
        }
        if let Some(path) = path.strip_prefix("ref:") {
            return self.reference(page, path);
        }
        if let Some(address) = elsewhere(path) {
            return if url::is_safe(&address) {
                Target::Elsewhere(address)
            } else {
                Target::Unsafe
            };
        }

        let path = path.split(['?', '#']).next().unwrap_or_default();
        let top = ["@site/", "@/"].iter().find_map(|top| path.strip_prefix(top));
        let path = top.map_or_else(|| path.to_owned(), |path| format!("/{path}"));
        let decoded = url::decode(&path);
        let found =
            [path.as_str(), decoded.as_str()].iter().find_map(|path| self.found(page, path));
        if let Some(target) = found {
            return target;
        }
        if let Some(address) = url::mended(&decoded) {
            return Target::Elsewhere(address);
        }
        let from = folder_of(&page.from);
        let leaves = !path.starts_with('/') && walked(from, &decoded).is_none();
        if leaves { Target::Outside } else { Target::Unknown }
    }

    fn found(&self, page: &Page, path: &str) -> Option<Target> {
        let settings = &self.site.settings;
        if path.starts_with('/') {
            let rest = path.trim_start_matches('/');
            let below =
                rest.strip_prefix(settings.prefix.as_str()).filter(|_| !settings.prefix.is_empty());
            let below = below.map(|below| below.trim_start_matches('/'));
            return [Some(rest), below].into_iter().flatten().find_map(|path| {
                let walked = walked("", path)?;
                self.page_at(&walked, &settings.docs).or_else(|| self.asset(&walked))
            });
        }

        // From the file, as most tools read it; then from the address, as browsers do.
        let by_file = walked(folder_of(&page.path), path)
            .and_then(|walked| self.page_at(&walked, &settings.docs));
        let by_root = || {
            let walked = walked(folder_of(&page.from), path)?;
            let below = walked.strip_prefix(settings.docs.as_str())?.trim_start_matches('/');
            self.page_at(below, "").or_else(|| {
                self.assets.contains_key(&walked).then(|| Target::Asset(walked.clone()))
            })
        };
        let old = page.aliases.first().cloned().unwrap_or_else(|| of_file(&page.to));
        let by_address = || {
            let walked = walked(&old, path)?;
            self.page_at(&walked, &settings.docs).or_else(|| self.asset(&walked))
        };
        let outside_docs = || {
            let walked = walked(folder_of(&page.from), path)?;
            self.assets.contains_key(&walked).then_some(Target::Asset(walked))
        };
        by_file.or_else(by_root).or_else(outside_docs).or_else(by_address)
    }

    /// The page at a path from the folder of the pages, or at an address.
    fn page_at(&self, path: &str, docs: &str) -> Option<Target> {
        let by_path = self.site.meant(path);
        // Some write the way from the top of the repository.
        let below = || {
            let rest = path.strip_prefix(docs)?.strip_prefix('/').filter(|_| !docs.is_empty())?;
            self.site.meant(rest)
        };
        let by_address = || self.by_address.get(&tidy(path).to_lowercase()).copied();
        by_path.or_else(below).or_else(by_address).map(Target::Page)
    }

    /// A file that is no page, by its address on the old site.
    fn asset(&self, path: &str) -> Option<Target> {
        let settings = &self.site.settings;
        let tops = settings.statics.iter().chain([&settings.docs]).map(String::as_str).chain([""]);
        let mut paths = tops.map(|top| join(top, path));
        paths.find(|path| self.assets.contains_key(path)).map(Target::Asset)
    }

    /// A page that Hugo looks for: by its path, else by its name wherever it lies.
    fn reference(&self, page: &Page, path: &str) -> Target {
        let plain = path.split(['?', '#']).next().unwrap_or_default();
        if plain.is_empty() {
            return Target::Elsewhere(path.to_owned());
        }
        let top = || self.found(page, &format!("/{}", plain.trim_start_matches('/')));
        let found = self.found(page, plain).or_else(top);
        let by_name = || self.by_name.get(&wiki_name(plain)).map(|at| Target::Page(*at));
        found.or_else(by_name).unwrap_or(Target::Unknown)
    }

    fn wiki(&self, page: &Page, name: &str) -> Target {
        let plain = name.split('#').next().unwrap_or_default();
        if plain.is_empty() {
            return Target::Elsewhere(format!("#{}", url::slug(&name[1..])));
        }
        if let Some(at) = self.by_name.get(&wiki_name(plain)) {
            return Target::Page(*at);
        }
        let ends = format!("/{plain}");
        let file = self.assets.keys().find(|path| *path == plain || path.ends_with(&ends));
        file.map_or_else(
            || self.found(page, plain).unwrap_or(Target::Unknown),
            |file| Target::Asset(file.clone()),
        )
    }
}

fn wiki_name(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.strip_suffix(".md").unwrap_or(name);
    name.to_lowercase().replace([' ', '_'], "-")
}

/// An address that leads out of the site, if it is one.
fn elsewhere(path: &str) -> Option<String> {
    if path.starts_with("//") {
        return Some(format!("https:{path}"));
    }
    url::scheme(path).map(|_| path.to_owned())
}

/// Rewrites the links of one page.
struct Rewriter<'t> {
    table: &'t LinkTable<'t>,
    page: &'t Page,
    notes: &'t mut Notes,
    used: BTreeSet<String>,
}

/// A target as it stands in a text.
struct Written<'l> {
    target: &'l str,
    /// The words in quotes after it.
    title: &'l str,
}

impl Rewriter<'_> {
    fn line(&mut self, line: &str, at: usize) -> String {
        if let Some(defined) = self.definition(line, at) {
            return defined;
        }
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(start) = next_mark(rest) {
            if rest[start..].starts_with('`') {
                let end = end_of_code(rest, start).unwrap_or_else(|| after_ticks(rest, start));
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            } else if rest[start..].starts_with("](") {
                let (before, after) = rest.split_at(start + 2);
                let Some(end) = end_of_target(after) else {
                    out.push_str(before);
                    rest = after;
                    continue;
                };
                let link = self.link(&after[..end], at);
                out.push_str(&before[..start]);
                self.push_link(&mut out, link.as_deref());
                rest = &after[end + 1..];
            } else {
                let (attribute, length) = attribute_at(&rest[start..]);
                out.push_str(&rest[..start + length]);
                rest = &rest[start + length..];
                if let Some((value, after)) = attribute.and_then(|quote| rest.split_once(quote)) {
                    let made = self.moved(value, at).unwrap_or_default();
                    out.push_str(&made);
                    rest = &rest[rest.len() - after.len() - 1..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Closes a link whose words were written; without a target the brackets go.
    fn push_link(&self, out: &mut String, link: Option<&str>) {
        if let Some(link) = link {
            out.push_str(&format!("]({link})"));
            return;
        }
        let mut open = 0;
        let start = out.char_indices().rev().find(|(_, c)| {
            open += i32::from(*c == ']') - i32::from(*c == '[');
            open < 0
        });
        if let Some((start, _)) = start {
            let mark = usize::from(out[..start].ends_with('!'));
            out.replace_range(start - mark..=start, "");
        }
    }

    /// `[words]: target` on a line by itself.
    fn definition(&mut self, line: &str, at: usize) -> Option<String> {
        let text = line.trim_start();
        let label = text.strip_prefix('[').filter(|label| !label.starts_with('^'))?;
        let (label, rest) = label.split_once("]:")?;
        if label.contains(['[', ']']) || rest.trim().is_empty() {
            return None;
        }
        let link = self.link(rest.trim(), at).unwrap_or_else(|| "#".to_owned());
        Some(format!("{}[{label}]: {link}", &line[..line.len() - text.len()]))
    }

    /// The target and title of a link, as they are now.
    fn link(&mut self, inner: &str, at: usize) -> Option<String> {
        let Written { target, title } = written(inner);
        let target = self.moved(target, at)?;
        let is_plain = !target.contains([' ', '(', ')', '<', '>']) && !target.is_empty();
        let target = if is_plain || target.is_empty() { target } else { format!("<{target}>") };
        Some(if title.is_empty() { target } else { format!("{target} {title}") })
    }

    /// Where a target is now; none where it may not be published.
    fn moved(&mut self, target: &str, at: usize) -> Option<String> {
        if target.is_empty() || target.starts_with('#') || target.starts_with("{{") {
            return Some(target.to_owned());
        }
        let fragment = target.find('#').map_or("", |start| &target[start..]);
        match self.table.target(self.page, target) {
            Target::Page(page) => {
                let to = &self.table.site.pages[page].to;
                let way = url::relative(&self.page.to, to);
                if way != target {
                    self.notes.converted("links, to the files they lead to");
                }
                // On a page itself, only the section is named.
                let is_own = *to == self.page.to && !fragment.is_empty();
                Some(if is_own {
                    fragment.to_owned()
                } else {
                    format!("{}{fragment}", spelled(&way))
                })
            }
            Target::Asset(file) => {
                let to = self.table.assets.get(&file)?;
                let way = spelled(&url::relative(&self.page.to, to));
                self.used.insert(file);
                Some(way)
            }
            Target::Elsewhere(address) => {
                if address != target {
                    self.notes.converted("addresses that lacked https:// or mailto:");
                }
                Some(address)
            }
            Target::Unsafe => {
                self.notes.look(&UNSAFE, &self.page.from, at, target);
                None
            }
            Target::Outside => {
                self.notes.look(&OUTSIDE, &self.page.from, at, target);
                Some(target.to_owned())
            }
            Target::Unknown => {
                let marks = ["wiki:", "ref:"];
                let plain = marks.iter().find_map(|mark| target.strip_prefix(mark));
                Some(plain.unwrap_or(target).to_owned())
            }
        }
    }
}

/// A path in which nothing is taken for the mark of something else.
fn spelled(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

/// The next place at which a link, an attribute or code could begin.
fn next_mark(text: &str) -> Option<usize> {
    let marks = [text.find('`'), text.find("]("), text.find(" href="), text.find(" src=")];
    marks.into_iter().flatten().min()
}

/// The quote of the attribute that begins here, and how long the way to its value is.
fn attribute_at(text: &str) -> (Option<char>, usize) {
    let value = text.find('=').map_or(text.len(), |at| at + 1);
    match text[value..].chars().next() {
        Some(quote @ ('"' | '\'')) => (Some(quote), value + 1),
        _ => (None, value),
    }
}

/// Where the target of a link ends: at the parenthesis that closes it.
fn end_of_target(text: &str) -> Option<usize> {
    if text.trim_start().starts_with('<') {
        let end = text.find('>')?;
        return text[end..].find(')').map(|close| end + close);
    }
    let mut open = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Takes apart what stands between the parentheses of a link.
fn written(inner: &str) -> Written<'_> {
    let inner = inner.trim();
    if let Some((target, title)) = inner.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        return Written { target, title: title.trim() };
    }
    let title = [" \"", " '", "\t\""].iter().find_map(|mark| inner.find(mark));
    match title.filter(|_| inner.ends_with(['"', '\''])) {
        Some(at) => Written { target: inner[..at].trim(), title: inner[at..].trim() },
        // Pictures of GitHub wikis and others may say their size: `map.png =300x`.
        None => Written { target: inner.split(" =").next().unwrap_or(inner), title: "" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_taken_apart() {
        for (inner, target, title) in [
            ("a.md", "a.md", ""),
            ("<a b.md> \"T\"", "a b.md", "\"T\""),
            ("a b.png", "a b.png", ""),
            ("a.md 'T'", "a.md", "'T'"),
            ("map.png =300x", "map.png", ""),
        ] {
            let read = written(inner);
            assert_eq!((read.target, read.title), (target, title), "{inner}");
        }
        assert_eq!(end_of_target("a_(b).md) c)"), Some(8));
        assert_eq!(end_of_target("a"), None);
    }
}
