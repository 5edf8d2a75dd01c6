//! Dates as people write them.

use crate::words::{MONTHS, Word};

/// A date `YYYY-MM-DD` as people of a language write it: `May 3, 2027` in American English, `3 May
/// 2027` in other Englishes. In other languages, and where it is no such date, it stays as it is.
pub(crate) fn written(date: &str, language: &str) -> String {
    let language = language.to_ascii_lowercase();
    let is_english = language == "en" || language.starts_with("en-");
    let Some((year, month, day)) = parts(date).filter(|_| is_english) else {
        return date.to_owned();
    };

    let month = month.text(&language);
    if language == "en" || language == "en-us" {
        format!("{month} {day}, {year}")
    } else {
        format!("{day} {month} {year}")
    }
}

/// Year, month and day of a date.
fn parts(date: &str) -> Option<(&str, Word, u8)> {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some((year, *month, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn dates_follow_the_language() {
        assert_eq!(written("2027-05-03", "en-US"), "May 3, 2027");
        assert_eq!(written("2027-05-03", "en-GB"), "3 May 2027");
        assert_eq!(written("2027-05-03", "fr"), "2027-05-03");
        assert_eq!(written("2027-13-03", "en"), "2027-13-03");
    }
}
