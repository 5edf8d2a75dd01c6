//! `:::curriculum`: the training modules, for whom they are, and how long they take.

use std::fmt::Write as _;

use super::BodyWriter;
use crate::catalog::Module;
use crate::link::PageId;
use crate::parse::widget::Curriculum;
use crate::url;
use crate::words::Word;

impl BodyWriter<'_, '_> {
    /// The training modules: a table, or the hours alone.
    pub(super) fn curriculum(&mut self, view: &Curriculum) {
        let catalog = &self.shell.catalog;
        if catalog.modules.is_empty() {
            return;
        }

        let audiences: Vec<&str> = match &view.audience {
            Some(audience) => vec![audience],
            // Who has to take nothing needs no column.
            None => {
                let all = catalog.audiences.iter().map(|(name, _)| name.as_str());
                all.filter(|name| catalog.modules.iter().any(|module| requires(module, name)))
                    .collect()
            }
        };
        if view.hours {
            self.hours(&audiences);
        } else {
            self.module_table(&audiences, view.audience.is_some());
        }
    }

    /// How long the modules take that each audience has to take.
    fn hours(&mut self, audiences: &[&str]) {
        self.out.push_str("<dl class=\"hours\">\n");
        for audience in audiences {
            self.text_in("<dt>", &capitalized(self.shell.catalog.label(audience)), "</dt><dd>");
            self.duration(required_minutes(&self.shell.catalog.modules, audience));
            self.out.push_str("</dd>\n");
        }
        self.out.push_str("</dl>\n");
    }

    /// A row for each module, `only_required` for those that somebody has to take.
    fn module_table(&mut self, audiences: &[&str], only_required: bool) {
        let catalog = &self.shell.catalog;
        self.out.push_str("<div class=\"table\"><table class=\"curriculum\">\n<thead><tr>");
        self.column_heads(&[Word::Module, Word::Minutes, Word::NeededFirst]);
        for audience in audiences {
            self.text_in("<th scope=\"col\">", &capitalized(catalog.label(audience)), "</th>");
        }

        self.out.push_str("</tr></thead>\n<tbody>\n");
        for module in &catalog.modules {
            if self.is_full() {
                return;
            }
            if !only_required || audiences.iter().any(|name| requires(module, name)) {
                self.module_row(module, audiences);
            }
        }

        // The three columns before those of the audiences.
        self.out.push_str("</tbody>\n<tfoot><tr><th scope=\"row\" colspan=\"3\">");
        self.word(Word::RequiredInAll);
        self.out.push_str("</th>");
        for audience in audiences {
            self.out.push_str("<td>");
            self.duration(required_minutes(&catalog.modules, audience));
            self.out.push_str("</td>");
        }
        self.out.push_str("</tr></tfoot></table></div>\n");
    }

    fn module_row(&mut self, module: &Module, audiences: &[&str]) {
        self.out.push_str("<tr><th scope=\"row\">");
        self.page_link(module.page);
        let _ = write!(self.out, "</th><td>{}</td><td>", module.total());

        for (at, needed) in module.prerequisites.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.page_link(*needed);
        }
        if module.prerequisites.is_empty() {
            self.word(Word::NothingNeeded);
        }
        self.out.push_str("</td>");

        // A page that is for others only is not even optional.
        let shown = self.shell.map.facts(module.page).front().audience();
        for audience in audiences {
            let (class, word) = if requires(module, audience) {
                ("required", self.shell.word(Word::Required))
            } else if shown.is_empty() || shown.iter().any(|name| name == audience) {
                ("optional", self.shell.word(Word::Optional))
            } else {
                ("none", "–")
            };
            let _ = write!(self.out, "<td class=\"{class}\">{word}</td>");
        }
        self.out.push_str("</tr>\n");
    }

    fn page_link(&mut self, page: PageId) {
        let facts = self.shell.map.facts(page);
        self.link(&url::relative(self.url(), &facts.url), &facts.title);
    }

    /// `4 h 15 min`
    fn duration(&mut self, minutes: u32) {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let word = match (hours, rest) {
            (0, _) => Word::MinutesShort,
            (_, 0) => Word::HoursShort,
            _ => Word::HoursAndMinutes,
        };
        let values = [("hours", &*hours.to_string()), ("minutes", &*rest.to_string())];
        self.text(&self.worded(word, &values));
    }
}

/// Whether an audience has to take a module.
fn requires(module: &Module, audience: &str) -> bool {
    module.required_for.iter().any(|name| name == audience)
}

/// Minutes of the modules that an audience has to take.
fn required_minutes(modules: &[Module], audience: &str) -> u32 {
    modules.iter().filter(|module| requires(module, audience)).map(Module::total).sum()
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
