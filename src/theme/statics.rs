//! Static files: published under names with a fingerprint, stylesheets with their references
//! rewritten to those names.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::Digest;
use crate::link::fingerprinted;
use crate::load::{AssetNature, AssetSource, Origin, ThemeFiles};
use crate::parse::target::Target;
use crate::url;

/// Where static files are published.
pub(crate) const FOLDER: &str = "_assets/";
/// The theme whose scripts are published without their remarks.
const BUILT_IN: &str = "default";
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
}

/// The static files of a stack, the topmost first, by path.
pub(super) fn collect(
    stack: &[(&str, &ThemeFiles)],
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
    let plain = plain.into_iter().map(|(path, (theme, asset))| {
        let script = (theme == BUILT_IN).then(|| script(asset, origin)).flatten();
        (path, script.unwrap_or_else(|| StaticFile::new(asset.clone(), None)))
    });
    let mut files: BTreeMap<Arc<str>, StaticFile> = plain.collect();

    for (path, (_, asset)) in stylesheets {
        if asset.bytes > MAX_STYLESHEET_BYTES {
            diagnostics.push(too_large(&asset.file));
            files.insert(path, StaticFile::new(asset.clone(), None));
            continue;
        }

        let bytes = origin.read(&asset.file, MAX_STYLESHEET_BYTES).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let file = match text {
            Some(text) => stylesheet(asset, &text, &files, diagnostics),
            None => StaticFile::new(asset.clone(), None),
        };
        files.insert(path, file);
    }
    files
}

/// A file that is written here, not copied.
pub(super) fn made(path: &str, text: String) -> StaticFile {
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

/// A script of the built-in theme without its remarks: they are for who reads the theme, and a
/// third of what readers' telephones would fetch. Those of other themes are copied as they are.
fn script(asset: &AssetSource, origin: &Origin) -> Option<StaticFile> {
    if !asset.path.ends_with(".js") {
        return None;
    }
    let text = String::from_utf8(origin.read(&asset.file, MAX_STYLESHEET_BYTES).ok()?).ok()?;
    // In a text over several lines, one that looks like a remark may be none.
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return None;
    }

    let bytes = without_remarks(&text).into_bytes();
    let digest = Digest::of(&bytes);
    let source = AssetSource { digest, bytes: bytes.len() as u64, ..asset.clone() };
    Some(StaticFile::new(source, Some(bytes.into())))
}

/// A script without the lines that are remarks and nothing else.
fn without_remarks(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut is_within = false;
    for line in script.lines() {
        let code = line.trim_start();
        if is_within || code.starts_with("/*") {
            is_within = !code.ends_with("*/");
        } else if !code.is_empty() && !code.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
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
    let mut rest = text;

    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + 4);
        out.push_str(before);
        let Some(end) = after.find(')') else {
            rest = after;
            break;
        };

        let address = after[..end].trim().trim_matches(['"', '\'']);
        let start = text.len() - after.len();
        match reference(address, &asset.path, files) {
            AssetUrl::Elsewhere => out.push_str(&after[..end]),
            AssetUrl::File(file) => out.push_str(&url::relative(&from, &file.url)),
            AssetUrl::Missing => {
                out.push_str(&after[..end]);
                let place = Place::at(&asset.file, start..start + end);
                let message = format!("there is no static file `{address}`");
                diagnostics.push(Diagnostic::new(&checks::MISSING_ASSET, message).at(place));
            }
        }
        rest = &after[end..];
    }
    out.push_str(rest);

    // Of the rewritten text: its name must change when a file that it names does.
    let digest = Digest::of(out.as_bytes());
    let source = AssetSource { digest, bytes: out.len() as u64, ..asset.clone() };
    StaticFile::new(source, Some(out.into_bytes().into()))
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

#[cfg(test)]
mod tests {
    use super::without_remarks;

    #[test]
    fn remarks_go_and_code_stays() {
        let script = "// What it is.\n{\n  /**\n   * Says so.\n   */\n  say(\"// no\"); // yes\n\n  \
                      /* short */\n  go(a / b);\n}\n";
        assert_eq!(without_remarks(script), "{\n  say(\"// no\"); // yes\n  go(a / b);\n}\n");
    }
}
