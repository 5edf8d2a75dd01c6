//! `unreadable-picture`: a file that is called a picture and tells no size.

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::{Reference, Resolved};
use crate::load::{AssetSource, tells_size};

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |shown| {
        let Reference::Image(_) = shown.reference else { return };
        let Resolved::Asset(asset, _) = shown.resolve() else { return };
        if is_unreadable(asset) {
            diagnostics.push(told(shown.found(&checks::UNREADABLE_PICTURE, message(asset))));
        }
    });

    let shell = &edition.shell;
    let Some(file) = &shell.firm.file else { return };
    for path in shell.firm.brand.images() {
        let asset = shell.brand_asset(&path.value).map(|asset| &asset.source);
        if let Some(asset) = asset.filter(|asset| is_unreadable(asset)) {
            let found = Diagnostic::new(&checks::UNREADABLE_PICTURE, message(asset));
            diagnostics.push(told(found.at(Place::at(file, path.span))));
        }
    }
}

fn is_unreadable(asset: &AssetSource) -> bool {
    tells_size(&asset.path) && asset.size.is_none()
}

fn message(asset: &AssetSource) -> String {
    format!("the size of `{}` cannot be read", asset.path)
}

fn told(found: Diagnostic) -> Diagnostic {
    found.help("the file may be damaged, or of another kind than its name says: save it again")
}
