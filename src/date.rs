//! Dates as people write them.

use crate::words::{MONTHS, Word, Words};

/// A date `YYYY-MM-DD` as people write it who have these words: `May 3, 2027` in American English,
/// `3. Mai 2027` in German. Where it is no such date, it stays as it is.
pub(crate) fn written(date: &str, words: &Words) -> String {
    let Some((year, month, day)) = parts(date) else { return date.to_owned() };

    let day = day.to_string();
    words.with(Word::DateLong, &[("year", year), ("month", words.text(month)), ("day", &day)])
}

/// The month of a date `YYYY-MM-DD` as people write it: `May 2027`.
pub(crate) fn month_written(date: &str, words: &Words) -> String {
    let Some((year, month, _)) = parts(date) else { return date.to_owned() };
    words.with(Word::MonthLong, &[("year", year), ("month", words.text(month))])
}

/// Year, month and day of a date.
fn parts(date: &str) -> Option<(&str, Word, u8)> {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some((year, *month, day.parse().ok()?))
}
