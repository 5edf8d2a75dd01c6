//! `sitemap.xml`: every page that may be found by searching.
//!
//! An edition does not know the address it will be published at, so its locations are relative to
//! the file unless `url:` in firm.yaml names it: that of a firm's first edition.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::parse::html::push_attribute;
use crate::render::{Content, Frame};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

pub(super) fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    let base = frame.shell.published_at().unwrap_or_default();

    let mut xml = HEAD.to_owned();
    for facts in frame.shell.map.pages().filter(|facts| facts.front().search != Some(false)) {
        xml.push_str("<url><loc>");
        push_attribute(&mut xml, &format!("{base}{}", facts.url));
        xml.push_str("</loc>");
        if let Some(updated) = &facts.front().updated {
            // Writing to a string cannot fail.
            let _ = write!(xml, "<lastmod>{updated}</lastmod>");
        }
        xml.push_str("</url>\n");
    }

    xml.push_str("</urlset>\n");
    Ok(Content::Bytes(xml.into_bytes()))
}
