//! The stylesheet of the theme's tokens in the firm's colours, and of the firm's own fonts.

use std::fmt::Write as _;

use super::LazyOutput;
use crate::edition::Shell;
use crate::project::{FontCut, FontFile};
use crate::render::{Content, Frame};
use crate::theme::statics::FOLDER;
use crate::theme::tokens;
use crate::url;

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let make = || Ok(Content::Bytes(stylesheet(&frame.shell).into_bytes()));
    vec![LazyOutput::new(frame.tokens_url.as_str(), make)]
}

/// The stylesheet of an edition.
pub(in crate::render) fn stylesheet(shell: &Shell) -> String {
    let mut css = String::new();
    for font in &shell.firm.brand.font_files {
        // Neither a token nor a file that is not there gets a rule; both were told.
        if let (true, Some(file)) =
            (shell.colors.contains_key(&font.token), shell.brand_asset(&font.path.value))
        {
            push_face(&mut css, font, &shell.firm.brand.font_files, &file.url);
        }
    }
    css + &tokens::stylesheet(&shell.colors)
}

/// Appends the rule that makes a font file known. Text is shown in the next font until it is there.
fn push_face(css: &mut String, font: &FontFile, all: &[FontFile], file: &str) {
    let has = |cut| all.iter().any(|other| other.token == font.token && other.cut == cut);
    // A file draws all weights for which there is no other: it may be a variable font, and no
    // browser should thicken letters that were never drawn bold.
    let (style, weight) = match font.cut {
        FontCut::Regular if has(FontCut::Bold) => ("normal", "1 599"),
        FontCut::Regular => ("normal", "1 1000"),
        FontCut::Bold => ("normal", "600 1000"),
        FontCut::Italic if has(FontCut::BoldItalic) => ("italic", "1 599"),
        FontCut::Italic => ("italic", "1 1000"),
        FontCut::BoldItalic => ("italic", "600 1000"),
    };

    // Writing to a string cannot fail.
    let _ = writeln!(
        css,
        "@font-face {{\n  font-family: \"{}\";\n  src: url(\"{}\") format(\"woff2\");\n  \
         font-style: {style};\n  font-weight: {weight};\n  font-display: swap;\n}}",
        tokens::own_font(&font.token),
        url::relative(FOLDER, file),
    );
}
