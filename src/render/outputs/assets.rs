//! Assets of the layers and static files of the theme.
//!
//! An asset that pages refer to has its fingerprint in its name. One that no page refers to keeps
//! its own name, so that raw HTML and other systems can still point at it. What a theme has for
//! packages alone is published with none of its editions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LazyOutput;
use crate::load::AssetSource;
use crate::render::{Content, Frame};
use crate::theme::StaticFile;

/// Where the static files of a theme lie that only pages in packages need.
const FOR_PACKAGES: &str = "package/";

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    // Files with the same bytes may have the same address.
    let mut sources: BTreeMap<&Arc<str>, &AssetSource> = BTreeMap::new();
    sources.extend(frame.shell.map.assets.values().map(|asset| (&asset.url, &*asset.source)));
    // A layer may bring a copy of one of the theme's files.
    let statics = frame.shell.theme.statics.iter();
    let statics = statics.filter(|(path, _)| !path.starts_with(FOR_PACKAGES));
    let statics = statics.map(|(_, file)| file).filter(|file| !sources.contains_key(&file.url));
    let of_theme: Vec<LazyOutput<'_>> = statics.map(of_theme).collect();

    let of_layers = sources
        .into_iter()
        .map(|(url, source)| LazyOutput::new(&**url, || Ok(Content::Copy(source.clone()))));
    of_layers.chain(of_theme).collect()
}

/// What the theme has for packages.
pub(super) fn for_packages(frame: &Frame) -> impl Iterator<Item = LazyOutput<'_>> {
    let statics = frame.shell.theme.statics.iter();
    statics.filter(|(path, _)| path.starts_with(FOR_PACKAGES)).map(|(_, file)| of_theme(file))
}

fn of_theme(file: &StaticFile) -> LazyOutput<'_> {
    LazyOutput::new(&*file.url, || {
        Ok(match &file.bytes {
            Some(bytes) => Content::Bytes(bytes.to_vec()),
            None => Content::Copy(file.source.clone()),
        })
    })
}
