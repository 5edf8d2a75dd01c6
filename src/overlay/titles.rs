//! What a page is called.

use super::Page;
use crate::parse::html::Interpolated;
use crate::project::Values;
use crate::url;

impl Page {
    /// The title: the front matter's, else that of its heading, else one made of the file's name.
    pub fn title(&self) -> Interpolated {
        let given = self.given_titles().next();
        given.cloned().unwrap_or_else(|| Interpolated::plain(&title_of(&self.path)))
    }

    /// The title with a firm's values.
    pub fn title_in(&self, values: &Values) -> String {
        filled_title(self.given_titles(), &self.path, values)
    }

    /// The titles that were written for it, that first which counts.
    pub(super) fn given_titles(&self) -> impl Iterator<Item = &Interpolated> {
        let own = self.own_heading().map(|(_, heading)| &heading.text);
        let given = [self.front.title.as_ref(), own, self.first_h1()];
        given.into_iter().flatten().filter(|title| !title.is_blank())
    }

    /// The text of the first level-1 heading, where something stands before it.
    fn first_h1(&self) -> Option<&Interpolated> {
        let first = self.segments.iter().find(|segment| segment.level() == Some(1))?;
        Some(&self.section(first).heading.as_ref()?.text)
    }
}

/// The first of a page's titles that has words with these values, else the one made of its file's
/// name.
pub(crate) fn filled_title<'t>(
    given: impl IntoIterator<Item = &'t Interpolated>,
    path: &str,
    values: &Values,
) -> String {
    let mut filled = given.into_iter().map(|title| title.fill(values));
    // A variable may have no text for this firm.
    let title = filled.find(|title| !title.trim().is_empty());
    title.map_or_else(|| title_of(path), |title| title.into_owned())
}

/// `ground-rules/how-to.md` → `How to`; a folder's own page is called after the folder.
pub(crate) fn title_of(path: &str) -> String {
    let (folder, file) = (url::folder_of(path), url::file_of(path));
    let name = match url::is_landing(file) && !folder.is_empty() {
        true => url::file_of(folder),
        false => url::without_ending(file),
    };

    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    letters
        .next()
        .map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}
