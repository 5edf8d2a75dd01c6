//! `brand-font`: a firm's font file that readers' browsers could not use, or would wait for.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::load::{AssetNature, AssetSource};

/// Largest font file of a brand, in bytes: all letters of European languages take half of it.
const MAX_BYTES: u64 = 256 << 10;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let firm = &edition.shell.firm;
    let Some(file) = &firm.file else { return };

    for font in &firm.brand.font_files {
        let path = &font.path;
        // One that is not there is a `missing-asset`.
        let asset = edition.shell.brand_asset(&path.value);
        let problem = asset.and_then(|asset| problem(&path.value, &asset.source));
        diagnostics.extend(problem.map(|problem| problem.at(Place::at(file, path.span))));
    }
}

fn problem(path: &str, asset: &AssetSource) -> Option<Diagnostic> {
    if asset.nature != AssetNature::Woff2 {
        let message = format!("`{path}` is not a font in the format WOFF2, or not all of one");
        return Some(Diagnostic::new(&checks::BRAND_FONT, message).help(
            "ask for the font's file for the web, or turn one that you have into WOFF2: \
             `pip install fonttools brotli`, then `fonttools ttLib.woff2 compress FONT.ttf`",
        ));
    }
    if asset.bytes > MAX_BYTES {
        let message = format!(
            "the font `{path}` has {} KB, and readers wait for it; {} KB are allowed",
            asset.bytes.div_ceil(1 << 10),
            MAX_BYTES >> 10,
        );
        return Some(Diagnostic::new(&checks::BRAND_FONT, message).help(
            "leave out letters that you do not use: `pip install fonttools brotli`, then \
             `pyftsubset FONT.ttf --unicodes=U+0020-024F,U+2010-2122 --flavor=woff2`",
        ));
    }
    None
}
