//! Dates as people write them.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date `YYYY-MM-DD` as people of a language write it: `May 3, 2027` in American English, `3 May 2027` in
/// other Englishes. In other languages, and where it is no such date, it stays as it is.
pub fn written(date: &str, language: &str) -> String {
    let parts = || {
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some((year, *month, day.parse::<u8>().ok()?))
    };
    let language = language.to_ascii_lowercase();
    let is_english = language == "en" || language.starts_with("en-");
    match parts().filter(|_| is_english) {
        Some((year, month, day)) if language == "en" || language == "en-us" => {
            format!("{month} {day}, {year}")
        }
        Some((year, month, day)) => format!("{day} {month} {year}"),
        None => date.to_owned(),
    }
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
