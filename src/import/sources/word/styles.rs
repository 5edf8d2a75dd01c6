//! What the styles of a document mean, by their names: the ids differ with the language of Word.

use std::collections::BTreeMap;

use super::super::super::markup::Element;
use super::super::super::prose::Marks;

/// Styles that others are based on, one above the other; more are a circle.
const MAX_BASES: usize = 20;

/// The styles of a document, by their ids.
#[derive(Default, Debug)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: Option<String>,
    /// The language of the text, such as `de-DE`.
    pub(super) language: Option<String>,
}

#[derive(Default, Debug)]
struct Style {
    name: String,
    base: Option<String>,
    outline: Option<usize>,
    list: Option<ListPlace>,
    look: Look,
}

/// A list, and how deep in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ListPlace {
    pub(super) list: String,
    pub(super) level: usize,
}

/// What a paragraph is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Text,
    /// Of this level, from 1.
    Heading(usize),
    Title,
    Quote,
    Caption,
    Code,
    /// A line of a list of contents, which the navigation replaces.
    Contents,
}

/// How text is set; what is not said is taken from elsewhere.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Look {
    pub(super) strong: Option<bool>,
    pub(super) emphasis: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) raised: Option<bool>,
    pub(super) lowered: Option<bool>,
}

impl Look {
    /// What an `w:rPr` says.
    pub(super) fn of(properties: Option<Element<'_>>) -> Self {
        let Some(properties) = properties else { return Self::default() };
        let either = |one, other| match switch(properties, one) {
            Some(true) => Some(true),
            said => switch(properties, other).or(said),
        };
        let place = value(properties, "w:vertAlign");

        Self {
            strong: switch(properties, "w:b"),
            emphasis: switch(properties, "w:i"),
            struck: either("w:strike", "w:dstrike"),
            hidden: either("w:vanish", "w:webHidden"),
            raised: place.map(|place| place == "superscript"),
            lowered: place.map(|place| place == "subscript"),
        }
    }

    /// This, and what it does not say from another.
    fn over(self, other: Self) -> Self {
        Self {
            strong: self.strong.or(other.strong),
            emphasis: self.emphasis.or(other.emphasis),
            struck: self.struck.or(other.struck),
            hidden: self.hidden.or(other.hidden),
            raised: self.raised.or(other.raised),
            lowered: self.lowered.or(other.lowered),
        }
    }

    /// The marks of a stretch.
    pub(super) fn marks(self) -> Marks {
        Marks {
            strong: self.strong == Some(true),
            emphasis: self.emphasis == Some(true),
            struck: self.struck == Some(true),
            code: false,
            raised: self.raised == Some(true),
            lowered: self.lowered == Some(true),
        }
    }
}

/// Whether a switch such as `<w:b/>` is on; none where it is not there.
pub(super) fn switch(properties: Element<'_>, name: &str) -> Option<bool> {
    let element = properties.child(name)?;
    let value = element.attribute("w:val").unwrap_or("true");
    Some(!["0", "false", "off", "none"].contains(&value))
}

/// The value of a property such as `<w:pStyle w:val="Title"/>`.
pub(super) fn value<'m>(properties: Element<'m>, name: &str) -> Option<&'m str> {
    properties.child(name)?.attribute("w:val")
}

/// The list that an `w:pPr` puts a paragraph into.
pub(super) fn list_place(properties: Element<'_>) -> Option<ListPlace> {
    let place = properties.child("w:numPr")?;
    let level = value(place, "w:ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
    Some(ListPlace { list: value(place, "w:numId")?.to_owned(), level: usize::min(level, 8) })
}

impl Styles {
    /// Reads them from their part.
    pub(super) fn read(document: Element<'_>) -> Self {
        let root = document.child("w:styles");
        let mut styles = Self { language: root.and_then(language), ..Self::default() };
        let all = root.into_iter().flat_map(Element::elements);
        for element in all.filter(|element| element.name() == "w:style") {
            let Some(id) = element.attribute("w:styleId") else { continue };

            let paragraph = element.child("w:pPr");
            let outline = paragraph.and_then(|paragraph| value(paragraph, "w:outlineLvl"));
            let style = Style {
                name: value(element, "w:name").unwrap_or(id).to_lowercase(),
                base: value(element, "w:basedOn").map(str::to_owned),
                outline: outline.and_then(|level| level.parse().ok()),
                list: paragraph.and_then(list_place),
                look: Look::of(element.child("w:rPr")),
            };

            let is_usual = element.attribute("w:default") == Some("1")
                && element.attribute("w:type") == Some("paragraph");
            if is_usual {
                styles.usual = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), style);
        }
        styles
    }

    /// A style and those it is based on.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let mut next = id.or(self.usual.as_deref());

        let chain = std::iter::from_fn(move || {
            let style = self.by_id.get(next?)?;
            next = style.base.as_deref();
            Some(style)
        });
        chain.take(MAX_BASES)
    }

    /// What paragraphs of a style are.
    pub(super) fn role(&self, id: Option<&str>) -> Role {
        for style in self.chain(id) {
            if let Some(role) = role_of(&style.name) {
                return role;
            }
        }

        // A style of the document's own may be one of a heading without the name of one.
        let outline = self.chain(id).find_map(|style| style.outline);
        outline.filter(|level| *level < 9).map_or(Role::Text, |level| Role::Heading(level + 1))
    }

    /// The list that paragraphs of a style are in.
    pub(super) fn list(&self, id: Option<&str>) -> Option<ListPlace> {
        self.chain(id).find_map(|style| style.list.clone())
    }

    /// How text is set by its own properties and its style. Of the paragraph's style only matters
    /// whether it hides the text: what it makes bold is bold for the eye.
    pub(super) fn look(&self, own: Look, character: Option<&str>, paragraph: Option<&str>) -> Look {
        let mut look = own;
        if let Some(id) = character {
            look = self.chain(Some(id)).fold(look, |look, style| look.over(style.look));
        }

        let hidden = self.chain(paragraph).find_map(|style| style.look.hidden);
        look.over(Look { hidden, ..Look::default() })
    }

    /// Whether a character style is one for code.
    pub(super) fn is_code(&self, character: Option<&str>) -> bool {
        let names = ["html code", "source text", "code", "html typewriter", "teletype"];
        character.is_some_and(|id| {
            self.chain(Some(id)).any(|style| names.contains(&style.name.as_str()))
        })
    }
}

/// What the usual look of a text says of its language.
fn language(styles: Element<'_>) -> Option<String> {
    let usual = styles.child("w:docDefaults")?.child("w:rPrDefault")?.child("w:rPr")?;
    value(usual, "w:lang").map(str::to_owned)
}

fn role_of(name: &str) -> Option<Role> {
    if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse().ok()) {
        return (1..=9).contains(&level).then_some(Role::Heading(level));
    }

    // Word and LibreOffice call them otherwise.
    let is_contents = name.starts_with("toc ")
        || name.starts_with("contents ")
        || ["table of figures", "figure index 1", "index heading", "toa heading"].contains(&name);
    if is_contents {
        return Some(Role::Contents);
    }
    match name {
        "title" => Some(Role::Title),
        "quote" | "intense quote" | "quotations" | "block text" => Some(Role::Quote),
        "caption" | "illustration" | "figure" => Some(Role::Caption),
        "html preformatted" | "preformatted text" | "code" | "source code" | "macro text"
        | "plain text" => Some(Role::Code),
        "normal" => Some(Role::Text),
        _ => None,
    }
}
