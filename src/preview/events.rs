//! What the preview tells whoever started it.

use std::time::Duration;

use crate::diagnostic::print::Texts;
use crate::diagnostic::report::Report;

/// Hears how the preview goes, from several threads.
pub trait PreviewEvents: Send + Sync {
    /// The time since the program began.
    fn now(&self) -> Duration;
    /// The day, `YYYY-MM-DD`.
    fn today(&self) -> String;
    /// It can be looked at.
    fn ready(&self, ready: &Ready);
    /// Something changed, and the change is shown.
    fn rebuilt(&self, rebuilt: &Rebuilt<'_>);
    /// What is wrong is something else than before.
    fn problems(&self, report: &Report, texts: Texts<'_>);
    /// Something worth knowing.
    fn note(&self, text: &str);
}

/// What there is to look at.
pub struct Ready {
    /// The address to open, with the token where one is needed.
    pub address: String,
    /// The editions, the base's first.
    pub editions: Vec<String>,
    /// Whether another port was named in the address than the usual one, as that is taken.
    pub moved: bool,
    /// Whether other machines can look.
    pub open: bool,
    /// Whether they must put a number or name of this machine into the address.
    pub everywhere: bool,
}

/// What changed.
pub struct Rebuilt<'a> {
    /// The files, by path from the root.
    pub files: &'a [String],
    /// How many Markdown files were parsed for it.
    pub parsed: usize,
    /// How long it took.
    pub took: Duration,
}
