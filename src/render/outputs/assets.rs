//! Assets of the layers and static files of the theme.
//!
//! An asset that pages refer to has its fingerprint in its name. One that no page refers to keeps its
//! own name, so that raw HTML and other systems can still point at it.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Edition, Output};

pub(super) fn make(edition: &Edition<'_>) -> Result<Vec<Output>, Box<Diagnostic>> {
    let used = |path: &str| edition.map.used_assets.contains(path) || edition.firm.brand.uses(path);
    let layers = edition.map.assets.iter().map(|(path, (source, url))| {
        let path = if used(path) { url.to_string() } else { path.to_string() };
        Output { path, content: Content::Copy((**source).clone()) }
    });
    let statics = edition.theme.statics.values().map(|file| Output {
        path: file.url.to_string(),
        content: match &file.bytes {
            Some(bytes) => Content::Bytes(bytes.to_vec()),
            None => Content::Copy(file.source.clone()),
        },
    });
    Ok(layers.chain(statics).collect())
}
