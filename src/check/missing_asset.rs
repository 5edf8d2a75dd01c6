//! `missing-asset`: an image or file that is linked to, but not there.

use super::broken_link::is_page_path;
use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, Spanned, checks, nearest};
use crate::edition::Edition;
use crate::link::{Broken, PageId, Reference, Resolved};
use crate::parse::Document;
use crate::parse::target::Target;
use crate::url;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_reference(edition, &mut |id, document, reference| match reference {
        Reference::Link(link) => {
            let problem = linked(edition, id, document, &link.target);
            diagnostics.extend(problem.map(|found| found.at(Place::at(&document.file, link.span))));
        }
        Reference::Image(image) => {
            let problem = shown(edition, id, document, &image.target);
            diagnostics
                .extend(problem.map(|found| found.at(Place::at(&document.file, image.span))));
        }
        _ => {}
    });

    let Some(file) = &edition.shell.firm.file else { return };
    let brand = &edition.shell.firm.brand;
    for Spanned { value: path, span } in
        [&brand.logo, &brand.logo_dark, &brand.favicon].into_iter().flatten()
    {
        if edition.shell.map.outline.assets.contains_key(path.trim_start_matches('/')) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                &checks::MISSING_ASSET,
                format!("no file `{path}` in the firm's folder"),
            )
            .at(Place::at(file, *span))
            .nearest(path, assets(edition)),
        );
    }
}

/// What is wrong with a link to a file.
fn linked(
    edition: &Edition,
    id: PageId,
    document: &Document,
    target: &Target,
) -> Option<Diagnostic> {
    // Nearly all links lead to pages, which are looked at elsewhere.
    if matches!(target, Target::File(file) if is_page_path(&file.path)) {
        return None;
    }
    match edition.shell.map.resolve(target, id) {
        Resolved::Broken(Broken::Path(target)) if !is_page_path(&target.path) => {
            Some(no_file(edition, document, &target.path))
        }
        _ => None,
    }
}

/// What is wrong with an image.
fn shown(
    edition: &Edition,
    id: PageId,
    document: &Document,
    target: &Target,
) -> Option<Diagnostic> {
    match edition.shell.map.resolve(target, id) {
        Resolved::Broken(Broken::Path(target)) => Some(no_file(edition, document, &target.path)),
        Resolved::Broken(Broken::Outside) => {
            Some(Diagnostic::new(&checks::MISSING_ASSET, "this path leaves the handbook"))
        }
        Resolved::Page(..) => {
            Some(Diagnostic::new(&checks::MISSING_ASSET, "this is a page, not an image"))
        }
        _ => None,
    }
}

fn no_file(edition: &Edition, document: &Document, path: &str) -> Diagnostic {
    let help = match nearest(path, assets(edition)) {
        Some(near) => format!("did you mean `{}`?", url::relative(&document.path, near)),
        None => {
            "put the file there, or mend the path; it is seen from this page's folder".to_owned()
        }
    };
    Diagnostic::new(&checks::MISSING_ASSET, format!("no file `{path}`")).help(help)
}

fn assets(edition: &Edition) -> impl Iterator<Item = &str> {
    edition.shell.map.outline.assets.keys().map(|path| &**path)
}
