//! `low-contrast`: a brand's colour that cannot be read where the theme uses it.

use std::ops::Range;

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::project::Level;
use crate::theme::Pair;
use crate::theme::color::Color;

pub(super) static CHECK: Check = Check {
    name: "low-contrast",
    level: Level::Warning,
    explanation: "A colour of the brand is too near to the one behind or in front of it, by the measure of WCAG 2.2: \
                  4.5:1 for text, 3:1 for large text and controls. The message names the nearest colour that will do.",
    fails: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\nbrand:\n  colors: {accent: \"#dddd00\"}\n",
    passes: "//- base/index.md\nText\n//- firms/acme/firm.yaml\nname: Acme\nbrand:\n  colors: {accent: \"#0b5d4e\"}\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for pair in &subject.theme.pairs {
        for dark in [false, true] {
            diagnostics.extend(examine(subject, pair, dark));
        }
    }
}

fn examine(subject: &Subject<'_>, pair: &Pair, dark: bool) -> Option<Diagnostic> {
    let value = |name: &String| {
        let (light, in_dark) = subject.colors.get(name)?;
        Color::read(if dark { in_dark } else { light })
    };
    let (text, on) = (value(&pair.text)?, value(&pair.on)?);
    let ratio = text.contrast(on);
    if ratio >= pair.minimum {
        return None;
    }
    // Offer a change of the colour that the firm chose.
    let brand = &subject.firm.brand;
    let settings = if dark { &brand.colors_dark } else { &brand.colors };
    let chosen = |name: &String| {
        settings.iter().find(|(token, ..)| token == name).map(|(_, _, span)| span.clone())
    };
    let (name, color, other, span): (&String, Color, Color, Option<Range<usize>>) =
        match (chosen(&pair.text), chosen(&pair.on)) {
            (None, Some(span)) => (&pair.on, on, text, Some(span)),
            (span, _) => (&pair.text, text, on, span),
        };
    let place = match (&subject.firm.file, span) {
        (Some(file), Some(span)) => Place::at(file, span),
        _ => pair.place.clone(),
    };
    let used = if pair.used.is_empty() { String::new() } else { format!(" ({})", pair.used) };
    let pages = if dark { "dark" } else { "light" };
    let message = format!(
        "`{}` {text} on `{}` {on} has a contrast of {:.2}:1 on {pages} pages; it takes {}:1{used}",
        pair.text,
        pair.on,
        (ratio * 100.0).floor() / 100.0,
        pair.minimum,
    );
    let diagnostic = Diagnostic::new("low-contrast", message).at(place);
    Some(match color.nearest_with_contrast(other, pair.minimum) {
        Some(near) => diagnostic.help(format!("the nearest that will do: `{name}: \"{near}\"`")),
        None => diagnostic,
    })
}
