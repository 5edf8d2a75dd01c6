//! Part of `unknown-key`: a key in a heading's braces that means something on pages of another kind
//! only.

use super::found;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::parse::attributes::KEYS;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        let kind = page.front.kind();
        for segment in &page.segments {
            let Some(heading) = &page.section(segment).heading else { continue };
            let wrong = heading.attributes().data.iter().filter_map(|(key, _)| {
                let (_, kinds) = KEYS.iter().find(|(known, _)| known == key)?;
                (!kinds.is_empty() && !kinds.contains(&kind)).then_some((key, *kinds))
            });

            for (key, kinds) in wrong {
                let names: Vec<String> =
                    kinds.iter().map(|kind| format!("`kind: {}`", kind.name())).collect();
                let message = format!("`{key}=` means nothing on a page of kind `{}`", kind.name());
                let help =
                    format!("it is for pages with {} in their front matter", names.join(" or "));
                let document = page.document(segment);
                let mut diagnostic =
                    found(&checks::UNKNOWN_KEY, document, heading.span, message).help(help);

                // Elsewhere the word that comes to mind is the one that milestones use.
                if key == "for" {
                    diagnostic = diagnostic.help("a section is for somebody by `audience=`");
                }
                diagnostics.push(diagnostic);
            }
        }
    }
}
