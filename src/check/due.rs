//! `stale-fact`, `overdue-review`, `expired-override` and `expired-announcement`: what somebody was to look at by a day that has passed.

use jiff::civil::Date;

use super::{each_widget, found};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::overlay::Edits;
use crate::parse::widget::Widget;
use crate::project::{Announcement, Grounds};

pub(super) fn stale_facts(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(today) = edition.today.as_deref() else { return };
    each_widget(edition, &mut |_, document, widget| {
        let Widget::Fact(fact) = widget else { return };
        if let Some(day) = fact.review_by.as_deref().filter(|day| *day < today) {
            let message = format!("this fact was to be looked at again by {day}");
            let stale = found(&checks::STALE_FACT, document, fact.span, message);
            let help = "look at its source; change the fact, or write a later `review_by=`";
            diagnostics.push(stale.help(help));
        }
    });
}

pub(super) fn overdue_reviews(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(today) = edition.today.as_deref() else { return };
    for page in edition.shell.map.pages().map(|facts| &facts.outline) {
        let front = &page.front;
        let (Some(reviewed), Some(every)) = (&front.reviewed, &front.review_every) else {
            continue;
        };
        // Days as `YYYY-MM-DD` sort as their texts do.
        let Some(due) = due(reviewed, every).filter(|due| due.as_str() < today) else { continue };

        // The layer whose day counts is the one that has to write the next.
        let says = page.says(|front| front.reviewed.is_some());
        let file = &says.unwrap_or_else(|| page.top()).file;
        let owner = front.owner.as_ref().map_or_else(String::new, |owner| format!(", by {owner}"));

        let message = format!("this page was to be reviewed by {due}{owner}");
        let overdue = Diagnostic::new(&checks::OVERDUE_REVIEW, message).at(Place::file(file));
        diagnostics.push(overdue.help("read it, mend it, and write the day under `reviewed:`"));
    }
}

pub(super) fn expired_overrides(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(today) = edition.today.as_deref() else { return };
    let edits = edition.handbook.edits.iter().map(|edited| &edited.edits);
    let expired = edits.flat_map(each_grounds).filter_map(|grounds| {
        // On the day itself it still holds.
        let until = grounds.until.as_ref().filter(|until| &*until.day < today)?;
        Some((until, grounds.reason.as_deref()))
    });

    for (until, reason) in expired {
        let reason = reason.map_or_else(String::new, |reason| format!("; its reason: {reason}"));
        let message = format!("this override was to hold until {}{reason}", until.day);
        let expired = Diagnostic::new(&checks::EXPIRED_OVERRIDE, message);
        let help = "take the override away, and what stands below it shows again; or write a \
                    later day";
        diagnostics.push(expired.at(until.place.clone()).help(help));
    }
}

pub(super) fn expired_announcements(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(today) = edition.today.as_deref() else { return };
    let announcement = edition.shell.firm.announcement.as_ref();
    // On the day itself it is still shown.
    let expired = announcement.filter(|announcement| &*announcement.until.day < today);
    if let Some(Announcement { until, .. }) = expired {
        let message = format!("this announcement was to be shown until {}", until.day);
        let expired = Diagnostic::new(&checks::EXPIRED_ANNOUNCEMENT, message);
        let help = "take `announce:` away, or write a later day";
        diagnostics.push(expired.at(until.place.clone()).help(help));
    }
}

/// The grounds of what a layer says about a page, and of each section that has a day of its own.
fn each_grounds(edits: &Edits) -> impl Iterator<Item = &Grounds> {
    let whole = edits.grounds();
    let sections = match edits {
        Edits::Sections(_, sections) => sections.as_slice(),
        Edits::Page(_) | Edits::Hide(_) => &[],
    };
    let sections = sections.iter().map(|edit| &edit.grounds);
    std::iter::once(whole).chain(sections.filter(move |own| own.until != whole.until))
}

/// The day of the next review.
fn due(reviewed: &str, every: &str) -> Option<String> {
    let (count, unit) = every.split_once(' ')?;
    let count: i64 = count.parse().ok()?;
    let span = jiff::Span::new();
    let span = match unit.trim().trim_end_matches('s') {
        "day" => span.try_days(count),
        "week" => span.try_weeks(count),
        "month" => span.try_months(count),
        _ => span.try_years(count),
    };

    let due = reviewed.parse::<Date>().ok()?.checked_add(span.ok()?).ok()?;
    Some(due.to_string())
}
