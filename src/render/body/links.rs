//! Links and images, whose addresses are seen from the page that is written.

use std::sync::Arc;

use super::BodyWriter;
use crate::link::Resolved;
use crate::load::PictureSize;
use crate::parse::html::{Interpolated, push_attribute, push_text};
use crate::parse::ids::{AttributeId, ImageId, LinkId};
use crate::parse::target::Target;
use crate::parse::{Address, AddressUse, Document};
use crate::url;

/// Where an address leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkKind {
    Within,
    Out,
    Nowhere,
}

impl BodyWriter<'_, '_> {
    pub(super) fn link_open(&mut self, document: &Arc<Document>, id: LinkId) {
        if self.stands_alone {
            self.open_links.push(false);
            return;
        }

        let link = &document.links[id.index()];
        // The address is written straight into the page, so the tag begins before one is known.
        let at = self.out.len();
        self.out.push_str("<a href=\"");

        let kind = self.address(document, &link.target);
        self.open_links.push(kind != LinkKind::Nowhere);
        if kind == LinkKind::Nowhere {
            // The tag alone is taken back: what the link says stays.
            self.out.truncate(at);
            return;
        }

        self.out.push('"');
        if kind == LinkKind::Out {
            self.out.push_str(" class=\"external\"");
        }
        if let Some(title) = &link.title {
            self.tooltip(title);
        }
        self.out.push('>');
    }

    fn tooltip(&mut self, title: &Interpolated) {
        let title = title.fill(self.shell.values());
        if !title.is_empty() {
            self.attribute("title", &title);
        }
    }

    /// Writes the address of a target.
    fn address(&mut self, document: &Document, target: &Target) -> LinkKind {
        let map = &self.shell.map;
        let here = self.url();
        match map.resolve(target, self.home(document)) {
            Resolved::External(address) => {
                push_attribute(&mut self.out, &address);
                return LinkKind::Out;
            }
            Resolved::Page(page, section) => {
                let to = &map.facts(page).url;
                // A section of this page needs no path; the page itself does.
                if page != self.id || section.is_none() {
                    url::push_relative(&mut self.out, here, to);
                }
                if let Some(section) = section {
                    self.out.push('#');
                    push_attribute(&mut self.out, &url::fragment(&section));
                }
            }
            Resolved::Asset(_, to) => url::push_relative(&mut self.out, here, to),
            // Its text stays; what is broken is reported by a check.
            Resolved::Gone | Resolved::Broken(_) => return LinkKind::Nowhere,
        }
        LinkKind::Within
    }

    /// A picture with its size, so that nothing jumps when it comes. All but a page's first are
    /// asked for when they are about to be seen.
    pub(super) fn image(&mut self, document: &Arc<Document>, id: ImageId) {
        let image = &document.images[id.index()];
        let alt = image.alt.fill(self.shell.values()).into_owned();
        let map = &self.shell.map;
        let resolved = map.resolve(&image.target, self.home(document));
        // No reader's browser asks another host for an image.
        let Resolved::Asset(asset, to) = resolved else {
            push_text(&mut self.out, &alt);
            return;
        };
        if self.stands_alone {
            push_text(&mut self.out, &alt);
            return;
        }

        self.out.push_str("<img");
        self.attribute("src", &url::relative(self.url(), to));
        self.attribute("alt", &alt);
        self.tooltip(&image.title);
        if let Some(PictureSize { width, height }) = asset.size {
            self.attribute("width", &width.to_string());
            self.attribute("height", &height.to_string());
        }
        if self.has_picture {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.has_picture = true;
        self.out.push('>');
    }

    /// An attribute of raw HTML, without the addresses that are not there.
    pub(super) fn addresses(&mut self, document: &Arc<Document>, id: AttributeId) {
        let attribute = &document.attributes[id.index()];
        let start = self.out.len();
        self.out.push_str(" ");
        self.out.push_str(&attribute.name);
        self.out.push_str("=\"");

        let mut is_first = true;
        for address in &attribute.addresses {
            let before = self.out.len();
            if !is_first {
                self.out.push_str(", ");
            }
            if !self.may_be_asked(document, address, attribute.used_for)
                || self.address(document, &address.target) == LinkKind::Nowhere
            {
                self.out.truncate(before);
                continue;
            }
            push_attribute(&mut self.out, &address.size);
            is_first = false;
        }

        match is_first {
            true => self.out.truncate(start),
            false => self.out.push('"'),
        }
    }

    /// Whether readers' browsers may ask for what an address names: another host only where they
    /// follow a link, or where whoever wrote the page embeds it, not a firm's value.
    fn may_be_asked(&self, document: &Document, address: &Address, used_for: AddressUse) -> bool {
        let resolved = self.shell.map.resolve(&address.target, self.home(document));
        match (resolved, used_for) {
            (Resolved::External(_), AddressUse::Picture) => false,
            (Resolved::External(_), AddressUse::Embed) => {
                !matches!(address.target, Target::Dynamic(_))
            }
            _ => true,
        }
    }
}
