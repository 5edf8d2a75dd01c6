//! The files of an edition that are not pages. Each kind is a file of its own and a line in
//! [`OUTPUTS`].

mod assets;
mod calendars;
mod not_found;
mod redirects;
mod robots;
mod sitemap;
mod tokens;

use super::{Frame, Output};
use crate::diagnostic::Diagnostic;

/// What one kind of output gives.
type Make = fn(&Frame) -> Result<Vec<Output>, Box<Diagnostic>>;

/// All kinds of output.
static OUTPUTS: [(&str, Make); 7] = [
    ("assets", assets::make),
    ("calendars", calendars::make),
    ("404.html", not_found::make),
    ("redirects", redirects::make),
    ("robots.txt", robots::make),
    ("sitemap.xml", sitemap::make),
    ("tokens.css", tokens::make),
];

pub(super) use calendars::name as calendar_name;

/// Every file of an edition that is not a page.
///
/// # Errors
/// `template-error`
pub(super) fn all(frame: &Frame) -> Result<Vec<Output>, Box<Diagnostic>> {
    let mut outputs = Vec::new();
    // A layer may bring its own `robots.txt`, say.
    let own = |name: &str| frame.shell.map.assets.contains_key(name);
    for (_, make) in OUTPUTS.iter().filter(|(name, _)| !own(name)) {
        outputs.extend(make(frame)?);
    }
    Ok(outputs)
}
