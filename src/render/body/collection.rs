//! `:::collection`: a page's sections in another shape, after overrides.

use std::sync::Arc;

use super::{BodyWriter, MAX_INCLUDES};
use crate::link::{PageId, Resolved};
use crate::overlay::{Page, Segment};
use crate::parse::Document;
use crate::parse::front_matter::PageKind;
use crate::parse::passage::{Collection, Shape};
use crate::url;
use crate::words::Word;

/// What stands around the `{items}` of a collection, and around the `{title}` and `{text}` of each.
struct Wrapper {
    list: &'static str,
    item: &'static str,
}

/// How each shape is framed.
fn wrapper(shape: Shape) -> Wrapper {
    let (list, item) = match shape {
        Shape::List => {
            ("<ul class=\"collection list\">\n{items}</ul>\n", "<li>{title}{text}</li>\n")
        }
        Shape::Checklist => (
            "<ul class=\"collection checklist\">\n{items}</ul>\n",
            "<li class=\"task\"><label><input type=\"checkbox\"> {title}{text}</label></li>\n",
        ),
        Shape::Cards => (
            "<div class=\"collection cards\">\n{items}</div>\n",
            "<article class=\"card\"><h3>{title}</h3>\n{text}</article>\n",
        ),
        Shape::Table => (
            "<div class=\"table\"><table class=\"collection\">\n<tbody>\n\
             {items}</tbody></table></div>\n",
            "<tr><th scope=\"row\">{title}</th><td>{text}</td></tr>\n",
        ),
        Shape::Clauses => (
            "<ol class=\"collection clauses\">\n{items}</ol>\n",
            "<li><p class=\"clause-title\">{title}</p>\n{text}</li>\n",
        ),
        Shape::Wallet => (
            "<div class=\"collection wallet\">\n{items}</div>\n",
            "<section><h3>{title}</h3>\n{text}</section>\n",
        ),
        Shape::Worksheet => (
            "<div class=\"form collection rules-worksheet\" role=\"group\" \
             aria-label=\"{label}\">\n{items}</div>\n",
            "<fieldset class=\"field rule\"><legend>{title}</legend>\n{text}</fieldset>\n",
        ),
    };
    Wrapper { list, item }
}

impl BodyWriter<'_, '_> {
    pub(super) fn collection(&mut self, document: &Document, collection: &Collection) {
        let shell = self.shell;
        let home = self.home(document);
        let Resolved::Page(id, _) = shell.map.resolve(&collection.from, home) else { return };

        self.shown += 1;
        // A page that shows itself would have no end.
        if self.including.len() == MAX_INCLUDES || self.including.contains(&(id, None)) {
            return;
        }

        let page = self.texts.page(id);
        // A page's items are its `##` sections; what is deeper belongs to one of them. Those that
        // are named come in the author's order, without the ones that a layer removed.
        let mut items: Vec<usize> = if collection.only.is_empty() {
            (0..page.segments.len()).filter(|at| page.segments[*at].level() == Some(2)).collect()
        } else {
            collection.only.iter().filter_map(|id| page.find(id)).collect()
        };
        if collection.fixed {
            items.retain(|at| page.is_fixed(&page.segments[*at]));
        }

        // What is shown may show further pages: they see that this one is being shown.
        self.including.push((id, None));
        self.worksheets += u32::from(collection.shape == Shape::Worksheet);
        let wrapper = wrapper(collection.shape);
        let (open, close) = wrapper.list.split_once("{items}").unwrap_or_default();
        self.out.push_str(&open.replace("{label}", shell.word(Word::GroundRules)));
        for item in items {
            if self.is_full() {
                break;
            }
            self.item(id, page, item, collection.shape, &wrapper);
        }
        self.out.push_str(close);

        self.including.pop();
    }

    fn item(&mut self, id: PageId, page: &Arc<Page>, at: usize, shape: Shape, wrapper: &Wrapper) {
        let segment = &page.segments[at];
        let heading = page.section(segment).heading.as_ref();
        let title = heading.map(|heading| self.filled(&heading.text)).unwrap_or_default();

        let (open, rest) = wrapper.item.split_once("{title}").unwrap_or_default();
        let (titled, close) = rest.split_once("{text}").unwrap_or_default();
        self.out.push_str(open);
        if matches!(shape, Shape::Checklist | Shape::Clauses | Shape::Wallet | Shape::Worksheet) {
            self.text(&title);
        } else {
            let page = url::relative(self.url(), &self.shell.map.facts(id).url);
            self.link(&format!("{page}#{}", segment.id.as_deref().unwrap_or_default()), &title);
        }

        self.out.push_str(titled);
        match shape {
            // A card's title is a heading; that of a row is none.
            Shape::Cards => self.section_text(page, at, 3),
            Shape::Table => self.section_text(page, at, 2),
            Shape::Clauses | Shape::Wallet => self.rule_text(page, at),
            Shape::Worksheet => {
                self.rule_text(page, at);
                self.rule_fields(page, segment);
            }
            Shape::List | Shape::Checklist => {}
        }
        self.out.push_str(close);
    }

    /// All text of a section, whose own title is of this level.
    fn section_text(&mut self, page: &Arc<Page>, at: usize, level: i8) {
        let own = page.segments[at].level().unwrap_or(1);
        self.passage(page, page.extent(at), Some(at), level - own as i8);
    }

    /// The rule itself, without its reasons, which are a definition list; what layers added to it,
    /// too.
    fn rule_text(&mut self, page: &Arc<Page>, at: usize) {
        for (document, rule) in page.rule_parts(at) {
            self.part(document, &document.body, rule);
        }
    }

    /// What a pair does with a rule.
    fn rule_fields(&mut self, page: &Page, segment: &Segment) {
        let id = segment.id.as_deref().unwrap_or_default();

        // A pair may say a fixed rule in its own words, but neither change nor drop it.
        let choices = if page.is_fixed(segment) {
            &[("Keep", Word::Keep), ("Reword", Word::Reword)][..]
        } else {
            &[("Keep", Word::Keep), ("Change", Word::Change), ("Drop", Word::Drop)][..]
        };

        self.out.push_str("<div class=\"choice-row\">");
        for (value, word) in choices {
            self.out.push_str("<label><input type=\"radio\"");
            self.attribute("name", &self.rule_name(id, "choice"));
            // What readers save holds the value: it is the same in every language.
            self.attribute("value", value);
            self.word_in("> ", *word, "</label> ");
        }

        if page.is_fixed(segment) {
            self.word_in("<span class=\"fixed\">", Word::FixedByTheFirm, "</span>");
        }
        self.out.push_str("</div>\n");

        for (name, label) in [("wording", Word::OurWording), ("notice", Word::HowWeWillNotice)] {
            let name = self.rule_name(id, name);
            self.out.push_str("<label");
            self.attribute("for", &name);
            self.word_in(">", label, "</label><textarea rows=\"2\"");
            self.attribute("id", &name);
            self.attribute("name", &name);
            self.out.push_str("></textarea>\n");
        }
    }

    /// A name for a field of a rule; the second worksheet on a page has others.
    fn rule_name(&self, id: &str, field: &str) -> String {
        let number =
            if self.worksheets > 1 { format!(".{}", self.worksheets) } else { String::new() };
        format!("f.{id}.{field}{number}")
    }

    /// Whom a rule binds, and whether it is fixed.
    pub(super) fn rule_meta(&mut self, page: &Page, segment: &Segment) {
        if page.front.kind() != PageKind::Rules || segment.level() != Some(2) {
            return;
        }

        let shell = self.shell;
        let names = page.items(segment, "applies").into_iter().map(|name| match name {
            "pair" => shell.word(Word::Both).to_owned(),
            // The base's own edition is of no firm.
            "firm" if shell.firm.file.is_none() => shell.word(Word::TheFirm).to_owned(),
            "firm" => shell.firm.name.clone(),
            name => self.worded(Word::TheAudience, &[("audience", shell.catalog.label(name))]),
        });
        let names: Vec<String> = names.collect();

        let fixed = page.is_fixed(segment);
        if names.is_empty() && !fixed {
            return;
        }

        self.out.push_str("<p class=\"rule-meta\">");
        if !names.is_empty() {
            let binds = self.worded(Word::Binds, &[("who", &self.listed(&names))]);
            self.text_in("<span class=\"applies\">", &binds, "</span>");
        }
        if fixed {
            self.word_in(" <span class=\"fixed\">", Word::Fixed, "</span>");
        }
        self.out.push_str("</p>\n");
    }
}
