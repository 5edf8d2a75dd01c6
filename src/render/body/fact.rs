//! `:::fact`: when something was true, who says so, and when somebody has to look again.

use super::BodyWriter;
use crate::date;
use crate::parse::widget::Fact;
use crate::words::Word;

impl BodyWriter<'_, '_> {
    /// The foot of a fact.
    pub(super) fn fact(&mut self, fact: &Fact) {
        let date = date::written(&fact.as_of, self.shell.words());
        let as_of = self.worded(Word::AsOf, &[("date", &date)]);
        self.text_in("<p class=\"fact-meta\">", &as_of, "");

        let source = fact.source.fill(self.shell.values());
        if !source.is_empty() {
            self.text_in(" · ", &self.worded(Word::Source, &[("source", &source)]), "");
        }

        if let Some(day) = &fact.review_by {
            self.word_in(" · ", Word::LookedAtAgainBy, " ");
            self.time(day);
        }
        self.out.push_str("</p>\n");
    }
}
