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
    let file = shell.firm.file.clone().unwrap_or_else(|| "content/handbook.yaml".into());
    let message = format!("the interface has no words in the language `{language}`");
    let help = format!(
        "write them in a file words/{language}.yaml of the theme; until then, readers see the \
         English"
    );
    let missing = Diagnostic::new(&checks::MISSING_WORDS, message).at(Place::file(&file));
    diagnostics.push(missing.help(help));
}
