//! Words of an export: what HTML makes of blanks, and what its addresses mean.

use super::super::super::markup::Element;
use crate::url;

/// The words of an element, in one line.
pub(super) fn plain(element: Element<'_>) -> String {
    element.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as a browser shows it: blanks in a row are one.
pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if !(c == ' ' && out.ends_with(' ')) {
            out.push(c);
        }
    }
    out
}

/// The file that an address within the export means.
pub(super) fn file(address: &str) -> String {
    // After the sign stands how large a picture is to be.
    let path = address.split(['?', '#']).next().unwrap_or_default();
    url::decode(path).trim_start_matches("./").to_owned()
}

/// The number of the page that an address of Confluence itself means.
pub(super) fn page_number(address: &str) -> Option<&str> {
    let marks = ["pageId=", "/pages/"];
    let rest = marks.iter().find_map(|mark| address.split_once(mark).map(|(_, rest)| rest))?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|number| !number.is_empty())
}

/// Whether an element is not shown to readers.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    let style = element.attribute("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_whitespace().collect();

    element.attribute("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_confluence_name_pages() {
        for (address, number) in [
            ("/pages/viewpage.action?pageId=65602", Some("65602")),
            ("https://firm.example/wiki/spaces/HB/pages/65602/First+talk", Some("65602")),
            ("/display/HB/First+talk", None),
            ("First-talk_65602.html", None),
        ] {
            assert_eq!(page_number(address), number, "{address}");
        }
    }
}
