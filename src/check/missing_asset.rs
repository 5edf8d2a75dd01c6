//! `missing-asset`: an image or file that is linked to, but not there.

use super::Subject;
use super::broken_link::is_page_path;
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::link::{Broken, Reference, Resolved, each_reference};
use crate::parse::target::Target;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let assets = || subject.handbook.assets.keys().map(|path| &**path);
    for id in subject.map.ids() {
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let (target, span, is_image) = match reference {
                    Reference::Link(link) => (&link.target, link.span, false),
                    Reference::Image(image) => (&image.target, image.span, true),
                    _ => return,
                };
                // Nearly all links lead to pages, which are looked at elsewhere.
                if !is_image && matches!(target, Target::File(file) if is_page_path(&file.path)) {
                    return;
                }
                let place = || Place::at(&document.file, span);
                match subject.map.resolve(target, id, subject.handbook) {
                    Resolved::Broken(Broken::Path(target))
                        if is_image || !is_page_path(&target.path) =>
                    {
                        let message = format!("no file `{}`", target.path);
                        let diagnostic =
                            Diagnostic::new(&checks::MISSING_ASSET, message).at(place());
                        diagnostics.push(match crate::diagnostic::nearest(&target.path, assets()) {
                        Some(candidate) => diagnostic
                            .help(format!("did you mean `{}`?", crate::url::relative(&document.path, candidate))),
                        None => {
                            diagnostic.help("put the file there, or mend the path; it is seen from this page's folder")
                        }
                    });
                    }
                    Resolved::Broken(Broken::Outside) if is_image => {
                        diagnostics.push(
                            Diagnostic::new(
                                &checks::MISSING_ASSET,
                                "this path leaves the handbook",
                            )
                            .at(place()),
                        );
                    }
                    Resolved::Page(..) if is_image => {
                        diagnostics.push(
                            Diagnostic::new(&checks::MISSING_ASSET, "this is a page, not an image")
                                .at(place()),
                        );
                    }
                    _ => {}
                }
            },
        );
    }
    let brand = &subject.firm.brand;
    for Spanned { value: path, span } in
        [&brand.logo, &brand.logo_dark, &brand.favicon].into_iter().flatten()
    {
        let (Some(file), None) =
            (&subject.firm.file, subject.handbook.assets.get(path.trim_start_matches('/')))
        else {
            continue;
        };
        diagnostics.push(
            Diagnostic::new(
                &checks::MISSING_ASSET,
                format!("no file `{path}` in the firm's folder"),
            )
            .at(Place::at(file, *span))
            .nearest(path, assets()),
        );
    }
}
