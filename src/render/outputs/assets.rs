//! Assets of the layers and static files of the theme.
//!
//! An asset that pages refer to has its fingerprint in its name. One that no page refers to keeps
//! its own name, so that raw HTML and other systems can still point at it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LazyOutput;
use crate::load::AssetSource;
use crate::render::{Content, Frame};

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    // Files with the same bytes may have the same address.
    let mut sources: BTreeMap<&Arc<str>, &AssetSource> = BTreeMap::new();
    sources.extend(frame.shell.map.assets.values().map(|asset| (&asset.url, &*asset.source)));
    // A layer may bring a copy of one of the theme's files.
    let statics = frame.shell.theme.statics.values();
    let of_theme = statics.filter(|file| !sources.contains_key(&file.url)).map(|file| {
        LazyOutput::new(&*file.url, || {
            Ok(match &file.bytes {
                Some(bytes) => Content::Bytes(bytes.to_vec()),
                None => Content::Copy(file.source.clone()),
            })
        })
    });
    let of_theme: Vec<LazyOutput<'_>> = of_theme.collect();

    let of_layers = sources
        .into_iter()
        .map(|(url, source)| LazyOutput::new(&**url, || Ok(Content::Copy(source.clone()))));
    of_layers.chain(of_theme).collect()
}
