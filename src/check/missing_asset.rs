//! `missing-asset`: an image or file that is linked to, but not there.

use super::broken_link::is_page_path;
use super::{ShownReference, each_reference};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks, nearest};
use crate::edition::Edition;
use crate::link::{Broken, Reference, Resolved};
use crate::parse::target::Target;
use crate::url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |shown| {
        diagnostics.extend(match shown.reference {
            Reference::Link(_) => link(&shown),
            Reference::Image(_) => image(&shown),
            _ => None,
        });
    });

    let Some(file) = &edition.shell.firm.file else { return };
    let brand = &edition.shell.firm.brand;
    for Spanned { value: path, span } in
        [&brand.logo, &brand.logo_dark, &brand.favicon].into_iter().flatten()
    {
        if edition.shell.map.outline.assets.contains_key(path.trim_start_matches('/')) {
            continue;
        }
        let message = format!("no file `{path}` in the firm's folder");
        let missing = Diagnostic::new(&checks::MISSING_ASSET, message).at(Place::at(file, *span));
        diagnostics.push(missing.nearest(path, assets(edition)));
    }
}

/// What is wrong with a link to a file.
fn link(shown: &ShownReference<'_>) -> Option<Diagnostic> {
    // Nearly all links lead to pages, which are looked at elsewhere.
    if matches!(shown.target, Target::File(file) if is_page_path(&file.path)) {
        return None;
    }

    match shown.resolve() {
        Resolved::Broken(Broken::Path(target)) if !is_page_path(&target.path) => {
            Some(no_file(shown, &target.path))
        }
        _ => None,
    }
}

/// What is wrong with an image.
fn image(shown: &ShownReference<'_>) -> Option<Diagnostic> {
    let message = match shown.resolve() {
        Resolved::Broken(Broken::Path(target)) => return Some(no_file(shown, &target.path)),
        Resolved::Broken(Broken::Outside) => "this path leaves the handbook",
        Resolved::Page(..) => "this is a page, not an image",
        _ => return None,
    };

    Some(shown.found(&checks::MISSING_ASSET, message))
}

fn no_file(shown: &ShownReference<'_>, path: &str) -> Diagnostic {
    let missing = shown.found(&checks::MISSING_ASSET, format!("no file `{path}`"));

    match nearest(path, assets(shown.edition)) {
        Some(near) => {
            let way = url::relative(&shown.document.path, near);
            missing.help(format!("did you mean `{way}`?"))
        }
        None => {
            missing.help("put the file there, or mend the path; it is seen from this page's folder")
        }
    }
}

fn assets(edition: &Edition) -> impl Iterator<Item = &str> {
    edition.shell.map.outline.assets.keys().map(|path| &**path)
}
