//! What other pages and the site map may know of a file: everything but its words.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

use super::Document;
use super::html::Html;
use crate::digest::Digest;

impl Document {
    /// The digest of the file's outline: its front matter, its headings' levels, ids and attributes, its title, and
    /// which links, images and conditions stand where. Editing a sentence leaves it equal, so it tells whether
    /// addresses, navigation and other pages can be as they were.
    ///
    /// It stands for what [`crate::link`] reads of a document. Positions in the file are no part of it, except those
    /// of the front matter, which no sentence moves.
    pub fn outline(&self) -> Digest {
        *self.outline.get_or_init(|| {
            let mut state = Xxh3::new();
            self.front_digest.hash(&mut state);
            self.front.overrides.is_some().hash(&mut state);
            self.heading.as_ref().map(|heading| &heading.text).hash(&mut state);
            for section in &self.sections {
                (&section.id, section.level, section.body.holes()).hash(&mut state);
                section
                    .heading
                    .as_ref()
                    .map(|heading| (heading.html.holes(), heading.attributes()))
                    .hash(&mut state);
            }
            for inner in &self.inner_headings {
                (&inner.id, inner.section, &inner.conditions).hash(&mut state);
            }
            (&self.raw_ids, self.has_audiences, &self.conditions).hash(&mut state);
            for html in [&self.body, &self.notes, self.extras()] {
                holes(html, &mut state);
            }
            self.widgets().iter().for_each(|widget| widget.holes().hash(&mut state));
            self.links.iter().for_each(|link| link.target.hash(&mut state));
            self.images.iter().for_each(|image| image.target.hash(&mut state));
            Digest(state.digest128())
        })
    }
}

fn holes(html: &Html, state: &mut impl Hasher) {
    html.holes.len().hash(state);
    html.holes.iter().for_each(|hole| hole.fill.hash(state));
}
