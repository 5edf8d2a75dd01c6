//! The stylesheet of the theme's tokens in the firm's colours.

use super::LazyOutput;
use crate::render::{Content, Frame};
use crate::theme::tokens;

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let make = || Ok(Content::Bytes(tokens::stylesheet(&frame.shell.colors).into_bytes()));
    vec![LazyOutput::new(frame.tokens_url.as_str(), make)]
}
