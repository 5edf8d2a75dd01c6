//! Fields: what Word works out itself, such as links, references and lists of contents.

/// What becomes of what a field shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// It is text like any other.
    AsText,
    /// It leads to an address, or to a place in the document.
    Link(String),
    /// It is for paper, or made anew: contents, page numbers.
    Nothing,
    /// It is the name of whoever wrote the document.
    Author,
}

/// A field that is open.
#[derive(Debug)]
pub(super) enum Field {
    /// What it is to show is yet to be said.
    Instruction(String),
    Shown(Shown),
}

/// What becomes of what a field of some instruction shows.
pub(super) fn shown(instruction: &str) -> Shown {
    let words = words(instruction);
    let mut words = words.iter().map(String::as_str);

    let kind = words.next().unwrap_or_default().to_ascii_uppercase();
    match kind.as_str() {
        "HYPERLINK" => link(&mut words).map_or(Shown::AsText, Shown::Link),
        "REF" | "PAGEREF" | "NOTEREF" => match words.next() {
            Some(place) if !place.starts_with('\\') => Shown::Link(format!("#{place}")),
            _ => Shown::AsText,
        },
        "TOC" | "INDEX" | "TOA" | "PAGE" | "NUMPAGES" | "SECTIONPAGES" => Shown::Nothing,
        "AUTHOR" | "LASTSAVEDBY" | "USERNAME" | "USERINITIALS" | "USERADDRESS" | "FILENAME" => {
            Shown::Author
        }
        "DOCPROPERTY" => match words.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "author" | "lastsavedby" | "manager" | "company" => Shown::Author,
            _ => Shown::AsText,
        },
        _ => Shown::AsText,
    }
}

/// `HYPERLINK "address" \l "place"`.
fn link(words: &mut dyn Iterator<Item = &str>) -> Option<String> {
    let mut address = String::new();
    let mut place = None;
    while let Some(word) = words.next() {
        match word {
            "\\l" => place = words.next(),
            "\\o" | "\\t" => drop(words.next()),
            word if address.is_empty() && !word.starts_with('\\') => address = word.to_owned(),
            _ => {}
        }
    }

    if let Some(place) = place {
        address.push_str(&format!("#{place}"));
    }
    (!address.is_empty()).then_some(address)
}

/// The words of an instruction; what stands in quotes is one.
fn words(instruction: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = instruction.trim();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_by_their_first_word() {
        for (instruction, right) in [
            (" HYPERLINK \"https://a.example/\" ", Shown::Link("https://a.example/".to_owned())),
            ("HYPERLINK \\l \"_Toc 1\" \\o \"tip\"", Shown::Link("#_Toc 1".to_owned())),
            ("REF _Ref12 \\h", Shown::Link("#_Ref12".to_owned())),
            ("TOC \\o \"1-3\"", Shown::Nothing),
            ("author", Shown::Author),
            ("DOCPROPERTY Author", Shown::Author),
            // What was read from elsewhere is in the document; where from, is said nowhere.
            ("INCLUDETEXT C:/a.docx", Shown::AsText),
            ("", Shown::AsText),
        ] {
            assert_eq!(shown(instruction), right, "{instruction}");
        }
    }
}
