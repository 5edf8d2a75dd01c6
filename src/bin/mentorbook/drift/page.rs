//! The same as a page that can be sent round: one file, which loads nothing and runs nothing.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_html;

use mentorbook::print::shown;
use mentorbook::{OverrideStatus, Sides, SourceTexts, WordRun, compare, override_texts};

use super::LayerOverrides;
use super::listed;
use super::showing::{TextComparison, advice, comparisons, shown_lines};
use crate::exit::{Exit, Failure};
use crate::html_file::HtmlFile;
use crate::places::Places;

const STYLE: &str = include_str!("page.css");

/// Writes the overrides that were named into a file.
pub(super) fn write(overrides: &LayerOverrides, file: &HtmlFile) -> Result<Exit, Failure> {
    file.write(&page(overrides))?;
    Ok(Exit::Fine)
}

fn page(overrides: &LayerOverrides) -> String {
    let origin = &overrides.book.known.origin;
    let texts = SourceTexts::new(origin);
    let mut places = Places::new(origin);
    let wanted = overrides.wanted.as_deref().unwrap_or_default();
    let title = escaped(&shown(&format!("{}: {wanted}", overrides.layer)));

    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n\
         <p><del>Struck out</del> is what is gone, <ins>underlined</ins> what is new.</p>\n"
    );
    for status in overrides.meant() {
        article(status, &override_texts(status, &texts), &mut places, &mut html);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn article(
    status: &OverrideStatus,
    sides: &Sides<Option<String>>,
    places: &mut Places<'_>,
    html: &mut String,
) {
    let subject = escaped(&shown(&listed::subject(status)));
    let place = escaped(&shown(&places.of(&status.place)));
    let _ = writeln!(
        html,
        "<article>\n<h2>{subject}: {}</h2>\n<p><code>{place}</code></p>",
        status.state
    );
    if let Some(reason) = &status.grounds.reason {
        let _ = writeln!(html, "<p>{}</p>", escaped(&shown(reason)));
    }

    for TextComparison { title, before, after } in comparisons(status, sides) {
        let _ = writeln!(html, "<h3>{}</h3>", escaped(&shown(&title)));
        let runs = match before {
            Some(before) => compare(before, after),
            None => vec![WordRun::Kept(after)],
        };
        let _ = writeln!(html, "<pre>{}</pre>", runs.iter().map(marked).collect::<String>());
    }

    let advice = advice(status);
    if !advice.is_empty() {
        let items = advice.iter().map(|line| format!("<li>{}</li>\n", in_code(line)));
        let _ = writeln!(html, "<ul>\n{}</ul>", items.collect::<String>());
    }
    html.push_str("</article>\n");
}

/// A stretch; the white space before it is no part of what changed.
fn marked(run: &WordRun<'_>) -> String {
    let (text, tag) = match run {
        WordRun::Kept(text) => return escaped(&shown_lines(text)),
        WordRun::Deleted(text) => (shown_lines(text), "del"),
        WordRun::Inserted(text) => (shown_lines(text), "ins"),
    };
    let words = text.trim();
    let begin = text.len() - text.trim_start().len();
    let end = begin + words.len();
    let after = text.get(end..).unwrap_or_default();
    format!("{}<{tag}>{}</{tag}>{after}", &text[..begin], escaped(words))
}

/// What stands between backticks is a command or a name.
fn in_code(line: &str) -> String {
    let parts = line.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    });
    parts.collect()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing into memory does not fail.
    let _ = escape_html(&mut html, text);
    html
}
