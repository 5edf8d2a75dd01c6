//! Static files: published under names with a fingerprint, stylesheets with their references
//! rewritten to those names.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::Digest;
use crate::link::fingerprinted;
use crate::load::{AssetNature, AssetSource, Origin, ThemeFiles};
use crate::parse::target::Target;
use crate::url;
use crate::words::Words;

use super::scripts::{Scripts, WORDS};

/// Where static files are published.
pub(crate) const FOLDER: &str = "_assets/";
/// A stylesheet larger than this is refused, in bytes: its addresses could not be rewritten.
const MAX_STYLESHEET_BYTES: u64 = 4 << 20;

/// A file of a theme that is copied.
#[derive(Debug, Clone)]
pub(crate) struct StaticFile {
    /// Where it comes from.
    pub source: AssetSource,
    /// Root-relative address.
    pub url: Arc<str>,
    /// Its bytes where they are not those of the source.
    pub bytes: Option<Arc<[u8]>>,
}

impl StaticFile {
    /// A file with its address. Without `bytes` it is copied as it is.
    fn new(source: AssetSource, bytes: Option<Arc<[u8]>>) -> Self {
        let url = format!("{FOLDER}{}", fingerprinted(&source.path, &source)).into();
        Self { source, url, bytes }
    }

    /// A file that has another text than its source. The name must change when that does.
    fn rewritten(source: &AssetSource, text: String) -> Self {
        let digest = Digest::of(text.as_bytes());
        let source = AssetSource { digest, bytes: text.len() as u64, ..source.clone() };
        Self::new(source, Some(text.into_bytes().into()))
    }
}

/// The static files of a stack, the topmost first, by path. Scripts come with their words.
pub(super) fn collect(
    stack: &[(&str, &ThemeFiles)],
    words: &Words,
    origin: &Origin,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, StaticFile> {
    let mut sources: BTreeMap<Arc<str>, (&str, &AssetSource)> = BTreeMap::new();
    // From the lowest to the topmost, so that what comes later wins.
    for (theme, files) in stack.iter().rev() {
        sources.extend(files.statics.iter().map(|asset| (asset.path.clone(), (*theme, asset))));
    }

    // Stylesheets last: they name the others by their addresses.
    let (stylesheets, plain): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|(path, _)| path.ends_with(".css"));
    let mut scripts = Scripts::new(words);
    let mut files: BTreeMap<Arc<str>, StaticFile> = BTreeMap::new();
    for (path, (theme, asset)) in plain {
        let text = if path.ends_with(".js") { text_of(asset, origin) } else { None };
        let script = text.and_then(|text| scripts.publish(theme, &text));
        let file = match script {
            Some(script) => StaticFile::rewritten(asset, script),
            None => StaticFile::new(asset.clone(), None),
        };
        files.insert(path, file);
    }
    // A theme that brings a file of this name hands scripts their words itself.
    files.entry(WORDS.into()).or_insert_with(|| made(WORDS, scripts.words_script()));

    for (path, (_, asset)) in stylesheets {
        if asset.bytes > MAX_STYLESHEET_BYTES {
            diagnostics.push(too_large(&asset.file));
            files.insert(path, StaticFile::new(asset.clone(), None));
            continue;
        }

        let file = match text_of(asset, origin) {
            Some(text) => stylesheet(asset, &text, &files, diagnostics),
            None => StaticFile::new(asset.clone(), None),
        };
        files.insert(path, file);
    }
    files
}

/// What a stylesheet or a script says, where it is text and not larger than one may be.
fn text_of(asset: &AssetSource, origin: &Origin) -> Option<String> {
    String::from_utf8(origin.read(&asset.file, MAX_STYLESHEET_BYTES).ok()?).ok()
}

/// A file that is written here, not copied.
fn made(path: &str, text: String) -> StaticFile {
    let bytes = text.into_bytes();
    let source = AssetSource {
        path: path.into(),
        file: path.into(),
        digest: Digest::of(&bytes),
        bytes: bytes.len() as u64,
        nature: AssetNature::Other,
        size: None,
    };
    StaticFile::new(source, Some(bytes.into()))
}

fn too_large(file: &Arc<str>) -> Diagnostic {
    let limit = MAX_STYLESHEET_BYTES >> 20;
    let message = format!("this stylesheet is larger than {limit} MiB, the most one may have");
    Diagnostic::new(&checks::TEMPLATE_ERROR, message)
        .at(Place::file(file))
        .help("split it into several, or put what is embedded in it into files of their own")
}

/// A stylesheet with its `url(…)`s rewritten. One stylesheet does not see another, so `@import` of
/// a neighbour is left as it is and told.
fn stylesheet(
    asset: &AssetSource,
    text: &str,
    files: &BTreeMap<Arc<str>, StaticFile>,
    diagnostics: &mut Vec<Diagnostic>,
) -> StaticFile {
    let from = format!("{FOLDER}{}", asset.path);
    let mut out = String::with_capacity(text.len() + 64);
    let mut copied = 0;

    for place in addresses(text) {
        let address = &text[place.clone()];
        match reference(address, &asset.path, files) {
            AssetUrl::Elsewhere => {}
            AssetUrl::File(file) => {
                out.push_str(&text[copied..place.start]);
                out.push_str(&url::relative(&from, &file.url));
                copied = place.end;
            }
            AssetUrl::Missing => {
                let message = format!("there is no static file `{address}`");
                let place = Place::at(&asset.file, place);
                diagnostics.push(Diagnostic::new(&checks::MISSING_ASSET, message).at(place));
            }
        }
    }
    out.push_str(&text[copied..]);

    StaticFile::rewritten(asset, out)
}

/// Where a stylesheet names other files, without the quotes: the insides of its `url(…)`s.
pub(crate) fn addresses(css: &str) -> impl Iterator<Item = Range<usize>> {
    let begins = css.match_indices("url(").map(|(at, begin)| at + begin.len());
    begins.filter_map(|start| {
        let inside = css[start..].split_once(')')?.0;
        let address = inside.trim().trim_matches(['"', '\'']);
        let start = start + inside.find(address)?;
        Some(start..start + address.len())
    })
}

/// What an address in a stylesheet leads to.
enum AssetUrl<'f> {
    Elsewhere,
    File(&'f StaticFile),
    Missing,
}

fn reference<'f>(
    address: &str,
    from: &str,
    files: &'f BTreeMap<Arc<str>, StaticFile>,
) -> AssetUrl<'f> {
    if address.is_empty() || address.starts_with(['#', '/']) || url::scheme(address).is_some() {
        return AssetUrl::Elsewhere;
    }

    match Target::of(address, from) {
        Target::File(target) => {
            files.get(target.path.as_str()).map_or(AssetUrl::Missing, AssetUrl::File)
        }
        _ => AssetUrl::Elsewhere,
    }
}
