//! Assets of the layers and static files of the theme.
//!
//! An asset that pages refer to has its fingerprint in its name. One that no page refers to keeps its
//! own name, so that raw HTML and other systems can still point at it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::load::AssetSource;
use crate::render::{Content, Frame, Output};

pub(super) fn make(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    // Files with the same bytes may have the same address.
    let mut sources: BTreeMap<&Arc<str>, &AssetSource> = BTreeMap::new();
    sources.extend(frame.shell.map.assets.values().map(|asset| (&asset.url, &*asset.source)));
    let layers = sources.into_iter().map(|(url, source)| Output {
        path: url.to_string(),
        content: Content::Copy(source.clone()),
    });
    let statics = frame.shell.theme.statics.values().map(|file| Output {
        path: file.url.to_string(),
        content: match &file.bytes {
            Some(bytes) => Content::Bytes(bytes.to_vec()),
            None => Content::Copy(file.source.clone()),
        },
    });
    Ok(layers.chain(statics).collect())
}
