//! What an override stands over, and what it puts there, to be compared and shown.

use std::ops::Range;
use std::sync::Arc;

use super::source::{SourceTexts, front_value, page_markdown, section_markdown};
use crate::digest::{Digest, DigestBuilder};
use crate::overlay::Page;

/// A piece of a handbook that can be overridden.
#[derive(Debug, Clone)]
pub enum Overridable {
    /// A section: some segments of a page.
    Section(Arc<Page>, Range<usize>),
    /// A whole page, its front matter aside.
    Page(Arc<Page>),
    /// The pages of a folder: which they are, not what they say.
    Folder(Vec<Arc<str>>),
    /// A key of a page's front matter, which the page need not give.
    Key(Arc<Page>, Box<str>),
    /// The bytes of a file.
    Asset(Digest),
}

impl Overridable {
    /// The same for two that differ in nothing but white space, line ends and the Unicode form of
    /// letters.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Section(page, segments) => page.source(&page.segments[segments.clone()]),
            Self::Page(page) => page.whole_source(),
            Self::Folder(paths) => {
                let mut digest = DigestBuilder::default();
                for path in paths {
                    digest.part(path.as_bytes());
                }
                digest.finish()
            }
            Self::Key(page, key) => {
                page.front.gives(key).map(|given| given.source).unwrap_or_default()
            }
            Self::Asset(digest) => *digest,
        }
    }

    /// As text: Markdown, or a key's value; none of an asset, and where a file is not any more what
    /// it was when it was read.
    pub fn text(&self, texts: &SourceTexts<'_>) -> Option<String> {
        match self {
            Self::Section(page, segments) => section_markdown(page, segments.clone(), texts),
            Self::Page(page) => page_markdown(page, texts),
            Self::Folder(paths) => Some(paths.iter().map(|path| format!("{path}\n")).collect()),
            Self::Key(page, key) if page.front.gives(key).is_none() => Some(String::new()),
            Self::Key(page, key) => front_value(page, key, texts),
            Self::Asset(_) => None,
        }
    }
}
