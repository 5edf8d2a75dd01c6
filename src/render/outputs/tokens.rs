//! The stylesheet of the theme's tokens in the firm's colours.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Edition, Output};
use crate::theme::tokens;

pub(super) fn make(edition: &Edition) -> Result<Vec<Output>, Box<Diagnostic>> {
    let css = tokens::stylesheet(&edition.colors);
    Ok(vec![Output { path: edition.tokens_url.clone(), content: Content::Bytes(css.into_bytes()) }])
}
