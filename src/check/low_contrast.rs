//! `low-contrast`: a brand's colour that cannot be read where the theme uses it.

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::theme::Pair;
use crate::theme::color::Color;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for pair in &edition.shell.theme.design.pairs {
        for dark in [false, true] {
            diagnostics.extend(examine(edition, pair, dark));
        }
    }
}

/// A token's colour on light or dark pages.
fn color(edition: &Edition, token: &str, dark: bool) -> Option<Color> {
    let shades = edition.shell.colors.get(token)?;
    Color::read(if dark { &shades.dark } else { &shades.light })
}

fn examine(edition: &Edition, pair: &Pair, dark: bool) -> Option<Diagnostic> {
    let (text, on) = (color(edition, &pair.text, dark)?, color(edition, &pair.on, dark)?);
    let ratio = text.contrast(on);
    if ratio >= pair.minimum {
        return None;
    }

    // Offer a change of the colour that the firm chose.
    let brand = &edition.shell.firm.brand;
    let settings = if dark { &brand.colors_dark } else { &brand.colors };
    let [of_text, of_on] = [&pair.text, &pair.on]
        .map(|name| settings.iter().find(|set| set.name == *name).map(|set| set.value.span));
    let (name, color, other, span) = match (of_text, of_on) {
        (None, Some(span)) => (&pair.on, on, text, Some(span)),
        (span, _) => (&pair.text, text, on, span),
    };

    let place = match (&edition.shell.firm.file, span) {
        (Some(file), Some(span)) => Place::at(file, span),
        _ => pair.place.clone(),
    };

    // Rounded down, so that what is refused never seems to be enough.
    let used = if pair.used.is_empty() { String::new() } else { format!(" ({})", pair.used) };
    let pages = if dark { "dark" } else { "light" };
    let message = format!(
        "`{}` {text} on `{}` {on} has a contrast of {:.2}:1 on {pages} pages; it takes {}:1{used}",
        pair.text,
        pair.on,
        (ratio * 100.0).floor() / 100.0,
        pair.minimum,
    );

    let diagnostic = Diagnostic::new(&checks::LOW_CONTRAST, message).at(place);
    Some(match color.nearest_with_contrast(other, pair.minimum) {
        Some(near) => diagnostic.help(format!("the nearest that will do: `{name}: \"{near}\"`")),
        None => diagnostic,
    })
}
