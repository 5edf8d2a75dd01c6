//! Where a link or image leads, as far as its own file tells.

use std::sync::Arc;

use super::html::Interpolated;
use crate::letters::composed;
use crate::mail;
use crate::project::Values;
use crate::url;

/// Where a link or image leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address outside of the handbook.
    External(String),
    /// A file of the handbook.
    File(FileTarget),
    /// Known only when a firm's values are: the address has variables in it.
    Dynamic(DynamicTarget),
    /// An address that may not be published.
    Unsafe(String),
}

/// A file of the handbook and a section in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileTarget {
    /// Path inside the stack of layers; empty for the page the link stands on.
    pub path: String,
    /// The part after `#`, decoded.
    pub section: Option<String>,
    /// Whether the path was written from the root, or climbs out of it.
    pub outside: bool,
}

/// An address with variables in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DynamicTarget {
    /// As it is written.
    pub address: Interpolated,
    /// The path of its file inside the layer: what is relative is seen from there.
    pub page: Arc<str>,
}

impl DynamicTarget {
    /// Where it leads with a firm's values.
    pub fn fill(&self, values: &Values) -> Target {
        if mail::is_mail(&self.address.text) {
            // A value with `&` or `?` in it would else add to the letter.
            let address = self.address.fill_as(values, mail::part);
            return Target::of(&address, &self.page);
        }
        Target::of(&self.address.fill(values), &self.page)
    }
}

impl Target {
    /// Reads an address as it stands in the file of this path.
    pub fn of(address: &str, page: &str) -> Self {
        let address = address.trim();
        if !url::is_safe(address) {
            return Self::Unsafe(address.to_owned());
        }
        // The quick look first: nearly every address is plainly relative.
        if !url::is_plainly_relative(address) && url::scheme(address).is_some() {
            return Self::External(mail::tidied(address));
        }

        let (path, section) = match address.split_once('#') {
            Some((path, section)) => (path, Some(url::decode(section))),
            None => (address, None),
        };
        // A published page is a file, to which a query means nothing.
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() {
            return Self::File(FileTarget { path: String::new(), section, outside: false });
        }

        // Decoded after the cuts, so that a `%23` or `%3F` remains part of the name.
        let path = url::decode(path);
        let path = composed(&path);
        let (mut joined, outside) = join(page, &path);
        if joined.is_empty() {
            // The root; an empty path means the page itself.
            joined.push_str("index.md");
        }
        Self::File(FileTarget { path: joined, section, outside })
    }
}

/// A path as seen from the folder of a page; a leading `/` means the root. The flag tells that it
/// climbs above the root.
fn join(page: &str, path: &str) -> (String, bool) {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => {
            page.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect())
        }
    };

    let mut outside = false;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => outside |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }

    let mut joined = parts.join("/");
    // The slash stays, because it says that a folder's own page is meant.
    if path.ends_with('/') && !joined.is_empty() {
        joined.push('/');
    }
    (joined, outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_page() {
        let path = |address| match Target::of(address, "why/a.md") {
            Target::File(file) => (file.path, file.outside),
            other => panic!("{other:?}"),
        };
        assert_eq!(path("b.md#x"), ("why/b.md".to_owned(), false));
        assert_eq!(path("../x/./b%20c.md"), ("x/b c.md".to_owned(), false));
        assert_eq!(path("/img/a.svg"), ("img/a.svg".to_owned(), false));
        assert!(path("../../b.md").1);
        assert_eq!(path("#here").0, "");
        assert_eq!(path("sub/").0, "why/sub/");
    }
}
