//! `missing-words`, for an edition whose language nobody wrote words in.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;

/// Looks at the language of an edition; what a file of words lacks was told with the theme.
pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let (shell, words) = (&edition.shell, edition.shell.words());
    if words.is_written {
        return;
    }

    let language = words.language();
    let (firm, project) = (&shell.firm, &shell.project);
    let place = match (&firm.file, &firm.config.language) {
        (Some(file), Some(language)) => Some(Place::at(file, language.span)),
        // A layer below it said so.
        (Some(file), None) if words.language() != project.language => Some(Place::file(file)),
        _ => project.language_place.clone(),
    };
    let message = format!("the interface has no words in the language `{language}`");
    let help = format!(
        "write them in a file words/{language}.yaml of the theme; until then, readers see the \
         English"
    );
    let place = place.unwrap_or_else(|| Place::file(&"content/handbook.yaml".into()));
    diagnostics.push(Diagnostic::new(&checks::MISSING_WORDS, message).at(place).help(help));
}
