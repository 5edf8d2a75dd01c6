//! `:::voice`: who says it.

use super::BodyWriter;
use crate::parse::widget::Voice;

impl BodyWriter<'_, '_> {
    /// The caption of a voice, behind the portrait where there is one.
    pub(super) fn voice(&mut self, voice: &Voice) {
        let by = voice.by.fill(self.shell.values()).into_owned();
        if let Some(initials) = initials(&by).filter(|_| !voice.has_portrait) {
            self.text_in("<span class=\"monogram\" aria-hidden=\"true\">", &initials, "</span>");
        }
        self.text_in("<span class=\"voice-by\">", &by, "</span>");

        let title = voice.title.fill(self.shell.values()).into_owned();
        if !title.is_empty() {
            self.text_in(" <span class=\"voice-title\">", &title, "</span>");
        }
    }
}

/// The first letters of the first name and of the last one. Who has no name yet, "your sponsor",
/// has none, and no more has a name in letters that know no capitals.
fn initials(name: &str) -> Option<String> {
    let capitals = name.split_whitespace().filter_map(|word| word.chars().next());
    let capitals: Vec<char> = capitals.filter(|letter| letter.is_uppercase()).collect();
    let (first, rest) = capitals.split_first()?;
    Some([Some(first), rest.last()].into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_a_name() {
        for (name, expected) in [
            ("Margaret Okafor", Some("MO")),
            ("Jan Willem van der Berg", Some("JB")),
            ("Émile", Some("É")),
            ("your sponsor", None),
            ("مريم", None),
            ("", None),
        ] {
            assert_eq!(initials(name).as_deref(), expected, "{name}");
        }
    }
}
