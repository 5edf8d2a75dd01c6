//! The look of a site: where its logo lies, and what its colours are.

use super::super::notes::{LOOK, Notes};
use super::super::site::walked;
use super::super::tree::Tree;

/// Colours of Material for MkDocs by their names, as its pages show them.
const MATERIAL: [(&str, &str); 19] = [
    ("red", "#ef5552"),
    ("pink", "#e92063"),
    ("purple", "#ab47bd"),
    ("deep purple", "#7e56c2"),
    ("indigo", "#4051b5"),
    ("blue", "#2094f3"),
    ("light blue", "#02a6f2"),
    ("cyan", "#00bdd6"),
    ("teal", "#009485"),
    ("green", "#4cae4f"),
    ("light green", "#8bc34b"),
    ("lime", "#cbdc38"),
    ("yellow", "#ffec3d"),
    ("amber", "#ffc105"),
    ("orange", "#ffa724"),
    ("deep orange", "#ff6e42"),
    ("brown", "#795649"),
    ("grey", "#757575"),
    ("blue grey", "#546d78"),
];

/// The picture that settings name, by its path from the root of the source; what cannot be copied
/// is told.
pub(super) fn picture(
    tree: &Tree,
    named: &str,
    tops: &[&str],
    notes: &mut Notes,
) -> Option<String> {
    let found = icon(tree, named, tops);

    if found.is_none() {
        notes.look_at_file(&LOOK, "", &format!("logo: {named}"));
    }
    found
}

/// A picture that need not be there.
pub(super) fn icon(tree: &Tree, named: &str, tops: &[&str]) -> Option<String> {
    let path = named.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');

    let endings = ["svg", "png", "jpg", "jpeg", "webp", "gif", "ico"];
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    let is_picture = endings.contains(&ending.as_str()) && !path.contains("://");

    let mut places = tops.iter().filter_map(|top| walked(top, path));
    places.find(|place| is_picture && tree.has(place))
}

/// A colour as themes here take it: `#4051b5`, or one of Material's names.
pub(super) fn color(named: &str, notes: &mut Notes) -> Option<String> {
    let named = named.trim();
    let by_name = MATERIAL.iter().find(|(name, _)| named.eq_ignore_ascii_case(name));
    if let Some((_, color)) = by_name {
        return Some((*color).to_owned());
    }

    let digits = named.strip_prefix('#');
    let is_color = digits.is_some_and(|digits| {
        [3, 6].contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
    });

    // Words by which the tool leaves the colour to a style sheet, or to itself.
    let says_nothing = ["custom", "black", "white", "default", "auto"].contains(&named);
    if !is_color && !says_nothing {
        notes.look_at_file(&LOOK, "", &format!("colour: {named}"));
    }
    is_color.then(|| named.to_owned())
}

/// The value that style sheets give a variable first.
pub(super) fn of_styles(tree: &Tree, files: &[String], variables: &[&str]) -> Option<String> {
    let texts = files.iter().filter_map(|file| tree.text(file, &mut Notes::default()));
    let texts: Vec<String> = texts.collect();

    let value = |variable: &&str| {
        texts.iter().find_map(|text| {
            let (_, after) = text.split_once(&format!("{variable}:"))?;
            let value = after.split([';', '}']).next()?.trim().to_owned();
            value.starts_with('#').then_some(value)
        })
    };
    variables.iter().find_map(value)
}
