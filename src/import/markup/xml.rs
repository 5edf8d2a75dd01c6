//! XML of office documents. Entities of its own, which could multiply, are not filled in.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{Attribute, Kind, MAX_DEPTH, MAX_NODES, Markup};

/// The names that the namespaces of office documents have here, whatever a file calls them. Each
/// may stand in two spellings: of the older and of the strict standard.
const NAMESPACES: [(&str, &str); 14] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("urn:schemas-microsoft-com:office:office", "o"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
];

/// So many names of namespaces may be in force at once: each is looked at for each element.
const MAX_NAMES: usize = 500;

/// An element that is open.
struct Open {
    at: usize,
    /// How many namespaces it named.
    names: usize,
}

/// Reads a file.
///
/// # Errors
/// What is wrong with it, for people.
pub(in super::super) fn read(text: &str) -> Result<Markup, String> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut markup = Markup::new();
    let mut open = vec![Open { at: 0, names: 0 }];
    let mut names = 0;

    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|error| {
            format!(
                "its XML is damaged ({error}); open it in Word or LibreOffice, and save it again"
            )
        })?;
        let Some(Open { at: parent, .. }) = open.last() else { break };
        let parent = *parent;

        match event {
            Event::Start(start) => {
                let prefix = known(&namespace);
                let name = named(prefix, start.local_name().as_ref());
                let kind = Kind::Element { name, attributes: attributes(&reader, &start) };
                let at = markup.add(kind, 1);
                markup.append(parent, at);
                let named = names_in(&start);
                open.push(Open { at, names: named });
                names += named;
                if names > MAX_NAMES {
                    return Err(
                        "its XML has too many namespaces; open it in Word or LibreOffice, \
                                and save it again"
                            .to_owned(),
                    );
                }
                if open.len() > MAX_DEPTH || markup.nodes.len() > MAX_NODES {
                    return Err(too_much());
                }
            }
            Event::End(_) => names -= open.pop().map_or(0, |closed| closed.names),
            Event::Text(text) => markup.append_text(parent, &text.xml10_content(), 1),
            Event::CData(text) => markup.append_text(parent, &text.xml10_content(), 1),
            Event::GeneralRef(name) => {
                // Of entities only those are known that every file has.
                let reference = format!("&{};", &*name);
                if let Ok(text) = quick_xml::escape::unescape(&reference) {
                    markup.append_text(parent, &text, 1);
                }
            }
            Event::Eof if open.len() == 1 => return Ok(markup),
            Event::Eof => break,
            Event::Empty(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
    Err("its XML ends in the middle; open it in Word or LibreOffice, and save it again".to_owned())
}

fn names_in(start: &BytesStart<'_>) -> usize {
    let mut attributes = start.attributes();
    let all = attributes.with_checks(false).flatten();
    all.filter(|attribute| attribute.key.as_namespace_binding().is_some()).count()
}

fn too_much() -> String {
    let millions = MAX_NODES / 1_000_000;
    format!(
        "its XML nests deeper than {MAX_DEPTH} elements or has more than {millions} million of \
         them; split the document"
    )
}

fn known(namespace: &ResolveResult<'_>) -> Option<&'static str> {
    let ResolveResult::Bound(namespace) = namespace else { return None };

    let known = NAMESPACES.iter().find(|(address, _)| *address == namespace.0);
    known.map(|(_, prefix)| *prefix)
}

fn named(prefix: Option<&str>, local: &str) -> String {
    prefix.map_or_else(|| local.to_owned(), |prefix| format!("{prefix}:{local}"))
}

fn attributes(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Vec<Attribute> {
    // A name that stands twice is no harm: the first counts.
    let mut all = start.attributes();
    let read = all.with_checks(false).flatten().map(|attribute| {
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        Attribute {
            name: named(known(&namespace), local.as_ref()),
            value: value.map(|value| value.into_owned()).unwrap_or_default(),
        }
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_namespaces() {
        let markup = read(
            "<?xml version='1.0'?><x:p xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main' \
             x:val='a&amp;b'>1 &lt; 2<x:br/>&#65;<other/></x:p>",
        )
        .unwrap();
        let names: Vec<&str> =
            markup.document().descendants().iter().map(|found| found.name()).collect();
        assert_eq!(names, ["w:p", "w:br", "other"]);
        let paragraph = markup.document().child("w:p").unwrap();
        assert_eq!(paragraph.attribute("w:val"), Some("a&b"));
        assert_eq!(paragraph.text(), "1 < 2A");
    }

    #[test]
    fn damaged_files_are_refused() {
        let names: String = (0..100_000).map(|at| format!(" xmlns:n{at}='x'")).collect();
        let names = format!("<a{names}>{}</a>", "<n0:b/>".repeat(100_000));
        for damaged in ["<a>", "<a></b>", "<a", &"<a>".repeat(1_000), &names] {
            assert!(read(damaged).is_err(), "{}", &damaged[..2]);
        }
        // Entities of its own stand for nothing.
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>x&c;</a>";
        assert_eq!(read(bomb).unwrap().document().text(), "x");
    }
}
