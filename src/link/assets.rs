//! The addresses of assets.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::Claims;
use super::addresses::{Addresses, MAX_BYTES, too_long};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::load::AssetSource;
use crate::overlay::HandbookOutline;
use crate::parse::target::{FileTarget, Target};
use crate::project::Values;
use crate::url::{self, MANIFEST};

/// Where an asset is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedAsset {
    /// The file.
    pub source: Arc<AssetSource>,
    /// Its root-relative address.
    pub url: Arc<str>,
    /// Whether somebody refers to it, or looks for it at its address.
    pub is_used: bool,
}

/// The assets of an edition, by path.
pub(super) type Assets = BTreeMap<Arc<str>, PublishedAsset>;

/// Gives assets their addresses. Where a page refers to one, the digest of its bytes is part of the
/// name, so a browser may keep it for ever. One that nothing refers to has its own name, where that
/// is plain and free, so that raw HTML and other systems can still point at it; of a firm's, with
/// one dot.
pub(super) fn published(
    outline: &HandbookOutline,
    claims: &mut Claims<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Assets {
    let addresses = claims.addresses;
    let mut sources = Vec::with_capacity(outline.assets.len());
    for (path, source) in &outline.assets {
        let url = fingerprinted(path, source);
        // Either may become the address: the one with a fingerprint, or the file's own name.
        if url.len().max(path.len()) > MAX_BYTES {
            diagnostics.push(too_long(&source.file));
        } else {
            sources.push((path, source, url));
        }
    }

    let known: HashSet<&str> = sources.iter().map(|(path, ..)| &***path).collect();
    let used = used(outline, addresses, &known);
    let withheld = withheld(outline, addresses, &known, &used);

    // Those with a fingerprint first: their addresses can be in nobody's way.
    let mut assets = Assets::new();
    let (referred, others): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|(path, ..)| used.contains(*path));
    for (path, source, url) in referred {
        claims.taken.claim(&url);
        let asset = PublishedAsset { source: source.clone(), url: url.into(), is_used: true };
        assets.insert(path.clone(), asset);
    }

    for (path, source, url) in others {
        // Nothing of a page that is left out may be published by its files.
        if withheld.contains(&**path) {
            continue;
        }

        let own = own_name(path, source);
        // Such an address is claimed from the start, for a layer's own file to take over.
        let replaces = claims.replaces(path) && own == *path;
        let has_own_name = replaces || (is_plain(path) && claims.taken.claim_own(&own));
        if !has_own_name {
            claims.taken.claim(&url);
            // A name that is not plain can be no address, so nobody took it.
            diagnostics.extend(is_plain(path).then(|| name_taken(&own, &source.file)));
        }

        let url = if has_own_name { own } else { url.into() };
        // A layer's own `robots.txt` and the like are for machines.
        let is_used = replaces || **path == *MANIFEST;
        assets.insert(path.clone(), PublishedAsset { source: source.clone(), url, is_used });
    }
    assets
}

/// The paths of all assets that a page or the brand refers to.
fn used(
    outline: &HandbookOutline,
    addresses: &Addresses,
    known: &HashSet<&str>,
) -> HashSet<Arc<str>> {
    let brand = outline.brand.iter().filter(|path| known.contains(path.as_str()));
    let mut used: HashSet<Arc<str>> = brand.map(|path| path.as_str().into()).collect();
    if known.is_empty() {
        return used;
    }

    for id in addresses.ids() {
        let page = &outline.pages[id.index()];
        for (target, conditions) in &page.shown_files {
            let Some(file) = file(target, &outline.values) else { continue };
            // A path that means a page leads there, whatever else has that name.
            let leads_here = known.contains(file.path.as_str())
                && !file.outside
                && addresses.as_written(&file.path).is_none();
            if leads_here && outline.all_hold(conditions) {
                used.insert(file.path.as_str().into());
            }
        }
    }
    used
}

/// The paths of assets that only pages, sections and passages which are left out refer to.
fn withheld<'p>(
    outline: &HandbookOutline,
    addresses: &Addresses,
    known: &HashSet<&'p str>,
    used: &HashSet<Arc<str>>,
) -> HashSet<&'p str> {
    let mut withheld = HashSet::new();
    // All are shown somewhere, so there is nothing to look for on every page.
    if used.len() == known.len() {
        return withheld;
    }

    let published = addresses.ids().map(|id| &outline.pages[id.index()]);
    for page in published.chain(&outline.unpublished) {
        let files = page.named_files.iter().filter_map(|target| file(target, &outline.values));
        let known = files.filter_map(|file| known.get(file.path.as_str()));
        withheld.extend(known.filter(|path| !used.contains(**path)));
    }
    withheld
}

/// The file that a target of a page names, with a firm's values.
fn file<'t>(target: &'t Target, values: &Values) -> Option<Cow<'t, FileTarget>> {
    match target {
        Target::File(file) => Some(Cow::Borrowed(file)),
        Target::Dynamic(dynamic) => match dynamic.fill(values) {
            Target::File(file) => Some(Cow::Owned(file)),
            _ => None,
        },
        Target::External(_) | Target::Unsafe(_) => None,
    }
}

/// The path that an asset would be published at. Of a firm's, only the last ending stays one: some
/// web servers obey each that they know, and `notes.var.txt` would be a list of other files.
fn own_name(path: &Arc<str>, source: &AssetSource) -> Arc<str> {
    let file = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[file..].rsplit_once('.') {
        Some((stem, ending)) if source.file.starts_with("content/firms/") && stem.contains('.') => {
            format!("{}{}.{ending}", &path[..file], stem.replace('.', "-")).into()
        }
        _ => path.clone(),
    }
}

fn name_taken(path: &str, file: &Arc<str>) -> Diagnostic {
    let message = format!("the address `/{path}` is taken by a page or another file");
    Diagnostic::new(&checks::DUPLICATE_URL, message).at(Place::file(file)).help("rename the file")
}

/// Whether a path can be an address as it is, on every file system.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.len() <= 200)
        && path.chars().all(|c| c.is_alphanumeric() || "/-_.~ ,()+".contains(c))
}

/// `img/figure.svg` → `img/figure.3f2a9c1d.svg`, in ASCII.
pub(crate) fn fingerprinted(path: &str, asset: &AssetSource) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let mut name = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        name.push_str(&url::segment(part));
        name.push('/');
    }

    name.push_str(&format!("{}.{}", url::segment(stem), asset.digest.short()));
    if !ending.is_empty() {
        name.push('.');
        name.push_str(&url::segment(ending));
    }
    name
}
