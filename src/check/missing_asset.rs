//! `missing-asset`: an image or file that is linked to, but not there.

use std::cell::LazyCell;

use super::broken_link::is_page_path;
use super::{ShownReference, each_reference, meant};
use crate::diagnostic::{Diagnostic, MOST_HELPED, Place, Spanned, checks};
use crate::edition::Edition;
use crate::link::{Broken, Reference, Resolved};
use crate::parse::target::Target;
use crate::url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let own = LazyCell::new(|| own_assets(edition));
    let near = |path: &str| {
        let here = &edition.shell.map.outline.assets;
        let own = own.iter().copied();
        edition.base.asset_paths().nearest(path, |path| here.contains_key(path), own)
    };
    each_reference(edition, &mut |shown| {
        let helps = diagnostics.len() < MOST_HELPED;
        let near = |path: &str| if helps { near(path) } else { None };
        diagnostics.extend(match shown.reference {
            _ if shown.is_picture() => image(&shown, &near),
            Reference::Link(_) | Reference::Address(..) => link(&shown, &near),
            _ => None,
        });
    });

    let Some(file) = &edition.shell.firm.file else { return };
    let brand = &edition.shell.firm.brand;
    for Spanned { value: path, span } in brand.files() {
        if edition.shell.map.outline.assets.contains_key(path.trim_start_matches('/')) {
            continue;
        }
        let message = format!("no file `{path}` in the firm's folder");
        let missing = Diagnostic::new(&checks::MISSING_ASSET, message).at(Place::at(file, *span));
        diagnostics.push(match near(path) {
            Some(near) => missing.help(format!("did you mean `{near}`?")),
            None => missing,
        });
    }
}

/// Finds the file that is meant by one that is not there.
type FindNear<'f> = &'f dyn Fn(&str) -> Option<String>;

/// What is wrong with a link to a file.
fn link(shown: &ShownReference<'_>, near: FindNear<'_>) -> Option<Diagnostic> {
    // Nearly all links lead to pages, which are looked at elsewhere.
    if matches!(shown.target, Target::File(file) if is_page_path(&file.path)) {
        return None;
    }

    match shown.resolve() {
        Resolved::Broken(Broken::Path(target)) if !is_page_path(&target.path) => {
            Some(no_file(shown, &target.path, near))
        }
        _ => None,
    }
}

/// What is wrong with an image.
fn image(shown: &ShownReference<'_>, near: FindNear<'_>) -> Option<Diagnostic> {
    if shown.is_empty() {
        let empty = shown.found(&checks::MISSING_ASSET, "this picture names no file");
        return Some(empty.help("write its path, as seen from this page's folder"));
    }
    let message = match shown.resolve() {
        Resolved::Broken(Broken::Path(target)) => return Some(no_file(shown, &target.path, near)),
        Resolved::Broken(Broken::Outside) => "this path leaves the handbook",
        Resolved::Page(..) => "this is a page, not an image",
        _ => return None,
    };

    Some(shown.found(&checks::MISSING_ASSET, message))
}

fn no_file(shown: &ShownReference<'_>, path: &str, near: FindNear<'_>) -> Diagnostic {
    let missing = shown.found(&checks::MISSING_ASSET, format!("no file `{path}`"));
    if let Some(instead) = meant::instead_of(shown, path) {
        return missing.help(instead);
    }

    match near(path) {
        Some(near) => {
            let way = url::relative(&shown.document.path, &near);
            missing.help(format!("did you mean `{way}`?"))
        }
        None => {
            missing.help("put the file there, or mend the path; it is seen from this page's folder")
        }
    }
}

/// The paths of the assets of an edition that the base has not.
fn own_assets(edition: &Edition) -> Vec<&str> {
    let assets = edition.shell.map.outline.assets.keys();
    assets.map(|path| &**path).filter(|path| !edition.base.has_asset(path)).collect()
}
