//! `logo-text`: a brand's image in which each machine draws the letters in a font of its own.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::load::AssetNature;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let firm = &edition.shell.firm;
    let Some(file) = &firm.file else { return };

    for path in firm.brand.images() {
        let image = edition.shell.brand_asset(&path.value);
        if image.is_some_and(|image| image.source.nature == AssetNature::SvgWithText) {
            let message = format!(
                "`{}` has text in it, which each machine draws in another font",
                path.value
            );
            let found = Diagnostic::new(&checks::LOGO_TEXT, message).at(Place::at(file, path.span));
            diagnostics.push(
                found.help("turn the text into outlines (in Inkscape: Path, Object to Path)"),
            );
        }
    }
}
