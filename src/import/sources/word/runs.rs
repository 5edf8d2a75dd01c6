//! What stands in a paragraph: words as they are set, links, pictures, marks of notes.

use super::super::super::markup::{Child, Element};
use super::super::super::notes::Advice;
use super::super::super::prose::{Marks, Span, SpanKind};
use super::body::{Reader, Told, chosen, is_author};
use super::fields::{Field, Shown, shown};
use super::package::Relation;
use super::styles::{Look, value};
use crate::load;
use crate::url::file_of;

static FAR_PICTURE: Advice = Advice {
    found: "Pictures that are not in the document",
    todo: "It only says where they are, and nothing is fetched. Put each into the document, or \
           beside the page.",
};
static NO_PICTURE: Advice = Advice {
    found: "Pictures that browsers do not show",
    todo: "Save each as PNG, and put it in its place.",
};

/// Of a picture, so much is looked at, in bytes.
const MAX_PICTURE: u64 = 4 << 20;
const HIDDEN: &str = "Hidden text";
pub(super) const AUTHOR: &str = "Names of authors";
/// Fields in fields.
const MAX_FIELDS: usize = 64;

/// How the stretches of some runs are set.
#[derive(Clone, Default)]
struct Place<'s> {
    /// The style of the paragraph.
    style: Option<&'s str>,
    link: Option<String>,
}

impl Reader<'_> {
    /// The stretches of a paragraph.
    pub(super) fn line(&mut self, paragraph: Element<'_>, style: Option<&str>) -> Vec<Span> {
        let mut spans = Vec::new();
        self.push_runs(paragraph, &Place { style, link: None }, &mut spans);
        spans
    }

    fn push_runs(&mut self, element: Element<'_>, place: &Place<'_>, spans: &mut Vec<Span>) {
        for inner in element.elements() {
            match inner.name() {
                "w:r" => self.run(inner, place, spans),
                "w:hyperlink" => {
                    let link = self.target(inner).or_else(|| place.link.clone());
                    self.push_runs(inner, &Place { link, ..place.clone() }, spans);
                }
                "w:fldSimple" => {
                    let instruction = inner.attribute("w:instr").unwrap_or_default();
                    self.push_field(inner, &shown(instruction), place, spans);
                }
                "w:ins" | "w:moveTo" => {
                    self.tell(Told::Change, &format!("added: {}", inner.text()));
                    self.push_runs(inner, place, spans);
                }
                "w:del" | "w:moveFrom" => self.tell(Told::Change, "something was deleted here"),
                "w:sdt" if is_author(inner) => self.leave(AUTHOR, ""),
                "w:sdt" | "w:sdtContent" | "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo" => {
                    self.push_runs(inner, place, spans);
                }
                "mc:AlternateContent" => {
                    if let Some(inner) = chosen(inner) {
                        self.push_runs(inner, place, spans);
                    }
                }
                "w:bookmarkStart" => self.name_place(inner),
                "m:oMath" | "m:oMathPara" => {
                    let text = inner.text();
                    self.tell(Told::Formula, &text);
                    let marks = Marks { code: true, ..Marks::default() };
                    spans.push(Span { kind: SpanKind::Text(text), marks, link: None });
                }
                _ => {}
            }
        }
    }

    fn push_field(
        &mut self,
        element: Element<'_>,
        shown: &Shown,
        place: &Place<'_>,
        spans: &mut Vec<Span>,
    ) {
        match shown {
            Shown::AsText => self.push_runs(element, place, spans),
            Shown::Link(link) => {
                let place = Place { link: Some(link.clone()), ..place.clone() };
                self.push_runs(element, &place, spans);
            }
            Shown::Nothing => {}
            Shown::Author => self.leave(AUTHOR, ""),
        }
    }

    /// Where a link leads.
    fn target(&self, link: Element<'_>) -> Option<String> {
        let address = link.attribute("r:id").and_then(|id| self.relations.get(id));
        let address = match address {
            Some(Relation::Outside(address)) => address.clone(),
            Some(Relation::Part(_)) | None => String::new(),
        };

        match link.attribute("w:anchor") {
            Some(anchor) => Some(format!("{address}#{anchor}")),
            None => Some(address).filter(|address| !address.is_empty()),
        }
    }

    fn run(&mut self, run: Element<'_>, place: &Place<'_>, spans: &mut Vec<Span>) {
        let properties = run.child("w:rPr");
        let character = properties.and_then(|properties| value(properties, "w:rStyle"));
        let styles = self.document.styles;
        let look = styles.look(Look::of(properties), character, place.style);

        let is_hidden = look.hidden == Some(true);
        if is_hidden
            && run.elements().any(|inner| ["w:t", "w:drawing", "w:pict"].contains(&inner.name()))
        {
            self.leave(HIDDEN, "");
        }

        let mut marks = look.marks();
        marks.code = styles.is_code(character);
        for inner in run.elements() {
            // Fields begin and end where they do, also where they are hidden.
            match inner.name() {
                "w:fldChar" => self.field_mark(inner),
                "w:instrText" => {
                    if let Some(Field::Instruction(words)) = self.fields.last_mut() {
                        words.push_str(&inner.text());
                    }
                }
                _ if is_hidden => {}
                _ => self.piece(inner, marks, place, spans),
            }
        }
    }

    fn field_mark(&mut self, mark: Element<'_>) {
        match mark.attribute("w:fldCharType") {
            Some("begin") => {
                // So many are in each other only where none was ever closed.
                if self.fields.len() >= MAX_FIELDS {
                    self.fields.clear();
                }
                self.fields.push(Field::Instruction(String::new()));
            }
            Some("separate") => {
                let Some(Field::Instruction(words)) = self.fields.last() else { return };
                let shown = shown(words);
                if shown == Shown::Author {
                    self.leave(AUTHOR, "");
                }
                self.fields.pop();
                self.fields.push(Field::Shown(shown));
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    /// What the fields that are open make of what stands here.
    pub(super) fn link_of_fields(&self) -> FieldLook {
        let mut look = FieldLook::Text(None);
        for field in &self.fields {
            match field {
                Field::Shown(Shown::AsText) => {}
                Field::Shown(Shown::Link(link)) => look = FieldLook::Text(Some(link.clone())),
                Field::Shown(Shown::Nothing | Shown::Author) | Field::Instruction(_) => {
                    return FieldLook::Nothing;
                }
            }
        }
        look
    }

    fn piece(
        &mut self,
        piece: Element<'_>,
        marks: Marks,
        place: &Place<'_>,
        spans: &mut Vec<Span>,
    ) {
        let FieldLook::Text(link) = self.link_of_fields() else { return };
        let link = link.or_else(|| place.link.clone());

        let mut push = |kind: SpanKind| spans.push(Span { kind, marks, link: link.clone() });
        match piece.name() {
            "w:t" => push(SpanKind::Text(own_text(piece))),
            "w:tab" | "w:ptab" => push(SpanKind::Text(" ".to_owned())),
            "w:noBreakHyphen" => push(SpanKind::Text("\u{2011}".to_owned())),
            "w:sym" => push(SpanKind::Text(sign(piece).to_owned())),
            "w:cr" => push(SpanKind::Break),
            // Where paper has a new page, a site has none.
            "w:br" if piece.attribute("w:type").is_none_or(|kind| kind == "textWrapping") => {
                push(SpanKind::Break);
            }
            "w:footnoteReference" | "w:endnoteReference" => {
                let id = piece.attribute("w:id").unwrap_or_default();
                let name = note_name(piece.name() == "w:endnoteReference", id);
                self.marks.insert(name.clone());
                let kind = SpanKind::Mark(name);
                spans.push(Span { kind, marks: Marks::default(), link: None });
            }
            "w:drawing" | "w:pict" => self.drawing(piece, link, spans),
            "w:object" => {
                self.leave("Files of other programs within a document", "");
                self.drawing(piece, link, spans);
            }
            "mc:AlternateContent" => {
                for inner in chosen(piece).into_iter().flat_map(Element::elements) {
                    self.piece(inner, marks, place, spans);
                }
            }
            _ => {}
        }
    }

    /// Pictures and texts in frames.
    fn drawing(&mut self, drawing: Element<'_>, link: Option<String>, spans: &mut Vec<Span>) {
        let all = drawn(drawing);
        let about = all.iter().find(|found| found.name() == "wp:docPr");
        let is_hidden = |found: &Element<'_>| found.attribute("hidden").is_some_and(|on| on != "0");
        if about.is_some_and(is_hidden) {
            self.leave(HIDDEN, "a picture");
            return;
        }

        let mut is_known = false;
        for frame in all.iter().filter(|found| found.name() == "w:txbxContent") {
            is_known = true;

            // A text of its own: fields and frames outside of it go on after it.
            let fields = std::mem::take(&mut self.fields);
            let outer = std::mem::take(&mut self.frames);
            let mut inner = self.blocks(*frame);
            self.fields = fields;
            let below = std::mem::replace(&mut self.frames, outer);
            inner.extend(below.into_iter().flatten());
            if !inner.is_empty() {
                self.frames.push(inner);
            }
        }

        // What is said of a picture to those who do not see it.
        let texts = ["descr", "title"].iter().filter_map(|key| about?.attribute(key));
        let alt = { texts }.find(|text| !text.trim().is_empty()).unwrap_or_default();
        for picture in all.iter().filter(|found| ["a:blip", "v:imagedata"].contains(&found.name()))
        {
            is_known = true;
            let alt = picture.attribute("o:title").filter(|_| alt.is_empty()).unwrap_or(alt);
            let target = self.picture(*picture, alt);
            let kind = target.map(|target| SpanKind::Picture { target, alt: alt.to_owned() });
            let spelled = |kind| Span { kind, marks: Marks::default(), link: link.clone() };
            spans.extend(kind.map(spelled));
        }

        // Shapes and charts are drawn by Word, and are no pictures yet.
        if !is_known && drawing.name() == "w:drawing" {
            self.tell(Told::Drawing, alt);
        }
    }

    /// The address of a picture that is in the document.
    fn picture(&mut self, picture: Element<'_>, alt: &str) -> Option<String> {
        let far = picture.attribute("r:link").and_then(|id| self.relations.get(id));
        let near = ["r:embed", "r:id"].iter().find_map(|key| picture.attribute(key));

        let path = match near.and_then(|id| self.relations.get(id)).or(far)? {
            Relation::Part(path) => path,
            Relation::Outside(address) => {
                self.notes.look(&FAR_PICTURE, self.document.file, self.at, address);
                return None;
            }
        };
        if let Some(known) = self.pictures.get(path) {
            return Some(known.clone());
        }

        let bytes = self.document.package.bytes(path, MAX_PICTURE).unwrap_or_default();
        if bytes.is_empty() || !load::tells_size(path) || !load::is_harmless_asset(path, &bytes) {
            let words = format!("{} {alt}", file_of(path));
            self.notes.look(&NO_PICTURE, self.document.file, self.at, &words);
            return None;
        }

        // Pictures of one name may lie in several folders of a document.
        let mut name = file_of(path).to_owned();
        while self.pictures.values().any(|taken| taken.eq_ignore_ascii_case(&name)) {
            name.insert_str(0, "x-");
        }
        self.pictures.insert(path.clone(), name.clone());
        Some(name)
    }
}

/// What the fields that are open make of what stands in them.
pub(super) enum FieldLook {
    /// Text, and where it leads.
    Text(Option<String>),
    Nothing,
}

/// What the mark of a note is called.
pub(super) fn note_name(is_endnote: bool, id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    if is_endnote { format!("end{digits}") } else { digits }
}

fn own_text(element: Element<'_>) -> String {
    // What other elements have in them is no text of the run's.
    let texts = element.children().filter_map(|child| match child {
        Child::Text(text) => Some(text),
        Child::Element(_) => None,
    });
    texts.collect()
}

/// A sign of a font of signs; only those that people tick are letters of any other font.
fn sign(element: Element<'_>) -> &'static str {
    match element.attribute("w:char").unwrap_or_default().to_ascii_uppercase().as_str() {
        "F0A8" | "F06F" | "F071" => "☐",
        "F0FE" | "F052" => "☑",
        "F0FD" | "F053" => "☒",
        "F0FC" => "✓",
        "F0E0" | "F0E8" => "→",
        _ => "•",
    }
}

/// All elements of a drawing, but for those in its frames, which are read as texts; of content in
/// several forms, those of one.
fn drawn(drawing: Element<'_>) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<Element<'_>> = drawing.elements().collect();
    open.reverse();
    while let Some(element) = open.pop() {
        found.push(element);
        let inner = match element.name() {
            "w:txbxContent" => None,
            "mc:AlternateContent" => chosen(element),
            _ => Some(element),
        };
        let start = open.len();
        open.extend(inner.into_iter().flat_map(Element::elements));
        open[start..].reverse();
    }
    found
}
