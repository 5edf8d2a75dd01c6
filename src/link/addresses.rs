//! Which addresses of an edition are taken, and the addresses of its assets.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::load::AssetSource;
use crate::overlay::Handbook;
use crate::path_set::PathSet;
use crate::url;

/// Files that every edition has at its top, whatever its pages.
pub const FIXED: [&str; 4] = ["404.html", "manifest.json", "robots.txt", "sitemap.xml"];
/// Of those, the ones that a layer may bring itself.
const REPLACEABLE: [&str; 3] = ["404.html", "robots.txt", "sitemap.xml"];

/// Longer addresses are refused, in bytes: with the output folder before it a path must stay below what
/// systems take, 4,096 on Linux and 1,024 on macOS.
pub(super) const MAX_BYTES: usize = 900;

/// Where an asset is published.
#[derive(Debug, Clone)]
pub struct PublishedAsset {
    /// The file.
    pub source: Arc<AssetSource>,
    /// Its root-relative address.
    pub url: Arc<str>,
}

/// The assets of an edition, by path.
pub(super) type Assets = BTreeMap<Arc<str>, PublishedAsset>;

/// The addresses that are given away, as disks see them that fold case and accents.
#[derive(Default)]
pub(super) struct Taken(PathSet);

impl Taken {
    /// Takes an address; false where it is taken already, or stands in the way of another.
    pub(super) fn claim(&mut self, url: &str) -> bool {
        if url.is_ascii() {
            self.0.claim(&url.to_ascii_lowercase())
        } else {
            self.0.claim(&url.nfc().collect::<String>().to_lowercase())
        }
    }
}

/// The addresses of assets that pages may refer to: the digest of their bytes is part of the name, so
/// a browser may keep them for ever.
pub(super) fn fingerprints(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) -> Assets {
    let mut assets = Assets::new();
    for (path, source) in &handbook.assets {
        let url = fingerprinted(path, source);
        if url.len().max(path.len()) > MAX_BYTES {
            diagnostics.push(too_long(&source.file));
            continue;
        }
        assets.insert(path.clone(), PublishedAsset { source: source.clone(), url: url.into() });
    }
    assets
}

/// The complaint about a file whose address no file system would take.
pub(super) fn too_long(file: &Arc<str>) -> Diagnostic {
    let message =
        format!("this file is left out: its address would have more than {MAX_BYTES} bytes");
    Diagnostic::new(&checks::SKIPPED_FILE, message)
        .at(Place::file(file))
        .help("shorten its name, or those of its folders")
}

/// Gives assets that nothing refers to their own names, so that raw HTML and other systems can still
/// point at them, where the name is plain and free.
pub(super) fn own_names(
    assets: &mut Assets,
    used: &HashSet<Arc<str>>,
    taken: &mut Taken,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (_, asset) in assets.iter().filter(|(path, _)| used.contains(*path)) {
        taken.claim(&asset.url);
    }
    for (path, asset) in assets.iter_mut().filter(|(path, _)| !used.contains(*path)) {
        let plain = is_plain(path);
        if REPLACEABLE.contains(&&**path) || (plain && taken.claim(path)) {
            asset.url = path.clone();
            continue;
        }
        taken.claim(&asset.url);
        if plain {
            diagnostics.push(
                Diagnostic::new(
                    &checks::DUPLICATE_URL,
                    format!("the address `/{path}` is taken by a page or another file"),
                )
                .at(Place::file(&asset.source.file))
                .help("rename the file"),
            );
        }
    }
}

/// Whether a path can be an address as it is, on every file system.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.len() <= 200)
        && path.chars().all(|c| c.is_alphanumeric() || "/-_.~ ,()+".contains(c))
}

/// `img/figure.svg` → `img/figure.3f2a9c1d.svg`, in ASCII.
pub fn fingerprinted(path: &str, asset: &AssetSource) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let mut name = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        name.push_str(&url::slug(part));
        name.push('/');
    }
    name.push_str(&format!("{}.{}", url::slug(stem), asset.digest.short()));
    if !ending.is_empty() {
        name.push('.');
        name.push_str(&url::slug(ending));
    }
    name
}
