//! The lines of places in files, for those who name them to people.

use std::collections::HashMap;
use std::sync::Arc;

use mentorbook::report::{Lines, start};
use mentorbook::{Origin, Place};

/// Tells on which lines places are, with each file read once.
pub(crate) struct Places<'o> {
    origin: &'o Origin,
    files: HashMap<Arc<str>, Option<Lines>>,
}

impl<'o> Places<'o> {
    pub(crate) fn new(origin: &'o Origin) -> Self {
        Self { origin, files: HashMap::new() }
    }

    /// File and line, as editors understand them.
    pub(crate) fn of(&mut self, place: &Place) -> String {
        format!("{}:{}", place.file, self.line(place))
    }

    /// Counted from 1.
    pub(crate) fn line(&mut self, place: &Place) -> usize {
        let origin = self.origin;
        let lines = self.files.entry(place.file.clone());
        let lines = lines.or_insert_with(|| origin.text(&place.file).map(Lines::of));
        start(place, lines.as_ref()).line
    }
}
