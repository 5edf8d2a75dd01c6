//! `missing-asset`: an image or file that is linked to, but not there.

use super::broken_link::is_page_path;
use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::link::{Broken, Reference, Resolved, each_reference};
use crate::parse::target::Target;
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "missing-asset",
    level: Level::Error,
    explanation: "An image, document or logo is named that is not in any layer of the firm. Paths are seen from the \
                  file they stand in; in firm.yaml, from the firm's folder.",
    fails: "//- base/index.md\n![A diagram](diagram.svg)\n//- base/diagramm.svg\n<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    passes: "//- base/index.md\n![A diagram](diagram.svg)\n//- base/diagram.svg\n<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let assets = || subject.handbook.assets.keys().map(|path| &**path);
    for id in subject.map.ids() {
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let (target, span, is_image) = match reference {
                    Reference::Link(link) => (&link.target, &link.span, false),
                    Reference::Image(image) => (&image.target, &image.span, true),
                    _ => return,
                };
                // Nearly all links lead to pages, which are looked at elsewhere.
                if !is_image && matches!(target, Target::File(file) if is_page_path(&file.path)) {
                    return;
                }
                let place = || Place::at(&document.file, span.clone());
                match subject.map.resolve(target, id, subject.handbook) {
                    Resolved::Broken(Broken::Path(target))
                        if is_image || !is_page_path(&target.path) =>
                    {
                        let message = format!("no file `{}`", target.path);
                        let diagnostic = Diagnostic::new("missing-asset", message).at(place());
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
                            Diagnostic::new("missing-asset", "this path leaves the handbook")
                                .at(place()),
                        );
                    }
                    Resolved::Page(..) if is_image => {
                        diagnostics.push(
                            Diagnostic::new("missing-asset", "this is a page, not an image")
                                .at(place()),
                        );
                    }
                    _ => {}
                }
            },
        );
    }
    let brand = &subject.firm.brand;
    for (path, span) in [&brand.logo, &brand.logo_dark, &brand.favicon].into_iter().flatten() {
        let (Some(file), None) =
            (&subject.firm.file, subject.handbook.assets.get(path.trim_start_matches('/')))
        else {
            continue;
        };
        diagnostics.push(
            Diagnostic::new("missing-asset", format!("no file `{path}` in the firm's folder"))
                .at(Place::at(file, span.clone()))
                .nearest(path, assets()),
        );
    }
}
