//! What a site of another tool consists of, whatever the tool.

use std::collections::BTreeMap;

use super::front::Front;
use super::lines::Line;
use crate::url;

/// A page on its way into the handbook.
#[derive(Debug)]
pub(super) struct Page {
    /// Its file as the source has it, from the root of that.
    pub(super) from: String,
    /// The same, from the folder of the pages.
    pub(super) path: String,
    pub(super) front: Front,
    /// Its text below the front matter.
    pub(super) body: Vec<Line>,
    /// Its file below `content/base`.
    pub(super) to: String,
    /// Its place among its neighbours.
    pub(super) weight: Option<i64>,
    /// What the navigation calls it, where that is not what the page says of itself.
    pub(super) label: Option<String>,
    /// Whether it is in no navigation.
    pub(super) hidden: bool,
    /// Where it was published before, each without slashes at its ends.
    pub(super) aliases: Vec<String>,
}

impl Page {
    /// A page that the import makes itself, such as that of a group which had none.
    pub(super) fn made(to: String, label: &str, weight: Option<i64>) -> Self {
        Self {
            from: String::new(),
            path: String::new(),
            front: Front::default(),
            body: Vec::new(),
            to,
            weight,
            label: Some(label.to_owned()),
            hidden: false,
            aliases: Vec::new(),
        }
    }
}

/// What the tool's settings say of the whole site.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The folder of the pages, from the root of the source.
    pub(super) docs: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    /// Folders whose files are published at the top of the site, from the root of the source.
    pub(super) statics: Vec<String>,
    /// What addresses begin with, without slashes at its ends.
    pub(super) prefix: String,
    /// What the addresses of pages begin with after that, without slashes at its ends.
    pub(super) route: String,
    /// Where files that are shown within others are looked for, from the root of the source.
    pub(super) snippets: Vec<String>,
    /// Addresses that lead on to a page, by its file from the folder of the pages.
    pub(super) redirects: BTreeMap<String, String>,
    /// Files that are navigation and no pages, from the root of the source.
    pub(super) no_pages: Vec<String>,
    /// Whether the addresses of pages end in `.html`.
    pub(super) has_html_addresses: bool,
    /// Whether earlier addresses without a slash before them are seen from the page's folder.
    pub(super) has_relative_aliases: bool,
    /// Languages that pages are in beside the one that is brought over.
    pub(super) other_languages: Vec<String>,
    /// Where the pages of a folder were published, by the folder: `/:year/:title/`.
    pub(super) permalinks: BTreeMap<String, String>,
    /// What the settings have to be shown in texts, by what it is called there: `site.email`.
    pub(super) values: BTreeMap<String, String>,
    /// How the site looks.
    pub(super) brand: Brand,
    /// Files and folders that are the tool's own, from the root of the source: nobody misses them.
    pub(super) frame: Vec<String>,
}

impl Settings {
    /// Whether a file is the tool's own.
    pub(super) fn is_frame(&self, path: &str) -> bool {
        self.frame.iter().any(|own| {
            path.strip_prefix(own.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// The look of a site, as far as it can be kept.
#[derive(Debug, Default)]
pub(super) struct Brand {
    /// Pictures, by their paths from the root of the source.
    pub(super) logo: Option<String>,
    pub(super) logo_dark: Option<String>,
    pub(super) favicon: Option<String>,
    /// The colour of links and buttons, such as `#4051b5`.
    pub(super) accent: Option<String>,
    pub(super) accent_dark: Option<String>,
}

impl Brand {
    /// Whether nothing is known of it.
    pub(super) fn is_empty(&self) -> bool {
        self.pictures().next().is_none() && self.accent.is_none() && self.accent_dark.is_none()
    }

    /// Its pictures, each with the key that it has here.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all =
            [("logo", &self.logo), ("logo_dark", &self.logo_dark), ("favicon", &self.favicon)];
        all.into_iter().filter_map(|(key, path)| Some((key, path.as_deref()?)))
    }
}

/// The navigation as the tool shows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Nav {
    /// A page, with what it is called here.
    Page { page: usize, label: Option<String> },
    /// A group with what is in it, and the page that opens it.
    Group { label: String, own: Option<usize>, items: Vec<Nav> },
}

/// Calls a function with each page of a navigation, and with what it is called there.
pub(super) fn each_page(nav: &mut [Nav], call: &mut dyn FnMut(usize, &mut Option<String>)) {
    for item in nav {
        match item {
            Nav::Page { page, label } => call(*page, label),
            Nav::Group { items, .. } => each_page(items, call),
        }
    }
}

/// The pages of a site and how it is set up.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) pages: Vec<Page>,
    by_path: BTreeMap<String, usize>,
}

impl Site {
    /// A site of these pages.
    pub(super) fn new(settings: Settings, pages: Vec<Page>) -> Self {
        let mut by_path: BTreeMap<String, usize> =
            pages.iter().enumerate().map(|(at, page)| (page.path.clone(), at)).collect();
        // Some links name the file, whatever the tool makes of its name.
        for (at, page) in pages.iter().enumerate() {
            let from = page.from.strip_prefix(settings.docs.as_str()).unwrap_or(&page.from);
            by_path.entry(from.trim_start_matches('/').to_owned()).or_insert(at);
        }
        Self { by_path, settings, pages }
    }

    /// The page of a file, by its path from the folder of the pages.
    pub(super) fn page(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The page that a path means as people write it: with or without its ending, or a folder.
    pub(super) fn meant(&self, path: &str) -> Option<usize> {
        let path = path.trim_end_matches('/');
        let stem = path
            .strip_suffix(".html")
            .or_else(|| path.strip_suffix("/index"))
            .or_else(|| (path == "index").then_some(""))
            .unwrap_or(path);
        let named = [path, stem].into_iter().find_map(|path| self.page(path));
        let ended = || ENDINGS.iter().find_map(|end| self.page(&format!("{stem}.{end}")));
        named.or_else(ended).or_else(|| self.opening(stem))
    }

    /// The page that opens a folder.
    pub(super) fn opening(&self, folder: &str) -> Option<usize> {
        let names = ["index", "_index", "README", "readme", "Home"];
        names.iter().find_map(|name| {
            let stem = join(folder, name);
            ENDINGS.iter().find_map(|ending| self.page(&format!("{stem}.{ending}")))
        })
    }
}

/// The endings that a page may have.
pub(super) const ENDINGS: [&str; 5] = ["md", "mdx", "markdown", "mkd", "mdown"];

/// Whether a file is a page, by its name.
pub(super) fn is_page(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a page of this name opens its folder.
pub(super) fn is_opening(stem: &str) -> bool {
    ["index", "_index", "readme", "home"].iter().any(|name| stem.eq_ignore_ascii_case(name))
}

/// The name of a file without its ending.
pub(super) fn stem_of(path: &str) -> &str {
    url::without_ending(url::file_of(path))
}

/// A path without its ending; of a page that opens its folder, the folder.
pub(super) fn plain_address(path: &str) -> String {
    let (folder, stem) = (url::folder_of(path), stem_of(path));
    if is_opening(stem) { folder.to_owned() } else { join(folder, stem) }
}

/// A path below a folder; the folder may be the top.
pub(super) fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// A path that leads from a folder, with its `.` and `..` done; none where it leads out of the top.
pub(super) fn walked(folder: &str, path: &str) -> Option<String> {
    let start: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.into_iter().chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The number that a name begins with, such as 2 of `02-matching`, and what follows it.
pub(super) fn numbered(name: &str) -> Option<(i64, &str)> {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = name[digits..].trim_start_matches(' ');
    let after = rest.strip_prefix(['-', '_', '.', ')'])?.trim_start_matches([' ', '-', '_']);
    // Longer ones are dates, and mean no place.
    let number = name.get(..digits).filter(|digits| (1..=3).contains(&digits.len()))?;
    let is_date = after.starts_with(|c: char| c.is_ascii_digit());
    (!is_date && !after.is_empty()).then(|| number.parse().ok().map(|number| (number, after)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_walked_and_never_out() {
        assert_eq!(walked("a/b", "../c.md").unwrap(), "a/c.md");
        assert_eq!(walked("a", "/c.md").unwrap(), "c.md");
        assert_eq!(walked("", "./c//d").unwrap(), "c/d");
        assert_eq!(walked("a", "../../c"), None);
    }

    #[test]
    fn numbers_are_places_and_dates_are_not() {
        assert_eq!(numbered("02-matching"), Some((2, "matching")));
        assert_eq!(numbered("1. First"), Some((1, "First")));
        for name in ["2026-11-30-news", "1984", "3d", "10-", "01-02-x"] {
            assert_eq!(numbered(name), None, "{name}");
        }
    }
}
