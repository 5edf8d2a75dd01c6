//! Which override is meant.

use std::fmt;
use std::sync::Arc;

use crate::parse::attributes::Operation;

/// One thing that a layer changes, by the names that its own files give.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The page's path in its layer, or the asset's; for what is hidden, as `hide:` has it.
    pub path: Arc<str>,
    /// What of it.
    pub part: OverridePart,
    /// The shared layers between the base and the one that overrides, lowest first. Only for a
    /// shared layer, which may lie over different ones in different firms.
    pub under: Vec<Arc<str>>,
}

/// What of a page or asset is overridden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OverridePart {
    /// All of it: `override: page`.
    Page,
    /// It is left out: `hide:`.
    Hidden,
    /// A key of its front matter.
    Key(Box<str>),
    /// A section, by the id that its heading in the layer has, and what is done.
    Section(Arc<str>, Operation),
    /// A file that is no page.
    Asset,
}

impl fmt::Display for Subject {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            OverridePart::Page | OverridePart::Hidden | OverridePart::Asset => {
                f.write_str(&self.path)
            }
            OverridePart::Key(key) => write!(f, "{}:{key}", self.path),
            OverridePart::Section(id, _) => write!(f, "{}#{id}", self.path),
        }
    }
}
