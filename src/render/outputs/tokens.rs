//! The stylesheet of the theme's tokens in the firm's colours.

use crate::diagnostic::Diagnostic;
use crate::render::{Content, Frame, Output};
use crate::theme::tokens;

pub(super) fn make(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    let css = tokens::stylesheet(&frame.shell.colors);
    Ok(vec![Output { path: frame.tokens_url.clone(), content: Content::Bytes(css.into_bytes()) }])
}
