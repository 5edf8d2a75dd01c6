//! `recent.html`: what was changed lately, by the pages' own word (`updated:`), where one says so.

use serde::Serialize;

use super::LazyOutput;
use crate::date::month_written;
use crate::diagnostic::Diagnostic;
use crate::edition::Shell;
use crate::link::Facts;
use crate::render::{Content, Frame};
use crate::theme::RECENT;

/// Where it is published.
pub(in crate::render) const ADDRESS: &str = "recent.html";

/// So many pages are listed: what is older is no news.
const MAX_PAGES: usize = 200;

/// The pages of a month, as the template sees them.
#[derive(Serialize)]
struct MonthView<'p> {
    /// `YYYY-MM`
    month: &'p str,
    /// As people write it.
    title: String,
    pages: Vec<RecentView<'p>>,
}

/// One of them.
#[derive(Serialize)]
struct RecentView<'p> {
    title: &'p str,
    href: &'p str,
    description: &'p str,
    updated: &'p str,
}

/// Whether an edition has such a page.
pub(in crate::render) fn is_shown(shell: &Shell) -> bool {
    shell.theme.templates.has(RECENT) && updated(shell).next().is_some()
}

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let is_made = is_shown(&frame.shell) && !super::is_brought(frame, ADDRESS);
    is_made.then(|| LazyOutput::new(ADDRESS, || make(frame))).into_iter().collect()
}

/// The pages that say when they were changed, with the day.
fn updated(shell: &Shell) -> impl Iterator<Item = (&str, &Facts)> {
    let pages = shell.map.pages();
    pages.filter_map(|facts| Some((facts.front().updated.as_deref()?, facts)))
}

fn make(frame: &Frame) -> Result<Content, Box<Diagnostic>> {
    let mut pages: Vec<(&str, &Facts)> = updated(&frame.shell).collect();
    // Days as `YYYY-MM-DD` sort as their texts do; pages of one day, by title.
    pages.sort_by(|(a, x), (b, y)| (b, &x.title, &x.url).cmp(&(a, &y.title, &y.url)));
    pages.truncate(MAX_PAGES);

    let months = pages.chunk_by(|(a, _), (b, _)| month(a) == month(b));
    let months = months.map(|pages| MonthView {
        month: month(pages[0].0),
        title: month_written(pages[0].0, frame.shell.words()),
        pages: pages.iter().map(|(day, facts)| view(day, facts)).collect(),
    });

    // It stands at the top, so addresses are seen from there.
    let mut context = frame.context_from("")?;
    context.insert("months", &months.collect::<Vec<_>>());
    frame.shell.theme.templates.render(RECENT, &context, 20_000).map(Content::Bytes)
}

fn month(day: &str) -> &str {
    day.get(.."2027-05".len()).unwrap_or(day)
}

fn view<'p>(updated: &'p str, facts: &'p Facts) -> RecentView<'p> {
    let Facts { title, url, description, .. } = facts;
    RecentView { title, href: url, description, updated }
}
