//! The overview as one page of HTML that needs no other file.

use super::{ExplainedOverride, Measure, Overview, OverviewRow};
use crate::load::LayerId;
use crate::parse::html::{push_attribute, push_text};

const STYLE: &str = include_str!("page.css");
/// Sorts the table by the column whose heading is pressed.
const SCRIPT: &str = include_str!("page.js");

/// The page, as of a day. Whatever people wrote is escaped.
pub fn page(overview: &Overview, day: &str) -> String {
    let base = overview.rows.iter().find(|row| row.layer == LayerId::Base);
    let handbook = base.map_or("Handbook", |base| &base.name);
    let mut title = String::new();
    push_text(&mut title, &format!("{handbook}: who needs help"));

    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<main>\n<h1>{title}</h1>\n"
    );
    push_paragraph(
        &mut html,
        &format!(
            "As of {day}. Each problem is counted once, with whoever can mend it: what all firms \
             have from the base counts for the base."
        ),
    );
    overview.notes.iter().for_each(|note| push_paragraph(&mut html, note));

    let is_found = |measure: Measure| overview.rows.iter().any(|row| row.get(measure) > 0);
    let (found, absent): (Vec<Measure>, Vec<Measure>) =
        Measure::ALL.iter().partition(|measure| is_found(**measure));
    if !absent.is_empty() {
        let absent: Vec<&str> = absent.iter().map(|measure| measure.noun(0)).collect();
        let absent = absent.join(", ");
        push_paragraph(&mut html, &format!("Looked for, and found nowhere: {absent}."));
    }
    push_table(&mut html, overview, &found);
    push_explained(&mut html, &overview.explained);
    html.push_str(&format!("</main>\n<script>\n{SCRIPT}</script>\n</html>\n"));
    html
}

fn push_paragraph(html: &mut String, text: &str) {
    html.push_str("<p>");
    push_text(html, text);
    html.push_str("</p>\n");
}

fn push_table(html: &mut String, overview: &Overview, measures: &[Measure]) {
    // The keyboard scrolls only what it can reach.
    html.push_str(
        "<div role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n<thead>\n<tr>",
    );
    let measured = measures.iter().map(|measure| measure.noun(0));
    let headings = ["layer", "errors", "warnings"].into_iter().chain(measured);
    for heading in headings.chain(["overrides", "MiB", "changed on"]) {
        html.push_str(&format!("<th scope=\"col\">{heading}</th>"));
    }
    html.push_str("</tr>\n</thead>\n<tbody>\n");
    overview.rows.iter().for_each(|row| push_row(html, row, measures));
    html.push_str("</tbody>\n</table>\n</div>\n");
}

/// Why overrides are there, and until when.
fn push_explained(html: &mut String, explained: &[ExplainedOverride]) {
    if explained.is_empty() {
        return;
    }

    html.push_str("<h2>Overrides with a reason, or an end</h2>\n<ul>\n");
    for each in explained {
        html.push_str("<li>");
        push_text(html, &each.to_string());
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

fn push_row(html: &mut String, row: &OverviewRow, measures: &[Measure]) {
    let id = row.layer.to_string();
    html.push_str("<tr><th scope=\"row\" data-value=\"");
    push_attribute(html, &id);
    html.push_str("\">");
    push_text(html, &id);
    html.push_str("<br><small>");
    let what = match row.layer {
        LayerId::Base => "base: ",
        LayerId::Shared(_) => "shared layer: ",
        LayerId::Firm(_) => "",
    };
    html.push_str(what);
    push_text(html, &row.name);
    if let Some(language) = &row.language {
        html.push_str(" (");
        push_text(html, language);
        html.push(')');
    }
    html.push_str("</small></th>");

    let numbers = [row.errors, row.warnings].into_iter();
    let measured = measures.iter().map(|measure| row.get(*measure));
    for number in numbers.chain(measured).chain([row.overrides]) {
        let class = if number == 0 { " class=\"none\"" } else { "" };
        html.push_str(&format!("<td data-value=\"{number}\"{class}>{number}</td>"));
    }
    let published = row.published.as_ref();
    let bytes = published.map_or(0, |published| published.bytes);
    let size = published.map_or_else(|| "–".to_owned(), |_| mebibytes(bytes));
    let day = published.map_or("–", |published| &published.day);
    html.push_str(&format!("<td data-value=\"{bytes}\">{size}</td>"));
    html.push_str(&format!("<td data-value=\"{day}\">{day}</td></tr>\n"));
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
